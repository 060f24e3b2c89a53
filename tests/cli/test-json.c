#include "simmer-json-lines.h"

#include "simmer-cli-words.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

static const char *const fields[] = {
  "id",  "account", "remoteId", "title",   "status",  "tracking",  "progress",  "queuePosition",
  "eta", "message", "error",    "results", "attempt", "createdAt", "startedAt", "finishedAt",
};

static JsonObject *
parse (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (line, &error);

  g_assert_no_error (error);
  g_assert_null (strchr (line, '\n'));
  return json_object_ref (json_node_get_object (node));
}

static void
report (SimmerTask *task, SimmerReport *taken)
{
  g_autoptr (SimmerReport) owned = taken;

  simmer_task_apply_report (task, owned, simmer_task_next_sequence (task), NOW);
}

static void
test_fields (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new ("abcd", "builtin", "This Computer");
  g_autofree char *line = simmer_json_line_from_task (task, NULL, NOW);
  g_autoptr (JsonObject) object = parse (line);
  g_autoptr (GList) members = json_object_get_members (object);
  GList *member = members;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++, member = member->next)
    g_assert_cmpstr (member->data, ==, fields[i]);
  g_assert_null (member);

  g_assert_cmpstr (json_object_get_string_member (object, "id"), ==, "abcd");
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "PENDING");
  g_assert_cmpstr (json_object_get_string_member (object, "tracking"), ==, "polling");
  g_assert_true (json_object_get_null_member (object, "remoteId"));
  g_assert_true (json_object_get_null_member (object, "progress"));
  g_assert_true (json_object_get_null_member (object, "queuePosition"));
  g_assert_true (json_object_get_null_member (object, "eta"));
  g_assert_true (json_object_get_null_member (object, "error"));
  g_assert_true (json_object_get_null_member (object, "finishedAt"));
  g_assert_cmpuint (
    json_array_get_length (json_object_get_array_member (object, "results")), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "attempt"), ==, 1);
}

static void
test_running (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *line = NULL;
  SimmerReport *running = simmer_report_new ();

  simmer_report_set_status (running, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_progress (running, 0.25);
  simmer_report_set_eta (running, 12.5);
  simmer_report_set_message (running, "drawing");
  report (task, running);

  line = simmer_json_line_from_task (task, NULL, NOW);
  object = parse (line);
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "IN_PROGRESS");
  g_assert_cmpfloat (json_object_get_double_member (object, "progress"), ==, 0.25);
  g_assert_cmpfloat (json_object_get_double_member (object, "eta"), ==, 12.5);
  g_assert_cmpstr (json_object_get_string_member (object, "message"), ==, "drawing");
  g_assert_cmpstr (
    json_object_get_string_member (object, "startedAt"), ==, "2026-11-18T11:06:40.000Z");
}

static void
test_error (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *line = NULL;
  g_autofree char *words = NULL;
  g_autoptr (SimmerRawAnswer) raw =
    simmer_raw_answer_new (200, "text/plain", "one\n\x1b[2Jtwo", 11);
  SimmerReport *failed = simmer_report_new ();
  JsonObject *error;

  simmer_report_set_status (failed, SIMMER_TASK_STATUS_FAILED);
  simmer_report_set_error (failed, "out of memory");
  simmer_report_set_raw_answer (failed, raw);
  report (task, failed);

  line = simmer_json_line_from_task (task, NULL, NOW);
  object = parse (line);
  error = json_object_get_object_member (object, "error");
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "FAILED");
  g_assert_cmpstr (json_object_get_string_member (object, "tracking"), ==, "ended");
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, "service");
  g_assert_cmpstr (json_object_get_string_member (error, "message"), ==, "out of memory");
  g_assert_cmpuint (strlen (json_object_get_string_member (error, "hint")), >, 0);

  error = json_object_get_object_member (error, "rawAnswer");
  g_assert_cmpint (json_object_get_int_member (error, "httpStatus"), ==, 200);
  g_assert_cmpstr (json_object_get_string_member (error, "mediaType"), ==, "text/plain");
  g_assert_cmpint (json_object_get_int_member (error, "length"), ==, 11);
  g_assert_cmpstr (json_object_get_string_member (error, "text"), ==, "one\n�[2Jtwo");

  words = simmer_cli_words_describe (task, NULL, NOW);
  g_assert_nonnull (strstr (words, "Raw answer     HTTP 200 · text/plain · 11"));
  g_assert_nonnull (strstr (words, "\n    one\n    �[2Jtwo"));
}

static void
test_results (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) saved = NULL;
  g_autofree char *line = NULL;
  g_autofree char *saved_line = NULL;
  SimmerReport *done = simmer_report_new ();
  JsonObject *result;

  simmer_report_set_status (done, SIMMER_TASK_STATUS_COMPLETED);
  simmer_report_take_result (done, simmer_result_new ("/result/7/0", "image/png", NULL));
  report (task, done);

  line = simmer_json_line_from_task (task, NULL, NOW);
  object = parse (line);
  result = json_array_get_object_element (json_object_get_array_member (object, "results"), 0);
  g_assert_cmpstr (json_object_get_string_member (result, "uri"), ==, "/result/7/0");
  g_assert_cmpstr (json_object_get_string_member (result, "mediaType"), ==, "image/png");
  g_assert_true (json_object_get_null_member (result, "path"));
  g_assert_cmpfloat (json_object_get_double_member (object, "progress"), ==, 1);
  g_assert_true (json_object_get_null_member (object, "eta"));

  saved_line =
    simmer_json_line_from_task (task, (const char *const[]){ "/tmp/sea.png", NULL }, NOW);
  saved = parse (saved_line);
  result = json_array_get_object_element (json_object_get_array_member (saved, "results"), 0);
  g_assert_cmpstr (json_object_get_string_member (result, "path"), ==, "/tmp/sea.png");
}

/* What comes out is JSON of the same text, and cannot steer a terminal. */
static void
test_hostile (void)
{
  static const char title[] = "a\033[2J\"\\\n\xc2\x9b"
                              "2J\u202eb\u2028\x7f";
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *line = NULL;

  simmer_task_set_title (task, title);
  line = simmer_json_line_from_task (task, NULL, NOW);
  object = parse (line);
  g_assert_cmpstr (json_object_get_string_member (object, "title"), ==, title);

  for (const char *p = line; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_assert_true (c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && c != 0x202e && c != 0x2028);
    }
}

static void
test_time (void)
{
  g_autofree char *time = simmer_json_line_format_time (NOW + 7500);
  g_autofree char *unknown = simmer_json_line_format_time (0);

  g_assert_cmpstr (time, ==, "2026-11-18T11:06:40.007Z");
  g_assert_null (unknown);
}

/* In a pipe there is a line at each change of state and each tenth, and at nothing else. */
static void
test_stages (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  guint last = simmer_cli_words_get_stage (task);
  guint changes = 0;

  for (int percent = 0; percent < 100; percent++)
    {
      SimmerReport *running = simmer_report_new ();
      guint stage;

      simmer_report_set_status (running, SIMMER_TASK_STATUS_IN_PROGRESS);
      simmer_report_set_progress (running, percent / 100.0);
      simmer_report_set_message (running, percent % 2 ? "odd" : "even");
      report (task, running);
      stage = simmer_cli_words_get_stage (task);
      if (stage != last)
        changes++;
      last = stage;
    }
  g_assert_cmpuint (changes, ==, 10);

  simmer_task_set_tracking (task, SIMMER_TRACKING_UNREACHABLE, 0);
  g_assert_cmpuint (simmer_cli_words_get_stage (task), !=, last);
  simmer_task_set_tracking (task, SIMMER_TRACKING_POLLING, 0);
  g_assert_cmpuint (simmer_cli_words_get_stage (task), ==, last);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  g_assert_cmpuint (simmer_cli_words_get_stage (task), !=, last);
}

static void
test_words_hostile (void)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, "builtin", "This Computer");
  g_autofree char *state = NULL;
  g_autofree char *whole = NULL;
  SimmerReport *failed = simmer_report_new ();

  simmer_task_set_title (task, "\033]0;owned\007");
  simmer_task_set_remote_id (task, "\033[31m17");
  simmer_report_set_status (failed, SIMMER_TASK_STATUS_FAILED);
  simmer_report_set_error (failed, "line one\n\033[1Aline two\u202e");
  report (task, failed);

  state = simmer_cli_words_for_state (task, NOW);
  whole = simmer_cli_words_describe (task, "A \033[5mservice", NOW);
  g_assert_null (strpbrk (state, "\033\n\007"));
  g_assert_null (strpbrk (whole, "\033\007"));
  g_assert_null (strstr (whole, "\u202e"));
  g_assert_nonnull (strstr (whole, "line one"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/json/fields", test_fields);
  g_test_add_func ("/cli/json/running", test_running);
  g_test_add_func ("/cli/json/error", test_error);
  g_test_add_func ("/cli/json/results", test_results);
  g_test_add_func ("/cli/json/hostile", test_hostile);
  g_test_add_func ("/cli/json/time", test_time);
  g_test_add_func ("/cli/words/stages", test_stages);
  g_test_add_func ("/cli/words/hostile", test_words_hostile);

  return g_test_run ();
}
