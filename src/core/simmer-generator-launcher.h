#pragma once

#include <gio/gio.h>

#include "simmer-endpoint.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_GENERATOR_LAUNCHER (simmer_generator_launcher_get_type ())

/**
 * SimmerGeneratorLauncher:
 *
 * Finds the generator that runs on this machine for this user, and starts it where none does. A
 * generator outlives whoever started it; it is one per user, under a lock.
 */
G_DECLARE_FINAL_TYPE (SimmerGeneratorLauncher,
                      simmer_generator_launcher,
                      SIMMER,
                      GENERATOR_LAUNCHER,
                      GObject)

SimmerGeneratorLauncher *simmer_generator_launcher_new (void);

void simmer_generator_launcher_locate_async (SimmerGeneratorLauncher *self,
                                             gboolean start,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
SimmerEndpoint *simmer_generator_launcher_locate_finish (SimmerGeneratorLauncher *self,
                                                         GAsyncResult *result,
                                                         GError **error);

G_END_DECLS
