/* What this process knows of the rows.
 *
 * The store's thread works and answers in order, so what is read after a write was sent may still
 * be older than it. While something of a task is unsaved or on its way, news of it wait: the write
 * itself then finds what is newer and brings it back. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-ledger.h"

typedef struct
{
  gint64 revision;
  gint64 order_revision;
  SimmerIntent intent;
  guint on_the_way;
  gboolean order_failed; /* the intent was sent and not written */
  gboolean removed;
  gboolean elsewhere; /* somebody else follows it */
  gboolean free_order;
} Entry;

struct _SimmerStoreLedger
{
  GHashTable *entries; /* (owned) id → Entry */
};

static Entry *
get_entry (SimmerStoreLedger *self, const char *id)
{
  Entry *entry = g_hash_table_lookup (self->entries, id);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_hash_table_insert (self->entries, g_strdup (id), entry);
    }

  return entry;
}

/* Who follows is not something that this process writes behind, so it never waits. */
static SimmerStoreNews
read_lease (Entry *entry, SimmerStoreRecord *record)
{
  gboolean elsewhere = record->holder == SIMMER_STORE_HOLDER_OTHER;
  gboolean free_order = record->intent != SIMMER_INTENT_NONE && record->order_free;
  gboolean orphaned = (entry->elsewhere && record->holder == SIMMER_STORE_HOLDER_NOBODY) ||
                      (free_order && !entry->free_order);

  entry->elsewhere = elsewhere;
  entry->free_order = free_order;

  return orphaned ? SIMMER_STORE_NEWS_ORPHANED : SIMMER_STORE_NEWS_NONE;
}

static SimmerStoreNews
read_removed (Entry *entry, SimmerStoreRecord *record)
{
  gboolean removed = record->removed != 0;

  if (record->order_own || removed == entry->removed ||
      record->order_revision <= entry->order_revision)
    return SIMMER_STORE_NEWS_NONE;
  entry->removed = removed;

  return removed ? SIMMER_STORE_NEWS_REMOVED : SIMMER_STORE_NEWS_CHANGED;
}

static SimmerStoreNews
read_order (Entry *entry, SimmerStoreRecord *record)
{
  gboolean changed = !record->order_own && entry->intent != record->intent;

  if (record->order_revision <= entry->order_revision)
    return SIMMER_STORE_NEWS_NONE;
  entry->order_revision = record->order_revision;
  if (changed)
    entry->intent = record->intent;

  return changed ? SIMMER_STORE_NEWS_CHANGED : SIMMER_STORE_NEWS_NONE;
}

static SimmerStoreNews
read_state (Entry *entry, SimmerStoreRecord *record)
{
  if (record->revision <= entry->revision)
    return SIMMER_STORE_NEWS_NONE;
  entry->revision = record->revision;

  return record->own ? SIMMER_STORE_NEWS_NONE : SIMMER_STORE_NEWS_CHANGED;
}

/**
 * simmer_store_ledger_new:
 *
 * Returns: (transfer full): a ledger that knows nothing
 */
SimmerStoreLedger *
simmer_store_ledger_new (void)
{
  SimmerStoreLedger *self = g_new0 (SimmerStoreLedger, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * simmer_store_ledger_free:
 * @self: (transfer full): a ledger
 */
void
simmer_store_ledger_free (SimmerStoreLedger *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * simmer_store_ledger_read:
 * @self: a ledger
 * @record: a row that was read
 * @unsaved: whether this process has changes of the task that are not sent yet
 *
 * Takes note of a row.
 *
 * Returns: what is new of it
 */
SimmerStoreNews
simmer_store_ledger_read (SimmerStoreLedger *self, SimmerStoreRecord *record, gboolean unsaved)
{
  gboolean first = !g_hash_table_contains (self->entries, record->id);
  SimmerStoreNews news;
  Entry *entry;

  if (first && record->removed != 0)
    return SIMMER_STORE_NEWS_NONE;

  entry = get_entry (self, record->id);
  if (first)
    {
      entry->revision = record->revision;
      entry->order_revision = record->order_revision;
      entry->intent = record->intent;
      return read_lease (entry, record) | SIMMER_STORE_NEWS_FIRST;
    }

  news = read_lease (entry, record);
  if (unsaved || entry->on_the_way > 0)
    return news;

  news |= read_removed (entry, record);
  news |= read_order (entry, record);
  news |= read_state (entry, record);
  if (entry->removed)
    news &= SIMMER_STORE_NEWS_REMOVED;

  return news;
}

/**
 * simmer_store_ledger_write:
 * @self: a ledger
 * @task: a task
 *
 * Takes note that @task is sent to be written.
 *
 * Returns: (transfer full): the record to write; simmer_store_ledger_written() is to follow
 */
SimmerStoreRecord *
simmer_store_ledger_write (SimmerStoreLedger *self, SimmerTask *task)
{
  SimmerStoreRecord *record = simmer_store_record_new_from_task (task);
  Entry *entry = get_entry (self, record->id);

  record->revision = entry->revision;
  record->order_revision = entry->order_revision;
  record->write_intent = entry->order_failed || entry->intent != record->intent;
  entry->intent = record->intent;
  entry->order_failed = FALSE;
  entry->on_the_way++;

  return record;
}

/**
 * simmer_store_ledger_written:
 * @self: a ledger
 * @record: from simmer_store_ledger_write()
 * @written: whether it was written
 *
 * Takes note that a write has returned. What it brought back is then to be read.
 */
void
simmer_store_ledger_written (SimmerStoreLedger *self, SimmerStoreRecord *record, gboolean written)
{
  Entry *entry = get_entry (self, record->id);

  entry->on_the_way--;
  if (!written && record->write_intent)
    entry->order_failed = TRUE;
}

/**
 * simmer_store_ledger_set_removed:
 * @self: a ledger
 * @id: a task's id
 * @removed: whether this process has removed it, or brought it back
 */
void
simmer_store_ledger_set_removed (SimmerStoreLedger *self, const char *id, gboolean removed)
{
  get_entry (self, id)->removed = removed;
}

/**
 * simmer_store_ledger_note_held:
 * @self: a ledger
 * @id: a task's id
 * @order: whether its order was asked for, and not who follows it
 *
 * Somebody else held what this process has just asked for, though the row may have said that
 * nobody does when it was read before that, and may say so again when it is read next.
 */
void
simmer_store_ledger_note_held (SimmerStoreLedger *self, const char *id, gboolean order)
{
  Entry *entry = g_hash_table_lookup (self->entries, id);

  if (entry == NULL)
    return;
  if (order)
    entry->free_order = FALSE;
  else
    entry->elsewhere = TRUE;
}

/**
 * simmer_store_ledger_is_followed_elsewhere:
 * @self: a ledger
 * @id: a task's id
 *
 * Returns: whether another process followed it when it was last read
 */
gboolean
simmer_store_ledger_is_followed_elsewhere (SimmerStoreLedger *self, const char *id)
{
  Entry *entry = g_hash_table_lookup (self->entries, id);

  return entry != NULL && entry->elsewhere;
}
