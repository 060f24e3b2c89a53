#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"
#include "simmer-thumbnails.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_ROW (simmer_task_row_get_type ())

/**
 * SimmerTaskRow:
 *
 * A task in the queue. It is recycled: all that it shows comes from simmer_task_row_bind() and
 * simmer_task_row_update(), and the list that holds it calls the latter at most once a frame. It
 * has no timer and no handler of its own. What its buttons order goes out as actions of the
 * window ("win.cancel", "win.retry", …) with the task's id.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskRow, simmer_task_row, SIMMER, TASK_ROW, GtkWidget)

/**
 * SimmerRowContext:
 * @manager: (nullable): what can be ordered
 * @thumbnails: (nullable): pictures
 * @held: (nullable): set of the tasks whose cancel can still be undone
 *
 * What all rows of a list share; outlives them.
 */
typedef struct
{
  SimmerTaskManager *manager;
  SimmerThumbnails *thumbnails;
  GHashTable *held;
} SimmerRowContext;

GtkWidget *simmer_task_row_new (const SimmerRowContext *context);

void simmer_task_row_bind (SimmerTaskRow *self, SimmerTask *task, gint64 wall_now);
void simmer_task_row_unbind (SimmerTaskRow *self);
SimmerTask *simmer_task_row_get_task (SimmerTaskRow *self);
gint64 simmer_task_row_update (SimmerTaskRow *self, gint64 wall_now, gboolean animate);
void simmer_task_row_set_marked (SimmerTaskRow *self, gboolean marked);
void simmer_task_row_repaint (SimmerTaskRow *self);
guint simmer_task_row_get_n_updates (SimmerTaskRow *self);
GtkWidget *simmer_task_row_get_menu_button (SimmerTaskRow *self);

G_END_DECLS
