/* Many tasks: taking turns, and what it costs to follow them to their end. */

#include "poller-fixture.h"

static void
test_many (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 50);
  poll_run (f, 60 * SECOND);
  g_assert_cmpuint (poll_get_peak (f, SECOND / 10), <=, 6);
  g_assert_cmpuint (f->asked->len, <=, 5 + 10 * 60);

  /* Shared fairly: nobody is asked half as often as another. */
  for (guint i = 0; i < 50; i++)
    {
      const char *id = simmer_task_get_remote_id (f->tasks->pdata[i]);

      g_assert_cmpuint (poll_count_asked_for (f, id), >=, 5);
      g_assert_cmpuint (poll_count_asked_for (f, id), <=, 15);
    }
}

/* An account with few tasks does not wait for all those of another one at the same host. */
static void
test_fair (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerAccount) account = simmer_account_new (
    "few", "Few", simmer_account_get_profile (f->account), simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, account);
  guint most = 0;

  poll_follow_many (f, 60);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("few%u", i);
      SimmerTask *task = poll_follow (f, id);

      simmer_poller_unfollow (f->poller, task);
      simmer_poller_follow (f->poller, task, client);
    }
  poll_run (f, 60 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 500);
  for (guint i = 0; i < 60; i++)
    most = MAX (most, poll_count_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])));
  g_assert_cmpuint (poll_count_asked_for (f, "few0"), >=, most * 3 / 2);
  g_assert_cmpuint (poll_count_asked_for (f, "few1"), >=, most * 3 / 2);

  /* But whoever is asked for by a person goes first. */
  poll_forget (f);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[59], NULL));
  poll_run (f, SECOND / 9);
  g_assert_cmpuint (poll_count_asked_for (f, "t59"), ==, 1);
  simmer_poller_stop (f->poller);
}

/* A person who asks goes before another account's task, whose turn it would be. */
static void
test_person_first (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerAccount) account = simmer_account_new (
    "few", "Few", simmer_account_get_profile (f->account), simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, account);
  SimmerTask *task;

  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow_many (f, 5);
  poll_settle (f);
  task = poll_follow (f, "few");
  simmer_poller_unfollow (f->poller, task);
  simmer_poller_follow (f->poller, task, client);
  poll_settle (f);
  g_assert_cmpuint (f->asked->len, ==, 4);

  /* No time passes, so that the host bears one question more. */
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[4], NULL));
  simmer_test_server_set_hold (f->server, FALSE);
  poll_settle (f);
  g_assert_cmpuint (poll_count_asked_for (f, "t4"), ==, 1);
  g_assert_cmpuint (poll_count_asked_for (f, "few"), ==, 0);
  poll_run (f, SECOND);
  g_assert_cmpuint (poll_count_asked_for (f, "few"), >=, 1);
  simmer_poller_stop (f->poller);
}

static void
test_concurrency (PollFixture *f, gconstpointer data)
{
  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow_many (f, 20);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 4);
  poll_run (f, 50 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 4);
}

static void
test_thousands (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 10000);
  poll_run (f, 10 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 95);
  g_assert_cmpuint (f->asked->len, <=, 100);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[9999], NULL));
  poll_run (f, SECOND / 9);
  g_assert_cmpuint (poll_count_asked_for (f, "t9999"), ==, 1);
}

/* 50 tasks of about 10 s: what it costs to follow them to their end. */
static void
run_fifty (PollFixture *f)
{
  f->ending = TRUE;
  poll_follow_many (f, 50);
  poll_run (f, 40 * SECOND);
  g_assert_cmpuint (f->n_ended, ==, 50);
  for (guint i = 0; i < 20; i++)
    {
      guint n = 0;

      for (guint j = 0; j < f->requests->len; j++)
        {
          gint64 at = g_array_index (f->requests, gint64, j) - f->start;

          n += at >= i * SECOND && at < (i + 1) * SECOND ? 1 : 0;
        }
      g_assert_cmpuint (n, <=, i == 0 ? 15 : 11);
    }
  g_assert_cmpuint (poll_get_peak (f, SECOND / 10), <=, 6);
  g_test_message ("%u requests, at most %u in 100 ms and %u in 1 s; mean lag %.2f s",
                  f->requests->len,
                  poll_get_peak (f, SECOND / 10),
                  poll_get_peak (f, SECOND),
                  (double) f->lag / 50 / SECOND);
}

static void
test_fifty (PollFixture *f, gconstpointer data)
{
  run_fifty (f);
  g_assert_cmpuint (f->requests->len, ==, f->asked->len);
  g_assert_cmpuint (f->requests->len, >=, 100);
  g_assert_cmpint (f->lag / 50, <=, 26 * SECOND / 10);
}

static void
test_fifty_together (PollFixture *f, gconstpointer data)
{
  run_fifty (f);
  g_assert_cmpuint (f->requests->len, <=, 16);
  g_assert_cmpint (f->lag / 50, <=, 12 * SECOND / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add ("many", NULL, test_many);
  poll_add ("fair", NULL, test_fair);
  poll_add ("person-first", NULL, test_person_first);
  poll_add ("concurrency", NULL, test_concurrency);
  poll_add ("thousands", NULL, test_thousands);
  poll_add ("fifty", NULL, test_fifty);
  poll_add_many ("fifty/together", test_fifty_together);

  return g_test_run ();
}
