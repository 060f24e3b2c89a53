/* The form of the store's file. Each step is done whole or not at all, and none is ever changed
 * once it was released: what is to be different is one more step. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-schema.h"

#include <glib/gi18n-lib.h>

/* 1: tasks. A task's row has three parts, each with its own writers:
 * - what the service said: state, and columns for those who look for it; as of revision, by author;
 * - what a person ordered: intent and removed; as of order_revision, by order_author;
 * - who follows it.
 * Each change of a row takes the next number of the counter for its seq. */
static const char *const step_tasks[] = {
  "CREATE TABLE counter (value INTEGER NOT NULL)",
  "INSERT INTO counter VALUES (0)",
  "CREATE TABLE task ("
  " id TEXT NOT NULL UNIQUE,"
  " account TEXT NOT NULL,"
  " service TEXT,"
  " remote_id TEXT,"
  " title TEXT,"
  " status TEXT NOT NULL,"
  " active INTEGER NOT NULL,"
  " final INTEGER NOT NULL,"
  " attempt INTEGER NOT NULL,"
  " created INTEGER NOT NULL,"
  " finished INTEGER NOT NULL,"
  " changed INTEGER NOT NULL,"
  " heard INTEGER NOT NULL,"
  " copies INTEGER NOT NULL,"
  " state TEXT NOT NULL,"
  " revision INTEGER NOT NULL,"
  " author TEXT NOT NULL,"
  " intent TEXT NOT NULL,"
  " removed INTEGER NOT NULL,"
  " order_revision INTEGER NOT NULL,"
  " order_author TEXT,"
  " follower TEXT,"
  " seq INTEGER NOT NULL)",
  "CREATE INDEX task_active ON task (created) WHERE active = 1 AND removed = 0",
  "CREATE INDEX task_finished ON task (created) WHERE active = 0 AND removed = 0",
  "CREATE INDEX task_remote_id ON task (remote_id) WHERE remote_id IS NOT NULL",
  "CREATE INDEX task_follower ON task (follower) WHERE follower IS NOT NULL",
  "CREATE INDEX task_order ON task (order_author) WHERE intent <> 'none'",
  "CREATE INDEX task_removed ON task (removed) WHERE removed > 0",
  "CREATE INDEX task_seq ON task (seq)",
  NULL,
};

/* 2: accounts, how long tasks took, and which hosts do not want to be asked until when. */
static const char *const step_facts[] = {
  "CREATE TABLE account ("
  " id TEXT NOT NULL PRIMARY KEY,"
  " name TEXT NOT NULL,"
  " profile TEXT NOT NULL,"
  " address TEXT NOT NULL) WITHOUT ROWID",
  "CREATE TABLE duration ("
  " number INTEGER PRIMARY KEY AUTOINCREMENT,"
  " account TEXT NOT NULL,"
  " kind TEXT NOT NULL,"
  " wait INTEGER NOT NULL,"
  " duration INTEGER NOT NULL)",
  "CREATE INDEX duration_key ON duration (account, kind, number)",
  "CREATE TABLE host ("
  " name TEXT NOT NULL PRIMARY KEY,"
  " closed_until INTEGER NOT NULL) WITHOUT ROWID",
  NULL,
};

/* 3: whether an account has a credential, which is kept elsewhere; each new one has a number of its
 * own. */
static const char *const step_credentials[] = {
  "ALTER TABLE account ADD COLUMN credential INTEGER NOT NULL DEFAULT 0",
  NULL,
};

/* 4: how the person wants an account's tasks to be followed, see SimmerWishes. */
static const char *const step_wishes[] = {
  "ALTER TABLE account ADD COLUMN pace TEXT NOT NULL DEFAULT 'usual'",
  "ALTER TABLE account ADD COLUMN minimum INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE account ADD COLUMN maximum INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE account ADD COLUMN deadline INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE account ADD COLUMN no_live INTEGER NOT NULL DEFAULT 0",
  NULL,
};

/* 5: what was last filled in for an account and a model, as JSON; never a prompt or a file. */
static const char *const step_inputs[] = {
  "CREATE TABLE inputs ("
  " account TEXT NOT NULL,"
  " model TEXT NOT NULL,"
  " chosen TEXT NOT NULL,"
  " used INTEGER NOT NULL,"
  " PRIMARY KEY (account, model)) WITHOUT ROWID",
  NULL,
};

static const char *const *const steps[SIMMER_STORE_VERSION] = {
  step_tasks, step_facts, step_credentials, step_wishes, step_inputs,
};

/* A pragma takes no parameter. */
static gboolean
set_version (SimmerStoreDatabase *database, int version, GError **error)
{
  static const char *const texts[SIMMER_STORE_VERSION] = {
    "PRAGMA user_version = 1", "PRAGMA user_version = 2", "PRAGMA user_version = 3",
    "PRAGMA user_version = 4", "PRAGMA user_version = 5",
  };

  return simmer_store_database_run (database, error, texts[version - 1], "");
}

static gboolean
take_step (SimmerStoreDatabase *database, int version, GError **error)
{
  gboolean done = simmer_store_database_begin (database, TRUE, error);

  for (const char *const *sql = steps[version - 1]; done && *sql != NULL; sql++)
    done = simmer_store_database_run (database, error, *sql, "");
  done = done && set_version (database, version, error) &&
         simmer_store_database_commit (database, error);
  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_schema_is_known:
 * @database: a connected database
 * @error: set if not; %G_IO_ERROR_NOT_SUPPORTED where a newer Simmer wrote the file
 *
 * Returns: whether the file has a form that this Simmer knows
 */
gboolean
simmer_store_schema_is_known (SimmerStoreDatabase *database, GError **error)
{
  gint64 version = simmer_store_database_get_number (database, "PRAGMA user_version", error);

  if (version <= SIMMER_STORE_VERSION)
    return version >= 0;

  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_NOT_SUPPORTED,
               _ ("The file with Simmer’s tasks in “%s” was written by a newer Simmer (form %d, "
                  "this one knows %d). Nothing was changed. Start the newer Simmer, or update "
                  "this one."),
               simmer_store_database_get_folder (database),
               (int) version,
               SIMMER_STORE_VERSION);

  return FALSE;
}

/**
 * simmer_store_schema_bring_up_to_date:
 * @database: a database of a known form, which no other process is bringing up to date
 * @error: set on failure
 *
 * Returns: whether the file has the form of this Simmer
 */
gboolean
simmer_store_schema_bring_up_to_date (SimmerStoreDatabase *database, GError **error)
{
  gint64 version = simmer_store_database_get_number (database, "PRAGMA user_version", error);

  if (version < 0)
    return FALSE;

  for (int next = (int) version + 1; next <= SIMMER_STORE_VERSION; next++)
    {
      g_debug ("bringing the file to form %d", next);
      if (!take_step (database, next, error))
        return FALSE;
    }

  /* Reads the tables' form and a first row: most damages show here. */
  return simmer_store_database_get_number (
           database, "SELECT count(*) FROM (SELECT state FROM task LIMIT 1)", error) >= 0;
}
