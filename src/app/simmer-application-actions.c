#include "config.h"

#include "simmer-application-actions.h"

#include <glib/gi18n.h>

#include "simmer-compat.h"
#include "simmer-find-dialog.h"
#include "simmer-preferences.h"
#include "simmer-sign-in-window.h"
#include "simmer-submit-dialog.h"

/* What can be asked of the application as a whole, from its window, its notifications and its icon.
 * Most of it needs the window, which is not to be had any more once the program is ending. */

static SimmerTask *
find_task (SimmerApplication *self, GVariant *id)
{
  SimmerTaskManager *manager = simmer_application_get_manager (self);

  return simmer_task_queue_find (simmer_task_manager_get_queue (manager),
                                 g_variant_get_string (id, NULL));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  simmer_application_end (user_data);
}

static void
activate_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  simmer_application_present (user_data);
}

static SimmerSubmitDialog *
open_submit_dialog (SimmerApplication *self)
{
  SimmerWindow *window = simmer_application_present (self);
  GtkWidget *dialog;

  if (window == NULL)
    return NULL;
  dialog = simmer_submit_dialog_new (simmer_application_get_manager (self), GTK_WINDOW (window));
  g_signal_connect_object (
    dialog, "submitted", G_CALLBACK (simmer_window_reveal), window, G_CONNECT_SWAPPED);

  return SIMMER_SUBMIT_DIALOG (dialog);
}

static void
new_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerSubmitDialog *dialog = open_submit_dialog (user_data);

  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
}

static void
track_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerSubmitDialog *dialog = open_submit_dialog (user_data);

  if (dialog != NULL)
    simmer_submit_dialog_present_track (
      dialog, parameter != NULL ? g_variant_get_string (parameter, NULL) : NULL);
}

static void
find_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);
  GtkWidget *dialog;

  if (window == NULL)
    return;
  dialog = simmer_find_dialog_new (simmer_application_get_manager (user_data), GTK_WINDOW (window));
  g_signal_connect_object (
    dialog, "followed", G_CALLBACK (simmer_window_reveal), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
accounts_changed_cb (SimmerApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "find");

  g_simple_action_set_enabled (
    G_SIMPLE_ACTION (action), simmer_find_dialog_is_useful (simmer_application_get_manager (self)));
}

static void
nothing_answered_cb (const char *response, gpointer user_data)
{
}

/* From a page of the web, a message or wherever: nothing is asked or followed before the person has
 * seen what it is about. */
static void
open_link_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const SimmerCompatButton buttons[] = { { "cancel", _ ("_Close"), 'n' } };
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerLink) link = simmer_link_new (g_variant_get_string (parameter, NULL), &error);
  SimmerSubmitDialog *dialog;
  SimmerWindow *window;

  if (link == NULL)
    {
      window = simmer_application_present (user_data);
      if (window != NULL)
        simmer_compat_ask (GTK_WINDOW (window),
                           _ ("This Link Cannot Be Followed"),
                           error->message,
                           buttons,
                           G_N_ELEMENTS (buttons),
                           nothing_answered_cb,
                           NULL);
      return;
    }

  dialog = open_submit_dialog (user_data);
  if (dialog != NULL)
    simmer_submit_dialog_present_link (dialog, link);
}

static void
sign_in_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerTaskManager *manager = simmer_application_get_manager (user_data);
  const char *id = g_variant_get_string (parameter, NULL);
  SimmerAccount *account = simmer_task_manager_get_account (manager, id);
  SimmerWindow *window;

  if (account == NULL || simmer_account_get_builtin (account))
    return;
  window = simmer_application_present (user_data);
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (simmer_sign_in_window_new (manager, id, GTK_WINDOW (window))));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (
      simmer_preferences_new (simmer_application_get_manager (user_data), GTK_WINDOW (window))));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);

  if (window != NULL)
    simmer_compat_show_about (GTK_WINDOW (window));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);

  if (window != NULL)
    simmer_compat_show_shortcuts (GTK_APPLICATION_WINDOW (window));
}

static gboolean
is_early (SimmerApplication *self, GSimpleAction *action, GVariant *id)
{
  return simmer_application_keep_action (self, g_action_get_name (G_ACTION (action)), id);
}

static void
show_task_action (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);
  SimmerTask *task = is_early (user_data, action, id) ? NULL : find_task (user_data, id);

  if (window != NULL && task != NULL)
    simmer_window_show_task (window, task);
}

static void
retry_action (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  SimmerTaskManager *manager = simmer_application_get_manager (user_data);
  SimmerTask *task;

  if (is_early (user_data, action, id))
    return;
  task = find_task (user_data, id);
  if (task != NULL && simmer_task_manager_can_retry (manager, task, NULL))
    simmer_task_manager_retry (manager, task);
  else
    simmer_application_present (user_data);
}

static void
save_action (GSimpleAction *action, GVariant *id, gpointer user_data)
{
  SimmerWindow *window = simmer_application_present (user_data);

  if (window != NULL && !is_early (user_data, action, id))
    gtk_widget_activate_action_variant (GTK_WIDGET (window), "win.save", id);
}

/**
 * simmer_application_actions_install:
 * @application: an application that is starting up, its manager there
 *
 * Adds its actions and the keys for them and for the window's.
 */
void
simmer_application_actions_install (SimmerApplication *application)
{
  static const GActionEntry entries[] = {
    { "quit", quit_action },
    { "activate", activate_action },
    { "new", new_action },
    { "track", track_action },
    { "find", find_action },
    { "track-text", track_action, "s" },
    { "open-link", open_link_action, "s" },
    { "preferences", preferences_action },
    { "sign-in", sign_in_action, "s" },
    { "shortcuts", shortcuts_action },
    { "about", about_action },
    { "show-task", show_task_action, "s" },
    { "retry", retry_action, "s" },
    { "save", save_action, "s" },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "app.new", { "<Control>n" } },
    { "app.preferences", { "<Control>comma" } },
    { "win.search", { "<Control>f" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
  };

  g_action_map_add_action_entries (
    G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (
      GTK_APPLICATION (application), keys[i].action, keys[i].keys);
  g_signal_connect_object (
    simmer_task_manager_get_accounts (simmer_application_get_manager (application)),
    "items-changed",
    G_CALLBACK (accounts_changed_cb),
    application,
    G_CONNECT_SWAPPED);
  accounts_changed_cb (application);
}
