#include "config.h"

#include "simmer-task-marks.h"

struct _SimmerTaskMarks
{
  GObject parent_instance;

  SimmerTaskSections *sections; /* (owned) */
  gboolean selecting;
  GHashTable *tasks; /* (owned) set of SimmerTask (owned) */
};

enum
{
  PROP_0,
  PROP_SELECTING,
  PROP_N_MARKED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerTaskMarks,
                               simmer_task_marks,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                        selection_model_iface_init))

/* --- What a view sees --- */

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (G_LIST_MODEL (SIMMER_TASK_MARKS (model)->sections));
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SIMMER_TASK_MARKS (model)->sections));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SIMMER_TASK_MARKS (model)->sections), position);
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), position);

  return item != NULL && g_hash_table_contains (SIMMER_TASK_MARKS (model)->tasks, item);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What would select is left to refuse: a view selects wherever the cursor goes. */
static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
}

static void
items_changed_cb (GListModel *sections,
                  guint position,
                  guint removed,
                  guint added,
                  GListModel *self)
{
  g_list_model_items_changed (self, position, removed, added);
}

static void
tell_all (SimmerTaskMarks *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MARKED]);
}

/* --- The object --- */

static void
simmer_task_marks_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTaskMarks *self = SIMMER_TASK_MARKS (object);

  switch (prop_id)
    {
    case PROP_SELECTING:
      g_value_set_boolean (value, self->selecting);
      break;
    case PROP_N_MARKED:
      g_value_set_uint (value, g_hash_table_size (self->tasks));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_task_marks_finalize (GObject *object)
{
  SimmerTaskMarks *self = SIMMER_TASK_MARKS (object);

  g_signal_handlers_disconnect_by_data (self->sections, self);
  g_hash_table_unref (self->tasks);
  g_object_unref (self->sections);

  G_OBJECT_CLASS (simmer_task_marks_parent_class)->finalize (object);
}

static void
simmer_task_marks_class_init (SimmerTaskMarksClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_task_marks_get_property;
  object_class->finalize = simmer_task_marks_finalize;

  props[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE, flags);
  props[PROP_N_MARKED] = g_param_spec_uint ("n-marked", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
simmer_task_marks_init (SimmerTaskMarks *self)
{
  self->tasks = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * simmer_task_marks_new:
 * @sections: whose tasks can be marked
 *
 * Returns: (transfer full): marks, none set
 */
SimmerTaskMarks *
simmer_task_marks_new (SimmerTaskSections *sections)
{
  SimmerTaskMarks *self = g_object_new (SIMMER_TYPE_TASK_MARKS, NULL);

  self->sections = g_object_ref (sections);
  g_signal_connect (sections, "items-changed", G_CALLBACK (items_changed_cb), self);

  return self;
}

/**
 * simmer_task_marks_set_selecting:
 * @self: marks
 * @selecting: whether a click marks a task
 *
 * Takes all marks away, whether it begins or ends.
 */
void
simmer_task_marks_set_selecting (SimmerTaskMarks *self, gboolean selecting)
{
  guint n = g_hash_table_size (self->tasks);

  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  g_hash_table_remove_all (self->tasks);
  if (n > 0)
    tell_all (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTING]);
}

gboolean
simmer_task_marks_get_selecting (SimmerTaskMarks *self)
{
  return self->selecting;
}

/**
 * simmer_task_marks_toggle:
 * @self: marks
 * @task: a task
 *
 * Marks it, or takes its mark away; begins to select.
 */
void
simmer_task_marks_toggle (SimmerTaskMarks *self, SimmerTask *task)
{
  guint position;

  simmer_task_marks_set_selecting (self, TRUE);
  if (!g_hash_table_remove (self->tasks, task))
    g_hash_table_add (self->tasks, g_object_ref (task));
  if (simmer_task_sections_find (self->sections, task, &position))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MARKED]);
}

/**
 * simmer_task_marks_add_all:
 * @self: marks
 *
 * Marks each task that is shown; begins to select.
 */
void
simmer_task_marks_add_all (SimmerTaskMarks *self)
{
  guint before;

  simmer_task_marks_set_selecting (self, TRUE);
  before = g_hash_table_size (self->tasks);
  for (guint kind = 0; kind < SIMMER_N_SECTIONS; kind++)
    {
      g_autoptr (GPtrArray) tasks = simmer_task_sections_get_tasks (self->sections, kind);

      for (guint i = 0; i < tasks->len; i++)
        g_hash_table_add (self->tasks, g_object_ref (tasks->pdata[i]));
    }
  if (g_hash_table_size (self->tasks) != before)
    tell_all (self);
}

gboolean
simmer_task_marks_contains (SimmerTaskMarks *self, SimmerTask *task)
{
  return g_hash_table_contains (self->tasks, task);
}

/**
 * simmer_task_marks_get_tasks:
 * @self: marks
 *
 * Returns: (transfer full) (element-type SimmerTask): the marked tasks that are still shown
 */
GPtrArray *
simmer_task_marks_get_tasks (SimmerTaskMarks *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, self->tasks);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    if (simmer_task_sections_find (self->sections, task, NULL))
      g_ptr_array_add (tasks, g_object_ref (task));

  return tasks;
}
