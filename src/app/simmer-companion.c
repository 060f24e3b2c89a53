#define G_LOG_DOMAIN "Simmer-Companion"

#include "config.h"

#include "simmer-companion.h"

#include <glib/gi18n.h>

#include "simmer-autostart.h"
#include "simmer-background-permission.h"
#include "simmer-background-status.h"
#include "simmer-presence.h"
#include "simmer-sandbox.h"

/* How long a panel may be away, as while it starts anew, before the window comes back for it. */
#define PATIENCE_USEC (5 * G_USEC_PER_SEC)

struct _SimmerCompanion
{
  GObject parent_instance;

  GtkApplication *application;    /* outlives this */
  SimmerTaskManager *manager;     /* (owned) */
  GSettings *settings;            /* (owned) (nullable) */
  SimmerSummary *summary;         /* (owned) */
  SimmerPresence *presence;       /* (owned) */
  SimmerBackgroundStatus *status; /* (owned) (nullable) in a sandbox */

  guint inhibition;          /* cookie; 0 for none */
  SimmerAlarm *lost;         /* (owned) gives the icon up */
  GCancellable *cancellable; /* (owned) of what the desktop is asked */
  gboolean granted;          /* the desktop's portal looks after a Simmer without a window */
  gboolean background;
  gboolean stopped;
};

enum
{
  OPEN,
  LOST,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerCompanion, simmer_companion, G_TYPE_OBJECT)

static gboolean
is_wanted (SimmerCompanion *self, const char *key, gboolean fallback)
{
  return self->settings != NULL ? g_settings_get_boolean (self->settings, key) : fallback;
}

static void
apply_surfaces (SimmerCompanion *self)
{
  SimmerSurfaces surfaces = SIMMER_SURFACE_NONE;

  if (is_wanted (self, "show-icon", TRUE))
    surfaces |= SIMMER_SURFACE_ICON;
  if (is_wanted (self, "show-progress", TRUE))
    surfaces |= SIMMER_SURFACE_DOCK;
  simmer_presence_set_surfaces (self->presence, surfaces);
}

/* Sleep is kept off only if the person chose that, and only while something is under way here. */
static void
apply_inhibition (SimmerCompanion *self)
{
  const SimmerFigure *figure = simmer_summary_get_figure (self->summary);
  gboolean wanted = is_wanted (self, "keep-awake", FALSE) && !self->stopped && !figure->paused &&
                    simmer_figure_get_n_active (figure) > 0;

  if (wanted && self->inhibition == 0)
    self->inhibition =
      gtk_application_inhibit (self->application,
                               gtk_application_get_active_window (self->application),
                               GTK_APPLICATION_INHIBIT_SUSPEND,
                               _ ("Generations are under way"));
  else if (!wanted && self->inhibition != 0)
    {
      gtk_application_uninhibit (self->application, self->inhibition);
      self->inhibition = 0;
    }
}

/* --- Starting with the session --- */

static void autostart_changed_cb (SimmerCompanion *self);

/* A switch that shows what is not so would be worse than one that moves back. By that, nothing is
 * wished. */
static void
autostart_refused (SimmerCompanion *self, const char *why)
{
  g_signal_handlers_block_by_func (self->settings, autostart_changed_cb, self);
  g_settings_set_boolean (self->settings, "autostart", FALSE);
  g_signal_handlers_unblock_by_func (self->settings, autostart_changed_cb, self);
  g_signal_emit (self, signals[REFUSED], 0, why);
}

static void
autostart_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerCompanion *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean autostart;

  simmer_background_permission_ask_finish (result, &autostart, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!autostart && g_settings_get_boolean (self->settings, "autostart"))
    autostart_refused (self,
                       _ ("This desktop does not start Simmer with the session. Its settings may "
                          "have a switch for that."));
}

/* What the person switched by hand elsewhere holds until the switch in the preferences is moved. */
static void
autostart_changed_cb (SimmerCompanion *self)
{
  GApplication *application = G_APPLICATION (self->application);
  gboolean enabled = g_settings_get_boolean (self->settings, "autostart");
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  if (simmer_sandbox_is_inside ())
    {
      GDBusConnection *connection = g_application_get_dbus_connection (application);

      if (connection != NULL)
        simmer_background_permission_ask_async (
          connection, enabled, self->cancellable, autostart_answered_cb, self);
    }
  else if (!simmer_autostart_write (
             folder, g_application_get_application_id (application), enabled, &error))
    {
      g_autofree char *why = g_strdup_printf (
        _ ("What starts with the session could not be changed: %s"), error->message);

      autostart_refused (self, why);
    }
}

/* --- What is shown --- */

static void
settings_changed_cb (SimmerCompanion *self)
{
  apply_surfaces (self);
  apply_inhibition (self);
}

static void
summary_changed_cb (SimmerCompanion *self)
{
  apply_inhibition (self);
  if (self->status != NULL && self->background)
    {
      g_autofree char *words = simmer_figure_describe (simmer_summary_get_figure (self->summary));

      simmer_background_status_set (self->status, words);
    }
}

static void
paused_cb (SimmerCompanion *self)
{
  simmer_summary_set_paused (self->summary, simmer_task_manager_get_paused (self->manager));
}

/* --- What is done outside the window --- */

static void
open_cb (SimmerCompanion *self, const char *token)
{
  g_signal_emit (self, signals[OPEN], 0, token);
}

static void
show_task_cb (SimmerCompanion *self, const char *id)
{
  g_action_group_activate_action (
    G_ACTION_GROUP (self->application), "show-task", g_variant_new_string (id));
}

static void
cancel_task (SimmerCompanion *self, SimmerTask *task)
{
  if (task != NULL && simmer_task_manager_can_cancel (self->manager, task, NULL))
    simmer_task_manager_cancel (self->manager, task);
}

static void
cancel_task_cb (SimmerCompanion *self, const char *id)
{
  cancel_task (self, simmer_task_queue_find (simmer_task_manager_get_queue (self->manager), id));
}

static void
cancel_all_cb (SimmerCompanion *self)
{
  g_autoptr (GPtrArray) active =
    simmer_task_queue_list_active (simmer_task_manager_get_queue (self->manager));

  for (guint i = 0; i < active->len; i++)
    cancel_task (self, active->pdata[i]);
}

static void
pause_cb (SimmerCompanion *self, gboolean paused)
{
  simmer_task_manager_set_paused (self->manager, paused);
}

static void
quit_cb (SimmerCompanion *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);
}

/* --- Out of sight --- */

static void
give_up_cb (gpointer user_data)
{
  g_debug ("no panel shows the icon any longer");
  g_signal_emit (user_data, signals[LOST], 0);
}

static void
listed_cb (SimmerCompanion *self)
{
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);

  if (self->background && !simmer_companion_is_in_sight (self))
    simmer_alarm_set (self->lost, simmer_clock_get_boot (clock) + PATIENCE_USEC);
  else
    simmer_alarm_unset (self->lost);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SimmerCompanion *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->granted = simmer_background_permission_ask_finish (result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
simmer_companion_dispose (GObject *object)
{
  SimmerCompanion *self = SIMMER_COMPANION (object);

  if (self->manager != NULL)
    {
      simmer_companion_stop (self);
      g_signal_handlers_disconnect_by_data (self->manager, self);
      g_signal_handlers_disconnect_by_data (self->summary, self);
      g_signal_handlers_disconnect_by_data (self->presence, self);
    }
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_pointer (&self->lost, simmer_alarm_free);
  g_clear_object (&self->status);
  g_clear_object (&self->presence);
  g_clear_object (&self->summary);
  g_clear_object (&self->settings);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_companion_parent_class)->dispose (object);
}

static void
simmer_companion_finalize (GObject *object)
{
  SimmerCompanion *self = SIMMER_COMPANION (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (simmer_companion_parent_class)->finalize (object);
}

static void
simmer_companion_class_init (SimmerCompanionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_companion_dispose;
  object_class->finalize = simmer_companion_finalize;

  /**
   * SimmerCompanion::open:
   * @self: the companion
   * @token: (nullable): with which the window may take the focus
   */
  signals[OPEN] = g_signal_new ("open",
                                SIMMER_TYPE_COMPANION,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);

  /**
   * SimmerCompanion::lost:
   * @self: the companion
   *
   * In the background, the icon was in sight and has not been for a while.
   */
  signals[LOST] = g_signal_new (
    "lost", SIMMER_TYPE_COMPANION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SimmerCompanion::refused:
   * @self: the companion
   * @why: for the person
   *
   * What was chosen in the preferences cannot be had here.
   */
  signals[REFUSED] = g_signal_new ("refused",
                                   SIMMER_TYPE_COMPANION,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
}

static void
simmer_companion_init (SimmerCompanion *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
listen (SimmerCompanion *self)
{
  g_signal_connect_swapped (self->manager, "notify::paused", G_CALLBACK (paused_cb), self);
  g_signal_connect_swapped (self->summary, "changed", G_CALLBACK (summary_changed_cb), self);
  g_signal_connect_swapped (self->presence, "notify::listed", G_CALLBACK (listed_cb), self);
  g_signal_connect_swapped (self->presence, "open", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (self->presence, "show-task", G_CALLBACK (show_task_cb), self);
  g_signal_connect_swapped (self->presence, "cancel-task", G_CALLBACK (cancel_task_cb), self);
  g_signal_connect_swapped (self->presence, "cancel-all", G_CALLBACK (cancel_all_cb), self);
  g_signal_connect_swapped (self->presence, "pause", G_CALLBACK (pause_cb), self);
  g_signal_connect_swapped (self->presence, "quit", G_CALLBACK (quit_cb), self);
  if (self->settings != NULL)
    {
      g_signal_connect_swapped (self->settings, "changed", G_CALLBACK (settings_changed_cb), self);
      g_signal_connect_swapped (
        self->settings, "changed::autostart", G_CALLBACK (autostart_changed_cb), self);
    }
}

/**
 * simmer_companion_new:
 * @application: registered; outlives the companion
 * @manager: what is shown and steered
 * @settings: (nullable): what the person wants to see
 *
 * Returns: (transfer full): a companion
 */
SimmerCompanion *
simmer_companion_new (GtkApplication *application, SimmerTaskManager *manager, GSettings *settings)
{
  SimmerCompanion *self = g_object_new (SIMMER_TYPE_COMPANION, NULL);
  GDBusConnection *connection = g_application_get_dbus_connection (G_APPLICATION (application));

  self->application = application;
  self->manager = g_object_ref (manager);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  self->summary = simmer_summary_new (simmer_task_manager_get_queue (manager),
                                      simmer_task_manager_get_clock (manager));
  self->presence =
    simmer_presence_new (connection,
                         NULL,
                         g_application_get_application_id (G_APPLICATION (application)),
                         self->summary);
  simmer_presence_set_right_to_left (self->presence,
                                     gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL);
  self->lost = simmer_alarm_new (simmer_task_manager_get_clock (manager), give_up_cb, self);
  if (connection != NULL && simmer_sandbox_is_inside ())
    self->status =
      simmer_background_status_new (connection, simmer_task_manager_get_clock (manager));
  listen (self);
  if (connection != NULL)
    apply_surfaces (self);

  return self;
}

/**
 * simmer_companion_ask_background_async:
 * @self: a companion
 * @callback: is called at the next turn of the loop at the soonest
 * @user_data: for @callback
 *
 * Asks, where a sandbox makes that needed, whether Simmer may go on without its window. A desktop
 * without a portal to ask is like none with a sandbox.
 */
void
simmer_companion_ask_background_async (SimmerCompanion *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, user_data);

  g_task_set_source_tag (task, simmer_companion_ask_background_async);
  if (self->status == NULL)
    g_task_return_boolean (task, TRUE);
  else
    simmer_background_permission_ask_async (
      g_application_get_dbus_connection (G_APPLICATION (self->application)),
      is_wanted (self, "autostart", FALSE),
      self->cancellable,
      asked_cb,
      g_object_ref (task));
}

/**
 * simmer_companion_ask_background_finish:
 * @self: a companion
 * @result: what the callback was given
 * @error: return location; %G_IO_ERROR_CANCELLED if the program ends
 *
 * Returns: whether nothing forbids to go on without a window
 */
gboolean
simmer_companion_ask_background_finish (SimmerCompanion *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_companion_is_in_sight:
 * @self: a companion
 *
 * Returns: whether a person finds Simmer without its window: in a notification area, or because the
 *   desktop granted that it goes on and so looks after it
 */
gboolean
simmer_companion_is_in_sight (SimmerCompanion *self)
{
  return self->granted || simmer_presence_get_listed (self->presence);
}

/**
 * simmer_companion_is_looked_at:
 *
 * Returns: whether a window of ours has the focus; a dialog counts as the window under it
 */
gboolean
simmer_companion_is_looked_at (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = g_list_model_get_n_items (windows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_companion_set_background:
 * @self: a companion
 * @background: whether there is no window
 */
void
simmer_companion_set_background (SimmerCompanion *self, gboolean background)
{
  self->background = background;
  if (!background)
    simmer_alarm_unset (self->lost);
  simmer_presence_set_background (self->presence, background);
  summary_changed_cb (self);
}

/**
 * simmer_companion_set_seen:
 * @self: a companion
 *
 * The person looks at the window: what failed is no news any more.
 */
void
simmer_companion_set_seen (SimmerCompanion *self)
{
  simmer_summary_forget_failures (self->summary);
}

/**
 * simmer_companion_stop:
 * @self: a companion
 *
 * Takes everything away before the program ends.
 */
void
simmer_companion_stop (SimmerCompanion *self)
{
  self->stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
  simmer_alarm_unset (self->lost);
  simmer_presence_stop (self->presence);
  apply_inhibition (self);
}
