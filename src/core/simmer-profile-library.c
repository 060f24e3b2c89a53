/* The profiles that there are. */

#define G_LOG_DOMAIN "Simmer-Profiles"

#include "config.h"

#include "simmer-profile-library.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "simmer-error.h"

#define MOST_BYTES (1024 * 1024)

/* An id is one plain word, so that it cannot lead out of the folder. */
static gboolean
is_plain (const char *id)
{
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_' && *p != '.')
      return FALSE;

  return *id != '\0' && *id != '.';
}

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "simmer", "profiles", NULL);
}

static char *
get_path (const char *id)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *name = g_strconcat (id, ".json", NULL);

  return g_build_filename (folder, name, NULL);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &reason);
  g_autoptr (GBytes) bytes = NULL;

  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), MOST_BYTES + 1, NULL, &reason);
  if (bytes == NULL)
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_MALFORMED,
                 _ ("The profile cannot be read: %s."),
                 reason->message);
  else if (g_bytes_get_size (bytes) > MOST_BYTES)
    g_set_error (
      error, SIMMER_ERROR, SIMMER_ERROR_TOO_LARGE, _ ("“%s” is larger than any profile."), path);
  else
    return g_steal_pointer (&bytes);

  return NULL;
}

/**
 * simmer_profile_library_open:
 * @path: a file
 * @error: return location; the reason as a sentence
 *
 * Returns: (transfer full) (nullable): the profile that is in it
 */
SimmerProfile *
simmer_profile_library_open (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  g_autoptr (GError) reason = NULL;
  SimmerProfile *profile;

  if (bytes == NULL)
    return NULL;

  profile = simmer_profile_new_from_bytes (bytes, &reason);
  if (profile == NULL)
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_MALFORMED,
                 _ ("The profile “%s” cannot be used: %s"),
                 path,
                 reason->message);

  return profile;
}

/**
 * simmer_profile_library_find:
 * @id: a profile's id
 * @error: return location; the reason as a sentence
 *
 * A file of the person's own goes before the profile of that id that Simmer comes with.
 *
 * Returns: (transfer full) (nullable): the profile
 */
SimmerProfile *
simmer_profile_library_find (const char *id, GError **error)
{
  g_autofree char *path = is_plain (id) ? get_path (id) : NULL;
  SimmerProfile *profile;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return simmer_profile_library_open (path, error);

  profile = simmer_profile_shelf_get (id);
  if (profile != NULL)
    return simmer_profile_ref (profile);

  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_MALFORMED,
               _ ("There is no profile “%s”. Give the file that it is in."),
               id);
  return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (simmer_profile_get_name (*(SimmerProfile *const *) a),
                         simmer_profile_get_name (*(SimmerProfile *const *) b));
}

/* What a file of the person's own says takes the place of what Simmer comes with. */
static void
add_own (GPtrArray *profiles, SimmerProfile *profile)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (simmer_profile_get_id (profiles->pdata[i]), simmer_profile_get_id (profile)))
      {
        g_ptr_array_remove_index (profiles, i);
        break;
      }
  g_ptr_array_add (profiles, simmer_profile_ref (profile));
}

/**
 * simmer_profile_library_list:
 * @complaints: (nullable) (element-type utf8): where to put a sentence for each file that cannot be
 *   used
 *
 * Returns: (transfer full) (element-type SimmerProfile): all profiles, by their names
 */
GPtrArray *
simmer_profile_library_list (GPtrArray *complaints)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_profile_unref);
  const char *const *ids = simmer_profile_shelf_get_ids ();
  g_autofree char *folder = get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (profiles, simmer_profile_ref (simmer_profile_shelf_get (ids[i])));
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (SimmerProfile) own = NULL;
      g_autoptr (GError) error = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      own = simmer_profile_library_open (path, &error);
      if (own != NULL)
        add_own (profiles, own);
      else
        g_debug ("%s", error->message);
      if (own == NULL && complaints != NULL)
        g_ptr_array_add (complaints, g_strdup (error->message));
    }
  g_ptr_array_sort (profiles, compare_names);

  return profiles;
}

/**
 * simmer_profile_library_add:
 * @path: a file
 * @error: return location; the reason as a sentence
 *
 * Copies the file to the folder of the person's own, for accounts to be made of it.
 *
 * Returns: (transfer full) (nullable): the profile
 */
SimmerProfile *
simmer_profile_library_add (const char *path, GError **error)
{
  g_autoptr (SimmerProfile) profile = simmer_profile_library_open (path, error);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *folder = get_folder ();
  g_autofree char *copy = NULL;

  if (profile == NULL)
    return NULL;
  if (!is_plain (simmer_profile_get_id (profile)))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_MALFORMED,
                   _ ("The profile's id “%s” is not a plain word of letters, digits and hyphens."),
                   simmer_profile_get_id (profile));
      return NULL;
    }

  copy = get_path (simmer_profile_get_id (profile));
  to = g_file_new_for_path (copy);
  if (!g_file_equal (from, to) &&
      (g_mkdir_with_parents (folder, 0700) != 0 ||
       !g_file_copy (from,
                     to,
                     G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                     NULL,
                     NULL,
                     NULL,
                     &reason)))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_SERVICE,
                   _ ("The profile cannot be kept in “%s”: %s."),
                   folder,
                   reason != NULL ? reason->message : g_strerror (errno));
      return NULL;
    }

  return g_steal_pointer (&profile);
}
