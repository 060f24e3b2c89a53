/* A profile at an address with a credential. */

#define G_LOG_DOMAIN "Simmer-Account"

#include "config.h"

#include "simmer-account.h"

#include <glib/gi18n-lib.h>

#include "simmer-error.h"
#include "simmer-generator-launcher.h"

#define BUILTIN_DEADLINE (60 * 60 * (gint64) G_USEC_PER_SEC)

struct _SimmerAccount
{
  GObject parent_instance;

  char *id;                  /* (owned) */
  char *name;                /* (owned) */
  SimmerProfile *profile;    /* (owned) */
  char *address;             /* (owned) (nullable): of the built-in one, unknown here */
  SecretValue *credential;   /* (owned) (nullable) */
  SimmerCredentials *keeper; /* (owned) (nullable): has the credential, if it is not here */
  gboolean lasting;          /* the credential that is used is in a keyring */
  gboolean refused;          /* the service does not accept it, or wants one */
  SimmerWishes wishes;
  SimmerGeneratorLauncher *launcher; /* (owned) (nullable): of the built-in one alone */
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_REFUSED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerAccount, simmer_account, G_TYPE_OBJECT)

static void
located_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SimmerEndpoint *endpoint;

  endpoint =
    simmer_generator_launcher_locate_finish (SIMMER_GENERATOR_LAUNCHER (source), result, &error);
  if (endpoint == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, endpoint, (GDestroyNotify) simmer_endpoint_free);
}

/* A service that lets nobody in without one need not be asked to say so. */
static GError *
check_credential (SimmerAccount *self)
{
  if (self->credential != NULL || !simmer_profile_get_auth_required (self->profile))
    return NULL;

  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_SIGN_IN,
                      _ ("%s lets nobody in without a credential. Sign in."),
                      self->name);
}

static SimmerEndpoint *
make_endpoint (SimmerAccount *self)
{
  return simmer_endpoint_new (
    self->address, self->credential != NULL ? secret_value_get_text (self->credential) : NULL);
}

/* What a person is told who has to sign in. */
static GError *
explain_keeper (SimmerAccount *self, const GError *error)
{
  if (error == NULL)
    return g_error_new (SIMMER_ERROR,
                        SIMMER_ERROR_SIGN_IN,
                        _ ("The credential of %s is not kept here any more. Sign in again."),
                        self->name);
  if (error->domain != SIMMER_CREDENTIALS_ERROR)
    return g_error_copy (error);

  switch ((SimmerCredentialsError) error->code)
    {
    case SIMMER_CREDENTIALS_ERROR_LOCKED:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_SIGN_IN,
                          _ ("The credential of %s is in the keyring, which is locked. Unlock the "
                             "keyring, or sign in again."),
                          self->name);
    case SIMMER_CREDENTIALS_ERROR_UNAVAILABLE:
    case SIMMER_CREDENTIALS_ERROR_FAILED:
    default:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_SIGN_IN,
                          _ ("The credential of %s is in a keyring that does not answer. Sign in "
                             "again to go on without it."),
                          self->name);
    }
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SimmerAccount *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  SecretValue *value =
    simmer_credentials_look_up_finish (SIMMER_CREDENTIALS (source), result, &error);

  /* Another one may have been given meanwhile. */
  if (value != NULL && self->keeper != NULL)
    {
      simmer_account_set_credential (self, secret_value_get_text (value));
      self->lasting = TRUE;
    }
  else if (self->keeper != NULL)
    self->lasting = FALSE;
  g_clear_pointer (&value, secret_value_unref);

  if (self->keeper != NULL)
    g_task_return_error (task, explain_keeper (self, error));
  else if (g_task_get_source_tag (task) == simmer_account_unlock_async)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_pointer (task, make_endpoint (self), (GDestroyNotify) simmer_endpoint_free);
}

static void
simmer_account_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerAccount *self = SIMMER_ACCOUNT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_REFUSED:
      g_value_set_boolean (value, self->refused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_account_finalize (GObject *object)
{
  SimmerAccount *self = SIMMER_ACCOUNT (object);

  g_free (self->id);
  g_free (self->name);
  simmer_profile_unref (self->profile);
  g_free (self->address);
  g_clear_pointer (&self->credential, secret_value_unref);
  g_clear_object (&self->keeper);
  g_clear_object (&self->launcher);

  G_OBJECT_CLASS (simmer_account_parent_class)->finalize (object);
}

static void
simmer_account_class_init (SimmerAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = simmer_account_get_property;
  object_class->finalize = simmer_account_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_REFUSED] =
    g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
simmer_account_init (SimmerAccount *self)
{
}

/**
 * simmer_account_new:
 * @id: what the store calls it
 * @name: what people call it
 * @profile: how its service is spoken to
 * @address: base URL; slashes at its end are dropped
 *
 * Returns: (transfer full): an account without a credential and without wishes
 */
SimmerAccount *
simmer_account_new (const char *id, const char *name, SimmerProfile *profile, const char *address)
{
  g_autoptr (SimmerEndpoint) endpoint = NULL;
  SimmerAccount *self;

  g_return_val_if_fail (id != NULL && name != NULL && profile != NULL && address != NULL, NULL);

  endpoint = simmer_endpoint_new (address, NULL);
  self = g_object_new (SIMMER_TYPE_ACCOUNT, NULL);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->profile = simmer_profile_ref (profile);
  self->address = g_steal_pointer (&endpoint->address);

  return self;
}

/**
 * simmer_account_new_builtin:
 *
 * Returns: (transfer full): the account of the generator that runs on this machine
 */
SimmerAccount *
simmer_account_new_builtin (void)
{
  SimmerAccount *self = g_object_new (SIMMER_TYPE_ACCOUNT, NULL);

  self->id = g_strdup (SIMMER_ACCOUNT_BUILTIN);
  self->name = g_strdup (_ ("This Computer"));
  self->profile = simmer_profile_ref (simmer_profile_get_native ());
  self->wishes.deadline = BUILTIN_DEADLINE;
  self->launcher = simmer_generator_launcher_new ();

  return self;
}

/**
 * simmer_account_get_id:
 * @self: an account
 *
 * Returns: (transfer none): what the store calls it
 */
const char *
simmer_account_get_id (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), NULL);

  return self->id;
}

/**
 * simmer_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none): what people call it
 */
const char *
simmer_account_get_name (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), NULL);

  return self->name;
}

/**
 * simmer_account_get_address:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): its base URL without a slash at its end; %NULL for the
 *   built-in one, which has another at each start
 */
const char *
simmer_account_get_address (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), NULL);

  return self->address;
}

/**
 * simmer_account_get_profile:
 * @self: an account
 *
 * Returns: (transfer none): how its service is spoken to
 */
SimmerProfile *
simmer_account_get_profile (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), NULL);

  return self->profile;
}

/**
 * simmer_account_get_builtin:
 * @self: an account
 *
 * Returns: whether it is that of the generator on this machine
 */
gboolean
simmer_account_get_builtin (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), FALSE);

  return self->launcher != NULL;
}

/**
 * simmer_account_get_wishes:
 * @self: an account
 *
 * Returns: (transfer none): how the person wants its tasks to be followed
 */
const SimmerWishes *
simmer_account_get_wishes (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), NULL);

  return &self->wishes;
}

/**
 * simmer_account_set_wishes:
 * @self: an account
 * @wishes: how the person wants its tasks to be followed
 */
void
simmer_account_set_wishes (SimmerAccount *self, const SimmerWishes *wishes)
{
  g_return_if_fail (SIMMER_IS_ACCOUNT (self) && wishes != NULL);
  g_return_if_fail (wishes->minimum >= 0 && wishes->maximum >= 0 && wishes->deadline >= 0);

  self->wishes = *wishes;
}

/**
 * simmer_account_set_credential:
 * @self: an account, not the built-in one
 * @credential: (nullable): the key or token; empty is none
 *
 * Uses it from now on, whatever is kept elsewhere. It is in memory only.
 */
void
simmer_account_set_credential (SimmerAccount *self, const char *credential)
{
  SecretValue *value = NULL;

  g_return_if_fail (SIMMER_IS_ACCOUNT (self));
  g_return_if_fail (self->launcher == NULL);

  if (credential != NULL && *credential != '\0')
    value = secret_value_new (credential, -1, "text/plain");
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->credential, secret_value_unref);
  self->credential = value;
  self->lasting = FALSE;
  simmer_account_set_refused (self, FALSE);
}

/**
 * simmer_account_set_keeper:
 * @self: an account, not the built-in one
 * @keeper: has its credential
 *
 * Looks the credential up when it is needed, and forgets the one that was used until now.
 */
void
simmer_account_set_keeper (SimmerAccount *self, SimmerCredentials *keeper)
{
  g_return_if_fail (SIMMER_IS_ACCOUNT (self) && SIMMER_IS_CREDENTIALS (keeper));
  g_return_if_fail (self->launcher == NULL);

  g_clear_pointer (&self->credential, secret_value_unref);
  g_set_object (&self->keeper, keeper);
  self->lasting = TRUE;
  simmer_account_set_refused (self, FALSE);
}

/**
 * simmer_account_copy_credential:
 * @self: an account, not the built-in one
 * @from: what it was until now
 *
 * Goes on with the credential that @from has, or has kept elsewhere.
 */
void
simmer_account_copy_credential (SimmerAccount *self, SimmerAccount *from)
{
  g_return_if_fail (SIMMER_IS_ACCOUNT (self) && SIMMER_IS_ACCOUNT (from));

  g_clear_pointer (&self->credential, secret_value_unref);
  if (from->credential != NULL)
    self->credential = secret_value_ref (from->credential);
  g_set_object (&self->keeper, from->keeper);
  self->lasting = from->lasting;
  simmer_account_set_refused (self, from->refused);
}

/**
 * simmer_account_set_lasting:
 * @self: an account
 * @lasting: whether the credential that it uses is in a keyring
 */
void
simmer_account_set_lasting (SimmerAccount *self, gboolean lasting)
{
  g_return_if_fail (SIMMER_IS_ACCOUNT (self));

  self->lasting = lasting;
}

/**
 * simmer_account_get_kept:
 * @self: an account
 *
 * Returns: where the credential that it uses is, as far as that is known without a look; what was
 *   looked for in vain is nowhere
 */
SimmerKept
simmer_account_get_kept (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), SIMMER_KEPT_NOWHERE);

  if (self->lasting)
    return SIMMER_KEPT_IN_KEYRING;

  return self->credential != NULL ? SIMMER_KEPT_IN_MEMORY : SIMMER_KEPT_NOWHERE;
}

/**
 * simmer_account_get_signed_in:
 * @self: an account
 *
 * Returns: whether it has a credential, here or in a keyring; the built-in one needs none
 */
gboolean
simmer_account_get_signed_in (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), FALSE);

  return self->credential != NULL || self->keeper != NULL;
}

/**
 * simmer_account_set_refused:
 * @self: an account
 * @refused: whether its service has said that it does not accept the credential, or wants one
 *
 * Another credential begins without such an answer.
 */
void
simmer_account_set_refused (SimmerAccount *self, gboolean refused)
{
  g_return_if_fail (SIMMER_IS_ACCOUNT (self));

  if (self->refused == !!refused)
    return;

  self->refused = !!refused;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFUSED]);
}

/**
 * simmer_account_get_refused:
 * @self: an account
 *
 * Returns: whether its service has said that it does not accept the credential, or wants one
 */
gboolean
simmer_account_get_refused (SimmerAccount *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT (self), FALSE);

  return self->refused;
}

/**
 * simmer_account_unlock_async:
 * @self: an account
 * @cancellable: (nullable): a cancellable
 * @callback: called when its credential is here
 * @user_data: for @callback
 *
 * Has the credential looked up because a person wants it, who may be asked to unlock the keyring.
 */
void
simmer_account_unlock_async (SimmerAccount *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIMMER_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_account_unlock_async);
  if (self->keeper == NULL)
    g_task_return_boolean (task, TRUE);
  else
    simmer_credentials_look_up_async (
      self->keeper, self->id, TRUE, cancellable, looked_up_cb, g_steal_pointer (&task));
}

/**
 * simmer_account_unlock_finish:
 * @self: an account
 * @result: what the callback got
 * @error: set on failure; %SIMMER_ERROR_SIGN_IN, or that of the cancellable
 *
 * Returns: whether its credential is here, or it has none
 */
gboolean
simmer_account_unlock_finish (SimmerAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_account_resolve_async:
 * @self: an account
 * @start: start the built-in generator where it does not run
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known whom to ask; never before this function returns
 * @user_data: for @callback
 *
 * Finds out where and as whom to ask right now; done anew for each request.
 *
 * Every request, also for a task's status, may pass %TRUE for @start: where a generator ended, the
 * tasks it had are gone, and the one that is started then says so by its own 404. %FALSE is for
 * looking without waking anybody.
 *
 * Fails with %SIMMER_ERROR_UNREACHABLE where the generator cannot be had, with
 * %SIMMER_ERROR_SIGN_IN where the credential cannot, or with the error of @cancellable.
 */
void
simmer_account_resolve_async (SimmerAccount *self,
                              gboolean start,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error;

  g_return_if_fail (SIMMER_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_account_resolve_async);

  if (self->launcher != NULL)
    simmer_generator_launcher_locate_async (
      self->launcher, start, cancellable, located_cb, g_steal_pointer (&task));
  else if (self->keeper != NULL)
    simmer_credentials_look_up_async (
      self->keeper, self->id, FALSE, cancellable, looked_up_cb, g_steal_pointer (&task));
  else if ((error = check_credential (self)) != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, make_endpoint (self), (GDestroyNotify) simmer_endpoint_free);
}

/**
 * simmer_account_resolve_finish:
 * @self: an account
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): where and as whom to ask
 */
SimmerEndpoint *
simmer_account_resolve_finish (SimmerAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
