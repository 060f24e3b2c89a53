/* What the store is asked: for tasks, and who follows them. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-leases.h"
#include "simmer-store-private.h"
#include "simmer-store-tasks.h"

static gboolean
load_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  errand->records = simmer_store_tasks_load (database, (guint) errand->numbers[0], error);

  return errand->records != NULL;
}

static gboolean
load_older_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  errand->records =
    simmer_store_tasks_load_older (database, errand->numbers[0], (guint) errand->numbers[1], error);

  return errand->records != NULL;
}

static gboolean
find_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  errand->records = simmer_store_tasks_find (database, errand->texts[0], error);

  return errand->records != NULL;
}

/**
 * simmer_store_return_tasks:
 * @data: an errand whose task is one for simmer_store_load_finish()
 * @error: (nullable): what went wrong
 *
 * Ends it with the tasks of its records, or with none.
 */
void
simmer_store_return_tasks (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;
  g_autoptr (GPtrArray) tasks = NULL;

  if (errand->records != NULL)
    tasks = simmer_store_deliver (errand->store, errand->records, FALSE);
  else
    tasks = g_ptr_array_new_with_free_func (g_object_unref);
  if (g_task_return_error_if_cancelled (errand->task))
    return;
  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else
    g_task_return_pointer (
      errand->task, g_steal_pointer (&tasks), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * simmer_store_load_async:
 * @self: a store
 * @n_finished: how many of the finished ones
 * @cancellable: (nullable): a cancellable
 * @callback: called with the tasks
 * @user_data: for @callback
 *
 * Loads all active tasks, and those finished ones that were created last.
 */
void
simmer_store_load_async (SimmerStore *self,
                         guint n_finished,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_load_async);
  simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->numbers[0] = n_finished;
  simmer_store_errand_send (errand, load_work, simmer_store_return_tasks);
}

/**
 * simmer_store_load_older_async:
 * @self: a store
 * @before: wall time: that at which the oldest one that is known was created
 * @n: how many; more come where several were created in the same microsecond
 * @cancellable: (nullable): a cancellable
 * @callback: called with the tasks
 * @user_data: for @callback
 *
 * Loads the next page of finished tasks; an empty one is the end.
 */
void
simmer_store_load_older_async (SimmerStore *self,
                               gint64 before,
                               guint n,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_load_older_async);
  simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->numbers[0] = before;
  errand->numbers[1] = n;
  simmer_store_errand_send (errand, load_older_work, simmer_store_return_tasks);
}

/**
 * simmer_store_find_async:
 * @self: a store
 * @id_or_prefix_or_remote: what a person calls a task: its id, 4 or more characters from the
 *   beginning of it, or its id at the service
 * @cancellable: (nullable): a cancellable
 * @callback: called with the tasks
 * @user_data: for @callback
 *
 * Finds tasks in the file, also such that are not loaded. More than one is an ambiguous name.
 */
void
simmer_store_find_async (SimmerStore *self,
                         const char *id_or_prefix_or_remote,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (id_or_prefix_or_remote != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_find_async);
  simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->texts[0] = g_strdup (id_or_prefix_or_remote);
  simmer_store_errand_send (errand, find_work, simmer_store_return_tasks);
}

static gboolean
strangers_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_tasks_drop_known (database, errand->texts[0], errand->remote_ids, error);
}

static void
strangers_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;

  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else
    g_task_return_pointer (
      errand->task, g_steal_pointer (&errand->remote_ids), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * simmer_store_find_strangers_async:
 * @self: a store
 * @account_id: an account's id
 * @remote_ids: (transfer full) (element-type utf8): what its service calls tasks
 * @cancellable: (nullable): a cancellable
 * @callback: called with those of them that are not kept
 * @user_data: for @callback
 *
 * Asks the file, which has more tasks than are loaded.
 */
void
simmer_store_find_strangers_async (SimmerStore *self,
                                   const char *account_id,
                                   GPtrArray *remote_ids,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (account_id != NULL && remote_ids != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_find_strangers_async);
  simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->texts[0] = g_strdup (account_id);
  errand->remote_ids = remote_ids;
  simmer_store_errand_send (errand, strangers_work, strangers_cb);
}

/**
 * simmer_store_find_strangers_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable) (element-type utf8): what is not kept
 */
GPtrArray *
simmer_store_find_strangers_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_store_load_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set on failure
 *
 * Ends simmer_store_load_async(), simmer_store_load_older_async(), simmer_store_find_async() and
 * simmer_store_search_async().
 *
 * Returns: (transfer full) (nullable) (element-type SimmerTask): the tasks, each a new object
 */
GPtrArray *
simmer_store_load_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
caught_up_cb (gpointer data, GError *error)
{
  GTask *task = data;

  g_task_return_boolean (task, TRUE);
}

/**
 * simmer_store_catch_up_async:
 * @self: a store that is watched
 * @callback: called when all is written that was saved here, and all told that was written
 * elsewhere until now
 * @user_data: for @callback
 */
void
simmer_store_catch_up_async (SimmerStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, simmer_store_catch_up_async);
  simmer_store_flush (self);
  simmer_store_thread_look (self->thread, caught_up_cb, task, g_object_unref);
}

gboolean
simmer_store_catch_up_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What a former follower wrote last comes back with the claim. */
static gboolean
read_claimed (SimmerStoreDatabase *database, SimmerStoreErrand *errand, GError **error)
{
  g_autoptr (GError) failure = NULL;
  SimmerStoreRecord *record = simmer_store_tasks_read (database, errand->texts[0], &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  errand->records = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_record_free);
  if (record != NULL)
    g_ptr_array_add (errand->records, record);

  return TRUE;
}

static gboolean
claim_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_leases_claim (database, errand->texts[0], &errand->answer, error) &&
         read_claimed (database, errand, error);
}

static gboolean
claim_order_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_leases_claim_order (database, errand->texts[0], &errand->answer, error) &&
         read_claimed (database, errand, error);
}

static void
tell_claimed (SimmerStoreErrand *errand, gboolean order, GError *error)
{
  g_autoptr (GPtrArray) tasks = NULL;

  /* Where the holder gave it back just after that, that is told. */
  if (error == NULL && !errand->answer)
    simmer_store_ledger_note_held (errand->store->ledger, errand->texts[0], order);
  if (errand->records != NULL)
    tasks = simmer_store_deliver (errand->store, errand->records, FALSE);
  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else
    g_task_return_boolean (errand->task, errand->answer);
}

static void
claimed_cb (gpointer data, GError *error)
{
  tell_claimed (data, FALSE, error);
}

static void
order_claimed_cb (gpointer data, GError *error)
{
  tell_claimed (data, TRUE, error);
}

static void
send_claim (SimmerStore *self,
            GTask *task,
            const char *task_id,
            SimmerStoreWork work,
            SimmerStoreDone done)
{
  SimmerStoreErrand *errand;

  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (g_hash_table_contains (self->unsaved, task_id))
    simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->texts[0] = g_strdup (task_id);
  simmer_store_errand_send (errand, work, done);
}

/**
 * simmer_store_claim_async:
 * @self: a store
 * @task_id: a task's id
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known whether this process follows the task
 * @user_data: for @callback
 *
 * Takes up the following of a task, unless a process that lives follows it. Who saves a new task
 * that is active follows it without asking. Where the former follower knew more of the task,
 * "changed-elsewhere" comes before @callback.
 *
 * A claim that was made cannot be cancelled; @cancellable is looked at before it is sent.
 */
void
simmer_store_claim_async (SimmerStore *self,
                          const char *task_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (task_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_claim_async);
  send_claim (self, task, task_id, claim_work, claimed_cb);
}

/**
 * simmer_store_claim_order_async:
 * @self: a store
 * @task_id: the id of a task with an intent
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known whether this process is to carry out the order
 * @user_data: for @callback
 *
 * Takes up an order whose receiver is gone: to be asked for each task that has an intent when it
 * is loaded or orphaned. Who saves a new intent carries it out without asking. To be ended with
 * simmer_store_claim_finish().
 */
void
simmer_store_claim_order_async (SimmerStore *self,
                                const char *task_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (task_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_claim_order_async);
  send_claim (self, task, task_id, claim_order_work, order_claimed_cb);
}

/**
 * simmer_store_claim_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set where the question could not be answered
 *
 * Returns: whether this process follows the task now, or is to carry out its order
 */
gboolean
simmer_store_claim_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
release_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_leases_release (database, errand->texts[0], error);
}

static void
released_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;

  simmer_store_tell_outcome (errand->store, error);
}

/**
 * simmer_store_release:
 * @self: a store
 * @task_id: the id of a task that this process follows
 *
 * Gives it back, so that any process may follow it; after what is not saved of it yet.
 */
void
simmer_store_release (SimmerStore *self, const char *task_id)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (task_id != NULL);

  if (g_hash_table_contains (self->unsaved, task_id))
    simmer_store_flush (self);
  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (task_id);
  simmer_store_errand_send (errand, release_work, released_cb);
}

static gboolean
settle_order_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_leases_settle_order (database, errand->texts[0], error);
}

/**
 * simmer_store_settle_order:
 * @self: a store
 * @task_id: the id of a task whose order this process carried out
 *
 * Its service has taken the order, so that no process is to send it again.
 */
void
simmer_store_settle_order (SimmerStore *self, const char *task_id)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (task_id != NULL);

  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (task_id);
  simmer_store_errand_send (errand, settle_order_work, released_cb);
}

/**
 * simmer_store_is_followed_elsewhere:
 * @self: a store
 * @task_id: a task's id
 *
 * Returns: whether another process followed the task when its row was last read; a claim tells
 *   it exactly
 */
gboolean
simmer_store_is_followed_elsewhere (SimmerStore *self, const char *task_id)
{
  g_return_val_if_fail (SIMMER_IS_STORE (self), FALSE);

  return simmer_store_ledger_is_followed_elsewhere (self->ledger, task_id);
}
