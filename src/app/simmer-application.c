#define G_LOG_DOMAIN "Simmer-Application"

#include "config.h"

#include "simmer-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "simmer-application-actions.h"
#include "simmer-bus-objects.h"
#include "simmer-close-dialog.h"
#include "simmer-companion.h"
#include "simmer-compat.h"
#include "simmer-contrast.h"
#include "simmer-notifier.h"
#include "simmer-preferences.h"
#include "simmer-resources.h"
#include "simmer-settings.h"

/* How long a service without work waits for the next request. */
#define LINGER_SECONDS 10
/* How long a program without work hears the buttons of what it told. Daemons show that for some
 * seconds. */
#define LISTEN_SECONDS 20

struct _SimmerApplication
{
  AdwApplication parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  SimmerNotifier *notifier;   /* (owned) */
  SimmerCompanion *companion; /* (owned) */
  SimmerBusObjects *offered;  /* (owned) */
  GSettings *settings;        /* (owned) (nullable) */
  GPtrArray *kept;            /* (owned) of KeptAction: what came before the tasks were known */
  SimmerWindow *window;       /* (nullable) */

  gint64 begun;     /* monotonic µs */
  gboolean ready;   /* what is stored is there */
  gboolean holding; /* going on without a window */
  gboolean closing; /* the desktop is asked whether it may */
  gboolean quitting;
  gboolean stopped;
  guint signals[2];
  guint linger;
};

G_DEFINE_FINAL_TYPE (SimmerApplication, simmer_application, ADW_TYPE_APPLICATION)

typedef struct
{
  char *name;          /* (owned) */
  GVariant *parameter; /* (owned) */
} KeptAction;

static void
kept_action_free (gpointer data)
{
  KeptAction *kept = data;

  g_free (kept->name);
  g_variant_unref (kept->parameter);
  g_free (kept);
}

static guint
count_active (SimmerApplication *self)
{
  return simmer_task_queue_get_n_active (simmer_task_manager_get_queue (self->manager));
}

/* Without the schema, as in a program that was only built, nothing is remembered. */
static gboolean
get_choice (SimmerApplication *self, const char *key, gboolean fallback)
{
  return self->settings != NULL ? g_settings_get_boolean (self->settings, key) : fallback;
}

/* --- The end --- */

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!simmer_task_manager_stop_finish (SIMMER_TASK_MANAGER (source), result, &error))
    g_warning ("Not everything could be stored: %s", error->message);
  self->stopped = TRUE;
  g_application_release (G_APPLICATION (self));
  g_application_quit (G_APPLICATION (self));
}

static gboolean
signal_cb (gpointer user_data)
{
  simmer_application_end (user_data);

  return G_SOURCE_CONTINUE;
}

/* --- Without a window --- */

static void
set_holding (SimmerApplication *self, gboolean holding)
{
  simmer_companion_set_background (self->companion,
                                   holding && simmer_task_manager_is_at_work (self->manager));
  if (self->holding == holding)
    return;

  self->holding = holding;
  if (holding)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

/* Stands before the notifier's own handler. Whoever wants no notifications counts as one who looks.
 */
static void
task_ending_cb (SimmerApplication *self)
{
  simmer_notifier_set_seen (self->notifier,
                            simmer_companion_is_looked_at () || !get_choice (self, "notify", TRUE));
}

static gboolean
linger_cb (gpointer user_data)
{
  SimmerApplication *self = user_data;

  self->linger = 0;
  if (self->holding && !simmer_task_manager_is_at_work (self->manager))
    simmer_application_end (self);

  return G_SOURCE_REMOVE;
}

static void
linger (SimmerApplication *self)
{
  guint seconds = simmer_notifier_needs_listener (self->notifier) ? LISTEN_SECONDS : LINGER_SECONDS;

  g_clear_handle_id (&self->linger, g_source_remove);
  self->linger = g_timeout_add_seconds (seconds, linger_cb, self);
}

/* After the last task has ended there is nothing left to stay for, but to hear what the person
 * wants done with it. */
static void
task_ended_cb (SimmerApplication *self)
{
  if (!self->holding || simmer_task_manager_is_at_work (self->manager))
    return;
  set_holding (self, TRUE);
  simmer_notifier_flush (self->notifier);
  if (simmer_notifier_needs_listener (self->notifier))
    linger (self);
  else if (self->linger == 0)
    simmer_application_end (self);
}

static void
asked_cb (SimmerApplication *self)
{
  if (!self->holding)
    return;

  set_holding (self, TRUE);
  linger (self);
}

static void
go_on_without_window (SimmerApplication *self)
{
  g_debug ("going on in the background with %u tasks", count_active (self));
  set_holding (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
}

static void
close_answered_cb (const char *response, gpointer user_data)
{
  g_autoptr (SimmerApplication) self = user_data;

  if (g_str_equal (response, "quit"))
    simmer_application_end (self);
  else if (g_str_equal (response, "background") && self->window != NULL)
    {
      if (self->settings != NULL)
        g_settings_set_boolean (self->settings, "close-explained", TRUE);
      if (simmer_task_manager_is_at_work (self->manager))
        go_on_without_window (self);
      else
        simmer_application_end (self);
    }
}

static void
explain_close (SimmerApplication *self)
{
  simmer_close_dialog_explain (GTK_WINDOW (self->window), close_answered_cb, g_object_ref (self));
}

/* Where nothing would show a hidden Simmer, the person decides each time; but not about the moments
 * in which last results are fetched. */
static void
close_to_background (SimmerApplication *self)
{
  if (!simmer_task_manager_is_at_work (self->manager))
    simmer_application_end (self);
  else if (!get_choice (self, "close-explained", FALSE) ||
           (count_active (self) > 0 && !simmer_companion_is_in_sight (self->companion)))
    explain_close (self);
  else
    go_on_without_window (self);
}

static void
background_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean allowed =
    simmer_companion_ask_background_finish (SIMMER_COMPANION (source), result, &error);

  if (!self->closing || self->quitting || self->window == NULL)
    return;
  self->closing = FALSE;
  if (allowed)
    close_to_background (self);
  else
    simmer_close_dialog_refuse (GTK_WINDOW (self->window), close_answered_cb, g_object_ref (self));
}

/* Whoever closes again does not want to wait for the desktop's answer. */
static gboolean
close_request_cb (SimmerApplication *self)
{
  if (!simmer_task_manager_is_at_work (self->manager) || !get_choice (self, "background", TRUE))
    simmer_application_end (self);
  else if (self->closing)
    {
      self->closing = FALSE;
      explain_close (self);
    }
  else
    {
      self->closing = TRUE;
      simmer_companion_ask_background_async (
        self->companion, background_asked_cb, g_object_ref (self));
    }

  return GDK_EVENT_STOP;
}

/* --- The window --- */

static void
active_changed_cb (SimmerApplication *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self->window)))
    {
      simmer_notifier_set_seen (self->notifier, TRUE);
      simmer_companion_set_seen (self->companion);
    }
}

static void
painted_cb (GdkFrameClock *frame_clock, SimmerApplication *self)
{
  g_signal_handlers_disconnect_by_func (frame_clock, painted_cb, self);
  g_debug ("first-frame %.1f ms",
           (double) (g_get_monotonic_time () - self->begun) / G_TIME_SPAN_MILLISECOND);
}

static void
realized_cb (GtkWidget *window, SimmerApplication *self)
{
  g_signal_connect_after (
    gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), self);
}

static void
restore_acknowledged (SimmerApplication *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->settings == NULL)
    return;
  ids = g_settings_get_strv (self->settings, "seen-failures");
  simmer_task_sections_set_acknowledged (simmer_window_get_sections (self->window),
                                         (const char *const *) ids);
}

static void
keep_acknowledged (SimmerApplication *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->settings == NULL || !self->ready)
    return;
  ids = simmer_task_sections_dup_acknowledged (simmer_window_get_sections (self->window));
  g_settings_set_strv (self->settings, "seen-failures", (const char *const *) ids);
}

static void
ensure_window (SimmerApplication *self)
{
  if (self->window != NULL)
    return;

  self->window = SIMMER_WINDOW (simmer_window_new (GTK_APPLICATION (self), self->manager));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_signal_connect (self->window, "realize", G_CALLBACK (realized_cb), self);
  g_signal_connect_swapped (self->window, "close-request", G_CALLBACK (close_request_cb), self);
  g_signal_connect_swapped (
    self->window, "notify::is-active", G_CALLBACK (active_changed_cb), self);
  g_signal_connect_swapped (self->window, "hide", G_CALLBACK (keep_acknowledged), self);
  restore_acknowledged (self);
  if (self->ready)
    simmer_window_set_ready (self->window);
}

static void
refused_cb (SimmerApplication *self, const char *why)
{
  g_debug ("%s", why);
  if (self->window != NULL)
    simmer_task_orders_say (simmer_window_get_orders (self->window), why);
}

static void
called_cb (SimmerApplication *self, const char *token)
{
  ensure_window (self);
  if (token != NULL)
    gtk_window_set_startup_id (GTK_WINDOW (self->window), token);
  simmer_application_present (self);
}

static void
chosen_cb (SimmerApplication *self, const char *id)
{
  if (id != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), "show-task", g_variant_new_string (id));
  else
    simmer_application_present (self);
}

/* --- The begin --- */

static void
activate_kept (SimmerApplication *self)
{
  g_autoptr (GPtrArray) kept = g_steal_pointer (&self->kept);

  self->kept = g_ptr_array_new_with_free_func (kept_action_free);
  for (guint i = 0; i < kept->len && !self->quitting; i++)
    {
      KeptAction *action = kept->pdata[i];

      g_action_group_activate_action (G_ACTION_GROUP (self), action->name, action->parameter);
    }
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!simmer_task_manager_start_finish (SIMMER_TASK_MANAGER (source), result, &error))
    {
      if (self->quitting)
        return;
      g_warning ("Cannot start: %s", error->message);
      if (self->window != NULL)
        simmer_task_orders_say (simmer_window_get_orders (self->window), error->message);
    }
  g_debug ("started with %u active tasks", count_active (self));
  self->ready = TRUE;
  simmer_bus_objects_start (self->offered, self->manager);
  if (self->window != NULL)
    simmer_window_set_ready (self->window);
  else
    {
      set_holding (self, TRUE);
      linger (self);
    }
  activate_kept (self);
  g_application_release (G_APPLICATION (self));
}

static void
simmer_application_startup (GApplication *application)
{
  SimmerApplication *self = SIMMER_APPLICATION (application);

  simmer_register_resource ();
  G_APPLICATION_CLASS (simmer_application_parent_class)->startup (application);
  simmer_contrast_follow (gdk_display_get_default ());
  gtk_window_set_default_icon_name (SIMMER_APP_ID);

  self->settings = simmer_settings_new ();
  self->manager = simmer_task_manager_new (NULL, NULL, NULL, SIMMER_FOLLOWING_ALL);
  g_signal_connect_swapped (self->manager, "ended", G_CALLBACK (task_ending_cb), self);
  self->notifier = simmer_notifier_new (application, self->manager);
  g_signal_connect_swapped (self->manager, "ended", G_CALLBACK (task_ended_cb), self);
  self->companion = simmer_companion_new (GTK_APPLICATION (self), self->manager, self->settings);
  g_signal_connect_swapped (self->companion, "open", G_CALLBACK (called_cb), self);
  g_signal_connect_swapped (self->companion, "lost", G_CALLBACK (simmer_application_present), self);
  g_signal_connect_swapped (self->companion, "refused", G_CALLBACK (refused_cb), self);
  simmer_settings_apply (self->settings, TRUE, self->manager);
  simmer_application_actions_install (self);
  /* Started without a window, it stays for as long as something is under way. */
  g_application_hold (application);
  simmer_task_manager_start_async (self->manager, NULL, started_cb, g_object_ref (self));

  self->signals[0] = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, signal_cb, self);
}

static void
simmer_application_activate (GApplication *application)
{
  simmer_application_present (SIMMER_APPLICATION (application));
}

/* What a link wants is shown; the person decides. */
static void
simmer_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autofree char *uri = g_file_get_uri (files[0]);

  g_action_group_activate_action (
    G_ACTION_GROUP (application), "open-link", g_variant_new_string (uri));
}

/* What others may ask is offered before the name is taken: a call that started the program must not
 * find nothing. */
static gboolean
simmer_application_dbus_register (GApplication *application,
                                  GDBusConnection *connection,
                                  const char *object_path,
                                  GError **error)
{
  SimmerApplication *self = SIMMER_APPLICATION (application);

  return G_APPLICATION_CLASS (simmer_application_parent_class)
           ->dbus_register (application, connection, object_path, error) &&
         simmer_bus_objects_export (self->offered, connection, object_path, error);
}

static void
simmer_application_dbus_unregister (GApplication *application,
                                    GDBusConnection *connection,
                                    const char *object_path)
{
  SimmerApplication *self = SIMMER_APPLICATION (application);

  if (self->offered != NULL)
    simmer_bus_objects_unexport (self->offered);
  G_APPLICATION_CLASS (simmer_application_parent_class)
    ->dbus_unregister (application, connection, object_path);
}

static int
simmer_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autofree char *track = NULL;
  g_autoptr (GError) error = NULL;
  gboolean open_new = g_variant_dict_contains (options, "new");

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("%s %s\n", "simmer", SIMMER_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "track", "s", &track);
  if (track == NULL && !open_new)
    return -1;

  /* one instance does it, this one or the one that runs */
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (track != NULL)
    g_action_group_activate_action (
      G_ACTION_GROUP (application), "track-text", g_variant_new_string (track));
  else
    g_action_group_activate_action (G_ACTION_GROUP (application), "new", NULL);

  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
simmer_application_shutdown (GApplication *application)
{
  SimmerApplication *self = SIMMER_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_handle_id (&self->linger, g_source_remove);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  G_APPLICATION_CLASS (simmer_application_parent_class)->shutdown (application);
}

static void
simmer_application_dispose (GObject *object)
{
  SimmerApplication *self = SIMMER_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  if (self->companion != NULL)
    g_signal_handlers_disconnect_by_data (self->companion, self);
  g_clear_object (&self->companion);
  if (self->offered != NULL)
    g_signal_handlers_disconnect_by_data (self->offered, self);
  g_clear_object (&self->offered);
  g_clear_object (&self->notifier);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_application_parent_class)->dispose (object);
}

static void
simmer_application_class_init (SimmerApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = simmer_application_dispose;

  application_class->startup = simmer_application_startup;
  application_class->activate = simmer_application_activate;
  application_class->open = simmer_application_open;
  application_class->handle_local_options = simmer_application_handle_local_options;
  application_class->dbus_register = simmer_application_dbus_register;
  application_class->dbus_unregister = simmer_application_dbus_unregister;
  application_class->shutdown = simmer_application_shutdown;
}

static void
simmer_application_init (SimmerApplication *self)
{
  const GOptionEntry options[] = {
    { "new", 'n', 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the dialog for a new generation"), NULL },
    { "track",
      't',
      0,
      G_OPTION_ARG_STRING,
      NULL,
      N_ ("Follow a task by its id or address"),
      N_ ("ID") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { NULL },
  };

  self->begun = g_get_monotonic_time ();
  self->kept = g_ptr_array_new_with_free_func (kept_action_free);
  self->offered = simmer_bus_objects_new ();
  g_signal_connect_swapped (self->offered, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect_swapped (self->offered, "chosen", G_CALLBACK (chosen_cb), self);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * simmer_application_new:
 *
 * Returns: (transfer full): the application, not yet registered
 */
SimmerApplication *
simmer_application_new (void)
{
  return g_object_new (SIMMER_TYPE_APPLICATION,
                       "application-id",
                       SIMMER_APP_ID,
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       "/io/github/simmer_app/Simmer",
                       NULL);
}

/**
 * simmer_application_present:
 * @self: an application
 *
 * Shows its window, which it has from then on.
 *
 * Returns: (transfer none) (nullable): the window, %NULL once the program is ending
 */
SimmerWindow *
simmer_application_present (SimmerApplication *self)
{
  if (self->quitting)
    return NULL;
  ensure_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
  set_holding (self, FALSE);

  return self->window;
}

/**
 * simmer_application_end:
 * @self: an application
 *
 * Ends the program once everything is on disk.
 */
void
simmer_application_end (SimmerApplication *self)
{
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (self));

  if (self->quitting)
    return;
  g_debug ("quitting with %u active tasks", count_active (self));
  self->quitting = TRUE;
  if (self->window != NULL)
    {
      simmer_task_orders_flush (simmer_window_get_orders (self->window));
      gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
    }
  simmer_notifier_flush (self->notifier);
  simmer_companion_stop (self->companion);
  simmer_bus_objects_unexport (self->offered);
  if (connection != NULL)
    g_dbus_connection_flush (connection, NULL, NULL, NULL);
  g_application_hold (G_APPLICATION (self));
  simmer_task_manager_stop_async (self->manager, stopped_cb, g_object_ref (self));
}

/**
 * simmer_application_get_manager:
 * @self: an application that has started up
 *
 * Returns: (transfer none): what the window, the notifications and the icon talk to
 */
SimmerTaskManager *
simmer_application_get_manager (SimmerApplication *self)
{
  return self->manager;
}

/**
 * simmer_application_keep_action:
 * @self: an application
 * @name: one of its actions, which is about a task
 * @parameter: of it
 *
 * A button of a notification may be what starts the program: as long as the tasks are not known,
 * nothing can be found. Such an action is activated again once they are.
 *
 * Returns: whether it is kept until then
 */
gboolean
simmer_application_keep_action (SimmerApplication *self, const char *name, GVariant *parameter)
{
  KeptAction *kept;

  if (self->ready)
    return FALSE;
  g_debug ("%s waits until the tasks are known", name);
  kept = g_new0 (KeptAction, 1);
  kept->name = g_strdup (name);
  kept->parameter = g_variant_ref (parameter);
  g_ptr_array_add (self->kept, kept);

  return TRUE;
}
