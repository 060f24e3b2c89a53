/* A service's job API as data: parsed, validated, immutable. Pure. */

#include "config.h"

#include "simmer-profile.h"

#include "simmer-error.h"
#include "simmer-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SimmerProfile
{
  JsonNode *root; /* (owned): what all else points into */
  const char *id;
  const char *name;
  const char *auth_header;
  const char *auth_prefix;
  JsonArray *inputs; /* (owned) */
  SimmerRequest requests[SIMMER_N_VERBS];
  SimmerStream stream;
  int queue_base;
};

G_DEFINE_BOXED_TYPE (SimmerProfile, simmer_profile, simmer_profile_ref, simmer_profile_unref)

static const char *const verbs[SIMMER_N_VERBS] = {
  "submit", "status", "statuses", "list", "cancel", "retry", "result",
};

static const char *const stream_kinds[SIMMER_N_STREAM_KINDS] = { "websocket", "events" };

static const guint8 native_json[] = {
#include "simmer-profile-native.inc"
};

/* What the native profile says to a person. */
static const char *const native_titles[] = {
  N_ ("Prompt"), N_ ("Kind"),      N_ ("Picture"),
  N_ ("Text"),   N_ ("Style"),     N_ ("Chosen by the Prompt"),
  N_ ("Flow"),   N_ ("Coral"),     N_ ("Marble"),
  N_ ("Flame"),  N_ ("Landscape"), N_ ("Width"),
  N_ ("Height"), N_ ("Variants"),  N_ ("Seed"),
  NULL,
};

/* Says what is wrong with the member @where. */
static gboolean
refuse (GError **error, const char *where, const char *reason)
{
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_MALFORMED,
               /* Translators: a member such as “requests.status.path”, then what is wrong. */
               _ ("The profile cannot be used: “%s” %s."),
               where,
               reason);
  return FALSE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
holds_number (JsonNode *node)
{
  return holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE);
}

static gboolean
check_members (JsonObject *object, const char *where, const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      {
        g_autofree char *path = g_strdup_printf ("%s%s%s", where, *where != '\0' ? "." : "", name);

        return refuse (error, path, _ ("is not known"));
      }

  return TRUE;
}

/* The text @name of @object; @fallback where it is absent; %NULL and an error where it is no text,
 * or where it is absent and there is no fallback. */
static const char *
get_text (JsonObject *object,
          const char *where,
          const char *name,
          const char *fallback,
          GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s%s%s", where, *where != '\0' ? "." : "", name);
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL && fallback != NULL)
    return fallback;
  if (node == NULL)
    refuse (error, path, _ ("is missing"));
  else if (!holds (node, G_TYPE_STRING))
    refuse (error, path, _ ("must be a text"));
  else if (fallback == NULL && *json_node_get_string (node) == '\0')
    refuse (error, path, _ ("is empty"));
  else
    return json_node_get_string (node);

  return NULL;
}

/* A token as in RFC 9110, 5.6.2, for a header's name; or visible text for a part of its value. */
static gboolean
is_header_text (const char *text, gboolean token)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p < 0x20 || *p > 0x7e)
        return FALSE;
      if (token && !g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_auth (SimmerProfile *self, JsonObject *root, GError **error)
{
  static const char *const known[] = { "header", "prefix", NULL };
  JsonNode *node = json_object_get_member (root, "auth");
  JsonObject *auth;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "auth", _ ("must be an object"));

  auth = json_node_get_object (node);
  if (!check_members (auth, "auth", known, error))
    return FALSE;

  self->auth_header = get_text (auth, "auth", "header", NULL, error);
  if (self->auth_header == NULL)
    return FALSE;
  if (!is_header_text (self->auth_header, TRUE))
    return refuse (error, "auth.header", _ ("is not the name of a header"));

  self->auth_prefix = get_text (auth, "auth", "prefix", "", error);
  if (self->auth_prefix == NULL)
    return FALSE;
  if (!is_header_text (self->auth_prefix, FALSE))
    return refuse (error, "auth.prefix", _ ("has characters that a header cannot carry"));

  return TRUE;
}

static gboolean
is_path (const char *path)
{
  return *path == '/' || g_str_has_prefix (path, "{+") || g_str_has_prefix (path, "https://") ||
         g_str_has_prefix (path, "http://");
}

static gboolean
read_request (SimmerProfile *self, int verb, JsonNode *node, GError **error)
{
  static const char *const known[] = { "method", "path", "body", NULL };
  static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", NULL };
  g_autofree char *where = g_strdup_printf ("requests.%s", verbs[verb]);
  SimmerRequest *request = &self->requests[verb];
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, where, _ ("must be an object"));

  object = json_node_get_object (node);
  if (!check_members (object, where, known, error))
    return FALSE;

  request->method = get_text (object, where, "method", "GET", error);
  if (request->method == NULL)
    return FALSE;
  if (!g_strv_contains (methods, request->method))
    return refuse (error, where, _ ("has a method that is not GET, POST, PUT, PATCH or DELETE"));

  request->path = get_text (object, where, "path", NULL, error);
  if (request->path == NULL)
    return FALSE;
  if (!is_path (request->path))
    return refuse (error, where, _ ("has a path that does not begin with a slash"));

  request->body = json_object_get_member (object, "body");
  return TRUE;
}

static gboolean
read_requests (SimmerProfile *self, JsonObject *root, GError **error)
{
  JsonNode *node = json_object_get_member (root, "requests");
  g_autofree const char **known = g_new0 (const char *, SIMMER_N_VERBS + 1);
  JsonObject *requests;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "requests", _ ("must be an object"));

  requests = json_node_get_object (node);
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    known[i] = verbs[i];
  if (!check_members (requests, "requests", known, error))
    return FALSE;

  for (int i = 0; i < SIMMER_N_VERBS; i++)
    {
      JsonNode *request = json_object_get_member (requests, verbs[i]);

      if (request != NULL && !read_request (self, i, request, error))
        return FALSE;
    }

  if (self->requests[SIMMER_VERB_STATUS].path == NULL)
    return refuse (error, "requests.status", _ ("is missing"));

  return TRUE;
}

static gboolean
add_stream_kind (SimmerStream *stream, JsonNode *node)
{
  for (guint i = 0; i < SIMMER_N_STREAM_KINDS; i++)
    if (stream->n_kinds < SIMMER_N_STREAM_KINDS && holds (node, G_TYPE_STRING) &&
        g_str_equal (json_node_get_string (node), stream_kinds[i]))
      {
        stream->kinds[stream->n_kinds++] = (SimmerStreamKind) i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_stream (SimmerProfile *self, JsonObject *root, GError **error)
{
  static const char *const known[] = { "path", "kinds", NULL };
  JsonNode *node = json_object_get_member (root, "stream");
  JsonObject *object;
  JsonNode *kinds;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, "stream", _ ("must be an object"));

  object = json_node_get_object (node);
  if (!check_members (object, "stream", known, error))
    return FALSE;
  self->stream.path = get_text (object, "stream", "path", NULL, error);
  if (self->stream.path == NULL)
    return FALSE;
  if (!is_path (self->stream.path))
    return refuse (error, "stream", _ ("has a path that does not begin with a slash"));
  self->stream.single = strstr (self->stream.path, "id}") != NULL;

  kinds = json_object_get_member (object, "kinds");
  if (kinds == NULL || !JSON_NODE_HOLDS_ARRAY (kinds))
    return refuse (error, "stream.kinds", _ ("must be a list"));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (kinds)); i++)
    if (!add_stream_kind (&self->stream, json_array_get_element (json_node_get_array (kinds), i)))
      return refuse (error, "stream.kinds", _ ("has more than “websocket” and “events”"));
  if (self->stream.n_kinds == 0)
    return refuse (error, "stream.kinds", _ ("is empty"));

  return TRUE;
}

static gboolean
check_choices (JsonObject *input, const char *where, GError **error)
{
  JsonNode *choices = json_object_get_member (input, "enum");
  JsonNode *titles = json_object_get_member (input, "titles");

  if (choices != NULL && (!JSON_NODE_HOLDS_ARRAY (choices) ||
                          json_array_get_length (json_node_get_array (choices)) == 0))
    return refuse (error, where, _ ("has an “enum” that is not a list of choices"));
  if (titles == NULL)
    return TRUE;

  if (choices == NULL || !JSON_NODE_HOLDS_ARRAY (titles) ||
      json_array_get_length (json_node_get_array (titles)) !=
        json_array_get_length (json_node_get_array (choices)))
    return refuse (error, where, _ ("has “titles” that do not match its “enum”"));

  for (guint i = 0; i < json_array_get_length (json_node_get_array (titles)); i++)
    if (!holds (json_array_get_element (json_node_get_array (titles), i), G_TYPE_STRING))
      return refuse (error, where, _ ("has “titles” that are not texts"));

  return TRUE;
}

static gboolean
value_fits (JsonNode *value, const char *type)
{
  if (g_str_equal (type, "string"))
    return holds (value, G_TYPE_STRING);
  if (g_str_equal (type, "boolean"))
    return holds (value, G_TYPE_BOOLEAN);
  if (g_str_equal (type, "integer"))
    return holds (value, G_TYPE_INT64);

  return holds_number (value);
}

static gboolean
check_values (JsonObject *input, const char *where, const char *type, GError **error)
{
  JsonNode *fallback = json_object_get_member (input, "default");
  JsonNode *choices = json_object_get_member (input, "enum");
  JsonNode *minimum = json_object_get_member (input, "minimum");
  JsonNode *maximum = json_object_get_member (input, "maximum");

  if (fallback != NULL && !value_fits (fallback, type))
    return refuse (error, where, _ ("has a default that is not of its type"));
  for (guint i = 0; choices != NULL && i < json_array_get_length (json_node_get_array (choices));
       i++)
    if (!value_fits (json_array_get_element (json_node_get_array (choices), i), type))
      return refuse (error, where, _ ("has a choice that is not of its type"));

  if ((minimum != NULL && !holds_number (minimum)) || (maximum != NULL && !holds_number (maximum)))
    return refuse (error, where, _ ("has a limit that is not a number"));
  if (minimum != NULL && maximum != NULL &&
      json_node_get_double (minimum) > json_node_get_double (maximum))
    return refuse (error, where, _ ("has a minimum above its maximum"));

  return TRUE;
}

static gboolean
check_flags (JsonObject *input, const char *where, GError **error)
{
  static const char *const flags[] = { "multiline", "required", "advanced" };
  JsonNode *length = json_object_get_member (input, "maxLength");
  JsonNode *when = json_object_get_member (input, "when");

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      JsonNode *flag = json_object_get_member (input, flags[i]);

      if (flag != NULL && !holds (flag, G_TYPE_BOOLEAN))
        return refuse (error, where, _ ("has a switch that is neither true nor false"));
    }
  if (length != NULL && (!holds (length, G_TYPE_INT64) || json_node_get_int (length) < 1))
    return refuse (error, where, _ ("has a “maxLength” that is not a number above 0"));
  if (when != NULL && !JSON_NODE_HOLDS_OBJECT (when))
    return refuse (error, where, _ ("has a “when” that is not an object"));

  return TRUE;
}

static gboolean
check_input (JsonNode *node, guint index, GHashTable *names, GError **error)
{
  static const char *const known[] = {
    "name",    "title",     "type",      "enum",     "titles",   "default", "minimum",
    "maximum", "maxLength", "multiline", "required", "advanced", "when",    NULL,
  };
  static const char *const types[] = { "string", "integer", "number", "boolean", NULL };
  g_autofree char *where = g_strdup_printf ("inputs[%u]", index);
  JsonObject *input;
  const char *name;
  const char *type;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, where, _ ("must be an object"));

  input = json_node_get_object (node);
  if (!check_members (input, where, known, error))
    return FALSE;

  name = get_text (input, where, "name", NULL, error);
  type = name != NULL ? get_text (input, where, "type", NULL, error) : NULL;
  if (type == NULL || get_text (input, where, "title", "", error) == NULL)
    return FALSE;
  if (!g_hash_table_add (names, (gpointer) name))
    return refuse (error, where, _ ("has a name that another input has"));
  if (!g_strv_contains (types, type))
    return refuse (error, where, _ ("has a type that is not string, integer, number or boolean"));

  return check_choices (input, where, error) && check_values (input, where, type, error) &&
         check_flags (input, where, error);
}

static gboolean
read_inputs (SimmerProfile *self, JsonObject *root, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  JsonNode *node = json_object_get_member (root, "inputs");

  if (node == NULL)
    {
      self->inputs = json_array_new ();
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse (error, "inputs", _ ("must be a list"));

  self->inputs = json_array_ref (json_node_get_array (node));
  for (guint i = 0; i < json_array_get_length (self->inputs); i++)
    if (!check_input (json_array_get_element (self->inputs, i), i, names, error))
      return FALSE;

  return TRUE;
}

static gboolean
read_root (SimmerProfile *self, GError **error)
{
  static const char *const known[] = {
    "$schema",   "id",       "name",   "description", "auth",
    "queueBase", "requests", "stream", "inputs",      NULL,
  };
  JsonObject *root;
  JsonNode *base;

  if (!JSON_NODE_HOLDS_OBJECT (self->root))
    {
      g_set_error_literal (error,
                           SIMMER_ERROR,
                           SIMMER_ERROR_MALFORMED,
                           _ ("The profile cannot be used: it must be a JSON object."));
      return FALSE;
    }

  root = json_node_get_object (self->root);
  if (!check_members (root, "", known, error))
    return FALSE;

  self->id = get_text (root, "", "id", NULL, error);
  self->name = self->id != NULL ? get_text (root, "", "name", NULL, error) : NULL;
  if (self->name == NULL)
    return FALSE;
  if (strspn (self->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (self->id))
    return refuse (error, "id", _ ("may have small letters, digits and hyphens alone"));

  base = json_object_get_member (root, "queueBase");
  if (base != NULL &&
      (!holds (base, G_TYPE_INT64) || json_node_get_int (base) < 0 || json_node_get_int (base) > 1))
    return refuse (error, "queueBase", _ ("must be 0 or 1"));
  self->queue_base = base != NULL ? (int) json_node_get_int (base) : 1;

  return read_auth (self, root, error) && read_requests (self, root, error) &&
         read_stream (self, root, error) && read_inputs (self, root, error);
}

static void
simmer_profile_clear (gpointer box)
{
  SimmerProfile *self = box;

  g_clear_pointer (&self->inputs, json_array_unref);
  g_clear_pointer (&self->root, json_node_unref);
}

/**
 * simmer_profile_new_from_bytes:
 * @bytes: a profile
 * @error: return location
 *
 * Errors are %SIMMER_ERROR_MALFORMED and %SIMMER_ERROR_TOO_LARGE; the sentence names the member
 * and what is wrong with it. Members that are not known are refused, so that a typing error is not
 * passed over.
 *
 * Returns: (transfer full): the profile
 */
SimmerProfile *
simmer_profile_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (SimmerProfile) self = NULL;
  g_autoptr (JsonNode) root = simmer_json_parse (bytes, error);

  if (root == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (SimmerProfile);
  self->root = g_steal_pointer (&root);
  if (!read_root (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
translate (JsonNode *node)
{
  const char *title = json_node_get_string (node);
  const char *translated = g_strv_contains (native_titles, title) ? _ (title) : title;

  /* Without a translation it is the node's own string, which setting would free before copying. */
  if (translated != title)
    json_node_set_string (node, translated);
}

static SimmerProfile *
load_native (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (native_json, sizeof native_json);
  g_autoptr (GError) error = NULL;
  SimmerProfile *native = simmer_profile_new_from_bytes (bytes, &error);

  if (native == NULL)
    g_error ("The built-in profile: %s", error->message);

  for (guint i = 0; i < json_array_get_length (native->inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (native->inputs, i);
      JsonArray *titles = NULL;

      translate (json_object_get_member (input, "title"));
      if (json_object_has_member (input, "titles"))
        titles = json_object_get_array_member (input, "titles");
      for (guint j = 0; titles != NULL && j < json_array_get_length (titles); j++)
        translate (json_array_get_element (titles, j));
    }

  return native;
}

/**
 * simmer_profile_get_native:
 *
 * The API that the built-in generator speaks, in the language of the person. Any thread.
 *
 * Returns: (transfer none): the profile "generate-v1"
 */
SimmerProfile *
simmer_profile_get_native (void)
{
  static SimmerProfile *native = NULL;

  if (g_once_init_enter (&native))
    g_once_init_leave (&native, load_native ());

  return native;
}

SimmerProfile *
simmer_profile_ref (SimmerProfile *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_profile_unref (SimmerProfile *self)
{
  g_atomic_rc_box_release_full (self, simmer_profile_clear);
}

/**
 * simmer_profile_get_id:
 * @self: a profile
 *
 * Returns: (transfer none): small letters, digits and hyphens
 */
const char *
simmer_profile_get_id (SimmerProfile *self)
{
  return self->id;
}

/**
 * simmer_profile_get_name:
 * @self: a profile
 *
 * Returns: (transfer none): what a person calls the service
 */
const char *
simmer_profile_get_name (SimmerProfile *self)
{
  return self->name;
}

/**
 * simmer_profile_get_request:
 * @self: a profile
 * @verb: what is to be asked
 *
 * Returns: (transfer none) (nullable): how to ask it; %NULL where the service has no such thing
 */
const SimmerRequest *
simmer_profile_get_request (SimmerProfile *self, SimmerVerb verb)
{
  g_return_val_if_fail ((guint) verb < SIMMER_N_VERBS, NULL);

  return self->requests[verb].path != NULL ? &self->requests[verb] : NULL;
}

/**
 * simmer_profile_get_stream:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): where the service tells of changes by itself; %NULL where
 *   it has to be asked
 */
const SimmerStream *
simmer_profile_get_stream (SimmerProfile *self)
{
  return self->stream.path != NULL ? &self->stream : NULL;
}

/**
 * simmer_profile_get_auth_header:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the header that bears the credential; %NULL where the
 *   service wants none
 */
const char *
simmer_profile_get_auth_header (SimmerProfile *self)
{
  return self->auth_header;
}

/**
 * simmer_profile_get_auth_prefix:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): what stands before the credential, such as "Bearer "
 */
const char *
simmer_profile_get_auth_prefix (SimmerProfile *self)
{
  return self->auth_prefix;
}

/**
 * simmer_profile_get_queue_base:
 * @self: a profile
 *
 * Returns: 0 or 1: the number by which the service means the next in line
 */
int
simmer_profile_get_queue_base (SimmerProfile *self)
{
  return self->queue_base;
}

/**
 * simmer_profile_get_inputs:
 * @self: a profile
 *
 * Returns: (transfer none): what a person fills in to submit; see #SimmerProfile
 */
JsonArray *
simmer_profile_get_inputs (SimmerProfile *self)
{
  return self->inputs;
}
