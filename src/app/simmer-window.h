#pragma once

#include <adwaita.h>

#include "simmer-task-list.h"
#include "simmer-task-manager.h"
#include "simmer-task-orders.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_WINDOW (simmer_window_get_type ())

/**
 * SimmerWindow:
 *
 * The one window: the queue, and one task's page a click away.
 */
G_DECLARE_FINAL_TYPE (SimmerWindow, simmer_window, SIMMER, WINDOW, AdwApplicationWindow)

GtkWidget *simmer_window_new (GtkApplication *application, SimmerTaskManager *manager);

void simmer_window_set_ready (SimmerWindow *self);
void simmer_window_show_task (SimmerWindow *self, SimmerTask *task);
void simmer_window_show_queue (SimmerWindow *self);
void simmer_window_reveal (SimmerWindow *self, SimmerTask *task);
void simmer_window_refresh (SimmerWindow *self);

SimmerTaskOrders *simmer_window_get_orders (SimmerWindow *self);
SimmerTaskList *simmer_window_get_list (SimmerWindow *self);
SimmerTaskSections *simmer_window_get_sections (SimmerWindow *self);
SimmerTaskQueue *simmer_window_get_queue (SimmerWindow *self);
SimmerTask *simmer_window_get_shown_task (SimmerWindow *self);

G_END_DECLS
