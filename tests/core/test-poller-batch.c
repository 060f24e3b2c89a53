/* One question about several tasks. */

#include "poller-fixture.h"

/* Whether one answer each tells all tasks for a minute. */
static void
assert_together (PollFixture *f)
{
  poll_run (f, MINUTE);
  poll_forget (f);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->n_many, ==, f->requests->len);
  g_assert_cmpuint (f->requests->len, <=, 16);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpuint (poll_count_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])),
                      ==,
                      f->requests->len);
  poll_assert_all_heard (f);
}

static void
assert_singly (PollFixture *f)
{
  poll_run (f, MINUTE);
  poll_forget (f);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->n_many, ==, 0);
  g_assert_cmpuint (f->requests->len, >=, 6 * f->tasks->len);
  poll_assert_all_heard (f);
  poll_assert_none_failed (f);
}

static void
test_batch (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 20);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->requests->len - f->n_many, <=, 4);
  assert_together (f);

  f->odd_id = "t7";
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->n_ended, ==, 1);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[i]),
                     ==,
                     i == 7 ? SIMMER_TASK_STATUS_COMPLETED : SIMMER_TASK_STATUS_IN_PROGRESS);
}

/* They come one after another, and are soon asked for together all the same. */
static void
test_batch_gathers (PollFixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);

      poll_follow (f, id);
      poll_run (f, 700 * 1000);
    }
  poll_run (f, 2 * MINUTE);
  assert_together (f);
}

/* A wish of the person and a hint of the service hold, also where a ride would be free. */
static void
test_batch_wishes (PollFixture *f, gconstpointer data)
{
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 4 * SECOND, 4 * SECOND);
  poll_follow (f, "a");
  poll_run (f, SECOND / 2);
  poll_follow (f, "b");
  poll_run (f, MINUTE);
  for (guint i = 2; i < f->asked->len; i++)
    g_assert_cmpint (poll_get_asked_at (f, i) - poll_get_asked_at (f, i - 2), >=, 4 * SECOND);
}

static void
test_batch_paused (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 5);
  poll_run (f, MINUTE);
  simmer_poller_set_paused (f->poller, TRUE);
  poll_run (f, MINUTE);
  poll_forget (f);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[3], NULL));
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (poll_count_asked_for (f, "t3"), ==, 1);
}

static void
test_batch_in_parts (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 250);
  poll_run (f, MINUTE);
  poll_forget (f);
  poll_run (f, MINUTE);
  for (guint i = 0; i < 250; i++)
    g_assert_cmpuint (
      poll_count_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])), >=, 5);
  g_assert_cmpuint (f->requests->len, <=, 48);
  g_assert_cmpuint (poll_get_peak (f, SECOND / 10), <=, 6);
}

static void
test_batch_missed (PollFixture *f, gconstpointer data)
{
  guint n_single;

  poll_follow_many (f, 5);
  f->missed_id = "t2";
  poll_run (f, MINUTE);
  poll_forget (f);
  poll_run (f, MINUTE);
  n_single = f->requests->len - f->n_many;
  g_assert_cmpuint (poll_count_asked_for (f, "t2"), ==, n_single);
  g_assert_cmpuint (n_single, >=, 6);
  g_assert_cmpuint (f->n_many, >=, 6);
  g_assert_cmpuint (f->n_many, <=, 16);
  poll_assert_all_heard (f);
}

/* Missed once by chance: soon it is asked for with the others again. */
static void
test_batch_missed_once (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 5);
  poll_run (f, MINUTE);
  f->missed_id = "t2";
  poll_forget (f);
  while (f->n_many == 0)
    poll_run (f, SECOND);
  f->missed_id = NULL;
  assert_together (f);
}

/* What the batch misses and nobody knows is gone; the others go on. */
static void
test_batch_gone (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 5);
  poll_run (f, MINUTE);
  f->missed_id = f->odd_id = "t2";
  f->many_status = 200;
  f->status = 404;
  f->body = "{\"error\":\"no such task\"}";
  poll_forget (f);
  poll_run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[2]), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_cmpuint (f->requests->len - f->n_many, ==, 3);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
check_batch_refused (PollFixture *f, guint status, const char *body, guint most)
{
  f->many_status = status;
  f->many_body = body;
  poll_follow_many (f, 5);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->n_many, >=, 1);
  g_assert_cmpuint (f->n_many, <=, most);
  assert_singly (f);
}

static void
test_batch_404 (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 404, "", 1);
}

static void
test_batch_405 (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 405, "", 1);
}

/* Nobody waits longer for having been asked for with the others. */
static void
test_batch_refused_at_once (PollFixture *f, gconstpointer data)
{
  f->many_status = 405;
  f->many_body = "";
  poll_follow_many (f, 5);
  poll_run (f, 3 * SECOND / 2);
  g_assert_cmpuint (f->n_many, ==, 1);
  /* Each when it was followed, and when its turn came. */
  g_assert_cmpuint (f->requests->len - f->n_many, ==, 5 + 5);
}

static void
test_batch_501 (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 501, "", 1);
}

static void
test_batch_500 (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 500, "", 2);
}

static void
test_batch_page (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "<html>none</html>", 2);
}

static void
test_batch_one_task (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "{\"status\":\"COMPLETED\"}", 2);
}

static void
test_batch_other_tasks (PollFixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "{\"tasks\":[{\"id\":\"other\",\"status\":\"FAILED\"}]}", 2);
}

static void
test_batch_limited (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 20);
  poll_run (f, MINUTE);
  f->status = 429;
  f->retry_after = "30";
  poll_forget (f);
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (f->n_windows, ==, 1);
  g_assert_cmpuint (f->requests->len, ==, 1);
  poll_assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  f->status = 200;
  f->retry_after = NULL;
  assert_together (f);
}

static void
test_batch_signed_out (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 20);
  poll_run (f, MINUTE);
  f->status = 401;
  poll_forget (f);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->requests->len, ==, 1);
  poll_assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);
  f->status = 200;
  simmer_poller_sign_in_changed (f->poller, f->account);
  assert_together (f);
}

static void
check_batch_outage (PollFixture *f, guint status)
{
  poll_follow_many (f, 20);
  poll_run (f, 30 * SECOND);
  poll_forget (f);
  if (status != 0)
    f->status = status;
  else
    simmer_test_server_leave (f->server);
  poll_run (f, 12 * SECOND);
  g_assert_cmpuint (f->requests->len, <=, 6);
  poll_assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  if (status != 0)
    f->status = 200;
  else
    simmer_test_server_return (f->server);
  poll_run (f, 10 * SECOND);
  assert_together (f);
  poll_assert_none_failed (f);
}

static void
test_batch_outage (PollFixture *f, gconstpointer data)
{
  check_batch_outage (f, 0);
}

static void
test_batch_bad_gateway (PollFixture *f, gconstpointer data)
{
  check_batch_outage (f, 502);
}

/* One in flight a task, also where it is one of several; who is given up is not waited for. */
static void
test_batch_in_flight (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 10);
  poll_run (f, MINUTE);
  simmer_test_server_set_hold (f->server, TRUE);
  poll_forget (f);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->requests->len, ==, 1);
  g_assert_cmpuint (f->asked->len, ==, 10);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[3], NULL));
  for (guint i = 0; i < 9; i++)
    simmer_poller_unfollow (f->poller, f->tasks->pdata[i]);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  f->n_reported = 0;
  simmer_test_server_set_hold (f->server, FALSE);
  simmer_test_wait (f->n_reported > 0);
  g_assert_cmpuint (f->n_reported, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);

  simmer_poller_follow (f->poller, f->tasks->pdata[0], f->client);
  poll_settle (f);
  simmer_test_server_set_hold (f->server, TRUE);
  poll_run (f, MINUTE);
  simmer_poller_unfollow (f->poller, f->tasks->pdata[0]);
  simmer_poller_unfollow (f->poller, f->tasks->pdata[9]);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

/* Each answer has the sequence of its own task. */
static void
test_batch_late (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  SimmerTask *task;

  poll_follow_many (f, 3);
  poll_run (f, MINUTE);
  task = f->tasks->pdata[1];
  f->body = "{\"status\":\"PENDING\"}";
  simmer_test_server_set_hold (f->server, TRUE);
  poll_run (f, 20 * SECOND);
  simmer_report_set_status (report, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_progress (report, 0.5);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
  f->n_reported = f->n_changed = 0;
  simmer_test_server_set_hold (f->server, FALSE);
  simmer_test_wait (f->n_reported == 3);
  g_assert_cmpuint (f->n_changed, ==, 2);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add_many ("batch", test_batch);
  poll_add_many ("batch/gathers", test_batch_gathers);
  poll_add_many ("batch/wishes", test_batch_wishes);
  poll_add_many ("batch/paused", test_batch_paused);
  poll_add_many ("batch/in-parts", test_batch_in_parts);
  poll_add_many ("batch/missed", test_batch_missed);
  poll_add_many ("batch/missed-once", test_batch_missed_once);
  poll_add_many ("batch/gone", test_batch_gone);
  poll_add_many ("batch/404", test_batch_404);
  poll_add_many ("batch/405", test_batch_405);
  poll_add_many ("batch/refused-at-once", test_batch_refused_at_once);
  poll_add_many ("batch/501", test_batch_501);
  poll_add_many ("batch/500", test_batch_500);
  poll_add_many ("batch/page", test_batch_page);
  poll_add_many ("batch/one-task", test_batch_one_task);
  poll_add_many ("batch/other-tasks", test_batch_other_tasks);
  poll_add_many ("batch/limited", test_batch_limited);
  poll_add_many ("batch/signed-out", test_batch_signed_out);
  poll_add_many ("batch/outage", test_batch_outage);
  poll_add_many ("batch/bad-gateway", test_batch_bad_gateway);
  poll_add_many ("batch/in-flight", test_batch_in_flight);
  poll_add_many ("batch/late", test_batch_late);

  return g_test_run ();
}
