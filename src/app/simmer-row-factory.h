#pragma once

#include "simmer-row-painter.h"
#include "simmer-task-manager.h"
#include "simmer-task-marks.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ROW_FACTORY (simmer_row_factory_get_type ())

/**
 * SimmerRowFactory:
 *
 * Makes the rows of the queue, a heading's or a task's, binds them, and keeps what they show
 * besides their task: where their section begins and ends, and whether they are marked. Each bound
 * row is known to the painter.
 */
G_DECLARE_FINAL_TYPE (SimmerRowFactory, simmer_row_factory, SIMMER, ROW_FACTORY, GObject)

SimmerRowFactory *simmer_row_factory_new (SimmerRowPainter *painter,
                                          SimmerTaskSections *sections,
                                          SimmerTaskMarks *marks,
                                          SimmerClock *clock,
                                          SimmerTaskManager *manager);

GtkListItemFactory *simmer_row_factory_get_factory (SimmerRowFactory *self);
void simmer_row_factory_update_edges (SimmerRowFactory *self);
void simmer_row_factory_set_held (SimmerRowFactory *self, SimmerTask *task, gboolean held);

G_END_DECLS
