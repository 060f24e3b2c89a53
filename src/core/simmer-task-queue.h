#pragma once

#include <gio/gio.h>

#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_QUEUE (simmer_task_queue_get_type ())

/**
 * SimmerTaskQueue:
 *
 * The tasks that are known, newest first, as a #GListModel; found by id in constant time. Emits
 * "status-changed" with the task and its former status after a task's status or intent changed.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskQueue, simmer_task_queue, SIMMER, TASK_QUEUE, GObject)

SimmerTaskQueue *simmer_task_queue_new (void);

void simmer_task_queue_add (SimmerTaskQueue *self, SimmerTask *task);
void simmer_task_queue_add_many (SimmerTaskQueue *self, GPtrArray *tasks);
gboolean simmer_task_queue_remove (SimmerTaskQueue *self, SimmerTask *task);

SimmerTask *simmer_task_queue_find (SimmerTaskQueue *self, const char *id);
SimmerTask *simmer_task_queue_find_remote (SimmerTaskQueue *self,
                                           const char *account_id,
                                           const char *remote_id);

guint simmer_task_queue_get_n_active (SimmerTaskQueue *self);
GPtrArray *simmer_task_queue_list_active (SimmerTaskQueue *self);
guint simmer_task_queue_get_n_with_status (SimmerTaskQueue *self, SimmerTaskStatus status);
guint simmer_task_queue_get_revision (SimmerTaskQueue *self);
void simmer_task_queue_get_overall (SimmerTaskQueue *self,
                                    gint64 wall_now,
                                    SimmerEstimate *estimate);

G_END_DECLS
