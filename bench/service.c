/* The other side, on a fake clock. */

#include "service.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "simmer-fake-http.h"
#include "simmer-test-network.h"

#define SECOND ((double) G_USEC_PER_SEC)
#define WALL   (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

/* A question and its answer over a good line. */
#define WAY (20 * G_USEC_PER_SEC / 1000)

/* A process looks into the store four times a second for what another has learnt; here each has
 * just looked when there is something to learn. */
#define STORE_DELAY (G_USEC_PER_SEC / 4)

#define HOST         "service.test"
#define MOST_POLLERS 2

/* A process, and what is on its way to it through the store. */
typedef struct
{
  SimmerPoller *poller; /* (owned) */
  SimmerHttp *http;     /* (owned) */
  SimmerClient *client; /* (owned) */
  SimmerAlarm *alarm;   /* (owned): when it looks into the store next */
  gint64 told_until;    /* as the store has it */
} Process;

typedef struct
{
  SimmerTask *task; /* (owned) */
  gint64 ends;
  guint in_flight;
} Subject;

struct _Service
{
  ServiceManner manner;
  SimmerClock *clock;       /* (owned) */
  GNetworkMonitor *monitor; /* (owned) */
  SimmerNetwork *network;   /* (owned) */
  Process processes[MOST_POLLERS];
  guint n_processes;
  SimmerAlarm *alarm; /* (owned) */
  GQueue asks;        /* SimmerFakeAsk: on their way, in the order of their answers */
  GArray *subjects;   /* (owned): Subject */
  gint64 start;

  gboolean down;
  gboolean there;
  guint closing; /* seconds; 0 if it does not close */
  gboolean by_date;
  gint64 closed_until;

  GArray *requests; /* (owned): gint64, when */
  guint n_inside;
  guint most_in_flight;
  gint64 answered; /* first good answer; 0 if none */
  double lag;
  guint n_ended;
};

/* When an answer is there; kept in its data. */
static gint64
get_due (SimmerFakeAsk *ask)
{
  return *(gint64 *) ask->data;
}

static Subject *
find_subject (Service *self, const char *id)
{
  return &g_array_index (self->subjects, Subject, g_ascii_strtoull (id + 1, NULL, 10));
}

static char **
get_ids (SimmerFakeAsk *ask)
{
  const char *list = strstr (ask->path, "ids=");
  g_autofree char *plain = NULL;

  if (list == NULL)
    return g_strsplit (strrchr (ask->path, '/') + 1, ",", -1);

  plain = g_uri_unescape_string (list + strlen ("ids="), NULL);
  return g_strsplit (plain, ",", -1);
}

static void
count_in_flight (Service *self, SimmerFakeAsk *ask, gboolean begins)
{
  g_auto (GStrv) ids = get_ids (ask);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      Subject *subject = find_subject (self, ids[i]);

      if (begins)
        subject->in_flight++;
      else
        subject->in_flight--;
      self->most_in_flight = MAX (self->most_in_flight, subject->in_flight);
    }
}

static const char *
get_word (Service *self, Subject *subject)
{
  /* The service looks when the question reaches it, on half the way. */
  if (simmer_clock_get_boot (self->clock) - WAY / 2 >= subject->ends)
    return "COMPLETED";

  return self->manner.status != NULL ? self->manner.status : "IN_PROGRESS";
}

static SimmerHttpAnswer *
describe (Service *self, SimmerFakeAsk *ask)
{
  g_auto (GStrv) ids = get_ids (ask);
  g_autoptr (GString) body = g_string_new (NULL);
  gboolean many = strstr (ask->path, "ids=") != NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (many)
        g_string_append_printf (body, "%s\"%s\":", i == 0 ? "{" : ",", ids[i]);
      g_string_append_printf (
        body, "{\"status\":\"%s\"}", get_word (self, find_subject (self, ids[i])));
    }
  if (many)
    g_string_append_c (body, '}');

  return simmer_fake_answer_new (200, body->str);
}

static SimmerHttpAnswer *
refuse (Service *self)
{
  SimmerHttpAnswer *answer = simmer_fake_answer_new (429, "{}");
  gint64 seconds = simmer_clock_get_wall (self->clock) / G_USEC_PER_SEC;

  answer->date = seconds * G_USEC_PER_SEC;
  if (self->by_date)
    {
      g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (seconds + self->closing);

      answer->retry_after = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");
    }
  else
    answer->retry_after = g_strdup_printf ("%u", self->closing);
  self->closed_until =
    simmer_clock_get_boot (self->clock) + (gint64) self->closing * G_USEC_PER_SEC;

  return answer;
}

static void
arm (Service *self)
{
  SimmerFakeAsk *first = g_queue_peek_head (&self->asks);

  if (first != NULL)
    simmer_alarm_set (self->alarm, get_due (first));
}

static void
alarm_cb (gpointer user_data)
{
  Service *self = user_data;
  SimmerFakeAsk *ask = g_queue_pop_head (&self->asks);

  count_in_flight (self, ask, FALSE);
  g_clear_pointer (&ask->data, g_free);
  if (self->down || !self->there)
    simmer_fake_ask_fail (ask, self->there ? SIMMER_ERROR_UNREACHABLE : SIMMER_ERROR_OFFLINE);
  else if (self->closing > 0)
    simmer_fake_ask_answer (ask, refuse (self));
  else
    {
      if (self->answered == 0)
        self->answered = simmer_clock_get_boot (self->clock);
      simmer_fake_ask_answer (ask, describe (self, ask));
    }
  arm (self);
}

static void
asked_cb (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data)
{
  Service *self = user_data;
  gint64 now = simmer_clock_get_boot (self->clock);
  gint64 due = now + WAY;

  if (given_up)
    {
      g_queue_remove (&self->asks, ask);
      g_clear_pointer (&ask->data, g_free);
      return;
    }

  if (now < self->closed_until)
    self->n_inside++;
  g_array_append_val (self->requests, now);
  count_in_flight (self, ask, TRUE);
  ask->data = g_memdup2 (&due, sizeof due);
  g_queue_push_tail (&self->asks, ask);
  arm (self);
}

static void
ended_cb (SimmerPoller *poller, SimmerTask *task, Service *self)
{
  Subject *subject = find_subject (self, simmer_task_get_remote_id (task));

  self->lag += (double) (simmer_clock_get_boot (self->clock) - subject->ends) / SECOND;
  self->n_ended++;
}

/* What one process learns, the others read in the store. */
static void
window_cb (SimmerPoller *poller, const char *host, gint64 until, Service *self)
{
  for (guint i = 0; i < self->n_processes; i++)
    {
      Process *process = &self->processes[i];

      if (process->poller == poller)
        continue;
      process->told_until = MAX (process->told_until, until);
      if (simmer_alarm_get (process->alarm) == -1)
        simmer_alarm_set (process->alarm, simmer_clock_get_boot (self->clock) + STORE_DELAY);
    }
}

static void
look_cb (gpointer user_data)
{
  Process *process = user_data;

  simmer_poller_close_host (process->poller, HOST, process->told_until);
}

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

/* Processes pass one turnstile. */
static void
share_turnstile (Service *self)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("simmer-service-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, !=, -1);
  close (fd);
  for (guint i = 0; i < self->n_processes; i++)
    {
      SimmerTurnstile *turnstile = simmer_turnstile_open (path, NULL);

      g_assert_nonnull (turnstile);
      simmer_poller_set_turnstile (self->processes[i].poller, turnstile);
    }
  g_unlink (path);
}

static void
clear_subject (gpointer data)
{
  g_object_unref (((Subject *) data)->task);
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
start_process (Service *self, Process *process)
{
  g_autoptr (SimmerProfile) plain = new_plain_profile ();
  g_autoptr (SimmerAccount) account =
    simmer_account_new ("service",
                        "Service",
                        self->manner.batch ? simmer_profile_get_native () : plain,
                        "http://" HOST);

  process->http = simmer_http_new ();
  process->client = simmer_client_new (process->http, account);
  process->poller = simmer_poller_new (self->clock, self->network);
  process->alarm = simmer_alarm_new (self->clock, look_cb, process);
  g_signal_connect (process->poller, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (process->poller, "window", G_CALLBACK (window_cb), self);
}

Service *
service_new (const ServiceManner *manner)
{
  Service *self = g_new0 (Service, 1);

  self->manner = *manner;
  self->there = TRUE;
  self->clock = simmer_clock_new_fake (WALL);
  self->start = simmer_clock_get_boot (self->clock);
  self->monitor = simmer_test_monitor_new (TRUE);
  self->network = simmer_network_new (self->monitor);
  self->alarm = simmer_alarm_new (self->clock, alarm_cb, self);
  self->requests = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->subjects = g_array_new (FALSE, FALSE, sizeof (Subject));
  g_array_set_clear_func (self->subjects, clear_subject);
  simmer_fake_http_set_func (asked_cb, self);
  self->n_processes = MAX (1, manner->n_pollers);
  for (guint i = 0; i < self->n_processes; i++)
    start_process (self, &self->processes[i]);
  if (self->n_processes > 1)
    share_turnstile (self);

  return self;
}

void
service_free (Service *self)
{
  for (guint i = 0; i < self->n_processes; i++)
    simmer_poller_stop (self->processes[i].poller);
  drain ();
  for (guint i = 0; i < self->n_processes; i++)
    {
      Process *process = &self->processes[i];

      simmer_alarm_free (process->alarm);
      g_object_unref (process->poller);
      g_object_unref (process->client);
      g_object_unref (process->http);
    }
  simmer_alarm_free (self->alarm);
  g_array_unref (self->subjects);
  g_array_unref (self->requests);
  g_object_unref (self->network);
  g_object_unref (self->monitor);
  g_object_unref (self->clock);
  g_free (self);
}

/* Follows one more task, submitted now, that ends after so many seconds. */
void
service_follow (Service *self, double ends)
{
  guint number = self->subjects->len;
  g_autofree char *id = g_strdup_printf ("t%u", number);
  Process *process;
  Subject subject = {
    .task = simmer_task_new (id, "service", "Service"),
    .ends = simmer_clock_get_boot (self->clock) + (gint64) (ends * SECOND),
  };

  g_array_append_val (self->subjects, subject);
  simmer_task_set_created (subject.task, simmer_clock_get_wall (self->clock), TRUE);
  simmer_task_set_remote_id (subject.task, id);
  process = &self->processes[number % self->n_processes];
  simmer_poller_follow (process->poller, subject.task, process->client);
}

void
service_run (Service *self, double seconds)
{
  gint64 end = simmer_clock_get_boot (self->clock) + (gint64) (seconds * SECOND);
  gint64 now;

  drain ();
  for (gint64 next = simmer_clock_get_next (self->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (self->clock))
    {
      simmer_clock_advance (self->clock, MAX (0, next - simmer_clock_get_boot (self->clock)));
      drain ();
    }
  now = simmer_clock_get_boot (self->clock);
  if (now < end)
    simmer_clock_advance (self->clock, end - now);
  drain ();
}

void
service_run_until_ended (Service *self, double most)
{
  for (double ran = 0; ran < most && self->n_ended < self->subjects->len; ran++)
    service_run (self, 1);
}

/* Seconds since it began. */
double
service_get_time (Service *self)
{
  return (double) (simmer_clock_get_boot (self->clock) - self->start) / SECOND;
}

/* It refuses connections, or no longer does. */
void
service_set_down (Service *self, gboolean down)
{
  self->down = down;
}

/* This machine has a network, or has not; and knows it. */
void
service_set_network (Service *self, gboolean there)
{
  self->there = there;
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (self->monitor), there);
}

/* From now on it answers 429, and how long it wants to be left alone. */
void
service_close (Service *self, guint seconds, gboolean by_date)
{
  self->closing = seconds;
  self->by_date = by_date;
}

void
service_open (Service *self)
{
  self->closing = 0;
}

void
service_forget (Service *self)
{
  g_array_set_size (self->requests, 0);
  self->answered = 0;
  self->most_in_flight = 0;
  self->n_inside = 0;
}

guint
service_get_n_requests (Service *self)
{
  return self->requests->len;
}

double
service_get_request (Service *self, guint i)
{
  return (double) (g_array_index (self->requests, gint64, i) - self->start) / SECOND;
}

/* The most requests in any stretch of time that is as long. */
guint
service_get_peak (Service *self, double seconds)
{
  const gint64 *times = (const gint64 *) self->requests->data;
  guint peak = 0;

  for (guint i = 0, j = 0; i < self->requests->len; i++)
    {
      while ((double) (times[i] - times[j]) / SECOND >= seconds)
        j++;
      peak = MAX (peak, i - j + 1);
    }

  return peak;
}

/* Of any one task. */
guint
service_get_most_in_flight (Service *self)
{
  return self->most_in_flight;
}

/* Seconds at which the first good answer was there; -1 if none. */
double
service_get_answered (Service *self)
{
  return self->answered > 0 ? (double) (self->answered - self->start) / SECOND : -1;
}

double
service_get_closed_until (Service *self)
{
  return (double) (self->closed_until - self->start) / SECOND;
}

double
service_get_mean_lag (Service *self)
{
  return self->n_ended > 0 ? self->lag / self->n_ended : 0;
}

/* How many tasks were followed to their end, which is a good one for all. */
guint
service_get_n_completed (Service *self)
{
  guint n = 0;

  for (guint i = 0; i < self->subjects->len; i++)
    if (simmer_task_get_status (g_array_index (self->subjects, Subject, i).task) ==
        SIMMER_TASK_STATUS_COMPLETED)
      n++;

  return n;
}

/* Requests inside a window, whichever process was told of it. */
guint
service_get_n_inside (Service *self)
{
  return self->n_inside;
}
