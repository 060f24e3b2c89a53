#include "config.h"

#include "simmer-cli-inputs.h"

#include "simmer-chosen-file.h"
#include "simmer-cli-text.h"
#include "simmer-json.h"
#include "simmer-profile-inputs.h"

#include <glib/gi18n.h>
#include <math.h>

#define PROMPT "prompt"

static JsonObject *
find_input (JsonArray *inputs, const char *name)
{
  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      if (g_strcmp0 (json_object_get_string_member (input, "name"), name) == 0)
        return input;
    }
  return NULL;
}

static char *
list_names (JsonArray *inputs)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      g_string_append_printf (
        names, "%s%s", i > 0 ? ", " : "", json_object_get_string_member (input, "name"));
    }
  return g_string_free (names, FALSE);
}

static gboolean
refuse (GError **error, const char *name, const char *value, const char *wanted)
{
  g_autofree char *clean = simmer_cli_text_clean (value);

  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” cannot be “%s”: it must be %s."),
               name,
               clean,
               wanted);
  return FALSE;
}

static gboolean
check_range (JsonObject *input, double number, const char *value, GError **error)
{
  const char *name = json_object_get_string_member (input, "name");
  g_autofree char *wanted = NULL;

  if (json_object_has_member (input, "minimum") &&
      number < json_object_get_double_member (input, "minimum"))
    {
      wanted = g_strdup_printf (_ ("%g or more"), json_object_get_double_member (input, "minimum"));
      return refuse (error, name, value, wanted);
    }
  if (json_object_has_member (input, "maximum") &&
      number > json_object_get_double_member (input, "maximum"))
    {
      wanted = g_strdup_printf (_ ("%g or less"), json_object_get_double_member (input, "maximum"));
      return refuse (error, name, value, wanted);
    }
  if (!simmer_input_takes_step (input, number))
    {
      wanted = g_strdup_printf (_ ("a multiple of %g"),
                                json_object_get_double_member (input, "multipleOf"));
      return refuse (error, name, value, wanted);
    }
  return TRUE;
}

static JsonNode *
read_integer (JsonObject *input, const char *value, GError **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL))
    {
      refuse (error, json_object_get_string_member (input, "name"), value, _ ("a whole number"));
      return NULL;
    }
  if (!check_range (input, (double) number, value, error))
    return NULL;
  return json_node_init_int (json_node_alloc (), number);
}

static JsonNode *
read_number (JsonObject *input, const char *value, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !isfinite (number))
    {
      refuse (error, json_object_get_string_member (input, "name"), value, _ ("a number"));
      return NULL;
    }
  if (!check_range (input, number, value, error))
    return NULL;
  return json_node_init_double (json_node_alloc (), number);
}

static JsonNode *
read_boolean (JsonObject *input, const char *value, GError **error)
{
  gboolean yes = g_str_equal (value, "true") || g_str_equal (value, "yes");

  if (!yes && !g_str_equal (value, "false") && !g_str_equal (value, "no"))
    {
      refuse (error, json_object_get_string_member (input, "name"), value, _ ("true or false"));
      return NULL;
    }
  return json_node_init_boolean (json_node_alloc (), yes);
}

static JsonNode *
read_string (JsonObject *input, const char *value, GError **error)
{
  const char *name = json_object_get_string_member (input, "name");

  if (json_object_has_member (input, "maxLength") &&
      g_utf8_strlen (value, -1) > json_object_get_int_member (input, "maxLength"))
    {
      gint64 most = json_object_get_int_member (input, "maxLength");

      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   g_dngettext (GETTEXT_PACKAGE,
                                "“%s” is too long: the service takes %u character.",
                                "“%s” is too long: the service takes %u characters.",
                                (gulong) most),
                   name,
                   (guint) most);
      return NULL;
    }
  return json_node_init_string (json_node_alloc (), value);
}

static gboolean
check_choice (JsonObject *input, JsonNode *value, const char *text, GError **error)
{
  JsonArray *choices =
    json_object_has_member (input, "enum") ? json_object_get_array_member (input, "enum") : NULL;
  g_autoptr (GString) wanted = g_string_new (NULL);

  if (choices == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonNode *choice = json_array_get_element (choices, i);
      g_autofree char *word = NULL;

      if (json_node_equal (choice, value))
        return TRUE;
      word = json_node_get_value_type (choice) == G_TYPE_STRING ? json_node_dup_string (choice)
                                                                : json_to_string (choice, FALSE);
      g_string_append_printf (wanted, "%s%s", i > 0 ? ", " : "", word);
    }

  {
    g_autofree char *list = g_strdup_printf (_ ("one of %s"), wanted->str);

    return refuse (error, json_object_get_string_member (input, "name"), text, list);
  }
}

static JsonNode *
read_tree (JsonObject *input, const char *type, const char *value, GError **error)
{
  JsonNode *node = simmer_json_parse_typed (value, type);

  if (node == NULL)
    refuse (error,
            json_object_get_string_member (input, "name"),
            value,
            g_str_equal (type, "object") ? _ ("a JSON object") : _ ("a JSON list"));

  return node;
}

/* curl's way of naming a file. */
static const char *
skip_at (const char *value)
{
  return *value == '@' ? value + 1 : value;
}

static JsonNode *
read_file (JsonObject *input, const char *value, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (skip_at (value));
  g_autoptr (SimmerEnclosure) enclosure = NULL;
  g_autoptr (GError) why = NULL;

  /* Where the file already is somewhere that the service can read, it goes by its address. */
  if (g_str_has_prefix (value, "https://") || g_str_has_prefix (value, "http://"))
    return json_node_init_string (json_node_alloc (), value);

  enclosure = simmer_chosen_file_look (file, &why);
  if (enclosure != NULL && simmer_chosen_file_fits (enclosure, input, &why))
    return simmer_enclosure_to_json (enclosure);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, why->message);
  return NULL;
}

/* What is long is seldom typed: “@FILE” is what stands in the file. */
static char *
read_contents (JsonObject *input, const char *value, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  gsize length;

  if (!g_file_get_contents (value + 1, &text, &length, &why))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” cannot be read from a file: %s"),
                   json_object_get_string_member (input, "name"),
                   why->message);
      return NULL;
    }
  if (strlen (text) != length || !g_utf8_validate (text, (gssize) length, NULL))
    {
      refuse (error, json_object_get_string_member (input, "name"), value, _ ("a file of text"));
      return NULL;
    }

  return g_steal_pointer (&text);
}

static gboolean
is_long (JsonObject *input)
{
  const char *type = json_object_get_string_member (input, "type");

  return g_str_equal (type, "object") || g_str_equal (type, "array") ||
         (json_object_get_boolean_member_with_default (input, "multiline", FALSE) &&
          !g_str_equal (json_object_get_string_member (input, "name"), PROMPT));
}

static JsonNode *
read_value (JsonObject *input, const char *value, GError **error)
{
  const char *type = json_object_get_string_member (input, "type");
  g_autofree char *contents = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (g_str_equal (type, "file"))
    return read_file (input, value, error);
  if (*value == '@' && is_long (input))
    {
      contents = read_contents (input, value, error);
      if (contents == NULL)
        return NULL;
      value = contents;
    }

  if (g_str_equal (type, "integer"))
    node = read_integer (input, value, error);
  else if (g_str_equal (type, "number"))
    node = read_number (input, value, error);
  else if (g_str_equal (type, "boolean"))
    node = read_boolean (input, value, error);
  else if (g_str_equal (type, "object") || g_str_equal (type, "array"))
    node = read_tree (input, type, value, error);
  else
    node = read_string (input, value, error);

  if (node == NULL || !check_choice (input, node, value, error))
    return NULL;
  return g_steal_pointer (&node);
}

static gboolean
add_value (JsonObject *object,
           JsonArray *inputs,
           const char *name,
           const char *value,
           GError **error)
{
  gboolean listed = inputs != NULL && json_array_get_length (inputs) > 0;
  JsonObject *input = find_input (inputs, name);
  JsonNode *node;

  if (input != NULL)
    {
      node = read_value (input, value, error);
      if (node == NULL)
        return FALSE;
      json_object_set_member (object, name, node);
    }
  else if (listed)
    {
      g_autofree char *clean = simmer_cli_text_clean (name);
      g_autofree char *names = list_names (inputs);

      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("This service knows no “%s”. It takes: %s."),
                   clean,
                   names);
      return FALSE;
    }
  else
    json_object_set_string_member (object, name, value);

  return TRUE;
}

/* What must be there has its usual value, as in a form, or is asked for. */
static gboolean
complete (JsonObject *object, JsonArray *inputs, JsonObject *known, GError **error)
{
  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);
      const char *name = json_object_get_string_member (input, "name");
      JsonNode *fallback = known != NULL ? json_object_get_member (known, name) : NULL;

      if (!json_object_get_boolean_member_with_default (input, "required", FALSE) ||
          json_object_has_member (object, name))
        continue;
      if (fallback == NULL)
        fallback = json_object_get_member (input, "default");
      if (fallback != NULL)
        {
          json_object_set_member (object, name, json_node_copy (fallback));
          continue;
        }
      if (g_str_equal (name, PROMPT))
        g_set_error_literal (error,
                             G_OPTION_ERROR,
                             G_OPTION_ERROR_FAILED,
                             _ ("What shall be generated? Write it as: simmerctl submit PROMPT…"));
      else
        g_set_error (error,
                     G_OPTION_ERROR,
                     G_OPTION_ERROR_FAILED,
                     _ ("This service needs “%s”. Give it with -i %s=VALUE."),
                     name,
                     name);
      return FALSE;
    }
  return TRUE;
}

/**
 * simmer_cli_inputs_build:
 * @inputs: (nullable): the inputs that a profile describes
 * @prompt: (nullable): what the task is of
 * @pairs: (array zero-terminated=1) (nullable): KEY=VALUE
 * @known: (nullable): what the person said before
 * @error: (out) (optional): what is wrong, as a sentence; domain %G_OPTION_ERROR
 *
 * Makes what is submitted of what stands on the command line. Each value gets the type that the
 * profile gives it; a profile that describes no inputs takes all as text. A file may have an @
 * before its name; of what is long, “@FILE” is what stands in that file. What a profile requires
 * and nobody gave is as it is @known, or has the profile's default.
 *
 * Returns: (transfer full) (nullable): the inputs
 */
JsonObject *
simmer_cli_inputs_build (JsonArray *inputs,
                         const char *prompt,
                         const char *const *pairs,
                         JsonObject *known,
                         GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (prompt != NULL && !add_value (object, inputs, PROMPT, prompt, error))
    return NULL;

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *equals = strchr (pairs[i], '=');
      g_autofree char *name = NULL;

      if (equals == NULL || equals == pairs[i])
        {
          g_autofree char *clean = simmer_cli_text_clean (pairs[i]);

          g_set_error (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_BAD_VALUE,
                       _ ("-i wants KEY=VALUE, not “%s”."),
                       clean);
          return NULL;
        }
      name = g_strndup (pairs[i], (gsize) (equals - pairs[i]));
      if (!add_value (object, inputs, name, equals + 1, error))
        return NULL;
    }

  if (!complete (object, inputs, known, error))
    return NULL;
  return g_steal_pointer (&object);
}
