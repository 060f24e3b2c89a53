#include "simmer-test-folder.h"

#include <glib/gstdio.h>

/**
 * simmer_test_remove_folder:
 * @path: a folder, or what stands in one
 *
 * Removes it with all that is in it. What a link leads to stays.
 */
void
simmer_test_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      simmer_test_remove_folder (child);
    }
  g_remove (path);
}
