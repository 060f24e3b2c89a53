#include "config.h"

#include "simmer-row-factory.h"

#include "simmer-heading-row.h"
#include "simmer-task-row.h"

#define N_THUMBNAILS 256

struct _SimmerRowFactory
{
  GObject parent_instance;

  GtkListItemFactory *factory;  /* (owned) */
  SimmerRowPainter *painter;    /* (owned) */
  SimmerTaskSections *sections; /* (owned) */
  SimmerTaskMarks *marks;       /* (owned) */
  SimmerClock *clock;           /* (owned) */
  SimmerRowContext context;     /* (owned) what is in it */
};

G_DEFINE_FINAL_TYPE (SimmerRowFactory, simmer_row_factory, G_TYPE_OBJECT)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_edges (gpointer item, gpointer user_data)
{
  SimmerRowFactory *self = user_data;
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkWidget *node = gtk_widget_get_parent (child);
  guint position = gtk_list_item_get_position (item);
  gboolean first;
  gboolean last;

  if (!SIMMER_IS_TASK_ROW (child))
    {
      set_class (child, "topmost", position == 0);
      return;
    }
  simmer_task_sections_get_edges (self->sections, position, &first, &last);
  set_class (node, "first", first);
  set_class (node, "last", last);
}

static void
update_marked (gpointer item, gpointer user_data)
{
  SimmerRowFactory *self = user_data;
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkAccessible *node = GTK_ACCESSIBLE (gtk_widget_get_parent (child));
  gboolean marked;

  if (!SIMMER_IS_TASK_ROW (child))
    return;
  marked = simmer_task_marks_contains (self->marks, gtk_list_item_get_item (item));
  simmer_task_row_set_marked (SIMMER_TASK_ROW (child), marked);
  /* the view tells which rows are selected; GTK 4.8 does not tell which ones could be */
  if (simmer_task_marks_get_selecting (self->marks))
    gtk_accessible_update_state (node, GTK_ACCESSIBLE_STATE_SELECTED, marked, -1);
  else
    gtk_accessible_reset_state (node, GTK_ACCESSIBLE_STATE_SELECTED);
}

static void
marks_changed_cb (SimmerRowFactory *self)
{
  simmer_row_painter_foreach (self->painter, update_marked, self);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, SimmerRowFactory *self)
{
  GObject *object = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  gboolean heading = SIMMER_IS_SECTION (object);

  if (child == NULL || SIMMER_IS_HEADING_ROW (child) != heading)
    {
      child = heading ? simmer_heading_row_new () : simmer_task_row_new (&self->context);
      gtk_list_item_set_child (item, child);
      gtk_list_item_set_activatable (item, !heading);
    }
  set_class (gtk_widget_get_parent (child), "task", !heading);
  gtk_widget_set_focusable (gtk_widget_get_parent (child), !heading);
  if (heading)
    {
      simmer_heading_row_bind (SIMMER_HEADING_ROW (child),
                               SIMMER_SECTION (object),
                               gtk_list_item_get_position (item) == 0);
    }
  else
    {
      simmer_task_row_bind (
        SIMMER_TASK_ROW (child), SIMMER_TASK (object), simmer_clock_get_wall (self->clock));
      update_edges (item, self);
      update_marked (item, self);
    }
  simmer_row_painter_add (self->painter, item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, SimmerRowFactory *self)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  simmer_row_painter_remove (self->painter, item);
  if (SIMMER_IS_HEADING_ROW (child))
    simmer_heading_row_unbind (SIMMER_HEADING_ROW (child));
  else
    simmer_task_row_unbind (SIMMER_TASK_ROW (child));
}

static void
simmer_row_factory_finalize (GObject *object)
{
  SimmerRowFactory *self = SIMMER_ROW_FACTORY (object);

  g_signal_handlers_disconnect_by_data (self->factory, self);
  g_object_unref (self->factory);
  g_object_unref (self->painter);
  g_object_unref (self->sections);
  g_object_unref (self->marks);
  g_object_unref (self->clock);
  g_hash_table_unref (self->context.held);
  g_object_unref (self->context.thumbnails);
  g_clear_object (&self->context.manager);

  G_OBJECT_CLASS (simmer_row_factory_parent_class)->finalize (object);
}

static void
simmer_row_factory_class_init (SimmerRowFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_row_factory_finalize;
}

static void
simmer_row_factory_init (SimmerRowFactory *self)
{
  self->context.held = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->context.thumbnails = simmer_thumbnails_new (N_THUMBNAILS);
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (self->factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (self->factory, "unbind", G_CALLBACK (unbind_cb), self);
}

/**
 * simmer_row_factory_new:
 * @painter: keeps the rows up to date
 * @sections: what is listed
 * @marks: which of it is marked
 * @clock: the time
 * @manager: (nullable): knows what can be ordered
 *
 * Returns: (transfer full): a factory; outlives its rows
 */
SimmerRowFactory *
simmer_row_factory_new (SimmerRowPainter *painter,
                        SimmerTaskSections *sections,
                        SimmerTaskMarks *marks,
                        SimmerClock *clock,
                        SimmerTaskManager *manager)
{
  SimmerRowFactory *self = g_object_new (SIMMER_TYPE_ROW_FACTORY, NULL);

  self->painter = g_object_ref (painter);
  self->sections = g_object_ref (sections);
  self->marks = g_object_ref (marks);
  self->clock = g_object_ref (clock);
  g_set_object (&self->context.manager, manager);
  g_signal_connect_object (marks, "notify", G_CALLBACK (marks_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * simmer_row_factory_get_factory:
 * @self: a factory
 *
 * Returns: (transfer none): what a view asks for rows
 */
GtkListItemFactory *
simmer_row_factory_get_factory (SimmerRowFactory *self)
{
  return self->factory;
}

/**
 * simmer_row_factory_update_edges:
 * @self: a factory
 *
 * Looks again where sections begin and end, after items came or went.
 */
void
simmer_row_factory_update_edges (SimmerRowFactory *self)
{
  simmer_row_painter_foreach (self->painter, update_edges, self);
}

/**
 * simmer_row_factory_set_held:
 * @self: a factory
 * @task: a task
 * @held: whether its cancel can still be undone
 *
 * Its row says so when it is painted the next time.
 */
void
simmer_row_factory_set_held (SimmerRowFactory *self, SimmerTask *task, gboolean held)
{
  GtkListItem *item = simmer_row_painter_find (self->painter, task);

  if (held)
    g_hash_table_add (self->context.held, g_object_ref (task));
  else
    g_hash_table_remove (self->context.held, task);
  if (item != NULL)
    simmer_task_row_repaint (SIMMER_TASK_ROW (gtk_list_item_get_child (item)));
}
