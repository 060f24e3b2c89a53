#include "config.h"

#include "simmer-row-bar.h"

#include <math.h>

/* The bar is drawn again when it moved by this many pixels. */
#define BAR_STEP 0.5
/* How fast the bar closes in on a new report: the time in which two thirds of the way are done. */
#define BAR_EASE    (150 * G_TIME_SPAN_MILLISECOND)
#define PULSE_EVERY (800 * G_TIME_SPAN_MILLISECOND)

/* Whether its bar may move between two reports. */
static gboolean
is_gliding (SimmerTask *task)
{
  SimmerTracking tracking = simmer_task_get_tracking (task);

  return (tracking == SIMMER_TRACKING_LIVE || tracking == SIMMER_TRACKING_POLLING) &&
         simmer_task_get_intent (task) == SIMMER_INTENT_NONE;
}

static void
set_class (SimmerRowBar *self, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self->widget), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->widget), name);
}

static gint64
update_pulse (SimmerRowBar *self, gint64 wall_now, gboolean animate)
{
  set_class (self, "unknown", !animate);
  if (!animate)
    {
      if (self->pulsing || self->fraction >= 0)
        gtk_progress_bar_set_fraction (self->widget, 0);
      self->pulsing = FALSE;
      self->fraction = -1;
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->widget),
                                     GTK_ACCESSIBLE_PROPERTY_VALUE_NOW);
      return G_MAXINT64;
    }

  if (!self->pulsing || wall_now - self->pulsed >= PULSE_EVERY || wall_now < self->pulsed)
    {
      gtk_progress_bar_pulse (self->widget);
      self->pulsed = wall_now;
    }
  self->pulsing = TRUE;
  self->fraction = -1;

  return self->pulsed + PULSE_EVERY;
}

static void
set_fraction (SimmerRowBar *self, double fraction)
{
  if (self->fraction == fraction && !self->pulsing)
    return;
  self->fraction = fraction;
  self->pulsing = FALSE;
  gtk_progress_bar_set_fraction (self->widget, fraction);
}

/* Moves the bar towards where it ought to be; returns when it must move again. */
static gint64
glide (SimmerRowBar *self,
       SimmerTask *task,
       const SimmerEstimate *estimate,
       gint64 wall_now,
       gboolean animate)
{
  int width = MAX (1, gtk_widget_get_width (GTK_WIDGET (self->widget)));
  double step = BAR_STEP / width;
  double target = estimate->progress;
  double away = target - self->fraction;
  gint64 passed = wall_now - self->moved;

  self->moved = wall_now;
  if (!animate || self->fraction < 0 || away < 0)
    {
      set_fraction (self, target);
      away = 0;
    }
  else if (away > 2 * step)
    {
      double share = 1 - exp (-(double) CLAMP (passed, 0, G_USEC_PER_SEC) / BAR_EASE);

      set_fraction (self, self->fraction + away * share);
      return wall_now;
    }
  else if (away >= step)
    {
      set_fraction (self, target);
      away = 0;
    }

  if (!animate || estimate->speed <= 0 || !is_gliding (task) || target >= estimate->ceiling)
    return G_MAXINT64;

  return wall_now + MAX (1, (gint64) ((step - away) / estimate->speed * G_USEC_PER_SEC));
}

/**
 * simmer_row_bar_init:
 * @self: (out caller-allocates): a bar
 * @widget: what shows it; lives as long as the bar
 */
void
simmer_row_bar_init (SimmerRowBar *self, GtkProgressBar *widget)
{
  *self = (SimmerRowBar){ .widget = widget, .fraction = -1 };
  gtk_widget_add_css_class (GTK_WIDGET (widget), "task");
  gtk_progress_bar_set_pulse_step (widget, 0.25);
}

/**
 * simmer_row_bar_jump:
 * @self: a bar
 *
 * What is shown next is another task's: it is not glided to.
 */
void
simmer_row_bar_jump (SimmerRowBar *self)
{
  self->fraction = -1;
}

/**
 * simmer_row_bar_clear:
 * @self: a bar
 *
 * Shows nothing, and lets nothing move.
 */
void
simmer_row_bar_clear (SimmerRowBar *self)
{
  set_fraction (self, 0);
}

/**
 * simmer_row_bar_update:
 * @self: a bar
 * @task: whose progress it is
 * @estimate: how far it is at @wall_now
 * @wall_now: wall time, µs since 1970
 * @animate: whether anything may move
 *
 * Shows how far the task is, or that this is not known; is away where there is nothing to show.
 *
 * Returns: the wall time at which it wants to be called again though nothing was heard;
 *   %G_MAXINT64 for never
 */
gint64
simmer_row_bar_update (SimmerRowBar *self,
                       SimmerTask *task,
                       const SimmerEstimate *estimate,
                       gint64 wall_now,
                       gboolean animate)
{
  gboolean running = simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS;
  gboolean unknown = running && estimate->progress < 0;
  gboolean moving = is_gliding (task);

  gtk_widget_set_visible (GTK_WIDGET (self->widget), running && (!unknown || moving));
  if (!running)
    {
      if (self->pulsing)
        set_fraction (self, 0);
      self->fraction = -1;
      return G_MAXINT64;
    }
  if (unknown)
    return moving ? update_pulse (self, wall_now, animate) : G_MAXINT64;

  set_class (self, "estimated", estimate->estimated);
  set_class (self, "unknown", FALSE);

  return glide (self, task, estimate, wall_now, animate && moving);
}
