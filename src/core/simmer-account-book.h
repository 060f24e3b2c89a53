#pragma once

#include "simmer-client.h"
#include "simmer-store.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ACCOUNT_BOOK (simmer_account_book_get_type ())

/**
 * SimmerAccountBook:
 *
 * The accounts that are set up here, as a #GListModel of #SimmerAccount, and the client of each.
 * The built-in generator's is always the first.
 */
G_DECLARE_FINAL_TYPE (SimmerAccountBook, simmer_account_book, SIMMER, ACCOUNT_BOOK, GObject)

SimmerAccountBook *simmer_account_book_new (SimmerHttp *http, SimmerStore *store);

void simmer_account_book_load (SimmerAccountBook *self);
SimmerClient *simmer_account_book_get_client (SimmerAccountBook *self, const char *account_id);
SimmerAccount *simmer_account_book_use_server (SimmerAccountBook *self,
                                               SimmerProfile *profile,
                                               const char *server,
                                               const char *credential,
                                               GError **error);

G_END_DECLS
