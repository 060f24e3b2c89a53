#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_FIND_DIALOG (simmer_find_dialog_get_type ())

/**
 * SimmerFindDialog:
 *
 * Asks an account's service which tasks it has, shows those that are not followed here, and follows
 * the ones that a person chooses. Emits "followed" with the first of them.
 */
G_DECLARE_FINAL_TYPE (SimmerFindDialog, simmer_find_dialog, SIMMER, FIND_DIALOG, AdwWindow)

GtkWidget *simmer_find_dialog_new (SimmerTaskManager *manager, GtkWindow *parent);
gboolean simmer_find_dialog_is_useful (SimmerTaskManager *manager);

G_END_DECLS
