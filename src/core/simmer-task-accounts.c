/* Accounts are set up, changed and removed, and what that means for their tasks. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include "simmer-task-manager-private.h"

/* Follows the account's tasks anew, or no more: what was under way went another way. */
static void
follow_again (SimmerTaskManager *self, const char *id)
{
  GListModel *queue = G_LIST_MODEL (self->queue);
  guint n = g_list_model_get_n_items (queue);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      if (g_strcmp0 (simmer_task_get_account_id (task), id) != 0)
        continue;
      g_hash_table_remove (self->orders, task);
      simmer_poller_unfollow (self->poller, task);
      if (g_hash_table_contains (self->wanted, task) && simmer_task_is_active (task))
        simmer_task_manager_claim (self, task);
    }
}

static void
account_changed_cb (SimmerAccountBook *book,
                    const char *id,
                    SimmerAccountChange change,
                    SimmerTaskManager *self)
{
  SimmerAccount *account = simmer_task_manager_get_account (self, id);

  switch (change)
    {
    case SIMMER_ACCOUNT_CHANGE_SIGNED_IN:
      simmer_poller_sign_in_changed (self->poller, account);
      simmer_task_manager_hurry_orders (self);
      break;
    case SIMMER_ACCOUNT_CHANGE_WISHES:
      simmer_poller_wishes_changed (self->poller);
      break;
    case SIMMER_ACCOUNT_CHANGE_ADDED:
    case SIMMER_ACCOUNT_CHANGE_REPLACED:
    case SIMMER_ACCOUNT_CHANGE_REMOVED:
    default:
      follow_again (self, id);
    }
}

/* For simmer-task-manager.c. */
void
simmer_task_manager_connect_book (SimmerTaskManager *self)
{
  g_signal_connect_object (self->book, "account-changed", G_CALLBACK (account_changed_cb), self, 0);
}

/**
 * simmer_task_manager_get_left_out:
 * @self: a manager
 *
 * Returns: (transfer none) (element-type utf8): a sentence for each account that cannot be used
 */
GPtrArray *
simmer_task_manager_get_left_out (SimmerTaskManager *self)
{
  return simmer_account_book_get_left_out (self->book);
}

/**
 * simmer_task_manager_get_accounts:
 * @self: a manager
 *
 * An account of which something changed is in the same place, and may be another object.
 *
 * Returns: (transfer none): a list of #SimmerAccount; the built-in generator's is the first
 */
GListModel *
simmer_task_manager_get_accounts (SimmerTaskManager *self)
{
  return G_LIST_MODEL (self->book);
}

/**
 * simmer_task_manager_get_account:
 * @self: a manager
 * @id: an account's id
 *
 * Returns: (transfer none) (nullable): the account
 */
SimmerAccount *
simmer_task_manager_get_account (SimmerTaskManager *self, const char *id)
{
  SimmerClient *client = simmer_account_book_get_client (self->book, id);

  return client != NULL ? simmer_client_get_account (client) : NULL;
}

/**
 * simmer_task_manager_use_server:
 * @self: a started manager
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
simmer_task_manager_use_server (SimmerTaskManager *self,
                                SimmerProfile *profile,
                                const char *server,
                                const char *credential,
                                GError **error)
{
  SimmerAccount *account;

  account = simmer_account_book_use_server (self->book, profile, server, credential, error);
  if (account != NULL && credential != NULL)
    {
      simmer_poller_sign_in_changed (self->poller, account);
      simmer_task_manager_hurry_orders (self);
    }

  return account;
}

/**
 * simmer_task_manager_add_account:
 * @self: a started manager
 * @profile: its service's API
 * @name: (nullable): what people call it; %NULL or empty for its host
 * @address: its base URL
 * @error: return location
 *
 * Sets an account up, beside those that the service may have already. Where one was set up at that
 * address before, its tasks are followed again.
 *
 * Returns: (transfer none) (nullable): the account, or %NULL if @address is not a usable address
 */
SimmerAccount *
simmer_task_manager_add_account (SimmerTaskManager *self,
                                 SimmerProfile *profile,
                                 const char *name,
                                 const char *address,
                                 GError **error)
{
  return simmer_account_book_add (self->book, profile, name, address, error);
}

/**
 * simmer_task_manager_edit_account:
 * @self: a started manager
 * @account: an account, not the built-in one
 * @name: (nullable): what people call it from now on
 * @address: (nullable): its base URL from now on
 * @error: return location
 *
 * Its tasks stay with it, and so does its credential, unless the address leads to another origin.
 *
 * Returns: (transfer none) (nullable): the account, which is another object where something
 *   changed; %NULL if @address is not a usable address
 */
SimmerAccount *
simmer_task_manager_edit_account (SimmerTaskManager *self,
                                  SimmerAccount *account,
                                  const char *name,
                                  const char *address,
                                  GError **error)
{
  return simmer_account_book_edit (self->book, account, name, address, error);
}

/**
 * simmer_task_manager_set_account_wishes:
 * @self: a started manager
 * @account: an account
 * @wishes: how the person wants its tasks to be followed; what is not wished is as for all tasks
 *
 * They count at once, in all processes, and from now on.
 */
void
simmer_task_manager_set_account_wishes (SimmerTaskManager *self,
                                        SimmerAccount *account,
                                        const SimmerWishes *wishes)
{
  simmer_account_book_set_wishes (self->book, account, wishes);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  SimmerKept kept =
    simmer_account_book_sign_in_finish (SIMMER_ACCOUNT_BOOK (source), result, &error);

  if (error != NULL)
    g_task_return_error (run, error);
  else
    g_task_return_int (run, kept);
}

/**
 * simmer_task_manager_sign_in_async:
 * @self: a started manager
 * @account: an account, not the built-in one
 * @credential: its key or token from now on, not empty
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Tasks that waited for it are asked for at once.
 */
void
simmer_task_manager_sign_in_async (SimmerTaskManager *self,
                                   SimmerAccount *account,
                                   const char *credential,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_sign_in_async);
  simmer_account_book_sign_in_async (
    self->book, account, credential, cancellable, signed_in_cb, run);
}

/**
 * simmer_task_manager_sign_in_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location; that of the cancellable
 *
 * Returns: where the credential is kept; without a keyring, in memory
 */
SimmerKept
simmer_task_manager_sign_in_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  gssize kept;

  g_return_val_if_fail (g_task_is_valid (result, self), SIMMER_KEPT_NOWHERE);

  kept = g_task_propagate_int (G_TASK (result), error);
  return kept < 0 ? SIMMER_KEPT_NOWHERE : (SimmerKept) kept;
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;

  if (simmer_account_book_sign_out_finish (SIMMER_ACCOUNT_BOOK (source), result, &error))
    g_task_return_boolean (run, TRUE);
  else
    g_task_return_error (run, error);
}

/**
 * simmer_task_manager_sign_out_async:
 * @self: a started manager
 * @account: an account, not the built-in one; it is another object afterwards
 * @callback: called when its credential is gone
 * @user_data: for @callback
 *
 * Forgets its credential. Where the service lets nobody in without one, its tasks wait.
 */
void
simmer_task_manager_sign_out_async (SimmerTaskManager *self,
                                    SimmerAccount *account,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *run = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_sign_out_async);
  simmer_account_book_sign_out_async (self->book, account, signed_out_cb, run);
}

/**
 * simmer_task_manager_sign_out_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: whether its credential is gone; if not, @error says why, and it is not used all the same
 */
gboolean
simmer_task_manager_sign_out_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;

  if (simmer_account_book_remove_finish (SIMMER_ACCOUNT_BOOK (source), result, &error))
    g_task_return_boolean (run, TRUE);
  else
    g_task_return_error (run, error);
}

/**
 * simmer_task_manager_remove_account_async:
 * @self: a started manager
 * @account: an account, not the built-in one
 * @callback: called when its credential is gone, too
 * @user_data: for @callback
 *
 * Its tasks stay in the list and are no longer followed; at the service they go on.
 */
void
simmer_task_manager_remove_account_async (SimmerTaskManager *self,
                                          SimmerAccount *account,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *run = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_remove_account_async);
  simmer_account_book_remove_async (self->book, account, removed_cb, run);
}

/**
 * simmer_task_manager_remove_account_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: whether its credential is gone; if not, @error says why, and the account is gone all the
 *   same
 */
gboolean
simmer_task_manager_remove_account_finish (SimmerTaskManager *self,
                                           GAsyncResult *result,
                                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_task_manager_remember_inputs:
 * @self: a started manager
 * @account: an account
 * @model: (nullable): the model that it was filled in for
 * @chosen: what the person filled in for a new task, without what is to be forgotten
 */
void
simmer_task_manager_remember_inputs (SimmerTaskManager *self,
                                     SimmerAccount *account,
                                     const char *model,
                                     JsonObject *chosen)
{
  simmer_store_remember_inputs (self->store, simmer_account_get_id (account), model, chosen);
}

/**
 * simmer_task_manager_recall_inputs:
 * @self: a started manager
 * @account: an account
 * @model: (nullable): a model; %NULL for the one that was used last
 *
 * Returns: (transfer full) (nullable): what the person filled in the last time
 */
JsonObject *
simmer_task_manager_recall_inputs (SimmerTaskManager *self,
                                   SimmerAccount *account,
                                   const char *model)
{
  return simmer_store_recall_inputs (self->store, simmer_account_get_id (account), model);
}

/* --- Test ------------------------------------------------------------------------------------ */

/* The service took the credential, whatever else it said. What it does not know, it was asked for
 * on purpose. */
static gboolean
is_accepted (const GError *error)
{
  return error == NULL || g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_GONE) ||
         (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE) &&
          simmer_error_get_answered (error));
}

typedef struct
{
  SimmerAccount *account; /* (owned) */
  SimmerClient *client;   /* (owned) (nullable): once it is known */
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_object_unref (test->account);
  g_clear_object (&test->client);
  g_free (test);
}

/* What can be done about it stands in a sentence of its own, unless the first one says it: what is
 * wrong with a keyring, for one. */
static void
add_hint (GError *error, const char *address)
{
  gboolean secure = address != NULL && g_str_has_prefix (address, "https:");
  gboolean helps = g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE) ||
                   (secure && g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_TLS)) ||
                   g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED) ||
                   (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN) &&
                    simmer_error_get_answered (error));
  char *message = error->message;

  if (!helps)
    return;

  error->message =
    g_strconcat (message, " ", simmer_error_get_final_hint ((SimmerError) error->code), NULL);
  g_free (message);
}

static void
finish_test (GTask *run, GError *error)
{
  SimmerTaskManager *self = g_task_get_source_object (run);
  SimmerAccount *account = ((Test *) g_task_get_task_data (run))->account;

  if (is_accepted (error))
    {
      g_clear_error (&error);
      simmer_poller_sign_in_changed (self->poller, account);
      g_task_return_boolean (run, TRUE);
    }
  else
    {
      if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN) &&
          simmer_error_get_answered (error))
        simmer_account_set_refused (account, TRUE);
      add_hint (error, simmer_account_get_address (account));
      g_task_return_error (run, error);
    }
  g_object_unref (run);
}

static void
leave_test (GTask *run, SimmerClient *client, GError *error)
{
  SimmerTaskManager *self = g_task_get_source_object (run);

  simmer_poller_leave (self->poller, client, error);
  finish_test (run, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) reports = NULL;
  GError *error = NULL;

  reports = simmer_client_reports_finish (SIMMER_CLIENT (source), result, &error);
  leave_test (user_data, SIMMER_CLIENT (source), error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerReport) report = NULL;
  GError *error = NULL;

  report = simmer_client_report_finish (SIMMER_CLIENT (source), result, &error);
  leave_test (user_data, SIMMER_CLIENT (source), error);
}

/* Whether it may be asked which tasks there are without more being known. */
static gboolean
lists_all (SimmerClient *client)
{
  SimmerProfile *profile = simmer_account_get_profile (simmer_client_get_account (client));

  return simmer_client_can (client, SIMMER_VERB_LIST) &&
         json_array_get_length (simmer_profile_get_list_inputs (profile)) == 0;
}

/* Asks for a task that cannot be there. Where its place has more of a name than the id, such as a
 * queue, that is none that can be there either. */
static void
ask_for_nobody (GTask *run, SimmerClient *client)
{
  SimmerProfile *profile = simmer_account_get_profile (simmer_client_get_account (client));
  JsonArray *inputs = simmer_profile_get_inputs (profile);
  g_autofree char *nobody = g_uuid_string_random ();
  g_autoptr (JsonObject) kept = json_object_new ();

  for (guint i = 0; i < json_array_get_length (inputs); i++)
    json_object_set_string_member (
      kept,
      json_object_get_string_member (json_array_get_object_element (inputs, i), "name"),
      nobody);
  simmer_client_status_async (
    client, nobody, kept, NULL, g_task_get_cancellable (run), answered_cb, run);
}

/* Whether the account is still the one that is set up. */
static gboolean
find_tested (SimmerTaskManager *self, Test *test, GError **error)
{
  SimmerClient *client =
    simmer_account_book_get_client (self->book, simmer_account_get_id (test->account));

  if (client == NULL || simmer_client_get_account (client) != test->account)
    {
      g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account has changed meanwhile");
      return FALSE;
    }
  test->client = g_object_ref (client);

  return TRUE;
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *run = user_data;
  GCancellable *cancellable = g_task_get_cancellable (run);
  SimmerClient *client = ((Test *) g_task_get_task_data (run))->client;
  GError *error = NULL;

  if (!simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error))
    finish_test (run, error);
  else if (lists_all (client))
    simmer_client_list_async (client, NULL, cancellable, listed_cb, run);
  else
    ask_for_nobody (run, client);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *run = user_data;
  SimmerTaskManager *self = g_task_get_source_object (run);
  Test *test = g_task_get_task_data (run);
  gboolean lists;
  GError *error = NULL;

  if (!simmer_account_unlock_finish (test->account, result, &error) ||
      !find_tested (self, test, &error) ||
      !simmer_poller_check_open (self->poller, test->client, NULL, &error))
    {
      finish_test (run, error);
      return;
    }
  lists = lists_all (test->client);
  simmer_poller_enter (self->poller,
                       test->client,
                       lists ? SIMMER_VERB_LIST : SIMMER_VERB_STATUS,
                       g_task_get_cancellable (run),
                       entered_cb,
                       run);
}

/**
 * simmer_task_manager_test_account_async:
 * @self: a started manager
 * @account: an account
 * @cancellable: (nullable): a cancellable
 * @callback: called when its service has answered, or has not
 * @user_data: for @callback
 *
 * Asks the service for the tasks that it has, or for one that it cannot have. Nothing is changed
 * there. The person may be asked to unlock the keyring. Where the service accepts the account,
 * tasks that waited for that go on.
 */
void
simmer_task_manager_test_account_async (SimmerTaskManager *self,
                                        SimmerAccount *account,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);
  Test *test = g_new0 (Test, 1);

  test->account = g_object_ref (account);
  g_task_set_source_tag (run, simmer_task_manager_test_account_async);
  g_task_set_task_data (run, test, test_free);
  simmer_account_unlock_async (account, cancellable, unlocked_cb, run);
}

/**
 * simmer_task_manager_test_account_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location; what is wrong with it, and what can be done, in sentences
 *
 * Returns: whether its service answers and accepts it
 */
gboolean
simmer_task_manager_test_account_finish (SimmerTaskManager *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
