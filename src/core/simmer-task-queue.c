/* The tasks that are known: a list model, newest first, with counts and look-ups that cost the
 * same for ten tasks and for ten thousand. */

#define G_LOG_DOMAIN "Simmer-Queue"

#include "config.h"

#include "simmer-task-queue.h"

typedef struct
{
  SimmerTask *task; /* (owned) */
  GSequenceIter *iter;
  char *remote_key; /* (owned) (nullable) */
  SimmerTaskStatus status;
  SimmerIntent intent;
  SimmerTracking tracking;
  gboolean active;
} Entry;

struct _SimmerTaskQueue
{
  GObject parent_instance;

  GSequence *order;   /* (owned) of Entry, newest first */
  GHashTable *by_id;  /* (owned) id → Entry */
  GHashTable *remote; /* (owned) account and remote id → Entry */
  GHashTable *active; /* (owned) set of Entry */

  guint n_status[SIMMER_N_TASK_STATUSES];
  guint batch_size; /* tasks since the queue was last idle */
  guint batch_done; /* of these, how many have ended */
  double batch_shown;
  guint revision;
};

enum
{
  PROP_0,
  PROP_N_ACTIVE,
  PROP_REVISION,
  N_PROPS
};

enum
{
  STATUS_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerTaskQueue,
                               simmer_task_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
bump (SimmerTaskQueue *self)
{
  self->revision++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVISION]);
}

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *x = a;
  const Entry *y = b;
  gint64 created_x = simmer_task_get_created (x->task);
  gint64 created_y = simmer_task_get_created (y->task);

  if (created_x != created_y)
    return created_x > created_y ? -1 : 1;

  return g_strcmp0 (simmer_task_get_id (x->task), simmer_task_get_id (y->task));
}

static char *
make_remote_key (const char *account_id, const char *remote_id)
{
  return g_strconcat (account_id, "\n", remote_id, NULL);
}

static void
index_remote (SimmerTaskQueue *self, Entry *entry)
{
  const char *remote_id = simmer_task_get_remote_id (entry->task);
  g_autofree char *key = NULL;

  if (remote_id != NULL)
    key = make_remote_key (simmer_task_get_account_id (entry->task), remote_id);
  if (g_strcmp0 (key, entry->remote_key) == 0)
    return;

  if (entry->remote_key != NULL && g_hash_table_lookup (self->remote, entry->remote_key) == entry)
    g_hash_table_remove (self->remote, entry->remote_key);
  g_free (entry->remote_key);
  entry->remote_key = g_steal_pointer (&key);
  if (entry->remote_key != NULL)
    g_hash_table_insert (self->remote, entry->remote_key, entry);
}

static void
set_entry_active (SimmerTaskQueue *self, Entry *entry, gboolean active)
{
  if (entry->active == active)
    return;

  entry->active = active;
  if (active)
    {
      if (g_hash_table_size (self->active) == 0)
        self->batch_size = self->batch_done = 0;
      /* A batch that grows is another batch: its figure may fall. */
      self->batch_shown = 0;
      self->batch_size++;
      g_hash_table_add (self->active, entry);
    }
  else
    {
      self->batch_done++;
      g_hash_table_remove (self->active, entry);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ACTIVE]);
}

static void
task_changed_cb (SimmerTask *task, gpointer user_data)
{
  SimmerTaskQueue *self = SIMMER_TASK_QUEUE (user_data);
  Entry *entry = g_hash_table_lookup (self->by_id, simmer_task_get_id (task));
  SimmerTaskStatus status = simmer_task_get_status (task);
  SimmerTaskStatus former = entry->status;

  bump (self);
  index_remote (self, entry);
  if (entry->status == status && entry->intent == simmer_task_get_intent (task) &&
      entry->tracking == simmer_task_get_tracking (task))
    return;

  self->n_status[former]--;
  self->n_status[status]++;
  entry->status = status;
  entry->intent = simmer_task_get_intent (task);
  entry->tracking = simmer_task_get_tracking (task);
  set_entry_active (self, entry, simmer_task_is_active (task));
  g_signal_emit (self, signals[STATUS_CHANGED], 0, task, former);
}

static Entry *
insert_task (SimmerTaskQueue *self, SimmerTask *task)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->task = g_object_ref (task);
  entry->status = simmer_task_get_status (task);
  entry->intent = simmer_task_get_intent (task);
  entry->tracking = simmer_task_get_tracking (task);
  entry->iter = g_sequence_insert_sorted (self->order, entry, compare_entries, NULL);
  g_hash_table_insert (self->by_id, (char *) simmer_task_get_id (task), entry);
  self->n_status[entry->status]++;
  index_remote (self, entry);
  set_entry_active (self, entry, simmer_task_is_active (task));
  simmer_task_set_watch (task, task_changed_cb, self);
  bump (self);

  return entry;
}

static void
entry_free (Entry *entry)
{
  simmer_task_set_watch (entry->task, NULL, NULL);
  g_object_unref (entry->task);
  g_free (entry->remote_key);
  g_free (entry);
}

static GType
simmer_task_queue_get_item_type (GListModel *model)
{
  return SIMMER_TYPE_TASK;
}

static guint
simmer_task_queue_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (SIMMER_TASK_QUEUE (model)->order);
}

static gpointer
simmer_task_queue_get_item (GListModel *model, guint position)
{
  SimmerTaskQueue *self = SIMMER_TASK_QUEUE (model);
  GSequenceIter *iter;
  Entry *entry;

  if (position >= (guint) g_sequence_get_length (self->order))
    return NULL;
  iter = g_sequence_get_iter_at_pos (self->order, (int) position);
  entry = g_sequence_get (iter);

  return g_object_ref (entry->task);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = simmer_task_queue_get_item_type;
  iface->get_n_items = simmer_task_queue_get_n_items;
  iface->get_item = simmer_task_queue_get_item;
}

static void
simmer_task_queue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTaskQueue *self = SIMMER_TASK_QUEUE (object);

  switch (prop_id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, simmer_task_queue_get_n_active (self));
      break;
    case PROP_REVISION:
      g_value_set_uint (value, self->revision);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_task_queue_finalize (GObject *object)
{
  SimmerTaskQueue *self = SIMMER_TASK_QUEUE (object);

  g_hash_table_unref (self->active);
  g_hash_table_unref (self->remote);
  g_hash_table_unref (self->by_id);
  g_sequence_free (self->order);

  G_OBJECT_CLASS (simmer_task_queue_parent_class)->finalize (object);
}

static void
simmer_task_queue_class_init (SimmerTaskQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_task_queue_get_property;
  object_class->finalize = simmer_task_queue_finalize;

  props[PROP_N_ACTIVE] =
    g_param_spec_uint ("n-active",
                       NULL,
                       NULL,
                       0,
                       G_MAXUINT,
                       0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_REVISION] =
    g_param_spec_uint ("revision",
                       NULL,
                       NULL,
                       0,
                       G_MAXUINT,
                       0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SimmerTaskQueue::status-changed:
   * @self: the queue
   * @task: a task in it
   * @former: its status before
   *
   * A task's status, intent or tracking changed, so that it may belong elsewhere.
   */
  signals[STATUS_CHANGED] = g_signal_new ("status-changed",
                                          SIMMER_TYPE_TASK_QUEUE,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          SIMMER_TYPE_TASK,
                                          SIMMER_TYPE_TASK_STATUS);
}

static void
simmer_task_queue_init (SimmerTaskQueue *self)
{
  self->order = g_sequence_new ((GDestroyNotify) entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->remote = g_hash_table_new (g_str_hash, g_str_equal);
  self->active = g_hash_table_new (NULL, NULL);
}

SimmerTaskQueue *
simmer_task_queue_new (void)
{
  return g_object_new (SIMMER_TYPE_TASK_QUEUE, NULL);
}

/**
 * simmer_task_queue_add:
 * @self: a queue
 * @task: a task; its time of creation must not change after this
 *
 * Does nothing if a task of that id is there.
 */
void
simmer_task_queue_add (SimmerTaskQueue *self, SimmerTask *task)
{
  Entry *entry;

  if (g_hash_table_contains (self->by_id, simmer_task_get_id (task)))
    return;

  entry = insert_task (self, task);
  g_list_model_items_changed (
    G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (entry->iter), 0, 1);
}

/**
 * simmer_task_queue_add_many:
 * @self: a queue
 * @tasks: (element-type SimmerTask): tasks
 *
 * Adds all that are not there yet, and tells the list's users once, from the newest of them on.
 */
void
simmer_task_queue_add_many (SimmerTaskQueue *self, GPtrArray *tasks)
{
  guint before = (guint) g_sequence_get_length (self->order);
  GSequenceIter *first = NULL;
  guint position;
  guint added;

  for (guint i = 0; i < tasks->len; i++)
    {
      Entry *entry;

      if (g_hash_table_contains (self->by_id, simmer_task_get_id (tasks->pdata[i])))
        continue;
      entry = insert_task (self, tasks->pdata[i]);
      if (first == NULL || g_sequence_iter_compare (entry->iter, first) < 0)
        first = entry->iter;
    }
  if (first == NULL)
    return;

  position = (guint) g_sequence_iter_get_position (first);
  added = (guint) g_sequence_get_length (self->order) - before;
  g_list_model_items_changed (
    G_LIST_MODEL (self), position, before - position, before - position + added);
}

/**
 * simmer_task_queue_remove:
 * @self: a queue
 * @task: a task
 *
 * Returns: whether it was there
 */
gboolean
simmer_task_queue_remove (SimmerTaskQueue *self, SimmerTask *task)
{
  Entry *entry = g_hash_table_lookup (self->by_id, simmer_task_get_id (task));
  guint position;

  if (entry == NULL || entry->task != task)
    return FALSE;

  position = (guint) g_sequence_iter_get_position (entry->iter);
  self->n_status[entry->status]--;
  set_entry_active (self, entry, FALSE);
  if (entry->remote_key != NULL && g_hash_table_lookup (self->remote, entry->remote_key) == entry)
    g_hash_table_remove (self->remote, entry->remote_key);
  g_hash_table_remove (self->by_id, simmer_task_get_id (task));
  g_sequence_remove (entry->iter);
  bump (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);

  return TRUE;
}

/**
 * simmer_task_queue_find:
 * @self: a queue
 * @id: a task's id on this machine
 *
 * Returns: (transfer none) (nullable): the task
 */
SimmerTask *
simmer_task_queue_find (SimmerTaskQueue *self, const char *id)
{
  Entry *entry = g_hash_table_lookup (self->by_id, id);

  return entry != NULL ? entry->task : NULL;
}

/**
 * simmer_task_queue_find_remote:
 * @self: a queue
 * @account_id: an account
 * @remote_id: what its service calls the task
 *
 * Returns: (transfer none) (nullable): the task
 */
SimmerTask *
simmer_task_queue_find_remote (SimmerTaskQueue *self, const char *account_id, const char *remote_id)
{
  g_autofree char *key = make_remote_key (account_id, remote_id);
  Entry *entry = g_hash_table_lookup (self->remote, key);

  return entry != NULL ? entry->task : NULL;
}

/**
 * simmer_task_queue_get_n_active:
 * @self: a queue
 *
 * Returns: how many tasks have not ended
 */
guint
simmer_task_queue_get_n_active (SimmerTaskQueue *self)
{
  return g_hash_table_size (self->active);
}

static int
compare_active (gconstpointer a, gconstpointer b)
{
  SimmerTask *x = *(SimmerTask *const *) a;
  SimmerTask *y = *(SimmerTask *const *) b;
  gint64 created_x = simmer_task_get_created (x);
  gint64 created_y = simmer_task_get_created (y);

  if (created_x != created_y)
    return created_x < created_y ? -1 : 1;

  return g_strcmp0 (simmer_task_get_id (y), simmer_task_get_id (x));
}

/**
 * simmer_task_queue_list_active:
 * @self: a queue
 *
 * Returns: (transfer full) (element-type SimmerTask): the tasks that have not ended, oldest first
 */
GPtrArray *
simmer_task_queue_list_active (SimmerTaskQueue *self)
{
  GPtrArray *list = g_ptr_array_new_full (g_hash_table_size (self->active), g_object_unref);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->active);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (list, g_object_ref (((Entry *) key)->task));
  g_ptr_array_sort (list, compare_active);

  return list;
}

/**
 * simmer_task_queue_get_n_with_status:
 * @self: a queue
 * @status: a status
 *
 * Returns: how many of its tasks have @status
 */
guint
simmer_task_queue_get_n_with_status (SimmerTaskQueue *self, SimmerTaskStatus status)
{
  return self->n_status[status];
}

/**
 * simmer_task_queue_get_revision:
 * @self: a queue
 *
 * Returns: a number that rises with each change of the queue or of a task in it
 */
guint
simmer_task_queue_get_revision (SimmerTaskQueue *self)
{
  return self->revision;
}

/**
 * simmer_task_queue_get_overall:
 * @self: a queue
 * @wall_now: wall time, µs since 1970
 * @estimate: (out): one figure for all active tasks
 *
 * How far the batch is, which is all tasks since the queue was last idle, and when its last task
 * is expected to end. It never runs backwards while the batch does not grow. Where no active task
 * can be estimated the times are -1. Takes time linear in the active tasks.
 */
void
simmer_task_queue_get_overall (SimmerTaskQueue *self, gint64 wall_now, SimmerEstimate *estimate)
{
  double sum = self->batch_done;
  GHashTableIter iter;
  gpointer key;

  *estimate = (SimmerEstimate){ .progress = -1, .ceiling = 1, .low = -1, .high = -1 };
  if (g_hash_table_size (self->active) == 0)
    return;

  g_hash_table_iter_init (&iter, self->active);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const Entry *entry = key;
      SimmerEstimate one;

      simmer_task_get_estimate (entry->task, wall_now, &one);
      estimate->estimated |= one.estimated;
      estimate->low = MAX (estimate->low, one.low);
      estimate->high = MAX (estimate->high, one.high);
      if (entry->status == SIMMER_TASK_STATUS_IN_PROGRESS)
        sum += MAX (0, one.progress);
    }

  self->batch_shown = MAX (self->batch_shown, sum / self->batch_size);
  estimate->progress = MIN (self->batch_shown, 0.99);
}
