#include "config.h"

#include "simmer-cli-profile.h"

#include "simmer-cli-text.h"
#include "simmer-profile-library.h"

/**
 * simmer_cli_profile_load:
 * @name: (nullable): a file if there is a "/" or ".json" in it, else an id; %NULL for the native
 * API
 * @error: (out) (optional): why not, as a sentence that can be shown
 *
 * Returns: (transfer full) (nullable): the profile
 */
SimmerProfile *
simmer_cli_profile_load (const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *clean = NULL;
  SimmerProfile *profile;

  if (name == NULL)
    return simmer_profile_ref (simmer_profile_get_native ());

  if (strchr (name, '/') != NULL || g_str_has_suffix (name, ".json"))
    profile = simmer_profile_library_open (name, &reason);
  else
    profile = simmer_profile_library_find (name, &reason);
  if (profile != NULL)
    return profile;

  clean = simmer_cli_text_clean (reason->message);
  g_set_error_literal (error, reason->domain, reason->code, clean);
  return NULL;
}
