/* One call of one verb of an account's API: what is to be asked, and what the answer means. */

#include "config.h"

#include "simmer-call.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"
#include "simmer-json.h"
#include "simmer-reader.h"
#include "simmer-template.h"
#include "simmer-words.h"

SimmerCall *
simmer_call_new (SimmerAccount *account, SimmerVerb verb)
{
  SimmerCall *self = g_new0 (SimmerCall, 1);

  self->account = g_object_ref (account);
  self->verb = verb;
  self->variables = json_object_new ();

  return self;
}

void
simmer_call_free (SimmerCall *self)
{
  g_object_unref (self->account);
  json_object_unref (self->variables);
  g_free (self->key);
  g_free (self->etag);
  g_free (self->validator);
  g_free (self->address);
  g_free (self->auth);
  g_free (self->secret);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->head, simmer_http_answer_free);
  g_free (self);
}

/* A profile's path goes below the account's address; a whole address stands for itself; what a
 * service tells of a result is relative to the account's address (RFC 3986, 5). */
static char *
find_address (SimmerCall *self, const char *path, SimmerEndpoint *endpoint, GError **error)
{
  g_autofree char *base = g_strconcat (endpoint->address, "/", NULL);
  g_autofree char *filled = simmer_template_expand (path, self->variables, error);

  if (filled == NULL)
    return NULL;
  if (self->verb == SIMMER_VERB_RESULT)
    return g_uri_resolve_relative (
      base, filled, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, error);
  if (g_str_has_prefix (filled, "https://") || g_str_has_prefix (filled, "http://"))
    return g_steal_pointer (&filled);

  return g_strconcat (endpoint->address, filled, NULL);
}

static gboolean
is_at_home (const char *address, SimmerEndpoint *endpoint)
{
  g_autoptr (GUri) there = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) home = g_uri_parse (endpoint->address, G_URI_FLAGS_NONE, NULL);

  return there != NULL && home != NULL && simmer_uri_is_web (there) && simmer_uri_is_web (home) &&
         simmer_uri_same_origin (there, home);
}

static GBytes *
make_body (SimmerCall *self, JsonNode *template, GError **error)
{
  g_autoptr (JsonNode) filled = NULL;
  char *text;

  filled = simmer_template_fill (template, self->variables, error);
  if (filled == NULL)
    return NULL;

  text = simmer_json_to_string (filled);
  return g_bytes_new_take (text, strlen (text));
}

/**
 * simmer_call_fill:
 * @self: a call
 * @endpoint: where its account is now
 * @question: (out): what to ask; its fields are the call's
 * @error: return location
 *
 * The credential goes along only where the address is at the account's own origin.
 *
 * Returns: whether there is something to ask
 */
gboolean
simmer_call_fill (SimmerCall *self,
                  SimmerEndpoint *endpoint,
                  SimmerHttpQuestion *question,
                  GError **error)
{
  SimmerProfile *profile = simmer_account_get_profile (self->account);
  const SimmerRequest *request = simmer_profile_get_request (profile, self->verb);
  const char *prefix = simmer_profile_get_auth_prefix (profile);

  self->address = find_address (self, request != NULL ? request->path : "{+url}", endpoint, error);
  if (self->address == NULL)
    return FALSE;
  if (request != NULL && request->body != NULL)
    {
      self->body = make_body (self, request->body, error);
      if (self->body == NULL)
        return FALSE;
    }
  if (endpoint->credential != NULL && is_at_home (self->address, endpoint))
    {
      self->auth = g_strconcat (prefix != NULL ? prefix : "", endpoint->credential, NULL);
      self->secret = g_strdup (endpoint->credential);
    }

  memset (question, 0, sizeof *question);
  question->method = request != NULL ? request->method : "GET";
  question->uri = self->address;
  question->auth_header = simmer_profile_get_auth_header (profile);
  question->auth_value = question->auth_header != NULL ? self->auth : NULL;
  question->idempotency_key = self->key;
  question->etag = self->etag;
  question->body = self->body;
  question->range_start = self->range_start;
  question->validator = self->validator;

  return TRUE;
}

/* What the answer says of how often the host may be asked. A date is measured by the clock that
 * wrote it: the service's own, where it tells. */
gboolean
simmer_call_read_limit (SimmerHttpAnswer *answer, SimmerRateLimit *limit)
{
  SimmerRateHeaders headers = { .retry_after = answer->retry_after,
                                .rate_limit = answer->rate_limit,
                                .rate_limit_policy = answer->rate_policy,
                                .remaining = answer->rate_remaining,
                                .reset = answer->rate_reset };

  return simmer_rate_limit_read (
    limit, &headers, answer->date > 0 ? answer->date : g_get_real_time ());
}

GError *
simmer_call_judge_rate (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait)
{
  g_autofree char *words = NULL;
  GError *error;

  if (answer->status != 429 && (answer->status != 503 || wait < 0))
    return NULL;

  if (wait > 0)
    {
      words = simmer_words_for_duration (wait);
      error = g_error_new (SIMMER_ERROR,
                           SIMMER_ERROR_RATE_LIMITED,
                           _ ("%s asked to be left alone for %s."),
                           simmer_account_get_name (self->account),
                           words);
    }
  else
    error = g_error_new (SIMMER_ERROR,
                         SIMMER_ERROR_RATE_LIMITED,
                         _ ("%s says that it is asked too often."),
                         simmer_account_get_name (self->account));
  simmer_error_set_retry_after (error, wait);

  return error;
}

static SimmerReport *
read_one (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait, GError **error)
{
  SimmerReport *report;

  if (answer->status == 304)
    {
      report = simmer_report_new ();
      simmer_report_set_not_modified (report);
    }
  else
    report = simmer_reader_read (simmer_account_get_profile (self->account),
                                 self->verb,
                                 answer->status,
                                 answer->content_type,
                                 answer->body,
                                 error);
  if (report == NULL)
    return NULL;

  if (self->verb == SIMMER_VERB_STATUS && answer->etag != NULL)
    simmer_report_set_etag (report, answer->etag);
  if (wait > simmer_report_get_poll_after (report))
    simmer_report_set_poll_after (report, wait);

  return report;
}

/**
 * simmer_call_read:
 * @self: a call
 * @answer: its answer, which simmer_call_judge_rate() let pass
 * @wait: how long the host wants to be left alone, µs; negative if it did not say
 * @error: return location
 *
 * Returns: (transfer full): a #SimmerReport, or where many are asked about a #GPtrArray of them
 */
gpointer
simmer_call_read (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait, GError **error)
{
  if (!self->many)
    return read_one (self, answer, wait, error);

  return simmer_reader_read_many (simmer_account_get_profile (self->account),
                                  self->verb,
                                  answer->status,
                                  answer->content_type,
                                  answer->body,
                                  error);
}

static void
hide_in_error (SimmerCall *self, GError *error)
{
  SimmerRawAnswer *raw = simmer_error_get_raw_answer (error);

  if (raw != NULL)
    simmer_error_take_raw_answer (error, simmer_raw_answer_without (raw, self->secret));
}

static void
hide_in_report (SimmerCall *self, SimmerReport *report)
{
  SimmerRawAnswer *raw = simmer_report_get_raw_answer (report);
  g_autoptr (SimmerRawAnswer) fit = NULL;

  if (raw == NULL)
    return;
  fit = simmer_raw_answer_without (raw, self->secret);
  simmer_report_set_raw_answer (report, fit);
}

/**
 * simmer_call_hide_secret:
 * @self: a call
 * @said: (nullable): what simmer_call_read() returned
 * @error: (nullable): why nothing was said
 *
 * A credential that a service repeats is not kept with its answer.
 */
void
simmer_call_hide_secret (SimmerCall *self, gpointer said, GError *error)
{
  GPtrArray *reports = said;

  if (error != NULL)
    hide_in_error (self, error);
  else if (!self->many)
    hide_in_report (self, said);
  else
    for (guint i = 0; i < reports->len; i++)
      hide_in_report (self, reports->pdata[i]);
}
