/* The profiles that Simmer comes with. Pure. */

#include "config.h"

#include "simmer-profile-shelf.h"

#include <glib/gi18n-lib.h>

#include "simmer-profile-table.inc"

#define NATIVE "generate-v1"

/* The sentences stand in po/profile-sentences.h for translators. An empty one would be the
 * catalogue's own head. */
static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

static void
translate_node (JsonNode *node)
{
  const char *text = node != NULL ? json_node_get_string (node) : NULL;
  const char *translated = translate (text);

  /* Without a translation it is the node's own string, which setting would free before copying. */
  if (translated != text)
    json_node_set_string (node, translated);
}

static void
translate_input (JsonObject *input)
{
  JsonArray *choices = NULL;

  translate_node (json_object_get_member (input, "title"));
  if (json_object_has_member (input, "titles"))
    choices = json_object_get_array_member (input, "titles");
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    translate_node (json_array_get_element (choices, i));
}

static SimmerProfile *
load (guint index)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (table[index].data, table[index].length);
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);
  JsonArray *inputs;

  if (profile == NULL)
    g_error ("The built-in profile %s: %s", table[index].name, error->message);

  simmer_profile_set_words (profile,
                            translate (simmer_profile_get_description (profile)),
                            translate (simmer_profile_get_auth_hint (profile)));
  inputs = simmer_profile_get_inputs (profile);
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    translate_input (json_array_get_object_element (inputs, i));

  return profile;
}

/**
 * simmer_profile_shelf_get_ids:
 *
 * Returns: (transfer none) (array zero-terminated=1): the ids of the profiles that are always there
 */
const char *const *
simmer_profile_shelf_get_ids (void)
{
  static const char *ids[G_N_ELEMENTS (table) + 1];
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        ids[i] = table[i].name;
      g_once_init_leave (&ready, 1);
    }

  return ids;
}

/**
 * simmer_profile_shelf_get:
 * @id: a profile's id
 *
 * Each is read when it is first wanted, and says what it says to people in their language. Any
 * thread.
 *
 * Returns: (transfer none) (nullable): the profile, if it is one that is always there
 */
SimmerProfile *
simmer_profile_shelf_get (const char *id)
{
  static SimmerProfile *profiles[G_N_ELEMENTS (table)];

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].name, id))
      {
        if (g_once_init_enter (&profiles[i]))
          g_once_init_leave (&profiles[i], load (i));
        return profiles[i];
      }

  return NULL;
}

/**
 * simmer_profile_get_native:
 *
 * Returns: (transfer none): the API that the built-in generator speaks
 */
SimmerProfile *
simmer_profile_get_native (void)
{
  return simmer_profile_shelf_get (NATIVE);
}
