/* The profiles that Simmer comes with speak to people in their language; a person's own says what
 * that person wrote. */

#include "config.h"

#include "simmer-profile-shelf.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

static char *folder;

static gboolean
is_german (const char *locale)
{
  return setlocale (LC_ALL, locale) != NULL &&
         g_strcmp0 (g_dgettext (GETTEXT_PACKAGE, "Prompt"), "Eingabe") == 0;
}

/* A newer C library translates nothing in the locale that is always there. */
static gboolean
make_german (void)
{
  g_autofree char *locale = NULL;
  const char *command[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", NULL, NULL };

  folder = g_dir_make_tmp ("simmer-locale-XXXXXX", NULL);
  command[5] = locale = g_build_filename (folder, "de_DE.UTF-8", NULL);
  g_setenv ("LOCPATH", folder, TRUE);
  g_spawn_sync (NULL,
                (char **) command,
                NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                NULL);

  return is_german ("de_DE.UTF-8");
}

static gboolean
speak_german (void)
{
  g_autofree char *translations = g_build_filename (g_getenv ("SIMMER_BUILD_DIR"), "po", NULL);

  g_setenv ("LANGUAGE", "de", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, translations);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  return is_german ("C.UTF-8") || make_german ();
}

static void
remove_locale (void)
{
  const char *const command[] = { "rm", "-r", folder, NULL };

  if (folder != NULL)
    g_spawn_sync (
      NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_clear_pointer (&folder, g_free);
}

static const char *
get_text (SimmerProfile *profile, guint input, const char *member)
{
  return json_object_get_string_member (
    json_array_get_object_element (simmer_profile_get_inputs (profile), input), member);
}

static void
test_german (void)
{
  static const char json[] =
    "{ \"id\": \"own\", \"name\": \"Own\", \"description\": \"Makes pictures from words.\","
    "  \"inputs\": [{ \"name\": \"prompt\", \"title\": \"Prompt\", \"type\": \"string\" }],"
    "  \"requests\": { \"submit\": { \"method\": \"POST\", \"path\": \"/s\","
    "                              \"body\": { \"p\": \"{prompt}\" } },"
    "                \"status\": { \"method\": \"GET\", \"path\": \"/s/{id}\" } } }";
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr (SimmerProfile) own = NULL;
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile;
  JsonArray *choices;

  if (!speak_german ())
    {
      g_test_skip ("this machine can make no German locale");
      remove_locale ();
      return;
    }

  profile = simmer_profile_get_native ();
  g_assert_cmpstr (get_text (profile, 0, "title"), ==, "Eingabe");
  choices = json_object_get_array_member (
    json_array_get_object_element (simmer_profile_get_inputs (profile), 1), "titles");
  g_assert_cmpstr (json_array_get_string_element (choices, 0), ==, "Bild");
  profile = simmer_profile_shelf_get ("replicate");
  g_assert_cmpstr (simmer_profile_get_name (profile), ==, "Replicate");
  g_assert_cmpstr (simmer_profile_get_auth_hint (profile),
                   ==,
                   "Ein API-Token, von replicate.com/account/api-tokens");
  g_assert_cmpstr (simmer_profile_get_description (profile),
                   ==,
                   "Führt öffentliche und eigene Modelle für Bild, Video, Ton und Text aus.");

  own = simmer_profile_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_text (own, 0, "title"), ==, "Prompt");
  g_assert_cmpstr (simmer_profile_get_description (own), ==, "Makes pictures from words.");
  remove_locale ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-words/german", test_german);

  return g_test_run ();
}
