/* Speaks one account's API: a verb becomes a request, its answer a report. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "config.h"

#include "simmer-client-private.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"
#include "simmer-pace.h"
#include "simmer-sequel.h"

#define TIMEOUT (30 * G_USEC_PER_SEC)
/* An answer that is a result takes longer than one about a task. */
#define RESULT_PATIENCE 4

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
  SimmerClock *clock;     /* (owned) */
  char *host;             /* (owned) */
  gint64 timeout;         /* µs */
  gint64 pace;
  gint64 paces[SIMMER_N_VERBS];
};

G_DEFINE_FINAL_TYPE (SimmerClient, simmer_client, G_TYPE_OBJECT)

/* One thing more that an answer leads to. */
static void
ask_more (SimmerClient *self,
          SimmerVerb verb,
          JsonObject *variables,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = simmer_client_new_call (self, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  call->many = verb == SIMMER_VERB_LIST;
  json_object_unref (call->variables);
  call->variables = json_object_ref (variables);
  simmer_client_run_call (self, task, ask_more);
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

  limited = simmer_call_read_limit (call, answer, &limit);
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
  SimmerClient *self = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  SimmerRateLimit limit;
  GError *error = NULL;

  stream = simmer_http_open_finish (SIMMER_HTTP (source), result, &call->head, &error);
  if (stream != NULL)
    {
      if (simmer_call_read_limit (call, call->head, &limit) &&
          simmer_call_is_from_home (call, call->head))
        g_signal_emit (self, signals[LIMITED], 0, &limit);
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
      gboolean limited = simmer_call_read_limit (call, answer, &limit);

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

/* Whether the bytes of the answer may be what the task has made. */
static gboolean
brings_result (SimmerClient *self, SimmerVerb verb)
{
  const SimmerRules *rules =
    simmer_profile_get_rules (simmer_account_get_profile (self->account), verb);

  for (guint i = 0; rules != NULL && i < rules->results->len; i++)
    if (((const SimmerResultRule *) rules->results->pdata[i])->body)
      return TRUE;

  return FALSE;
}

static gboolean
send_call (SimmerClient *self, GTask *task, SimmerEndpoint *endpoint, GError **error)
{
  SimmerCall *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  SimmerHttpQuestion question;

  if (!simmer_call_fill (call, endpoint, &question, error))
    return FALSE;

  question.brings_result = call->step == NULL && brings_result (self, call->verb);
  question.timeout = self->timeout * (question.brings_result ? RESULT_PATIENCE : 1);
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

static gboolean
waited_cb (gpointer user_data)
{
  simmer_client_start_call (g_task_get_source_object (user_data), user_data);

  return G_SOURCE_REMOVE;
}

/* How long the profile wants this request to wait, µs. */
static gint64
reserve (SimmerClient *self, SimmerVerb verb, gint64 *pace, gint64 *pace_of_verb)
{
  SimmerProfile *profile = simmer_account_get_profile (self->account);
  const SimmerRequest *request = simmer_profile_get_request (profile, verb);
  double rate = simmer_profile_get_rate (profile);
  gint64 now = simmer_clock_get_boot (self->clock);
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
simmer_client_finalize (GObject *object)
{
  SimmerClient *self = SIMMER_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->account);
  g_clear_object (&self->clock);
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
   * why the host did not answer the question, the error says so instead; but not of a result, whose
   * error reaches nobody who asks the host for tasks.
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
  self->clock = simmer_clock_new ();
  self->timeout = TIMEOUT;
}

/**
 * simmer_client_new_call:
 * @self: a client
 * @verb: what is asked
 * @cancellable: (nullable): gives up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Returns: (transfer full): a task whose data is a #SimmerCall, to be filled in and then run
 */
GTask *
simmer_client_new_call (SimmerClient *self,
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

/**
 * simmer_client_start_call:
 * @self: a client
 * @task: (transfer full): a call
 *
 * Sends it, whatever the profile says of its pace.
 */
void
simmer_client_start_call (SimmerClient *self, GTask *task)
{
  simmer_account_resolve_async (
    self->account, TRUE, g_task_get_cancellable (task), resolved_cb, task);
}

/**
 * simmer_client_run_call:
 * @self: a client
 * @task: (transfer full): a call
 * @source_tag: by which its end is recognized
 *
 * Sends it, when the profile lets it.
 */
void
simmer_client_run_call (SimmerClient *self, GTask *task, gpointer source_tag)
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
    simmer_client_start_call (self, task);
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
 * simmer_client_set_clock:
 * @self: a client
 * @clock: by which what its profile says of its pace is kept; at first the machine's
 */
void
simmer_client_set_clock (SimmerClient *self, SimmerClock *clock)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && SIMMER_IS_CLOCK (clock));

  g_set_object (&self->clock, clock);
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
