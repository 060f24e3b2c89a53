/* The store's connection to SQLite.
 *
 * Write-ahead log: readers and one writer do not wait for each other. A commit survives the death
 * of the process in any case; "full" ones are also on the disk when they return. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-database.h"

#include <glib/gi18n-lib.h>

#include "simmer-store-file.h"
#include "simmer-store-rescue.h"
#include "simmer-store-schema.h"

#define BUSY_TIMEOUT_MS 5000

struct _SimmerStoreDatabase
{
  char *folder;             /* (owned) */
  char *path;               /* (owned) */
  sqlite3 *db;              /* (owned) (nullable) */
  GHashTable *statements;   /* (owned) text → sqlite3_stmt */
  SimmerFollower *follower; /* (owned) (nullable): alive while open */
  SimmerPulse *pulse;       /* (owned): that of the follower */
  gboolean full;            /* what the connection is set to */
  gint64 first_seq;         /* the last change when it was opened */
};

/* Tells SQLite's last error in words for a person. Returns FALSE, for the caller to return. */
static gboolean
fail (SimmerStoreDatabase *self, int code, GError **error)
{
  gboolean told = self->db != NULL && sqlite3_errcode (self->db) != SQLITE_OK;
  const char *reason = told ? sqlite3_errmsg (self->db) : sqlite3_errstr (code);
  const char *path = self->path;

  g_debug ("failed with %d: %s", code, reason);
  if ((code & 0xff) == SQLITE_IOERR && simmer_store_file_is_disk_full (self->folder))
    code = SQLITE_FULL;
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_NO_SPACE,
                   _ ("Simmer cannot write down what it knows: the disk that holds “%s” is full "
                      "(%s). Free some space; Simmer then goes on by itself."),
                   path,
                   reason);
      break;
    case SQLITE_READONLY:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_READ_ONLY,
                   _ ("Simmer cannot write down what it knows: “%s” can only be read (%s). Make "
                      "it and its folder writable."),
                   path,
                   reason);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_BUSY,
                   _ ("Another program has kept “%s” to itself for too long (%s). Close it; "
                      "Simmer then goes on by itself."),
                   path,
                   reason);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      simmer_store_file_set_suspect (self->folder, TRUE);
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is damaged (%s). Start Simmer again: it then sets the file aside and "
                      "begins a new one."),
                   path,
                   reason);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_PERMISSION_DENIED,
                   _ ("“%s” cannot be opened (%s). Check that it and its folder are yours to read "
                      "and write."),
                   path,
                   reason);
      break;
    default:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_FAILED,
                   _ ("“%s” cannot be read or written (%s). Check the disk that holds it."),
                   path,
                   reason);
    }

  return FALSE;
}

/* Before anything else is read or written, the form is one that this Simmer knows. */
static gboolean
connect_to_file (SimmerStoreDatabase *self, GError **error)
{
  int code;

  code = sqlite3_open_v2 (self->path,
                          &self->db,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                          NULL);
  if (code != SQLITE_OK)
    return fail (self, code, error);

  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  if (sqlite3_db_readonly (self->db, "main") == 1)
    return fail (self, SQLITE_READONLY, error);
  if (!simmer_store_schema_is_known (self, error))
    return FALSE;

  self->full = FALSE;
  code = sqlite3_exec (self->db,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                       "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY",
                       NULL,
                       NULL,
                       NULL);

  return code == SQLITE_OK || fail (self, code, error);
}

static void
disconnect (SimmerStoreDatabase *self)
{
  g_hash_table_remove_all (self->statements);
  sqlite3_close (self->db);
  self->db = NULL;
}

static int
first_text_cb (void *data, int n, char **values, char **names)
{
  char **text = data;

  if (*text == NULL)
    *text = g_strdup (values[0]);

  return 0;
}

/* SQLite knows nothing of encodings: a text may be whole and no text. */
static gboolean
check_ids (SimmerStoreDatabase *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (self, &failure, "SELECT id FROM task", "");
  gboolean readable = TRUE;

  while (readable && simmer_store_database_step (self, stmt, &failure))
    readable = simmer_store_database_is_text (stmt, 0);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (stmt != NULL)
    sqlite3_reset (stmt);

  return readable || fail (self, SQLITE_CORRUPT, error);
}

/* A full look takes a while for a large file, so it waits for a reason. */
static gboolean
check_suspect (SimmerStoreDatabase *self, GError **error)
{
  g_autofree char *answer = NULL;
  int code;

  if (!simmer_store_file_is_suspect (self->folder))
    return TRUE;

  code = sqlite3_exec (self->db, "PRAGMA integrity_check (1)", first_text_cb, &answer, NULL);
  if (code != SQLITE_OK)
    return fail (self, code, error);
  if (g_strcmp0 (answer, "ok") != 0)
    return fail (self, SQLITE_CORRUPT, error);
  if (!check_ids (self, error))
    return FALSE;
  simmer_store_file_set_suspect (self->folder, FALSE);

  return TRUE;
}

static gboolean
try_to_open (SimmerStoreDatabase *self, GError **error)
{
  if (connect_to_file (self, error) && check_suspect (self, error) &&
      simmer_store_schema_bring_up_to_date (self, error))
    self->first_seq = simmer_store_database_get_number (self, "SELECT value FROM counter", error);
  else
    self->first_seq = -1;
  if (self->first_seq >= 0)
    return TRUE;
  disconnect (self);

  return FALSE;
}

static char *
rescue (SimmerStoreDatabase *self, const char *aside)
{
  guint n = simmer_store_rescue (aside, self->path, SIMMER_STORE_VERSION);

  self->first_seq = simmer_store_database_get_number (self, "SELECT value FROM counter", NULL);
  if (n == 0)
    return g_strdup_printf (_ ("The file with Simmer’s tasks was damaged. It was kept as “%s”, and "
                               "a new one was begun."),
                            aside);

  return g_strdup_printf (ngettext ("The file with Simmer’s tasks was damaged. %u task could be "
                                    "taken over into a new one; the damaged one was kept as “%s”.",
                                    "The file with Simmer’s tasks was damaged. %u tasks could be "
                                    "taken over into a new one; the damaged one was kept as “%s”.",
                                    n),
                          n,
                          aside);
}

/* Under the lock no other process opens, and those that had the damaged file open keep it. */
static gboolean
open_locked (SimmerStoreDatabase *self, char **notice, GError **error)
{
  g_autoptr (GError) damage = NULL;
  g_autofree char *aside = NULL;

  if (!simmer_store_file_make (self->folder, error))
    return FALSE;
  if (try_to_open (self, &damage))
    return TRUE;
  if (!g_error_matches (damage, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }

  g_debug ("setting the file aside: %s", damage->message);
  aside = simmer_store_file_set_aside (self->folder, error);
  if (aside == NULL || !simmer_store_file_make (self->folder, error) || !try_to_open (self, error))
    return FALSE;
  *notice = rescue (self, aside);

  return TRUE;
}

/**
 * simmer_store_database_new:
 * @folder: the data folder
 *
 * Returns: (transfer full): a database that is not open yet
 */
SimmerStoreDatabase *
simmer_store_database_new (const char *folder)
{
  SimmerStoreDatabase *self = g_new0 (SimmerStoreDatabase, 1);

  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, SIMMER_STORE_FILE_NAME, NULL);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  self->pulse = simmer_pulse_new ();

  return self;
}

/**
 * simmer_store_database_free:
 * @self: (transfer full): a database
 */
void
simmer_store_database_free (SimmerStoreDatabase *self)
{
  simmer_store_database_close (self);
  simmer_pulse_free (self->pulse);
  g_hash_table_unref (self->statements);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

/**
 * simmer_store_database_open:
 * @self: a database
 * @notice: (out) (nullable): what a person should know of the opening
 * @error: set on failure
 *
 * Opens the file, makes it if there is none, brings its form up to date, and sets a damaged one
 * aside. From here on this process is alive as a follower.
 *
 * Returns: whether it is open
 */
gboolean
simmer_store_database_open (SimmerStoreDatabase *self, char **notice, GError **error)
{
  gboolean opened;
  int lock;

  *notice = NULL;
  if (self->db != NULL)
    return TRUE;

  lock = simmer_store_file_lock (self->folder, error);
  if (lock < 0)
    return FALSE;

  self->follower = simmer_follower_new (self->folder, error);
  opened = self->follower != NULL && open_locked (self, notice, error);
  if (opened)
    simmer_follower_show (self->follower, self->pulse);
  else
    g_clear_pointer (&self->follower, simmer_follower_free);
  simmer_store_file_unlock (lock);

  return opened;
}

/**
 * simmer_store_database_close:
 * @self: a database
 */
void
simmer_store_database_close (SimmerStoreDatabase *self)
{
  disconnect (self);
  simmer_pulse_hide (self->pulse);
  g_clear_pointer (&self->follower, simmer_follower_free);
}

/**
 * simmer_store_database_is_open:
 * @self: a database
 *
 * Returns: whether it can be asked
 */
gboolean
simmer_store_database_is_open (SimmerStoreDatabase *self)
{
  return self->db != NULL;
}

/**
 * simmer_store_database_get_folder:
 * @self: a database
 *
 * Returns: (transfer none): the data folder
 */
const char *
simmer_store_database_get_folder (SimmerStoreDatabase *self)
{
  return self->folder;
}

/**
 * simmer_store_database_get_pulse:
 * @self: a database
 *
 * Returns: (transfer none): whether this process goes on as a follower, as long as @self is there
 */
SimmerPulse *
simmer_store_database_get_pulse (SimmerStoreDatabase *self)
{
  return self->pulse;
}

/**
 * simmer_store_database_get_follower:
 * @self: an open database
 *
 * Returns: (transfer none): the id of this process as a follower and as an author
 */
const char *
simmer_store_database_get_follower (SimmerStoreDatabase *self)
{
  return simmer_follower_get_id (self->follower);
}

/**
 * simmer_store_database_get_first_seq:
 * @self: an open database
 *
 * Returns: the number of the last change when it was opened
 */
gint64
simmer_store_database_get_first_seq (SimmerStoreDatabase *self)
{
  return self->first_seq;
}

static sqlite3_stmt *
get_statement (SimmerStoreDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (self->statements, sql);
  int code;

  if (self->db == NULL)
    {
      g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The file with Simmer’s tasks is not open."));
      return NULL;
    }
  if (stmt != NULL)
    {
      sqlite3_reset (stmt);
      return stmt;
    }

  code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
  if (code != SQLITE_OK)
    {
      fail (self, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, stmt);

  return stmt;
}

static sqlite3_stmt *
ask_valist (SimmerStoreDatabase *self,
            GError **error,
            const char *sql,
            const char *format,
            va_list args)
{
  sqlite3_stmt *stmt = get_statement (self, sql, error);

  g_assert (stmt == NULL || sqlite3_bind_parameter_count (stmt) == (int) strlen (format));
  for (int i = 0; stmt != NULL && format[i] != '\0'; i++)
    {
      if (format[i] == 't')
        sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
      else
        sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64));
    }

  return stmt;
}

/**
 * simmer_store_database_ask:
 * @self: a database
 * @error: set on failure
 * @sql: a literal
 * @format: a letter a parameter, in their order: "t" text or %NULL, "i" #gint64
 * @...: the parameters
 *
 * Returns: (transfer none) (nullable): a statement to step through; each use of the same @sql
 *   begins it anew
 */
sqlite3_stmt *
simmer_store_database_ask (SimmerStoreDatabase *self,
                           GError **error,
                           const char *sql,
                           const char *format,
                           ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = ask_valist (self, error, sql, format, args);
  va_end (args);

  return stmt;
}

/**
 * simmer_store_database_step:
 * @self: a database
 * @stmt: (nullable): from simmer_store_database_ask()
 * @error: set on failure
 *
 * A statement that has no more rows, or failed, is reset at once, so that it holds no lock.
 *
 * Returns: whether there is a row; without one @error tells an end from a failure
 */
gboolean
simmer_store_database_step (SimmerStoreDatabase *self, sqlite3_stmt *stmt, GError **error)
{
  int code;

  if (stmt == NULL)
    return FALSE;

  code = sqlite3_step (stmt);
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    fail (self, code, error);
  sqlite3_reset (stmt);

  return FALSE;
}

/**
 * simmer_store_database_run:
 * @self: a database
 * @error: set on failure
 * @sql: a literal that answers with no rows, or with rows that do not matter
 * @format: as for simmer_store_database_ask()
 * @...: the parameters
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_database_run (SimmerStoreDatabase *self,
                           GError **error,
                           const char *sql,
                           const char *format,
                           ...)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = ask_valist (self, &failure, sql, format, args);
  va_end (args);

  while (simmer_store_database_step (self, stmt, &failure))
    ;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * simmer_store_database_get_number:
 * @self: a database
 * @sql: a literal that answers with one number
 * @error: set on failure
 *
 * Returns: the number, or -1
 */
gint64
simmer_store_database_get_number (SimmerStoreDatabase *self, const char *sql, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (self, &failure, sql, "");
  gint64 number = -1;

  if (simmer_store_database_step (self, stmt, &failure))
    {
      number = sqlite3_column_int64 (stmt, 0);
      sqlite3_reset (stmt);
    }
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    fail (self, SQLITE_CORRUPT, error);

  return number;
}

/**
 * simmer_store_database_is_text:
 * @stmt: a statement that has a row
 * @column: a column of it
 *
 * Returns: whether it holds a text that may be shown and sent, which a damaged page can break
 */
gboolean
simmer_store_database_is_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL && g_utf8_validate (text, -1, NULL);
}

/**
 * simmer_store_database_dup_text:
 * @stmt: a statement that has a row
 * @column: a column of it
 *
 * Returns: (transfer full) (nullable): its text, with what a damage broke replaced by U+FFFD
 */
char *
simmer_store_database_dup_text (sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * simmer_store_database_get_changes:
 * @self: an open database
 *
 * Returns: how many rows the last statement changed
 */
guint
simmer_store_database_get_changes (SimmerStoreDatabase *self)
{
  return (guint) sqlite3_changes (self->db);
}

/**
 * simmer_store_database_get_scanned:
 * @self: an open database
 *
 * For tests and benchmarks.
 *
 * Returns: how many rows all statements so far have stepped over or sorted without an index
 */
guint
simmer_store_database_get_scanned (SimmerStoreDatabase *self)
{
  GHashTableIter iter;
  gpointer stmt;
  int scanned = 0;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    scanned += sqlite3_stmt_status (stmt, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) +
               sqlite3_stmt_status (stmt, SQLITE_STMTSTATUS_SORT, 0);

  return (guint) scanned;
}

/**
 * simmer_store_database_begin:
 * @self: a database
 * @full: whether the commit is to be on the disk when it returns
 * @error: set on failure
 *
 * Begins to write; from here to the end no other process does.
 *
 * Returns: whether it has begun
 */
gboolean
simmer_store_database_begin (SimmerStoreDatabase *self, gboolean full, GError **error)
{
  /* This pragma acts when it is prepared, so it cannot be kept prepared. */
  if (self->db != NULL && self->full != full)
    {
      int code = sqlite3_exec (self->db,
                               full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                               NULL,
                               NULL,
                               NULL);

      if (code != SQLITE_OK)
        return fail (self, code, error);
      self->full = full;
    }

  return simmer_store_database_run (self, error, "BEGIN IMMEDIATE", "");
}

/**
 * simmer_store_database_commit:
 * @self: a database that has begun
 * @error: set on failure; then all is as before simmer_store_database_begin()
 *
 * Returns: whether all is written
 */
gboolean
simmer_store_database_commit (SimmerStoreDatabase *self, GError **error)
{
  if (simmer_store_database_run (self, error, "COMMIT", ""))
    return TRUE;
  simmer_store_database_roll_back (self);

  return FALSE;
}

/**
 * simmer_store_database_roll_back:
 * @self: a database that may have begun
 *
 * A full disk or a damage ends a transaction by itself; then there is nothing to do.
 */
void
simmer_store_database_roll_back (SimmerStoreDatabase *self)
{
  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    simmer_store_database_run (self, NULL, "ROLLBACK", "");
}
