#define G_LOG_DOMAIN "Simmer-Cli"

#include "config.h"

#include "simmer-cli-bus.h"

#include "simmer-cli-answer.h"
#include "simmer-task-manager.h"

#define NAME      "io.github.simmer_app.Simmer"
#define PATH      "/io/github/simmer_app/Simmer/Tasks"
#define INTERFACE "io.github.simmer_app.Simmer.Tasks1"

/* How long the application may take for an answer before this process does the work itself. */
#define HELLO_MSEC 3000
#define CALL_MSEC  10000

/* So often it is asked whether it is still there; that it has ended, the bus tells by itself. */
#define PROBE_SECONDS 5

struct _SimmerCliBus
{
  GDBusConnection *connection; /* (owned) */
  char *owner;                 /* (owned): the application's unique name */
  GCancellable *cancellable;   /* (owned) */
  guint watch;
  guint told_id;
  guint probe;
  gboolean heard; /* since the last probe */
  SimmerCliBusTold told;
  SimmerCliBusLost lost;
  gpointer user_data;
};

/* GIO would start a bus of its own where there is none. */
static gboolean
is_there (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

static GDBusConnection *
connect (GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (SimmerCliAnswer) answer = { 0 };
  GDBusConnection *connection;
  guint timer;

  if (!is_there ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no session's bus");
      return NULL;
    }
  timer = g_timeout_add (HELLO_MSEC, give_up_cb, cancellable);
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  g_source_remove (timer);
  connection = g_bus_get_finish (answer.result, error);
  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

static char *
find_owner (GDBusConnection *connection, GError **error)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (connection,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            "GetNameOwner",
                                                            g_variant_new ("(s)", NAME),
                                                            G_VARIANT_TYPE ("(s)"),
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            HELLO_MSEC,
                                                            NULL,
                                                            error);
  char *owner = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(s)", &owner);
  return owner;
}

/* In a sandbox, or in another home folder, it may have tasks of its own. */
static gboolean
has_same_store (SimmerCliBus *self, GError **error)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (self->connection,
                                                            self->owner,
                                                            PATH,
                                                            INTERFACE,
                                                            "GetStore",
                                                            NULL,
                                                            G_VARIANT_TYPE ("(s)"),
                                                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                            HELLO_MSEC,
                                                            NULL,
                                                            error);
  g_autofree char *ours = NULL;
  const char *theirs;

  if (reply == NULL)
    return FALSE;
  /* It may have made the folder just now. */
  ours = simmer_task_manager_identify_folder (NULL);
  g_variant_get (reply, "(&s)", &theirs);
  if (g_strcmp0 (ours, theirs) == 0)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it has another store");
  return FALSE;
}

static void
told_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *signal,
         GVariant *parameters,
         gpointer user_data)
{
  SimmerCliBus *self = user_data;
  const char *task;
  gboolean last;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sb)")))
    return;
  self->heard = TRUE;
  g_variant_get (parameters, "(&sb)", &task, &last);
  self->told (task, last, self->user_data);
}

static void
vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  SimmerCliBus *self = user_data;

  self->lost (self->user_data);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerCliBus *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->heard = TRUE;
  if (reply == NULL)
    self->lost (self->user_data);
}

static gboolean
probe_cb (gpointer user_data)
{
  SimmerCliBus *self = user_data;

  if (!self->heard)
    g_dbus_connection_call (self->connection,
                            self->owner,
                            PATH,
                            INTERFACE,
                            "GetStore",
                            NULL,
                            NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START,
                            CALL_MSEC,
                            self->cancellable,
                            probed_cb,
                            self);
  self->heard = FALSE;
  return G_SOURCE_CONTINUE;
}

/**
 * simmer_cli_bus_new:
 * @told: called for each change of a task that is attended
 * @lost: called when the application has ended or answers no more; it may free the way
 * @user_data: for both
 *
 * Returns: (transfer full) (nullable): the way to the application, if it runs, with this store
 */
SimmerCliBus *
simmer_cli_bus_new (SimmerCliBusTold told, SimmerCliBusLost lost, gpointer user_data)
{
  SimmerCliBus *self = g_new0 (SimmerCliBus, 1);
  g_autoptr (GError) error = NULL;

  self->told = told;
  self->lost = lost;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->connection = connect (&error);
  if (self->connection != NULL)
    self->owner = find_owner (self->connection, &error);
  if (self->owner == NULL || !has_same_store (self, &error))
    {
      g_debug ("the application is not asked: %s", error->message);
      simmer_cli_bus_free (self);
      return NULL;
    }

  g_debug ("the application is asked: %s", self->owner);
  self->told_id = g_dbus_connection_signal_subscribe (self->connection,
                                                      self->owner,
                                                      INTERFACE,
                                                      "Told",
                                                      PATH,
                                                      NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE,
                                                      told_cb,
                                                      self,
                                                      NULL);
  self->watch = g_bus_watch_name_on_connection (
    self->connection, self->owner, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, vanished_cb, self, NULL);
  self->heard = TRUE;
  self->probe = g_timeout_add_seconds (PROBE_SECONDS, probe_cb, self);
  return self;
}

void
simmer_cli_bus_free (SimmerCliBus *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->probe, g_source_remove);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->told_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->told_id);
  g_clear_object (&self->connection);
  g_object_unref (self->cancellable);
  g_free (self->owner);
  g_free (self);
}

/* Whether the application has said why not; else it has not answered. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED);
}

static void
take_error (GError *failure, GError **error)
{
  if (is_refusal (failure))
    {
      g_dbus_error_strip_remote_error (failure);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, failure->message);
    }
  else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, failure->message);
  else
    {
      g_debug ("the application does not answer: %s", failure->message);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, failure->message);
    }
  g_error_free (failure);
}

/**
 * simmer_cli_bus_call:
 * @self: the way to the application
 * @method: what to ask
 * @parameters: (transfer floating): with what
 * @error: %G_IO_ERROR_PERMISSION_DENIED with a sentence for the person where it refuses;
 *   %G_IO_ERROR_CONNECTION_CLOSED where it does not answer in time, or does not understand
 *
 * Tasks are told of changes only while the main loop runs, so what is told comes after the answer,
 * even what was said before it.
 *
 * Returns: (transfer full) (nullable): the answer
 */
GVariant *
simmer_cli_bus_call (SimmerCliBus *self, const char *method, GVariant *parameters, GError **error)
{
  GError *failure = NULL;
  GVariant *reply = g_dbus_connection_call_sync (self->connection,
                                                 self->owner,
                                                 PATH,
                                                 INTERFACE,
                                                 method,
                                                 parameters,
                                                 NULL,
                                                 G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                                 CALL_MSEC,
                                                 NULL,
                                                 &failure);

  if (reply == NULL)
    take_error (failure, error);
  return reply;
}

/**
 * simmer_cli_bus_call_async:
 * @self: the way to the application
 * @method: what to ask
 * @parameters: (transfer floating): with what
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer, which may take as long as it wants
 * @user_data: for @callback
 */
void
simmer_cli_bus_call_async (SimmerCliBus *self,
                           const char *method,
                           GVariant *parameters,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_dbus_connection_call (self->connection,
                          self->owner,
                          PATH,
                          INTERFACE,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT,
                          cancellable,
                          callback,
                          user_data);
}

/**
 * simmer_cli_bus_call_finish:
 * @source: who was asked
 * @result: from the callback
 * @error: as for simmer_cli_bus_call()
 *
 * Returns: (transfer full) (nullable): the answer
 */
GVariant *
simmer_cli_bus_call_finish (GObject *source, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &failure);

  if (reply == NULL)
    take_error (failure, error);
  return reply;
}
