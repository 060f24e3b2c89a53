/* The accounts that are set up here, each with its client. */

#define G_LOG_DOMAIN "Simmer-Accounts"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-account-book-private.h"
#include "simmer-host.h"
#include "simmer-profile-library.h"

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
entry_free (SimmerAccountEntry *entry)
{
  g_object_unref (entry->account);
  g_object_unref (entry->client);
  g_clear_pointer (&entry->kept, simmer_store_account_free);
  g_free (entry);
}

static SimmerAccountEntry *
entry_new (SimmerAccountBook *self, SimmerAccount *account, const SimmerStoreAccount *kept)
{
  SimmerAccountEntry *entry = g_new0 (SimmerAccountEntry, 1);

  entry->account = g_object_ref (account);
  entry->client = simmer_client_new (self->http, account);
  entry->kept = kept != NULL ? simmer_store_account_copy (kept) : NULL;
  if (kept != NULL)
    simmer_account_set_wishes (account, &kept->wishes);
  if (kept != NULL && kept->credential != 0)
    simmer_account_set_keeper (account, self->credentials);

  return entry;
}

SimmerAccountEntry *
simmer_account_book_find_entry (SimmerAccountBook *self, const char *id, guint *position)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SimmerAccountEntry *entry = self->entries->pdata[i];

      if (!g_str_equal (simmer_account_get_id (entry->account), id))
        continue;
      if (position != NULL)
        *position = i;
      return entry;
    }

  return NULL;
}

void
simmer_account_book_tell (SimmerAccountBook *self,
                          const char *id,
                          guint position,
                          SimmerAccountChange change)
{
  g_debug ("%s: change %d", id, change);
  g_list_model_items_changed (G_LIST_MODEL (self),
                              position,
                              change == SIMMER_ACCOUNT_CHANGE_ADDED ? 0 : 1,
                              change == SIMMER_ACCOUNT_CHANGE_REMOVED ? 0 : 1);
  g_signal_emit (self, signals[ACCOUNT_CHANGED], 0, id, change);
}

SimmerAccount *
simmer_account_book_add_entry (SimmerAccountBook *self,
                               SimmerProfile *profile,
                               const SimmerStoreAccount *kept)
{
  g_autoptr (SimmerAccount) account =
    simmer_account_new (kept->id, kept->name, profile, kept->address);

  g_ptr_array_add (self->entries, entry_new (self, account, kept));
  simmer_account_book_tell (self, kept->id, self->entries->len - 1, SIMMER_ACCOUNT_CHANGE_ADDED);

  return account;
}

gboolean
simmer_account_book_is_same_origin (const char *a, const char *b)
{
  g_autoptr (GUri) first = g_uri_parse (a, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) second = g_uri_parse (b, G_URI_FLAGS_NONE, NULL);

  return first != NULL && second != NULL && simmer_uri_same_origin (first, second);
}

/* What is under way with the old account ends with it; the new one has its credential. */
SimmerAccount *
simmer_account_book_replace_entry (SimmerAccountBook *self,
                                   guint position,
                                   const SimmerStoreAccount *kept)
{
  SimmerAccountEntry *old = self->entries->pdata[position];
  g_autoptr (SimmerAccount) account = simmer_account_new (
    kept->id, kept->name, simmer_account_get_profile (old->account), kept->address);
  SimmerAccountEntry *entry = entry_new (self, account, kept);

  if (simmer_account_book_is_same_origin (kept->address, old->kept->address) &&
      kept->credential == old->kept->credential)
    simmer_account_copy_credential (account, old->account);
  entry_free (old);
  self->entries->pdata[position] = entry;
  simmer_account_book_tell (self, kept->id, position, SIMMER_ACCOUNT_CHANGE_REPLACED);

  return account;
}

void
simmer_account_book_remove_entry (SimmerAccountBook *self, guint position)
{
  SimmerAccountEntry *entry = g_ptr_array_steal_index (self->entries, position);

  simmer_account_book_tell (
    self, simmer_account_get_id (entry->account), position, SIMMER_ACCOUNT_CHANGE_REMOVED);
  entry_free (entry);
}

/* --- What another process changed ------------------------------------------------------------ */

/* Returns: whether that is news */
gboolean
simmer_account_book_take_wishes (SimmerAccountBook *self,
                                 guint position,
                                 const SimmerWishes *wishes)
{
  SimmerAccountEntry *entry = self->entries->pdata[position];

  if (simmer_wishes_equal (simmer_account_get_wishes (entry->account), wishes))
    return FALSE;

  simmer_account_set_wishes (entry->account, wishes);
  if (entry->kept != NULL)
    entry->kept->wishes = *wishes;
  simmer_account_book_tell (
    self, simmer_account_get_id (entry->account), position, SIMMER_ACCOUNT_CHANGE_WISHES);

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
  SimmerAccountEntry *entry = simmer_account_book_find_entry (self, kept->id, &position);

  if (entry == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SimmerProfile) profile = simmer_profile_library_find (kept->profile, &error);

      if (profile != NULL)
        simmer_account_book_add_entry (self, profile, kept);
      else
        leave_out (self, kept, error);
      return;
    }
  if (entry->kept != NULL && (g_strcmp0 (entry->kept->name, kept->name) != 0 ||
                              g_strcmp0 (entry->kept->address, kept->address) != 0))
    {
      simmer_account_book_replace_entry (self, position, kept);
      return;
    }

  simmer_account_book_take_wishes (self, position, &kept->wishes);
  if (entry->kept == NULL || entry->kept->credential == kept->credential)
    return;
  if (kept->credential == 0)
    {
      simmer_account_set_credential (entry->account, NULL);
      simmer_account_book_replace_entry (self, position, kept);
      return;
    }

  entry->kept->credential = kept->credential;
  simmer_account_set_keeper (entry->account, self->credentials);
  simmer_account_book_tell (self, kept->id, position, SIMMER_ACCOUNT_CHANGE_SIGNED_IN);
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

  return g_object_ref (((SimmerAccountEntry *) self->entries->pdata[position])->account);
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
      SimmerAccountEntry *entry = self->entries->pdata[i - 1];

      if (!is_kept (kept, entry->kept->id))
        simmer_account_book_remove_entry (self, i - 1);
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
  SimmerAccountEntry *entry = simmer_account_book_find_entry (self, account_id, NULL);

  return entry != NULL ? entry->client : NULL;
}
