#pragma once

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_OVERVIEW (simmer_overview_get_type ())

/**
 * SimmerOverview:
 *
 * What there is to say of all tasks together: "summary", such as “3 running · about 4 min”, and
 * "progress", from 0 to 1, or -1 where nothing runs or nothing is known of it.
 *
 * Many tasks change many times a second, and nobody reads that fast: while it is awake, "due" is
 * emitted a little after changes, once for all of them.
 */
G_DECLARE_FINAL_TYPE (SimmerOverview, simmer_overview, SIMMER, OVERVIEW, GObject)

SimmerOverview *simmer_overview_new (SimmerTaskManager *manager);

void simmer_overview_set_awake (SimmerOverview *self, gboolean awake);
void simmer_overview_update (SimmerOverview *self);
const char *simmer_overview_get_summary (SimmerOverview *self);
const char *simmer_overview_get_brief (SimmerOverview *self);
double simmer_overview_get_progress (SimmerOverview *self);

G_END_DECLS
