/* What is changed of the accounts from here: they are set up, edited, signed in to and out of, and
 * removed. */

#define G_LOG_DOMAIN "Simmer-Accounts"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-account-book-private.h"

static char *
check_address (const char *server, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  char *address;

  /* What may be a password is not said again. */
  if (uri != NULL && g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error,
                           SIMMER_ERROR,
                           SIMMER_ERROR_SERVICE,
                           _ ("A user name or password does not belong into the address. Write it "
                              "like https://example.org, and the password as the key."));
      return NULL;
    }
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_SERVICE,
                   _ ("“%s” is not the address of a server. Write it like https://example.org, "
                      "without a user name."),
                   server);
      return NULL;
    }

  address = g_strdup (server);
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';

  return address;
}

/* Without what a person need not see: "https://" and what else stands before the host. */
static char *
make_id (SimmerProfile *profile, const char *address)
{
  return g_strconcat (simmer_profile_get_id (profile), "@", strstr (address, "://") + 3, NULL);
}

static SimmerAccount *
add_checked (SimmerAccountBook *self,
             SimmerProfile *profile,
             const char *id,
             const char *name,
             char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const SimmerStoreAccount kept = {
    .id = (char *) id,
    .name = (char *) (name != NULL && *name != '\0' ? name : g_uri_get_host (uri)),
    .profile = (char *) simmer_profile_get_id (profile),
    .address = address,
  };

  simmer_store_save_account (self->store, &kept);
  return simmer_account_book_add_entry (self, profile, &kept);
}

/**
 * simmer_account_book_use_server:
 * @self: a book
 * @profile: the server's API
 * @server: its base URL
 * @credential: (nullable): for as long as this process runs
 * @error: return location
 *
 * Makes an account of a server without any set-up; the same server is the same account.
 *
 * Returns: (transfer none) (nullable): the account, or %NULL if @server is not a usable address
 */
SimmerAccount *
simmer_account_book_use_server (SimmerAccountBook *self,
                                SimmerProfile *profile,
                                const char *server,
                                const char *credential,
                                GError **error)
{
  g_autofree char *address = check_address (server, error);
  g_autofree char *id = NULL;
  SimmerAccount *account;
  SimmerAccountEntry *entry;

  if (address == NULL)
    return NULL;

  id = make_id (profile, address);
  entry = simmer_account_book_find_entry (self, id, NULL);
  account = entry != NULL ? entry->account : add_checked (self, profile, id, NULL, address);
  if (credential != NULL)
    simmer_account_set_credential (account, credential);

  return account;
}

/**
 * simmer_account_book_add:
 * @self: a book
 * @profile: its service's API
 * @name: (nullable): what people call it; %NULL or empty for its host
 * @address: its base URL
 * @error: return location
 *
 * Sets an account up, beside those that the service may have already.
 *
 * Returns: (transfer none) (nullable): the account, or %NULL if @address is not a usable address
 */
SimmerAccount *
simmer_account_book_add (SimmerAccountBook *self,
                         SimmerProfile *profile,
                         const char *name,
                         const char *address,
                         GError **error)
{
  g_autofree char *checked = check_address (address, error);
  g_autofree char *base = NULL;
  g_autofree char *id = NULL;

  if (checked == NULL)
    return NULL;

  base = make_id (profile, checked);
  id = g_strdup (base);
  for (guint n = 2; simmer_account_book_find_entry (self, id, NULL) != NULL; n++)
    {
      g_free (id);
      id = g_strdup_printf ("%s#%u", base, n);
    }

  return add_checked (self, profile, id, name, checked);
}

/**
 * simmer_account_book_edit:
 * @self: a book
 * @account: an account of it, not the built-in one
 * @name: (nullable): what people call it from now on; %NULL or empty leaves it
 * @address: (nullable): its base URL from now on; %NULL leaves it
 * @error: return location
 *
 * Its id, its tasks and its credential stay. A credential goes to no other host unasked: where the
 * address leads to another origin, the person has to sign in again.
 *
 * Returns: (transfer none) (nullable): the account, which is another object where something
 *   changed; %NULL if @address is not a usable address
 */
SimmerAccount *
simmer_account_book_edit (SimmerAccountBook *self,
                          SimmerAccount *account,
                          const char *name,
                          const char *address,
                          GError **error)
{
  guint position = 0;
  SimmerAccountEntry *entry =
    simmer_account_book_find_entry (self, simmer_account_get_id (account), &position);
  g_autoptr (SimmerStoreAccount) kept = NULL;
  g_autofree char *checked = NULL;

  g_return_val_if_fail (entry != NULL && entry->kept != NULL, NULL);

  checked = check_address (address != NULL ? address : entry->kept->address, error);
  if (checked == NULL)
    return NULL;

  kept = simmer_store_account_copy (entry->kept);
  if (name != NULL && *name != '\0')
    {
      g_free (kept->name);
      kept->name = g_strdup (name);
    }
  if (kept->credential != 0 && !simmer_account_book_is_same_origin (kept->address, checked))
    {
      kept->credential = 0;
      simmer_credentials_clear_async (self->credentials, kept->id, NULL, NULL, NULL);
    }
  g_free (kept->address);
  kept->address = g_steal_pointer (&checked);
  if (simmer_store_account_equal (kept, entry->kept))
    return entry->account;

  simmer_store_save_account (self->store, kept);
  return simmer_account_book_replace_entry (self, position, kept);
}

/**
 * simmer_account_book_set_wishes:
 * @self: a book
 * @account: an account of it
 * @wishes: how the person wants its tasks to be followed from now on
 *
 * Keeps them, too.
 */
void
simmer_account_book_set_wishes (SimmerAccountBook *self,
                                SimmerAccount *account,
                                const SimmerWishes *wishes)
{
  guint position = 0;
  SimmerAccountEntry *entry =
    simmer_account_book_find_entry (self, simmer_account_get_id (account), &position);
  SimmerStoreAccount builtin;

  g_return_if_fail (entry != NULL);

  if (!simmer_account_book_take_wishes (self, position, wishes))
    return;

  builtin = (SimmerStoreAccount){
    .id = (char *) SIMMER_ACCOUNT_BUILTIN,
    .name = (char *) "",
    .profile = (char *) simmer_profile_get_id (simmer_account_get_profile (account)),
    .address = (char *) "",
    .wishes = *wishes,
  };
  simmer_store_save_account (self->store, entry->kept != NULL ? entry->kept : &builtin);
}

/* Each credential has a number of its own, for other processes to see that it is another one; that
 * is written once there is something to look up. */
static void
number_credential (SimmerAccountBook *self, const char *id, gint64 number)
{
  SimmerAccountEntry *entry = simmer_account_book_find_entry (self, id, NULL);

  if (entry == NULL || entry->kept->credential == number)
    return;
  entry->kept->credential = number;
  simmer_store_save_account (self->store, entry->kept);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  SimmerAccountBook *self = g_task_get_source_object (run);
  SimmerKept kept = simmer_credentials_store_finish (SIMMER_CREDENTIALS (source), result, &error);
  SimmerAccountEntry *entry;

  if (error != NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  entry = simmer_account_book_find_entry (self, g_task_get_task_data (run), NULL);
  if (entry != NULL)
    simmer_account_set_lasting (entry->account, kept == SIMMER_KEPT_IN_KEYRING);
  number_credential (self, g_task_get_task_data (run), g_get_real_time ());
  g_task_return_int (run, kept);
}

/**
 * simmer_account_book_sign_in_async:
 * @self: a book
 * @account: an account of it, not the built-in one
 * @credential: its key or token from now on, not empty
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Uses the credential at once, and has it kept.
 */
void
simmer_account_book_sign_in_async (SimmerAccountBook *self,
                                   SimmerAccount *account,
                                   const char *credential,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  const char *id = simmer_account_get_id (account);
  guint position = 0;
  SimmerAccountEntry *entry = simmer_account_book_find_entry (self, id, &position);
  g_autofree char *label = NULL;
  SecretValue *value;
  GTask *run;

  g_return_if_fail (entry != NULL && entry->kept != NULL);
  g_return_if_fail (credential != NULL && *credential != '\0');

  run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run, simmer_account_book_sign_in_async);
  g_task_set_task_data (run, g_strdup (id), g_free);
  simmer_account_set_credential (entry->account, credential);
  simmer_account_book_tell (self, id, position, SIMMER_ACCOUNT_CHANGE_SIGNED_IN);

  label = g_strdup_printf ("Simmer: %s", entry->kept->name);
  value = secret_value_new (credential, -1, "text/plain");
  simmer_credentials_store_async (self->credentials, id, label, value, cancellable, keep_cb, run);
  secret_value_unref (value);
}

/**
 * simmer_account_book_sign_in_finish:
 * @self: a book
 * @result: from the callback
 * @error: return location; that of the cancellable
 *
 * Returns: where the credential is kept; without a keyring, in memory
 */
SimmerKept
simmer_account_book_sign_in_finish (SimmerAccountBook *self, GAsyncResult *result, GError **error)
{
  gssize kept;

  g_return_val_if_fail (g_task_is_valid (result, self), SIMMER_KEPT_NOWHERE);

  kept = g_task_propagate_int (G_TASK (result), error);
  return kept < 0 ? SIMMER_KEPT_NOWHERE : (SimmerKept) kept;
}

/* Where nothing could be reached, it is still there, and the person has to know. */
static GError *
explain_rest (const GError *error)
{
  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_SERVICE,
                      /* Translators: %s is a sentence: what is wrong with the keyring */
                      _ ("Simmer does not use the key any more, but could not take it out of the "
                         "keyring. %s"),
                      error->message);
}

/* Where no keyring is, none took it. */
static gboolean
was_here_alone (GTask *run)
{
  return GPOINTER_TO_INT (g_task_get_task_data (run)) == SIMMER_KEPT_IN_MEMORY;
}

static void
forget_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  g_autoptr (GError) error = NULL;

  if (simmer_credentials_clear_finish (SIMMER_CREDENTIALS (source), result, &error) ||
      (was_here_alone (run) &&
       g_error_matches (error, SIMMER_CREDENTIALS_ERROR, SIMMER_CREDENTIALS_ERROR_UNAVAILABLE)))
    g_task_return_boolean (run, TRUE);
  else
    g_task_return_error (run, explain_rest (error));
}

/**
 * simmer_account_book_sign_out_async:
 * @self: a book
 * @account: an account of it, not the built-in one
 * @callback: called when its credential is gone
 * @user_data: for @callback
 *
 * Nothing goes out with the credential from now on, and who listened with it hears no more: the
 * account is another object.
 */
void
simmer_account_book_sign_out_async (SimmerAccountBook *self,
                                    SimmerAccount *account,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  guint position = 0;
  SimmerAccountEntry *entry =
    simmer_account_book_find_entry (self, simmer_account_get_id (account), &position);
  g_autoptr (SimmerStoreAccount) kept = NULL;
  gboolean written;
  GTask *run;

  g_return_if_fail (entry != NULL && entry->kept != NULL);

  run = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (run, simmer_account_book_sign_out_async);
  g_task_set_task_data (run, GINT_TO_POINTER (simmer_account_get_kept (entry->account)), NULL);
  kept = simmer_store_account_copy (entry->kept);
  written = kept->credential != 0;
  kept->credential = 0;
  simmer_account_set_credential (entry->account, NULL);
  if (written)
    simmer_store_save_account (self->store, kept);
  simmer_account_book_replace_entry (self, position, kept);
  if (written)
    simmer_credentials_clear_async (self->credentials, kept->id, NULL, forget_cb, run);
  else
    {
      g_task_return_boolean (run, TRUE);
      g_object_unref (run);
    }
}

/**
 * simmer_account_book_sign_out_finish:
 * @self: a book
 * @result: from the callback
 * @error: return location
 *
 * Returns: whether its credential is gone; if not, @error says why, and it is not used all the same
 */
gboolean
simmer_account_book_sign_out_finish (SimmerAccountBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_account_book_remove_async:
 * @self: a book
 * @account: an account of it, not the built-in one
 * @callback: called when its credential is gone, too
 * @user_data: for @callback
 *
 * The account is gone at once; its tasks stay.
 */
void
simmer_account_book_remove_async (SimmerAccountBook *self,
                                  SimmerAccount *account,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  guint position = 0;
  SimmerAccountEntry *entry = simmer_account_book_find_entry (self, id, &position);
  gboolean signed_in;
  GTask *run;

  g_return_if_fail (entry != NULL && entry->kept != NULL);

  run = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (run, simmer_account_book_remove_async);
  g_task_set_task_data (run, GINT_TO_POINTER (simmer_account_get_kept (entry->account)), NULL);
  signed_in = entry->kept->credential != 0;
  simmer_store_remove_account (self->store, id);
  simmer_account_book_remove_entry (self, position);
  if (signed_in)
    simmer_credentials_clear_async (self->credentials, id, NULL, forget_cb, run);
  else
    {
      g_task_return_boolean (run, TRUE);
      g_object_unref (run);
    }
}

/**
 * simmer_account_book_remove_finish:
 * @self: a book
 * @result: from the callback
 * @error: return location
 *
 * Returns: whether its credential is gone, too; if not, @error says why
 */
gboolean
simmer_account_book_remove_finish (SimmerAccountBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
