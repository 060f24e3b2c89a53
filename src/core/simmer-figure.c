/* How all tasks together are, as a value and in words. Pure but for the language. */

#include "config.h"

#include "simmer-figure.h"

#include <glib/gi18n-lib.h>

#include "simmer-words.h"

/**
 * simmer_figure_init:
 * @self: (out caller-allocates): a figure; becomes that of no tasks at all
 */
void
simmer_figure_init (SimmerFigure *self)
{
  *self = (SimmerFigure){ .progress = -1, .low = -1, .high = -1 };
}

static gboolean
is_unheard (SimmerTask *task)
{
  switch (simmer_task_get_tracking (task))
    {
    case SIMMER_TRACKING_OFFLINE:
    case SIMMER_TRACKING_UNREACHABLE:
    case SIMMER_TRACKING_SIGN_IN:
      return TRUE;
    case SIMMER_TRACKING_LIVE:
    case SIMMER_TRACKING_POLLING:
    case SIMMER_TRACKING_PAUSED:
    case SIMMER_TRACKING_RATE_LIMITED:
    case SIMMER_TRACKING_STALLED:
    case SIMMER_TRACKING_ENDED:
    default:
      return FALSE;
    }
}

/**
 * simmer_figure_add:
 * @self: a figure
 * @task: an active task to count
 */
void
simmer_figure_add (SimmerFigure *self, SimmerTask *task)
{
  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS)
    self->n_running++;
  else
    self->n_waiting++;
  if (is_unheard (task))
    self->n_unheard++;
}

/**
 * simmer_figure_set_overall:
 * @self: a figure
 * @overall: what is known of all active tasks together
 * @known: whether any of it comes from a service or from experience
 */
void
simmer_figure_set_overall (SimmerFigure *self, const SimmerEstimate *overall, gboolean known)
{
  self->progress = known ? overall->progress : -1;
  self->low = overall->low;
  self->high = overall->high;
}

/**
 * simmer_figure_get_n_active:
 * @self: a figure
 *
 * Returns: how many tasks have not ended
 */
guint
simmer_figure_get_n_active (const SimmerFigure *self)
{
  return self->n_running + self->n_waiting;
}

/**
 * simmer_figure_get_percent:
 * @self: a figure
 *
 * Returns: whole percents, rounded down as simmer_words_for_progress() does; -1 where unknown
 */
int
simmer_figure_get_percent (const SimmerFigure *self)
{
  return self->progress < 0 ? -1 : (int) (self->progress * 100 + 1e-4);
}

static void
append (GString *text, char *part)
{
  if (part == NULL)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

/* How many tasks are in which state; what there is none of is not told. */
static void
append_counts (GString *text, const SimmerFigure *self)
{
  guint running = self->n_running;
  guint waiting = self->n_waiting;
  guint unheard = self->n_unheard;
  guint failed = self->n_failed;

  if (running > 0)
    append (text,
            g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u running", "%u running", running),
                             running));
  if (waiting > 0)
    append (text,
            g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u waiting", "%u waiting", waiting),
                             waiting));
  if (unheard > 0)
    /* Translators: tasks whose service does not answer */
    append (text,
            g_strdup_printf (
              g_dngettext (GETTEXT_PACKAGE, "%u not reached", "%u not reached", unheard), unheard));
  if (failed > 0)
    append (
      text,
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u failed", "%u failed", failed), failed));
}

/**
 * simmer_figure_describe:
 * @self: a figure
 *
 * Returns: (transfer full): such as "2 running · 1 waiting · 45 % · about 3 minutes left", plain
 *   text and the same wherever the figure is told
 */
char *
simmer_figure_describe (const SimmerFigure *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean active = simmer_figure_get_n_active (self) > 0;

  if (self->paused && active)
    append (text, g_strdup (_ ("Paused")));
  append_counts (text, self);
  if (active && !self->paused)
    {
      append (text, simmer_words_for_progress (self->progress, FALSE));
      append (text, simmer_words_for_remaining (self->low, self->high));
    }
  if (text->len == 0)
    return g_strdup (_ ("No tasks under way"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
