/* What one answer of a service says: the tolerant reader. Pure.
 *
 * The services agree on what there is to say about a task and differ in how they say it. The rules
 * here are about spelling, wrapping and form; none is about one service. Where two readings are
 * possible, the one that keeps asking wins: an end is never guessed. */

#include "config.h"

#include "simmer-reader.h"

#include "simmer-blame.h"
#include "simmer-error.h"
#include "simmer-harvest.h"
#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-refusal.h"
#include "simmer-subject.h"
#include "simmer-vocabulary.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WORD  64
#define MAX_TITLE 1000

static void
read_progress (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const percents[] = {
    "percent", "percentage", "progresspercent", "progresspercentage", "percentcomplete", NULL,
  };
  static const char *const names[] = { "progress", "completion", NULL };
  static const char *const parts[] = { "done", "processed", "completed", "finished", NULL };
  static const char *const totals[] = { "total", NULL };
  double progress;
  double total;

  if (simmer_node_get_progress (simmer_members_find (subject->members, names), FALSE, &progress) ||
      simmer_node_get_progress (simmer_members_find (subject->members, percents), TRUE, &progress))
    {
      /* A bare 1 is one percent of a task that runs, and all of one that is done. */
      if (subject->has_status && subject->status == SIMMER_TASK_STATUS_COMPLETED)
        progress = 1;
      simmer_report_set_progress (report, progress);
    }
  else if (simmer_node_get_number (simmer_members_find (subject->members, totals), &total) &&
           simmer_node_get_number (simmer_members_find (subject->members, parts), &progress) &&
           total > 0 && progress >= 0)
    simmer_report_set_progress (report, progress / total);
}

static void
read_queue (SimmerSubject *subject, SimmerProfile *profile, SimmerReport *report)
{
  static const char *const names[] = {
    "queueposition", "positioninqueue", "queuepos", "queuerank", NULL
  };
  static const char *const bare[] = { "position", NULL };
  JsonNode *node = simmer_members_find (subject->members, names);
  double position;

  if (node == NULL && subject->has_status && subject->status == SIMMER_TASK_STATUS_PENDING)
    node = simmer_members_find (subject->members, bare);
  if (simmer_node_get_number (node, &position) && position >= 0 && position < 1e9)
    simmer_report_set_queue_position (
      report, (int) position, simmer_profile_get_queue_base (profile));
}

static void
read_eta (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const seconds[] = {
    "etaseconds",
    "eta",
    "estimatedremainingseconds",
    "remainingseconds",
    "remainingtime",
    "timeremaining",
    "estimatedtimeremaining",
    "secondsremaining",
    "secondsleft",
    "timeleft",
    "etarelative",
    "waittime",
    "estimatedwaittime",
    NULL,
  };
  static const char *const milliseconds[] = { "etams", "remainingms", "timeremainingms", NULL };
  double eta;

  if (simmer_node_get_number (simmer_members_find (subject->members, seconds), &eta))
    simmer_report_set_eta (report, eta);
  else if (simmer_node_get_number (simmer_members_find (subject->members, milliseconds), &eta))
    simmer_report_set_eta (report, eta / 1000);
}

static char *
dup_text (GHashTable *members, const char *const *names, glong max)
{
  JsonNode *node = simmer_members_find_text (members, names);

  if (node == NULL || simmer_vocabulary_says_nothing (json_node_get_string (node)))
    return NULL;

  return simmer_text_clean (json_node_get_string (node), max);
}

static void
read_words (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const messages[] = {
    "message", "msg", "statusdescription", "statusmessage", "progressmessage", "description", NULL,
  };
  static const char *const kinds[] = { "kind", NULL };
  static const char *const titles[] = { "prompt", "title", NULL };
  g_autofree char *message = dup_text (subject->members, messages, SIMMER_MEMBERS_MAX_TEXT);
  g_autofree char *kind = dup_text (subject->members, kinds, MAX_WORD);
  g_autofree char *title = dup_text (subject->members, titles, MAX_TITLE);

  simmer_report_set_message (report, message);
  simmer_report_set_kind (report, kind);
  simmer_report_set_title (report, title);
}

static void
read_times (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const created[] = {
    "createdat", "created", "createtime", "submittedat", NULL
  };
  static const char *const started[] = { "startedat", "started", "starttime", "runningat", NULL };
  static const char *const finished[] = {
    "finishedat", "completedat", "endedat", "finished", "completetime", "finishtime", NULL,
  };
  double attempt;

  simmer_report_set_times (report,
                           simmer_node_get_time (simmer_members_find (subject->members, created)),
                           simmer_node_get_time (simmer_members_find (subject->members, started)),
                           simmer_node_get_time (simmer_members_find (subject->members, finished)));

  if (simmer_node_get_number (g_hash_table_lookup (subject->members, "attempt"), &attempt) &&
      attempt >= 1 && attempt < 1e6)
    simmer_report_set_attempt (report, (guint) attempt);
}

/* A task that is done, has no result and tells why has failed. */
static SimmerTaskStatus
read_completed (SimmerSubject *subject, SimmerReport *report)
{
  g_autofree char *reason = NULL;

  if (simmer_blame_result_failed (subject))
    return SIMMER_TASK_STATUS_FAILED;

  reason = simmer_blame_dup_refusals (subject);
  simmer_harvest (subject->object, reason == NULL, report);
  if (reason == NULL)
    reason = simmer_blame_dup_error (subject);

  return reason != NULL && simmer_report_get_results (report) == NULL
           ? SIMMER_TASK_STATUS_FAILED
           : SIMMER_TASK_STATUS_COMPLETED;
}

static void
read_status (SimmerSubject *subject, JsonNode *root, SimmerReport *report)
{
  SimmerTaskStatus status = subject->status;

  if (subject->unknown)
    {
      g_autofree char *word = simmer_text_clean (subject->word, MAX_WORD);

      simmer_report_set_unknown_word (report, word);
    }
  if (!subject->has_status)
    return;

  if (status == SIMMER_TASK_STATUS_COMPLETED)
    status = read_completed (subject, report);
  if (status == SIMMER_TASK_STATUS_FAILED)
    simmer_blame_read_failure (subject, root, report);
  simmer_report_set_status (report, status);
}

static SimmerReport *
read_object (JsonObject *object, JsonNode *root, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_auto (SimmerSubject) subject = { 0 };
  g_autofree char *id = NULL;

  simmer_subject_init (&subject, object);
  id = simmer_subject_dup_id (&subject);
  simmer_report_set_remote_id (report, id);
  read_progress (&subject, report);
  read_queue (&subject, profile, report);
  read_eta (&subject, report);
  read_words (&subject, report);
  read_times (&subject, report);
  read_status (&subject, root, report);

  return g_steal_pointer (&report);
}

/* How the parts of a task stand together: it runs while one of them does, and is done when all of
 * them have ended and one has something to show. */
static SimmerTaskStatus
combine (const guint *counts, guint total)
{
  guint ended = counts[SIMMER_TASK_STATUS_COMPLETED] + counts[SIMMER_TASK_STATUS_FAILED] +
                counts[SIMMER_TASK_STATUS_CANCELLED];

  if (counts[SIMMER_TASK_STATUS_PENDING] == total)
    return SIMMER_TASK_STATUS_PENDING;
  if (ended < total)
    return SIMMER_TASK_STATUS_IN_PROGRESS;
  if (counts[SIMMER_TASK_STATUS_COMPLETED] > 0)
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
    simmer_report_set_status (all, combine (counts, n));
  if (n > 1 && combine (counts, n) != SIMMER_TASK_STATUS_FAILED)
    simmer_report_set_error (all, NULL);

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
read_order (JsonNode *root, JsonNode *node, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = NULL;
  g_autofree char *id = dup_loose_id (root, 0);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    report = read_group (json_node_get_array (node), root, profile);
  else if (node != NULL)
    {
      g_auto (SimmerSubject) subject = { 0 };

      simmer_subject_init (&subject, json_node_get_object (node));
      report = read_object (json_node_get_object (node), root, profile);
      if (speaks_of_order (&subject, report))
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

static SimmerReport *
read_task (JsonNode *node, JsonNode *root, SimmerProfile *profile, GError **error)
{
  if (node == NULL)
    {
      set_not_a_task (error);
      return NULL;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    return read_group (json_node_get_array (node), root, profile);

  return read_object (json_node_get_object (node), root, profile);
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
  JsonNode *node = root != NULL ? simmer_subject_unwrap (root) : NULL;

  if (node != NULL)
    {
      g_autoptr (SimmerReport) report = read_task (node, root, profile, NULL);

      if (simmer_report_get_status (report, NULL))
        return g_steal_pointer (&report);
    }

  simmer_refusal_set (error, verb, http_status, content_type, body);
  return NULL;
}

/* Whether the answer is a refusal in an envelope of 200. @node: (nullable): the task in @root. */
static gboolean
is_refused (SimmerVerb verb, JsonNode *root, JsonNode *node, GError **error)
{
  g_auto (SimmerSubject) subject = { 0 };
  g_autofree char *id = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      simmer_subject_init (&subject, json_node_get_object (node));
      id = simmer_subject_dup_id (&subject);
      if (subject.not_found)
        return simmer_refusal_set_not_found (error, verb, root);
      if (subject.has_status && id == NULL && subject.status == SIMMER_TASK_STATUS_FAILED)
        return simmer_refusal_is_about_request (error, verb, root, is_order (verb));
    }
  if (node != NULL && (JSON_NODE_HOLDS_ARRAY (node) || subject.has_status || subject.unknown))
    return FALSE;

  return simmer_refusal_check_envelope (error, verb, root);
}

static SimmerReport *
read_answer (SimmerProfile *profile,
             SimmerVerb verb,
             guint http_status,
             const char *content_type,
             GBytes *body,
             GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonNode *node;

  if (http_status < 200 || http_status >= 300)
    return read_refused (profile, verb, http_status, content_type, body, error);
  if (is_order (verb) && g_bytes_get_size (body) == 0)
    return simmer_report_new ();
  if (simmer_refusal_is_page (content_type, body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  root = simmer_json_parse (body, error);
  if (root == NULL)
    return NULL;

  node = simmer_subject_unwrap (root);
  if (is_refused (verb, root, node, error))
    return NULL;

  return is_order (verb) ? read_order (root, node, profile)
                         : read_task (node, root, profile, error);
}

/* Trouble that passes by itself is no riddle, and may be about other tasks as well. */
static gboolean
is_riddle (const GError *error)
{
  switch ((SimmerError) error->code)
    {
    case SIMMER_ERROR_GONE:
    case SIMMER_ERROR_MALFORMED:
    case SIMMER_ERROR_TOO_LARGE:
    case SIMMER_ERROR_SERVICE:
      return TRUE;
    case SIMMER_ERROR_OFFLINE:
    case SIMMER_ERROR_UNREACHABLE:
    case SIMMER_ERROR_TLS:
    case SIMMER_ERROR_SIGN_IN:
    case SIMMER_ERROR_RATE_LIMITED:
    case SIMMER_ERROR_TIMED_OUT:
    default:
      return FALSE;
    }
}

static gboolean
says_failed (SimmerReport *report)
{
  SimmerTaskStatus status;

  return simmer_report_get_status (report, &status) && status == SIMMER_TASK_STATUS_FAILED;
}

/**
 * simmer_reader_read:
 * @profile: the service's API
 * @verb: what was asked
 * @http_status: HTTP status of the answer
 * @content_type: (nullable): its media type
 * @body: its body
 * @error: return location
 *
 * Reads what an answer about one task says. A status word that nobody knows makes a report without
 * a status, with the word. The answer to an order (submit, cancel, retry) may be empty.
 *
 * Errors: %SIMMER_ERROR_SIGN_IN (401, 403), %SIMMER_ERROR_GONE (404, 410, or the service says so),
 * %SIMMER_ERROR_RATE_LIMITED (429, 503), %SIMMER_ERROR_UNREACHABLE (other 5xx: trouble of the
 * service), %SIMMER_ERROR_MALFORMED, %SIMMER_ERROR_TOO_LARGE, and %SIMMER_ERROR_SERVICE with the
 * service's own sentence.
 *
 * Returns: (transfer full): the report
 */
SimmerReport *
simmer_reader_read (SimmerProfile *profile,
                    SimmerVerb verb,
                    guint http_status,
                    const char *content_type,
                    GBytes *body,
                    GError **error)
{
  g_autoptr (SimmerReport) report = NULL;
  g_autoptr (SimmerRawAnswer) raw = NULL;
  g_autoptr (GError) trouble = NULL;
  gconstpointer data;
  gsize length;

  g_return_val_if_fail (profile != NULL && body != NULL, NULL);

  report = read_answer (profile, verb, http_status, content_type, body, &trouble);
  data = g_bytes_get_data (body, &length);
  if (report == NULL ? is_riddle (trouble) : says_failed (report))
    raw = simmer_raw_answer_new (http_status, content_type, data, length);

  if (report != NULL)
    simmer_report_set_raw_answer (report, raw);
  else
    {
      simmer_error_take_raw_answer (trouble, g_steal_pointer (&raw));
      g_propagate_error (error, g_steal_pointer (&trouble));
    }

  return g_steal_pointer (&report);
}

static void
add_task (GPtrArray *reports, const char *key, JsonNode *node, SimmerProfile *profile)
{
  g_autoptr (SimmerReport) report = NULL;
  JsonNode *task = JSON_NODE_HOLDS_OBJECT (node) ? simmer_subject_unwrap (node) : NULL;

  if (task == NULL || !JSON_NODE_HOLDS_OBJECT (task))
    return;

  report = read_object (json_node_get_object (task), node, profile);
  if (simmer_report_get_remote_id (report) == NULL)
    simmer_report_set_remote_id (report, key);
  if (simmer_report_get_remote_id (report) == NULL)
    return;

  /* Of an answer about many tasks, what concerns this one. */
  if (says_failed (report))
    {
      g_autofree char *text = simmer_json_to_string (node);
      g_autoptr (SimmerRawAnswer) raw =
        simmer_raw_answer_new (0, "application/json", text, strlen (text));

      simmer_report_set_raw_answer (report, raw);
    }
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
 * simmer_reader_read_many:
 * @profile: the service's API
 * @verb: what was asked
 * @http_status: HTTP status of the answer
 * @content_type: (nullable): its media type
 * @body: its body
 * @error: return location
 *
 * Reads an answer about several tasks: a list, an envelope with a list, or an object of tasks by
 * their ids. Errors are those of simmer_reader_read().
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id; what
 *   the service does not know has none
 */
GPtrArray *
simmer_reader_read_many (SimmerProfile *profile,
                         SimmerVerb verb,
                         guint http_status,
                         const char *content_type,
                         GBytes *body,
                         GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (profile != NULL && body != NULL, NULL);

  if (http_status < 200 || http_status >= 300)
    {
      simmer_refusal_set (error, verb, http_status, content_type, body);
      return NULL;
    }
  if (simmer_refusal_is_page (content_type, body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  root = simmer_json_parse (body, error);
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
 * simmer_reader_read_message:
 * @profile: the service's API
 * @remote_id: (nullable): the task that the stream is about, if it is about one
 * @message: one message
 * @error: return location
 *
 * Reads what a service tells by itself: of one task, of several, or of none, as a heartbeat does.
 *
 * Errors: %SIMMER_ERROR_MALFORMED and %SIMMER_ERROR_TOO_LARGE.
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id
 */
GPtrArray *
simmer_reader_read_message (SimmerProfile *profile,
                            const char *remote_id,
                            GBytes *message,
                            GError **error)
{
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *array;

  g_return_val_if_fail (profile != NULL && message != NULL, NULL);

  root = simmer_json_parse (message, error);
  if (root == NULL)
    return NULL;

  reports = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  array = find_message_list (root);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add_task (reports, NULL, json_array_get_element (array, i), profile);
  if (array == NULL)
    add_task (reports, remote_id, root, profile);

  return g_steal_pointer (&reports);
}
