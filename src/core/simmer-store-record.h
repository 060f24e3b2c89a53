#pragma once

#include <json-glib/json-glib.h>

#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerStoreHolder:
 *
 * Who follows a task.
 */
typedef enum
{
  SIMMER_STORE_HOLDER_NOBODY,
  SIMMER_STORE_HOLDER_SELF,
  SIMMER_STORE_HOLDER_OTHER,
} SimmerStoreHolder;

/**
 * SimmerStoreRecord:
 * @revision: written: what the writer last knew; read: what the state is
 * @write_intent: written: whether @intent was changed by the writer
 * @order_revision: as @revision, for @intent and @removed
 * @own: read: whether this process wrote the state
 * @order_own: read: whether this process wrote the intent
 * @order_free: read: whoever received the order is gone
 * @removed: read: wall time of its removal, or 0
 * @fresh: (nullable): after writing: the row, where another process had written something newer
 *
 * A task on its way between the main context and the store's thread. It holds no object, so it may
 * be made, used and freed on either.
 */
typedef struct _SimmerStoreRecord SimmerStoreRecord;

struct _SimmerStoreRecord
{
  char *id;
  char *account;
  char *service;
  char *remote_id;
  char *title;
  const char *status;
  gboolean active;
  gboolean final;
  guint attempt;
  gint64 created;
  gint64 finished;
  gint64 changed;
  gint64 heard;
  guint copies;

  JsonNode *state;
  gint64 revision;
  gboolean own;

  SimmerIntent intent;
  gboolean write_intent;
  gint64 removed;
  gint64 order_revision;
  gboolean order_own;
  gboolean order_free;

  SimmerStoreHolder holder;
  SimmerStoreRecord *fresh;
};

SimmerStoreRecord *simmer_store_record_new_from_task (SimmerTask *task);
SimmerTask *simmer_store_record_to_task (SimmerStoreRecord *self);
void simmer_store_record_free (SimmerStoreRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreRecord, simmer_store_record_free)

G_END_DECLS
