/* Live streams: whatever a service tells or fails to tell, no task is missed, none ends without a
 * final status, and no request goes out that need not. */

#include "live-fixture.h"

#include "simmer-json.h"

#include <string.h>

#define WEBSOCKET "\"websocket\""
#define EVENTS    "\"events\""

#define A_RUNS "{\"type\":\"snapshot\",\"tasks\":[{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}]}"
#define A_DONE                                                          \
  "{\"type\":\"task\",\"task\":{\"id\":\"a\",\"status\":\"COMPLETED\"," \
  "\"results\":[{\"url\":\"/a.png\"}]}}"

static void
set_up (LiveFixture *f, gconstpointer kinds)
{
  live_set_up (f, kinds, "/stream", NULL);
  f->greeting = A_RUNS;
}

static void
set_up_far (LiveFixture *f, gconstpointer kinds)
{
  live_set_up (f, kinds, "/stream", SIMMER_TEST_HOST);
  f->greeting = A_RUNS;
}

static void
set_up_single (LiveFixture *f, gconstpointer kinds)
{
  live_set_up (f, kinds, "/stream/{id}", NULL);
  f->greeting = "{\"status\":\"IN_PROGRESS\"}";
}

static void
tear_down (LiveFixture *f, gconstpointer kinds)
{
  live_tear_down (f);
}

/* --- A service that tells -------------------------------------------------------------------- */

/* Two requests, the stream's among them, from the begin of a task to its end. */
static void
test_tells (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  live_run (f, 10 * SECOND);
  live_say (f, A_DONE);
  simmer_test_wait (f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_cmpuint (simmer_task_get_results (task)->len, ==, 1);
  g_assert_cmpuint (f->n_streams + f->n_status, ==, 2);

  /* Nobody is left to listen for. */
  live_wait_streams (f, 0);
  live_run (f, HOUR);
  g_assert_cmpuint (f->n_streams + f->n_status, ==, 2);
}

static void
say_progress (LiveFixture *f, SimmerTask *task, int percent)
{
  g_autofree char *text = g_strdup_printf (
    "{\"task\":{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"progress\":0.%02d}}", percent);

  live_say (f, text);
  simmer_test_wait (simmer_task_get_progress (task) >= percent / 100.0 - 0.001);
}

/* However well it is heard, a task is asked for once a minute. */
static void
test_net (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  for (int i = 1; i <= 60; i++)
    {
      live_run (f, 10 * SECOND);
      say_progress (f, task, i);
      g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_LIVE);
    }
  g_assert_cmpuint (f->n_streams, ==, 1);
  g_assert_cmpuint (f->n_status, >=, 9);
  g_assert_cmpuint (f->n_status, <=, 11);

  /* The person may want it oftener. */
  f->n_status = 0;
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 0, 2 * SECOND);
  live_run (f, 10 * SECOND);
  g_assert_cmpuint (f->n_status, >=, 4);
  g_assert_cmpuint (f->n_status, <=, 6);
}

/* The same again, and what was overtaken, change nothing; what goes back is asked for. */
static void
test_disorder (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");
  guint n;

  live_wait_open (f, 1);
  live_run (f, 2 * SECOND);
  say_progress (f, task, 50);
  n = f->n_changed;
  for (int i = 0; i < 3; i++)
    live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"progress\":0.50}}");
  live_say (f, "{\"task\":{\"id\":\"b\",\"status\":\"COMPLETED\"}}");
  live_say (f, "{\"type\":\"heartbeat\"}");
  live_say (f, "{\"type\":\"something new\",\"b\":[1]}");
  live_run (f, SECOND);
  g_assert_cmpuint (f->n_status, ==, 1);
  g_assert_cmpuint (f->n_changed, ==, n);

  live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"progress\":0.10}}");
  live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"PENDING\"}}");
  simmer_test_wait (f->n_status == 2);
  live_settle (f);
  g_assert_cmpuint (f->n_changed, ==, n);
  g_assert_cmpfloat (simmer_task_get_progress (task), ==, 0.5);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_LIVE);

  /* If the service says the same when it is asked, then so it is. */
  f->status = "{\"status\":\"PENDING\"}";
  live_run (f, 2 * SECOND);
  live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"PENDING\"}}");
  simmer_test_wait (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

/* A task that is retried in place does not end by the end of its former attempt. */
static void
test_attempts (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task;

  f->status = "{\"status\":\"IN_PROGRESS\",\"attempt\":2}";
  f->greeting = "{\"tasks\":[{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"attempt\":2}]}";
  task = live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 2 * SECOND);
  live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"FAILED\",\"error\":\"x\",\"attempt\":1}}");
  simmer_test_wait (f->n_status == 2);
  live_settle (f);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  live_say (f, "{\"task\":{\"id\":\"a\",\"status\":\"FAILED\",\"error\":\"x\",\"attempt\":2}}");
  simmer_test_wait (f->n_ended == 1);
}

/* --- A service that stops telling ------------------------------------------------------------ */

/* After it breaks: one question within a second, then the usual ones, then a stream again. */
static void
assert_mended (LiveFixture *f)
{
  guint n_status = f->n_status;
  guint n_streams = f->n_streams;

  live_run (f, SECOND);
  g_assert_cmpuint (f->n_status, >=, n_status + 1);
  g_assert_cmpuint (f->n_status, <=, n_status + 2);
  live_run (f, 2 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, n_streams + 1);
  live_wait_open (f, 1);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
wait_lost (LiveFixture *f)
{
  simmer_test_wait (simmer_task_get_tracking (f->tasks->pdata[0]) == SIMMER_TRACKING_POLLING);
}

static void
test_ends (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 5 * SECOND);
  live_end (f);
  wait_lost (f);
  assert_mended (f);
}

static void
test_breaks (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 5 * SECOND);
  live_cut (f);
  wait_lost (f);
  assert_mended (f);
}

/* However often it breaks, each time the task is asked for once within a second and then as one of
 * which nobody tells, for as long as no stream opens; after that seldom again. */
static void
test_breaks_again (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  for (guint i = 0; i < 3; i++)
    {
      guint n_status;

      live_wait_open (f, 1);
      live_run (f, 10 * SECOND);
      f->refusal = 503;
      n_status = f->n_status;
      live_cut (f);
      wait_lost (f);
      live_run (f, SECOND);
      g_assert_cmpuint (f->n_status, >=, n_status + 1);
      g_assert_cmpuint (f->n_status, <=, n_status + 2);

      /* At this age every few seconds, and not once a minute. */
      n_status = f->n_status;
      live_run (f, 40 * SECOND);
      g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[0]), ==, SIMMER_TRACKING_POLLING);
      g_assert_cmpuint (f->n_status, >=, n_status + 4);

      f->refusal = 0;
      for (guint j = 0; j < 700 && f->streams->len == 0; j++)
        live_run (f, SECOND);
      live_wait_open (f, 1);
      simmer_test_wait (simmer_task_get_tracking (f->tasks->pdata[0]) == SIMMER_TRACKING_LIVE);
      n_status = f->n_status;
      for (guint j = 1; j <= 12; j++)
        {
          live_run (f, 10 * SECOND);
          say_progress (f, f->tasks->pdata[0], (int) (i * 12 + j));
        }
      g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[0]), ==, SIMMER_TRACKING_LIVE);
      g_assert_cmpuint (f->n_status, >=, n_status + 1);
      g_assert_cmpuint (f->n_status, <=, n_status + 3);
    }
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_silence (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  live_run (f, 14 * SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_LIVE);
  g_assert_cmpuint (f->n_status, ==, 1);
  live_run (f, SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  assert_mended (f);
}

/* A machine that slept asks once, and listens anew. */
static void
test_sleep (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  simmer_clock_sleep (f->clock, 5 * MINUTE);
  live_run (f, SECOND / 10);
  g_assert_cmpuint (f->n_status, ==, 2);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  live_run (f, 2 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, 2);
  live_wait_open (f, 1);
}

/* Streams that never last are tried more and more seldom. */
static void
test_backoff (LiveFixture *f, gconstpointer data)
{
  guint n;

  live_follow (f, "a");
  live_wait_open (f, 1);
  for (int i = 0; i < 6; i++)
    {
      live_cut (f);
      wait_lost (f);
      n = f->n_streams;
      for (int j = 0; j < 64 && f->n_streams == n; j++)
        live_run (f, SECOND);
      live_wait_open (f, 1);
    }
  live_cut (f);
  wait_lost (f);
  n = f->n_streams;
  live_run (f, 25 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, n);
  live_run (f, MINUTE);
  g_assert_cmpuint (f->n_streams, >, n);

  /* One that lasts makes up for them. */
  live_wait_open (f, 1);
  for (int i = 1; i <= 7; i++)
    {
      live_run (f, 10 * SECOND);
      say_progress (f, f->tasks->pdata[0], i);
    }
  live_cut (f);
  wait_lost (f);
  assert_mended (f);
}

static void
test_not_json (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 5 * SECOND);
  live_say (f, "<html>COMPLETED</html>");
  wait_lost (f);
  assert_mended (f);
}

static void
test_giant (LiveFixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (SIMMER_JSON_MAX_SIZE + 1000, ' ');

  live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 5 * SECOND);
  live_say (f, text);
  wait_lost (f);
  assert_mended (f);
}

/* Half an event is none, neither when the stream ends in it nor when it says nothing more. */
static void
test_half (LiveFixture *f, gconstpointer data)
{
  static const char half[] = "data: {\"task\":{\"id\":\"a\",\"status\":\"COMPLETED\"}}\n";

  live_follow (f, "a");
  live_wait_open (f, 1);
  live_say_raw (f, half, strlen (half));
  live_run (f, 2 * SECOND);
  live_end (f);
  wait_lost (f);
  assert_mended (f);

  live_say_raw (f, half, strlen (half));
  live_run (f, 16 * SECOND);
  live_run (f, 5 * SECOND);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

/* The whole service goes and comes back. */
static void
test_outage (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");
  guint n;

  live_wait_open (f, 1);
  live_leave (f);
  simmer_test_wait (simmer_task_get_tracking (task) != SIMMER_TRACKING_LIVE);
  live_run (f, 5 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  n = f->n_streams;
  live_return (f);
  live_run (f, 61 * SECOND);
  g_assert_cmpuint (f->n_streams, >, n);
  live_wait_open (f, 1);
  live_say (f, A_DONE);
  simmer_test_wait (f->n_ended == 1);
}

/* None of many tasks is asked for while they are heard; and after the break each is, and none twice
 * before all of them were. */
static void
test_many (LiveFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) all = g_string_new ("{\"tasks\":[");

  for (int i = 0; i < 30; i++)
    g_string_append_printf (
      all, "%s{\"id\":\"t%d\",\"status\":\"IN_PROGRESS\"}", i > 0 ? "," : "", i);
  g_string_append (all, "]}");
  f->greeting = all->str;
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%d", i);

      live_follow (f, id);
    }
  live_run (f, 10 * SECOND);
  live_wait_open (f, 1);
  g_assert_cmpuint (f->n_streams, ==, 1);
  f->n_status = 0;
  live_run (f, 4 * SECOND);
  g_assert_cmpuint (f->n_status, ==, 0);

  f->refusal = 404;
  g_ptr_array_set_size (f->asked, 0);
  live_cut (f);
  wait_lost (f);
  live_run (f, 4 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 30);
  for (guint i = 0; i < 30; i++)
    g_assert_true (g_hash_table_add (found, f->asked->pdata[i]));
}

/* --- A service that is deaf ------------------------------------------------------------------ */

/* A stream that does not tell of a task is not relied on, open as it may be. */
static void
test_deaf (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task;

  f->status = "{\"status\":\"PENDING\"}";
  f->greeting = "{\"type\":\"snapshot\",\"tasks\":[]}";
  task = live_follow (f, "a");
  live_settle (f);
  live_wait_streams (f, 1);
  for (int i = 0; i < 7; i++)
    {
      live_say (f, "{\"type\":\"snapshot\",\"tasks\":[]}");
      live_run (f, 10 * SECOND);
    }
  f->status = "{\"status\":\"IN_PROGRESS\"}";
  for (int i = 0; simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING && i < 7; i++)
    {
      live_say (f, "{\"type\":\"heartbeat\"}");
      live_run (f, 10 * SECOND);
    }
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  f->n_status = 0;
  live_say (f, "{\"type\":\"heartbeat\"}");
  live_run (f, 12 * SECOND);
  g_assert_cmpuint (f->n_status, >=, 1);

  /* Once it does tell, it is. */
  live_say (f, A_RUNS);
  simmer_test_wait (simmer_task_get_tracking (task) == SIMMER_TRACKING_LIVE);
}

/* --- A service that refuses ------------------------------------------------------------------ */

/* Asked for as ever, and of the stream no more is heard for a long time. */
static void
assert_refused (LiveFixture *f, guint n_streams)
{
  SimmerTask *task = live_follow (f, "a");

  live_run (f, 9 * MINUTE);
  g_assert_cmpuint (f->n_streams, ==, n_streams);
  g_assert_cmpuint (f->n_status, >, 40);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  live_run (f, 2 * MINUTE);
  g_assert_cmpuint (f->n_streams, >, n_streams);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_not_found (LiveFixture *f, gconstpointer data)
{
  f->refusal = 404;
  assert_refused (f, 1);
}

static void
test_both_not_found (LiveFixture *f, gconstpointer data)
{
  f->refusal = 404;
  assert_refused (f, 2);
}

static void
test_sign_in (LiveFixture *f, gconstpointer data)
{
  f->refusal = 401;
  assert_refused (f, 1);

  /* Other credentials are tried at once. */
  f->refusal = 0;
  f->greeting = "{\"task\":{\"id\":\"a\",\"status\":\"IN_PROGRESS\",\"progress\":0.5}}";
  simmer_poller_sign_in_changed (f->poller, f->account);
  live_run (f, SECOND);
  live_wait_open (f, 1);
}

static void
test_wrong_type (LiveFixture *f, gconstpointer data)
{
  f->content_type = "text/html; charset=utf-8";
  assert_refused (f, 1);
}

/* The other kind is tried where what stands between lets through one alone. */
static void
test_other_kind (LiveFixture *f, gconstpointer data)
{
  f->refusal = 426;
  live_follow (f, "a");
  simmer_test_wait (f->n_streams >= 1);
  f->refusal = 0;
  live_wait_open (f, 1);
}

static void
test_trouble (LiveFixture *f, gconstpointer data)
{
  f->refusal = 502;
  live_follow (f, "a");
  live_run (f, 2 * MINUTE);
  g_assert_cmpuint (f->n_streams, >=, 4);
  g_assert_cmpuint (f->n_streams, <=, 9);
  f->refusal = 0;
  live_run (f, MINUTE);
  live_wait_open (f, 1);
}

/* Whoever is asked to stay away stays away altogether. */
static void
test_limit (LiveFixture *f, gconstpointer data)
{
  guint n;

  f->refusal = 429;
  f->header = "Retry-After";
  f->header_value = g_strdup ("30");
  live_follow (f, "a");
  live_settle (f);
  g_assert_cmpuint (f->n_streams, ==, 1);
  n = f->n_status;
  f->refusal = 0;
  live_run (f, 29 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, 1);
  g_assert_cmpuint (f->n_status, ==, n);
  live_run (f, 5 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, 2);
  live_wait_open (f, 1);
}

static void
test_redirect (LiveFixture *f, gconstpointer data)
{
  f->refusal = 302;
  f->header = "Location";
  f->header_value = g_strdup_printf ("http://localhost:%u/elsewhere", f->port);
  live_follow (f, "a");
  live_run (f, MINUTE);
  g_assert_cmpuint (f->n_leaks, ==, 0);
  g_assert_cmpuint (f->n_elsewhere, ==, g_str_equal (data, EVENTS) ? 1 : 0);
  g_assert_cmpuint (f->streams->len, ==, 0);
}

/* A stream that is never answered holds up nothing. */
static void
test_hangs (LiveFixture *f, gconstpointer data)
{
  f->hang = TRUE;
  live_follow (f, "a");
  simmer_test_wait (f->hanging->len == 1 && f->n_status == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 1);
}

/* --- A person who does not want to listen ---------------------------------------------------- */

static void
assert_asks (LiveFixture *f)
{
  live_wait_streams (f, 0);
  f->n_streams = f->n_status = 0;
  live_run (f, 30 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, 0);
  g_assert_cmpuint (f->n_status, >=, 3);
}

static void
test_off (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  simmer_poller_set_live (f->poller, FALSE);
  wait_lost (f);
  assert_asks (f);
  simmer_poller_set_live (f->poller, TRUE);
  live_wait_open (f, 1);
}

static void
test_account_off (LiveFixture *f, gconstpointer data)
{
  simmer_account_set_wishes (f->account, &(SimmerWishes){ .no_live = TRUE });
  live_follow (f, "a");
  live_settle (f);
  assert_asks (f);
}

static void
test_paused (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  simmer_poller_set_paused (f->poller, TRUE);
  live_wait_streams (f, 0);
  f->n_streams = f->n_status = 0;
  live_run (f, 5 * MINUTE);
  g_assert_cmpuint (f->n_streams + f->n_status, ==, 0);
  simmer_poller_set_paused (f->poller, FALSE);
  live_wait_open (f, 1);
}

static void
test_unfollowed (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  simmer_poller_unfollow (f->poller, task);
  live_wait_streams (f, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

/* Where each byte is paid for, a stream is dearer than some questions. */
static void
test_metered (LiveFixture *f, gconstpointer data)
{
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  live_follow (f, "a");
  live_settle (f);
  assert_asks (f);
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  live_wait_open (f, 1);
}

static void
test_offline (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_wait_open (f, 1);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  live_wait_streams (f, 0);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_OFFLINE);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  live_wait_open (f, 1);
}

/* --- One stream a task ----------------------------------------------------------------------- */

static void
test_single (LiveFixture *f, gconstpointer data)
{
  SimmerTask *task = live_follow (f, "a");

  live_follow (f, "b");
  live_wait_open (f, 2);
  live_run (f, 10 * SECOND);
  g_assert_cmpuint (f->n_streams, ==, 2);
  g_assert_cmpuint (f->n_status, ==, 2);
  simmer_poller_unfollow (f->poller, task);
  live_wait_streams (f, 1);
  live_say (f, "{\"status\":\"CANCELLED\"}");
  simmer_test_wait (f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
}

/* Some of many listen; the others are asked for, and listen when there is room. */
static void
test_single_many (LiveFixture *f, gconstpointer data)
{
  guint n_live = 0;

  for (int i = 0; i < 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%d", i);

      live_follow (f, id);
    }
  live_run (f, 3 * SECOND);
  live_wait_streams (f, 6);
  live_run (f, SECOND);
  for (int i = 0; i < 9; i++)
    if (simmer_task_get_tracking (f->tasks->pdata[i]) == SIMMER_TRACKING_LIVE)
      n_live++;
  g_assert_cmpuint (n_live, ==, 6);

  for (int i = 0; i < 9; i++)
    if (n_live > 5 && simmer_task_get_tracking (f->tasks->pdata[i]) == SIMMER_TRACKING_LIVE)
      {
        simmer_poller_unfollow (f->poller, f->tasks->pdata[i]);
        n_live--;
      }
  live_run (f, 3 * SECOND);
  simmer_test_wait (f->n_streams == 7);
  live_wait_streams (f, 6);
  live_settle (f);
}

static void
test_single_breaks (LiveFixture *f, gconstpointer data)
{
  live_follow (f, "a");
  live_wait_open (f, 1);
  live_run (f, 5 * SECOND);
  live_cut (f);
  wait_lost (f);
  assert_mended (f);
}

#define add_for(path, kinds, set_up, func) \
  g_test_add ("/live/" path, LiveFixture, kinds, set_up, func, tear_down)
#define add(path, func)                                   \
  G_STMT_START                                            \
  {                                                       \
    add_for (path "/websocket", WEBSOCKET, set_up, func); \
    add_for (path "/events", EVENTS, set_up, func);       \
  }                                                       \
  G_STMT_END

static void
add_refusals (void)
{
  add ("not-found", test_not_found);
  add_for ("not-found/both", WEBSOCKET "," EVENTS, set_up, test_both_not_found);
  add ("sign-in", test_sign_in);
  add_for ("wrong-type/events", EVENTS, set_up, test_wrong_type);
  add_for ("other-kind", WEBSOCKET "," EVENTS, set_up, test_other_kind);
  add ("trouble", test_trouble);
  add ("limit", test_limit);
  add ("redirect", test_redirect);
  add ("hangs", test_hangs);
}

static void
add_wishes (void)
{
  add ("off", test_off);
  add_for ("account-off", EVENTS, set_up, test_account_off);
  add ("paused", test_paused);
  add ("unfollowed", test_unfollowed);
  add_for ("metered", EVENTS, set_up_far, test_metered);
  add_for ("offline", WEBSOCKET, set_up_far, test_offline);
  add_for ("single/websocket", WEBSOCKET, set_up_single, test_single);
  add_for ("single/events", EVENTS, set_up_single, test_single);
  add_for ("single/many", EVENTS, set_up_single, test_single_many);
  add_for ("single/breaks", EVENTS, set_up_single, test_single_breaks);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_resolver_install ();
  add ("tells", test_tells);
  add ("net", test_net);
  add ("disorder", test_disorder);
  add ("attempts", test_attempts);
  add ("ends", test_ends);
  add ("breaks", test_breaks);
  add ("breaks-again", test_breaks_again);
  add ("silence", test_silence);
  add ("sleep", test_sleep);
  add ("backoff", test_backoff);
  add ("not-json", test_not_json);
  add ("giant", test_giant);
  add_for ("half/events", EVENTS, set_up, test_half);
  add ("outage", test_outage);
  add ("many", test_many);
  add ("deaf", test_deaf);
  add_refusals ();
  add_wishes ();

  return g_test_run ();
}
