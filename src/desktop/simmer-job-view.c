#define G_LOG_DOMAIN "Simmer-Job"

#include "config.h"

#include "simmer-job-view.h"

#define SERVER           "org.kde.JobViewServer"
#define SERVER_PATH      "/JobViewServer"
#define SERVER_INTERFACE "org.kde.JobViewServerV2"
#define VIEW_INTERFACE   "org.kde.JobViewV3"

/* KJob's capabilities */
#define KILLABLE    1
#define SUSPENDABLE 2

struct _SimmerJobView
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  char *app_id;                /* (owned) */
  GCancellable *cancellable;   /* (owned) */
  guint watch;
  guint subscription;
  char *server; /* (owned) (nullable) unique name of the server */
  char *path;   /* (owned) (nullable) of the view */

  gboolean wanted;
  gboolean asked;     /* a view was asked for and is not here yet */
  gboolean dismissed; /* the person closed it: no other one before the batch ends */
  SimmerFigure figure;
  char *title;    /* (owned) (nullable) */
  GVariant *told; /* (owned) (nullable) what the view knows */
};

enum
{
  PROP_0,
  PROP_SERVED,
  N_PROPS
};

enum
{
  SUSPEND,
  RESUME,
  CANCEL,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerJobView, simmer_job_view, G_TYPE_OBJECT)

static void
call (SimmerJobView *self, const char *method, GVariant *parameters)
{
  g_dbus_connection_call (self->connection,
                          self->server,
                          self->path,
                          VIEW_INTERFACE,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          NULL,
                          NULL,
                          NULL);
}

static void
update (SimmerJobView *self)
{
  g_autofree char *words = simmer_figure_describe (&self->figure);
  g_autoptr (GVariant) properties = NULL;
  GVariantDict dict;
  int percent = simmer_figure_get_percent (&self->figure);

  if (self->path == NULL)
    return;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "title", "s", self->title);
  g_variant_dict_insert (&dict, "infoMessage", "s", words);
  g_variant_dict_insert (&dict, "suspended", "b", self->figure.paused);
  if (percent >= 0)
    g_variant_dict_insert (&dict, "percent", "u", (guint) percent);
  properties = g_variant_ref_sink (g_variant_dict_end (&dict));
  if (self->told != NULL && g_variant_equal (properties, self->told))
    return;

  call (self, "update", g_variant_new ("(@a{sv})", properties));
  g_clear_pointer (&self->told, g_variant_unref);
  self->told = g_steal_pointer (&properties);
}

static void
forget_view (SimmerJobView *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->told, g_variant_unref);
}

static void
terminate (SimmerJobView *self)
{
  if (self->path == NULL)
    return;

  call (
    self,
    "terminate",
    g_variant_new ("(us@a{sv})", 0, "", g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)));
  forget_view (self);
}

static void
view_signal_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  g_autoptr (SimmerJobView) self = g_object_ref (user_data);

  g_debug ("%s", signal);
  if (g_str_equal (signal, "suspendRequested"))
    g_signal_emit (self, signals[SUSPEND], 0);
  else if (g_str_equal (signal, "resumeRequested"))
    g_signal_emit (self, signals[RESUME], 0);
  else if (g_str_equal (signal, "cancelRequested"))
    {
      /* The server has taken the view away already. */
      forget_view (self);
      self->dismissed = TRUE;
      g_signal_emit (self, signals[CANCEL], 0);
    }
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerJobView *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asked = FALSE;
  if (reply == NULL)
    {
      g_debug ("no view of the job: %s", error->message);
      return;
    }

  g_variant_get (reply, "(o)", &self->path);
  self->subscription = g_dbus_connection_signal_subscribe (self->connection,
                                                           self->server,
                                                           VIEW_INTERFACE,
                                                           NULL,
                                                           self->path,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           view_signal_cb,
                                                           self,
                                                           NULL);
  if (self->wanted)
    update (self);
  else
    terminate (self);
}

/* What ends is told by a notification: the view itself shall leave nothing behind. */
static void
request (SimmerJobView *self)
{
  GVariantDict hints;

  if (self->server == NULL || self->path != NULL || self->asked || self->dismissed)
    return;

  self->asked = TRUE;
  g_variant_dict_init (&hints, NULL);
  g_variant_dict_insert (&hints, "title", "s", self->title);
  g_variant_dict_insert (&hints, "application-display-name", "s", "Simmer");
  g_variant_dict_insert (&hints, "application-icon-name", "s", self->app_id);
  g_variant_dict_insert (&hints, "transient", "b", TRUE);
  g_dbus_connection_call (
    self->connection,
    SERVER,
    SERVER_PATH,
    SERVER_INTERFACE,
    "requestView",
    g_variant_new ("(si@a{sv})", self->app_id, KILLABLE | SUSPENDABLE, g_variant_dict_end (&hints)),
    G_VARIANT_TYPE ("(o)"),
    G_DBUS_CALL_FLAGS_NO_AUTO_START,
    -1,
    self->cancellable,
    requested_cb,
    self);
}

static void
server_appeared_cb (GDBusConnection *connection,
                    const char *name,
                    const char *owner,
                    gpointer user_data)
{
  SimmerJobView *self = user_data;

  g_free (self->server);
  self->server = g_strdup (owner);
  if (self->wanted)
    request (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVED]);
}

static void
server_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  SimmerJobView *self = user_data;

  if (self->server == NULL)
    return;
  forget_view (self);
  self->asked = FALSE;
  g_clear_pointer (&self->server, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVED]);
}

static void
simmer_job_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerJobView *self = SIMMER_JOB_VIEW (object);

  switch (prop_id)
    {
    case PROP_SERVED:
      g_value_set_boolean (value, simmer_job_view_get_served (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_job_view_dispose (GObject *object)
{
  SimmerJobView *self = SIMMER_JOB_VIEW (object);

  if (self->connection != NULL)
    {
      simmer_job_view_end (self);
      forget_view (self);
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->app_id, g_free);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (simmer_job_view_parent_class)->dispose (object);
}

static void
simmer_job_view_finalize (GObject *object)
{
  SimmerJobView *self = SIMMER_JOB_VIEW (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (simmer_job_view_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (
    name, SIMMER_TYPE_JOB_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_job_view_class_init (SimmerJobViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_job_view_get_property;
  object_class->dispose = simmer_job_view_dispose;
  object_class->finalize = simmer_job_view_finalize;

  props[PROP_SERVED] =
    g_param_spec_boolean ("served",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SUSPEND] = add_signal ("suspend");
  signals[RESUME] = add_signal ("resume");
  signals[CANCEL] = add_signal ("cancel");
}

static void
simmer_job_view_init (SimmerJobView *self)
{
  self->cancellable = g_cancellable_new ();
  simmer_figure_init (&self->figure);
}

/**
 * simmer_job_view_new:
 * @connection: the session's bus
 * @app_id: the name of the desktop file, without its suffix
 *
 * Returns: (transfer full): a job that is not shown
 */
SimmerJobView *
simmer_job_view_new (GDBusConnection *connection, const char *app_id)
{
  SimmerJobView *self = g_object_new (SIMMER_TYPE_JOB_VIEW, NULL);

  self->connection = g_object_ref (connection);
  self->app_id = g_strdup (app_id);
  self->watch = g_bus_watch_name_on_connection (connection,
                                                SERVER,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                server_appeared_cb,
                                                server_vanished_cb,
                                                self,
                                                NULL);

  return self;
}

/**
 * simmer_job_view_show:
 * @self: a job
 * @figure: how far it is
 * @title: what it is
 *
 * Shows the job wherever there is a server for it, now or later.
 */
void
simmer_job_view_show (SimmerJobView *self, const SimmerFigure *figure, const char *title)
{
  self->wanted = TRUE;
  self->figure = *figure;
  if (g_strcmp0 (self->title, title) != 0)
    {
      g_free (self->title);
      self->title = g_strdup (title);
    }
  request (self);
  update (self);
}

/**
 * simmer_job_view_end:
 * @self: a job
 *
 * Takes the view away. The next simmer_job_view_show() is another job.
 */
void
simmer_job_view_end (SimmerJobView *self)
{
  self->wanted = self->dismissed = FALSE;
  terminate (self);
}

/**
 * simmer_job_view_get_served:
 * @self: a job
 *
 * Returns: whether this desktop shows jobs
 */
gboolean
simmer_job_view_get_served (SimmerJobView *self)
{
  return self->server != NULL;
}
