/* The composition root: what the window, the terminal and D-Bus talk to. It brings tasks, accounts,
 * store and poller together, and lets each do its own work. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gstdio.h>

#include "simmer-keyring.h"
#include "simmer-task-manager-private.h"

enum
{
  PROP_0,
  PROP_PAUSED,
  N_PROPS
};

enum
{
  ENDED,
  TROUBLE,
  OLDER_LOADED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerTaskManager, simmer_task_manager, G_TYPE_OBJECT)

/* --- Start and stop -------------------------------------------------------------------------- */

static void
open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self;
  GError *error = NULL;

  if (!simmer_store_open_finish (SIMMER_STORE (source), result, &error))
    {
      g_task_return_error (run, error);
      return;
    }
  self = g_task_get_source_object (run);
  simmer_task_manager_load (self, g_steal_pointer (&run));
}

static void
close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;

  if (simmer_store_close_finish (SIMMER_STORE (source), result, &error))
    g_task_return_boolean (run, TRUE);
  else
    g_task_return_error (run, error);
}

/* For the other files of the manager. */
SimmerErrand *
simmer_errand_new (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerErrand *errand = g_new (SimmerErrand, 1);

  errand->self = g_object_ref (self);
  errand->task = g_object_ref (task);

  return errand;
}

void
simmer_errand_free (SimmerErrand *errand)
{
  g_object_unref (errand->self);
  g_object_unref (errand->task);
  g_free (errand);
}

void
simmer_task_manager_emit_ended (SimmerTaskManager *self, SimmerTask *task)
{
  g_signal_emit (self, signals[ENDED], 0, task);
}

void
simmer_task_manager_emit_trouble (SimmerTaskManager *self, const char *sentence)
{
  g_signal_emit (self, signals[TROUBLE], 0, sentence);
}

void
simmer_task_manager_emit_older_loaded (SimmerTaskManager *self)
{
  g_signal_emit (self, signals[OLDER_LOADED], 0);
}

SimmerClient *
simmer_task_manager_get_client (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client =
    simmer_account_book_get_client (self->book, simmer_task_get_account_id (task));

  /* Whatever it is asked for passes the gates. */
  if (client != NULL)
    simmer_poller_attend (self->poller, client);

  return client;
}

static void
network_changed_cb (SimmerNetwork *network, SimmerTaskManager *self)
{
  simmer_task_manager_hurry_orders (self);
}

static void
sleep_changed_cb (SimmerSleep *sleep, GParamSpec *pspec, SimmerTaskManager *self)
{
  gboolean asleep = simmer_sleep_get_asleep (sleep);

  if (!asleep)
    simmer_http_distrust (self->http);
  simmer_poller_set_asleep (self->poller, asleep);
  if (!asleep)
    simmer_task_manager_hurry_orders (self);
}

/* What had to be fetched is known by its path from now on. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerTaskManager *self = g_task_get_source_object (run);
  GError *error = NULL;
  GStrv paths;

  paths = simmer_result_keeper_save_finish (SIMMER_RESULT_KEEPER (source), result, &error);
  if (paths == NULL)
    {
      g_task_return_error (run, error);
      return;
    }
  if (!g_cancellable_is_cancelled (self->cancellable))
    simmer_store_save (self->store, g_task_get_task_data (run));
  g_task_return_pointer (run, paths, (GDestroyNotify) g_strfreev);
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
simmer_task_manager_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTaskManager *self = SIMMER_TASK_MANAGER (object);

  switch (prop_id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_task_manager_dispose (GObject *object)
{
  SimmerTaskManager *self = SIMMER_TASK_MANAGER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->orders);
  if (self->poller != NULL)
    simmer_poller_stop (self->poller);
  g_clear_object (&self->poller);
  g_clear_object (&self->keeper);
  g_clear_object (&self->downloader);
  g_clear_object (&self->book);
  g_clear_object (&self->store);
  g_hash_table_remove_all (self->wanted);
  g_hash_table_remove_all (self->unwritten);

  G_OBJECT_CLASS (simmer_task_manager_parent_class)->dispose (object);
}

static void
simmer_task_manager_finalize (GObject *object)
{
  SimmerTaskManager *self = SIMMER_TASK_MANAGER (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->orders);
  g_hash_table_unref (self->ordered);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->unwritten);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->left);
  g_hash_table_unref (self->claiming);
  g_hash_table_unref (self->keeping);
  g_object_unref (self->queue);
  g_clear_object (&self->http);
  g_clear_object (&self->sleep);
  g_clear_object (&self->network);
  g_clear_object (&self->clock);
  g_free (self->folder);

  G_OBJECT_CLASS (simmer_task_manager_parent_class)->finalize (object);
}

static void
simmer_task_manager_class_init (SimmerTaskManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_task_manager_get_property;
  object_class->dispose = simmer_task_manager_dispose;
  object_class->finalize = simmer_task_manager_finalize;

  props[PROP_PAUSED] =
    g_param_spec_boolean ("paused",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SimmerTaskManager::ended:
   * @self: the manager
   * @task: a task
   *
   * A task has become final, here or in another process, and its results are as far fetched as
   * they will be.
   */
  signals[ENDED] = g_signal_new ("ended",
                                 SIMMER_TYPE_TASK_MANAGER,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 SIMMER_TYPE_TASK);

  /**
   * SimmerTaskManager::trouble:
   * @self: the manager
   * @sentence: what happened and what to do
   *
   * Something went wrong that concerns no single task.
   */
  signals[TROUBLE] = g_signal_new ("trouble",
                                   SIMMER_TYPE_TASK_MANAGER,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);

  /**
   * SimmerTaskManager::older-loaded:
   * @self: the manager
   *
   * What simmer_task_manager_load_older() asked for is there, and may have been nothing.
   */
  signals[OLDER_LOADED] = g_signal_new ("older-loaded",
                                        SIMMER_TYPE_TASK_MANAGER,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        0);
}

static void
simmer_task_manager_init (SimmerTaskManager *self)
{
  self->queue = simmer_task_queue_new ();
  self->orders =
    g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) simmer_order_free);
  self->ordered = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->wanted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->unwritten = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->asked = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->left = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->claiming = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->keeping = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->cancellable = g_cancellable_new ();
}

static SimmerNetwork *
new_network (void)
{
  SimmerNetwork *network = simmer_network_new (g_network_monitor_get_default ());
  g_autoptr (GPowerProfileMonitor) power = g_power_profile_monitor_dup_default ();

  if (power != NULL)
    simmer_network_set_power (network, power);

  return network;
}

/**
 * simmer_task_manager_new_full:
 * @folder: (nullable): where everything is kept; %NULL is $XDG_DATA_HOME/simmer
 * @clock: (nullable): %NULL is real time
 * @network: (nullable): %NULL is this machine's
 * @following: which tasks to follow
 * @credentials: where the accounts' credentials are kept
 *
 * Returns: (transfer full): a manager that has not yet read anything
 */
SimmerTaskManager *
simmer_task_manager_new_full (const char *folder,
                              SimmerClock *clock,
                              SimmerNetwork *network,
                              SimmerFollowing following,
                              SimmerCredentials *credentials)
{
  SimmerTaskManager *self = g_object_new (SIMMER_TYPE_TASK_MANAGER, NULL);
  g_autofree char *results = NULL;

  self->folder =
    folder != NULL ? g_strdup (folder) : g_build_filename (g_get_user_data_dir (), "simmer", NULL);
  self->following = following;
  self->clock = clock != NULL ? g_object_ref (clock) : simmer_clock_new ();
  self->network = network != NULL ? g_object_ref (network) : new_network ();
  self->http = simmer_http_new ();
  /* Before the poller hears of it, and asks. */
  g_signal_connect_object (
    self->network, "changed", G_CALLBACK (simmer_http_distrust), self->http, G_CONNECT_SWAPPED);
  self->store = simmer_store_new (self->folder, self->clock);
  self->poller = simmer_poller_new (self->clock, self->network);
  self->downloader = simmer_downloader_new ();
  results = g_build_filename (self->folder, "results", NULL);
  self->keeper = simmer_result_keeper_new (self->downloader, self->clock, results);
  self->book = simmer_account_book_new (self->http, self->store, credentials);
  simmer_task_manager_connect (self);
  simmer_task_manager_connect_book (self);
  g_signal_connect_object (self->network, "changed", G_CALLBACK (network_changed_cb), self, 0);
  if (clock == NULL)
    {
      self->sleep = simmer_sleep_new ();
      g_signal_connect_object (
        self->sleep, "notify::asleep", G_CALLBACK (sleep_changed_cb), self, 0);
    }

  return self;
}

/**
 * simmer_task_manager_new:
 * @folder: (nullable): where everything is kept; %NULL is $XDG_DATA_HOME/simmer
 * @clock: (nullable): %NULL is real time
 * @network: (nullable): %NULL is this machine's
 * @following: which tasks to follow
 *
 * Credentials are kept in the person's keyring.
 *
 * Returns: (transfer full): a manager that has not yet read anything
 */
SimmerTaskManager *
simmer_task_manager_new (const char *folder,
                         SimmerClock *clock,
                         SimmerNetwork *network,
                         SimmerFollowing following)
{
  g_autoptr (SimmerKeyring) keyring = simmer_keyring_new ();

  return simmer_task_manager_new_full (
    folder, clock, network, following, SIMMER_CREDENTIALS (keyring));
}

/**
 * simmer_task_manager_start_async:
 * @self: a manager
 * @cancellable: (nullable): a cancellable
 * @callback: called when the queue holds all active tasks and the newest ended ones
 * @user_data: for @callback
 *
 * Reads the store and takes up the tasks that are to be followed.
 */
void
simmer_task_manager_start_async (SimmerTaskManager *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_start_async);
  simmer_store_open_async (self->store, cancellable, open_cb, run);
}

gboolean
simmer_task_manager_start_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_task_manager_stop_async:
 * @self: a manager
 * @callback: called when everything is on disk
 * @user_data: for @callback
 *
 * Gives up all that is in flight, hands the leases back and closes the store. The remote tasks go
 * on; they are taken up again at the next start. The manager cannot be started again.
 */
void
simmer_task_manager_stop_async (SimmerTaskManager *self,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *run = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_stop_async);
  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->orders);
  simmer_poller_stop (self->poller);
  simmer_store_close_async (self->store, close_cb, run);
}

gboolean
simmer_task_manager_stop_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_task_manager_identify_folder:
 * @folder: (nullable): as for simmer_task_manager_new()
 *
 * Two processes share one store where this is the same, under whatever names they see it.
 *
 * Returns: (transfer full) (nullable): a word for the folder; %NULL if there is none yet
 */
char *
simmer_task_manager_identify_folder (const char *folder)
{
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "simmer", NULL);
  GStatBuf known;

  if (g_stat (folder != NULL ? folder : usual, &known) != 0)
    return NULL;

  return g_strdup_printf (
    "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) known.st_dev, (guint64) known.st_ino);
}

const char *
simmer_task_manager_get_folder (SimmerTaskManager *self)
{
  return self->folder;
}

SimmerTaskQueue *
simmer_task_manager_get_queue (SimmerTaskManager *self)
{
  return self->queue;
}

SimmerClock *
simmer_task_manager_get_clock (SimmerTaskManager *self)
{
  return self->clock;
}

SimmerNetwork *
simmer_task_manager_get_network (SimmerTaskManager *self)
{
  return self->network;
}

/**
 * simmer_task_manager_follow:
 * @self: a started manager
 * @task: a task in its queue
 *
 * Follows the task from this process, unless another one does; then its news come from there.
 */
void
simmer_task_manager_follow (SimmerTaskManager *self, SimmerTask *task)
{
  if (g_hash_table_remove (self->left, task))
    simmer_task_set_tracking (task, SIMMER_TRACKING_POLLING, 0);
  g_hash_table_add (self->wanted, g_object_ref (task));
  simmer_task_manager_claim (self, task);
}

/**
 * simmer_task_manager_unfollow:
 * @self: a started manager
 * @task: a task in its queue
 *
 * Leaves the task to itself, or to another process, until simmer_task_manager_follow() or the next
 * start.
 */
void
simmer_task_manager_unfollow (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_task_manager_let_go (self, task);
  g_hash_table_add (self->left, g_object_ref (task));
  simmer_task_set_tracking (task, SIMMER_TRACKING_PAUSED, 0);
}

/**
 * simmer_task_manager_is_left:
 * @self: a manager
 * @task: a task in its queue
 *
 * Returns: whether simmer_task_manager_unfollow() was the last word about it
 */
gboolean
simmer_task_manager_is_left (SimmerTaskManager *self, SimmerTask *task)
{
  return g_hash_table_contains (self->left, task);
}

/**
 * simmer_task_manager_check_now:
 * @self: a started manager
 * @task: a followed task
 * @error: return location
 *
 * Asks at once, unless its host forbade that for a while; @error then says until when.
 *
 * Returns: whether it is asked
 */
gboolean
simmer_task_manager_check_now (SimmerTaskManager *self, SimmerTask *task, GError **error)
{
  return simmer_poller_check_now (self->poller, task, error);
}

/**
 * simmer_task_manager_save_async:
 * @self: a started manager
 * @task: a completed task
 * @folder: (nullable): where to copy its results, made if need be; %NULL only fetches them
 * @cancellable: (nullable): a cancellable
 * @callback: called when they are there
 * @user_data: for @callback
 */
void
simmer_task_manager_save_async (SimmerTaskManager *self,
                                SimmerTask *task,
                                const char *folder,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);
  GTask *run = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (run, simmer_task_manager_save_async);
  g_task_set_task_data (run, g_object_ref (task), g_object_unref);
  if (simmer_result_keeper_is_missing (task))
    simmer_task_manager_tell_wait (self, task);
  simmer_result_keeper_save_async (self->keeper, client, task, folder, cancellable, saved_cb, run);
}

/**
 * simmer_task_manager_save_finish:
 * @self: a manager
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full): the paths of the copies
 */
GStrv
simmer_task_manager_save_finish (SimmerTaskManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_task_manager_set_background:
 * @self: a manager
 * @background: whether nobody is looking, so that fewer questions will do
 */
void
simmer_task_manager_set_background (SimmerTaskManager *self, gboolean background)
{
  simmer_poller_set_background (self->poller, background);
}

/**
 * simmer_task_manager_set_paused:
 * @self: a manager
 * @paused: whether to stop asking; the remote tasks go on
 */
void
simmer_task_manager_set_paused (SimmerTaskManager *self, gboolean paused)
{
  if (self->paused == paused)
    return;

  self->paused = paused;
  simmer_poller_set_paused (self->poller, paused);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

gboolean
simmer_task_manager_get_paused (SimmerTaskManager *self)
{
  return self->paused;
}

/**
 * simmer_task_manager_is_at_work:
 * @self: a manager
 *
 * Returns: whether there is a task that it follows, or whose results it still fetches
 */
gboolean
simmer_task_manager_is_at_work (SimmerTaskManager *self)
{
  return g_hash_table_size (self->wanted) > 0;
}

/**
 * simmer_task_manager_set_live:
 * @self: a manager
 * @live: whether to listen to services that tell of changes by themselves; off at first
 */
void
simmer_task_manager_set_live (SimmerTaskManager *self, gboolean live)
{
  simmer_poller_set_live (self->poller, live);
}

/**
 * simmer_task_manager_set_wishes:
 * @self: a manager
 * @eagerness: news against requests
 * @minimum: smallest interval, µs; 0 = Simmer's own choice
 * @maximum: largest interval, µs; 0 = Simmer's own choice
 *
 * For the tasks of all accounts; what is wished of an account counts before it.
 */
void
simmer_task_manager_set_wishes (SimmerTaskManager *self,
                                SimmerEagerness eagerness,
                                gint64 minimum,
                                gint64 maximum)
{
  simmer_poller_set_wishes (self->poller, eagerness, minimum, maximum);
}

/**
 * simmer_task_manager_set_interval:
 * @self: a manager
 * @interval: the time from one question about a task to the next, µs; 0 = as is wished otherwise
 */
void
simmer_task_manager_set_interval (SimmerTaskManager *self, gint64 interval)
{
  simmer_poller_set_interval (self->poller, interval);
}
