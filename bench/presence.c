/* presence [--short] [--json] [--check]: what the desktop is told while a job runs for ten minutes
 * on a fake clock and its progress changes a hundred times a second: messages on the bus, beside
 * their goals. Then, on the machine's clock, how long the icon takes to come and to go. */

#include "simmer-presence.h"
#include "stand-in.h"
#include "table.h"

#define NOW    (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

static gboolean brief;

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

/* The icon has 64 looks at most. */
static void
add_run (const char *how, guint n_tasks, guint seconds, gboolean jobs)
{
  g_autofree char *what = g_strdup_printf ("%s, %u s", how, seconds);
  Bench bench = { 0 };

  begin (&bench, simmer_clock_new_fake (NOW), jobs);
  work (&bench, n_tasks, seconds);
  table_add (what, "icons", 64, bench.desk.n_new_icon);
  table_add_note (what, "figures", bench.n_told);
  table_add_note (what, "tooltips", bench.desk.n_new_tooltip);
  table_add_note (what, "texts", bench.desk.n_items);
  table_add_note (what, "layouts", bench.desk.n_layout);
  table_add_note (what, "updates of the dock", bench.desk.updates->len);
  table_add_note (what, "calls of the job", bench.desk.job_calls->len);
  end (&bench);
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

/* As a test no goal decides here: the machine may be busy with something else. */
static void
add_delay (const char *what, double goal, gint64 since)
{
  double delay = (double) (g_get_monotonic_time () - since) / 1000;

  if (brief)
    table_add_note (what, "ms", delay);
  else
    table_add (what, "ms", goal, delay);
}

static void
add_delays (void)
{
  Bench bench = { 0 };
  SimmerTask *task;
  gint64 since;

  begin (&bench, simmer_clock_new (), FALSE);
  since = g_get_monotonic_time ();
  task = run (&bench, "task-1");
  wait_until (simmer_presence_get_listed (bench.presence));
  g_variant_unref (stand_in_get (&bench.desk, "IconPixmap"));
  add_delay ("first task until the icon is drawn", 300, since);

  stand_in_stop_watcher (&bench.desk);
  wait_until (!simmer_presence_get_listed (bench.presence));
  since = g_get_monotonic_time ();
  stand_in_start_watcher (&bench.desk, TRUE);
  wait_until (simmer_presence_get_listed (bench.presence));
  add_delay ("host returns until the icon is listed", 1000, since);

  since = g_get_monotonic_time ();
  hear (&bench, task, SIMMER_TASK_STATUS_COMPLETED, 1);
  wait_until (bench.desk.items->len == 0);
  add_delay ("last task ends until the icon is gone", 1000, since);

  run (&bench, "task-2");
  wait_until (simmer_presence_get_listed (bench.presence));
  since = g_get_monotonic_time ();
  simmer_presence_stop (bench.presence);
  wait_until (bench.desk.items->len == 0);
  add_delay ("quitting until the icon is gone", 1000, since);
  end (&bench);
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "short", 0, 0, G_OPTION_ARG_NONE, &brief, "As a test: one minute", NULL },
    G_OPTION_ENTRY_NULL,
  };
  guint seconds;

  table_init (&argc, &argv, entries);
  seconds = brief ? 60 : 600;
  table_begin ();
  add_run ("1 task", 1, seconds, FALSE);
  add_run ("1 task, jobs are listed", 1, seconds, TRUE);
  add_run ("20 tasks", 20, seconds, FALSE);
  add_delays ();

  return table_end ();
}
