#pragma once

#include <glib.h>

G_BEGIN_DECLS

double simmer_prompt_match (const char *prompt, const char *words);
char **simmer_prompt_split (const char *prompt);

G_END_DECLS
