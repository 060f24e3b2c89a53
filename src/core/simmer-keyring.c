/* Keeps credentials in the person's keyring, by libsecret. */

#define G_LOG_DOMAIN "Simmer-Keyring"

#include "config.h"

#include "simmer-keyring.h"

#include <glib/gi18n-lib.h>

#include "simmer-memory-credentials.h"

struct _SimmerKeyring
{
  GObject parent_instance;

  SimmerMemoryCredentials *memory; /* (owned): what the keyring did not take */
  GQueue waiting;                  /* (owned) of GTask: look-ups while the person is asked */
  gboolean asking;                 /* to unlock it */
  gboolean refused;                /* to unlock it */
};

/* One look-up, store or clear. */
typedef struct
{
  char *account_id;   /* (owned) */
  char *label;        /* (owned) (nullable) */
  SecretValue *value; /* (owned) (nullable): to be stored */
  gboolean insist;
  gboolean unlocking; /* the person may be being asked */
  gboolean again;     /* tried a second time */
} Errand;

static void credentials_iface_init (SimmerCredentialsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerKeyring,
                               simmer_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIMMER_TYPE_CREDENTIALS,
                                                      credentials_iface_init))

static void search (GTask *run);

static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = {
    .name = SIMMER_APP_ID,
    .flags = SECRET_SCHEMA_NONE,
    .attributes = { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING } },
  };

  return &schema;
}

static GHashTable *
make_attributes (Errand *errand)
{
  return secret_attributes_build (get_schema (), "account", errand->account_id, NULL);
}

static void
errand_free (Errand *errand)
{
  g_free (errand->account_id);
  g_free (errand->label);
  g_clear_pointer (&errand->value, secret_value_unref);
  g_free (errand);
}

static Errand *
errand_new (GTask *run, const char *account_id)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->account_id = g_strdup (account_id);
  g_task_set_task_data (run, errand, (GDestroyNotify) errand_free);

  return errand;
}

/* --- Errors ---------------------------------------------------------------------------------- */

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
is_locked (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);
}

/* What the keyring says of itself goes no further than to a developer. */
static GError *
explain (const GError *error)
{
  g_debug ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);

  if (is_cancelled (error))
    return g_error_copy (error);
  if (is_locked (error))
    return g_error_new_literal (SIMMER_CREDENTIALS_ERROR,
                                SIMMER_CREDENTIALS_ERROR_LOCKED,
                                _ ("The keyring is locked. Unlock it and try again."));
  if (error->domain == SECRET_ERROR)
    return g_error_new_literal (SIMMER_CREDENTIALS_ERROR,
                                SIMMER_CREDENTIALS_ERROR_FAILED,
                                _ ("The keyring could not be used. Look after it with the "
                                   "desktop’s program for passwords and keys."));

  return g_error_new_literal (SIMMER_CREDENTIALS_ERROR,
                              SIMMER_CREDENTIALS_ERROR_UNAVAILABLE,
                              _ ("There is no keyring here that answers."));
}

/* A keyring that was started anew knows nothing of the session that libsecret still has with the
 * one before: without it, the second try begins from the start. */
static gboolean
may_try_again (GTask *run, const GError *error)
{
  Errand *errand = g_task_get_task_data (run);

  if (errand->again || is_cancelled (error) || is_locked (error))
    return FALSE;

  g_debug ("trying once more after: %s", error->message);
  errand->again = TRUE;
  secret_service_disconnect ();
  return TRUE;
}

/* --- Look up --------------------------------------------------------------------------------- */

/* The person has answered, or was not asked after all: those that waited look for themselves. */
static void
stop_asking (SimmerKeyring *self, GTask *run)
{
  Errand *errand = g_task_get_task_data (run);
  GTask *next;

  if (!errand->unlocking)
    return;

  errand->unlocking = FALSE;
  self->asking = FALSE;
  while (!self->asking && (next = g_queue_pop_head (&self->waiting)) != NULL)
    search (next);
}

static void
return_value (GTask *run, SecretValue *value, GError *error)
{
  SimmerKeyring *self = g_task_get_source_object (run);

  stop_asking (self, run);
  if (error != NULL)
    g_task_return_error (run, error);
  else
    g_task_return_pointer (run, value, (GDestroyNotify) secret_value_unref);
  g_object_unref (run);
}

static void
retrieved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *run = user_data;
  g_autoptr (GError) error = NULL;
  SecretValue *value =
    secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL && may_try_again (run, error))
    search (run);
  else
    return_value (run, value, error != NULL ? explain (error) : NULL);
}

static gboolean
item_is_locked (SecretRetrievable *item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item));
}

/* Whoever looks up next waits until the person has answered: one window at a time. */
static void
unlock (SimmerKeyring *self, GTask *run)
{
  Errand *errand = g_task_get_task_data (run);

  if (errand->unlocking)
    self->refused = TRUE;
  if (errand->unlocking || (self->refused && !errand->insist))
    {
      g_autoptr (GError) locked =
        g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "nobody unlocked it");

      return_value (run, NULL, explain (locked));
      return;
    }
  if (self->asking)
    {
      g_queue_push_tail (&self->waiting, run);
      return;
    }

  self->asking = TRUE;
  errand->unlocking = TRUE;
  search (run);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *run = user_data;
  SimmerKeyring *self = g_task_get_source_object (run);
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);
  SecretRetrievable *open = NULL;

  for (GList *link = found; link != NULL && open == NULL; link = link->next)
    if (!item_is_locked (link->data))
      open = link->data;

  if (error != NULL && may_try_again (run, error))
    search (run);
  else if (error != NULL)
    return_value (run, NULL, explain (error));
  else if (open != NULL)
    {
      self->refused = FALSE;
      secret_retrievable_retrieve_secret (open, g_task_get_cancellable (run), retrieved_cb, run);
    }
  else if (found != NULL)
    unlock (self, run);
  else
    return_value (run, NULL, NULL);

  g_list_free_full (found, g_object_unref);
}

static void
search (GTask *run)
{
  Errand *errand = g_task_get_task_data (run);
  g_autoptr (GHashTable) attributes = make_attributes (errand);

  secret_password_searchv (get_schema (),
                           attributes,
                           errand->unlocking ? SECRET_SEARCH_UNLOCK | SECRET_SEARCH_ALL
                                             : SECRET_SEARCH_ALL,
                           g_task_get_cancellable (run),
                           found_cb,
                           run);
}

static void
simmer_keyring_look_up (SimmerCredentials *credentials,
                        const char *account_id,
                        gboolean insist,
                        GTask *run)
{
  SimmerKeyring *self = SIMMER_KEYRING (credentials);
  SecretValue *value = simmer_memory_credentials_get (self->memory, account_id);

  errand_new (run, account_id)->insist = insist;
  if (value != NULL)
    return_value (run, secret_value_ref (value), NULL);
  else
    search (run);
}

/* --- Store ----------------------------------------------------------------------------------- */

static void put (GTask *run);

/* Kept somewhere in any case; the old one, if the keyring has one, is in the shadow of this one for
 * as long as this process runs. */
static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerKeyring *self = g_task_get_source_object (run);
  Errand *errand = g_task_get_task_data (run);
  g_autoptr (GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (error != NULL && may_try_again (run, error))
    {
      put (g_steal_pointer (&run));
      return;
    }
  if (error != NULL && is_cancelled (error))
    {
      g_task_return_error (run, g_steal_pointer (&error));
      return;
    }

  if (error != NULL)
    g_debug ("not kept in a keyring: %s", error->message);
  simmer_memory_credentials_set (self->memory, errand->account_id, stored ? NULL : errand->value);
  g_task_return_int (run, stored ? SIMMER_KEPT_IN_KEYRING : SIMMER_KEPT_IN_MEMORY);
}

static void
put (GTask *run)
{
  Errand *errand = g_task_get_task_data (run);
  g_autoptr (GHashTable) attributes = make_attributes (errand);

  secret_password_storev_binary (get_schema (),
                                 attributes,
                                 SECRET_COLLECTION_DEFAULT,
                                 errand->label,
                                 errand->value,
                                 g_task_get_cancellable (run),
                                 stored_cb,
                                 run);
}

static void
simmer_keyring_store (SimmerCredentials *credentials,
                      const char *account_id,
                      const char *label,
                      SecretValue *value,
                      GTask *run)
{
  Errand *errand = errand_new (run, account_id);

  errand->label = g_strdup (label);
  errand->value = secret_value_ref (value);
  put (run);
}

/* --- Clear ----------------------------------------------------------------------------------- */

static void take_away (GTask *run);

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (run, TRUE);
  else if (may_try_again (run, error))
    take_away (g_steal_pointer (&run));
  else
    g_task_return_error (run, explain (error));
}

static void
take_away (GTask *run)
{
  g_autoptr (GHashTable) attributes = make_attributes (g_task_get_task_data (run));

  secret_password_clearv (get_schema (), attributes, g_task_get_cancellable (run), cleared_cb, run);
}

static void
simmer_keyring_clear (SimmerCredentials *credentials, const char *account_id, GTask *run)
{
  errand_new (run, account_id);
  simmer_memory_credentials_set (SIMMER_KEYRING (credentials)->memory, account_id, NULL);
  take_away (run);
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
credentials_iface_init (SimmerCredentialsInterface *iface)
{
  iface->look_up = simmer_keyring_look_up;
  iface->store = simmer_keyring_store;
  iface->clear = simmer_keyring_clear;
}

static void
simmer_keyring_finalize (GObject *object)
{
  g_object_unref (SIMMER_KEYRING (object)->memory);

  G_OBJECT_CLASS (simmer_keyring_parent_class)->finalize (object);
}

static void
simmer_keyring_class_init (SimmerKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_keyring_finalize;
}

static void
simmer_keyring_init (SimmerKeyring *self)
{
  self->memory = simmer_memory_credentials_new ();
}

/**
 * simmer_keyring_new:
 *
 * Returns: (transfer full): the keyring, not asked for anything yet
 */
SimmerKeyring *
simmer_keyring_new (void)
{
  return g_object_new (SIMMER_TYPE_KEYRING, NULL);
}
