#pragma once

#include "simmer-store-database.h"
#include "simmer-store-record.h"

G_BEGIN_DECLS

/* All of these run on the store's thread. */
GPtrArray *simmer_store_tasks_load (SimmerStoreDatabase *database,
                                    guint n_finished,
                                    GError **error);
GPtrArray *simmer_store_tasks_load_older (SimmerStoreDatabase *database,
                                          gint64 before,
                                          guint n,
                                          GError **error);
GPtrArray *simmer_store_tasks_find (SimmerStoreDatabase *database,
                                    const char *text,
                                    GError **error);
gboolean simmer_store_tasks_drop_known (SimmerStoreDatabase *database,
                                        const char *account,
                                        GPtrArray *remote_ids,
                                        GError **error);
SimmerStoreRecord *simmer_store_tasks_read (SimmerStoreDatabase *database,
                                            const char *id,
                                            GError **error);
GPtrArray *simmer_store_tasks_read_since (SimmerStoreDatabase *database,
                                          gint64 *seq,
                                          guint limit,
                                          GError **error);

gboolean simmer_store_tasks_write (SimmerStoreDatabase *database,
                                   GPtrArray *records,
                                   gboolean full,
                                   GError **error);
gboolean simmer_store_tasks_set_removed (SimmerStoreDatabase *database,
                                         const char *id,
                                         gint64 removed,
                                         GError **error);
gboolean simmer_store_tasks_purge (SimmerStoreDatabase *database,
                                   gint64 removed_before,
                                   GError **error);

G_END_DECLS
