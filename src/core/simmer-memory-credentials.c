/* Keeps credentials until the process ends. */

#include "simmer-memory-credentials.h"

struct _SimmerMemoryCredentials
{
  GObject parent_instance;

  GHashTable *values; /* (owned) account id → SecretValue */
};

static void credentials_iface_init (SimmerCredentialsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerMemoryCredentials,
                               simmer_memory_credentials,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIMMER_TYPE_CREDENTIALS,
                                                      credentials_iface_init))

static void
simmer_memory_credentials_look_up (SimmerCredentials *credentials,
                                   const char *account_id,
                                   gboolean insist,
                                   GTask *run)
{
  SecretValue *value =
    simmer_memory_credentials_get (SIMMER_MEMORY_CREDENTIALS (credentials), account_id);

  g_task_return_pointer (
    run, value != NULL ? secret_value_ref (value) : NULL, (GDestroyNotify) secret_value_unref);
  g_object_unref (run);
}

static void
simmer_memory_credentials_store (SimmerCredentials *credentials,
                                 const char *account_id,
                                 const char *label,
                                 SecretValue *value,
                                 GTask *run)
{
  simmer_memory_credentials_set (SIMMER_MEMORY_CREDENTIALS (credentials), account_id, value);
  g_task_return_int (run, SIMMER_KEPT_IN_MEMORY);
  g_object_unref (run);
}

static void
simmer_memory_credentials_clear (SimmerCredentials *credentials, const char *account_id, GTask *run)
{
  simmer_memory_credentials_set (SIMMER_MEMORY_CREDENTIALS (credentials), account_id, NULL);
  g_task_return_boolean (run, TRUE);
  g_object_unref (run);
}

static void
credentials_iface_init (SimmerCredentialsInterface *iface)
{
  iface->look_up = simmer_memory_credentials_look_up;
  iface->store = simmer_memory_credentials_store;
  iface->clear = simmer_memory_credentials_clear;
}

static void
simmer_memory_credentials_finalize (GObject *object)
{
  g_hash_table_unref (SIMMER_MEMORY_CREDENTIALS (object)->values);

  G_OBJECT_CLASS (simmer_memory_credentials_parent_class)->finalize (object);
}

static void
simmer_memory_credentials_class_init (SimmerMemoryCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_memory_credentials_finalize;
}

static void
simmer_memory_credentials_init (SimmerMemoryCredentials *self)
{
  self->values =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_value_unref);
}

/**
 * simmer_memory_credentials_new:
 *
 * Returns: (transfer full): without any credential
 */
SimmerMemoryCredentials *
simmer_memory_credentials_new (void)
{
  return g_object_new (SIMMER_TYPE_MEMORY_CREDENTIALS, NULL);
}

/**
 * simmer_memory_credentials_get:
 * @self: a keeper of credentials
 * @account_id: whose credential
 *
 * Returns: (transfer none) (nullable): the credential
 */
SecretValue *
simmer_memory_credentials_get (SimmerMemoryCredentials *self, const char *account_id)
{
  g_return_val_if_fail (SIMMER_IS_MEMORY_CREDENTIALS (self), NULL);

  return g_hash_table_lookup (self->values, account_id);
}

/**
 * simmer_memory_credentials_set:
 * @self: a keeper of credentials
 * @account_id: whose credential
 * @value: (nullable): the credential; %NULL for none
 */
void
simmer_memory_credentials_set (SimmerMemoryCredentials *self,
                               const char *account_id,
                               SecretValue *value)
{
  g_return_if_fail (SIMMER_IS_MEMORY_CREDENTIALS (self) && account_id != NULL);

  if (value == NULL)
    g_hash_table_remove (self->values, account_id);
  else
    g_hash_table_insert (self->values, g_strdup (account_id), secret_value_ref (value));
}
