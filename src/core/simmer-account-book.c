/* The accounts that are set up here, each with its client. */

#define G_LOG_DOMAIN "Simmer-Accounts"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-account-book.h"
#include "simmer-host.h"
#include "simmer-profile-library.h"

/* What stands in the book: what is shown, what asks, and how it is kept. */
typedef struct
{
  SimmerAccount *account;   /* (owned) */
  SimmerClient *client;     /* (owned) */
  SimmerStoreAccount *kept; /* (owned) (nullable): NULL for the built-in one */
} Entry;

struct _SimmerAccountBook
{
  GObject parent_instance;

  SimmerHttp *http;               /* (owned) */
  SimmerStore *store;             /* (owned) */
  SimmerCredentials *credentials; /* (owned) */
  GPtrArray *entries;             /* (owned) of Entry */
  GPtrArray *left_out;            /* (owned) of char: a sentence for each that cannot be used */
};

enum
{
  ACCOUNT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerAccountBook,
                               simmer_account_book,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- Entries --------------------------------------------------------------------------------- */

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->account);
  g_object_unref (entry->client);
  g_clear_pointer (&entry->kept, simmer_store_account_free);
  g_free (entry);
}

static Entry *
entry_new (SimmerAccountBook *self, SimmerAccount *account, const SimmerStoreAccount *kept)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->account = g_object_ref (account);
  entry->client = simmer_client_new (self->http, account);
  entry->kept = kept != NULL ? simmer_store_account_copy (kept) : NULL;
  if (kept != NULL)
    simmer_account_set_wishes (account, &kept->wishes);
  if (kept != NULL && kept->credential != 0)
    simmer_account_set_keeper (account, self->credentials);

  return entry;
}

static Entry *
find_entry (SimmerAccountBook *self, const char *id, guint *position)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (!g_str_equal (simmer_account_get_id (entry->account), id))
        continue;
      if (position != NULL)
        *position = i;
      return entry;
    }

  return NULL;
}

static void
tell (SimmerAccountBook *self, const char *id, guint position, SimmerAccountChange change)
{
  g_debug ("%s: change %d", id, change);
  g_list_model_items_changed (G_LIST_MODEL (self),
                              position,
                              change == SIMMER_ACCOUNT_CHANGE_ADDED ? 0 : 1,
                              change == SIMMER_ACCOUNT_CHANGE_REMOVED ? 0 : 1);
  g_signal_emit (self, signals[ACCOUNT_CHANGED], 0, id, change);
}

static SimmerAccount *
add_entry (SimmerAccountBook *self, SimmerProfile *profile, const SimmerStoreAccount *kept)
{
  g_autoptr (SimmerAccount) account =
    simmer_account_new (kept->id, kept->name, profile, kept->address);

  g_ptr_array_add (self->entries, entry_new (self, account, kept));
  tell (self, kept->id, self->entries->len - 1, SIMMER_ACCOUNT_CHANGE_ADDED);

  return account;
}

static gboolean
is_same_origin (const char *a, const char *b)
{
  g_autoptr (GUri) first = g_uri_parse (a, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) second = g_uri_parse (b, G_URI_FLAGS_NONE, NULL);

  return first != NULL && second != NULL && simmer_uri_same_origin (first, second);
}

/* What is under way with the old account ends with it; the new one has its credential. */
static SimmerAccount *
replace_entry (SimmerAccountBook *self, guint position, const SimmerStoreAccount *kept)
{
  Entry *old = self->entries->pdata[position];
  g_autoptr (SimmerAccount) account = simmer_account_new (
    kept->id, kept->name, simmer_account_get_profile (old->account), kept->address);
  Entry *entry = entry_new (self, account, kept);

  if (is_same_origin (kept->address, old->kept->address) &&
      kept->credential == old->kept->credential)
    simmer_account_copy_credential (account, old->account);
  entry_free (old);
  self->entries->pdata[position] = entry;
  tell (self, kept->id, position, SIMMER_ACCOUNT_CHANGE_REPLACED);

  return account;
}

static void
remove_entry (SimmerAccountBook *self, guint position)
{
  Entry *entry = g_ptr_array_steal_index (self->entries, position);

  tell (self, simmer_account_get_id (entry->account), position, SIMMER_ACCOUNT_CHANGE_REMOVED);
  entry_free (entry);
}

/* --- What another process changed --------------------------------------------------------------
 */

/* Returns: whether that is news */
static gboolean
take_wishes (SimmerAccountBook *self, guint position, const SimmerWishes *wishes)
{
  Entry *entry = self->entries->pdata[position];

  if (simmer_wishes_equal (simmer_account_get_wishes (entry->account), wishes))
    return FALSE;

  simmer_account_set_wishes (entry->account, wishes);
  if (entry->kept != NULL)
    entry->kept->wishes = *wishes;
  tell (self, simmer_account_get_id (entry->account), position, SIMMER_ACCOUNT_CHANGE_WISHES);

  return TRUE;
}

/* Its tasks are still there, and wait. */
static void
leave_out (SimmerAccountBook *self, const SimmerStoreAccount *kept, const GError *error)
{
  g_debug ("%s is left out: %s", kept->id, error->message);
  /* Translators: the first %s is an account's name, the second a sentence: what is wrong */
  g_ptr_array_add (self->left_out,
                   g_strdup_printf (_ ("The account “%s” cannot be used, and its tasks wait. %s"),
                                    kept->name,
                                    error->message));
}

/* Of the built-in one nothing but wishes is kept. */
static void
take_over (SimmerAccountBook *self, const SimmerStoreAccount *kept)
{
  guint position = 0;
  Entry *entry = find_entry (self, kept->id, &position);

  if (entry == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SimmerProfile) profile = simmer_profile_library_find (kept->profile, &error);

      if (profile != NULL)
        add_entry (self, profile, kept);
      else
        leave_out (self, kept, error);
      return;
    }
  if (entry->kept != NULL && (g_strcmp0 (entry->kept->name, kept->name) != 0 ||
                              g_strcmp0 (entry->kept->address, kept->address) != 0))
    {
      replace_entry (self, position, kept);
      return;
    }

  take_wishes (self, position, &kept->wishes);
  if (entry->kept != NULL && entry->kept->credential != kept->credential)
    {
      entry->kept->credential = kept->credential;
      if (kept->credential != 0)
        simmer_account_set_keeper (entry->account, self->credentials);
      else
        simmer_account_set_credential (entry->account, NULL);
      tell (self, kept->id, position, SIMMER_ACCOUNT_CHANGE_SIGNED_IN);
    }
}

static gboolean
is_kept (GPtrArray *kept, const char *id)
{
  for (guint i = 0; i < kept->len; i++)
    if (g_str_equal (((SimmerStoreAccount *) kept->pdata[i])->id, id))
      return TRUE;

  return FALSE;
}

/* --- The list -------------------------------------------------------------------------------- */

static GType
simmer_account_book_get_item_type (GListModel *model)
{
  return SIMMER_TYPE_ACCOUNT;
}

static guint
simmer_account_book_get_n_items (GListModel *model)
{
  return SIMMER_ACCOUNT_BOOK (model)->entries->len;
}

static gpointer
simmer_account_book_get_item (GListModel *model, guint position)
{
  SimmerAccountBook *self = SIMMER_ACCOUNT_BOOK (model);

  if (position >= self->entries->len)
    return NULL;

  return g_object_ref (((Entry *) self->entries->pdata[position])->account);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = simmer_account_book_get_item_type;
  iface->get_n_items = simmer_account_book_get_n_items;
  iface->get_item = simmer_account_book_get_item;
}

static void
simmer_account_book_finalize (GObject *object)
{
  SimmerAccountBook *self = SIMMER_ACCOUNT_BOOK (object);

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->left_out);
  g_object_unref (self->credentials);
  g_object_unref (self->store);
  g_object_unref (self->http);

  G_OBJECT_CLASS (simmer_account_book_parent_class)->finalize (object);
}

static void
simmer_account_book_class_init (SimmerAccountBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_account_book_finalize;

  /**
   * SimmerAccountBook::account-changed:
   * @self: a book
   * @id: an account's id
   * @change: a #SimmerAccountChange
   */
  signals[ACCOUNT_CHANGED] = g_signal_new ("account-changed",
                                           SIMMER_TYPE_ACCOUNT_BOOK,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           2,
                                           G_TYPE_STRING,
                                           G_TYPE_INT);
}

static void
simmer_account_book_init (SimmerAccountBook *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
}

/**
 * simmer_account_book_new:
 * @http: whom the clients ask through
 * @store: where accounts are kept; never a credential
 * @credentials: where their credentials are kept
 *
 * Returns: (transfer full): a book with the built-in generator's account
 */
SimmerAccountBook *
simmer_account_book_new (SimmerHttp *http, SimmerStore *store, SimmerCredentials *credentials)
{
  SimmerAccountBook *self = g_object_new (SIMMER_TYPE_ACCOUNT_BOOK, NULL);
  g_autoptr (SimmerAccount) builtin = simmer_account_new_builtin ();

  self->http = g_object_ref (http);
  self->store = g_object_ref (store);
  self->credentials = g_object_ref (credentials);
  g_ptr_array_add (self->entries, entry_new (self, builtin, NULL));
  g_signal_connect_object (
    store, "accounts-changed", G_CALLBACK (simmer_account_book_load), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * simmer_account_book_load:
 * @self: a book
 *
 * Takes over what the open store knows.
 */
void
simmer_account_book_load (SimmerAccountBook *self)
{
  g_autoptr (GPtrArray) kept = simmer_store_get_accounts (self->store);

  for (guint i = self->entries->len; i > 1; i--)
    {
      Entry *entry = self->entries->pdata[i - 1];

      if (!is_kept (kept, entry->kept->id))
        remove_entry (self, i - 1);
    }
  g_ptr_array_set_size (self->left_out, 0);
  for (guint i = 0; i < kept->len; i++)
    take_over (self, kept->pdata[i]);
}

/**
 * simmer_account_book_get_left_out:
 * @self: a book
 *
 * Returns: (transfer none) (element-type utf8): a sentence for each account that is kept and cannot
 *   be used, since its profile is not there or is broken
 */
GPtrArray *
simmer_account_book_get_left_out (SimmerAccountBook *self)
{
  return self->left_out;
}

/**
 * simmer_account_book_get_client:
 * @self: a book
 * @account_id: an account's id
 *
 * Returns: (transfer none) (nullable): who speaks for the account
 */
SimmerClient *
simmer_account_book_get_client (SimmerAccountBook *self, const char *account_id)
{
  Entry *entry = find_entry (self, account_id, NULL);

  return entry != NULL ? entry->client : NULL;
}

static char *
check_address (const char *server, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  char *address;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL ||
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
  return add_entry (self, profile, &kept);
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
  Entry *entry;

  if (address == NULL)
    return NULL;

  id = make_id (profile, address);
  entry = find_entry (self, id, NULL);
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
  for (guint n = 2; find_entry (self, id, NULL) != NULL; n++)
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
  Entry *entry = find_entry (self, simmer_account_get_id (account), &position);
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
  if (kept->credential != 0 && !is_same_origin (kept->address, checked))
    {
      kept->credential = 0;
      simmer_credentials_clear_async (self->credentials, kept->id, NULL, NULL, NULL);
    }
  g_free (kept->address);
  kept->address = g_steal_pointer (&checked);
  if (simmer_store_account_equal (kept, entry->kept))
    return entry->account;

  simmer_store_save_account (self->store, kept);
  return replace_entry (self, position, kept);
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
  Entry *entry = find_entry (self, simmer_account_get_id (account), &position);
  SimmerStoreAccount builtin;

  g_return_if_fail (entry != NULL);

  if (!take_wishes (self, position, wishes))
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
  Entry *entry = find_entry (self, id, NULL);

  if (entry == NULL || entry->kept->credential == number)
    return;
  entry->kept->credential = number;
  simmer_store_save_account (self->store, entry->kept);
}

static void
forget_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;

  if (!simmer_credentials_clear_finish (SIMMER_CREDENTIALS (source), result, &error))
    g_task_return_error (run, error);
  else
    g_task_return_int (run, SIMMER_KEPT_NOWHERE);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  SimmerAccountBook *self = g_task_get_source_object (run);
  SimmerKept kept = simmer_credentials_store_finish (SIMMER_CREDENTIALS (source), result, &error);
  Entry *entry;

  if (error != NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  entry = find_entry (self, g_task_get_task_data (run), NULL);
  if (entry != NULL)
    simmer_account_set_lasting (entry->account, kept == SIMMER_KEPT_IN_KEYRING);
  number_credential (self, g_task_get_task_data (run), g_get_real_time ());
  g_task_return_int (run, kept);
}

/**
 * simmer_account_book_sign_in_async:
 * @self: a book
 * @account: an account of it, not the built-in one
 * @credential: (nullable): its key or token from now on; %NULL or empty for none
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
  gboolean present = credential != NULL && *credential != '\0';
  guint position = 0;
  Entry *entry = find_entry (self, id, &position);
  GTask *run;

  g_return_if_fail (entry != NULL && entry->kept != NULL);

  run = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (run, simmer_account_book_sign_in_async);
  simmer_account_set_credential (entry->account, credential);
  g_task_set_task_data (run, g_strdup (id), g_free);
  tell (self, id, position, SIMMER_ACCOUNT_CHANGE_SIGNED_IN);
  if (present)
    {
      SecretValue *value = secret_value_new (credential, -1, "text/plain");
      g_autofree char *label = g_strdup_printf ("Simmer: %s", entry->kept->name);

      simmer_credentials_store_async (
        self->credentials, id, label, value, cancellable, keep_cb, run);
      secret_value_unref (value);
    }
  else
    {
      number_credential (self, id, 0);
      simmer_credentials_clear_async (self->credentials, id, cancellable, forget_cb, run);
    }
}

/**
 * simmer_account_book_sign_in_finish:
 * @self: a book
 * @result: from the callback
 * @error: return location; cancelled, or what is said of a keyring that does not forget
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
  Entry *entry = find_entry (self, id, &position);
  gboolean signed_in;
  GTask *run;

  g_return_if_fail (entry != NULL && entry->kept != NULL);

  run = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (run, simmer_account_book_remove_async);
  signed_in = entry->kept->credential != 0;
  simmer_store_remove_account (self->store, id);
  remove_entry (self, position);
  if (signed_in)
    simmer_credentials_clear_async (self->credentials, id, NULL, forget_cb, run);
  else
    {
      g_task_return_int (run, SIMMER_KEPT_NOWHERE);
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

  return g_task_propagate_int (G_TASK (result), error) >= 0;
}
