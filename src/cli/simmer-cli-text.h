#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *simmer_cli_text_clean (const char *text);
int simmer_cli_text_get_width (const char *text);
char *simmer_cli_text_fit (const char *text, int columns, const char *ellipsis);
char *simmer_cli_text_pad (const char *text, int columns);
char *simmer_cli_text_from_argument (const char *argument);
char *simmer_cli_text_encode (const char *text);

G_END_DECLS
