#pragma once

#include "simmer-task-queue.h"

G_BEGIN_DECLS

/**
 * SimmerFigure:
 * @n_running: active tasks that are being worked on
 * @n_waiting: active tasks that wait for their turn, or for an order to get through
 * @n_unheard: of both, those whose service is not reached or wants a sign-in
 * @n_failed: tasks that failed and that nobody has looked at
 * @paused: asking is paused
 * @progress: of all together, 0 to 1; -1 where nothing is known
 * @low: time until the last of them ends, µs; -1 where nothing is known
 * @high: its upper end, µs
 *
 * How all tasks together are: one honest figure for wherever there is room for one. A plain value.
 */
typedef struct
{
  guint n_running;
  guint n_waiting;
  guint n_unheard;
  guint n_failed;
  gboolean paused;
  double progress;
  gint64 low;
  gint64 high;
} SimmerFigure;

void simmer_figure_init (SimmerFigure *self);
void simmer_figure_add (SimmerFigure *self, SimmerTask *task);
void simmer_figure_set_overall (SimmerFigure *self, const SimmerEstimate *overall, gboolean known);
guint simmer_figure_get_n_active (const SimmerFigure *self);
int simmer_figure_get_percent (const SimmerFigure *self);
char *simmer_figure_describe (const SimmerFigure *self);

G_END_DECLS
