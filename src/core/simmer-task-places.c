/* Tasks that were started elsewhere: where one is that somebody names, and which ones a service
 * has. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-profile-library.h"
#include "simmer-task-address.h"
#include "simmer-task-manager-private.h"

static void
take_match (SimmerTaskPlace *place, JsonObject *variables)
{
  place->remote_id = g_strdup (json_object_get_string_member (variables, "id"));
  json_object_remove_member (variables, "id");
  place->kept = json_object_ref (variables);
}

static gboolean
look_at_account (SimmerTaskPlace *place, SimmerAccount *account, const char *text)
{
  SimmerProfile *profile = simmer_account_get_profile (account);
  const char *address = simmer_account_get_address (account);
  g_autoptr (JsonObject) variables = NULL;

  if (address != NULL)
    variables = simmer_task_address_match (profile, address, text);
  if (variables == NULL)
    return FALSE;

  take_match (place, variables);
  place->account = g_object_ref (account);
  place->profile = simmer_profile_ref (profile);
  place->address = g_strdup (address);

  return TRUE;
}

/* The account that the person means goes before the others of the same service. */
static gboolean
look_at_accounts (SimmerTaskManager *self,
                  SimmerTaskPlace *place,
                  SimmerAccount *meant,
                  const char *text)
{
  GListModel *accounts = G_LIST_MODEL (self->book);

  if (meant != NULL && look_at_account (place, meant, text))
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);

      if (look_at_account (place, account, text))
        return TRUE;
    }

  return FALSE;
}

/* Services that are in one place, without an account here. */
static gboolean
look_at_services (SimmerTaskPlace *place, const char *text)
{
  g_autoptr (GPtrArray) profiles = simmer_profile_library_list (NULL);

  for (guint i = 0; i < profiles->len; i++)
    {
      SimmerProfile *profile = profiles->pdata[i];
      const char *address = simmer_profile_get_address (profile);
      g_autoptr (JsonObject) variables = NULL;

      if (address != NULL)
        variables = simmer_task_address_match (profile, address, text);
      if (variables == NULL)
        continue;
      take_match (place, variables);
      place->profile = simmer_profile_ref (profile);
      place->address = g_strdup (address);
      return TRUE;
    }

  return FALSE;
}

static SimmerAccount *
find_account_at (SimmerTaskManager *self, const char *address)
{
  GListModel *accounts = G_LIST_MODEL (self->book);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (simmer_account_get_address (account), address) == 0)
        return account;
    }

  return NULL;
}

/* An id alone, or the address of a server that nobody knows and that speaks the same API. */
static gboolean
look_at_text (SimmerTaskManager *self,
              SimmerTaskPlace *place,
              SimmerAccount *account,
              const char *text)
{
  SimmerProfile *profile = simmer_account_get_profile (account);

  if (!simmer_task_address_parse (profile, text, &place->address, &place->remote_id))
    return FALSE;

  if (place->address != NULL)
    account = find_account_at (self, place->address);
  place->profile = simmer_profile_ref (profile);
  place->account = account != NULL ? g_object_ref (account) : NULL;

  return TRUE;
}

void
simmer_task_place_free (SimmerTaskPlace *self)
{
  g_clear_object (&self->account);
  g_clear_pointer (&self->profile, simmer_profile_unref);
  g_clear_pointer (&self->kept, json_object_unref);
  g_free (self->address);
  g_free (self->remote_id);
  g_free (self);
}

/**
 * simmer_task_manager_locate:
 * @self: a manager
 * @account: (nullable): where the task is if @text is an id; %NULL for the built-in generator
 * @text: what the service calls the task, or an address: of its status or of its page for people
 * @error: return location
 *
 * An address is held against those of all accounts, and of the services that are known without one.
 * Nothing is asked.
 *
 * Returns: (transfer full): where the task is
 */
SimmerTaskPlace *
simmer_task_manager_locate (SimmerTaskManager *self,
                            SimmerAccount *account,
                            const char *text,
                            GError **error)
{
  g_autoptr (SimmerTaskPlace) place = g_new0 (SimmerTaskPlace, 1);
  SimmerAccount *meant = account;

  if (account == NULL)
    account = simmer_task_manager_get_account (self, SIMMER_ACCOUNT_BUILTIN);
  if (look_at_accounts (self, place, meant, text) || look_at_services (place, text) ||
      look_at_text (self, place, account, text))
    return g_steal_pointer (&place);

  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_SERVICE,
               _ ("“%s” names no task. Give the id that the service showed, or the address "
                  "of the task's status."),
               text);
  return NULL;
}

static SimmerTask *
follow (SimmerTaskManager *self, SimmerAccount *account, const char *remote_id, SimmerReport *said)
{
  const char *account_id = simmer_account_get_id (account);
  SimmerTask *known = simmer_task_queue_find_remote (self->queue, account_id, remote_id);
  gint64 now = simmer_clock_get_wall (self->clock);
  g_autoptr (SimmerTask) task = NULL;

  if (known != NULL)
    {
      if (simmer_task_is_active (known))
        {
          simmer_task_manager_follow (self, known);
          simmer_poller_check_now (self->poller, known, NULL);
        }
      return known;
    }

  task = simmer_task_new (NULL, account_id, simmer_account_get_name (account));
  simmer_task_set_created (task, now, FALSE);
  simmer_task_set_remote_id (task, remote_id);
  if (said != NULL)
    simmer_task_apply_report (task, said, simmer_task_next_sequence (task), now);
  simmer_task_queue_add (self->queue, task);
  simmer_task_manager_journal (self, task);

  return simmer_task_queue_find (self->queue, simmer_task_get_id (task));
}

/* Returns (transfer full) (nullable): what was said of a task beside its id, as the service says it
 */
static SimmerReport *
make_report (const char *title, JsonObject *kept)
{
  SimmerReport *report;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (title == NULL && (kept == NULL || json_object_get_size (kept) == 0))
    return NULL;

  report = simmer_report_new ();
  simmer_report_set_title (report, title);
  if (kept == NULL)
    return report;

  json_object_iter_init (&iter, kept);
  while (json_object_iter_next (&iter, &name, &value))
    simmer_report_keep (report, name, json_node_get_string (value));

  return report;
}

/* A task that is to be followed. */
typedef struct
{
  SimmerAccount *account; /* (owned) */
  char *remote_id;        /* (owned) */
  SimmerReport *said;     /* (owned) (nullable) */
} Tracking;

static void
tracking_free (gpointer data)
{
  Tracking *tracking = data;

  g_object_unref (tracking->account);
  g_free (tracking->remote_id);
  g_clear_pointer (&tracking->said, simmer_report_unref);
  g_free (tracking);
}

/* What was followed long ago has been brought into the queue. */
static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self = SIMMER_TASK_MANAGER (source);
  Tracking *tracking = g_task_get_task_data (run);
  g_autoptr (GPtrArray) found = NULL;
  GError *error = NULL;
  SimmerTask *task;

  found = simmer_task_manager_find_finish (self, result, &error);
  if (found == NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  task = follow (self, tracking->account, tracking->remote_id, tracking->said);
  g_task_return_pointer (run, g_object_ref (task), g_object_unref);
}

/**
 * simmer_task_manager_track_async:
 * @self: a started manager
 * @account: (nullable): as of simmer_task_manager_locate()
 * @id_or_url: as of simmer_task_manager_locate()
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is followed
 * @user_data: for @callback
 *
 * Follows a task that was started elsewhere. One that is kept, however old, is that task.
 */
void
simmer_task_manager_track_async (SimmerTaskManager *self,
                                 SimmerAccount *account,
                                 const char *id_or_url,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) run = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (SimmerTaskPlace) place = NULL;
  GError *error = NULL;
  Tracking *tracking;

  g_task_set_source_tag (run, simmer_task_manager_track_async);
  place = simmer_task_manager_locate (self, account, id_or_url, &error);
  account = place != NULL ? place->account : NULL;
  if (place != NULL && account == NULL)
    account = simmer_task_manager_use_server (self, place->profile, place->address, NULL, &error);
  if (account == NULL)
    {
      g_task_return_error (run, error);
      return;
    }

  tracking = g_new0 (Tracking, 1);
  tracking->account = g_object_ref (account);
  tracking->remote_id = g_strdup (place->remote_id);
  tracking->said = make_report (NULL, place->kept);
  g_task_set_task_data (run, tracking, tracking_free);
  simmer_task_manager_find_async (
    self, tracking->remote_id, cancellable, recalled_cb, g_steal_pointer (&run));
}

/**
 * simmer_task_manager_track_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the task, new or already known; %NULL if what was given
 *   names none
 */
SimmerTask *
simmer_task_manager_track_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_task_manager_track_found:
 * @self: a started manager
 * @account: an account
 * @found: what simmer_task_manager_search_finish() told of one of its tasks
 *
 * Follows a task that was started elsewhere and is not kept here. Its state and its results are
 * asked for by themselves: a list often says less of them.
 *
 * Returns: (transfer none): the task, new or already known
 */
SimmerTask *
simmer_task_manager_track_found (SimmerTaskManager *self,
                                 SimmerAccount *account,
                                 SimmerReport *found)
{
  g_autoptr (SimmerReport) said =
    make_report (simmer_report_get_title (found), simmer_report_get_kept (found));

  return follow (self, account, simmer_report_get_remote_id (found), said);
}
