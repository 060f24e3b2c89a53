/* Another process, as far as the database can tell, that writes between two statements of a store
 * of this one. */

#include "simmer-test-meddler.h"

#include "simmer-test-server.h"

#include <pthread.h>
#include <sqlite3.h>

/* not a GMutex: the thread sanitizer sees only what is locked by POSIX */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char *path;      /* of the database that is to be written to … */
static char *statement; /* … after one that begins so, … */
static char *meddling;  /* … with this */
static sqlite3 *due;    /* the connection that began it, before its next one */

static void
run (const char *file, const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

/* Called as each statement of each connection begins. */
static int
trace_cb (unsigned type, void *context, void *stmt, void *text)
{
  g_autofree char *file = NULL;
  g_autofree char *sql = NULL;

  pthread_mutex_lock (&mutex);
  if (due == context)
    {
      due = NULL;
      file = g_steal_pointer (&path);
      sql = g_steal_pointer (&meddling);
    }
  else if (statement != NULL && g_str_has_prefix (text, statement))
    {
      due = context;
      g_clear_pointer (&statement, g_free);
    }
  pthread_mutex_unlock (&mutex);

  if (sql != NULL)
    run (file, sql);

  return 0;
}

static int
opened_cb (sqlite3 *db, char **message, const void *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, trace_cb, db);
}

/**
 * simmer_test_meddler_init:
 *
 * To be called before the first store is opened.
 */
void
simmer_test_meddler_init (void)
{
  sqlite3_auto_extension ((void (*) (void)) opened_cb);
}

/**
 * simmer_test_meddle:
 * @folder: of a store
 * @after: how a statement begins
 * @sql: what is written once after it, before the next statement of whoever began it
 */
void
simmer_test_meddle (const char *folder, const char *after, const char *sql)
{
  pthread_mutex_lock (&mutex);
  g_assert_null (meddling);
  path = g_build_filename (folder, "simmer.db", NULL);
  statement = g_strdup (after);
  meddling = g_strdup (sql);
  pthread_mutex_unlock (&mutex);
}

static gboolean
has_row (const char *file, const char *sql)
{
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gboolean found = FALSE;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK)
    {
      found = sqlite3_step (stmt) == SQLITE_ROW;
      sqlite3_finalize (stmt);
    }
  sqlite3_close (db);

  return found;
}

static gboolean
go_on_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * simmer_test_wait_for_row:
 * @folder: of a store
 * @sql: a query
 *
 * Waits until it finds something, in a table that may not be there yet.
 */
void
simmer_test_wait_for_row (const char *folder, const char *sql)
{
  g_autofree char *file = g_build_filename (folder, "simmer.db", NULL);

  guint tick = g_timeout_add (10, go_on_cb, NULL);

  simmer_test_wait (has_row (file, sql));
  g_source_remove (tick);
}
