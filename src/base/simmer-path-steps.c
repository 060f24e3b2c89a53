/* JSONPath (RFC 9535) as far as profiles need it, safe with whatever an answer holds. Pure. */

#include "simmer-path-steps.h"

#include <string.h>

/* What finds more finds nothing in particular. */
#define MAX_FOUND 10000

typedef struct
{
  char *name; /* (owned) (nullable): of a member */
  gboolean all;
  gboolean deep; /* at any depth below */
  gint64 index;
} Step;

struct _SimmerPathSteps
{
  GPtrArray *steps; /* (owned) (element-type Step) */
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->name);
  g_free (step);
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || (guchar) c >= 0x80;
}

/* ['name'], ["name"], [n], [*]; returns what is behind it, or NULL. */
static const char *
parse_bracket (Step *step, const char *at)
{
  const char *end;
  char *stop;

  at++;
  if (*at == '*')
    {
      step->all = TRUE;
      return at[1] == ']' ? at + 2 : NULL;
    }
  if (*at == '\'' || *at == '"')
    {
      end = strchr (at + 1, *at);
      if (end == NULL || end[1] != ']')
        return NULL;
      step->name = g_strndup (at + 1, (gsize) (end - at - 1));
      return end + 2;
    }
  if (*at != '-' && !g_ascii_isdigit (*at))
    return NULL;

  step->index = g_ascii_strtoll (at, &stop, 10);
  return stop != at && *stop == ']' ? stop + 1 : NULL;
}

static const char *
parse_step (Step *step, const char *at)
{
  gsize n = 0;

  if (*at == '[')
    return parse_bracket (step, at);
  if (*at != '.')
    return NULL;

  step->deep = at[1] == '.';
  at += step->deep ? 2 : 1;
  if (step->deep && *at == '[')
    return parse_bracket (step, at);
  if (*at == '*')
    {
      step->all = TRUE;
      return at + 1;
    }
  while (is_name_char (at[n]))
    n++;
  if (n == 0)
    return NULL;

  step->name = g_strndup (at, n);
  return at + n;
}

/**
 * simmer_path_steps_new:
 * @text: what may be a JSONPath
 *
 * Returns: (transfer full) (nullable): its steps
 */
SimmerPathSteps *
simmer_path_steps_new (const char *text)
{
  g_autoptr (SimmerPathSteps) self = g_new0 (SimmerPathSteps, 1);

  self->steps = g_ptr_array_new_with_free_func (step_free);
  if (*text != '$')
    return NULL;

  for (text++; *text != '\0';)
    {
      Step *step = g_new0 (Step, 1);

      g_ptr_array_add (self->steps, step);
      text = parse_step (step, text);
      if (text == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
simmer_path_steps_free (SimmerPathSteps *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static void find (SimmerPathSteps *self, guint depth, JsonNode *node, JsonArray *found);

static void
find_in_object (SimmerPathSteps *self, guint depth, JsonObject *object, JsonArray *found)
{
  const Step *step = g_ptr_array_index (self->steps, depth);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (step->name != NULL && json_object_has_member (object, step->name))
    find (self, depth + 1, json_object_get_member (object, step->name), found);
  if (!step->all && !step->deep)
    return;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (step->all)
        find (self, depth + 1, node, found);
      if (step->deep)
        find (self, depth, node, found);
    }
}

static void
find_in_array (SimmerPathSteps *self, guint depth, JsonArray *array, JsonArray *found)
{
  const Step *step = g_ptr_array_index (self->steps, depth);
  gint64 length = json_array_get_length (array);
  gint64 index = step->index < 0 ? step->index + length : step->index;

  if (step->name == NULL && !step->all && index >= 0 && index < length)
    find (self, depth + 1, json_array_get_element (array, (guint) index), found);
  if (!step->all && !step->deep)
    return;

  for (guint i = 0; i < length; i++)
    {
      if (step->all)
        find (self, depth + 1, json_array_get_element (array, i), found);
      if (step->deep)
        find (self, depth, json_array_get_element (array, i), found);
    }
}

static void
find (SimmerPathSteps *self, guint depth, JsonNode *node, JsonArray *found)
{
  if (json_array_get_length (found) >= MAX_FOUND)
    return;

  if (depth == self->steps->len)
    {
      if (!JSON_NODE_HOLDS_NULL (node))
        json_array_add_element (found, json_node_copy (node));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    find_in_object (self, depth, json_node_get_object (node), found);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    find_in_array (self, depth, json_node_get_array (node), found);
}

/**
 * simmer_path_steps_find:
 * @self: a path
 * @root: an answer
 *
 * Returns: (transfer full) (nullable): all that it finds, but for what is null; %NULL where that is
 *   nothing
 */
JsonArray *
simmer_path_steps_find (SimmerPathSteps *self, JsonNode *root)
{
  g_autoptr (JsonArray) found = json_array_new ();

  find (self, 0, root, found);

  return json_array_get_length (found) > 0 ? g_steal_pointer (&found) : NULL;
}
