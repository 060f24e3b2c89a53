/* The client with profiles other than the native one: what they lead it to ask, one thing after the
 * other, and who gets to see the credential. */

#include "simmer-call.h"
#include "simmer-client.h"
#include "simmer-test-server.h"

#include <string.h>

#define CREDENTIAL "sesame"

typedef struct
{
  SimmerTestServer *server;
  SimmerTestServer *other;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerReport *report;
  GPtrArray *reports;
  GError *error;
  gboolean done;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = simmer_test_server_new ();
  f->other = simmer_test_server_new ();
  f->http = simmer_http_new ();
}

static void
clear (Fixture *f)
{
  g_clear_pointer (&f->report, simmer_report_unref);
  g_clear_pointer (&f->reports, g_ptr_array_unref);
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
  g_assert_finalize_object (f->other);
}

/* An account at the fixture's server, under /base, whose profile has these members. */
static void
use_with (Fixture *f, const char *auth, const char *credential, const char *members)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\":\"x\",\"name\":\"X\",\"auth\":{%s},%s}", auth, members);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *address = simmer_test_server_address (f->server, "/base");
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  f->account = simmer_account_new ("x", "X", profile, address);
  simmer_account_set_credential (f->account, credential);
  f->client = simmer_client_new (f->http, f->account);
}

static void
use (Fixture *f, const char *members)
{
  use_with (f, "\"header\":\"Authorization\"", CREDENTIAL, members);
}

static void
answer (SimmerTestServer *server, const char *path, guint status, const char *body)
{
  simmer_test_server_answer (server, path, status, "application/json", body, NULL);
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
ask (Fixture *f, const char *id, JsonObject *kept)
{
  clear (f);
  simmer_client_status_async (f->client, id, kept, NULL, NULL, reported_cb, f);
  simmer_test_wait (f->done);
}

static SimmerTaskStatus
get_status (SimmerReport *report)
{
  SimmerTaskStatus status;

  g_assert_true (simmer_report_get_status (report, &status));
  return status;
}

#define WORDS                                                                          \
  "\"answer\":{\"status\":[{\"path\":\"$.s\",\"words\":{\"wait\":\"PENDING\",\"run\":" \
  "\"IN_PROGRESS\",\"end\":\"COMPLETED\",\"bad\":\"FAILED\"}}]}"

static void
test_outcome (Fixture *f, gconstpointer data)
{
  use (f,
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
       "\"outcome\":{\"path\":\"/o/{id}\",\"answer\":{\"results\":[{\"path\":\"$.urls[*]\"}],"
       "\"status\":[{\"http\":422,\"is\":\"FAILED\"}],\"error\":\"$.why\"}}}," WORDS);

  /* Of a task that runs, nobody asks for an outcome. */
  answer (f->server, "/base/s/a", 200, "{\"s\":\"run\"}");
  ask (f, "a", NULL);
  g_assert_no_error (f->error);
  g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 1);

  answer (f->server, "/base/s/a", 200, "{\"s\":\"end\"}");
  answer (f->server, "/base/o/a", 200, "{\"urls\":[\"/1\",\"/2\"]}");
  ask (f, "a", NULL);
  g_assert_no_error (f->error);
  g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_cmpuint (simmer_report_get_results (f->report)->len, ==, 2);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 2)->authorization, ==, CREDENTIAL);

  answer (f->server, "/base/o/a", 422, "{\"why\":\"moderated\"}");
  ask (f, "a", NULL);
  g_assert_no_error (f->error);
  g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_cmpstr (simmer_report_get_error (f->report), ==, "moderated");

  /* What cannot be had now is not known: the task is not done without it. */
  answer (f->server, "/base/o/a", 500, "{}");
  ask (f, "a", NULL);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
}

static void
test_outcome_of_many (Fixture *f, gconstpointer data)
{
  static const char *const ids[] = { "a", "b", "c", NULL };

  use (f,
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\"statuses\":{\"method\":\"POST\","
       "\"path\":\"/m\",\"body\":{\"ids\":\"{ids}\"},\"answer\":{\"items\":\"$.t\"}},"
       "\"outcome\":{\"path\":\"/o/{id}\",\"answer\":{\"results\":[{\"path\":\"$.url\"}],"
       "\"status\":null}}}," WORDS);
  answer (f->server,
          "/base/m",
          200,
          "{\"t\":{\"a\":{\"s\":\"end\"},\"b\":{\"s\":\"run\"},\"c\":{\"s\":\"end\"}}}");
  answer (f->server, "/base/o/a", 503, "{}");
  answer (f->server, "/base/o/c", 200, "{\"url\":\"/c\"}");
  simmer_client_statuses_async (f->client, ids, NULL, many_cb, f);
  simmer_test_wait (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpstr (
    simmer_test_server_get_request (f->server, 0)->body, ==, "{\"ids\":[\"a\",\"b\",\"c\"]}");
  g_assert_cmpuint (f->reports->len, ==, 2);
  g_assert_cmpstr (simmer_report_get_remote_id (f->reports->pdata[0]), ==, "b");
  g_assert_cmpstr (simmer_report_get_remote_id (f->reports->pdata[1]), ==, "c");
  g_assert_cmpuint (simmer_report_get_results (f->reports->pdata[1])->len, ==, 1);
}

static void
list (Fixture *f, JsonObject *inputs)
{
  clear (f);
  simmer_client_list_async (f->client, inputs, NULL, many_cb, f);
  simmer_test_wait (f->done);
}

static void
test_pages_by_cursor (Fixture *f, gconstpointer data)
{
  /* The first page has no cursor: the path has to do without. */
  use (f,
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\"list\":{\"path\":[\"/l/{cursor}\","
       "\"/l\"],\"page\":{\"next\":\"$.next\",\"as\":\"cursor\"},\"answer\":{\"items\":\"$.t\","
       "\"id\":\"$.id\"}}}," WORDS);
  answer (f->server, "/base/l", 200, "{\"t\":[{\"id\":\"a\",\"s\":\"run\"}],\"next\":\"two\"}");
  answer (f->server, "/base/l/two", 200, "{\"t\":[{\"id\":\"b\",\"s\":\"end\"}],\"next\":\"3\"}");
  answer (f->server, "/base/l/3", 200, "{\"t\":[],\"next\":\"4\"}");
  list (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, ==, 2);
  g_assert_cmpstr (simmer_report_get_remote_id (f->reports->pdata[1]), ==, "b");
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 3);
}

static void
test_pages_by_offset (Fixture *f, gconstpointer data)
{
  use (
    f,
    "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\"list\":{\"path\":[\"/l/{offset}\","
    "\"/l\"],\"page\":{\"as\":\"offset\"},\"answer\":{\"items\":\"$\",\"id\":\"$.id\"}}}," WORDS);
  answer (f->server, "/base/l", 200, "[{\"id\":\"a\",\"s\":\"run\"},{\"id\":\"b\",\"s\":\"run\"}]");
  answer (f->server, "/base/l/2", 200, "[{\"id\":\"c\",\"s\":\"run\"}]");
  answer (f->server, "/base/l/3", 200, "[]");
  list (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, ==, 3);
}

/* What must be known first is asked once, however many pages there are. */
static void
test_before (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) inputs = json_object_new ();

  use (f,
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\"list\":{\"before\":["
       "{\"path\":\"/me\",\"answer\":{\"keep\":{\"me\":\"$.user.id\"}}},"
       "{\"method\":\"POST\",\"path\":\"/team\",\"body\":{\"of\":\"{me}\"},"
       "\"answer\":{\"keep\":{\"team\":\"$.team\"}}}],"
       "\"path\":\"/l/{place}/{team}/{me}\",\"query\":{\"from\":\"{offset}\"},"
       "\"page\":{\"as\":\"offset\"},\"answer\":{\"items\":\"$.t\",\"id\":\"$.id\"}}},"
       "\"inputs\":[{\"name\":\"place\",\"type\":\"string\"},"
       "{\"name\":\"other\",\"type\":\"string\"}]," WORDS);
  g_assert_cmpuint (json_array_get_length (simmer_profile_get_list_inputs (
                      simmer_account_get_profile (simmer_client_get_account (f->client)))),
                    ==,
                    1);
  json_object_set_string_member (inputs, "place", "harbour");
  answer (f->server, "/base/me", 200, "{\"user\":{\"id\":\"ada\"}}");
  answer (f->server, "/base/team", 200, "{\"team\":7}");
  answer (f->server, "/base/l/harbour/7/ada", 200, "{\"t\":[{\"id\":\"a\",\"s\":\"run\"}]}");
  answer (f->server, "/base/l/harbour/7/ada?from=1", 200, "{\"t\":[]}");
  list (f, inputs);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, >=, 1);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->path, ==, "/base/me");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->authorization, ==, CREDENTIAL);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 1)->body, ==, "{\"of\":\"ada\"}");
  g_assert_cmpstr (
    simmer_test_server_get_request (f->server, 2)->path, ==, "/base/l/harbour/7/ada");
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/base/me"), ==, 1);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/base/team"), ==, 1);

  /* Who is not let in learns no more. */
  answer (f->server, "/base/me", 401, "{}");
  list (f, inputs);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/base/me"), ==, 2);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/base/team"), ==, 1);

  /* What is not said cannot be asked with. */
  answer (f->server, "/base/me", 200, "{\"user\":{\"id\":\"ada\"}}");
  answer (f->server, "/base/team", 200, "{}");
  list (f, inputs);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
  g_assert_nonnull (strstr (f->error->message, "“team”"));
}

/* A list that leads to another host, or in circles, does so without the credential, and ends. */
static void
test_pages_elsewhere (Fixture *f, gconstpointer data)
{
  g_autofree char *there = simmer_test_server_address (f->other, "/l");
  g_autofree char *page =
    g_strdup_printf ("{\"t\":[{\"id\":\"a\",\"s\":\"run\"}],\"next\":\"%s\"}", there);

  use (f,
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\"list\":{\"path\":\"/l\","
       "\"page\":{\"next\":\"$.next\"},\"answer\":{\"items\":\"$.t\",\"id\":\"$.id\"}}}," WORDS);
  answer (f->server, "/base/l", 200, page);
  answer (f->other, "/l", 200, page);
  list (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->reports->len, ==, 20);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->other, NULL), ==, 19);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->authorization, ==, CREDENTIAL);
  for (int i = 0; i < 19; i++)
    g_assert_null (simmer_test_server_get_request (f->other, i)->authorization);
}

/* An address that a service handed back is followed, but only at home with the credential. */
static void
test_kept_address (Fixture *f, gconstpointer data)
{
  g_autofree char *home = simmer_test_server_address (f->server, "/base/elsewhere/a");
  g_autofree char *away = simmer_test_server_address (f->other, "/elsewhere/a");
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (SimmerParcel) parcel = simmer_parcel_new (inputs);
  const char *addresses[] = { home, "elsewhere/a", away };

  use (f,
       "\"requests\":{\"submit\":{\"method\":\"POST\",\"path\":\"/n\",\"answer\":{\"id\":\"$.id\","
       "\"keep\":{\"statusUrl\":\"$.url\"}}},\"status\":{\"path\":[\"{+statusUrl}\",\"/s/"
       "{id}\"]}}," WORDS);
  answer (f->server, "/base/elsewhere/a", 200, "{\"s\":\"run\"}");
  answer (f->server, "/base/s/a", 200, "{\"s\":\"wait\"}");
  answer (f->other, "/elsewhere/a", 200, "{\"s\":\"bad\"}");
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"id\":\"a\",\"url\":\"%s\"}", addresses[i]);
      g_autoptr (JsonObject) kept = NULL;

      clear (f);
      simmer_test_server_forget (f->server);
      answer (f->server, "/base/n", 200, body);
      simmer_client_submit_async (f->client, parcel, NULL, NULL, reported_cb, f);
      simmer_test_wait (f->done);
      g_assert_no_error (f->error);
      kept = json_object_ref (simmer_report_get_kept (f->report));
      ask (f, "a", kept);
      g_assert_no_error (f->error);
      if (i == 2)
        {
          g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_FAILED);
          g_assert_null (simmer_test_server_get_request (f->other, 0)->authorization);
          continue;
        }
      g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
      g_assert_cmpstr (
        simmer_test_server_get_request (f->server, 1)->authorization, ==, CREDENTIAL);
    }

  /* Who was tracked by an id has no such address. */
  ask (f, "a", NULL);
  g_assert_cmpint (get_status (f->report), ==, SIMMER_TASK_STATUS_PENDING);
}

/* A redirect away loses the credential. */
static void
test_redirect (Fixture *f, gconstpointer data)
{
  g_autofree char *away = simmer_test_server_address (f->other, "/s/a");

  use (f, "\"requests\":{\"status\":{\"path\":\"/s/{id}\"}}," WORDS);
  simmer_test_server_answer (f->server, "/base/s/a", 307, NULL, "", "Location", away, NULL);
  answer (f->other, "/s/a", 200, "{\"s\":\"run\"}");
  ask (f, "a", NULL);
  g_assert_no_error (f->error);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->authorization, ==, CREDENTIAL);
  g_assert_null (simmer_test_server_get_request (f->other, 0)->authorization);
}

static void
test_credential (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *address;
    gboolean may;
  } cases[] = {
    { "https://api.example.com/v1/x", TRUE },
    { "https://API.example.com/other", TRUE },
    { "https://api.example.com:443/", TRUE },
    { "https://api.example.com:8443/", FALSE },
    { "http://api.example.com/v1/x", FALSE },
    { "https://files.example.com/f", TRUE },
    { "http://files.example.com/f", FALSE },
    { "https://files.example.com:444/f", FALSE },
    { "https://a.cdn.example.com/f", TRUE },
    { "https://b.a.cdn.example.com/f", FALSE },
    { "https://cdn.example.com/f", FALSE },
    { "https://evilcdn.example.com/f", FALSE },
    { "https://api.example.com.evil.org/", FALSE },
    { "https://api.example.com@evil.org/", FALSE },
    { "https://evil.org/?api.example.com", FALSE },
    { "https://api.example.com./", FALSE },
    { "https://api.example.com\\@evil.org/", FALSE },
    { "https://evil.org\\@api.example.com/", TRUE }, /* a name before the host (RFC 3986) */
    { "https://evil.org\\.api.example.com/", FALSE },
    { "https://user:word@evil.org:443/", FALSE },
    { "https://\u0430pi.example.com/", FALSE }, /* a Cyrillic letter */
    { "https://xn--pi-6kc.example.com/", FALSE },
    { "https://api\u3002example.com/", TRUE }, /* a full stop of China, which is one (IDNA) */
    { "https://api.example.com%2eevil.org/", FALSE },
    { "https://api.example.com%00.evil.org/", FALSE },
    { "https://api.example.com\t.evil.org/", FALSE },
    { "https://[::ffff:127.0.0.1]/", FALSE },
    { "http://[::ffff:127.0.0.1]/", FALSE },
    { "http://127.1/", FALSE },
    { "http://2130706433/", FALSE },
    { "//api.example.com/", FALSE },
    { "//evil.org/", FALSE },
    { "https:api.example.com/", FALSE },
    { "https:///api.example.com/", FALSE },
    { "ftp://api.example.com/", FALSE },
    { "/v1/x", FALSE },
    { "", FALSE },
  };
  g_autoptr (SimmerEndpoint) endpoint =
    simmer_endpoint_new ("https://api.example.com/v1", CREDENTIAL);

  use (f,
       "\"hosts\":[\"files.example.com\",\"*.cdn.example.com\"],"
       "\"requests\":{\"status\":{\"path\":\"/s/{id}\"}}");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (simmer_call_may_show_credential (
          simmer_account_get_profile (f->account), cases[i].address, endpoint) != cases[i].may)
      g_error ("%s", cases[i].address);
}

#define UNCLEAR                                                             \
  "\"requests\":{\"status\":{\"path\":\"/{id}\"}},\"answer\":{\"status\":[" \
  "{\"http\":500,\"is\":\"UNCLEAR\"}]}"

/* {"exp":12} and {"exp":99999999999} */
#define OLD_TOKEN   "eyJh.eyJleHAiOjEyfQ.c2ln"
#define FRESH_TOKEN "eyJh.eyJleHAiOjk5OTk5OTk5OTk5fQ.c2ln"

/* Where the answer does not tell whether it is the credential, the credential's own date may. */
static void
test_unclear_with_an_old_token (Fixture *f, gconstpointer data)
{
  use_with (f, "\"header\":\"X-Token\",\"user\":\"X-User\"", "me:" OLD_TOKEN, UNCLEAR);
  answer (f->server, "/base/1", 500, "{}");
  ask (f, "1", NULL);

  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
}

static void
test_unclear_with_a_fresh_token (Fixture *f, gconstpointer data)
{
  use_with (f, "\"header\":\"X-Token\",\"user\":\"X-User\"", "me:" FRESH_TOKEN, UNCLEAR);
  answer (f->server, "/base/1", 500, "{}");
  ask (f, "1", NULL);

  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
  g_assert_true (simmer_error_get_answered (f->error));
}

/* A service sees the token without the name, and may say it again. */
static void
test_repeated_token (Fixture *f, gconstpointer data)
{
  use_with (f, "\"header\":\"X-Token\",\"user\":\"X-User\"", "me:" FRESH_TOKEN, UNCLEAR);
  answer (f->server, "/base/1", 200, "{\"said\":\"" FRESH_TOKEN "\"}");
  ask (f, "1", NULL);

  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
  g_assert_cmpstr (
    simmer_raw_answer_get_text (simmer_error_get_raw_answer (f->error)), ==, "{\"said\":\"•••\"}");
}

#define add(path, func) g_test_add ("/client-profile/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("outcome", test_outcome);
  add ("outcome-of-many", test_outcome_of_many);
  add ("before", test_before);
  add ("pages-by-cursor", test_pages_by_cursor);
  add ("pages-by-offset", test_pages_by_offset);
  add ("pages-elsewhere", test_pages_elsewhere);
  add ("kept-address", test_kept_address);
  add ("redirect", test_redirect);
  add ("credential", test_credential);
  add ("unclear/old-token", test_unclear_with_an_old_token);
  add ("unclear/fresh-token", test_unclear_with_a_fresh_token);
  add ("repeated-token", test_repeated_token);
  return g_test_run ();
}
