#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint simmer_json_find_line (GBytes *bytes, const char *where);

G_END_DECLS
