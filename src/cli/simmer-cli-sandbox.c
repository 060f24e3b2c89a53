#include "config.h"

#include "simmer-cli-sandbox.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* A folder that is yet to be made will be on the file system of the nearest one above it. */
static gboolean
find_device (const char *folder, dev_t *device)
{
  g_autofree char *path = g_strdup (folder);
  GStatBuf info;

  while (g_stat (path, &info) != 0)
    {
      char *above = g_path_get_dirname (path);
      gboolean is_top = errno != ENOENT || g_str_equal (above, path);

      g_free (path);
      path = above;
      if (is_top)
        return FALSE;
    }
  *device = info.st_dev;
  return TRUE;
}

static gboolean
is_at_or_below (const char *path, const char *folder)
{
  gsize n = strlen (folder);

  return strncmp (path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

/* A sandbox has a folder for temporary files of its own, unless it was told to share that. What it
 * shares stands in its description, with what may be done there after a colon; flatpak-metadata(5).
 */
static gboolean
is_temporary (const char *root, const char *path)
{
  g_autofree char *file = g_build_filename (root, ".flatpak-info", NULL);
  g_autoptr (GKeyFile) description = g_key_file_new ();
  g_auto (GStrv) shared = NULL;

  if (!is_at_or_below (path, "/tmp") ||
      !g_key_file_load_from_file (description, file, G_KEY_FILE_NONE, NULL))
    return FALSE;

  shared = g_key_file_get_string_list (description, "Context", "filesystems", NULL, NULL);
  for (guint i = 0; shared != NULL && shared[i] != NULL; i++)
    {
      g_autofree char *place = g_strndup (shared[i], strcspn (shared[i], ":"));

      if (is_at_or_below (path, place))
        return FALSE;
    }

  return TRUE;
}

/**
 * simmer_cli_sandbox_check_folder:
 * @root: the top of the file system of a sandbox
 * @folder: where results are to be saved
 * @error: return location for a sentence that says what to do
 *
 * A sandbox's root is a file system in memory that ends with it. A folder that the sandbox does not
 * share can be made there and written to, and nobody would ever see what is in it. So it is with
 * its folder for temporary files.
 *
 * Returns: whether files in @folder outlive this program
 */
gboolean
simmer_cli_sandbox_check_folder (const char *root, const char *folder, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  g_autofree char *name = NULL;
  GStatBuf top;
  dev_t device;

  if (!is_temporary (root, path) &&
      (g_stat (root, &top) != 0 || !find_device (path, &device) || device != top.st_dev))
    return TRUE;

  name = g_filename_display_name (path);
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_NOT_SUPPORTED,
               _ ("The sandbox does not share the folder “%s”; files saved there would be lost. "
                  "Choose a folder that it shares, or start it with “flatpak run "
                  "--filesystem=FOLDER”."),
               name);
  return FALSE;
}
