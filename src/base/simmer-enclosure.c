/* Which file a person added to what is submitted. Pure. */

#include "simmer-enclosure.h"

#include "simmer-members.h"

#include <string.h>

/**
 * simmer_enclosure_new:
 * @path: where the file is
 * @name: what it is called
 * @type: its media type
 * @size: bytes
 * @modified: when it was last changed, µs since 1970
 *
 * Returns: (transfer full): which file it is
 */
SimmerEnclosure *
simmer_enclosure_new (const char *path,
                      const char *name,
                      const char *type,
                      gint64 size,
                      gint64 modified)
{
  SimmerEnclosure *self = g_new0 (SimmerEnclosure, 1);
  g_autofree char *id = g_uuid_string_random ();

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->size = size;
  self->modified = modified;
  self->token = g_strconcat ("simmer-enclosure-", id, NULL);

  return self;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return simmer_node_is_text (node) ? json_node_get_string (node) : NULL;
}

static gboolean
get_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;

  *number = json_node_get_int (node);
  return *number >= 0;
}

/* What ends up in a header must not end it. */
static gboolean
is_media_type (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$&^_.+-/", *p) == NULL)
      return FALSE;

  return strchr (text, '/') != NULL;
}

/**
 * simmer_enclosure_new_from_json:
 * @node: (nullable): the value of an input
 *
 * Returns: (transfer full) (nullable): which file simmer_enclosure_to_json() wrote down there;
 *   %NULL where that is none
 */
SimmerEnclosure *
simmer_enclosure_new_from_json (JsonNode *node)
{
  JsonObject *object;
  const char *path;
  const char *name;
  const char *type;
  gint64 size;
  gint64 modified;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  path = get_text (object, "path");
  name = get_text (object, "name");
  type = get_text (object, "type");
  if (path == NULL || !g_path_is_absolute (path) || name == NULL || type == NULL ||
      !is_media_type (type) || !get_number (object, "size", &size) ||
      !get_number (object, "modified", &modified))
    return NULL;

  return simmer_enclosure_new (path, name, type, size, modified);
}

void
simmer_enclosure_free (SimmerEnclosure *self)
{
  g_free (self->path);
  g_free (self->name);
  g_free (self->type);
  g_free (self->token);
  g_free (self);
}

/**
 * simmer_enclosure_to_json:
 * @self: which file
 *
 * Returns: (transfer full): the same as the value of an input, to be written down
 */
JsonNode *
simmer_enclosure_to_json (const SimmerEnclosure *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "path", self->path);
  json_object_set_string_member (object, "name", self->name);
  json_object_set_string_member (object, "type", self->type);
  json_object_set_int_member (object, "size", self->size);
  json_object_set_int_member (object, "modified", self->modified);
  json_node_take_object (node, object);

  return node;
}

/**
 * simmer_enclosure_get_length:
 * @self: which file
 *
 * Returns: the bytes that it takes up in a body
 */
gint64
simmer_enclosure_get_length (const SimmerEnclosure *self)
{
  return self->base64 ? (self->size + 2) / 3 * 4 : self->size;
}

/**
 * simmer_enclosure_find:
 * @enclosures: (nullable) (element-type SimmerEnclosure): files
 * @token: a text
 *
 * Returns: (transfer none) (nullable): the file whose token it is
 */
const SimmerEnclosure *
simmer_enclosure_find (GPtrArray *enclosures, const char *token)
{
  for (guint i = 0; enclosures != NULL && i < enclosures->len; i++)
    {
      const SimmerEnclosure *enclosure = enclosures->pdata[i];

      if (g_str_equal (enclosure->token, token))
        return enclosure;
    }

  return NULL;
}
