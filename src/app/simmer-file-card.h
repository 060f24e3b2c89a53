#pragma once

#include <gtk/gtk.h>

#include "simmer-result.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_FILE_CARD (simmer_file_card_get_type ())

/**
 * SimmerFileCard:
 *
 * A result as a file: its icon, name, type and size, to be dragged out.
 */
G_DECLARE_FINAL_TYPE (SimmerFileCard, simmer_file_card, SIMMER, FILE_CARD, GtkBox)

void simmer_file_card_show (SimmerFileCard *self,
                            SimmerResult *result,
                            const char *title,
                            gboolean fetching,
                            const char *trouble);

G_END_DECLS
