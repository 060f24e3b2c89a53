/* HTTP: what goes out, what is let in, what is followed, and what a person is told. */

#include "simmer-host.h"
#include "simmer-http.h"
#include "simmer-test-network.h"
#include "simmer-test-server.h"

#define SECRET "Bearer sesame-7781"

/* For what must come, however busy the machine is. */
#define PATIENCE (40 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  SimmerHttp *http;
  SimmerTestServer *server;
  SimmerHttpAnswer *answer;
  GInputStream *stream;
  GError *error;
  gboolean done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->http = simmer_http_new ();
  fixture->server = simmer_test_server_new ();
}

static void
clear (Fixture *fixture)
{
  g_clear_pointer (&fixture->answer, simmer_http_answer_free);
  g_clear_object (&fixture->stream);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  clear (fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->http), (gpointer *) &fixture->http);
  g_object_unref (fixture->http);
  g_assert_null (fixture->http);
  g_assert_finalize_object (fixture->server);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->answer = simmer_http_ask_finish (SIMMER_HTTP (source), result, &fixture->error);
  g_assert_true ((fixture->answer == NULL) == (fixture->error != NULL));
  fixture->done = TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->stream =
    simmer_http_open_finish (SIMMER_HTTP (source), result, &fixture->answer, &fixture->error);
  fixture->done = TRUE;
}

static void
ask_question (Fixture *fixture, const SimmerHttpQuestion *question)
{
  clear (fixture);
  simmer_http_ask_async (fixture->http, question, NULL, answered_cb, fixture);
  simmer_test_wait (fixture->done);
  if (fixture->error != NULL)
    {
      g_assert_null (strstr (fixture->error->message, "sesame"));
      g_test_message ("%s", fixture->error->message);
    }
}

static void
ask (Fixture *fixture, const char *path)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, path);

  ask_question (fixture,
                &(SimmerHttpQuestion){ .method = "GET",
                                       .uri = uri,
                                       .auth_header = "Authorization",
                                       .auth_value = SECRET,
                                       .timeout = PATIENCE });
}

static void
assert_body (Fixture *fixture, const char *expected)
{
  gsize size;
  const char *data;

  g_assert_no_error (fixture->error);
  data = g_bytes_get_data (fixture->answer->body, &size);
  g_assert_cmpmem (data, size, expected, strlen (expected));
}

static void
test_plain (Fixture *fixture, gconstpointer user_data)
{
  SimmerTestRequest *request;

  simmer_test_server_answer (fixture->server,
                             "/a",
                             202,
                             "application/json",
                             "{\"id\":1}",
                             "ETag",
                             "\"x\"",
                             "Retry-After",
                             "7",
                             "Location",
                             "../b?c=d",
                             "Date",
                             "Tue, 03 Nov 2020 10:00:00 GMT",
                             NULL);
  ask (fixture, "/a");
  assert_body (fixture, "{\"id\":1}");
  g_assert_cmpuint (fixture->answer->status, ==, 202);
  g_assert_cmpstr (fixture->answer->content_type, ==, "application/json");
  g_assert_cmpstr (fixture->answer->etag, ==, "\"x\"");
  g_assert_cmpstr (fixture->answer->retry_after, ==, "7");
  g_assert_true (g_str_has_suffix (fixture->answer->location, "/b?c=d"));
  g_assert_true (g_str_has_prefix (fixture->answer->location, "http://127.0.0.1:"));

  request = simmer_test_server_get_request (fixture->server, 0);
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->authorization, ==, SECRET);
  g_assert_true (g_str_has_prefix (request->user_agent, "Simmer/"));
}

static void
test_post (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"prompt\":\"x\"}", 14);
  SimmerHttpQuestion question = {
    .method = "POST", .uri = uri, .idempotency_key = "key-1", .body = body, .timeout = PATIENCE
  };
  SimmerTestRequest *request;

  simmer_test_server_answer (fixture->server, "/a", 202, "application/json", "{}", NULL);
  ask_question (fixture, &question);
  assert_body (fixture, "{}");
  request = simmer_test_server_get_request (fixture->server, 0);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->body, ==, "{\"prompt\":\"x\"}");
  g_assert_cmpstr (request->idempotency_key, ==, "key-1");
  g_assert_null (request->authorization);

  /* A kept-alive connection that breaks must not lead to a second order. */
  ask (fixture, "/a");
  simmer_test_server_set_fault (fixture->server, SIMMER_TEST_FAULT_CLOSE);
  simmer_test_server_forget (fixture->server);
  ask_question (fixture, &question);
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 1);
}

static void
test_not_modified (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");

  simmer_test_server_answer (fixture->server, "/a", 304, NULL, "", "ETag", "\"x\"", NULL);
  ask_question (
    fixture,
    &(SimmerHttpQuestion){ .method = "GET", .uri = uri, .etag = "\"x\"", .timeout = PATIENCE });
  assert_body (fixture, "");
  g_assert_cmpuint (fixture->answer->status, ==, 304);
  g_assert_cmpstr (simmer_test_server_get_request (fixture->server, 0)->if_none_match, ==, "\"x\"");
}

static void
test_no_cookies (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_answer (
    fixture->server, "/a", 200, "text/plain", "a", "Set-Cookie", "s=1; Path=/", NULL);
  ask (fixture, "/a");
  ask (fixture, "/a");
  g_assert_null (simmer_test_server_get_request (fixture->server, 1)->cookie);
}

static void
test_redirect (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_answer (fixture->server, "/a", 302, NULL, "", "Location", "/b", NULL);
  simmer_test_server_answer (fixture->server, "/b", 307, NULL, "", "Location", "c", NULL);
  simmer_test_server_answer (fixture->server, "/c", 200, "text/plain", "there", NULL);
  ask (fixture, "/a");
  assert_body (fixture, "there");
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 3);
  g_assert_cmpstr (simmer_test_server_get_request (fixture->server, 2)->authorization, ==, SECRET);
}

static void
test_redirect_elsewhere (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SimmerTestServer) other = simmer_test_server_new ();
  g_autofree char *there = simmer_test_server_address (other, "/b");
  g_autofree char *back = simmer_test_server_address (fixture->server, "/c");

  simmer_test_server_answer (fixture->server, "/a", 302, NULL, "", "Location", there, NULL);
  simmer_test_server_answer (other, "/b", 302, NULL, "", "Location", back, NULL);
  simmer_test_server_answer (fixture->server, "/c", 200, "text/plain", "there", NULL);
  ask (fixture, "/a");
  assert_body (fixture, "there");
  g_assert_nonnull (simmer_test_server_get_request (fixture->server, 0)->authorization);
  g_assert_null (simmer_test_server_get_request (other, 0)->authorization);
  g_assert_null (simmer_test_server_get_request (fixture->server, 1)->authorization);
}

static void
test_redirect_circle (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_answer (fixture->server, "/a", 301, NULL, "", "Location", "/a", NULL);
  ask (fixture, "/a");
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (fixture->server, NULL), ==, 1 + SIMMER_HTTP_MAX_REDIRECTS);
}

static void
test_redirect_refused (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/post");
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);

  simmer_test_server_answer (
    fixture->server, "/file", 302, NULL, "", "Location", "file:///etc/passwd", NULL);
  ask (fixture, "/file");
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);

  simmer_test_server_answer (fixture->server, "/post", 308, NULL, "", "Location", "/b", NULL);
  ask_question (
    fixture,
    &(SimmerHttpQuestion){ .method = "POST", .uri = uri, .body = body, .timeout = PATIENCE });
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, "/b"), ==, 0);
}

static void
test_rude (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    SimmerTestFault fault;
    int code;
  } cases[] = {
    { SIMMER_TEST_FAULT_CLOSE, SIMMER_ERROR_UNREACHABLE },
    { SIMMER_TEST_FAULT_RESET, SIMMER_ERROR_UNREACHABLE },
    { SIMMER_TEST_FAULT_TRUNCATE, SIMMER_ERROR_MALFORMED },
    { SIMMER_TEST_FAULT_NOT_HTTP, SIMMER_ERROR_MALFORMED },
    { SIMMER_TEST_FAULT_ENDLESS, SIMMER_ERROR_TOO_LARGE },
  };

  simmer_test_server_answer (
    fixture->server, "/a", 200, "application/json", "{\"status\":\"COMPLETED\"}", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      simmer_test_server_set_fault (fixture->server, cases[i].fault);
      ask (fixture, "/a");
      g_assert_error (fixture->error, SIMMER_ERROR, cases[i].code);
      g_assert_nonnull (strstr (fixture->error->message, "127.0.0.1:"));
    }

  simmer_test_server_set_fault (fixture->server, SIMMER_TEST_FAULT_NONE);
  ask (fixture, "/a");
  assert_body (fixture, "{\"status\":\"COMPLETED\"}");
}

/* Whatever the status: what libsoup takes in by itself, to ask again, is bounded as well. */
static void
test_endless (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    guint status;
    const char *header;
    const char *value;
  } cases[] = {
    { 200, "X-Plain", "1" },
    { 401, "X-Plain", "1" },
    { 401, "WWW-Authenticate", "Basic realm=\"a\"" },
    { 407, "Proxy-Authenticate", "Basic realm=\"a\"" },
    { 302, "X-Plain", "1" },
    { 302, "Location", "/a" },
    { 421, "X-Plain", "1" },
    { 503, "Retry-After", "1" },
  };
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");

  simmer_test_server_set_fault (fixture->server, SIMMER_TEST_FAULT_ENDLESS);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean circle = g_str_equal (cases[i].header, "Location");
      int code = circle ? SIMMER_ERROR_MALFORMED : SIMMER_ERROR_TOO_LARGE;

      g_test_message ("%u with %s", cases[i].status, cases[i].header);
      simmer_test_server_answer (
        fixture->server, "/a", cases[i].status, NULL, "", cases[i].header, cases[i].value, NULL);
      simmer_test_server_forget (fixture->server);
      ask (fixture, "/a");
      if (cases[i].status == 421)
        assert_body (fixture, "");
      else
        g_assert_error (fixture->error, SIMMER_ERROR, code);
      g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL),
                        ==,
                        circle ? 1 + SIMMER_HTTP_MAX_REDIRECTS : 1);
      g_assert_false (simmer_test_server_has_seen_end (fixture->server));

      if (circle)
        continue;

      /* As a stream, the head is there before the end of the body. */
      clear (fixture);
      simmer_http_open_async (
        fixture->http,
        &(SimmerHttpQuestion){ .method = "GET", .uri = uri, .timeout = PATIENCE },
        NULL,
        opened_cb,
        fixture);
      simmer_test_wait (fixture->done);
      g_assert_no_error (fixture->error);
      g_assert_cmpuint (fixture->answer->status, ==, cases[i].status);
      g_assert_false (simmer_test_server_has_seen_end (fixture->server));
    }
}

/* A service that asks who is there is told what the account says, and nothing else. */
static void
test_challenge (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *plain = simmer_test_server_address (fixture->server, "/a");
  g_autofree char *uri = g_strconcat ("http://user:sesame@", plain + strlen ("http://"), NULL);
  SimmerHttpQuestion question = { .method = "GET", .uri = uri, .timeout = PATIENCE };

  simmer_test_server_answer (fixture->server,
                             "/a",
                             401,
                             "text/plain",
                             "who?",
                             "WWW-Authenticate",
                             "Basic realm=\"a\"",
                             NULL);
  ask_question (fixture, &question);
  assert_body (fixture, "who?");
  g_assert_cmpuint (fixture->answer->status, ==, 401);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 1);
  g_assert_null (simmer_test_server_get_request (fixture->server, 0)->authorization);

  ask (fixture, "/a");
  assert_body (fixture, "who?");
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 2);
  g_assert_cmpstr (simmer_test_server_get_request (fixture->server, 1)->authorization, ==, SECRET);
}

/* A 421 of a bearable size is asked again over another connection; one that stays is an answer. */
static void
test_misdirected (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_answer (fixture->server, "/a", 421, "text/plain", "elsewhere", NULL);
  ask (fixture, "/a");
  assert_body (fixture, "elsewhere");
  g_assert_cmpuint (fixture->answer->status, ==, 421);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 2);
}

static void
test_too_large (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *body = g_malloc0 (SIMMER_HTTP_MAX_BODY + 2);

  memset (body, 'a', SIMMER_HTTP_MAX_BODY + 1);
  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", body, NULL);
  ask (fixture, "/a");
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_TOO_LARGE);

  body[SIMMER_HTTP_MAX_BODY] = '\0';
  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", body, NULL);
  ask (fixture, "/a");
  assert_body (fixture, body);
}

static void
test_time_out (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  SimmerHttpQuestion question = { .method = "GET", .uri = uri, .timeout = 50000 };

  simmer_test_server_set_fault (fixture->server, SIMMER_TEST_FAULT_HANG);
  ask_question (fixture, &question);
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 1);
}

static void
test_absent (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_leave (fixture->server);
  ask (fixture, "/a");
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (fixture->error->message, "refused"));

  simmer_test_server_return (fixture->server);
  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", "back", NULL);
  ask (fixture, "/a");
  assert_body (fixture, "back");
}

static void
test_kept_alive_gone (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", "one", NULL);
  ask (fixture, "/a");
  assert_body (fixture, "one");
  simmer_test_server_leave (fixture->server);
  simmer_test_server_return (fixture->server);
  ask (fixture, "/a");
  assert_body (fixture, "one");
}

static void
port_cb (SimmerTestServer *server,
         SoupServerMessage *message,
         SimmerTestRequest *request,
         gpointer user_data)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  *(guint16 *) user_data = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  soup_server_message_set_status (message, 200, NULL);
}

/* Connections that were kept are not trusted after a change of the network, but for those that do
 * not leave this machine. */
static void
test_distrust (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *near = simmer_test_server_address (fixture->server, "/a");
  g_autofree char *far = g_strdup_printf ("http://%s%s", SIMMER_TEST_HOST, strrchr (near, ':'));
  const SimmerHttpQuestion questions[] = { { .method = "GET", .uri = near, .timeout = PATIENCE },
                                           { .method = "GET", .uri = far, .timeout = PATIENCE } };
  guint16 port = 0;

  simmer_test_resolver_install ();
  simmer_test_server_set_func (fixture->server, port_cb, &port);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      guint16 first, second;

      ask_question (fixture, &questions[i]);
      g_assert_no_error (fixture->error);
      first = port;
      ask_question (fixture, &questions[i]);
      g_assert_cmpuint (port, ==, first);

      simmer_http_distrust (fixture->http);
      ask_question (fixture, &questions[i]);
      second = port;
      g_assert_true ((second == first) == (i == 0));
      ask_question (fixture, &questions[i]);
      g_assert_true (i == 0 || port == second || port == first);
    }
}

static void
test_refused_address (Fixture *fixture, gconstpointer user_data)
{
  SimmerHttpQuestion question = { .method = "GET", .auth_header = "X-Key", .auth_value = SECRET };
  static const char *const useless[] = { "",        "ftp://a.example/", "nonsense",
                                         "http://", "file:///a",        "https:///path" };

  for (guint i = 0; i < G_N_ELEMENTS (useless); i++)
    {
      question.uri = useless[i];
      ask_question (fixture, &question);
      g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
    }

  question.uri = "http://service.example/a";
  ask_question (fixture, &question);
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_TLS);

  question.uri = "http://127.0.0.1:1/";
  question.auth_value = "sesame\r\nX-Other: 1";
  ask_question (fixture, &question);
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
}

/* For "localhost", signed by itself, valid from 2020 to 2120. */
static const char pem[] = "-----BEGIN PRIVATE KEY-----\n"
                          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglOcE9hF+KW/j6XGV\n"
                          "1TQKNXmB80DtMKfeboA4N2f53xihRANCAARos6ZNisfhWQSgkC5/W5s512gQ76b4\n"
                          "Uvd2gPYGc9D3EoEXNWiK2SVwIZdgsFyDB6xdzGyuTn7HM887eutHR8Oi\n"
                          "-----END PRIVATE KEY-----\n"
                          "-----BEGIN CERTIFICATE-----\n"
                          "MIIBUDCB9qADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z\n"
                          "dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ\n"
                          "bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaLOmTYrH4VkEoJAu\n"
                          "f1ubOddoEO+m+FL3doD2BnPQ9xKBFzVoitklcCGXYLBcgwesXcxsrk5+xzPPO3rr\n"
                          "R0fDoqM3MDUwFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQWBBSgRBA7m9RZ\n"
                          "5OhCEwyAY9Qwra8+HTAKBggqhkjOPQQDAgNJADBGAiEA/9SeliGrpz/T3wvcJpcG\n"
                          "ULnp9MRP7IB1hyiVR3wnsuwCIQDkOhzzYj+UqbIqT5SAqfClTu6eQUdAqsLMkpsk\n"
                          "/5MpRA==\n"
                          "-----END CERTIFICATE-----\n";

/* What a server at a TLS port saw. SoupServer of libsoup 3.6 falls over a client that goes away
 * while they shake hands. */
typedef struct
{
  GTlsCertificate *certificate; /* (unowned) */
  guint8 byte;
  guint n_connections;
  guint n_ended;
  guint n_read;
} TlsPort;

static void
heard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GIOStream) stream = user_data;
  TlsPort *port = g_object_get_data (G_OBJECT (stream), "port");

  /* Whoever refuses the certificate ends this with an error. */
  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) > 0)
    port->n_read++;
  port->n_ended++;
}

static gboolean
connected_cb (GSocketService *service,
              GSocketConnection *connection,
              GObject *source,
              gpointer user_data)
{
  TlsPort *port = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream =
    g_tls_server_connection_new (G_IO_STREAM (connection), port->certificate, &error);

  g_assert_no_error (error);
  port->n_connections++;
  g_object_set_data (G_OBJECT (stream), "port", port);
  g_input_stream_read_async (g_io_stream_get_input_stream (stream),
                             &port->byte,
                             1,
                             G_PRIORITY_DEFAULT,
                             NULL,
                             heard_cb,
                             g_object_ref (stream));
  return TRUE;
}

/* LeakSanitizer of GCC 12 crashes where it scans the threads of a TLS library loaded late. */
static gboolean
skip_tls (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("not under the address sanitizer");
  return TRUE;
#else
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return FALSE;
  g_test_skip ("no TLS backend");
  return TRUE;
#endif
}

static void
test_tls (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[] = { "localhost", "127.0.0.1" };
  static const char *const reasons[] = { "does not trust", "not that of" };
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  TlsPort port = { 0 };

  if (skip_tls ())
    return;

  certificate = g_tls_certificate_new_from_pem (pem, -1, &fixture->error);
  g_assert_no_error (fixture->error);
  port.certificate = certificate;
  service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &bound,
                                 &fixture->error);
  g_assert_no_error (fixture->error);
  g_signal_connect (service, "incoming", G_CALLBACK (connected_cb), &port);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *uri =
        g_strdup_printf ("https://%s:%d/a",
                         names[i],
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));

      ask_question (fixture,
                    &(SimmerHttpQuestion){ .method = "GET",
                                           .uri = uri,
                                           .auth_header = "Authorization",
                                           .auth_value = SECRET,
                                           .timeout = PATIENCE });
      g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_TLS);
      g_assert_nonnull (strstr (fixture->error->message, reasons[i]));
      simmer_test_wait (port.n_connections > i && port.n_ended == port.n_connections);
    }
  g_assert_cmpuint (port.n_read, ==, 0);
  g_socket_service_stop (service);
}

static void
test_not_tls (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  g_autofree char *secure = g_strconcat ("https", uri + strlen ("http"), NULL);

  if (skip_tls ())
    return;

  /* SoupServer waits for the end of what it takes for a header. */
  ask_question (fixture,
                &(SimmerHttpQuestion){ .method = "GET", .uri = secure, .timeout = 100000 });
  g_assert_error (fixture->error, SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT);
  g_assert_cmpuint (simmer_test_server_get_n_requests (fixture->server, NULL), ==, 0);
}

static void
test_cancel (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SimmerHttpQuestion question = { .method = "GET", .uri = uri, .timeout = PATIENCE };

  simmer_test_server_set_fault (fixture->server, SIMMER_TEST_FAULT_HANG);
  simmer_http_ask_async (fixture->http, &question, cancellable, answered_cb, fixture);
  simmer_test_wait (simmer_test_server_get_n_requests (fixture->server, NULL) == 1);
  g_assert_false (fixture->done);
  g_cancellable_cancel (cancellable);
  simmer_test_wait (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  clear (fixture);
  simmer_http_ask_async (fixture->http, &question, cancellable, answered_cb, fixture);
  g_assert_false (fixture->done);
  simmer_test_wait (fixture->done);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_done = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerHttpAnswer) answer =
    simmer_http_ask_finish (SIMMER_HTTP (source), result, &error);

  g_assert_true ((answer == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*n_done)++;
}

/* Asks, gives up after so many turns of the main loop, and waits for the one callback. Returns
 * whether the answer was faster. */
static gboolean
cancel_after (Fixture *fixture, const char *uri, guint turns)
{
  SimmerHttpQuestion question = { .method = "GET", .uri = uri, .timeout = PATIENCE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n_done = 0;
  gboolean faster;

  simmer_http_ask_async (fixture->http, &question, cancellable, counted_cb, &n_done);
  for (guint i = 0; i < turns && n_done == 0; i++)
    g_main_context_iteration (NULL, TRUE);
  faster = n_done > 0;
  g_cancellable_cancel (cancellable);
  simmer_test_wait (n_done > 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_done, ==, 1);

  return faster;
}

/* Answers as soon as somebody connects. It comes before all else in the main loop, so that libsoup
 * has sent the question and read the head of the answer in one go, and tells of it a turn later. */
static gboolean
early_cb (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  static const char answer[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none";
  GPtrArray *accepted = user_data;
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_accept (listener, NULL, &error);

  g_assert_no_error (error);
  g_ptr_array_add (accepted, socket);
  g_socket_send (socket, answer, strlen (answer), NULL, &error);
  g_assert_no_error (error);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);

  return G_SOURCE_CONTINUE;
}

static GSocket *
new_listener (guint16 *port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *listener =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_bind (listener, address, FALSE, &error);
  g_assert_no_error (error);
  g_socket_listen (listener, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (listener, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  return listener;
}

/* Giving up at each moment between question and answer: libsoup 3.3.1 to 3.6.5 crashes where it
 * is told of it at the wrong one (CVE-2025-12105). */
static void
test_cancel_anytime (Fixture *fixture, gconstpointer user_data)
{
  guint16 port;
  g_autoptr (GSocket) listener = new_listener (&port);
  g_autoptr (GSource) source = g_socket_create_source (listener, G_IO_IN, NULL);
  g_autoptr (GPtrArray) accepted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *late = simmer_test_server_address (fixture->server, "/a");
  g_autofree char *early = g_strdup_printf ("http://127.0.0.1:%u/a", port);
  const char *const uris[] = { late, early };

  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", "one", NULL);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, G_SOURCE_FUNC (early_cb), accepted, NULL);
  g_source_attach (source, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      SimmerHttpQuestion question = { .method = "GET", .uri = uris[i], .timeout = PATIENCE };

      for (guint round = 0; round < 20; round++)
        {
          guint turns = 0;

          while (!cancel_after (fixture, uris[i], turns))
            turns++;
          g_assert_cmpuint (turns, >, 2);
        }
      ask_question (fixture, &question);
      assert_body (fixture, "one");
      g_ptr_array_set_size (accepted, 0);
    }
  g_source_destroy (source);
}

static void
test_many (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  SimmerHttpQuestion question = { .method = "GET", .uri = uri, .timeout = PATIENCE };
  Fixture many[100] = { 0 };
  guint n_done = 0;

  simmer_test_server_answer (fixture->server, "/a", 200, "text/plain", "one", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    simmer_http_ask_async (fixture->http, &question, NULL, answered_cb, &many[i]);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    {
      simmer_test_wait (many[i].done);
      assert_body (&many[i], "one");
      clear (&many[i]);
      n_done++;
    }
  g_assert_cmpuint (n_done, ==, simmer_test_server_get_n_requests (fixture->server, NULL));
}

static void
test_open (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *uri = simmer_test_server_address (fixture->server, "/a");
  g_autoptr (GBytes) body = g_bytes_new_static ("0123456789", 10);
  char part[20];
  gsize n = 0;

  simmer_test_server_answer_bytes (fixture->server, "/a", "image/png", body);
  simmer_http_open_async (
    fixture->http,
    &(SimmerHttpQuestion){
      .method = "GET", .uri = uri, .range_start = 4, .validator = "\"1\"", .timeout = PATIENCE },
    NULL,
    opened_cb,
    fixture);
  simmer_test_wait (fixture->done);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->answer->status, ==, 206);
  g_assert_cmpint (fixture->answer->range_start, ==, 4);
  g_assert_cmpint (fixture->answer->range_total, ==, 10);
  g_assert_cmpint (fixture->answer->length, ==, 6);
  g_assert_null (fixture->answer->body);
  g_assert_true (
    g_input_stream_read_all (fixture->stream, part, sizeof part, &n, NULL, &fixture->error));
  g_assert_cmpmem (part, n, "456789", 6);
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *uri;
    const char *host;
    gboolean loopback;
  } cases[] = {
    { "https://API.example.com/x", "api.example.com", FALSE },
    { "https://api.example.com:443/x", "api.example.com", FALSE },
    { "http://api.example.com:443", "api.example.com:443", FALSE },
    { "http://user:pw@host.example:80/", "host.example", FALSE },
    { "http://localhost:8080/", "localhost:8080", TRUE },
    { "http://a.localhost", "a.localhost", TRUE },
    { "http://127.9.9.9:1", "127.9.9.9:1", TRUE },
    { "http://[::1]:8080/", "[::1]:8080", TRUE },
    { "http://[::1]/", "::1", TRUE },
    { "http://127.0.0.1.example.com", "127.0.0.1.example.com", FALSE },
    { "http://localhost.example.com", "localhost.example.com", FALSE },
    { "http://notlocalhost", "notlocalhost", FALSE },
    { "http://192.168.0.4", "192.168.0.4", FALSE },
    { "http://127.1/", "127.1", FALSE },
    { "http://2130706433/", "2130706433", FALSE },
    { "http://0x7f.0.0.1/", "0x7f.0.0.1", FALSE },
    { "http://localhost./", "localhost.", FALSE },
    { "http://127.0.0.1./", "127.0.0.1.", FALSE },
    { "http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1", FALSE },
    { "http://localhost@evil.example/", "evil.example", FALSE },
    { "//localhost/", NULL, FALSE },
    { "nonsense", NULL, FALSE },
    { "file:///a", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = simmer_host_from_uri (cases[i].uri);

      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpint (simmer_host_is_loopback (host), ==, cases[i].loopback);
    }
}

#define add(path, func) g_test_add ("/http/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  /* A proxy that answers nothing: whatever reaches this machine's services did not use it. */
  g_setenv ("http_proxy", "http://127.0.0.1:1", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/hosts", test_hosts);
  add ("plain", test_plain);
  add ("post", test_post);
  add ("not-modified", test_not_modified);
  add ("no-cookies", test_no_cookies);
  add ("redirect", test_redirect);
  add ("redirect/elsewhere", test_redirect_elsewhere);
  add ("redirect/circle", test_redirect_circle);
  add ("redirect/refused", test_redirect_refused);
  add ("rude", test_rude);
  add ("endless", test_endless);
  add ("challenge", test_challenge);
  add ("misdirected", test_misdirected);
  add ("too-large", test_too_large);
  add ("time-out", test_time_out);
  add ("absent", test_absent);
  add ("kept-alive-gone", test_kept_alive_gone);
  add ("distrust", test_distrust);
  add ("refused-address", test_refused_address);
  add ("tls", test_tls);
  add ("not-tls", test_not_tls);
  add ("cancel", test_cancel);
  add ("cancel/anytime", test_cancel_anytime);
  add ("many", test_many);
  add ("open", test_open);
  return g_test_run ();
}
