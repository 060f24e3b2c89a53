#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *simmer_json_tree_new (const char *text, gsize length);

G_END_DECLS
