/* What one answer of a service says, without a word from its profile. Pure.
 *
 * The services agree on what there is to say about a task and differ in how they say it. The rules
 * here are about spelling, wrapping and form; none is about one service. Where two readings are
 * possible, the one that keeps asking wins: an end is never guessed. */

#include "config.h"

#include "simmer-tolerant-reader.h"

#include "simmer-error.h"
#include "simmer-guess.h"
#include "simmer-harvest.h"
#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-refusal.h"
#include "simmer-subject.h"
#include "simmer-vocabulary.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static SimmerReport *
read_subject (SimmerSubject *subject, JsonNode *root, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autofree char *id = simmer_subject_dup_id (subject);

  simmer_report_set_remote_id (report, id);
  simmer_guess_progress (subject, report);
  simmer_guess_queue (subject, simmer_profile_get_queue_base (profile), report);
  simmer_guess_eta (subject, report);
  simmer_guess_words (subject, report);
  simmer_guess_times (subject, report);
  simmer_guess_status (subject, root, report);

  return g_steal_pointer (&report);
}

static SimmerReport *
read_object (JsonObject *object, JsonNode *root, SimmerProfile *profile)
{
  g_auto (SimmerSubject) subject = { 0 };

  simmer_subject_init (&subject, object);
  return read_subject (&subject, root, profile);
}

/* How the parts of a task stand together: it runs while one of them does, and is done when all of
 * them have ended and one has something to show. */
static SimmerTaskStatus
combine (const guint *counts, guint total, gboolean has_results)
{
  guint ended = counts[SIMMER_TASK_STATUS_COMPLETED] + counts[SIMMER_TASK_STATUS_FAILED] +
                counts[SIMMER_TASK_STATUS_CANCELLED];

  if (counts[SIMMER_TASK_STATUS_PENDING] == total)
    return SIMMER_TASK_STATUS_PENDING;
  if (ended < total)
    return SIMMER_TASK_STATUS_IN_PROGRESS;
  if (counts[SIMMER_TASK_STATUS_COMPLETED] > 0 &&
      (counts[SIMMER_TASK_STATUS_FAILED] == 0 || has_results))
    return SIMMER_TASK_STATUS_COMPLETED;

  return counts[SIMMER_TASK_STATUS_FAILED] > 0 ? SIMMER_TASK_STATUS_FAILED
                                               : SIMMER_TASK_STATUS_CANCELLED;
}

static SimmerReport *
read_group (JsonArray *array, JsonNode *root, SimmerProfile *profile)
{
  guint n = json_array_get_length (array);
  guint counts[SIMMER_N_TASK_STATUSES] = { 0 };
  g_autoptr (SimmerReport) all = NULL;
  SimmerTaskStatus status;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerReport) part =
        read_object (json_array_get_object_element (array, i), root, profile);
      GPtrArray *results = simmer_report_get_results (part);

      /* A part with an unknown status counts as one that runs. */
      if (simmer_report_get_status (part, &status))
        counts[status]++;
      if (all == NULL)
        {
          all = g_steal_pointer (&part);
          continue;
        }
      for (guint j = 0; results != NULL && j < results->len; j++)
        simmer_report_take_result (all, simmer_result_ref (g_ptr_array_index (results, j)));
      if (simmer_report_get_error (all) == NULL)
        simmer_report_set_error (all, simmer_report_get_error (part));
    }

  if (n > 1)
    {
      status = combine (counts, n, simmer_report_get_results (all) != NULL);
      simmer_report_set_status (all, status);
      if (status != SIMMER_TASK_STATUS_FAILED)
        simmer_report_set_error (all, NULL);
    }

  return g_steal_pointer (&all);
}

/* The id that an order's answer hands back outside of any task: in an envelope, or as its value. */
static char *
dup_loose_id (JsonNode *root, guint depth)
{
  static const char *const names[] = {
    "data", "result", "task", "job", "response", "output", NULL
  };
  g_auto (SimmerSubject) subject = { 0 };
  char *id;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return depth > 0 ? simmer_node_dup_id (root) : NULL;

  simmer_subject_init (&subject, json_node_get_object (root));
  id = simmer_subject_dup_id (&subject);
  for (guint i = 0; id == NULL && depth < 2 && names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (subject.members, names[i]);

      if (node != NULL)
        id = dup_loose_id (node, depth + 1);
    }

  return id;
}

static gboolean
is_order (SimmerVerb verb)
{
  return verb == SIMMER_VERB_SUBMIT || verb == SIMMER_VERB_CANCEL || verb == SIMMER_VERB_RETRY;
}

/* Whether a “success” is the order's, not the task's: it brings nothing that could be a result. */
static gboolean
speaks_of_order (SimmerSubject *subject, SimmerReport *report)
{
  GPtrArray *results = simmer_report_get_results (report);
  SimmerTaskStatus status;

  if (!simmer_report_get_status (report, &status) || status != SIMMER_TASK_STATUS_COMPLETED ||
      !simmer_vocabulary_is_success (subject->word))
    return FALSE;

  return results == NULL ||
         g_strcmp0 (simmer_result_get_media_type (g_ptr_array_index (results, 0)),
                    "application/json") == 0;
}

static SimmerReport *
read_order (JsonNode *root, JsonNode *node, SimmerSubject *subject, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = NULL;
  g_autofree char *id = dup_loose_id (root, 0);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    report = read_group (json_node_get_array (node), root, profile);
  else if (node != NULL)
    {
      report = read_subject (subject, root, profile);
      if (speaks_of_order (subject, report))
        g_clear_pointer (&report, simmer_report_unref);
    }

  if (report == NULL)
    report = simmer_report_new ();
  if (simmer_report_get_remote_id (report) == NULL)
    simmer_report_set_remote_id (report, id);

  return g_steal_pointer (&report);
}

static void
set_not_a_task (GError **error)
{
  g_set_error_literal (
    error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("The answer says nothing about a task."));
}

/* Results may stand beside the task that they are of. */
static void
harvest_beside (JsonNode *node, JsonNode *root, SimmerReport *report)
{
  SimmerTaskStatus status;

  if (node != root && JSON_NODE_HOLDS_OBJECT (root) && simmer_report_get_results (report) == NULL &&
      simmer_report_get_status (report, &status) && status == SIMMER_TASK_STATUS_COMPLETED)
    simmer_harvest (json_node_get_object (root), NULL, FALSE, report);
}

static void
name_by_envelope (JsonNode *node, JsonNode *root, SimmerReport *report)
{
  g_autofree char *id = NULL;

  /* The parts of a task have ids of their own. */
  if (simmer_report_get_remote_id (report) != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    return;

  id = simmer_subject_dup_outer_id (root, node);
  if (id != NULL)
    simmer_report_set_remote_id (report, id);
}

static SimmerReport *
read_task (JsonNode *node,
           SimmerSubject *subject,
           JsonNode *root,
           SimmerProfile *profile,
           GError **error)
{
  SimmerReport *report;

  if (node == NULL)
    {
      set_not_a_task (error);
      return NULL;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    report = read_group (json_node_get_array (node), root, profile);
  else
    {
      report = read_subject (subject, root, profile);
      harvest_beside (node, root, report);
    }
  name_by_envelope (node, root, report);

  return report;
}

/* Whether an answer with an HTTP error may still be the service's word about the task: a failure
 * told with 422, a conflict told with the status it conflicts with. */
static gboolean
may_speak (SimmerVerb verb, guint http_status)
{
  if (verb == SIMMER_VERB_STATUS)
    return http_status > 404 && http_status < 500 && http_status != 407 && http_status != 408 &&
           http_status != 410 && http_status != 425 && http_status != 429;

  return (verb == SIMMER_VERB_CANCEL || verb == SIMMER_VERB_RETRY) && http_status == 409;
}

static SimmerReport *
read_refused (SimmerProfile *profile,
              SimmerVerb verb,
              guint http_status,
              const char *content_type,
              GBytes *body,
              GError **error)
{
  g_autoptr (JsonNode) root = may_speak (verb, http_status) ? simmer_json_parse (body, NULL) : NULL;
  g_auto (SimmerSubject) subject = { 0 };
  JsonNode *node = root != NULL ? simmer_subject_unwrap (root, &subject) : NULL;

  if (node != NULL)
    {
      g_autoptr (SimmerReport) report = read_task (node, &subject, root, profile, NULL);

      if (simmer_report_get_status (report, NULL))
        return g_steal_pointer (&report);
    }

  simmer_refusal_set (error, verb, http_status, content_type, body);
  return NULL;
}

/* Whether the answer is a refusal in an envelope of 200. @node: (nullable): the task in @root, and
 * @subject what it says if it is one object. */
static gboolean
is_refused (SimmerVerb verb, JsonNode *root, JsonNode *node, SimmerSubject *subject, GError **error)
{
  if (subject->not_found)
    return simmer_refusal_set_not_found (error, verb, root);
  if (subject->has_status && subject->status == SIMMER_TASK_STATUS_FAILED)
    {
      g_autofree char *id = simmer_subject_dup_id (subject);

      if (id == NULL)
        return simmer_refusal_is_about_request (error, verb, root, is_order (verb));
    }
  if (node != NULL && (JSON_NODE_HOLDS_ARRAY (node) || subject->has_status || subject->unknown))
    return FALSE;

  return simmer_refusal_check_envelope (error, verb, root);
}

/**
 * simmer_tolerant_reader_read:
 * @profile: the service's API
 * @verb: what was asked
 * @answer: the answer
 * @error: return location, as of simmer_reader_read()
 *
 * Returns: (transfer full): what the answer says of the task
 */
SimmerReport *
simmer_tolerant_reader_read (SimmerProfile *profile,
                             SimmerVerb verb,
                             const SimmerAnswer *answer,
                             GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_auto (SimmerSubject) subject = { 0 };
  JsonNode *node;

  if (!simmer_request_is_success (simmer_profile_get_request (profile, verb), answer->http_status))
    return read_refused (
      profile, verb, answer->http_status, answer->content_type, answer->body, error);
  if (is_order (verb) && g_bytes_get_size (answer->body) == 0)
    return simmer_report_new ();
  if (simmer_refusal_is_page (answer->content_type, answer->body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  root = simmer_json_parse (answer->body, error);
  if (root == NULL)
    return NULL;

  node = simmer_subject_unwrap (root, &subject);
  if (is_refused (verb, root, node, &subject, error))
    return NULL;

  return is_order (verb) ? read_order (root, node, &subject, profile)
                         : read_task (node, &subject, root, profile, error);
}

static void
add_task (GPtrArray *reports, const char *key, JsonNode *node, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = NULL;
  g_auto (SimmerSubject) subject = { 0 };
  JsonNode *task = JSON_NODE_HOLDS_OBJECT (node) ? simmer_subject_unwrap (node, &subject) : NULL;

  if (task == NULL || !JSON_NODE_HOLDS_OBJECT (task))
    return;

  report = read_subject (&subject, node, profile);
  name_by_envelope (task, node, report);
  if (simmer_report_get_remote_id (report) == NULL)
    simmer_report_set_remote_id (report, key);
  if (simmer_report_get_remote_id (report) == NULL)
    return;

  simmer_report_keep_failure (report, node);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

/* An object of tasks by their ids, bare or in an envelope. */
static void
add_map (GPtrArray *reports, JsonObject *object, SimmerProfile *profile)
{
  static const char *const names[] = { "tasks", "jobs", "data", "results", "items", NULL };
  g_autoptr (GHashTable) members = simmer_members_new (object);
  JsonNode *inner = simmer_members_find (members, names);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (inner != NULL && JSON_NODE_HOLDS_OBJECT (inner))
    object = json_node_get_object (inner);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    add_task (reports, name, node, profile);
}

static GPtrArray *
read_list (JsonNode *root, SimmerProfile *profile, GError **error)
{
  g_autoptr (GPtrArray) reports =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  JsonArray *array = simmer_subject_find_list (root);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add_task (reports, NULL, json_array_get_element (array, i), profile);
  if (array == NULL)
    {
      add_task (reports, NULL, root, profile);
      if (reports->len == 0 && JSON_NODE_HOLDS_OBJECT (root))
        add_map (reports, json_node_get_object (root), profile);
      if (reports->len == 0)
        {
          set_not_a_task (error);
          return NULL;
        }
    }

  return g_steal_pointer (&reports);
}

/**
 * simmer_tolerant_reader_read_many:
 * @profile: the service's API
 * @verb: what was asked
 * @answer: the answer
 * @error: return location, as of simmer_reader_read_many()
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id
 */
GPtrArray *
simmer_tolerant_reader_read_many (SimmerProfile *profile,
                                  SimmerVerb verb,
                                  const SimmerAnswer *answer,
                                  GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (!simmer_request_is_success (simmer_profile_get_request (profile, verb), answer->http_status))
    {
      simmer_refusal_set (error, verb, answer->http_status, answer->content_type, answer->body);
      return NULL;
    }
  if (simmer_refusal_is_page (answer->content_type, answer->body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  root = simmer_json_parse (answer->body, error);
  if (root == NULL || simmer_refusal_check_envelope (error, verb, root))
    return NULL;

  return read_list (root, profile, error);
}

/* The list of tasks that a message is, or has under a name for such. A task may have lists of its
 * own. */
static JsonArray *
find_message_list (JsonNode *root)
{
  static const char *const names[] = { "tasks", "jobs", NULL };
  g_autoptr (GHashTable) members = NULL;
  JsonNode *node;

  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  members = simmer_members_new (json_node_get_object (root));
  node = simmer_members_find (members, names);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * simmer_tolerant_reader_read_message:
 * @profile: the service's API
 * @remote_id: (nullable): the task that the stream is about, if it is about one
 * @root: what the message says
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id
 */
GPtrArray *
simmer_tolerant_reader_read_message (SimmerProfile *profile, const char *remote_id, JsonNode *root)
{
  g_autoptr (GPtrArray) reports =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  JsonArray *array = find_message_list (root);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add_task (reports, NULL, json_array_get_element (array, i), profile);
  if (array == NULL)
    add_task (reports, remote_id, root, profile);

  return g_steal_pointer (&reports);
}
