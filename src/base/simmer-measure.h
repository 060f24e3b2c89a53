#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean simmer_node_get_number (JsonNode *node, double *number);
gboolean simmer_node_get_progress (JsonNode *node, gboolean percent, double *progress);
gboolean simmer_node_get_place (JsonNode *node, double *place);
gboolean simmer_node_get_seconds (JsonNode *node, double *seconds);
gint64 simmer_node_get_time (JsonNode *node);

G_END_DECLS
