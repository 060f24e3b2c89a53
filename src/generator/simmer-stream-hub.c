/* Tells every listener of every change: WebSocket and Server-Sent Events, the same messages. */

#define G_LOG_DOMAIN "Simmer-StreamHub"

#include "simmer-stream-hub.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "simmer-answer.h"

#define STATUS_UPGRADE_REQUIRED 426
#define TICK_MS                 100
#define HEARTBEAT_SECONDS       5
#define SILENT_US               (30 * G_USEC_PER_SEC)
#define MAX_LISTENERS           64
/* Bytes that a listener may leave unread. */
#define MAX_UNREAD (1024 * 1024)
/* The steps in which the API tells progress. */
#define PROGRESS_STEP (1.0 / 1024.0)

typedef struct
{
  SimmerStreamHub *hub;
  SoupWebsocketConnection *websocket; /* (owned) (nullable) */
  SoupServerMessage *message;         /* (owned) (nullable): Server-Sent Events */
  gsize unread;
  gint64 heard_at;
} Listener;

/* What the listeners know of a task that has not ended. */
typedef struct
{
  SimmerJob *job; /* (owned) */
  gint64 sent_at;
  double progress;
  guint position;
  gboolean due;
} Told;

struct _SimmerStreamHub
{
  GObject parent_instance;

  SimmerJobQueue *queue; /* (owned) */
  gulong changed_id;
  GPtrArray *listeners; /* (owned) (element-type Listener) */
  GHashTable *told;     /* (owned): SimmerJob → Told (owned) */
  guint64 last_id;
  guint tick_id;
  guint heartbeat_id;
};

G_DEFINE_FINAL_TYPE (SimmerStreamHub, simmer_stream_hub, G_TYPE_OBJECT)

static void
told_free (gpointer data)
{
  Told *told = data;

  simmer_job_unref (told->job);
  g_free (told);
}

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  if (listener->websocket != NULL)
    {
      g_signal_handlers_disconnect_by_data (listener->websocket, listener);
      if (soup_websocket_connection_get_state (listener->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (
          listener->websocket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    }
  if (listener->message != NULL)
    g_signal_handlers_disconnect_by_data (listener->message, listener);
  g_clear_object (&listener->websocket);
  g_clear_object (&listener->message);
  g_free (listener);
}

static void
send_event (Listener *listener, const char *type, guint64 id, const char *text)
{
  g_autofree char *event = NULL;
  gsize length;

  event = g_strdup_printf ("event: %s\nid: %" G_GUINT64_FORMAT "\ndata: %s\n\n", type, id, text);
  length = strlen (event);
  listener->unread += length;
  soup_message_body_append (soup_server_message_get_response_body (listener->message),
                            SOUP_MEMORY_TAKE,
                            g_steal_pointer (&event),
                            length);
  soup_server_message_unpause (listener->message);
}

static void
send_to (Listener *listener, const char *type, guint64 id, const char *text)
{
  if (listener->message != NULL)
    send_event (listener, type, id, text);
  else if (soup_websocket_connection_get_state (listener->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (listener->websocket, text);
}

static void
send_to_all (SimmerStreamHub *self, const char *type, const char *text)
{
  self->last_id++;
  for (guint i = 0; i < self->listeners->len; i++)
    send_to (g_ptr_array_index (self->listeners, i), type, self->last_id, text);
}

static char *
write_message (const char *type, const char *member, JsonNode *value)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, type);
  if (member != NULL)
    {
      json_builder_set_member_name (builder, member);
      json_builder_add_value (builder, value);
    }
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

static void
tell (SimmerStreamHub *self, Told *told, gint64 now)
{
  SimmerJob *job = told->job;
  g_autofree char *text =
    write_message ("task", "task", simmer_answer_describe_job (self->queue, job));

  told->sent_at = now;
  told->progress = simmer_job_queue_get_progress (self->queue, job);
  told->position = simmer_job_queue_get_position (self->queue, job);
  told->due = FALSE;
  send_to_all (self, "task", text);

  if (simmer_task_status_is_final (job->status))
    g_hash_table_remove (self->told, job);
}

static Told *
ensure_told (SimmerStreamHub *self, SimmerJob *job)
{
  Told *told = g_hash_table_lookup (self->told, job);

  if (told == NULL)
    {
      told = g_new0 (Told, 1);
      told->job = simmer_job_ref (job);
      g_hash_table_insert (self->told, job, told);
    }

  return told;
}

static void
changed_cb (SimmerJobQueue *queue, SimmerJob *job, gpointer user_data)
{
  SimmerStreamHub *self = user_data;
  gint64 now = g_get_monotonic_time ();
  Told *told;

  if (self->listeners->len == 0)
    return;

  told = ensure_told (self, job);
  if (now - told->sent_at >= TICK_MS * 1000)
    tell (self, told, now);
  else
    told->due = TRUE;
}

static gboolean
is_due (SimmerStreamHub *self, const Told *told)
{
  double progress = simmer_job_queue_get_progress (self->queue, told->job);

  return told->due || fabs (progress - told->progress) >= PROGRESS_STEP ||
         simmer_job_queue_get_position (self->queue, told->job) != told->position;
}

static gboolean
tick_cb (gpointer user_data)
{
  SimmerStreamHub *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GList) all = g_hash_table_get_values (self->told);

  for (GList *l = all; l != NULL; l = l->next)
    {
      Told *told = l->data;

      if (now - told->sent_at >= TICK_MS * 1000 && is_due (self, told))
        tell (self, told, now);
    }

  return G_SOURCE_CONTINUE;
}

static void
drop_listener (SimmerStreamHub *self, Listener *listener)
{
  g_ptr_array_remove_fast (self->listeners, listener);
  if (self->listeners->len > 0)
    return;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  g_hash_table_remove_all (self->told);
}

/* A listener that does not listen must not gather memory. */
static gboolean
is_deaf (const Listener *listener, gint64 now)
{
  if (listener->message != NULL)
    return listener->unread > MAX_UNREAD;

  return now - listener->heard_at > SILENT_US;
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  SimmerStreamHub *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = write_message ("heartbeat", NULL, NULL);

  send_to_all (self, "heartbeat", text);
  for (guint i = self->listeners->len; i > 0; i--)
    {
      Listener *listener = g_ptr_array_index (self->listeners, i - 1);

      if (!is_deaf (listener, now))
        continue;
      g_debug ("A listener does not listen: dropped");
      if (listener->message != NULL)
        g_socket_shutdown (soup_server_message_get_socket (listener->message), TRUE, TRUE, NULL);
      drop_listener (self, listener);
      if (self->listeners->len == 0)
        return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

static void
add_listener (SimmerStreamHub *self, Listener *listener)
{
  g_autoptr (GPtrArray) jobs = simmer_job_queue_list_active (self->queue);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;

  listener->hub = self;
  listener->heard_at = g_get_monotonic_time ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < jobs->len; i++)
    {
      SimmerJob *job = g_ptr_array_index (jobs, i);

      ensure_told (self, job);
      json_builder_add_value (builder, simmer_answer_describe_job (self->queue, job));
    }
  json_builder_end_array (builder);
  text = write_message ("snapshot", "tasks", json_builder_get_root (builder));
  send_to (listener, "snapshot", self->last_id, text);

  g_ptr_array_add (self->listeners, listener);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  if (self->heartbeat_id == 0)
    self->heartbeat_id = g_timeout_add_seconds (HEARTBEAT_SECONDS, heartbeat_cb, self);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Listener *listener = user_data;

  drop_listener (listener->hub, listener);
}

static void
wrote_cb (SoupServerMessage *message, guint length, gpointer user_data)
{
  Listener *listener = user_data;

  listener->unread -= MIN (listener->unread, length);
}

static void
start_events (SimmerStreamHub *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  Listener *listener = g_new0 (Listener, 1);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "retry: 2000\n\n", 13);

  listener->message = g_object_ref (message);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), listener);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), listener);
  add_listener (self, listener);
}

/**
 * simmer_stream_hub_answer:
 * @self: a hub
 * @message: a GET of the stream
 *
 * Begins Server-Sent Events where the client accepts them, leaves a WebSocket handshake to
 * libsoup, and refuses everything else.
 */
void
simmer_stream_hub_answer (SimmerStreamHub *self, SoupServerMessage *message)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  const char *accept = soup_message_headers_get_list (asked, "Accept");
  gboolean websocket = soup_message_headers_header_contains (asked, "Upgrade", "websocket");

  if (self->listeners->len >= MAX_LISTENERS)
    simmer_answer_too_busy (
      message, 5, _ ("Too many streams are open. Close one, or ask for the status instead."));
  else if (websocket)
    return;
  else if (accept != NULL && strstr (accept, "text/event-stream") != NULL)
    start_events (self, message);
  else
    {
      soup_message_headers_replace (
        soup_server_message_get_response_headers (message), "Upgrade", "websocket");
      simmer_answer_error (message,
                           STATUS_UPGRADE_REQUIRED,
                           "upgrade_required",
                           NULL,
                           "%s",
                           _ ("Ask for a WebSocket, or accept text/event-stream."));
    }
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  Listener *listener = user_data;

  drop_listener (listener->hub, listener);
}

static void
pong_cb (SoupWebsocketConnection *connection, GBytes *payload, gpointer user_data)
{
  Listener *listener = user_data;

  listener->heard_at = g_get_monotonic_time ();
}

/**
 * simmer_stream_hub_add_websocket:
 * @self: a hub
 * @connection: a connection that is open
 *
 * Sends the snapshot, then every change, until the connection ends.
 */
void
simmer_stream_hub_add_websocket (SimmerStreamHub *self, SoupWebsocketConnection *connection)
{
  Listener *listener = g_new0 (Listener, 1);

  listener->websocket = g_object_ref (connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, 4096);
  soup_websocket_connection_set_keepalive_interval (connection, HEARTBEAT_SECONDS);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), listener);
  g_signal_connect (connection, "pong", G_CALLBACK (pong_cb), listener);
  add_listener (self, listener);
}

static void
simmer_stream_hub_dispose (GObject *object)
{
  SimmerStreamHub *self = SIMMER_STREAM_HUB (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  g_clear_signal_handler (&self->changed_id, self->queue);
  g_clear_object (&self->queue);
  g_ptr_array_set_size (self->listeners, 0);
  g_hash_table_remove_all (self->told);

  G_OBJECT_CLASS (simmer_stream_hub_parent_class)->dispose (object);
}

static void
simmer_stream_hub_finalize (GObject *object)
{
  SimmerStreamHub *self = SIMMER_STREAM_HUB (object);

  g_ptr_array_unref (self->listeners);
  g_hash_table_unref (self->told);

  G_OBJECT_CLASS (simmer_stream_hub_parent_class)->finalize (object);
}

static void
simmer_stream_hub_class_init (SimmerStreamHubClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_stream_hub_dispose;
  object_class->finalize = simmer_stream_hub_finalize;
}

static void
simmer_stream_hub_init (SimmerStreamHub *self)
{
  self->listeners = g_ptr_array_new_with_free_func (listener_free);
  self->told = g_hash_table_new_full (NULL, NULL, NULL, told_free);
}

/**
 * simmer_stream_hub_new:
 * @queue: whose changes are told
 *
 * Returns: (transfer full): a hub without listeners
 */
SimmerStreamHub *
simmer_stream_hub_new (SimmerJobQueue *queue)
{
  SimmerStreamHub *self = g_object_new (SIMMER_TYPE_STREAM_HUB, NULL);

  self->queue = g_object_ref (queue);
  self->changed_id = g_signal_connect (queue, "changed", G_CALLBACK (changed_cb), self);
  return self;
}
