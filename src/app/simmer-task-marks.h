#pragma once

#include <gtk/gtk.h>

#include "simmer-task-sections.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_MARKS (simmer_task_marks_get_type ())

/**
 * SimmerTaskMarks:
 *
 * Which tasks of a queue a person has marked, to order something for all of them at once.
 * "selecting" says whether it is on, "n-marked" how many are marked.
 *
 * A #GtkSelectionModel over the sections: marked is what it calls selected. A view that shows it
 * tells screen readers which rows are; what it would select by itself is refused.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskMarks, simmer_task_marks, SIMMER, TASK_MARKS, GObject)

SimmerTaskMarks *simmer_task_marks_new (SimmerTaskSections *sections);

void simmer_task_marks_set_selecting (SimmerTaskMarks *self, gboolean selecting);
gboolean simmer_task_marks_get_selecting (SimmerTaskMarks *self);
void simmer_task_marks_toggle (SimmerTaskMarks *self, SimmerTask *task);
void simmer_task_marks_add_all (SimmerTaskMarks *self);
gboolean simmer_task_marks_contains (SimmerTaskMarks *self, SimmerTask *task);
GPtrArray *simmer_task_marks_get_tasks (SimmerTaskMarks *self);

G_END_DECLS
