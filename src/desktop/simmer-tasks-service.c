#define G_LOG_DOMAIN "Simmer-Tasks-Service"

#include "config.h"

#include "simmer-tasks-service.h"

#include <glib/gi18n-lib.h>

#include "simmer-attendance.h"
#include "simmer-export.h"
#include "simmer-interfaces.h"
#include "simmer-json-lines.h"
#include "simmer-json.h"
#include "simmer-task-mirror.h"
#include "simmer-tasks-news.h"

/* A question that is answered later. */
typedef struct
{
  SimmerTasksService *service;       /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) */
  SimmerTask *task;                  /* (owned) (nullable) which one it is about */
  GVariant *reply;                   /* (owned) (nullable) what it will be */
} Call;

struct _SimmerTasksService
{
  GObject parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) before it has started */
  SimmerExport export;

  GPtrArray *waiting;           /* (owned) of Call: asked before the store was read */
  SimmerTasksNews *news;        /* (owned) (nullable) before it has started */
  SimmerAttendance *attendance; /* (owned) (nullable) once somebody attends */
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
  g_clear_object (&call->task);
  g_clear_pointer (&call->reply, g_variant_unref);
  g_free (call);
}

static void
refuse (GDBusMethodInvocation *invocation, GDBusError code, const char *why)
{
  g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, (int) code, why);
}

/* --- Answers --- */

static GVariant *
tell_id (SimmerTask *task)
{
  return g_variant_new ("(s)", simmer_task_get_id (task));
}

static GVariant *
tell_whole (SimmerTask *task)
{
  g_autofree char *mirror = simmer_task_to_mirror (task);

  return g_variant_new ("(s)", mirror);
}

static GVariant *
tell_nothing (SimmerTask *task)
{
  return g_variant_new ("()");
}

/* Who is told whole tasks is told of what it ordered, too. */
static void
begin_attending (SimmerTasksService *self, GDBusMethodInvocation *invocation, SimmerTask *task)
{
  if (self->attendance == NULL)
    self->attendance = simmer_attendance_new (self->manager, &self->export);
  simmer_attendance_add (self->attendance, g_dbus_method_invocation_get_sender (invocation), task);
}

/* Returns: (transfer floating): what @tell says of the task to the one, all of it to the other */
static GVariant *
tell (SimmerTasksService *self,
      GDBusMethodInvocation *invocation,
      SimmerTask *task,
      GVariant *(*tell_little) (SimmerTask *task))
{
  static const char *const whole[] = { "Order", "TakeUp", "Steer", NULL };

  if (!g_strv_contains (whole, g_dbus_method_invocation_get_method_name (invocation)))
    return tell_little (task);
  begin_attending (self, invocation, task);

  return tell_whole (task);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  simmer_task_manager_catch_up_finish (SIMMER_TASK_MANAGER (source), result, NULL);
  g_dbus_method_invocation_return_value (call->invocation, call->reply);
  call_free (call);
}

static void
answer_when_written (SimmerTasksService *self, GDBusMethodInvocation *invocation, GVariant *reply)
{
  Call *call = call_new (self, invocation);

  call->reply = g_variant_ref_sink (reply);
  simmer_task_manager_catch_up_async (self->manager, written_cb, call);
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
submit (SimmerTasksService *self,
        GDBusMethodInvocation *invocation,
        const char *id,
        const char *account_id,
        const char *inputs)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (inputs, strlen (inputs));
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = find_account (self, invocation, account_id);
  SimmerTask *task;

  if (account == NULL)
    return;
  node = simmer_json_parse (bytes, &error);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      refuse (invocation,
              G_DBUS_ERROR_INVALID_ARGS,
              error != NULL ? error->message : _ ("The inputs must be a JSON object."));
      return;
    }
  task = simmer_task_manager_submit_as (self->manager, id, account, json_node_get_object (node));
  answer_when_written (self, invocation, tell (self, invocation, task, tell_id));
}

/* Who asks twice may not have heard the first answer. */
static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
    simmer_task_manager_find_finish (SIMMER_TASK_MANAGER (source), result, &error);
  const char *id;
  const char *account;
  const char *inputs;

  g_variant_get (
    g_dbus_method_invocation_get_parameters (call->invocation), "(&s&s&s)", &id, &account, &inputs);
  if (found == NULL)
    refuse (call->invocation, G_DBUS_ERROR_FAILED, error->message);
  else if (found->len > 0)
    g_dbus_method_invocation_return_value (
      call->invocation, tell (call->service, call->invocation, found->pdata[0], tell_whole));
  else
    submit (call->service, call->invocation, id, account, inputs);
  call_free (call);
}

static void
track_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerTask) task =
    simmer_task_manager_track_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (task == NULL)
    refuse (call->invocation, G_DBUS_ERROR_INVALID_ARGS, error->message);
  else
    answer_when_written (
      call->service, call->invocation, tell (call->service, call->invocation, task, tell_id));
  call_free (call);
}

static void
track (SimmerTasksService *self,
       GDBusMethodInvocation *invocation,
       const char *account_id,
       const char *text)
{
  SimmerAccount *account = find_account (self, invocation, account_id);

  if (account != NULL)
    simmer_task_manager_track_async (
      self->manager, account, text, NULL, track_cb, call_new (self, invocation));
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

/* --- The past --- */

static void
return_page (GDBusMethodInvocation *invocation, GPtrArray *tasks, gint64 next)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < tasks->len; i++)
    {
      g_autofree char *mirror = simmer_task_to_mirror (tasks->pdata[i]);

      g_variant_builder_add (&builder, "s", mirror);
    }
  if (next >= 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(asx)", &builder, next));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &builder));
}

static void
recalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks =
    simmer_task_manager_recall_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (tasks == NULL)
    refuse (call->invocation, G_DBUS_ERROR_FAILED, error->message);
  else
    return_page (call->invocation,
                 tasks,
                 tasks->len > 0 ? simmer_task_get_created (tasks->pdata[tasks->len - 1]) : 0);
  call_free (call);
}

static void
recall (SimmerTasksService *self, GDBusMethodInvocation *invocation, gint64 before)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (before != 0)
    {
      simmer_task_manager_recall_async (
        self->manager, before, NULL, recalled_cb, call_new (self, invocation));
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (queue); i++)
    g_ptr_array_add (tasks, g_list_model_get_item (queue, i));
  return_page (invocation, tasks, simmer_task_manager_get_horizon (self->manager));
}

/* --- What is ordered of a task --- */

static void
steer (SimmerTasksService *self,
       GDBusMethodInvocation *invocation,
       SimmerTask *task,
       const char *what)
{
  const char *why = NULL;

  if (g_ascii_strcasecmp (what, "cancel") == 0)
    {
      if (simmer_task_manager_can_cancel (self->manager, task, &why))
        simmer_task_manager_cancel (self->manager, task);
    }
  else if (g_ascii_strcasecmp (what, "retry") == 0)
    {
      if (simmer_task_manager_can_retry (self->manager, task, &why))
        simmer_task_manager_retry (self->manager, task);
    }
  else if (g_ascii_strcasecmp (what, "remove") != 0)
    why = _ ("There is no such order.");
  else if (simmer_task_is_active (task))
    why = _ ("It has not ended yet; cancel it first.");
  else
    simmer_task_manager_remove (self->manager, task);

  if (why != NULL)
    refuse (invocation, G_DBUS_ERROR_ACCESS_DENIED, why);
  else
    answer_when_written (self, invocation, tell (self, invocation, task, tell_nothing));
}

static void
attend (SimmerTasksService *self, GDBusMethodInvocation *invocation, SimmerTask *task)
{
  begin_attending (self, invocation, task);
  if (simmer_task_is_active (task))
    simmer_task_manager_follow (self->manager, task);
  g_dbus_method_invocation_return_value (invocation, tell_whole (task));
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  SimmerTaskManager *manager = SIMMER_TASK_MANAGER (source);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = simmer_task_manager_save_finish (manager, result, &error);

  if (paths == NULL)
    refuse (call->invocation, G_DBUS_ERROR_ACCESS_DENIED, error->message);
  else
    g_dbus_method_invocation_return_value (call->invocation, tell_whole (call->task));
  call_free (call);
}

static void
fetch (SimmerTasksService *self, GDBusMethodInvocation *invocation, SimmerTask *task)
{
  Call *call = call_new (self, invocation);

  call->task = g_object_ref (task);
  simmer_task_manager_save_async (self->manager, task, NULL, NULL, fetched_cb, call);
}

static void
take_found (SimmerTasksService *self, GDBusMethodInvocation *invocation, SimmerTask *task)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);

  if (g_str_equal (method, "Attend"))
    attend (self, invocation, task);
  else if (g_str_equal (method, "Fetch"))
    fetch (self, invocation, task);
  else if (g_str_equal (method, "Steer"))
    {
      const char *what;

      g_variant_get_child (parameters, 0, "&s", &what);
      steer (self, invocation, task, what);
    }
  else
    steer (self, invocation, task, method);
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
  else if (g_str_equal (g_dbus_method_invocation_get_method_name (call->invocation), "Find"))
    return_page (call->invocation, found, -1);
  else if (found->len == 0)
    refuse (call->invocation, G_DBUS_ERROR_INVALID_ARGS, _ ("There is no such task."));
  else if (found->len > 1)
    refuse (call->invocation,
            G_DBUS_ERROR_INVALID_ARGS,
            _ ("Several tasks begin so. Write more of the id."));
  else
    take_found (call->service, call->invocation, found->pdata[0]);
  call_free (call);
}

/* --- Questions --- */

static void
get_store (SimmerTasksService *self, GDBusMethodInvocation *invocation)
{
  g_autofree char *store =
    simmer_task_manager_identify_folder (simmer_task_manager_get_folder (self->manager));

  answer_when_written (self, invocation, g_variant_new ("(s)", store != NULL ? store : ""));
}

static void
get_account (SimmerTasksService *self, GDBusMethodInvocation *invocation, const char *id)
{
  SimmerAccount *account = find_account (self, invocation, id);
  g_autofree char *line = account != NULL ? simmer_json_line_from_account (account) : NULL;

  if (line != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", line));
}

static void
order (SimmerTasksService *self, GDBusMethodInvocation *invocation, const char *id)
{
  if (g_uuid_string_is_valid (id))
    simmer_task_manager_find_async (self->manager, id, NULL, known_cb, call_new (self, invocation));
  else
    refuse (invocation, G_DBUS_ERROR_INVALID_ARGS, _ ("The id of a new task must be a UUID."));
}

/* Of the two words with which a task is named, the last one names it. */
static void
answer (SimmerTasksService *self, GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  const char *words[2] = { "", "" };
  gint64 before;

  if (g_str_equal (method, "Recall"))
    {
      g_variant_get (parameters, "(x)", &before);
      recall (self, invocation, before);
      return;
    }
  if (g_str_equal (method, "List"))
    {
      list (self, invocation, parameters);
      return;
    }

  for (gsize i = 0; i < MIN (g_variant_n_children (parameters), G_N_ELEMENTS (words)); i++)
    g_variant_get_child (parameters, i, "&s", &words[i]);
  if (g_str_equal (method, "Submit"))
    submit (self, invocation, NULL, words[0], words[1]);
  else if (g_str_equal (method, "Order"))
    order (self, invocation, words[0]);
  else if (g_str_equal (method, "Track") || g_str_equal (method, "TakeUp"))
    track (self, invocation, words[0], words[1]);
  else if (g_str_equal (method, "GetStore"))
    get_store (self, invocation);
  else if (g_str_equal (method, "GetAccount"))
    get_account (self, invocation, words[0]);
  else
    simmer_task_manager_find_async (self->manager,
                                    g_str_equal (method, "Steer") ? words[1] : words[0],
                                    NULL,
                                    found_cb,
                                    call_new (self, invocation));
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

static void
simmer_tasks_service_dispose (GObject *object)
{
  SimmerTasksService *self = SIMMER_TASKS_SERVICE (object);

  simmer_tasks_service_unexport (self);
  g_clear_pointer (&self->attendance, simmer_attendance_free);
  g_clear_pointer (&self->news, simmer_tasks_news_free);
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
  if (self->news != NULL)
    simmer_tasks_news_flush (self->news);
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

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->manager = g_object_ref (manager);
  self->news = simmer_tasks_news_new (manager, &self->export);
  for (guint i = 0; i < waiting->len; i++)
    answer (self, ((Call *) waiting->pdata[i])->invocation);
}
