#pragma once

#include <gtk/gtk.h>

#include "simmer-section.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_HEADING_ROW (simmer_heading_row_get_type ())

/**
 * SimmerHeadingRow:
 *
 * A section's heading: its name, how many, and what can be done with all of them.
 */
G_DECLARE_FINAL_TYPE (SimmerHeadingRow, simmer_heading_row, SIMMER, HEADING_ROW, GtkWidget)

GtkWidget *simmer_heading_row_new (void);

void simmer_heading_row_bind (SimmerHeadingRow *self, SimmerSection *section, gboolean topmost);
void simmer_heading_row_unbind (SimmerHeadingRow *self);

G_END_DECLS
