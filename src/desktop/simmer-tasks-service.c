#define G_LOG_DOMAIN "Simmer-Tasks-Service"

#include "config.h"

#include "simmer-tasks-service.h"

#include <glib/gi18n-lib.h>

#include "simmer-export.h"
#include "simmer-interfaces.h"
#include "simmer-json-lines.h"
#include "simmer-json.h"

#define PAUSE_USEC G_USEC_PER_SEC

/* A question that is answered later. */
typedef struct
{
  SimmerTasksService *service;       /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) */
} Call;

struct _SimmerTasksService
{
  GObject parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) before it has started */
  SimmerExport export;

  GPtrArray *waiting;  /* (owned) of Call: asked before the store was read */
  GHashTable *told;    /* (owned) SimmerTask (owned) → revision that was told */
  SimmerAlarm *alarm;  /* (owned) (nullable) */
  gint64 next_telling; /* boot time */
};

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerTasksService, simmer_tasks_service, G_TYPE_OBJECT)

static Call *
call_new (SimmerTasksService *self, GDBusMethodInvocation *invocation)
{
  Call *call = g_new0 (Call, 1);

  call->service = g_object_ref (self);
  call->invocation = g_object_ref (invocation);

  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->service);
  g_object_unref (call->invocation);
  g_free (call);
}

static void
refuse (GDBusMethodInvocation *invocation, GDBusError code, const char *why)
{
  g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, (int) code, why);
}

/* --- New tasks --- */

static SimmerAccount *
find_account (SimmerTasksService *self, GDBusMethodInvocation *invocation, const char *id)
{
  SimmerAccount *account =
    simmer_task_manager_get_account (self->manager, *id != '\0' ? id : SIMMER_ACCOUNT_BUILTIN);

  if (account == NULL)
    {
      g_autofree char *why = g_strdup_printf (_ ("There is no account “%s”."), id);

      refuse (invocation, G_DBUS_ERROR_INVALID_ARGS, why);
    }

  return account;
}

static void
return_task (GDBusMethodInvocation *invocation, SimmerTask *task)
{
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(s)", simmer_task_get_id (task)));
}

static void
submit (SimmerTasksService *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  SimmerAccount *account;
  const char *account_id;
  const char *inputs;

  g_variant_get (parameters, "(&s&s)", &account_id, &inputs);
  account = find_account (self, invocation, account_id);
  if (account == NULL)
    return;
  bytes = g_bytes_new_static (inputs, strlen (inputs));
  node = simmer_json_parse (bytes, &error);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse (invocation,
              G_DBUS_ERROR_INVALID_ARGS,
              error != NULL ? error->message : _ ("The inputs must be a JSON object."));
      return;
    }
  return_task (invocation,
               simmer_task_manager_submit (self->manager, account, json_node_get_object (node)));
}

static void
track (SimmerTasksService *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  SimmerAccount *account;
  SimmerTask *task;
  const char *account_id;
  const char *text;

  g_variant_get (parameters, "(&s&s)", &account_id, &text);
  account = find_account (self, invocation, account_id);
  if (account == NULL)
    return;
  task = simmer_task_manager_track (self->manager, account, text, &error);
  if (task == NULL)
    refuse (invocation, G_DBUS_ERROR_INVALID_ARGS, error->message);
  else
    return_task (invocation, task);
}

static void
list (SimmerTasksService *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  gint64 now = simmer_clock_get_wall (simmer_task_manager_get_clock (self->manager));
  guint n = g_list_model_get_n_items (queue);
  GVariantBuilder builder;
  gboolean active_only;

  g_variant_get (parameters, "(b)", &active_only);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);
      g_autofree char *line = NULL;

      if (active_only && !simmer_task_is_active (task))
        continue;
      line = simmer_json_line_from_task (task, NULL, now);
      g_variant_builder_add (&builder, "s", line);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &builder));
}

/* --- What is ordered of a task --- */

static void
order (SimmerTasksService *self, GDBusMethodInvocation *invocation, SimmerTask *task)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  const char *why = NULL;

  if (g_str_equal (method, "Cancel"))
    {
      if (simmer_task_manager_can_cancel (self->manager, task, &why))
        simmer_task_manager_cancel (self->manager, task);
    }
  else if (g_str_equal (method, "Retry"))
    {
      if (simmer_task_manager_can_retry (self->manager, task, &why))
        simmer_task_manager_retry (self->manager, task);
    }
  else if (simmer_task_is_active (task))
    why = _ ("It has not ended yet; cancel it first.");
  else
    simmer_task_manager_remove (self->manager, task);

  if (why != NULL)
    refuse (invocation, G_DBUS_ERROR_ACCESS_DENIED, why);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
    simmer_task_manager_find_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (found == NULL)
    refuse (call->invocation, G_DBUS_ERROR_FAILED, error->message);
  else if (found->len == 0)
    refuse (call->invocation, G_DBUS_ERROR_INVALID_ARGS, _ ("There is no such task."));
  else if (found->len > 1)
    refuse (call->invocation,
            G_DBUS_ERROR_INVALID_ARGS,
            _ ("Several tasks begin so. Write more of the id."));
  else
    order (call->service, call->invocation, found->pdata[0]);
  call_free (call);
}

static void
answer (SimmerTasksService *self, GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);

  if (g_str_equal (method, "Submit"))
    submit (self, invocation, parameters);
  else if (g_str_equal (method, "Track"))
    track (self, invocation, parameters);
  else if (g_str_equal (method, "List"))
    list (self, invocation, parameters);
  else
    {
      const char *id;

      g_variant_get (parameters, "(&s)", &id);
      simmer_task_manager_find_async (
        self->manager, id, NULL, found_cb, call_new (self, invocation));
    }
}

/* What is asked while the store is still being read waits for it. */
static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  g_autoptr (SimmerTasksService) self = g_object_ref (user_data);

  g_debug ("%s asks for %s", sender, method);
  if (self->manager != NULL)
    answer (self, invocation);
  else
    g_ptr_array_add (self->waiting, call_new (self, invocation));
  g_signal_emit (self, signals[ASKED], 0);
}

static const GDBusInterfaceVTable vtable = { method_call_cb };

/* --- News --- */

static void
tell_task (SimmerTasksService *self, SimmerTask *task, gint64 now)
{
  gpointer known = g_hash_table_lookup (self->told, task);
  guint revision = simmer_task_get_revision (task) + 1;
  g_autofree char *line = NULL;

  if (GPOINTER_TO_UINT (known) == revision)
    return;

  g_hash_table_insert (self->told, g_object_ref (task), GUINT_TO_POINTER (revision));
  line = simmer_json_line_from_task (task, NULL, now);
  simmer_export_emit (
    &self->export, "Changed", g_variant_new ("(ss)", simmer_task_get_id (task), line));
}

static void
alarm_cb (gpointer user_data)
{
  SimmerTasksService *self = user_data;
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);
  guint n = g_list_model_get_n_items (queue);

  self->next_telling = simmer_clock_get_boot (clock) + PAUSE_USEC;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      tell_task (self, task, simmer_clock_get_wall (clock));
    }
}

static void
queue_changed_cb (SimmerTasksService *self)
{
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);

  if (self->export.connection != NULL && simmer_alarm_get (self->alarm) == -1)
    simmer_alarm_set (self->alarm, MAX (self->next_telling, simmer_clock_get_boot (clock)));
}

static void
items_changed_cb (SimmerTasksService *self, guint position, guint removed, guint added)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);
  GHashTableIter iter;
  gpointer task;

  if (removed == 0)
    return;
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    if (simmer_task_queue_find (queue, simmer_task_get_id (task)) != task)
      {
        simmer_export_emit (
          &self->export, "Removed", g_variant_new ("(s)", simmer_task_get_id (task)));
        g_hash_table_iter_remove (&iter);
      }
}

static void
simmer_tasks_service_dispose (GObject *object)
{
  SimmerTasksService *self = SIMMER_TASKS_SERVICE (object);

  if (self->alarm != NULL)
    simmer_alarm_unset (self->alarm);
  simmer_tasks_service_unexport (self);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (simmer_task_manager_get_queue (self->manager), self);
  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_tasks_service_parent_class)->dispose (object);
}

static void
simmer_tasks_service_class_init (SimmerTasksServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_tasks_service_dispose;

  /**
   * SimmerTasksService::asked:
   * @self: the service
   *
   * Somebody needs this program to run.
   */
  signals[ASKED] = g_signal_new (
    "asked", SIMMER_TYPE_TASKS_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_tasks_service_init (SimmerTasksService *self)
{
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->told = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * simmer_tasks_service_new:
 *
 * Returns: (transfer full): a service that is not offered yet; what it is asked waits for
 *   simmer_tasks_service_start()
 */
SimmerTasksService *
simmer_tasks_service_new (void)
{
  return g_object_new (SIMMER_TYPE_TASKS_SERVICE, NULL);
}

/**
 * simmer_tasks_service_export:
 * @self: a service
 * @connection: the session's bus
 * @path: where to offer it
 * @error: return location
 *
 * Returns: whether it is offered
 */
gboolean
simmer_tasks_service_export (SimmerTasksService *self,
                             GDBusConnection *connection,
                             const char *path,
                             GError **error)
{
  return simmer_export_begin (&self->export,
                              connection,
                              path,
                              &io_github_simmer_app_simmer_tasks1_interface,
                              &vtable,
                              self,
                              error);
}

/**
 * simmer_tasks_service_unexport:
 * @self: a service
 *
 * Offers it no longer. What is not yet told is told before.
 */
void
simmer_tasks_service_unexport (SimmerTasksService *self)
{
  if (self->export.connection != NULL && self->alarm != NULL &&
      simmer_alarm_get (self->alarm) != -1)
    alarm_cb (self);
  simmer_export_end (&self->export);
}

/**
 * simmer_tasks_service_start:
 * @self: a service
 * @manager: has started; does what is asked, also what was asked until now
 */
void
simmer_tasks_service_start (SimmerTasksService *self, SimmerTaskManager *manager)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (manager);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->manager = g_object_ref (manager);
  self->alarm = simmer_alarm_new (simmer_task_manager_get_clock (manager), alarm_cb, self);
  /* What was there before is no news. */
  for (guint i = 0; i < n; i++)
    {
      SimmerTask *task = g_list_model_get_item (G_LIST_MODEL (queue), i);

      g_hash_table_insert (
        self->told, task, GUINT_TO_POINTER (simmer_task_get_revision (task) + 1));
    }
  g_signal_connect_swapped (queue, "notify::revision", G_CALLBACK (queue_changed_cb), self);
  g_signal_connect_swapped (queue, "items-changed", G_CALLBACK (items_changed_cb), self);
  for (guint i = 0; i < waiting->len; i++)
    answer (self, ((Call *) waiting->pdata[i])->invocation);
}
