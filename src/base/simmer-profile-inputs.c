/* What a person fills in to submit, as a profile says it: a subset of JSON Schema. Pure. */

#include "config.h"

#include "simmer-profile-inputs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const types[] = {
  "string", "integer", "number", "boolean", "object", "array", "file", NULL,
};

/* What is said of files and of nothing else. */
static const char *const file_members[] = { "accept", "maxBytes", "as", "upload", "value", NULL };

static gboolean
check_choices (SimmerProfileCheck *check, JsonObject *input, const char *where)
{
  JsonNode *choices = json_object_get_member (input, "enum");
  JsonNode *titles = json_object_get_member (input, "titles");
  JsonArray *array;

  if (choices != NULL && (!JSON_NODE_HOLDS_ARRAY (choices) ||
                          json_array_get_length (json_node_get_array (choices)) == 0))
    {
      simmer_profile_check_fault (check, where, _ ("has an “enum” that is not a list of choices"));
      return FALSE;
    }
  if (titles == NULL)
    return TRUE;

  if (choices == NULL || !JSON_NODE_HOLDS_ARRAY (titles) ||
      json_array_get_length (json_node_get_array (titles)) !=
        json_array_get_length (json_node_get_array (choices)))
    {
      simmer_profile_check_fault (check, where, _ ("has “titles” that do not match its “enum”"));
      return TRUE;
    }

  array = json_node_get_array (titles);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!simmer_node_holds (json_array_get_element (array, i), G_TYPE_STRING))
      simmer_profile_check_fault (check, where, _ ("has “titles” that are not texts"));

  return TRUE;
}

static gboolean
value_fits (JsonNode *value, const char *type)
{
  if (g_str_equal (type, "string"))
    return simmer_node_holds (value, G_TYPE_STRING);
  if (g_str_equal (type, "boolean"))
    return simmer_node_holds (value, G_TYPE_BOOLEAN);
  if (g_str_equal (type, "integer"))
    return simmer_node_holds (value, G_TYPE_INT64);
  if (g_str_equal (type, "object"))
    return JSON_NODE_HOLDS_OBJECT (value);
  if (g_str_equal (type, "array"))
    return JSON_NODE_HOLDS_ARRAY (value);

  return simmer_node_holds_number (value);
}

/**
 * simmer_input_takes_step:
 * @input: an input of a profile
 * @number: a number for it
 *
 * Returns: whether @number is a multiple of the input's “multipleOf”, if it has one
 */
gboolean
simmer_input_takes_step (JsonObject *input, double number)
{
  JsonNode *node = json_object_get_member (input, "multipleOf");
  double step = simmer_node_holds_number (node) ? json_node_get_double (node) : 0;

  /* 0.3 is three times 0.1, but for what doubles make of both. */
  return step <= 0 || fabs (number / step - round (number / step)) < 1e-9;
}

static void
check_limits (SimmerProfileCheck *check, JsonObject *input, const char *where)
{
  JsonNode *minimum = json_object_get_member (input, "minimum");
  JsonNode *maximum = json_object_get_member (input, "maximum");
  JsonNode *step = json_object_get_member (input, "multipleOf");
  JsonNode *length = json_object_get_member (input, "maxLength");
  JsonNode *fallback = json_object_get_member (input, "default");

  if ((minimum != NULL && !simmer_node_holds_number (minimum)) ||
      (maximum != NULL && !simmer_node_holds_number (maximum)))
    simmer_profile_check_fault (check, where, _ ("has a limit that is not a number"));
  else if (minimum != NULL && maximum != NULL &&
           json_node_get_double (minimum) > json_node_get_double (maximum))
    simmer_profile_check_fault (check, where, _ ("has a minimum above its maximum"));
  if (step != NULL && (!simmer_node_holds_number (step) || json_node_get_double (step) <= 0))
    simmer_profile_check_fault (
      check, where, _ ("has a “multipleOf” that is not a number above 0"));
  else if (simmer_node_holds_number (fallback) &&
           !simmer_input_takes_step (input, json_node_get_double (fallback)))
    simmer_profile_check_fault (check, where, _ ("has a default that is no multiple"));
  if (length != NULL &&
      (!simmer_node_holds (length, G_TYPE_INT64) || json_node_get_int (length) < 1))
    simmer_profile_check_fault (check, where, _ ("has a “maxLength” that is not a number above 0"));
}

static void
check_values (SimmerProfileCheck *check, JsonObject *input, const char *where, const char *type)
{
  static const char *const flags[] = { "multiline", "required", "advanced" };
  JsonNode *fallback = json_object_get_member (input, "default");
  JsonNode *choices = json_object_get_member (input, "enum");
  JsonNode *when = json_object_get_member (input, "when");

  if (fallback != NULL && !value_fits (fallback, type))
    simmer_profile_check_fault (check, where, _ ("has a default that is not of its type"));
  if (check_choices (check, input, where) && choices != NULL)
    for (guint i = 0; i < json_array_get_length (json_node_get_array (choices)); i++)
      if (!value_fits (json_array_get_element (json_node_get_array (choices), i), type))
        simmer_profile_check_fault (check, where, _ ("has a choice that is not of its type"));

  check_limits (check, input, where);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      JsonNode *flag = json_object_get_member (input, flags[i]);

      if (flag != NULL && !simmer_node_holds (flag, G_TYPE_BOOLEAN))
        simmer_profile_check_fault (
          check, where, _ ("has a switch that is neither true nor false"));
    }
  if (when != NULL && !JSON_NODE_HOLDS_OBJECT (when))
    simmer_profile_check_fault (check, where, _ ("has a “when” that is not an object"));
}

/* How the file is sent is for simmer_upload_read() to check. */
static void
check_file (SimmerProfileCheck *check, JsonObject *input, const char *where)
{
  static const char *const others[] = {
    "enum", "titles", "default", "minimum", "maximum", "multipleOf", "maxLength", "multiline", NULL,
  };
  JsonNode *accept = json_object_get_member (input, "accept");
  JsonArray *media_types;

  for (guint i = 0; others[i] != NULL; i++)
    if (json_object_has_member (input, others[i]))
      simmer_profile_check_fault (check, where, _ ("has a member that means nothing for a file"));
  if (accept == NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (accept) || json_array_get_length (json_node_get_array (accept)) == 0)
    {
      simmer_profile_check_fault (
        check, where, _ ("has an “accept” that is not a list of media types"));
      return;
    }

  media_types = json_node_get_array (accept);
  for (guint i = 0; i < json_array_get_length (media_types); i++)
    {
      JsonNode *type = json_array_get_element (media_types, i);

      if (!simmer_node_holds (type, G_TYPE_STRING) ||
          strchr (json_node_get_string (type), '/') == NULL)
        simmer_profile_check_fault (
          check, where, _ ("has an “accept” that holds more than media types"));
    }
}

static void
check_input (SimmerProfileCheck *check, JsonNode *node, const char *where, GHashTable *names)
{
  static const char *const known[] = {
    "name",     "title",     "type",      "enum",     "titles",     "default", "minimum",
    "maximum",  "maxLength", "multiline", "required", "advanced",   "when",    "accept",
    "maxBytes", "as",        "upload",    "value",    "multipleOf", NULL,
  };
  JsonObject *input;
  const char *name;
  const char *type;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      simmer_profile_check_fault (check, where, _ ("must be an object"));
      return;
    }

  input = json_node_get_object (node);
  simmer_profile_check_members (check, input, where, known);
  name = simmer_profile_check_text (check, input, where, "name", TRUE);
  type = simmer_profile_check_text (check, input, where, "type", TRUE);
  simmer_profile_check_text (check, input, where, "title", FALSE);
  if (name != NULL && !g_hash_table_add (names, (gpointer) name))
    simmer_profile_check_fault (check, where, _ ("has a name that another input has"));
  if (type != NULL && !g_strv_contains (types, type))
    simmer_profile_check_fault (
      check,
      where,
      _ ("has a type that is not string, integer, number, boolean, object, array or file"));
  else if (type != NULL)
    check_values (check, input, where, type);
  if (g_strcmp0 (type, "file") == 0)
    {
      check_file (check, input, where);
      return;
    }
  for (guint i = 0; file_members[i] != NULL; i++)
    if (json_object_has_member (input, file_members[i]))
      simmer_profile_check_fault (check, where, _ ("has a member that only a file has"));
}

/**
 * simmer_inputs_read:
 * @check: notes what is wrong
 * @root: a profile
 *
 * Returns: (transfer full): its inputs; see #SimmerProfile
 */
JsonArray *
simmer_inputs_read (SimmerProfileCheck *check, JsonObject *root)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonNode *node = json_object_get_member (root, "inputs");
  JsonArray *inputs;

  if (node == NULL)
    return json_array_new ();
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simmer_profile_check_fault (check, "inputs", _ ("must be a list"));
      return json_array_new ();
    }

  inputs = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      g_autofree char *where = g_strdup_printf ("inputs[%u]", i);

      check_input (check, json_array_get_element (inputs, i), where, names);
    }

  return json_array_ref (inputs);
}
