#include "config.h"

#include "simmer-task-sections.h"

/* Each section is a balanced tree, ordered by a key that was taken when the task was put there:
 * nothing that a task does later can upset the order, and positions cost O(log n). */

typedef struct
{
  SimmerTask *task; /* (owned) */
  gint64 key;
  GSequenceIter *iter; /* NULL while a filter keeps it away */
  SimmerSectionKind kind;
} Entry;

typedef struct
{
  SimmerSection *heading; /* (owned) */
  GSequence *entries;     /* (owned) of Entry */
} Section;

struct _SimmerTaskSections
{
  GObject parent_instance;

  SimmerTaskQueue *queue; /* (owned) */
  SimmerDays *days;       /* (owned) */

  Section sections[SIMMER_N_SECTIONS];
  GHashTable *entries;      /* (owned) task → Entry (owned) */
  GArray *order;            /* (owned) of SimmerTask *: the queue as it was last seen */
  GHashTable *acknowledged; /* (owned) set of ids (owned) */

  SimmerTaskFilter *filter; /* (owned) */
};

enum
{
  LEAVING,
  MOVING,
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerTaskSections,
                               simmer_task_sections,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- Where a task belongs --- */

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *x = a;
  const Entry *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;

  return g_strcmp0 (simmer_task_get_id (x->task), simmer_task_get_id (y->task));
}

static SimmerSectionKind
section_of_task (SimmerTaskSections *self, SimmerTask *task)
{
  gboolean acknowledged = simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED &&
                          g_hash_table_contains (self->acknowledged, simmer_task_get_id (task));

  return simmer_section_kind_of (task, self->days, acknowledged);
}

/* --- Positions --- */

static guint
section_length (const Section *section)
{
  guint n = (guint) g_sequence_get_length (section->entries);

  return n > 0 ? n + 1 : 0;
}

static guint
section_start (SimmerTaskSections *self, SimmerSectionKind kind)
{
  guint start = 0;

  for (guint i = 0; i < kind; i++)
    start += section_length (&self->sections[i]);

  return start;
}

static guint
total_length (SimmerTaskSections *self)
{
  return section_start (self, SIMMER_N_SECTIONS);
}

static void
update_count (SimmerTaskSections *self, SimmerSectionKind kind)
{
  Section *section = &self->sections[kind];

  simmer_section_set_count (section->heading, (guint) g_sequence_get_length (section->entries));
}

/* --- One task in and out --- */

static void
show_entry (SimmerTaskSections *self, Entry *entry)
{
  Section *section;
  gboolean alone;
  guint position;

  entry->kind = section_of_task (self, entry->task);
  entry->key = simmer_section_key_of (entry->task);
  section = &self->sections[entry->kind];
  alone = g_sequence_is_empty (section->entries);
  entry->iter = g_sequence_insert_sorted (section->entries, entry, compare_entries, NULL);

  position = section_start (self, entry->kind);
  if (!alone)
    position += 1 + (guint) g_sequence_iter_get_position (entry->iter);
  update_count (self, entry->kind);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, alone ? 2 : 1);
}

static void
unshow_entry (SimmerTaskSections *self, Entry *entry)
{
  Section *section = &self->sections[entry->kind];
  gboolean alone = g_sequence_get_length (section->entries) == 1;
  guint position = section_start (self, entry->kind);

  if (!alone)
    position += 1 + (guint) g_sequence_iter_get_position (entry->iter);
  g_sequence_remove (g_steal_pointer (&entry->iter));
  update_count (self, entry->kind);
  g_list_model_items_changed (G_LIST_MODEL (self), position, alone ? 2 : 1, 0);
}

/* Re-checks one task: nothing is emitted if it stays where it is. */
static void
check_entry (SimmerTaskSections *self, Entry *entry)
{
  gboolean show = simmer_task_filter_passes (self->filter, entry->task);
  gboolean shown = entry->iter != NULL;

  if (show && shown)
    {
      if (section_of_task (self, entry->task) == entry->kind)
        return;
      g_signal_emit (self, signals[MOVING], 0, entry->task);
      unshow_entry (self, entry);
      show_entry (self, entry);
      g_signal_emit (self, signals[MOVED], 0, entry->task);
    }
  else if (show)
    {
      show_entry (self, entry);
    }
  else if (shown)
    {
      unshow_entry (self, entry);
    }
}

static Entry *
entry_new (SimmerTask *task)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->task = g_object_ref (task);
  return entry;
}

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->task);
  g_free (entry);
}

/* --- All of them anew --- */

static void
fill_section (SimmerTaskSections *self, Entry *entry)
{
  entry->kind = section_of_task (self, entry->task);
  entry->key = simmer_section_key_of (entry->task);
  entry->iter = g_sequence_append (self->sections[entry->kind].entries, entry);
}

static void
rebuild (SimmerTaskSections *self)
{
  guint before = total_length (self);
  GHashTableIter iter;
  gpointer value;
  guint after;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Entry *) value)->iter = NULL;
  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    g_sequence_remove_range (g_sequence_get_begin_iter (self->sections[i].entries),
                             g_sequence_get_end_iter (self->sections[i].entries));

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (simmer_task_filter_passes (self->filter, ((Entry *) value)->task))
      fill_section (self, value);
  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    {
      g_sequence_sort (self->sections[i].entries, compare_entries, NULL);
      update_count (self, i);
    }

  after = total_length (self);
  if (before > 0 || after > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, after);
}

static void
day_changed_cb (gpointer user_data)
{
  rebuild (user_data);
}

/* --- What the queue says --- */

static void
drop_task (SimmerTaskSections *self, SimmerTask *task)
{
  Entry *entry = g_hash_table_lookup (self->entries, task);

  if (entry == NULL)
    return;
  if (entry->iter != NULL)
    {
      g_signal_emit (self, signals[LEAVING], 0, task);
      unshow_entry (self, entry);
    }
  simmer_task_filter_remove (self->filter, task);
  g_hash_table_remove (self->entries, task);
}

/* The mirror of the queue's order tells which tasks a change took out. */
static GPtrArray *
splice_order (SimmerTaskSections *self,
              GListModel *queue,
              guint position,
              guint removed,
              guint added)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) arrived = g_ptr_array_sized_new (added);

  for (guint i = position; i < position + removed; i++)
    {
      SimmerTask *task = g_array_index (self->order, SimmerTask *, i);

      if (simmer_task_queue_find (self->queue, simmer_task_get_id (task)) != task)
        g_ptr_array_add (gone, g_object_ref (task));
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      g_ptr_array_add (arrived, task);
    }
  if (removed > 0)
    g_array_remove_range (self->order, position, removed);
  if (added > 0)
    g_array_insert_vals (self->order, position, arrived->pdata, added);

  return gone;
}

static void
queue_items_changed_cb (GListModel *queue,
                        guint position,
                        guint removed,
                        guint added,
                        SimmerTaskSections *self)
{
  g_autoptr (GPtrArray) gone = splice_order (self, queue, position, removed, added);
  gboolean many = added > removed + 64;

  for (guint i = 0; i < gone->len; i++)
    drop_task (self, gone->pdata[i]);

  for (guint i = position; i < position + added; i++)
    {
      SimmerTask *task = g_array_index (self->order, SimmerTask *, i);
      Entry *entry;

      if (g_hash_table_contains (self->entries, task))
        continue;
      entry = entry_new (task);
      g_hash_table_insert (self->entries, task, entry);
      simmer_task_filter_add (self->filter, task);
      if (!many && simmer_task_filter_passes (self->filter, task))
        show_entry (self, entry);
    }
  if (many)
    rebuild (self);
}

static void
queue_status_changed_cb (SimmerTaskQueue *queue,
                         SimmerTask *task,
                         SimmerTaskStatus former,
                         SimmerTaskSections *self)
{
  Entry *entry = g_hash_table_lookup (self->entries, task);

  if (entry == NULL)
    return;
  /* a failure that is tried again may fail again, and wants attention again */
  if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_FAILED)
    g_hash_table_remove (self->acknowledged, simmer_task_get_id (task));
  check_entry (self, entry);
}

/* --- The list model --- */

static GType
simmer_task_sections_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
simmer_task_sections_get_n_items (GListModel *model)
{
  return total_length (SIMMER_TASK_SECTIONS (model));
}

static gpointer
simmer_task_sections_get_item (GListModel *model, guint position)
{
  SimmerTaskSections *self = SIMMER_TASK_SECTIONS (model);

  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    {
      Section *section = &self->sections[i];
      guint length = section_length (section);
      GSequenceIter *iter;

      if (position >= length)
        {
          position -= length;
          continue;
        }
      if (position == 0)
        return g_object_ref (section->heading);
      iter = g_sequence_get_iter_at_pos (section->entries, (int) position - 1);
      return g_object_ref (((Entry *) g_sequence_get (iter))->task);
    }

  return NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = simmer_task_sections_get_item_type;
  iface->get_n_items = simmer_task_sections_get_n_items;
  iface->get_item = simmer_task_sections_get_item;
}

/* --- The object --- */

static void
simmer_task_sections_dispose (GObject *object)
{
  SimmerTaskSections *self = SIMMER_TASK_SECTIONS (object);

  if (self->queue != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->queue, self);
      g_clear_object (&self->queue);
    }
  g_clear_pointer (&self->days, simmer_days_free);

  G_OBJECT_CLASS (simmer_task_sections_parent_class)->dispose (object);
}

static void
simmer_task_sections_finalize (GObject *object)
{
  SimmerTaskSections *self = SIMMER_TASK_SECTIONS (object);

  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    {
      g_sequence_free (self->sections[i].entries);
      g_object_unref (self->sections[i].heading);
    }
  g_hash_table_unref (self->entries);
  g_array_unref (self->order);
  g_hash_table_unref (self->acknowledged);
  simmer_task_filter_free (self->filter);

  G_OBJECT_CLASS (simmer_task_sections_parent_class)->finalize (object);
}

static guint
add_task_signal (const char *name)
{
  return g_signal_new (name,
                       SIMMER_TYPE_TASK_SECTIONS,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       SIMMER_TYPE_TASK);
}

static void
simmer_task_sections_class_init (SimmerTaskSectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_task_sections_dispose;
  object_class->finalize = simmer_task_sections_finalize;

  signals[LEAVING] = add_task_signal ("leaving");
  signals[MOVING] = add_task_signal ("moving");
  signals[MOVED] = add_task_signal ("moved");
}

static void
simmer_task_sections_init (SimmerTaskSections *self)
{
  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    {
      self->sections[i].heading = simmer_section_new (i);
      self->sections[i].entries = g_sequence_new (NULL);
    }
  self->filter = simmer_task_filter_new ();
  self->order = g_array_new (FALSE, FALSE, sizeof (SimmerTask *));
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) entry_free);
  self->acknowledged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * simmer_task_sections_new:
 * @queue: whose tasks
 * @clock: says which day it is
 *
 * Returns: (transfer full): the queue in sections
 */
SimmerTaskSections *
simmer_task_sections_new (SimmerTaskQueue *queue, SimmerClock *clock)
{
  SimmerTaskSections *self = g_object_new (SIMMER_TYPE_TASK_SECTIONS, NULL);

  self->queue = g_object_ref (queue);
  self->days = simmer_days_new (clock, day_changed_cb, self);
  g_signal_connect (queue, "items-changed", G_CALLBACK (queue_items_changed_cb), self);
  g_signal_connect (queue, "status-changed", G_CALLBACK (queue_status_changed_cb), self);
  queue_items_changed_cb (
    G_LIST_MODEL (queue), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (queue)), self);

  return self;
}

SimmerTaskQueue *
simmer_task_sections_get_queue (SimmerTaskSections *self)
{
  return self->queue;
}

/**
 * simmer_task_sections_get_n_tasks:
 * @self: sections
 *
 * Returns: how many tasks are let through
 */
guint
simmer_task_sections_get_n_tasks (SimmerTaskSections *self)
{
  guint n = 0;

  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    n += (guint) g_sequence_get_length (self->sections[i].entries);

  return n;
}

/**
 * simmer_task_sections_find:
 * @self: sections
 * @task: a task
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is there; O(log n)
 */
gboolean
simmer_task_sections_find (SimmerTaskSections *self, SimmerTask *task, guint *position)
{
  Entry *entry = g_hash_table_lookup (self->entries, task);

  if (entry == NULL || entry->iter == NULL)
    return FALSE;
  if (position != NULL)
    *position =
      section_start (self, entry->kind) + 1 + (guint) g_sequence_iter_get_position (entry->iter);

  return TRUE;
}

/**
 * simmer_task_sections_get_edges:
 * @self: sections
 * @position: of a task
 * @first: (out): whether it is its section's first
 * @last: (out): whether it is its section's last
 */
void
simmer_task_sections_get_edges (SimmerTaskSections *self,
                                guint position,
                                gboolean *first,
                                gboolean *last)
{
  for (guint i = 0; i < SIMMER_N_SECTIONS; i++)
    {
      guint length = section_length (&self->sections[i]);

      if (position < length)
        {
          *first = position == 1;
          *last = position + 1 == length;
          return;
        }
      position -= length;
    }
  *first = *last = FALSE;
}

/**
 * simmer_task_sections_dup_neighbour:
 * @self: sections
 * @task: a task
 *
 * Returns: (transfer full) (nullable): the shown task behind @task, or before it where it is the
 *   last, past any heading
 */
SimmerTask *
simmer_task_sections_dup_neighbour (SimmerTaskSections *self, SimmerTask *task)
{
  static const int steps[] = { 1, 2, -1, -2 };
  guint position;

  if (!simmer_task_sections_find (self, task, &position))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      /* before the first is no position at all */
      g_autoptr (GObject) item =
        g_list_model_get_item (G_LIST_MODEL (self), position + (guint) steps[i]);

      if (SIMMER_IS_TASK (item))
        return SIMMER_TASK (g_steal_pointer (&item));
    }

  return NULL;
}

/**
 * simmer_task_sections_get_tasks:
 * @self: sections
 * @kind: one of them
 *
 * Returns: (transfer full) (element-type SimmerTask): its tasks, from top to bottom
 */
GPtrArray *
simmer_task_sections_get_tasks (SimmerTaskSections *self, SimmerSectionKind kind)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GSequenceIter *iter = g_sequence_get_begin_iter (self->sections[kind].entries);

  for (; !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    g_ptr_array_add (tasks, g_object_ref (((Entry *) g_sequence_get (iter))->task));

  return tasks;
}

/**
 * simmer_task_sections_get_section:
 * @self: sections
 * @task: a task
 * @kind: (out): the section it is in
 *
 * Returns: whether it is let through
 */
gboolean
simmer_task_sections_get_section (SimmerTaskSections *self,
                                  SimmerTask *task,
                                  SimmerSectionKind *kind)
{
  Entry *entry = g_hash_table_lookup (self->entries, task);

  if (entry == NULL || entry->iter == NULL)
    return FALSE;
  *kind = entry->kind;

  return TRUE;
}

/**
 * simmer_task_sections_set_search:
 * @self: sections
 * @text: (nullable): lets through only what has this in its prompt, service or id
 */
void
simmer_task_sections_set_search (SimmerTaskSections *self, const char *text)
{
  if (simmer_task_filter_set_search (self->filter, text, self->entries))
    rebuild (self);
}

/**
 * simmer_task_sections_set_shown:
 * @self: sections
 * @shown: which states to let through
 */
void
simmer_task_sections_set_shown (SimmerTaskSections *self, SimmerShown shown)
{
  if (simmer_task_filter_set_shown (self->filter, shown))
    rebuild (self);
}

/**
 * simmer_task_sections_acknowledge:
 * @self: sections
 * @task: a task that failed
 *
 * The person has seen it: it goes to its day.
 */
void
simmer_task_sections_acknowledge (SimmerTaskSections *self, SimmerTask *task)
{
  Entry *entry = g_hash_table_lookup (self->entries, task);

  if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_FAILED)
    return;

  g_hash_table_add (self->acknowledged, g_strdup (simmer_task_get_id (task)));
  if (entry != NULL)
    check_entry (self, entry);
}

/**
 * simmer_task_sections_dup_acknowledged:
 * @self: sections
 *
 * Returns: (transfer full): the ids of the failures that the person has seen and that are here
 */
GStrv
simmer_task_sections_dup_acknowledged (SimmerTaskSections *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->acknowledged);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (simmer_task_queue_find (self->queue, id) != NULL)
      g_strv_builder_add (builder, id);

  return g_strv_builder_end (builder);
}

/**
 * simmer_task_sections_set_acknowledged:
 * @self: sections
 * @ids: what simmer_task_sections_dup_acknowledged() gave at another time
 */
void
simmer_task_sections_set_acknowledged (SimmerTaskSections *self, const char *const *ids)
{
  for (; *ids != NULL; ids++)
    g_hash_table_add (self->acknowledged, g_strdup (*ids));
  rebuild (self);
}
