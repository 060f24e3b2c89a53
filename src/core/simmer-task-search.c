/* Which tasks a service has that are not followed here. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-task-manager-private.h"

typedef struct
{
  SimmerClient *client; /* (owned) */
  JsonObject *inputs;   /* (owned): what the service must know first */
  GPtrArray *reports; /* (owned) (nullable) (element-type SimmerReport): all that the service has */
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->client);
  json_object_unref (search->inputs);
  g_clear_pointer (&search->reports, g_ptr_array_unref);
  g_free (search);
}

static const char *
get_account_id (Search *search)
{
  return simmer_account_get_id (simmer_client_get_account (search->client));
}

static void
strangers_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self = g_task_get_source_object (run);
  Search *search = g_task_get_task_data (run);
  g_autoptr (GPtrArray) strangers = NULL;
  g_autoptr (GPtrArray) found =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GError *error = NULL;

  strangers = simmer_store_find_strangers_finish (SIMMER_STORE (source), result, &error);
  if (strangers == NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  for (guint i = 0; i < strangers->len; i++)
    g_hash_table_add (wanted, strangers->pdata[i]);

  /* A list that grows while it is turned page by page says some tasks twice. */
  for (guint i = 0; i < search->reports->len; i++)
    {
      SimmerReport *report = search->reports->pdata[i];
      const char *remote_id = simmer_report_get_remote_id (report);

      if (remote_id != NULL && g_hash_table_remove (wanted, remote_id) &&
          simmer_task_queue_find_remote (self->queue, get_account_id (search), remote_id) == NULL)
        g_ptr_array_add (found, simmer_report_ref (report));
    }
  g_debug ("%s has %u tasks, %u of them not followed",
           get_account_id (search),
           search->reports->len,
           found->len);
  g_task_return_pointer (run, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

/* What has led to an answer is filled in the next time. */
static void
remember (SimmerTaskManager *self, Search *search)
{
  SimmerAccount *account = simmer_client_get_account (search->client);
  g_autoptr (JsonObject) chosen = simmer_task_manager_recall_inputs (self, account, NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (json_object_get_size (search->inputs) == 0)
    return;

  if (chosen == NULL)
    chosen = json_object_new ();
  json_object_iter_init (&iter, search->inputs);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (chosen, name, json_node_copy (value));
  simmer_task_manager_remember_inputs (
    self, account, json_object_get_string_member_with_default (chosen, "model", NULL), chosen);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self = g_task_get_source_object (run);
  Search *search = g_task_get_task_data (run);
  GCancellable *cancellable = g_task_get_cancellable (run);
  g_autoptr (GPtrArray) remote_ids = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;

  search->reports = simmer_client_reports_finish (SIMMER_CLIENT (source), result, &error);
  simmer_poller_leave (self->poller, SIMMER_CLIENT (source), error);
  if (error != NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  remember (self, search);
  for (guint i = 0; i < search->reports->len; i++)
    if (simmer_report_get_remote_id (search->reports->pdata[i]) != NULL)
      g_ptr_array_add (remote_ids,
                       g_strdup (simmer_report_get_remote_id (search->reports->pdata[i])));
  simmer_store_find_strangers_async (self->store,
                                     get_account_id (search),
                                     g_steal_pointer (&remote_ids),
                                     cancellable,
                                     strangers_cb,
                                     g_steal_pointer (&run));
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GCancellable *cancellable = g_task_get_cancellable (run);
  Search *search = g_task_get_task_data (run);
  GError *error = NULL;

  if (!simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error))
    g_task_return_error (run, error);
  else
    simmer_client_list_async (
      search->client, search->inputs, cancellable, listed_cb, g_steal_pointer (&run));
}

/**
 * simmer_task_manager_can_search:
 * @self: a manager
 * @account: an account
 *
 * Returns: whether its service tells which tasks there are
 */
gboolean
simmer_task_manager_can_search (SimmerTaskManager *self, SimmerAccount *account)
{
  SimmerClient *client =
    simmer_account_book_get_client (self->book, simmer_account_get_id (account));

  return client != NULL && simmer_client_can (client, SIMMER_VERB_LIST);
}

static gboolean
is_said (JsonObject *inputs, const char *name)
{
  JsonNode *value = inputs != NULL ? json_object_get_member (inputs, name) : NULL;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return FALSE;

  return !simmer_node_holds (value, G_TYPE_STRING) || *json_node_get_string (value) != '\0';
}

/* As it is said now, was the last time, or is usual.
 *
 * Returns: (transfer full) (nullable): what the service must know to tell which tasks there are */
static JsonObject *
gather_inputs (SimmerTaskManager *self, SimmerAccount *account, JsonObject *inputs, GError **error)
{
  JsonArray *needed = simmer_profile_get_list_inputs (simmer_account_get_profile (account));
  g_autoptr (JsonObject) last = simmer_task_manager_recall_inputs (self, account, NULL);
  g_autoptr (JsonObject) known = json_object_new ();

  for (guint i = 0; i < json_array_get_length (needed); i++)
    {
      JsonObject *input = json_array_get_object_element (needed, i);
      const char *name = json_object_get_string_member (input, "name");
      JsonNode *value = json_object_get_member (input, "default");

      if (is_said (last, name))
        value = json_object_get_member (last, name);
      if (is_said (inputs, name))
        value = json_object_get_member (inputs, name);
      if (value != NULL)
        {
          json_object_set_member (known, name, json_node_copy (value));
          continue;
        }
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_SERVICE,
                   /* Translators: a service, and the name of a field, such as “Repository”. */
                   _ ("%s can only be asked for your tasks once “%s” is filled in."),
                   simmer_account_get_name (account),
                   json_object_get_string_member_with_default (input, "title", name));
      return NULL;
    }

  return g_steal_pointer (&known);
}

/**
 * simmer_task_manager_search_async:
 * @self: a started manager
 * @account: an account
 * @inputs: (nullable): values for simmer_profile_get_list_inputs(); what is not among them is taken
 *   from the last time
 * @cancellable: (nullable): gives up
 * @callback: called when its service has answered, or has not
 * @user_data: for @callback
 *
 * Asks the service which tasks it has, page for page, as often as the host bears, and the store
 * which of them are kept. Nothing is changed there or here.
 */
void
simmer_task_manager_search_async (SimmerTaskManager *self,
                                  SimmerAccount *account,
                                  JsonObject *inputs,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) run = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (JsonObject) known = NULL;
  SimmerClient *client;
  Search *search;
  GError *error = NULL;

  g_task_set_source_tag (run, simmer_task_manager_search_async);
  if (!simmer_task_manager_can_search (self, account))
    {
      g_task_return_new_error (run,
                               SIMMER_ERROR,
                               SIMMER_ERROR_SERVICE,
                               _ ("%s does not tell which tasks it has. Track one by its id or "
                                  "address instead."),
                               simmer_account_get_name (account));
      return;
    }

  client = simmer_account_book_get_client (self->book, simmer_account_get_id (account));
  known = gather_inputs (self, account, inputs, &error);
  if (known == NULL || !simmer_poller_check_open (self->poller, client, NULL, &error))
    {
      g_task_return_error (run, error);
      return;
    }
  search = g_new0 (Search, 1);
  search->client = g_object_ref (client);
  search->inputs = g_steal_pointer (&known);
  g_task_set_task_data (run, search, search_free);
  simmer_poller_enter (
    self->poller, client, SIMMER_VERB_LIST, cancellable, entered_cb, g_steal_pointer (&run));
}

/**
 * simmer_task_manager_search_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location; a sentence
 *
 * Returns: (transfer full) (element-type SimmerReport): what the service says of the tasks that are
 *   not followed here; each has its remote id, for simmer_task_manager_track_found()
 */
GPtrArray *
simmer_task_manager_search_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
