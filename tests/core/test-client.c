/* The client: what is asked of a service, and what is made of its answers. */

#include "simmer-client.h"
#include "simmer-host.h"
#include "simmer-rate-limit.h"
#include "simmer-test-server.h"

#define STATUS "/api/v1/generate/status/a1"

typedef struct
{
  SimmerTestServer *server;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerReport *report;
  GPtrArray *reports;
  GInputStream *stream;
  SimmerHttpAnswer *head;
  GError *error;
  gboolean done;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;

  f->server = simmer_test_server_new ();
  address = simmer_test_server_address (f->server, "/base/");
  f->http = simmer_http_new ();
  f->account = simmer_account_new ("test", "Test", simmer_profile_get_native (), address);
  simmer_account_set_credential (f->account, "sesame");
  f->client = simmer_client_new (f->http, f->account);
}

static void
clear (Fixture *f)
{
  g_clear_pointer (&f->report, simmer_report_unref);
  g_clear_pointer (&f->reports, g_ptr_array_unref);
  g_clear_pointer (&f->head, simmer_http_answer_free);
  g_clear_object (&f->stream);
  g_clear_error (&f->error);
  f->done = FALSE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  clear (f);
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->account);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->server);
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->report = simmer_client_report_finish (SIMMER_CLIENT (source), result, &f->error);
  g_assert_true ((f->report == NULL) == (f->error != NULL));
  f->done = TRUE;
}

static void
many_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->reports = simmer_client_reports_finish (SIMMER_CLIENT (source), result, &f->error);
  f->done = TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->stream = simmer_client_open_finish (SIMMER_CLIENT (source), result, &f->head, &f->error);
  f->done = TRUE;
}

static void
ask (Fixture *f, const char *etag)
{
  clear (f);
  simmer_client_status_async (f->client, "a1", NULL, etag, NULL, reported_cb, f);
  g_assert_false (f->done);
  simmer_test_wait (f->done);
  if (f->error != NULL)
    {
      g_assert_null (strstr (f->error->message, "sesame"));
      g_test_message ("%s", f->error->message);
    }
}

static void
open_result (Fixture *f, const char *uri)
{
  clear (f);
  simmer_client_open_async (f->client, uri, 0, NULL, NULL, opened_cb, f);
  simmer_test_wait (f->done);
}

static void
test_submit (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (SimmerParcel) parcel = NULL;
  SimmerTestRequest *request;

  json_object_set_string_member (inputs, "prompt", "a \"quoted\" boat");
  json_object_set_int_member (inputs, "seed", 7);
  parcel = simmer_parcel_new (inputs);
  simmer_test_server_answer (f->server,
                             "/base/api/v1/generate",
                             202,
                             "application/json",
                             "{\"taskId\":\"a1\",\"status\":\"PENDING\",\"queuePosition\":3}",
                             NULL);
  simmer_client_submit_async (f->client, parcel, "key-1", NULL, reported_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpstr (simmer_report_get_remote_id (f->report), ==, "a1");
  g_assert_cmpint (simmer_report_get_queue_position (f->report), ==, 3);

  request = simmer_test_server_get_request (f->server, 0);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->authorization, ==, "Bearer sesame");
  g_assert_cmpstr (request->idempotency_key, ==, "key-1");
  g_assert_cmpstr (request->body, ==, "{\"prompt\":\"a \\\"quoted\\\" boat\",\"seed\":7}");
}

static void
test_status (Fixture *f, gconstpointer data)
{
  SimmerTaskStatus status;

  simmer_test_server_answer (f->server,
                             "/base" STATUS,
                             200,
                             "application/json",
                             "{\"taskId\":\"a1\",\"status\":\"IN_PROGRESS\",\"progress\":0.25}",
                             "ETag",
                             "\"e1\"",
                             NULL);
  ask (f, NULL);
  g_assert_no_error (f->error);
  g_assert_true (simmer_report_get_status (f->report, &status));
  g_assert_cmpint (status, ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpfloat (simmer_report_get_progress (f->report), ==, 0.25);
  g_assert_cmpstr (simmer_report_get_etag (f->report), ==, "\"e1\"");
  g_assert_null (simmer_test_server_get_request (f->server, 0)->if_none_match);

  simmer_test_server_answer (f->server, "/base" STATUS, 304, NULL, "", NULL);
  ask (f, "\"e1\"");
  g_assert_no_error (f->error);
  g_assert_true (simmer_report_get_not_modified (f->report));
  g_assert_false (simmer_report_get_status (f->report, NULL));
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 1)->if_none_match, ==, "\"e1\"");
}

static SimmerRawAnswer *
ask_for_raw (Fixture *f, guint status, const char *body)
{
  simmer_test_server_answer (
    f->server, "/base" STATUS, status, "application/json; charset=utf-8", body, NULL);
  ask (f, NULL);

  return f->report != NULL ? simmer_report_get_raw_answer (f->report)
                           : simmer_error_get_raw_answer (f->error);
}

static void
test_raw_answers (Fixture *f, gconstpointer data)
{
  SimmerRawAnswer *raw =
    ask_for_raw (f, 200, "{\"taskId\":\"a1\",\"status\":\"FAILED\",\"key\":\"sesame\"}");

  g_assert_cmpstr (simmer_raw_answer_get_text (raw),
                   ==,
                   "{\"taskId\":\"a1\",\"status\":\"FAILED\",\"key\":\"•••\"}");
  g_assert_cmpstr (simmer_raw_answer_get_media_type (raw), ==, "application/json");

  raw = ask_for_raw (f, 200, "{\"key\":\"sesame");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
  g_assert_cmpstr (simmer_raw_answer_get_text (raw), ==, "{\"key\":\"•••");

  raw = ask_for_raw (f, 404, "{\"message\":\"no such task\"}");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_GONE);
  g_assert_cmpuint (simmer_raw_answer_get_http_status (raw), ==, 404);

  g_assert_null (ask_for_raw (f, 200, "{\"taskId\":\"a1\",\"status\":\"PENDING\"}"));
}

static void
test_escapes (Fixture *f, gconstpointer data)
{
  simmer_client_status_async (f->client, "x?y#z/ü", NULL, NULL, NULL, reported_cb, f);
  simmer_test_wait (f->done);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 1);
  g_assert_true (g_str_has_prefix (simmer_test_server_get_request (f->server, 0)->path,
                                   "/base/api/v1/generate/status/"));
  g_assert_null (simmer_test_server_get_request (f->server, 0)->query);
}

static void
test_orders (Fixture *f, gconstpointer data)
{
  simmer_test_server_answer (f->server,
                             "/base/api/v1/generate/a1/cancel",
                             202,
                             "application/json",
                             "{\"taskId\":\"a1\",\"status\":\"CANCELLED\"}",
                             NULL);
  simmer_test_server_answer (f->server,
                             "/base/api/v1/generate/a1/retry",
                             202,
                             "application/json",
                             "{\"taskId\":\"a1\",\"status\":\"PENDING\",\"attempt\":2}",
                             NULL);
  simmer_client_cancel_async (f->client, "a1", NULL, NULL, reported_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  clear (f);
  simmer_client_retry_async (f->client, "a1", NULL, NULL, reported_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpuint (simmer_report_get_attempt (f->report), ==, 2);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->method, ==, "POST");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 1)->method, ==, "POST");
}

static void
test_statuses (Fixture *f, gconstpointer data)
{
  static const char *const ids[] = { "a1", "b,2", NULL };

  simmer_test_server_answer (f->server,
                             "/base/api/v1/generate/status",
                             200,
                             "application/json",
                             "{\"tasks\":[{\"taskId\":\"a1\",\"status\":\"PENDING\"},"
                             "{\"taskId\":\"b,2\",\"status\":\"COMPLETED\"}]}",
                             NULL);
  simmer_client_statuses_async (f->client, ids, NULL, many_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, ==, 2);
  g_assert_cmpstr (simmer_report_get_remote_id (f->reports->pdata[1]), ==, "b,2");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->query, ==, "ids=a1,b%2C2");
}

static void
test_list (Fixture *f, gconstpointer data)
{
  static const char text[] =
    "{\"id\":\"x\",\"name\":\"X\",\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"status\":{\"method\":\"GET\",\"path\":\"/t/{id}\"},"
    "\"list\":{\"method\":\"GET\",\"path\":\"/t\"}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &f->error);
  g_autofree char *address = simmer_test_server_address (f->server, "");
  g_autoptr (SimmerAccount) account = NULL;
  g_autoptr (SimmerClient) client = NULL;
  SimmerTaskStatus status;

  g_assert_no_error (f->error);
  account = simmer_account_new ("x", "X", profile, address);
  client = simmer_client_new (f->http, account);
  simmer_test_server_answer (f->server,
                             "/t",
                             200,
                             "application/json",
                             "{\"tasks\":[{\"taskId\":\"a1\",\"status\":\"PENDING\"},"
                             "{\"taskId\":\"b2\",\"status\":\"FAILED\"}]}",
                             NULL);
  simmer_client_list_async (client, NULL, NULL, many_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, ==, 2);
  g_assert_cmpstr (simmer_report_get_remote_id (f->reports->pdata[0]), ==, "a1");
  g_assert_true (simmer_report_get_status (f->reports->pdata[1], &status));
  g_assert_cmpint (status, ==, SIMMER_TASK_STATUS_FAILED);
}

static void
test_not_offered (Fixture *f, gconstpointer data)
{
  static const char text[] =
    "{\"id\":\"x\",\"name\":\"X\",\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"status\":{\"method\":\"GET\",\"path\":\"/t/{id}\"}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &f->error);
  g_autoptr (SimmerAccount) account = NULL;
  g_autoptr (SimmerClient) client = NULL;

  g_assert_no_error (f->error);
  account = simmer_account_new ("x", "X", profile, "http://127.0.0.1:1");
  client = simmer_client_new (f->http, account);
  g_assert_true (simmer_client_can (client, SIMMER_VERB_STATUS));
  g_assert_false (simmer_client_can (client, SIMMER_VERB_CANCEL));
  simmer_client_cancel_async (client, "a", NULL, NULL, reported_cb, f);
  simmer_test_wait (f->done);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
}

static void
test_retry_after (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *value;
    gint64 wait; /* s */
  } cases[] = {
    { 429, "7", 7 },
    { 503, "30", 30 },
    { 429, "Tue, 03 Nov 2020 10:00:20 GMT", 20 },
    { 429, "Tue, 03 Nov 2020 09:00:00 GMT", 0 },
    { 429, "86400", 600 },
    { 429, "soon", -1 },
    { 429, "-5", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      simmer_test_server_answer (f->server,
                                 "/base" STATUS,
                                 cases[i].status,
                                 NULL,
                                 "",
                                 "Retry-After",
                                 cases[i].value,
                                 "Date",
                                 "Tue, 03 Nov 2020 10:00:00 GMT",
                                 NULL);
      ask (f, NULL);
      g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
      g_assert_cmpint (simmer_error_get_retry_after (f->error),
                       ==,
                       cases[i].wait < 0 ? -1 : cases[i].wait * (gint64) G_USEC_PER_SEC);
    }

  simmer_test_server_answer (f->server,
                             "/base" STATUS,
                             200,
                             "application/json",
                             "{\"status\":\"PENDING\"}",
                             "Retry-After",
                             "9",
                             NULL);
  ask (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpint (simmer_report_get_poll_after (f->report), ==, 9 * (gint64) G_USEC_PER_SEC);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint status;
    int code;
    gboolean answered;
  } cases[] = {
    { 401, SIMMER_ERROR_SIGN_IN, TRUE },      { 403, SIMMER_ERROR_SIGN_IN, TRUE },
    { 404, SIMMER_ERROR_GONE, TRUE },         { 410, SIMMER_ERROR_GONE, TRUE },
    { 400, SIMMER_ERROR_SERVICE, TRUE },      { 500, SIMMER_ERROR_UNREACHABLE, TRUE },
    { 502, SIMMER_ERROR_UNREACHABLE, FALSE }, { 504, SIMMER_ERROR_UNREACHABLE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      simmer_test_server_answer (
        f->server, "/base" STATUS, cases[i].status, "application/json", "{}", NULL);
      ask (f, NULL);
      g_assert_error (f->error, SIMMER_ERROR, cases[i].code);
      g_assert_cmpint (simmer_error_get_answered (f->error), ==, cases[i].answered);
    }

  simmer_test_server_leave (f->server);
  ask (f, NULL);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
  g_assert_false (simmer_error_get_answered (f->error));
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    " ",
    "{",
    "{\"status\":\"COMPLETED\"",
    "<html><body>COMPLETED</body></html>",
    "\xff\xfe{\"status\":\"COMPLETED\"}",
    "[[[[",
    "\"COMPLETED",
    "{\"status\":}",
    "{} {\"status\":\"COMPLETED\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      simmer_test_server_answer (
        f->server, "/base" STATUS, 200, "application/json", bodies[i], NULL);
      ask (f, NULL);
      g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
    }
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  simmer_test_server_set_hold (f->server, TRUE);
  simmer_client_status_async (f->client, "a1", NULL, NULL, cancellable, reported_cb, f);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 1);
  g_cancellable_cancel (cancellable);
  simmer_test_wait (f->done);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  simmer_test_server_set_hold (f->server, FALSE);
}

static void
test_results (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTestServer) other = simmer_test_server_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PNG", 3);
  g_autofree char *there = simmer_test_server_address (other, "/x.png");
  g_autofree char *here = simmer_test_server_address (f->server, "/base/x.png");

  simmer_test_server_answer_bytes (other, "/x.png", "image/png", bytes);
  simmer_test_server_answer_bytes (f->server, "/base/x.png", "image/png", bytes);
  simmer_test_server_answer_bytes (f->server, "/x.png", "image/png", bytes);

  open_result (f, here);
  g_assert_no_error (f->error);
  open_result (f, "x.png");
  g_assert_no_error (f->error);
  open_result (f, "/x.png");
  g_assert_no_error (f->error);
  for (int i = 0; i < 3; i++)
    g_assert_cmpstr (
      simmer_test_server_get_request (f->server, i)->authorization, ==, "Bearer sesame");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 1)->path, ==, "/base/x.png");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 2)->path, ==, "/x.png");

  open_result (f, there);
  g_assert_no_error (f->error);
  g_assert_null (simmer_test_server_get_request (other, 0)->authorization);
  open_result (f, strchr (there, '/'));
  g_assert_no_error (f->error);
  g_assert_null (simmer_test_server_get_request (other, 1)->authorization);

  open_result (f, "file:///etc/passwd");
  g_assert_nonnull (f->error);
  open_result (f, "http://[");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
}

typedef struct
{
  char *host;
  gint64 wait;
  gboolean refused;
} Limit;

static void
limited_cb (SimmerClient *client,
            const char *host,
            const SimmerRateLimit *limit,
            const GError *refusal,
            Limit *told)
{
  g_free (told->host);
  told->host = g_strdup (host);
  told->wait = limit != NULL ? limit->wait : -1;
  told->refused = refusal != NULL;
}

static void
assert_told (const Limit *told, const char *host, int seconds, gboolean refused)
{
  g_assert_cmpstr (told->host, ==, host);
  g_assert_cmpint (told->wait, ==, seconds * G_USEC_PER_SEC);
  g_assert_cmpint (told->refused, ==, refused);
}

/* What a host says with a result is said of all that it is asked; a store of files that is none of
 * the account's speaks for itself. */
static void
test_results_limited (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTestServer) other = simmer_test_server_new ();
  g_autofree char *there = simmer_test_server_address (other, "/x.png");
  g_autofree char *store = simmer_host_from_uri (there);
  const char *host = simmer_client_get_host (f->client);
  Limit told = { 0 };

  g_signal_connect (f->client, "limited", G_CALLBACK (limited_cb), &told);
  simmer_test_server_answer (other, "/x.png", 429, NULL, "", "Retry-After", "40", NULL);
  simmer_test_server_answer (f->server, "/base/x.png", 302, NULL, "", "Location", there, NULL);
  simmer_test_server_answer (f->server, "/base/y.png", 429, NULL, "", "Retry-After", "30", NULL);
  simmer_test_server_answer (f->server, "/base/z.png", 200, NULL, "PNG", "Retry-After", "20", NULL);

  simmer_test_server_answer (f->server, "/base/w.png", 429, NULL, "", NULL);

  open_result (f, there);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  assert_told (&told, store, 40, TRUE);
  g_clear_pointer (&told.host, g_free);
  open_result (f, "x.png");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  assert_told (&told, store, 40, TRUE);
  open_result (f, "y.png");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  assert_told (&told, host, 30, TRUE);
  open_result (f, "z.png");
  g_assert_no_error (f->error);
  assert_told (&told, host, 20, FALSE);
  open_result (f, "w.png");
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_assert_cmpstr (told.host, ==, host);
  g_assert_cmpint (told.wait, ==, -1);
  g_assert_true (told.refused);
  g_free (told.host);
}

static void
test_hosts (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerAccount) far = NULL;
  g_autoptr (SimmerClient) client = NULL;

  far =
    simmer_account_new ("far", "Far", simmer_profile_get_native (), "https://Api.Example.com/v2");
  client = simmer_client_new (f->http, far);
  g_assert_cmpstr (simmer_client_get_host (client), ==, "api.example.com");
  g_assert_true (simmer_client_get_account (client) == far);
  g_assert_true (g_str_has_prefix (simmer_client_get_host (f->client), "127.0.0.1:"));
}

#define add(path, func) g_test_add ("/client/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("submit", test_submit);
  add ("status", test_status);
  add ("escapes", test_escapes);
  add ("raw-answers", test_raw_answers);
  add ("orders", test_orders);
  add ("statuses", test_statuses);
  add ("list", test_list);
  add ("not-offered", test_not_offered);
  add ("retry-after", test_retry_after);
  add ("refused", test_refused);
  add ("malformed", test_malformed);
  add ("cancelled", test_cancelled);
  add ("results", test_results);
  add ("results-limited", test_results_limited);
  add ("hosts", test_hosts);
  return g_test_run ();
}
