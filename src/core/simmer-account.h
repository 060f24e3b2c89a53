#pragma once

#include <gio/gio.h>

#include "simmer-credentials.h"
#include "simmer-endpoint.h"
#include "simmer-profile-shelf.h"
#include "simmer-wishes.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ACCOUNT    (simmer_account_get_type ())
#define SIMMER_ACCOUNT_BUILTIN "builtin"

/**
 * SimmerAccount:
 *
 * A profile at an address with a credential. The built-in generator's account finds or starts
 * the generator whenever it is resolved, and knows its address and token only from there.
 *
 * Properties: "id", "name", "address"; "refused", whether its service does not accept the
 * credential, which alone notifies.
 */
G_DECLARE_FINAL_TYPE (SimmerAccount, simmer_account, SIMMER, ACCOUNT, GObject)

SimmerAccount *simmer_account_new (const char *id,
                                   const char *name,
                                   SimmerProfile *profile,
                                   const char *address);
SimmerAccount *simmer_account_new_builtin (void);

const char *simmer_account_get_id (SimmerAccount *self);
const char *simmer_account_get_name (SimmerAccount *self);
const char *simmer_account_get_address (SimmerAccount *self);
SimmerProfile *simmer_account_get_profile (SimmerAccount *self);
gboolean simmer_account_get_builtin (SimmerAccount *self);
const SimmerWishes *simmer_account_get_wishes (SimmerAccount *self);
void simmer_account_set_wishes (SimmerAccount *self, const SimmerWishes *wishes);
void simmer_account_set_credential (SimmerAccount *self, const char *credential);
void simmer_account_set_keeper (SimmerAccount *self, SimmerCredentials *keeper);
void simmer_account_copy_credential (SimmerAccount *self, SimmerAccount *from);
void simmer_account_set_lasting (SimmerAccount *self, gboolean lasting);
SimmerKept simmer_account_get_kept (SimmerAccount *self);
gboolean simmer_account_get_signed_in (SimmerAccount *self);
void simmer_account_set_refused (SimmerAccount *self, gboolean refused);
gboolean simmer_account_get_refused (SimmerAccount *self);

void simmer_account_unlock_async (SimmerAccount *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean simmer_account_unlock_finish (SimmerAccount *self, GAsyncResult *result, GError **error);
void simmer_account_resolve_async (SimmerAccount *self,
                                   gboolean start,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
SimmerEndpoint *simmer_account_resolve_finish (SimmerAccount *self,
                                               GAsyncResult *result,
                                               GError **error);

G_END_DECLS
