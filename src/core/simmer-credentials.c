/* Keeps the credentials of accounts, wherever that is. */

#include "simmer-credentials.h"

G_DEFINE_QUARK (simmer - credentials - error - quark, simmer_credentials_error)
G_DEFINE_INTERFACE (SimmerCredentials, simmer_credentials, G_TYPE_OBJECT)

static void
simmer_credentials_default_init (SimmerCredentialsInterface *iface)
{
}

/**
 * simmer_credentials_look_up_async:
 * @self: a keeper of credentials
 * @account_id: whose credential
 * @insist: whether a person asks for it right now, so that they may be asked to unlock the keyring
 *   even if they did not want to before
 * @cancellable: (nullable): a cancellable
 * @callback: called with the credential, for simmer_credentials_look_up_finish()
 * @user_data: for @callback
 */
void
simmer_credentials_look_up_async (SimmerCredentials *self,
                                  const char *account_id,
                                  gboolean insist,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *run;

  g_return_if_fail (SIMMER_IS_CREDENTIALS (self) && account_id != NULL);

  run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run, simmer_credentials_look_up_async);
  SIMMER_CREDENTIALS_GET_IFACE (self)->look_up (self, account_id, insist, run);
}

/**
 * simmer_credentials_look_up_finish:
 * @self: a keeper of credentials
 * @result: from the callback
 * @error: return location; domain %SIMMER_CREDENTIALS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the credential; %NULL without an error where none is kept
 */
SecretValue *
simmer_credentials_look_up_finish (SimmerCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_credentials_store_async:
 * @self: a keeper of credentials
 * @account_id: whose credential
 * @label: what the keyring's own window calls it
 * @value: the credential
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is kept, for simmer_credentials_store_finish()
 * @user_data: for @callback
 *
 * Takes the place of the one that the account had. For use when a person gave it: they may be asked
 * to unlock the keyring.
 */
void
simmer_credentials_store_async (SimmerCredentials *self,
                                const char *account_id,
                                const char *label,
                                SecretValue *value,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *run;

  g_return_if_fail (SIMMER_IS_CREDENTIALS (self) && account_id != NULL);
  g_return_if_fail (label != NULL && value != NULL);

  run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run, simmer_credentials_store_async);
  SIMMER_CREDENTIALS_GET_IFACE (self)->store (self, account_id, label, value, run);
}

/**
 * simmer_credentials_store_finish:
 * @self: a keeper of credentials
 * @result: from the callback
 * @error: return location; %G_IO_ERROR_CANCELLED alone
 *
 * Returns: where it is kept: without a keyring, in memory; %SIMMER_KEPT_NOWHERE with @error set
 */
SimmerKept
simmer_credentials_store_finish (SimmerCredentials *self, GAsyncResult *result, GError **error)
{
  gssize kept;

  g_return_val_if_fail (g_task_is_valid (result, self), SIMMER_KEPT_NOWHERE);

  kept = g_task_propagate_int (G_TASK (result), error);
  return kept < 0 ? SIMMER_KEPT_NOWHERE : (SimmerKept) kept;
}

/**
 * simmer_credentials_clear_async:
 * @self: a keeper of credentials
 * @account_id: whose credential
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone, for simmer_credentials_clear_finish()
 * @user_data: for @callback
 */
void
simmer_credentials_clear_async (SimmerCredentials *self,
                                const char *account_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *run;

  g_return_if_fail (SIMMER_IS_CREDENTIALS (self) && account_id != NULL);

  run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run, simmer_credentials_clear_async);
  SIMMER_CREDENTIALS_GET_IFACE (self)->clear (self, account_id, run);
}

/**
 * simmer_credentials_clear_finish:
 * @self: a keeper of credentials
 * @result: from the callback
 * @error: return location; domain %SIMMER_CREDENTIALS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether none is kept any more
 */
gboolean
simmer_credentials_clear_finish (SimmerCredentials *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
