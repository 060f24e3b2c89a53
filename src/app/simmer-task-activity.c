/* The head of a task's page while the task is under way. */

#include "simmer-task-activity.h"

#include <glib/gi18n.h>

#include "simmer-fact-row.h"
#include "simmer-words.h"

struct _SimmerTaskActivity
{
  GtkBox parent_instance;

  SimmerEstimate estimate;
  gint64 estimated_at;
  gboolean still;
  char *words; /* (owned) (nullable): the progress, for screen readers */

  GtkStack *icon_stack;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *title;
  GtkLabel *detail;
  GtkProgressBar *bar;
  GtkLabel *elapsed;
  GtkLabel *message;
  GtkWidget *trouble;
  GtkImage *trouble_icon;
  GtkLabel *trouble_text;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (SimmerTaskActivity, simmer_task_activity, GTK_TYPE_BOX)

static void
set_text (GtkLabel *label, const char *text)
{
  if (text != NULL && g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static const char *
get_intent_title (SimmerIntent intent)
{
  switch (intent)
    {
    case SIMMER_INTENT_SUBMITTING:
      return _ ("Submitting…");
    case SIMMER_INTENT_CANCELLING:
      return _ ("Cancelling…");
    case SIMMER_INTENT_RETRYING:
      return _ ("Retrying…");
    case SIMMER_INTENT_NONE:
    case SIMMER_INTENT_UNSURE:
    default:
      return NULL;
    }
}

static char *
dup_title (SimmerTask *task, const SimmerEstimate *estimate)
{
  const char *intent = get_intent_title (simmer_task_get_intent (task));

  if (intent != NULL)
    return g_strdup (intent);
  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    {
      if (simmer_task_get_queue_position (task) >= 0)
        return simmer_words_for_position (simmer_task_get_queue_position (task),
                                          simmer_task_get_queue_base (task));
      return g_strdup (simmer_words_for_status (SIMMER_TASK_STATUS_PENDING));
    }
  if (estimate->progress >= 0)
    return simmer_words_for_progress (estimate->progress, estimate->estimated);

  return g_strdup (simmer_words_for_status (SIMMER_TASK_STATUS_IN_PROGRESS));
}

static void
show_title (SimmerTaskActivity *self, SimmerTask *task)
{
  g_autofree char *title = dup_title (task, &self->estimate);
  g_autofree char *remaining = NULL;
  gboolean running = simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS;
  gboolean ordering = get_intent_title (simmer_task_get_intent (task)) != NULL;

  if (self->estimate.low >= 0 && !ordering)
    remaining = running ? simmer_words_for_remaining (self->estimate.low, self->estimate.high)
                        : simmer_words_for_span (self->estimate.low, self->estimate.high);
  set_text (self->title, title);
  set_text (self->detail, remaining);

  gtk_spinner_set_spinning (self->spinner, ordering);
  gtk_stack_set_visible_child (self->icon_stack,
                               ordering ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->icon));
  gtk_image_set_from_icon_name (self->icon,
                                running ? "simmer-running-symbolic" : "simmer-waiting-symbolic");
  if (running)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon_stack), "accent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon_stack), "accent");
}

/* While it waits there is nothing to measure, but the bar keeps its place so that nothing jumps. */
static void
show_bar (SimmerTaskActivity *self, SimmerTask *task)
{
  gboolean running = simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS;

  gtk_widget_set_opacity (GTK_WIDGET (self->bar), running ? 1 : 0);
  if (self->estimate.estimated)
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), "estimated");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "estimated");

  g_clear_pointer (&self->words, g_free);
  if (self->estimate.progress >= 0)
    self->words = simmer_words_for_progress (self->estimate.progress, self->estimate.estimated);
}

static void
show_elapsed (SimmerTaskActivity *self, SimmerTask *task, gint64 wall_now)
{
  gint64 since = simmer_task_get_submitted (task);
  g_autofree char *span = NULL;
  g_autofree char *text = NULL;

  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS &&
      simmer_task_get_started (task) > 0)
    since = simmer_task_get_started (task);
  if (since <= 0 || wall_now - since < G_USEC_PER_SEC)
    {
      /* A space keeps the line's height. */
      set_text (self->elapsed, " ");
      return;
    }

  span = simmer_words_for_duration (wall_now - since);
  /* Translators: how long a task has been waiting or running */
  text = g_strdup_printf (_ ("%s so far"), span);
  set_text (self->elapsed, text);
}

static char *
dup_trouble (SimmerTask *task, const char **icon_name)
{
  const char *message = simmer_task_get_error_message (task);
  g_autofree char *until = NULL;

  *icon_name = "dialog-warning-symbolic";
  switch (simmer_task_get_tracking (task))
    {
    case SIMMER_TRACKING_PAUSED:
      *icon_name = "media-playback-pause-symbolic";
      return g_strdup (_ ("Paused: the service is not asked."));
    case SIMMER_TRACKING_OFFLINE:
      *icon_name = "network-wireless-offline-symbolic";
      return g_strdup (_ ("Offline: this is what was last known."));
    case SIMMER_TRACKING_RATE_LIMITED:
      if (simmer_task_get_tracking_until (task) <= 0)
        return g_strdup (_ ("The service asked to wait a while."));
      until = simmer_format_time (simmer_task_get_tracking_until (task));
      /* Translators: %s is a time of day */
      return g_strdup_printf (_ ("The service asked to wait until %s."), until);
    case SIMMER_TRACKING_SIGN_IN:
      *icon_name = "dialog-password-symbolic";
      return g_strdup (message != NULL ? message : _ ("The service wants you to sign in again."));
    case SIMMER_TRACKING_UNREACHABLE:
      return g_strdup (message != NULL ? message : _ ("The service does not answer."));
    case SIMMER_TRACKING_STALLED:
      return g_strdup (_ ("Nothing has changed for longer than usual."));
    case SIMMER_TRACKING_LIVE:
    case SIMMER_TRACKING_POLLING:
    case SIMMER_TRACKING_ENDED:
    default:
      return NULL;
    }
}

static void
show_trouble (SimmerTaskActivity *self, SimmerTask *task, gint64 wall_now)
{
  const char *icon_name;
  g_autofree char *what = dup_trouble (task, &icon_name);
  gint64 heard = simmer_task_get_heard (task);

  gtk_widget_set_visible (self->trouble, what != NULL);
  if (what == NULL)
    return;

  if (heard > 0 && wall_now - heard >= G_TIME_SPAN_MINUTE)
    {
      g_autofree char *span = simmer_words_for_duration (wall_now - heard);
      g_autofree char *text =
        /* Translators: a sentence, then a duration, such as “Offline: … Last heard of 6 minutes
         * ago.” */
        g_strdup_printf (_ ("%s Last heard of %s ago."), what, span);

      set_text (self->trouble_text, text);
    }
  else
    {
      set_text (self->trouble_text, what);
    }
  gtk_image_set_from_icon_name (self->trouble_icon, icon_name);
}

static gboolean
is_moving (SimmerTaskActivity *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  gboolean animations = FALSE;

  g_object_get (settings, "gtk-enable-animations", &animations, NULL);

  return animations && !self->still;
}

static void
simmer_task_activity_finalize (GObject *object)
{
  g_free (SIMMER_TASK_ACTIVITY (object)->words);

  G_OBJECT_CLASS (simmer_task_activity_parent_class)->finalize (object);
}

static void
simmer_task_activity_class_init (SimmerTaskActivityClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = simmer_task_activity_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-task-activity.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, icon_stack);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, icon);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, spinner);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, title);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, detail);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, bar);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, elapsed);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, message);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, trouble);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, trouble_icon);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskActivity, cancel_button);
}

static void
simmer_task_activity_init (SimmerTaskActivity *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_progress_bar_set_pulse_step (self->bar, .012);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Progress"), -1);
}

/**
 * simmer_task_activity_show:
 * @self: a head
 * @task: a task that is not over
 * @wall_now: wall time, µs since 1970
 *
 * Shows what is known of a task now.
 */
void
simmer_task_activity_show (SimmerTaskActivity *self, SimmerTask *task, gint64 wall_now)
{
  g_return_if_fail (SIMMER_IS_TASK_ACTIVITY (self));
  g_return_if_fail (SIMMER_IS_TASK (task));

  simmer_task_get_estimate (task, wall_now, &self->estimate);
  self->estimated_at = wall_now;
  self->still = simmer_task_get_status (task) != SIMMER_TASK_STATUS_IN_PROGRESS ||
                simmer_task_get_tracking (task) == SIMMER_TRACKING_OFFLINE ||
                simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE;

  show_title (self, task);
  show_bar (self, task);
  show_elapsed (self, task, wall_now);
  set_text (self->message, simmer_task_get_message (task));
  show_trouble (self, task, wall_now);
  gtk_widget_set_visible (self->cancel_button,
                          simmer_task_get_intent (task) != SIMMER_INTENT_CANCELLING);
  simmer_task_activity_glide (self, wall_now);
}

/**
 * simmer_task_activity_glide:
 * @self: a head
 * @wall_now: wall time, µs since 1970
 *
 * Moves the bar to where it is now, between two reports.
 *
 * Returns: whether it wants to move again with the next frame
 */
gboolean
simmer_task_activity_glide (SimmerTaskActivity *self, gint64 wall_now)
{
  double since;
  double now;

  g_return_val_if_fail (SIMMER_IS_TASK_ACTIVITY (self), FALSE);

  if (self->estimate.progress < 0)
    {
      gtk_progress_bar_pulse (self->bar);
      return is_moving (self);
    }

  since = (double) (wall_now - self->estimated_at) / G_USEC_PER_SEC;
  now = self->estimate.progress;
  if (is_moving (self))
    now = MIN (now + self->estimate.speed * since, MAX (self->estimate.ceiling, now));
  now = CLAMP (now, 0, 1);
  /* A quarter of a pixel at most is not worth a frame. */
  if (ABS (now - gtk_progress_bar_get_fraction (self->bar)) > .0005 || now == 0 || now == 1)
    gtk_progress_bar_set_fraction (self->bar, now);
  /* The bar forgets its words whenever it moves. */
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->words, -1);

  return is_moving (self) && self->estimate.speed > 0 && now < self->estimate.ceiling;
}
