#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SimmerText SimmerText;

const char *const *simmer_text_get_forms (void);

SimmerText *simmer_text_new (const char *form, const char *prompt, guint64 seed);
double simmer_text_step (SimmerText *text);
char *simmer_text_finish (SimmerText *text);
void simmer_text_free (SimmerText *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerText, simmer_text_free)

G_END_DECLS
