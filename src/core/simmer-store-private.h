#pragma once

#include "simmer-store-facts.h"
#include "simmer-store-ledger.h"
#include "simmer-store-thread.h"
#include "simmer-store.h"

G_BEGIN_DECLS

struct _SimmerStore
{
  GObject parent_instance;

  char *folder;              /* (owned) */
  SimmerClock *clock;        /* (owned) */
  SimmerStoreThread *thread; /* (owned) */
  SimmerStoreLedger *ledger; /* (owned) */
  SimmerStoreFacts *facts;   /* (owned) */
  guint facts_on_the_way;    /* those that are not in the file yet */
  gboolean facts_missed;     /* others wrote some meanwhile */

  GHashTable *things; /* (owned) what a note is about → number of the last one */
  GQueue late;        /* (owned) of SimmerStoreErrand: notes that could not be written */
  guint last_note;

  GHashTable *unsaved; /* (owned) id → SimmerTask: changed, not sent yet */
  GSource *flush;      /* (owned) (nullable): sends them */
  GSource *pulse;      /* (owned): looks whether this process stood still */
  gboolean failing;    /* the last write failed, and that was told */
  gboolean closed;
};

/* One piece of work on its way to the thread and back. It holds the store, so that the store
 * outlives it. */
typedef struct
{
  SimmerStore *store;       /* (owned) (nullable): not of what the store sends at its own end */
  GTask *task;              /* (owned) (nullable) */
  SimmerSearchTerms *terms; /* (owned) (nullable) */
  char *texts[3];           /* (owned) */
  gint64 numbers[2];
  SimmerStoreWork work; /* of a note */
  char *thing;          /* (owned) (nullable): of a note */
  guint number;         /* of a note about a thing */
  gboolean fact;        /* whether a note is one */
  gboolean flag;
  gboolean answer;
  char *notice;                /* (owned) (nullable) */
  GPtrArray *records;          /* (owned) (nullable) */
  GPtrArray *remote_ids;       /* (owned) (nullable) (element-type utf8) */
  GPtrArray *tasks;            /* (owned) (nullable): those of the records */
  SimmerStoreFacts *facts;     /* (owned) (nullable) */
  SimmerStoreAccount *account; /* (owned) (nullable) */
} SimmerStoreErrand;

SimmerStoreErrand *simmer_store_errand_new (SimmerStore *store, GTask *task);
void simmer_store_errand_send (SimmerStoreErrand *errand,
                               SimmerStoreWork work,
                               SimmerStoreDone done);
void simmer_store_errand_free (SimmerStoreErrand *errand);

GPtrArray *simmer_store_deliver (SimmerStore *self, GPtrArray *records, gboolean tell_first);
void simmer_store_return_tasks (gpointer data, GError *error);
void simmer_store_tell_outcome (SimmerStore *self, const GError *error);
void simmer_store_flush (SimmerStore *self);
void simmer_store_retry_soon (SimmerStore *self);
void simmer_store_send_note (SimmerStoreErrand *errand, SimmerStoreWork work, char *thing);
void simmer_store_send_late (SimmerStore *self);
void simmer_store_take_facts (SimmerStore *self, SimmerStoreFacts *facts);

G_END_DECLS
