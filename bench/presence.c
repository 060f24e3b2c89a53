/* presence [--short]: what the desktop is told while a job runs for ten minutes on a fake clock and
 * its progress changes a hundred times a second: messages on the bus, beside their goals. Then, on
 * the machine's clock, how long the icon takes to come and to go. */

#include <stdlib.h>

#include "simmer-presence.h"
#include "stand-in.h"

#define NOW    (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  StandIn desk;
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerSummary *summary;
  SimmerPresence *presence;
  guint n_told;
} Bench;

static void
told_cb (Bench *bench)
{
  bench->n_told++;
}

static void
begin (Bench *bench, SimmerClock *clock, gboolean jobs)
{
  stand_in_set_up (&bench->desk);
  bench->clock = clock;
  bench->queue = simmer_task_queue_new ();
  bench->summary = simmer_summary_new (bench->queue, bench->clock);
  bench->presence = simmer_presence_new (
    bench->desk.app, bench->desk.address, "io.github.simmer_app.Simmer", bench->summary);
  g_signal_connect_swapped (bench->summary, "changed", G_CALLBACK (told_cb), bench);
  stand_in_start_watcher (&bench->desk, TRUE);
  if (jobs)
    stand_in_start_jobs (&bench->desk);
  stand_in_flush (&bench->desk);
  simmer_presence_set_surfaces (bench->presence, SIMMER_SURFACE_ICON | SIMMER_SURFACE_DOCK);
}

static void
end (Bench *bench)
{
  g_object_unref (bench->presence);
  g_object_unref (bench->summary);
  g_object_unref (bench->queue);
  g_object_unref (bench->clock);
  stand_in_tear_down (&bench->desk);
}

static void
hear (Bench *bench, SimmerTask *task, SimmerTaskStatus status, double progress)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_report_set_progress (report, progress);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (bench->clock));
}

static void
work (Bench *bench, guint n_tasks, guint seconds)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  guint steps = seconds * 100;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);
      SimmerTask *task = simmer_task_new (id, "builtin", "This Computer");

      simmer_task_set_created (task, NOW + i, TRUE);
      g_ptr_array_add (tasks, task);
      simmer_task_queue_add (bench->queue, task);
    }
  hear (bench, tasks->pdata[0], SIMMER_TASK_STATUS_IN_PROGRESS, 0);
  simmer_clock_advance (bench->clock, SECOND);
  wait_until (simmer_presence_get_listed (bench->presence));

  for (guint step = 1; step < steps; step++)
    {
      hear (
        bench, tasks->pdata[step % n_tasks], SIMMER_TASK_STATUS_IN_PROGRESS, (double) step / steps);
      simmer_clock_advance (bench->clock, SECOND / 100);
      if (step % 100 == 0)
        while (g_main_context_iteration (NULL, FALSE))
          ;
    }
  for (guint i = 0; i < n_tasks; i++)
    hear (bench, tasks->pdata[i], SIMMER_TASK_STATUS_COMPLETED, 1);
  simmer_clock_advance (bench->clock, SECOND);
  wait_until (bench->desk.items->len == 0);
  stand_in_flush (&bench->desk);
}

/* Whether the goal was met. */
static gboolean
print_run (const char *name, guint n_tasks, guint seconds, gboolean jobs)
{
  Bench bench = { 0 };
  gboolean good;

  begin (&bench, simmer_clock_new_fake (NOW), jobs);
  work (&bench, n_tasks, seconds);
  good = bench.desk.n_new_icon <= 64;
  g_print ("%-28s %8u %8u %8u %8u %8u %8u %8u\n",
           name,
           bench.n_told,
           bench.desk.n_new_icon,
           bench.desk.n_new_tooltip,
           bench.desk.n_items,
           bench.desk.n_layout,
           bench.desk.updates->len,
           bench.desk.job_calls->len);
  end (&bench);

  return good;
}

static SimmerTask *
run (Bench *bench, const char *id)
{
  g_autoptr (SimmerTask) task = simmer_task_new (id, "builtin", "This Computer");

  simmer_task_set_created (task, simmer_clock_get_wall (bench->clock), TRUE);
  simmer_task_queue_add (bench->queue, task);
  hear (bench, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);

  return task;
}

static void
print_delay (const char *what, int goal, gint64 since)
{
  g_print ("%-44s %8.1f %8d\n", what, (double) (g_get_monotonic_time () - since) / 1000.0, goal);
}

/* No goal decides here: the machine may be busy with something else. */
static void
print_delays (void)
{
  Bench bench = { 0 };
  SimmerTask *task;
  gint64 since;

  g_print ("\n%-44s %8s %8s\n", "", "ms", "goal");
  begin (&bench, simmer_clock_new (), FALSE);
  since = g_get_monotonic_time ();
  task = run (&bench, "task-1");
  wait_until (simmer_presence_get_listed (bench.presence));
  g_variant_unref (stand_in_get (&bench.desk, "IconPixmap"));
  print_delay ("first task until a host has the pixels", 300, since);

  stand_in_stop_watcher (&bench.desk);
  wait_until (!simmer_presence_get_listed (bench.presence));
  since = g_get_monotonic_time ();
  stand_in_start_watcher (&bench.desk, TRUE);
  wait_until (simmer_presence_get_listed (bench.presence));
  print_delay ("return of the host until the icon is listed", 1000, since);

  since = g_get_monotonic_time ();
  hear (&bench, task, SIMMER_TASK_STATUS_COMPLETED, 1);
  wait_until (bench.desk.items->len == 0);
  print_delay ("end of the last task until the icon is gone", 1000, since);

  run (&bench, "task-2");
  wait_until (simmer_presence_get_listed (bench.presence));
  since = g_get_monotonic_time ();
  simmer_presence_stop (bench.presence);
  wait_until (bench.desk.items->len == 0);
  print_delay ("quitting until the icon is gone", 1000, since);
  end (&bench);
}

int
main (int argc, char *argv[])
{
  guint seconds = argc > 1 && g_str_equal (argv[1], "--short") ? 60 : 600;
  gboolean good = TRUE;

  g_print ("%u s, 100 reports a second; goal: at most 64 icons\n", seconds);
  g_print ("%-28s %8s %8s %8s %8s %8s %8s %8s\n",
           "",
           "figures",
           "icons",
           "tooltips",
           "texts",
           "layouts",
           "dock",
           "job");
  good &= print_run ("1 task", 1, seconds, FALSE);
  good &= print_run ("1 task, jobs are listed", 1, seconds, TRUE);
  good &= print_run ("20 tasks", 20, seconds, FALSE);
  print_delays ();

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
