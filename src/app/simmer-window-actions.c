#include "config.h"

#include "simmer-window-actions.h"

#include <glib/gi18n.h>

/* The actions that take a task's id, or mean the marked ones, or a section: they find the tasks
 * and hand them to SimmerTaskOrders. */

static SimmerTask *
find_task (SimmerWindow *self, GVariant *id)
{
  return simmer_task_queue_find (simmer_window_get_queue (self), g_variant_get_string (id, NULL));
}

static GPtrArray *
find_tasks (SimmerWindow *self, GVariant *id)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerTask *task = find_task (self, id);

  if (task != NULL)
    g_ptr_array_add (tasks, g_object_ref (task));

  return tasks;
}

static void
show_task_action (GtkWidget *widget, const char *name, GVariant *id)
{
  SimmerTask *task = find_task (SIMMER_WINDOW (widget), id);

  if (task != NULL)
    simmer_window_show_task (SIMMER_WINDOW (widget), task);
}

typedef void (*OrderOne) (SimmerTaskOrders *orders, SimmerTask *task);
typedef void (*OrderMany) (SimmerTaskOrders *orders, GPtrArray *tasks);

static const struct
{
  const char *action;
  OrderOne order;
} one_orders[] = {
  { "win.cancel", simmer_task_orders_cancel },
  { "win.unfollow", simmer_task_orders_unfollow },
  { "win.follow", simmer_task_orders_follow },
  { "win.check", simmer_task_orders_check },
};

static const struct
{
  const char *action;
  const char *selected_action;
  OrderMany order;
} many_orders[] = {
  { "win.retry", "win.retry-selected", simmer_task_orders_retry },
  { "win.save", "win.save-selected", simmer_task_orders_save },
  { "win.remove", "win.remove-selected", simmer_task_orders_remove },
};

static void
one_action (GtkWidget *widget, const char *name, GVariant *id)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  SimmerTask *task = find_task (self, id);

  for (guint i = 0; task != NULL && i < G_N_ELEMENTS (one_orders); i++)
    if (g_str_equal (one_orders[i].action, name))
      one_orders[i].order (simmer_window_get_orders (self), task);
}

static void
many_action (GtkWidget *widget, const char *name, GVariant *id)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  g_autoptr (GPtrArray) tasks = find_tasks (self, id);

  for (guint i = 0; tasks->len > 0 && i < G_N_ELEMENTS (many_orders); i++)
    if (g_str_equal (many_orders[i].action, name))
      many_orders[i].order (simmer_window_get_orders (self), tasks);
}

static void
selected_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  SimmerTaskMarks *marks = simmer_task_list_get_marks (simmer_window_get_list (self));
  g_autoptr (GPtrArray) tasks = simmer_task_marks_get_tasks (marks);

  for (guint i = 0; i < G_N_ELEMENTS (many_orders); i++)
    if (g_str_equal (many_orders[i].selected_action, name))
      many_orders[i].order (simmer_window_get_orders (self), tasks);
  simmer_task_marks_set_selecting (marks, FALSE);
}

static void
retry_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  g_autoptr (GPtrArray) tasks =
    simmer_task_sections_get_tasks (simmer_window_get_sections (self), SIMMER_SECTION_ATTENTION);

  simmer_task_orders_retry (simmer_window_get_orders (self), tasks);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *kind)
{
  SimmerWindow *self = SIMMER_WINDOW (widget);
  gint32 section = g_variant_get_int32 (kind);
  g_autoptr (GPtrArray) tasks = NULL;

  if (section < 0 || section >= SIMMER_N_SECTIONS)
    return;
  tasks = simmer_task_sections_get_tasks (simmer_window_get_sections (self), (guint) section);
  simmer_task_orders_remove (simmer_window_get_orders (self), tasks);
}

/* --- Copying --- */

static void
copy_text (SimmerWindow *self, const char *text, const char *message)
{
  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  simmer_task_orders_say (simmer_window_get_orders (self), message);
}

static void
copy_prompt_action (GtkWidget *widget, const char *name, GVariant *id)
{
  SimmerTask *task = find_task (SIMMER_WINDOW (widget), id);

  if (task != NULL)
    copy_text (SIMMER_WINDOW (widget), simmer_task_get_title (task), _ ("Prompt copied"));
}

static void
copy_id_action (GtkWidget *widget, const char *name, GVariant *id)
{
  SimmerTask *task = find_task (SIMMER_WINDOW (widget), id);

  if (task != NULL)
    copy_text (SIMMER_WINDOW (widget), simmer_task_get_remote_id (task), _ ("Task ID copied"));
}

/**
 * simmer_window_actions_install:
 * @widget_class: the class of #SimmerWindow
 *
 * Installs the actions of its tasks.
 */
void
simmer_window_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-task", "s", show_task_action);
  for (guint i = 0; i < G_N_ELEMENTS (one_orders); i++)
    gtk_widget_class_install_action (widget_class, one_orders[i].action, "s", one_action);
  for (guint i = 0; i < G_N_ELEMENTS (many_orders); i++)
    {
      gtk_widget_class_install_action (widget_class, many_orders[i].action, "s", many_action);
      gtk_widget_class_install_action (
        widget_class, many_orders[i].selected_action, NULL, selected_action);
    }
  gtk_widget_class_install_action (widget_class, "win.retry-all", NULL, retry_all_action);
  gtk_widget_class_install_action (widget_class, "win.clear", "i", clear_action);
  gtk_widget_class_install_action (widget_class, "win.copy-prompt", "s", copy_prompt_action);
  gtk_widget_class_install_action (widget_class, "win.copy-id", "s", copy_id_action);
}
