/* What was learnt: how long tasks took, which hosts are closed until when, which accounts there
 * are. Held in memory whole, and written as it comes. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-facts.h"

#include "simmer-store.h"

/**
 * simmer_store_facts_new:
 *
 * Returns: (transfer full): nothing known yet
 */
SimmerStoreFacts *
simmer_store_facts_new (void)
{
  SimmerStoreFacts *self = g_new0 (SimmerStoreFacts, 1);

  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_account_free);
  self->inputs = g_hash_table_new_full (
    g_str_hash, g_str_equal, g_free, (GDestroyNotify) simmer_store_inputs_free);

  return self;
}

/**
 * simmer_store_facts_free:
 * @self: (transfer full): facts
 */
void
simmer_store_facts_free (SimmerStoreFacts *self)
{
  g_hash_table_unref (self->runs);
  g_hash_table_unref (self->hosts);
  g_ptr_array_unref (self->accounts);
  g_hash_table_unref (self->inputs);
  g_free (self);
}

/**
 * simmer_store_facts_key:
 * @account: an account's id
 * @kind: (nullable): what is generated
 *
 * Returns: (transfer full): under what their runs stand together
 */
char *
simmer_store_facts_key (const char *account, const char *kind)
{
  return g_strconcat (account, "\n", kind != NULL ? kind : "", NULL);
}

/**
 * simmer_store_facts_add_run:
 * @self: facts
 * @account: an account's id
 * @kind: (nullable): what was generated
 * @wait: time from submit to start, µs
 * @duration: time from start to end, µs
 *
 * Adds one run; the oldest of too many is forgotten.
 */
void
simmer_store_facts_add_run (SimmerStoreFacts *self,
                            const char *account,
                            const char *kind,
                            gint64 wait,
                            gint64 duration)
{
  g_autofree char *key = simmer_store_facts_key (account, kind);
  SimmerStoreRuns *runs = g_hash_table_lookup (self->runs, key);

  if (runs == NULL)
    {
      runs = g_new0 (SimmerStoreRuns, 1);
      g_hash_table_insert (self->runs, g_steal_pointer (&key), runs);
    }
  if (runs->n == SIMMER_STORE_MAX_RUNS)
    {
      runs->n--;
      memmove (runs->waits, runs->waits + 1, runs->n * sizeof runs->waits[0]);
      memmove (runs->durations, runs->durations + 1, runs->n * sizeof runs->durations[0]);
    }
  runs->waits[runs->n] = wait;
  runs->durations[runs->n] = duration;
  runs->n++;
}

/**
 * simmer_store_facts_close_host:
 * @self: facts
 * @host: a host's name
 * @until: wall time
 *
 * Returns: whether that is later than what was known
 */
gboolean
simmer_store_facts_close_host (SimmerStoreFacts *self, const char *host, gint64 until)
{
  gint64 *known = g_hash_table_lookup (self->hosts, host);

  if (known != NULL && *known >= until)
    return FALSE;

  g_hash_table_insert (self->hosts, g_strdup (host), g_memdup2 (&until, sizeof until));

  return TRUE;
}

static const char *
column_text (sqlite3_stmt *stmt, int column)
{
  return (const char *) sqlite3_column_text (stmt, column);
}

/**
 * simmer_store_facts_read:
 * @database: a database
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): all that is known
 */
SimmerStoreFacts *
simmer_store_facts_read (SimmerStoreDatabase *database, GError **error)
{
  g_autoptr (SimmerStoreFacts) self = simmer_store_facts_new ();
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt;

  stmt = simmer_store_database_ask (
    database, &failure, "SELECT account, kind, wait, duration FROM duration ORDER BY number", "");
  while (simmer_store_database_step (database, stmt, &failure))
    simmer_store_facts_add_run (self,
                                column_text (stmt, 0),
                                column_text (stmt, 1),
                                sqlite3_column_int64 (stmt, 2),
                                sqlite3_column_int64 (stmt, 3));

  if (failure == NULL)
    stmt =
      simmer_store_database_ask (database, &failure, "SELECT name, closed_until FROM host", "");
  while (failure == NULL && simmer_store_database_step (database, stmt, &failure))
    simmer_store_facts_close_host (self, column_text (stmt, 0), sqlite3_column_int64 (stmt, 1));

  if (failure == NULL && simmer_store_facts_read_accounts (self, database, &failure) &&
      simmer_store_facts_read_inputs (self, database, &failure))
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

/**
 * simmer_store_facts_write_run:
 * @database: a database
 * @account: an account's id
 * @kind: (nullable): what was generated
 * @wait: time from submit to start, µs
 * @duration: time from start to end, µs
 * @error: set on failure
 *
 * Returns: whether it is written
 */
gboolean
simmer_store_facts_write_run (SimmerStoreDatabase *database,
                              const char *account,
                              const char *kind,
                              gint64 wait,
                              gint64 duration,
                              GError **error)
{
  const char *name = kind != NULL ? kind : "";
  gboolean done =
    simmer_store_database_begin (database, FALSE, error) &&
    simmer_store_database_run (
      database,
      error,
      "INSERT INTO duration (account, kind, wait, duration) VALUES (?1, ?2, ?3, ?4)",
      "ttii",
      account,
      name,
      wait,
      duration) &&
    simmer_store_database_run (database,
                               error,
                               "DELETE FROM duration WHERE account = ?1 AND kind = ?2 AND number <="
                               " (SELECT number FROM duration WHERE account = ?1 AND kind = ?2"
                               "  ORDER BY number DESC LIMIT 1 OFFSET ?3)",
                               "tti",
                               account,
                               name,
                               (gint64) SIMMER_STORE_MAX_RUNS) &&
    simmer_store_database_commit (database, error);

  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_facts_write_host:
 * @database: a database
 * @host: a host's name
 * @until: wall time until which it does not want to be asked
 * @error: set on failure
 *
 * Of what several processes heard, the latest time counts.
 *
 * Returns: whether it is written
 */
gboolean
simmer_store_facts_write_host (SimmerStoreDatabase *database,
                               const char *host,
                               gint64 until,
                               GError **error)
{
  return simmer_store_database_run (
    database,
    error,
    "INSERT INTO host VALUES (?1, ?2) ON CONFLICT (name)"
    " DO UPDATE SET closed_until = max (closed_until, excluded.closed_until)",
    "ti",
    host,
    until);
}

/**
 * simmer_store_facts_purge_hosts:
 * @database: a database
 * @now: wall time
 * @error: set on failure
 *
 * Forgets the hosts that are open again.
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_facts_purge_hosts (SimmerStoreDatabase *database, gint64 now, GError **error)
{
  return simmer_store_database_run (
    database, error, "DELETE FROM host WHERE closed_until < ?1", "i", now);
}
