/* Speaks one account's API: a verb becomes a request, its answer a report. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "config.h"

#include "simmer-client.h"

#include <glib/gi18n-lib.h>

#include "simmer-call.h"
#include "simmer-host.h"
#include "simmer-pace.h"
#include "simmer-sequel.h"

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
  gint64 pace;
  gint64 paces[SIMMER_N_VERBS];
};

G_DEFINE_FINAL_TYPE (SimmerClient, simmer_client, G_TYPE_OBJECT)

static GTask *
call_new (SimmerClient *self,
          SimmerVerb verb,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (
    task, simmer_call_new (self->account, verb), (GDestroyNotify) simmer_call_free);

  return task;
}

static void run_call (SimmerClient *self, GTask *task, gpointer source_tag);

/* One thing more that an answer leads to. */
static void
ask_more (SimmerClient *self,
          SimmerVerb verb,
          JsonObject *variables,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = call_new (self, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  call->many = verb == SIMMER_VERB_LIST;
  json_object_unref (call->variables);
  call->variables = json_object_ref (variables);
  run_call (self, task, ask_more);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerHttpAnswer) answer = NULL;
  SimmerClient *self = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  gboolean limited;
  gpointer said = NULL;
  GError *error = NULL;

  answer = simmer_http_ask_finish (SIMMER_HTTP (source), result, &error);
  if (answer == NULL)
    {
      simmer_call_hide_secret (call, NULL, error);
      g_task_return_error (task, error);
      return;
    }

  limited = simmer_call_read_limit (answer, &limit);
  error = simmer_call_judge_rate (call, answer, limit.wait);
  if (error == NULL && limited)
    g_signal_emit (self, signals[LIMITED], 0, &limit);
  if (error == NULL)
    said = simmer_call_read (call, answer, limit.wait, &error);

  /* Who says 502 or 504 is not the service but what stands before it. */
  if (error != NULL && answer->status != 502 && answer->status != 504)
    simmer_error_set_answered (error);
  simmer_call_hide_secret (call, said, error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (call->step != NULL)
    g_task_return_pointer (task, said, (GDestroyNotify) json_object_unref);
  else
    simmer_sequel_run (g_steal_pointer (&task), said, ask_more);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GInputStream) stream = NULL;
  SimmerCall *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  GError *error = NULL;

  stream = simmer_http_open_finish (SIMMER_HTTP (source), result, &call->head, &error);
  if (stream != NULL)
    {
      simmer_call_read_limit (call->head, &limit);
      error = simmer_call_judge_rate (call, call->head, limit.wait);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
}

static void
listened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerLiveStream) stream = NULL;
  g_autoptr (SimmerHttpAnswer) answer = NULL;
  SimmerClient *self = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  GError *error = NULL;

  stream = simmer_http_listen_finish (SIMMER_HTTP (source), result, &answer, &error);
  if (answer != NULL)
    {
      gboolean limited = simmer_call_read_limit (answer, &limit);

      error = simmer_call_judge_rate (call, answer, limit.wait);
      if (error == NULL && limited)
        g_signal_emit (self, signals[LIMITED], 0, &limit);
      if (error == NULL && stream == NULL)
        error = simmer_call_judge_stream (call, answer);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
}

static gboolean
send_call (SimmerClient *self, GTask *task, SimmerEndpoint *endpoint, GError **error)
{
  SimmerCall *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  SimmerHttpQuestion question;

  if (!simmer_call_fill (call, endpoint, &question, error))
    return FALSE;

  question.timeout = self->timeout;
  if (call->live)
    simmer_http_listen_async (
      self->http, &question, call->kind, cancellable, listened_cb, g_object_ref (task));
  else if (call->verb == SIMMER_VERB_RESULT)
    simmer_http_open_async (self->http, &question, cancellable, opened_cb, g_object_ref (task));
  else
    simmer_http_ask_async (self->http, &question, cancellable, answered_cb, g_object_ref (task));

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
start_call (SimmerClient *self, GTask *task)
{
  simmer_account_resolve_async (
    self->account, TRUE, g_task_get_cancellable (task), resolved_cb, task);
}

static gboolean
waited_cb (gpointer user_data)
{
  start_call (g_task_get_source_object (user_data), user_data);

  return G_SOURCE_REMOVE;
}

/* How long the profile wants this request to wait, µs. */
static gint64
reserve (SimmerClient *self, SimmerVerb verb, gint64 *pace, gint64 *pace_of_verb)
{
  SimmerProfile *profile = simmer_account_get_profile (self->account);
  const SimmerRequest *request = simmer_profile_get_request (profile, verb);
  double rate = simmer_profile_get_rate (profile);
  gint64 now = g_get_monotonic_time ();
  gint64 when = now;

  if (rate > 0)
    when = simmer_pace_reserve (pace, MAX (rate, 1), MAX (1 / rate, 1), now);
  if (request != NULL && request->limit_seconds > 0)
    {
      gint64 turn = simmer_pace_reserve (pace_of_verb, request->limit, request->limit_seconds, now);

      when = MAX (when, turn);
    }

  return when - now;
}

static void
run_call (SimmerClient *self, GTask *task, gpointer source_tag)
{
  SimmerCall *call = g_task_get_task_data (task);
  gint64 wait;

  g_task_set_source_tag (task, source_tag);
  if (call->verb != SIMMER_VERB_RESULT && !call->live && !simmer_client_can (self, call->verb))
    {
      g_task_return_new_error (task,
                               SIMMER_ERROR,
                               SIMMER_ERROR_SERVICE,
                               _ ("%s does not offer this."),
                               simmer_account_get_name (self->account));
      g_object_unref (task);
      return;
    }

  wait = reserve (self, call->verb, &self->pace, &self->paces[call->verb]);
  if (wait > 0)
    {
      g_autoptr (GSource) source = g_timeout_source_new ((guint) (wait / 1000) + 1);
      GCancellable *cancellable = g_task_get_cancellable (task);

      /* Who gives up while it waits is not to wait for the end of that. */
      if (cancellable != NULL)
        {
          g_autoptr (GSource) given_up = g_cancellable_source_new (cancellable);

          g_source_set_dummy_callback (given_up);
          g_source_add_child_source (source, given_up);
        }
      g_debug ("%s: the next %s waits", self->host, simmer_verb_to_string (call->verb));
      g_task_attach_source (task, source, waited_cb);
    }
  else
    start_call (self, task);
}

static void
copy_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

static void
ask_about (SimmerClient *self,
           SimmerVerb verb,
           const char *remote_id,
           JsonObject *kept,
           const char *etag,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = call_new (self, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  if (kept != NULL)
    json_object_foreach_member (kept, copy_member_cb, call->variables);
  json_object_set_string_member (call->variables, "id", remote_id);
  call->etag = g_strdup (etag);
  run_call (self, task, simmer_client_report_finish);
}

static void
ask_about_many (SimmerClient *self,
                SimmerVerb verb,
                JsonArray *ids,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = call_new (self, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  call->many = TRUE;
  json_object_set_array_member (call->variables, "ids", ids);
  run_call (self, task, simmer_client_reports_finish);
}

/* One step of bringing a file to the service. */
static void
bring_file (SimmerClient *self,
            const SimmerRequest *step,
            JsonObject *variables,
            GPtrArray *enclosures,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = call_new (self, SIMMER_VERB_SUBMIT, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  json_object_foreach_member (variables, copy_member_cb, call->variables);
  call->enclosures = g_ptr_array_ref (enclosures);
  call->step = step;
  g_task_set_source_tag (task, bring_file);
  start_call (self, task);
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
 * simmer_client_can_now:
 * @self: a client
 * @verb: a verb
 * @status: what its service said of a task
 *
 * Returns: whether the account's service offers it for such a task
 */
gboolean
simmer_client_can_now (SimmerClient *self, SimmerVerb verb, SimmerTaskStatus status)
{
  const SimmerRequest *request;

  g_return_val_if_fail (SIMMER_IS_CLIENT (self), FALSE);

  request = simmer_profile_get_request (simmer_account_get_profile (self->account), verb);
  return request != NULL && (request->states & (1u << status)) != 0;
}

/**
 * simmer_client_get_most:
 * @self: a client
 * @verb: a verb about several tasks
 *
 * Returns: about how many one request may be; 0 = the service does not say
 */
guint
simmer_client_get_most (SimmerClient *self, SimmerVerb verb)
{
  const SimmerRequest *request;

  g_return_val_if_fail (SIMMER_IS_CLIENT (self), 0);

  request = simmer_profile_get_request (simmer_account_get_profile (self->account), verb);
  return request != NULL ? request->most : 0;
}

/**
 * simmer_client_get_delay:
 * @self: a client
 * @verb: a verb
 *
 * Returns: how long such a request would wait now for what the profile says of its pace, µs
 */
gint64
simmer_client_get_delay (SimmerClient *self, SimmerVerb verb)
{
  gint64 pace, pace_of_verb;

  g_return_val_if_fail (SIMMER_IS_CLIENT (self), 0);

  pace = self->pace;
  pace_of_verb = self->paces[verb];

  return reserve (self, verb, &pace, &pace_of_verb);
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
 * simmer_client_pack_async:
 * @self: a client
 * @inputs: what the person filled in
 * @cancellable: (nullable): gives up
 * @callback: called when all is ready to be submitted
 * @user_data: for @callback
 *
 * Looks at the files among @inputs, and brings them to the service where it wants them before the
 * submission. What is submitted again is not to be packed again.
 */
void
simmer_client_pack_async (SimmerClient *self,
                          JsonObject *inputs,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && inputs != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_client_pack_async);
  simmer_parcel_pack (task, inputs, bring_file);
}

/**
 * simmer_client_pack_finish:
 * @self: a client
 * @result: from the callback
 * @error: return location; as of simmer_client_report_finish(), %SIMMER_ERROR_FILE for a file that
 *   has changed, is gone or cannot be read
 *
 * Returns: (transfer full): what can be submitted
 */
SimmerParcel *
simmer_client_pack_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_pack_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_submit_async:
 * @self: a client
 * @parcel: what the person filled in
 * @submit_key: (nullable): the same for each try of one submission
 * @cancellable: (nullable): gives up waiting; the service may have got it
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_submit_async (SimmerClient *self,
                            const SimmerParcel *parcel,
                            const char *submit_key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && parcel != NULL);

  task = call_new (self, SIMMER_VERB_SUBMIT, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_foreach_member (parcel->variables, copy_member_cb, call->variables);
  call->enclosures = g_ptr_array_ref (parcel->enclosures);
  call->key = g_strdup (submit_key);
  if (submit_key != NULL)
    json_object_set_string_member (call->variables, "key", submit_key);
  run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_status_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @etag: (nullable): of the last answer; the same again is then told as "not modified"
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_status_async (SimmerClient *self,
                            const char *remote_id,
                            JsonObject *kept,
                            const char *etag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_STATUS, remote_id, kept, etag, cancellable, callback, user_data);
}

/**
 * simmer_client_cancel_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_cancel_async (SimmerClient *self,
                            const char *remote_id,
                            JsonObject *kept,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_CANCEL, remote_id, kept, NULL, cancellable, callback, user_data);
}

/**
 * simmer_client_retry_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_retry_async (SimmerClient *self,
                           const char *remote_id,
                           JsonObject *kept,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_RETRY, remote_id, kept, NULL, cancellable, callback, user_data);
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
  JsonArray *ids;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_ids != NULL);

  ids = json_array_new ();
  for (guint i = 0; remote_ids[i] != NULL; i++)
    json_array_add_string_element (ids, remote_ids[i]);
  ask_about_many (self, SIMMER_VERB_STATUSES, ids, cancellable, callback, user_data);
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
  g_return_if_fail (SIMMER_IS_CLIENT (self));

  ask_about_many (self, SIMMER_VERB_LIST, json_array_new (), cancellable, callback, user_data);
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
  SimmerCall *call;

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
  SimmerCall *call;

  g_return_val_if_fail (g_task_is_valid (result, self) && answer != NULL, NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_open_async, NULL);

  call = g_task_get_task_data (G_TASK (result));
  stream = g_task_propagate_pointer (G_TASK (result), error);
  *answer = stream != NULL ? g_steal_pointer (&call->head) : NULL;

  return stream;
}

/**
 * simmer_client_listen_async:
 * @self: a client whose profile has a stream
 * @kind: one of the kinds that the stream has
 * @remote_id: (nullable): the task that it is to be about, where a stream is about one
 * @cancellable: (nullable): gives up
 * @callback: called once the stream is there, or is known not to be
 * @user_data: for @callback
 */
void
simmer_client_listen_async (SimmerClient *self,
                            SimmerStreamKind kind,
                            const char *remote_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self));
  g_return_if_fail (simmer_profile_get_stream (simmer_account_get_profile (self->account)) != NULL);

  task = call_new (self, SIMMER_VERB_STATUS, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->live = TRUE;
  call->kind = kind;
  if (remote_id != NULL)
    json_object_set_string_member (call->variables, "id", remote_id);
  run_call (self, task, simmer_client_listen_async);
}

/**
 * simmer_client_listen_finish:
 * @self: a client
 * @result: from the callback
 * @error: return location, as of simmer_client_report_finish(); %SIMMER_ERROR_SERVICE where the
 *   service does not have this kind of stream
 *
 * Returns: (transfer full): an open stream, to be started
 */
SimmerLiveStream *
simmer_client_listen_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_listen_async,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
