#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean simmer_cli_sandbox_check_folder (const char *root, const char *folder, GError **error);

G_END_DECLS
