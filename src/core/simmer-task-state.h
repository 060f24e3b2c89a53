#pragma once

#include "simmer-task.h"

G_BEGIN_DECLS

/* The second and only other door to what a task says of its service. A report is one answer; this
 * is the sum of all answers, as the store keeps it and another process tells it: attempts, former
 * errors, the paths of results. It can no more be made of one report than a report of it. What it
 * holds has come in through simmer_task_apply_report() once, there. For store, manager and mirror
 * alone. */

JsonNode *simmer_task_to_state (SimmerTask *self);
gboolean simmer_task_load_state (SimmerTask *self, JsonNode *state);

G_END_DECLS
