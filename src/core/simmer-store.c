/* The store as the rest of Simmer sees it: its life, and what it tells. Saving, asking and
 * learning stand in files of their own. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-private.h"

#include <glib/gi18n-lib.h>

#include "simmer-store-leases.h"
#include "simmer-store-tasks.h"

/* How long a removal can be undone at least. */
#define REMOVED_LIMIT (60 * 60 * (gint64) G_USEC_PER_SEC)

enum
{
  CHANGED_ELSEWHERE,
  REMOVED_ELSEWHERE,
  ORPHANED,
  HOST_CLOSED,
  LAPSED,
  RECOVERED,
  WRITTEN_AGAIN,
  ACCOUNTS_CHANGED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerStore, simmer_store, G_TYPE_OBJECT)

void
simmer_store_errand_free (SimmerStoreErrand *errand)
{
  for (guint i = 0; i < G_N_ELEMENTS (errand->texts); i++)
    g_free (errand->texts[i]);
  g_free (errand->notice);
  g_free (errand->thing);
  g_clear_pointer (&errand->records, g_ptr_array_unref);
  g_clear_pointer (&errand->terms, simmer_search_terms_unref);
  g_clear_pointer (&errand->remote_ids, g_ptr_array_unref);
  g_clear_pointer (&errand->tasks, g_ptr_array_unref);
  g_clear_pointer (&errand->facts, simmer_store_facts_free);
  g_clear_pointer (&errand->account, simmer_store_account_free);
  g_clear_object (&errand->task);
  g_clear_object (&errand->store);
  g_free (errand);
}

/* An errand without a task and with a store that may be on its last legs holds no reference. */
SimmerStoreErrand *
simmer_store_errand_new (SimmerStore *store, GTask *task)
{
  SimmerStoreErrand *errand = g_new0 (SimmerStoreErrand, 1);

  errand->store = g_object_ref (store);
  if (task != NULL)
    errand->task = g_object_ref (task);

  return errand;
}

void
simmer_store_errand_send (SimmerStoreErrand *errand, SimmerStoreWork work, SimmerStoreDone done)
{
  simmer_store_thread_push (
    errand->store->thread, work, done, errand, (GDestroyNotify) simmer_store_errand_free);
}

static void
add_id (GPtrArray *ids, const char *id)
{
  g_ptr_array_add (ids, g_strdup (id));
}

static void
emit_ids (SimmerStore *self, guint signal, GPtrArray *ids)
{
  if (ids->len == 0)
    return;
  g_ptr_array_add (ids, NULL);
  g_signal_emit (self, signals[signal], 0, ids->pdata);
}

/* Takes note of rows that were read, and tells what is new of them; of tasks that were not known
 * only if asked to. Returns (transfer full) (element-type SimmerTask): all of them as tasks. */
GPtrArray *
simmer_store_deliver (SimmerStore *self, GPtrArray *records, gboolean tell_first)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) removed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) orphaned = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < records->len; i++)
    {
      SimmerStoreRecord *record = records->pdata[i];
      gboolean unsaved = g_hash_table_contains (self->unsaved, record->id);
      SimmerStoreNews news = simmer_store_ledger_read (self->ledger, record, unsaved);
      SimmerTask *task = record->removed == 0 ? simmer_store_record_to_task (record) : NULL;

      if (news & SIMMER_STORE_NEWS_REMOVED)
        add_id (removed, record->id);
      if (news & SIMMER_STORE_NEWS_ORPHANED && record->removed == 0)
        add_id (orphaned, record->id);
      if (task == NULL)
        continue;
      g_ptr_array_add (all, task);
      if (news & SIMMER_STORE_NEWS_CHANGED || (tell_first && news & SIMMER_STORE_NEWS_FIRST))
        g_ptr_array_add (changed, g_object_ref (task));
    }

  if (changed->len > 0)
    g_signal_emit (self, signals[CHANGED_ELSEWHERE], 0, changed);
  emit_ids (self, REMOVED_ELSEWHERE, removed);
  emit_ids (self, ORPHANED, orphaned);

  return g_steal_pointer (&all);
}

/* What keeps failing is told once, until it succeeds again; what waited for that comes first. */
void
simmer_store_tell_outcome (SimmerStore *self, const GError *error)
{
  if (error == NULL)
    {
      if (!self->failing)
        return;
      self->failing = FALSE;
      if (self->closed)
        return;
      simmer_store_flush (self);
      g_signal_emit (self, signals[WRITTEN_AGAIN], 0);
      return;
    }

  g_debug ("%s", error->message);
  if (self->failing || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return;
  self->failing = TRUE;
  g_signal_emit (self, signals[TROUBLE], 0, error->message);
}

/* Takes over what another process may have added to. What of this process is on its way to the
 * file may be missing there. */
void
simmer_store_take_facts (SimmerStore *self, SimmerStoreFacts *facts)
{
  g_autoptr (GPtrArray) closed = g_ptr_array_new ();
  gboolean other_accounts = FALSE;
  GHashTableIter iter;
  gpointer host;
  gpointer until;

  g_hash_table_iter_init (&iter, facts->hosts);
  while (g_hash_table_iter_next (&iter, &host, &until))
    if (simmer_store_facts_close_host (self->facts, host, *(gint64 *) until))
      g_ptr_array_add (closed, host);

  if (self->facts_on_the_way == 0)
    {
      GHashTable *runs = self->facts->runs;
      GPtrArray *accounts = self->facts->accounts;
      GHashTable *inputs = self->facts->inputs;

      other_accounts = !simmer_store_facts_same_accounts (self->facts, facts);
      self->facts->runs = facts->runs;
      self->facts->accounts = facts->accounts;
      self->facts->inputs = facts->inputs;
      facts->runs = runs;
      facts->accounts = accounts;
      facts->inputs = inputs;
    }
  else
    self->facts_missed = TRUE;

  for (guint i = 0; i < closed->len; i++)
    g_signal_emit (self,
                   signals[HOST_CLOSED],
                   0,
                   closed->pdata[i],
                   *(gint64 *) g_hash_table_lookup (facts->hosts, closed->pdata[i]));
  simmer_store_facts_free (facts);
  if (other_accounts)
    g_signal_emit (self, signals[ACCOUNTS_CHANGED], 0);
}

static void
tidings_cb (gpointer owner, GPtrArray *records, SimmerStoreFacts *facts)
{
  g_autoptr (SimmerStore) self = g_object_ref (owner);
  g_autoptr (GPtrArray) tasks = NULL;

  simmer_store_take_facts (self, facts);
  tasks = simmer_store_deliver (self, records, TRUE);
}

static gboolean
recover_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  errand->numbers[0] = simmer_pulse_get_lapses (simmer_store_database_get_pulse (database));

  return TRUE;
}

static void
recovered_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;
  SimmerPulse *pulse = simmer_store_thread_get_pulse (errand->store->thread);

  simmer_pulse_settle (pulse, (guint) errand->numbers[0]);
  g_signal_emit (errand->store, signals[RECOVERED], 0);
}

static gboolean
lapsed_cb (gpointer user_data)
{
  g_autoptr (SimmerStore) self = g_object_ref (user_data);

  g_signal_emit (self, signals[LAPSED], 0);
  simmer_store_errand_send (simmer_store_errand_new (self, NULL), recover_work, recovered_cb);

  return G_SOURCE_CONTINUE;
}

/* Cleaning up can wait for the next time. */
static void
clean_up (SimmerStoreDatabase *database, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) others = NULL;
  gboolean freed;
  gint64 limit;

  simmer_follower_sweep (simmer_store_database_get_folder (database));
  others = simmer_store_leases_list_others (database, &error);
  if (others == NULL || !simmer_store_leases_free_dead (database, others, &freed, &limit, &error) ||
      !simmer_store_tasks_purge (database, now - REMOVED_LIMIT, &error) ||
      !simmer_store_facts_purge_hosts (database, now, &error))
    g_debug ("cannot clean up: %s", error->message);
}

static gboolean
open_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  if (!simmer_store_database_open (database, &errand->notice, error))
    return FALSE;
  clean_up (database, errand->numbers[0]);
  errand->facts = simmer_store_facts_read (database, error);

  return errand->facts != NULL;
}

static void
opened_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;

  if (errand->facts != NULL)
    simmer_store_take_facts (errand->store, g_steal_pointer (&errand->facts));
  if (errand->notice != NULL)
    g_signal_emit (errand->store, signals[TROUBLE], 0, errand->notice);
  if (g_task_return_error_if_cancelled (errand->task))
    return;
  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else
    g_task_return_boolean (errand->task, TRUE);
}

static gboolean
close_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;
  gboolean released;

  if (!simmer_store_database_is_open (database))
    return TRUE;

  released = simmer_store_leases_release_all (database, error);
  simmer_store_tasks_purge (database, errand->numbers[0] - REMOVED_LIMIT, NULL);
  simmer_store_database_close (database);

  return released;
}

static void
closed_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;
  guint unsaved = g_hash_table_size (errand->store->unsaved);

  if (error != NULL)
    g_task_return_error (errand->task, g_error_copy (error));
  else if (unsaved > 0)
    g_task_return_new_error (errand->task,
                             G_IO_ERROR,
                             G_IO_ERROR_FAILED,
                             ngettext ("The last changes of %u task could not be written down.",
                                       "The last changes of %u tasks could not be written down.",
                                       unsaved),
                             unsaved);
  else
    g_task_return_boolean (errand->task, TRUE);
}

static void
simmer_store_finalize (GObject *object)
{
  SimmerStore *self = SIMMER_STORE (object);

  if (self->flush != NULL)
    g_source_destroy (self->flush);
  g_clear_pointer (&self->flush, g_source_unref);
  g_source_destroy (self->pulse);
  g_source_unref (self->pulse);
  simmer_store_thread_free (self->thread);
  g_hash_table_unref (self->unsaved);
  g_queue_clear_full (&self->late, (GDestroyNotify) simmer_store_errand_free);
  g_hash_table_unref (self->things);
  simmer_store_ledger_free (self->ledger);
  simmer_store_facts_free (self->facts);
  g_object_unref (self->clock);
  g_free (self->folder);

  G_OBJECT_CLASS (simmer_store_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType first, GType second)
{
  return g_signal_new (name,
                       SIMMER_TYPE_STORE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       second != G_TYPE_NONE ? 2 : 1,
                       first,
                       second);
}

static guint
add_bare_signal (const char *name)
{
  return g_signal_new (
    name, SIMMER_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_store_class_init (SimmerStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_store_finalize;

  signals[CHANGED_ELSEWHERE] = add_signal ("changed-elsewhere", G_TYPE_PTR_ARRAY, G_TYPE_NONE);
  signals[REMOVED_ELSEWHERE] = add_signal ("removed-elsewhere", G_TYPE_STRV, G_TYPE_NONE);
  signals[ORPHANED] = add_signal ("orphaned", G_TYPE_STRV, G_TYPE_NONE);
  signals[HOST_CLOSED] = add_signal ("host-closed", G_TYPE_STRING, G_TYPE_INT64);
  signals[LAPSED] = add_bare_signal ("lapsed");
  signals[RECOVERED] = add_bare_signal ("recovered");
  signals[WRITTEN_AGAIN] = add_bare_signal ("written-again");
  signals[ACCOUNTS_CHANGED] = add_bare_signal ("accounts-changed");
  signals[TROUBLE] = add_signal ("trouble", G_TYPE_STRING, G_TYPE_NONE);
}

static void
simmer_store_init (SimmerStore *self)
{
  self->ledger = simmer_store_ledger_new ();
  self->facts = simmer_store_facts_new ();
  g_queue_init (&self->late);
  self->things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unsaved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * simmer_store_new:
 * @folder: (nullable): the data folder; %NULL for simmer in the user's data folder
 * @clock: for wall time
 *
 * Its callbacks and signals come in the thread-default main context of the caller. End it with
 * simmer_store_close_async(): what is not saved by then is.
 *
 * Returns: (transfer full): a store that is not open yet
 */
SimmerStore *
simmer_store_new (const char *folder, SimmerClock *clock)
{
  SimmerStore *self;

  g_return_val_if_fail (SIMMER_IS_CLOCK (clock), NULL);

  self = g_object_new (SIMMER_TYPE_STORE, NULL);
  self->clock = g_object_ref (clock);
  if (folder != NULL)
    self->folder = g_canonicalize_filename (folder, NULL);
  else
    self->folder = g_build_filename (g_get_user_data_dir (), "simmer", NULL);
  self->thread = simmer_store_thread_new (self->folder, tidings_cb, self);
  self->pulse = simmer_pulse_source_new (simmer_store_thread_get_pulse (self->thread));
  g_source_set_callback (self->pulse, lapsed_cb, self, NULL);
  g_source_attach (self->pulse, g_main_context_get_thread_default ());

  return self;
}

/**
 * simmer_store_open_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable
 * @callback: called when the store is open
 * @user_data: for @callback
 *
 * Opens the file, or makes one; a damaged one is set aside, which "trouble" tells. Errors are of
 * #GIOErrorEnum, with sentences for people: %G_IO_ERROR_NOT_SUPPORTED where a newer Simmer wrote
 * the file.
 */
void
simmer_store_open_async (SimmerStore *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_store_open_async);
  self->closed = FALSE;
  errand = simmer_store_errand_new (self, task);
  errand->numbers[0] = simmer_clock_get_wall (self->clock);
  simmer_store_errand_send (errand, open_work, opened_cb);
}

/**
 * simmer_store_open_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: whether the store is open
 */
gboolean
simmer_store_open_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_store_close_async:
 * @self: a store
 * @callback: called when the store is closed
 * @user_data: for @callback
 *
 * Saves what is not saved yet, gives back what this process follows, and closes the file.
 */
void
simmer_store_close_async (SimmerStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, simmer_store_close_async);
  simmer_store_set_watching (self, FALSE);
  simmer_store_flush (self);
  self->closed = TRUE;
  errand = simmer_store_errand_new (self, task);
  errand->numbers[0] = simmer_clock_get_wall (self->clock);
  simmer_store_errand_send (errand, close_work, closed_cb);
}

/**
 * simmer_store_close_finish:
 * @self: a store
 * @result: what the callback got
 * @error: set where something could not be saved; the store is closed nevertheless
 *
 * Returns: whether all is saved
 */
gboolean
simmer_store_close_finish (SimmerStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_store_set_watching:
 * @self: a store
 * @watching: whether to tell what other processes write
 *
 * Costs five looks into shared memory a second, on the store's thread.
 */
void
simmer_store_set_watching (SimmerStore *self, gboolean watching)
{
  g_return_if_fail (SIMMER_IS_STORE (self));

  simmer_store_thread_set_watching (self->thread, watching);
}
