#pragma once

#include "simmer-export.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

/**
 * SimmerTasksNews:
 *
 * Tells everybody on the bus which tasks have changed, once a second at most, and which are known
 * no longer.
 */
typedef struct _SimmerTasksNews SimmerTasksNews;

SimmerTasksNews *simmer_tasks_news_new (SimmerTaskManager *manager, SimmerExport *export);
void simmer_tasks_news_free (SimmerTasksNews *self);
void simmer_tasks_news_flush (SimmerTasksNews *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTasksNews, simmer_tasks_news_free)

G_END_DECLS
