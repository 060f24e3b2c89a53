/* One figure for all tasks: what it counts, how often it tells, and that it never runs backwards.
 */

#include "simmer-summary.h"

#define NOW    (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerSummary *summary;
  guint n_changed;
} Fixture;

static void
changed_cb (SimmerSummary *summary, Fixture *f)
{
  f->n_changed++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = simmer_clock_new_fake (NOW);
  f->queue = simmer_task_queue_new ();
  f->summary = simmer_summary_new (f->queue, f->clock);
  g_signal_connect (f->summary, "changed", G_CALLBACK (changed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->summary);
  g_assert_finalize_object (f->queue);
  g_object_unref (f->clock);
}

/* The queue keeps it. */
static SimmerTask *
add (Fixture *f, const char *id)
{
  g_autoptr (SimmerTask) task = simmer_task_new (id, "builtin", "This Computer");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_queue_add (f->queue, task);

  return task;
}

static void
hear (Fixture *f, SimmerTask *task, SimmerTaskStatus status, double progress)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  if (progress >= 0)
    simmer_report_set_progress (report, progress);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
}

static void
assert_words (Fixture *f, const char *expected)
{
  g_autofree char *words = simmer_figure_describe (simmer_summary_get_figure (f->summary));

  g_assert_cmpstr (words, ==, expected);
}

static void
test_idle_costs_nothing (Fixture *f, gconstpointer data)
{
  assert_words (f, "No tasks under way");
  g_assert_cmpint (simmer_figure_get_percent (simmer_summary_get_figure (f->summary)), ==, -1);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  SimmerTask *a = add (f, "a");
  SimmerTask *b = add (f, "b");
  SimmerTask *c = add (f, "c");

  hear (f, a, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  hear (f, b, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25);
  simmer_clock_advance (f->clock, SECOND);
  g_assert_cmpuint (f->n_changed, ==, 1);
  assert_words (f, "2 running · 1 waiting · 25 %");

  hear (f, b, SIMMER_TASK_STATUS_FAILED, -1);
  simmer_task_set_tracking (c, SIMMER_TRACKING_OFFLINE, 0);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "1 running · 1 waiting · 1 not reached · 1 failed · 50 %");

  simmer_summary_set_paused (f->summary, TRUE);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "Paused · 1 running · 1 waiting · 1 not reached · 1 failed");
  simmer_summary_set_paused (f->summary, FALSE);
  simmer_summary_forget_failures (f->summary);
  hear (f, a, SIMMER_TASK_STATUS_COMPLETED, -1);
  hear (f, c, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "No tasks under way");
}

static void
test_failed_until_seen_retried_or_removed (Fixture *f, gconstpointer data)
{
  SimmerTask *tasks[3];
  const char *const ids[] = { "a", "b", "c" };

  for (guint i = 0; i < 3; i++)
    {
      tasks[i] = add (f, ids[i]);
      hear (f, tasks[i], SIMMER_TASK_STATUS_FAILED, -1);
    }
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "3 failed");

  simmer_task_set_intent (tasks[0], SIMMER_INTENT_RETRYING);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "1 waiting · 2 failed");
  simmer_task_queue_remove (f->queue, tasks[1]);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "1 waiting · 1 failed");
  simmer_summary_forget_failures (f->summary);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "1 waiting");
}

/* What failed before this program ran was told then. */
static void
test_old_failures_are_no_news (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTask) old = simmer_task_new ("old", "builtin", "This Computer");

  hear (f, old, SIMMER_TASK_STATUS_FAILED, -1);
  simmer_task_queue_add (f->queue, old);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "No tasks under way");
}

static void
test_tells_at_once_then_once_a_second (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "a");
  guint n_changed;

  simmer_clock_advance (f->clock, 0);
  g_assert_cmpuint (f->n_changed, ==, 1);

  /* 100 reports a second for ten seconds */
  for (guint i = 1; i <= 1000; i++)
    {
      hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, i / 2000.0);
      simmer_clock_advance (f->clock, SECOND / 100);
    }
  g_assert_cmpuint (f->n_changed, >=, 9);
  g_assert_cmpuint (f->n_changed, <=, 11);
  g_assert_cmpint (simmer_figure_get_percent (simmer_summary_get_figure (f->summary)), >=, 45);

  /* and the end without a wait */
  n_changed = f->n_changed;
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, 0);
  g_assert_cmpuint (f->n_changed, ==, n_changed + 1);
}

static void
test_silent_while_nothing_reads_otherwise (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "a");

  hear (f, task, SIMMER_TASK_STATUS_PENDING, -1);
  simmer_clock_advance (f->clock, SECOND);
  g_assert_cmpuint (f->n_changed, ==, 1);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *message = g_strdup_printf ("step %u", i);

      simmer_task_set_message (task, message);
      simmer_clock_advance (f->clock, SECOND);
    }
  g_assert_cmpuint (f->n_changed, ==, 1);
}

/* Nobody says how far it is: no figure is made up. */
static void
test_unknown_stays_unknown (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "a");

  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, -1);
  simmer_clock_advance (f->clock, SECOND);
  assert_words (f, "1 running");
  g_assert_cmpfloat (simmer_summary_get_figure (f->summary)->progress, ==, -1);
}

static void
test_never_backwards_within_a_batch (Fixture *f, gconstpointer data)
{
  SimmerTask *tasks[5];
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  int before = -1;

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      tasks[i] = add (f, id);
    }
  for (guint step = 0; step < 200; step++)
    {
      SimmerTask *task = tasks[(guint) g_rand_int_range (random, 0, G_N_ELEMENTS (tasks))];
      SimmerTaskStatus status =
        step % 17 == 16 ? SIMMER_TASK_STATUS_PENDING : SIMMER_TASK_STATUS_IN_PROGRESS;
      int percent;

      hear (f, task, status, g_rand_double (random));
      simmer_clock_advance (f->clock, SECOND);
      percent = simmer_figure_get_percent (simmer_summary_get_figure (f->summary));
      g_assert_cmpint (percent, >=, before);
      g_assert_cmpint (percent, <, 100);
      before = percent;
    }
  g_assert_cmpint (before, >, 50);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/summary/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("idle-costs-nothing", test_idle_costs_nothing);
  ADD ("counts", test_counts);
  ADD ("failed-until-seen-retried-or-removed", test_failed_until_seen_retried_or_removed);
  ADD ("old-failures-are-no-news", test_old_failures_are_no_news);
  ADD ("tells-at-once-then-once-a-second", test_tells_at_once_then_once_a_second);
  ADD ("silent-while-nothing-reads-otherwise", test_silent_while_nothing_reads_otherwise);
  ADD ("unknown-stays-unknown", test_unknown_stays_unknown);
  ADD ("never-backwards-within-a-batch", test_never_backwards_within_a_batch);

  return g_test_run ();
}
