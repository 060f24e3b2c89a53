#pragma once

#include "simmer-clock.h"
#include "simmer-section.h"
#include "simmer-task-filter.h"
#include "simmer-task-queue.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_SECTIONS (simmer_task_sections_get_type ())

/**
 * SimmerTaskSections:
 *
 * A queue's tasks in sections, with the headings among them, as one flat #GListModel of
 * #SimmerSection and #SimmerTask. A task that changes without changing its section moves nothing;
 * one that changes its section is taken out and put in again in O(log n).
 *
 * "moving" and "moved" (SimmerTask *) are emitted around the two halves of a move, so that a view
 * can keep its focus on the task.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskSections, simmer_task_sections, SIMMER, TASK_SECTIONS, GObject)

SimmerTaskSections *simmer_task_sections_new (SimmerTaskQueue *queue, SimmerClock *clock);

SimmerTaskQueue *simmer_task_sections_get_queue (SimmerTaskSections *self);
guint simmer_task_sections_get_n_tasks (SimmerTaskSections *self);
SimmerTask *simmer_task_sections_dup_neighbour (SimmerTaskSections *self, SimmerTask *task);
gboolean simmer_task_sections_find (SimmerTaskSections *self, SimmerTask *task, guint *position);
void simmer_task_sections_get_edges (SimmerTaskSections *self,
                                     guint position,
                                     gboolean *first,
                                     gboolean *last);
GPtrArray *simmer_task_sections_get_tasks (SimmerTaskSections *self, SimmerSectionKind kind);
gboolean simmer_task_sections_get_section (SimmerTaskSections *self,
                                           SimmerTask *task,
                                           SimmerSectionKind *kind);

void simmer_task_sections_set_search (SimmerTaskSections *self, const char *text);
void simmer_task_sections_set_shown (SimmerTaskSections *self, SimmerShown shown);

void simmer_task_sections_acknowledge (SimmerTaskSections *self, SimmerTask *task);
GStrv simmer_task_sections_dup_acknowledged (SimmerTaskSections *self);
void simmer_task_sections_set_acknowledged (SimmerTaskSections *self, const char *const *ids);

G_END_DECLS
