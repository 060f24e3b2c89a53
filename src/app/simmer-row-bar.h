#pragma once

#include <gtk/gtk.h>

#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerRowBar:
 * @widget: what shows it
 * @fraction: what it shows; -1 while it shows no value
 * @moved: wall time at which it was last moved
 * @pulsed: wall time of its last pulse
 * @pulsing: whether it shows that something goes on, and not how far it is
 *
 * The progress bar of a row: glides from report to report, pulses where nothing is known, and is
 * moved by nobody but simmer_row_bar_update().
 */
typedef struct
{
  GtkProgressBar *widget;
  double fraction;
  gint64 moved;
  gint64 pulsed;
  gboolean pulsing;
} SimmerRowBar;

void simmer_row_bar_init (SimmerRowBar *self, GtkProgressBar *widget);
void simmer_row_bar_jump (SimmerRowBar *self);
void simmer_row_bar_clear (SimmerRowBar *self);
gint64 simmer_row_bar_update (SimmerRowBar *self,
                              SimmerTask *task,
                              const SimmerEstimate *estimate,
                              gint64 wall_now,
                              gboolean animate);

G_END_DECLS
