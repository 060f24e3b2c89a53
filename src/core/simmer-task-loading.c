/* The manager's third part: which tasks of the store are in its queue. All active ones are, ended
 * ones come by the page, and any that somebody names. */

#include "config.h"

#include "simmer-task-manager-private.h"

/* How many ended tasks are loaded at a time. */
#define PAGE 200

/* Of a task that was read: it was written in its writer's language, and may tell of trouble that
 * ended with its follower. */
void
simmer_task_manager_bring_up_to_date (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerAccount *account =
    simmer_task_manager_get_account (self, simmer_task_get_account_id (task));

  if (account != NULL)
    simmer_task_set_service (task, simmer_account_get_name (account));
  if (!simmer_store_is_followed_elsewhere (self->store, simmer_task_get_id (task)) &&
      simmer_tracking_get_error (simmer_task_get_tracking (task), NULL))
    {
      simmer_task_set_tracking (task, SIMMER_TRACKING_POLLING, 0);
      simmer_task_set_error (task, NULL);
    }
}

static void
bring_up_to_date (SimmerTaskManager *self, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    simmer_task_manager_bring_up_to_date (self, tasks->pdata[i]);
}

static void
add_loaded (SimmerTaskManager *self, GPtrArray *tasks)
{
  bring_up_to_date (self, tasks);
  simmer_task_queue_add_many (self->queue, tasks);
  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = simmer_task_queue_find (self->queue, simmer_task_get_id (tasks->pdata[i]));

      simmer_task_manager_adopt (self, task);
    }
}

/* Active tasks of any age come with the first page, and a search may have brought in very old
 * ones: neither tells how far back the pages reach. */
static void
take_page (SimmerTaskManager *self, GPtrArray *tasks)
{
  guint n_ended = 0;

  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = tasks->pdata[i];

      if (simmer_task_is_active (task))
        continue;
      n_ended++;
      if (self->horizon == 0 || simmer_task_get_created (task) < self->horizon)
        self->horizon = simmer_task_get_created (task);
    }
  self->has_older = n_ended >= PAGE;
}

/* Without it, each process keeps to a host's pace by itself. */
static void
share_turnstile (SimmerTaskManager *self)
{
  g_autofree char *path = g_build_filename (self->folder, "turnstile", NULL);
  g_autoptr (GError) error = NULL;
  SimmerTurnstile *turnstile = simmer_turnstile_open (path, &error);

  if (turnstile != NULL)
    simmer_poller_set_turnstile (self->poller, turnstile);
  else
    g_message ("The pace of requests cannot be shared: %s", error->message);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GHashTable) closed = NULL;
  SimmerTaskManager *self = g_task_get_source_object (run);
  GError *error = NULL;
  GHashTableIter iter;
  gpointer host;
  gpointer until;

  tasks = simmer_store_load_finish (SIMMER_STORE (source), result, &error);
  if (tasks == NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  share_turnstile (self);
  simmer_account_book_load (self->book);
  closed = simmer_store_get_closed_hosts (self->store);
  g_hash_table_iter_init (&iter, closed);
  while (g_hash_table_iter_next (&iter, &host, &until))
    simmer_task_manager_close_host (self, host, *(gint64 *) until);
  take_page (self, tasks);
  add_loaded (self, tasks);
  simmer_store_set_watching (self->store, TRUE);
  g_task_return_boolean (run, TRUE);
}

/* For the manager's start; ends @run, which is (transfer full). */
void
simmer_task_manager_load (SimmerTaskManager *self, GTask *run)
{
  simmer_store_load_async (self->store, PAGE, g_task_get_cancellable (run), load_cb, run);
}

static void
load_older_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerTaskManager) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks = NULL;

  tasks = simmer_store_load_finish (SIMMER_STORE (source), result, &error);
  self->loading = FALSE;
  if (tasks != NULL)
    {
      take_page (self, tasks);
      add_loaded (self, tasks);
    }
  else if (!g_cancellable_is_cancelled (self->cancellable))
    simmer_task_manager_emit_trouble (self, error->message);
  simmer_task_manager_emit_older_loaded (self);
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self = g_task_get_source_object (run);
  g_autoptr (GPtrArray) kept = NULL;
  GPtrArray *found;
  GError *error = NULL;

  kept = simmer_store_load_finish (SIMMER_STORE (source), result, &error);
  if (kept == NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  bring_up_to_date (self, kept);
  simmer_task_queue_add_many (self->queue, kept);
  found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < kept->len; i++)
    {
      SimmerTask *task = simmer_task_queue_find (self->queue, simmer_task_get_id (kept->pdata[i]));

      g_ptr_array_add (found, g_object_ref (task));
    }
  g_task_return_pointer (run, found, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * simmer_task_manager_find_async:
 * @self: a started manager
 * @text: a local id, a prefix of one of at least four characters, or a remote id
 * @cancellable: (nullable): a cancellable
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Finds tasks among all that are kept, and brings them into the queue.
 */
void
simmer_task_manager_find_async (SimmerTaskManager *self,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_find_async);
  simmer_store_find_async (self->store, text, cancellable, find_cb, run);
}

/**
 * simmer_task_manager_find_titled_async:
 * @self: a started manager
 * @terms: to be found in a title
 * @n: how many at most
 * @cancellable: (nullable): a cancellable
 * @callback: called with what was found, the newest first
 * @user_data: for @callback
 *
 * Finds ended tasks that are not loaded yet, and brings them into the queue. Ends with
 * simmer_task_manager_find_finish().
 */
void
simmer_task_manager_find_titled_async (SimmerTaskManager *self,
                                       SimmerSearchTerms *terms,
                                       guint n,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_find_titled_async);
  simmer_store_search_async (
    self->store, terms, simmer_task_manager_get_horizon (self), n, cancellable, find_cb, run);
}

/**
 * simmer_task_manager_find_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type SimmerTask): none, one, or several
 */
GPtrArray *
simmer_task_manager_find_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_task_manager_load_older:
 * @self: a started manager
 *
 * Brings the next page of ended tasks into the queue, if there is one;
 * #SimmerTaskManager::older-loaded tells when.
 */
void
simmer_task_manager_load_older (SimmerTaskManager *self)
{
  if (!self->has_older || self->loading)
    return;

  self->loading = TRUE;
  simmer_store_load_older_async (
    self->store, self->horizon, PAGE, self->cancellable, load_older_cb, g_object_ref (self));
}

gboolean
simmer_task_manager_has_older (SimmerTaskManager *self)
{
  return self->has_older;
}

/**
 * simmer_task_manager_get_horizon:
 * @self: a started manager
 *
 * Returns: when the oldest ended task up to which all are in the queue was created, wall time; 0
 *   where all are
 */
gint64
simmer_task_manager_get_horizon (SimmerTaskManager *self)
{
  return self->has_older ? self->horizon : 0;
}

static void
recall_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  GPtrArray *tasks = simmer_store_load_finish (SIMMER_STORE (source), result, &error);

  if (tasks == NULL)
    {
      g_task_return_error (run, error);
      return;
    }
  bring_up_to_date (g_task_get_source_object (run), tasks);
  g_task_return_pointer (run, tasks, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * simmer_task_manager_recall_async:
 * @self: a started manager
 * @before: from simmer_task_manager_get_horizon(), or when the oldest recalled task was created
 * @cancellable: (nullable): a cancellable
 * @callback: called with a page of the past
 * @user_data: for @callback
 *
 * Reads ended tasks that were created before, without bringing them into the queue.
 */
void
simmer_task_manager_recall_async (SimmerTaskManager *self,
                                  gint64 before,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_recall_async);
  simmer_store_load_older_async (self->store, before, PAGE, cancellable, recall_cb, run);
}

/**
 * simmer_task_manager_recall_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (element-type SimmerTask): a page, newest first; an empty one is the end
 */
GPtrArray *
simmer_task_manager_recall_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;

  simmer_store_catch_up_finish (SIMMER_STORE (source), result, NULL);
  g_task_return_boolean (run, TRUE);
}

/**
 * simmer_task_manager_catch_up_async:
 * @self: a started manager
 * @callback: called when what was done here is on disk, and what other processes did is known
 * @user_data: for @callback
 *
 * Both happen by themselves within a quarter of a second; who goes on elsewhere may not want to
 * meet what was before.
 */
void
simmer_task_manager_catch_up_async (SimmerTaskManager *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *run = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_catch_up_async);
  simmer_store_catch_up_async (self->store, caught_up_cb, run);
}

gboolean
simmer_task_manager_catch_up_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
