/* A service that is polled, and a poller. */

#include "poller-fixture.h"

#include <string.h>

#define WALL (G_GINT64_CONSTANT (1600000000) * SECOND)

/* 50 tasks take from 8 to 12 s. */
static gint64
get_duration (const char *id)
{
  return 8 * SECOND + (gint64) (g_ascii_strtoull (id + 1, NULL, 10) * 7 % 50) * 4 * SECOND / 49;
}

static const char *
describe (PollFixture *f, const char *id)
{
  gboolean odd = f->odd_id == NULL || g_str_equal (f->odd_id, id);

  if (f->ending && simmer_clock_get_boot (f->clock) - f->start >= get_duration (id))
    return "{\"status\":\"COMPLETED\",\"results\":[\"a.png\"]}";

  return f->body != NULL && odd ? f->body : "{\"status\":\"IN_PROGRESS\"}";
}

static void
note_asked (PollFixture *f, const char *id)
{
  Asked asked = { g_strdup (id), simmer_clock_get_boot (f->clock) };

  g_array_append_val (f->asked, asked);
}

static char *
describe_many (PollFixture *f, const char *query)
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
  PollFixture *f = user_data;
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
  if (f->poll_after != NULL)
    soup_message_headers_replace (headers, "X-Poll-After-Ms", f->poll_after);
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
reported_cb (SimmerPoller *poller, SimmerTask *task, gboolean changed, PollFixture *f)
{
  f->n_reported++;
  f->n_changed += changed ? 1 : 0;
}

static void
ended_cb (SimmerPoller *poller, SimmerTask *task, PollFixture *f)
{
  g_assert_true (simmer_task_status_is_final (simmer_task_get_status (task)));
  g_assert_false (simmer_poller_is_following (poller, task));
  f->n_ended++;
  if (f->ending)
    f->lag +=
      simmer_clock_get_boot (f->clock) - f->start - get_duration (simmer_task_get_remote_id (task));
}

static void
window_cb (SimmerPoller *poller, const char *host, gint64 until, PollFixture *f)
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

/**
 * poll_new_profile:
 * @more: what it says besides, as JSON; each member ends with a comma
 *
 * Returns: (transfer full): one of a service that is asked for one task at a time
 */
SimmerProfile *
poll_new_profile (const char *more)
{
  g_autofree char *text = g_strdup_printf (
    "{\"id\":\"plain\",\"name\":\"Plain\",%s\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"status\":{\"method\":\"GET\",\"path\":\"/status/{id}\"}}}",
    more);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
}

/* @host: by which name the service is known, so that it may count as far away */
static void
set_up_with (PollFixture *f, const char *host, SimmerProfile *profile)
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

void
poll_set_up (PollFixture *f, gconstpointer host)
{
  g_autoptr (SimmerProfile) profile = poll_new_profile ("");

  set_up_with (f, host, profile);
}

void
poll_set_up_many (PollFixture *f, gconstpointer host)
{
  set_up_with (f, host, simmer_profile_get_native ());
}

void
poll_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
poll_tear_down (PollFixture *f, gconstpointer host)
{
  simmer_poller_stop (f->poller);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
  g_assert_finalize_object (f->poller);
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpuint (G_OBJECT (f->tasks->pdata[i])->ref_count, ==, 1);
  g_ptr_array_unref (f->tasks);
  simmer_test_server_set_hold (f->server, FALSE);
  poll_drain ();
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

/**
 * poll_set_profile:
 * @f: a fixture in which nothing is followed yet
 * @more: as of poll_new_profile()
 *
 * From now on the account is one of a service that is asked in this way.
 */
void
poll_set_profile (PollFixture *f, const char *more)
{
  g_autoptr (SimmerProfile) profile = poll_new_profile (more);
  g_autofree char *address = g_strdup (simmer_account_get_address (f->account));

  g_assert_cmpuint (f->tasks->len, ==, 0);
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->account);
  f->account = simmer_account_new ("test", "Test", profile, address);
  f->client = simmer_client_new (f->http, f->account);
}

SimmerTask *
poll_follow (PollFixture *f, const char *id)
{
  SimmerTask *task = simmer_task_new (id, "test", "Test");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_remote_id (task, id);
  g_ptr_array_add (f->tasks, task);
  simmer_poller_follow (f->poller, task, f->client);

  return task;
}

void
poll_follow_many (PollFixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("t%u", i);

      poll_follow (f, id);
    }
}

/* Until all requests are answered, or held by the service, which may not know yet that nobody waits
 * for it any more. */
void
poll_settle (PollFixture *f)
{
  poll_drain ();
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) <=
                    simmer_test_server_get_n_held (f->server));
  poll_drain ();
}

/* Lets time pass; answers take none of it. */
void
poll_run (PollFixture *f, gint64 usec)
{
  gint64 end = simmer_clock_get_boot (f->clock) + usec;

  poll_settle (f);
  for (gint64 next = simmer_clock_get_next (f->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (f->clock))
    {
      simmer_clock_advance (f->clock, MAX (0, next - simmer_clock_get_boot (f->clock)));
      poll_settle (f);
    }
  simmer_clock_advance (f->clock, end - simmer_clock_get_boot (f->clock));
  poll_settle (f);
}

void
poll_forget (PollFixture *f)
{
  g_array_set_size (f->asked, 0);
  g_array_set_size (f->requests, 0);
  f->n_many = 0;
  simmer_test_server_forget (f->server);
}

gint64
poll_get_asked_at (PollFixture *f, guint i)
{
  g_assert_cmpuint (i, <, f->asked->len);
  return g_array_index (f->asked, Asked, i).boot - f->start;
}

guint
poll_count_asked_for (PollFixture *f, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < f->asked->len; i++)
    n += g_str_equal (g_array_index (f->asked, Asked, i).id, id) ? 1 : 0;
  return n;
}

/* The most requests in any stretch of @length. */
guint
poll_get_peak (PollFixture *f, gint64 length)
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

void
poll_assert_all_tracked (PollFixture *f, SimmerTracking tracking)
{
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[i]), ==, (int) tracking);
}

/* Whether for a long time nothing has changed is another matter. */
void
poll_assert_all_heard (PollFixture *f)
{
  for (guint i = 0; i < f->tasks->len; i++)
    if (simmer_task_get_tracking (f->tasks->pdata[i]) != SIMMER_TRACKING_STALLED)
      g_assert_cmpint (simmer_task_get_tracking (f->tasks->pdata[i]), ==, SIMMER_TRACKING_POLLING);
}

void
poll_assert_none_failed (PollFixture *f)
{
  for (guint i = 0; i < f->tasks->len; i++)
    g_assert_cmpint (simmer_task_get_status (f->tasks->pdata[i]), !=, SIMMER_TASK_STATUS_FAILED);
}
