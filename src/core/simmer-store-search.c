/* Looking for ended tasks by their titles, among all that are kept. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-private.h"
#include "simmer-store-tasks.h"

/* The ids of those that match, the newest first. SQLite folds no letters beyond ASCII. */
static GPtrArray *
list_matches (SimmerStoreDatabase *database, SimmerStoreErrand *errand, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database,
    &failure,
    "SELECT id, title FROM task INDEXED BY task_finished"
    " WHERE active = 0 AND removed = 0 AND created < ?1 ORDER BY created DESC",
    "i",
    errand->numbers[0]);

  while (stmt != NULL && ids->len < errand->numbers[1] &&
         simmer_store_database_step (database, stmt, &failure))
    if (simmer_search_terms_match (errand->terms, (const char *) sqlite3_column_text (stmt, 1)))
      g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  if (stmt != NULL)
    sqlite3_reset (stmt);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  return g_steal_pointer (&ids);
}

static gboolean
search_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;
  g_autoptr (GPtrArray) ids = list_matches (database, errand, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (GPtrArray) one = simmer_store_tasks_find (database, ids->pdata[i], error);

      if (one == NULL)
        return FALSE;
      if (errand->records == NULL)
        errand->records = g_steal_pointer (&one);
      else
        g_ptr_array_extend_and_steal (errand->records, g_steal_pointer (&one));
    }

  return ids != NULL;
}

/**
 * simmer_store_search_async:
 * @self: a store
 * @terms: to be found in a title
 * @before: wall time: that at which the oldest one that is known was created
 * @n: how many at most
 * @cancellable: (nullable): a cancellable
 * @callback: called with the tasks
 * @user_data: for @callback
 *
 * Finds ended tasks that were created before @before, the newest first. Ends with
 * simmer_store_load_finish(). Reads all titles, on the store's thread.
 */
void
simmer_store_search_async (SimmerStore *self,
                           SimmerSearchTerms *terms,
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
  g_task_set_source_tag (task, simmer_store_search_async);
  simmer_store_flush (self);
  errand = simmer_store_errand_new (self, task);
  errand->terms = simmer_search_terms_ref (terms);
  errand->numbers[0] = before;
  errand->numbers[1] = n;
  simmer_store_errand_send (errand, search_work, simmer_store_return_tasks);
}
