#pragma once

#include "simmer-store-database.h"
#include "simmer-store-facts.h"

G_BEGIN_DECLS

/**
 * SimmerStoreWork:
 *
 * Done on the store's thread, in the order of simmer_store_thread_push().
 */
typedef gboolean (*SimmerStoreWork) (SimmerStoreDatabase *database, gpointer data, GError **error);

/**
 * SimmerStoreDone:
 *
 * Called in the main context after the work; @error is %NULL where it succeeded.
 */
typedef void (*SimmerStoreDone) (gpointer data, GError *error);

/**
 * SimmerStoreTidings:
 * @records: (transfer none): rows that have changed
 * @facts: (transfer full): what is known now
 *
 * Called in the main context after another process wrote.
 */
typedef void (*SimmerStoreTidings) (gpointer owner, GPtrArray *records, SimmerStoreFacts *facts);

/**
 * SimmerStoreThread:
 *
 * The thread that the database lives on, its queue, and its look at what others wrote.
 */
typedef struct _SimmerStoreThread SimmerStoreThread;

SimmerStoreThread *simmer_store_thread_new (const char *folder,
                                            SimmerStoreTidings tidings,
                                            gpointer owner);
void simmer_store_thread_free (SimmerStoreThread *self);
void simmer_store_thread_push (SimmerStoreThread *self,
                               SimmerStoreWork work,
                               SimmerStoreDone done,
                               gpointer data,
                               GDestroyNotify free_data);
void simmer_store_thread_look (SimmerStoreThread *self,
                               SimmerStoreDone done,
                               gpointer data,
                               GDestroyNotify free_data);
SimmerPulse *simmer_store_thread_get_pulse (SimmerStoreThread *self);
void simmer_store_thread_set_watching (SimmerStoreThread *self, gboolean watching);

G_END_DECLS
