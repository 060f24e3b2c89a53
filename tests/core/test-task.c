/* A task's state machine: what reports, orders and trouble do to it, and whom that tells. */

#include "simmer-task-mirror.h"
#include "simmer-task-state.h"

#define NOW        (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECONDS(n) ((gint64) (n) *G_USEC_PER_SEC)

static SimmerTask *
make_task (void)
{
  SimmerTask *task = simmer_task_new ("0001", "builtin", "This Computer");

  simmer_task_set_created (task, NOW, TRUE);
  simmer_task_set_remote_id (task, "r1");

  return task;
}

static gboolean
hear (SimmerTask *task, SimmerTaskStatus status, double progress, gint64 when)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_report_set_progress (report, progress);

  return simmer_task_apply_report (task, report, simmer_task_next_sequence (task), when);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
watch_cb (SimmerTask *task, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_life (void)
{
  g_autoptr (SimmerTask) task = make_task ();

  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_PENDING);
  g_assert_true (simmer_task_is_active (task));
  g_assert_false (simmer_task_get_fresh (task));

  g_assert_true (hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25, NOW + SECONDS (2)));
  g_assert_true (simmer_task_get_fresh (task));
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, 0.25);
  g_assert_cmpint (simmer_task_get_started (task), ==, NOW + SECONDS (2));

  g_assert_true (hear (task, SIMMER_TASK_STATUS_COMPLETED, -1, NOW + SECONDS (9)));
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, 1);
  g_assert_cmpint (simmer_task_get_finished (task), ==, NOW + SECONDS (9));
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_ENDED);
  g_assert_false (simmer_task_is_active (task));
}

/* From each status to each. */
static void
test_moves (void)
{
  for (int from = 0; from < SIMMER_N_TASK_STATUSES; from++)
    for (int to = 0; to < SIMMER_N_TASK_STATUSES; to++)
      {
        g_autoptr (SimmerTask) task = make_task ();
        gboolean legal =
          from == SIMMER_TASK_STATUS_PENDING || from == SIMMER_TASK_STATUS_IN_PROGRESS;

        hear (task, from, -1, NOW + SECONDS (1));
        g_assert_cmpint (simmer_task_get_status (task), ==, from);
        hear (task, to, -1, NOW + SECONDS (2));
        g_assert_cmpint (simmer_task_get_status (task), ==, legal ? to : from);
      }
}

static void
test_final_is_final (void)
{
  const SimmerTaskStatus ends[] = { SIMMER_TASK_STATUS_COMPLETED,
                                    SIMMER_TASK_STATUS_FAILED,
                                    SIMMER_TASK_STATUS_CANCELLED };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (SimmerTask) task = make_task ();

      hear (task, ends[i], -1, NOW + SECONDS (1));
      for (int status = 0; status < SIMMER_N_TASK_STATUSES; status++)
        g_assert_false (hear (task, (SimmerTaskStatus) status, 0.5, NOW + SECONDS (2)));
      g_assert_cmpint (simmer_task_get_status (task), ==, ends[i]);
    }
}

static void
test_late_reports_are_dropped (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerReport) old = simmer_report_new ();
  guint64 early = simmer_task_next_sequence (task);

  simmer_report_set_status (old, SIMMER_TASK_STATUS_PENDING);
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (2));
  g_assert_false (simmer_task_apply_report (task, old, early, NOW + SECONDS (3)));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
}

static void
test_service_revives (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerReport) first = simmer_report_new ();
  g_autoptr (SimmerReport) again = simmer_report_new ();

  simmer_report_set_status (first, SIMMER_TASK_STATUS_FAILED);
  simmer_report_set_error (first, "Out of memory");
  simmer_report_set_attempt (first, 1);
  simmer_task_apply_report (task, first, simmer_task_next_sequence (task), NOW + SECONDS (1));
  g_assert_cmpstr (simmer_task_get_error_message (task), ==, "Out of memory");

  simmer_report_set_status (again, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_attempt (again, 2);
  g_assert_true (
    simmer_task_apply_report (task, again, simmer_task_next_sequence (task), NOW + SECONDS (5)));
  g_assert_cmpuint (simmer_task_get_attempt (task), ==, 2);
  g_assert_null (simmer_task_get_error_message (task));
  g_assert_cmpuint (simmer_task_get_attempts (task)->len, ==, 1);
}

static void
test_requeued (void)
{
  g_autoptr (SimmerTask) task = make_task ();

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.7, NOW + SECONDS (2));
  hear (task, SIMMER_TASK_STATUS_PENDING, -1, NOW + SECONDS (4));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_PENDING);
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, -1);
  g_assert_cmpint (simmer_task_get_started (task), ==, 0);

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.1, NOW + SECONDS (6));
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, 0.1);
  g_assert_cmpint (simmer_task_get_started (task), ==, NOW + SECONDS (6));
}

static void
test_progress_holds (void)
{
  g_autoptr (SimmerTask) task = make_task ();

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (1));
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.3, NOW + SECONDS (2));
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, 0.5);
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 1, NOW + SECONDS (3));
  g_assert_cmpfloat (simmer_task_get_progress (task), <, 1);
}

static void
test_unknown_word (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_unknown_word (report, "MARINATING");
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.2, NOW + SECONDS (1));
  g_test_expect_message ("Simmer-Task", G_LOG_LEVEL_MESSAGE, "*MARINATING*");
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOW + SECONDS (2));
  g_test_assert_expected_messages ();
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOW + SECONDS (3));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_true (simmer_task_is_active (task));
}

static void
test_same_answer_tells_nobody (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  guint notified = 0;
  guint watched = 0;
  guint revision;

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (1));
  g_signal_connect (task, "notify", G_CALLBACK (count_cb), &notified);
  simmer_task_set_watch (task, watch_cb, &watched);
  revision = simmer_task_get_revision (task);

  g_assert_false (hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (2)));
  g_assert_cmpuint (notified, ==, 0);
  g_assert_cmpuint (watched, ==, 0);
  g_assert_cmpuint (simmer_task_get_revision (task), ==, revision);
  g_assert_cmpint (simmer_task_get_changed (task), ==, NOW + SECONDS (1));
  g_assert_cmpint (simmer_task_get_heard (task), ==, NOW + SECONDS (2));

  g_assert_true (hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.6, NOW + SECONDS (3)));
  g_assert_cmpuint (notified, ==, 2);
  g_assert_cmpuint (watched, ==, 1);
  g_assert_cmpuint (simmer_task_get_revision (task), ==, revision + 1);
}

static void
test_trouble_fails_nothing (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (GError) error =
    g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, "It does not answer.");
  SimmerError code;

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (1));
  simmer_task_set_tracking (task, SIMMER_TRACKING_UNREACHABLE, NOW + SECONDS (60));
  simmer_task_set_error (task, error);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_UNREACHABLE);

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.6, NOW + SECONDS (9));
  g_assert_false (simmer_task_get_error (task, NULL));
}

static void
test_deadline_and_keep_waiting (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (GError) error =
    g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT, "It took too long.");

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5, NOW + SECONDS (1));
  simmer_task_fail (task, error, NOW + SECONDS (3600));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_failed_here (task));

  simmer_task_revive (task, NOW + SECONDS (3700));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  g_assert_cmpint (simmer_task_get_patience (task), ==, NOW + SECONDS (3700));
  g_assert_true (hear (task, SIMMER_TASK_STATUS_COMPLETED, -1, NOW + SECONDS (3800)));
}

static void
test_retry_keeps_the_row (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  guint64 asked_before;
  g_autoptr (SimmerReport) late = simmer_report_new ();

  asked_before = simmer_task_next_sequence (task);
  hear (task, SIMMER_TASK_STATUS_FAILED, -1, NOW + SECONDS (1));
  simmer_task_begin_attempt (task, NOW + SECONDS (2));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_PENDING);
  g_assert_cmpuint (simmer_task_get_attempt (task), ==, 2);
  g_assert_cmpint (simmer_task_get_created (task), ==, NOW);
  g_assert_cmpint (simmer_task_get_submitted (task), ==, NOW + SECONDS (2));

  simmer_report_set_status (late, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_false (simmer_task_apply_report (task, late, asked_before, NOW + SECONDS (3)));
}

static void
test_cancel_lost_the_race (void)
{
  g_autoptr (SimmerTask) task = make_task ();

  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.9, NOW + SECONDS (1));
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
  hear (task, SIMMER_TASK_STATUS_COMPLETED, -1, NOW + SECONDS (2));
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  g_assert_nonnull (simmer_task_get_message (task));
}

static void
test_times_are_believed_with_care (void)
{
  g_autoptr (SimmerTask) sane = make_task ();
  g_autoptr (SimmerTask) skewed = make_task ();
  g_autoptr (SimmerTask) tracked = simmer_task_new (NULL, "a", "A");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_times (report, NOW - SECONDS (50), NOW + SECONDS (3), 0);
  simmer_task_apply_report (sane, report, simmer_task_next_sequence (sane), NOW + SECONDS (5));
  g_assert_cmpint (simmer_task_get_started (sane), ==, NOW + SECONDS (3));

  /* A clock that is an hour ahead is not believed. */
  simmer_task_apply_report (
    skewed, report, simmer_task_next_sequence (skewed), NOW + SECONDS (3) - SECONDS (3600));
  g_assert_cmpint (simmer_task_get_started (skewed), ==, NOW + SECONDS (3) - SECONDS (3600));

  simmer_task_set_created (tracked, NOW, FALSE);
  simmer_task_apply_report (
    tracked, report, simmer_task_next_sequence (tracked), NOW + SECONDS (5));
  g_assert_cmpint (simmer_task_get_submitted (tracked), ==, NOW - SECONDS (50));
}

static void
test_state_round_trip (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerTask) copy = simmer_task_new ("0001", "builtin", "This Computer");
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) again = NULL;

  json_object_set_string_member (inputs, "prompt", "A lighthouse");
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_title (task, "A lighthouse");
  simmer_task_set_kind (task, "image");
  simmer_task_set_submit_key (task, "key");
  hear (task, SIMMER_TASK_STATUS_FAILED, -1, NOW + SECONDS (1));
  simmer_task_begin_attempt (task, NOW + SECONDS (2));
  simmer_report_set_status (report, SIMMER_TASK_STATUS_COMPLETED);
  simmer_report_take_result (report, simmer_result_new ("/r/1", "image/png", "/tmp/1.png"));
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOW + SECONDS (5));

  state = simmer_task_to_state (task);
  g_assert_true (simmer_task_load_state (copy, state));
  again = simmer_task_to_state (copy);
  g_assert_true (json_node_equal (state, again));
  g_assert_cmpint (simmer_task_get_tracking (copy), ==, SIMMER_TRACKING_ENDED);
  g_assert_cmpstr (simmer_task_get_title (copy), ==, "A lighthouse");
}

/* The answer goes with the error: to the store and back, and away when all is well again. */
static void
test_raw_answer (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerTask) copy = simmer_task_new ("0001", "builtin", "This Computer");
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autoptr (SimmerRawAnswer) raw = simmer_raw_answer_new (200, "application/json", "{}", 2);
  g_autoptr (GError) error = g_error_new (SIMMER_ERROR, SIMMER_ERROR_MALFORMED, "no");
  g_autoptr (JsonNode) state = NULL;
  guint revision;

  simmer_error_take_raw_answer (error, simmer_raw_answer_ref (raw));
  simmer_task_set_error (task, error);
  g_assert_true (simmer_task_get_raw_answer (task) == raw);
  revision = simmer_task_get_revision (task);
  simmer_task_set_error (task, error);
  g_assert_cmpuint (simmer_task_get_revision (task), ==, revision);
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, .5, NOW);
  g_assert_null (simmer_task_get_raw_answer (task));

  simmer_report_set_status (report, SIMMER_TASK_STATUS_FAILED);
  simmer_report_set_error (report, "Ran out of memory");
  simmer_report_set_raw_answer (report, raw);
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOW + SECONDS (1));
  g_assert_true (simmer_task_get_raw_answer (task) == raw);

  state = simmer_task_to_state (task);
  g_assert_true (simmer_task_load_state (copy, state));
  g_assert_true (simmer_raw_answer_equal (simmer_task_get_raw_answer (copy), raw));

  simmer_task_begin_attempt (task, NOW + SECONDS (2));
  g_assert_null (simmer_task_get_raw_answer (task));
}

/* A person is told to try again only where Simmer does not, and blamed only for what is theirs. */
static void
test_error_hint (void)
{
  static const struct
  {
    const char *reason;
    const char *hint;
  } rows[] = {
    { "Ran out of memory", "Try again. If it fails the same way" },
    { "Internal Server Error", "The fault is not yours." },
    { "unknown_error", "The fault is not yours." },
    { NULL, "Try again. If it fails the same way" },
  };
  g_autoptr (GError) error = g_error_new (SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, "no");
  g_autoptr (GError) refused = g_error_new (SIMMER_ERROR, SIMMER_ERROR_SERVICE, "Too large");
  g_autoptr (SimmerTask) troubled = make_task ();
  g_autoptr (SimmerTask) unsent = make_task ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SimmerTask) task = make_task ();
      g_autoptr (SimmerReport) report = simmer_report_new ();

      simmer_report_set_status (report, SIMMER_TASK_STATUS_FAILED);
      simmer_report_set_error (report, rows[i].reason);
      simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOW);
      g_assert_true (g_str_has_prefix (simmer_task_get_error_hint (task), rows[i].hint));
    }

  simmer_task_set_error (troubled, error);
  g_assert_nonnull (strstr (simmer_task_get_error_hint (troubled), "Simmer keeps trying"));
  simmer_task_fail (troubled, error, NOW);
  g_assert_null (strstr (simmer_task_get_error_hint (troubled), "Simmer keeps trying"));
  simmer_task_fail (unsent, refused, NOW);
  g_assert_nonnull (strstr (simmer_task_get_error_hint (unsent), "objects to"));
}

static void
test_state_of_any_shape (void)
{
  const char *const shapes[] = {
    "[]",
    "null",
    "\"x\"",
    "{}",
    "{\"status\":7,\"intent\":[],\"results\":{},\"attempts\":[1,null],\"inputs\":3}",
    "{\"results\":[{},7,{\"data\":\"***\"}],\"progress\":\"no\",\"created\":null}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (SimmerTask) task = simmer_task_new (NULL, "a", "A");
      g_autoptr (JsonNode) node = json_from_string (shapes[i], NULL);
      gboolean object = node != NULL && JSON_NODE_HOLDS_OBJECT (node);

      g_assert_cmpint (simmer_task_load_state (task, node), ==, object);
    }
}

/* A file or another process may say anything; nothing that is computed from it overflows. */
static void
test_state_out_of_range (void)
{
  const char *const numbers[] = {
    "9223372036854775807", "-9223372036854775808", "1e300", "-1e300"
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *n = numbers[i];
      g_autofree char *mirror = g_strdup_printf (
        "{\"id\":\"i\",\"account\":\"a\",\"service\":\"A\",\"tracking\":\"polling\","
        "\"eta\":%s,\"etaTold\":%s,\"trackingUntil\":%s,"
        "\"usual\":{\"n\":%s,\"median\":%s,\"p75\":%s,\"wait\":%s},"
        "\"state\":{\"status\":\"IN_PROGRESS\",\"progress\":%s,\"queuePosition\":%s,"
        "\"queueBase\":%s,\"attempt\":%s,\"remoteAttempt\":%s,\"created\":%s,\"submitted\":%s,"
        "\"started\":%s,\"finished\":%s,\"changed\":%s,\"heard\":%s,\"patience\":%s,"
        "\"attempts\":[{\"number\":%s,\"started\":%s,\"finished\":%s}]}}",
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n,
        n);
      g_autoptr (SimmerTask) task = simmer_task_new_from_mirror (mirror);
      gint64 times[4];
      SimmerEstimate estimate;
      double left, deviation;

      g_test_message ("%s", n);
      g_assert_nonnull (task);
      g_assert_cmpfloat (simmer_task_get_progress (task), >=, -1);
      g_assert_cmpfloat (simmer_task_get_progress (task), <=, 1);
      g_assert_cmpint (simmer_task_get_queue_position (task), >=, -1);
      g_assert_cmpuint (simmer_task_get_attempt (task), >=, 1);
      times[0] = simmer_task_get_created (task);
      times[1] = simmer_task_get_started (task);
      times[2] = simmer_task_get_finished (task);
      times[3] = simmer_task_get_patience (task);
      for (guint j = 0; j < G_N_ELEMENTS (times); j++)
        {
          g_assert_cmpint (times[j], >=, 0);
          g_assert_cmpint (times[j], <, G_MAXINT64 / 8);
        }
      simmer_task_get_estimate (task, NOW, &estimate);
      simmer_task_predict (task, NOW, &left, &deviation);
    }
}

/* What is made later says so, whichever of its tasks a process made it of. */
static void
test_mirror_number (void)
{
  g_autoptr (SimmerTask) task = make_task ();
  g_autoptr (SimmerTask) other = make_task ();
  g_autofree char *first = simmer_task_to_mirror (task);
  g_autofree char *second = simmer_task_to_mirror (other);
  g_autofree char *third = simmer_task_to_mirror (task);
  g_autoptr (SimmerTask) early = simmer_task_new_from_mirror (first);
  g_autoptr (SimmerTask) late = simmer_task_new_from_mirror (third);
  g_autoptr (SimmerTask) between = simmer_task_new_from_mirror (second);
  gint64 number = simmer_task_get_mirror_number (early);

  g_assert_cmpint (number, >, 0);
  g_assert_cmpint (simmer_task_get_mirror_number (between), >, number);
  g_assert_cmpint (
    simmer_task_get_mirror_number (late), >, simmer_task_get_mirror_number (between));
  g_assert_true (simmer_task_load_mirror (early, third));
  g_assert_cmpint (simmer_task_get_mirror_number (early), ==, simmer_task_get_mirror_number (late));
  g_assert_cmpint (simmer_task_get_mirror_number (task), ==, 0);
}

static void
test_finalizes (void)
{
  SimmerTask *task = make_task ();
  gpointer watched = task;

  g_object_add_weak_pointer (G_OBJECT (task), &watched);
  hear (task, SIMMER_TASK_STATUS_COMPLETED, -1, NOW + SECONDS (1));
  g_object_unref (task);
  g_assert_null (watched);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task/life", test_life);
  g_test_add_func ("/task/moves", test_moves);
  g_test_add_func ("/task/final-is-final", test_final_is_final);
  g_test_add_func ("/task/late-reports-are-dropped", test_late_reports_are_dropped);
  g_test_add_func ("/task/service-revives", test_service_revives);
  g_test_add_func ("/task/requeued", test_requeued);
  g_test_add_func ("/task/progress-holds", test_progress_holds);
  g_test_add_func ("/task/unknown-word", test_unknown_word);
  g_test_add_func ("/task/same-answer-tells-nobody", test_same_answer_tells_nobody);
  g_test_add_func ("/task/trouble-fails-nothing", test_trouble_fails_nothing);
  g_test_add_func ("/task/deadline-and-keep-waiting", test_deadline_and_keep_waiting);
  g_test_add_func ("/task/retry-keeps-the-row", test_retry_keeps_the_row);
  g_test_add_func ("/task/cancel-lost-the-race", test_cancel_lost_the_race);
  g_test_add_func ("/task/times-are-believed-with-care", test_times_are_believed_with_care);
  g_test_add_func ("/task/state-round-trip", test_state_round_trip);
  g_test_add_func ("/task/raw-answer", test_raw_answer);
  g_test_add_func ("/task/error-hint", test_error_hint);
  g_test_add_func ("/task/state-of-any-shape", test_state_of_any_shape);
  g_test_add_func ("/task/state-out-of-range", test_state_out_of_range);
  g_test_add_func ("/task/mirror-number", test_mirror_number);
  g_test_add_func ("/task/finalizes", test_finalizes);

  return g_test_run ();
}
