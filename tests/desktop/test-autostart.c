/* Starting with the session: the file that sessions read. */

#include "simmer-autostart.h"

#include <glib/gstdio.h>

#define APP_ID "io.github.simmer_app.Simmer"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/autostart/file-comes-and-goes", test_file_comes_and_goes);
  g_test_add_func ("/autostart/file-that-cannot-be-written-is-told",
                   test_file_that_cannot_be_written_is_told);

  return g_test_run ();
}
