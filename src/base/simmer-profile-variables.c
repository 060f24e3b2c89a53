/* Whether anything fills in the variables that a profile uses. Pure. */

#include "config.h"

#include "simmer-profile-variables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  SimmerProfileCheck *check;
  GHashTable *known; /* (element-type utf8 utf8): what has a value at some time */
} Variables;

/* What an answer keeps has a value from then on. */
static void
add_kept (Variables *self, JsonObject *owner)
{
  JsonNode *answer = json_object_get_member (owner, "answer");
  JsonNode *keep = answer != NULL && JSON_NODE_HOLDS_OBJECT (answer)
                     ? json_object_get_member (json_node_get_object (answer), "keep")
                     : NULL;
  JsonObjectIter iter;
  const char *name;

  if (keep == NULL || !JSON_NODE_HOLDS_OBJECT (keep))
    return;

  json_object_iter_init (&iter, json_node_get_object (keep));
  while (json_object_iter_next (&iter, &name, NULL))
    g_hash_table_add (self->known, g_strdup (name));
}

static void
add_inputs (Variables *self, JsonArray *inputs)
{
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonNode *input = json_array_get_element (inputs, i);
      const char *name =
        JSON_NODE_HOLDS_OBJECT (input)
          ? json_object_get_string_member_with_default (json_node_get_object (input), "name", NULL)
          : NULL;

      if (name != NULL)
        g_hash_table_add (self->known, g_strdup (name));
    }
}

/* "image.type" tells of the file "image". */
static gboolean
is_known (Variables *self, const char *name)
{
  g_autofree char *file = g_strndup (name, strcspn (name, "."));

  return g_hash_table_contains (self->known, name) || g_hash_table_contains (self->known, file);
}

static void
check_text (Variables *self, const char *where, const char *text)
{
  for (const char *open = strchr (text, '{'); open != NULL; open = strchr (text, '{'))
    {
      const char *start = open + 1 + (open[1] == '+');
      gsize n = strspn (start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.");
      g_autofree char *name = g_strndup (start, n);

      text = start;
      if (n > 0 && start[n] == '}' && !is_known (self, name))
        {
          g_autofree char *reason =
            /* Translators: %s is the name of a variable. */
            g_strdup_printf (_ ("has “{%s}”, which is no input and nothing that is kept"), name);

          simmer_profile_check_fault (self->check, where, reason);
        }
    }
}

static void
check_node (Variables *self, const char *where, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          g_autofree char *path = simmer_profile_check_join (where, name);

          check_node (self, path, member);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *path = g_strdup_printf ("%s[%u]", where, i);

        check_node (self, path, json_array_get_element (json_node_get_array (node), i));
      }
  else if (simmer_node_holds (node, G_TYPE_STRING))
    check_text (self, where, json_node_get_string (node));
}

static JsonArray *
get_steps (JsonObject *request)
{
  JsonNode *before = json_object_get_member (request, "before");

  return before != NULL && JSON_NODE_HOLDS_ARRAY (before) ? json_node_get_array (before) : NULL;
}

/* A step before a list keeps something, too. */
static void
add_request (Variables *self, JsonObject *request)
{
  JsonArray *steps = get_steps (request);

  add_kept (self, request);
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (steps, i)))
      add_kept (self, json_array_get_object_element (steps, i));
}

static void
check_parts (Variables *self, const char *where, JsonObject *request)
{
  static const char *const parts[] = { "path", "query", "headers", "body", NULL };

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *path = simmer_profile_check_join (where, parts[i]);
      JsonNode *node = json_object_get_member (request, parts[i]);

      if (node != NULL)
        check_node (self, path, node);
    }
}

static void
check_request (Variables *self, const char *where, JsonObject *request)
{
  JsonArray *steps = get_steps (request);

  check_parts (self, where, request);
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s.before[%u]", where, i);

      if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (steps, i)))
        check_parts (self, place, json_array_get_object_element (steps, i));
    }
}

/**
 * simmer_profile_variables_check:
 * @check: notes what is wrong
 * @root: a profile
 *
 * A variable that nothing fills in is most likely a typing error. Where a profile names no inputs,
 * whatever a person gives may be one.
 */
void
simmer_profile_variables_check (SimmerProfileCheck *check, JsonObject *root)
{
  static const char *const always[] = { "id", "ids", "url", "cursor", "offset", "key", NULL };
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Variables self = { check, known };
  JsonNode *requests = json_object_get_member (root, "requests");
  JsonNode *inputs = json_object_get_member (root, "inputs");
  JsonObjectIter iter;
  const char *verb;
  JsonNode *node;

  if (inputs == NULL || !JSON_NODE_HOLDS_ARRAY (inputs) || requests == NULL ||
      !JSON_NODE_HOLDS_OBJECT (requests))
    return;

  for (guint i = 0; always[i] != NULL; i++)
    g_hash_table_add (known, g_strdup (always[i]));
  add_inputs (&self, json_node_get_array (inputs));
  add_kept (&self, root);
  json_object_iter_init_ordered (&iter, json_node_get_object (requests));
  while (json_object_iter_next_ordered (&iter, &verb, &node))
    if (JSON_NODE_HOLDS_OBJECT (node))
      add_request (&self, json_node_get_object (node));

  json_object_iter_init_ordered (&iter, json_node_get_object (requests));
  while (json_object_iter_next_ordered (&iter, &verb, &node))
    if (JSON_NODE_HOLDS_OBJECT (node))
      {
        g_autofree char *where = simmer_profile_check_join ("requests", verb);

        check_request (&self, where, json_node_get_object (node));
      }
}
