#define G_LOG_DOMAIN "Simmer-Window"

#include "config.h"

#include "simmer-window.h"

#include <glib/gi18n.h>

#include "simmer-compat.h"
#include "simmer-focus-ring.h"
#include "simmer-notices.h"
#include "simmer-overview.h"
#include "simmer-search-bar.h"
#include "simmer-settings.h"
#include "simmer-task-page.h"
#include "simmer-window-actions.h"
#include "simmer-window-size.h"

/* In heights of its letters, a window with room for its title's buttons and little more. */
#define TIGHT 23.0
/* Below it, in pixels, the picture of the empty queue would hide the buttons. */
#define ROOM_FOR_PICTURE 480

struct _SimmerWindow
{
  AdwApplicationWindow parent_instance;

  SimmerTaskManager *manager;   /* (owned) */
  SimmerTaskSections *sections; /* (owned) */
  SimmerTaskOrders *orders;     /* (owned) */
  SimmerOverview *overview;     /* (owned) */
  GSettings *settings;          /* (owned) (nullable) */
  SimmerTaskList *list;
  SimmerTaskMarks *marks; /* the list's */
  SimmerNotices *notices;
  SimmerSearchBar *search; /* (nullable) made when it is first wanted */
  SimmerTaskPage *page;    /* (nullable) made when the first task is shown */

  AdwToastOverlay *toasts;
  GtkStack *pages;
  AdwWindowTitle *title;
  GtkWidget *new_button;
  GtkWidget *leave_button;
  GtkWidget *menu_button;
  GtkWidget *search_button;
  GtkProgressBar *overall;
  AdwBin *search_bin;
  AdwBin *notices_bin;
  GtkStack *body;
  AdwBin *list_bin;
  AdwStatusPage *empty;
  GtkActionBar *selection_bar;
  AdwBin *page_bin;

  gboolean ready;
  gboolean tight; /* the whole summary would be cut short between the header's buttons */
  guint fit;      /* an idle that fits the summary to a new width */
};

G_DEFINE_FINAL_TYPE (SimmerWindow, simmer_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- What concerns all tasks --- */

static void
overview_changed_cb (SimmerWindow *self)
{
  double progress = simmer_overview_get_progress (self->overview);

  gtk_widget_set_visible (GTK_WIDGET (self->overall), progress >= 0);
  gtk_progress_bar_set_fraction (self->overall, MAX (0, progress));
  if (!simmer_task_marks_get_selecting (self->marks))
    adw_window_title_set_subtitle (self->title,
                                   self->tight ? simmer_overview_get_brief (self->overview)
                                               : simmer_overview_get_summary (self->overview));
}

static void
update_body (SimmerWindow *self)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (queue)) > 0;
  gboolean shown = simmer_task_sections_get_n_tasks (self->sections) > 0;
  const char *name = "list";

  if (!any)
    name = self->ready ? "empty" : "loading";
  else if (!shown)
    name = "nothing";
  gtk_stack_set_visible_child_name (self->body, name);
  gtk_widget_set_visible (self->search_button,
                          any && !simmer_task_marks_get_selecting (self->marks));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.search", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.select", any);
  if (!any)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->search_button), FALSE);
}

static void
update_pause (SimmerWindow *self)
{
  gboolean paused = simmer_task_manager_get_paused (self->manager);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pause", !paused);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.resume", paused);
}

static void
queue_changed_cb (SimmerWindow *self)
{
  SimmerTask *task = simmer_window_get_shown_task (self);
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);

  update_body (self);
  if (task != NULL && simmer_task_queue_find (queue, simmer_task_get_id (task)) == NULL)
    simmer_window_show_queue (self);
}

static void
announce_end_cb (SimmerWindow *self, SimmerTask *task)
{
  const char *title = simmer_task_get_title (task);
  g_autofree char *message = NULL;

  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_COMPLETED)
    /* Translators: %s is a prompt; read aloud */
    message = g_strdup_printf (_ ("Done: %s"), title);
  else if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED)
    /* Translators: %s is a prompt; read aloud */
    message = g_strdup_printf (_ ("Failed: %s"), title);
  if (message != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    simmer_compat_announce (GTK_WIDGET (self), message);
}

static void
trouble_cb (SimmerWindow *self, const char *message)
{
  simmer_task_orders_say (self->orders, message);
}

static void
held_changed_cb (SimmerWindow *self, SimmerTask *task)
{
  if (self->list != NULL)
    simmer_task_list_set_held (self->list, task, simmer_task_orders_is_held (self->orders, task));
}

/* --- Search --- */

static void
search_changed_cb (SimmerWindow *self)
{
  simmer_task_sections_set_search (self->sections, simmer_search_bar_get_text (self->search));
  simmer_task_sections_set_shown (self->sections, simmer_search_bar_get_shown (self->search));
  update_body (self);
}

static void
search_toggled_cb (SimmerWindow *self)
{
  if (self->search != NULL)
    return;
  self->search = SIMMER_SEARCH_BAR (simmer_search_bar_new ());
  adw_bin_set_child (self->search_bin, GTK_WIDGET (self->search));
  g_signal_connect_object (
    self->search, "changed", G_CALLBACK (search_changed_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (self->search_button,
                          "active",
                          self->search,
                          "open",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);

  simmer_window_show_queue (self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->search_button), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- Selecting --- */

static gboolean
can_retry_any (SimmerWindow *self, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    if (simmer_task_manager_can_retry (self->manager, tasks->pdata[i], NULL))
      return TRUE;

  return FALSE;
}

static gboolean
has_any_results (GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    if (simmer_task_has_results (tasks->pdata[i]))
      return TRUE;

  return FALSE;
}

static void
n_marked_changed_cb (SimmerWindow *self)
{
  g_autoptr (GPtrArray) tasks = simmer_task_marks_get_tasks (self->marks);
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *text = NULL;

  gtk_widget_action_set_enabled (widget, "win.retry-selected", can_retry_any (self, tasks));
  gtk_widget_action_set_enabled (widget, "win.save-selected", has_any_results (tasks));
  gtk_widget_action_set_enabled (widget, "win.remove-selected", tasks->len > 0);
  if (!simmer_task_marks_get_selecting (self->marks))
    return;

  text = g_strdup_printf (ngettext ("%u selected", "%u selected", tasks->len), tasks->len);
  adw_window_title_set_title (self->title, text);
  adw_window_title_set_subtitle (self->title, "");
}

static void
selecting_changed_cb (SimmerWindow *self)
{
  gboolean selecting = simmer_task_marks_get_selecting (self->marks);

  gtk_widget_set_visible (self->new_button, !selecting);
  gtk_widget_set_visible (self->leave_button, selecting);
  gtk_widget_set_visible (self->menu_button, !selecting);
  gtk_action_bar_set_revealed (self->selection_bar, selecting);
  if (selecting)
    n_marked_changed_cb (self);
  else
    adw_window_title_set_title (self->title, _ ("Simmer"));
  overview_changed_cb (self);
  simmer_window_refresh (self);
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);

  simmer_window_show_queue (self);
  simmer_task_marks_set_selecting (self->marks, TRUE);
}

/* --- Back, undo, pause, paste --- */

static gboolean
go_back (SimmerWindow *self)
{
  SimmerTask *task = simmer_window_get_shown_task (self);

  if (task != NULL)
    {
      simmer_window_show_queue (self);
      simmer_task_list_reveal (self->list, task);
      return TRUE;
    }
  if (simmer_task_marks_get_selecting (self->marks))
    {
      simmer_task_marks_set_selecting (self->marks, FALSE);
      return TRUE;
    }

  return FALSE;
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_back (SIMMER_WINDOW (widget));
}

static gboolean
back_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return go_back (SIMMER_WINDOW (widget));
}

static void
back_button_cb (GtkGestureClick *gesture, int n_press, double x, double y, SimmerWindow *self)
{
  if (go_back (self))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  simmer_task_orders_undo (SIMMER_WINDOW (widget)->orders);
}

static gboolean
undo_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return simmer_task_orders_undo (SIMMER_WINDOW (widget)->orders);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);

  simmer_task_manager_set_paused (self->manager, g_str_equal (name, "win.pause"));
  simmer_window_refresh (self);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *g_strstrip (text) == '\0' || strlen (text) > 2048)
    return;
  g_action_group_activate_action (
    G_ACTION_GROUP (g_application_get_default ()), "track-text", g_variant_new_string (text));
}

static gboolean
paste_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gdk_clipboard_read_text_async (
    gtk_widget_get_clipboard (widget), NULL, pasted_cb, g_object_ref (widget));

  return TRUE;
}

/* --- The widget --- */

/* Drawing the illustration takes longer than all the rest of the window: it does not hold up the
 * first frame, which has its room. */
static void
painted_cb (SimmerWindow *self, GdkFrameClock *frame_clock)
{
  g_signal_handlers_disconnect_by_func (frame_clock, painted_cb, self);
  adw_status_page_set_icon_name (self->empty, "simmer-empty");
}

/* The buttons of the empty queue matter more than its picture. */
static void
height_changed_cb (SimmerWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (height < ROOM_FOR_PICTURE && !gtk_window_is_maximized (GTK_WINDOW (self)))
    gtk_widget_add_css_class (GTK_WIDGET (self->empty), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->empty), "compact");
}

static void
simmer_window_map (GtkWidget *widget)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);

  GTK_WIDGET_CLASS (simmer_window_parent_class)->map (widget);
  if (adw_status_page_get_icon_name (self->empty) == NULL)
    g_signal_connect_object (gtk_widget_get_frame_clock (widget),
                             "after-paint",
                             G_CALLBACK (painted_cb),
                             self,
                             G_CONNECT_SWAPPED);
  simmer_task_manager_set_background (self->manager, FALSE);
  simmer_overview_set_awake (self->overview, TRUE);
  simmer_window_refresh (self);
}

static void
simmer_window_unmap (GtkWidget *widget)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);

  if (self->overview != NULL)
    simmer_overview_set_awake (self->overview, FALSE);
  simmer_window_size_keep (self->settings, GTK_WINDOW (self));
  if (self->manager != NULL)
    simmer_task_manager_set_background (self->manager, TRUE);
  GTK_WIDGET_CLASS (simmer_window_parent_class)->unmap (widget);
}

static gboolean
fit_cb (gpointer user_data)
{
  SimmerWindow *self = user_data;

  self->fit = 0;
  overview_changed_cb (self);

  return G_SOURCE_REMOVE;
}

static void
simmer_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  double letter = pango_units_to_double (
    pango_font_description_get_size (pango_context_get_font_description (context)));
  gboolean tight = width < TIGHT * letter;

  GTK_WIDGET_CLASS (simmer_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (tight == self->tight)
    return;
  /* words that change their size must not do so in the middle of this */
  self->tight = tight;
  if (self->fit == 0)
    self->fit = g_idle_add (fit_cb, self);
}

static void
simmer_window_dispose (GObject *object)
{
  SimmerWindow *self = SIMMER_WINDOW (object);

  g_clear_handle_id (&self->fit, g_source_remove);
  if (self->manager != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->manager, self);
      g_signal_handlers_disconnect_by_data (simmer_task_manager_get_queue (self->manager), self);
      g_signal_handlers_disconnect_by_data (simmer_task_manager_get_network (self->manager), self);
    }
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  self->list = NULL;
  if (self->orders != NULL)
    g_signal_handlers_disconnect_by_data (self->orders, self);
  g_clear_object (&self->orders);
  g_clear_object (&self->overview);
  g_clear_object (&self->settings);
  g_clear_object (&self->sections);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, leave_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, overall);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, search_bin);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, notices_bin);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, body);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, list_bin);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, SimmerWindow, page_bin);
  gtk_widget_class_bind_template_callback (widget_class, search_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, height_changed_cb);
}

static void
simmer_window_class_init (SimmerWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_window_dispose;
  widget_class->map = simmer_window_map;
  widget_class->unmap = simmer_window_unmap;
  widget_class->size_allocate = simmer_window_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-window.ui");
  bind_children (widget_class);

  simmer_window_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.select", NULL, select_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.resume", NULL, pause_action);

  /* bindings, not accelerators: a text field that has the focus comes first */
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, back_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, back_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, undo_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, paste_key_cb, NULL);
}

static void
simmer_window_init (SimmerWindow *self)
{
  GtkGesture *back = gtk_gesture_click_new ();
  g_autoptr (GdkPaintable) room = gdk_paintable_new_empty (1, 1);

  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_focus_ring_follow_input (GTK_WINDOW (self));

  adw_status_page_set_paintable (self->empty, room);
  simmer_compat_name (self->new_button, _ ("New Generation"));
  simmer_compat_name (self->search_button, _ ("Search"));
  simmer_compat_name (self->menu_button, _ ("Main Menu"));

  /* the mouse's own back button */
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (back), 8);
  g_signal_connect (back, "pressed", G_CALLBACK (back_button_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (back));
}

static void
connect_manager (SimmerWindow *self)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);

  g_signal_connect_swapped (queue, "items-changed", G_CALLBACK (queue_changed_cb), self);
  g_signal_connect_swapped (simmer_task_manager_get_network (self->manager),
                            "changed",
                            G_CALLBACK (simmer_window_refresh),
                            self);
  g_signal_connect_swapped (self->manager, "ended", G_CALLBACK (announce_end_cb), self);
  g_signal_connect_swapped (self->manager, "trouble", G_CALLBACK (trouble_cb), self);
}

/**
 * simmer_window_new:
 * @application: (nullable): the application
 * @manager: what is shown
 *
 * Returns: (transfer none): the window, not yet presented
 */
GtkWidget *
simmer_window_new (GtkApplication *application, SimmerTaskManager *manager)
{
  SimmerWindow *self = g_object_new (SIMMER_TYPE_WINDOW, "application", application, NULL);
  SimmerClock *clock = simmer_task_manager_get_clock (manager);

  self->manager = g_object_ref (manager);
  self->sections = simmer_task_sections_new (simmer_task_manager_get_queue (manager), clock);
  self->orders = simmer_task_orders_new (manager, GTK_WINDOW (self), self->toasts);

  g_signal_connect_swapped (self->orders, "held-changed", G_CALLBACK (held_changed_cb), self);
  g_signal_connect_swapped (self->orders, "restored", G_CALLBACK (simmer_window_reveal), self);

  self->list = SIMMER_TASK_LIST (simmer_task_list_new (self->sections, clock, manager));
  adw_bin_set_child (self->list_bin, GTK_WIDGET (self->list));
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (simmer_window_show_task), self);
  self->marks = simmer_task_list_get_marks (self->list);
  g_signal_connect_object (
    self->marks, "notify::selecting", G_CALLBACK (selecting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->marks, "notify::n-marked", G_CALLBACK (n_marked_changed_cb), self, G_CONNECT_SWAPPED);

  self->notices = SIMMER_NOTICES (simmer_notices_new (manager));
  adw_bin_set_child (self->notices_bin, GTK_WIDGET (self->notices));

  self->overview = simmer_overview_new (manager);
  g_signal_connect_object (
    self->overview, "notify", G_CALLBACK (overview_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->overview, "due", G_CALLBACK (simmer_window_refresh), self, G_CONNECT_SWAPPED);

  connect_manager (self);
  self->settings = simmer_settings_new ();
  simmer_window_size_restore (self->settings, GTK_WINDOW (self));
  update_body (self);
  update_pause (self);

  return GTK_WIDGET (self);
}

/**
 * simmer_window_set_ready:
 * @self: a window
 *
 * All that is stored is there: an empty queue is really empty.
 */
void
simmer_window_set_ready (SimmerWindow *self)
{
  self->ready = TRUE;
  update_body (self);
}

/**
 * simmer_window_refresh:
 * @self: a window
 *
 * Says anew what concerns all tasks: title, overall bar, banners.
 */
void
simmer_window_refresh (SimmerWindow *self)
{
  simmer_overview_update (self->overview);
  update_body (self);
  update_pause (self);
  simmer_notices_update (self->notices);
}

/**
 * simmer_window_show_task:
 * @self: a window
 * @task: a task
 *
 * Shows its page.
 */
void
simmer_window_show_task (SimmerWindow *self, SimmerTask *task)
{
  if (self->page == NULL)
    {
      self->page = SIMMER_TASK_PAGE (simmer_task_page_new (self->manager));
      adw_bin_set_child (self->page_bin, GTK_WIDGET (self->page));
    }
  simmer_task_marks_set_selecting (self->marks, FALSE);
  simmer_task_page_set_task (self->page, task);
  gtk_stack_set_visible_child_name (self->pages, "task");
}

/**
 * simmer_window_show_queue:
 * @self: a window
 *
 * Goes back to the queue. A failure that was looked at wants no attention any more.
 */
void
simmer_window_show_queue (SimmerWindow *self)
{
  SimmerTask *task = simmer_window_get_shown_task (self);

  if (task == NULL)
    return;
  gtk_stack_set_visible_child_name (self->pages, "queue");
  simmer_task_sections_acknowledge (self->sections, task);
  simmer_task_page_set_task (self->page, NULL);
}

/**
 * simmer_window_reveal:
 * @self: a window
 * @task: a task that was just added
 *
 * Shows it in the queue, with the focus on it.
 */
void
simmer_window_reveal (SimmerWindow *self, SimmerTask *task)
{
  simmer_window_show_queue (self);
  simmer_task_list_reveal (self->list, task);
}

SimmerTaskOrders *
simmer_window_get_orders (SimmerWindow *self)
{
  return self->orders;
}

SimmerTaskList *
simmer_window_get_list (SimmerWindow *self)
{
  return self->list;
}

SimmerTaskSections *
simmer_window_get_sections (SimmerWindow *self)
{
  return self->sections;
}

SimmerTaskQueue *
simmer_window_get_queue (SimmerWindow *self)
{
  return simmer_task_manager_get_queue (self->manager);
}

/**
 * simmer_window_get_shown_task:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the task whose page is open
 */
SimmerTask *
simmer_window_get_shown_task (SimmerWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "task") != 0)
    return NULL;

  return simmer_task_page_get_task (self->page);
}
