#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_BUS_OBJECTS (simmer_bus_objects_get_type ())

/**
 * SimmerBusObjects:
 *
 * All that Simmer offers on the session's bus: #SimmerTasksService and #SimmerSearchProvider. Emits
 * "asked" with each call, and "chosen" with a found task's id, or %NULL for Simmer as a whole.
 */
G_DECLARE_FINAL_TYPE (SimmerBusObjects, simmer_bus_objects, SIMMER, BUS_OBJECTS, GObject)

SimmerBusObjects *simmer_bus_objects_new (void);

gboolean simmer_bus_objects_export (SimmerBusObjects *self,
                                    GDBusConnection *connection,
                                    const char *base_path,
                                    GError **error);
void simmer_bus_objects_unexport (SimmerBusObjects *self);
void simmer_bus_objects_start (SimmerBusObjects *self, SimmerTaskManager *manager);

G_END_DECLS
