/* Asks over HTTP, and nothing gets through that the house's rules forbid. */

#define G_LOG_DOMAIN "Simmer-Http"

#include "config.h"

#include "simmer-http.h"

#include "simmer-host.h"
#include "simmer-http-explain.h"
#include "simmer-http-message.h"
#include "simmer-http-rules.h"
#include "simmer-http-sessions.h"

#include <glib/gi18n-lib.h>

#define FIRST_CHUNK (16 * 1024)

/* From 3.3.1 to 3.6.5, libsoup takes a request that is cancelled between the head of its answer
 * and the callback that tells of it out of the queue twice, and uses it after it is freed
 * (CVE-2025-12105). That callback comes with the default priority, so nothing that gives up may
 * come before it. */
#define GIVE_UP_PRIORITY (G_PRIORITY_DEFAULT + 1)

static const char *const accepts[SIMMER_N_HTTP_USES] = {
  "application/json, */*;q=0.5",
  NULL,
  "text/event-stream",
};

struct _SimmerHttp
{
  GObject parent;

  SimmerHttpSessions *sessions; /* (owned) */
};

typedef struct
{
  /* Input */
  SimmerHttpQuestion *question;
  SimmerHttpUse kind;
  gboolean websocket;

  /* In progress */
  GUri *uri; /* where to ask; changes with redirects */
  char *host;
  guint n_redirects;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *buffer;
  gsize n_read;
  GCancellable *cancellable; /* the caller's and the deadline's, at GIVE_UP_PRIORITY */
  GSource *given_up;         /* by the caller */
  GSource *deadline;
  GSource *headless; /* gives up the body of an answer whose head is enough */
  guint headless_turns;
  gboolean timed_out;

  /* Output */
  SimmerHttpAnswer *answer;
} Ask;

static void send_message (GTask *task);
static void read_more (GTask *task);

G_DEFINE_FINAL_TYPE (SimmerHttp, simmer_http, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stop_watching (Ask *ask)
{
  clear_source (&ask->given_up);
  clear_source (&ask->deadline);
  clear_source (&ask->headless);
}

static void
ask_free (Ask *ask)
{
  stop_watching (ask);
  if (ask->message != NULL)
    g_signal_handlers_disconnect_by_data (ask->message, ask);
  g_clear_object (&ask->message);
  g_clear_pointer (&ask->question, simmer_http_question_free);
  g_clear_pointer (&ask->uri, g_uri_unref);
  g_free (ask->host);
  g_clear_object (&ask->stream);
  g_clear_pointer (&ask->buffer, g_byte_array_unref);
  g_clear_object (&ask->cancellable);
  g_clear_pointer (&ask->answer, simmer_http_answer_free);
  g_free (ask);
}

static void
finish_with_error (GTask *task, GError *error)
{
  Ask *ask = g_task_get_task_data (task);

  stop_watching (ask);
  if (ask->stream != NULL)
    g_cancellable_cancel (ask->cancellable);
  g_debug ("%s %s: %s", ask->question->method, ask->host, error->message);
  g_task_return_error (task, error);
}

/* Takes what a library said and tells it in our words. */
static void
finish_with_fault (GTask *task, const GError *fault)
{
  SimmerHttp *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  SimmerBodyStream *body = simmer_http_message_get_body (ask->message);
  g_autoptr (GError) cut = NULL;

  /* A file that cannot be read is no trouble of the host. */
  if (body != NULL && simmer_body_stream_get_error (body) != NULL)
    {
      finish_with_error (task, g_error_copy (simmer_body_stream_get_error (body)));
      return;
    }
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    simmer_http_sessions_note (self->sessions, ask->host, FALSE);

  /* libsoup tells a connection that ends before the answer as it tells one that ends within. */
  if (ask->answer == NULL && g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    cut = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, fault->message);

  if (ask->timed_out)
    finish_with_error (task, simmer_http_explain_timeout (ask->host, ask->question->timeout));
  else if (g_error_matches (fault, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    finish_with_error (task,
                       simmer_http_explain_tls (
                         ask->host, soup_message_get_tls_peer_certificate_errors (ask->message)));
  else
    finish_with_error (task, simmer_http_explain (ask->host, cut != NULL ? cut : fault));
}

static gboolean
deadline_cb (gpointer user_data)
{
  Ask *ask = g_task_get_task_data (user_data);

  ask->timed_out = TRUE;
  g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
given_up_cb (GCancellable *theirs, gpointer user_data)
{
  Ask *ask = g_task_get_task_data (user_data);

  g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_REMOVE;
}

static void
follow_redirect (GTask *owned, const char *location)
{
  g_autoptr (GTask) task = owned;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GUri) next = simmer_http_judge_redirect (
    ask->question->method, ask->uri, location, ask->n_redirects, &error);

  if (next == NULL)
    {
      finish_with_error (task, error);
      return;
    }

  /* Once away from the account's host, the credential stays away: a way back proves nothing. */
  if (!simmer_uri_same_origin (ask->uri, next))
    simmer_http_question_drop_credential (ask->question);

  ask->n_redirects++;
  g_clear_pointer (&ask->uri, g_uri_unref);
  ask->uri = g_steal_pointer (&next);
  g_free (ask->host);
  ask->host = simmer_host_from_guri (ask->uri);
  g_clear_object (&ask->stream);
  g_clear_object (&ask->message);
  send_message (g_steal_pointer (&task));
}

/* What came of it, though it cannot be read. */
static void
keep_beginning (Ask *ask, GError *error)
{
  if (ask->buffer != NULL)
    simmer_error_take_raw_answer (
      error,
      simmer_raw_answer_new (
        ask->answer->status, ask->answer->content_type, ask->buffer->data, ask->n_read));
}

static gsize
get_most (Ask *ask)
{
  return ask->question->brings_result ? SIMMER_HTTP_MAX_RESULT : SIMMER_HTTP_MAX_BODY;
}

static GError *
new_too_large (Ask *ask)
{
  GError *error = g_error_new (SIMMER_ERROR,
                               SIMMER_ERROR_TOO_LARGE,
                               _ ("The answer of %s is larger than %d MiB, which no status is."),
                               ask->host,
                               (int) (get_most (ask) / 1024 / 1024));

  keep_beginning (ask, error);
  return error;
}

static void
finish_ask (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (ask->message);
  gint64 announced = ask->answer->length;

  if (soup_message_headers_get_one (headers, "Content-Encoding") == NULL &&
      !g_str_equal (ask->question->method, "HEAD") && announced > (gint64) ask->n_read)
    {
      GError *error = g_error_new (
        SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("The answer of %s was cut short."), ask->host);

      keep_beginning (ask, error);
      finish_with_error (task, error);
      return;
    }

  stop_watching (ask);
  g_byte_array_set_size (ask->buffer, (guint) ask->n_read);
  ask->answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&ask->buffer));
  g_input_stream_close (ask->stream, NULL, NULL);
  g_debug ("%s %s: %u, %" G_GSIZE_FORMAT " bytes",
           ask->question->method,
           ask->host,
           ask->answer->status,
           ask->n_read);
  g_task_return_pointer (
    task, g_steal_pointer (&ask->answer), (GDestroyNotify) simmer_http_answer_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  gboolean whole = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, &error);

  ask->n_read += n;
  if (!whole)
    finish_with_fault (task, error);
  else if (ask->n_read > get_most (ask))
    finish_with_error (task, new_too_large (ask));
  else if (ask->n_read < ask->buffer->len)
    finish_ask (task);
  else
    read_more (g_steal_pointer (&task));
}

/* Room for one byte more than is expected, so that one read sees the end as well. */
static void
read_more (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  gsize size = (gsize) MAX (ask->answer->length + 1, FIRST_CHUNK);

  if (ask->buffer == NULL)
    ask->buffer = g_byte_array_new ();
  else
    size = (gsize) ask->buffer->len * 2;
  g_byte_array_set_size (ask->buffer, (guint) MIN (size, get_most (ask) + 1));
  g_input_stream_read_all_async (ask->stream,
                                 ask->buffer->data + ask->n_read,
                                 ask->buffer->len - ask->n_read,
                                 G_PRIORITY_DEFAULT,
                                 ask->cancellable,
                                 read_cb,
                                 task);
}

/* The body was given up. */
static void
finish_without_body (GTask *task)
{
  SimmerHttp *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);

  simmer_http_sessions_note (self->sessions, ask->host, TRUE);
  stop_watching (ask);
  if (ask->kind != SIMMER_HTTP_USE_QUESTIONS)
    {
      g_task_return_pointer (task, g_memory_input_stream_new (), g_object_unref);
      return;
    }
  ask->answer->body = g_bytes_new (NULL, 0);
  g_task_return_pointer (
    task, g_steal_pointer (&ask->answer), (GDestroyNotify) simmer_http_answer_free);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SimmerHttp *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  const char *location;

  ask->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (ask->answer != NULL && !ask->timed_out)
    {
      finish_without_body (task);
      return;
    }
  if (ask->stream == NULL)
    {
      finish_with_fault (task, error);
      return;
    }

  clear_source (&ask->headless);
  simmer_http_sessions_note (self->sessions, ask->host, TRUE);
  location = simmer_http_message_get_redirect (ask->message);
  if (location != NULL)
    {
      follow_redirect (g_steal_pointer (&task), location);
      return;
    }

  ask->answer = simmer_http_message_read_head (ask->message);
  ask->answer->host = g_strdup (ask->host);
  if (ask->kind != SIMMER_HTTP_USE_QUESTIONS)
    {
      stop_watching (ask);
      g_task_return_pointer (task, g_steal_pointer (&ask->stream), g_object_unref);
    }
  else if (ask->answer->length > (gint64) get_most (ask))
    finish_with_error (task, new_too_large (ask));
  else
    read_more (g_steal_pointer (&task));
}

/* Whoever answered and did not switch to WebSocket has said why in the head of the answer. */
static void
switched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SimmerHttp *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (connection == NULL &&
      (soup_message_get_status (ask->message) == SOUP_STATUS_NONE || error->domain == G_IO_ERROR))
    {
      finish_with_fault (task, error);
      return;
    }

  simmer_http_sessions_note (self->sessions, ask->host, TRUE);
  stop_watching (ask);
  ask->answer = simmer_http_message_read_head (ask->message);
  g_task_return_pointer (task,
                         connection != NULL ? simmer_live_stream_new_websocket (connection) : NULL,
                         g_object_unref);
}

/* A file may take its time, as long as it moves. */
static void
wrote_cb (SoupMessage *message, guint size, Ask *ask)
{
  if (ask->deadline != NULL)
    g_source_set_ready_time (ask->deadline, g_get_monotonic_time () + ask->question->timeout);
}

static gboolean
headless_cb (gpointer user_data)
{
  Ask *ask = g_task_get_task_data (user_data);

  /* The callback that tells of the head comes in the first turn (see GIVE_UP_PRIORITY). */
  if (ask->headless_turns++ == 0)
    return G_SOURCE_CONTINUE;
  if (soup_message_get_status (ask->message) != SOUP_STATUS_MISDIRECTED_REQUEST)
    return G_SOURCE_REMOVE;

  ask->answer = simmer_http_message_read_head (ask->message);
  ask->answer->host = g_strdup (ask->host);
  g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_REMOVE;
}

/* libsoup takes in the body of a 421 by itself, of any size, to ask again over another connection.
 * It may where the size is told and bearable; else the head alone is the answer. */
static void
misdirected_cb (SoupMessage *message, GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  if (soup_message_get_status (message) != SOUP_STATUS_MISDIRECTED_REQUEST ||
      (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
       soup_message_headers_get_content_length (headers) <= (goffset) get_most (ask)))
    return;
  clear_source (&ask->headless);
  ask->headless_turns = 0;
  ask->headless = g_idle_source_new ();
  g_source_set_static_name (ask->headless, "[simmer] giving up a body");
  g_source_set_callback (ask->headless, headless_cb, task, NULL);
  /* Bytes that come without a pause leave no turn to a lower priority. */
  g_source_set_priority (ask->headless, G_PRIORITY_DEFAULT);
  g_source_attach (ask->headless, g_task_get_context (task));
}

/* What was given up before a byte of it was sent is not sent. */
static void
starting_cb (SoupMessage *message, GTask *task)
{
  Ask *ask = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_cancellable_cancel (ask->cancellable);
}

static void
send_message (GTask *task)
{
  SimmerHttp *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  SoupSession *session;

  ask->message =
    simmer_http_message_new (ask->question, ask->uri, ask->websocket ? NULL : accepts[ask->kind]);
  g_signal_connect_object (ask->message, "starting", G_CALLBACK (starting_cb), task, 0);
  if (simmer_http_message_get_body (ask->message) != NULL)
    g_signal_connect (ask->message, "wrote-body-data", G_CALLBACK (wrote_cb), ask);
  session = simmer_http_sessions_get (self->sessions, ask->kind, ask->host, ask->message);
  if (ask->websocket)
    {
      soup_session_websocket_connect_async (
        session, ask->message, NULL, NULL, G_PRIORITY_DEFAULT, ask->cancellable, switched_cb, task);
      return;
    }
  g_signal_connect_object (ask->message, "got-headers", G_CALLBACK (misdirected_cb), task, 0);
  soup_session_send_async (
    session, ask->message, G_PRIORITY_DEFAULT, ask->cancellable, sent_cb, task);
}

static void
attach (GTask *task, GSource *source)
{
  g_source_set_priority (source, GIVE_UP_PRIORITY);
  g_source_attach (source, g_task_get_context (task));
}

static void
start (SimmerHttp *self,
       SimmerHttpUse kind,
       gboolean websocket,
       const SimmerHttpQuestion *question,
       GTask *task)
{
  GCancellable *theirs = g_task_get_cancellable (task);
  Ask *ask = g_new0 (Ask, 1);
  GError *error = NULL;

  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  ask->kind = kind;
  ask->websocket = websocket;
  ask->question = simmer_http_question_copy (question);
  ask->uri = g_uri_parse (question->uri, SOUP_HTTP_URI_FLAGS, NULL);
  ask->host = ask->uri != NULL ? simmer_host_from_guri (ask->uri) : NULL;
  ask->cancellable = g_cancellable_new ();

  if (!simmer_http_judge_question (question, ask->uri, ask->host, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  if (theirs != NULL)
    {
      ask->given_up = g_cancellable_source_new (theirs);
      g_source_set_static_name (ask->given_up, "[simmer] giving up a request");
      g_source_set_callback (ask->given_up, G_SOURCE_FUNC (given_up_cb), task, NULL);
      attach (task, ask->given_up);
    }
  if (ask->question->timeout > 0)
    {
      ask->deadline = g_timeout_source_new ((guint) (ask->question->timeout / 1000));
      g_source_set_static_name (ask->deadline, "[simmer] deadline of a request");
      g_source_set_callback (ask->deadline, deadline_cb, task, NULL);
      attach (task, ask->deadline);
    }
  send_message (task);
}

static void
simmer_http_finalize (GObject *object)
{
  simmer_http_sessions_free (SIMMER_HTTP (object)->sessions);

  G_OBJECT_CLASS (simmer_http_parent_class)->finalize (object);
}

static void
simmer_http_class_init (SimmerHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_http_finalize;
}

static void
simmer_http_init (SimmerHttp *self)
{
  self->sessions = simmer_http_sessions_new ();
}

/**
 * simmer_http_new:
 *
 * Returns: (transfer full): the way to HTTP
 */
SimmerHttp *
simmer_http_new (void)
{
  return g_object_new (SIMMER_TYPE_HTTP, NULL);
}

/**
 * simmer_http_distrust:
 * @self: the way to HTTP
 *
 * The network has changed, or the machine has slept: connections that were kept may lead nowhere,
 * though nobody says so. Each host is asked over a new one until it has answered.
 */
void
simmer_http_distrust (SimmerHttp *self)
{
  g_return_if_fail (SIMMER_IS_HTTP (self));

  simmer_http_sessions_distrust (self->sessions);
}

/**
 * simmer_http_ask_async:
 * @self: the way to HTTP
 * @question: what to ask; copied
 * @cancellable: (nullable): gives up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks and takes in the whole answer, at most %SIMMER_HTTP_MAX_BODY, or %SIMMER_HTTP_MAX_RESULT
 * where it may be a result; no more room is taken than has come or is announced. Redirects are
 * followed for GET alone, at most %SIMMER_HTTP_MAX_REDIRECTS; the credential goes to the origin of
 * @question's address and nowhere else, and over TLS or loopback alone. A POST is sent once. A 421
 * that does not tell its size, or one too large, comes without its body.
 */
void
simmer_http_ask_async (SimmerHttp *self,
                       const SimmerHttpQuestion *question,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_HTTP (self) && question != NULL);
  g_return_if_fail (question->method != NULL && question->uri != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_http_ask_async);
  start (self, SIMMER_HTTP_USE_QUESTIONS, FALSE, question, task);
}

/**
 * simmer_http_ask_finish:
 * @self: the way to HTTP
 * @result: from the callback
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * An answer of any HTTP status is an answer.
 *
 * Returns: (transfer full): the answer, or %NULL if there was none
 */
SimmerHttpAnswer *
simmer_http_ask_finish (SimmerHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_http_ask_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_http_open_async:
 * @self: the way to HTTP
 * @question: what to ask; copied
 * @cancellable: (nullable): gives up, also later while reading
 * @callback: called once the answer's head is there
 * @user_data: for @callback
 *
 * As simmer_http_ask_async(), but the body is for the caller to read, byte for byte as sent, and
 * may be of any size. A minute without a byte ends it; say what reading reports with
 * simmer_http_explain().
 */
void
simmer_http_open_async (SimmerHttp *self,
                        const SimmerHttpQuestion *question,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_HTTP (self) && question != NULL);
  g_return_if_fail (question->method != NULL && question->uri != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_http_open_async);
  start (self, SIMMER_HTTP_USE_STREAMS, FALSE, question, task);
}

/**
 * simmer_http_open_finish:
 * @self: the way to HTTP
 * @result: from the callback
 * @answer: (out) (transfer full): the answer's head, without a body
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the body, or %NULL if there was no answer
 */
GInputStream *
simmer_http_open_finish (SimmerHttp *self,
                         GAsyncResult *result,
                         SimmerHttpAnswer **answer,
                         GError **error)
{
  GInputStream *stream;
  Ask *ask;

  g_return_val_if_fail (g_task_is_valid (result, self) && answer != NULL, NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_http_open_async, NULL);

  ask = g_task_get_task_data (G_TASK (result));
  stream = g_task_propagate_pointer (G_TASK (result), error);
  *answer = stream != NULL ? g_steal_pointer (&ask->answer) : NULL;

  return stream;
}

/**
 * simmer_http_listen_async:
 * @self: the way to HTTP
 * @question: where to listen; copied; a GET
 * @kind: which kind of stream to ask for
 * @cancellable: (nullable): gives up, until the stream is there
 * @callback: called once the answer's head is there
 * @user_data: for @callback
 *
 * Opens a stream of messages. As with simmer_http_ask_async(), a redirect is followed without the
 * credential where it leads to another origin; that of a WebSocket is not followed at all.
 */
void
simmer_http_listen_async (SimmerHttp *self,
                          const SimmerHttpQuestion *question,
                          SimmerStreamKind kind,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_HTTP (self) && question != NULL);
  g_return_if_fail (question->method != NULL && question->uri != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_http_listen_async);
  start (self, SIMMER_HTTP_USE_LIVE, kind == SIMMER_STREAM_WEBSOCKET, question, task);
}

/* Whether an answer to a question for events is such a stream. */
static gboolean
is_event_stream (const SimmerHttpAnswer *answer)
{
  const char *type = answer->content_type;
  gsize length = strlen ("text/event-stream");

  return answer->status == SOUP_STATUS_OK && type != NULL &&
         g_ascii_strncasecmp (type, "text/event-stream", length) == 0 &&
         (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

/**
 * simmer_http_listen_finish:
 * @self: the way to HTTP
 * @result: from the callback
 * @answer: (out) (transfer full): the answer's head, also where it is no stream; %NULL on error
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the stream, to be started; %NULL where the answer is none
 */
SimmerLiveStream *
simmer_http_listen_finish (SimmerHttp *self,
                           GAsyncResult *result,
                           SimmerHttpAnswer **answer,
                           GError **error)
{
  g_autoptr (GObject) stream = NULL;
  g_autoptr (GError) fault = NULL;
  Ask *ask;

  g_return_val_if_fail (g_task_is_valid (result, self) && answer != NULL, NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_http_listen_async, NULL);

  *answer = NULL;
  ask = g_task_get_task_data (G_TASK (result));
  stream = g_task_propagate_pointer (G_TASK (result), &fault);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  *answer = g_steal_pointer (&ask->answer);
  if (SIMMER_IS_LIVE_STREAM (stream))
    return SIMMER_LIVE_STREAM (g_steal_pointer (&stream));
  if (stream == NULL || !is_event_stream (*answer))
    return NULL;

  return simmer_live_stream_new_events (G_INPUT_STREAM (stream));
}
