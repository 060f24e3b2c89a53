#pragma once

#include <gio/gio.h>

#include "simmer-account.h"
#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerCliOrder:
 * @SIMMER_CLI_ORDER_CANCEL: end it
 * @SIMMER_CLI_ORDER_RETRY: do it once more
 * @SIMMER_CLI_ORDER_REMOVE: forget it
 *
 * What is ordered of a task that is known.
 */
typedef enum
{
  SIMMER_CLI_ORDER_CANCEL,
  SIMMER_CLI_ORDER_RETRY,
  SIMMER_CLI_ORDER_REMOVE,
} SimmerCliOrder;

#define SIMMER_TYPE_CLI_BACKEND (simmer_cli_backend_get_type ())

/**
 * SimmerCliBackend:
 *
 * Who does what simmerctl is asked to: this process by itself (#SimmerCliCore), or the application
 * where it runs (#SimmerCliRemote). Commands cannot tell which. Signals: "ended" (SimmerTask *)
 * once a followed task has become final and its results are as far fetched as they will be;
 * "trouble" (char *message) for what concerns no single task; "broken" (char *message) when nothing
 * more will come of it.
 */
G_DECLARE_DERIVABLE_TYPE (SimmerCliBackend, simmer_cli_backend, SIMMER, CLI_BACKEND, GObject)

struct _SimmerCliBackendClass
{
  GObjectClass parent_class;

  gboolean (*open) (SimmerCliBackend *self, GError **error);
  gboolean (*close) (SimmerCliBackend *self, GError **error);
  gboolean (*is_here) (SimmerCliBackend *self);
  SimmerAccount *(*get_account) (SimmerCliBackend *self, const char *id);
  GPtrArray *(*find) (SimmerCliBackend *self, const char *word, GError **error);
  GPtrArray *(*list) (SimmerCliBackend *self, gboolean active_only, GError **error);
  SimmerTask *(*submit) (SimmerCliBackend *self,
                         SimmerAccount *account,
                         JsonObject *inputs,
                         GError **error);
  SimmerTask *(*track) (SimmerCliBackend *self,
                        SimmerAccount *account,
                        const char *id_or_url,
                        GError **error);
  gboolean (*order) (SimmerCliBackend *self,
                     SimmerCliOrder order,
                     SimmerTask *task,
                     GError **error);
  void (*follow) (SimmerCliBackend *self, SimmerTask *task);
  void (*save_async) (SimmerCliBackend *self,
                      SimmerTask *task,
                      const char *folder,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GStrv (*save_finish) (SimmerCliBackend *self, GAsyncResult *result, GError **error);
};

gboolean simmer_cli_backend_open (SimmerCliBackend *self, GError **error);
gboolean simmer_cli_backend_close (SimmerCliBackend *self, GError **error);

gboolean simmer_cli_backend_is_here (SimmerCliBackend *self);
SimmerAccount *simmer_cli_backend_get_account (SimmerCliBackend *self, const char *id);
GPtrArray *simmer_cli_backend_find (SimmerCliBackend *self, const char *word, GError **error);
GPtrArray *simmer_cli_backend_list (SimmerCliBackend *self, gboolean active_only, GError **error);

SimmerTask *simmer_cli_backend_submit (SimmerCliBackend *self,
                                       SimmerAccount *account,
                                       JsonObject *inputs,
                                       GError **error);
SimmerTask *simmer_cli_backend_track (SimmerCliBackend *self,
                                      SimmerAccount *account,
                                      const char *id_or_url,
                                      GError **error);
gboolean simmer_cli_backend_order (SimmerCliBackend *self,
                                   SimmerCliOrder order,
                                   SimmerTask *task,
                                   GError **error);
void simmer_cli_backend_follow (SimmerCliBackend *self, SimmerTask *task);
void simmer_cli_backend_save_async (SimmerCliBackend *self,
                                    SimmerTask *task,
                                    const char *folder,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GStrv simmer_cli_backend_save_finish (SimmerCliBackend *self, GAsyncResult *result, GError **error);

/* For who implements one */
void simmer_cli_backend_emit_ended (SimmerCliBackend *self, SimmerTask *task);
void simmer_cli_backend_emit_trouble (SimmerCliBackend *self, const char *message);
void simmer_cli_backend_emit_broken (SimmerCliBackend *self, const char *message);

G_END_DECLS
