#include "config.h"

#include "simmer-cli-core.h"

#include "simmer-cli-answer.h"
#include "simmer-settings.h"

#include <glib/gi18n.h>

struct _SimmerCliCore
{
  SimmerCliBackend parent_instance;

  SimmerTaskManager *manager; /* (owned) */
};

G_DEFINE_FINAL_TYPE (SimmerCliCore, simmer_cli_core, SIMMER_TYPE_CLI_BACKEND)

static void
ended_cb (SimmerTaskManager *manager, SimmerTask *task, SimmerCliBackend *backend)
{
  simmer_cli_backend_emit_ended (backend, task);
}

static void
trouble_cb (SimmerTaskManager *manager, const char *message, SimmerCliBackend *backend)
{
  simmer_cli_backend_emit_trouble (backend, message);
}

static gboolean
simmer_cli_core_open (SimmerCliBackend *backend, GError **error)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  g_auto (SimmerCliAnswer) answer = { 0 };

  simmer_task_manager_start_async (self->manager, NULL, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  return simmer_task_manager_start_finish (self->manager, answer.result, error);
}

static gboolean
simmer_cli_core_close (SimmerCliBackend *backend, GError **error)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  g_auto (SimmerCliAnswer) answer = { 0 };

  simmer_task_manager_stop_async (self->manager, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  return simmer_task_manager_stop_finish (self->manager, answer.result, error);
}

static gboolean
simmer_cli_core_is_here (SimmerCliBackend *backend)
{
  return TRUE;
}

static SimmerAccount *
simmer_cli_core_get_account (SimmerCliBackend *backend, const char *id)
{
  return simmer_task_manager_get_account (SIMMER_CLI_CORE (backend)->manager, id);
}

static GPtrArray *
simmer_cli_core_find (SimmerCliBackend *backend, const char *word, GError **error)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  g_auto (SimmerCliAnswer) answer = { 0 };

  simmer_task_manager_find_async (self->manager, word, NULL, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  return simmer_task_manager_find_finish (self->manager, answer.result, error);
}

static void
older_loaded_cb (SimmerTaskManager *manager, gboolean *done)
{
  *done = TRUE;
}

/* The manager loads the past by pages, as a window scrolls. */
static void
load_all (SimmerCliCore *self)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  gboolean done = FALSE;
  gulong loaded_id =
    g_signal_connect (self->manager, "older-loaded", G_CALLBACK (older_loaded_cb), &done);
  guint before = 0;

  while (simmer_task_manager_has_older (self->manager) &&
         g_list_model_get_n_items (queue) != before)
    {
      before = g_list_model_get_n_items (queue);
      done = FALSE;
      simmer_task_manager_load_older (self->manager);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (self->manager, loaded_id);
}

static GPtrArray *
simmer_cli_core_list (SimmerCliBackend *backend, gboolean active_only, GError **error)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (!active_only)
    load_all (self);
  for (guint i = 0; i < g_list_model_get_n_items (queue); i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      if (!active_only || simmer_task_is_active (task))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return tasks;
}

static SimmerTask *
simmer_cli_core_submit (SimmerCliBackend *backend,
                        SimmerAccount *account,
                        JsonObject *inputs,
                        GError **error)
{
  return simmer_cli_core_submit_as (SIMMER_CLI_CORE (backend), NULL, account, inputs);
}

static SimmerTask *
simmer_cli_core_track (SimmerCliBackend *backend,
                       SimmerAccount *account,
                       const char *id_or_url,
                       GError **error)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  g_auto (SimmerCliAnswer) answer = { 0 };

  simmer_task_manager_track_async (
    self->manager, account, id_or_url, NULL, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  return simmer_task_manager_track_finish (self->manager, answer.result, error);
}

static gboolean
simmer_cli_core_order (SimmerCliBackend *backend,
                       SimmerCliOrder order,
                       SimmerTask *task,
                       GError **error)
{
  SimmerTaskManager *manager = SIMMER_CLI_CORE (backend)->manager;
  const char *why = NULL;

  switch (order)
    {
    case SIMMER_CLI_ORDER_CANCEL:
      if (simmer_task_manager_can_cancel (manager, task, &why))
        simmer_task_manager_cancel (manager, task);
      break;
    case SIMMER_CLI_ORDER_RETRY:
      if (simmer_task_manager_can_retry (manager, task, &why))
        simmer_task_manager_retry (manager, task);
      break;
    case SIMMER_CLI_ORDER_REMOVE:
    default:
      if (simmer_task_is_active (task))
        why = _ ("It has not ended yet; cancel it first.");
      else
        simmer_task_manager_remove (manager, task);
    }
  if (why == NULL)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, why);
  return FALSE;
}

static void
simmer_cli_core_follow (SimmerCliBackend *backend, SimmerTask *task)
{
  simmer_task_manager_follow (SIMMER_CLI_CORE (backend)->manager, task);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  GStrv paths = simmer_task_manager_save_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (paths != NULL)
    g_task_return_pointer (run, paths, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (run, error);
}

static void
simmer_cli_core_save_async (SimmerCliBackend *backend,
                            SimmerTask *task,
                            const char *folder,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (backend);
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_cli_core_save_async);
  simmer_task_manager_save_async (self->manager, task, folder, cancellable, saved_cb, run);
}

static GStrv
simmer_cli_core_save_finish (SimmerCliBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
simmer_cli_core_dispose (GObject *object)
{
  SimmerCliCore *self = SIMMER_CLI_CORE (object);

  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_cli_core_parent_class)->dispose (object);
}

static void
simmer_cli_core_class_init (SimmerCliCoreClass *klass)
{
  SimmerCliBackendClass *backend_class = SIMMER_CLI_BACKEND_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_cli_core_dispose;

  backend_class->open = simmer_cli_core_open;
  backend_class->close = simmer_cli_core_close;
  backend_class->is_here = simmer_cli_core_is_here;
  backend_class->get_account = simmer_cli_core_get_account;
  backend_class->find = simmer_cli_core_find;
  backend_class->list = simmer_cli_core_list;
  backend_class->submit = simmer_cli_core_submit;
  backend_class->track = simmer_cli_core_track;
  backend_class->order = simmer_cli_core_order;
  backend_class->follow = simmer_cli_core_follow;
  backend_class->save_async = simmer_cli_core_save_async;
  backend_class->save_finish = simmer_cli_core_save_finish;
}

static void
simmer_cli_core_init (SimmerCliCore *self)
{
}

static void
take_wishes (SimmerCliCore *self, const SimmerCliOptions *options)
{
  /* For a single answer, listening would cost more than asking. */
  if (options->wait || options->command == SIMMER_CLI_COMMAND_WAIT)
    {
      g_autoptr (GSettings) settings = simmer_settings_new ();

      simmer_settings_apply (settings, !options->no_live, self->manager);
    }
  if (options->interval > 0)
    simmer_task_manager_set_interval (self->manager,
                                      MAX (1, (gint64) (options->interval * G_USEC_PER_SEC)));
}

/**
 * simmer_cli_core_new:
 * @options: the command line
 *
 * Returns: (transfer full): a backend that has not read anything yet
 */
SimmerCliCore *
simmer_cli_core_new (const SimmerCliOptions *options)
{
  SimmerCliCore *self = g_object_new (SIMMER_TYPE_CLI_CORE, NULL);

  self->manager = simmer_task_manager_new (NULL, NULL, NULL, SIMMER_FOLLOWING_NAMED);
  g_signal_connect (self->manager, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (self->manager, "trouble", G_CALLBACK (trouble_cb), self);
  take_wishes (self, options);

  return self;
}

SimmerTaskManager *
simmer_cli_core_get_manager (SimmerCliCore *self)
{
  return self->manager;
}

/**
 * simmer_cli_core_submit_as:
 * @self: an open backend
 * @id: (nullable): the new task's id, a UUID that no other task has
 * @account: whose service is to do it
 * @inputs: as the account's profile describes them
 *
 * Returns: (transfer full): the new task
 */
SimmerTask *
simmer_cli_core_submit_as (SimmerCliCore *self,
                           const char *id,
                           SimmerAccount *account,
                           JsonObject *inputs)
{
  return g_object_ref (simmer_task_manager_submit_as (self->manager, id, account, inputs));
}
