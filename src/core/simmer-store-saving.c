/* What the store writes down of tasks. Changes are collected for a fifth of a second, then sent
 * together; what cannot wait goes at once. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-private.h"
#include "simmer-store-tasks.h"

#define SAVE_DELAY_MS  200
#define RETRY_DELAY_MS 2000

static gboolean
flush_cb (gpointer user_data)
{
  SimmerStore *self = user_data;

  g_clear_pointer (&self->flush, g_source_unref);
  simmer_store_flush (self);

  return G_SOURCE_REMOVE;
}

static void
schedule_flush (SimmerStore *self, guint delay)
{
  if (self->flush != NULL)
    return;

  self->flush = g_timeout_source_new (delay);
  g_source_set_callback (self->flush, flush_cb, self, NULL);
  g_source_attach (self->flush, g_main_context_get_thread_default ());
}

/* After a write that failed. */
void
simmer_store_retry_soon (SimmerStore *self)
{
  schedule_flush (self, RETRY_DELAY_MS);
}

static gboolean
write_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_tasks_write (database, errand->records, errand->flag, error);
}

/* Reads what the writes brought back of tasks that were written elsewhere meanwhile. */
static void
take_back (SimmerStore *self, GPtrArray *records, gboolean written)
{
  g_autoptr (GPtrArray) fresh =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_record_free);
  g_autoptr (GPtrArray) tasks = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      SimmerStoreRecord *record = records->pdata[i];

      simmer_store_ledger_written (self->ledger, record, written);
      if (written && record->fresh != NULL)
        g_ptr_array_add (fresh, g_steal_pointer (&record->fresh));
    }
  if (fresh->len > 0)
    tasks = simmer_store_deliver (self, fresh, TRUE);
}

static void
keep_unsaved (SimmerStore *self, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = tasks->pdata[i];

      g_hash_table_replace (
        self->unsaved, g_strdup (simmer_task_get_id (task)), g_object_ref (task));
    }
  if (!self->closed)
    simmer_store_retry_soon (self);
}

static void
flushed_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;
  SimmerStore *self = errand->store;

  take_back (self, errand->records, error == NULL);
  simmer_store_tell_outcome (self, error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    keep_unsaved (self, errand->tasks);
}

static void
saved_now_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;

  take_back (errand->store, errand->records, error == NULL);
  simmer_store_tell_outcome (errand->store, error);
  if (error != NULL && !errand->flag && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    keep_unsaved (errand->store, errand->tasks);
  if (g_task_return_error_if_cancelled (errand->task))
    return;
  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else
    g_task_return_boolean (errand->task, TRUE);
}

static void
add_task (SimmerStoreErrand *errand, SimmerTask *task)
{
  if (errand->records == NULL)
    {
      errand->records = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_record_free);
      errand->tasks = g_ptr_array_new_with_free_func (g_object_unref);
    }
  g_ptr_array_add (errand->records, simmer_store_ledger_write (errand->store->ledger, task));
  g_ptr_array_add (errand->tasks, g_object_ref (task));
}

/* Sends all that is not sent yet. */
void
simmer_store_flush (SimmerStore *self)
{
  SimmerStoreErrand *errand;
  GHashTableIter iter;
  gpointer task;

  if (self->flush != NULL)
    g_source_destroy (self->flush);
  g_clear_pointer (&self->flush, g_source_unref);
  simmer_store_send_late (self);
  if (g_hash_table_size (self->unsaved) == 0)
    return;

  errand = simmer_store_errand_new (self, NULL);
  g_hash_table_iter_init (&iter, self->unsaved);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    add_task (errand, task);
  g_hash_table_remove_all (self->unsaved);
  g_debug ("writing %u tasks", errand->records->len);
  simmer_store_errand_send (errand, write_work, flushed_cb);
}

/**
 * simmer_store_save:
 * @self: a store
 * @task: a task that has changed
 *
 * Has @task written within 250 ms, as it is then. Several calls until then are one write.
 */
void
simmer_store_save (SimmerStore *self, SimmerTask *task)
{
  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (SIMMER_IS_TASK (task));

  if (self->closed)
    return;

  g_hash_table_replace (self->unsaved, g_strdup (simmer_task_get_id (task)), g_object_ref (task));
  schedule_flush (self, SAVE_DELAY_MS);
}

/**
 * simmer_store_save_now_async:
 * @self: a store
 * @task: a task
 * @full: whether it is to be on the disk before @callback: for what must survive a power cut
 * @cancellable: (nullable): stops the waiting, not the writing
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Writes @task as it is now, ahead of what simmer_store_save() collects. Also without @full it
 * then survives the end of this process, however it comes. What was not written with @full is not
 * tried again: the caller decides.
 */
void
simmer_store_save_now_async (SimmerStore *self,
                             SimmerTask *task,
                             gboolean full,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) answer = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (SIMMER_IS_TASK (task));

  answer = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (answer, simmer_store_save_now_async);

  g_hash_table_remove (self->unsaved, simmer_task_get_id (task));
  errand = simmer_store_errand_new (self, answer);
  errand->flag = full;
  add_task (errand, task);
  simmer_store_errand_send (errand, write_work, saved_now_cb);
}

/**
 * simmer_store_save_now_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: whether it is written
 */
gboolean
simmer_store_save_now_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
remove_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_tasks_set_removed (database, errand->texts[0], errand->numbers[0], error);
}

static void
set_removed (SimmerStore *self, const char *id, gboolean removed)
{
  SimmerStoreErrand *errand;

  if (g_hash_table_contains (self->unsaved, id))
    simmer_store_flush (self);
  simmer_store_ledger_set_removed (self->ledger, id, removed);

  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (id);
  errand->numbers[0] = removed ? simmer_clock_get_wall (self->clock) : 0;
  simmer_store_send_note (errand, remove_work, g_strconcat ("task ", id, NULL));
}

/**
 * simmer_store_remove:
 * @self: a store
 * @id: a task's id
 *
 * Removes a task for all processes. It can be brought back for an hour; after that it is deleted
 * with the copies of its results, when the store is next opened or closed.
 */
void
simmer_store_remove (SimmerStore *self, const char *id)
{
  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (id != NULL);

  set_removed (self, id, TRUE);
}

/**
 * simmer_store_restore:
 * @self: a store
 * @id: the id of a task that was removed
 *
 * Brings a task back for all processes.
 */
void
simmer_store_restore (SimmerStore *self, const char *id)
{
  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (id != NULL);

  set_removed (self, id, FALSE);
}
