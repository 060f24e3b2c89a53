/* SimmerHttp without a network: who is linked with this file instead of the real one answers each
 * request in the same process. All above it, from the client to the tasks, is the real thing. */

#include "simmer-fake-http.h"

#include <string.h>

struct _SimmerHttp
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (SimmerHttp, simmer_http, G_TYPE_OBJECT)

static SimmerFakeHttpFunc fake_func;
static gpointer fake_data;

static void
ask_free (SimmerFakeAsk *ask)
{
  GCancellable *cancellable = g_task_get_cancellable (ask->task);

  if (ask->handler != 0)
    g_signal_handler_disconnect (cancellable, ask->handler);
  g_object_unref (ask->task);
  g_free (ask->method);
  g_free (ask->path);
  g_free (ask->host);
  g_free (ask->etag);
  g_free (ask);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

/* As with a real one, the answer is "cancelled", in a later turn of the main loop. */
static void
cancelled_cb (GCancellable *cancellable, SimmerFakeAsk *ask)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, give_up_cb, g_object_ref (ask->task), g_object_unref);
  fake_func (ask, TRUE, fake_data);
  ask_free (ask);
}

static void
simmer_http_class_init (SimmerHttpClass *klass)
{
}

static void
simmer_http_init (SimmerHttp *self)
{
}

SimmerHttp *
simmer_http_new (void)
{
  return g_object_new (SIMMER_TYPE_HTTP, NULL);
}

void
simmer_http_distrust (SimmerHttp *self)
{
}

/* What came of a request for a stream. */
typedef struct
{
  SimmerLiveStream *stream; /* (owned) (nullable) */
  SimmerHttpAnswer *answer; /* (owned) */
} Heard;

static void
heard_free (Heard *heard)
{
  g_clear_object (&heard->stream);
  g_clear_pointer (&heard->answer, simmer_http_answer_free);
  g_free (heard);
}

/* @task: (transfer full) */
static void
ask (GTask *task, const SimmerHttpQuestion *question, gboolean listens)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *host = strstr (question->uri, "://") + 3;
  gsize length = strcspn (host, "/");
  SimmerFakeAsk *self;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  self = g_new0 (SimmerFakeAsk, 1);
  self->task = task;
  self->http = g_task_get_source_object (task);
  self->listens = listens;
  self->method = g_strdup (question->method);
  self->host = g_strndup (host, length);
  self->path = g_strdup (host + length);
  self->etag = g_strdup (question->etag);
  if (cancellable != NULL)
    self->handler = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
  fake_func (self, FALSE, fake_data);
}

void
simmer_http_ask_async (SimmerHttp *self,
                       const SimmerHttpQuestion *question,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, simmer_http_ask_async);
  ask (task, question, FALSE);
}

SimmerHttpAnswer *
simmer_http_ask_finish (SimmerHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_http_ask_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Results are not fetched here. */
void
simmer_http_open_async (SimmerHttp *self,
                        const SimmerHttpQuestion *question,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_assert_not_reached ();
}

GInputStream *
simmer_http_open_finish (SimmerHttp *self,
                         GAsyncResult *result,
                         SimmerHttpAnswer **answer,
                         GError **error)
{
  g_assert_not_reached ();
}

void
simmer_http_listen_async (SimmerHttp *self,
                          const SimmerHttpQuestion *question,
                          SimmerStreamKind kind,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, simmer_http_listen_async);
  ask (task, question, TRUE);
}

SimmerLiveStream *
simmer_http_listen_finish (SimmerHttp *self,
                           GAsyncResult *result,
                           SimmerHttpAnswer **answer,
                           GError **error)
{
  Heard *heard;
  SimmerLiveStream *stream;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_http_listen_async, NULL);

  *answer = NULL;
  heard = g_task_propagate_pointer (G_TASK (result), error);
  if (heard == NULL)
    return NULL;

  stream = g_steal_pointer (&heard->stream);
  *answer = g_steal_pointer (&heard->answer);
  heard_free (heard);

  return stream;
}

void
simmer_http_answer_free (SimmerHttpAnswer *self)
{
  g_free (self->content_type);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self->location);
  g_free (self->retry_after);
  g_free (self->rate_limit);
  g_free (self->rate_policy);
  g_free (self->rate_remaining);
  g_free (self->rate_reset);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * simmer_fake_http_set_func:
 * @func: called for each request
 * @user_data: for @func
 *
 * Says who answers.
 */
void
simmer_fake_http_set_func (SimmerFakeHttpFunc func, gpointer user_data)
{
  fake_func = func;
  fake_data = user_data;
}

/**
 * simmer_fake_answer_new:
 * @status: HTTP status code
 * @body: its body, JSON
 *
 * Returns: (transfer full): an answer, to which headers may be added
 */
SimmerHttpAnswer *
simmer_fake_answer_new (guint status, const char *body)
{
  SimmerHttpAnswer *answer = g_new0 (SimmerHttpAnswer, 1);

  answer->status = status;
  answer->content_type = g_strdup ("application/json");
  answer->length = (gint64) strlen (body);
  answer->range_start = -1;
  answer->range_total = -1;
  answer->body = g_bytes_new (body, strlen (body));

  return answer;
}

static void
answer_listener (GTask *task, SimmerHttpAnswer *answer, SimmerLiveStream *stream)
{
  Heard *heard = g_new0 (Heard, 1);

  heard->answer = answer;
  heard->stream = stream;
  g_task_return_pointer (task, heard, (GDestroyNotify) heard_free);
}

/**
 * simmer_fake_ask_answer:
 * @ask: (transfer full): a request
 * @answer: (transfer full): what the service says to it; if it is for a stream, there is none
 */
void
simmer_fake_ask_answer (SimmerFakeAsk *ask, SimmerHttpAnswer *answer)
{
  g_autoptr (GTask) task = g_object_ref (ask->task);
  gboolean listens = ask->listens;

  ask_free (ask);
  if (listens)
    answer_listener (task, answer, NULL);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) simmer_http_answer_free);
}

/**
 * simmer_fake_ask_stream:
 * @ask: (transfer full): a request for a stream
 * @stream: what it says from now on
 */
void
simmer_fake_ask_stream (SimmerFakeAsk *ask, SimmerFakeStream *stream)
{
  g_autoptr (GTask) task = g_object_ref (ask->task);
  SimmerHttpAnswer *answer = simmer_fake_answer_new (200, "");

  g_assert_true (ask->listens);
  ask_free (ask);
  answer_listener (task, answer, simmer_live_stream_new_events (G_INPUT_STREAM (stream)));
}

/**
 * simmer_fake_ask_fail:
 * @ask: (transfer full): a request
 * @code: why it is not answered
 */
void
simmer_fake_ask_fail (SimmerFakeAsk *ask, SimmerError code)
{
  g_autoptr (GTask) task = g_object_ref (ask->task);

  ask_free (ask);
  g_task_return_new_error (task, SIMMER_ERROR, code, "It did not get through");
}
