/* What an answer says by the rules of a profile; what the profile does not speak of is read by the
 * tolerant reader. Pure. */

#include "config.h"

#include "simmer-ruled-reader.h"

#include "simmer-blame.h"
#include "simmer-error.h"
#include "simmer-guess.h"
#include "simmer-harvest.h"
#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-refusal.h"
#include "simmer-ruling.h"
#include "simmer-subject.h"

#include <glib/gi18n-lib.h>

static gboolean
is_order (SimmerVerb verb)
{
  return verb == SIMMER_VERB_SUBMIT || verb == SIMMER_VERB_CANCEL || verb == SIMMER_VERB_RETRY;
}

/* Whether the credential has ended by its own word, which tells more than the service's does. */
static gboolean
set_expired (const SimmerAnswer *answer, GError **error)
{
  if (answer->key_expires <= 0 || answer->now < answer->key_expires)
    return FALSE;

  g_set_error_literal (
    error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN, _ ("The key of this account has expired."));
  return TRUE;
}

/* Some services answer to a bad credential just as they do when they are not well; asking again
 * finds out. */
static void
set_unclear (GError **error)
{
  g_set_error_literal (error,
                       SIMMER_ERROR,
                       SIMMER_ERROR_UNREACHABLE,
                       _ ("The service has trouble of its own, or does not accept the key of this "
                          "account. Its answer does not tell which."));
}

static void
set_refusal (SimmerRuling *ruling, SimmerVerb verb, int verdict, GError **error)
{
  static const SimmerError codes[] = {
    SIMMER_ERROR_GONE,        SIMMER_ERROR_SIGN_IN,     SIMMER_ERROR_RATE_LIMITED,
    SIMMER_ERROR_UNREACHABLE, SIMMER_ERROR_UNREACHABLE, SIMMER_ERROR_SERVICE,
  };
  g_autofree char *reason = NULL;

  if ((verdict == SIMMER_VERDICT_UNCLEAR || verdict == SIMMER_VERDICT_SIGN_IN) &&
      set_expired (ruling->answer, error))
    return;
  if (verdict == SIMMER_VERDICT_UNCLEAR)
    {
      set_unclear (error);
      return;
    }

  reason = simmer_path_dup_reason (ruling->rules->error, ruling->task);
  if (reason == NULL)
    reason = simmer_path_dup_reason (ruling->rules->error, ruling->whole);
  if (reason == NULL && ruling->whole != NULL)
    reason = simmer_refusal_dup_reason (ruling->whole);

  simmer_refusal_set_code (
    error, codes[verdict - SIMMER_VERDICT_GONE], ruling->answer->http_status, reason);
}

/* The fields that the profile leaves to the tolerant reader. */
static void
guess (SimmerRuling *ruling, SimmerProfile *profile, SimmerSubject *subject, SimmerReport *report)
{
  const gboolean *said = ruling->rules->said;

  if (!said[SIMMER_FIELD_PROGRESS])
    simmer_guess_progress (subject, report);
  if (!said[SIMMER_FIELD_QUEUE])
    simmer_guess_queue (subject, simmer_profile_get_queue_base (profile), report);
  if (!said[SIMMER_FIELD_ETA])
    simmer_guess_eta (subject, report);
  simmer_guess_words (subject, report);
  if (!said[SIMMER_FIELD_TIMES])
    simmer_guess_times (subject, report);
  if (!said[SIMMER_FIELD_STATUS])
    simmer_guess_status (subject, ruling->whole, report);
}

static void
read_ids (SimmerRuling *ruling, SimmerVerb verb, SimmerSubject *subject, SimmerReport *report)
{
  g_auto (GStrv) ids = NULL;
  g_autofree char *id = NULL;

  /* Who asks after one task knows its name. */
  if (verb == SIMMER_VERB_STATUS || verb == SIMMER_VERB_OUTCOME || verb == SIMMER_VERB_CANCEL)
    return;

  if (ruling->rules->id != NULL)
    {
      ids = simmer_ruling_dup_values (ruling, ruling->rules->id);
      simmer_report_set_remote_id (report, ids[0]);
      if (ids[0] != NULL && ids[1] != NULL && verb == SIMMER_VERB_SUBMIT)
        simmer_report_set_more_ids (report, (const char *const *) ids + 1);
    }
  else if (!ruling->rules->said[SIMMER_FIELD_ID] && subject->members != NULL)
    {
      id = simmer_subject_dup_id (subject);
      simmer_report_set_remote_id (report, id);
    }
}

static void
apply_verdict (SimmerRuling *ruling,
               SimmerSubject *subject,
               SimmerVerb verb,
               int verdict,
               SimmerReport *report)
{
  const gboolean *said = ruling->rules->said;
  SimmerTaskStatus status = (SimmerTaskStatus) verdict;
  g_autofree char *reason = NULL;

  if (verdict >= SIMMER_N_TASK_STATUSES)
    return;

  simmer_report_set_status (report, status);
  if (status == SIMMER_TASK_STATUS_COMPLETED && said[SIMMER_FIELD_RESULTS])
    simmer_ruling_read_results (ruling, report, FALSE);
  else if (status == SIMMER_TASK_STATUS_CANCELLED)
    simmer_ruling_read_results (ruling, report, TRUE);
  else if (status == SIMMER_TASK_STATUS_COMPLETED && subject->members != NULL)
    simmer_harvest (subject->object, subject->ending, TRUE, report);
  if (status != SIMMER_TASK_STATUS_FAILED)
    return;

  reason = simmer_path_dup_reason (ruling->rules->error, ruling->task);
  if (reason != NULL)
    simmer_report_set_error (report, reason);
  else if (!said[SIMMER_FIELD_ERROR] && subject->members != NULL)
    simmer_blame_read_failure (subject, ruling->whole, report);
}

static SimmerReport *
read_task (SimmerRuling *ruling, SimmerProfile *profile, SimmerVerb verb, int verdict)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_auto (SimmerSubject) subject = { 0 };
  JsonNode *node = ruling->task;

  if (node != NULL && ruling->rules->task == NULL)
    simmer_subject_unwrap (node, &subject);
  if (subject.object == NULL && node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    simmer_subject_init (&subject, json_node_get_object (node));
  if (subject.object != NULL)
    guess (ruling, profile, &subject, report);

  read_ids (ruling, verb, &subject, report);
  simmer_ruling_read_numbers (ruling, report);
  simmer_ruling_read_words (ruling, report);
  apply_verdict (ruling, &subject, verb, verdict, report);
  simmer_ruling_read_kept (ruling, report);

  return g_steal_pointer (&report);
}

/* Asked once for the results of a task that is known to be done. */
static int
assume_done (const SimmerRules *rules, SimmerVerb verb, int verdict)
{
  return verb == SIMMER_VERB_OUTCOME && verdict == SIMMER_VERDICT_NONE
           ? SIMMER_TASK_STATUS_COMPLETED
           : verdict;
}

static gboolean
is_json_expected (const SimmerRules *rules, SimmerVerb verb, const SimmerAnswer *answer)
{
  if (g_bytes_get_size (answer->body) == 0)
    return FALSE;
  for (guint i = 0; i < rules->results->len; i++)
    if (((SimmerResultRule *) g_ptr_array_index (rules->results, i))->body)
      return answer->content_type != NULL && strstr (answer->content_type, "json") != NULL;

  return TRUE;
}

/* The answer's tree; %NULL and no error where none is needed. */
static JsonNode *
parse (const SimmerRules *rules, SimmerVerb verb, const SimmerAnswer *answer, GError **error)
{
  if (!is_json_expected (rules, verb, answer))
    return NULL;
  if (simmer_refusal_is_page (answer->content_type, answer->body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  return simmer_json_parse (answer->body, error);
}

/* Whether @report tells what was asked for. */
static gboolean
is_enough (SimmerVerb verb, SimmerReport *report)
{
  return is_order (verb) || simmer_report_get_status (report, NULL) ||
         simmer_report_get_unknown_word (report) != NULL ||
         simmer_report_get_progress (report) >= 0 || simmer_report_get_queue_position (report) >= 0;
}

/**
 * simmer_ruled_reader_read:
 * @profile: a service's API, with rules for @verb
 * @verb: what was asked
 * @answer: the answer
 * @error: return location, as of simmer_reader_read()
 *
 * Returns: (transfer full): what the answer says of the task
 */
SimmerReport *
simmer_ruled_reader_read (SimmerProfile *profile,
                          SimmerVerb verb,
                          const SimmerAnswer *answer,
                          GError **error)
{
  const SimmerRules *rules = simmer_profile_get_rules (profile, verb);
  gboolean good =
    simmer_request_is_success (simmer_profile_get_request (profile, verb), answer->http_status);
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (JsonNode) whole = parse (rules, verb, answer, &unreadable);
  g_autoptr (JsonNode) task = rules->task != NULL ? simmer_path_find (rules->task, whole) : NULL;
  SimmerRuling ruling = { rules, answer, whole, task != NULL ? task : whole };
  g_autoptr (SimmerReport) report = NULL;
  g_autofree char *unknown = NULL;
  int verdict = simmer_ruling_find_verdict (&ruling, good, &unknown);

  if (verdict >= SIMMER_VERDICT_GONE && verdict <= SIMMER_VERDICT_REFUSED)
    set_refusal (&ruling, verb, verdict, error);
  else if (verdict == SIMMER_VERDICT_NONE && !good)
    simmer_refusal_set (error, verb, answer->http_status, answer->content_type, answer->body);
  else if (verdict == SIMMER_VERDICT_NONE && unreadable != NULL)
    g_propagate_error (error, g_steal_pointer (&unreadable));
  else if (verdict == SIMMER_VERDICT_OVER)
    return simmer_report_new ();
  else
    {
      report = read_task (&ruling, profile, verb, assume_done (rules, verb, verdict));
      simmer_report_set_unknown_word (report, unknown);
      if (is_enough (verb, report))
        return g_steal_pointer (&report);
      g_set_error_literal (
        error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("The answer says nothing about a task."));
    }

  return NULL;
}

static void
add_item (GPtrArray *reports,
          SimmerProfile *profile,
          SimmerVerb verb,
          SimmerRuling *ruling,
          const char *key)
{
  g_autofree char *unknown = NULL;
  int verdict = simmer_ruling_find_verdict (ruling, TRUE, &unknown);
  g_autoptr (SimmerReport) report = NULL;

  /* What is refused here is not known there: it is asked after by itself. */
  if (verdict >= SIMMER_VERDICT_GONE && verdict <= SIMMER_VERDICT_REFUSED)
    return;

  report = read_task (ruling, profile, verb, verdict);
  simmer_report_set_unknown_word (report, unknown);
  if (key != NULL)
    simmer_report_set_remote_id (report, key);
  if (simmer_report_get_remote_id (report) == NULL)
    return;

  simmer_report_keep_failure (report, ruling->task);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

/* @found: what "items" is about: the tasks, a list of them, or an object of them by their ids */
static void
add_items (GPtrArray *reports,
           SimmerProfile *profile,
           SimmerVerb verb,
           SimmerRuling *ruling,
           JsonArray *found)
{
  guint n = json_array_get_length (found);
  JsonNode *only = n == 1 ? json_array_get_element (found, 0) : NULL;
  JsonObjectIter iter;
  const char *key;

  if (only != NULL && JSON_NODE_HOLDS_ARRAY (only))
    {
      found = json_node_get_array (only);
      n = json_array_get_length (found);
    }
  else if (only != NULL && JSON_NODE_HOLDS_OBJECT (only) && ruling->rules->id == NULL)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (only));
      while (json_object_iter_next_ordered (&iter, &key, &ruling->task))
        if (JSON_NODE_HOLDS_OBJECT (ruling->task))
          add_item (reports, profile, verb, ruling, key);
      return;
    }

  for (guint i = 0; i < n; i++)
    {
      ruling->task = json_array_get_element (found, i);
      if (JSON_NODE_HOLDS_OBJECT (ruling->task))
        add_item (reports, profile, verb, ruling, NULL);
    }
}

static JsonArray *
find_items (const SimmerRules *rules, JsonNode *whole)
{
  JsonArray *array;

  if (rules->items != NULL)
    return simmer_path_find_all (rules->items, whole);

  array = simmer_subject_find_list (whole);
  return array != NULL ? json_array_ref (array) : NULL;
}

/* Why a question about many was not answered. None of them is gone for that. */
static void
refuse_many (const SimmerRules *rules, SimmerVerb verb, const SimmerAnswer *answer, GError **error)
{
  g_autoptr (JsonNode) whole = parse (rules, verb, answer, NULL);
  SimmerRuling ruling = { rules, answer, whole, whole };
  g_autofree char *unknown = NULL;
  int verdict = simmer_ruling_find_verdict (&ruling, FALSE, &unknown);

  if (verdict > SIMMER_VERDICT_GONE && verdict <= SIMMER_VERDICT_REFUSED)
    set_refusal (&ruling, verb, verdict, error);
  else
    simmer_refusal_set (error, verb, answer->http_status, answer->content_type, answer->body);
}

/**
 * simmer_ruled_reader_read_many:
 * @profile: a service's API, with rules for @verb
 * @verb: what was asked
 * @answer: the answer
 * @error: return location, as of simmer_reader_read_many()
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id
 */
GPtrArray *
simmer_ruled_reader_read_many (SimmerProfile *profile,
                               SimmerVerb verb,
                               const SimmerAnswer *answer,
                               GError **error)
{
  const SimmerRules *rules = simmer_profile_get_rules (profile, verb);
  gboolean good =
    simmer_request_is_success (simmer_profile_get_request (profile, verb), answer->http_status);
  g_autoptr (GPtrArray) reports =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  g_autoptr (JsonNode) whole = NULL;
  g_autoptr (JsonArray) found = NULL;
  SimmerRuling ruling = { rules, answer, NULL, NULL };

  if (!good)
    {
      refuse_many (rules, verb, answer, error);
      return NULL;
    }
  if (simmer_refusal_is_page (answer->content_type, answer->body))
    {
      simmer_refusal_set_page (error);
      return NULL;
    }

  whole = simmer_json_parse (answer->body, error);
  if (whole == NULL)
    return NULL;

  ruling.whole = whole;
  found = find_items (rules, whole);
  if (found != NULL)
    add_items (reports, profile, verb, &ruling, found);
  else if (simmer_refusal_check_envelope (error, verb, whole))
    return NULL;

  return g_steal_pointer (&reports);
}

/**
 * simmer_ruled_reader_read_message:
 * @profile: a service's API
 * @rules: those of its stream
 * @remote_id: (nullable): the task that the stream is about, if it is about one
 * @root: what the message says
 *
 * Returns: (transfer full) (element-type SimmerReport): the reports, each with its remote id
 */
GPtrArray *
simmer_ruled_reader_read_message (SimmerProfile *profile,
                                  const SimmerRules *rules,
                                  const char *remote_id,
                                  JsonNode *root)
{
  g_autoptr (GPtrArray) reports =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  g_autoptr (JsonArray) found = simmer_path_find_all (rules->items, root);
  g_autoptr (JsonNode) task = simmer_path_find (rules->task, root);
  SimmerAnswer answer = { .http_status = 200, .id = remote_id };
  SimmerRuling ruling = { rules, &answer, root, task != NULL ? task : root };

  if (found != NULL)
    add_items (reports, profile, SIMMER_VERB_STATUSES, &ruling, found);
  else if (rules->items == NULL)
    add_item (reports, profile, SIMMER_VERB_STATUSES, &ruling, remote_id);

  /* A heartbeat says nothing of any task. */
  for (guint i = reports->len; i > 0; i--)
    if (!is_enough (SIMMER_VERB_STATUS, g_ptr_array_index (reports, i - 1)))
      g_ptr_array_remove_index (reports, i - 1);

  return g_steal_pointer (&reports);
}
