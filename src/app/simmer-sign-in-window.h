#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SIGN_IN_WINDOW (simmer_sign_in_window_get_type ())

/**
 * SimmerSignInWindow:
 *
 * Asks for an account's credential, tries it, and says how that went.
 */
G_DECLARE_FINAL_TYPE (SimmerSignInWindow, simmer_sign_in_window, SIMMER, SIGN_IN_WINDOW, AdwWindow)

GtkWidget *simmer_sign_in_window_new (SimmerTaskManager *manager,
                                      const char *account_id,
                                      GtkWindow *parent);

G_END_DECLS
