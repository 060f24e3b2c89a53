/* Thousands of schedules of tasks, faults and persons, by chance: whatever happens, the poller
 * keeps its promises. The poller, the client and the reader are the real ones; time and network are
 * not.
 *
 * The seed is printed; --seed repeats a run, SIMMER_TEST_SCHEDULE one schedule of it, and
 * SIMMER_TEST_SCHEDULES says how many. */

#include <string.h>

#include "simmer-fake-http.h"
#include "simmer-poller.h"
#include "simmer-test-network.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define WALL   (G_GINT64_CONSTANT (1600000000) * SECOND)

#define N_SCHEDULES 10000
#define N_HOSTS     3
#define MOST_TASKS  12
#define STORM       (4 * MINUTE)

/* What the poller promises of each host. */
#define CONCURRENCY 4
#define RATE        9.5
#define DEPTH       5.0
#define ORDER_DEPTH 10.0
#define CLAMP_LIMIT (10 * MINUTE)

typedef struct
{
  SimmerClient *client; /* (owned) */
  gboolean signed_out;
} Account;

typedef struct
{
  char *name; /* (owned) */
  Account accounts[2];
  guint in_flight;
  double level; /* of the bucket, as of @filled: requests that are not yet paid off */
  gint64 filled;
  gint64 closed_until;
  gint64 troubled; /* when anything last went wrong with it */
  gint64 barred;   /* when it last could not be asked at all */
  gint64 probe;    /* while there is no network: when it may be asked */
  double rudeness; /* how likely a fault is */
  gboolean down;
} Host;

typedef struct
{
  SimmerTask *task; /* (owned) */
  Host *host;
  Account *account;
  gint64 starts;
  gint64 ends;
  SimmerTaskStatus outcome;
  gint64 asked; /* or followed */
  guint in_flight;
  guint gone; /* in a row */
  gboolean followed;
  gboolean told; /* its end */
  gboolean may_fail;
  gboolean urgent; /* a person asked */
} Subject;

typedef struct
{
  guint32 seed;
  GRand *random;
  SimmerClock *clock;
  GNetworkMonitor *monitor;
  SimmerNetwork *network;
  SimmerHttp *http;
  SimmerPoller *poller;
  Host hosts[N_HOSTS];
  Subject subjects[MOST_TASKS];
  guint n_subjects;
  GHashTable *replies; /* Reply: on their way */
  GQueue arrived;      /* Reply: to be taken in */
  guint idle;          /* in which that is done */
  gint64 start;
  gint64 disturbed; /* when a person or the machine last changed the rules */
  gint64 offline;   /* since when; 0 if there is a network */
  gboolean calm;
  gboolean paused;
  gboolean background;
  guint n_requests;
} World;

/* What will come of a request. */
typedef struct
{
  World *world;
  SimmerFakeAsk *ask;
  SimmerAlarm *alarm;
  Host *host;
  gint64 sent;
  GPtrArray *subjects; /* Subject: that it asks for; NULL of an order */
} Reply;

static gint64
now (World *w)
{
  return simmer_clock_get_boot (w->clock);
}

#define must(w, condition, ...)                                              \
  G_STMT_START                                                               \
  {                                                                          \
    if (!(condition))                                                        \
      {                                                                      \
        g_autofree char *what_ = g_strdup_printf (__VA_ARGS__);              \
                                                                             \
        g_error ("SIMMER_TEST_SCHEDULE=%u broke a promise after %.3f s: %s", \
                 (w)->seed,                                                  \
                 (double) (now (w) - (w)->start) / G_USEC_PER_SEC,           \
                 what_);                                                     \
      }                                                                      \
  }                                                                          \
  G_STMT_END

#define tell(w, format, ...) \
  g_debug ("%9.3f " format, (double) (now (w) - (w)->start) / G_USEC_PER_SEC, __VA_ARGS__)

static double
chance (World *w)
{
  return g_rand_double (w->random);
}

static gint64
between (World *w, double low, double high)
{
  return (gint64) (g_rand_double_range (w->random, low, high) * (double) SECOND);
}

/* --- What must hold when a request goes out --------------------------------------------------- */

static void
check_bucket (World *w, Host *host, double most)
{
  double paid = (double) (now (w) - host->filled) / SECOND * RATE;

  host->level = MAX (0, host->level - paid) + 1;
  host->filled = now (w);
  must (w, host->level <= most + 1e-3, "%s is asked in bursts: %f", host->name, host->level);
}

static void
check_host (World *w, Host *host)
{
  must (w,
        now (w) >= host->closed_until,
        "%s is asked %.3f s before its window ends",
        host->name,
        (double) (host->closed_until - now (w)) / SECOND);
  must (w, host->in_flight < CONCURRENCY, "%u requests at once to %s", host->in_flight, host->name);
}

/* Whether the host keeps somebody waiting, which keeps the others waiting too. */
static gboolean
is_slow (World *w, Host *host)
{
  GHashTableIter iter;
  gpointer reply;

  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &reply, NULL))
    if (((Reply *) reply)->host == host && now (w) - ((Reply *) reply)->sent > SECOND)
      return TRUE;

  return FALSE;
}

/* How long it may be until a task is asked for again, when nothing stands in the way of it. */
static gint64
get_patience (World *w, Subject *subject)
{
  gint64 most = w->background ? 60 * SECOND : 10 * SECOND;
  gint64 changed = simmer_task_get_changed (subject->task);

  if (simmer_clock_get_wall (w->clock) - changed > 9 * MINUTE)
    most *= 3;
  if (simmer_network_get_metered (w->network))
    most *= 2;

  /* Turns with others, whole seconds in the background; and the last wait in an outage, which may
   * have begun before. */
  return most + (subject->host->troubled > subject->asked - MINUTE ? 45 : 15) * SECOND;
}

static void
check_patience (World *w, Subject *subject)
{
  gint64 barred = MAX (subject->host->barred, subject->host->closed_until);
  gint64 since = MAX (subject->asked, w->disturbed);

  if (!subject->followed || subject->in_flight > 0 || w->paused || w->offline > 0 ||
      subject->host->down || subject->account->signed_out || now (w) < subject->host->closed_until)
    return;

  since = MAX (since, barred);
  must (w,
        now (w) - since <= 6 * MINUTE,
        "%s was forgotten in the storm",
        simmer_task_get_id (subject->task));
  if (is_slow (w, subject->host))
    return;
  since = MAX (since, subject->host->troubled);
  must (w,
        now (w) - since <= get_patience (w, subject),
        "%s was forgotten for %.1f s",
        simmer_task_get_id (subject->task),
        (double) (now (w) - since) / SECOND);
}

static void
note_question (World *w, Subject *subject)
{
  const char *id = simmer_task_get_id (subject->task);

  must (w, subject->followed, "%s is asked for although nobody follows it", id);
  must (w,
        !subject->told && !simmer_task_status_is_final (simmer_task_get_status (subject->task)),
        "%s is asked for after its end",
        id);
  must (w, subject->in_flight == 0, "%s is asked for twice at once", id);
  must (w, !subject->account->signed_out, "%s is asked for in vain", id);
  must (w, !w->paused || subject->urgent, "%s is asked for in a pause", id);
  check_patience (w, subject);
  subject->in_flight++;
  subject->asked = now (w);
  subject->urgent = FALSE;
}

static void
note_questions (World *w, Reply *reply)
{
  Host *host = reply->host;

  check_host (w, host);
  check_bucket (w, host, DEPTH);
  if (w->offline > 0)
    {
      must (w, now (w) >= host->probe, "%s is asked although there is no network", host->name);
      host->probe = now (w) + MINUTE;
    }
  for (guint i = 0; i < reply->subjects->len; i++)
    note_question (w, reply->subjects->pdata[i]);
}

/* --- The services ----------------------------------------------------------------------------- */

static Subject *
find_subject (World *w, const char *id)
{
  guint index = (guint) g_ascii_strtoull (id + 1, NULL, 10);

  g_assert_cmpuint (index, <, w->n_subjects);
  return &w->subjects[index];
}

static const char *
get_word (World *w, Subject *subject)
{
  if (now (w) >= subject->ends)
    return simmer_task_status_to_string (subject->outcome);
  if (now (w) < subject->starts || (!w->calm && chance (w) < 0.05))
    return "PENDING";

  return "IN_PROGRESS";
}

static char *
describe (World *w, Subject *subject)
{
  double share = (double) (now (w) - subject->starts) / (double) (subject->ends - subject->starts);

  if (!w->calm && chance (w) < 0.02)
    return g_strdup ("{\"status\":\"FROBNICATING\"}");
  return g_strdup_printf (
    "{\"status\":\"%s\",\"progress\":%.2f}", get_word (w, subject), CLAMP (share, 0.0, 1.0));
}

static char *
describe_all (World *w, Reply *reply)
{
  GString *body;

  if (strstr (reply->ask->path, "ids=") == NULL)
    return describe (w, reply->subjects->pdata[0]);

  body = g_string_new ("{");
  for (guint i = 0; i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];
      g_autofree char *text = describe (w, subject);

      if (!w->calm && chance (w) < 0.05)
        continue;
      g_string_append_printf (
        body, "%s\"%s\":%s", body->len > 1 ? "," : "", simmer_task_get_id (subject->task), text);
    }
  g_string_append_c (body, '}');

  return g_string_free (body, FALSE);
}

static void
close_window (World *w, Host *host, gint64 wait)
{
  host->closed_until = MAX (host->closed_until, now (w) + MIN (wait, CLAMP_LIMIT));
  host->barred = MAX (host->barred, host->closed_until);
}

/* Asks to be left alone, in one of the ways in which services do. */
static void
add_limit (World *w, Host *host, SimmerHttpAnswer *answer)
{
  static const char *const nonsense[] = {
    "", "soon", "-5", "12 apples", "Mon, 99 Foo 2020 00:00:00 GMT", "\x01\x02", "1e9",
  };
  gint64 wait = chance (w) < 0.05 ? between (w, 600, 90000) : between (w, 1, 40);
  gint64 seconds = wait / SECOND;
  gint64 skew = between (w, -5000, 5000) / SECOND;

  answer->date = (simmer_clock_get_wall (w->clock) / SECOND + skew) * SECOND;
  switch (g_rand_int_range (w->random, 0, 4))
    {
    case 0:
      answer->retry_after = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
      close_window (w, host, seconds * SECOND);
      break;
    case 1:
      {
        g_autoptr (GDateTime) date =
          g_date_time_new_from_unix_utc (answer->date / SECOND + seconds);

        answer->retry_after = g_date_time_format (date, "%a, %d %b %Y %H:%M:%S GMT");
        close_window (w, host, seconds * SECOND);
      }
      break;
    case 2:
      answer->rate_limit = g_strdup_printf ("\"default\";r=0;t=%" G_GINT64_FORMAT, seconds);
      close_window (w, host, seconds * SECOND);
      break;
    default:
      answer->retry_after =
        g_strdup (nonsense[g_rand_int_range (w->random, 0, G_N_ELEMENTS (nonsense))]);
      break;
    }
}

static void
note_end (Reply *reply)
{
  World *w = reply->world;

  reply->host->in_flight--;
  if (now (w) - reply->sent > SECOND)
    reply->host->troubled = now (w);
  for (guint i = 0; reply->subjects != NULL && i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];

      subject->in_flight--;
      subject->asked = now (w);
    }
}

static void
reply_free (Reply *reply)
{
  g_clear_pointer (&reply->alarm, simmer_alarm_free);
  g_clear_pointer (&reply->subjects, g_ptr_array_unref);
  g_free (reply);
}

/* A good answer reached the poller: whoever it says has ended is not to be asked for again. */
static void
note_told (World *w, Reply *reply, const char *body)
{
  for (guint i = 0; i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];
      g_autofree char *member =
        g_strdup_printf ("\"%s\":{", simmer_task_get_remote_id (subject->task));
      const char *mine = strstr (reply->ask->path, "ids=") != NULL ? strstr (body, member) : body;
      g_autofree char *end =
        g_strdup_printf ("\"%s\"", simmer_task_status_to_string (subject->outcome));
      const char *found = mine != NULL ? strstr (mine, end) : NULL;

      subject->gone = 0;
      if (found != NULL && found < strchr (mine, '}'))
        subject->told = TRUE;
    }
}

static void
answer_well (World *w, Reply *reply, gboolean limited)
{
  g_autofree char *body = reply->subjects != NULL ? describe_all (w, reply) : g_strdup ("{}");
  SimmerHttpAnswer *answer = simmer_fake_answer_new (200, body);

  if (limited)
    {
      add_limit (w, reply->host, answer);
      reply->host->troubled = now (w);
    }
  if (reply->subjects != NULL)
    note_told (w, reply, body);
  simmer_fake_ask_answer (reply->ask, answer);
}

static void
answer_badly (World *w, Reply *reply)
{
  static const guint statuses[] = { 500, 502, 503, 504, 418, 404, 429, 429, 503, 401 };
  static const char *const bodies[] = {
    "", "<html>Oops</html>", "{\"status\":", "[[[[[", "{}", "null", "{\"status\":null}", "\xff\xfe",
  };
  guint status = statuses[g_rand_int_range (w->random, 0, G_N_ELEMENTS (statuses))];
  SimmerHttpAnswer *answer;

  if (chance (w) < 0.3)
    status = 200;
  answer =
    simmer_fake_answer_new (status, bodies[g_rand_int_range (w->random, 0, G_N_ELEMENTS (bodies))]);
  if (status == 429 || (status == 503 && chance (w) < 0.5))
    add_limit (w, reply->host, answer);
  for (guint i = 0; reply->subjects != NULL && i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];

      /* The service may say so of a task by itself; three times in a row it is believed. */
      if (status == 404 && reply->subjects->len == 1)
        subject->gone++;
      subject->may_fail = subject->may_fail || subject->gone >= 3;
      if (status == 401)
        subject->account->signed_out = TRUE;
    }
  simmer_fake_ask_answer (reply->ask, answer);
}

static void
deliver (World *w, Reply *reply)
{
  Host *host = reply->host;

  g_hash_table_remove (w->replies, reply);
  tell (w, "reply to %s %s", reply->ask->host, reply->ask->path);
  note_end (reply);
  if (w->offline > 0 || host->down)
    {
      host->troubled = now (w);
      simmer_fake_ask_fail (reply->ask,
                            w->offline > 0 ? SIMMER_ERROR_OFFLINE : SIMMER_ERROR_UNREACHABLE);
    }
  else if (w->calm || chance (w) >= host->rudeness)
    answer_well (w, reply, !w->calm && chance (w) < 0.02);
  else if (chance (w) < 0.6)
    {
      host->troubled = now (w);
      answer_badly (w, reply);
    }
  else
    {
      host->troubled = now (w);
      simmer_fake_ask_fail (reply->ask,
                            chance (w) < 0.5 ? SIMMER_ERROR_UNREACHABLE : SIMMER_ERROR_TIMED_OUT);
    }
  reply_free (reply);
}

/* What arrives at the same time is taken in one by one, with all that follows from it. */
static gboolean
deliver_cb (gpointer user_data)
{
  World *w = user_data;

  deliver (w, g_queue_pop_head (&w->arrived));
  if (!g_queue_is_empty (&w->arrived))
    return G_SOURCE_CONTINUE;

  w->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
reply_cb (gpointer user_data)
{
  Reply *reply = user_data;
  World *w = reply->world;

  g_queue_push_tail (&w->arrived, reply);
  if (w->idle == 0)
    w->idle = g_idle_add_full (G_PRIORITY_LOW, deliver_cb, w, NULL);
}

static gint64
draw_delay (World *w, Host *host)
{
  if (w->calm || chance (w) >= host->rudeness)
    return between (w, 0.005, 0.2);
  if (chance (w) < 0.3)
    return 30 * SECOND;

  return between (w, 0, 5);
}

static GPtrArray *
find_subjects (World *w, const char *path)
{
  GPtrArray *subjects = g_ptr_array_new ();
  const char *list = strstr (path, "ids=");
  g_autofree char *plain = NULL;
  g_auto (GStrv) ids = NULL;

  if (list == NULL)
    {
      g_ptr_array_add (subjects, find_subject (w, strrchr (path, '/') + 1));
      return subjects;
    }

  plain = g_uri_unescape_string (list + 4, NULL);
  ids = g_strsplit (plain, ",", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (subjects, find_subject (w, ids[i]));

  return subjects;
}

static void
asked_cb (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data)
{
  World *w = user_data;
  Reply *reply = ask->data;

  if (given_up)
    {
      g_hash_table_remove (w->replies, reply);
      if (g_queue_remove (&w->arrived, reply) && g_queue_is_empty (&w->arrived))
        g_clear_handle_id (&w->idle, g_source_remove);
      note_end (reply);
      reply_free (reply);
      return;
    }

  reply = g_new0 (Reply, 1);
  reply->world = w;
  reply->ask = ask;
  reply->sent = now (w);
  for (guint i = 0; i < N_HOSTS; i++)
    if (g_str_equal (w->hosts[i].name, ask->host))
      reply->host = &w->hosts[i];
  w->n_requests++;
  tell (w, "%s %s", ask->host, ask->path);
  if (g_str_equal (ask->method, "GET"))
    {
      reply->subjects = find_subjects (w, ask->path);
      note_questions (w, reply);
    }
  else
    {
      check_host (w, reply->host);
      check_bucket (w, reply->host, ORDER_DEPTH);
    }
  reply->host->in_flight++;
  ask->data = reply;
  g_hash_table_add (w->replies, reply);
  reply->alarm = simmer_alarm_new (w->clock, reply_cb, reply);
  simmer_alarm_set (reply->alarm, now (w) + draw_delay (w, reply->host));
}

/* --- What persons and machines do --------------------------------------------------------------
 */

typedef struct
{
  World *world;
  Subject *subject;
} Order;

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  World *w = order->world;
  Subject *subject = order->subject;
  SimmerClient *client = SIMMER_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerReport) report = simmer_client_report_finish (client, result, &error);

  if (report != NULL && !simmer_task_status_is_final (simmer_task_get_status (subject->task)) &&
      now (w) < subject->ends)
    {
      /* As the manager does: the answer makes it final, and nobody is to ask any more. */
      g_autoptr (SimmerReport) end = simmer_report_new ();

      subject->outcome = SIMMER_TASK_STATUS_CANCELLED;
      subject->ends = now (w);
      subject->told = TRUE;
      simmer_report_set_status (end, SIMMER_TASK_STATUS_CANCELLED);
      simmer_task_apply_report (subject->task,
                                end,
                                simmer_task_next_sequence (subject->task),
                                simmer_clock_get_wall (w->clock));
      if (chance (w) < 0.5)
        simmer_poller_unfollow (w->poller, subject->task);
    }
  simmer_poller_leave (w->poller, client, error);
  g_free (order);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  g_autoptr (GError) error = NULL;

  if (simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error))
    simmer_client_cancel_async (order->subject->account->client,
                                simmer_task_get_remote_id (order->subject->task),
                                NULL,
                                NULL,
                                cancelled_cb,
                                order);
  else
    g_free (order);
}

static void
cancel (World *w, Subject *subject)
{
  Order *order;

  if (subject->told || !simmer_client_can (subject->account->client, SIMMER_VERB_CANCEL))
    return;

  order = g_new0 (Order, 1);
  order->world = w;
  order->subject = subject;
  simmer_task_set_intent (subject->task, SIMMER_INTENT_CANCELLING);
  simmer_poller_enter (w->poller, subject->account->client, NULL, entered_cb, order);
}

static void
follow (World *w, Subject *subject)
{
  if (subject->told || subject->followed)
    return;

  subject->followed = TRUE;
  subject->asked = now (w);
  simmer_poller_follow (w->poller, subject->task, subject->account->client);
}

static void
unfollow (World *w, Subject *subject)
{
  GHashTableIter iter;
  gpointer reply;

  subject->followed = FALSE;
  simmer_poller_unfollow (w->poller, subject->task);

  /* A question that is about others too goes on without it. */
  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &reply, NULL))
    if (((Reply *) reply)->subjects != NULL)
      g_ptr_array_remove (((Reply *) reply)->subjects, subject);
  subject->in_flight = 0;
}

static void
set_network (World *w, gboolean there)
{
  if (there == (w->offline == 0))
    return;

  w->offline = there ? 0 : now (w);
  for (guint i = 0; i < N_HOSTS; i++)
    w->hosts[i].probe = now (w) + MINUTE;
  w->disturbed = now (w);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (w->monitor), there);
}

static void
sign_in (World *w, Account *account)
{
  if (!account->signed_out)
    return;

  account->signed_out = FALSE;
  w->disturbed = now (w);
  simmer_poller_sign_in_changed (w->poller, simmer_client_get_account (account->client));
}

static void
set_paused (World *w, gboolean paused)
{
  w->paused = paused;
  w->disturbed = now (w);
  simmer_poller_set_paused (w->poller, paused);
}

static void
set_background (World *w, gboolean background)
{
  w->background = background;
  w->disturbed = now (w);
  simmer_poller_set_background (w->poller, background);
}

static void
set_down (World *w, Host *host, gboolean down)
{
  host->down = down;
  host->troubled = now (w);
  host->barred = MAX (host->barred, now (w));
}

static void
check_now (World *w, Subject *subject)
{
  g_autoptr (GError) error = NULL;
  gboolean asked_before = subject->urgent;

  subject->urgent = TRUE;
  subject->host->probe = 0;
  if (subject->account->signed_out)
    sign_in (w, subject->account);
  if (simmer_poller_check_now (w->poller, subject->task, &error))
    return;

  /* Who asks to be left alone without saying for how long is left alone for up to a minute. */
  subject->urgent = asked_before;
  must (w,
        !simmer_poller_is_following (w->poller, subject->task) ||
          now (w) < MAX (subject->host->closed_until, subject->host->troubled + MINUTE) + SECOND,
        "%s cannot be checked: %s",
        simmer_task_get_id (subject->task),
        error->message);
}

static void
act (World *w)
{
  Host *host = &w->hosts[g_rand_int_range (w->random, 0, N_HOSTS)];
  Subject *subject = &w->subjects[g_rand_int_range (w->random, 0, (int) w->n_subjects)];

  int what = g_rand_int_range (w->random, 0, 11);

  tell (w, "act %d on %s, %s", what, host->name, simmer_task_get_id (subject->task));
  switch (what)
    {
    case 0:
      set_network (w, w->offline > 0);
      break;
    case 1:
      simmer_clock_sleep (w->clock, between (w, 1, chance (w) < 0.1 ? 7200 : 100));
      w->disturbed = now (w);
      break;
    case 2:
      cancel (w, subject);
      break;
    case 3:
      unfollow (w, subject);
      break;
    case 4:
      set_background (w, !w->background);
      break;
    case 5:
      set_paused (w, !w->paused);
      break;
    case 6:
    case 7:
      set_down (w, host, !host->down);
      break;
    case 8:
      check_now (w, subject);
      break;
    case 9:
      simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (w->monitor), chance (w) < 0.5);
      w->disturbed = now (w);
      break;
    default:
      sign_in (w, &host->accounts[g_rand_int_range (w->random, 0, 2)]);
      follow (w, subject);
      break;
    }
}

/* --- Schedules ---------------------------------------------------------------------------------
 */

static SimmerProfile *
new_plain_profile (void)
{
  static const char text[] =
    "{\"id\":\"plain\",\"name\":\"Plain\",\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"cancel\":{\"method\":\"POST\",\"path\":\"/status/{id}/cancel\"},"
    "\"status\":{\"method\":\"GET\",\"path\":\"/status/{id}\"}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
}

static void
build_host (World *w, guint index)
{
  g_autoptr (SimmerProfile) plain = new_plain_profile ();
  Host *host = &w->hosts[index];
  g_autofree char *address = NULL;

  host->name = g_strdup_printf ("host%u.test", index);
  host->rudeness = chance (w) < 0.2 ? 0 : g_rand_double_range (w->random, 0.02, 0.6);
  address = g_strdup_printf ("http://%s", host->name);
  for (guint i = 0; i < G_N_ELEMENTS (host->accounts); i++)
    {
      g_autofree char *id = g_strdup_printf ("account%u-%u", index, i);
      gboolean native = chance (w) < 0.5;
      g_autoptr (SimmerAccount) account =
        simmer_account_new (id, id, native ? simmer_profile_get_native () : plain, address);

      host->accounts[i].client = simmer_client_new (w->http, account);
    }
}

static void
build_subject (World *w, guint index)
{
  static const SimmerTaskStatus ends[] = {
    SIMMER_TASK_STATUS_COMPLETED, SIMMER_TASK_STATUS_COMPLETED, SIMMER_TASK_STATUS_COMPLETED,
    SIMMER_TASK_STATUS_FAILED,    SIMMER_TASK_STATUS_CANCELLED,
  };
  Subject *subject = &w->subjects[index];
  g_autofree char *id = g_strdup_printf ("t%u", index);

  subject->host = &w->hosts[g_rand_int_range (w->random, 0, N_HOSTS)];
  subject->account = &subject->host->accounts[g_rand_int_range (w->random, 0, 2)];
  subject->starts = now (w) + between (w, 0, 20);
  subject->ends = subject->starts + between (w, 1, chance (w) < 0.5 ? 30 : 300);
  subject->outcome = ends[g_rand_int_range (w->random, 0, G_N_ELEMENTS (ends))];
  subject->task = simmer_task_new (id, "account", "Service");
  simmer_task_set_created (subject->task, simmer_clock_get_wall (w->clock), TRUE);
  simmer_task_set_remote_id (subject->task, id);
}

static void
world_init (World *w, guint32 seed)
{
  *w = (World){ .seed = seed };
  w->random = g_rand_new_with_seed (seed);
  w->clock = simmer_clock_new_fake (WALL);
  w->start = now (w);
  w->monitor = simmer_test_monitor_new (TRUE);
  w->network = simmer_network_new (w->monitor);
  w->http = simmer_http_new ();
  w->poller = simmer_poller_new (w->clock, w->network);
  w->replies = g_hash_table_new (NULL, NULL);
  simmer_fake_http_set_func (asked_cb, w);
  for (guint i = 0; i < N_HOSTS; i++)
    build_host (w, i);
  w->n_subjects = (guint) g_rand_int_range (w->random, 1, MOST_TASKS + 1);
  for (guint i = 0; i < w->n_subjects; i++)
    build_subject (w, i);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
world_clear (World *w)
{
  simmer_poller_stop (w->poller);
  g_assert_cmpuint (g_hash_table_size (w->replies), ==, 0);
  drain ();
  g_assert_finalize_object (w->poller);
  for (guint i = 0; i < w->n_subjects; i++)
    g_assert_finalize_object (w->subjects[i].task);
  for (guint i = 0; i < N_HOSTS; i++)
    {
      g_object_unref (w->hosts[i].accounts[0].client);
      g_object_unref (w->hosts[i].accounts[1].client);
      g_free (w->hosts[i].name);
    }
  g_assert_finalize_object (w->http);
  g_assert_finalize_object (w->network);
  g_assert_finalize_object (w->monitor);
  g_assert_finalize_object (w->clock);
  g_hash_table_unref (w->replies);
  g_rand_free (w->random);
}

static void
check_all (World *w)
{
  for (guint i = 0; i < w->n_subjects; i++)
    {
      Subject *subject = &w->subjects[i];
      SimmerTaskStatus status = simmer_task_get_status (subject->task);
      const char *id = simmer_task_get_id (subject->task);

      must (w,
            status != SIMMER_TASK_STATUS_FAILED || subject->may_fail ||
              (subject->told && subject->outcome == SIMMER_TASK_STATUS_FAILED),
            "%s failed by trouble on the way",
            id);
      if (status == SIMMER_TASK_STATUS_FAILED)
        subject->told = TRUE;
      must (w, !subject->told || simmer_task_status_is_final (status), "%s lost its end", id);
      must (w,
            subject->told || !simmer_task_status_is_final (status),
            "%s ended although nobody said so",
            id);
      if (subject->told)
        subject->followed = FALSE;
      check_patience (w, subject);
    }
}

static void
run (World *w, gint64 usec)
{
  gint64 end = now (w) + usec;

  drain ();
  for (gint64 next = simmer_clock_get_next (w->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (w->clock))
    {
      simmer_clock_advance (w->clock, MAX (0, next - now (w)));
      drain ();
    }
  if (now (w) < end)
    simmer_clock_advance (w->clock, end - now (w));
  drain ();
  check_all (w);
}

/* All is well again, for good: each task is to be followed to its end. */
static void
calm_down (World *w)
{
  w->calm = TRUE;
  set_network (w, TRUE);
  set_paused (w, FALSE);
  set_background (w, FALSE);
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (w->monitor), FALSE);
  for (guint i = 0; i < N_HOSTS; i++)
    {
      if (w->hosts[i].down)
        set_down (w, &w->hosts[i], FALSE);
      sign_in (w, &w->hosts[i].accounts[0]);
      sign_in (w, &w->hosts[i].accounts[1]);
    }
  for (guint i = 0; i < w->n_subjects; i++)
    follow (w, &w->subjects[i]);
}

static gboolean
has_told_all (World *w)
{
  for (guint i = 0; i < w->n_subjects; i++)
    if (!w->subjects[i].told)
      return FALSE;

  return TRUE;
}

static guint
run_schedule (guint32 seed)
{
  World w;

  world_init (&w, seed);
  for (guint i = 0; i < w.n_subjects; i++)
    if (chance (&w) < 0.9)
      follow (&w, &w.subjects[i]);
  while (now (&w) - w.start < STORM)
    {
      run (&w, between (&w, 0, 20));
      act (&w);
    }
  calm_down (&w);
  for (guint minutes = 0; minutes < 20 && !has_told_all (&w); minutes++)
    run (&w, MINUTE);
  for (guint i = 0; i < w.n_subjects; i++)
    must (&w, w.subjects[i].told, "t%u was not followed to its end", i);
  run (&w, MINUTE);
  world_clear (&w);

  return w.n_requests;
}

/* What was decided and why is of use for one schedule, and in the way of thousands. */
static void
log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (user_data != NULL || (level & G_LOG_FLAG_FATAL) != 0)
    g_log_default_handler (domain, level, message, NULL);
}

static void
test_storms (void)
{
  const char *only = g_getenv ("SIMMER_TEST_SCHEDULE");
  const char *number = g_getenv ("SIMMER_TEST_SCHEDULES");
  guint n = number != NULL ? (guint) g_ascii_strtoull (number, NULL, 10) : N_SCHEDULES;
  guint64 n_requests = 0;

  g_log_set_default_handler (log_cb, (gpointer) only);
  if (only != NULL)
    {
      run_schedule ((guint32) g_ascii_strtoull (only, NULL, 10));
      return;
    }
  for (guint i = 0; i < n; i++)
    n_requests += run_schedule ((guint32) g_test_rand_int ());
  g_assert_cmpuint (n_requests, >, n);
  g_test_message ("%u schedules, %" G_GUINT64_FORMAT " requests", n, n_requests);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poller/storms", test_storms);

  return g_test_run ();
}
