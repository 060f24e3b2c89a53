#pragma once

#include "simmer-store-database.h"
#include "simmer-store.h"

G_BEGIN_DECLS

/* How many runs of one account and kind are remembered. */
#define SIMMER_STORE_MAX_RUNS 32

/**
 * SimmerStoreRuns:
 * @n: how many
 * @waits: times from submit to start, µs, oldest first
 * @durations: times from start to end, µs
 *
 * The last runs of one account and kind.
 */
typedef struct
{
  guint n;
  gint64 waits[SIMMER_STORE_MAX_RUNS];
  gint64 durations[SIMMER_STORE_MAX_RUNS];
} SimmerStoreRuns;

/**
 * SimmerStoreInputs:
 * @account: an account's id
 * @model: the model, or empty where there is none
 * @chosen: what was filled in, an object as JSON
 * @used: wall time
 */
typedef struct
{
  char *account;
  char *model;
  char *chosen;
  gint64 used;
} SimmerStoreInputs;

/**
 * SimmerStoreFacts:
 * @runs: (element-type utf8 SimmerStoreRuns): by simmer_store_facts_key()
 * @hosts: (element-type utf8 gint64): host → wall time until which it is closed
 * @accounts: (element-type SimmerStoreAccount)
 * @inputs: (element-type utf8 SimmerStoreInputs): by simmer_store_facts_key()
 *
 * What is small enough to be held in memory whole.
 */
typedef struct
{
  GHashTable *runs;
  GHashTable *hosts;
  GPtrArray *accounts;
  GHashTable *inputs;
} SimmerStoreFacts;

SimmerStoreFacts *simmer_store_facts_new (void);
void simmer_store_facts_free (SimmerStoreFacts *self);
char *simmer_store_facts_key (const char *account, const char *kind);
void simmer_store_facts_add_run (SimmerStoreFacts *self,
                                 const char *account,
                                 const char *kind,
                                 gint64 wait,
                                 gint64 duration);
gboolean simmer_store_facts_close_host (SimmerStoreFacts *self, const char *host, gint64 until);
void simmer_store_facts_set_account (SimmerStoreFacts *self, const SimmerStoreAccount *account);
void simmer_store_facts_remove_account (SimmerStoreFacts *self, const char *id);
gboolean simmer_store_facts_same_accounts (SimmerStoreFacts *a, SimmerStoreFacts *b);
GPtrArray *simmer_store_facts_copy_accounts (SimmerStoreFacts *self);

/* All of these run on the store's thread. */
SimmerStoreFacts *simmer_store_facts_read (SimmerStoreDatabase *database, GError **error);
gboolean simmer_store_facts_write_run (SimmerStoreDatabase *database,
                                       const char *account,
                                       const char *kind,
                                       gint64 wait,
                                       gint64 duration,
                                       GError **error);
gboolean simmer_store_facts_write_host (SimmerStoreDatabase *database,
                                        const char *host,
                                        gint64 until,
                                        GError **error);
gboolean simmer_store_facts_read_accounts (SimmerStoreFacts *self,
                                           SimmerStoreDatabase *database,
                                           GError **error);
gboolean simmer_store_facts_write_account (SimmerStoreDatabase *database,
                                           const SimmerStoreAccount *account,
                                           GError **error);
gboolean simmer_store_facts_delete_account (SimmerStoreDatabase *database,
                                            const char *id,
                                            GError **error);
void simmer_store_inputs_free (SimmerStoreInputs *inputs);
void simmer_store_facts_remove_inputs (SimmerStoreFacts *self, const char *account);
gboolean simmer_store_facts_read_inputs (SimmerStoreFacts *self,
                                         SimmerStoreDatabase *database,
                                         GError **error);
gboolean simmer_store_facts_purge_hosts (SimmerStoreDatabase *database, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreFacts, simmer_store_facts_free)

G_END_DECLS
