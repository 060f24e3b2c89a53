/* The profiles that Simmer comes with. Pure. */

#include "config.h"

#include "simmer-profile-shelf.h"

#include <glib/gi18n-lib.h>

#include "simmer-profile-table.inc"

#define NATIVE "generate-v1"

/* What these profiles say to a person, where it is more than the name of a thing. */
static const char *const titles[] = {
  N_ ("Prompt"), N_ ("Kind"),      N_ ("Picture"),
  N_ ("Text"),   N_ ("Style"),     N_ ("Chosen by the Prompt"),
  N_ ("Flow"),   N_ ("Coral"),     N_ ("Marble"),
  N_ ("Flame"),  N_ ("Landscape"), N_ ("Width"),
  N_ ("Height"), N_ ("Variants"),  N_ ("Seed"),
  NULL,
};

static void
translate (JsonNode *node)
{
  const char *title = node != NULL ? json_node_get_string (node) : NULL;
  const char *translated = title != NULL && g_strv_contains (titles, title) ? _ (title) : title;

  /* Without a translation it is the node's own string, which setting would free before copying. */
  if (translated != title)
    json_node_set_string (node, translated);
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

  inputs = simmer_profile_get_inputs (profile);
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);
      JsonArray *choices = NULL;

      translate (json_object_get_member (input, "title"));
      if (json_object_has_member (input, "titles"))
        choices = json_object_get_array_member (input, "titles");
      for (guint j = 0; choices != NULL && j < json_array_get_length (choices); j++)
        translate (json_array_get_element (choices, j));
    }

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
