/* Reports and results: what is absent stays absent, and what is kept is what was said. */

#include "simmer-report.h"

#include <math.h>

static void
test_empty (void)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  SimmerTaskStatus status = SIMMER_TASK_STATUS_FAILED;

  g_assert_null (simmer_report_get_remote_id (report));
  g_assert_false (simmer_report_get_status (report, &status));
  g_assert_cmpint (status, ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_null (simmer_report_get_unknown_word (report));
  g_assert_cmpfloat (simmer_report_get_progress (report), ==, -1);
  g_assert_cmpint (simmer_report_get_queue_position (report), ==, -1);
  g_assert_cmpfloat (simmer_report_get_eta (report), ==, -1);
  g_assert_null (simmer_report_get_message (report));
  g_assert_null (simmer_report_get_error (report));
  g_assert_null (simmer_report_get_kind (report));
  g_assert_null (simmer_report_get_title (report));
  g_assert_cmpuint (simmer_report_get_attempt (report), ==, 0);
  g_assert_cmpint (simmer_report_get_created (report), ==, 0);
  g_assert_cmpint (simmer_report_get_started (report), ==, 0);
  g_assert_cmpint (simmer_report_get_finished (report), ==, 0);
  g_assert_null (simmer_report_get_results (report));
  g_assert_null (simmer_report_get_etag (report));
  g_assert_false (simmer_report_get_not_modified (report));
  g_assert_cmpint (simmer_report_get_poll_after (report), ==, 0);
}

static void
test_full (void)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autoptr (SimmerReport) other = NULL;
  SimmerTaskStatus status = SIMMER_TASK_STATUS_PENDING;

  simmer_report_set_remote_id (report, "t-1");
  simmer_report_set_status (report, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_unknown_word (report, "brewing");
  simmer_report_set_progress (report, 0.25);
  simmer_report_set_queue_position (report, 3, 1);
  simmer_report_set_eta (report, 12.5);
  simmer_report_set_message (report, "half way");
  simmer_report_set_error (report, "no");
  simmer_report_set_kind (report, "image");
  simmer_report_set_title (report, "a lighthouse");
  simmer_report_set_attempt (report, 2);
  simmer_report_set_times (report, 1, 2, 3);
  simmer_report_take_result (report, simmer_result_new ("/a.png", "image/png", NULL));
  simmer_report_set_etag (report, "\"x\"");
  simmer_report_set_not_modified (report);
  simmer_report_set_poll_after (report, 5);

  other = g_boxed_copy (SIMMER_TYPE_REPORT, report);
  g_assert_true (other == report);
  g_assert_cmpstr (simmer_report_get_remote_id (report), ==, "t-1");
  g_assert_true (simmer_report_get_status (report, &status));
  g_assert_cmpint (status, ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpstr (simmer_report_get_unknown_word (report), ==, "brewing");
  g_assert_cmpfloat (simmer_report_get_progress (report), ==, 0.25);
  g_assert_cmpint (simmer_report_get_queue_position (report), ==, 3);
  g_assert_cmpint (simmer_report_get_queue_base (report), ==, 1);
  g_assert_cmpfloat (simmer_report_get_eta (report), ==, 12.5);
  g_assert_cmpstr (simmer_report_get_message (report), ==, "half way");
  g_assert_cmpstr (simmer_report_get_error (report), ==, "no");
  g_assert_cmpstr (simmer_report_get_kind (report), ==, "image");
  g_assert_cmpstr (simmer_report_get_title (report), ==, "a lighthouse");
  g_assert_cmpuint (simmer_report_get_attempt (report), ==, 2);
  g_assert_cmpint (simmer_report_get_created (report), ==, 1);
  g_assert_cmpint (simmer_report_get_started (report), ==, 2);
  g_assert_cmpint (simmer_report_get_finished (report), ==, 3);
  g_assert_cmpuint (simmer_report_get_results (report)->len, ==, 1);
  g_assert_cmpstr (simmer_report_get_etag (report), ==, "\"x\"");
  g_assert_true (simmer_report_get_not_modified (report));
  g_assert_cmpint (simmer_report_get_poll_after (report), ==, 5);
}

static void
test_refused_values (void)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_progress (report, NAN);
  simmer_report_set_progress (report, INFINITY);
  g_assert_cmpfloat (simmer_report_get_progress (report), ==, -1);
  simmer_report_set_progress (report, 1.5);
  g_assert_cmpfloat (simmer_report_get_progress (report), ==, 1);
  simmer_report_set_progress (report, -0.5);
  g_assert_cmpfloat (simmer_report_get_progress (report), ==, 0);

  simmer_report_set_eta (report, -3);
  simmer_report_set_eta (report, NAN);
  g_assert_cmpfloat (simmer_report_get_eta (report), ==, -1);
  simmer_report_set_queue_position (report, -1, 1);
  g_assert_cmpint (simmer_report_get_queue_position (report), ==, -1);
  simmer_report_set_poll_after (report, -1);
  g_assert_cmpint (simmer_report_get_poll_after (report), ==, 0);

  simmer_report_set_message (report, "x");
  simmer_report_set_message (report, "");
  g_assert_null (simmer_report_get_message (report));
  simmer_report_set_kind (report, "a word that no service would call a kind");
  g_assert_null (simmer_report_get_kind (report));
  simmer_report_set_kind (report, NULL);
  g_assert_null (simmer_report_get_kind (report));
}

static void
test_result (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) same = g_bytes_new ("abc", 3);
  g_autoptr (GBytes) other = g_bytes_new_static ("abd", 3);
  g_autoptr (SimmerResult) remote = simmer_result_new ("/a.png", "image/png", NULL);
  g_autoptr (SimmerResult) twin = simmer_result_new ("/a.png", "image/png", NULL);
  g_autoptr (SimmerResult) typeless = simmer_result_new ("/a.png", NULL, NULL);
  g_autoptr (SimmerResult) stored = simmer_result_with_copy (remote, "/tmp/a.png", NULL);
  g_autoptr (SimmerResult) inline_a = simmer_result_new_inline (bytes, "text/plain");
  g_autoptr (SimmerResult) inline_b = simmer_result_new_inline (same, "text/plain");
  g_autoptr (SimmerResult) inline_c = simmer_result_new_inline (other, "text/plain");
  g_autoptr (SimmerResult) kept = simmer_result_with_copy (inline_a, "/tmp/a.txt", NULL);
  g_autoptr (SimmerResult) empty = simmer_result_new (NULL, "text/plain", NULL);

  g_assert_cmpstr (simmer_result_get_uri (remote), ==, "/a.png");
  g_assert_cmpstr (simmer_result_get_media_type (remote), ==, "image/png");
  g_assert_null (simmer_result_get_path (remote));
  g_assert_null (simmer_result_get_data (remote));
  g_assert_cmpstr (simmer_result_get_path (stored), ==, "/tmp/a.png");
  g_assert_cmpstr (simmer_result_get_uri (stored), ==, "/a.png");
  g_assert_true (simmer_result_get_data (kept) == bytes);
  g_assert_null (simmer_result_get_uri (kept));

  g_assert_true (simmer_result_equal (remote, remote));
  g_assert_true (simmer_result_equal (remote, twin));
  g_assert_false (simmer_result_equal (remote, typeless));
  g_assert_false (simmer_result_equal (remote, stored));
  g_assert_true (simmer_result_equal (inline_a, inline_b));
  g_assert_false (simmer_result_equal (inline_a, inline_c));
  g_assert_false (simmer_result_equal (inline_a, empty));
  g_assert_false (simmer_result_equal (inline_a, kept));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/empty", test_empty);
  g_test_add_func ("/report/full", test_full);
  g_test_add_func ("/report/refused-values", test_refused_values);
  g_test_add_func ("/report/result", test_result);

  return g_test_run ();
}
