#pragma once

#include <gtk/gtk.h>

#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_ACTIVITY (simmer_task_activity_get_type ())

/**
 * SimmerTaskActivity:
 *
 * How far a task is that waits or runs: its place, progress, remaining and elapsed time, and
 * whether it is heard.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskActivity, simmer_task_activity, SIMMER, TASK_ACTIVITY, GtkBox)

void simmer_task_activity_show (SimmerTaskActivity *self, SimmerTask *task, gint64 wall_now);
gboolean simmer_task_activity_glide (SimmerTaskActivity *self, gint64 wall_now);

G_END_DECLS
