/* Speaks one account's API: a verb becomes a request, its answer a report. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "config.h"

#include "simmer-client.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"
#include "simmer-json.h"
#include "simmer-rate-limit.h"
#include "simmer-reader.h"
#include "simmer-template.h"
#include "simmer-words.h"

#define TIMEOUT (30 * G_USEC_PER_SEC)

enum
{
  LIMITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _SimmerClient
{
  GObject parent_instance;

  SimmerHttp *http;       /* (owned) */
  SimmerAccount *account; /* (owned) */
  char *host;             /* (owned) */
  gint64 timeout;         /* µs */
};

typedef struct
{
  /* Input */
  SimmerVerb verb;
  gboolean many;
  JsonObject *variables; /* (owned) */
  char *key;             /* (owned) (nullable) */
  char *etag;            /* (owned) (nullable) */
  gint64 range_start;
  char *validator; /* (owned) (nullable) */

  /* Output, of a stream */
  SimmerHttpAnswer *head; /* (owned) (nullable) */
} Call;

G_DEFINE_FINAL_TYPE (SimmerClient, simmer_client, G_TYPE_OBJECT)

static void
call_free (Call *call)
{
  json_object_unref (call->variables);
  g_free (call->key);
  g_free (call->etag);
  g_free (call->validator);
  g_clear_pointer (&call->head, simmer_http_answer_free);
  g_free (call);
}

static GTask *
call_new (SimmerClient *self,
          SimmerVerb verb,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->verb = verb;
  call->variables = json_object_new ();
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  return task;
}

/* What the answer says of how often the host may be asked. A date is measured by the clock that
 * wrote it: the service's own, where it tells. */
static gboolean
read_limit (SimmerHttpAnswer *answer, SimmerRateLimit *limit)
{
  SimmerRateHeaders headers = { .retry_after = answer->retry_after,
                                .rate_limit = answer->rate_limit,
                                .rate_limit_policy = answer->rate_policy,
                                .remaining = answer->rate_remaining,
                                .reset = answer->rate_reset };

  return simmer_rate_limit_read (
    limit, &headers, answer->date > 0 ? answer->date : g_get_real_time ());
}

static GError *
judge_rate (SimmerClient *self, SimmerHttpAnswer *answer, gint64 wait)
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
read_one (SimmerClient *self, Call *call, SimmerHttpAnswer *answer, gint64 wait, GError **error)
{
  SimmerReport *report;

  if (answer->status == 304)
    {
      report = simmer_report_new ();
      simmer_report_set_not_modified (report);
    }
  else
    report = simmer_reader_read (simmer_account_get_profile (self->account),
                                 call->verb,
                                 answer->status,
                                 answer->content_type,
                                 answer->body,
                                 error);
  if (report == NULL)
    return NULL;

  if (call->verb == SIMMER_VERB_STATUS && answer->etag != NULL)
    simmer_report_set_etag (report, answer->etag);
  if (wait > simmer_report_get_poll_after (report))
    simmer_report_set_poll_after (report, wait);

  return report;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerHttpAnswer) answer = NULL;
  SimmerClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  gboolean limited;
  gpointer said = NULL;
  GError *error = NULL;

  answer = simmer_http_ask_finish (SIMMER_HTTP (source), result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  limited = read_limit (answer, &limit);
  error = judge_rate (self, answer, limit.wait);
  if (error == NULL && limited)
    g_signal_emit (self, signals[LIMITED], 0, &limit);
  if (error == NULL && call->many)
    said = simmer_reader_read_many (simmer_account_get_profile (self->account),
                                    call->verb,
                                    answer->status,
                                    answer->content_type,
                                    answer->body,
                                    &error);
  else if (error == NULL)
    said = read_one (self, call, answer, limit.wait, &error);

  /* Who says 502 or 504 is not the service but what stands before it. */
  if (error != NULL && answer->status != 502 && answer->status != 504)
    simmer_error_set_answered (error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           said,
                           call->many ? (GDestroyNotify) g_ptr_array_unref
                                      : (GDestroyNotify) simmer_report_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GInputStream) stream = NULL;
  Call *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  GError *error = NULL;

  stream = simmer_http_open_finish (SIMMER_HTTP (source), result, &call->head, &error);
  if (stream != NULL)
    {
      read_limit (call->head, &limit);
      error = judge_rate (g_task_get_source_object (task), call->head, limit.wait);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
}

/* A profile's path goes below the account's address; a whole address stands for itself; what a
 * service tells of a result is relative to the account's address (RFC 3986, 5). */
static char *
find_address (Call *call, const char *path, SimmerEndpoint *endpoint, GError **error)
{
  g_autofree char *base = g_strconcat (endpoint->address, "/", NULL);
  g_autofree char *filled = simmer_template_expand (path, call->variables, error);

  if (filled == NULL)
    return NULL;
  if (call->verb == SIMMER_VERB_RESULT)
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
make_body (Call *call, JsonNode *template, GError **error)
{
  g_autoptr (JsonNode) filled = NULL;
  char *text;

  filled = simmer_template_fill (template, call->variables, error);
  if (filled == NULL)
    return NULL;

  text = simmer_json_to_string (filled);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
send_call (SimmerClient *self, GTask *task, SimmerEndpoint *endpoint, GError **error)
{
  Call *call = g_task_get_task_data (task);
  SimmerProfile *profile = simmer_account_get_profile (self->account);
  const SimmerRequest *request = simmer_profile_get_request (profile, call->verb);
  const char *prefix = simmer_profile_get_auth_prefix (profile);
  g_autofree char *address = NULL;
  g_autofree char *auth = NULL;
  g_autoptr (GBytes) body = NULL;
  SimmerHttpQuestion question = { 0 };

  address = find_address (call, request != NULL ? request->path : "{+url}", endpoint, error);
  if (address == NULL)
    return FALSE;
  if (request != NULL && request->body != NULL)
    {
      body = make_body (call, request->body, error);
      if (body == NULL)
        return FALSE;
    }
  if (endpoint->credential != NULL && is_at_home (address, endpoint))
    auth = g_strconcat (prefix != NULL ? prefix : "", endpoint->credential, NULL);

  question.method = request != NULL ? request->method : "GET";
  question.uri = address;
  question.auth_header = simmer_profile_get_auth_header (profile);
  question.auth_value = question.auth_header != NULL ? auth : NULL;
  question.idempotency_key = call->key;
  question.etag = call->etag;
  question.body = body;
  question.range_start = call->range_start;
  question.validator = call->validator;
  question.timeout = self->timeout;
  if (call->verb == SIMMER_VERB_RESULT)
    simmer_http_open_async (
      self->http, &question, g_task_get_cancellable (task), opened_cb, g_object_ref (task));
  else
    simmer_http_ask_async (
      self->http, &question, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
  return TRUE;
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerEndpoint) endpoint = NULL;
  SimmerClient *self = g_task_get_source_object (task);
  GError *error = NULL;

  endpoint = simmer_account_resolve_finish (SIMMER_ACCOUNT (source), result, &error);
  if (endpoint == NULL || !send_call (self, task, endpoint, &error))
    {
      if (error->domain == G_URI_ERROR)
        {
          g_clear_error (&error);
          g_set_error (&error,
                       SIMMER_ERROR,
                       SIMMER_ERROR_MALFORMED,
                       _ ("%s gave an address that cannot be used."),
                       simmer_account_get_name (self->account));
        }
      g_task_return_error (task, error);
    }
}

static void
run_call (SimmerClient *self, GTask *task, gpointer source_tag)
{
  Call *call = g_task_get_task_data (task);

  g_task_set_source_tag (task, source_tag);
  if (call->verb != SIMMER_VERB_RESULT && !simmer_client_can (self, call->verb))
    {
      g_task_return_new_error (task,
                               SIMMER_ERROR,
                               SIMMER_ERROR_SERVICE,
                               _ ("%s does not offer this."),
                               simmer_account_get_name (self->account));
      g_object_unref (task);
      return;
    }

  simmer_account_resolve_async (
    self->account, TRUE, g_task_get_cancellable (task), resolved_cb, task);
}

static void
copy_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

static void
simmer_client_finalize (GObject *object)
{
  SimmerClient *self = SIMMER_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->account);
  g_free (self->host);

  G_OBJECT_CLASS (simmer_client_parent_class)->finalize (object);
}

static void
simmer_client_class_init (SimmerClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_client_finalize;

  /**
   * SimmerClient::limited:
   * @limit: (type gpointer): a #SimmerRateLimit
   *
   * An answer that is about to be handed on says how often its host may be asked. Where that is
   * why the host did not answer the question, the error says so instead.
   */
  signals[LIMITED] = g_signal_new ("limited",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_POINTER);
}

static void
simmer_client_init (SimmerClient *self)
{
  self->timeout = TIMEOUT;
}

/**
 * simmer_client_new:
 * @http: the way to HTTP
 * @account: whose API
 *
 * Returns: (transfer full): a client
 */
SimmerClient *
simmer_client_new (SimmerHttp *http, SimmerAccount *account)
{
  SimmerClient *self;

  g_return_val_if_fail (SIMMER_IS_HTTP (http) && SIMMER_IS_ACCOUNT (account), NULL);

  self = g_object_new (SIMMER_TYPE_CLIENT, NULL);
  self->http = g_object_ref (http);
  self->account = g_object_ref (account);
  self->host = simmer_host_from_uri (simmer_account_get_address (account));
  if (self->host == NULL)
    self->host = g_strdup ("localhost");

  return self;
}

/**
 * simmer_client_get_account:
 * @self: a client
 *
 * Returns: (transfer none): its account
 */
SimmerAccount *
simmer_client_get_account (SimmerClient *self)
{
  g_return_val_if_fail (SIMMER_IS_CLIENT (self), NULL);

  return self->account;
}

/**
 * simmer_client_get_host:
 * @self: a client
 *
 * The built-in generator, which has another port at each start, is "localhost".
 *
 * Returns: (transfer none): the host that it asks, with its port if that is not the usual one
 */
const char *
simmer_client_get_host (SimmerClient *self)
{
  g_return_val_if_fail (SIMMER_IS_CLIENT (self), NULL);

  return self->host;
}

/**
 * simmer_client_can:
 * @self: a client
 * @verb: a verb
 *
 * Returns: whether the account's service offers it
 */
gboolean
simmer_client_can (SimmerClient *self, SimmerVerb verb)
{
  g_return_val_if_fail (SIMMER_IS_CLIENT (self), FALSE);

  return simmer_profile_get_request (simmer_account_get_profile (self->account), verb) != NULL;
}

/**
 * simmer_client_set_timeout:
 * @self: a client
 * @timeout: the whole time that one request may take, µs
 */
void
simmer_client_set_timeout (SimmerClient *self, gint64 timeout)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && timeout > 0);

  self->timeout = timeout;
}

/**
 * simmer_client_submit_async:
 * @self: a client
 * @inputs: (nullable): what the person filled in
 * @submit_key: (nullable): the same for each try of one submission
 * @cancellable: (nullable): gives up waiting; the service may have got it
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_submit_async (SimmerClient *self,
                            JsonObject *inputs,
                            const char *submit_key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self));

  task = call_new (self, SIMMER_VERB_SUBMIT, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  if (inputs != NULL)
    json_object_foreach_member (inputs, copy_member_cb, call->variables);
  call->key = g_strdup (submit_key);
  run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_status_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @etag: (nullable): of the last answer; the same again is then told as "not modified"
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_status_async (SimmerClient *self,
                            const char *remote_id,
                            const char *etag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  task = call_new (self, SIMMER_VERB_STATUS, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_set_string_member (call->variables, "id", remote_id);
  call->etag = g_strdup (etag);
  run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_cancel_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_cancel_async (SimmerClient *self,
                            const char *remote_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  task = call_new (self, SIMMER_VERB_CANCEL, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_set_string_member (call->variables, "id", remote_id);
  run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_retry_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_retry_async (SimmerClient *self,
                           const char *remote_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  task = call_new (self, SIMMER_VERB_RETRY, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_set_string_member (call->variables, "id", remote_id);
  run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_report_finish:
 * @self: a client
 * @result: from the callback of a submission, a status question, a cancel or a retry
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED. Where the service said how
 *   long it wants to be left alone, simmer_error_get_retry_after() tells
 *
 * Returns: (transfer full): what the service says of the task
 */
SimmerReport *
simmer_client_report_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_report_finish,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_statuses_async:
 * @self: a client
 * @remote_ids: the service's names for several tasks
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_reports_finish()
 * @user_data: for @callback
 */
void
simmer_client_statuses_async (SimmerClient *self,
                              const char *const *remote_ids,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  JsonArray *ids = json_array_new ();
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_ids != NULL);

  task = call_new (self, SIMMER_VERB_STATUSES, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->many = TRUE;
  for (guint i = 0; remote_ids[i] != NULL; i++)
    json_array_add_string_element (ids, remote_ids[i]);
  json_object_set_array_member (call->variables, "ids", ids);
  run_call (self, task, simmer_client_reports_finish);
}

/**
 * simmer_client_list_async:
 * @self: a client
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_reports_finish()
 * @user_data: for @callback
 */
void
simmer_client_list_async (SimmerClient *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self));

  task = call_new (self, SIMMER_VERB_LIST, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->many = TRUE;
  run_call (self, task, simmer_client_reports_finish);
}

/**
 * simmer_client_reports_finish:
 * @self: a client
 * @result: from the callback of a question about several tasks
 * @error: return location, as of simmer_client_report_finish()
 *
 * Returns: (transfer full) (element-type SimmerReport): what the service says of each task
 */
GPtrArray *
simmer_client_reports_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_reports_finish,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_open_async:
 * @self: a client
 * @uri: where a result is, as the service told it: absolute, or relative to the account's address
 * @range_start: first byte wanted, 0 for all
 * @validator: (nullable): what the earlier bytes were, for If-Range
 * @cancellable: (nullable): gives up
 * @callback: called once the answer's head is there
 * @user_data: for @callback
 *
 * The credential goes along only where @uri is at the account's own origin.
 */
void
simmer_client_open_async (SimmerClient *self,
                          const char *uri,
                          gint64 range_start,
                          const char *validator,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && uri != NULL && range_start >= 0);

  task = call_new (self, SIMMER_VERB_RESULT, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_set_string_member (call->variables, "url", uri);
  call->range_start = range_start;
  call->validator = g_strdup (validator);
  run_call (self, task, simmer_client_open_async);
}

/**
 * simmer_client_open_finish:
 * @self: a client
 * @result: from the callback
 * @answer: (out) (transfer full): the answer's head, of any HTTP status
 * @error: return location, as of simmer_client_report_finish()
 *
 * Returns: (transfer full): the result's bytes, to be read
 */
GInputStream *
simmer_client_open_finish (SimmerClient *self,
                           GAsyncResult *result,
                           SimmerHttpAnswer **answer,
                           GError **error)
{
  GInputStream *stream;
  Call *call;

  g_return_val_if_fail (g_task_is_valid (result, self) && answer != NULL, NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_open_async, NULL);

  call = g_task_get_task_data (G_TASK (result));
  stream = g_task_propagate_pointer (G_TASK (result), error);
  *answer = stream != NULL ? g_steal_pointer (&call->head) : NULL;

  return stream;
}
