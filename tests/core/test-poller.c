/* The poller's rules: real requests to a service in this process, on a fake clock. */

#include <string.h>

#include "simmer-poller.h"
#include "simmer-test-network.h"
#include "simmer-test-server.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define WALL   (G_GINT64_CONSTANT (1600000000) * SECOND)

typedef struct
{
  char *id;
  gint64 boot;
} Asked;

typedef struct
{
  SimmerTestServer *server;
  GNetworkMonitor *monitor;
  SimmerNetwork *network;
  SimmerClock *clock;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerPoller *poller;
  GPtrArray *tasks;
  gint64 start;

  /* What the service does */
  guint status;
  const char *retry_after;
  const char *remaining;
  const char *reset;
  const char *rate_limit;
  const char *body;
  const char *odd_id; /* only this task gets the status and body */
  guint many_status;  /* what a question about several tasks gets, if not its answer */
  const char *many_body;
  const char *missed_id; /* of this one such an answer is silent */
  gboolean ending;       /* whether tasks end, each at its time */

  /* What was seen */
  GArray *asked;    /* Asked: tasks, one by one */
  GArray *requests; /* gint64: when */
  guint n_many;     /* requests about several */
  gint64 lag;       /* from the ends of tasks until they were heard of, all together */
  guint n_reported;
  guint n_changed;
  guint n_ended;
  guint n_windows;
  gint64 window;
} Fixture;

/* 50 tasks take from 8 to 12 s. */
static gint64
get_duration (const char *id)
{
  return 8 * SECOND + (gint64) (g_ascii_strtoull (id + 1, NULL, 10) * 7 % 50) * 4 * SECOND / 49;
}

static const char *
describe (Fixture *f, const char *id)
{
  gboolean odd = f->odd_id == NULL || g_str_equal (f->odd_id, id);

  if (f->ending && simmer_clock_get_boot (f->clock) - f->start >= get_duration (id))
    return "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";

  return f->body != NULL && odd ? f->body : "{\"status\":\"IN_PROGRESS\"}";
}

static void
note_asked (Fixture *f, const char *id)
{
  Asked asked = { g_strdup (id), simmer_clock_get_boot (f->clock) };

  g_array_append_val (f->asked, asked);
}

static char *
describe_many (Fixture *f, const char *query)
{
  g_autoptr (GHashTable) form = soup_form_decode (query);
  g_auto (GStrv) ids = g_strsplit (g_hash_table_lookup (form, "ids"), ",", -1);
  GString *body = g_string_new ("{");

  g_assert_cmpuint (g_strv_length (ids), >=, 2);
  g_assert_cmpuint (g_strv_length (ids), <=, 100);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (ids[i], !=, ids[j]);
      note_asked (f, ids[i]);
      if (g_strcmp0 (f->missed_id, ids[i]) != 0)
        g_string_append_printf (
          body, "%s\"%s\":%s", body->len > 1 ? "," : "", ids[i], describe (f, ids[i]));
    }
  g_string_append_c (body, '}');

  return g_string_free (body, FALSE);
}

static void
answer_cb (SimmerTestServer *server,
           SoupServerMessage *message,
           SimmerTestRequest *request,
           gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *id = strrchr (request->path, '/') + 1;
  gboolean many = request->query != NULL;
  gboolean odd = f->odd_id == NULL || g_str_equal (f->odd_id, id);
  g_autofree char *all = many ? describe_many (f, request->query) : NULL;
  const char *body = many ? all : describe (f, id);
  gint64 now = simmer_clock_get_boot (f->clock);

  g_array_append_val (f->requests, now);
  if (many)
    f->n_many++;
  else
    note_asked (f, id);
  soup_server_message_set_status (message, odd ? f->status : 200, NULL);
  if (many && f->many_status != 0)
    soup_server_message_set_status (message, f->many_status, NULL);
  if (many && f->many_body != NULL)
    body = f->many_body;
  if (f->retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", f->retry_after);
  if (f->remaining != NULL)
    soup_message_headers_replace (headers, "X-RateLimit-Remaining", f->remaining);
  if (f->reset != NULL)
    soup_message_headers_replace (headers, "X-RateLimit-Reset", f->reset);
  if (f->rate_limit != NULL)
    soup_message_headers_replace (headers, "RateLimit", f->rate_limit);
  soup_message_headers_replace (headers, "Content-Type", "application/json");
  if (*body != '\0')
    soup_message_body_append (
      soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, body, strlen (body));
}

static void
reported_cb (SimmerPoller *poller, SimmerTask *task, gboolean changed, Fixture *f)
{
  f->n_reported++;
  f->n_changed += changed ? 1 : 0;
}

static void
ended_cb (SimmerPoller *poller, SimmerTask *task, Fixture *f)
{
  g_assert_true (simmer_task_status_is_final (simmer_task_get_status (task)));
  g_assert_false (simmer_poller_is_following (poller, task));
  f->n_ended++;
  if (f->ending)
    f->lag +=
      simmer_clock_get_boot (f->clock) - f->start - get_duration (simmer_task_get_remote_id (task));
}

static void
window_cb (SimmerPoller *poller, const char *host, gint64 until, Fixture *f)
{
  g_assert_cmpstr (host, ==, simmer_client_get_host (f->client));
  f->n_windows++;
  f->window = until;
}

static void
clear_asked (gpointer asked)
{
  g_free (((Asked *) asked)->id);
}

/* One that is asked for one task at a time. */
static SimmerProfile *
new_plain_profile (void)
{
  static const char text[] =
    "{\"id\":\"plain\",\"name\":\"Plain\",\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"status\":{\"method\":\"GET\",\"path\":\"/status/{id}\"}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
}

/* @host: by which name the service is known, so that it may count as far away */
static void
set_up_with (Fixture *f, const char *host, SimmerProfile *profile)
{
  g_autofree char *base = NULL;
  g_autofree char *address = NULL;

  f->status = 200;
  f->asked = g_array_new (FALSE, FALSE, sizeof (Asked));
  g_array_set_clear_func (f->asked, clear_asked);
  f->requests = g_array_new (FALSE, FALSE, sizeof (gint64));
  f->server = simmer_test_server_new ();
  simmer_test_server_set_func (f->server, answer_cb, f);
  f->monitor = simmer_test_monitor_new (TRUE);
  f->network = simmer_network_new (f->monitor);
  f->clock = simmer_clock_new_fake (WALL);
  f->start = simmer_clock_get_boot (f->clock);
  f->http = simmer_http_new ();
  base = simmer_test_server_address (f->server, "");
  address = g_strdup_printf ("http://%s%s", host != NULL ? host : "127.0.0.1", strrchr (base, ':'));
  f->account = simmer_account_new ("test", "Test", profile, address);
  f->client = simmer_client_new (f->http, f->account);
  f->poller = simmer_poller_new (f->clock, f->network);
  g_signal_connect (f->poller, "reported", G_CALLBACK (reported_cb), f);
  g_signal_connect (f->poller, "ended", G_CALLBACK (ended_cb), f);
  g_signal_connect (f->poller, "window", G_CALLBACK (window_cb), f);
  f->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
set_up (Fixture *f, gconstpointer host)
{
  g_autoptr (SimmerProfile) profile = new_plain_profile ();

  set_up_with (f, host, profile);
}

static void
set_up_many (Fixture *f, gconstpointer host)
{
  set_up_with (f, host, simmer_profile_get_native ());
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *f, gconstpointer host)
{
  simmer_poller_stop (f->poller);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
  g_assert_finalize_object (f->poller);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpuint (G_OBJECT (f->tasks->pdata[i])->ref_count, ==, 1);
  g_ptr_array_unref (f->tasks);
  simmer_test_server_set_hold (f->server, FALSE);
  drain ();
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->account);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->network);
  g_assert_finalize_object (f->monitor);
  g_assert_finalize_object (f->clock);
  g_assert_finalize_object (f->server);
  g_array_unref (f->asked);
  g_array_unref (f->requests);
}

static SimmerTask *
follow (Fixture *f, const char *id)
{
  SimmerTask *task = simmer_task_new (id, "test", "Test");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_remote_id (task, id);
  g_ptr_array_add (f->tasks, task);
  simmer_poller_follow (f->poller, task, f->client);

  return task;
}

static void
follow_many (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);

      follow (f, id);
    }
}

/* Until all requests are answered, or held by the service, which may not know yet that nobody waits
 * for it any more. */
static void
settle (Fixture *f)
{
  drain ();
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) <=
                    simmer_test_server_get_n_held (f->server));
  drain ();
}

/* Lets time pass; answers take none of it. */
static void
run (Fixture *f, gint64 usec)
{
  gint64 end = simmer_clock_get_boot (f->clock) + usec;

  settle (f);
  for (gint64 next = simmer_clock_get_next (f->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (f->clock))
    {
      simmer_clock_advance (f->clock, MAX (0, next - simmer_clock_get_boot (f->clock)));
      settle (f);
    }
  simmer_clock_advance (f->clock, end - simmer_clock_get_boot (f->clock));
  settle (f);
}

static void
forget (Fixture *f)
{
  g_array_set_size (f->asked, 0);
  g_array_set_size (f->requests, 0);
  f->n_many = 0;
  simmer_test_server_forget (f->server);
}

static gint64
asked_at (Fixture *f, guint i)
{
  g_assert_cmpuint (i, <, f->asked->len);
  return g_array_index (f->asked, Asked, i).boot - f->start;
}

static guint
n_asked_for (Fixture *f, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < f->asked->len; i++)
    n += g_str_equal (g_array_index (f->asked, Asked, i).id, id) ? 1 : 0;
  return n;
}

/* The most requests in any stretch of @length. */
static guint
get_peak (Fixture *f, gint64 length)
{
  guint peak = 0;

  for (guint i = 0; i < f->requests->len; i++)
    {
      const gint64 *times = &g_array_index (f->requests, gint64, i);
      guint n = 0;

      while (i + n < f->requests->len && times[n] - times[0] < length)
        n++;
      peak = MAX (peak, n);
    }
  return peak;
}

static void
assert_all_tracked (Fixture *f, SimmerTracking tracking)
{
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[i]), ==, (int) tracking);
}

/* Whether for a long time nothing has changed is another matter. */
static void
assert_all_heard (Fixture *f)
{
  for (guint i = 0; i < f->tasks->len; i++)
    if (simmer_task_get_tracking (f->tasks->pdata[i]) != SIMMER_TRACKING_STALLED)
      g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[i]), ==, SIMMER_TRACKING_POLLING);
}

static void
assert_none_failed (Fixture *f)
{
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[i]), !=, SIMMER_TASK_STATUS_FAILED);
}

/* --- When ------------------------------------------------------------------------------------ */

static void
test_cadence (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  run (f, 20 * SECOND);
  g_assert_cmpint (asked_at (f, 0), ==, 0);
  g_assert_cmpuint (f->asked->len, <=, 12);
  for (guint i = 1; i < f->asked->len; i++)
    {
      SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                                .age = asked_at (f, i - 1),
                                .eagerness = SIMMER_EAGERNESS_NORMAL };

      g_assert_cmpint (
        asked_at (f, i) - asked_at (f, i - 1), ==, simmer_cadence_get_interval (&cadence));
    }
  run (f, HOUR);
  g_assert_cmpint (
    asked_at (f, f->asked->len - 1) - asked_at (f, f->asked->len - 2), >=, 10 * SECOND);
  g_assert_cmpuint (f->n_reported, ==, f->asked->len);
}

static void
test_changes_nothing (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  run (f, SECOND / 2);
  f->n_changed = 0;
  run (f, MINUTE);
  g_assert_cmpuint (f->n_changed, ==, 0);
}

static void
test_one_in_flight (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  simmer_test_server_set_hold (f->server, TRUE);
  drain ();
  simmer_test_wait (f->asked->len == 1);
  run (f, 25 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  simmer_poller_follow (f->poller, task, f->client);
  run (f, 25 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);

  simmer_test_server_set_hold (f->server, FALSE);
  run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >, 2);
}

static void
test_ends (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = { "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}",
                                        "{\"status\":\"FAILED\",\"error\":\"no\"}",
                                        "{\"status\":\"CANCELLED\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      SimmerTask *task = follow (f, bodies[i] + 11);

      f->body = NULL;
      run (f, MINUTE);
      f->body = bodies[i];
      run (f, MINUTE);
      g_assert_cmpuint (f->n_ended, ==, i + 1);
      g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_ENDED);
      forget (f);
      run (f, 24 * HOUR);
      g_assert_cmpuint (f->asked->len, ==, 0);
      g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
      g_assert_false (simmer_poller_check_now (f->poller, task, NULL));
    }
}

static void
test_ended_elsewhere (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  run (f, SECOND / 2);
  forget (f);
  simmer_report_set_status (report, SIMMER_TASK_STATUS_CANCELLED);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_cmpuint (f->n_ended, ==, 0);
  g_assert_false (simmer_poller_is_following (f->poller, task));
}

static void
test_late_answer (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_test_server_set_hold (f->server, TRUE);
  settle (f);
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
test_unknown_word (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  run (f, SECOND / 2);
  forget (f);
  f->body = "{\"status\":\"frobnicating\"}";
  g_test_expect_message ("Simmer-Task", G_LOG_LEVEL_MESSAGE, "*frobnicating*");
  run (f, 3 * SECOND);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (f->asked->len, <=, 3);
  run (f, HOUR);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->asked->len, <, 400);
}

static void
test_poll_after (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  f->retry_after = "45";
  run (f, 44 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  f->retry_after = NULL;
  run (f, 2 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 2);
  run (f, 20 * SECOND);
  g_assert_cmpuint (f->asked->len, >, 3);
}

static void
test_background (Fixture *f, gconstpointer data)
{
  guint foreground;

  follow_many (f, 3);
  run (f, 10 * MINUTE);
  foreground = f->asked->len;

  simmer_poller_set_background (f->poller, TRUE);
  forget (f);
  run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len * 3, <=, foreground);
  for (guint i = 3; i < f->asked->len; i++)
    g_assert_cmpint ((asked_at (f, i) + f->start) % SECOND, ==, 0);

  run (f, 15 * SECOND);
  forget (f);
  simmer_poller_set_background (f->poller, FALSE);
  run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 3);
}

/* Nor does who comes back wait for a try that was put off while nobody looked. */
static void
test_back_in_trouble (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  simmer_poller_set_background (f->poller, TRUE);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  f->body = "{";
  run (f, SECOND);
  forget (f);
  run (f, 10 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 0);

  simmer_poller_set_background (f->poller, FALSE);
  run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 1);
}

/* The machine sleeps while questions are under way, whose answers are lost: on resume each due
 * task is asked for once, no faster than the host bears. */
static void
test_resume (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  simmer_test_server_set_hold (f->server, TRUE);
  follow_many (f, 12);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 4);

  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, HOUR);
  forget (f);
  simmer_test_server_set_hold (f->server, FALSE);
  simmer_poller_set_asleep (f->poller, FALSE);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 12);
  for (guint i = 0; i < f->asked->len; i++)
    g_assert_true (g_hash_table_add (ids, g_array_index (f->asked, Asked, i).id));
  g_assert_cmpint (asked_at (f, 5) - asked_at (f, 0), >, SECOND / 20);
  g_assert_cmpint (asked_at (f, 11) - asked_at (f, 0), >, SECOND / 2);
  g_assert_cmpuint (f->n_reported, ==, 12);
}

/* The alarm rings before logind says that the machine is awake: what that asked counts. */
static void
test_resume_once (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  run (f, SECOND);
  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, HOUR);
  forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_clock_advance (f->clock, 0);
  settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_poller_set_asleep (f->poller, FALSE);
  settle (f);
  simmer_test_server_set_hold (f->server, FALSE);
  settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
}

/* An outage before it says nothing of now: one question shows what may follow. */
static void
test_resume_after_outage (Fixture *f, gconstpointer data)
{
  follow_many (f, 3);
  f->status = 502;
  run (f, 10 * MINUTE);
  forget (f);
  f->status = 200;
  g_assert_cmpint (simmer_clock_get_next (f->clock), >, simmer_clock_get_boot (f->clock) + SECOND);
  simmer_poller_set_asleep (f->poller, TRUE);
  simmer_clock_sleep (f->clock, SECOND);
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_poller_set_asleep (f->poller, FALSE);
  settle (f);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_test_server_set_hold (f->server, FALSE);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
}

static void
test_wishes (Fixture *f, gconstpointer data)
{
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 30 * SECOND, 0);
  follow (f, "a");
  run (f, 5 * MINUTE);
  g_assert_cmpuint (f->asked->len, ==, 11);
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 0, 2 * SECOND);
  forget (f);
  run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 29);
}

/* What is wished of an account counts before what is wished of all, and what is wished for this
 * once before both; the tasks of other accounts know nothing of it. */
static void
test_account_wishes (Fixture *f, gconstpointer data)
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
  follow (f, "a");
  simmer_poller_follow (f->poller, task, client);
  run (f, MINUTE - SECOND);
  g_assert_cmpuint (n_asked_for (f, "a"), ==, 12);
  g_assert_cmpuint (n_asked_for (f, "b"), ==, 12);

  forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ .maximum = 2 * SECOND });
  simmer_poller_wishes_changed (f->poller);
  run (f, MINUTE);
  g_assert_cmpuint (n_asked_for (f, "a"), >=, 29);
  g_assert_cmpuint (n_asked_for (f, "b"), ==, 12);

  forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ .minimum = 30 * SECOND });
  simmer_poller_wishes_changed (f->poller);
  run (f, MINUTE);
  g_assert_cmpuint (n_asked_for (f, "a"), ==, 2);
  g_assert_cmpuint (n_asked_for (f, "b"), ==, 12);

  forget (f);
  simmer_poller_set_interval (f->poller, 10 * SECOND);
  run (f, MINUTE);
  g_assert_cmpuint (n_asked_for (f, "a"), ==, 6);
  g_assert_cmpuint (n_asked_for (f, "b"), ==, 6);

  simmer_poller_unfollow (f->poller, task);
  g_assert_finalize_object (g_steal_pointer (&task));
}

/* Fewer and faster, of one account. */
static void
test_account_pace (Fixture *f, gconstpointer data)
{
  static const SimmerEagerness paces[] = {
    SIMMER_EAGERNESS_USUAL, SIMMER_EAGERNESS_FEWER, SIMMER_EAGERNESS_NORMAL, SIMMER_EAGERNESS_FASTER
  };
  guint n[G_N_ELEMENTS (paces)];

  follow (f, "a");
  run (f, HOUR);
  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      forget (f);
      simmer_account_set_wishes (f->account, &(SimmerWishes){ .eagerness = paces[i] });
      simmer_poller_wishes_changed (f->poller);
      run (f, HOUR);
      n[i] = f->asked->len;
    }
  g_assert_cmpuint (n[SIMMER_EAGERNESS_FEWER], <, n[SIMMER_EAGERNESS_NORMAL]);
  g_assert_cmpuint (n[SIMMER_EAGERNESS_NORMAL], <, n[SIMMER_EAGERNESS_FASTER]);
  g_assert_cmpuint (n[SIMMER_EAGERNESS_USUAL], <=, n[SIMMER_EAGERNESS_NORMAL] + 1);

  /* As usual is as for all. */
  forget (f);
  simmer_account_set_wishes (f->account, &(SimmerWishes){ 0 });
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_FEWER, 0, 0);
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, <=, n[SIMMER_EAGERNESS_FEWER] + 1);
}

/* No service manager tells of the sleep, the alarm rings at its end: the answer is lost all the
 * same. */
static void
test_resume_untold (Fixture *f, gconstpointer data)
{
  simmer_test_server_set_hold (f->server, TRUE);
  follow (f, "a");
  run (f, SECOND);
  simmer_clock_sleep (f->clock, 10 * SECOND);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);

  simmer_clock_sleep (f->clock, HOUR);
  simmer_test_server_neglect (f->server);
  simmer_clock_advance (f->clock, 0);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
}

static void
test_metered (Fixture *f, gconstpointer data)
{
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  follow (f, "a");
  run (f, 20 * SECOND);
  g_assert_cmpuint (f->asked->len, <=, 7);
}

static void
test_paused (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  follow_many (f, 3);
  task = f->tasks->pdata[1];
  run (f, SECOND / 2);
  simmer_poller_set_paused (f->poller, TRUE);
  assert_all_tracked (f, SIMMER_TRACKING_PAUSED);
  forget (f);
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (n_asked_for (f, "t1"), ==, 1);

  simmer_poller_set_paused (f->poller, FALSE);
  run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, ==, 4);
  assert_all_heard (f);
}

static void
test_cancelling (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  run (f, 10 * MINUTE);
  forget (f);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  g_assert_true (simmer_poller_check_now (f->poller, task, NULL));
  run (f, 3 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
  f->body = "{\"status\":\"CANCELLED\"}";
  run (f, 2 * SECOND);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
test_stalled (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  guint before;

  run (f, 9 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  forget (f);
  run (f, 50 * SECOND);
  before = f->asked->len;
  run (f, 2 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_STALLED);
  forget (f);
  run (f, 50 * SECOND);
  g_assert_cmpuint (f->asked->len * 2, <, before);

  f->body = "{\"status\":\"IN_PROGRESS\",\"progress\":0.4}";
  run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

/* --- Many ------------------------------------------------------------------------------------ */

static void
test_many (Fixture *f, gconstpointer data)
{
  follow_many (f, 50);
  run (f, 60 * SECOND);
  g_assert_cmpuint (get_peak (f, SECOND / 10), <=, 6);
  g_assert_cmpuint (f->asked->len, <=, 5 + 10 * 60);

  /* Shared fairly: nobody is asked half as often as another. */
  for (guint i = 0; i < 50; i++)
    {
      const char *id = simmer_task_get_remote_id (f->tasks->pdata[i]);

      g_assert_cmpuint (n_asked_for (f, id), >=, 5);
      g_assert_cmpuint (n_asked_for (f, id), <=, 15);
    }
}

/* An account with few tasks does not wait for all those of another one at the same host. */
static void
test_fair (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerAccount) account = simmer_account_new (
    "few", "Few", simmer_account_get_profile (f->account), simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, account);
  guint most = 0;

  follow_many (f, 60);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("few%u", i);
      SimmerTask *task = follow (f, id);

      simmer_poller_unfollow (f->poller, task);
      simmer_poller_follow (f->poller, task, client);
    }
  run (f, 60 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 500);
  for (guint i = 0; i < 60; i++)
    most = MAX (most, n_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])));
  g_assert_cmpuint (n_asked_for (f, "few0"), >=, most * 3 / 2);
  g_assert_cmpuint (n_asked_for (f, "few1"), >=, most * 3 / 2);

  /* But whoever is asked for by a person goes first. */
  forget (f);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[59], NULL));
  run (f, SECOND / 9);
  g_assert_cmpuint (n_asked_for (f, "t59"), ==, 1);
  simmer_poller_stop (f->poller);
}

static void
test_concurrency (Fixture *f, gconstpointer data)
{
  simmer_test_server_set_hold (f->server, TRUE);
  follow_many (f, 20);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 4);
  run (f, 50 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 4);
}

static void
test_thousands (Fixture *f, gconstpointer data)
{
  follow_many (f, 10000);
  run (f, 10 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 95);
  g_assert_cmpuint (f->asked->len, <=, 100);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[9999], NULL));
  run (f, SECOND / 9);
  g_assert_cmpuint (n_asked_for (f, "t9999"), ==, 1);
}

/* --- At once --------------------------------------------------------------------------------- */

/* Whether one answer each tells all tasks for a minute. */
static void
assert_together (Fixture *f)
{
  run (f, MINUTE);
  forget (f);
  run (f, MINUTE);
  g_assert_cmpuint (f->n_many, ==, f->requests->len);
  g_assert_cmpuint (f->requests->len, <=, 16);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpuint (
      n_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])), ==, f->requests->len);
  assert_all_heard (f);
}

static void
assert_singly (Fixture *f)
{
  run (f, MINUTE);
  forget (f);
  run (f, MINUTE);
  g_assert_cmpuint (f->n_many, ==, 0);
  g_assert_cmpuint (f->requests->len, >=, 6 * f->tasks->len);
  assert_all_heard (f);
  assert_none_failed (f);
}

static void
test_batch (Fixture *f, gconstpointer data)
{
  follow_many (f, 20);
  run (f, MINUTE);
  g_assert_cmpuint (f->requests->len - f->n_many, <=, 4);
  assert_together (f);

  f->odd_id = "t7";
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  run (f, MINUTE);
  g_assert_cmpuint (f->n_ended, ==, 1);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[i]),
                     ==,
                     i == 7 ? SIMMER_TASK_STATUS_COMPLETED : SIMMER_TASK_STATUS_IN_PROGRESS);
}

/* They come one after another, and are soon asked for together all the same. */
static void
test_batch_gathers (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);

      follow (f, id);
      run (f, 700 * 1000);
    }
  run (f, 2 * MINUTE);
  assert_together (f);
}

/* A wish of the person and a hint of the service hold, also where a ride would be free. */
static void
test_batch_wishes (Fixture *f, gconstpointer data)
{
  simmer_poller_set_wishes (f->poller, SIMMER_EAGERNESS_NORMAL, 4 * SECOND, 4 * SECOND);
  follow (f, "a");
  run (f, SECOND / 2);
  follow (f, "b");
  run (f, MINUTE);
  for (guint i = 2; i < f->asked->len; i++)
    g_assert_cmpint (asked_at (f, i) - asked_at (f, i - 2), >=, 4 * SECOND);
}

static void
test_batch_paused (Fixture *f, gconstpointer data)
{
  follow_many (f, 5);
  run (f, MINUTE);
  simmer_poller_set_paused (f->poller, TRUE);
  run (f, MINUTE);
  forget (f);
  g_assert_true (simmer_poller_check_now (f->poller, f->tasks->pdata[3], NULL));
  run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (n_asked_for (f, "t3"), ==, 1);
}

static void
test_batch_in_parts (Fixture *f, gconstpointer data)
{
  follow_many (f, 250);
  run (f, MINUTE);
  forget (f);
  run (f, MINUTE);
  for (guint i = 0; i < 250; i++)
    g_assert_cmpuint (n_asked_for (f, simmer_task_get_remote_id (f->tasks->pdata[i])), >=, 5);
  g_assert_cmpuint (f->requests->len, <=, 48);
  g_assert_cmpuint (get_peak (f, SECOND / 10), <=, 6);
}

static void
test_batch_missed (Fixture *f, gconstpointer data)
{
  guint n_single;

  follow_many (f, 5);
  f->missed_id = "t2";
  run (f, MINUTE);
  forget (f);
  run (f, MINUTE);
  n_single = f->requests->len - f->n_many;
  g_assert_cmpuint (n_asked_for (f, "t2"), ==, n_single);
  g_assert_cmpuint (n_single, >=, 6);
  g_assert_cmpuint (f->n_many, >=, 6);
  g_assert_cmpuint (f->n_many, <=, 16);
  assert_all_heard (f);
}

/* Missed once by chance: soon it is asked for with the others again. */
static void
test_batch_missed_once (Fixture *f, gconstpointer data)
{
  follow_many (f, 5);
  run (f, MINUTE);
  f->missed_id = "t2";
  forget (f);
  while (f->n_many == 0)
    run (f, SECOND);
  f->missed_id = NULL;
  assert_together (f);
}

/* What the batch misses and nobody knows is gone; the others go on. */
static void
test_batch_gone (Fixture *f, gconstpointer data)
{
  follow_many (f, 5);
  run (f, MINUTE);
  f->missed_id = f->odd_id = "t2";
  f->many_status = 200;
  f->status = 404;
  f->body = "{\"error\":\"no such task\"}";
  forget (f);
  run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[2]), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_cmpuint (f->requests->len - f->n_many, ==, 3);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
check_batch_refused (Fixture *f, guint status, const char *body, guint most)
{
  f->many_status = status;
  f->many_body = body;
  follow_many (f, 5);
  run (f, MINUTE);
  g_assert_cmpuint (f->n_many, >=, 1);
  g_assert_cmpuint (f->n_many, <=, most);
  assert_singly (f);
}

static void
test_batch_404 (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 404, "", 1);
}

static void
test_batch_405 (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 405, "", 1);
}

static void
test_batch_501 (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 501, "", 1);
}

static void
test_batch_500 (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 500, "", 2);
}

static void
test_batch_page (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "<html>none</html>", 2);
}

static void
test_batch_one_task (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "{\"status\":\"COMPLETED\"}", 2);
}

static void
test_batch_other_tasks (Fixture *f, gconstpointer data)
{
  check_batch_refused (f, 200, "{\"tasks\":[{\"id\":\"other\",\"status\":\"FAILED\"}]}", 2);
}

static void
test_batch_limited (Fixture *f, gconstpointer data)
{
  follow_many (f, 20);
  run (f, MINUTE);
  f->status = 429;
  f->retry_after = "30";
  forget (f);
  run (f, 20 * SECOND);
  g_assert_cmpuint (f->n_windows, ==, 1);
  g_assert_cmpuint (f->requests->len, ==, 1);
  assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  f->status = 200;
  f->retry_after = NULL;
  assert_together (f);
}

static void
test_batch_signed_out (Fixture *f, gconstpointer data)
{
  follow_many (f, 20);
  run (f, MINUTE);
  f->status = 401;
  forget (f);
  run (f, HOUR);
  g_assert_cmpuint (f->requests->len, ==, 1);
  assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);
  f->status = 200;
  simmer_poller_sign_in_changed (f->poller, f->account);
  assert_together (f);
}

static void
check_batch_outage (Fixture *f, guint status)
{
  follow_many (f, 20);
  run (f, 30 * SECOND);
  forget (f);
  if (status != 0)
    f->status = status;
  else
    simmer_test_server_leave (f->server);
  run (f, 12 * SECOND);
  g_assert_cmpuint (f->requests->len, <=, 6);
  assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  if (status != 0)
    f->status = 200;
  else
    simmer_test_server_return (f->server);
  run (f, 10 * SECOND);
  assert_together (f);
  assert_none_failed (f);
}

static void
test_batch_outage (Fixture *f, gconstpointer data)
{
  check_batch_outage (f, 0);
}

static void
test_batch_bad_gateway (Fixture *f, gconstpointer data)
{
  check_batch_outage (f, 502);
}

/* One in flight a task, also where it is one of several; who is given up is not waited for. */
static void
test_batch_in_flight (Fixture *f, gconstpointer data)
{
  follow_many (f, 10);
  run (f, MINUTE);
  simmer_test_server_set_hold (f->server, TRUE);
  forget (f);
  run (f, MINUTE);
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
  settle (f);
  simmer_test_server_set_hold (f->server, TRUE);
  run (f, MINUTE);
  simmer_poller_unfollow (f->poller, f->tasks->pdata[0]);
  simmer_poller_unfollow (f->poller, f->tasks->pdata[9]);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

/* Each answer has the sequence of its own task. */
static void
test_batch_late (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();
  SimmerTask *task;

  follow_many (f, 3);
  run (f, MINUTE);
  task = f->tasks->pdata[1];
  f->body = "{\"status\":\"PENDING\"}";
  simmer_test_server_set_hold (f->server, TRUE);
  run (f, 20 * SECOND);
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

/* --- Fifty ----------------------------------------------------------------------------------- */

/* 50 tasks of about 10 s: what it costs to follow them to their end. */
static void
run_fifty (Fixture *f)
{
  f->ending = TRUE;
  follow_many (f, 50);
  run (f, 40 * SECOND);
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
  g_assert_cmpuint (get_peak (f, SECOND / 10), <=, 6);
  g_test_message ("%u requests, at most %u in 100 ms and %u in 1 s; mean lag %.2f s",
                  f->requests->len,
                  get_peak (f, SECOND / 10),
                  get_peak (f, SECOND),
                  (double) f->lag / 50 / SECOND);
}

static void
test_fifty (Fixture *f, gconstpointer data)
{
  run_fifty (f);
  g_assert_cmpuint (f->requests->len, ==, f->asked->len);
  g_assert_cmpuint (f->requests->len, >=, 100);
  g_assert_cmpint (f->lag / 50, <=, 26 * SECOND / 10);
}

static void
test_fifty_together (Fixture *f, gconstpointer data)
{
  run_fifty (f);
  g_assert_cmpuint (f->requests->len, <=, 16);
  g_assert_cmpint (f->lag / 50, <=, 12 * SECOND / 10);
}

/* --- What the host says ---------------------------------------------------------------------- */

static void
check_window (Fixture *f, gboolean date)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 30);
  g_autofree char *http_date = soup_date_time_to_string (then, SOUP_DATE_HTTP);

  follow_many (f, 5);
  run (f, 10 * SECOND);
  f->status = 429;
  f->body = "";
  f->retry_after = date ? http_date : "30";
  forget (f);
  run (f, 5 * SECOND);
  g_assert_cmpuint (f->n_windows, >=, 1);
  assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  g_assert_cmpint (
    simmer_task_get_tracking_until (f->tasks->pdata[0]), >, simmer_clock_get_wall (f->clock));
  g_assert_false (simmer_poller_check_now (f->poller, f->tasks->pdata[0], &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);

  /* Nothing inside, for no task, whatever happens. */
  forget (f);
  f->status = 200;
  f->body = NULL;
  f->retry_after = NULL;
  simmer_poller_set_background (f->poller, TRUE);
  simmer_poller_set_background (f->poller, FALSE);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  follow (f, "late");
  run (f, f->window - simmer_clock_get_boot (f->clock) - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, >=, 1);
  run (f, 5 * SECOND);
  assert_all_heard (f);
  assert_none_failed (f);
}

static void
test_window_seconds (Fixture *f, gconstpointer data)
{
  check_window (f, FALSE);
}

static void
test_window_date (Fixture *f, gconstpointer data)
{
  check_window (f, TRUE);
}

static void
check_window_unsaid (Fixture *f, const char *word)
{
  follow_many (f, 5);
  run (f, SECOND / 2);
  forget (f);
  f->status = 429;
  f->body = "";
  f->retry_after = word;
  run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, <=, 12);
  assert_none_failed (f);
}

static void
test_window_unsaid (Fixture *f, gconstpointer data)
{
  check_window_unsaid (f, NULL);
}

static void
test_window_malformed (Fixture *f, gconstpointer data)
{
  check_window_unsaid (f, "soon");
}

static void
test_window_zero (Fixture *f, gconstpointer data)
{
  check_window_unsaid (f, "0");
}

static void
test_window_elsewhere (Fixture *f, gconstpointer data)
{
  simmer_poller_close_host (f->poller, simmer_client_get_host (f->client), f->start + 20 * SECOND);
  follow_many (f, 3);
  assert_all_tracked (f, SIMMER_TRACKING_RATE_LIMITED);
  run (f, 20 * SECOND - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  g_assert_cmpuint (f->n_windows, ==, 0);
  run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, ==, 3);
}

/* A host that answers, and wants to be left alone for a while: no task asks it meanwhile. */
static void
check_pause (Fixture *f, gint64 length, SimmerTracking tracking)
{
  g_autoptr (GError) error = NULL;

  follow_many (f, 5);
  run (f, 2 * SECOND + SECOND / 2);
  g_assert_cmpuint (f->n_windows, >=, 1);
  g_assert_cmpuint (f->asked->len, <=, 4);
  g_assert_cmpint (f->window, ==, f->start + length);
  assert_all_tracked (f, tracking);
  g_assert_false (simmer_poller_check_now (f->poller, f->tasks->pdata[4], &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_assert_nonnull (strstr (error->message, "Test"));
  g_assert_nonnull (strchr (error->message, ':'));

  forget (f);
  simmer_poller_set_background (f->poller, TRUE);
  simmer_poller_set_background (f->poller, FALSE);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  follow (f, "late");
  run (f, f->window - simmer_clock_get_boot (f->clock) - 1);
  g_assert_cmpuint (f->asked->len, ==, 0);
  f->retry_after = f->remaining = f->reset = f->rate_limit = NULL;
  run (f, SECOND / 4);
  g_assert_cmpuint (f->asked->len, >=, 1);
  run (f, SECOND);
  assert_all_heard (f);
  g_assert_cmpuint (n_asked_for (f, "late"), >=, 1);
}

static void
test_pause_short (Fixture *f, gconstpointer data)
{
  f->retry_after = "8";
  check_pause (f, 8 * SECOND, SIMMER_TRACKING_POLLING);
}

static void
test_pause_long (Fixture *f, gconstpointer data)
{
  f->retry_after = "90";
  check_pause (f, 90 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_pause_clamped (Fixture *f, gconstpointer data)
{
  f->retry_after = "86400";
  check_pause (f, 600 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_quota_spent (Fixture *f, gconstpointer data)
{
  f->rate_limit = "\"minute\";r=0;t=40, \"day\";r=900;t=80000";
  check_pause (f, 40 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

static void
test_quota_spent_custom (Fixture *f, gconstpointer data)
{
  f->remaining = "0";
  f->reset = "40";
  check_pause (f, 40 * SECOND, SIMMER_TRACKING_RATE_LIMITED);
}

/* Of 30 requests for the next minute, no more than 30 are asked, and the last not at once. */
static void
test_quota_low (Fixture *f, gconstpointer data)
{
  gint64 end = f->start + MINUTE;
  g_autofree char *remaining = NULL;
  g_autofree char *reset = NULL;
  guint longest = 0;

  follow_many (f, 30);
  for (int i = 0; i < 60; i++)
    {
      guint before = f->asked->len;

      g_free (remaining);
      g_free (reset);
      remaining = g_strdup_printf ("%u", 30 - MIN (29, f->asked->len));
      reset = g_strdup_printf ("%d", (int) ((end - simmer_clock_get_boot (f->clock)) / SECOND));
      f->remaining = remaining;
      f->reset = reset;
      run (f, SECOND);
      longest = f->asked->len == before ? longest + 1 : 0;
      g_assert_cmpuint (longest, <=, 6);
    }
  g_assert_cmpuint (f->asked->len, >=, 20);
  g_assert_cmpuint (f->asked->len, <=, 30);
  g_assert_cmpuint (f->n_windows, ==, 0);
  assert_all_heard (f);
}

static void
test_malformed_quota (Fixture *f, gconstpointer data)
{
  f->rate_limit = "\"minute\";r=0;t=soon";
  f->remaining = "none";
  f->reset = "40";
  follow_many (f, 5);
  run (f, 5 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 15);
  g_assert_cmpuint (f->n_windows, ==, 0);
}

static void
test_sign_in (Fixture *f, gconstpointer data)
{
  SimmerTask *task;
  SimmerError code;

  follow_many (f, 8);
  task = f->tasks->pdata[0];
  run (f, 5 * SECOND);
  forget (f);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, <=, 4);
  assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);
  assert_none_failed (f);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_SIGN_IN);

  /* Who asks by hand gets the same answer, once. */
  forget (f);
  simmer_poller_check_now (f->poller, task, NULL);
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 1);

  forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_sign_in_changed (f->poller, f->account);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 8);
  assert_all_heard (f);
  g_assert_false (simmer_task_get_error (task, &code));
}

/* Whatever else went wrong with a task meanwhile, it is taken up when the key is right again. */
static void
test_sign_in_after_failure (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  f->body = "{";
  run (f, 5 * SECOND);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_SIGN_IN);

  forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_sign_in_changed (f->poller, f->account);
  run (f, MINUTE);
  g_assert_cmpuint (f->asked->len, >=, 5);
  assert_all_heard (f);
}

/* A good answer to who asks by hand shows that the key is right again, for all. */
static void
test_sign_in_by_hand (Fixture *f, gconstpointer data)
{
  follow_many (f, 3);
  run (f, 5 * SECOND);
  f->status = 401;
  f->body = "{\"error\":\"bad key\"}";
  run (f, MINUTE);
  assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);

  forget (f);
  f->status = 200;
  f->body = NULL;
  simmer_poller_check_now (f->poller, f->tasks->pdata[0], NULL);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 3);
  assert_all_heard (f);
}

static void
test_gone (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  SimmerError code;

  run (f, SECOND / 2);
  forget (f);
  f->status = 404;
  f->body = "{\"error\":{\"code\":\"not_found\",\"message\":\"No such task\"}}";
  run (f, HOUR);
  g_assert_cmpuint (f->asked->len, ==, 3);
  g_assert_cmpint (asked_at (f, 1) - asked_at (f, 0), >=, 2 * SECOND);
  g_assert_cmpint (asked_at (f, 2) - asked_at (f, 1), >=, 2 * SECOND);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_GONE);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
test_gone_and_back (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  for (guint i = 0; i < 5; i++)
    {
      run (f, SECOND / 2);
      forget (f);
      f->status = 410;
      f->body = "";
      while (f->asked->len < 2)
        run (f, SECOND / 2);
      f->status = 200;
      f->body = NULL;
      run (f, 30 * SECOND);
    }
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_malformed (Fixture *f, gconstpointer data)
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
  SimmerTask *task = follow (f, "a");

  run (f, SECOND / 2);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      f->body = bodies[i];
      forget (f);
      run (f, 10 * MINUTE);
      g_assert_cmpuint (f->asked->len, >=, 10);
      g_assert_cmpuint (f->asked->len, <=, 400);
      g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
    }
  f->body = NULL;
  run (f, MINUTE);
  g_assert_false (simmer_task_get_error (task, NULL));
}

static void
test_one_troubled (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  follow_many (f, 4);
  task = f->tasks->pdata[2];
  run (f, 10 * SECOND);
  f->odd_id = "t2";
  f->status = 500;
  f->body = "{\"error\":\"boom\"}";
  forget (f);
  run (f, 2 * MINUTE);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpuint (n_asked_for (f, "t1"), >=, 15);
  g_assert_cmpuint (n_asked_for (f, "t2"), <, n_asked_for (f, "t1"));
  g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[1]), ==, SIMMER_TRACKING_POLLING);
  assert_none_failed (f);
}

/* --- Silence --------------------------------------------------------------------------------- */

static void
check_outage (Fixture *f, guint status)
{
  follow_many (f, 20);
  run (f, 30 * SECOND);
  forget (f);
  if (status != 0)
    f->status = status;
  else
    simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_RESET);
  run (f, 12 * SECOND);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), <=, 6);
  assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  assert_none_failed (f);

  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  f->status = 200;
  run (f, 8 * SECOND);
  assert_all_heard (f);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_false (simmer_task_get_error (f->tasks->pdata[i], NULL));
  g_assert_cmpuint (get_peak (f, SECOND / 10), <=, 6);
}

static void
test_outage_reset (Fixture *f, gconstpointer data)
{
  check_outage (f, 0);
}

static void
test_outage_bad_gateway (Fixture *f, gconstpointer data)
{
  check_outage (f, 502);
}

static void
test_outage_server_error (Fixture *f, gconstpointer data)
{
  check_outage (f, 500);
}

static void
test_long_outage (Fixture *f, gconstpointer data)
{
  follow_many (f, 20);
  run (f, 30 * SECOND);
  simmer_test_server_leave (f->server);
  run (f, 10 * MINUTE);
  assert_none_failed (f);
  simmer_test_server_return (f->server);
  forget (f);
  run (f, 33 * SECOND);
  assert_all_heard (f);

  /* A signal of the network ends the wait. */
  simmer_test_server_leave (f->server);
  run (f, 10 * MINUTE);
  simmer_test_server_return (f->server);
  forget (f);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, >=, 5);
}

static void
test_time_out (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  SimmerError code;

  run (f, SECOND / 2);
  simmer_client_set_timeout (f->client, 30000);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_HANG);
  run (f, 3 * SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_TIMED_OUT);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  simmer_client_set_timeout (f->client, 30 * SECOND);
  run (f, 10 * SECOND);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

/* Lets time pass until it is asked for again, and waits for the answer.
 *
 * Returns: how long it took, in fake time */
static gint64
wait_for_probe (Fixture *f)
{
  gint64 begin = simmer_clock_get_boot (f->clock);
  guint n = f->n_reported;
  gint64 end;

  while (simmer_poller_get_n_asking (f->poller) == 0 && f->n_reported == n)
    run (f, SECOND / 10);
  end = simmer_clock_get_boot (f->clock);
  simmer_test_wait (f->n_reported > n);

  return end - begin;
}

static gint64
wait_for_give_up (Fixture *f)
{
  gint64 begin = simmer_clock_get_boot (f->clock);

  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  while (simmer_poller_get_n_asking (f->poller) == 1)
    run (f, SECOND / 10);

  return simmer_clock_get_boot (f->clock) - begin;
}

/* What was taken in and is never answered does not keep the others from learning that the outage is
 * over. */
static void
test_hung_probe (Fixture *f, gconstpointer data)
{
  follow_many (f, 3);
  f->status = 502;
  run (f, 12 * SECOND);
  assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);

  f->status = 200;
  forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  while (f->asked->len == 0)
    run (f, SECOND / 10);
  run (f, 4 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  g_assert_cmpint (wait_for_give_up (f), <=, 3 * SECOND / 2);
  assert_all_tracked (f, SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (wait_for_probe (f), <=, 9 * SECOND);
  run (f, 3 * SECOND);
  assert_all_heard (f);
  assert_none_failed (f);
}

/* The longer it lasts the longer is waited, or who has become slow would never be heard again. */
static void
test_hung_probe_slow (Fixture *f, gconstpointer data)
{
  follow (f, "a");
  f->status = 502;
  run (f, 10 * MINUTE);
  f->status = 200;
  forget (f);
  simmer_test_server_set_hold (f->server, TRUE);
  while (f->asked->len == 0)
    run (f, SECOND / 10);
  run (f, 29 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  simmer_test_server_set_hold (f->server, FALSE);
  settle (f);
  assert_all_heard (f);
}

/* Nor does what was asked before the outage was noticed. */
static void
test_hung_before (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  simmer_test_server_set_hold (f->server, TRUE);
  task = follow (f, "a");
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  f->status = 502;
  follow (f, "b");
  follow (f, "c");
  simmer_test_wait (simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 1);

  f->status = 200;
  g_assert_cmpint (wait_for_give_up (f), <=, 9 * SECOND / 2);
  g_assert_cmpint (wait_for_probe (f), <=, 3 * SECOND);
  run (f, 3 * SECOND);
  assert_all_heard (f);
}

/* The network comes back as another one: what went out over the old one is asked again at once. */
static void
test_hung_offline (Fixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  simmer_test_server_set_hold (f->server, TRUE);
  follow (f, "a");
  run (f, SECOND);
  simmer_test_monitor_set_available (monitor, FALSE);
  run (f, SECOND);
  simmer_test_server_neglect (f->server);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_monitor_set_available (monitor, TRUE);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
}

/* It changes without having been away: what is under way may yet be answered, but not for long. */
static void
test_hung_moved (Fixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  simmer_test_server_set_hold (f->server, TRUE);
  follow (f, "a");
  run (f, SECOND);
  simmer_test_monitor_set_metered (monitor, TRUE);
  run (f, 4 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 1);
  simmer_test_server_neglect (f->server);
  run (f, 2 * SECOND);
  simmer_test_wait (f->n_reported == 1);
  g_assert_cmpuint (f->asked->len, ==, 2);
  assert_all_heard (f);
}

/* What a hotel's network answers with is not what the service says. */
static void
test_captive (Fixture *f, gconstpointer host)
{
  SimmerTask *task = follow (f, "a");

  run (f, SECOND);
  simmer_test_monitor_set_captive (SIMMER_TEST_MONITOR (f->monitor), TRUE);
  f->status = 404;
  f->body = "<html>Welcome</html>";
  run (f, 5 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_UNREACHABLE);
  g_assert_nonnull (strstr (simmer_task_get_error_message (task), "sign in to it first"));

  f->status = 200;
  f->body = NULL;
  simmer_test_monitor_set_captive (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  run (f, SECOND / 10);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
}

static void
test_offline (Fixture *f, gconstpointer host)
{
  SimmerTestMonitor *monitor = SIMMER_TEST_MONITOR (f->monitor);

  follow_many (f, 20);
  run (f, 30 * SECOND);
  simmer_test_monitor_set_available (monitor, FALSE);
  assert_all_tracked (f, SIMMER_TRACKING_OFFLINE);
  f->status = 502;
  forget (f);
  run (f, 59 * SECOND);
  g_assert_cmpuint (f->asked->len, ==, 0);
  run (f, 10 * MINUTE);
  g_assert_cmpuint (f->asked->len, <=, 11);
  g_assert_cmpuint (f->asked->len, >=, 9);
  assert_all_tracked (f, SIMMER_TRACKING_OFFLINE);

  f->status = 200;
  forget (f);
  simmer_test_monitor_set_available (monitor, TRUE);
  run (f, SECOND / 10);
  g_assert_cmpuint (f->asked->len, >=, 5);
  g_assert_cmpuint (f->asked->len, <=, 6);
  run (f, 3 * SECOND);
  assert_all_heard (f);
  assert_none_failed (f);
}

static void
test_monitor_lies (Fixture *f, gconstpointer host)
{
  follow_many (f, 3);
  run (f, 5 * SECOND);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (f->monitor), FALSE);
  run (f, 65 * SECOND);
  assert_all_heard (f);
  forget (f);
  run (f, 30 * SECOND);
  g_assert_cmpuint (f->asked->len, >=, 6);
}

/* --- Deadlines ------------------------------------------------------------------------------- */

static void
test_deadline (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");
  SimmerError code;

  simmer_account_set_wishes (f->account, &(SimmerWishes){ .deadline = HOUR });
  run (f, 30 * MINUTE);
  simmer_test_server_leave (f->server);
  run (f, 24 * HOUR);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);

  simmer_test_server_return (f->server);
  run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_TIMED_OUT);
  g_assert_cmpuint (f->n_ended, ==, 1);

  simmer_task_revive (task, simmer_clock_get_wall (f->clock));
  simmer_poller_follow (f->poller, task, f->client);
  run (f, 59 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  run (f, 5 * MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
}

static void
test_deadline_missed (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  simmer_account_set_wishes (f->account, &(SimmerWishes){ .deadline = HOUR });
  run (f, 30 * MINUTE);
  simmer_test_server_leave (f->server);
  run (f, 24 * HOUR);
  simmer_test_server_return (f->server);
  f->body = "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";
  run (f, MINUTE);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
}

/* --- Orders and ends ------------------------------------------------------------------------- */

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
test_orders (Fixture *f, gconstpointer data)
{
  Entry entries[6] = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < 6; i++)
    simmer_poller_enter (
      f->poller, f->client, i == 5 ? cancellable : NULL, entered_cb, &entries[i]);
  follow (f, "a");
  drain ();
  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (entries[i].in, ==, i < 4);
  g_assert_cmpuint (f->asked->len, ==, 0);

  g_cancellable_cancel (cancellable);
  drain ();
  g_assert_true (entries[5].done);
  g_assert_error (entries[5].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&entries[5].error);

  simmer_poller_leave (f->poller, f->client, NULL);
  drain ();
  g_assert_true (entries[4].in);
  for (guint i = 0; i < 4; i++)
    simmer_poller_leave (f->poller, f->client, NULL);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 1);
}

static void
test_orders_window (Fixture *f, gconstpointer data)
{
  Entry first = { 0 };
  Entry second = { 0 };
  g_autoptr (GError) error =
    g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED, "slow down");

  simmer_error_set_retry_after (error, 20 * SECOND);
  simmer_poller_enter (f->poller, f->client, NULL, entered_cb, &first);
  drain ();
  g_assert_true (first.in);
  simmer_poller_leave (f->poller, f->client, error);
  g_assert_cmpint (f->window, ==, f->start + 20 * SECOND);
  follow (f, "a");
  simmer_poller_enter (f->poller, f->client, NULL, entered_cb, &second);
  run (f, 20 * SECOND - 1);
  g_assert_false (second.done);
  g_assert_cmpuint (f->asked->len, ==, 0);
  simmer_clock_advance (f->clock, SECOND / 2);
  drain ();
  g_assert_true (second.in);
  simmer_poller_leave (f->poller, f->client, NULL);
  run (f, SECOND);
  g_assert_cmpuint (f->asked->len, >=, 1);
}

static void
test_given_up_as_let_in (Fixture *f, gconstpointer data)
{
  Entry entry = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  simmer_poller_enter (f->poller, f->client, cancellable, entered_cb, &entry);
  g_cancellable_cancel (cancellable);
  drain ();
  g_assert_true (entry.done);
  g_assert_false (entry.in);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_clear_error (&entry.error);
}

static void
test_unfollow (Fixture *f, gconstpointer data)
{
  SimmerTask *task = follow (f, "a");

  simmer_test_server_set_hold (f->server, TRUE);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 1);
  simmer_poller_unfollow (f->poller, task);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
  drain ();
  simmer_test_wait (G_OBJECT (task)->ref_count == 1);
  simmer_test_server_set_hold (f->server, FALSE);
  run (f, HOUR);
  g_assert_cmpuint (f->n_reported, ==, 0);
  g_assert_cmpuint (f->asked->len, ==, 1);
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  Entry entries[5] = { 0 };
  SimmerPoller *poller = f->poller;

  simmer_test_server_set_hold (f->server, TRUE);
  follow_many (f, 3);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 3);
  for (guint i = 0; i < 5; i++)
    simmer_poller_enter (f->poller, f->client, NULL, entered_cb, &entries[i]);
  drain ();
  g_assert_true (entries[0].in);
  g_assert_false (entries[1].done);
  simmer_poller_leave (f->poller, f->client, NULL);
  drain ();
  g_assert_true (entries[1].in);

  simmer_poller_stop (f->poller);
  drain ();
  for (guint i = 2; i < 5; i++)
    {
      g_assert_error (entries[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&entries[i].error);
    }
  g_object_add_weak_pointer (G_OBJECT (poller), (gpointer *) &poller);
  g_object_unref (f->poller);
  g_assert_null (poller);
  drain ();
  f->poller = simmer_poller_new (f->clock, f->network);
}

#define add(path, data, func) g_test_add ("/poller/" path, Fixture, data, set_up, func, tear_down)
#define add_many(path, func) \
  g_test_add ("/poller/" path, Fixture, NULL, set_up_many, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_resolver_install ();
  add ("cadence", NULL, test_cadence);
  add ("changes-nothing", NULL, test_changes_nothing);
  add ("one-in-flight", NULL, test_one_in_flight);
  add ("ends", NULL, test_ends);
  add ("ended-elsewhere", NULL, test_ended_elsewhere);
  add ("late-answer", NULL, test_late_answer);
  add ("unknown-word", NULL, test_unknown_word);
  add ("poll-after", NULL, test_poll_after);
  add ("background", NULL, test_background);
  add ("back-in-trouble", NULL, test_back_in_trouble);
  add ("resume", NULL, test_resume);
  add ("resume-once", NULL, test_resume_once);
  add ("resume-after-outage", NULL, test_resume_after_outage);
  add ("resume-untold", NULL, test_resume_untold);
  add ("wishes", NULL, test_wishes);
  add ("account-wishes", NULL, test_account_wishes);
  add ("account-pace", NULL, test_account_pace);
  add ("metered", NULL, test_metered);
  add ("paused", NULL, test_paused);
  add ("cancelling", NULL, test_cancelling);
  add ("stalled", NULL, test_stalled);
  add ("many", NULL, test_many);
  add ("fair", NULL, test_fair);
  add ("concurrency", NULL, test_concurrency);
  add ("thousands", NULL, test_thousands);
  add ("fifty", NULL, test_fifty);
  add_many ("fifty/together", test_fifty_together);
  add_many ("batch", test_batch);
  add_many ("batch/gathers", test_batch_gathers);
  add_many ("batch/wishes", test_batch_wishes);
  add_many ("batch/paused", test_batch_paused);
  add_many ("batch/in-parts", test_batch_in_parts);
  add_many ("batch/missed", test_batch_missed);
  add_many ("batch/missed-once", test_batch_missed_once);
  add_many ("batch/gone", test_batch_gone);
  add_many ("batch/404", test_batch_404);
  add_many ("batch/405", test_batch_405);
  add_many ("batch/501", test_batch_501);
  add_many ("batch/500", test_batch_500);
  add_many ("batch/page", test_batch_page);
  add_many ("batch/one-task", test_batch_one_task);
  add_many ("batch/other-tasks", test_batch_other_tasks);
  add_many ("batch/limited", test_batch_limited);
  add_many ("batch/signed-out", test_batch_signed_out);
  add_many ("batch/outage", test_batch_outage);
  add_many ("batch/bad-gateway", test_batch_bad_gateway);
  add_many ("batch/in-flight", test_batch_in_flight);
  add_many ("batch/late", test_batch_late);
  add ("window/seconds", NULL, test_window_seconds);
  add ("window/date", NULL, test_window_date);
  add ("window/unsaid", NULL, test_window_unsaid);
  add ("window/malformed", NULL, test_window_malformed);
  add ("window/zero", NULL, test_window_zero);
  add ("window/elsewhere", NULL, test_window_elsewhere);
  add ("pause/short", NULL, test_pause_short);
  add ("pause/long", NULL, test_pause_long);
  add ("pause/clamped", NULL, test_pause_clamped);
  add ("quota/spent", NULL, test_quota_spent);
  add ("quota/spent-custom", NULL, test_quota_spent_custom);
  add ("quota/low", NULL, test_quota_low);
  add ("quota/malformed", NULL, test_malformed_quota);
  add ("sign-in", NULL, test_sign_in);
  add ("sign-in-after-failure", NULL, test_sign_in_after_failure);
  add ("sign-in-by-hand", NULL, test_sign_in_by_hand);
  add ("gone", NULL, test_gone);
  add ("gone-and-back", NULL, test_gone_and_back);
  add ("malformed", NULL, test_malformed);
  add ("one-troubled", NULL, test_one_troubled);
  add ("outage/reset", NULL, test_outage_reset);
  add ("outage/bad-gateway", NULL, test_outage_bad_gateway);
  add ("outage/server-error", NULL, test_outage_server_error);
  add ("outage/long", NULL, test_long_outage);
  add ("time-out", NULL, test_time_out);
  add ("hung/probe", NULL, test_hung_probe);
  add ("hung/probe-slow", NULL, test_hung_probe_slow);
  add ("hung/before", NULL, test_hung_before);
  add ("hung/offline", SIMMER_TEST_HOST, test_hung_offline);
  add ("hung/moved", SIMMER_TEST_HOST, test_hung_moved);
  add ("offline", SIMMER_TEST_HOST, test_offline);
  add ("captive", SIMMER_TEST_HOST, test_captive);
  add ("monitor-lies", SIMMER_TEST_HOST, test_monitor_lies);
  add ("deadline", NULL, test_deadline);
  add ("deadline/missed", NULL, test_deadline_missed);
  add ("orders", NULL, test_orders);
  add ("orders/window", NULL, test_orders_window);
  add ("orders/given-up", NULL, test_given_up_as_let_in);
  add ("unfollow", NULL, test_unfollow);
  add ("stop", NULL, test_stop);
  return g_test_run ();
}
