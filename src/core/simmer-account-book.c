/* The accounts that are set up here, each with its client. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-account-book.h"

struct _SimmerAccountBook
{
  GObject parent_instance;

  SimmerHttp *http;    /* (owned) */
  SimmerStore *store;  /* (owned) */
  GPtrArray *accounts; /* (owned) of SimmerAccount */
  GHashTable *clients; /* (owned) account id → SimmerClient */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerAccountBook,
                               simmer_account_book,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
add_account (SimmerAccountBook *self, SimmerAccount *account)
{
  g_ptr_array_add (self->accounts, g_object_ref (account));
  g_hash_table_insert (self->clients,
                       g_strdup (simmer_account_get_id (account)),
                       simmer_client_new (self->http, account));
  g_list_model_items_changed (G_LIST_MODEL (self), self->accounts->len - 1, 0, 1);
}

static GType
simmer_account_book_get_item_type (GListModel *model)
{
  return SIMMER_TYPE_ACCOUNT;
}

static guint
simmer_account_book_get_n_items (GListModel *model)
{
  return SIMMER_ACCOUNT_BOOK (model)->accounts->len;
}

static gpointer
simmer_account_book_get_item (GListModel *model, guint position)
{
  SimmerAccountBook *self = SIMMER_ACCOUNT_BOOK (model);

  return position < self->accounts->len ? g_object_ref (self->accounts->pdata[position]) : NULL;
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

  g_hash_table_unref (self->clients);
  g_ptr_array_unref (self->accounts);
  g_object_unref (self->store);
  g_object_unref (self->http);

  G_OBJECT_CLASS (simmer_account_book_parent_class)->finalize (object);
}

static void
simmer_account_book_class_init (SimmerAccountBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_account_book_finalize;
}

static void
simmer_account_book_init (SimmerAccountBook *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * simmer_account_book_new:
 * @http: whom the clients ask through
 * @store: where accounts are kept; never a credential
 *
 * Returns: (transfer full): a book with the built-in generator's account
 */
SimmerAccountBook *
simmer_account_book_new (SimmerHttp *http, SimmerStore *store)
{
  SimmerAccountBook *self = g_object_new (SIMMER_TYPE_ACCOUNT_BOOK, NULL);
  g_autoptr (SimmerAccount) builtin = simmer_account_new_builtin ();

  self->http = g_object_ref (http);
  self->store = g_object_ref (store);
  add_account (self, builtin);

  return self;
}

/**
 * simmer_account_book_load:
 * @self: a book
 *
 * Takes in what the open store knows and the book does not.
 */
void
simmer_account_book_load (SimmerAccountBook *self)
{
  g_autoptr (GPtrArray) kept = simmer_store_get_accounts (self->store);
  SimmerProfile *profile = simmer_profile_get_native ();

  for (guint i = 0; kept != NULL && i < kept->len; i++)
    {
      const SimmerStoreAccount *entry = kept->pdata[i];
      g_autoptr (SimmerAccount) account = NULL;

      if (g_hash_table_contains (self->clients, entry->id) ||
          g_strcmp0 (entry->profile, simmer_profile_get_id (profile)) != 0)
        continue;
      account = simmer_account_new (entry->id, entry->name, profile, entry->address);
      add_account (self, account);
    }
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
  return g_hash_table_lookup (self->clients, account_id);
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
  g_autoptr (GUri) uri = NULL;
  g_autofree char *id = NULL;
  SimmerClient *client;

  if (address == NULL)
    return NULL;

  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  id = g_strconcat (simmer_profile_get_id (profile), "@", strstr (address, "://") + 3, NULL);
  if (!g_hash_table_contains (self->clients, id))
    {
      g_autoptr (SimmerAccount) account =
        simmer_account_new (id, g_uri_get_host (uri), profile, address);

      add_account (self, account);
      simmer_store_save_account (
        self->store, id, g_uri_get_host (uri), simmer_profile_get_id (profile), address);
    }

  client = simmer_account_book_get_client (self, id);
  if (credential != NULL)
    simmer_account_set_credential (simmer_client_get_account (client), credential);

  return simmer_client_get_account (client);
}
