#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SEARCH_PROVIDER (simmer_search_provider_get_type ())

/**
 * SimmerSearchProvider:
 *
 * Finds tasks by their prompt for GNOME Shell: org.gnome.Shell.SearchProvider2. Emits "asked" with
 * each call, and "chosen" with a task's id, or %NULL for Simmer as a whole.
 */
G_DECLARE_FINAL_TYPE (SimmerSearchProvider,
                      simmer_search_provider,
                      SIMMER,
                      SEARCH_PROVIDER,
                      GObject)

SimmerSearchProvider *simmer_search_provider_new (void);

gboolean simmer_search_provider_export (SimmerSearchProvider *self,
                                        GDBusConnection *connection,
                                        const char *path,
                                        GError **error);
void simmer_search_provider_unexport (SimmerSearchProvider *self);
void simmer_search_provider_start (SimmerSearchProvider *self, SimmerTaskManager *manager);

G_END_DECLS
