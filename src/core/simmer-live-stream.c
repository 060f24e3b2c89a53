/* Messages over an open connection, of either kind. */

#define G_LOG_DOMAIN "Simmer-LiveStream"

#include "simmer-live-stream.h"

#include "simmer-event-stream.h"
#include "simmer-json.h"

/* Of Server-Sent Events, how much is taken in at a time. */
#define CHUNK (16 * 1024)

/* How often the other end of a WebSocket is asked whether it is there. */
#define PING_SECONDS 5

struct _SimmerLiveStream
{
  GObject parent_instance;

  SoupWebsocketConnection *connection; /* (owned) (nullable) */
  GInputStream *input;                 /* (owned) (nullable) */
  SimmerEventStream *events;           /* (owned) (nullable): what @input says */
  GCancellable *cancellable;           /* (owned): of the reading under way */
  GQueue early;                        /* (owned): GBytes that came before the start */
  gboolean started;
  gboolean closed;
};

enum
{
  MESSAGE,
  ALIVE,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void read_more (SimmerLiveStream *self);

G_DEFINE_FINAL_TYPE (SimmerLiveStream, simmer_live_stream, G_TYPE_OBJECT)

/* --- Either kind ----------------------------------------------------------------------------- */

static void
end (SimmerLiveStream *self, const char *reason)
{
  if (self->closed || !self->started)
    return;

  g_debug ("Closed: %s", reason);
  simmer_live_stream_close (self);
  g_signal_emit (self, signals[CLOSED], 0, reason);
}

static void
take_message (SimmerLiveStream *self, GBytes *message)
{
  if (self->closed)
    return;
  if (self->started)
    g_signal_emit (self, signals[MESSAGE], 0, message);
  else
    g_queue_push_tail (&self->early, g_bytes_ref (message));
}

/* --- WebSocket ------------------------------------------------------------------------------- */

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, SimmerLiveStream *self)
{
  g_autoptr (SimmerLiveStream) keep = g_object_ref (self);

  take_message (self, message);
}

static void
pong_cb (SoupWebsocketConnection *connection, GBytes *message, SimmerLiveStream *self)
{
  if (self->started)
    g_signal_emit (self, signals[ALIVE], 0);
}

static void
closed_cb (SoupWebsocketConnection *connection, SimmerLiveStream *self)
{
  g_autoptr (SimmerLiveStream) keep = g_object_ref (self);

  end (self, "the other end closed the WebSocket");
}

/* --- Server-Sent Events ---------------------------------------------------------------------- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerLiveStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (self->closed)
    return;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      end (self, bytes != NULL ? "the stream of events ended" : error->message);
      return;
    }

  g_signal_emit (self, signals[ALIVE], 0);
  simmer_event_stream_add (self->events, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  while (!self->closed)
    {
      g_autoptr (SimmerEvent) event = simmer_event_stream_next (self->events);

      if (event == NULL)
        break;
      take_message (self, event->data);
    }

  if (simmer_event_stream_is_broken (self->events))
    end (self, "an event is too large");
  else if (!self->closed)
    read_more (self);
}

static void
read_more (SimmerLiveStream *self)
{
  g_input_stream_read_bytes_async (
    self->input, CHUNK, G_PRIORITY_DEFAULT, self->cancellable, read_cb, g_object_ref (self));
}

/* --- The class ------------------------------------------------------------------------------- */

static void
simmer_live_stream_dispose (GObject *object)
{
  SimmerLiveStream *self = SIMMER_LIVE_STREAM (object);

  simmer_live_stream_close (self);
  g_clear_pointer (&self->events, simmer_event_stream_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (simmer_live_stream_parent_class)->dispose (object);
}

static void
simmer_live_stream_class_init (SimmerLiveStreamClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_live_stream_dispose;

  /**
   * SimmerLiveStream::message:
   * @message: (type GBytes): what the service says
   */
  signals[MESSAGE] = g_signal_new (
    "message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
  /**
   * SimmerLiveStream::alive:
   *
   * Something came, be it only a part of a message or a heartbeat.
   */
  signals[ALIVE] =
    g_signal_new ("alive", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SimmerLiveStream::closed:
   * @reason: why, for logs
   */
  signals[CLOSED] = g_signal_new (
    "closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
simmer_live_stream_init (SimmerLiveStream *self)
{
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->early);
}

/**
 * simmer_live_stream_new_events:
 * @input: the body of an answer of the type text/event-stream
 *
 * Returns: (transfer full): a stream that is not yet read
 */
SimmerLiveStream *
simmer_live_stream_new_events (GInputStream *input)
{
  SimmerLiveStream *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (input), NULL);

  self = g_object_new (SIMMER_TYPE_LIVE_STREAM, NULL);
  self->input = g_object_ref (input);
  self->events = simmer_event_stream_new (SIMMER_JSON_MAX_SIZE);

  return self;
}

/**
 * simmer_live_stream_new_websocket:
 * @connection: a connection that was just opened
 *
 * It is read at once, since the connection drops what nobody takes.
 *
 * Returns: (transfer full): a stream that says nothing yet
 */
SimmerLiveStream *
simmer_live_stream_new_websocket (SoupWebsocketConnection *connection)
{
  SimmerLiveStream *self;

  g_return_val_if_fail (SOUP_IS_WEBSOCKET_CONNECTION (connection), NULL);

  self = g_object_new (SIMMER_TYPE_LIVE_STREAM, NULL);
  self->connection = g_object_ref (connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, SIMMER_JSON_MAX_SIZE);
  soup_websocket_connection_set_keepalive_interval (connection, PING_SECONDS);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (connection, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), self);

  return self;
}

/**
 * simmer_live_stream_start:
 * @self: a new stream
 *
 * Has it say what it says, from now on and what came already.
 */
void
simmer_live_stream_start (SimmerLiveStream *self)
{
  g_autoptr (SimmerLiveStream) keep = NULL;

  g_return_if_fail (SIMMER_IS_LIVE_STREAM (self) && !self->started);

  keep = g_object_ref (self);
  self->started = TRUE;
  if (self->input != NULL)
    {
      read_more (self);
      return;
    }

  while (!g_queue_is_empty (&self->early))
    {
      g_autoptr (GBytes) message = g_queue_pop_head (&self->early);

      take_message (self, message);
    }
  if (!self->closed &&
      soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_CLOSED)
    end (self, "the other end closed the WebSocket");
}

/**
 * simmer_live_stream_send:
 * @self: a stream
 * @text: what to say into it; over Server-Sent Events nothing can be said
 */
void
simmer_live_stream_send (SimmerLiveStream *self, const char *text)
{
  g_return_if_fail (SIMMER_IS_LIVE_STREAM (self) && text != NULL);

  if (self->connection != NULL &&
      soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->connection, text);
}

/**
 * simmer_live_stream_close:
 * @self: a stream
 *
 * It says nothing more.
 */
void
simmer_live_stream_close (SimmerLiveStream *self)
{
  g_return_if_fail (SIMMER_IS_LIVE_STREAM (self));

  if (self->closed)
    return;

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->early, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->input);
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->connection);
}

/**
 * simmer_live_stream_get_retry:
 * @self: a stream
 *
 * Returns: how long the service wants to be left alone before the next connection, µs; -1 if it
 *   did not say
 */
gint64
simmer_live_stream_get_retry (SimmerLiveStream *self)
{
  g_return_val_if_fail (SIMMER_IS_LIVE_STREAM (self), -1);

  return self->events != NULL ? simmer_event_stream_get_retry (self->events) : -1;
}
