#pragma once

#include "simmer-client.h"
#include "simmer-store.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ACCOUNT_BOOK (simmer_account_book_get_type ())

/**
 * SimmerAccountChange:
 * @SIMMER_ACCOUNT_CHANGE_ADDED: it is new
 * @SIMMER_ACCOUNT_CHANGE_REPLACED: another #SimmerAccount, with another client, has its id now
 * @SIMMER_ACCOUNT_CHANGE_SIGNED_IN: it has another credential
 * @SIMMER_ACCOUNT_CHANGE_WISHES: its tasks are to be followed in another way
 * @SIMMER_ACCOUNT_CHANGE_REMOVED: it is no longer set up here
 */
typedef enum
{
  SIMMER_ACCOUNT_CHANGE_ADDED,
  SIMMER_ACCOUNT_CHANGE_REPLACED,
  SIMMER_ACCOUNT_CHANGE_SIGNED_IN,
  SIMMER_ACCOUNT_CHANGE_WISHES,
  SIMMER_ACCOUNT_CHANGE_REMOVED,
} SimmerAccountChange;

/**
 * SimmerAccountBook:
 *
 * The accounts that are set up here, as a #GListModel of #SimmerAccount, and the client of each.
 * The built-in generator's is always the first. What another process changed is taken over.
 *
 * An account's id is that of its profile and where it is, such as "replicate@api.replicate.com";
 * each further account of the same service has a number, "…#2". So an account that was removed has
 * its tasks again once it is added again.
 *
 * Signal: "account-changed" (char *id, int change), after the list has changed.
 */
G_DECLARE_FINAL_TYPE (SimmerAccountBook, simmer_account_book, SIMMER, ACCOUNT_BOOK, GObject)

SimmerAccountBook *simmer_account_book_new (SimmerHttp *http,
                                            SimmerStore *store,
                                            SimmerCredentials *credentials);

void simmer_account_book_load (SimmerAccountBook *self);
GPtrArray *simmer_account_book_get_left_out (SimmerAccountBook *self);
SimmerClient *simmer_account_book_get_client (SimmerAccountBook *self, const char *account_id);

SimmerAccount *simmer_account_book_use_server (SimmerAccountBook *self,
                                               SimmerProfile *profile,
                                               const char *server,
                                               const char *credential,
                                               GError **error);
SimmerAccount *simmer_account_book_add (SimmerAccountBook *self,
                                        SimmerProfile *profile,
                                        const char *name,
                                        const char *address,
                                        GError **error);
SimmerAccount *simmer_account_book_edit (SimmerAccountBook *self,
                                         SimmerAccount *account,
                                         const char *name,
                                         const char *address,
                                         GError **error);
void simmer_account_book_set_wishes (SimmerAccountBook *self,
                                     SimmerAccount *account,
                                     const SimmerWishes *wishes);
void simmer_account_book_sign_in_async (SimmerAccountBook *self,
                                        SimmerAccount *account,
                                        const char *credential,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
SimmerKept simmer_account_book_sign_in_finish (SimmerAccountBook *self,
                                               GAsyncResult *result,
                                               GError **error);
void simmer_account_book_sign_out_async (SimmerAccountBook *self,
                                         SimmerAccount *account,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean simmer_account_book_sign_out_finish (SimmerAccountBook *self,
                                              GAsyncResult *result,
                                              GError **error);
void simmer_account_book_remove_async (SimmerAccountBook *self,
                                       SimmerAccount *account,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean simmer_account_book_remove_finish (SimmerAccountBook *self,
                                            GAsyncResult *result,
                                            GError **error);

G_END_DECLS
