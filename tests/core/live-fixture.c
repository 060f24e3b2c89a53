/* A service that tells of changes by itself, in this process. */

#include "live-fixture.h"

#include <string.h>

#define WALL   (G_GINT64_CONSTANT (1600000000) * SECOND)
#define SECRET "Bearer secret"

/* One open stream, of either kind. */
typedef struct
{
  LiveFixture *fixture;
  SoupServerMessage *message;          /* (owned) (nullable) */
  SoupWebsocketConnection *connection; /* (owned) (nullable) */
} Stream;

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  if (stream->message != NULL)
    g_signal_handlers_disconnect_by_data (stream->message, stream);
  if (stream->connection != NULL)
    g_signal_handlers_disconnect_by_data (stream->connection, stream);
  g_clear_object (&stream->message);
  g_clear_object (&stream->connection);
  g_free (stream);
}

static void
ended_cb (gpointer source, Stream *stream)
{
  g_ptr_array_remove_fast (stream->fixture->streams, stream);
}

static void
append (Stream *stream, const char *bytes, gsize length)
{
  soup_message_body_append (
    soup_server_message_get_response_body (stream->message), SOUP_MEMORY_COPY, bytes, length);
  soup_server_message_unpause (stream->message);
}

static void
say_to (Stream *stream, const char *message)
{
  if (stream->connection != NULL)
    soup_websocket_connection_send_text (stream->connection, message);
  else
    {
      g_autofree char *event = g_strdup_printf ("data: %s\n\n", message);

      append (stream, event, strlen (event));
    }
}

static void
open_events (LiveFixture *f, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  Stream *stream = g_new0 (Stream, 1);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_replace (headers, "Content-Type", f->content_type);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  stream->fixture = f;
  stream->message = g_object_ref (message);
  g_signal_connect (message, "finished", G_CALLBACK (ended_cb), stream);
  g_ptr_array_add (f->streams, stream);
  append (stream, ": hello\n\n", 9);
  if (f->greeting != NULL)
    say_to (stream, f->greeting);
}

static void
opened_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           SoupWebsocketConnection *connection,
           gpointer user_data)
{
  LiveFixture *f = user_data;
  Stream *stream = g_new0 (Stream, 1);

  stream->fixture = f;
  stream->connection = g_object_ref (connection);
  g_signal_connect (connection, "closed", G_CALLBACK (ended_cb), stream);
  g_ptr_array_add (f->streams, stream);
  if (f->greeting != NULL)
    say_to (stream, f->greeting);
}

static void
stream_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  LiveFixture *f = user_data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);

  f->n_streams++;
  if (f->hang)
    g_ptr_array_add (f->hanging, soup_server_message_steal_connection (message));
  else if (f->refusal != 0)
    {
      soup_server_message_set_status (message, f->refusal, NULL);
      if (f->header != NULL)
        soup_message_headers_replace (
          soup_server_message_get_response_headers (message), f->header, f->header_value);
    }
  else if (!soup_message_headers_header_contains (asked, "Upgrade", "websocket"))
    {
      g_assert_cmpstr (soup_message_headers_get_one (asked, "Accept"), ==, "text/event-stream");
      open_events (f, message);
    }
}

static void
status_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  LiveFixture *f = user_data;

  f->n_status++;
  g_ptr_array_add (f->asked, g_strdup (path));
  soup_server_message_set_status (message, f->broken != 0 ? f->broken : SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_COPY, f->status, strlen (f->status));
}

/* Where a redirect leads: it must never see a credential. */
static void
elsewhere_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer user_data)
{
  LiveFixture *f = user_data;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);

  f->n_elsewhere++;
  if (soup_message_headers_get_one (asked, "Authorization") != NULL)
    f->n_leaks++;
  soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

/**
 * live_return:
 * @f: a fixture whose service left
 *
 * Has it listen again, at the same port.
 */
void
live_return (LiveFixture *f)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, "/stream", stream_cb, f, NULL);
  soup_server_add_websocket_handler (f->server, "/stream", NULL, NULL, opened_cb, f, NULL);
  soup_server_add_handler (f->server, "/status", status_cb, f, NULL);
  soup_server_add_handler (f->server, "/elsewhere", elsewhere_cb, f, NULL);
  soup_server_listen_local (f->server, f->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/**
 * live_leave:
 * @f: a fixture
 *
 * Has its service break off all streams, and answer no more.
 */
void
live_leave (LiveFixture *f)
{
  live_cut (f);
  g_ptr_array_set_size (f->hanging, 0);
  soup_server_disconnect (f->server);
  g_clear_object (&f->server);
}

static void
note_ended_cb (SimmerPoller *poller, SimmerTask *task, LiveFixture *f)
{
  g_assert_true (simmer_task_status_is_final (simmer_task_get_status (task)));
  f->n_ended++;
}

static void
note_reported_cb (SimmerPoller *poller, SimmerTask *task, gboolean changed, LiveFixture *f)
{
  f->n_changed += changed ? 1 : 0;
}

/**
 * live_set_up:
 * @f: a fixture
 * @kinds: the kinds of streams that the service has, in JSON
 * @path: where they are
 * @host: (nullable): by which name the service is known, so that it may count as far away
 */
void
live_set_up (LiveFixture *f, const char *kinds, const char *path, const char *host)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\":\"live\",\"name\":\"Live\","
                     "\"auth\":{\"header\":\"Authorization\",\"prefix\":\"Bearer \"},"
                     "\"requests\":{\"status\":{\"path\":\"/status/{id}\"}},"
                     "\"stream\":{\"path\":\"%s\",\"kinds\":[%s]}}",
                     path,
                     kinds);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  f->status = "{\"status\":\"IN_PROGRESS\"}";
  f->content_type = "text/event-stream";
  f->streams = g_ptr_array_new_with_free_func (stream_free);
  f->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  f->asked = g_ptr_array_new_with_free_func (g_free);
  live_return (f);

  f->monitor = simmer_test_monitor_new (TRUE);
  f->network = simmer_network_new (f->monitor);
  f->clock = simmer_clock_new_fake (WALL);
  f->http = simmer_http_new ();
  address = g_strdup_printf ("http://%s:%u", host != NULL ? host : "127.0.0.1", f->port);
  f->account = simmer_account_new ("test", "Test", profile, address);
  if (host == NULL)
    simmer_account_set_credential (f->account, "secret");
  f->client = simmer_client_new (f->http, f->account);
  f->poller = simmer_poller_new (f->clock, f->network);
  simmer_poller_set_live (f->poller, TRUE);
  g_signal_connect (f->poller, "ended", G_CALLBACK (note_ended_cb), f);
  g_signal_connect (f->poller, "reported", G_CALLBACK (note_reported_cb), f);
  f->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
comment_cb (gpointer user_data)
{
  LiveFixture *f = user_data;

  live_say_raw (f, ":\n", 2);
  return G_SOURCE_CONTINUE;
}

/**
 * live_wait_streams:
 * @f: a fixture
 * @n: how many streams
 *
 * Until as many are open at the service, which learns of the end of a stream of events only by
 * writing to it.
 */
void
live_wait_streams (LiveFixture *f, guint n)
{
  guint id = g_timeout_add (20, comment_cb, f);

  simmer_test_wait (f->streams->len == n);
  g_source_remove (id);
}

/**
 * live_tear_down:
 * @f: a fixture
 *
 * Asserts that nothing outlives the poller: no alarm, no request, no stream, no reference.
 */
void
live_tear_down (LiveFixture *f)
{
  simmer_poller_stop (f->poller);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_assert_finalize_object (f->poller);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpuint (G_OBJECT (f->tasks->pdata[i])->ref_count, ==, 1);
  g_ptr_array_unref (f->tasks);
  drain ();
  if (f->server != NULL)
    live_wait_streams (f, 0);
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->account);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->network);
  g_assert_finalize_object (f->monitor);
  g_assert_finalize_object (f->clock);
  if (f->server != NULL)
    live_leave (f);
  drain ();
  g_ptr_array_unref (f->streams);
  g_ptr_array_unref (f->hanging);
  g_ptr_array_unref (f->asked);
  g_free (f->header_value);
}

/**
 * live_follow:
 * @f: a fixture
 * @id: the service's name for a task
 *
 * Returns: (transfer none): the task, which is asked for at once
 */
SimmerTask *
live_follow (LiveFixture *f, const char *id)
{
  SimmerTask *task = simmer_task_new (id, "test", "Test");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_remote_id (task, id);
  g_ptr_array_add (f->tasks, task);
  simmer_poller_follow (f->poller, task, f->client);

  return task;
}

/**
 * live_settle:
 * @f: a fixture
 *
 * Until all requests are answered. What a stream says may still be on its way.
 */
void
live_settle (LiveFixture *f)
{
  drain ();
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  drain ();
}

/**
 * live_run:
 * @f: a fixture
 * @usec: how long
 *
 * Lets time pass; answers take none of it.
 */
void
live_run (LiveFixture *f, gint64 usec)
{
  gint64 end = simmer_clock_get_boot (f->clock) + usec;

  live_settle (f);
  for (gint64 next = simmer_clock_get_next (f->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (f->clock))
    {
      simmer_clock_advance (f->clock, MAX (0, next - simmer_clock_get_boot (f->clock)));
      live_settle (f);
    }
  simmer_clock_advance (f->clock, end - simmer_clock_get_boot (f->clock));
  live_settle (f);
}

static gboolean
all_track (LiveFixture *f, SimmerTracking tracking)
{
  for (guint i = 0; i < f->tasks->len; i++)
    if (simmer_task_get_tracking (f->tasks->pdata[i]) != tracking)
      return FALSE;

  return TRUE;
}

/**
 * live_wait_open:
 * @f: a fixture
 * @n: how many streams
 *
 * Until as many are open and all tasks are heard live.
 */
void
live_wait_open (LiveFixture *f, guint n)
{
  live_wait_streams (f, n);
  simmer_test_wait (all_track (f, SIMMER_TRACKING_LIVE) &&
                    simmer_poller_get_n_asking (f->poller) == 0);
  drain ();
}

/**
 * live_say:
 * @f: a fixture
 * @message: what to say on all streams
 */
void
live_say (LiveFixture *f, const char *message)
{
  for (guint i = 0; i < f->streams->len; i++)
    say_to (f->streams->pdata[i], message);
}

/**
 * live_say_raw:
 * @f: a fixture
 * @bytes: what to write on all streams of events
 * @length: how much
 */
void
live_say_raw (LiveFixture *f, const char *bytes, gsize length)
{
  for (guint i = 0; i < f->streams->len; i++)
    if (((Stream *) f->streams->pdata[i])->message != NULL)
      append (f->streams->pdata[i], bytes, length);
}

/**
 * live_end:
 * @f: a fixture
 *
 * Ends all streams as is proper.
 */
void
live_end (LiveFixture *f)
{
  for (guint i = f->streams->len; i > 0; i--)
    {
      Stream *stream = f->streams->pdata[i - 1];

      if (stream->connection != NULL)
        soup_websocket_connection_close (stream->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      else
        {
          soup_message_body_complete (soup_server_message_get_response_body (stream->message));
          soup_server_message_unpause (stream->message);
        }
    }
}

/**
 * live_cut:
 * @f: a fixture
 *
 * Breaks the connections of all streams.
 */
void
live_cut (LiveFixture *f)
{
  for (guint i = f->streams->len; i > 0; i--)
    {
      Stream *stream = f->streams->pdata[i - 1];

      if (stream->connection != NULL)
        g_io_stream_close (
          soup_websocket_connection_get_io_stream (stream->connection), NULL, NULL);
      else
        g_socket_shutdown (soup_server_message_get_socket (stream->message), TRUE, TRUE, NULL);
    }
  if (f->server != NULL)
    live_wait_streams (f, 0);
}
