#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean simmer_autostart_is_sandboxed (void);
gboolean simmer_autostart_write (const char *folder,
                                 const char *app_id,
                                 gboolean enabled,
                                 GError **error);
void simmer_autostart_request (GDBusConnection *connection, gboolean enabled);

G_END_DECLS
