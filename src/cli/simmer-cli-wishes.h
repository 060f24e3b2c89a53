#pragma once

#include "simmer-wishes.h"

G_BEGIN_DECLS

gboolean simmer_cli_wishes_read (SimmerWishes *wishes, const char *const *words, GError **error);
char *simmer_cli_wishes_describe (const SimmerWishes *wishes);

G_END_DECLS
