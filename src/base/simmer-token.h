#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 simmer_token_get_expiry (const char *credential);

G_END_DECLS
