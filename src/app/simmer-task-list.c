#define G_LOG_DOMAIN "Simmer-List"

#include "config.h"

#include "simmer-task-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "simmer-list-keys.h"
#include "simmer-row-factory.h"
#include "simmer-row-menu.h"
#include "simmer-row-painter.h"

struct _SimmerTaskList
{
  GtkWidget parent_instance;

  SimmerTaskSections *sections; /* (owned) */
  SimmerTaskMarks *marks;       /* (owned) */
  SimmerClock *clock;           /* (owned) */
  SimmerTaskManager *manager;   /* (owned) (nullable) */

  GtkWidget *scrolled;
  GtkListView *view;

  SimmerRowPainter *painter; /* (owned) */
  SimmerRowFactory *rows;    /* (owned) */
  SimmerRowMenu *menu;       /* (owned) */
  gboolean edges_dirty;
  gboolean at_top;          /* and is to stay there when something comes in above */
  SimmerTask *wanted_focus; /* (owned) (nullable) gets the focus once it has a row */
  guint focus_tries;
};

enum
{
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerTaskList, simmer_task_list, GTK_TYPE_WIDGET)

static GtkListItem *
find_item (SimmerTaskList *self, SimmerTask *task)
{
  return simmer_row_painter_find (self->painter, task);
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
    simmer_row_factory_update_edges (self->rows);
  self->edges_dirty = FALSE;
  if (self->at_top && self->wanted_focus == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
  self->at_top = FALSE;
  if (self->wanted_focus == NULL)
    return FALSE;
  give_focus (self);

  return TRUE;
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

/* Left to itself, the focus of one that goes would fall on any button around. */
static void
leaving_cb (SimmerTaskList *self, SimmerTask *task)
{
  g_autoptr (SimmerTask) next = NULL;

  if (self->wanted_focus != task && simmer_task_list_get_focused (self) != task)
    return;
  next = simmer_task_sections_dup_neighbour (self->sections, task);
  g_set_object (&self->wanted_focus, next);
  self->focus_tries = 8;
}

/* The next page of ended tasks is asked for three screenfuls ahead, and whenever a search leaves
 * the list short. */
static void
look_ahead_cb (SimmerTaskList *self, GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);
  double below =
    gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;

  if (page > 0 && below < 3 * page && self->manager != NULL)
    simmer_task_manager_load_older (self->manager);
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
selecting_changed_cb (SimmerTaskList *self)
{
  if (simmer_task_marks_get_selecting (self->marks))
    gtk_widget_add_css_class (GTK_WIDGET (self->view), "selecting");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->view), "selecting");
}

static void
view_activate_cb (GtkListView *view, guint position, SimmerTaskList *self)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->sections), position);

  if (!SIMMER_IS_TASK (item))
    return;
  if (simmer_task_marks_get_selecting (self->marks))
    simmer_task_marks_toggle (self->marks, SIMMER_TASK (item));
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
  simmer_task_marks_toggle (self->marks, simmer_task_row_get_task (row));
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
menu_closed_cb (SimmerTaskList *self, SimmerTask *task)
{
  GtkListItem *item = find_item (self, task);

  /* the focus would go to the window's first button */
  if (item != NULL)
    gtk_widget_grab_focus (gtk_widget_get_parent (gtk_list_item_get_child (item)));
}

static void
pop_up_menu (SimmerTaskList *self, SimmerTaskRow *row, const GdkRectangle *at)
{
  SimmerTask *task = simmer_task_row_get_task (row);

  /* the release of the button goes to the menu, and would leave the row pressed */
  gtk_widget_unset_state_flags (gtk_widget_get_parent (GTK_WIDGET (row)), GTK_STATE_FLAG_ACTIVE);
  simmer_row_menu_pop_up (self->menu, self->manager, task, at);
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

/* Hangs on the row's own button, or on the row where that is away. */
static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  SimmerTask *task = simmer_task_queue_find (simmer_task_sections_get_queue (self->sections),
                                             g_variant_get_string (parameter, NULL));
  GtkListItem *item = task != NULL ? find_item (self, task) : NULL;
  SimmerTaskRow *row;
  GtkWidget *at;
  graphene_rect_t bounds;

  if (item == NULL)
    return;
  row = SIMMER_TASK_ROW (gtk_list_item_get_child (item));
  at = simmer_task_row_get_menu_button (row);
  if (!gtk_widget_get_child_visible (at))
    at = GTK_WIDGET (row);
  if (gtk_widget_compute_bounds (at, widget, &bounds))
    pop_up_menu (self,
                 row,
                 &(GdkRectangle){ (int) bounds.origin.x,
                                  (int) bounds.origin.y,
                                  (int) bounds.size.width,
                                  (int) bounds.size.height });
}

/* --- The widget --- */

static gboolean
reveal_first (SimmerTaskList *self)
{
  GListModel *items = G_LIST_MODEL (self->sections);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if (SIMMER_IS_TASK (item))
        {
          simmer_task_list_reveal (self, SIMMER_TASK (item));
          return TRUE;
        }
    }

  return FALSE;
}

/* Tab walks through the row that has the focus and then out of the list, not through ten thousand
 * rows; the arrow keys are for those. Into the list it leads over a heading without a button, on
 * which the view would give up. */
static gboolean
simmer_task_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (widget);
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
  SimmerTaskRow *row = tab ? focused_row (self) : NULL;

  if (row != NULL)
    return gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (row)), direction);

  /* the scrolled window around it would say yes even where nothing took the focus */
  if (gtk_widget_child_focus (GTK_WIDGET (self->view), direction))
    return TRUE;

  return gtk_widget_get_focus_child (widget) == NULL && reveal_first (self);
}

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
  simmer_row_menu_present (self->menu);
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
simmer_task_list_dispose (GObject *object)
{
  SimmerTaskList *self = SIMMER_TASK_LIST (object);

  if (self->painter != NULL)
    simmer_row_painter_stop (self->painter);
  if (self->sections != NULL)
    g_signal_handlers_disconnect_by_data (self->sections, self);
  if (self->menu != NULL)
    simmer_row_menu_drop (self->menu);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_object (&self->painter);
  g_clear_object (&self->wanted_focus);
  g_clear_object (&self->menu);
  g_clear_object (&self->marks);
  g_clear_object (&self->sections);
  g_clear_object (&self->clock);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_task_list_parent_class)->dispose (object);
}

static void
simmer_task_list_class_init (SimmerTaskListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_task_list_dispose;

  widget_class->map = simmer_task_list_map;
  widget_class->unmap = simmer_task_list_unmap;
  widget_class->measure = simmer_task_list_measure;
  widget_class->size_allocate = simmer_task_list_size_allocate;
  widget_class->focus = simmer_task_list_focus;

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
  simmer_list_keys_install (widget_class);
  gtk_widget_class_set_css_name (widget_class, "tasklist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
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
  GtkWidget *clamp = adw_clamp_scrollable_new ();

  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, NULL));
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
  self->menu = simmer_row_menu_new (GTK_WIDGET (self));
  g_signal_connect_object (
    self->menu, "closed", G_CALLBACK (menu_closed_cb), self, G_CONNECT_SWAPPED);
  add_gestures (self);
  simmer_list_keys_catch (self);
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
  GtkAdjustment *adjustment;

  self->sections = g_object_ref (sections);
  self->clock = g_object_ref (clock);
  g_set_object (&self->manager, manager);
  self->marks = simmer_task_marks_new (sections);
  g_signal_connect_object (
    self->marks, "notify::selecting", G_CALLBACK (selecting_changed_cb), self, G_CONNECT_SWAPPED);

  self->painter = simmer_row_painter_new (GTK_WIDGET (self), self->scrolled, clock);
  g_signal_connect_swapped (self->painter, "prepare", G_CALLBACK (prepare_cb), self);
  self->rows = simmer_row_factory_new (self->painter, sections, self->marks, clock, manager);
  gtk_list_view_set_factory (self->view, simmer_row_factory_get_factory (self->rows));
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
  g_signal_connect_swapped (sections, "leaving", G_CALLBACK (leaving_cb), self);
  g_signal_connect_swapped (sections, "moving", G_CALLBACK (moving_cb), self);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->marks));
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
  simmer_row_factory_set_held (self->rows, task, held);
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
 * simmer_task_list_step:
 * @self: a list
 * @step: -1 for up, 1 for down
 *
 * Moves the focus over a heading, to the task behind it: the view stops where the next item takes
 * no focus.
 *
 * Returns: whether there was a heading
 */
gboolean
simmer_task_list_step (SimmerTaskList *self, int step)
{
  GListModel *items = G_LIST_MODEL (self->sections);
  SimmerTask *task = simmer_task_list_get_focused (self);
  guint position = 0;
  g_autoptr (GObject) next = NULL;
  g_autoptr (GObject) behind = NULL;

  if (task == NULL || !simmer_task_sections_find (self->sections, task, &position))
    return FALSE;
  /* before the first is no position at all */
  next = g_list_model_get_item (items, position + (guint) step);
  behind = g_list_model_get_item (items, position + 2 * (guint) step);
  if (!SIMMER_IS_SECTION (next) || !SIMMER_IS_TASK (behind))
    return FALSE;
  simmer_task_list_reveal (self, SIMMER_TASK (behind));

  return TRUE;
}

/**
 * simmer_task_list_get_marks:
 * @self: a list
 *
 * Returns: (transfer none): which of its tasks are marked
 */
SimmerTaskMarks *
simmer_task_list_get_marks (SimmerTaskList *self)
{
  return self->marks;
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
