#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean simmer_sandbox_is_inside (void);

G_END_DECLS
