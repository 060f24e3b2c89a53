#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_JSON_MAX_DEPTH   256
#define SIMMER_JSON_MAX_SIZE    (4 * 1024 * 1024)
#define SIMMER_JSON_MAX_FILE    (64 * 1024 * 1024)
#define SIMMER_JSON_MAX_VALUES  500000
#define SIMMER_JSON_MAX_MEMBERS 2000

JsonNode *simmer_json_parse (GBytes *bytes, GError **error);
JsonNode *simmer_json_parse_file (GBytes *bytes, GError **error);
guint simmer_json_find_break (GBytes *bytes);
JsonNode *simmer_json_parse_typed (const char *text, const char *type);
char *simmer_json_to_string (JsonNode *node);

G_END_DECLS
