#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ACCOUNT_DIALOG (simmer_account_dialog_get_type ())

/**
 * SimmerAccountDialog:
 *
 * Adds an account, or changes, tests and removes one.
 */
G_DECLARE_FINAL_TYPE (SimmerAccountDialog, simmer_account_dialog, SIMMER, ACCOUNT_DIALOG, AdwWindow)

GtkWidget *simmer_account_dialog_new (SimmerTaskManager *manager,
                                      const char *account_id,
                                      GtkWindow *parent);
const char *simmer_account_dialog_get_account_id (SimmerAccountDialog *self);
void simmer_account_dialog_use_file (SimmerAccountDialog *self, const char *path);

G_END_DECLS
