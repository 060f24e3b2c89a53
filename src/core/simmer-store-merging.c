/* Writes and removes the tasks' rows.
 *
 * Any process may write any task. A state that was written by another process since the writer
 * last read is only replaced by a newer one: of a later attempt, or of the same attempt but ended,
 * or heard later. Of two ends the first is kept, unless the second has more results at hand. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "simmer-store-tasks.h"

#include "simmer-store-file.h"

/* What of a row decides whether it may be replaced. */
typedef struct
{
  gboolean exists;
  gint64 revision;
  gboolean own;
  guint attempt;
  gboolean final;
  gint64 heard;
  guint copies;
  gint64 order_revision;
  gboolean order_own;
} Standing;

static gboolean
read_standing (SimmerStoreDatabase *database, const char *id, Standing *standing, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database,
    &failure,
    "SELECT revision, author = ?1, attempt, final, heard, copies, order_revision,"
    " order_author IS ?1 FROM task WHERE id = ?2",
    "tt",
    simmer_store_database_get_follower (database),
    id);

  *standing = (Standing){ 0 };
  if (simmer_store_database_step (database, stmt, &failure))
    {
      standing->exists = TRUE;
      standing->revision = sqlite3_column_int64 (stmt, 0);
      standing->own = sqlite3_column_int (stmt, 1) != 0;
      standing->attempt = (guint) sqlite3_column_int (stmt, 2);
      standing->final = sqlite3_column_int (stmt, 3) != 0;
      standing->heard = sqlite3_column_int64 (stmt, 4);
      standing->copies = (guint) sqlite3_column_int (stmt, 5);
      standing->order_revision = sqlite3_column_int64 (stmt, 6);
      standing->order_own = sqlite3_column_int (stmt, 7) != 0;
      sqlite3_reset (stmt);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* A process's own writes come in their order, so the last one is always the newest of them. */
static gboolean
may_replace (const SimmerStoreRecord *mine, const Standing *theirs)
{
  if (theirs->own || theirs->revision == mine->revision)
    return TRUE;
  if (mine->attempt != theirs->attempt)
    return mine->attempt > theirs->attempt;
  if (mine->final != theirs->final)
    return mine->final;
  if (mine->final)
    return mine->copies > theirs->copies;

  return mine->heard > theirs->heard;
}

static gint64
next_seq (SimmerStoreDatabase *database, GError **error)
{
  return simmer_store_database_get_number (
    database, "UPDATE counter SET value = value + 1 RETURNING value", error);
}

/* Who writes a new task follows it. */
static gboolean
insert (SimmerStoreDatabase *database, SimmerStoreRecord *record, GError **error)
{
  g_autofree char *state = json_to_string (record->state, FALSE);
  const char *me = simmer_store_database_get_follower (database);
  gint64 seq = next_seq (database, error);

  if (seq < 0)
    return FALSE;

  return simmer_store_database_run (
    database,
    error,
    "INSERT INTO task (id, account, service, remote_id, title, status, active, final, attempt,"
    " created, finished, changed, heard, copies, state, revision, author, intent, removed,"
    " order_revision, order_author, follower, seq)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 0,"
    " ?16, ?17, iif (?7, ?17, NULL), ?16)",
    "ttttttiiiiiiiititt",
    record->id,
    record->account,
    record->service,
    record->remote_id,
    record->title,
    record->status,
    (gint64) record->active,
    (gint64) record->final,
    (gint64) record->attempt,
    record->created,
    record->finished,
    record->changed,
    record->heard,
    (gint64) record->copies,
    state,
    seq,
    me,
    simmer_intent_to_string (record->intent));
}

static gboolean
update_state (SimmerStoreDatabase *database, SimmerStoreRecord *record, GError **error)
{
  g_autofree char *state = json_to_string (record->state, FALSE);
  gint64 seq = next_seq (database, error);

  if (seq < 0)
    return FALSE;

  return simmer_store_database_run (
    database,
    error,
    "UPDATE task SET account = ?2, service = ?3, remote_id = ?4, title = ?5, status = ?6,"
    " active = ?7, final = ?8, attempt = ?9, created = ?10, finished = ?11, changed = ?12,"
    " heard = ?13, copies = ?14, state = ?15, revision = ?16, author = ?17, seq = ?16"
    " WHERE id = ?1",
    "ttttttiiiiiiiitit",
    record->id,
    record->account,
    record->service,
    record->remote_id,
    record->title,
    record->status,
    (gint64) record->active,
    (gint64) record->final,
    (gint64) record->attempt,
    record->created,
    record->finished,
    record->changed,
    record->heard,
    (gint64) record->copies,
    state,
    seq,
    simmer_store_database_get_follower (database));
}

/* Of two who want the same at once the first carries it out; the second takes it over if need
 * be. */
static gboolean
update_intent (SimmerStoreDatabase *database, SimmerStoreRecord *record, GError **error)
{
  gint64 seq = next_seq (database, error);

  if (seq < 0)
    return FALSE;

  return simmer_store_database_run (
    database,
    error,
    "UPDATE task SET intent = ?2, order_revision = ?3, seq = ?3,"
    " order_author = iif (intent = ?2 AND ?2 <> 'none' AND order_author IS NOT NULL,"
    "  order_author, ?4) WHERE id = ?1",
    "ttit",
    record->id,
    simmer_intent_to_string (record->intent),
    seq,
    simmer_store_database_get_follower (database));
}

/* Who sees a task end may not know yet that somebody else wants it cancelled: that is over, too. */
static gboolean
end_cancelling (SimmerStoreDatabase *database, SimmerStoreRecord *record, GError **error)
{
  gint64 seq = next_seq (database, error);

  if (seq < 0)
    return FALSE;

  return simmer_store_database_run (
    database,
    error,
    "UPDATE task SET intent = 'none', order_revision = ?2, order_author = ?3, seq = ?2"
    " WHERE id = ?1 AND intent = 'cancelling'",
    "tit",
    record->id,
    seq,
    simmer_store_database_get_follower (database));
}

static gboolean
merge (SimmerStoreDatabase *database,
       SimmerStoreRecord *record,
       const Standing *standing,
       GError **error)
{
  gboolean newer = may_replace (record, standing);
  gboolean told = record->write_intent || standing->order_own ||
                  standing->order_revision <= record->order_revision;

  if (newer && !update_state (database, record, error))
    return FALSE;
  if (record->write_intent && !update_intent (database, record, error))
    return FALSE;
  if (newer && record->final && !standing->final && record->intent == SIMMER_INTENT_NONE &&
      !record->write_intent && !end_cancelling (database, record, error))
    return FALSE;
  if (newer && told)
    return TRUE;

  g_debug ("%s was written elsewhere meanwhile; %s", record->id, newer ? "merged" : "kept");
  record->fresh = simmer_store_tasks_read (database, record->id, error);

  return record->fresh != NULL;
}

static gboolean
write_one (SimmerStoreDatabase *database, SimmerStoreRecord *record, GError **error)
{
  Standing standing;

  if (!read_standing (database, record->id, &standing, error))
    return FALSE;
  if (standing.exists)
    return merge (database, record, &standing, error);
  if (record->revision == 0)
    return insert (database, record, error);
  g_debug ("%s was removed for good meanwhile", record->id);

  return TRUE;
}

/**
 * simmer_store_tasks_write:
 * @database: a database
 * @records: (element-type SimmerStoreRecord): tasks as this process knows them
 * @full: whether they are to be on the disk on return
 * @error: set on failure; then none is written
 *
 * Where another process has written something newer meanwhile, the record's fresh is set.
 *
 * Returns: whether all are written, or newer ones stand there
 */
gboolean
simmer_store_tasks_write (SimmerStoreDatabase *database,
                          GPtrArray *records,
                          gboolean full,
                          GError **error)
{
  gboolean done = simmer_store_database_begin (database, full, error);

  for (guint i = 0; done && i < records->len; i++)
    done = write_one (database, records->pdata[i], error);
  done = done && simmer_store_database_commit (database, error);
  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_tasks_set_removed:
 * @database: a database
 * @id: a task's id
 * @removed: wall time of its removal; 0 brings it back
 * @error: set on failure
 *
 * Returns: whether it is so now
 */
gboolean
simmer_store_tasks_set_removed (SimmerStoreDatabase *database,
                                const char *id,
                                gint64 removed,
                                GError **error)
{
  gboolean done = simmer_store_database_begin (database, FALSE, error);
  gint64 seq = done ? next_seq (database, error) : -1;

  done = seq >= 0 && simmer_store_database_run (
                       database,
                       error,
                       "UPDATE task SET removed = ?2, order_revision = ?3, order_author = ?4,"
                       " seq = ?3 WHERE id = ?1",
                       "tiit",
                       id,
                       removed,
                       seq,
                       simmer_store_database_get_follower (database));
  done = done && simmer_store_database_commit (database, error);
  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}

/**
 * simmer_store_tasks_purge:
 * @database: a database
 * @removed_before: wall time
 * @error: set on failure
 *
 * Deletes tasks that were removed before, and the copies of their results. The results go first:
 * were this to stop in between, the row that names them is still there.
 *
 * Returns: whether it succeeded
 */
gboolean
simmer_store_tasks_purge (SimmerStoreDatabase *database, gint64 removed_before, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt =
    simmer_store_database_ask (database,
                               &failure,
                               "SELECT id FROM task WHERE removed > 0 AND removed < ?1",
                               "i",
                               removed_before);

  while (simmer_store_database_step (database, stmt, &failure))
    simmer_store_file_remove_results (simmer_store_database_get_folder (database),
                                      (const char *) sqlite3_column_text (stmt, 0));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return simmer_store_database_run (
    database, error, "DELETE FROM task WHERE removed > 0 AND removed < ?1", "i", removed_before);
}
