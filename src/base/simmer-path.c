/* Where something is in an answer, as JSONPath. Pure. */

#include "config.h"

#include "simmer-path.h"

#include "simmer-members.h"
#include "simmer-path-steps.h"

#include <glib/gi18n-lib.h>

struct _SimmerPath
{
  GPtrArray *paths; /* (owned) (element-type SimmerPathSteps) */
};

static void
add_path (SimmerPath *self, SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  g_autoptr (SimmerPathSteps) steps = NULL;

  if (!simmer_node_holds (node, G_TYPE_STRING))
    {
      simmer_profile_check_fault (check, where, _ ("must be a JSONPath or a list of them"));
      return;
    }

  steps = simmer_path_steps_new (json_node_get_string (node));
  if (steps != NULL)
    g_ptr_array_add (self->paths, g_steal_pointer (&steps));
  else if (*json_node_get_string (node) != '$')
    simmer_profile_check_fault (check, where, _ ("must be a JSONPath, which begins with “$”"));
  else
    simmer_profile_check_fault (check, where, _ ("is not a JSONPath that profiles know"));
}

/**
 * simmer_path_new:
 * @check: (nullable): notes what is wrong
 * @node: a JSONPath, or a list of them
 * @where: what @node is called
 *
 * Returns: (transfer full): the paths in @node
 */
SimmerPath *
simmer_path_new (SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  SimmerPath *self = g_new0 (SimmerPath, 1);

  self->paths = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_path_steps_free);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    add_path (self, check, node, where);
  else if (json_array_get_length (json_node_get_array (node)) == 0)
    simmer_profile_check_fault (check, where, _ ("is empty"));
  else
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      add_path (self, check, json_array_get_element (json_node_get_array (node), i), where);

  return self;
}

void
simmer_path_free (SimmerPath *self)
{
  g_ptr_array_unref (self->paths);
  g_free (self);
}

static JsonArray *
match (SimmerPath *self, guint index, JsonNode *root)
{
  return simmer_path_steps_find (g_ptr_array_index (self->paths, index), root);
}

/**
 * simmer_path_find_all:
 * @self: (nullable): paths
 * @root: (nullable): an answer
 *
 * Returns: (transfer full) (nullable): all that the first path finds that finds something other
 *   than null
 */
JsonArray *
simmer_path_find_all (SimmerPath *self, JsonNode *root)
{
  JsonArray *found = NULL;

  for (guint i = 0; self != NULL && root != NULL && found == NULL && i < self->paths->len; i++)
    found = match (self, i, root);

  return found;
}

/**
 * simmer_path_find:
 * @self: (nullable): paths
 * @root: (nullable): an answer
 *
 * Returns: (transfer full) (nullable): the first thing that is found, never null
 */
JsonNode *
simmer_path_find (SimmerPath *self, JsonNode *root)
{
  g_autoptr (JsonArray) found = simmer_path_find_all (self, root);

  return found != NULL ? json_array_dup_element (found, 0) : NULL;
}

/**
 * simmer_path_dup_reason:
 * @self: (nullable): paths
 * @root: (nullable): an answer
 *
 * Returns: (transfer full) (nullable): the first that says something to a person; objects and lists
 *   as simmer_node_dup_reason() reads them
 */
char *
simmer_path_dup_reason (SimmerPath *self, JsonNode *root)
{
  for (guint i = 0; self != NULL && root != NULL && i < self->paths->len; i++)
    {
      g_autoptr (JsonArray) found = match (self, i, root);

      for (guint j = 0; found != NULL && j < json_array_get_length (found); j++)
        {
          char *reason = simmer_node_dup_reason (json_array_get_element (found, j));

          if (reason != NULL)
            return reason;
        }
    }

  return NULL;
}
