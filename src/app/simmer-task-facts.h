#pragma once

#include <adwaita.h>

#include "simmer-profile.h"
#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_FACTS (simmer_task_facts_get_type ())

/**
 * SimmerTaskFacts:
 *
 * What is behind a task: its prompt and inputs, what happened when, and its details. Rebuilt only
 * where something of that changed.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskFacts, simmer_task_facts, SIMMER, TASK_FACTS, GtkBox)

void simmer_task_facts_show (SimmerTaskFacts *self, SimmerTask *task, SimmerProfile *profile);
const char *simmer_task_get_prompt (SimmerTask *task);
gboolean simmer_task_get_size (SimmerTask *task, int *width, int *height);

G_END_DECLS
