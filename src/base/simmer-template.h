#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *simmer_template_expand (const char *text, JsonObject *variables, GError **error);
JsonNode *simmer_template_fill (JsonNode *body, JsonObject *variables, GError **error);

G_END_DECLS
