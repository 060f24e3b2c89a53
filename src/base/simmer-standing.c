/* How a task stands: the status that an answer names, by words, truth values, counts or conditions.
 * Pure. */

#include "simmer-standing.h"

#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-vocabulary.h"

#include <string.h>

static const char *const status_names[] = {
  "status",   "taskstatus", "jobstatus",  "state",       "taskstate",
  "jobstate", "statename",  "statusname", "batchstatus", "event",
  "phase",    "step",       "jobstage",   "taskstage",   NULL,
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

/* "aasm_state", "life_cycle_state": only what such a member is known to mean counts, since much has
 * a status of its own. */
static void
find_named_word (SimmerSubject *self, JsonObject *object)
{
  static const char *const of_others[] = {
    "previous", "last",   "old",    "http",       "payment", "billing", "account", "user",
    "webhook",  "nsfw",   "code",   "moderation", "worker",  "publish", "result",  "final",
    "backend",  "server", "system", "upload",     "input",   "source",  "email",   "mail",
    "smsstat",  "notif",  "health", "delivery",   "review",  "kyc",
  };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (object);

  while (self->word == NULL && simmer_members_iter_next (&iter))
    {
      JsonNode *node = iter.node;
      gboolean other = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (of_others); i++)
        other = other || strstr (iter.name, of_others[i]) != NULL;
      if (!other && JSON_NODE_HOLDS_OBJECT (node) && g_str_has_suffix (iter.name, "status"))
        {
          /* "inference_status": { "status": "running" } */
          g_autoptr (GHashTable) inner = simmer_members_new (json_node_get_object (node));

          node = g_hash_table_lookup (inner, "status");
        }
      if (other || node == NULL || !simmer_node_is_text (node) ||
          !(g_str_has_suffix (iter.name, "status") || g_str_has_suffix (iter.name, "state") ||
            g_str_has_suffix (iter.name, "statustext") ||
            g_str_has_suffix (iter.name, "statename")) ||
          simmer_vocabulary_read (json_node_get_string (node), &self->status) !=
            SIMMER_MEANING_STATUS)
        continue;
      read_word (self, json_node_get_string (node));
    }
}

static gboolean
is_word (JsonNode *node)
{
  double number;

  return simmer_node_is_text (node) && *json_node_get_string (node) != '\0' &&
         !simmer_node_get_number (node, &number);
}

/* The first member that is a word decides; a status may also be an object that holds the word. */
static void
find_word (SimmerSubject *self)
{
  static const char *const names[] = { "status", "state",     "value", "name",
                                       "phase",  "statusstr", "stage", NULL };

  for (guint i = 0; status_names[i] != NULL && self->word == NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (self->members, status_names[i]);

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
        {
          g_autoptr (GHashTable) inner = simmer_members_new (json_node_get_object (node));
          JsonNode *word = simmer_members_find_text (inner, names);

          if (is_word (word))
            read_word (self, json_node_get_string (word));
          else
            find_named_word (self, json_node_get_object (node));
        }
      else if (is_word (node))
        read_word (self, json_node_get_string (node));
    }
}

/* What "TaskStatus": "Critical" leaves open, "TaskState": "Exception" may tell. */
static void
find_known_state (SimmerSubject *self)
{
  static const char *const names[] = { "taskstate", "jobstate", "state", NULL };
  SimmerTaskStatus status;

  for (guint i = 0; self->unknown && names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (self->members, names[i]);

      if (!is_word (node) ||
          simmer_vocabulary_read (json_node_get_string (node), &status) != SIMMER_MEANING_STATUS)
        continue;
      self->unknown = FALSE;
      read_word (self, json_node_get_string (node));
    }
}

/* One says that all is well, another that it goes on: it is well so far. */
static void
doubt_success (SimmerSubject *self)
{
  static const char *const names[] = { "state", "taskstate", "jobstate", "phase", NULL };
  SimmerTaskStatus status;

  if (!self->has_status || !simmer_vocabulary_is_success (self->word))
    return;

  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (self->members, names[i]);

      if (!is_word (node) ||
          simmer_vocabulary_read (json_node_get_string (node), &status) != SIMMER_MEANING_STATUS ||
          simmer_task_status_is_final (status))
        continue;
      self->word = json_node_get_string (node);
      self->status = status;
      return;
    }
}

/* The word of a member that says how a task ended; it may be an object that holds it. */
static JsonNode *
get_ending_word (JsonNode *node)
{
  static const char *const names[] = { "exitcode", "code", "state", "status", "name", NULL };
  g_autoptr (GHashTable) inner = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return is_word (node) ? node : NULL;

  inner = simmer_members_new (json_node_get_object (node));
  node = simmer_members_find_text (inner, names);
  return is_word (node) ? node : NULL;
}

/* "completed", and beside it how: { "status": "completed", "conclusion": "failure" }. */
static void
read_ending (SimmerSubject *self, GHashTable *members)
{
  static const char *const names[] = {
    "conclusion",      "outcome",    "resultstate", "resultstatus",
    "finalstatus",     "finalstate", "exitstatus",  "completionstatus",
    "completionstate", "result",     "exitcode",    NULL,
  };
  SimmerTaskStatus status;

  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, names[i]);
      /* What a result is made of is a result's. */
      JsonNode *word =
        g_str_equal (names[i], "result") ? (is_word (node) ? node : NULL) : get_ending_word (node);

      if (word == NULL ||
          simmer_vocabulary_read (json_node_get_string (word), &status) != SIMMER_MEANING_STATUS ||
          !simmer_task_status_is_final (status))
        continue;
      self->word = json_node_get_string (word);
      self->status = status;
      self->has_status = TRUE;
      self->ending = node;
      return;
    }
}

/* { "state": "completed", "executionInfo": { "result": "failure", … } } */
static void
find_told_ending (SimmerSubject *self)
{
  static const char *const names[] = { "executioninfo", "executiondetails", "exitinfo", NULL };
  JsonNode *node = simmer_members_find (self->members, names);
  g_autoptr (GHashTable) inner = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  inner = simmer_members_new (json_node_get_object (node));
  read_ending (self, inner);
  if (self->ending != NULL)
    self->ending = node;
}

static void
find_ending (SimmerSubject *self)
{
  static const char *const names[] = { "status", "state", NULL };
  JsonNode *node = simmer_members_find (self->members, names);

  if (!self->has_status || self->word == NULL ||
      (self->status != SIMMER_TASK_STATUS_COMPLETED &&
       g_ascii_strcasecmp (self->word, "terminated") != 0 &&
       g_ascii_strcasecmp (self->word, "stopped") != 0))
    return;

  read_ending (self, self->members);
  if (self->ending == NULL)
    find_told_ending (self);
  if (self->ending == NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GHashTable) inner = simmer_members_new (json_node_get_object (node));

      read_ending (self, inner);
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

/* { "type": "Succeeded", "status": "False" }: what is so, is not so, or is not known to be so. */
static gboolean
read_condition (JsonNode *node, SimmerTaskStatus *status)
{
  static const char *const names[] = { "type", NULL };
  static const char *const values[] = { "status", NULL };
  g_autoptr (GHashTable) members = NULL;
  JsonNode *type;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  members = simmer_members_new (json_node_get_object (node));
  type = simmer_members_find_text (members, names);
  value = simmer_members_find_text (members, values);
  if (type == NULL || value == NULL ||
      simmer_vocabulary_read (json_node_get_string (type), status) != SIMMER_MEANING_STATUS)
    return FALSE;
  if (g_ascii_strcasecmp (json_node_get_string (value), "true") == 0)
    return TRUE;

  *status = SIMMER_TASK_STATUS_FAILED;
  return simmer_vocabulary_is_success (json_node_get_string (type)) &&
         g_ascii_strcasecmp (json_node_get_string (value), "false") == 0;
}

/* A status that is told by conditions, as resources of Kubernetes do. */
static void
find_conditions (SimmerSubject *self)
{
  JsonNode *node = g_hash_table_lookup (self->members, "status");
  g_autoptr (GHashTable) inner = NULL;
  JsonArray *conditions;
  double active;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  inner = simmer_members_new (json_node_get_object (node));
  node = g_hash_table_lookup (inner, "conditions");
  conditions = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; conditions != NULL && i < json_array_get_length (conditions); i++)
    if (read_condition (json_array_get_element (conditions, i), &self->status))
      {
        self->has_status = TRUE;
        return;
      }

  if (conditions != NULL ||
      (simmer_node_get_number (g_hash_table_lookup (inner, "active"), &active) && active > 0))
    {
      self->status = SIMMER_TASK_STATUS_IN_PROGRESS;
      self->has_status = TRUE;
    }
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
  static const char *const successes[] = {
    "success", "issuccess", "successful", "succeeded", NULL
  };
  static const char *const queued[] = { "queued", "isqueued", NULL };
  static const char *const active[] = { "active", "isactive", "running", NULL };
  g_autofree char *reason = simmer_node_dup_reason (simmer_members_find (self->members, errors));
  double number = get_count (self, "status");
  gboolean success = TRUE;
  gboolean waits;
  gboolean runs;

  if (!done && find_flag (self, queued, &waits) && waits &&
      !(find_flag (self, active, &runs) && runs))
    set_status (self, SIMMER_TASK_STATUS_PENDING);
  else if (!done && (get_count (self, "processing") > 0 || number > 0))
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
  else if (!done && (get_count (self, "waiting") > 0 || number >= 0))
    set_status (self, SIMMER_TASK_STATUS_PENDING);
  else if (!done)
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
  else if (reason != NULL || (find_flag (self, successes, &success) && !success))
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
  static const char *const running[] = { "running",    "isrunning",  "building",
                                         "processing", "inprogress", NULL };
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
  else if (find_flag (self, running, &value) && value)
    set_status (self, SIMMER_TASK_STATUS_IN_PROGRESS);
  else if (find_flag (self, running, &value))
    read_ending (self, self->members);
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
 * simmer_standing_read:
 * @self: a subject, with its object and its members
 *
 * Reads the status: a word; truth values, counts or conditions where there is no word.
 */
void
simmer_standing_read (SimmerSubject *self)
{
  find_word (self);
  find_known_state (self);
  if (self->word == NULL)
    find_flags (self);
  if (self->word == NULL && !self->has_status)
    find_conditions (self);
  if (self->word == NULL && !self->has_status && !self->not_found)
    find_named_word (self, self->object);
  doubt_success (self);
  find_ending (self);
}
