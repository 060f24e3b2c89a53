#include "config.h"

#include "simmer-row-menu.h"

#include "simmer-task-menu.h"

struct _SimmerRowMenu
{
  GObject parent_instance;

  GtkWidget *list;    /* owns this */
  GtkWidget *popover; /* (nullable) */
  SimmerTask *task;   /* (owned) (nullable) whose menu it is */
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerRowMenu, simmer_row_menu, G_TYPE_OBJECT)

static void
closed_cb (SimmerRowMenu *self)
{
  GtkWidget *popover = g_steal_pointer (&self->popover);
  g_autoptr (SimmerTask) task = g_steal_pointer (&self->task);

  g_signal_emit (self, signals[CLOSED], 0, task);
  /* not before its action was activated, which happens after it has closed */
  g_object_ref (popover);
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
  g_idle_add_once ((GSourceOnceFunc) g_object_unref, popover);
}

static void
simmer_row_menu_dispose (GObject *object)
{
  simmer_row_menu_drop (SIMMER_ROW_MENU (object));

  G_OBJECT_CLASS (simmer_row_menu_parent_class)->dispose (object);
}

static void
simmer_row_menu_class_init (SimmerRowMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_row_menu_dispose;

  signals[CLOSED] = g_signal_new ("closed",
                                  SIMMER_TYPE_ROW_MENU,
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
simmer_row_menu_init (SimmerRowMenu *self)
{
}

/**
 * simmer_row_menu_new:
 * @list: whose rows have it; drops it before it goes
 *
 * Returns: (transfer full): a menu, not shown
 */
SimmerRowMenu *
simmer_row_menu_new (GtkWidget *list)
{
  SimmerRowMenu *self = g_object_new (SIMMER_TYPE_ROW_MENU, NULL);

  self->list = list;
  return self;
}

/**
 * simmer_row_menu_pop_up:
 * @self: a menu
 * @manager: (nullable): knows what is possible
 * @task: whose menu it is
 * @at: what it hangs on, in the list
 *
 * Does nothing while one is shown.
 */
void
simmer_row_menu_pop_up (SimmerRowMenu *self,
                        SimmerTaskManager *manager,
                        SimmerTask *task,
                        const GdkRectangle *at)
{
  g_autoptr (GMenuModel) model = NULL;

  if (self->popover != NULL)
    return;
  model = simmer_task_menu_new (manager, task, FALSE);
  g_set_object (&self->task, task);
  self->popover = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->popover, self->list);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  g_signal_connect_object (
    self->popover, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/**
 * simmer_row_menu_present:
 * @self: a menu
 *
 * Keeps it where it belongs; to be called when its list is given its place.
 */
void
simmer_row_menu_present (SimmerRowMenu *self)
{
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

/**
 * simmer_row_menu_drop:
 * @self: a menu
 *
 * Takes it away at once, and tells nobody.
 */
void
simmer_row_menu_drop (SimmerRowMenu *self)
{
  if (self->popover != NULL)
    g_signal_handlers_disconnect_by_data (self->popover, self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->task);
}
