#pragma once

#include <gtk/gtk.h>

#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_TROUBLE (simmer_task_trouble_get_type ())

/**
 * SimmerTaskTrouble:
 *
 * Why a task has no result, and what to do: it failed, was cancelled, or nobody knows whether it
 * was submitted.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskTrouble, simmer_task_trouble, SIMMER, TASK_TROUBLE, GtkBox)

void simmer_task_trouble_show (SimmerTaskTrouble *self, SimmerTask *task, const char *no_retry);
char *simmer_task_dup_details (SimmerTask *task);

G_END_DECLS
