/* Starting with the session, without a window: by a file of the person's own, or through the portal
 * where a sandbox keeps that file away. */

#define G_LOG_DOMAIN "Simmer-Autostart"

#include "config.h"

#include "simmer-autostart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define PORTAL      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/**
 * simmer_autostart_is_sandboxed:
 *
 * Returns: whether this program runs as a flatpak
 */
gboolean
simmer_autostart_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * simmer_autostart_write:
 * @folder: where the session looks, such as ~/.config/autostart
 * @app_id: the name of the desktop file, without its suffix
 * @enabled: whether to start with the session
 * @error: return location
 *
 * Returns: whether the session does so from now on
 */
gboolean
simmer_autostart_write (const char *folder, const char *app_id, gboolean enabled, GError **error)
{
  g_autofree char *name = g_strconcat (app_id, ".desktop", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!enabled)
    {
      if (g_unlink (path) == 0 || errno == ENOENT)
        return TRUE;
      g_set_error_literal (
        error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error_literal (
        error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  g_key_file_set_string (file, "Desktop Entry", "Type", "Application");
  g_key_file_set_string (file, "Desktop Entry", "Name", "Simmer");
  g_key_file_set_string (file, "Desktop Entry", "Exec", "simmer --gapplication-service");
  g_key_file_set_string (file, "Desktop Entry", "Icon", app_id);
  g_key_file_set_string (file, "Desktop Entry", "NoDisplay", "true");

  return g_key_file_save_to_file (file, path, error);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_warning ("The desktop cannot start Simmer with the session: %s", error->message);
}

/**
 * simmer_autostart_request:
 * @connection: the session's bus
 * @enabled: whether to start with the session
 *
 * Asks the desktop's portal, which may ask the person.
 */
void
simmer_autostart_request (GDBusConnection *connection, gboolean enabled)
{
  const char *const command[] = { "simmer", "--gapplication-service", NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "autostart", "b", enabled);
  g_variant_dict_insert (&options, "background", "b", TRUE);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command, -1));
  g_variant_dict_insert (
    &options, "reason", "s", _ ("Take up what is under way when the session starts."));
  g_dbus_connection_call (connection,
                          PORTAL,
                          PORTAL_PATH,
                          "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          requested_cb,
                          NULL);
}
