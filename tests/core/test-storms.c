/* Thousands of schedules of tasks, faults and persons, by chance: whatever happens, the poller
 * keeps its promises. The poller, the client and the reader are the real ones; time and network are
 * not.
 *
 * The seed is printed; --seed repeats a run, SIMMER_TEST_SCHEDULE one schedule of it, and
 * SIMMER_TEST_SCHEDULES says how many. */

#include "storm-world.h"

#define N_SCHEDULES 10000
#define STORM       (4 * MINUTE)

typedef struct
{
  guint requests;
  guint streams;
  guint heard;
  guint fetched;
} Counts;

static void
run (World *w, gint64 usec)
{
  gint64 end = world_now (w) + usec;

  world_drain ();
  for (gint64 next = simmer_clock_get_next (w->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (w->clock))
    {
      simmer_clock_advance (w->clock, MAX (0, next - world_now (w)));
      world_drain ();
    }
  if (world_now (w) < end)
    simmer_clock_advance (w->clock, end - world_now (w));
  world_drain ();
  world_check_all (w);
}

/* All is well again, for good: each task is to be followed to its end. */
static void
calm_down (World *w)
{
  w->calm = TRUE;
  world_set_network (w, TRUE);
  for (guint i = 0; i < w->n_processes; i++)
    {
      world_set_paused (w, &w->processes[i], FALSE);
      world_set_background (w, &w->processes[i], FALSE);
    }
  simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (w->monitor), FALSE);
  for (guint i = 0; i < N_HOSTS; i++)
    {
      if (w->hosts[i].down)
        world_set_down (w, &w->hosts[i], FALSE);
      for (guint j = 0; j < w->n_processes * N_ACCOUNTS; j++)
        world_sign_in (w, &w->hosts[i].accounts[j / N_ACCOUNTS][j % N_ACCOUNTS]);
    }
  for (guint i = 0; i < w->n_subjects; i++)
    world_follow (w, &w->subjects[i]);
}

static gboolean
has_told_all (World *w)
{
  for (guint i = 0; i < w->n_subjects; i++)
    if (!w->subjects[i].told)
      return FALSE;

  return TRUE;
}

static void
run_schedule (guint32 seed, Counts *counts)
{
  World w;

  world_init (&w, seed);
  for (guint i = 0; i < w.n_subjects; i++)
    if (world_chance (&w) < 0.9)
      world_follow (&w, &w.subjects[i]);
  while (world_now (&w) - w.start < STORM)
    {
      run (&w, world_between (&w, 0, 20));
      world_act (&w);
    }
  calm_down (&w);
  for (guint minutes = 0; minutes < 20 && !has_told_all (&w); minutes++)
    run (&w, MINUTE);
  for (guint i = 0; i < w.n_subjects; i++)
    must (&w, w.subjects[i].told, "t%u was not followed to its end", i);
  run (&w, MINUTE);
  world_clear (&w);
  counts->requests += w.n_requests;
  counts->streams += w.n_streams;
  counts->heard += w.n_heard;
  counts->fetched += w.n_fetched;
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
  Counts counts = { 0 };

  g_log_set_default_handler (log_cb, (gpointer) only);
  if (only != NULL)
    {
      run_schedule ((guint32) g_ascii_strtoull (only, NULL, 10), &counts);
      return;
    }
  for (guint i = 0; i < n; i++)
    run_schedule ((guint32) g_test_rand_int (), &counts);
  g_test_message ("%u schedules, %u requests, %u streams, %u ends heard by them, %u outcomes",
                  n,
                  counts.requests,
                  counts.streams,
                  counts.heard,
                  counts.fetched);
  g_assert_cmpuint (counts.requests, >, n);
  /* Of so many schedules, some must have come to what they are there for. */
  g_assert_cmpuint (counts.streams, >=, n / 10);
  g_assert_cmpuint (counts.heard, >=, n / 100);
  g_assert_cmpuint (counts.fetched, >=, n / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/poller/storms", test_storms);

  return g_test_run ();
}
