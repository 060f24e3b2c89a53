/* The world as a whole: made and unmade, its time and its chance. */

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "storm-world.h"

#define WALL (G_GINT64_CONSTANT (1600000000) * SECOND)

/* What one process learns, the others read in the store; a look into it is taken four times a
 * second. */
#define STORE_DELAY 0.25

typedef struct
{
  World *world;
  SimmerAlarm *alarm; /* (owned) */
  Process *to;
  Host *host;
  gint64 until;
} Tidings;

static SimmerProfile *
new_profile (const char *more, const char *more_requests)
{
  g_autofree char *text = g_strdup_printf (
    "{\"id\":\"plain\",\"name\":\"Plain\",%s\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"body\":{\"p\":\"{prompt}\"}},%s"
    "\"status\":{\"method\":\"GET\",\"path\":\"/status/{id}\"}}}",
    more,
    more_requests);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
}

/* Half of them answer for several at once, and tell by themselves of what changes. Of the others,
 * some have a pace of their own, and some have to be asked for the results of what is done. */
static SimmerProfile *
draw_profile (World *w, gboolean *paced)
{
  static const char cancel[] = "\"cancel\":{\"method\":\"POST\",\"path\":\"/status/{id}/cancel\"},";
  static const char both[] = "\"cancel\":{\"method\":\"POST\",\"path\":\"/status/{id}/cancel\"},"
                             "\"outcome\":{\"path\":\"/outcome/{id}\","
                             "\"answer\":{\"status\":null,\"results\":[{\"path\":\"$.url\"}]}},";
  g_autofree char *rate = g_strdup_printf ("\"rate\":%g,", PACE);
  double chance = world_chance (w);

  *paced = chance >= 0.8;
  if (chance < 0.5)
    return simmer_profile_ref (simmer_profile_get_native ());

  return new_profile (*paced ? rate : "", world_chance (w) < 0.5 ? cancel : both);
}

void
world_draw_wishes (World *w, SimmerAccount *account)
{
  SimmerWishes wishes = { .no_live = world_chance (w) < 0.2 };

  if (world_chance (w) < 0.5)
    wishes.eagerness = (SimmerEagerness) g_rand_int_range (w->random, 0, SIMMER_N_EAGERNESSES);
  if (world_chance (w) < 0.2)
    wishes.minimum = world_between (w, 1, 20);
  if (world_chance (w) < 0.2)
    wishes.maximum = world_between (w, 1, 30);
  simmer_account_set_wishes (account, &wishes);
}

static void
build_account (World *w, Host *host, guint number)
{
  g_autofree char *address = g_strdup_printf ("http://%s/%u", host->name, number);
  g_autofree char *id = g_strdup_printf ("%s-%u", host->name, number);
  gboolean paced;
  g_autoptr (SimmerProfile) profile = draw_profile (w, &paced);

  for (guint i = 0; i < N_PROCESSES; i++)
    {
      Account *account = &host->accounts[i][number];
      g_autoptr (SimmerAccount) known = simmer_account_new (id, id, profile, address);

      world_draw_wishes (w, known);
      account->process = &w->processes[i];
      account->client = simmer_client_new (w->processes[i].http, known);
      account->paced = paced;
    }
}

static void
build_host (World *w, guint index)
{
  Host *host = &w->hosts[index];

  host->name = g_strdup_printf ("host%u.test", index);
  host->rudeness = world_chance (w) < 0.2 ? 0 : g_rand_double_range (w->random, 0.02, 0.6);
  for (guint i = 0; i < N_ACCOUNTS; i++)
    build_account (w, host, i);
}

/* Former runs, which may have been like this one or quite different. */
static void
teach (World *w, Subject *subject)
{
  double usual = (double) (subject->ends - subject->starts) *
                 (world_chance (w) < 0.7 ? 1 : g_rand_double_range (w->random, 0.1, 4));
  gint64 durations[8];
  gint64 waits[4];
  SimmerUsual known;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    durations[i] = (gint64) (usual * g_rand_double_range (w->random, 0.8, 1.2));
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    waits[i] = world_between (w, 0, 20);
  simmer_usual_from_durations (durations, (guint) g_rand_int_range (w->random, 1, 9), &known);
  simmer_usual_set_waits (&known, waits, (guint) g_rand_int_range (w->random, 0, 5));
  simmer_task_set_usual (subject->task, &known);
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
  subject->number = (guint) g_rand_int_range (w->random, 0, N_ACCOUNTS);
  world_take_place (w, subject, (guint) g_rand_int_range (w->random, 0, (int) w->n_processes));
  subject->starts = world_now (w) + world_between (w, 0, 20);
  subject->ends = subject->starts + world_between (w, 1, world_chance (w) < 0.5 ? 30 : 300);
  subject->outcome = ends[g_rand_int_range (w->random, 0, G_N_ELEMENTS (ends))];
  subject->task = simmer_task_new (id, "account", "Service");
  simmer_task_set_created (subject->task, simmer_clock_get_wall (w->clock), TRUE);
  simmer_task_set_remote_id (subject->task, id);
  if (world_chance (w) < 0.5)
    teach (w, subject);
}

static void
tidings_free (Tidings *tidings)
{
  simmer_alarm_free (tidings->alarm);
  g_free (tidings);
}

static void
tidings_cb (gpointer user_data)
{
  Tidings *tidings = user_data;
  World *w = tidings->world;
  gint64 *known = &tidings->host->closed_until[world_number (w, tidings->to)];

  *known = MAX (*known, tidings->until);
  simmer_poller_close_host (tidings->to->poller, tidings->host->name, tidings->until);
  g_hash_table_remove (w->tidings, tidings);
}

static void
window_cb (SimmerPoller *poller, const char *name, gint64 until, World *w)
{
  Host *host = &w->hosts[name[strlen ("host")] - '0'];

  host->barred = MAX (host->barred, until);
  for (guint i = 0; i < w->n_processes; i++)
    if (w->processes[i].poller != poller)
      {
        Tidings *tidings = g_new0 (Tidings, 1);

        tidings->world = w;
        tidings->to = &w->processes[i];
        tidings->host = host;
        tidings->until = until;
        tidings->alarm = simmer_alarm_new (w->clock, tidings_cb, tidings);
        simmer_alarm_set (tidings->alarm, world_now (w) + world_between (w, 0, STORE_DELAY));
        g_hash_table_add (w->tidings, tidings);
      }
}

static void
ended_cb (SimmerPoller *poller, SimmerTask *task, World *w)
{
  world_note_ended (w, task);
}

static void
build_processes (World *w)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("simmer-storm-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, !=, -1);
  close (fd);
  w->n_processes = world_chance (w) < 0.5 ? 1 : N_PROCESSES;
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      Process *process = &w->processes[i];

      process->http = simmer_http_new ();
      if (i >= w->n_processes)
        continue;
      process->poller = simmer_poller_new (w->clock, w->network);
      process->live = world_chance (w) < 0.8;
      simmer_poller_set_live (process->poller, process->live);
      simmer_poller_set_turnstile (process->poller, simmer_turnstile_open (path, NULL));
      g_signal_connect (process->poller, "ended", G_CALLBACK (ended_cb), w);
      g_signal_connect (process->poller, "window", G_CALLBACK (window_cb), w);
    }
  g_unlink (path);
}

void
world_init (World *w, guint32 seed)
{
  *w = (World){ .seed = seed };
  w->random = g_rand_new_with_seed (seed);
  w->clock = simmer_clock_new_fake (WALL);
  w->start = world_now (w);
  w->monitor = simmer_test_monitor_new (TRUE);
  w->network = simmer_network_new (w->monitor);
  w->replies = g_hash_table_new (NULL, NULL);
  w->streams = g_hash_table_new (NULL, NULL);
  w->tidings = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) tidings_free, NULL);
  simmer_fake_http_set_func (world_asked_cb, w);
  build_processes (w);
  for (guint i = 0; i < N_HOSTS; i++)
    build_host (w, i);
  w->n_subjects = (guint) g_rand_int_range (w->random, 1, MOST_TASKS + 1);
  for (guint i = 0; i < w->n_subjects; i++)
    build_subject (w, i);
}

void
world_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
world_clear (World *w)
{
  for (guint i = 0; i < w->n_processes; i++)
    simmer_poller_stop (w->processes[i].poller);
  g_assert_cmpuint (g_hash_table_size (w->replies), ==, 0);
  world_drain ();
  g_assert_cmpuint (g_hash_table_size (w->streams), ==, 0);
  for (guint i = 0; i < w->n_processes; i++)
    g_assert_finalize_object (w->processes[i].poller);
  for (guint i = 0; i < w->n_subjects; i++)
    g_assert_finalize_object (w->subjects[i].task);
  for (guint i = 0; i < N_HOSTS; i++)
    {
      for (guint j = 0; j < N_PROCESSES * N_ACCOUNTS; j++)
        g_object_unref (w->hosts[i].accounts[j / N_ACCOUNTS][j % N_ACCOUNTS].client);
      g_free (w->hosts[i].name);
    }
  for (guint i = 0; i < N_PROCESSES; i++)
    g_assert_finalize_object (w->processes[i].http);
  g_hash_table_unref (w->tidings);
  g_assert_finalize_object (w->network);
  g_assert_finalize_object (w->monitor);
  g_assert_finalize_object (w->clock);
  g_hash_table_unref (w->replies);
  g_hash_table_unref (w->streams);
  g_rand_free (w->random);
}

gint64
world_now (World *w)
{
  return simmer_clock_get_boot (w->clock);
}

double
world_chance (World *w)
{
  return g_rand_double (w->random);
}

gint64
world_between (World *w, double low, double high)
{
  return (gint64) (g_rand_double_range (w->random, low, high) * (double) SECOND);
}

guint
world_number (World *w, Process *process)
{
  return (guint) (process - w->processes);
}

/* Whether a stream of it is wanted, as far as people say. */
gboolean
world_listens (World *w, Account *account)
{
  SimmerAccount *known = simmer_client_get_account (account->client);

  return account->process->live && !account->process->paused && !account->signed_out &&
         !simmer_account_get_wishes (known)->no_live &&
         simmer_profile_get_stream (simmer_account_get_profile (known)) != NULL;
}
