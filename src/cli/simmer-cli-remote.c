#define G_LOG_DOMAIN "Simmer-Cli"

#include "config.h"

#include "simmer-cli-remote-private.h"

#include "simmer-json.h"
#include "simmer-profile-library.h"
#include "simmer-task-mirror.h"
#include "simmer-task-queue.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (SimmerCliRemote, simmer_cli_remote, SIMMER_TYPE_CLI_BACKEND)

/* --- The application's tasks ----------------------------------------------------------------- */

/* Returns: (transfer none) (nullable): the one object for that task */
SimmerTask *
simmer_cli_remote_take_mirror (SimmerCliRemote *self, const char *text)
{
  g_autoptr (SimmerTask) fresh = simmer_task_new_from_mirror (text);
  SimmerTask *task;

  if (fresh == NULL)
    return NULL;
  task = g_hash_table_lookup (self->mirrors, simmer_task_get_id (fresh));
  if (task != NULL)
    {
      simmer_task_load_mirror (task, text);
      return task;
    }
  task = fresh;
  g_hash_table_insert (
    self->mirrors, g_strdup (simmer_task_get_id (task)), g_steal_pointer (&fresh));
  return task;
}

/* Other terminals may have other tasks told. */
static void
told_cb (const char *text, gboolean last, gpointer user_data)
{
  SimmerCliRemote *self = user_data;
  g_autoptr (SimmerTask) fresh = simmer_task_new_from_mirror (text);
  SimmerTask *task =
    fresh != NULL ? g_hash_table_lookup (self->mirrors, simmer_task_get_id (fresh)) : NULL;

  if (task == NULL || !g_hash_table_contains (self->attended, task))
    return;
  if (simmer_task_get_mirror_number (fresh) >= simmer_task_get_mirror_number (task))
    simmer_task_load_mirror (task, text);
  else if (simmer_task_is_active (task))
    return; /* told before the answer that was read since: what it ordered would seem refused */
  if (last)
    simmer_cli_backend_emit_ended (SIMMER_CLI_BACKEND (self), task);
}

/* --- Without the application ----------------------------------------------------------------- */

static void
mirror_core_cb (SimmerTask *task, GParamSpec *pspec, SimmerTask *mirror)
{
  g_autofree char *text = simmer_task_to_mirror (task);

  simmer_task_load_mirror (mirror, text);
}

static SimmerTask *
find_in_core (SimmerCliRemote *self, const char *id)
{
  g_autoptr (GPtrArray) found = simmer_cli_backend_find (SIMMER_CLI_BACKEND (self->core), id, NULL);

  return found != NULL && found->len == 1 ? g_object_ref (found->pdata[0]) : NULL;
}

/* What the core calls a task that is known here; a mirror is from then on as that is. */
SimmerTask *
simmer_cli_remote_to_core (SimmerCliRemote *self, SimmerTask *task)
{
  g_autoptr (SimmerTask) known = NULL;

  if (g_hash_table_lookup (self->mirrors, simmer_task_get_id (task)) != task)
    return g_object_ref (task);
  known = find_in_core (self, simmer_task_get_id (task));
  if (known == NULL)
    return NULL;

  g_signal_handlers_disconnect_by_func (known, mirror_core_cb, task);
  g_signal_connect_object (known, "notify::revision", G_CALLBACK (mirror_core_cb), task, 0);
  mirror_core_cb (known, NULL, task);
  return g_steal_pointer (&known);
}

/* Returns: (transfer none): what the commands call one of the core's tasks */
static SimmerTask *
from_core (SimmerCliRemote *self, SimmerTask *task)
{
  SimmerTask *mirror = g_hash_table_lookup (self->mirrors, simmer_task_get_id (task));

  return mirror != NULL ? mirror : task;
}

static void
core_ended_cb (SimmerCliBackend *core, SimmerTask *task, SimmerCliRemote *self)
{
  simmer_cli_backend_emit_ended (SIMMER_CLI_BACKEND (self), from_core (self, task));
}

static void
core_trouble_cb (SimmerCliBackend *core, const char *message, SimmerCliRemote *self)
{
  simmer_cli_backend_emit_trouble (SIMMER_CLI_BACKEND (self), message);
}

/* Whoever ended a task that has ended by now has done for it what it could. */
static void
follow_in_core (SimmerCliRemote *self, SimmerTask *mirror)
{
  g_autoptr (SimmerTask) task = simmer_cli_remote_to_core (self, mirror);

  if (task != NULL && simmer_task_is_active (task))
    simmer_cli_backend_follow (SIMMER_CLI_BACKEND (self->core), task);
  else
    simmer_cli_backend_emit_ended (SIMMER_CLI_BACKEND (self), mirror);
}

/* This process does the work from now on. */
gboolean
simmer_cli_remote_fall_back (SimmerCliRemote *self, GError **error)
{
  GHashTableIter iter;
  gpointer mirror;

  if (self->core != NULL)
    return TRUE;

  g_debug ("this process does the work itself");
  g_clear_pointer (&self->bus, simmer_cli_bus_free);
  self->core = simmer_cli_core_new (self->options);
  g_signal_connect (self->core, "ended", G_CALLBACK (core_ended_cb), self);
  g_signal_connect (self->core, "trouble", G_CALLBACK (core_trouble_cb), self);
  if (!simmer_cli_backend_open (SIMMER_CLI_BACKEND (self->core), error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->attended);
  while (g_hash_table_iter_next (&iter, &mirror, NULL))
    follow_in_core (self, mirror);
  g_cancellable_cancel (self->asking);
  return TRUE;
}

static void
lost_cb (gpointer user_data)
{
  g_autoptr (SimmerCliRemote) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;

  if (!simmer_cli_remote_fall_back (self, &error))
    simmer_cli_backend_emit_broken (SIMMER_CLI_BACKEND (self), error->message);
}

/* Asks the application. Without an answer and without a refusal in @error, the core is to be asked.
 */
static GVariant *
ask (SimmerCliRemote *self,
     const char *method,
     GVariant *parameters,
     const char *type,
     GError **error)
{
  g_autoptr (GVariant) sent = g_variant_ref_sink (parameters);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) failure = NULL;

  if (self->bus == NULL)
    return NULL;
  reply = simmer_cli_bus_call (self->bus, method, sent, &failure);
  if (reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE (type)))
    return g_steal_pointer (&reply);

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    simmer_cli_remote_fall_back (self, error);
  return NULL;
}

static SimmerTask *
ask_for_task (SimmerCliRemote *self, const char *method, GVariant *parameters, GError **error)
{
  g_autoptr (GVariant) reply = ask (self, method, parameters, "(s)", error);
  SimmerTask *task = NULL;
  const char *text;

  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(&s)", &text);
  task = simmer_cli_remote_take_mirror (self, text);
  if (task != NULL)
    g_hash_table_add (self->attended, g_object_ref (task));
  else
    simmer_cli_remote_fall_back (self, error);
  return task;
}

/* --- What a backend does --------------------------------------------------------------------- */

static gboolean
simmer_cli_remote_open (SimmerCliBackend *backend, GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);

  self->bus = simmer_cli_bus_new (told_cb, lost_cb, self);
  return self->bus != NULL || simmer_cli_remote_fall_back (self, error);
}

static gboolean
simmer_cli_remote_close (SimmerCliBackend *backend, GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);

  g_clear_pointer (&self->bus, simmer_cli_bus_free);
  return self->core == NULL || simmer_cli_backend_close (SIMMER_CLI_BACKEND (self->core), error);
}

static SimmerAccount *
read_account (const char *line)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, strlen (line));
  g_autoptr (JsonNode) node = simmer_json_parse (bytes, NULL);
  g_autoptr (SimmerProfile) profile = NULL;
  JsonObject *object;
  const char *id;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  id = json_object_get_string_member_with_default (object, "id", "");
  if (g_strcmp0 (id, SIMMER_ACCOUNT_BUILTIN) == 0)
    return simmer_account_new_builtin ();

  profile = simmer_profile_library_find (
    json_object_get_string_member_with_default (object, "profile", ""), NULL);
  if (profile == NULL)
    return NULL;
  return simmer_account_new (id,
                             json_object_get_string_member_with_default (object, "name", ""),
                             profile,
                             json_object_get_string_member_with_default (object, "server", ""));
}

static gboolean
simmer_cli_remote_is_here (SimmerCliBackend *backend)
{
  return SIMMER_CLI_REMOTE (backend)->core != NULL;
}

/* An account that the application does not know may have been set up just now. */
static SimmerAccount *
simmer_cli_remote_get_account (SimmerCliBackend *backend, const char *id)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  SimmerAccount *account = g_hash_table_lookup (self->accounts, id);
  g_autoptr (GVariant) reply = NULL;
  const char *line;

  if (account != NULL)
    return account;
  reply = ask (self, "GetAccount", g_variant_new ("(s)", id), "(s)", NULL);
  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &line);
      account = read_account (line);
    }
  if (account != NULL)
    {
      g_hash_table_insert (self->accounts, g_strdup (id), account);
      return account;
    }
  if (!simmer_cli_remote_fall_back (self, NULL))
    return NULL;
  return simmer_cli_backend_get_account (SIMMER_CLI_BACKEND (self->core), id);
}

/* Adds the tasks of an array of strings; FALSE if one of them cannot be read. */
static gboolean
take_all (SimmerCliRemote *self, GVariant *texts, GPtrArray *tasks)
{
  for (gsize i = 0; i < g_variant_n_children (texts); i++)
    {
      SimmerTask *task;
      const char *text;

      g_variant_get_child (texts, i, "&s", &text);
      task = simmer_cli_remote_take_mirror (self, text);
      if (task == NULL)
        return FALSE;
      g_ptr_array_add (tasks, g_object_ref (task));
    }
  return TRUE;
}

static GPtrArray *
find_there (SimmerCliRemote *self, const char *word, GError **error)
{
  g_autoptr (GVariant) reply = ask (self, "Find", g_variant_new ("(s)", word), "(as)", error);
  g_autoptr (GVariant) texts = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (texts == NULL)
    return NULL;
  if (take_all (self, texts, tasks))
    return g_steal_pointer (&tasks);
  simmer_cli_remote_fall_back (self, error);
  return NULL;
}

static GPtrArray *
from_core_all (SimmerCliRemote *self, GPtrArray *tasks)
{
  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    {
      SimmerTask *task = from_core (self, tasks->pdata[i]);

      if (task == tasks->pdata[i])
        continue;
      g_object_unref (tasks->pdata[i]);
      tasks->pdata[i] = g_object_ref (task);
    }
  return tasks;
}

static GPtrArray *
simmer_cli_remote_find (SimmerCliBackend *backend, const char *word, GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  g_autoptr (GError) why = NULL;
  GPtrArray *tasks = find_there (self, word, &why);

  if (tasks == NULL && why == NULL)
    return from_core_all (self,
                          simmer_cli_backend_find (SIMMER_CLI_BACKEND (self->core), word, error));
  if (tasks == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return tasks;
}

static gboolean
recall (SimmerCliRemote *self, gint64 *page, GPtrArray *tasks, GError **error)
{
  g_autoptr (GVariant) reply = ask (self, "Recall", g_variant_new ("(x)", *page), "(asx)", error);
  g_autoptr (GVariant) texts = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;

  if (texts == NULL)
    return FALSE;
  g_variant_get_child (reply, 1, "x", page);
  if (take_all (self, texts, tasks))
    return TRUE;
  simmer_cli_remote_fall_back (self, error);
  return FALSE;
}

static GPtrArray *
list_there (SimmerCliRemote *self, gboolean active_only, GError **error)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *tasks;
  gint64 page = 0;

  do
    if (!recall (self, &page, told, error))
      return NULL;
  while (page != 0 && !active_only);

  /* It keeps them in their order, and each once. */
  simmer_task_queue_add_many (queue, told);
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (queue), i);

      if (!active_only || simmer_task_is_active (task))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return tasks;
}

static GPtrArray *
simmer_cli_remote_list (SimmerCliBackend *backend, gboolean active_only, GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  g_autoptr (GError) why = NULL;
  GPtrArray *tasks = list_there (self, active_only, &why);

  if (tasks == NULL && why == NULL)
    return from_core_all (
      self, simmer_cli_backend_list (SIMMER_CLI_BACKEND (self->core), active_only, error));
  if (tasks == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return tasks;
}

/* The application may have written the order down and then not have lived to say so: it is one
 * order under one id, whoever carries it out. */
static SimmerTask *
submit_here (SimmerCliRemote *self,
             const char *id,
             SimmerAccount *account,
             JsonObject *inputs,
             GError **error)
{
  const char *account_id = simmer_account_get_id (account);
  SimmerCliBackend *core = SIMMER_CLI_BACKEND (self->core);
  SimmerTask *task = find_in_core (self, id);

  if (task != NULL)
    {
      simmer_cli_backend_follow (core, task);
      return task;
    }
  account = simmer_cli_backend_get_account (core, account_id);
  if (account != NULL)
    return simmer_cli_core_submit_as (self->core, id, account, inputs);
  g_set_error (
    error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no account “%s”."), account_id);
  return NULL;
}

static SimmerTask *
simmer_cli_remote_submit (SimmerCliBackend *backend,
                          SimmerAccount *account,
                          JsonObject *inputs,
                          GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), inputs);
  g_autofree char *text = simmer_json_to_string (node);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GError) why = NULL;
  SimmerTask *task = ask_for_task (
    self, "Order", g_variant_new ("(sss)", id, simmer_account_get_id (account), text), &why);

  if (task != NULL)
    return g_object_ref (task);
  if (why == NULL)
    return submit_here (self, id, account, inputs, error);
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

static SimmerTask *
simmer_cli_remote_track (SimmerCliBackend *backend,
                         SimmerAccount *account,
                         const char *id_or_url,
                         GError **error)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  const char *account_id = simmer_account_get_id (account);
  g_autoptr (GError) why = NULL;
  SimmerTask *task =
    ask_for_task (self, "TakeUp", g_variant_new ("(ss)", account_id, id_or_url), &why);

  if (task != NULL)
    return g_object_ref (task);
  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  account = simmer_cli_backend_get_account (SIMMER_CLI_BACKEND (self->core), account_id);
  return simmer_cli_backend_track (SIMMER_CLI_BACKEND (self->core), account, id_or_url, error);
}

/* Whether an order that the application did not confirm was carried out or written down. */
static gboolean
is_ordered (SimmerTask *task, SimmerCliOrder order)
{
  switch (order)
    {
    case SIMMER_CLI_ORDER_CANCEL:
      return simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING ||
             simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED;
    case SIMMER_CLI_ORDER_RETRY:
      return simmer_task_is_active (task);
    case SIMMER_CLI_ORDER_REMOVE:
    default:
      return FALSE;
    }
}

/* A task that is not kept any more was removed. */
static gboolean
order_here (SimmerCliRemote *self,
            SimmerCliOrder order,
            SimmerTask *task,
            gboolean doubtful,
            GError **error)
{
  SimmerCliBackend *core = SIMMER_CLI_BACKEND (self->core);
  g_autoptr (SimmerTask) known = simmer_cli_remote_to_core (self, task);

  if (known == NULL)
    return TRUE;
  if (doubtful && is_ordered (known, order))
    {
      simmer_cli_backend_follow (core, known);
      return TRUE;
    }
  return simmer_cli_backend_order (core, order, known, error);
}

static gboolean
simmer_cli_remote_order (SimmerCliBackend *backend,
                         SimmerCliOrder order,
                         SimmerTask *task,
                         GError **error)
{
  static const char *const words[] = { "cancel", "retry", "remove" };
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  gboolean asked = self->bus != NULL;
  g_autoptr (GError) why = NULL;

  if (ask_for_task (
        self, "Steer", g_variant_new ("(ss)", words[order], simmer_task_get_id (task)), &why) !=
      NULL)
    return TRUE;
  if (why == NULL)
    return order_here (self, order, task, asked, error);
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static void
simmer_cli_remote_follow (SimmerCliBackend *backend, SimmerTask *task)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);

  ask_for_task (self, "Attend", g_variant_new ("(s)", simmer_task_get_id (task)), NULL);
  if (self->bus == NULL && self->core != NULL)
    follow_in_core (self, task);
  else if (!simmer_task_is_active (task))
    simmer_cli_backend_emit_ended (backend, task);
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
simmer_cli_remote_dispose (GObject *object)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (object);

  g_clear_pointer (&self->bus, simmer_cli_bus_free);
  if (self->core != NULL)
    g_signal_handlers_disconnect_by_data (self->core, self);
  g_clear_object (&self->core);
  g_hash_table_remove_all (self->attended);
  g_hash_table_remove_all (self->mirrors);

  G_OBJECT_CLASS (simmer_cli_remote_parent_class)->dispose (object);
}

static void
simmer_cli_remote_finalize (GObject *object)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (object);

  g_hash_table_unref (self->attended);
  g_hash_table_unref (self->mirrors);
  g_hash_table_unref (self->accounts);
  g_object_unref (self->asking);

  G_OBJECT_CLASS (simmer_cli_remote_parent_class)->finalize (object);
}

static void
simmer_cli_remote_class_init (SimmerCliRemoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SimmerCliBackendClass *backend_class = SIMMER_CLI_BACKEND_CLASS (klass);

  object_class->dispose = simmer_cli_remote_dispose;
  object_class->finalize = simmer_cli_remote_finalize;

  backend_class->open = simmer_cli_remote_open;
  backend_class->close = simmer_cli_remote_close;
  backend_class->is_here = simmer_cli_remote_is_here;
  backend_class->get_account = simmer_cli_remote_get_account;
  backend_class->find = simmer_cli_remote_find;
  backend_class->list = simmer_cli_remote_list;
  backend_class->submit = simmer_cli_remote_submit;
  backend_class->track = simmer_cli_remote_track;
  backend_class->order = simmer_cli_remote_order;
  backend_class->follow = simmer_cli_remote_follow;
  backend_class->save_async = simmer_cli_remote_save_async;
  backend_class->save_finish = simmer_cli_remote_save_finish;
}

static void
simmer_cli_remote_init (SimmerCliRemote *self)
{
  self->asking = g_cancellable_new ();
  self->mirrors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->attended = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * simmer_cli_remote_new:
 * @options: the command line; outlives the backend
 *
 * Returns: (transfer full): a backend that has not asked anybody yet
 */
SimmerCliRemote *
simmer_cli_remote_new (const SimmerCliOptions *options)
{
  SimmerCliRemote *self = g_object_new (SIMMER_TYPE_CLI_REMOTE, NULL);

  self->options = options;

  return self;
}
