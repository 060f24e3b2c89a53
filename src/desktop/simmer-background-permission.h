#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void simmer_background_permission_ask_async (GDBusConnection *connection,
                                             gboolean autostart,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean simmer_background_permission_ask_finish (GAsyncResult *result,
                                                  gboolean *autostart,
                                                  GError **error);

G_END_DECLS
