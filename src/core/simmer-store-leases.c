/* Who follows a task, and who carries out its order: one process at a time, by its id as a
 * follower. An id counts for as long as its holder lives and goes on. An order that the service has
 * taken belongs to CARRIED_OUT, which nobody takes over. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-leases.h"

#define CARRIED_OUT "''"

/* Reads who holds a lease. FALSE without an error: there is no such task. */
static gboolean
read_holder (SimmerStoreDatabase *database,
             const char *sql,
             const char *task_id,
             char **holder,
             GError **error)
{
  sqlite3_stmt *stmt = simmer_store_database_ask (database, error, sql, "t", task_id);

  if (!simmer_store_database_step (database, stmt, error))
    return FALSE;
  *holder = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_reset (stmt);

  return TRUE;
}

/* Whether there is a row that says nothing of a holder. Without one, the task could not be written
 * down yet, or is long removed. */
static gboolean
check_exists (SimmerStoreDatabase *database, const char *task_id, GError **error)
{
  sqlite3_stmt *stmt =
    simmer_store_database_ask (database, error, "SELECT 1 FROM task WHERE id = ?1", "t", task_id);
  g_autoptr (GError) failure = NULL;

  if (simmer_store_database_step (database, stmt, &failure))
    {
      sqlite3_reset (stmt);
      return TRUE;
    }
  if (failure == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no row of %s", task_id);
  else
    g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* Takes a lease by one conditional update: whoever read the same dead holder and comes second
 * finds another one and changes nothing. */
static gboolean
take (SimmerStoreDatabase *database,
      const char *read_sql,
      const char *take_sql,
      const char *task_id,
      gboolean *claimed,
      GError **error)
{
  const char *me = simmer_store_database_get_follower (database);
  const char *folder = simmer_store_database_get_folder (database);
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;
  g_autofree char *holder = NULL;

  *claimed = FALSE;
  if (!read_holder (database, read_sql, task_id, &holder, &failure))
    {
      if (failure == NULL)
        return check_exists (database, task_id, error);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (g_strcmp0 (holder, me) == 0)
    {
      *claimed = TRUE;
      return TRUE;
    }
  if (holder != NULL && simmer_follower_get_limit (folder, holder) > now)
    return TRUE;

  if (!simmer_store_database_begin (database, FALSE, error))
    return FALSE;
  if (holder != NULL && !simmer_follower_end (folder, holder, now))
    {
      simmer_store_database_roll_back (database);
      return TRUE;
    }
  if (!simmer_store_database_run (database, error, "UPDATE counter SET value = value + 1", "") ||
      !simmer_store_database_run (database, error, take_sql, "ttt", task_id, me, holder))
    {
      simmer_store_database_roll_back (database);
      return FALSE;
    }
  *claimed = simmer_store_database_get_changes (database) == 1;
  g_debug ("%s %s from %s", *claimed ? "took" : "did not get", task_id, holder);

  return simmer_store_database_commit (database, error);
}

/**
 * simmer_store_leases_claim:
 * @database: a database
 * @task_id: a task's id
 * @claimed: (out): whether this process follows it now
 * @error: set on failure
 *
 * Takes up the following of a task that nobody alive follows.
 *
 * Returns: whether the question could be answered; not if the task is not
 *   written down, which is %G_IO_ERROR_NOT_FOUND
 */
gboolean
simmer_store_leases_claim (SimmerStoreDatabase *database,
                           const char *task_id,
                           gboolean *claimed,
                           GError **error)
{
  return take (database,
               "SELECT follower FROM task WHERE id = ?1 AND removed = 0",
               "UPDATE task SET follower = ?2, seq = (SELECT value FROM counter)"
               " WHERE id = ?1 AND removed = 0 AND follower IS ?3",
               task_id,
               claimed,
               error);
}

/**
 * simmer_store_leases_claim_order:
 * @database: a database
 * @task_id: a task's id
 * @claimed: (out): whether this process is to carry out the task's order now
 * @error: set on failure
 *
 * Takes up an order whose receiver is gone.
 *
 * Returns: whether the question could be answered; not if the task is not
 *   written down, which is %G_IO_ERROR_NOT_FOUND
 */
gboolean
simmer_store_leases_claim_order (SimmerStoreDatabase *database,
                                 const char *task_id,
                                 gboolean *claimed,
                                 GError **error)
{
  return take (database,
               "SELECT order_author FROM task WHERE id = ?1 AND removed = 0 AND intent <> 'none'"
               " AND order_author IS NOT " CARRIED_OUT,
               "UPDATE task SET order_author = ?2, seq = (SELECT value FROM counter),"
               " order_revision = (SELECT value FROM counter)"
               " WHERE id = ?1 AND removed = 0 AND intent <> 'none' AND order_author IS ?3",
               task_id,
               claimed,
               error);
}

/**
 * simmer_store_leases_release:
 * @database: a database
 * @task_id: a task's id
 * @error: set on failure
 *
 * Returns: whether this process does not follow it now
 */
gboolean
simmer_store_leases_release (SimmerStoreDatabase *database, const char *task_id, GError **error)
{
  gboolean done =
    simmer_store_database_begin (database, FALSE, error) &&
    simmer_store_database_run (database, error, "UPDATE counter SET value = value + 1", "") &&
    simmer_store_database_run (database,
                               error,
                               "UPDATE task SET follower = NULL, seq = (SELECT value FROM counter)"
                               " WHERE id = ?1 AND follower = ?2",
                               "tt",
                               task_id,
                               simmer_store_database_get_follower (database)) &&
    simmer_store_database_commit (database, error);

  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_leases_settle_order:
 * @database: a database
 * @task_id: a task's id
 * @error: set on failure
 *
 * The service has taken the order that this process carried out: what it comes to is for answers to
 * tell, and nobody else carries it out once more.
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_leases_settle_order (SimmerStoreDatabase *database,
                                  const char *task_id,
                                  GError **error)
{
  return simmer_store_database_run (database,
                                    error,
                                    "UPDATE task SET order_author = " CARRIED_OUT
                                    " WHERE id = ?1 AND intent <> 'none' AND order_author = ?2",
                                    "tt",
                                    task_id,
                                    simmer_store_database_get_follower (database));
}

/* All rows that name one holder change under one number: they are read together. */
static gboolean
free_holder (SimmerStoreDatabase *database, const char *holder, GError **error)
{
  return simmer_store_database_run (database, error, "UPDATE counter SET value = value + 1", "") &&
         simmer_store_database_run (
           database,
           error,
           "UPDATE task SET follower = NULL, seq = (SELECT value FROM counter)"
           " WHERE follower = ?1",
           "t",
           holder) &&
         simmer_store_database_run (
           database,
           error,
           "UPDATE task SET order_author = NULL, seq = (SELECT value FROM counter),"
           " order_revision = (SELECT value FROM counter)"
           " WHERE intent <> 'none' AND order_author = ?1",
           "t",
           holder);
}

/**
 * simmer_store_leases_release_all:
 * @database: a database
 * @error: set on failure
 *
 * Gives back all that this process follows, and the orders that it has not carried out.
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_leases_release_all (SimmerStoreDatabase *database, GError **error)
{
  gboolean done = simmer_store_database_begin (database, FALSE, error) &&
                  free_holder (database, simmer_store_database_get_follower (database), error) &&
                  simmer_store_database_commit (database, error);

  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_leases_list_others:
 * @database: a database
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the ids of other processes that follow
 *   tasks or carry out orders, alive or not
 */
GPtrArray *
simmer_store_leases_list_others (SimmerStoreDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database,
    &failure,
    "SELECT follower FROM task WHERE follower IS NOT NULL AND follower <> ?1"
    " UNION SELECT order_author FROM task WHERE intent <> 'none' AND order_author <> ?1"
    " AND order_author <> " CARRIED_OUT,
    "t",
    simmer_store_database_get_follower (database));

  while (simmer_store_database_step (database, stmt, &failure))
    g_ptr_array_add (others, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  if (failure == NULL)
    return g_steal_pointer (&others);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/* Takes all from one that does not go on. */
static gboolean
end_holder (SimmerStoreDatabase *database, const char *holder, gint64 now, GError **error)
{
  const char *folder = simmer_store_database_get_folder (database);

  if (!simmer_store_database_begin (database, FALSE, error))
    return FALSE;
  if (!simmer_follower_end (folder, holder, now))
    {
      simmer_store_database_roll_back (database);
      return TRUE;
    }

  g_debug ("%s is gone or stands still; freeing what it held", holder);
  if (free_holder (database, holder, error) && simmer_store_database_commit (database, error))
    return TRUE;
  simmer_store_database_roll_back (database);

  return FALSE;
}

/**
 * simmer_store_leases_free_dead:
 * @database: a database
 * @others: (element-type utf8): from simmer_store_leases_list_others()
 * @freed: (out): whether one of them was found dead or stopped
 * @limit: (out): when to look again, if none of them does anything; %G_MAXINT64 if never
 * @error: set on failure
 *
 * Takes from those who do not go on what they hold, so that anybody may claim it.
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_leases_free_dead (SimmerStoreDatabase *database,
                               GPtrArray *others,
                               gboolean *freed,
                               gint64 *limit,
                               GError **error)
{
  const char *folder = simmer_store_database_get_folder (database);
  gint64 now = g_get_monotonic_time ();

  *freed = FALSE;
  *limit = G_MAXINT64;
  for (guint i = 0; i < others->len; i++)
    {
      gint64 until = simmer_follower_get_limit (folder, others->pdata[i]);

      if (until > now)
        {
          *limit = MIN (*limit, until);
          continue;
        }
      if (!end_holder (database, others->pdata[i], now, error))
        return FALSE;
      *freed = TRUE;
    }

  return TRUE;
}

/**
 * simmer_store_leases_hold_any:
 * @database: a database
 *
 * Returns: whether this process follows a task or carries out an order
 */
gboolean
simmer_store_leases_hold_any (SimmerStoreDatabase *database)
{
  const char *me = simmer_store_database_get_follower (database);
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database,
    NULL,
    "SELECT EXISTS (SELECT 1 FROM task WHERE follower = ?1)"
    " OR EXISTS (SELECT 1 FROM task WHERE intent <> 'none' AND order_author = ?1)",
    "t",
    me);
  gboolean any = TRUE;

  if (simmer_store_database_step (database, stmt, NULL))
    {
      any = sqlite3_column_int (stmt, 0) != 0;
      sqlite3_reset (stmt);
    }

  return any;
}
