#pragma once

#include "simmer-store-database.h"

G_BEGIN_DECLS

#define SIMMER_STORE_VERSION 5

gboolean simmer_store_schema_is_known (SimmerStoreDatabase *database, GError **error);
gboolean simmer_store_schema_bring_up_to_date (SimmerStoreDatabase *database, GError **error);

G_END_DECLS
