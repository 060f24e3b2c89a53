#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_WINDOW (simmer_window_get_type ())

/**
 * SimmerWindow:
 *
 * The one window: the queue, and one task's page a click away.
 */
G_DECLARE_FINAL_TYPE (SimmerWindow, simmer_window, SIMMER, WINDOW, AdwApplicationWindow)

GtkWidget *simmer_window_new (GtkApplication *application, SimmerTaskManager *manager);

G_END_DECLS
