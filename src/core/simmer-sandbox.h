#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean simmer_sandbox_is_inside (void);
char *simmer_sandbox_build_runtime_folder (void);

G_END_DECLS
