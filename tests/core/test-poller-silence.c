/* Outages, networks that come and go, and answers that never come. */

#include "poller-fixture.h"

#include <string.h>

static void
check_outage (PollFixture *f, guint status)
{
  poll_follow_many (f, 20);
  poll_run (f, 30 * SECOND);
  poll_forget (f);
  if (status != 0)
    f->status = status;
  else
    simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_RESET);
  poll_run (f, 12 * SECOND);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), <=, 6);
  poll_assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  poll_assert_none_failed (f);

  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  f->status = 200;
  poll_run (f, 8 * SECOND);
  poll_assert_all_heard (f);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_false (simmer_task_get_error (f->tasks->pdata[i], NULL));
  g_assert_cmpuint (poll_get_peak (f, SECOND / 10), <=, 6);
}

static void
test_outage_reset (PollFixture *f, gconstpointer data)
{
  check_outage (f, 0);
}

static void
test_outage_bad_gateway (PollFixture *f, gconstpointer data)
{
  check_outage (f, 502);
}

static void
test_outage_server_error (PollFixture *f, gconstpointer data)
{
  check_outage (f, 500);
}

static void
test_long_outage (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 20);
  poll_run (f, 30 * SECOND);
  simmer_test_server_leave (f->server);
  poll_run (f, 10 * MINUTE);
  poll_assert_none_failed (f);
  simmer_test_server_return (f->server);
  poll_forget (f);
  poll_run (f, 33 * SECOND);
  poll_assert_all_heard (f);

  /* A signal of the network ends the wait. */
  simmer_test_server_leave (f->server);
  poll_run (f, 10 * MINUTE);
  simmer_test_server_return (f->server);
  poll_forget (f);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  poll_run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, >=, 5);
}

/* What an answer asked for was for the question after it. */
static void
check_hint_in_trouble (PollFixture *f)
{
  f->retry_after = "600";
  poll_follow (f, "a");
  poll_run (f, SECOND);
  f->retry_after = NULL;
  poll_forget (f);
  poll_run (f, 10 * MINUTE - 2 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 0);
}

static void
test_hint_in_outage (PollFixture *f, gconstpointer data)
{
  check_hint_in_trouble (f);
  f->status = 502;
  poll_run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 20);
  poll_assert_none_failed (f);
  f->status = 200;
  poll_run (f, 30 * SECOND);
  poll_assert_all_heard (f);
}

/* Trouble with one task alone, and a task that its service does not know for a moment. */
static void
test_hint_in_error (PollFixture *f, gconstpointer data)
{
  check_hint_in_trouble (f);
  f->status = 500;
  poll_run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 13);

  f->status = 404;
  poll_run (f, 2 * MINUTE);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

/* But the distance that its profile wants is kept in all weathers. */
static void
test_interval_in_outage (PollFixture *f, gconstpointer data)
{
  poll_set_profile (f, "\"interval\":60,");
  poll_follow (f, "a");
  poll_run (f, SECOND);
  f->status = 502;
  poll_forget (f);
  poll_run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 7);
  g_assert_cmpuint (f->asked->len, <=, 10);
  g_assert_cmpuint (poll_get_peak (f, MINUTE), ==, 1);
}

/* Another account at the same host, whose person wants a minute between any two questions. */
typedef struct
{
  SimmerAccount *account;
  SimmerClient *client;
  SimmerTask *task;
} Seldom;

static void
seldom_init (Seldom *seldom, PollFixture *f)
{
  seldom->account = simmer_account_new ("seldom",
                                        "Seldom",
                                        simmer_account_get_profile (f->account),
                                        simmer_account_get_address (f->account));
  simmer_account_set_wishes (seldom->account, &(SimmerWishes){ .minimum = MINUTE });
  seldom->client = simmer_client_new (f->http, seldom->account);
  seldom->task = simmer_task_new ("seldom", "seldom", "Seldom");
  simmer_task_set_created (seldom->task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_remote_id (seldom->task, "seldom");
  simmer_poller_follow (f->poller, seldom->task, seldom->client);
}

static void
seldom_clear (Seldom *seldom, PollFixture *f)
{
  simmer_poller_unfollow (f->poller, seldom->task);
  g_assert_finalize_object (seldom->task);
  g_object_unref (seldom->client);
  g_object_unref (seldom->account);
}

static guint
count_requests (PollFixture *f, const char *path)
{
  return simmer_test_server_get_n_requests (f->server, path);
}

/* Its failure is the first that is met: the others do not wait as long for that as it does, and it
 * is asked no oftener than ever, neither in the outage nor after it. */
static void
test_seldom_in_outage (PollFixture *f, gconstpointer data)
{
  Seldom seldom;

  seldom_init (&seldom, f);
  poll_run (f, MINUTE - 3 * SECOND / 2);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), ==, 1);
  poll_follow (f, "often");
  poll_run (f, 5 * SECOND / 4);
  poll_forget (f);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_RESET);
  poll_run (f, SECOND / 2);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), >=, 1);
  g_assert_cmpuint (count_requests (f, "/status/often"), ==, 0);
  poll_assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);

  poll_forget (f);
  poll_run (f, 9 * SECOND);
  g_assert_cmpuint (count_requests (f, "/status/often"), >=, 2);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  poll_run (f, 10 * SECOND);
  poll_assert_all_heard (f);
  poll_run (f, 40 * SECOND);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), ==, 0);
  poll_run (f, SECOND);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), ==, 1);
  g_assert_cmpint (simmer_task_get_tracking (seldom.task), ==, SIMMER_TRACKING_POLLING);
  seldom_clear (&seldom, f);
}

/* Nor does a task wait that is followed only once the host is silent, or once the person wants
 * news of it sooner. */
static void
test_sooner_in_outage (PollFixture *f, gconstpointer data)
{
  Seldom seldom;
  SimmerTask *task;

  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_RESET);
  seldom_init (&seldom, f);
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (count_requests (f, NULL), >=, 1);
  task = poll_follow (f, "often");
  poll_run (f, 0);
  g_assert_cmpuint (count_requests (f, "/status/often"), >=, 1);
  simmer_poller_unfollow (f->poller, task);
  poll_forget (f);
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), ==, 0);

  simmer_account_set_wishes (seldom.account, &(SimmerWishes){ .minimum = 10 * SECOND });
  simmer_poller_wishes_changed (f->poller);
  poll_run (f, 0);
  g_assert_cmpuint (count_requests (f, "/status/seldom"), >=, 1);
  seldom_clear (&seldom, f);
}

static void
test_time_out (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  SimmerError code;

  poll_run (f, SECOND / 2);
  simmer_client_set_timeout (f->client, 30000);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_HANG);
  poll_run (f, 3 * SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_TIMED_OUT);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  simmer_client_set_timeout (f->client, 30 * SECOND);
  poll_run (f, 10 * SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

/* Lets time pass until it is asked for again, and waits for the answer.
 *
 * Returns: how long it took, in fake time */
static gint64
wait_for_probe (PollFixture *f)
{
  gint64 begin = simmer_clock_get_boot (f->clock);
  guint n = f->n_reported;
  gint64 end;

  while (simmer_poller_get_n_asking (f->poller) == 0 && f->n_reported == n)
    poll_run (f, SECOND / 10);
  end = simmer_clock_get_boot (f->clock);
  simmer_test_wait (f->n_reported > n);

  return end - begin;
}

static gint64
wait_for_give_up (PollFixture *f)
{
  gint64 begin = simmer_clock_get_boot (f->clock);

  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  while (simmer_poller_get_n_asking (f->poller) == 1)
    poll_run (f, SECOND / 10);

  return simmer_clock_get_boot (f->clock) - begin;
}

/* What was taken in and is never answered does not keep the others from learning that the outage is
 * over. */
static void
test_hung_probe (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 3);
  f->status = 502;
  poll_run (f, 12 * SECOND);
  poll_assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);

  f->status = 200;
  poll_forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  while (f->asked->len == 0)
    poll_run (f, SECOND / 10);
  poll_run (f, 4 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  g_assert_cmpint (wait_for_give_up (f), <=, 3 * SECOND / 2);
  poll_assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (wait_for_probe (f), <=, 9 * SECOND);
  poll_run (f, 3 * SECOND);
  poll_assert_all_heard (f);
  poll_assert_none_failed (f);
}

/* The longer it lasts the longer is waited, or who has become slow would never be heard again. */
static void
test_hung_probe_slow (PollFixture *f, gconstpointer data)
{
  poll_follow (f, "a");
  f->status = 502;
  poll_run (f, 10 * MINUTE);
  f->status = 200;
  poll_forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  while (f->asked->len == 0)
    poll_run (f, SECOND / 10);
  poll_run (f, 29 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  simmer_test_server_set_hold (f->server, FALSE);
  poll_settle (f);
  poll_assert_all_heard (f);
}

/* Nor does what was asked before the outage was noticed. */
static void
test_hung_before (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;

  simmer_test_server_set_hold (f->server, TRUE);
  task = poll_follow (f, "a");
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  f->status = 502;
  poll_follow (f, "b");
  poll_follow (f, "c");
  simmer_test_wait (simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 1);

  f->status = 200;
  g_assert_cmpint (wait_for_give_up (f), <=, 9 * SECOND / 2);
  g_assert_cmpint (wait_for_probe (f), <=, 3 * SECOND);
  poll_run (f, 3 * SECOND);
  poll_assert_all_heard (f);
}

/* The network comes back as another one: what went out over the old one is asked again at once. */
static void
test_hung_offline (PollFixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow (f, "a");
  poll_run (f, SECOND);
  simmer_test_monitor_set_available (monitor, FALSE);
  poll_run (f, SECOND);
  simmer_test_server_neglect (f->server);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_monitor_set_available (monitor, TRUE);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
}

/* It changes without having been away: what is under way may yet be answered, but not for long. */
static void
test_hung_moved (PollFixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow (f, "a");
  poll_run (f, SECOND);
  simmer_test_monitor_set_metered (monitor, TRUE);
  poll_run (f, 4 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  poll_run (f, 2 * SECOND);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
  poll_assert_all_heard (f);
}

/* What a hotel's network answers with is not what the service says. */
static void
test_captive (PollFixture *f, gconstpointer host)
{
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, SECOND);
  simmer_test_monitor_set_captive (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  f->status = 404;
  f->body = "<html>Welcome</html>";
  poll_run (f, 5 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_nonnull (strstr (simmer_task_get_error_message (task), "sign in to it first"));

  f->status = 200;
  f->body = NULL;
  simmer_test_monitor_set_captive (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  poll_run (f, SECOND / 10);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

static void
test_offline (PollFixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  poll_follow_many (f, 20);
  poll_run (f, 30 * SECOND);
  simmer_test_monitor_set_available (monitor, FALSE);
  poll_assert_all_tracked (f, SIMMER_TRACKING_OFFLINE);
  f->status = 502;
  poll_forget (f);
  poll_run (f, 59 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 0);
  poll_run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len, <=, 11);
  g_assert_cmpuint (f->asked->len, >=, 9);
  poll_assert_all_tracked (f, SIMMER_TRACKING_OFFLINE);

  f->status = 200;
  poll_forget (f);
  simmer_test_monitor_set_available (monitor, TRUE);
  poll_run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, >=, 5);
  g_assert_cmpuint (f->asked->len, <=, 6);
  poll_run (f, 3 * SECOND);
  poll_assert_all_heard (f);
  poll_assert_none_failed (f);
}

static void
test_monitor_lies (PollFixture *f, gconstpointer host)
{
  poll_follow_many (f, 3);
  poll_run (f, 5 * SECOND);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  poll_run (f, 65 * SECOND);
  poll_assert_all_heard (f);
  poll_forget (f);
  poll_run (f, 30 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 6);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_resolver_install ();
  poll_add ("outage/reset", NULL, test_outage_reset);
  poll_add ("outage/bad-gateway", NULL, test_outage_bad_gateway);
  poll_add ("outage/server-error", NULL, test_outage_server_error);
  poll_add ("outage/long", NULL, test_long_outage);
  poll_add ("outage/hint", NULL, test_hint_in_outage);
  poll_add ("outage/hint-one-task", NULL, test_hint_in_error);
  poll_add ("outage/interval", NULL, test_interval_in_outage);
  poll_add ("outage/seldom", NULL, test_seldom_in_outage);
  poll_add ("outage/sooner", NULL, test_sooner_in_outage);
  poll_add ("time-out", NULL, test_time_out);
  poll_add ("hung/probe", NULL, test_hung_probe);
  poll_add ("hung/probe-slow", NULL, test_hung_probe_slow);
  poll_add ("hung/before", NULL, test_hung_before);
  poll_add ("hung/offline", SIMMER_TEST_HOST, test_hung_offline);
  poll_add ("hung/moved", SIMMER_TEST_HOST, test_hung_moved);
  poll_add ("offline", SIMMER_TEST_HOST, test_offline);
  poll_add ("captive", SIMMER_TEST_HOST, test_captive);
  poll_add ("monitor-lies", SIMMER_TEST_HOST, test_monitor_lies);

  return g_test_run ();
}
