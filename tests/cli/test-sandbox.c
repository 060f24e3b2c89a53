#include "simmer-cli-sandbox.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("simmer-sandbox-XXXXXX", &error);
  g_autofree char *folder = g_build_filename (root, "not", "made", NULL);

  g_assert_no_error (error);

  g_assert_false (simmer_cli_sandbox_check_folder (root, root, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (g_strstr_len (error->message, -1, root));
  g_clear_error (&error);

  g_assert_false (simmer_cli_sandbox_check_folder (root, folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (g_strstr_len (error->message, -1, folder));
  g_clear_error (&error);

  /* What another file system holds is shared; /proc is never the one of a temporary folder. */
  g_assert_true (simmer_cli_sandbox_check_folder ("/proc", folder, &error));
  g_assert_no_error (error);
  g_assert_true (simmer_cli_sandbox_check_folder (root, "/proc/self", &error));
  g_assert_no_error (error);

  g_assert_cmpint (g_rmdir (root), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/sandbox/folder", test_folder);

  return g_test_run ();
}
