#pragma once

#include "simmer-store-database.h"

G_BEGIN_DECLS

/* All of these run on the store's thread. */
gboolean simmer_store_leases_claim (SimmerStoreDatabase *database,
                                    const char *task_id,
                                    gboolean *claimed,
                                    GError **error);
gboolean simmer_store_leases_claim_order (SimmerStoreDatabase *database,
                                          const char *task_id,
                                          gboolean *claimed,
                                          GError **error);
gboolean simmer_store_leases_settle_order (SimmerStoreDatabase *database,
                                           const char *task_id,
                                           GError **error);
gboolean simmer_store_leases_release (SimmerStoreDatabase *database,
                                      const char *task_id,
                                      GError **error);
gboolean simmer_store_leases_release_all (SimmerStoreDatabase *database, GError **error);

GPtrArray *simmer_store_leases_list_others (SimmerStoreDatabase *database, GError **error);
gboolean simmer_store_leases_free_dead (SimmerStoreDatabase *database,
                                        GPtrArray *others,
                                        gboolean *freed,
                                        gint64 *limit,
                                        GError **error);
gboolean simmer_store_leases_hold_any (SimmerStoreDatabase *database);

G_END_DECLS
