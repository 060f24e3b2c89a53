/* What a host says of itself, of its windows and its sign-in, and what is gone. */

#include "poller-fixture.h"

#include <string.h>

static void
check_window (PollFixture *f, gboolean date)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 30);
  g_autofree char *http_date = soup_date_time_to_string (then, SOUP_DATE_HTTP);

  poll_follow_many (f, 5);
  poll_run (f, 10 * SECOND);
  f->status = 429;
  f->body = "";
  f->retry_after = date ? http_date : "30";
  poll_forget (f);
  poll_run (f, 5 * SECOND);
  g_assert_cmpuint (f->n_windows, >=, 1);
  poll_assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  g_assert_cmpint (
    simmer_task_get_tracking_until (f->tasks->pdata[0]), >, simmer_clock_get_wall (f->clock));
  g_assert_false (simmer_poller_check_now (f->poller, f->tasks->pdata[0], &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);

  /* Nothing inside, for no task, whatever happens. */
  poll_forget (f);
  f->status = 200;
  f->body = NULL;
  f->retry_after = NULL;
  simmer_poller_set_background (f->poller, TRUE);
  simmer_poller_set_background (f->poller, FALSE);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  poll_follow (f, "late");
  poll_run (f, f->window - simmer_clock_get_boot (f->clock) - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, >=, 1);
  poll_run (f, 5 * SECOND);
  poll_assert_all_heard (f);
  poll_assert_none_failed (f);
}

static void
test_window_seconds (PollFixture *f, gconstpointer data)
{
  check_window (f, FALSE);
}

static void
test_window_date (PollFixture *f, gconstpointer data)
{
  check_window (f, TRUE);
}

static void
check_window_unsaid (PollFixture *f, const char *word)
{
  poll_follow_many (f, 5);
  poll_run (f, SECOND / 2);
  poll_forget (f);
  f->status = 429;
  f->body = "";
  f->retry_after = word;
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, <=, 12);
  poll_assert_none_failed (f);
}

static void
test_window_unsaid (PollFixture *f, gconstpointer data)
{
  check_window_unsaid (f, NULL);
}

static void
test_window_malformed (PollFixture *f, gconstpointer data)
{
  check_window_unsaid (f, "soon");
}

static void
test_window_zero (PollFixture *f, gconstpointer data)
{
  check_window_unsaid (f, "0");
}

static void
test_window_elsewhere (PollFixture *f, gconstpointer data)
{
  simmer_poller_close_host (f->poller, simmer_client_get_host (f->client), f->start + 20 * SECOND);
  poll_follow_many (f, 3);
  poll_assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  poll_run (f, 20 * SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_cmpuint (f->n_windows, ==, 0);
  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, ==, 3);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;
  SimmerHttpAnswer *answer = NULL;

  g_assert_null (simmer_client_open_finish (SIMMER_CLIENT (source), result, &answer, error));
}

/* A host that wants to be left alone says so to whoever asks it, and if it is for a file. */
static void
test_window_by_result (PollFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  poll_follow_many (f, 3);
  poll_run (f, SECOND / 2);
  f->status = 429;
  f->body = "";
  f->retry_after = "30";
  simmer_client_open_async (f->client, "/r/1", 0, NULL, NULL, opened_cb, &error);
  simmer_test_wait (error != NULL);
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_assert_cmpint (f->window, ==, simmer_clock_get_boot (f->clock) + 30 * SECOND);
  poll_assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);

  f->status = 200;
  f->body = f->retry_after = NULL;
  poll_forget (f);
  poll_run (f, 30 * SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, >=, 1);
  poll_run (f, SECOND);
  poll_assert_all_heard (f);
}

#define OWN_WORD                                                                                  \
  "\"answer\":{\"status\":[{\"path\":\"$.status\",\"words\":{\"IN_PROGRESS\":\"IN_PROGRESS\"}}]," \
  "\"pollAfter\":{\"header\":\"x-poll-after-ms\",\"unit\":\"ms\"}},"

/* What a service says in a header of its own closes it where it refuses, unless Retry-After says
 * otherwise. */
static void
test_window_own_word (PollFixture *f, gconstpointer data)
{
  poll_set_profile (f, OWN_WORD);
  poll_follow_many (f, 3);
  poll_run (f, SECOND / 2);
  f->status = 429;
  f->body = "";
  f->poll_after = "20000";
  poll_forget (f);
  poll_run (f, 3 * SECOND / 4);
  g_assert_cmpuint (f->n_windows, >=, 1);
  g_assert_cmpint (f->window, ==, g_array_index (f->requests, gint64, 0) + 20 * SECOND);
  poll_forget (f);
  f->retry_after = "5";
  poll_run (f, f->window - simmer_clock_get_boot (f->clock) - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);

  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpint (f->window, ==, g_array_index (f->requests, gint64, 0) + 5 * SECOND);
}

/* Where it does not refuse, it says so of the task alone; and there, too, Retry-After wins. */
static void
test_own_word (PollFixture *f, gconstpointer data)
{
  poll_set_profile (f, OWN_WORD);
  f->poll_after = "20000";
  poll_follow (f, "a");
  poll_run (f, 20 * SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (f->n_windows, ==, 0);
  f->retry_after = "3";
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 2);
  poll_run (f, 5 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 3);
}

/* Who waits for its turn by what the profile says of its pace has not been let in: it waits for the
 * end of a window that opens meanwhile, too. */
static void
test_window_while_paced (PollFixture *f, gconstpointer data)
{
  poll_set_profile (f, "\"rate\":1,");
  poll_follow_many (f, 4);
  poll_run (f, SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 1);
  f->status = 429;
  f->body = "";
  f->retry_after = "30";
  poll_run (f, 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
  g_assert_cmpint (f->window, ==, f->start + 31 * SECOND);

  f->status = 200;
  f->body = f->retry_after = NULL;
  poll_run (f, 30 * SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, ==, 3);
  poll_run (f, 4 * SECOND);
  poll_assert_all_heard (f);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (poll_count_asked_for (f, simmer_task_get_id (f->tasks->pdata[i])), >=, 1);
  g_assert_cmpuint (poll_get_peak (f, SECOND), ==, 1);
}

/* An account that has to wait keeps no other from its host. */
static void
test_paced_beside_another (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerProfile) profile = poll_new_profile ("\"rate\":0.01,");
  g_autoptr (SimmerAccount) slow =
    simmer_account_new ("slow", "Slow", profile, simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, slow);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("slow%u", i);
      SimmerTask *task = simmer_task_new (id, "slow", "Slow");

      simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
      simmer_task_set_remote_id (task, id);
      g_ptr_array_add (others, task);
      simmer_poller_follow (f->poller, task, client);
    }
  poll_follow (f, "a");
  poll_run (f, 100 * SECOND - 1);
  g_assert_cmpuint (poll_count_asked_for (f, "a"), >=, 15);
  g_assert_cmpuint (f->asked->len, ==, poll_count_asked_for (f, "a") + 1);
  poll_run (f, 200 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, poll_count_asked_for (f, "a") + 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (poll_count_asked_for (f, simmer_task_get_id (others->pdata[i])), ==, 1);
      simmer_poller_unfollow (f->poller, others->pdata[i]);
    }
}

/* A host that answers, and wants to be left alone for a while: no task asks it meanwhile. */
static void
check_pause (PollFixture *f, gint64 length, SimmerTracking tracking)
{
  g_autoptr (GError) error = NULL;

  poll_follow_many (f, 5);
  poll_run (f, 2 * SECOND + SECOND / 2);
  g_assert_cmpuint (f->n_windows, >=, 1);
  g_assert_cmpuint (f->asked->len, <=, 4);
  g_assert_cmpint (f->window, ==, f->start + length);
  poll_assert_all_tracked (f, tracking);
  g_assert_false (simmer_poller_check_now (f->poller, f->tasks->pdata[4], &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_assert_nonnull (strstr (error->message, "Test"));
  g_assert_nonnull (strchr (error->message, ':'));

  poll_forget (f);
  simmer_poller_set_background (f->poller, TRUE);
  simmer_poller_set_background (f->poller, FALSE);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  poll_follow (f, "late");
  poll_run (f, f->window - simmer_clock_get_boot (f->clock) - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  f->retry_after = f->remaining = f->reset = f->rate_limit = NULL;
  poll_run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, >=, 1);
  poll_run (f, SECOND);
  poll_assert_all_heard (f);
  g_assert_cmpuint (poll_count_asked_for (f, "late"), >=, 1);
}

static void
test_pause_short (PollFixture *f, gconstpointer data)
{
  f->retry_after = "8";
  check_pause (f, 8 * SECOND, SIMMER_TRACKING_POLLING);
}

static void
test_pause_long (PollFixture *f, gconstpointer data)
{
  f->retry_after = "90";
  check_pause (f, 90 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_pause_clamped (PollFixture *f, gconstpointer data)
{
  f->retry_after = "86400";
  check_pause (f, 600 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_quota_spent (PollFixture *f, gconstpointer data)
{
  f->rate_limit = "\"minute\";r=0;t=40, \"day\";r=900;t=80000";
  check_pause (f, 40 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_quota_spent_custom (PollFixture *f, gconstpointer data)
{
  f->remaining = "0";
  f->reset = "40";
  check_pause (f, 40 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

/* Of 30 requests for the next minute, no more than 30 are asked, and the last not at once. */
static void
test_quota_low (PollFixture *f, gconstpointer data)
{
  gint64 end = f->start + MINUTE;
  g_autofree char *remaining = NULL;
  g_autofree char *reset = NULL;
  guint longest = 0;

  poll_follow_many (f, 30);
  for (int i = 0; i < 60; i++)
    {
      guint before = f->asked->len;

      g_free (remaining);
      g_free (reset);
      remaining = g_strdup_printf ("%u", 30 - MIN (29, f->asked->len));
      reset = g_strdup_printf ("%d", (int) ((end - simmer_clock_get_boot (f->clock)) / SECOND));
      f->remaining = remaining;
      f->reset = reset;
      poll_run (f, SECOND);
      longest = f->asked->len == before ? longest + 1 : 0;
      g_assert_cmpuint (longest, <=, 6);
    }
  g_assert_cmpuint (f->asked->len, >=, 20);
  g_assert_cmpuint (f->asked->len, <=, 30);
  g_assert_cmpuint (f->n_windows, ==, 0);
  poll_assert_all_heard (f);
}

static void
test_malformed_quota (PollFixture *f, gconstpointer data)
{
  f->rate_limit = "\"minute\";r=0;t=soon";
  f->remaining = "none";
  f->reset = "40";
  poll_follow_many (f, 5);
  poll_run (f, 5 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 15);
  g_assert_cmpuint (f->n_windows, ==, 0);
}

static void
test_sign_in (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;
  SimmerError code;

  poll_follow_many (f, 8);
  task = f->tasks->pdata[0];
  poll_run (f, 5 * SECOND);
  poll_forget (f);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, <=, 4);
  poll_assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);
  poll_assert_none_failed (f);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_SIGN_IN);

  /* Who asks by hand gets the same answer, once. */
  poll_forget (f);
  simmer_poller_check_now (f->poller, task, NULL);
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 1);

  poll_forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_sign_in_changed (f->poller, f->account);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 8);
  poll_assert_all_heard (f);
  g_assert_false (simmer_task_get_error (task, &code));
}

/* Whatever else went wrong with a task meanwhile, it is taken up when the key is right again. */
static void
test_sign_in_after_failure (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  f->body = "{";
  poll_run (f, 5 * SECOND);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  poll_run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_SIGN_IN);

  poll_forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_sign_in_changed (f->poller, f->account);
  poll_run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 5);
  poll_assert_all_heard (f);
}

/* A good answer to who asks by hand shows that the key is right again, for all. */
static void
test_sign_in_by_hand (PollFixture *f, gconstpointer data)
{
  poll_follow_many (f, 3);
  poll_run (f, 5 * SECOND);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  poll_run (f, MINUTE);
  poll_assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);

  poll_forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_check_now (f->poller, f->tasks->pdata[0], NULL);
  poll_run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
  poll_assert_all_heard (f);
}

static void
test_gone (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");
  SimmerError code;

  poll_run (f, SECOND / 2);
  poll_forget (f);
  f->status = 404;
  f->body = "{\"error\":{\"code\":\"not_found\",\"message\":\"No such task\"}}";
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 3);
  g_assert_cmpint (poll_get_asked_at (f, 1) - poll_get_asked_at (f, 0), >=, 2 * SECOND);
  g_assert_cmpint (poll_get_asked_at (f, 2) - poll_get_asked_at (f, 1), >=, 2 * SECOND);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_GONE);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

/* So is an id that the service refuses to be asked about, of which it has never told anything. */
static void
test_refused_from_the_start (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;
  SimmerError code;

  f->status = 400;
  f->body = "{\"error\":{\"code\":\"invalid_id\",\"message\":\"This is no id\"}}";
  task = poll_follow (f, "a");
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 3);
  g_assert_cmpint (poll_get_asked_at (f, 2) - poll_get_asked_at (f, 1), >=, 2 * SECOND);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_SERVICE);
  g_assert_nonnull (strstr (simmer_task_get_error_message (task), "This is no id"));
  g_assert_cmpuint (f->n_ended, ==, 1);
}

/* What it has told of before is trouble alone, however long it lasts. */
static void
test_refused_in_between (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, SECOND / 2);
  poll_forget (f);
  f->status = 400;
  f->body = "{\"error\":{\"message\":\"Not now\"}}";
  poll_run (f, HOUR);
  g_assert_cmpuint (f->asked->len, >, 3);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_gone_and_back (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  for (guint i = 0; i < 5; i++)
    {
      poll_run (f, SECOND / 2);
      poll_forget (f);
      f->status = 410;
      f->body = "";
      while (f->asked->len < 2)
        poll_run (f, SECOND / 2);
      f->status = 200;
      f->body = NULL;
      poll_run (f, 30 * SECOND);
    }
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

/* Only what it does not know three times in a row is gone. */
static void
test_gone_in_a_row (PollFixture *f, gconstpointer data)
{
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, SECOND / 2);
  for (guint i = 0; i < 5; i++)
    {
      poll_forget (f);
      f->status = 404;
      f->body = "";
      for (guint j = 0; j < 600 && f->asked->len < 2; j++)
        poll_run (f, SECOND / 2);
      f->status = 500;
      for (guint j = 0; j < 600 && f->asked->len < 3; j++)
        poll_run (f, SECOND / 2);
      g_assert_cmpuint (f->asked->len, >=, 3);
    }
  g_assert_cmpint (simmer_task_get_status (task), !=, SIMMER_TASK_STATUS_FAILED);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_malformed (PollFixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "",
    "{",
    "[]",
    "null",
    "\"done\"",
    "<html>COMPLETED</html>",
    "{\"status\":7}",
    "\xff\xfe",
    "{\"status\":[\"COMPLETED\"]}",
    "{\"ok\":true}",
  };
  SimmerTask *task = poll_follow (f, "a");

  poll_run (f, SECOND / 2);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      f->body = bodies[i];
      poll_forget (f);
      poll_run (f, 10 * MINUTE);
      g_assert_cmpuint (f->asked->len, >=, 10);
      g_assert_cmpuint (f->asked->len, <=, 400);
      g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
    }
  f->body = NULL;
  poll_run (f, MINUTE);
  g_assert_false (simmer_task_get_error (task, NULL));
}

static void
test_one_troubled (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;

  poll_follow_many (f, 4);
  task = f->tasks->pdata[2];
  poll_run (f, 10 * SECOND);
  f->odd_id = "t2";
  f->status = 500;
  f->body = "{\"error\":\"boom\"}";
  poll_forget (f);
  poll_run (f, 2 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpuint (poll_count_asked_for (f, "t1"), >=, 15);
  g_assert_cmpuint (poll_count_asked_for (f, "t2"), <, poll_count_asked_for (f, "t1"));
  g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[1]), ==, SIMMER_TRACKING_POLLING);
  poll_assert_none_failed (f);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add ("window/seconds", NULL, test_window_seconds);
  poll_add ("window/date", NULL, test_window_date);
  poll_add ("window/unsaid", NULL, test_window_unsaid);
  poll_add ("window/malformed", NULL, test_window_malformed);
  poll_add ("window/zero", NULL, test_window_zero);
  poll_add ("window/elsewhere", NULL, test_window_elsewhere);
  poll_add ("window/by-result", NULL, test_window_by_result);
  poll_add ("window/own-word", NULL, test_window_own_word);
  poll_add ("own-word", NULL, test_own_word);
  poll_add ("window/paced", NULL, test_window_while_paced);
  poll_add ("paced-beside-another", NULL, test_paced_beside_another);
  poll_add ("pause/short", NULL, test_pause_short);
  poll_add ("pause/long", NULL, test_pause_long);
  poll_add ("pause/clamped", NULL, test_pause_clamped);
  poll_add ("quota/spent", NULL, test_quota_spent);
  poll_add ("quota/spent-custom", NULL, test_quota_spent_custom);
  poll_add ("quota/low", NULL, test_quota_low);
  poll_add ("quota/malformed", NULL, test_malformed_quota);
  poll_add ("sign-in", NULL, test_sign_in);
  poll_add ("sign-in-after-failure", NULL, test_sign_in_after_failure);
  poll_add ("sign-in-by-hand", NULL, test_sign_in_by_hand);
  poll_add ("gone", NULL, test_gone);
  poll_add ("gone-and-back", NULL, test_gone_and_back);
  poll_add ("refused-from-the-start", NULL, test_refused_from_the_start);
  poll_add ("refused-in-between", NULL, test_refused_in_between);
  poll_add ("gone-in-a-row", NULL, test_gone_in_a_row);
  poll_add ("malformed", NULL, test_malformed);
  poll_add ("one-troubled", NULL, test_one_troubled);

  return g_test_run ();
}
