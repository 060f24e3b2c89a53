#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_TIME_ROW (simmer_time_row_get_type ())

/**
 * SimmerTimeRow:
 *
 * A row to choose a length of time in, in whole seconds or minutes; 0 is written as a word.
 */
G_DECLARE_FINAL_TYPE (SimmerTimeRow, simmer_time_row, SIMMER, TIME_ROW, AdwActionRow)

GtkAdjustment *simmer_time_row_get_adjustment (SimmerTimeRow *self);
gint64 simmer_time_row_get_time (SimmerTimeRow *self, gint64 before);
void simmer_time_row_set_time (SimmerTimeRow *self, gint64 time);
void simmer_time_row_join_limits (SimmerTimeRow *least, SimmerTimeRow *most);

G_END_DECLS
