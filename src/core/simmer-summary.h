#pragma once

#include "simmer-clock.h"
#include "simmer-figure.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SUMMARY (simmer_summary_get_type ())

/**
 * SimmerSummary:
 *
 * Follows a queue and keeps one figure of it, for all that show one outside the window. Emits
 * "changed" when what a person reads has changed: at once after a rest, and at most once a second.
 * While nothing is active it costs nothing.
 */
G_DECLARE_FINAL_TYPE (SimmerSummary, simmer_summary, SIMMER, SUMMARY, GObject)

SimmerSummary *simmer_summary_new (SimmerTaskQueue *queue, SimmerClock *clock);

const SimmerFigure *simmer_summary_get_figure (SimmerSummary *self);
SimmerTaskQueue *simmer_summary_get_queue (SimmerSummary *self);
SimmerClock *simmer_summary_get_clock (SimmerSummary *self);
void simmer_summary_set_paused (SimmerSummary *self, gboolean paused);
void simmer_summary_forget_failures (SimmerSummary *self);

G_END_DECLS
