/* The tolerant reader, by what was asked: refusals, orders, many tasks at once, messages of a
 * stream. */

#include "reader-rows.h"
#include "simmer-error.h"
#include "simmer-profile-shelf.h"

#include <string.h>

static void
test_refusals (void)
{
  static const Row rows[] = {
    { "{\"code\":404,\"message\":\"no such task\",\"data\":null}",
      "gone! The service no longer knows this task. It says: no such task." },
    { "{\"error_code\":30004,\"error_msg\":\"no such task\",\"data\":null}",
      "gone! The service no longer knows this task. It says: no such task." },
    { "{\"status\":\"not_found\"}", "gone! The service no longer knows this task." },
    { "{\"status\":\"error\",\"message\":\"Task not found\"}",
      "gone! The service no longer knows this task. It says: Task not found." },
    { "{\"code\":401,\"message\":\"bad key\"}",
      "sign-in! The service does not accept the key of this account. It says: bad key." },
    { "{\"code\":\"429\",\"message\":\"slowly\"}",
      "rate-limited! The service asks to wait. It says: slowly." },
    { "{\"code\":\"429\",\"message\":\"slowly! \"}",
      "rate-limited! The service asks to wait. It says: slowly!" },
    { "{\"code\":\"429\",\"message\":\"Say \\\"please.\\\"\"}",
      "rate-limited! The service asks to wait. It says: Say \"please.\"" },
    { "{\"code\":\"429\",\"message\":\"慢一点。\"}",
      "rate-limited! The service asks to wait. It says: 慢一点。" },
    { "{\"code\":500,\"message\":\"oh\"}",
      "unreachable! The service has trouble of its own. It says: oh." },
    { "{\"code\":-1,\"message\":\"broke\"}", "service! broke" },
    { "{\"success\":false,\"error\":{\"message\":\"broke\"}}", "service! broke" },
    { "{\"success\":false}", "service! The service refuses the request." },
    { "{\"error\":\"broke\"}", "service! broke" },
    { "{\"error\":true,\"message\":\"broke\"}", "service! broke" },
    { "{\"success\":false,\"data\":{\"id\":1,\"status\":\"running\"}}", "IN_PROGRESS id=1" },
    { "{\"error\":false,\"data\":{\"id\":1,\"status\":\"running\"}}", "IN_PROGRESS id=1" },
    { "{\"hello\":\"world\"}", "malformed! The answer says nothing about a task." },
    { "\"running\"", "malformed! The answer says nothing about a task." },
    { "", "malformed! The answer is empty." },
    { "<html>Sign in</html>",
      "malformed! The answer is a web page: the address may be wrong, or the network wants you to "
      "sign in." },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_http (void)
{
  static const struct
  {
    guint http_status;
    SimmerVerb verb;
    const char *type;
    const char *body;
    const char *expected;
  } cases[] = {
    { 401,
      SIMMER_VERB_STATUS,
      JSON,
      "{\"error\":\"bad key\"}",
      "sign-in! The service does not accept the key of this account. It says: bad key." },
    { 403,
      SIMMER_VERB_SUBMIT,
      JSON,
      "",
      "sign-in! The service does not accept the key of this account. (HTTP 403)" },
    { 404,
      SIMMER_VERB_STATUS,
      JSON,
      "{\"detail\":\"Task 'x' not found\"}",
      "gone! The service no longer knows this task. It says: Task 'x' not found." },
    { 410,
      SIMMER_VERB_CANCEL,
      NULL,
      "",
      "gone! The service no longer knows this task. (HTTP 410)" },
    { 404,
      SIMMER_VERB_SUBMIT,
      "text/html",
      "<h1>Not Found</h1>",
      "service! The service refuses the request. (HTTP 404)" },
    { 404, SIMMER_VERB_STATUSES, "text/plain", "no route", "service! no route" },
    { 429, SIMMER_VERB_STATUS, JSON, "{}", "rate-limited! The service asks to wait. (HTTP 429)" },
    { 503,
      SIMMER_VERB_STATUS,
      "text/html",
      "<html>",
      "rate-limited! The service asks to wait. (HTTP 503)" },
    { 500,
      SIMMER_VERB_STATUS,
      JSON,
      "{\"status\":\"error\",\"message\":\"db\"}",
      "unreachable! The service has trouble of its own. It says: db." },
    { 502,
      SIMMER_VERB_STATUS,
      "text/plain",
      " bad\ngateway ",
      "unreachable! The service has trouble of its own. It says: bad gateway." },
    { 408,
      SIMMER_VERB_STATUS,
      JSON,
      "{",
      "unreachable! The service has trouble of its own. (HTTP 408)" },
    { 400,
      SIMMER_VERB_STATUS,
      JSON,
      "{\"status\":\"error\",\"message\":\"bad id\"}",
      "service! bad id" },
    { 402,
      SIMMER_VERB_SUBMIT,
      JSON,
      "{\"title\":\"Credit used up\",\"status\":402}",
      "service! Credit used up" },
    { 422,
      SIMMER_VERB_SUBMIT,
      JSON,
      "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"field required\"}]}",
      "service! field required" },
    { 422,
      SIMMER_VERB_SUBMIT,
      JSON,
      "{\"status\":\"error\",\"message\":\"too long\"}",
      "service! too long" },
    { 422,
      SIMMER_VERB_STATUS,
      JSON,
      "{\"status\":\"error\",\"message\":\"did not validate\"}",
      "FAILED err=did not validate" },
    { 422, SIMMER_VERB_STATUS, JSON, "[\"a\"]", "service! a" },
    { 422, SIMMER_VERB_STATUS, JSON, "{\"id\":1,\"error\":\"odd\"}", "service! odd" },
    { 409,
      SIMMER_VERB_CANCEL,
      JSON,
      "{\"id\":1,\"status\":\"COMPLETED\",\"url\":\"/a\"}",
      "COMPLETED id=1 [? /a]" },
    { 409,
      SIMMER_VERB_RETRY,
      JSON,
      "{\"error\":{\"message\":\"It still runs.\"}}",
      "service! It still runs." },
    { 302,
      SIMMER_VERB_STATUS,
      NULL,
      "",
      "malformed! The service points to another address. (HTTP 302)" },
    { 418, SIMMER_VERB_STATUS, "text/plain", "\xff\xfe", "service! \xef\xbf\xbd\xef\xbf\xbd" },
    { 200,
      SIMMER_VERB_STATUS,
      "TEXT/HTML; charset=utf-8",
      "{\"id\":1,\"status\":\"done\"}",
      "malformed! The answer is a web page: the address may be wrong, or the network wants you to "
      "sign in." },
    { 200, SIMMER_VERB_STATUS, NULL, "{\"id\":1,\"status\":\"done\"}", "COMPLETED id=1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = make_bytes (cases[i].body);
      g_autoptr (GError) error = NULL;
      SimmerAnswer answer = { .http_status = cases[i].http_status,
                              .content_type = cases[i].type,
                              .body = body };
      g_autoptr (SimmerReport) report =
        simmer_reader_read (simmer_profile_get_native (), cases[i].verb, &answer, &error);
      g_autofree char *said =
        report != NULL
          ? describe (report)
          : g_strdup_printf ("%s! %s", simmer_error_to_string (error->code), error->message);

      g_assert_cmpstr (said, ==, cases[i].expected);
    }
}

static void
test_submit (void)
{
  static const Row rows[] = {
    { "{\"taskId\":\"a\",\"status\":\"PENDING\",\"queuePosition\":2}", "PENDING id=a q=2/1" },
    { "{\"task_id\":\"a\"}", "- id=a" },
    { "{\"code\":200,\"data\":{\"taskId\":\"a\"}}", "- id=a" },
    { "{\"code\":0,\"data\":\"a\"}", "- id=a" },
    { "{\"result\":17}", "- id=17" },
    { "{\"success\":true,\"data\":{\"task\":{\"id\":\"a\"}}}", "- id=a" },
    { "{\"status\":\"success\",\"task_id\":\"a\"}", "- id=a" },
    { "{\"status\":\"success\",\"data\":{\"task_id\":\"a\"}}", "- id=a" },
    { "{\"id\":\"a\",\"status\":\"success\",\"output\":\"https://h/a.png\"}",
      "COMPLETED id=a [? https://h/a.png]" },
    { "[{\"id\":\"a\",\"status\":\"submitted\"},{\"id\":\"b\",\"status\":\"submitted\"}]",
      "PENDING id=a" },
    { "{\"status\":\"error\",\"message\":\"no credit\"}", "service! no credit" },
    { "{\"status\":\"not_found\",\"message\":\"no such model\"}", "service! no such model" },
    { "{\"code\":1001,\"message\":\"model not found\"}", "service! model not found" },
    { "{\"message\":\"thanks\"}", "-" },
    { "", "-" },
  };

  CHECK (SUBMIT, 202, rows);
}

static void
test_cancel (void)
{
  static const Row rows[] = {
    { "", "-" },
    { "{}", "-" },
    { "{\"success\":true,\"message\":\"cancelled\"}", "-" },
    { "{\"status\":\"success\"}", "-" },
    { "{\"id\":\"a\",\"status\":\"CANCELLED\"}", "CANCELLED id=a" },
    { "{\"id\":\"a\",\"status\":\"cancelling\"}", "IN_PROGRESS id=a" },
    { "{\"id\":\"a\",\"status\":\"completed\"}", "COMPLETED id=a" },
    { "{\"code\":400,\"message\":\"already finished\"}", "service! already finished" },
  };

  CHECK (CANCEL, 200, rows);
  CHECK (RETRY, 200, rows);
}

static void
check_many (const char *text, const char *expected)
{
  g_autoptr (GBytes) body = make_bytes (text);
  g_autoptr (GError) error = NULL;
  SimmerAnswer answer = { .http_status = 200, .content_type = JSON, .body = body };
  g_autoptr (GPtrArray) reports =
    simmer_reader_read_many (simmer_profile_get_native (), SIMMER_VERB_STATUSES, &answer, &error);
  g_autoptr (GString) said = g_string_new (NULL);

  if (reports == NULL)
    g_string_append_printf (said, "%s!", simmer_error_to_string (error->code));
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      g_autofree char *one = describe (g_ptr_array_index (reports, i));

      g_string_append_printf (said, "%s%s", i > 0 ? " | " : "", one);
    }
  if (!g_str_equal (said->str, expected))
    g_error ("%s\n  says  %s\n  not   %s", text, said->str, expected);
}

static void
test_many (void)
{
#define TWO \
  "{\"id\":\"a\",\"status\":\"running\"},{\"id\":\"b\",\"status\":\"done\",\"url\":\"/b\"}"
  const char *two = "IN_PROGRESS id=a | COMPLETED id=b [? /b]";

  check_many ("{\"tasks\":[" TWO "],\"missed\":[\"c\"]}", two);
  check_many ("[" TWO "]", two);
  check_many ("{\"success\":true,\"data\":[" TWO "]}", two);
  check_many ("{\"code\":0,\"data\":{\"items\":[" TWO "],\"total\":2}}", two);
  check_many ("{\"data\":{\"a\":{\"status\":\"running\"},\"b\":{\"id\":\"b\",\"status\":\"done\","
              "\"url\":\"/b\"}}}",
              two);
  check_many ("{\"a\":{\"status\":\"running\"},\"n\":1}", "IN_PROGRESS id=a");
  check_many ("{\"id\":\"a\",\"status\":\"running\"}", "IN_PROGRESS id=a");
  check_many ("{\"tasks\":[1,null,{\"x\":1},{\"status\":\"done\"},[" TWO "],"
              "{\"data\":{\"id\":\"c\",\"status\":\"queued\"}}]}",
              "PENDING id=c");
  check_many ("{\"tasks\":[]}", "");
  check_many ("[]", "");
  check_many ("{}", "malformed!");
  check_many ("7", "malformed!");
  check_many ("{", "malformed!");
  check_many ("<html>", "malformed!");
  check_many ("{\"code\":401,\"data\":[]}", "sign-in!");
  check_many ("{\"error\":\"no such account\"}", "service!");
}

static void
test_many_http (void)
{
  g_autoptr (GBytes) body = make_bytes ("slowly");
  SimmerAnswer answer = { .http_status = 429, .content_type = "text/plain", .body = body };
  g_autoptr (GError) error = NULL;

  g_assert_null (
    simmer_reader_read_many (simmer_profile_get_native (), SIMMER_VERB_LIST, &answer, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
}

static void
check_message (const char *text, const char *remote_id, const char *expected)
{
  g_autoptr (GBytes) body = make_bytes (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports =
    simmer_reader_read_message (simmer_profile_get_native (), remote_id, body, &error);
  g_autoptr (GString) said = g_string_new (NULL);

  if (reports == NULL)
    g_string_append_printf (said, "%s!", simmer_error_to_string (error->code));
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      g_autofree char *one = describe (g_ptr_array_index (reports, i));

      g_string_append_printf (said, "%s%s", i > 0 ? " | " : "", one);
    }
  if (!g_str_equal (said->str, expected))
    g_error ("%s\n  says  %s\n  not   %s", text, said->str, expected);
}

static void
test_messages (void)
{
  const char *two = "IN_PROGRESS id=a | COMPLETED id=b [? /b]";

  check_message ("{\"type\":\"snapshot\",\"tasks\":[" TWO "]}", NULL, two);
  check_message ("[" TWO "]", NULL, two);
  check_message ("{\"type\":\"snapshot\",\"tasks\":[]}", NULL, "");
  check_message (
    "{\"type\":\"task\",\"task\":{\"taskId\":\"a\",\"status\":\"PENDING\"}}", NULL, "PENDING id=a");
  check_message ("{\"type\":\"heartbeat\"}", NULL, "");
  check_message ("{\"type\":\"error\",\"message\":\"no\"}", NULL, "");
  check_message ("{\"status\":\"done\"}", NULL, "");
  check_message ("7", NULL, "");
  check_message ("", NULL, "malformed!");
  check_message ("{", NULL, "malformed!");

  /* A task with lists of its own is one task. */
  check_message ("{\"id\":\"a\",\"status\":\"done\",\"results\":[{\"url\":\"/a\"}]}",
                 NULL,
                 "COMPLETED id=a [? /a]");
  /* A stream about one task need not name it, and its heartbeat is none. */
  check_message ("{\"status\":\"running\"}", "x", "IN_PROGRESS id=x");
  check_message ("{\"id\":\"a\",\"status\":\"running\"}", "x", "IN_PROGRESS id=a");
  check_message ("{\"type\":\"ping\"}", "x", "");
}

/* What failed, or cannot be read, is kept as it came; what passes by itself is not. */
static void
test_raw_answers (void)
{
  static const struct
  {
    guint status;
    const char *text;
    gboolean kept;
  } rows[] = {
    { 200, "{\"id\":1,\"status\":\"failed\",\"error\":\"no\"}", TRUE },
    { 422, "{\"id\":1,\"status\":\"failed\",\"error\":\"no\"}", TRUE },
    { 200, "{\"id\":1,\"status\":\"running\",\"error\":\"no\"}", FALSE },
    { 200, "{\"id\":1,\"status\":\"done\",\"url\":\"/a\"}", FALSE },
    { 200, "{\"id\":1,", TRUE },
    { 200, "<html>Sign in", TRUE },
    { 200, "{\"success\":false,\"message\":\"no\"}", TRUE },
    { 404, "{\"message\":\"not found\"}", TRUE },
    { 401, "{\"message\":\"who are you\"}", FALSE },
    { 429, "slowly", FALSE },
    { 500, "oh no", FALSE },
    { 503, "<html>Down", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = make_bytes (rows[i].text);
      g_autoptr (GError) error = NULL;
      SimmerAnswer answer = { .http_status = rows[i].status, .body = body };
      g_autoptr (SimmerReport) report =
        simmer_reader_read (simmer_profile_get_native (), SIMMER_VERB_STATUS, &answer, &error);
      SimmerRawAnswer *raw = report != NULL ? simmer_report_get_raw_answer (report)
                                            : simmer_error_get_raw_answer (error);

      g_test_message ("%u %s", rows[i].status, rows[i].text);
      g_assert_true ((raw != NULL) == rows[i].kept);
      if (raw != NULL)
        {
          g_assert_cmpuint (simmer_raw_answer_get_http_status (raw), ==, rows[i].status);
          g_assert_cmpstr (simmer_raw_answer_get_text (raw), ==, rows[i].text);
        }
    }
}

/* Of an answer about many, each keeps what is about it alone. */
static void
test_raw_answers_of_many (void)
{
  g_autoptr (GBytes) body = make_bytes ("{\"tasks\":[{\"id\":\"a\",\"status\":\"running\"},"
                                        "{\"id\":\"b\",\"status\":\"failed\",\"error\":\"no\"}]}");
  SimmerAnswer answer = { .http_status = 200, .content_type = JSON, .body = body };
  g_autoptr (GPtrArray) reports =
    simmer_reader_read_many (simmer_profile_get_native (), SIMMER_VERB_STATUSES, &answer, NULL);
  SimmerRawAnswer *raw;

  g_assert_cmpuint (reports->len, ==, 2);
  g_assert_null (simmer_report_get_raw_answer (reports->pdata[0]));
  raw = simmer_report_get_raw_answer (reports->pdata[1]);
  g_assert_nonnull (strstr (simmer_raw_answer_get_text (raw), "\"b\""));
  g_assert_null (strstr (simmer_raw_answer_get_text (raw), "\"a\""));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/refusals", test_refusals);
  g_test_add_func ("/reader/http", test_http);
  g_test_add_func ("/reader/submit", test_submit);
  g_test_add_func ("/reader/cancel", test_cancel);
  g_test_add_func ("/reader/many", test_many);
  g_test_add_func ("/reader/many-http", test_many_http);
  g_test_add_func ("/reader/messages", test_messages);
  g_test_add_func ("/reader/raw-answers", test_raw_answers);
  g_test_add_func ("/reader/raw-answers-of-many", test_raw_answers_of_many);

  return g_test_run ();
}
