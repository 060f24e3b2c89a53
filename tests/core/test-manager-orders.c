/* Orders, as the whole core carries them out: submit, cancel, retry, also when answers are lost. */

#include "manager-fixture.h"

static void
test_submits_once_the_server_is_back (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  simmer_test_server_leave (f->server);
  task = submit (f);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_SUBMITTING);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_PENDING);
  g_assert_nonnull (simmer_task_get_error_message (task));

  simmer_test_server_return (f->server);
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpuint (f->n_posts, ==, 1);
  g_assert_null (simmer_task_get_error_message (task));
}

static void
test_lost_answer_submits_nothing_twice (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  f->lose_answer = TRUE;
  task = submit (f);
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpuint (f->n_posts, ==, 2);
  g_assert_cmpuint (f->jobs->len, ==, 1);
}

static void
test_refused_submission_says_why (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  f->refuse_with = 400;
  task = submit (f);
  pass_until (f, f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_nonnull (strstr (simmer_task_get_error_message (task), "The prompt is too long."));

  /* And it can be tried again, as a new submission in the same row. */
  f->refuse_with = 0;
  g_assert_true (simmer_task_manager_can_retry (f->manager, task, NULL));
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpuint (simmer_task_get_attempt (task), ==, 2);
}

/* The service was asked once more before it had cancelled. */
static void
test_cancel_is_answered_after_a_later_question (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  guint asked;

  f->hold_cancel = TRUE;
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "IN_PROGRESS";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_task_manager_cancel (f->manager, task);
  pass_until (f, f->held != NULL);
  asked = simmer_test_server_get_n_requests (f->server, "/api/v1/generate/status/r0");
  pass_until (
    f, simmer_test_server_get_n_requests (f->server, "/api/v1/generate/status/r0") >= asked + 2);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);

  /* All later questions still hear that it runs: this answer alone tells the end. */
  answer_held (f, "{\"taskId\":\"r0\",\"status\":\"CANCELLED\"}");
  pass_until (f, f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_CANCELLED);
}

static void
test_cancel_before_it_was_sent (Fixture *f, gconstpointer data)
{
  SimmerTask *task;
  gint64 boot = simmer_clock_get_boot (f->clock);

  simmer_test_server_leave (f->server);
  task = submit (f);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (simmer_clock_get_boot (f->clock), >=, boot);

  /* It was tried, but there was nobody who could have heard of it. */
  simmer_task_manager_cancel (f->manager, task);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_CANCELLED);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  simmer_test_server_return (f->server);
  pass_until (f, f->n_ended == 1);
  pass_some_time (f, 60);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

/* The answer is lost: it is asked for under its key, then ended. */
static void
test_cancel_when_it_may_have_been_sent (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  f->lose_answer = TRUE;
  task = submit (f);
  pass_until (f, simmer_task_get_error (task, NULL));
  g_assert_cmpuint (f->n_posts, ==, 1);
  simmer_task_manager_cancel (f->manager, task);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED);
  pass_until (f, f->n_ended == 1);
}

/* Whoever thinks better of it at once has asked nothing of the service. */
static void
test_cancel_before_it_was_written_down (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  simmer_task_manager_cancel (f->manager, task);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_CANCELLED);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  pass_until (f, f->n_ended == 1);
  pass_some_time (f, 60);
  stop (f);
  start (f);
  task = get_only_task (f);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_CANCELLED);
  pass_some_time (f, 60);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

static SimmerTask *
submit_what_fails (Fixture *f)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "FAILED";
  pass_until (f, f->n_ended == 1);

  return task;
}

static void
test_cancel_a_retry_before_it_was_sent (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit_what_fails (f);

  simmer_task_manager_retry (f->manager, task);
  g_assert_true (simmer_task_is_active (task));
  g_assert_true (simmer_task_manager_can_cancel (f->manager, task, NULL));
  simmer_task_manager_cancel (f->manager, task);
  g_assert_false (simmer_task_is_active (task));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_manager_can_retry (f->manager, task, NULL));
  pass_some_time (f, 60);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/r0/retry"), ==, 0);
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
test_cancel_a_retry_that_waits (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit_what_fails (f);

  simmer_test_server_leave (f->server);
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  g_assert_nonnull (simmer_task_get_message (task));
  g_assert_cmpstr (simmer_task_get_error_message (task), !=, simmer_task_get_message (task));

  /* It was tried, so the service may have got it: what it makes of it is ended there. */
  g_assert_true (simmer_task_manager_can_cancel (f->manager, task, NULL));
  simmer_task_manager_cancel (f->manager, task);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
  g_assert_true (simmer_task_is_active (task));
  simmer_test_server_return (f->server);
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED);
  g_assert_cmpuint (simmer_task_get_attempt (task), ==, 2);
  g_assert_cmpstr (get_job (f, 0)->status, ==, "CANCELLED");
  pass_until (f, f->n_ended == 2);
}

/* The answer to the retry is lost, and the service says no to the next one. */
static void
test_cancel_a_retry_that_is_refused (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit_what_fails (f);

  simmer_test_server_leave (f->server);
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  simmer_task_manager_cancel (f->manager, task);
  g_ptr_array_set_size (f->jobs, 0);
  simmer_test_server_return (f->server);
  pass_until (f, !simmer_task_is_active (task));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_ENDED);
  pass_some_time (f, 60);
  g_assert_cmpuint (f->n_posts, ==, 1);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

/* The process that was to retry it ended before it learnt of the cancel's end. */
static void
test_cancel_of_a_retry_goes_on_after_a_restart (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit_what_fails (f);

  simmer_test_server_leave (f->server);
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  simmer_task_manager_cancel (f->manager, task);
  stop (f);
  simmer_test_server_return (f->server);
  get_job (f, 0)->status = "PENDING";
  start (f);
  task = get_only_task (f);
  g_assert_true (simmer_task_is_active (task));
  pass_until (f, !simmer_task_is_active (task));
  g_assert_cmpstr (get_job (f, 0)->status, ==, "CANCELLED");
  pass_some_time (f, 60);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/r0/cancel"), ==, 1);
}

static void
test_cancel_running (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  guint asked;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "IN_PROGRESS";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_task_manager_cancel (f->manager, task);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  pass_until (f, f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_CANCELLED);
  asked = simmer_test_server_get_n_requests (f->server, "/api/v1/generate/status/r0");
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/r0/cancel"), ==, 1);
  pass_some_time (f, 100);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/status/r0"), ==, asked);
}

static void
test_retry_in_place (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "FAILED";
  pass_until (f, f->n_ended == 1);
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_attempt (task) == 2);
  g_assert_cmpstr (simmer_task_get_remote_id (task), ==, "r0");
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 2);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_cmpuint (f->n_posts, ==, 1);
}

/* Sent once more, it is refused, since it runs already. */
static void
test_lost_answer_retries_nothing_twice (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "FAILED";
  pass_until (f, f->n_ended == 1);
  f->lose_answer = TRUE;
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, simmer_task_get_attempt (task) == 2);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_PENDING);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/r0/retry"), ==, 2);
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 2);
  g_assert_cmpstr (simmer_task_get_remote_id (task), ==, "r0");
  g_assert_cmpuint (f->n_posts, ==, 1);
  g_assert_cmpuint (f->jobs->len, ==, 1);
}

static void
test_retry_of_what_the_service_forgot (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "FAILED";
  pass_until (f, f->n_ended == 1);
  g_ptr_array_set_size (f->jobs, 0);
  simmer_task_manager_retry (f->manager, task);
  pass_until (f, f->jobs->len == 1 && simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpuint (simmer_task_get_attempt (task), ==, 2);
  g_assert_cmpuint (f->n_posts, ==, 2);
}

#define add(name, func) g_test_add ("/manager-orders/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("submits-once-the-server-is-back", test_submits_once_the_server_is_back);
  add ("lost-answer-submits-nothing-twice", test_lost_answer_submits_nothing_twice);
  add ("refused-submission-says-why", test_refused_submission_says_why);
  add ("cancel-before-it-was-sent", test_cancel_before_it_was_sent);
  add ("cancel-when-it-may-have-been-sent", test_cancel_when_it_may_have_been_sent);
  add ("cancel-before-it-was-written-down", test_cancel_before_it_was_written_down);
  add ("cancel-a-retry-before-it-was-sent", test_cancel_a_retry_before_it_was_sent);
  add ("cancel-a-retry-that-waits", test_cancel_a_retry_that_waits);
  add ("cancel-a-retry-that-is-refused", test_cancel_a_retry_that_is_refused);
  add ("cancel-of-a-retry-goes-on-after-a-restart", test_cancel_of_a_retry_goes_on_after_a_restart);
  add ("cancel-running", test_cancel_running);
  add ("cancel-is-answered-after-a-later-question", test_cancel_is_answered_after_a_later_question);
  add ("retry-in-place", test_retry_in_place);
  add ("lost-answer-retries-nothing-twice", test_lost_answer_retries_nothing_twice);
  add ("retry-of-what-the-service-forgot", test_retry_of_what_the_service_forgot);

  return g_test_run ();
}
