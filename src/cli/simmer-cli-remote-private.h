#pragma once

#include "simmer-cli-bus.h"
#include "simmer-cli-core.h"
#include "simmer-cli-remote.h"

G_BEGIN_DECLS

/* The backend's parts, for its own two files: whom it asks (simmer-cli-remote.c), and how results
 * come to the person (simmer-cli-remote-results.c). */
struct _SimmerCliRemote
{
  SimmerCliBackend parent_instance;

  const SimmerCliOptions *options;
  SimmerCliBus *bus;    /* (owned) (nullable): while the application is asked */
  SimmerCliCore *core;  /* (owned) (nullable): from then on */
  GCancellable *asking; /* (owned): cancelled when nobody waits for its answer any more */

  GHashTable *mirrors;  /* (owned) id → SimmerTask: the application's tasks, as told */
  GHashTable *attended; /* (owned) set of mirrors that are kept up to date */
  GHashTable *accounts; /* (owned) id → SimmerAccount: the application's */
};

SimmerTask *simmer_cli_remote_take_mirror (SimmerCliRemote *self, const char *text);
SimmerTask *simmer_cli_remote_to_core (SimmerCliRemote *self, SimmerTask *task);
gboolean simmer_cli_remote_fall_back (SimmerCliRemote *self, GError **error);

void simmer_cli_remote_save_async (SimmerCliBackend *backend,
                                   SimmerTask *task,
                                   const char *folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GStrv simmer_cli_remote_save_finish (SimmerCliBackend *backend,
                                     GAsyncResult *result,
                                     GError **error);

G_END_DECLS
