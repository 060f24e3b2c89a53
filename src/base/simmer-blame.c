/* Why a task failed, wherever a service says so. Pure. */

#include "simmer-blame.h"

#include "simmer-members.h"
#include "simmer-refusal.h"

#include <string.h>

/* Whether a folded name is such as “raiMediaFilteredReasons”. */
static gboolean
names_refusals (const char *name)
{
  static const char *const ends[] = {
    "filteredreasons", "filterreasons", "blockedreasons", "blockreasons", "rejectionreasons",
    "rejectedreasons", "rejectreasons", "refusalreasons", "failreasons",  "failurereasons",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;

  return FALSE;
}

/* A list of words, somewhere in an answer, why nothing came of it. */
static char *
dup_reason_list (JsonObject *object, guint depth)
{
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (object);

  while (simmer_members_iter_next (&iter))
    {
      char *reason = NULL;

      if (names_refusals (iter.name))
        reason = simmer_node_dup_reason (iter.node);
      else if (JSON_NODE_HOLDS_OBJECT (iter.node) && depth < 4)
        reason = dup_reason_list (json_node_get_object (iter.node), depth + 1);
      if (reason != NULL)
        return reason;
    }

  return NULL;
}

/* What is wrong with the parts of a result, where the task itself says nothing. */
static char *
dup_part_reason (JsonNode *node)
{
  static const char *const names[] = {
    "error",        "errors",           "errormessage", "message",     "failreason", "statusmsg",
    "statemessage", "exceptionmessage", "messages",     "errorresult", NULL,
  };
  static const char *const lists[] = { "messages", "conditions", NULL };
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GHashTable) members = NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      char *reason = dup_part_reason (json_array_get_element (array, i));

      if (reason != NULL)
        return reason;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  members = simmer_members_new (json_node_get_object (node));
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *reason = simmer_node_dup_reason (g_hash_table_lookup (members, names[i]));

      if (reason != NULL)
        return reason;
    }
  for (guint i = 0; lists[i] != NULL; i++)
    {
      JsonNode *list = g_hash_table_lookup (members, lists[i]);
      char *reason = list != NULL ? dup_part_reason (list) : NULL;

      if (reason != NULL)
        return reason;
    }

  return NULL;
}

static char *
dup_first_reason (GHashTable *members, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *reason = simmer_node_dup_reason (g_hash_table_lookup (members, names[i]));

      if (reason != NULL)
        return reason;
    }

  return NULL;
}

static const char *const error_names[] = {
  "error",        "errors",        "errormessage",   "errormsg",      "errmsg",    "failreason",
  "failedreason", "failurereason", "failuremessage", "failuredetail", "failure",   "exception",
  "taskerror",    "errordetail",   "errordetails",   "excinfo",       "traceback", "problem",
  "errorresult",  "errordata",     "failureinfo",    "failmsg",       NULL,
};

static const char *const code_names[] = { "errcode",
                                          "errorcode",
                                          "failurecode",
                                          "errortype",
                                          NULL };

/* Why the first of @array that failed did so. */
static char *
dup_failed_reason (JsonArray *array)
{
  char *reason = NULL;

  for (guint i = 0; reason == NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_auto (SimmerSubject) step = { 0 };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      simmer_subject_init (&step, json_node_get_object (node));
      if (step.has_status && step.status == SIMMER_TASK_STATUS_FAILED)
        reason = dup_part_reason (node);
    }

  return reason;
}

/* Which of the steps of a task failed, and why; whatever they are called. */
static char *
dup_step_reason (SimmerSubject *subject)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  char *reason = NULL;

  json_object_iter_init_ordered (&iter, subject->object);
  while (reason == NULL && json_object_iter_next_ordered (&iter, &name, &node))
    if (JSON_NODE_HOLDS_ARRAY (node))
      reason = dup_failed_reason (json_node_get_array (node));

  return reason;
}

static const char *const part_names[] = { "taskresult", "result", "results",  "output",
                                          "outputs",    "data",   "response", "items",
                                          "baseresp",   NULL };

/* Where the status is an object, it may say why itself. */
static char *
dup_status_reason (SimmerSubject *subject)
{
  static const char *const names[] = { "status", "state", NULL };
  JsonNode *node = simmer_members_find (subject->members, names);

  char *reason;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  reason = dup_part_reason (node);
  return reason != NULL ? reason : simmer_members_dup_telling (json_node_get_object (node));
}

/* In place of a result there may be a sentence. */
static gboolean
is_sentence (JsonNode *node)
{
  return simmer_node_is_text (node) && strstr (json_node_get_string (node), "://") == NULL;
}

static char *
dup_parts_reason (SimmerSubject *subject)
{
  for (guint i = 0; part_names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (subject->members, part_names[i]);
      char *reason = NULL;

      if (node != NULL && node != subject->ending)
        reason = is_sentence (node) ? simmer_node_dup_reason (node) : dup_part_reason (node);
      if (reason != NULL)
        return reason;
    }

  return NULL;
}

/* What is told of a task beside its status may hold the reason: { "properties": { "error": … } }.
 */
static char *
dup_inner_reason (SimmerSubject *subject)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, subject->object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autoptr (GHashTable) members =
        JSON_NODE_HOLDS_OBJECT (node) ? simmer_members_new (json_node_get_object (node)) : NULL;
      char *reason = members != NULL ? dup_first_reason (members, error_names) : NULL;

      if (reason != NULL)
        return reason;
    }

  return NULL;
}

/**
 * simmer_blame_read_failure:
 * @subject: a task that has failed
 * @root: the whole answer
 * @report: a report that is being filled
 *
 * Tells the report why: by the task's own error, else by what its results, its message, a code or
 * the envelope say. A message that is all there is becomes the error.
 */
void
simmer_blame_read_failure (SimmerSubject *subject, JsonNode *root, SimmerReport *report)
{
  static const char *const weaker[] = {
    "taskstatusmsg", "statusmsg", "statustext", "statemessage", "reason",
    "diagnostics",   "detail",    "lasterror",  "failures",     NULL
  };
  static const char *const lists[] = { "messages", NULL };
  g_autofree char *reason = dup_first_reason (subject->members, error_names);

  if (reason == NULL)
    reason = dup_first_reason (subject->members, weaker);
  if (reason == NULL)
    reason = dup_status_reason (subject);
  if (reason == NULL && subject->ending != NULL && JSON_NODE_HOLDS_OBJECT (subject->ending))
    reason = simmer_node_dup_reason (subject->ending);
  if (reason == NULL)
    reason = dup_parts_reason (subject);
  if (reason == NULL)
    reason = dup_step_reason (subject);
  if (reason == NULL)
    reason = dup_reason_list (subject->object, 0);
  if (reason == NULL)
    reason = dup_inner_reason (subject);
  if (reason == NULL && simmer_report_get_message (report) != NULL)
    {
      reason = g_strdup (simmer_report_get_message (report));
      simmer_report_set_message (report, NULL);
    }
  if (reason == NULL)
    reason = dup_first_reason (subject->members, lists);
  if (reason == NULL)
    reason = simmer_members_dup_telling (subject->object);
  if (reason == NULL)
    reason = dup_first_reason (subject->members, code_names);
  if (reason == NULL)
    reason = simmer_refusal_dup_reason (root);

  simmer_report_set_error (report, reason);
}

/**
 * simmer_blame_result_failed:
 * @subject: a task that is done
 *
 * Returns: whether its result says of itself that it is an error
 */
gboolean
simmer_blame_result_failed (SimmerSubject *subject)
{
  for (guint i = 0; part_names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (subject->members, part_names[i]);
      g_auto (SimmerSubject) part = { 0 };

      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        continue;
      simmer_subject_init (&part, json_node_get_object (node));
      if (part.has_status && part.word != NULL && part.status == SIMMER_TASK_STATUS_FAILED)
        return TRUE;
    }

  return FALSE;
}

/* That nobody could be told of a task's end is not the task's fault. */
static gboolean
is_about_delivery (const char *reason)
{
  g_autofree char *lower = g_ascii_strdown (reason, -1);

  return strstr (lower, "webhook") != NULL || strstr (lower, "callback") != NULL;
}

/**
 * simmer_blame_dup_error:
 * @subject: a task that is done
 *
 * Returns: (transfer full) (nullable): its own error
 */
char *
simmer_blame_dup_error (SimmerSubject *subject)
{
  static const char *const names[] = { "status", "state", NULL };
  char *reason = dup_first_reason (subject->members, error_names);
  JsonNode *status = simmer_members_find (subject->members, names);

  for (guint i = 0; reason == NULL && code_names[i] != NULL; i++)
    {
      JsonNode *code = g_hash_table_lookup (subject->members, code_names[i]);

      reason = simmer_node_is_text (code) ? simmer_node_dup_reason (code) : NULL;
    }
  if (reason == NULL && status != NULL && JSON_NODE_HOLDS_OBJECT (status))
    {
      g_autoptr (GHashTable) members = simmer_members_new (json_node_get_object (status));

      reason = dup_first_reason (members, error_names);
    }
  if (reason != NULL && is_about_delivery (reason))
    g_clear_pointer (&reason, g_free);

  return reason;
}

/**
 * simmer_blame_dup_refusals:
 * @subject: a task
 *
 * Returns: (transfer full) (nullable): why the service gave nothing out, from a list somewhere in
 *   the answer
 */
char *
simmer_blame_dup_refusals (SimmerSubject *subject)
{
  return dup_reason_list (subject->object, 0);
}
