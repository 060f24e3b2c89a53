#include "stand-in.h"

#include <signal.h>
#include <sys/prctl.h>

#define WATCHER "org.kde.StatusNotifierWatcher"
#define JOBS    "org.kde.JobViewServer"
#define ITEM    "/StatusNotifierItem"

static const char watcher_xml[] =
  "<node><interface name='org.kde.StatusNotifierWatcher'>"
  "<method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
  "<property name='RegisteredStatusNotifierItems' type='as' access='read'/>"
  "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
  "<property name='ProtocolVersion' type='i' access='read'/>"
  "<signal name='StatusNotifierItemRegistered'><arg type='s'/></signal>"
  "</interface></node>";

static const char jobs_xml[] =
  "<node><interface name='org.kde.JobViewServerV2'><method name='requestView'>"
  "<arg type='s' direction='in'/><arg type='i' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/></method></interface></node>";

static const char view_xml[] =
  "<node><interface name='org.kde.JobViewV3'>"
  "<method name='update'><arg type='a{sv}' direction='in'/></method>"
  "<method name='terminate'><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/></method>"
  "<signal name='suspendRequested'/><signal name='resumeRequested'/><signal "
  "name='cancelRequested'/>"
  "</interface></node>";

gboolean
stand_in_tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static guint
offer (StandIn *self,
       const char *path,
       const char *xml,
       GDBusInterfaceMethodCallFunc method_call,
       GDBusInterfaceGetPropertyFunc get_property)
{
  const GDBusInterfaceVTable vtable = { method_call, get_property };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GError) error = NULL;
  guint id = g_dbus_connection_register_object (
    self->desktop, path, node->interfaces[0], &vtable, self, NULL, &error);

  g_assert_no_error (error);

  return id;
}

/* --- The notification area --- */

static void
watcher_called_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *method,
                   GVariant *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer user_data)
{
  StandIn *self = user_data;
  const char *name;

  g_variant_get (parameters, "(&s)", &name);
  g_assert_cmpstr (name, ==, sender);
  self->n_registered++;
  g_ptr_array_add (self->items, g_strdup (sender));
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (connection,
                                 NULL,
                                 "/StatusNotifierWatcher",
                                 WATCHER,
                                 "StatusNotifierItemRegistered",
                                 g_variant_new ("(s)", sender),
                                 NULL);
}

static GVariant *
watcher_property_cb (GDBusConnection *connection,
                     const char *sender,
                     const char *path,
                     const char *interface,
                     const char *name,
                     GError **error,
                     gpointer user_data)
{
  StandIn *self = user_data;

  if (g_str_equal (name, "IsStatusNotifierHostRegistered"))
    return g_variant_new_boolean (self->has_host);
  if (g_str_equal (name, "ProtocolVersion"))
    return g_variant_new_int32 (0);

  return g_variant_new_strv ((const char *const *) self->items->pdata, self->items->len);
}

/* A host drops an item whose owner has left the bus. */
static void
owner_changed_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  StandIn *self = user_data;
  const char *name;
  const char *owner;

  g_variant_get (parameters, "(&s&s&s)", &name, NULL, &owner);
  for (guint i = 0; *owner == '\0' && i < self->items->len; i++)
    if (g_str_equal (self->items->pdata[i], name))
      g_ptr_array_remove_index (self->items, i--);
}

static void
item_signal_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *parameters,
                gpointer user_data)
{
  StandIn *self = user_data;

  if (g_str_equal (signal, "NewIcon"))
    self->n_new_icon++;
  else if (g_str_equal (signal, "NewToolTip"))
    self->n_new_tooltip++;
  else if (g_str_equal (signal, "LayoutUpdated"))
    self->n_layout++;
  else if (g_str_equal (signal, "ItemsPropertiesUpdated"))
    {
      self->n_items++;
      g_clear_pointer (&self->last_items, g_variant_unref);
      self->last_items = g_variant_get_child_value (parameters, 0);
    }
  else if (g_str_equal (signal, "Update"))
    g_ptr_array_add (self->updates, g_variant_ref (parameters));
}

void
stand_in_start_watcher (StandIn *self, gboolean has_host)
{
  self->has_host = has_host;
  self->watcher_object =
    offer (self, "/StatusNotifierWatcher", watcher_xml, watcher_called_cb, watcher_property_cb);
  self->watcher_name = g_bus_own_name_on_connection (
    self->desktop, WATCHER, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

void
stand_in_stop_watcher (StandIn *self)
{
  g_clear_handle_id (&self->watcher_name, g_bus_unown_name);
  if (self->watcher_object != 0)
    g_dbus_connection_unregister_object (self->desktop, self->watcher_object);
  self->watcher_object = 0;
  g_ptr_array_set_size (self->items, 0);
}

/* --- Jobs --- */

static void
view_called_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  StandIn *self = user_data;

  g_ptr_array_add (self->job_calls,
                   g_variant_ref_sink (g_variant_new ("(s@*)", method, parameters)));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
jobs_called_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  StandIn *self = user_data;
  g_autofree char *view = g_strdup_printf ("/JobViewServer/JobView_%u", ++self->n_views);

  self->job_view = offer (self, view, view_xml, view_called_cb, NULL);
  g_ptr_array_add (self->job_calls,
                   g_variant_ref_sink (g_variant_new ("(s@*)", method, parameters)));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", view));
}

void
stand_in_start_jobs (StandIn *self)
{
  self->job_object = offer (self, "/JobViewServer", jobs_xml, jobs_called_cb, NULL);
  self->job_name = g_bus_own_name_on_connection (
    self->desktop, JOBS, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

void
stand_in_stop_jobs (StandIn *self)
{
  g_clear_handle_id (&self->job_name, g_bus_unown_name);
  if (self->job_object != 0)
    g_dbus_connection_unregister_object (self->desktop, self->job_object);
  self->job_object = 0;
}

void
stand_in_emit_job (StandIn *self, const char *signal)
{
  g_autofree char *view = g_strdup_printf ("/JobViewServer/JobView_%u", self->n_views);

  g_dbus_connection_emit_signal (
    self->desktop, NULL, view, "org.kde.JobViewV3", signal, NULL, NULL);
}

/* --- What a host does --- */

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GVariant **reply = user_data;

  *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_assert_no_error (error);
}

/* Asks the item, which must be registered, as a host does. */
GVariant *
stand_in_call (StandIn *self,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *parameters)
{
  GVariant *reply = NULL;

  g_assert_cmpuint (self->items->len, ==, 1);
  g_dbus_connection_call (self->desktop,
                          self->items->pdata[0],
                          path,
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          called_cb,
                          &reply);
  wait_until (reply != NULL);

  return reply;
}

GVariant *
stand_in_get (StandIn *self, const char *property)
{
  g_autoptr (GVariant) reply =
    stand_in_call (self,
                   ITEM,
                   "org.freedesktop.DBus.Properties",
                   "Get",
                   g_variant_new ("(ss)", "org.kde.StatusNotifierItem", property));
  g_autoptr (GVariant) boxed = g_variant_get_child_value (reply, 0);

  return g_variant_get_variant (boxed);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  *(gboolean *) user_data = TRUE;
}

static void
ping (GDBusConnection *connection)
{
  gboolean done = FALSE;

  g_dbus_connection_call (connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "GetId",
                          NULL,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          flushed_cb,
                          &done);
  wait_until (done);
}

/* What was sent before this from the program's shared connection has arrived after it. */
void
stand_in_flush (StandIn *self)
{
  ping (self->app);
  ping (self->desktop);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A test that fails leaves no bus behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
start_bus (StandIn *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  self->bus = g_subprocess_launcher_spawn (
    launcher, &error, "dbus-daemon", "--session", "--nofork", "--print-address=1", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->bus));
  self->address = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
}

static GDBusConnection *
connect_to (StandIn *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    self->address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL,
    NULL,
    &error);

  g_assert_no_error (error);

  return connection;
}

static void
listen (StandIn *self, const char *interface, const char *signal, GDBusSignalCallback callback)
{
  g_dbus_connection_signal_subscribe (self->desktop,
                                      NULL,
                                      interface,
                                      signal,
                                      NULL,
                                      NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE,
                                      callback,
                                      self,
                                      NULL);
}

void
stand_in_set_up (StandIn *self)
{
  self->items = g_ptr_array_new_with_free_func (g_free);
  self->job_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->updates = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  start_bus (self);
  self->app = connect_to (self);
  self->desktop = connect_to (self);
  listen (self, "org.freedesktop.DBus", "NameOwnerChanged", owner_changed_cb);
  listen (self, "org.kde.StatusNotifierItem", NULL, item_signal_cb);
  listen (self, "com.canonical.dbusmenu", NULL, item_signal_cb);
  listen (self, "com.canonical.Unity.LauncherEntry", NULL, item_signal_cb);
  /* from now on the bus passes on what the program says */
  ping (self->desktop);
}

void
stand_in_tear_down (StandIn *self)
{
  stand_in_stop_watcher (self);
  stand_in_stop_jobs (self);
  g_dbus_connection_close_sync (self->app, NULL, NULL);
  g_dbus_connection_close_sync (self->desktop, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->app);
  g_object_unref (self->desktop);
  g_subprocess_force_exit (self->bus);
  g_subprocess_wait (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_free (self->address);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->job_calls);
  g_ptr_array_unref (self->updates);
  g_clear_pointer (&self->last_items, g_variant_unref);
}
