#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *simmer_file_name_from_title (const char *title);

G_END_DECLS
