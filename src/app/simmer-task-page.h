#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_PAGE (simmer_task_page_get_type ())

/**
 * SimmerTaskPage:
 *
 * One task from near: its result or how far it is, and what is behind it. Follows the task while
 * it is on screen, at most once a frame.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskPage, simmer_task_page, SIMMER, TASK_PAGE, AdwBin)

GtkWidget *simmer_task_page_new (SimmerTaskManager *manager);

void simmer_task_page_set_task (SimmerTaskPage *self, SimmerTask *task);
SimmerTask *simmer_task_page_get_task (SimmerTaskPage *self);
guint simmer_task_page_get_n_updates (SimmerTaskPage *self);

G_END_DECLS
