/* Deadlines, orders, and the end of following. */

#include "poller-fixture.h"

static void
test_deadline (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  SimmerError code;

  simmer_account_set_wishes (f->account, &(SimmerWishes){ .deadline = HOUR });
  poll_run (f, 30 * MINUTE);
  simmer_test_server_leave (f->server);
  poll_run (f, 24 * HOUR);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);

  simmer_test_server_return (f->server);
  poll_run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_TIMED_OUT);
  g_assert_cmpuint (f->n_ended, ==, 1);

  simmer_task_revive (task, simmer_clock_get_wall (f->clock));
  simmer_poller_follow (f->poller, task, f->client);
  poll_run (f, 59 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  poll_run (f, 5 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
}

static void
test_deadline_missed (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  simmer_account_set_wishes (f->account, &(SimmerWishes){ .deadline = HOUR });
  poll_run (f, 30 * MINUTE);
  simmer_test_server_leave (f->server);
  poll_run (f, 24 * HOUR);
  simmer_test_server_return (f->server);
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  poll_run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
}

typedef struct
{
  gboolean done;
  gboolean in;
  GError *error;
} Entry;

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;

  entry->in = simmer_poller_enter_finish (SIMMER_POLLER (source), result, &entry->error);
  entry->done = TRUE;
}

static void
test_orders (PollFixture *f, gconstpointer data)
{
  Entry entries[6] = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 6; i++)
    simmer_poller_enter (f->poller,
                         f->client,
                         SIMMER_VERB_CANCEL,
                         i == 5 ? cancellable : NULL,
                         entered_cb,
                         &entries[i]);
  poll_follow (f, "a");
  poll_drain ();
  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (entries[i].in, ==, i < 4);
  g_assert_cmpuint (f->asked->len, ==, 0);

  g_cancellable_cancel (cancellable);
  poll_drain ();
  g_assert_true (entries[5].done);
  g_assert_error (entries[5].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&entries[5].error);

  simmer_poller_leave (f->poller, f->client, NULL);
  poll_drain ();
  g_assert_true (entries[4].in);
  for (guint i = 0; i < 4; i++)
    simmer_poller_leave (f->poller, f->client, NULL);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 1);
}

static void
test_orders_window (PollFixture *f, gconstpointer data)
{
  Entry first = { 0 };
  Entry second = { 0 };
  g_autoptr (GError) error =
    g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED, "slow down");

  simmer_error_set_retry_after (error, 20 * SECOND);
  simmer_poller_enter (f->poller, f->client, SIMMER_VERB_CANCEL, NULL, entered_cb, &first);
  poll_drain ();
  g_assert_true (first.in);
  g_signal_emit_by_name (f->client, "limited", simmer_client_get_host (f->client), NULL, error);
  simmer_poller_leave (f->poller, f->client, error);
  g_assert_cmpint (f->window, ==, f->start + 20 * SECOND);
  poll_follow (f, "a");
  simmer_poller_enter (f->poller, f->client, SIMMER_VERB_CANCEL, NULL, entered_cb, &second);
  poll_run (f, 20 * SECOND - 1);
  g_assert_false (second.done);
  g_assert_cmpuint (f->asked->len, ==, 0);
  simmer_clock_advance (f->clock, SECOND / 2);
  poll_drain ();
  g_assert_true (second.in);
  simmer_poller_leave (f->poller, f->client, NULL);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 1);
}

static void
test_given_up_as_let_in (PollFixture *f, gconstpointer data)
{
  Entry entry = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  simmer_poller_enter (f->poller, f->client, SIMMER_VERB_CANCEL, cancellable, entered_cb, &entry);
  g_cancellable_cancel (cancellable);
  poll_drain ();
  g_assert_true (entry.done);
  g_assert_false (entry.in);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_clear_error (&entry.error);
}

static void
test_unfollow (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  simmer_test_server_set_hold (f->server, TRUE);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 1);
  simmer_poller_unfollow (f->poller, task);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
  poll_drain ();
  simmer_test_wait (G_OBJECT (task)->ref_count == 1);
  simmer_test_server_set_hold (f->server, FALSE);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->n_reported, ==, 0);
  g_assert_cmpuint (f->asked->len, ==, 1);
}

static void
test_stop (PollFixture *f, gconstpointer data)
{
  Entry entries[5] = { 0 };
  SimmerPoller *poller = f->poller;

  simmer_test_server_set_hold (f->server, TRUE);
  poll_follow_many (f, 3);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 3);
  for (guint i = 0; i < 5; i++)
    simmer_poller_enter (f->poller, f->client, SIMMER_VERB_CANCEL, NULL, entered_cb, &entries[i]);
  poll_drain ();
  g_assert_true (entries[0].in);
  g_assert_false (entries[1].done);
  simmer_poller_leave (f->poller, f->client, NULL);
  poll_drain ();
  g_assert_true (entries[1].in);

  simmer_poller_stop (f->poller);
  poll_drain ();
  for (guint i = 2; i < 5; i++)
    {
      g_assert_error (entries[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&entries[i].error);
    }
  g_object_add_weak_pointer (G_OBJECT (poller), (gpointer *) &poller);
  g_object_unref (f->poller);
  g_assert_null (poller);
  poll_drain ();
  f->poller = simmer_poller_new (f->clock, f->network);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add ("deadline", NULL, test_deadline);
  poll_add ("deadline/missed", NULL, test_deadline_missed);
  poll_add ("orders", NULL, test_orders);
  poll_add ("orders/window", NULL, test_orders_window);
  poll_add ("orders/given-up", NULL, test_given_up_as_let_in);
  poll_add ("unfollow", NULL, test_unfollow);
  poll_add ("stop", NULL, test_stop);

  return g_test_run ();
}
