#include "config.h"

#include "simmer-list-keys.h"

/* What the keyboard does in the queue: orders for the row that has the focus, marks, and the way
 * past headings. */

/* Activates an action for the row that has the focus; @args is its name. */
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
  SimmerTaskList *list = SIMMER_TASK_LIST (widget);
  SimmerTaskMarks *marks = simmer_task_list_get_marks (list);
  SimmerTask *task = simmer_task_list_get_focused (list);
  gboolean plain = g_variant_get_boolean (args);

  /* a plain space goes on to the button that has the focus */
  if (task == NULL || (plain && !simmer_task_marks_get_selecting (marks)) ||
      GTK_IS_BUTTON (gtk_root_get_focus (gtk_widget_get_root (widget))))
    return FALSE;
  simmer_task_marks_toggle (marks, task);

  return TRUE;
}

static gboolean
step_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return simmer_task_list_step (SIMMER_TASK_LIST (widget), g_variant_get_int32 (args));
}

static gboolean
mark_all_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  simmer_task_marks_add_all (simmer_task_list_get_marks (SIMMER_TASK_LIST (widget)));

  return TRUE;
}

/**
 * simmer_list_keys_install:
 * @widget_class: the class of #SimmerTaskList
 *
 * Installs its key bindings.
 */
void
simmer_list_keys_install (GtkWidgetClass *widget_class)
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
    { GDK_KEY_F10, GDK_SHIFT_MASK, "queue.menu" },
    { GDK_KEY_Menu, 0, "queue.menu" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    gtk_widget_class_add_binding (
      widget_class, orders[i].key, orders[i].modifiers, order_key_cb, "s", orders[i].action);
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

/**
 * simmer_list_keys_catch:
 * @list: a list
 *
 * Takes the keys that would be the view's own unless they were caught before: the space bar,
 * "select all" and the arrows.
 */
void
simmer_list_keys_catch (SimmerTaskList *list)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_shortcut (
    controller, GDK_KEY_space, GDK_CONTROL_MASK, toggle_key_cb, g_variant_new_boolean (FALSE));
  add_shortcut (controller, GDK_KEY_space, 0, toggle_key_cb, g_variant_new_boolean (TRUE));
  add_shortcut (controller, GDK_KEY_a, GDK_CONTROL_MASK, mark_all_key_cb, NULL);
  add_shortcut (controller, GDK_KEY_Up, 0, step_key_cb, g_variant_new_int32 (-1));
  add_shortcut (controller, GDK_KEY_KP_Up, 0, step_key_cb, g_variant_new_int32 (-1));
  add_shortcut (controller, GDK_KEY_Down, 0, step_key_cb, g_variant_new_int32 (1));
  add_shortcut (controller, GDK_KEY_KP_Down, 0, step_key_cb, g_variant_new_int32 (1));
  gtk_widget_add_controller (GTK_WIDGET (list), controller);
}
