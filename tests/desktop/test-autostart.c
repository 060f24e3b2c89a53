/* Starting with the session: the file that sessions read, and what the portal is asked. */

#include "simmer-autostart.h"
#include "stand-in.h"

#include <glib/gstdio.h>

#define APP_ID "io.github.simmer_app.Simmer"

static const char portal_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "</method></interface></node>";

static void
test_file_comes_and_goes (void)
{
  g_autofree char *top = g_dir_make_tmp ("simmer-autostart-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "new", "autostart", NULL);
  g_autofree char *parent = g_build_filename (top, "new", NULL);
  g_autofree char *path = g_build_filename (folder, APP_ID ".desktop", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;

  g_assert_true (simmer_autostart_write (folder, APP_ID, FALSE, &error));
  g_assert_true (simmer_autostart_write (folder, APP_ID, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error));
  command = g_key_file_get_string (file, "Desktop Entry", "Exec", NULL);
  g_assert_cmpstr (command, ==, "simmer --gapplication-service");
  g_assert_true (simmer_autostart_write (folder, APP_ID, FALSE, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_rmdir (folder);
  g_rmdir (parent);
  g_rmdir (top);
}

static void
test_file_that_cannot_be_written_is_told (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (simmer_autostart_write ("/dev/null/autostart", APP_ID, TRUE, &error));
  g_assert_nonnull (error);
}

static void
asked_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  GVariant **asked = user_data;

  *asked = g_variant_get_child_value (parameters, 1);
  g_dbus_method_invocation_return_value (
    invocation, g_variant_new ("(o)", "/org/freedesktop/portal/desktop/request/1"));
}

static void
named_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_portal_is_asked (void)
{
  const GDBusInterfaceVTable vtable = { asked_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);
  g_autoptr (GVariant) asked = NULL;
  g_autofree const char **command = NULL;
  gboolean named = FALSE;
  gboolean autostart;
  StandIn desk = { 0 };
  guint name;

  stand_in_set_up (&desk);
  g_dbus_connection_register_object (desk.desktop,
                                     "/org/freedesktop/portal/desktop",
                                     node->interfaces[0],
                                     &vtable,
                                     &asked,
                                     NULL,
                                     NULL);
  name = g_bus_own_name_on_connection (desk.desktop,
                                       "org.freedesktop.portal.Desktop",
                                       G_BUS_NAME_OWNER_FLAGS_NONE,
                                       named_cb,
                                       NULL,
                                       &named,
                                       NULL);
  wait_until (named);
  simmer_autostart_request (desk.app, TRUE);
  wait_until (asked != NULL);
  g_assert_true (g_variant_lookup (asked, "autostart", "b", &autostart));
  g_assert_true (autostart);
  g_assert_true (g_variant_lookup (asked, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, "simmer");
  g_assert_cmpstr (command[1], ==, "--gapplication-service");
  stand_in_flush (&desk);
  g_bus_unown_name (name);
  stand_in_tear_down (&desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/autostart/file-comes-and-goes", test_file_comes_and_goes);
  g_test_add_func ("/autostart/file-that-cannot-be-written-is-told",
                   test_file_that_cannot_be_written_is_told);
  g_test_add_func ("/autostart/portal-is-asked", test_portal_is_asked);

  return g_test_run ();
}
