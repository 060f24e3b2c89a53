/* Starting with the session, without a window, by a file of the person's own. Where a sandbox keeps
 * that file away, simmer-background-permission asks. */

#include "simmer-autostart.h"

#include <errno.h>
#include <glib/gstdio.h>

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
