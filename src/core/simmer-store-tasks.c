/* Reads the tasks' rows. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-tasks.h"

#include <glib/gi18n-lib.h>

#include "simmer-json.h"
#include "simmer-store-file.h"

#define MIN_PREFIX 4
#define MAX_FOUND  32

/* The columns of a record; ?1 is this process. */
#define COLUMNS                                                                                 \
  "SELECT id, account, service, state, revision, author = ?1, intent, removed, order_revision," \
  " order_author IS ?1, order_author IS NULL, follower IS NOT NULL, follower IS ?1, remote_id," \
  " title, status, attempt, created, finished, changed, heard FROM task "

/* What the row itself tells of a task whose state cannot be read: enough to show it and to follow
 * it on. */
static JsonNode *
make_state (sqlite3_stmt *stmt)
{
  const struct
  {
    const char *name;
    int column;
    gboolean is_text;
  } members[] = {
    { "remoteId", 13, TRUE },  { "title", 14, TRUE },    { "status", 15, TRUE },
    { "attempt", 16, FALSE },  { "created", 17, FALSE }, { "submitted", 17, FALSE },
    { "finished", 18, FALSE }, { "changed", 19, FALSE }, { "heard", 20, FALSE },
  };
  const char *damaged =
    _ ("What Simmer had kept of this task is damaged: its settings and results are lost here.");
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = (const char *) sqlite3_column_text (stmt, members[i].column);

      if (!members[i].is_text)
        json_object_set_int_member (
          object, members[i].name, sqlite3_column_int64 (stmt, members[i].column));
      else if (simmer_store_database_is_text (stmt, members[i].column))
        json_object_set_string_member (object, members[i].name, text);
    }
  json_object_set_string_member (object, "message", damaged);
  if (g_strcmp0 ((const char *) sqlite3_column_text (stmt, 15), "FAILED") == 0)
    {
      json_object_set_string_member (object, "errorCode", "malformed");
      json_object_set_string_member (object, "error", damaged);
    }
  json_node_take_object (node, object);

  return node;
}

static JsonNode *
column_json (sqlite3_stmt *stmt, int column)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node;
  const void *text = sqlite3_column_text (stmt, column);

  if (text == NULL)
    return NULL;

  bytes = g_bytes_new (text, (gsize) sqlite3_column_bytes (stmt, column));
  node = simmer_json_parse_file (bytes, &error);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return node;

  g_debug ("a state cannot be read: %s", error != NULL ? error->message : "no object");
  g_clear_pointer (&node, json_node_unref);

  return make_state (stmt);
}

static SimmerIntent
column_intent (sqlite3_stmt *stmt, int column)
{
  const char *word = (const char *) sqlite3_column_text (stmt, column);

  for (int i = SIMMER_INTENT_NONE; i <= SIMMER_INTENT_RETRYING; i++)
    if (g_strcmp0 (word, simmer_intent_to_string ((SimmerIntent) i)) == 0)
      return (SimmerIntent) i;

  return SIMMER_INTENT_NONE;
}

static SimmerStoreRecord *
read_row (sqlite3_stmt *stmt)
{
  SimmerStoreRecord *record = g_new0 (SimmerStoreRecord, 1);

  record->id = simmer_store_database_dup_text (stmt, 0);
  record->account = simmer_store_database_dup_text (stmt, 1);
  record->service = simmer_store_database_dup_text (stmt, 2);
  record->state = column_json (stmt, 3);
  record->revision = sqlite3_column_int64 (stmt, 4);
  record->own = sqlite3_column_int (stmt, 5) != 0;
  record->intent = column_intent (stmt, 6);
  record->removed = sqlite3_column_int64 (stmt, 7);
  record->order_revision = sqlite3_column_int64 (stmt, 8);
  record->order_own = sqlite3_column_int (stmt, 9) != 0;
  record->order_free = sqlite3_column_int (stmt, 10) != 0;
  if (sqlite3_column_int (stmt, 12) != 0)
    record->holder = SIMMER_STORE_HOLDER_SELF;
  else if (sqlite3_column_int (stmt, 11) != 0)
    record->holder = SIMMER_STORE_HOLDER_OTHER;

  return record;
}

static gboolean
read_rows (SimmerStoreDatabase *database, sqlite3_stmt *stmt, GPtrArray *records, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (stmt == NULL)
    return FALSE;

  while (simmer_store_database_step (database, stmt, &failure))
    {
      if (simmer_store_database_is_text (stmt, 0))
        {
          g_ptr_array_add (records, read_row (stmt));
          continue;
        }
      /* Nobody could name it. The next opening gives it another id. */
      g_debug ("a task's id is damaged");
      simmer_store_file_set_suspect (simmer_store_database_get_folder (database), TRUE);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_record_free);
}

/**
 * simmer_store_tasks_load:
 * @database: a database
 * @n_finished: how many of the finished ones
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable) (element-type SimmerStoreRecord): all active tasks and the
 *   newest finished ones
 */
GPtrArray *
simmer_store_tasks_load (SimmerStoreDatabase *database, guint n_finished, GError **error)
{
  g_autoptr (GPtrArray) records = new_records ();
  const char *me = simmer_store_database_get_follower (database);
  sqlite3_stmt *stmt;

  stmt = simmer_store_database_ask (
    database,
    error,
    COLUMNS "INDEXED BY task_active WHERE active = 1 AND removed = 0 ORDER BY created DESC",
    "t",
    me);
  if (!read_rows (database, stmt, records, error))
    return NULL;

  stmt = simmer_store_database_ask (
    database,
    error,
    COLUMNS "INDEXED BY task_finished WHERE active = 0 AND removed = 0 ORDER BY created DESC"
            " LIMIT ?2",
    "ti",
    me,
    (gint64) n_finished);
  if (!read_rows (database, stmt, records, error))
    return NULL;

  return g_steal_pointer (&records);
}

/**
 * simmer_store_tasks_load_older:
 * @database: a database
 * @before: wall time
 * @n: how many; more, where several were created in the same microsecond
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable) (element-type SimmerStoreRecord): the newest finished tasks
 *   that were created before @before
 */
GPtrArray *
simmer_store_tasks_load_older (SimmerStoreDatabase *database,
                               gint64 before,
                               guint n,
                               GError **error)
{
  g_autoptr (GPtrArray) records = new_records ();
  sqlite3_stmt *stmt;

  stmt = simmer_store_database_ask (
    database,
    error,
    COLUMNS "INDEXED BY task_finished WHERE active = 0 AND removed = 0 AND created < ?2"
            " AND created >= ifnull ((SELECT created FROM task INDEXED BY task_finished"
            "  WHERE active = 0 AND removed = 0 AND created < ?2"
            "  ORDER BY created DESC LIMIT 1 OFFSET ?3), -9223372036854775808)"
            " ORDER BY created DESC",
    "tii",
    simmer_store_database_get_follower (database),
    before,
    (gint64) MAX (n, 1) - 1);
  if (!read_rows (database, stmt, records, error))
    return NULL;

  return g_steal_pointer (&records);
}

/**
 * simmer_store_tasks_find:
 * @database: a database
 * @text: an id, the beginning of one (4 characters or more), or a remote id
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable) (element-type SimmerStoreRecord): the one task of that id;
 *   else all that fit, newest first
 */
GPtrArray *
simmer_store_tasks_find (SimmerStoreDatabase *database, const char *text, GError **error)
{
  g_autoptr (GPtrArray) records = new_records ();
  const char *me = simmer_store_database_get_follower (database);
  g_autofree char *after = g_strconcat (text, "\364\217\277\277", NULL);
  sqlite3_stmt *stmt;

  stmt = simmer_store_database_ask (
    database, error, COLUMNS "WHERE id = ?2 AND removed = 0", "tt", me, text);
  if (!read_rows (database, stmt, records, error))
    return NULL;
  if (records->len > 0)
    return g_steal_pointer (&records);

  stmt =
    simmer_store_database_ask (database,
                               error,
                               COLUMNS "WHERE rowid IN (SELECT rowid FROM task WHERE remote_id = ?2"
                                       "  UNION SELECT rowid FROM (SELECT rowid FROM task"
                                       "   WHERE id >= ?2 AND id < ?3 AND ?4 LIMIT ?5))"
                                       " AND removed = 0 ORDER BY created DESC LIMIT ?5",
                               "tttii",
                               me,
                               text,
                               after,
                               (gint64) (g_utf8_strlen (text, -1) >= MIN_PREFIX),
                               (gint64) MAX_FOUND);
  if (!read_rows (database, stmt, records, error))
    return NULL;

  return g_steal_pointer (&records);
}

/**
 * simmer_store_tasks_drop_known:
 * @database: a database
 * @account: an account's id
 * @remote_ids: (element-type utf8): what its service calls tasks; those that are kept are removed
 * @error: set on failure
 *
 * Returns: whether all could be looked up
 */
gboolean
simmer_store_tasks_drop_known (SimmerStoreDatabase *database,
                               const char *account,
                               GPtrArray *remote_ids,
                               GError **error)
{
  guint n_strangers = 0;

  for (guint i = 0; i < remote_ids->len; i++)
    {
      sqlite3_stmt *stmt = simmer_store_database_ask (
        database,
        error,
        "SELECT EXISTS (SELECT 1 FROM task WHERE remote_id = ?1 AND account = ?2 AND removed = 0)",
        "tt",
        remote_ids->pdata[i],
        account);

      if (!simmer_store_database_step (database, stmt, error))
        return FALSE;
      if (sqlite3_column_int (stmt, 0) == 0)
        {
          gpointer known = remote_ids->pdata[n_strangers];

          remote_ids->pdata[n_strangers++] = remote_ids->pdata[i];
          remote_ids->pdata[i] = known;
        }
      sqlite3_reset (stmt);
    }
  g_ptr_array_set_size (remote_ids, (int) n_strangers);

  return TRUE;
}

/**
 * simmer_store_tasks_read:
 * @database: a database
 * @id: a task's id
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): its row, removed or not; %NULL without @error if none
 */
SimmerStoreRecord *
simmer_store_tasks_read (SimmerStoreDatabase *database, const char *id, GError **error)
{
  SimmerStoreRecord *record;
  sqlite3_stmt *stmt = simmer_store_database_ask (database,
                                                  error,
                                                  COLUMNS "WHERE id = ?2",
                                                  "tt",
                                                  simmer_store_database_get_follower (database),
                                                  id);

  if (!simmer_store_database_step (database, stmt, error))
    return NULL;
  record = read_row (stmt);
  sqlite3_reset (stmt);

  return record;
}

/**
 * simmer_store_tasks_read_since:
 * @database: a database
 * @seq: (inout): the last change that was read
 * @limit: after how many rows to stop
 * @error: set on failure
 *
 * A row that is this process's own in all its parts comes without its state.
 *
 * Returns: (transfer full) (nullable) (element-type SimmerStoreRecord): rows that have changed
 *   since, in the order of their changes
 */
GPtrArray *
simmer_store_tasks_read_since (SimmerStoreDatabase *database,
                               gint64 *seq,
                               guint limit,
                               GError **error)
{
  g_autoptr (GPtrArray) records = new_records ();
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt;

  stmt = simmer_store_database_ask (
    database,
    error,
    "SELECT id, account, service,"
    " CASE WHEN author = ?1 AND order_author IS ?1 THEN NULL ELSE state END,"
    " revision, author = ?1, intent, removed, order_revision, order_author IS ?1,"
    " order_author IS NULL, follower IS NOT NULL, follower IS ?1, seq"
    " FROM task WHERE seq > ?2 ORDER BY seq",
    "ti",
    simmer_store_database_get_follower (database),
    *seq);

  while (simmer_store_database_step (database, stmt, &failure))
    {
      gint64 next = sqlite3_column_int64 (stmt, 13);

      /* Rows that changed together bear one number. */
      if (records->len >= limit && next != *seq)
        {
          sqlite3_reset (stmt);
          break;
        }
      *seq = next;
      g_ptr_array_add (records, read_row (stmt));
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  return g_steal_pointer (&records);
}
