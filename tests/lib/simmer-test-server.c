/* A service for tests: it answers as told, also wrongly, and writes down what it was asked. */

#include "simmer-test-server.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>

typedef struct
{
  guint status;
  char *content_type;
  GBytes *body;
  char **headers; /* name, value, … */
} Answer;

/* Answers without an end; writing to a connection may outlast the server. */
typedef struct
{
  GHashTable *sockets; /* (owned): GSocket that are written to */
  gsize n_sent;        /* bytes of the latest body */
  gboolean seen_end;   /* whether somebody read one to where it is cut off */
} Endless;

struct _SimmerTestServer
{
  GObject parent;

  SoupServer *server; /* (owned) (nullable): none while absent */
  guint port;
  GHashTable *answers; /* (owned): path → Answer */
  GPtrArray *requests; /* (owned): SimmerTestRequest */
  GPtrArray *held;     /* (owned): SoupServerMessage */
  GPtrArray *hanging;  /* (owned): GIOStream that are kept open and mute */
  Endless *endless;    /* (owned) */
  SimmerTestFault fault;
  gboolean hold;
  SimmerTestFunc func;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (SimmerTestServer, simmer_test_server, G_TYPE_OBJECT)

static void
answer_free (Answer *answer)
{
  g_free (answer->content_type);
  g_bytes_unref (answer->body);
  g_strfreev (answer->headers);
  g_free (answer);
}

static void
request_free (SimmerTestRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_free (request->query);
  g_free (request->authorization);
  g_free (request->idempotency_key);
  g_free (request->if_none_match);
  g_free (request->range);
  g_free (request->if_range);
  g_free (request->user_agent);
  g_free (request->cookie);
  g_free (request->body);
  g_free (request);
}

static SimmerTestRequest *
note_request (SimmerTestServer *self, SoupServerMessage *message)
{
  SimmerTestRequest *request = g_new0 (SimmerTestRequest, 1);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  GUri *uri = soup_server_message_get_uri (message);

  request->method = g_strdup (soup_server_message_get_method (message));
  request->path = g_strdup (g_uri_get_path (uri));
  request->query = g_strdup (g_uri_get_query (uri));
  request->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  request->idempotency_key = g_strdup (soup_message_headers_get_one (headers, "Idempotency-Key"));
  request->if_none_match = g_strdup (soup_message_headers_get_one (headers, "If-None-Match"));
  request->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
  request->if_range = g_strdup (soup_message_headers_get_one (headers, "If-Range"));
  request->user_agent = g_strdup (soup_message_headers_get_one (headers, "User-Agent"));
  request->cookie = g_strdup (soup_message_headers_get_one (headers, "Cookie"));
  request->body = g_strndup (body->data, (gsize) body->length);
  g_ptr_array_add (self->requests, request);

  return request;
}

static void
endless_clear (gpointer data)
{
  g_hash_table_unref (((Endless *) data)->sockets);
}

static void
endless_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char chunk[65536];
  Endless *endless = user_data;
  gsize n = 0;
  gboolean sent = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n, NULL);

  endless->n_sent += n;
  if (sent && endless->n_sent < SIMMER_TEST_ENDLESS)
    {
      g_output_stream_write_all_async (G_OUTPUT_STREAM (source),
                                       chunk,
                                       sizeof chunk,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       endless_cb,
                                       endless);
      return;
    }

  endless->seen_end |= sent;
  g_rc_box_release_full (endless, endless_clear);
}

static void
be_endless (SimmerTestServer *self, GSocket *socket, GIOStream *stream, Answer *answer)
{
  g_autoptr (GString) head = g_string_new ("HTTP/1.1 ");

  g_string_append_printf (head, "%u Endless\r\n", answer != NULL ? answer->status : 200);
  for (guint i = 0; answer != NULL && answer->headers[i] != NULL; i += 2)
    g_string_append_printf (head, "%s: %s\r\n", answer->headers[i], answer->headers[i + 1]);
  g_string_append (head, "\r\n");
  g_output_stream_write_all (
    g_io_stream_get_output_stream (stream), head->str, head->len, NULL, NULL, NULL);
  g_hash_table_add (self->endless->sockets, g_object_ref (socket));
  self->endless->n_sent = 0;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream),
                                   "{",
                                   1,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   endless_cb,
                                   g_rc_box_acquire (self->endless));
}

/* Leaves the rules of HTTP: what follows is written to the bare connection. */
static void
be_rude (SimmerTestServer *self, SoupServerMessage *message, Answer *answer)
{
  GSocket *socket = soup_server_message_get_socket (message);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GString) head = g_string_new (NULL);
  gsize length = answer != NULL ? g_bytes_get_size (answer->body) : 0;

  if (self->fault == SIMMER_TEST_FAULT_RESET)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);

  stream = soup_server_message_steal_connection (message);
  switch (self->fault)
    {
    case SIMMER_TEST_FAULT_HANG:
      g_ptr_array_add (self->hanging, g_steal_pointer (&stream));
      return;
    case SIMMER_TEST_FAULT_TRUNCATE:
      g_string_append_printf (head,
                              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                              length);
      if (length > 0)
        g_string_append_len (head, g_bytes_get_data (answer->body, NULL), (gssize) length / 2);
      break;
    case SIMMER_TEST_FAULT_NOT_HTTP:
      g_string_append (head, "220 mail.example ESMTP ready\r\n");
      break;
    case SIMMER_TEST_FAULT_ENDLESS:
      be_endless (self, socket, stream, answer);
      return;
    case SIMMER_TEST_FAULT_NONE:
    case SIMMER_TEST_FAULT_CLOSE:
    case SIMMER_TEST_FAULT_RESET:
    default:
      break;
    }

  g_output_stream_write_all (
    g_io_stream_get_output_stream (stream), head->str, head->len, NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
answer_range (SoupServerMessage *message, Answer *answer)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *etag = soup_message_headers_get_one (headers, "ETag");
  const char *if_range = soup_message_headers_get_one (asked, "If-Range");
  gsize total = g_bytes_get_size (answer->body);
  g_autofree SoupRange *ranges = NULL;
  g_autoptr (GBytes) part = NULL;
  int n;

  if (if_range != NULL && g_strcmp0 (if_range, etag) != 0)
    soup_message_headers_remove (asked, "Range");
  else if (soup_message_headers_get_ranges (asked, (goffset) total, &ranges, &n) && n == 1)
    {
      part = g_bytes_new_from_bytes (
        answer->body, (gsize) ranges[0].start, (gsize) (ranges[0].end - ranges[0].start + 1));
      soup_message_headers_set_content_range (
        headers, ranges[0].start, ranges[0].end, (goffset) total);
      soup_message_headers_remove (asked, "Range");
      soup_server_message_set_status (message, SOUP_STATUS_PARTIAL_CONTENT, NULL);
    }
  if (total > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message),
                                    part != NULL ? part : answer->body);
}

static void
give_answer (SoupServerMessage *message, Answer *answer)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, answer->status, NULL);
  for (guint i = 0; answer->headers[i] != NULL; i += 2)
    soup_message_headers_replace (headers, answer->headers[i], answer->headers[i + 1]);
  if (answer->content_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", answer->content_type);
  answer_range (message, answer);
}

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  SimmerTestServer *self = user_data;
  SimmerTestRequest *request = note_request (self, message);
  Answer *answer = g_hash_table_lookup (self->answers, path);

  if (answer == NULL)
    answer = g_hash_table_lookup (self->answers, "*");
  if (self->fault != SIMMER_TEST_FAULT_NONE)
    {
      be_rude (self, message, answer);
      return;
    }

  if (answer != NULL)
    give_answer (message, answer);
  else if (self->func != NULL)
    self->func (self, message, request, self->user_data);
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);

  if (self->hold)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_printerr ("waited in vain at %s\n", (const char *) user_data);
  abort ();
}

static void
simmer_test_server_dispose (GObject *object)
{
  SimmerTestServer *self = SIMMER_TEST_SERVER (object);

  /* What libsoup has not yet seen to be closed it would leak. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (self->server != NULL)
    simmer_test_server_leave (self);

  G_OBJECT_CLASS (simmer_test_server_parent_class)->dispose (object);
}

static void
simmer_test_server_finalize (GObject *object)
{
  SimmerTestServer *self = SIMMER_TEST_SERVER (object);

  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->hanging);
  g_rc_box_release_full (self->endless, endless_clear);

  G_OBJECT_CLASS (simmer_test_server_parent_class)->finalize (object);
}

static void
simmer_test_server_class_init (SimmerTestServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_test_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = simmer_test_server_finalize;
}

static void
simmer_test_server_init (SimmerTestServer *self)
{
  self->answers =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) answer_free);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) request_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  self->endless = g_rc_box_new0 (Endless);
  self->endless->sockets = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * simmer_test_server_new:
 *
 * Returns: (transfer full): a server that listens
 */
SimmerTestServer *
simmer_test_server_new (void)
{
  SimmerTestServer *self = g_object_new (SIMMER_TYPE_TEST_SERVER, NULL);

  simmer_test_server_return (self);
  return self;
}

/**
 * simmer_test_server_address:
 * @self: a server
 * @path: a path, or "" for the base
 *
 * Returns: (transfer full): an absolute address, the same while the server is absent
 */
char *
simmer_test_server_address (SimmerTestServer *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

/**
 * simmer_test_server_answer:
 * @self: a server
 * @path: the path to answer, or "*" for those that nothing else answers
 * @status: HTTP status code
 * @content_type: (nullable): media type
 * @body: body
 * @...: names and values of further headers, then %NULL
 */
void
simmer_test_server_answer (SimmerTestServer *self,
                           const char *path,
                           guint status,
                           const char *content_type,
                           const char *body,
                           ...)
{
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  Answer *answer = g_new0 (Answer, 1);
  va_list arguments;

  va_start (arguments, body);
  for (const char *word = va_arg (arguments, const char *); word != NULL;
       word = va_arg (arguments, const char *))
    g_strv_builder_add (headers, word);
  va_end (arguments);

  answer->status = status;
  answer->content_type = g_strdup (content_type);
  answer->body = g_bytes_new (body, strlen (body));
  answer->headers = g_strv_builder_end (headers);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
}

/**
 * simmer_test_server_answer_bytes:
 * @self: a server
 * @path: the path to answer
 * @content_type: (nullable): media type
 * @body: body, of which ranges can be asked; its entity tag is "\"1\""
 */
void
simmer_test_server_answer_bytes (SimmerTestServer *self,
                                 const char *path,
                                 const char *content_type,
                                 GBytes *body)
{
  const char *headers[] = { "ETag", "\"1\"", "Accept-Ranges", "bytes", NULL };
  Answer *answer = g_new0 (Answer, 1);

  answer->status = SOUP_STATUS_OK;
  answer->content_type = g_strdup (content_type);
  answer->body = g_bytes_ref (body);
  answer->headers = g_strdupv ((char **) headers);
  g_hash_table_replace (self->answers, g_strdup (path), answer);
}

/**
 * simmer_test_server_set_func:
 * @self: a server
 * @func: (nullable): answers the paths that nothing else answers
 * @user_data: for @func
 */
void
simmer_test_server_set_func (SimmerTestServer *self, SimmerTestFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

/**
 * simmer_test_server_set_fault:
 * @self: a server
 * @fault: how to treat all requests from now on
 */
void
simmer_test_server_set_fault (SimmerTestServer *self, SimmerTestFault fault)
{
  self->fault = fault;
}

/**
 * simmer_test_server_set_hold:
 * @self: a server
 * @hold: whether answers are held back; %FALSE sends those that were
 */
void
simmer_test_server_set_hold (SimmerTestServer *self, gboolean hold)
{
  self->hold = hold;
  if (hold)
    return;

  for (guint i = 0; i < self->held->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

/**
 * simmer_test_server_neglect:
 * @self: a server
 *
 * Those whose answers are held back never get them; whoever asks from now on does.
 */
void
simmer_test_server_neglect (SimmerTestServer *self)
{
  self->hold = FALSE;
}

/**
 * simmer_test_server_leave:
 * @self: a server
 *
 * Breaks off all connections and listens no more.
 */
void
simmer_test_server_leave (SimmerTestServer *self)
{
  GHashTableIter iter;
  gpointer socket;

  g_ptr_array_set_size (self->held, 0);
  g_ptr_array_set_size (self->hanging, 0);
  g_hash_table_iter_init (&iter, self->endless->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  g_hash_table_remove_all (self->endless->sockets);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

/**
 * simmer_test_server_return:
 * @self: a server that left
 *
 * Listens again, at the same address.
 */
void
simmer_test_server_return (SimmerTestServer *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new ("server-header", "test ", NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  soup_server_listen_local (self->server, self->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/**
 * simmer_test_server_get_n_requests:
 * @self: a server
 * @path: (nullable): a path, or %NULL for all
 *
 * Returns: how often it was asked
 */
guint
simmer_test_server_get_n_requests (SimmerTestServer *self, const char *path)
{
  guint n = 0;

  if (path == NULL)
    return self->requests->len;

  for (guint i = 0; i < self->requests->len; i++)
    {
      SimmerTestRequest *request = g_ptr_array_index (self->requests, i);

      if (g_str_equal (request->path, path))
        n++;
    }

  return n;
}

/**
 * simmer_test_server_get_n_held:
 * @self: a server
 *
 * Returns: how many answers are held back now
 */
guint
simmer_test_server_get_n_held (SimmerTestServer *self)
{
  return self->held->len;
}

/**
 * simmer_test_server_has_seen_end:
 * @self: a server
 *
 * Returns: whether anybody took in all of a body that was meant to be endless
 */
gboolean
simmer_test_server_has_seen_end (SimmerTestServer *self)
{
  return self->endless->seen_end;
}

/**
 * simmer_test_server_get_request:
 * @self: a server
 * @index: which one; negative counts from the end
 *
 * Returns: (transfer none): a request
 */
SimmerTestRequest *
simmer_test_server_get_request (SimmerTestServer *self, int index)
{
  if (index < 0)
    index += (int) self->requests->len;
  g_assert_cmpint (index, >=, 0);
  g_assert_cmpint (index, <, (int) self->requests->len);

  return g_ptr_array_index (self->requests, index);
}

/**
 * simmer_test_server_forget:
 * @self: a server
 *
 * Counts from zero again.
 */
void
simmer_test_server_forget (SimmerTestServer *self)
{
  g_ptr_array_set_size (self->requests, 0);
}

/**
 * simmer_test_watchdog:
 * @file: where
 * @line: where
 * @condition: what for
 *
 * Returns: a source that ends the test after 50 s
 */
guint
simmer_test_watchdog (const char *file, int line, const char *condition)
{
  return g_timeout_add_full (G_PRIORITY_HIGH,
                             50000,
                             watchdog_cb,
                             g_strdup_printf ("%s:%d for %s", file, line, condition),
                             g_free);
}
