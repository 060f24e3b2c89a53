/* When the poller asks for a task, and what makes it ask. */

#include "poller-fixture.h"

static void
test_cadence (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  poll_run (f, 20 * SECOND);
  g_assert_cmpint (poll_get_asked_at (f, 0), ==, 0);
  g_assert_cmpuint (f->asked->len, <=, 12);
  for (guint i = 1; i < f->asked->len; i++)
    {
      SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                                .age = poll_get_asked_at (f, i - 1),
                                .eagerness = SIMMER_EAGERNESS_NORMAL };

      g_assert_cmpint (poll_get_asked_at (f, i) - poll_get_asked_at (f, i - 1),
                       ==,
                       simmer_cadence_get_interval (&cadence));
    }
  poll_run (f, HOUR);
  g_assert_cmpint (
    poll_get_asked_at (f, f->asked->len - 1) - poll_get_asked_at (f, f->asked->len - 2),
    >=,
    10 * SECOND);
  g_assert_cmpuint (f->n_reported, ==, f->asked->len);
}

static void
test_changes_nothing (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  poll_run (f, SECOND / 2);
  f->n_changed = 0;
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->n_changed, ==, 0);
}

static void
test_one_in_flight (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  simmer_test_server_set_hold (f->server, TRUE);
  poll_drain ();
  simmer_test_wait (f->asked->len == 1);
  poll_run (f, 25 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  simmer_poller_follow (f->poller, task, f->client);
  poll_run (f, 25 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);

  simmer_test_server_set_hold (f->server, FALSE);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >, 2);
}

static void
test_ends (PollFixture *f, gconstpointer data)
{
  static const char *const bodies[] = { "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}",
                                        "{\"status\":\"FAILED\",\"error\":\"no\"}",
                                        "{\"status\":\"CANCELLED\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      SimmerTask *task = poll_follow (f, bodies[i] + 11);

      f->body = NULL;
      poll_run (f, MINUTE);
      f->body = bodies[i];
      poll_run (f, MINUTE);
      g_assert_cmpuint (f->n_ended, ==, i + 1);
      g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_ENDED);
      poll_forget (f);
      poll_run (f, 24 * HOUR);
      g_assert_cmpuint (f->asked->len, ==, 0);
      g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
      g_assert_false (simmer_poller_check_now (f->poller, task, NULL));
    }
}

static void
test_ended_elsewhere (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  poll_run (f, SECOND / 2);
  poll_forget (f);
  simmer_report_set_status (report, SIMMER_TASK_STATUS_CANCELLED);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_cmpuint (f->n_ended, ==, 0);
  g_assert_false (simmer_poller_is_following (f->poller, task));
}

static void
test_late_answer (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_test_server_set_hold (f->server, TRUE);
  poll_settle (f);
  simmer_report_set_status (report, SIMMER_TASK_STATUS_IN_PROGRESS);
  simmer_report_set_progress (report, 0.5);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
  f->n_changed = 0;
  simmer_test_server_set_hold (f->server, FALSE);
  f->body = "{\"status\":\"PENDING\"}";
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->n_changed, ==, 0);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
}

static void
test_unknown_word (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, SECOND / 2);
  poll_forget (f);
  f->body = "{\"status\":\"FROBNICATED\"}";
  g_test_expect_message ("Simmer-Task", G_LOG_LEVEL_MESSAGE, "*FROBNICATED*");
  poll_run (f, 3 * SECOND);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (f->asked->len, <=, 3);
  poll_run (f, HOUR);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->asked->len, <, 400);
}

static void
test_poll_after (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  f->retry_after = "45";
  poll_run (f, 44 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  f->retry_after = NULL;
  poll_run (f, 2 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 2);
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (f->asked->len, >, 3);
}

static void
test_background (PollFixture *f, gconstpointer data)
{
  guint foreground;

  poll_follow_many (f, 3);
  poll_run (f, 10 * MINUTE);
  foreground = f->asked->len;

  simmer_poller_set_background (f->poller, TRUE);
  poll_forget (f);
  poll_run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len * 3, <=, foreground);
  for (guint i = 3; i < f->asked->len; i++)
    g_assert_cmpint ((poll_get_asked_at (f, i) + f->start) % SECOND, ==, 0);

  poll_run (f, 15 * SECOND);
  poll_forget (f);
  simmer_poller_set_background (f->poller, FALSE);
  poll_run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 3);
}

/* Nor does who comes back wait for a try that was put off while nobody looked. */
static void
test_back_in_trouble (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  simmer_poller_set_background (f->poller, TRUE);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  f->body = "{";
  poll_run (f, SECOND);
  poll_forget (f);
  poll_run (f, 10 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 0);

  simmer_poller_set_background (f->poller, FALSE);
  poll_run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 1);
}

/* The machine sleeps while questions are under way, whose answers are lost: on resume each due
 * task is asked for once, no faster than the host bears. */
static void
test_resume (PollFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow_many (f, 12);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 4);

  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, HOUR);
  poll_forget (f);
  simmer_test_server_set_hold (f->server, FALSE);
  simmer_poller_set_asleep (f->poller, FALSE);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 12);
  for (guint i = 0; i < f->asked->len; i++)
    g_assert_true (g_hash_table_add (ids, g_array_index (f->asked, Asked, i).id));
  g_assert_cmpint (poll_get_asked_at (f, 5) - poll_get_asked_at (f, 0), >, SECOND / 20);
  g_assert_cmpint (poll_get_asked_at (f, 11) - poll_get_asked_at (f, 0), >, SECOND / 2);
  g_assert_cmpuint (f->n_reported, ==, 12);
}

/* A nap that is too short for anybody to give up waiting: who is told of it knows that the answer
 * is lost. */
static void
test_resume_soon (PollFixture *f, gconstpointer data)
{
  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow (f, "a");
  poll_run (f, SECOND);
  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, MINUTE);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_test_server_neglect (f->server);
  simmer_poller_set_asleep (f->poller, FALSE);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
}

/* The alarm rings before logind says that the machine is awake: what that asked counts. */
static void
test_resume_once (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  poll_run (f, SECOND);
  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, HOUR);
  poll_forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_clock_advance (f->clock, 0);
  poll_settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_poller_set_asleep (f->poller, FALSE);
  poll_settle (f);
  simmer_test_server_set_hold (f->server, FALSE);
  poll_settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
}

/* An outage before it says nothing of now: one question shows what may follow. */
static void
test_resume_after_outage (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 3);
  f->status = 502;
  poll_run (f, 10 * MINUTE);
  poll_forget (f);
  f->status = 200;
  g_assert_cmpint (simmer_clock_get_next (f->clock), >, simmer_clock_get_boot (f->clock) + SECOND);
  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, SECOND);
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_poller_set_asleep (f->poller, FALSE);
  poll_settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_test_server_set_hold (f->server, FALSE);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
}

static void
test_wishes (PollFixture *f, gconstpointer data)
{
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 30 * SECOND, 0);
  poll_follow (f, "a");
  poll_run (f, 5 * MINUTE);
  g_assert_cmpuint (f->asked->len, ==, 11);
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 0, 2 * SECOND);
  poll_forget (f);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 29);
}

/* What is wished of an account counts before what is wished of all, and what is wished for this
 * once before both; the tasks of other accounts know nothing of it. */
static void
test_account_wishes (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerAccount) other = simmer_account_new ("other",
                                                        "Other",
                                                        simmer_account_get_profile (f->account),
                                                        simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, other);
  g_autoptr (SimmerTask) task = simmer_task_new ("b", "other", "Other");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_remote_id (task, "b");
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 5 * SECOND, 5 * SECOND);
  poll_follow (f, "a");
  simmer_poller_follow (f->poller, task, client);
  poll_run (f, MINUTE - SECOND);
  g_assert_cmpuint (poll_count_asked_for (f, "a"), ==, 12);
  g_assert_cmpuint (poll_count_asked_for (f, "b"), ==, 12);

  poll_forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ .maximum = 2 * SECOND });
  simmer_poller_wishes_changed (f->poller);
  poll_run (f, MINUTE);
  g_assert_cmpuint (poll_count_asked_for (f, "a"), >=, 29);
  g_assert_cmpuint (poll_count_asked_for (f, "b"), ==, 12);

  poll_forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ .minimum = 30 * SECOND });
  simmer_poller_wishes_changed (f->poller);
  poll_run (f, MINUTE);
  g_assert_cmpuint (poll_count_asked_for (f, "a"), ==, 2);
  g_assert_cmpuint (poll_count_asked_for (f, "b"), ==, 12);

  poll_forget (f);
  simmer_poller_set_interval (f->poller, 10 * SECOND);
  poll_run (f, MINUTE);
  g_assert_cmpuint (poll_count_asked_for (f, "a"), ==, 6);
  g_assert_cmpuint (poll_count_asked_for (f, "b"), ==, 6);

  simmer_poller_unfollow (f->poller, task);
  g_assert_finalize_object (g_steal_pointer (&task));
}

/* Fewer and faster, of one account. Nobody looks: who does is told every 10 s at any pace, once a
 * task is old. */
static void
test_account_pace (PollFixture *f, gconstpointer data)
{
  static const SimmerEagerness paces[] = {
    SIMMER_EAGERNESS_USUAL, SIMMER_EAGERNESS_FEWER, SIMMER_EAGERNESS_NORMAL, SIMMER_EAGERNESS_FASTER
  };
  guint n[G_N_ELEMENTS (paces)];

  simmer_poller_set_background (f->poller, TRUE);
  poll_follow (f, "a");
  poll_run (f, HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      poll_forget (f);
      simmer_account_set_wishes (f->account, &(SimmerWishes){ .eagerness = paces[i] });
      simmer_poller_wishes_changed (f->poller);
      poll_run (f, HOUR);
      n[i] = f->asked->len;
    }
  g_assert_cmpuint (n[SIMMER_EAGERNESS_FEWER], <, n[SIMMER_EAGERNESS_NORMAL]);
  g_assert_cmpuint (n[SIMMER_EAGERNESS_NORMAL], <, n[SIMMER_EAGERNESS_FASTER]);
  g_assert_cmpuint (n[SIMMER_EAGERNESS_USUAL], <=, n[SIMMER_EAGERNESS_NORMAL] + 1);

  /* As usual is as for all. */
  poll_forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ 0 });
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_FEWER, 0, 0);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, <=, n[SIMMER_EAGERNESS_FEWER] + 1);
}

/* No service manager tells of the sleep, the alarm rings at its end: the answer is lost all the
 * same. */
static void
test_resume_untold (PollFixture *f, gconstpointer data)
{
  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow (f, "a");
  poll_run (f, SECOND);
  simmer_clock_sleep (f->clock, 10 * SECOND);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_clock_sleep (f->clock, 4 * MINUTE);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_clock_sleep (f->clock, MINUTE);
  simmer_test_server_neglect (f->server);
  simmer_clock_advance (f->clock, 0);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
}

static void
test_metered (PollFixture *f, gconstpointer data)
{
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  poll_follow (f, "a");
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (f->asked->len, <=, 7);
}

/* On a battery that is to last half as often, as on a network that costs money. */
static void
test_power_saver (PollFixture *f, gconstpointer data)
{
  g_autoptr (GPowerProfileMonitor) power = simmer_test_power_new ();
  guint n;

  simmer_network_set_power (f->network, power);
  poll_follow (f, "a");
  poll_run (f, HOUR);
  poll_forget (f);
  poll_run (f, HOUR);
  n = f->asked->len;

  poll_forget (f);
  simmer_test_power_set_saving (SIMMER_TEST_POWER (power), TRUE);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, <=, n / 2 + 1);
  g_assert_cmpuint (f->asked->len, >=, n / 2 - 1);
}

static void
test_paused (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;

  poll_follow_many (f, 3);
  task = f->tasks->pdata[1];
  poll_run (f, SECOND / 2);
  simmer_poller_set_paused (f->poller, TRUE);
  poll_assert_all_tracked (f, SIMMER_TRACKING_PAUSED);
  poll_forget (f);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (poll_count_asked_for (f, "t1"), ==, 1);

  simmer_poller_set_paused (f->poller, FALSE);
  poll_run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 4);
  poll_assert_all_heard (f);
}

static void
test_cancelling (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, 10 * MINUTE);
  poll_forget (f);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  poll_run (f, 3 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
  f->body = "{\"status\":\"CANCELLED\"}";
  poll_run (f, 2 * SECOND);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
test_stalled (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  guint before;

  poll_run (f, 9 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  poll_forget (f);
  poll_run (f, 50 * SECOND);
  before = f->asked->len;
  poll_run (f, 2 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_STALLED);
  poll_forget (f);
  poll_run (f, 50 * SECOND);
  g_assert_cmpuint (f->asked->len * 2, <, before);

  f->body = "{\"status\":\"IN_PROGRESS\",\"progress\":0.4}";
  poll_run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add ("cadence", NULL, test_cadence);
  poll_add ("changes-nothing", NULL, test_changes_nothing);
  poll_add ("one-in-flight", NULL, test_one_in_flight);
  poll_add ("ends", NULL, test_ends);
  poll_add ("ended-elsewhere", NULL, test_ended_elsewhere);
  poll_add ("late-answer", NULL, test_late_answer);
  poll_add ("unknown-word", NULL, test_unknown_word);
  poll_add ("poll-after", NULL, test_poll_after);
  poll_add ("background", NULL, test_background);
  poll_add ("back-in-trouble", NULL, test_back_in_trouble);
  poll_add ("resume", NULL, test_resume);
  poll_add ("resume-soon", NULL, test_resume_soon);
  poll_add ("resume-once", NULL, test_resume_once);
  poll_add ("resume-after-outage", NULL, test_resume_after_outage);
  poll_add ("resume-untold", NULL, test_resume_untold);
  poll_add ("wishes", NULL, test_wishes);
  poll_add ("account-wishes", NULL, test_account_wishes);
  poll_add ("account-pace", NULL, test_account_pace);
  poll_add ("metered", NULL, test_metered);
  poll_add ("power-saver", NULL, test_power_saver);
  poll_add ("paused", NULL, test_paused);
  poll_add ("cancelling", NULL, test_cancelling);
  poll_add ("stalled", NULL, test_stalled);

  return g_test_run ();
}
