/* Which tasks a service has that are not followed here. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-task-manager-private.h"

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) search = user_data;
  SimmerTaskManager *self = g_task_get_source_object (search);
  const char *id =
    simmer_account_get_id (simmer_client_get_account (g_task_get_task_data (search)));
  g_autoptr (GPtrArray) found =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  g_autoptr (GPtrArray) reports = NULL;
  GError *error = NULL;

  reports = simmer_client_reports_finish (SIMMER_CLIENT (source), result, &error);
  simmer_poller_leave (self->poller, SIMMER_CLIENT (source), error);
  if (error != NULL)
    {
      g_task_return_error (search, error);
      return;
    }

  for (guint i = 0; i < reports->len; i++)
    {
      SimmerReport *report = reports->pdata[i];

      if (simmer_task_queue_find_remote (self->queue, id, simmer_report_get_remote_id (report)) ==
          NULL)
        g_ptr_array_add (found, simmer_report_ref (report));
    }
  g_debug ("%s has %u tasks, %u of them not followed", id, reports->len, found->len);
  g_task_return_pointer (search, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) search = user_data;
  GCancellable *cancellable = g_task_get_cancellable (search);
  SimmerClient *client = g_task_get_task_data (search);
  GError *error = NULL;

  if (!simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error))
    g_task_return_error (search, error);
  else
    simmer_client_list_async (client, cancellable, listed_cb, g_steal_pointer (&search));
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

/**
 * simmer_task_manager_search_async:
 * @self: a started manager
 * @account: an account
 * @cancellable: (nullable): gives up
 * @callback: called when its service has answered, or has not
 * @user_data: for @callback
 *
 * Asks the service which tasks it has, page for page, as often as the host bears. Nothing is
 * changed there or here.
 */
void
simmer_task_manager_search_async (SimmerTaskManager *self,
                                  SimmerAccount *account,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) search = g_task_new (self, cancellable, callback, user_data);
  SimmerClient *client;

  g_task_set_source_tag (search, simmer_task_manager_search_async);
  if (!simmer_task_manager_can_search (self, account))
    {
      g_task_return_new_error (search,
                               SIMMER_ERROR,
                               SIMMER_ERROR_SERVICE,
                               _ ("%s does not tell which tasks it has. Track one by its id or "
                                  "address instead."),
                               simmer_account_get_name (account));
      return;
    }

  client = simmer_account_book_get_client (self->book, simmer_account_get_id (account));
  g_task_set_task_data (search, g_object_ref (client), g_object_unref);
  simmer_poller_enter (self->poller, client, cancellable, entered_cb, g_steal_pointer (&search));
}

/**
 * simmer_task_manager_search_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location; a sentence
 *
 * Returns: (transfer full) (element-type SimmerReport): what the service says of the tasks that are
 *   not followed here; each has its remote id, for simmer_task_manager_track()
 */
GPtrArray *
simmer_task_manager_search_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
