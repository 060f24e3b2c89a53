#pragma once

#include <json-glib/json-glib.h>

#include "simmer-report.h"

G_BEGIN_DECLS

void simmer_harvest (JsonObject *task, gboolean whole, SimmerReport *report);

G_END_DECLS
