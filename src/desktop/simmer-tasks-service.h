#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASKS_SERVICE (simmer_tasks_service_get_type ())

/**
 * SimmerTasksService:
 *
 * Simmer for other programs of the session: io.github.simmer_app.Simmer.Tasks1, as
 * data/dbus/io.github.simmer_app.Simmer.Tasks1.xml describes it. Emits "asked" with each call.
 */
G_DECLARE_FINAL_TYPE (SimmerTasksService, simmer_tasks_service, SIMMER, TASKS_SERVICE, GObject)

SimmerTasksService *simmer_tasks_service_new (void);

gboolean simmer_tasks_service_export (SimmerTasksService *self,
                                      GDBusConnection *connection,
                                      const char *path,
                                      GError **error);
void simmer_tasks_service_unexport (SimmerTasksService *self);
void simmer_tasks_service_start (SimmerTasksService *self, SimmerTaskManager *manager);

G_END_DECLS
