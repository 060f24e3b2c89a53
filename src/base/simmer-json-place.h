#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint simmer_json_find_line (GBytes *bytes, const char *where);
char *simmer_json_find_twin (GBytes *bytes, guint *line);

G_END_DECLS
