#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_PREFERENCES (simmer_preferences_get_type ())

/**
 * SimmerPreferences:
 *
 * The accounts, how often to ask, and whether to go on in the background. What is chosen holds at
 * once.
 */
G_DECLARE_FINAL_TYPE (SimmerPreferences, simmer_preferences, SIMMER, PREFERENCES, AdwWindow)

GtkWidget *simmer_preferences_new (SimmerTaskManager *manager, GtkWindow *parent);

G_END_DECLS
