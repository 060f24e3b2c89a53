/* A task on its way between the main context and the store's thread. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-record.h"

#include "simmer-task-state.h"

static guint
count_copies (SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);
  guint n = 0;

  for (guint i = 0; results != NULL && i < results->len; i++)
    if (simmer_result_get_path (results->pdata[i]) != NULL)
      n++;

  return n;
}

/**
 * simmer_store_record_new_from_task:
 * @task: a task
 *
 * Returns: (transfer full): what is to be kept of @task as it is now
 */
SimmerStoreRecord *
simmer_store_record_new_from_task (SimmerTask *task)
{
  SimmerStoreRecord *self = g_new0 (SimmerStoreRecord, 1);
  SimmerTaskStatus status = simmer_task_get_status (task);

  self->id = g_strdup (simmer_task_get_id (task));
  self->account = g_strdup (simmer_task_get_account_id (task));
  self->service = g_strdup (simmer_task_get_service (task));
  self->remote_id = g_strdup (simmer_task_get_remote_id (task));
  self->title = g_strdup (simmer_task_get_title (task));
  self->status = simmer_task_status_to_string (status);
  self->active = simmer_task_is_active (task);
  self->final = simmer_task_status_is_final (status);
  self->attempt = simmer_task_get_attempt (task);
  self->created = simmer_task_get_created (task);
  self->finished = simmer_task_get_finished (task);
  self->changed = simmer_task_get_changed (task);
  self->heard = simmer_task_get_heard (task);
  self->copies = count_copies (task);
  self->state = simmer_task_to_state (task);
  self->intent = simmer_task_get_intent (task);

  return self;
}

/**
 * simmer_store_record_to_task:
 * @self: a record that was read
 *
 * Returns: (transfer full) (nullable): a new task in that state, if there is one
 */
SimmerTask *
simmer_store_record_to_task (SimmerStoreRecord *self)
{
  g_autoptr (SimmerTask) task = NULL;

  if (self->state == NULL)
    return NULL;

  task = simmer_task_new (self->id, self->account, self->service);
  if (!simmer_task_load_state (task, self->state))
    return NULL;
  simmer_task_set_intent (task, self->intent);

  return g_steal_pointer (&task);
}

/**
 * simmer_store_record_free:
 * @self: (transfer full): a record
 */
void
simmer_store_record_free (SimmerStoreRecord *self)
{
  g_free (self->id);
  g_free (self->account);
  g_free (self->service);
  g_free (self->remote_id);
  g_free (self->title);
  g_clear_pointer (&self->state, json_node_unref);
  g_clear_pointer (&self->fresh, simmer_store_record_free);
  g_free (self);
}
