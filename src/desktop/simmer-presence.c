#define G_LOG_DOMAIN "Simmer-Presence"

#include "config.h"

#include "simmer-presence.h"

#include <glib/gi18n-lib.h>

#include "simmer-job-view.h"
#include "simmer-launcher-entry.h"
#include "simmer-presence-menu.h"
#include "simmer-status-notifier.h"

/* How long the words beside an icon that looks the same may be behind. Hardly anybody reads them at
 * that moment, and who does is mostly given them fresh. */
#define TEXT_USEC (20 * G_USEC_PER_SEC)

struct _SimmerPresence
{
  GObject parent_instance;

  SimmerSummary *summary;         /* (owned) */
  SimmerDbusMenu *menu;           /* (owned) */
  SimmerStatusNotifier *notifier; /* (owned) */
  SimmerLauncherEntry *launcher;  /* (owned) (nullable) */
  SimmerJobView *job;             /* (owned) (nullable) */

  SimmerAlarm *telling; /* (owned) tells what the words have become */
  gint64 told;          /* boot time at which that was done last */
  SimmerFigure shown;
  SimmerSurfaces surfaces;
  gboolean background;
  gboolean stopped;
};

enum
{
  PROP_0,
  PROP_LISTED,
  N_PROPS
};

enum
{
  OPEN,
  SHOW_TASK,
  CANCEL_TASK,
  CANCEL_ALL,
  PAUSE,
  QUIT,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerPresence, simmer_presence, G_TYPE_OBJECT)

/* --- What is shown --- */

static void
fill_menu (SimmerPresence *self)
{
  g_autoptr (GPtrArray) active =
    simmer_task_queue_list_active (simmer_summary_get_queue (self->summary));
  gint64 now = simmer_clock_get_wall (simmer_summary_get_clock (self->summary));

  simmer_dbus_menu_set_items (
    self->menu,
    simmer_presence_menu_build (active, simmer_summary_get_figure (self->summary)->paused, now));
}

static void
tell_text_cb (gpointer user_data)
{
  SimmerPresence *self = user_data;

  self->told = simmer_clock_get_boot (simmer_summary_get_clock (self->summary));
  simmer_alarm_unset (self->telling);
  simmer_status_notifier_tell_text (self->notifier);
}

/* How many there are, and whether all is well. */
static gboolean
is_other_state (const SimmerFigure *a, const SimmerFigure *b)
{
  return a->n_running != b->n_running || a->n_waiting != b->n_waiting ||
         a->n_unheard != b->n_unheard || a->n_failed != b->n_failed || a->paused != b->paused;
}

static void
show_text (SimmerPresence *self, const SimmerFigure *figure, gboolean soon)
{
  g_autofree char *words = simmer_figure_describe (figure);
  gint64 now = simmer_clock_get_boot (simmer_summary_get_clock (self->summary));

  /* Hosts ask for all when it comes. */
  soon = soon || !simmer_status_notifier_get_visible (self->notifier) ||
         is_other_state (figure, &self->shown) || now - self->told >= TEXT_USEC;
  self->shown = *figure;
  if (!simmer_status_notifier_set_text (self->notifier, words))
    return;
  if (soon)
    tell_text_cb (self);
  else if (simmer_alarm_get (self->telling) == -1)
    simmer_alarm_set (self->telling, self->told + TEXT_USEC);
}

static void
show_icon (SimmerPresence *self, const SimmerFigure *figure)
{
  gboolean wanted = (self->surfaces & SIMMER_SURFACE_ICON) != 0 &&
                    (self->background || simmer_figure_get_n_active (figure) > 0);

  if (wanted)
    {
      SimmerProgressIcon icon;

      simmer_progress_icon_init (&icon, figure);
      show_text (self, figure, simmer_status_notifier_set_icon (self->notifier, &icon));
      fill_menu (self);
    }
  else
    simmer_alarm_unset (self->telling);
  simmer_status_notifier_set_visible (self->notifier, wanted);
}

static char *
get_job_title (SimmerPresence *self)
{
  g_autoptr (GPtrArray) active =
    simmer_task_queue_list_active (simmer_summary_get_queue (self->summary));

  if (active->len == 1)
    return g_utf8_make_valid (simmer_task_get_title (active->pdata[0]), -1);

  return g_strdup (_ ("Generations"));
}

/* Where jobs are listed, the launcher shows them by itself: then nothing is sent to it. */
static void
show_progress (SimmerPresence *self, const SimmerFigure *figure)
{
  gboolean wanted = (self->surfaces & SIMMER_SURFACE_DOCK) != 0;
  gboolean active = simmer_figure_get_n_active (figure) > 0;

  if (self->job == NULL)
    return;

  if (wanted && active)
    {
      g_autofree char *title = get_job_title (self);

      simmer_job_view_show (self->job, figure, title);
    }
  else
    simmer_job_view_end (self->job);

  if (wanted && !simmer_job_view_get_served (self->job))
    simmer_launcher_entry_show (self->launcher, figure);
  else
    simmer_launcher_entry_clear (self->launcher);
}

static void
update (SimmerPresence *self)
{
  const SimmerFigure *figure = simmer_summary_get_figure (self->summary);

  if (self->stopped)
    return;
  show_icon (self, figure);
  show_progress (self, figure);
}

/* --- What is wanted --- */

static void
activate_cb (SimmerPresence *self, const char *token)
{
  g_signal_emit (self, signals[OPEN], 0, token);
}

static void
toggle_pause (SimmerPresence *self)
{
  g_signal_emit (self, signals[PAUSE], 0, !simmer_summary_get_figure (self->summary)->paused);
}

static void
suspend_cb (SimmerPresence *self)
{
  g_signal_emit (self, signals[PAUSE], 0, TRUE);
}

static void
resume_cb (SimmerPresence *self)
{
  g_signal_emit (self, signals[PAUSE], 0, FALSE);
}

static void
cancel_cb (SimmerPresence *self)
{
  g_signal_emit (self, signals[CANCEL_ALL], 0);
}

static void
menu_activated_cb (SimmerPresence *self, const char *key)
{
  g_autofree char *token = NULL;

  if (g_str_has_prefix (key, SIMMER_PRESENCE_MENU_SHOW))
    {
      /* The window comes with the token first, then it has the focus for the task. */
      token = simmer_status_notifier_steal_token (self->notifier);
      if (token != NULL)
        g_signal_emit (self, signals[OPEN], 0, token);
      g_signal_emit (self, signals[SHOW_TASK], 0, key + strlen (SIMMER_PRESENCE_MENU_SHOW));
    }
  else if (g_str_has_prefix (key, SIMMER_PRESENCE_MENU_CANCEL))
    g_signal_emit (self, signals[CANCEL_TASK], 0, key + strlen (SIMMER_PRESENCE_MENU_CANCEL));
  else if (g_str_equal (key, SIMMER_PRESENCE_MENU_PAUSE))
    toggle_pause (self);
  else if (g_str_equal (key, SIMMER_PRESENCE_MENU_QUIT))
    g_signal_emit (self, signals[QUIT], 0);
  else
    {
      token = simmer_status_notifier_steal_token (self->notifier);
      g_signal_emit (self, signals[OPEN], 0, token);
    }
}

static void
listed_cb (SimmerPresence *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LISTED]);
}

static void
simmer_presence_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerPresence *self = SIMMER_PRESENCE (object);

  switch (prop_id)
    {
    case PROP_LISTED:
      g_value_set_boolean (value, simmer_presence_get_listed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_presence_dispose (GObject *object)
{
  SimmerPresence *self = SIMMER_PRESENCE (object);

  if (self->summary != NULL)
    {
      simmer_presence_stop (self);
      g_signal_handlers_disconnect_by_data (self->summary, self);
      g_signal_handlers_disconnect_by_data (self->notifier, self);
      g_signal_handlers_disconnect_by_data (self->menu, self);
    }
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  g_clear_object (&self->launcher);
  g_clear_pointer (&self->telling, simmer_alarm_free);
  g_clear_object (&self->notifier);
  g_clear_object (&self->menu);
  g_clear_object (&self->summary);

  G_OBJECT_CLASS (simmer_presence_parent_class)->dispose (object);
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name,
                       SIMMER_TYPE_PRESENCE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       argument != G_TYPE_NONE ? 1 : 0,
                       argument);
}

static void
simmer_presence_class_init (SimmerPresenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_presence_get_property;
  object_class->dispose = simmer_presence_dispose;

  props[PROP_LISTED] =
    g_param_spec_boolean ("listed",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[OPEN] = add_signal ("open", G_TYPE_STRING);
  signals[SHOW_TASK] = add_signal ("show-task", G_TYPE_STRING);
  signals[CANCEL_TASK] = add_signal ("cancel-task", G_TYPE_STRING);
  signals[CANCEL_ALL] = add_signal ("cancel-all", G_TYPE_NONE);
  signals[PAUSE] = add_signal ("pause", G_TYPE_BOOLEAN);
  signals[QUIT] = add_signal ("quit", G_TYPE_NONE);
}

static void
simmer_presence_init (SimmerPresence *self)
{
}

static void
follow_jobs (SimmerPresence *self, GDBusConnection *connection, const char *app_id)
{
  self->launcher = simmer_launcher_entry_new (connection, app_id);
  self->job = simmer_job_view_new (connection, app_id);
  g_signal_connect_swapped (self->job, "notify::served", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->job, "suspend", G_CALLBACK (suspend_cb), self);
  g_signal_connect_swapped (self->job, "resume", G_CALLBACK (resume_cb), self);
  g_signal_connect_swapped (self->job, "cancel", G_CALLBACK (cancel_cb), self);
}

/**
 * simmer_presence_new:
 * @connection: (nullable): the session's bus, for docks and jobs
 * @address: (nullable): of the bus for the notification area; %NULL for the session's
 * @app_id: the name of the desktop file, without its suffix
 * @summary: what is shown
 *
 * Returns: (transfer full): a presence that shows nothing before it is told where it may
 */
SimmerPresence *
simmer_presence_new (GDBusConnection *connection,
                     const char *address,
                     const char *app_id,
                     SimmerSummary *summary)
{
  SimmerPresence *self = g_object_new (SIMMER_TYPE_PRESENCE, NULL);

  self->summary = g_object_ref (summary);
  self->telling = simmer_alarm_new (simmer_summary_get_clock (summary), tell_text_cb, self);
  self->menu = simmer_dbus_menu_new ();
  self->notifier = simmer_status_notifier_new (address, app_id, "Simmer", self->menu);
  g_signal_connect_swapped (summary, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->menu, "activated", G_CALLBACK (menu_activated_cb), self);
  g_signal_connect_swapped (self->menu, "about-to-show", G_CALLBACK (fill_menu), self);
  g_signal_connect_swapped (self->notifier, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (self->notifier, "secondary-activate", G_CALLBACK (toggle_pause), self);
  g_signal_connect_swapped (self->notifier, "notify::listed", G_CALLBACK (listed_cb), self);
  if (connection != NULL)
    follow_jobs (self, connection, app_id);

  return self;
}

/**
 * simmer_presence_set_right_to_left:
 * @self: a presence that shows nothing yet
 * @right_to_left: whether the menu's words are read so
 */
void
simmer_presence_set_right_to_left (SimmerPresence *self, gboolean right_to_left)
{
  simmer_dbus_menu_set_right_to_left (self->menu, right_to_left);
}

/**
 * simmer_presence_set_surfaces:
 * @self: a presence
 * @surfaces: where the person wants to see it
 */
void
simmer_presence_set_surfaces (SimmerPresence *self, SimmerSurfaces surfaces)
{
  if (self->surfaces == surfaces)
    return;

  self->surfaces = surfaces;
  update (self);
}

/**
 * simmer_presence_set_background:
 * @self: a presence
 * @background: whether there is no window, so that the icon stays even if nothing goes on
 */
void
simmer_presence_set_background (SimmerPresence *self, gboolean background)
{
  if (self->background == background)
    return;

  self->background = background;
  update (self);
}

/**
 * simmer_presence_get_listed:
 * @self: a presence
 *
 * Returns: whether the icon is in a notification area at this moment
 */
gboolean
simmer_presence_get_listed (SimmerPresence *self)
{
  return simmer_status_notifier_get_listed (self->notifier);
}

/**
 * simmer_presence_stop:
 * @self: a presence
 *
 * Takes everything away for good. What is sent by that goes out when the connection is flushed.
 */
void
simmer_presence_stop (SimmerPresence *self)
{
  self->stopped = TRUE;
  simmer_alarm_unset (self->telling);
  simmer_status_notifier_set_visible (self->notifier, FALSE);
  if (self->job == NULL)
    return;
  simmer_job_view_end (self->job);
  simmer_launcher_entry_clear (self->launcher);
}
