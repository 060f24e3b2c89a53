#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_ORDERS (simmer_task_orders_get_type ())

/**
 * SimmerTaskOrders:
 *
 * What a person orders of tasks in the window: asks where something would be lost, says what was
 * done, and lets it be undone. The cancel of a waiting task is held back for as long as it can be
 * undone; "held-changed" (SimmerTask *) says when that begins and ends. "restored" (SimmerTask *)
 * says that a removal was undone.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskOrders, simmer_task_orders, SIMMER, TASK_ORDERS, GObject)

SimmerTaskOrders *simmer_task_orders_new (SimmerTaskManager *manager,
                                          GtkWindow *window,
                                          AdwToastOverlay *toasts);

void simmer_task_orders_cancel (SimmerTaskOrders *self, SimmerTask *task);
void simmer_task_orders_retry (SimmerTaskOrders *self, GPtrArray *tasks);
void simmer_task_orders_remove (SimmerTaskOrders *self, GPtrArray *tasks);
void simmer_task_orders_save (SimmerTaskOrders *self, GPtrArray *tasks);
void simmer_task_orders_unfollow (SimmerTaskOrders *self, SimmerTask *task);
void simmer_task_orders_follow (SimmerTaskOrders *self, SimmerTask *task);
void simmer_task_orders_check (SimmerTaskOrders *self, SimmerTask *task);

void simmer_task_orders_say (SimmerTaskOrders *self, const char *message);
gboolean simmer_task_orders_is_held (SimmerTaskOrders *self, SimmerTask *task);
gboolean simmer_task_orders_undo (SimmerTaskOrders *self);
void simmer_task_orders_flush (SimmerTaskOrders *self);

G_END_DECLS
