#define G_LOG_DOMAIN "Simmer-Summary"

#include "config.h"

#include "simmer-summary.h"

/* News at most once in this time, and a look at the clock so often while something goes on. */
#define PAUSE_USEC G_USEC_PER_SEC
#define LOOK_USEC  (5 * G_USEC_PER_SEC)

/* Whoever lists tasks beside the figure lists no more than these. */
#define N_LISTED 5

struct _SimmerSummary
{
  GObject parent_instance;

  SimmerTaskQueue *queue; /* (owned) */
  SimmerClock *clock;     /* (owned) */
  SimmerAlarm *alarm;     /* (owned) */
  GHashTable *failed;     /* (owned) set of SimmerTask that nobody has looked at */

  SimmerFigure figure;
  char *words;  /* (owned) what @figure says */
  guint tasks;  /* what the first tasks look like, in a number */
  gint64 begun; /* boot time from which on there may be news again */
  gboolean paused;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerSummary, simmer_summary, G_TYPE_OBJECT)

static void
plan (SimmerSummary *self, gint64 boot)
{
  gint64 due = simmer_alarm_get (self->alarm);

  boot = MAX (boot, self->begun);
  if (due == -1 || boot < due)
    simmer_alarm_set (self->alarm, boot);
}

static void
queue_changed_cb (SimmerSummary *self)
{
  plan (self, simmer_clock_get_boot (self->clock));
}

/* What has ended leaves the desktop at once: there is only one end to tell. */
static void
n_active_changed_cb (SimmerSummary *self)
{
  if (simmer_task_queue_get_n_active (self->queue) > 0)
    return;

  self->begun = simmer_clock_get_boot (self->clock);
  plan (self, self->begun);
}

/* Only what fails from now on is news: what is read from the store was told when it happened. */
static void
status_changed_cb (SimmerSummary *self, SimmerTask *task, SimmerTaskStatus former)
{
  if (!simmer_task_status_is_final (former) &&
      simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED)
    g_hash_table_add (self->failed, g_object_ref (task));
}

/* A failed task may have been retried or removed since. */
static guint
count_failed (SimmerSummary *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->failed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (simmer_task_is_active (key) || simmer_task_get_status (key) != SIMMER_TASK_STATUS_FAILED ||
        simmer_task_queue_find (self->queue, simmer_task_get_id (key)) != key)
      g_hash_table_iter_remove (&iter);

  return g_hash_table_size (self->failed);
}

static guint
look_at (SimmerTask *task, const SimmerEstimate *estimate)
{
  return g_str_hash (simmer_task_get_id (task)) + (guint) (int) (estimate->progress * 100) * 64 +
         (guint) simmer_task_get_status (task) * 8 + (guint) simmer_task_get_intent (task);
}

static void
measure (SimmerSummary *self, SimmerFigure *figure, guint *tasks)
{
  g_autoptr (GPtrArray) active = simmer_task_queue_list_active (self->queue);
  gint64 now = simmer_clock_get_wall (self->clock);
  SimmerEstimate overall;
  gboolean known;

  simmer_figure_init (figure);
  simmer_task_queue_get_overall (self->queue, now, &overall);
  known = overall.progress > 0;
  *tasks = active->len;
  for (guint i = 0; i < active->len; i++)
    {
      SimmerTask *task = active->pdata[i];
      SimmerEstimate one;

      simmer_task_get_estimate (task, now, &one);
      known |= one.progress >= 0 && simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS;
      simmer_figure_add (figure, task);
      if (i < N_LISTED)
        *tasks = *tasks * 31 + look_at (task, &one);
    }
  simmer_figure_set_overall (figure, &overall, known);
  figure->n_failed = count_failed (self);
  figure->paused = self->paused;
}

/* Whether somebody who sees the figure sees a change; words are rounded, so they are compared. */
static gboolean
adopt (SimmerSummary *self, const SimmerFigure *figure, guint tasks)
{
  g_autofree char *words = simmer_figure_describe (figure);
  gboolean changed =
    g_strcmp0 (words, self->words) != 0 || tasks != self->tasks ||
    figure->paused != self->figure.paused ||
    simmer_figure_get_percent (figure) != simmer_figure_get_percent (&self->figure);

  self->figure = *figure;
  self->tasks = tasks;
  g_free (self->words);
  self->words = g_steal_pointer (&words);

  return changed;
}

static void
alarm_cb (gpointer user_data)
{
  g_autoptr (SimmerSummary) self = g_object_ref (user_data);
  gint64 now = simmer_clock_get_boot (self->clock);
  SimmerFigure figure;
  guint tasks;

  measure (self, &figure, &tasks);
  if (figure.n_running > 0 && !figure.paused)
    plan (self, now + LOOK_USEC);
  if (!adopt (self, &figure, tasks))
    return;

  self->begun = now + PAUSE_USEC;
  g_debug ("%s", self->words);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
simmer_summary_dispose (GObject *object)
{
  SimmerSummary *self = SIMMER_SUMMARY (object);

  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_clear_pointer (&self->failed, g_hash_table_unref);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->queue);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (simmer_summary_parent_class)->dispose (object);
}

static void
simmer_summary_class_init (SimmerSummaryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_summary_dispose;

  /**
   * SimmerSummary::changed:
   * @self: the summary
   *
   * The figure reads otherwise than before.
   */
  signals[CHANGED] = g_signal_new (
    "changed", SIMMER_TYPE_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_summary_init (SimmerSummary *self)
{
  self->failed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  simmer_figure_init (&self->figure);
}

/**
 * simmer_summary_new:
 * @queue: the tasks
 * @clock: what time it is
 *
 * Returns: (transfer full): a summary; its figure is that of now
 */
SimmerSummary *
simmer_summary_new (SimmerTaskQueue *queue, SimmerClock *clock)
{
  SimmerSummary *self = g_object_new (SIMMER_TYPE_SUMMARY, NULL);
  SimmerFigure figure;
  guint tasks;

  self->queue = g_object_ref (queue);
  self->clock = g_object_ref (clock);
  self->alarm = simmer_alarm_new (clock, alarm_cb, self);
  g_signal_connect_swapped (queue, "notify::revision", G_CALLBACK (queue_changed_cb), self);
  g_signal_connect_swapped (queue, "notify::n-active", G_CALLBACK (n_active_changed_cb), self);
  g_signal_connect_swapped (queue, "status-changed", G_CALLBACK (status_changed_cb), self);
  measure (self, &figure, &tasks);
  adopt (self, &figure, tasks);
  if (simmer_figure_get_n_active (&self->figure) > 0)
    queue_changed_cb (self);

  return self;
}

/**
 * simmer_summary_get_figure:
 * @self: a summary
 *
 * Returns: (transfer none): the figure as it was told last
 */
const SimmerFigure *
simmer_summary_get_figure (SimmerSummary *self)
{
  return &self->figure;
}

SimmerTaskQueue *
simmer_summary_get_queue (SimmerSummary *self)
{
  return self->queue;
}

SimmerClock *
simmer_summary_get_clock (SimmerSummary *self)
{
  return self->clock;
}

/**
 * simmer_summary_set_paused:
 * @self: a summary
 * @paused: whether services are not asked for the time being
 */
void
simmer_summary_set_paused (SimmerSummary *self, gboolean paused)
{
  if (self->paused == paused)
    return;

  self->paused = paused;
  queue_changed_cb (self);
}

/**
 * simmer_summary_forget_failures:
 * @self: a summary
 *
 * The person has looked: what failed until now is no news any more.
 */
void
simmer_summary_forget_failures (SimmerSummary *self)
{
  if (g_hash_table_size (self->failed) == 0)
    return;

  g_hash_table_remove_all (self->failed);
  queue_changed_cb (self);
}
