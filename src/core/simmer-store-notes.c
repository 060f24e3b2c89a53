/* Small writes: accounts, hosts, runs, removals. Each is sent as it comes, and again where the file
 * could not take it, unless a later one of the same thing has taken its place. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include <string.h>

#include "simmer-store-private.h"

static gboolean
read_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  errand->facts = simmer_store_facts_read (database, error);

  return errand->facts != NULL;
}

static void
read_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;

  if (error == NULL)
    simmer_store_take_facts (errand->store, g_steal_pointer (&errand->facts));
}

/* The fact is in the file, or never will be. What others wrote while it was on its way could not be
 * told from what it was to replace. */
static void
arrive (SimmerStoreErrand *errand)
{
  SimmerStore *self = errand->store;

  if (!errand->fact || --self->facts_on_the_way > 0 || !self->facts_missed)
    return;
  self->facts_missed = FALSE;
  simmer_store_errand_send (simmer_store_errand_new (self, NULL), read_work, read_cb);
}

static gboolean
is_latest (SimmerStoreErrand *errand)
{
  gpointer latest;

  return errand->thing == NULL ||
         (g_hash_table_lookup_extended (errand->store->things, errand->thing, NULL, &latest) &&
          GPOINTER_TO_UINT (latest) == errand->number);
}

/* A new errand, since the old one ends with its way back. It waits without a hold on the store. */
static void
keep (SimmerStoreErrand *errand)
{
  SimmerStoreErrand *again = simmer_store_errand_new (errand->store, NULL);

  g_clear_object (&again->store);
  again->work = errand->work;
  again->fact = errand->fact;
  again->number = errand->number;
  again->thing = g_steal_pointer (&errand->thing);
  for (guint i = 0; i < G_N_ELEMENTS (again->texts); i++)
    again->texts[i] = g_steal_pointer (&errand->texts[i]);
  memcpy (again->numbers, errand->numbers, sizeof again->numbers);
  again->account = g_steal_pointer (&errand->account);
  g_queue_push_tail (&errand->store->late, again);
  simmer_store_retry_soon (errand->store);
}

static void
sent_cb (gpointer data, GError *error)
{
  SimmerStoreErrand *errand = data;
  SimmerStore *self = errand->store;
  gboolean latest = is_latest (errand);

  simmer_store_tell_outcome (self, error);
  if (error != NULL && !self->closed && latest &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      keep (errand);
      return;
    }
  if (errand->thing != NULL && latest)
    g_hash_table_remove (self->things, errand->thing);
  arrive (errand);
}

/**
 * simmer_store_send_note:
 * @errand: (transfer full): what is to be written; @errand->fact says whether it is a fact
 * @work: writes it
 * @thing: (transfer full) (nullable): what it is about; %NULL where each note stands for itself
 *
 * Writes it down, as soon as that can be.
 */
void
simmer_store_send_note (SimmerStoreErrand *errand, SimmerStoreWork work, char *thing)
{
  SimmerStore *self = errand->store;

  errand->work = work;
  errand->thing = thing;
  if (thing != NULL)
    {
      errand->number = ++self->last_note;
      g_hash_table_insert (self->things, g_strdup (thing), GUINT_TO_POINTER (errand->number));
    }
  if (errand->fact)
    self->facts_on_the_way++;
  simmer_store_errand_send (errand, work, sent_cb);
}

/**
 * simmer_store_send_late:
 * @self: a store
 *
 * Sends again what could not be written before.
 */
void
simmer_store_send_late (SimmerStore *self)
{
  SimmerStoreErrand *errand;

  while ((errand = g_queue_pop_head (&self->late)) != NULL)
    {
      errand->store = g_object_ref (self);
      simmer_store_errand_send (errand, errand->work, sent_cb);
    }
}
