#pragma once

#include "simmer-input-row.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SIZE_ROW (simmer_size_row_get_type ())

/**
 * SimmerSizeRow:
 *
 * Width and height as one choice of usual sizes. Stays in step with the two inputs that it stands
 * for; emits "custom" when the person wants none of the usual ones.
 */
G_DECLARE_FINAL_TYPE (SimmerSizeRow, simmer_size_row, SIMMER, SIZE_ROW, AdwComboRow)

GtkWidget *simmer_size_row_new (SimmerInputRow *width, SimmerInputRow *height);

G_END_DECLS
