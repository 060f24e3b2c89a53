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

G_DEFINE_FINAL_TYPE (SimmerTaskMarks, simmer_task_marks, G_TYPE_OBJECT)

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
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MARKED]);
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
  simmer_task_marks_set_selecting (self, TRUE);
  if (!g_hash_table_remove (self->tasks, task))
    g_hash_table_add (self->tasks, g_object_ref (task));
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
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_MARKED]);
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
