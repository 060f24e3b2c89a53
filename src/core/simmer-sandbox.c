#include "simmer-sandbox.h"

/**
 * simmer_sandbox_is_inside:
 *
 * Returns: whether this program runs in a sandbox, as a flatpak does: flatpak-run(1) says of the
 *   file by which that is known
 */
gboolean
simmer_sandbox_is_inside (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * simmer_sandbox_build_runtime_folder:
 *
 * Two runs of a flatpak have folders for what runs of their own; below "app" is the one that they
 * share, with the environment's FLATPAK_ID as its name (flatpak-run(1)).
 *
 * Returns: (transfer full): the folder for what this user's programs tell each other while they run
 */
char *
simmer_sandbox_build_runtime_folder (void)
{
  const char *id = g_getenv ("FLATPAK_ID");

  if (simmer_sandbox_is_inside () && id != NULL && *id != '\0')
    return g_build_filename (g_get_user_runtime_dir (), "app", id, "simmer", NULL);

  return g_build_filename (g_get_user_runtime_dir (), "simmer", NULL);
}
