#include "config.h"

#include "simmer-cli-profile.h"

#include "simmer-cli-text.h"
#include "simmer-profile-shelf.h"

#include <glib/gi18n.h>

/* An id is one plain word, so that it cannot lead out of the folders of profiles. */
static gboolean
is_id (const char *name)
{
  for (const char *p = name; *p; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && *p != '.')
      return FALSE;
  return *name != '\0' && *name != '.';
}

static char *
find_file (const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *own =
    g_build_filename (g_get_user_data_dir (), "simmer", "profiles", name, NULL);
  g_autofree char *installed = g_build_filename (SIMMER_PKGDATADIR, "profiles", name, NULL);
  const char *const *folders = g_get_system_data_dirs ();

  if (g_file_test (own, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&own);
  if (g_file_test (installed, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&installed);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "simmer", "profiles", name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static SimmerProfile *
load_file (const char *path, GError **error)
{
  g_autofree char *clean = simmer_cli_text_clean (path);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  SimmerProfile *profile;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &reason))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("The profile cannot be read: %s."),
                   reason->message);
      return NULL;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&contents), length);
  profile = simmer_profile_new_from_bytes (bytes, &reason);
  if (profile == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", clean, reason->message);
  return profile;
}

/**
 * simmer_cli_profile_load:
 * @name: (nullable): a file if there is a "/" or ".json" in it, else an id; %NULL for the native
 * API
 * @error: (out) (optional): why not, as a sentence; domain %G_OPTION_ERROR
 *
 * Returns: (transfer full) (nullable): the profile
 */
SimmerProfile *
simmer_cli_profile_load (const char *name, GError **error)
{
  SimmerProfile *native = simmer_profile_get_native ();
  g_autofree char *path = NULL;

  if (name == NULL || g_str_equal (name, simmer_profile_get_id (native)))
    return simmer_profile_ref (native);
  if (strchr (name, '/') != NULL || g_str_has_suffix (name, ".json"))
    return load_file (name, error);

  path = is_id (name) ? find_file (name) : NULL;
  if (path == NULL && simmer_profile_shelf_get (name) != NULL)
    return simmer_profile_ref (simmer_profile_shelf_get (name));
  if (path == NULL)
    {
      g_autofree char *clean = simmer_cli_text_clean (name);

      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("There is no profile “%s”. “%s” is always there; a file of your own is given "
                      "with its path."),
                   clean,
                   simmer_profile_get_id (native));
      return NULL;
    }
  return load_file (path, error);
}
