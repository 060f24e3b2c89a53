#include "config.h"

#include "simmer-cli-backend.h"

enum
{
  ENDED,
  TROUBLE,
  BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE (SimmerCliBackend, simmer_cli_backend, G_TYPE_OBJECT)

static void
simmer_cli_backend_class_init (SimmerCliBackendClass *klass)
{
  /**
   * SimmerCliBackend::ended:
   * @self: the backend
   * @task: a task that was followed
   *
   * The task has become final, and its results are as far fetched as they will be.
   */
  signals[ENDED] = g_signal_new ("ended",
                                 SIMMER_TYPE_CLI_BACKEND,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 SIMMER_TYPE_TASK);

  /**
   * SimmerCliBackend::trouble:
   * @self: the backend
   * @message: what happened and what to do
   *
   * Something went wrong that concerns no single task.
   */
  signals[TROUBLE] = g_signal_new ("trouble",
                                   SIMMER_TYPE_CLI_BACKEND,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);

  /**
   * SimmerCliBackend::broken:
   * @self: the backend
   * @message: what happened and what to do
   *
   * Nothing more will come from it.
   */
  signals[BROKEN] = g_signal_new ("broken",
                                  SIMMER_TYPE_CLI_BACKEND,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
simmer_cli_backend_init (SimmerCliBackend *self)
{
}

/**
 * simmer_cli_backend_open:
 * @self: a new backend
 * @error: return location
 *
 * Returns: whether it is ready to work
 */
gboolean
simmer_cli_backend_open (SimmerCliBackend *self, GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->open (self, error);
}

/**
 * simmer_cli_backend_close:
 * @self: an open backend
 * @error: return location
 *
 * Lets go of all tasks, so that others may follow them, and writes what is not yet written.
 *
 * Returns: whether all is written
 */
gboolean
simmer_cli_backend_close (SimmerCliBackend *self, GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->close (self, error);
}

/**
 * simmer_cli_backend_is_here:
 * @self: an open backend
 *
 * Returns: whether this process does the work by itself
 */
gboolean
simmer_cli_backend_is_here (SimmerCliBackend *self)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->is_here (self);
}

/**
 * simmer_cli_backend_get_account:
 * @self: an open backend
 * @id: an account's id
 *
 * Returns: (transfer none) (nullable): the account
 */
SimmerAccount *
simmer_cli_backend_get_account (SimmerCliBackend *self, const char *id)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->get_account (self, id);
}

/**
 * simmer_cli_backend_find:
 * @self: an open backend
 * @word: an id, the start of one, or a remote id
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type SimmerTask): the tasks that it may mean
 */
GPtrArray *
simmer_cli_backend_find (SimmerCliBackend *self, const char *word, GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->find (self, word, error);
}

/**
 * simmer_cli_backend_list:
 * @self: an open backend
 * @active_only: only tasks that have not ended
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type SimmerTask): the tasks, newest first
 */
GPtrArray *
simmer_cli_backend_list (SimmerCliBackend *self, gboolean active_only, GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->list (self, active_only, error);
}

/**
 * simmer_cli_backend_submit:
 * @self: an open backend
 * @account: whose service is to do it
 * @inputs: as the account's profile describes them
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the new task, which shows how its submission goes
 */
SimmerTask *
simmer_cli_backend_submit (SimmerCliBackend *self,
                           SimmerAccount *account,
                           JsonObject *inputs,
                           GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->submit (self, account, inputs, error);
}

/**
 * simmer_cli_backend_track:
 * @self: an open backend
 * @account: where the task is
 * @id_or_url: what its service calls it, or an address that has that in it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the task, before it is asked
 */
SimmerTask *
simmer_cli_backend_track (SimmerCliBackend *self,
                          SimmerAccount *account,
                          const char *id_or_url,
                          GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->track (self, account, id_or_url, error);
}

/**
 * simmer_cli_backend_order:
 * @self: an open backend
 * @order: what to do
 * @task: a task of this backend's
 * @error: why not, as a sentence
 *
 * Returns: whether it was ordered; the task then shows that
 */
gboolean
simmer_cli_backend_order (SimmerCliBackend *self,
                          SimmerCliOrder order,
                          SimmerTask *task,
                          GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->order (self, order, task, error);
}

/**
 * simmer_cli_backend_follow:
 * @self: an open backend
 * @task: a task of this backend's
 *
 * Has the task followed until it ends, if nobody follows it yet, and keeps it up to date.
 */
void
simmer_cli_backend_follow (SimmerCliBackend *self, SimmerTask *task)
{
  SIMMER_CLI_BACKEND_GET_CLASS (self)->follow (self, task);
}

/**
 * simmer_cli_backend_save_async:
 * @self: an open backend
 * @task: a completed task of this backend's
 * @folder: (nullable): where to copy its results; %NULL only fetches them
 * @cancellable: (nullable): a cancellable
 * @callback: called when they are there
 * @user_data: for @callback
 */
void
simmer_cli_backend_save_async (SimmerCliBackend *self,
                               SimmerTask *task,
                               const char *folder,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SIMMER_CLI_BACKEND_GET_CLASS (self)->save_async (
    self, task, folder, cancellable, callback, user_data);
}

/**
 * simmer_cli_backend_save_finish:
 * @self: a backend
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the paths of the copies
 */
GStrv
simmer_cli_backend_save_finish (SimmerCliBackend *self, GAsyncResult *result, GError **error)
{
  return SIMMER_CLI_BACKEND_GET_CLASS (self)->save_finish (self, result, error);
}

void
simmer_cli_backend_emit_ended (SimmerCliBackend *self, SimmerTask *task)
{
  g_signal_emit (self, signals[ENDED], 0, task);
}

void
simmer_cli_backend_emit_trouble (SimmerCliBackend *self, const char *message)
{
  g_signal_emit (self, signals[TROUBLE], 0, message);
}

void
simmer_cli_backend_emit_broken (SimmerCliBackend *self, const char *message)
{
  g_signal_emit (self, signals[BROKEN], 0, message);
}
