#pragma once

#include <json-glib/json-glib.h>

#include "simmer-report.h"

G_BEGIN_DECLS

void simmer_harvest (JsonObject *task, JsonNode *besides, gboolean whole, SimmerReport *report);

G_END_DECLS
