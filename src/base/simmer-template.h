#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *simmer_template_expand (const char *text, JsonObject *variables, GError **error);
char *simmer_template_fill_text (const char *text, JsonObject *variables);
gboolean simmer_template_has_all (const char *text, JsonObject *variables);
gboolean simmer_template_mentions (const char *text, const char *name);
JsonNode *simmer_template_fill (JsonNode *body, JsonObject *variables, GError **error);

G_END_DECLS
