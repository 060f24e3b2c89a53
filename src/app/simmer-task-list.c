#define G_LOG_DOMAIN "Simmer-List"

#include "config.h"

#include "simmer-task-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "simmer-heading-row.h"
#include "simmer-row-painter.h"
#include "simmer-task-menu.h"

#define N_THUMBNAILS 256

struct _SimmerTaskList
{
  GtkWidget parent_instance;

  SimmerTaskSections *sections; /* (owned) */
  SimmerClock *clock;           /* (owned) */
  SimmerRowContext context;     /* (owned) what is in it */

  GtkWidget *scrolled;
  GtkListView *view;
  GtkWidget *menu;       /* (nullable) the one popover of all rows */
  SimmerTask *menu_task; /* (owned) (nullable) whose menu it is */

  SimmerRowPainter *painter; /* (owned) */
  gboolean edges_dirty;
  gboolean at_top;          /* and is to stay there when something comes in above */
  SimmerTask *wanted_focus; /* (owned) (nullable) gets the focus once it has a row */
  guint focus_tries;

  gboolean selecting;
  GHashTable *selected; /* (owned) set of SimmerTask (owned) */
};

enum
{
  PROP_0,
  PROP_SELECTING,
  PROP_N_SELECTED,
  N_PROPS
};

enum
{
  ACTIVATE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerTaskList, simmer_task_list, GTK_TYPE_WIDGET)

/* --- Rows --- */

static SimmerTaskRow *
row_of (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return SIMMER_IS_TASK_ROW (child) ? SIMMER_TASK_ROW (child) : NULL;
}

static GtkListItem *
find_item (SimmerTaskList *self, SimmerTask *task)
{
  return simmer_row_painter_find (self->painter, task);
}

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
  SimmerTaskList *self = user_data;
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
  SimmerTaskList *self = user_data;
  GtkWidget *node = gtk_widget_get_parent (gtk_list_item_get_child (item));
  gboolean marked = g_hash_table_contains (self->selected, gtk_list_item_get_item (item));

  if (row_of (item) == NULL)
    return;
  set_class (node, "marked", marked);
  simmer_task_row_set_marked (row_of (item), marked);
  if (self->selecting)
    gtk_accessible_update_state (GTK_ACCESSIBLE (node), GTK_ACCESSIBLE_STATE_SELECTED, marked, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (node), GTK_ACCESSIBLE_STATE_SELECTED);
}

/* --- Before the rows are looked at --- */

static void
give_focus (SimmerTaskList *self)
{
  GtkListItem *item = find_item (self, self->wanted_focus);
  guint position;

  if (item != NULL &&
      gtk_widget_grab_focus (gtk_widget_get_parent (gtk_list_item_get_child (item))))
    {
      g_clear_object (&self->wanted_focus);
      return;
    }
  if (self->focus_tries-- == 0 ||
      !simmer_task_sections_find (self->sections, self->wanted_focus, &position))
    {
      g_clear_object (&self->wanted_focus);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

static gboolean
prepare_cb (SimmerTaskList *self)
{
  if (self->edges_dirty)
    simmer_row_painter_foreach (self->painter, update_edges, self);
  self->edges_dirty = FALSE;
  if (self->at_top && self->wanted_focus == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
  self->at_top = FALSE;
  if (self->wanted_focus == NULL)
    return FALSE;
  give_focus (self);

  return TRUE;
}

/* --- The factory --- */

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, SimmerTaskList *self)
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
  if (heading)
    {
      simmer_heading_row_bind (SIMMER_HEADING_ROW (child),
                               SIMMER_SECTION (object),
                               gtk_list_item_get_position (item) == 0);
      gtk_widget_set_focusable (gtk_widget_get_parent (child), FALSE);
    }
  else
    {
      gtk_widget_set_focusable (gtk_widget_get_parent (child), TRUE);
      simmer_task_row_bind (
        SIMMER_TASK_ROW (child), SIMMER_TASK (object), simmer_clock_get_wall (self->clock));
      update_edges (item, self);
      update_marked (item, self);
    }
  simmer_row_painter_add (self->painter, item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, SimmerTaskList *self)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  simmer_row_painter_remove (self->painter, item);
  if (SIMMER_IS_HEADING_ROW (child))
    simmer_heading_row_unbind (SIMMER_HEADING_ROW (child));
  else
    simmer_task_row_unbind (SIMMER_TASK_ROW (child));
}

/* --- What the sections say --- */

static void
items_changed_cb (SimmerTaskList *self)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (self->scrolled);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scrolled);

  /* the view keeps its first row where it is, even where that hides what came in above it */
  self->at_top |= gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment);
  self->edges_dirty = TRUE;
  simmer_row_painter_unsettle (self->painter);
}

static void
moving_cb (SimmerTaskList *self, SimmerTask *task)
{
  /* one that was just revealed, and has no row yet, goes before the one that has the focus */
  if (self->wanted_focus != NULL && self->wanted_focus != task)
    return;
  if (simmer_task_list_get_focused (self) == task)
    {
      g_set_object (&self->wanted_focus, task);
      self->focus_tries = 8;
    }
}

/* The next page of ended tasks is asked for three screenfuls ahead, and whenever a search leaves
 * the list short. */
static void
look_ahead_cb (SimmerTaskList *self, GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);
  double below =
    gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;

  if (page > 0 && below < 3 * page && self->context.manager != NULL)
    simmer_task_manager_load_older (self->context.manager);
}

/* --- Which row is meant --- */

static SimmerTaskRow *
row_around (SimmerTaskList *self, GtkWidget *widget)
{
  GtkWidget *child;

  for (; widget != NULL && widget != GTK_WIDGET (self->view);
       widget = gtk_widget_get_parent (widget))
    {
      if (SIMMER_IS_TASK_ROW (widget))
        return SIMMER_TASK_ROW (widget);
      child = gtk_widget_get_first_child (widget);
      if (gtk_widget_get_parent (widget) == GTK_WIDGET (self->view) && SIMMER_IS_TASK_ROW (child))
        return SIMMER_TASK_ROW (child);
    }

  return NULL;
}

static SimmerTaskRow *
row_at (SimmerTaskList *self, double x, double y)
{
  return row_around (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT));
}

static SimmerTaskRow *
focused_row (SimmerTaskList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return NULL;

  return row_around (self, focus);
}

/* --- Marking --- */

static void
marks_changed (SimmerTaskList *self)
{
  simmer_row_painter_foreach (self->painter, update_marked, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_SELECTED]);
}

static void
toggle (SimmerTaskList *self, SimmerTask *task)
{
  simmer_task_list_set_selecting (self, TRUE);
  if (!g_hash_table_remove (self->selected, task))
    g_hash_table_add (self->selected, g_object_ref (task));
  marks_changed (self);
}

static void
view_activate_cb (GtkListView *view, guint position, SimmerTaskList *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->sections), position);

  if (!SIMMER_IS_TASK (item))
    return;
  if (self->selecting)
    toggle (self, SIMMER_TASK (item));
  else
    g_signal_emit (self, signals[ACTIVATE], 0, item);
}

static void
click_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SimmerTaskList *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  SimmerTaskRow *row = row_at (self, x, y);

  if ((state & GDK_CONTROL_MASK) == 0 || row == NULL)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  toggle (self, simmer_task_row_get_task (row));
}

/* --- Dragging a result out --- */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, SimmerTaskList *self)
{
  SimmerTaskRow *row = row_at (self, x, y);
  SimmerTask *task = row != NULL ? simmer_task_row_get_task (row) : NULL;
  GPtrArray *results = task != NULL ? simmer_task_get_results (task) : NULL;
  const char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (results != NULL && results->len > 0)
    path = simmer_result_get_path (results->pdata[0]);
  if (path == NULL)
    return NULL;
  file = g_file_new_for_path (path);

  return gdk_content_provider_new_typed (G_TYPE_FILE, file);
}

/* --- The menu --- */

static void
menu_closed_cb (SimmerTaskList *self)
{
  GtkListItem *item = find_item (self, self->menu_task);

  /* the focus would go to the window's first button */
  if (item != NULL)
    gtk_widget_grab_focus (gtk_widget_get_parent (gtk_list_item_get_child (item)));
  g_clear_object (&self->menu_task);
  /* not before its action was activated, which happens after it has closed */
  g_object_ref (self->menu);
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, self->menu);
  g_idle_add_once ((GSourceOnceFunc) g_object_unref, self->menu);
  self->menu = NULL;
}

static void
pop_up_menu (SimmerTaskList *self, SimmerTaskRow *row, const GdkRectangle *at)
{
  SimmerTask *task = simmer_task_row_get_task (row);
  g_autoptr (GMenuModel) model = simmer_task_menu_new (self->context.manager, task, FALSE);

  if (self->menu != NULL)
    return;
  /* the release of the button goes to the menu, and would leave the row pressed */
  gtk_widget_unset_state_flags (gtk_widget_get_parent (GTK_WIDGET (row)), GTK_STATE_FLAG_ACTIVE);
  g_set_object (&self->menu_task, task);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  g_signal_connect_object (
    self->menu, "closed", G_CALLBACK (menu_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pop_up_menu_at_widget (SimmerTaskList *self, SimmerTaskRow *row, GtkWidget *widget)
{
  graphene_rect_t bounds;
  GdkRectangle at;

  if (!gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &bounds))
    return;
  at = (GdkRectangle){
    (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height
  };
  pop_up_menu (self, row, &at);
}

static void
pop_up_menu_at_point (SimmerTaskList *self, double x, double y)
{
  SimmerTaskRow *row = row_at (self, x, y);
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (row != NULL)
    pop_up_menu (self, row, &at);
}

static void
secondary_pressed_cb (GtkGestureClick *gesture,
                      int n_press,
                      double x,
                      double y,
                      SimmerTaskList *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_menu_at_point (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, SimmerTaskList *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up_menu_at_point (self, x, y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  SimmerTask *task = simmer_task_queue_find (simmer_task_sections_get_queue (self->sections),
                                             g_variant_get_string (parameter, NULL));
  GtkListItem *item = task != NULL ? find_item (self, task) : NULL;

  if (item != NULL)
    pop_up_menu_at_widget (self, row_of (item), simmer_task_row_get_menu_button (row_of (item)));
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  SimmerTaskRow *row = focused_row (self);

  if (row == NULL)
    return FALSE;
  pop_up_menu_at_widget (self, row, GTK_WIDGET (row));

  return TRUE;
}

/* --- Keys --- */

/* Activates an action of the window for the row that has the focus; @args is its name. */
static gboolean
order_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SimmerTask *task = simmer_task_list_get_focused (SIMMER_TASK_LIST (widget));

  if (task == NULL)
    return FALSE;

  return gtk_widget_activate_action (
    widget, g_variant_get_string (args, NULL), "s", simmer_task_get_id (task));
}

static gboolean
toggle_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  SimmerTaskRow *row = focused_row (self);

  /* a plain space goes on to the button that has the focus */
  if (row == NULL || (g_variant_get_boolean (args) && !self->selecting) ||
      GTK_IS_BUTTON (gtk_root_get_focus (gtk_widget_get_root (widget))))
    return FALSE;
  toggle (self, simmer_task_row_get_task (row));

  return TRUE;
}

/* The view stops where the next item takes no focus: at a heading. The next task is behind it. */
static gboolean
step_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  GListModel *items = G_LIST_MODEL (self->sections);
  SimmerTask *task = simmer_task_list_get_focused (self);
  guint step = (guint) g_variant_get_int32 (args);
  guint position = 0;
  g_autoptr (GObject) next = NULL;
  g_autoptr (GObject) behind = NULL;

  if (task == NULL || !simmer_task_sections_find (self->sections, task, &position))
    return FALSE;
  /* before the first is no position at all */
  next = g_list_model_get_item (items, position + step);
  behind = g_list_model_get_item (items, position + 2 * step);
  if (!SIMMER_IS_SECTION (next) || !SIMMER_IS_TASK (behind))
    return FALSE;
  simmer_task_list_reveal (self, SIMMER_TASK (behind));

  return TRUE;
}

static gboolean
select_all_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  simmer_task_list_select_all (SIMMER_TASK_LIST (widget));

  return TRUE;
}

/* Tab walks through the row that has the focus and then out of the list, not through ten thousand
 * rows; the arrow keys are for those. */
static gboolean
simmer_task_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  SimmerTaskRow *row = tab ? focused_row (self) : NULL;

  if (row != NULL)
    return gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (row)), direction);

  return GTK_WIDGET_CLASS (simmer_task_list_parent_class)->focus (widget, direction);
}

/* --- The widget --- */

static void
simmer_task_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (simmer_task_list_parent_class)->map (widget);
  simmer_row_painter_unsettle (SIMMER_TASK_LIST (widget)->painter);
}

static void
simmer_task_list_unmap (GtkWidget *widget)
{
  simmer_row_painter_stop (SIMMER_TASK_LIST (widget)->painter);
  GTK_WIDGET_CLASS (simmer_task_list_parent_class)->unmap (widget);
}

static void
simmer_task_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);

  gtk_widget_size_allocate (self->scrolled, &(GtkAllocation){ 0, 0, width, height }, -1);
  simmer_row_painter_unsettle (self->painter);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
simmer_task_list_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (SIMMER_TASK_LIST (widget)->scrolled,
                      orientation,
                      for_size,
                      minimum,
                      natural,
                      minimum_baseline,
                      natural_baseline);
}

static void
simmer_task_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (object);

  switch (prop_id)
    {
    case PROP_SELECTING:
      g_value_set_boolean (value, self->selecting);
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, g_hash_table_size (self->selected));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_task_list_dispose (GObject *object)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (object);

  if (self->painter != NULL)
    simmer_row_painter_stop (self->painter);
  if (self->sections != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sections, self);
    }
  if (self->menu != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->menu, self);
      g_clear_pointer (&self->menu, gtk_widget_unparent);
    }
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->painter);
  g_clear_object (&self->wanted_focus);
  g_clear_object (&self->menu_task);
  g_clear_object (&self->sections);
  g_clear_object (&self->clock);
  g_clear_object (&self->context.manager);
  g_clear_object (&self->context.thumbnails);

  G_OBJECT_CLASS (simmer_task_list_parent_class)->dispose (object);
}

static void
simmer_task_list_finalize (GObject *object)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (object);

  g_hash_table_unref (self->context.held);
  g_hash_table_unref (self->selected);

  G_OBJECT_CLASS (simmer_task_list_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } orders[] = {
    { GDK_KEY_Delete, 0, "win.remove" },
    { GDK_KEY_KP_Delete, 0, "win.remove" },
    { GDK_KEY_r, GDK_CONTROL_MASK, "win.retry" },
    { GDK_KEY_Return, GDK_ALT_MASK, "win.show-task" },
    { GDK_KEY_KP_Enter, GDK_ALT_MASK, "win.show-task" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_widget_class_add_binding (
      widget_class, orders[i].key, orders[i].modifiers, order_key_cb, "s", orders[i].action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, select_all_key_cb, NULL);
}

static void
simmer_task_list_class_init (SimmerTaskListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = simmer_task_list_get_property;
  object_class->dispose = simmer_task_list_dispose;
  object_class->finalize = simmer_task_list_finalize;

  widget_class->map = simmer_task_list_map;
  widget_class->unmap = simmer_task_list_unmap;
  widget_class->measure = simmer_task_list_measure;
  widget_class->size_allocate = simmer_task_list_size_allocate;
  widget_class->focus = simmer_task_list_focus;

  props[PROP_SELECTING] = g_param_spec_boolean ("selecting", NULL, NULL, FALSE, flags);
  props[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ACTIVATE] = g_signal_new ("activate",
                                    SIMMER_TYPE_TASK_LIST,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    SIMMER_TYPE_TASK);

  gtk_widget_class_install_action (widget_class, "queue.menu", "s", menu_action);
  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "tasklist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_shortcut (GtkEventController *controller,
              guint keyval,
              GdkModifierType modifiers,
              GtkShortcutFunc callback,
              GVariant *arguments)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                                            gtk_callback_action_new (callback, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, arguments);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* The space bar and the arrows are the view's own unless they are caught before. */
static void
add_caught_keys (SimmerTaskList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_shortcut (
    controller, GDK_KEY_space, GDK_CONTROL_MASK, toggle_key_cb, g_variant_new_boolean (FALSE));
  add_shortcut (controller, GDK_KEY_space, 0, toggle_key_cb, g_variant_new_boolean (TRUE));
  add_shortcut (controller, GDK_KEY_Up, 0, step_key_cb, g_variant_new_int32 (-1));
  add_shortcut (controller, GDK_KEY_KP_Up, 0, step_key_cb, g_variant_new_int32 (-1));
  add_shortcut (controller, GDK_KEY_Down, 0, step_key_cb, g_variant_new_int32 (1));
  add_shortcut (controller, GDK_KEY_KP_Down, 0, step_key_cb, g_variant_new_int32 (1));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_gestures (SimmerTaskList *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (click_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));

  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
simmer_task_list_init (SimmerTaskList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *clamp = adw_clamp_scrollable_new ();

  self->selected = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->context.held = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->context.thumbnails = simmer_thumbnails_new (N_THUMBNAILS);

  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "queue");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tasks"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (view_activate_cb), self);

  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 744);
  adw_clamp_scrollable_set_tightening_threshold (ADW_CLAMP_SCROLLABLE (clamp), 600);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), GTK_WIDGET (self->view));

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), clamp);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  add_gestures (self);
  add_caught_keys (self);
}

/**
 * simmer_task_list_new:
 * @sections: what is listed
 * @clock: the time
 * @manager: (nullable): knows what can be ordered
 *
 * Returns: (transfer none): a list
 */
GtkWidget *
simmer_task_list_new (SimmerTaskSections *sections, SimmerClock *clock, SimmerTaskManager *manager)
{
  SimmerTaskList *self = g_object_new (SIMMER_TYPE_TASK_LIST, NULL);
  SimmerTaskQueue *queue = simmer_task_sections_get_queue (sections);
  g_autoptr (GtkSelectionModel) model = NULL;
  GtkAdjustment *adjustment;

  self->sections = g_object_ref (sections);
  self->clock = g_object_ref (clock);
  g_set_object (&self->context.manager, manager);

  self->painter = simmer_row_painter_new (GTK_WIDGET (self), self->scrolled, clock);
  g_signal_connect_swapped (self->painter, "prepare", G_CALLBACK (prepare_cb), self);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (adjustment,
                           "value-changed",
                           G_CALLBACK (simmer_row_painter_unsettle),
                           self->painter,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
    adjustment, "value-changed", G_CALLBACK (look_ahead_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    adjustment, "changed", G_CALLBACK (look_ahead_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue,
                           "notify::revision",
                           G_CALLBACK (simmer_row_painter_wake),
                           self->painter,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (sections, "moving", G_CALLBACK (moving_cb), self);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (sections))));
  gtk_list_view_set_model (self->view, model);
  /* after the view's own handler: positions are right then */
  g_signal_connect_object (
    sections, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * simmer_task_list_reveal:
 * @self: a list
 * @task: a task that is shown
 *
 * Scrolls to it and gives it the focus.
 */
void
simmer_task_list_reveal (SimmerTaskList *self, SimmerTask *task)
{
  g_set_object (&self->wanted_focus, task);
  self->focus_tries = 8;
  simmer_row_painter_wake (self->painter);
}

/**
 * simmer_task_list_set_held:
 * @self: a list
 * @task: a task
 * @held: whether its cancel can still be undone
 */
void
simmer_task_list_set_held (SimmerTaskList *self, SimmerTask *task, gboolean held)
{
  GtkListItem *item = find_item (self, task);

  if (held)
    g_hash_table_add (self->context.held, g_object_ref (task));
  else
    g_hash_table_remove (self->context.held, task);
  if (item != NULL)
    simmer_task_row_repaint (row_of (item));
  simmer_row_painter_wake (self->painter);
}

/**
 * simmer_task_list_get_focused:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the task whose row, or a part of it, has the focus
 */
SimmerTask *
simmer_task_list_get_focused (SimmerTaskList *self)
{
  SimmerTaskRow *row = focused_row (self);

  return row != NULL ? simmer_task_row_get_task (row) : NULL;
}

/**
 * simmer_task_list_set_selecting:
 * @self: a list
 * @selecting: whether a click marks a row
 *
 * To leave the mode takes all marks away.
 */
void
simmer_task_list_set_selecting (SimmerTaskList *self, gboolean selecting)
{
  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  set_class (GTK_WIDGET (self->view), "selecting", selecting);
  g_hash_table_remove_all (self->selected);
  marks_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTING]);
}

gboolean
simmer_task_list_get_selecting (SimmerTaskList *self)
{
  return self->selecting;
}

/**
 * simmer_task_list_select_all:
 * @self: a list
 *
 * Marks each task that is shown.
 */
void
simmer_task_list_select_all (SimmerTaskList *self)
{
  simmer_task_list_set_selecting (self, TRUE);
  for (guint kind = 0; kind < SIMMER_N_SECTIONS; kind++)
    {
      g_autoptr (GPtrArray) tasks = simmer_task_sections_get_tasks (self->sections, kind);

      for (guint i = 0; i < tasks->len; i++)
        g_hash_table_add (self->selected, g_object_ref (tasks->pdata[i]));
    }
  marks_changed (self);
}

/**
 * simmer_task_list_get_selected:
 * @self: a list
 *
 * Returns: (transfer full) (element-type SimmerTask): the marked tasks that are still shown
 */
GPtrArray *
simmer_task_list_get_selected (SimmerTaskList *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    if (simmer_task_sections_find (self->sections, task, NULL))
      g_ptr_array_add (tasks, g_object_ref (task));

  return tasks;
}

/**
 * simmer_task_list_get_ticking:
 * @self: a list
 *
 * Returns: whether it asks for frames
 */
gboolean
simmer_task_list_get_ticking (SimmerTaskList *self)
{
  return simmer_row_painter_get_ticking (self->painter);
}

/**
 * simmer_task_list_get_n_paints:
 * @self: a list
 *
 * Returns: how often it looked through its rows
 */
guint
simmer_task_list_get_n_paints (SimmerTaskList *self)
{
  return simmer_row_painter_get_n_paints (self->painter);
}

/**
 * simmer_task_list_get_view:
 * @self: a list
 *
 * Returns: (transfer none): the GTK widget in it
 */
GtkListView *
simmer_task_list_get_view (SimmerTaskList *self)
{
  return self->view;
}
