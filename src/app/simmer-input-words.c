/* What an input and its values are called. */

#include "simmer-input-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-enclosure.h"

/* "guidance_scale" → "Guidance scale" */
static char *
make_readable (const char *name)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (name), "_-", ' ');
  g_autofree char *first = NULL;

  if (*spaced == '\0' || !g_utf8_validate (spaced, -1, NULL))
    return g_strdup (name);

  first = g_utf8_strup (spaced, g_utf8_next_char (spaced) - spaced);
  return g_strconcat (first, g_utf8_next_char (spaced), NULL);
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/**
 * simmer_input_dup_title:
 * @name: an input's name
 * @input: (nullable): what the profile says of it
 *
 * Returns: (transfer full): what people call it
 */
char *
simmer_input_dup_title (const char *name, JsonObject *input)
{
  const char *title = get_string (input, "title");

  return title != NULL && *title != '\0' ? g_strdup (title) : make_readable (name);
}

/* The profile's own title for one of its choices. */
static const char *
find_choice_title (JsonObject *input, JsonNode *value)
{
  JsonNode *choices = input != NULL ? json_object_get_member (input, "enum") : NULL;
  JsonNode *titles = input != NULL ? json_object_get_member (input, "titles") : NULL;

  if (choices == NULL || titles == NULL || !JSON_NODE_HOLDS_ARRAY (choices) ||
      !JSON_NODE_HOLDS_ARRAY (titles))
    return NULL;

  for (guint i = 0; i < json_array_get_length (json_node_get_array (choices)); i++)
    {
      JsonNode *choice = json_array_get_element (json_node_get_array (choices), i);
      JsonNode *title;

      if (!json_node_equal (choice, value) ||
          i >= json_array_get_length (json_node_get_array (titles)))
        continue;
      title = json_array_get_element (json_node_get_array (titles), i);
      if (json_node_get_value_type (title) == G_TYPE_STRING)
        return json_node_get_string (title);
    }

  return NULL;
}

/**
 * simmer_input_dup_choice:
 * @input: (nullable): what the profile says of the input
 * @value: a value of it
 *
 * Returns: (transfer full): the value in words
 */
char *
simmer_input_dup_choice (JsonObject *input, JsonNode *value)
{
  const char *title = find_choice_title (input, value);
  g_autoptr (SimmerEnclosure) enclosure = simmer_enclosure_new_from_json (value);

  if (title != NULL)
    return g_strdup (title);
  if (enclosure != NULL)
    return g_strdup (enclosure->name);
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? _ ("Yes") : _ ("No"));
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return json_node_dup_string (value);

  return json_to_string (value, FALSE);
}

/**
 * simmer_input_find:
 * @profile: a profile
 * @name: an input's name
 *
 * Returns: (transfer none) (nullable): what the profile says of it
 */
JsonObject *
simmer_input_find (SimmerProfile *profile, const char *name)
{
  JsonArray *inputs = simmer_profile_get_inputs (profile);

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      if (g_strcmp0 (get_string (input, "name"), name) == 0)
        return input;
    }

  return NULL;
}
