/* Fills the templates of a profile: addresses by RFC 6570, bodies as JSON. Pure. */

#include "config.h"

#include "simmer-template.h"

#include "simmer-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 3986, section 2.2; unreserved characters are never escaped. */
#define RESERVED ":/?#[]@!$&'()*+,;="

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.';
}

/* The member @name of @variables, %NULL where it is absent or null: "undefined" in RFC 6570. */
static JsonNode *
look_up (JsonObject *variables, const char *name)
{
  JsonNode *node = variables != NULL ? json_object_get_member (variables, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/* A text, number or truth value as text; %NULL for a list or an object. */
static char *
to_text (JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return g_strdup (g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
    default:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    }
}

static void
append_escaped (GString *out, const char *text, gsize length, gboolean reserved)
{
  for (const char *p = text; p < text + length; p++)
    {
      gboolean triplet =
        reserved && p[0] == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]);

      if (g_ascii_isalnum (*p) || strchr ("-._~", *p) != NULL || triplet ||
          (reserved && strchr (RESERVED, *p) != NULL))
        g_string_append_c (out, *p);
      else
        g_string_append_printf (out, "%%%02X", (guchar) *p);
    }
}

static gboolean
append_item (GString *out, JsonNode *node, const char *name, gboolean reserved, GError **error)
{
  g_autofree char *text = to_text (node);

  if (text == NULL)
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_MALFORMED,
                   _ ("The value of “%s” does not fit into an address."),
                   name);
      return FALSE;
    }
  append_escaped (out, text, strlen (text), reserved);

  return TRUE;
}

static gboolean
append_variable (GString *out,
                 JsonObject *variables,
                 const char *name,
                 gboolean reserved,
                 GError **error)
{
  JsonNode *node = look_up (variables, name);
  JsonArray *list;

  if (node == NULL)
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_MALFORMED,
                   _ ("The address needs a value for “%s”, and there is none."),
                   name);
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return append_item (out, node, name, reserved, error);

  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (!append_item (out, json_array_get_element (list, i), name, reserved, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * simmer_template_expand:
 * @text: a URI template
 * @variables: (nullable): texts, numbers, truth values, and lists of these
 * @error: return location
 *
 * RFC 6570 up to level 2 without fragments: "{id}" escapes all that is not unreserved, "{+id}"
 * keeps what is reserved. A list is joined with commas. Other than there, a variable without a
 * value is an error (%SIMMER_ERROR_MALFORMED): an address with a hole in it asks for something
 * else.
 *
 * Returns: (transfer full): the address
 */
char *
simmer_template_expand (const char *text, JsonObject *variables, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  while (*text != '\0')
    {
      gsize literal = strcspn (text, "{}");
      const char *close = text[literal] == '{' ? strchr (text + literal, '}') : NULL;
      g_autofree char *name = NULL;
      gboolean reserved;

      append_escaped (out, text, literal, TRUE);
      text += literal;
      if (*text == '\0')
        break;
      if (close == NULL)
        {
          g_set_error_literal (error,
                               SIMMER_ERROR,
                               SIMMER_ERROR_MALFORMED,
                               _ ("The address template has a brace without its partner."));
          return NULL;
        }

      reserved = text[1] == '+';
      text += reserved ? 2 : 1;
      name = g_strndup (text, (gsize) (close - text));
      if (!append_variable (out, variables, name, reserved, error))
        return NULL;
      text = close + 1;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The length of an expression "{name}" at @p, or 0. */
static gsize
match_expression (const char *p)
{
  gsize length = 1;

  if (*p != '{')
    return 0;
  while (is_name_char (p[length]))
    length++;

  return length > 1 && p[length] == '}' ? length + 1 : 0;
}

static JsonNode *
find_variable (const char *p, gsize length, JsonObject *variables)
{
  g_autofree char *name = g_strndup (p + 1, length - 2);

  return look_up (variables, name);
}

/**
 * simmer_template_fill_text:
 * @text: a template
 * @variables: (nullable): any JSON values
 *
 * Text around and between expressions: it stays text, and what has no value leaves a gap.
 *
 * Returns: (transfer full): the text
 */
char *
simmer_template_fill_text (const char *text, JsonObject *variables)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = match_expression (text);
      JsonNode *value = length > 0 ? find_variable (text, length, variables) : NULL;
      g_autofree char *piece = NULL;

      if (length == 0)
        {
          g_string_append_c (out, *text++);
          continue;
        }
      if (value != NULL)
        piece = JSON_NODE_HOLDS_VALUE (value) ? to_text (value) : json_to_string (value, FALSE);
      if (piece != NULL)
        g_string_append (out, piece);
      text += length;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * simmer_template_mentions:
 * @text: a template
 * @name: a variable
 *
 * Returns: whether the value of @name, or of a part of it, stands in what @text is filled to
 */
gboolean
simmer_template_mentions (const char *text, const char *name)
{
  static const char *const starts[] = { "{", "{+", NULL };

  for (guint i = 0; starts[i] != NULL; i++)
    {
      g_autofree char *whole = g_strconcat (starts[i], name, "}", NULL);
      g_autofree char *part = g_strconcat (starts[i], name, ".", NULL);

      if (strstr (text, whole) != NULL || strstr (text, part) != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_template_has_all:
 * @text: a template of an address or of a text
 * @variables: (nullable): any JSON values
 *
 * Returns: whether all variables in @text have values
 */
gboolean
simmer_template_has_all (const char *text, JsonObject *variables)
{
  for (const char *open = strchr (text, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      const char *from = open[1] == '+' ? open + 1 : open;
      gsize n = 1;

      while (is_name_char (from[n]))
        n++;
      if (n > 1 && from[n] == '}' && find_variable (from, n + 1, variables) == NULL)
        return FALSE;
    }

  return TRUE;
}

static JsonNode *fill (JsonNode *body, JsonObject *variables);

/* The members of an object that a person gave, beside those that the profile names. */
static void
spread (JsonObject *into, JsonNode *owned)
{
  g_autoptr (JsonNode) value = owned;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (into, name, json_node_copy (member));
}

/* Whether all variables in it have values, at whatever depth. */
static gboolean
is_complete (JsonNode *body, JsonObject *variables)
{
  g_autoptr (GList) members = NULL;
  gboolean complete = TRUE;

  if (JSON_NODE_HOLDS_OBJECT (body))
    members = json_object_get_values (json_node_get_object (body));
  else if (JSON_NODE_HOLDS_ARRAY (body))
    members = json_array_get_elements (json_node_get_array (body));
  else if (JSON_NODE_HOLDS_VALUE (body) && json_node_get_value_type (body) == G_TYPE_STRING)
    return simmer_template_has_all (json_node_get_string (body), variables);
  for (GList *l = members; l != NULL && complete; l = l->next)
    complete = is_complete (l->data, variables);

  return complete;
}

/* "name?" is "name" where all that is in it has values, and nothing where not. */
static void
fill_member (JsonObject *filled, const char *name, JsonNode *member, JsonObject *variables)
{
  gboolean whole = g_str_has_suffix (name, "?");
  g_autofree char *bare = g_strndup (name, strlen (name) - (whole ? 1 : 0));
  JsonNode *value;

  if (whole && !is_complete (member, variables))
    return;

  value = fill (member, variables);
  if (value != NULL && g_str_equal (bare, "..."))
    spread (filled, value);
  else if (value != NULL)
    json_object_set_member (filled, bare, value);
}

static JsonNode *
fill_object (JsonObject *object, JsonObject *variables)
{
  g_autoptr (JsonObject) filled = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    fill_member (filled, name, member, variables);
  json_node_set_object (node, filled);

  return node;
}

static JsonNode *
fill_array (JsonArray *array, JsonObject *variables)
{
  g_autoptr (JsonArray) filled = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *value = fill (json_array_get_element (array, i), variables);

      if (value != NULL)
        json_array_add_element (filled, value);
    }
  json_node_set_array (node, filled);

  return node;
}

/* %NULL where @body is one expression without a value. */
static JsonNode *
fill (JsonNode *body, JsonObject *variables)
{
  const char *text;
  JsonNode *value;

  if (JSON_NODE_HOLDS_OBJECT (body))
    return fill_object (json_node_get_object (body), variables);
  if (JSON_NODE_HOLDS_ARRAY (body))
    return fill_array (json_node_get_array (body), variables);
  if (!JSON_NODE_HOLDS_VALUE (body) || json_node_get_value_type (body) != G_TYPE_STRING)
    return json_node_copy (body);

  text = json_node_get_string (body);
  if (*text == '\0' || match_expression (text) != strlen (text))
    {
      g_autofree char *filled = simmer_template_fill_text (text, variables);

      return json_node_init_string (json_node_alloc (), filled);
    }

  value = find_variable (text, strlen (text), variables);
  return value != NULL ? json_node_copy (value) : NULL;
}

/**
 * simmer_template_fill:
 * @body: a JSON template, no deeper than #SIMMER_JSON_MAX_DEPTH
 * @variables: (nullable): any JSON values
 * @error: return location
 *
 * A text that is "{name}" alone becomes the value of that variable, of whatever type; where there
 * is no value, the member or element is left out. Inside a longer text "{name}" is replaced by the
 * value as text, or by nothing. Braces around anything else stay. A member "..." whose value is an
 * object is replaced by the members of that object. A member "name?" is called "name", and left out
 * unless all variables in it have values.
 *
 * Fails with %SIMMER_ERROR_MALFORMED where nothing at all is left.
 *
 * Returns: (transfer full): the body
 */
JsonNode *
simmer_template_fill (JsonNode *body, JsonObject *variables, GError **error)
{
  JsonNode *filled;

  g_return_val_if_fail (body != NULL, NULL);

  filled = fill (body, variables);
  if (filled == NULL)
    g_set_error_literal (error,
                         SIMMER_ERROR,
                         SIMMER_ERROR_MALFORMED,
                         _ ("The request’s body needs a value that is not there."));

  return filled;
}
