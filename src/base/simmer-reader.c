/* What an answer of a service says: by the rules of its profile where it has some, by those that
 * hold for all where it has none. Pure. */

#include "config.h"

#include "simmer-reader.h"

#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-ruled-reader.h"
#include "simmer-ruling.h"
#include "simmer-tolerant-reader.h"

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
    case SIMMER_ERROR_FILE:
    default:
      return FALSE;
    }
}

/* A task that runs is not asked after again before the service wants it to be. */
static void
keep_distance (SimmerReport *report, SimmerProfile *profile)
{
  gint64 interval = (gint64) (simmer_profile_get_interval (profile) * G_USEC_PER_SEC);
  SimmerTaskStatus status;

  if (interval > simmer_report_get_poll_after (report) &&
      !(simmer_report_get_status (report, &status) && simmer_task_status_is_final (status)))
    simmer_report_set_poll_after (report, interval);
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
 * @answer: the answer
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
                    const SimmerAnswer *answer,
                    GError **error)
{
  g_autoptr (SimmerReport) report = NULL;
  g_autoptr (SimmerRawAnswer) raw = NULL;
  g_autoptr (GError) trouble = NULL;
  gconstpointer data;
  gsize length;

  g_return_val_if_fail (profile != NULL && answer != NULL && answer->body != NULL, NULL);

  report = simmer_profile_get_rules (profile, verb) != NULL
             ? simmer_ruled_reader_read (profile, verb, answer, &trouble)
             : simmer_tolerant_reader_read (profile, verb, answer, &trouble);
  data = g_bytes_get_data (answer->body, &length);
  if (report == NULL ? is_riddle (trouble) : says_failed (report))
    raw = simmer_raw_answer_new (answer->http_status, answer->content_type, data, length);

  if (report != NULL)
    {
      simmer_report_set_raw_answer (report, raw);
      keep_distance (report, profile);
    }
  else
    {
      simmer_error_take_raw_answer (trouble, g_steal_pointer (&raw));
      g_propagate_error (error, g_steal_pointer (&trouble));
    }

  return g_steal_pointer (&report);
}

/**
 * simmer_reader_read_many:
 * @profile: the service's API
 * @verb: what was asked
 * @answer: the answer
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
                         const SimmerAnswer *answer,
                         GError **error)
{
  g_return_val_if_fail (profile != NULL && answer != NULL && answer->body != NULL, NULL);

  return simmer_profile_get_rules (profile, verb) != NULL
           ? simmer_ruled_reader_read_many (profile, verb, answer, error)
           : simmer_tolerant_reader_read_many (profile, verb, answer, error);
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
  const SimmerStream *stream;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (profile != NULL && message != NULL, NULL);

  root = simmer_json_parse (message, error);
  if (root == NULL)
    return NULL;

  stream = simmer_profile_get_stream (profile);
  return stream != NULL && stream->rules != NULL
           ? simmer_ruled_reader_read_message (profile, stream->rules, remote_id, root)
           : simmer_tolerant_reader_read_message (profile, remote_id, root);
}

/**
 * simmer_reader_find_wait:
 * @profile: the service's API
 * @verb: what was asked
 * @answer: a refusal to be asked so often; its body may be %NULL
 *
 * Returns: how long the service wants to be left alone by what its profile knows of that, µs; -1 if
 *   it does not say
 */
gint64
simmer_reader_find_wait (SimmerProfile *profile, SimmerVerb verb, const SimmerAnswer *answer)
{
  const SimmerRules *rules = simmer_profile_get_rules (profile, verb);
  g_autoptr (JsonNode) whole = NULL;
  g_autoptr (JsonNode) task = NULL;
  SimmerRuling ruling;

  if (rules == NULL || rules->poll_after == NULL)
    return -1;

  if (answer->body != NULL && g_bytes_get_size (answer->body) > 0)
    whole = simmer_json_parse (answer->body, NULL);
  if (rules->task != NULL)
    task = simmer_path_find (rules->task, whole);
  ruling = (SimmerRuling){ rules, answer, whole, task != NULL ? task : whole };

  return simmer_ruling_get_poll_after (&ruling);
}

/**
 * simmer_reader_find_next:
 * @profile: the service's API
 * @verb: what was asked
 * @answer: a page of a list
 *
 * Returns: (transfer full) (nullable): the address or the cursor of the next page; %NULL where this
 *   is the last one
 */
char *
simmer_reader_find_next (SimmerProfile *profile, SimmerVerb verb, const SimmerAnswer *answer)
{
  const SimmerRequest *request = simmer_profile_get_request (profile, verb);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (request == NULL || request->next == NULL)
    return NULL;

  root = simmer_json_parse (answer->body, NULL);
  node = simmer_path_find (request->next, root);
  return simmer_node_dup_id (node);
}
