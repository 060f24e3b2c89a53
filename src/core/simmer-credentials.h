#pragma once

#include <gio/gio.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

#define SIMMER_CREDENTIALS_ERROR (simmer_credentials_error_quark ())
#define SIMMER_TYPE_CREDENTIALS  (simmer_credentials_get_type ())

/**
 * SimmerCredentialsError:
 * @SIMMER_CREDENTIALS_ERROR_UNAVAILABLE: there is no keyring here, or it went away
 * @SIMMER_CREDENTIALS_ERROR_LOCKED: the keyring is locked and nobody unlocked it
 * @SIMMER_CREDENTIALS_ERROR_FAILED: the keyring refused for a reason of its own
 */
typedef enum
{
  SIMMER_CREDENTIALS_ERROR_UNAVAILABLE,
  SIMMER_CREDENTIALS_ERROR_LOCKED,
  SIMMER_CREDENTIALS_ERROR_FAILED,
} SimmerCredentialsError;

/**
 * SimmerKept:
 * @SIMMER_KEPT_NOWHERE: there is none
 * @SIMMER_KEPT_IN_MEMORY: until this process ends
 * @SIMMER_KEPT_IN_KEYRING: until it is cleared
 *
 * Where a credential is.
 */
typedef enum
{
  SIMMER_KEPT_NOWHERE,
  SIMMER_KEPT_IN_MEMORY,
  SIMMER_KEPT_IN_KEYRING,
} SimmerKept;

/**
 * SimmerCredentials:
 *
 * Keeps the credentials of accounts. They travel as #SecretValue, whose memory is not swapped out
 * and is wiped at its end. Nothing here blocks; no message tells a credential.
 */
G_DECLARE_INTERFACE (SimmerCredentials, simmer_credentials, SIMMER, CREDENTIALS, GObject)

struct _SimmerCredentialsInterface
{
  GTypeInterface parent_interface;

  void (*look_up) (SimmerCredentials *self, const char *account_id, gboolean insist, GTask *run);
  void (*store) (SimmerCredentials *self,
                 const char *account_id,
                 const char *label,
                 SecretValue *value,
                 GTask *run);
  void (*clear) (SimmerCredentials *self, const char *account_id, GTask *run);
};

GQuark simmer_credentials_error_quark (void);

void simmer_credentials_look_up_async (SimmerCredentials *self,
                                       const char *account_id,
                                       gboolean insist,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
SecretValue *simmer_credentials_look_up_finish (SimmerCredentials *self,
                                                GAsyncResult *result,
                                                GError **error);
void simmer_credentials_store_async (SimmerCredentials *self,
                                     const char *account_id,
                                     const char *label,
                                     SecretValue *value,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
SimmerKept simmer_credentials_store_finish (SimmerCredentials *self,
                                            GAsyncResult *result,
                                            GError **error);
void simmer_credentials_clear_async (SimmerCredentials *self,
                                     const char *account_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean simmer_credentials_clear_finish (SimmerCredentials *self,
                                          GAsyncResult *result,
                                          GError **error);

G_END_DECLS
