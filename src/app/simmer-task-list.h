#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"
#include "simmer-task-marks.h"
#include "simmer-task-row.h"
#include "simmer-task-sections.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_LIST (simmer_task_list_get_type ())

/**
 * SimmerTaskList:
 *
 * The queue on the screen: rows that are recycled, and the one tick callback that keeps those up
 * to date that can be seen. It stops when nothing moves and when nobody looks.
 *
 * "activate" (SimmerTask *) says that a person wants to see more of one.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskList, simmer_task_list, SIMMER, TASK_LIST, GtkWidget)

GtkWidget *simmer_task_list_new (SimmerTaskSections *sections,
                                 SimmerClock *clock,
                                 SimmerTaskManager *manager);

void simmer_task_list_reveal (SimmerTaskList *self, SimmerTask *task);
void simmer_task_list_set_held (SimmerTaskList *self, SimmerTask *task, gboolean held);
SimmerTask *simmer_task_list_get_focused (SimmerTaskList *self);
gboolean simmer_task_list_step (SimmerTaskList *self, int step);
SimmerTaskMarks *simmer_task_list_get_marks (SimmerTaskList *self);

gboolean simmer_task_list_get_ticking (SimmerTaskList *self);
guint simmer_task_list_get_n_paints (SimmerTaskList *self);
GtkListView *simmer_task_list_get_view (SimmerTaskList *self);

G_END_DECLS
