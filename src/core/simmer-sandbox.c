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
