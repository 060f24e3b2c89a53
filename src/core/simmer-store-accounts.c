/* The accounts as they are kept. */

#include "simmer-store-facts.h"

/**
 * simmer_store_account_copy:
 * @account: an account
 *
 * Returns: (transfer full): the same once more
 */
SimmerStoreAccount *
simmer_store_account_copy (const SimmerStoreAccount *account)
{
  SimmerStoreAccount *copy = g_new (SimmerStoreAccount, 1);

  copy->id = g_strdup (account->id);
  copy->name = g_strdup (account->name);
  copy->profile = g_strdup (account->profile);
  copy->address = g_strdup (account->address);
  copy->credential = account->credential;
  copy->wishes = account->wishes;

  return copy;
}

/**
 * simmer_store_account_free:
 * @account: (transfer full): an account
 */
void
simmer_store_account_free (SimmerStoreAccount *account)
{
  g_free (account->id);
  g_free (account->name);
  g_free (account->profile);
  g_free (account->address);
  g_free (account);
}

/**
 * simmer_store_account_equal:
 * @a: an account
 * @b: an account
 *
 * Returns: whether all of them is the same
 */
gboolean
simmer_store_account_equal (const SimmerStoreAccount *a, const SimmerStoreAccount *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->name, b->name) &&
         g_str_equal (a->profile, b->profile) && g_str_equal (a->address, b->address) &&
         a->credential == b->credential && simmer_wishes_equal (&a->wishes, &b->wishes);
}

/**
 * simmer_store_facts_set_account:
 * @self: facts
 * @account: an account
 *
 * Adds it, or puts it in the place of the one of that id.
 */
void
simmer_store_facts_set_account (SimmerStoreFacts *self, const SimmerStoreAccount *account)
{
  SimmerStoreAccount *copy = simmer_store_account_copy (account);

  for (guint i = 0; i < self->accounts->len; i++)
    {
      SimmerStoreAccount *other = self->accounts->pdata[i];

      if (!g_str_equal (other->id, account->id))
        continue;
      simmer_store_account_free (other);
      self->accounts->pdata[i] = copy;
      return;
    }
  g_ptr_array_add (self->accounts, copy);
}

/**
 * simmer_store_facts_remove_account:
 * @self: facts
 * @id: an account's id
 */
void
simmer_store_facts_remove_account (SimmerStoreFacts *self, const char *id)
{
  for (guint i = 0; i < self->accounts->len; i++)
    if (g_str_equal (((SimmerStoreAccount *) self->accounts->pdata[i])->id, id))
      {
        g_ptr_array_remove_index (self->accounts, i);
        return;
      }
}

/**
 * simmer_store_facts_copy_accounts:
 * @self: facts
 *
 * Returns: (transfer full) (element-type SimmerStoreAccount): copies of the accounts
 */
GPtrArray *
simmer_store_facts_copy_accounts (SimmerStoreFacts *self)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_store_account_free);

  for (guint i = 0; i < self->accounts->len; i++)
    g_ptr_array_add (accounts, simmer_store_account_copy (self->accounts->pdata[i]));

  return accounts;
}

/**
 * simmer_store_facts_same_accounts:
 * @a: facts
 * @b: facts
 *
 * Returns: whether both know the same accounts, in whatever order
 */
gboolean
simmer_store_facts_same_accounts (SimmerStoreFacts *a, SimmerStoreFacts *b)
{
  if (a->accounts->len != b->accounts->len)
    return FALSE;

  for (guint i = 0; i < a->accounts->len; i++)
    if (!g_ptr_array_find_with_equal_func (
          b->accounts, a->accounts->pdata[i], (GEqualFunc) simmer_store_account_equal, NULL))
      return FALSE;

  return TRUE;
}

/**
 * simmer_store_facts_read_accounts:
 * @self: facts
 * @database: a database
 * @error: set on failure
 *
 * Returns: whether all of them could be read
 */
gboolean
simmer_store_facts_read_accounts (SimmerStoreFacts *self,
                                  SimmerStoreDatabase *database,
                                  GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database,
    &failure,
    "SELECT id, name, profile, address, credential, pace, minimum, maximum, deadline, no_live"
    " FROM account ORDER BY id",
    "");

  while (simmer_store_database_step (database, stmt, &failure))
    {
      g_autofree char *id = simmer_store_database_dup_text (stmt, 0);
      g_autofree char *name = simmer_store_database_dup_text (stmt, 1);
      g_autofree char *profile = simmer_store_database_dup_text (stmt, 2);
      g_autofree char *address = simmer_store_database_dup_text (stmt, 3);
      SimmerStoreAccount account = {
        .id = id,
        .name = name,
        .profile = profile,
        .address = address,
        .credential = sqlite3_column_int64 (stmt, 4),
        .wishes.minimum = sqlite3_column_int64 (stmt, 6),
        .wishes.maximum = sqlite3_column_int64 (stmt, 7),
        .wishes.deadline = sqlite3_column_int64 (stmt, 8),
        .wishes.no_live = sqlite3_column_int (stmt, 9) != 0,
      };

      simmer_eagerness_from_string ((const char *) sqlite3_column_text (stmt, 5),
                                    &account.wishes.eagerness);
      simmer_store_facts_set_account (self, &account);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/**
 * simmer_store_facts_write_account:
 * @database: a database
 * @account: an account
 * @error: set on failure
 *
 * Returns: whether it is written
 */
gboolean
simmer_store_facts_write_account (SimmerStoreDatabase *database,
                                  const SimmerStoreAccount *account,
                                  GError **error)
{
  return simmer_store_database_run (database,
                                    error,
                                    "REPLACE INTO account (id, name, profile, address, credential,"
                                    " pace, minimum, maximum, deadline, no_live)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                    "ttttitiiii",
                                    account->id,
                                    account->name,
                                    account->profile,
                                    account->address,
                                    account->credential,
                                    simmer_eagerness_to_string (account->wishes.eagerness),
                                    account->wishes.minimum,
                                    account->wishes.maximum,
                                    account->wishes.deadline,
                                    (gint64) (account->wishes.no_live ? 1 : 0));
}

/**
 * simmer_store_facts_delete_account:
 * @database: a database
 * @id: the account's id
 * @error: set on failure
 *
 * Returns: whether it is gone, with what was filled in for it
 */
gboolean
simmer_store_facts_delete_account (SimmerStoreDatabase *database, const char *id, GError **error)
{
  gboolean done =
    simmer_store_database_begin (database, FALSE, error) &&
    simmer_store_database_run (database, error, "DELETE FROM account WHERE id = ?1", "t", id) &&
    simmer_store_database_run (database, error, "DELETE FROM inputs WHERE account = ?1", "t", id) &&
    simmer_store_database_commit (database, error);

  if (!done)
    simmer_store_database_roll_back (database);

  return done;
}
