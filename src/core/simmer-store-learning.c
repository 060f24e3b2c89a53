/* What the store is told of accounts, hosts and past runs, and answers from memory. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-private.h"

static void
send_fact (SimmerStoreErrand *errand, SimmerStoreWork work, char *thing)
{
  errand->fact = TRUE;
  simmer_store_send_note (errand, work, thing);
}

static gboolean
duration_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_facts_write_run (
    database, errand->texts[0], errand->texts[1], errand->numbers[0], errand->numbers[1], error);
}

/**
 * simmer_store_add_duration:
 * @self: a store
 * @account_id: an account's id
 * @kind: (nullable): what was generated
 * @wait: time from submit to start, µs
 * @duration: time from start to end, µs
 *
 * Takes note of a run that succeeded. The last 32 of an account and kind are kept.
 */
void
simmer_store_add_duration (SimmerStore *self,
                           const char *account_id,
                           const char *kind,
                           gint64 wait,
                           gint64 duration)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (account_id != NULL);

  simmer_store_facts_add_run (self->facts, account_id, kind, wait, duration);
  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (account_id);
  errand->texts[1] = g_strdup (kind);
  errand->numbers[0] = wait;
  errand->numbers[1] = duration;
  send_fact (errand, duration_work, NULL);
}

/**
 * simmer_store_get_usual:
 * @self: a store
 * @account_id: an account's id
 * @kind: (nullable): what is generated
 * @usual: (out): how long that usually takes
 *
 * Returns: whether any run is known
 */
gboolean
simmer_store_get_usual (SimmerStore *self,
                        const char *account_id,
                        const char *kind,
                        SimmerUsual *usual)
{
  g_autofree char *key = NULL;
  SimmerStoreRuns *runs;

  g_return_val_if_fail (SIMMER_IS_STORE (self), FALSE);
  g_return_val_if_fail (account_id != NULL, FALSE);

  key = simmer_store_facts_key (account_id, kind);
  runs = g_hash_table_lookup (self->facts->runs, key);
  *usual = (SimmerUsual){ 0 };
  if (runs == NULL)
    return FALSE;

  simmer_usual_from_durations (runs->durations, runs->n, usual);
  simmer_usual_set_waits (usual, runs->waits, runs->n);

  return usual->n > 0;
}

static gboolean
host_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_facts_write_host (database, errand->texts[0], errand->numbers[0], error);
}

/**
 * simmer_store_close_host:
 * @self: a store
 * @host: a host's name
 * @wall_until: wall time until which it does not want to be asked
 *
 * Tells all processes; of several times the latest counts.
 */
void
simmer_store_close_host (SimmerStore *self, const char *host, gint64 wall_until)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (host != NULL);

  if (!simmer_store_facts_close_host (self->facts, host, wall_until))
    return;

  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (host);
  errand->numbers[0] = wall_until;
  send_fact (errand, host_work, NULL);
}

/**
 * simmer_store_get_closed_hosts:
 * @self: an open store
 *
 * Returns: (transfer full) (element-type utf8 gint64): host → pointer to the wall time until which
 *   it does not want to be asked, which may have passed
 */
GHashTable *
simmer_store_get_closed_hosts (SimmerStore *self)
{
  GHashTable *hosts;
  GHashTableIter iter;
  gpointer host;
  gpointer until;

  g_return_val_if_fail (SIMMER_IS_STORE (self), NULL);

  hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, self->facts->hosts);
  while (g_hash_table_iter_next (&iter, &host, &until))
    g_hash_table_insert (hosts, g_strdup (host), g_memdup2 (until, sizeof (gint64)));

  return hosts;
}

static gboolean
save_account_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_facts_write_account (database, errand->account, error);
}

/**
 * simmer_store_save_account:
 * @self: a store
 * @account: an account
 *
 * Adds it, or puts it in the place of the one of that id.
 */
void
simmer_store_save_account (SimmerStore *self, const SimmerStoreAccount *account)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (account->id != NULL && account->name != NULL);
  g_return_if_fail (account->profile != NULL && account->address != NULL);

  simmer_store_facts_set_account (self->facts, account);
  errand = simmer_store_errand_new (self, NULL);
  errand->account = simmer_store_account_copy (account);
  send_fact (errand, save_account_work, g_strconcat ("account ", account->id, NULL));
}

static gboolean
remove_account_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_facts_delete_account (database, errand->texts[0], error);
}

/**
 * simmer_store_remove_account:
 * @self: a store
 * @id: the account's id
 *
 * Its tasks stay.
 */
void
simmer_store_remove_account (SimmerStore *self, const char *id)
{
  SimmerStoreErrand *errand;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (id != NULL);

  simmer_store_facts_remove_account (self->facts, id);
  simmer_store_facts_remove_inputs (self->facts, id);
  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (id);
  send_fact (errand, remove_account_work, g_strconcat ("account ", id, NULL));
}

/**
 * simmer_store_get_accounts:
 * @self: an open store
 *
 * Returns: (transfer full) (element-type SimmerStoreAccount): all that are kept
 */
GPtrArray *
simmer_store_get_accounts (SimmerStore *self)
{
  g_return_val_if_fail (SIMMER_IS_STORE (self), NULL);

  return simmer_store_facts_copy_accounts (self->facts);
}
