#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean simmer_autostart_write (const char *folder,
                                 const char *app_id,
                                 gboolean enabled,
                                 GError **error);

G_END_DECLS
