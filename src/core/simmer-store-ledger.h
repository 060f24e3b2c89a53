#pragma once

#include "simmer-store-record.h"

G_BEGIN_DECLS

/**
 * SimmerStoreNews:
 * @SIMMER_STORE_NEWS_FIRST: this process did not know the task
 * @SIMMER_STORE_NEWS_CHANGED: another process has written its state or its order
 * @SIMMER_STORE_NEWS_REMOVED: another process has removed it
 * @SIMMER_STORE_NEWS_ORPHANED: nobody follows it any more, or nobody carries out its order
 *
 * What a row says that this process did not know.
 */
typedef enum
{
  SIMMER_STORE_NEWS_NONE = 0,
  SIMMER_STORE_NEWS_FIRST = 1 << 0,
  SIMMER_STORE_NEWS_CHANGED = 1 << 1,
  SIMMER_STORE_NEWS_REMOVED = 1 << 2,
  SIMMER_STORE_NEWS_ORPHANED = 1 << 3,
} SimmerStoreNews;

/**
 * SimmerStoreLedger:
 *
 * What this process knows of the rows: as of which revision, and what it has on the way. Belongs
 * to the main context; no I/O.
 */
typedef struct _SimmerStoreLedger SimmerStoreLedger;

SimmerStoreLedger *simmer_store_ledger_new (void);
void simmer_store_ledger_free (SimmerStoreLedger *self);

SimmerStoreNews simmer_store_ledger_read (SimmerStoreLedger *self,
                                          SimmerStoreRecord *record,
                                          gboolean unsaved);
SimmerStoreRecord *simmer_store_ledger_write (SimmerStoreLedger *self, SimmerTask *task);
void simmer_store_ledger_written (SimmerStoreLedger *self,
                                  SimmerStoreRecord *record,
                                  gboolean written);
void simmer_store_ledger_set_removed (SimmerStoreLedger *self, const char *id, gboolean removed);
void simmer_store_ledger_note_held (SimmerStoreLedger *self, const char *id, gboolean order);
gboolean simmer_store_ledger_is_followed_elsewhere (SimmerStoreLedger *self, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreLedger, simmer_store_ledger_free)

G_END_DECLS
