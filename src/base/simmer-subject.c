/* Finds the part of an answer that is about the task, and the status that it names. Pure. */

#include "simmer-subject.h"

#include "simmer-members.h"
#include "simmer-vocabulary.h"

#include <string.h>

/* Envelopes within envelopes; three have been seen. */
#define MAX_WRAPS 4

/* Where services put the task, the likeliest first. */
static const char *const wrappers[] = {
  "data",    "task",   "job",       "response",   "result",     "results",    "payload",
  "body",    "output", "operation", "run",        "prediction", "generation", "request",
  "content", "item",   "record",    "attributes", NULL,
};

/* "TranscriptionJob", "video_task": what it is stands before it. */
static const char *const wrapper_ends[] = {
  "task", "job", "operation", "prediction", "generation", NULL,
};

static const char *const lists[] = {
  "tasks",   "jobs",        "items",       "data", "results",  "result", "list",
  "records", "predictions", "generations", "runs", "response", NULL,
};

static const char *const status_names[] = {
  "status",   "taskstatus", "jobstatus", "state", "taskstate",
  "jobstate", "event",      "phase",     "step",  NULL,
};

static void
read_word (SimmerSubject *self, const char *word)
{
  self->word = word;
  switch (simmer_vocabulary_read (word, &self->status))
    {
    case SIMMER_MEANING_STATUS:
      self->has_status = TRUE;
      break;
    case SIMMER_MEANING_NOT_FOUND:
      self->not_found = TRUE;
      break;
    case SIMMER_MEANING_UNKNOWN:
      self->unknown = TRUE;
      break;
    case SIMMER_MEANING_FINE:
    default:
      self->word = NULL;
      break;
    }
}

/* "aasm_state", "TranscriptionJobStatus": only what such a member is known to mean counts, since
 * much has a status of its own. */
static void
find_named_word (SimmerSubject *self)
{
  static const char *const of_others[] = {
    "previous", "last",    "old",  "http", "payment",    "billing", "account",
    "user",     "webhook", "nsfw", "code", "moderation", "worker",  "publish",
  };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, self->object);
  while (self->word == NULL && json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *folded = simmer_vocabulary_fold (name);
      gboolean other = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (of_others); i++)
        other = other || strstr (folded, of_others[i]) != NULL;
      if (other || !simmer_node_is_text (node) ||
          !(g_str_has_suffix (folded, "status") || g_str_has_suffix (folded, "state")) ||
          simmer_vocabulary_read (json_node_get_string (node), &self->status) !=
            SIMMER_MEANING_STATUS)
        continue;
      read_word (self, json_node_get_string (node));
    }
}

/* The first member that is a word decides; a status may also be an object that holds the word. */
static void
find_word (SimmerSubject *self)
{
  for (guint i = 0; status_names[i] != NULL && self->word == NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (self->members, status_names[i]);
      g_autoptr (GHashTable) inner = NULL;
      double number;

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        {
          static const char *const names[] = { "status", "state", "value", "name", "phase", NULL };

          inner = simmer_members_new (json_node_get_object (node));
          node = simmer_members_find_text (inner, names);
        }
      if (!simmer_node_is_text (node) || *json_node_get_string (node) == '\0' ||
          simmer_node_get_number (node, &number))
        continue;
      read_word (self, json_node_get_string (node));
    }
}

static gboolean
find_flag (SimmerSubject *self, const char *const *names, gboolean *value)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (self->members, names[i]);

      if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
          json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        continue;
      *value = json_node_get_boolean (node);
      return TRUE;
    }

  return FALSE;
}

static double
get_count (SimmerSubject *self, const char *name)
{
  double number;

  return simmer_node_get_number (g_hash_table_lookup (self->members, name), &number) ? number : -1;
}

static void
set_status (SimmerSubject *self, SimmerTaskStatus status)
{
  self->status = status;
  self->has_status = TRUE;
}

/* No word, but a truth value that says whether the task has ended. */
static void
read_done (SimmerSubject *self, gboolean done)
{
  static const char *const errors[] = { "error", "errormessage", "failure", NULL };
  g_autofree char *reason = simmer_node_dup_reason (simmer_members_find (self->members, errors));
  double number = get_count (self, "status");

  if (!done && (get_count (self, "processing") > 0 || number > 0))
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
  else if (!done && (get_count (self, "waiting") > 0 || number >= 0))
    set_status (self, SIMMER_TASK_STATUS_PENDING);
  else if (!done)
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
  else if (reason != NULL)
    set_status (self, SIMMER_TASK_STATUS_FAILED);
  else if (number < 0 || (int) number == 2)
    set_status (self, SIMMER_TASK_STATUS_COMPLETED);
  else if ((int) number == 3)
    set_status (self, SIMMER_TASK_STATUS_CANCELLED);
  else if ((int) number == 4)
    set_status (self, SIMMER_TASK_STATUS_FAILED);
}

static void
find_flags (SimmerSubject *self)
{
  static const char *const failed[] = { "faulted", "isfaulted", "isfailed", "failed", NULL };
  static const char *const cancelled[] = {
    "cancelled", "canceled", "iscancelled", "iscanceled", NULL
  };
  static const char *const done[] = { "done",       "isdone",     "iscompleted",
                                      "completed",  "isfinished", "finished",
                                      "iscomplete", "complete",   NULL };
  static const char *const names[] = { "name", NULL };
  JsonNode *name = simmer_members_find_text (self->members, names);
  double flag = get_count (self, "successflag");
  gboolean value;

  if (find_flag (self, failed, &value) && value)
    set_status (self, SIMMER_TASK_STATUS_FAILED);
  else if (find_flag (self, cancelled, &value) && value)
    set_status (self, SIMMER_TASK_STATUS_CANCELLED);
  else if (find_flag (self, done, &value))
    read_done (self, value);
  else if (flag >= 0)
    set_status (self,
                flag < 1   ? SIMMER_TASK_STATUS_IN_PROGRESS
                : flag < 2 ? SIMMER_TASK_STATUS_COMPLETED
                           : SIMMER_TASK_STATUS_FAILED);
  else if (name != NULL && strstr (json_node_get_string (name), "operations/") != NULL)
    /* google.longrunning.Operation leaves "done" out while it is false. */
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
}

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

  find_word (self);
  if (self->word == NULL)
    find_flags (self);
  if (self->word == NULL && !self->has_status && !self->not_found)
    find_named_word (self);
}

void
simmer_subject_clear (SimmerSubject *self)
{
  g_clear_pointer (&self->members, g_hash_table_unref);
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
    "taskid", "jobid", "generationid", "predictionid", "batchid",   "videoid", "promptid",
    "runid",  "id",    "uid",          "uuid",         "requestid", NULL,
  };
  static const char *const operation[] = { "name", NULL };
  JsonNode *name = simmer_members_find_text (self->members, operation);

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *id = simmer_node_dup_id (g_hash_table_lookup (self->members, names[i]));

      if (id != NULL)
        return id;
    }

  if (name != NULL && strstr (json_node_get_string (name), "operations/") != NULL)
    return simmer_node_dup_id (name);

  return NULL;
}

static gboolean
says_status (SimmerSubject *self)
{
  return self->has_status || self->unknown || self->not_found;
}

/**
 * simmer_subject_speaks:
 * @self: a subject
 *
 * Returns: whether it says anything about a task
 */
gboolean
simmer_subject_speaks (SimmerSubject *self)
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

static JsonNode *unwrap (JsonNode *node, guint depth, gboolean *says);

static gboolean
names_wrapper (const char *name)
{
  g_autofree char *folded = simmer_vocabulary_fold (name);

  for (guint i = 0; wrapper_ends[i] != NULL; i++)
    if (g_str_has_suffix (folded, wrapper_ends[i]) && !g_str_equal (folded, wrapper_ends[i]))
      return TRUE;

  return FALSE;
}

/* An envelope whose name ends like one; only what names a status in it counts. */
static JsonNode *
unwrap_named (SimmerSubject *outer, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean says;

  json_object_iter_init_ordered (&iter, outer->object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonNode *inner = JSON_NODE_HOLDS_OBJECT (node) && names_wrapper (name)
                          ? unwrap (node, depth + 1, &says)
                          : NULL;

      if (inner != NULL && says)
        return inner;
    }

  return NULL;
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
      JsonNode *inner = node != NULL ? unwrap (node, depth + 1, says) : NULL;

      if (inner != NULL && *says)
        return inner;
      if (best == NULL)
        best = inner;
    }

  if (!says_status (outer))
    {
      JsonNode *named = unwrap_named (outer, depth);

      *says = named != NULL;
      if (named != NULL)
        return named;
    }
  *says = FALSE;
  return best;
}

/* @says: (out): whether what is returned names a status */
static JsonNode *
unwrap (JsonNode *node, guint depth, gboolean *says)
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

  /* A plain “success” may be the envelope's. */
  if (says_status (&subject) &&
      (id != NULL || (!subject.unknown && !simmer_vocabulary_is_success (subject.word))))
    {
      *says = TRUE;
      return node;
    }

  inner = unwrap_inner (&subject, depth, &inner_says);
  if (says_status (&subject) && !inner_says)
    {
      *says = TRUE;
      return node;
    }
  if (inner != NULL && (inner_says || !simmer_subject_speaks (&subject)))
    {
      *says = inner_says;
      return inner;
    }

  return simmer_subject_speaks (&subject) ? node : NULL;
}

/**
 * simmer_subject_unwrap:
 * @root: an answer
 *
 * Returns: (transfer none) (nullable): the object in @root that is about the task, or the list of
 *   such objects where the task has several parts; %NULL where nothing is about a task
 */
JsonNode *
simmer_subject_unwrap (JsonNode *root)
{
  gboolean says;

  return unwrap (root, 0, &says);
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
