/* Takes over from a damaged file what can still be read of it. On connections of its own: the
 * errors met here say nothing of the new file. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-rescue.h"

#include <sqlite3.h>

/* Of the table of tasks. */
#define ID_COLUMN 0

static gint64
get_number (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;
  gint64 number = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK &&
      sqlite3_step (stmt) == SQLITE_ROW)
    number = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);

  return number;
}

/* One parameter a column. */
static sqlite3_stmt *
prepare_insert (sqlite3 *db, const char *table, int n_columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt = NULL;

  g_string_printf (sql, "INSERT OR IGNORE INTO %s VALUES (", table);
  for (int i = 0; i < n_columns; i++)
    g_string_append (sql, i == 0 ? "?" : ", ?");
  g_string_append_c (sql, ')');
  sqlite3_prepare_v2 (db, sql->str, -1, &stmt, NULL);

  return stmt;
}

static gboolean
has_id (sqlite3_stmt *row)
{
  const char *id = (const char *) sqlite3_column_text (row, ID_COLUMN);

  return id != NULL && g_utf8_validate (id, -1, NULL);
}

/* A task whose id is damaged is a task all the same. Of the same row it is the same id. */
static char *
make_id (sqlite3_stmt *row)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);

  for (int i = 0; i < sqlite3_column_count (row); i++)
    {
      const guchar *text = sqlite3_column_text (row, i);

      if (text != NULL)
        g_checksum_update (checksum, text, sqlite3_column_bytes (row, i) + 1);
    }

  return g_strconcat ("recovered-", g_checksum_get_string (checksum), NULL);
}

/* Copies until the end, or until what cannot be read. */
static void
copy_rows (sqlite3 *from, sqlite3 *to, const char *table, const char *order)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s %s", table, order);
  sqlite3_stmt *select = NULL;
  sqlite3_stmt *insert;
  int n_columns;

  if (sqlite3_prepare_v2 (from, sql, -1, &select, NULL) != SQLITE_OK)
    return;

  n_columns = sqlite3_column_count (select);
  insert = prepare_insert (to, table, n_columns);
  while (insert != NULL && sqlite3_step (select) == SQLITE_ROW)
    {
      for (int i = 0; i < n_columns; i++)
        sqlite3_bind_value (insert, i + 1, sqlite3_column_value (select, i));
      if (g_str_equal (table, "task") && !has_id (select))
        sqlite3_bind_text (insert, ID_COLUMN + 1, make_id (select), -1, g_free);
      sqlite3_step (insert);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  sqlite3_finalize (select);
}

/* Rows lie in the order of their making: those before a damaged page are reached from the oldest
 * on, those after it from the newest back. What is copied already is passed over. */
static gboolean
copy_all (sqlite3 *from, sqlite3 *to)
{
  if (sqlite3_exec (to, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return FALSE;

  copy_rows (from, to, "task", "ORDER BY rowid");
  copy_rows (from, to, "task", "ORDER BY rowid DESC");
  copy_rows (from, to, "account", "");
  copy_rows (from, to, "duration", "");
  copy_rows (from, to, "host", "");
  copy_rows (from, to, "inputs", "");

  return sqlite3_exec (to,
                       "UPDATE counter SET value = (SELECT ifnull (max (seq), 0) FROM task);"
                       "COMMIT",
                       NULL,
                       NULL,
                       NULL) == SQLITE_OK;
}

/**
 * simmer_store_rescue:
 * @damaged: the file that was set aside
 * @path: the new file, which has its tables and nothing in them
 * @version: the form of the new file; one of another form is left alone
 *
 * Returns: how many tasks were taken over
 */
guint
simmer_store_rescue (const char *damaged, const char *path, int version)
{
  sqlite3 *from = NULL;
  sqlite3 *to = NULL;
  gint64 n = 0;

  if (sqlite3_open_v2 (damaged, &from, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      get_number (from, "PRAGMA user_version") == version &&
      sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK && copy_all (from, to))
    n = get_number (to, "SELECT count(*) FROM task");
  sqlite3_close (from);
  sqlite3_close (to);
  g_debug ("took over %d tasks", (int) n);

  return (guint) MAX (n, 0);
}
