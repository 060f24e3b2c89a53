/* The world as a whole: made and unmade, its time and its chance. */

#include <string.h>

#include "storm-world.h"

#define WALL (G_GINT64_CONSTANT (1600000000) * SECOND)

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
  host->rudeness = world_chance (w) < 0.2 ? 0 : g_rand_double_range (w->random, 0.02, 0.6);
  address = g_strdup_printf ("http://%s", host->name);
  for (guint i = 0; i < G_N_ELEMENTS (host->accounts); i++)
    {
      g_autofree char *id = g_strdup_printf ("account%u-%u", index, i);
      gboolean native = world_chance (w) < 0.5;
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
  subject->starts = world_now (w) + world_between (w, 0, 20);
  subject->ends = subject->starts + world_between (w, 1, world_chance (w) < 0.5 ? 30 : 300);
  subject->outcome = ends[g_rand_int_range (w->random, 0, G_N_ELEMENTS (ends))];
  subject->task = simmer_task_new (id, "account", "Service");
  simmer_task_set_created (subject->task, simmer_clock_get_wall (w->clock), TRUE);
  simmer_task_set_remote_id (subject->task, id);
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
  w->http = simmer_http_new ();
  w->poller = simmer_poller_new (w->clock, w->network);
  w->replies = g_hash_table_new (NULL, NULL);
  simmer_fake_http_set_func (world_asked_cb, w);
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
  simmer_poller_stop (w->poller);
  g_assert_cmpuint (g_hash_table_size (w->replies), ==, 0);
  world_drain ();
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
