#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_INPUT_ROW (simmer_input_row_get_type ())

/**
 * SimmerInputRow:
 *
 * One input of a profile, and the row in which a person fills it in. Not a widget itself: which
 * one it has hangs on the input's type. Notifies "value" and "valid".
 */
G_DECLARE_FINAL_TYPE (SimmerInputRow, simmer_input_row, SIMMER, INPUT_ROW, GObject)

SimmerInputRow *simmer_input_row_new (JsonObject *input);

const char *simmer_input_row_get_name (SimmerInputRow *self);
const char *simmer_input_row_get_title (SimmerInputRow *self);
GtkWidget *simmer_input_row_get_widget (SimmerInputRow *self);
gboolean simmer_input_row_is_lasting (SimmerInputRow *self);
gboolean simmer_input_row_is_advanced (SimmerInputRow *self);

JsonNode *simmer_input_row_dup_value (SimmerInputRow *self);
gboolean simmer_input_row_set_value (SimmerInputRow *self, JsonNode *value);
gboolean simmer_input_row_take_file (SimmerInputRow *self, GFile *file);
gboolean simmer_input_row_is_ranged (SimmerInputRow *self);
gboolean simmer_input_row_takes (SimmerInputRow *self, gint64 number);
gboolean simmer_input_row_get_valid (SimmerInputRow *self);
void simmer_input_row_set_relevant (SimmerInputRow *self, gboolean relevant);
gboolean simmer_input_row_is_relevant (SimmerInputRow *self);
gboolean simmer_input_row_allows (SimmerInputRow *self, SimmerInputRow *other);

G_END_DECLS
