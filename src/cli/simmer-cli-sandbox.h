#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file that is there in a sandbox only, see flatpak-run(1). */
#define SIMMER_CLI_SANDBOX_MARK "/.flatpak-info"

gboolean simmer_cli_sandbox_check_folder (const char *mark,
                                          const char *root,
                                          const char *folder,
                                          GError **error);

G_END_DECLS
