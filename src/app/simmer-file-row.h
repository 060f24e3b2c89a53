#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_FILE_ROW (simmer_file_row_get_type ())

/**
 * SimmerFileRow:
 *
 * The row in which a person chooses a file to be sent, or drops one.
 */
G_DECLARE_FINAL_TYPE (SimmerFileRow, simmer_file_row, SIMMER, FILE_ROW, AdwActionRow)

GtkWidget *simmer_file_row_new (JsonObject *input, const char *title);

JsonNode *simmer_file_row_dup_value (SimmerFileRow *self);
gboolean simmer_file_row_set_value (SimmerFileRow *self, JsonNode *value);
void simmer_file_row_take (SimmerFileRow *self, GFile *file);
gboolean simmer_file_row_get_valid (SimmerFileRow *self);

G_END_DECLS
