/* Speaks one account's API: a verb becomes a request, its answer a report. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "config.h"

#include "simmer-client-private.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"
#include "simmer-sequel.h"
#include "simmer-words.h"

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
  SimmerPorter *porter;   /* (unowned) (nullable): weak */
  char *host;             /* (owned) */
  gint64 timeout;         /* µs */
};

G_DEFINE_FINAL_TYPE (SimmerClient, simmer_client, G_TYPE_OBJECT)

/* --- In by the host's gate, and out ---------------------------------------------------------- */

/* Whom the call asks. What is at the account's own address is asked by the account's name, since
 * the built-in generator has another address at each start. */
static char *
get_asked_host (SimmerClient *self, SimmerCall *call)
{
  g_autofree char *host = simmer_host_from_uri (call->filled->uri);

  return g_strdup (host == NULL || g_strcmp0 (host, call->home) == 0 ? self->host : host);
}

static gint64
get_wait (SimmerClient *self, SimmerCall *call)
{
  if (self->porter == NULL)
    return 0;

  return simmer_porter_get_wait (self->porter, call->gate != NULL ? call->gate : self->host);
}

/* Whoever made the call has seen to it that it is let in, but its host has closed since. */
static GError *
turn_away (SimmerClient *self, gint64 wait)
{
  g_autofree char *words = simmer_words_for_duration (wait);
  GError *error;

  error = g_error_new (SIMMER_ERROR,
                       SIMMER_ERROR_RATE_LIMITED,
                       _ ("%s asked to be left alone for %s."),
                       simmer_account_get_name (self->account),
                       words);
  simmer_error_set_retry_after (error, wait);
  simmer_error_set_unsent (error);

  return error;
}

static gboolean
is_from_there (SimmerHttpAnswer *answer)
{
  return answer->status < 500 && answer->status != 429;
}

/* Whatever led to it goes on. */
static void
resume (SimmerClient *self, GTask *task)
{
  SimmerCall *call = g_task_get_task_data (task);

  if (!call->rests)
    return;
  call->rests = FALSE;
  g_clear_signal_handler (&call->given_up, g_task_get_cancellable (task));
  if (self->porter != NULL)
    simmer_porter_resume (self->porter, self->host);
}

/* Whatever led to it is given up with it, and may end before this does: nothing rests from then
 * on, or one more could go out as if it did. */
static void
given_up_cb (GCancellable *cancellable, gpointer user_data)
{
  resume (g_task_get_source_object (user_data), user_data);
}

static void
rest (SimmerClient *self, GTask *task)
{
  SimmerCall *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (call->turn != SIMMER_TURN_SEQUEL || g_cancellable_is_cancelled (cancellable))
    return;
  simmer_porter_rest (self->porter, self->host);
  call->rests = TRUE;
  if (cancellable != NULL)
    call->given_up =
      g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (given_up_cb), task, 0);
}

/* Where it was let in by itself, it leaves, and whatever led to it goes on. What its answer says of
 * the host is heard before that, since the next one may come in at once. */
static void
leave (SimmerClient *self, GTask *task, gboolean heard)
{
  SimmerCall *call = g_task_get_task_data (task);

  if (call->gate == NULL)
    return;
  resume (self, task);
  if (self->porter != NULL && call->entered)
    simmer_porter_leave (self->porter, call->gate, heard);
  call->entered = FALSE;
  g_clear_pointer (&call->gate, g_free);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SimmerClient *self = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->entered = simmer_porter_enter_finish (SIMMER_PORTER (source), result, &error);
  if (call->entered)
    {
      /* It may have waited for long: whom to ask, and as whom, is found out anew. */
      simmer_client_start_call (self, g_steal_pointer (&task));
      return;
    }
  leave (self, task, FALSE);
  g_task_return_error (task, error);
}

/* If the host has closed since it was let in, it lines up once more. */
static void
enter (SimmerClient *self, GTask *task)
{
  SimmerCall *call = g_task_get_task_data (task);

  leave (self, task, FALSE);
  call->gate = get_asked_host (self, call);
  rest (self, task);
  simmer_porter_enter_async (self->porter,
                             self,
                             call->gate,
                             call->step != NULL ? SIMMER_N_VERBS : call->verb,
                             call->turn,
                             g_task_get_cancellable (task),
                             entered_cb,
                             g_object_ref (task));
}

/* What an answer says of its host is heard, whoever asked, and whatever becomes of the answer. A
 * result may be where the service keeps such things, which says nothing of the service. */
static void
tell_limit (SimmerClient *self,
            SimmerCall *call,
            SimmerHttpAnswer *answer,
            const SimmerRateLimit *limit,
            const GError *refusal)
{
  g_autofree char *asked =
    call->turn == SIMMER_CALL_LET_IN ? g_strdup (self->host) : get_asked_host (self, call);
  const char *host = asked;

  if (call->verb == SIMMER_VERB_RESULT && answer->host != NULL &&
      !simmer_call_is_from_home (call, answer))
    host = answer->host;
  if (limit != NULL || refusal != NULL)
    g_signal_emit (self, signals[LIMITED], 0, host, limit, refusal);
}

/* Returns: (transfer full) (nullable): why it is no answer to what was asked */
static GError *
hear_limit (SimmerClient *self, SimmerCall *call, SimmerHttpAnswer *answer, gint64 *wait)
{
  SimmerRateLimit limit;
  gboolean limited = simmer_call_read_limit (call, answer, &limit);
  GError *refusal = simmer_call_judge_rate (call, answer, limit.wait);

  *wait = limit.wait;
  if (refusal != NULL)
    simmer_error_set_answered (refusal);
  tell_limit (self, call, answer, limited ? &limit : NULL, refusal);

  return refusal;
}

/* --- What comes of a call -------------------------------------------------------------------- */

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
  call->turn = SIMMER_TURN_SEQUEL;
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
  gpointer said = NULL;
  GError *error = NULL;
  gint64 wait;

  answer = simmer_http_ask_finish (SIMMER_HTTP (source), result, &error);
  if (answer == NULL)
    {
      leave (self, task, FALSE);
      simmer_call_hide_secret (call, NULL, error);
      g_task_return_error (task, error);
      return;
    }

  error = hear_limit (self, call, answer, &wait);
  leave (self, task, is_from_there (answer));
  if (error == NULL)
    said = simmer_call_read (call, answer, wait, &error);

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
  GError *error = NULL;
  gint64 wait;

  stream = simmer_http_open_finish (SIMMER_HTTP (source), result, &call->head, &error);
  if (stream != NULL)
    error = hear_limit (self, call, call->head, &wait);
  leave (self, task, stream != NULL && is_from_there (call->head));
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
  GError *error = NULL;
  gint64 wait;

  stream = simmer_http_listen_finish (SIMMER_HTTP (source), result, &answer, &error);
  if (answer != NULL)
    {
      error = hear_limit (self, call, answer, &wait);
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

static void
send_call (SimmerClient *self, GTask *task, SimmerHttpQuestion *question)
{
  SimmerCall *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  question->brings_result = call->step == NULL && brings_result (self, call->verb);
  question->timeout = self->timeout * (question->brings_result ? RESULT_PATIENCE : 1);
  if (call->live)
    simmer_http_listen_async (
      self->http, question, call->kind, cancellable, listened_cb, g_object_ref (task));
  else if (call->verb == SIMMER_VERB_RESULT)
    simmer_http_open_async (self->http, question, cancellable, opened_cb, g_object_ref (task));
  else
    simmer_http_ask_async (self->http, question, cancellable, answered_cb, g_object_ref (task));
}

static void
return_trouble (SimmerClient *self, GTask *task, GError *error)
{
  leave (self, task, FALSE);
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

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerEndpoint) endpoint = NULL;
  SimmerClient *self = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  gboolean by_itself = call->turn != SIMMER_CALL_LET_IN && self->porter != NULL;
  gint64 wait = get_wait (self, call);
  SimmerHttpQuestion question;
  GError *error = NULL;

  endpoint = simmer_account_resolve_finish (SIMMER_ACCOUNT (source), result, &error);
  if (endpoint == NULL || !simmer_call_fill (call, endpoint, &question, &error))
    return_trouble (self, task, error);
  else if (by_itself && (!call->entered || wait > 0))
    enter (self, task);
  else if (wait > 0)
    g_task_return_error (task, turn_away (self, wait));
  else
    send_call (self, task, &question);
}

static void
simmer_client_finalize (GObject *object)
{
  SimmerClient *self = SIMMER_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->account);
  g_clear_weak_pointer (&self->porter);
  g_free (self->host);

  G_OBJECT_CLASS (simmer_client_parent_class)->finalize (object);
}

static void
simmer_client_class_init (SimmerClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_client_finalize;

  /**
   * SimmerClient::limited:
   * @host: who says it
   * @limit: (type gpointer) (nullable): a #SimmerRateLimit
   * @refusal: (nullable): %SIMMER_ERROR_RATE_LIMITED, where that is why it did not answer
   *
   * An answer that is about to be handed on says how often its host may be asked.
   */
  signals[LIMITED] = g_signal_new ("limited",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   3,
                                   G_TYPE_STRING,
                                   G_TYPE_POINTER,
                                   G_TYPE_ERROR);
}

static void
simmer_client_init (SimmerClient *self)
{
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
 * Finds out whom to ask, and as whom, and sends it as soon as it is let in.
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
 * Starts it, where its service offers it.
 */
void
simmer_client_run_call (SimmerClient *self, GTask *task, gpointer source_tag)
{
  SimmerCall *call = g_task_get_task_data (task);

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
 * simmer_client_set_porter:
 * @self: a client
 * @porter: (nullable): who lets in what nobody has seen to: the result of a task, a file that is
 *   brought to the service, and what an answer leads to
 *
 * All else is to be asked only once @porter, or whoever keeps its gates, lets it.
 */
void
simmer_client_set_porter (SimmerClient *self, SimmerPorter *porter)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && (porter == NULL || SIMMER_IS_PORTER (porter)));

  g_set_weak_pointer (&self->porter, porter);
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
