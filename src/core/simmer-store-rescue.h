#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint simmer_store_rescue (const char *damaged, const char *path, int version);

G_END_DECLS
