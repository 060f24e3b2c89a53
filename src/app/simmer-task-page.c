/* One task from near. */

#define G_LOG_DOMAIN "Simmer-Page"

#include "simmer-task-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-compat.h"
#include "simmer-raw-group.h"
#include "simmer-result-actions.h"
#include "simmer-result-view.h"
#include "simmer-task-activity.h"
#include "simmer-task-facts.h"
#include "simmer-task-trouble.h"
#include "simmer-words.h"

/* What is left for the rest when a picture takes all the height that it may. */
#define ROOM_BELOW         96
#define MAX_PICTURE_HEIGHT 432
#define MIN_PICTURE_HEIGHT 150
#define MAX_TITLE          200

struct _SimmerTaskPage
{
  AdwBin parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  SimmerTask *task;           /* (owned) (nullable) */
  SimmerTaskStatus status;
  guint shown_revision;
  guint n_updates;
  gboolean shown;
  gboolean saw_active;
  gboolean has_ended;
  gboolean waits_for_result;
  guint tick;
  guint clock;
  guint fitting;

  AdwWindowTitle *title;
  GtkScrolledWindow *scroller;
  GtkStack *head;
  SimmerTaskActivity *activity;
  SimmerResultView *result;
  SimmerTaskTrouble *trouble;
  SimmerRawGroup *raw;
  SimmerTaskFacts *facts;
};

G_DEFINE_FINAL_TYPE (SimmerTaskPage, simmer_task_page, ADW_TYPE_BIN)

static gint64
get_now (SimmerTaskPage *self)
{
  return simmer_clock_get_wall (simmer_task_manager_get_clock (self->manager));
}

/* Orders go through the window where there is one: it knows of toasts and of undoing. */
static gboolean
order_by_window (SimmerTaskPage *self, const char *action)
{
  return self->task == NULL || gtk_widget_activate_action (
                                 GTK_WIDGET (self), action, "s", simmer_task_get_id (self->task));
}

static void
cancel_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (!order_by_window (self, "win.cancel"))
    simmer_task_manager_cancel (self->manager, self->task);
}

static void
retry_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (!order_by_window (self, "win.retry"))
    simmer_task_manager_retry (self->manager, self->task);
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (!order_by_window (self, "win.remove"))
    simmer_task_manager_remove (self->manager, self->task);
}

static void
keep_waiting_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (self->task != NULL)
    simmer_task_manager_keep_waiting (self->manager, self->task);
}

static void
check_now_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);
  g_autoptr (GError) error = NULL;

  if (self->task != NULL && !simmer_task_manager_check_now (self->manager, self->task, &error) &&
      error != NULL)
    simmer_toast (widget, error->message);
}

static void
save_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (self->task != NULL)
    simmer_task_save_all (self->task, self->manager, widget);
}

static void
copy_prompt_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (self->task != NULL)
    simmer_copy_text (widget, simmer_task_get_prompt (self->task), _ ("Prompt copied"));
}

static void
copy_id_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (self->task != NULL && simmer_task_get_remote_id (self->task) != NULL)
    simmer_copy_text (widget, simmer_task_get_remote_id (self->task), _ ("Task ID copied"));
}

static void
copy_details_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);
  g_autofree char *details = self->task != NULL ? simmer_task_dup_details (self->task) : NULL;

  if (details != NULL)
    simmer_copy_text (widget, details, _ ("Details copied"));
}

static void
update_actions (SimmerTaskPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SimmerTask *task = self->task;
  GPtrArray *results = simmer_task_get_results (task);
  const char *prompt = simmer_task_get_prompt (task);
  gboolean idle = simmer_task_get_intent (task) == SIMMER_INTENT_NONE;

  gtk_widget_action_set_enabled (
    widget, "page.cancel", simmer_task_manager_can_cancel (self->manager, task, NULL));
  gtk_widget_action_set_enabled (
    widget, "page.retry", simmer_task_manager_can_retry (self->manager, task, NULL));
  gtk_widget_action_set_enabled (widget, "page.check-now", simmer_task_is_active (task) && idle);
  gtk_widget_action_set_enabled (widget, "page.save-all", results != NULL && results->len > 1);
  gtk_widget_action_set_enabled (widget, "page.copy-prompt", prompt != NULL && *prompt != '\0');
  gtk_widget_action_set_enabled (widget, "page.copy-id", simmer_task_get_remote_id (task) != NULL);
}

static char *
dup_line (const char *text)
{
  g_autofree char *head = NULL;

  if (text == NULL || *text == '\0')
    return g_strdup (_ ("Task"));

  head = g_utf8_strlen (text, MAX_TITLE * 4) > MAX_TITLE ? g_utf8_substring (text, 0, MAX_TITLE)
                                                         : g_strdup (text);
  return g_strdelimit (g_steal_pointer (&head), "\n\r\t", ' ');
}

static void
update_title (SimmerTaskPage *self)
{
  SimmerTask *task = self->task;
  g_autofree char *title = dup_line (simmer_task_get_title (task));
  g_autofree char *subtitle = NULL;
  gboolean unsure = simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE;

  /* Translators: state and service, such as “Done · Replicate”; the marks keep the service’s name
   * in its own direction */
  subtitle = g_strdup_printf (_ ("%s · \u2068%s\u2069"),
                              unsure ? _ ("Unsure")
                                     : simmer_words_for_status (simmer_task_get_status (task)),
                              simmer_task_get_service (task));
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
}

static void
show_head (SimmerTaskPage *self, const char *name)
{
  gboolean animate = self->shown && gtk_widget_get_mapped (GTK_WIDGET (self));

  gtk_stack_set_visible_child_full (self->head,
                                    name,
                                    animate ? GTK_STACK_TRANSITION_TYPE_CROSSFADE
                                            : GTK_STACK_TRANSITION_TYPE_NONE);
}

static void
result_ready_cb (SimmerTaskPage *self)
{
  if (!self->waits_for_result)
    return;

  self->waits_for_result = FALSE;
  show_head (self, "result");
}

/* A task that was seen under way keeps its head until its result can be seen: no empty moment. */
static void
show_result (SimmerTaskPage *self)
{
  SimmerTask *task = self->task;
  g_autofree char *title = dup_line (simmer_task_get_title (task));
  int width = 0;
  int height = 0;

  simmer_task_get_size (task, &width, &height);
  simmer_result_view_expect (self->result, width, height);
  self->waits_for_result = TRUE;
  simmer_result_view_set_results (
    self->result, simmer_task_get_results (task), title, self->saw_active && !self->has_ended);
  if (simmer_result_view_get_ready (self->result) || !self->saw_active)
    result_ready_cb (self);
}

static void
show_state (SimmerTaskPage *self, gint64 now)
{
  SimmerTask *task = self->task;
  const char *why_not = NULL;

  if (simmer_task_is_active (task) && simmer_task_get_intent (task) != SIMMER_INTENT_UNSURE)
    {
      self->saw_active = TRUE;
      self->has_ended = FALSE;
      self->waits_for_result = FALSE;
      simmer_result_view_set_results (self->result, NULL, NULL, FALSE);
      simmer_task_activity_show (self->activity, task, now);
      show_head (self, "activity");
      return;
    }

  if (simmer_task_has_results (task))
    {
      show_result (self);
      return;
    }

  if (simmer_task_manager_can_retry (self->manager, task, &why_not))
    why_not = NULL;
  simmer_task_trouble_show (self->trouble, task, why_not);
  show_head (self, "trouble");
}

static SimmerProfile *
get_profile (SimmerTaskPage *self)
{
  SimmerAccount *account =
    simmer_task_manager_get_account (self->manager, simmer_task_get_account_id (self->task));

  return account != NULL ? simmer_account_get_profile (account) : NULL;
}

static void
announce (SimmerTaskPage *self)
{
  SimmerTaskStatus status = simmer_task_get_status (self->task);

  if (self->shown && status != self->status)
    simmer_compat_announce (GTK_WIDGET (self), adw_window_title_get_subtitle (self->title));
  self->status = status;
}

static void
show_task (SimmerTaskPage *self)
{
  gint64 now = get_now (self);

  self->n_updates++;
  self->shown_revision = simmer_task_get_revision (self->task);
  update_title (self);
  announce (self);
  update_actions (self);
  show_state (self, now);
  simmer_raw_group_show (self->raw, simmer_task_get_raw_answer (self->task));
  simmer_task_facts_show (self->facts, self->task, get_profile (self));
  self->shown = TRUE;
}

static gboolean
is_under_way (SimmerTaskPage *self)
{
  return self->task != NULL && simmer_task_is_active (self->task);
}

/* At most once a frame, and only while there is something new or something moves. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  if (self->task == NULL)
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }

  if (!self->shown || self->shown_revision != simmer_task_get_revision (self->task))
    show_task (self);
  if (is_under_way (self) && simmer_task_activity_glide (self->activity, get_now (self)))
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
ensure_tick (SimmerTaskPage *self)
{
  if (self->tick == 0 && self->task != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
revision_changed_cb (SimmerTaskPage *self)
{
  ensure_tick (self);
}

/* The words that change without any news: elapsed and remaining time. */
static gboolean
second_cb (gpointer user_data)
{
  SimmerTaskPage *self = user_data;

  if (is_under_way (self))
    {
      self->shown = self->shown && self->shown_revision == simmer_task_get_revision (self->task);
      if (self->shown)
        simmer_task_activity_show (self->activity, self->task, get_now (self));
      ensure_tick (self);
    }

  return G_SOURCE_CONTINUE;
}

static void
ended_cb (SimmerTaskPage *self, SimmerTask *task)
{
  if (task != self->task)
    return;

  self->has_ended = TRUE;
  self->shown = FALSE;
  ensure_tick (self);
}

static gboolean
fit_picture_cb (gpointer user_data)
{
  SimmerTaskPage *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  int height = (int) gtk_adjustment_get_page_size (adjustment) - ROOM_BELOW;

  self->fitting = 0;
  simmer_result_view_set_max_height (self->result,
                                     CLAMP (height, MIN_PICTURE_HEIGHT, MAX_PICTURE_HEIGHT));

  return G_SOURCE_REMOVE;
}

/* It changes while sizes are allocated: no time to ask for others. */
static void
page_size_changed_cb (SimmerTaskPage *self)
{
  if (self->fitting == 0)
    self->fitting = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_picture_cb, self, NULL);
}

static void
simmer_task_page_map (GtkWidget *widget)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  GTK_WIDGET_CLASS (simmer_task_page_parent_class)->map (widget);

  if (self->clock == 0)
    self->clock = g_timeout_add_seconds (1, second_cb, self);
  ensure_tick (self);
}

static void
stop (SimmerTaskPage *self)
{
  g_clear_handle_id (&self->clock, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

static void
simmer_task_page_unmap (GtkWidget *widget)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);

  stop (self);
  if (self->task == NULL)
    simmer_result_view_set_results (self->result, NULL, NULL, FALSE);

  GTK_WIDGET_CLASS (simmer_task_page_parent_class)->unmap (widget);
}

static void
simmer_task_page_dispose (GObject *object)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (object);

  stop (self);
  g_clear_handle_id (&self->fitting, g_source_remove);
  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_clear_object (&self->task);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_task_page_parent_class)->dispose (object);
}

/* Nothing but the scrolled part of the page would hear of these keys, and only with the focus in
 * it: a page that has just been opened has it in the header bar. */
static gboolean
scroll_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SimmerTaskPage *self = SIMMER_TASK_PAGE (widget);
  gboolean scrolled = FALSE;

  g_signal_emit_by_name (self->scroller,
                         "scroll-child",
                         (GtkScrollType) g_variant_get_int32 (arguments),
                         FALSE,
                         &scrolled);

  return scrolled;
}

static void
add_scrolling (GtkWidgetClass *klass)
{
  const struct
  {
    guint key;
    guint keypad;
    GtkScrollType scroll;
  } keys[] = {
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, GTK_SCROLL_PAGE_BACKWARD },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, GTK_SCROLL_PAGE_FORWARD },
    { GDK_KEY_Home, GDK_KEY_KP_Home, GTK_SCROLL_START },
    { GDK_KEY_End, GDK_KEY_KP_End, GTK_SCROLL_END },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (klass, keys[i].key, 0, scroll_cb, "i", (int) keys[i].scroll);
      gtk_widget_class_add_binding (klass, keys[i].keypad, 0, scroll_cb, "i", (int) keys[i].scroll);
    }
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "page.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (klass, "page.retry", NULL, retry_cb);
  gtk_widget_class_install_action (klass, "page.remove", NULL, remove_cb);
  gtk_widget_class_install_action (klass, "page.keep-waiting", NULL, keep_waiting_cb);
  gtk_widget_class_install_action (klass, "page.check-now", NULL, check_now_cb);
  gtk_widget_class_install_action (klass, "page.save-all", NULL, save_all_cb);
  gtk_widget_class_install_action (klass, "page.copy-prompt", NULL, copy_prompt_cb);
  gtk_widget_class_install_action (klass, "page.copy-id", NULL, copy_id_cb);
  gtk_widget_class_install_action (klass, "page.copy-details", NULL, copy_details_cb);
}

static void
simmer_task_page_class_init (SimmerTaskPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_task_page_dispose;

  widget_class->map = simmer_task_page_map;
  widget_class->unmap = simmer_task_page_unmap;

  g_type_ensure (SIMMER_TYPE_RAW_GROUP);
  g_type_ensure (SIMMER_TYPE_RESULT_VIEW);
  g_type_ensure (SIMMER_TYPE_TASK_ACTIVITY);
  g_type_ensure (SIMMER_TYPE_TASK_FACTS);
  g_type_ensure (SIMMER_TYPE_TASK_TROUBLE);
  install_actions (widget_class);
  add_scrolling (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-task-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, title);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, head);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, activity);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, result);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, raw);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskPage, facts);
  gtk_widget_class_bind_template_callback (widget_class, result_ready_cb);
}

static void
simmer_task_page_init (SimmerTaskPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller),
                           "notify::page-size",
                           G_CALLBACK (page_size_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

/**
 * simmer_task_page_new:
 * @manager: what can be ordered
 *
 * Returns: (transfer floating): a page of no task yet
 */
GtkWidget *
simmer_task_page_new (SimmerTaskManager *manager)
{
  SimmerTaskPage *self;

  g_return_val_if_fail (SIMMER_IS_TASK_MANAGER (manager), NULL);

  self = g_object_new (SIMMER_TYPE_TASK_PAGE, NULL);
  self->manager = g_object_ref (manager);
  g_signal_connect_object (manager, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * simmer_task_page_set_task:
 * @self: a page
 * @task: (nullable): what to show; %NULL lets go of it and of its pictures
 *
 * Shows a task from the top.
 */
void
simmer_task_page_set_task (SimmerTaskPage *self, SimmerTask *task)
{
  g_return_if_fail (SIMMER_IS_TASK_PAGE (self));
  g_return_if_fail (task == NULL || SIMMER_IS_TASK (task));

  if (self->task == task)
    return;

  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_set_object (&self->task, task);
  self->shown = FALSE;
  self->saw_active = FALSE;
  self->has_ended = FALSE;
  self->waits_for_result = FALSE;
  if (task == NULL)
    {
      /* What slides out of sight stays whole until it is out of sight. */
      if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
        simmer_result_view_set_results (self->result, NULL, NULL, FALSE);
      return;
    }

  simmer_result_view_set_results (self->result, NULL, NULL, FALSE);
  g_signal_connect_swapped (task, "notify::revision", G_CALLBACK (revision_changed_cb), self);
  show_task (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  ensure_tick (self);
}

/**
 * simmer_task_page_get_task:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the task that is shown
 */
SimmerTask *
simmer_task_page_get_task (SimmerTaskPage *self)
{
  g_return_val_if_fail (SIMMER_IS_TASK_PAGE (self), NULL);

  return self->task;
}

/**
 * simmer_task_page_get_n_updates:
 * @self: a page
 *
 * For tests and measurements.
 *
 * Returns: how often it took up what is new of its task
 */
guint
simmer_task_page_get_n_updates (SimmerTaskPage *self)
{
  g_return_val_if_fail (SIMMER_IS_TASK_PAGE (self), 0);

  return self->n_updates;
}
