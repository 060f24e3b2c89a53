/* One call of one verb of an account's API: what is to be asked, and what the answer means. */

#include "config.h"

#include "simmer-call.h"

#include <glib/gi18n-lib.h>

#include "simmer-budget.h"
#include "simmer-host.h"
#include "simmer-reader.h"
#include "simmer-refusal.h"
#include "simmer-request-steps.h"
#include "simmer-token.h"
#include "simmer-words.h"

SimmerCall *
simmer_call_new (SimmerAccount *account, SimmerVerb verb)
{
  SimmerCall *self = g_new0 (SimmerCall, 1);

  self->account = g_object_ref (account);
  self->verb = verb;
  self->turn = SIMMER_CALL_LET_IN;
  self->variables = json_object_new ();

  return self;
}

static void
empty (SimmerCall *self)
{
  g_clear_pointer (&self->filled, simmer_filled_request_free);
  g_clear_pointer (&self->home, g_free);
  secret_password_wipe (self->auth);
  secret_password_wipe (self->secret);
  g_clear_pointer (&self->auth, g_free);
  g_clear_pointer (&self->secret, g_free);
  g_clear_pointer (&self->user, g_free);
}

void
simmer_call_free (SimmerCall *self)
{
  g_object_unref (self->account);
  json_object_unref (self->variables);
  g_clear_pointer (&self->enclosures, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->etag);
  g_free (self->validator);
  empty (self);
  g_free (self->gate);
  g_free (self->next);
  g_clear_pointer (&self->head, simmer_http_answer_free);
  g_free (self);
}

static gboolean
is_at_home (const char *address, SimmerEndpoint *endpoint)
{
  g_autoptr (GUri) there = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) home = g_uri_parse (endpoint->address, G_URI_FLAGS_NONE, NULL);

  return there != NULL && home != NULL && simmer_uri_is_web (there) && simmer_uri_is_web (home) &&
         simmer_uri_same_origin (there, home);
}

/* For simmer-call.c and its test: the account's own origin, or over TLS a host that its profile
 * names. */
gboolean
simmer_call_may_show_credential (SimmerProfile *profile,
                                 const char *address,
                                 SimmerEndpoint *endpoint)
{
  const char *const *hosts = simmer_profile_get_hosts (profile);
  g_autoptr (GUri) there = NULL;
  g_autofree char *host = NULL;

  if (is_at_home (address, endpoint))
    return TRUE;

  there = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (there == NULL || !simmer_uri_is_web (there) ||
      !g_str_equal (g_uri_get_scheme (there), "https"))
    return FALSE;

  host = simmer_host_from_guri (there);
  for (guint i = 0; hosts[i] != NULL; i++)
    {
      const char *rest = strchr (host, '.');

      if (g_ascii_strcasecmp (hosts[i], host) == 0 ||
          (g_str_has_prefix (hosts[i], "*.") && rest != NULL &&
           g_ascii_strcasecmp (hosts[i] + 1, rest) == 0))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_call_fill:
 * @self: a call
 * @endpoint: where its account is now
 * @question: (out): what to ask; its fields are the call's
 * @error: return location
 *
 * The credential goes along only where the address is at the account's own origin, or at a host
 * that its profile names. What the call was filled with before is forgotten.
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

  empty (self);
  if (self->live)
    self->filled =
      simmer_filled_request_new_stream (profile, endpoint->address, self->variables, error);
  else if (self->step != NULL)
    self->filled = simmer_filled_request_new_step (
      profile, self->step, endpoint->address, self->variables, self->enclosures, error);
  else
    self->filled = simmer_filled_request_new (
      profile, self->verb, endpoint->address, self->variables, self->enclosures, error);
  if (self->filled == NULL)
    return FALSE;
  if (endpoint->credential != NULL &&
      simmer_call_may_show_credential (profile, self->filled->uri, endpoint))
    {
      simmer_profile_split_credential (profile, endpoint->credential, &self->user, &self->auth);
      self->secret = g_strdup (endpoint->credential);
    }

  self->home = simmer_host_from_uri (endpoint->address);
  memset (question, 0, sizeof *question);
  question->method = self->filled->method;
  question->uri = self->filled->uri;
  question->auth_header = simmer_profile_get_auth_header (profile);
  question->auth_value = question->auth_header != NULL ? self->auth : NULL;
  question->user_header = simmer_profile_get_auth_user (profile);
  question->user_value = self->user;
  question->headers = self->filled->headers;
  question->idempotency_key = self->key;
  question->etag = self->etag;
  question->body = self->filled->body;
  question->content_type = self->filled->content_type;
  question->enclosures = self->filled->enclosures;
  question->range_start = self->range_start;
  question->validator = self->validator;

  return TRUE;
}

/* By the clock that wrote the answer, if it tells. */
static gint64
get_time (SimmerHttpAnswer *answer)
{
  return answer->date > 0 ? answer->date : g_get_real_time ();
}

static SimmerAnswer
make_answer (SimmerCall *self, SimmerHttpAnswer *answer)
{
  return (SimmerAnswer){
    .http_status = answer->status,
    .content_type = answer->content_type,
    .body = answer->body,
    .headers = answer->headers,
    .id = json_object_get_string_member_with_default (self->variables, "id", NULL),
    .now = get_time (answer),
    .variables = self->variables,
    .key_expires = simmer_token_get_expiry (self->secret),
  };
}

/* What the answer says of how often the host may be asked. A date is measured by the clock that
 * wrote it: the service's own, where it tells. What the profile knows of waiting is said of the
 * host only where it refuses to be asked; else it is said of the task. */
gboolean
simmer_call_read_limit (SimmerCall *self, SimmerHttpAnswer *answer, SimmerRateLimit *limit)
{
  SimmerRateHeaders headers = { .retry_after = answer->retry_after,
                                .rate_limit = answer->rate_limit,
                                .rate_limit_policy = answer->rate_policy,
                                .remaining = answer->rate_remaining,
                                .reset = answer->rate_reset };

  if (answer->status == 429 || answer->status == 503)
    {
      SimmerAnswer said = make_answer (self, answer);

      headers.own =
        simmer_reader_find_wait (simmer_account_get_profile (self->account), self->verb, &said);
    }

  return simmer_rate_limit_read (limit, &headers, get_time (answer));
}

/* Whether the account's own host gave the answer, and not one that keeps what it has made. */
gboolean
simmer_call_is_from_home (SimmerCall *self, SimmerHttpAnswer *answer)
{
  return answer->host != NULL && g_strcmp0 (answer->host, self->home) == 0;
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

/**
 * simmer_call_judge_stream:
 * @self: a call for the account's stream
 * @answer: its answer, which is no stream, and which simmer_call_judge_rate() let pass
 *
 * Returns: (transfer full): why; %SIMMER_ERROR_SIGN_IN, %SIMMER_ERROR_UNREACHABLE where the
 *   service has trouble of its own, else that it does not offer it in this way
 */
GError *
simmer_call_judge_stream (SimmerCall *self, SimmerHttpAnswer *answer)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GError *error = NULL;

  if (answer->status == 401 || answer->status == 403 ||
      (answer->status >= 500 && answer->status != 501))
    simmer_refusal_set (&error, SIMMER_VERB_STATUS, answer->status, answer->content_type, empty);
  else
    g_set_error (&error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_SERVICE,
                 _ ("%s does not offer this."),
                 simmer_account_get_name (self->account));

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
    {
      SimmerAnswer said = make_answer (self, answer);

      report =
        simmer_reader_read (simmer_account_get_profile (self->account), self->verb, &said, error);
    }
  if (report == NULL)
    return NULL;

  if (self->verb == SIMMER_VERB_STATUS && answer->etag != NULL)
    simmer_report_set_etag (report, answer->etag);
  /* Retry-After wins over the service's own word; a quota that is used up only adds to it. */
  if (simmer_budget_parse_retry_after (answer->retry_after, get_time (answer)) >= 0 ||
      wait > simmer_report_get_poll_after (report))
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
 * Returns: (transfer full): a #SimmerReport, or where many are asked about a #GPtrArray of them;
 *   of a step before the verb, a #JsonObject of what it keeps
 */
gpointer
simmer_call_read (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait, GError **error)
{
  SimmerAnswer said;

  if (self->step != NULL)
    {
      said = make_answer (self, answer);
      return simmer_request_step_read_answer (self->step, self->verb, &said, error);
    }
  if (!self->many)
    return read_one (self, answer, wait, error);

  said = make_answer (self, answer);
  self->next =
    simmer_reader_find_next (simmer_account_get_profile (self->account), self->verb, &said);
  return simmer_reader_read_many (
    simmer_account_get_profile (self->account), self->verb, &said, error);
}

/* A service sees a credential as its header says it, which may be a part of it or look otherwise.
 */
static SimmerRawAnswer *
forget_secret (SimmerCall *self, SimmerRawAnswer *raw)
{
  const char *prefix = self->auth != NULL ? strrchr (self->auth, ' ') : NULL;
  g_autoptr (SimmerRawAnswer) fit = simmer_raw_answer_without (raw, self->secret);

  return simmer_raw_answer_without (fit, prefix != NULL ? prefix + 1 : self->auth);
}

static void
hide_in_error (SimmerCall *self, GError *error)
{
  SimmerRawAnswer *raw = simmer_error_get_raw_answer (error);

  if (raw != NULL)
    simmer_error_take_raw_answer (error, forget_secret (self, raw));
}

static void
hide_in_report (SimmerCall *self, SimmerReport *report)
{
  SimmerRawAnswer *raw = simmer_report_get_raw_answer (report);
  g_autoptr (SimmerRawAnswer) fit = NULL;

  if (raw == NULL)
    return;
  fit = forget_secret (self, raw);
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
  else if (self->step != NULL)
    return;
  else if (!self->many)
    hide_in_report (self, said);
  else
    for (guint i = 0; i < reports->len; i++)
      hide_in_report (self, reports->pdata[i]);
}
