/* Finds the part of an answer that is about the task. Pure. */

#include "simmer-subject.h"

#include "simmer-members.h"
#include "simmer-standing.h"
#include "simmer-vocabulary.h"

#include <string.h>

/* Envelopes within envelopes; three have been seen. */
#define MAX_WRAPS 4

/* Where services put the task, the likeliest first. */
static const char *const wrappers[] = {
  "data",   "task",       "job",     "response",    "result",     "results", "payload", "body",
  "output", "operation",  "run",     "prediction",  "generation", "request", "content", "item",
  "record", "attributes", "outputs", "generations", "workflow",   NULL,
};

/* "TranscriptionJob", "video_task": what it is stands before it. */
static const char *const wrapper_ends[] = {
  "task", "job", "operation", "prediction", "generation", NULL,
};

static const char *const lists[] = {
  "tasks",   "jobs",        "items",       "data", "results",  "result", "list",
  "records", "predictions", "generations", "runs", "response", NULL,
};

/**
 * simmer_subject_init:
 * @self: a subject
 * @object: what an answer says of a task; it must live as long as @self
 *
 * Reads the status out of @object: a word, or truth values and counts where there is no word.
 */
void
simmer_subject_init (SimmerSubject *self, JsonObject *object)
{
  *self = (SimmerSubject){ .object = object, .members = simmer_members_new (object) };

  simmer_standing_read (self);
}

void
simmer_subject_clear (SimmerSubject *self)
{
  g_clear_pointer (&self->members, g_hash_table_unref);
}

/* Whether the first @length letters of @name end with @end. */
static gboolean
has_end (const char *name, gsize length, const char *end)
{
  gsize n = strlen (end);

  return length >= n && strncmp (name + length - n, end, n) == 0;
}

/* "dag_run_id", "executionArn": the end of its name tells. What it came from is another task. */
static gboolean
names_id (const char *name)
{
  static const char *const tasks[] = { "task",       "job",        "run",      "execution",
                                       "invocation", "generation", "req",      "operation",
                                       "prediction", "batch",      "workflow", "process" };
  static const char *const of_others[] = { "parent",   "previous", "root", "source",
                                           "original", "trace",    "next", "external" };
  gsize length = strlen (name);

  if (has_end (name, length, "uuid"))
    length -= 4;
  else if (has_end (name, length, "id"))
    length -= 2;
  else if (has_end (name, length, "arn"))
    length -= 3;
  else
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (of_others); i++)
    if (g_str_has_prefix (name, of_others[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    if (has_end (name, length, tasks[i]))
      return TRUE;

  return FALSE;
}

static char *
dup_named_id (SimmerSubject *self)
{
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (self->object);

  while (simmer_members_iter_next (&iter))
    {
      char *id = names_id (iter.name) ? simmer_node_dup_id (iter.node) : NULL;

      if (id != NULL)
        return id;
    }

  return NULL;
}

/* "operations/17", "projects/a/batchJobs/17": collections and what is in them (Google's AIP-122).
 */
static gboolean
is_resource_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  guint n = g_strv_length (parts);

  if (strstr (name, "operations/") != NULL)
    return TRUE;

  return n >= 4 && n % 2 == 0 && g_str_has_suffix (parts[n - 2], "s") && *parts[0] != '\0' &&
         strchr (name, ':') == NULL;
}

/* The name of a task that is told as a resource: what describes it stands beside its status. */
static char *
dup_metadata_name (SimmerSubject *self)
{
  static const char *const names[] = { "name", "uid", NULL };
  JsonNode *metadata = g_hash_table_lookup (self->members, "metadata");
  JsonNode *status = g_hash_table_lookup (self->members, "status");
  g_autoptr (GHashTable) members = NULL;

  if (metadata == NULL || !JSON_NODE_HOLDS_OBJECT (metadata) || status == NULL ||
      !JSON_NODE_HOLDS_OBJECT (status))
    return NULL;

  members = simmer_members_new (json_node_get_object (metadata));
  return simmer_node_dup_id (simmer_members_find_text (members, names));
}

/**
 * simmer_subject_dup_id:
 * @self: a subject
 *
 * Returns: (transfer full) (nullable): the service's name of the task
 */
char *
simmer_subject_dup_id (SimmerSubject *self)
{
  static const char *const names[] = {
    "taskid", "jobid", "generationid", "predictionid", "batchid",    "videoid",   "promptid",
    "runid",  "id",    "uid",          "uuid",         "identifier", "requestid", NULL,
  };
  static const char *const resource[] = { "name", NULL };
  JsonNode *name = simmer_members_find_text (self->members, resource);
  char *id;

  for (guint i = 0; names[i] != NULL; i++)
    {
      id = simmer_node_dup_id (g_hash_table_lookup (self->members, names[i]));
      if (id != NULL)
        return id;
    }

  id = dup_named_id (self);
  if (id == NULL && name != NULL && is_resource_name (json_node_get_string (name)))
    id = simmer_node_dup_id (name);

  return id != NULL ? id : dup_metadata_name (self);
}

static gboolean
says_status (SimmerSubject *self)
{
  return self->has_status || self->unknown || self->not_found;
}

/* Whether it says anything about a task. */
static gboolean
speaks (SimmerSubject *self)
{
  static const char *const names[] = { "progress",        "percent",       "percentage",
                                       "progresspercent", "queueposition", NULL };
  g_autofree char *id = simmer_subject_dup_id (self);

  return says_status (self) || id != NULL || simmer_members_find (self->members, names) != NULL;
}

/* Whether all of a list are objects that name a status: a task in several parts. A bare list does
 * not say whose parts these are, so that they must name themselves. */
static gboolean
is_group (JsonNode *node, gboolean bare)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_auto (SimmerSubject) subject = { 0 };
      g_autofree char *id = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
        return FALSE;
      simmer_subject_init (&subject, json_array_get_object_element (array, i));
      id = bare ? simmer_subject_dup_id (&subject) : NULL;
      if (!says_status (&subject) || (bare && id == NULL))
        return FALSE;
    }

  return array != NULL && json_array_get_length (array) > 0;
}

static JsonNode *unwrap (JsonNode *node, guint depth, gboolean *says, SimmerSubject *found);

static gboolean
names_wrapper (const char *name)
{
  for (guint i = 0; wrapper_ends[i] != NULL; i++)
    if (g_str_has_suffix (name, wrapper_ends[i]) && !g_str_equal (name, wrapper_ends[i]))
      return TRUE;

  return FALSE;
}

/* An envelope whose name ends like one; only what names a status in it counts. */
static JsonNode *
unwrap_named (SimmerSubject *outer, guint depth)
{
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (outer->object);
  gboolean says;

  while (simmer_members_iter_next (&iter))
    {
      JsonNode *inner = JSON_NODE_HOLDS_OBJECT (iter.node) && names_wrapper (iter.name)
                          ? unwrap (iter.node, depth + 1, &says, NULL)
                          : NULL;

      if (inner != NULL && says)
        return inner;
    }

  return NULL;
}

/* Of several envelopes of whatever name, the one that names a status. */
static JsonNode *
unwrap_speaking (SimmerSubject *outer, guint depth)
{
  static const char others[] = " user account owner worker node payment billing subscription plan "
                               "webhook quota meta metadata server links ";
  JsonNode *found = NULL;
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (outer->object);

  while (simmer_members_iter_next (&iter))
    {
      g_autofree char *word = g_strconcat (" ", iter.name, " ", NULL);
      gboolean says = FALSE;
      JsonNode *inner = JSON_NODE_HOLDS_OBJECT (iter.node) && strstr (others, word) == NULL
                          ? unwrap (iter.node, depth + 1, &says, NULL)
                          : NULL;

      if (inner == NULL || !says)
        continue;
      if (found != NULL)
        return NULL;
      found = inner;
    }

  return found;
}

/* An envelope of whatever name, the one member that is more than a value: { "app": { … } }. */
static JsonNode *
unwrap_only (SimmerSubject *outer, guint depth)
{
  JsonNode *only = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean says;

  json_object_iter_init_ordered (&iter, outer->object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node))
      {
        if (only != NULL)
          return unwrap_speaking (outer, depth);
        only = node;
      }

  if (only == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (only))
    return is_group (only, TRUE) ? only : NULL;

  only = unwrap (only, depth + 1, &says, NULL);
  return only != NULL && says ? only : NULL;
}

/* The best within the envelopes of @outer: what names a status, else what speaks at all. */
static JsonNode *
unwrap_inner (SimmerSubject *outer, guint depth, gboolean *says)
{
  JsonNode *best = NULL;

  *says = FALSE;
  for (guint i = 0; wrappers[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (outer->members, wrappers[i]);
      JsonNode *inner = node != NULL ? unwrap (node, depth + 1, says, NULL) : NULL;

      if (inner != NULL && *says)
        return inner;
      if (best == NULL)
        best = inner;
    }

  if (!says_status (outer))
    {
      JsonNode *named = unwrap_named (outer, depth);

      if (named == NULL && !speaks (outer))
        named = unwrap_only (outer, depth);
      *says = named != NULL;
      if (named != NULL)
        return named;
    }
  *says = FALSE;
  return best;
}

/* Whether all that @outer says is which request it was, and @inner says which task that made. */
static gboolean
only_traces (SimmerSubject *outer, JsonNode *inner)
{
  static const char *const names[] = {
    "taskid",  "jobid",    "generationid", "predictionid", "batchid",
    "videoid", "promptid", "runid",        NULL,
  };
  static const char *const plain[] = { "id", "uid", "uuid", NULL };
  g_autoptr (GHashTable) members = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (inner) || simmer_members_find (outer->members, names) != NULL ||
      simmer_members_find (outer->members, plain) != NULL)
    return FALSE;

  members = simmer_members_new (json_node_get_object (inner));
  return simmer_members_find (members, names) != NULL;
}

/* { "job_status": { "id": …, "status": … } }: a status that is the task itself. */
static JsonNode *
find_named_status (SimmerSubject *outer)
{
  static const char *const names[] = { "jobstatus", "taskstatus", "status", NULL };
  JsonNode *node = simmer_members_find (outer->members, names);
  g_auto (SimmerSubject) subject = { 0 };
  g_autofree char *id = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  simmer_subject_init (&subject, json_node_get_object (node));
  id = simmer_subject_dup_id (&subject);

  return id != NULL && subject.has_status ? node : NULL;
}

static JsonNode *
take (JsonNode *node, SimmerSubject *subject, SimmerSubject *found)
{
  if (found != NULL)
    {
      *found = *subject;
      *subject = (SimmerSubject){ 0 };
    }

  return node;
}

/* A plain “success” is as likely the envelope's, and so is what only names the request. */
static gboolean
may_be_envelope (SimmerSubject *subject, const char *id)
{
  g_autofree char *trace = NULL;

  if (!subject->unknown && !simmer_vocabulary_is_success (subject->word))
    return FALSE;
  if (id == NULL)
    return TRUE;
  if (subject->unknown)
    return FALSE;

  trace = simmer_node_dup_id (g_hash_table_lookup (subject->members, "requestid"));
  return g_strcmp0 (id, trace) == 0;
}

/* @says: (out): whether what is returned names a status
 * @found: (out) (nullable): what it says, if it is @node */
static JsonNode *
unwrap (JsonNode *node, guint depth, gboolean *says, SimmerSubject *found)
{
  g_auto (SimmerSubject) subject = { 0 };
  g_autofree char *id = NULL;
  gboolean inner_says = FALSE;
  JsonNode *inner;

  *says = FALSE;
  if (depth > MAX_WRAPS)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      *says = is_group (node, depth == 0);
      return *says ? node : NULL;
    }

  simmer_subject_init (&subject, json_node_get_object (node));
  id = simmer_subject_dup_id (&subject);
  inner = id == NULL ? find_named_status (&subject) : NULL;
  if (inner != NULL)
    {
      *says = TRUE;
      return inner;
    }

  if (says_status (&subject) && !may_be_envelope (&subject, id))
    {
      *says = TRUE;
      return take (node, &subject, found);
    }

  inner = unwrap_inner (&subject, depth, &inner_says);
  if (says_status (&subject) && !inner_says)
    {
      *says = TRUE;
      return take (node, &subject, found);
    }
  if (inner != NULL && (inner_says || !speaks (&subject) || only_traces (&subject, inner)))
    {
      *says = inner_says;
      return inner;
    }

  return speaks (&subject) ? take (node, &subject, found) : NULL;
}

/**
 * simmer_subject_unwrap:
 * @root: an answer
 * @subject: (out caller-allocates): what is returned says, if it is an object; empty otherwise
 *
 * Returns: (transfer none) (nullable): the object in @root that is about the task, or the list of
 *   such objects where the task has several parts; %NULL where nothing is about a task
 */
JsonNode *
simmer_subject_unwrap (JsonNode *root, SimmerSubject *subject)
{
  gboolean says;
  JsonNode *node;

  *subject = (SimmerSubject){ 0 };
  node = unwrap (root, 0, &says, subject);
  if (node != NULL && subject->object == NULL && JSON_NODE_HOLDS_OBJECT (node))
    simmer_subject_init (subject, json_node_get_object (node));

  return node;
}

/* @id: (out) (transfer full) (nullable): the last id on the way to @node */
static gboolean
find_way (JsonNode *from, JsonNode *node, guint depth, char **id)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (from == node)
    return TRUE;
  if (depth > MAX_WRAPS || !JSON_NODE_HOLDS_OBJECT (from))
    return FALSE;

  json_object_iter_init_ordered (&iter, json_node_get_object (from));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (find_way (member, node, depth + 1, id))
      {
        g_auto (SimmerSubject) subject = { 0 };
        g_autofree char *trace = NULL;

        simmer_subject_init (&subject, json_node_get_object (from));
        if (*id == NULL)
          *id = simmer_subject_dup_id (&subject);
        /* Which request it was, is no task's name. */
        trace = simmer_node_dup_id (g_hash_table_lookup (subject.members, "requestid"));
        if (trace != NULL && g_strcmp0 (*id, trace) == 0)
          g_clear_pointer (id, g_free);
        return TRUE;
      }

  return FALSE;
}

/**
 * simmer_subject_dup_outer_id:
 * @root: an answer
 * @node: what simmer_subject_unwrap() found in it, without an id of its own
 *
 * Returns: (transfer full) (nullable): the id of the nearest envelope, since a resource's id stands
 *   beside what is said of it: { "id": …, "attributes": { … } }
 */
char *
simmer_subject_dup_outer_id (JsonNode *root, JsonNode *node)
{
  char *id = NULL;

  find_way (root, node, 0, &id);
  return id;
}

/**
 * simmer_subject_find_list:
 * @root: an answer
 *
 * Returns: (transfer none) (nullable): the list of tasks in it
 */
JsonArray *
simmer_subject_find_list (JsonNode *root)
{
  g_autoptr (GHashTable) members = NULL;

  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  members = simmer_members_new (json_node_get_object (root));
  for (guint i = 0; lists[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, lists[i]);

      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
        return json_node_get_array (node);
    }
  for (guint i = 0; lists[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, lists[i]);
      JsonArray *array = node != NULL ? simmer_subject_find_list (node) : NULL;

      if (array != NULL)
        return array;
    }

  return NULL;
}
