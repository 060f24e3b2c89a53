/* How a profile says where a text or a number is. Pure. */

#include "config.h"

#include "simmer-value-rule.h"

#include <glib/gi18n-lib.h>

static void
read_source (SimmerValueRule *self,
             SimmerProfileCheck *check,
             JsonObject *object,
             const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "path");
  JsonNode *node = json_object_get_member (object, "path");

  if (node != NULL)
    self->path = simmer_path_new (check, node, path);
  self->header = g_strdup (simmer_profile_check_text (check, object, where, "header", FALSE));
  self->from = g_strdup (simmer_profile_check_text (check, object, where, "from", FALSE));
  self->match = simmer_profile_check_pattern (check, object, where, "match");
}

static gboolean
is_path (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) || simmer_node_holds (node, G_TYPE_STRING);
}

/**
 * simmer_value_rule_new:
 * @check: (nullable): notes what is wrong
 * @node: a JSONPath or a list of them, or an object with "path", "header" or "from", and "match"
 * @where: what @node is called
 *
 * Returns: (transfer full): the rule
 */
SimmerValueRule *
simmer_value_rule_new (SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  static const char *const known[] = { "path", "header", "from", "match", NULL };
  SimmerValueRule *self = g_new0 (SimmerValueRule, 1);

  if (is_path (node))
    self->path = simmer_path_new (check, node, where);
  else if (!JSON_NODE_HOLDS_OBJECT (node))
    simmer_profile_check_fault (check, where, _ ("must be a JSONPath or an object"));
  else
    {
      simmer_profile_check_members (check, json_node_get_object (node), where, known);
      read_source (self, check, json_node_get_object (node), where);
      if ((self->path != NULL) + (self->header != NULL) + (self->from != NULL) != 1)
        simmer_profile_check_fault (
          check, where, _ ("must have one of “path”, “header” and “from”"));
    }

  return self;
}

void
simmer_value_rule_free (SimmerValueRule *self)
{
  g_free (self->name);
  g_clear_pointer (&self->path, simmer_path_free);
  g_free (self->header);
  g_free (self->from);
  g_clear_pointer (&self->match, g_regex_unref);
  g_free (self);
}

static GPtrArray *
read_paths (SimmerProfileCheck *check, JsonObject *object, const char *where, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *path = simmer_profile_check_join (where, name);
  GPtrArray *paths;

  if (node == NULL)
    return NULL;

  paths = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_path_free);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    g_ptr_array_add (paths, simmer_path_new (check, node, path));
  else
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      g_ptr_array_add (
        paths,
        simmer_path_new (check, json_array_get_element (json_node_get_array (node), i), path));

  return paths;
}

/**
 * simmer_number_rule_new:
 * @check: (nullable): notes what is wrong
 * @node: as for simmer_value_rule_new(), with "scale", "base" and "unit", or with "sum" and "of"
 * @where: what @node is called
 *
 * Returns: (transfer full): the rule
 */
SimmerNumberRule *
simmer_number_rule_new (SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  static const char *const known[] = { "path",  "header", "match", "sum", "of",
                                       "scale", "base",   "unit",  NULL };
  static const char *const units[] = { "s", "ms", "min", "time", NULL };
  SimmerNumberRule *self = g_new0 (SimmerNumberRule, 1);
  JsonObject *object;

  self->scale = 1;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      self->value = simmer_value_rule_new (check, node, where);
      return self;
    }

  object = json_node_get_object (node);
  simmer_profile_check_members (check, object, where, known);
  self->value = g_new0 (SimmerValueRule, 1);
  read_source (self->value, check, object, where);
  self->sum = read_paths (check, object, where, "sum");
  self->of = read_paths (check, object, where, "of");
  self->scale = simmer_profile_check_number (check, object, where, "scale", G_MINDOUBLE, 1);
  self->base = (int) simmer_profile_check_number (check, object, where, "base", 0, 0);
  self->unit = (SimmerUnit) simmer_profile_check_choice (
    check, object, where, "unit", units, SIMMER_UNIT_SECONDS);

  if (self->base > 1)
    simmer_profile_check_fault (check, where, _ ("has a “base” that is not 0 or 1"));
  if ((self->value->path != NULL) + (self->value->header != NULL) + (self->sum != NULL) != 1)
    simmer_profile_check_fault (check, where, _ ("must have one of “path”, “header” and “sum”"));

  return self;
}

void
simmer_number_rule_free (SimmerNumberRule *self)
{
  simmer_value_rule_free (self->value);
  g_clear_pointer (&self->sum, g_ptr_array_unref);
  g_clear_pointer (&self->of, g_ptr_array_unref);
  g_free (self);
}
