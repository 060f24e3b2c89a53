#pragma once

#include <glib.h>

G_BEGIN_DECLS

void simmer_test_remove_folder (const char *path);

G_END_DECLS
