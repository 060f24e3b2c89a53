#pragma once

#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerShown:
 * @SIMMER_SHOWN_ALL: each task
 * @SIMMER_SHOWN_ACTIVE: those that have not ended
 * @SIMMER_SHOWN_DONE: those that ended with a result
 * @SIMMER_SHOWN_FAILED: those that ended without one
 * @SIMMER_SHOWN_CANCELLED: those that somebody ended
 *
 * Which states are let through.
 */
typedef enum
{
  SIMMER_SHOWN_ALL,
  SIMMER_SHOWN_ACTIVE,
  SIMMER_SHOWN_DONE,
  SIMMER_SHOWN_FAILED,
  SIMMER_SHOWN_CANCELLED,
} SimmerShown;

/**
 * SimmerTaskFilter:
 *
 * Lets tasks through by their state and by words in their prompt, service or id. It remembers what
 * matched, so that a search that goes on looks only at what the last one found.
 */
typedef struct _SimmerTaskFilter SimmerTaskFilter;

SimmerTaskFilter *simmer_task_filter_new (void);
void simmer_task_filter_free (SimmerTaskFilter *self);

gboolean simmer_task_filter_set_shown (SimmerTaskFilter *self, SimmerShown shown);
gboolean simmer_task_filter_set_search (SimmerTaskFilter *self,
                                        const char *text,
                                        GHashTable *tasks);
void simmer_task_filter_add (SimmerTaskFilter *self, SimmerTask *task);
void simmer_task_filter_remove (SimmerTaskFilter *self, SimmerTask *task);
gboolean simmer_task_filter_passes (SimmerTaskFilter *self, SimmerTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTaskFilter, simmer_task_filter_free)

G_END_DECLS
