/* What logind tells of sleep: a stand-in for it on a bus of its own. */

#include "simmer-sleep.h"
#include "simmer-test-server.h"

#define NAME      "org.freedesktop.login1"
#define PATH      "/org/freedesktop/login1"
#define INTERFACE "org.freedesktop.login1.Manager"

typedef struct
{
  GDBusConnection *logind;
  GDBusConnection *stranger;
  SimmerSleep *sleep;
  guint n_notified;
} Fixture;

static GTestDBus *bus;

static void
count_cb (SimmerSleep *sleep, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    g_test_dbus_get_bus_address (bus),
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL,
    NULL,
    &error);

  g_assert_no_error (error);
  return connection;
}

static void
call_bus (GDBusConnection *connection, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (connection,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            method,
                                                            parameters,
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
}

/* When this returns, the bus has passed it on. */
static void
say (GDBusConnection *from, const char *signal, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (from, NULL, PATH, INTERFACE, signal, parameters, &error);
  g_assert_no_error (error);
  call_bus (from, "GetId", NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->logind = connect_to_bus ();
  f->stranger = connect_to_bus ();
  call_bus (f->logind, "RequestName", g_variant_new ("(su)", NAME, 0));
  f->sleep = simmer_sleep_new ();
  g_signal_connect (f->sleep, "notify::asleep", G_CALLBACK (count_cb), &f->n_notified);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->sleep);
  g_assert_true (g_dbus_connection_close_sync (f->logind, NULL, NULL));
  g_assert_true (g_dbus_connection_close_sync (f->stranger, NULL, NULL));
  g_object_unref (f->logind);
  g_object_unref (f->stranger);
}

/* It cannot be seen when it begins to listen: logind says it until it is heard. */
static gboolean
is_heard (Fixture *f)
{
  say (f->logind, "PrepareForSleep", g_variant_new ("(b)", TRUE));

  return simmer_sleep_get_asleep (f->sleep);
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
fall_asleep (Fixture *f)
{
  guint tick = g_timeout_add (10, tick_cb, NULL);

  simmer_test_wait (is_heard (f));
  g_source_remove (tick);
  g_assert_cmpuint (f->n_notified, ==, 1);
}

static void
test_told (Fixture *f, gconstpointer data)
{
  gboolean asleep;

  g_assert_false (simmer_sleep_get_asleep (f->sleep));
  fall_asleep (f);

  say (f->logind, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  simmer_test_wait (!simmer_sleep_get_asleep (f->sleep));
  g_assert_cmpuint (f->n_notified, ==, 2);
  g_object_get (f->sleep, "asleep", &asleep, NULL);
  g_assert_false (asleep);
}

/* Neither what others say nor what logind says otherwise. */
static void
test_nonsense (Fixture *f, gconstpointer data)
{
  fall_asleep (f);

  say (f->stranger, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  say (f->logind, "PrepareForSleep", g_variant_new ("(s)", "awake"));
  say (f->logind, "PrepareForSleep", NULL);
  say (f->logind, "PrepareForShutdown", g_variant_new ("(b)", FALSE));
  say (f->logind, "PrepareForSleep", g_variant_new ("(b)", TRUE));
  g_assert_cmpuint (f->n_notified, ==, 1);

  say (f->logind, "PrepareForSleep", g_variant_new ("(b)", FALSE));
  simmer_test_wait (!simmer_sleep_get_asleep (f->sleep));
  g_assert_cmpuint (f->n_notified, ==, 2);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer connection)
{
  g_autoptr (GError) error = NULL;

  *(GDBusConnection **) connection = g_bus_get_finish (result, &error);
  g_assert_no_error (error);
}

/* Gone before the bus is found, which does not keep others from it. */
static void
test_brief (void)
{
  SimmerSleep *sleep = simmer_sleep_new ();
  g_autoptr (GDBusConnection) connection = NULL;

  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, got_bus_cb, &connection);
  g_assert_finalize_object (sleep);
  simmer_test_wait (connection != NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
got_none_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  g_assert_null (g_bus_get_finish (result, NULL));
  *(gboolean *) done = TRUE;
}

/* In a process of its own, since a process looks for the bus only once. */
static void
test_no_bus (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (SimmerSleep) sleep = NULL;
      gboolean done = FALSE;

      g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      sleep = simmer_sleep_new ();
      g_bus_get (G_BUS_TYPE_SYSTEM, NULL, got_none_cb, &done);
      simmer_test_wait (done);
      g_assert_false (simmer_sleep_get_asleep (sleep));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

/* The bus ends, and this process does not. */
static void
test_bus_ends (Fixture *f, gconstpointer data)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  fall_asleep (f);
  g_test_dbus_stop (bus);
  simmer_test_wait (g_dbus_connection_is_closed (connection) &&
                    g_dbus_connection_is_closed (f->logind) &&
                    g_dbus_connection_is_closed (f->stranger));
  g_assert_true (simmer_sleep_get_asleep (f->sleep));

  g_assert_finalize_object (f->sleep);
  g_object_unref (f->logind);
  g_object_unref (f->stranger);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  if (!g_test_subprocess ())
    {
      g_test_dbus_up (bus);
      g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (bus), TRUE);
    }
  g_test_add ("/sleep/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/sleep/nonsense", Fixture, NULL, set_up, test_nonsense, tear_down);
  g_test_add_func ("/sleep/brief", test_brief);
  g_test_add_func ("/sleep/no-bus", test_no_bus);
  g_test_add ("/sleep/bus-ends", Fixture, NULL, set_up, test_bus_ends, NULL);
  status = g_test_run ();
  g_object_unref (bus);

  return status;
}
