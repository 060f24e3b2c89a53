/* The members of an answer, whatever their spelling and form. Pure. */

#include "simmer-members.h"

#include "simmer-vocabulary.h"

#include <string.h>

#define MAX_ID      512
#define MAX_REASONS 3

/* As of simmer_vocabulary_fold(), without a copy: most names that are asked for are not there. */
static char
next_folded (const char **name)
{
  while (TRUE)
    {
      char c = *(*name)++;

      switch (c)
        {
        case '_':
        case '-':
        case '.':
        case ' ':
        case '\t':
        case '\n':
        case '\f':
        case '\r':
          continue;
        default:
          return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
        }
    }
}

static guint
hash_folded (gconstpointer name)
{
  const char *p = name;
  guint hash = 5381; /* D. J. Bernstein's, as of g_str_hash() */

  for (char c = next_folded (&p); c != '\0'; c = next_folded (&p))
    hash = hash * 33 + (guchar) c;

  return hash;
}

static gboolean
equal_folded (gconstpointer a, gconstpointer b)
{
  const char *p = a;
  const char *q = b;
  char c;

  do
    {
      c = next_folded (&p);
      if (c != next_folded (&q))
        return FALSE;
    }
  while (c != '\0');

  return TRUE;
}

/* { "$": "45" }, { "#text": "45" }: what was XML once keeps its text so. */
static JsonNode *
get_text_of_element (JsonNode *node)
{
  static const char *const names[] = { "$", "#text", "$t", "_text", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (guint i = 0; object != NULL && names[i] != NULL; i++)
    {
      JsonNode *text = json_object_get_member (object, names[i]);

      if (text != NULL && JSON_NODE_HOLDS_VALUE (text))
        return text;
    }

  return node;
}

/**
 * simmer_members_new:
 * @object: a JSON object, which must live as long as what is returned
 *
 * Returns: (transfer full): its members by their folded names, without those that are null; of
 *   several that are folded alike the first
 */
GHashTable *
simmer_members_new (JsonObject *object)
{
  GHashTable *members = g_hash_table_new (hash_folded, equal_folded);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!JSON_NODE_HOLDS_NULL (node) && !g_hash_table_contains (members, name))
      g_hash_table_insert (members, (char *) name, get_text_of_element (node));

  return members;
}

/**
 * simmer_members_iterate:
 * @object: a JSON object, which must live as long as what is returned
 *
 * Returns: what simmer_members_iter_next() goes through all of its members with, in their order
 */
SimmerMembersIter
simmer_members_iterate (JsonObject *object)
{
  SimmerMembersIter self = { 0 };

  json_object_iter_init_ordered (&self.iter, object);

  return self;
}

/**
 * simmer_members_iter_next:
 * @self: from simmer_members_iterate()
 *
 * Returns: whether there is another member; its folded name, which lives until the next call, and
 *   its node are in @self
 */
gboolean
simmer_members_iter_next (SimmerMembersIter *self)
{
  const char *name;

  g_clear_pointer (&self->name, g_free);
  if (!json_object_iter_next_ordered (&self->iter, &name, &self->node))
    return FALSE;
  self->name = simmer_vocabulary_fold (name);

  return TRUE;
}

void
simmer_members_iter_clear (SimmerMembersIter *self)
{
  g_clear_pointer (&self->name, g_free);
}

/**
 * simmer_members_find:
 * @members: members
 * @names: (array zero-terminated=1): folded names, the best first
 *
 * Returns: (transfer none) (nullable): the first that is there
 */
JsonNode *
simmer_members_find (GHashTable *members, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, names[i]);

      if (node != NULL)
        return node;
    }

  return NULL;
}

/**
 * simmer_members_find_text:
 * @members: members
 * @names: (array zero-terminated=1): folded names, the best first
 *
 * Returns: (transfer none) (nullable): the first that is a text with something in it
 */
JsonNode *
simmer_members_find_text (GHashTable *members, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, names[i]);

      if (node != NULL && simmer_node_is_text (node) && *json_node_get_string (node) != '\0')
        return node;
    }

  return NULL;
}

/**
 * simmer_node_is_text:
 * @node: (nullable): a node
 *
 * Returns: whether @node is a text
 */
gboolean
simmer_node_is_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_boolean (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

/**
 * simmer_node_is_true:
 * @node: (nullable): a node
 *
 * Returns: whether @node is true
 */
gboolean
simmer_node_is_true (JsonNode *node)
{
  return is_boolean (node) && json_node_get_boolean (node);
}

/**
 * simmer_node_dup_id:
 * @node: (nullable): a text or a whole number
 *
 * Returns: (transfer full) (nullable): the name of a task; %NULL where @node cannot be one
 */
char *
simmer_node_dup_id (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (!simmer_node_is_text (node))
    return NULL;

  for (const char *p = json_node_get_string (node); *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f)
      return NULL;
  if (*json_node_get_string (node) == '\0' || strlen (json_node_get_string (node)) > MAX_ID)
    return NULL;

  return json_node_dup_string (node);
}

/**
 * simmer_text_clean:
 * @text: what a service wrote
 * @max: most characters
 *
 * Returns: (transfer full) (nullable): @text on one line, without control characters and without
 *   space at its ends, cut with an ellipsis; %NULL where nothing is left
 */
char *
simmer_text_clean (const char *text, glong max)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean space = FALSE;
  glong n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean plain = c > ' ' && c < 0x7f; /* as most are */
      GUnicodeType type = plain ? G_UNICODE_OTHER_LETTER : g_unichar_type (c);

      if ((!plain && g_unichar_isspace (c)) || type == G_UNICODE_CONTROL)
        {
          space = n > 0;
          continue;
        }
      /* Invisible marks may turn the direction of what follows; joiners hold emoji together. */
      if (type == G_UNICODE_FORMAT && c != 0x200c && c != 0x200d)
        continue;
      if (n + (space ? 2 : 1) > max)
        {
          /* The ellipsis takes the place of the last character. */
          g_string_truncate (
            out, (gsize) (g_utf8_find_prev_char (out->str, out->str + out->len) - out->str));
          g_string_append (out, "…");
          break;
        }
      if (space)
        g_string_append_c (out, ' ');
      g_string_append_unichar (out, c);
      n += space ? 2 : 1;
      space = FALSE;
    }

  return n > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static char *
dup_reasons (JsonArray *array)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  /* A pair of what happened and what there is to say of it. */
  if (json_array_get_length (array) == 2 &&
      simmer_node_is_text (json_array_get_element (array, 0)) &&
      JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 1)))
    return simmer_node_dup_reason (json_array_get_element (array, 1));

  for (guint i = 0; i < json_array_get_length (array) && n < MAX_REASONS; i++)
    {
      g_autofree char *reason = simmer_node_dup_reason (json_array_get_element (array, i));

      if (reason == NULL)
        continue;
      if (n++ > 0)
        g_string_append (out, "; ");
      g_string_append (out, reason);
    }

  return n > 0 ? simmer_text_clean (out->str, SIMMER_MEMBERS_MAX_TEXT) : NULL;
}

/* Of a traceback, a person reads the last line. */
static const char *
skip_traceback (const char *text)
{
  const char *last = text;

  if (!g_str_has_prefix (text, "Traceback "))
    return text;

  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    if (p[1] != '\0' && !g_ascii_isspace (p[1]))
      last = p + 1;

  return last;
}

/**
 * simmer_members_dup_telling:
 * @object: what went wrong
 *
 * Returns: (transfer full) (nullable): the text of a member such as “exitDescription” or
 *   “job_explanation”, whose name ends with what it is
 */
char *
simmer_members_dup_telling (JsonObject *object)
{
  static const char *const ends[] = { "description", "explanation", "reasontext",  "errortext",
                                      "reason",      "errordetail", "errormessage" };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (object);

  while (simmer_members_iter_next (&iter))
    {
      for (guint i = 0; simmer_node_is_text (iter.node) && i < G_N_ELEMENTS (ends); i++)
        {
          char *reason = g_str_has_suffix (iter.name, ends[i]) && !g_str_equal (iter.name, ends[i])
                           ? simmer_node_dup_reason (iter.node)
                           : NULL;

          if (reason != NULL)
            return reason;
        }
    }

  return NULL;
}

/**
 * simmer_node_dup_reason:
 * @node: (nullable): an error as a text, an object, or a list of these
 *
 * Returns: (transfer full) (nullable): what a person can read of it, in at most
 *   #SIMMER_MEMBERS_MAX_TEXT characters; %NULL where it says nothing
 */
char *
simmer_node_dup_reason (JsonNode *node)
{
  static const char *const names[] = {
    "message", "msg",          "detail",   "details",          "description",
    "reason",  "errormessage", "messages", "exceptionmessage", "error",
    "title",   "text",         NULL,
  };
  static const char *const codes[] = { "errorcode", "code", "type", NULL };
  g_autoptr (GHashTable) members = NULL;
  char *reason;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return dup_reasons (json_node_get_array (node));
  if (simmer_node_is_text (node))
    {
      if (simmer_vocabulary_says_nothing (json_node_get_string (node)))
        return NULL;
      return simmer_text_clean (skip_traceback (json_node_get_string (node)),
                                SIMMER_MEMBERS_MAX_TEXT);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  members = simmer_members_new (json_node_get_object (node));
  for (guint i = 0; names[i] != NULL; i++)
    {
      reason = simmer_node_dup_reason (g_hash_table_lookup (members, names[i]));
      if (reason != NULL)
        return reason;
    }
  reason = simmer_members_dup_telling (json_node_get_object (node));
  for (guint i = 0; reason == NULL && codes[i] != NULL; i++)
    reason = simmer_node_dup_reason (g_hash_table_lookup (members, codes[i]));

  return reason;
}
