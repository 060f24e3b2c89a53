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

static void
check_temporary (const char *root, const char *shared, const char *folder, gboolean lost)
{
  g_autofree char *info = g_build_filename (root, ".flatpak-info", NULL);
  g_autofree char *text = g_strdup_printf ("[Context]\nfilesystems=%s\n", shared);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (info, text, -1, &error));
  g_assert_cmpint (simmer_cli_sandbox_check_folder (root, folder, &error), ==, !lost);
  if (lost)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  else
    g_assert_no_error (error);
  g_assert_cmpint (g_unlink (info), ==, 0);
}

/* A root on another file system than that of temporary files, so that it is no reason itself. */
static void
test_temporary (void)
{
  g_autofree char *root = g_strdup ("/dev/shm/simmer-sandbox-XXXXXX");
  GStatBuf there, here;

  if (g_stat ("/dev/shm", &there) != 0 || g_stat ("/tmp", &here) != 0 ||
      there.st_dev == here.st_dev || g_mkdtemp (root) == NULL)
    {
      g_test_skip ("/dev/shm and /tmp are not two file systems that can be written to");
      return;
    }

  check_temporary (root, "", "/tmp/a/b", TRUE);
  check_temporary (root, "home;/tmpfiles;/tmp/else:ro;", "/tmp/pictures", TRUE);
  check_temporary (root, "home;", "/tmp", TRUE);
  check_temporary (root, "home;/tmp:create;", "/tmp/pictures", FALSE);
  check_temporary (root, "/tmp/pictures", "/tmp/pictures", FALSE);
  check_temporary (root, "", "/tmpfiles", FALSE);
  g_assert_cmpint (g_rmdir (root), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/sandbox/folder", test_folder);
  g_test_add_func ("/cli/sandbox/temporary", test_temporary);

  return g_test_run ();
}
