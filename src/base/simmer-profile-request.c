/* How a profile asks for one thing. Pure. */

#include "config.h"

#include "simmer-profile-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ALL_STATES ((1u << SIMMER_N_TASK_STATUSES) - 1)

/**
 * simmer_text_is_header:
 * @text: a text
 * @token: whether it must do as a header's name (RFC 9110, 5.6.2), or as a part of its value
 *
 * Returns: whether it does
 */
gboolean
simmer_text_is_header (const char *text, gboolean token)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p < 0x20 || *p > 0x7e)
        return FALSE;
      if (token && !g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
        return FALSE;
    }

  return *text != '\0' || !token;
}

/* What the account, the client and the connection say; a profile does not. */
static gboolean
is_reserved (const char *name)
{
  static const char *const reserved[] = {
    "authorization", "connection",          "content-length",    "cookie",
    "host",          "proxy-authorization", "transfer-encoding", NULL,
  };
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return g_strv_contains (reserved, folded);
}

/**
 * simmer_headers_read:
 * @headers: (out) (nullable): the headers
 * @check: (nullable): notes what is wrong
 * @object: what may have a member "headers"
 * @where: what @object is called
 */
void
simmer_headers_read (JsonObject **headers,
                     SimmerProfileCheck *check,
                     JsonObject *object,
                     const char *where)
{
  JsonObject *found = simmer_profile_check_object (check, object, where, "headers", NULL);
  g_autofree char *path = simmer_profile_check_join (where, "headers");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  *headers = found != NULL ? json_object_ref (found) : NULL;
  if (found == NULL)
    return;

  json_object_iter_init_ordered (&iter, found);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *member = simmer_profile_check_join (path, name);

      if (!simmer_text_is_header (name, TRUE))
        simmer_profile_check_fault (check, member, _ ("is not the name of a header"));
      else if (is_reserved (name))
        simmer_profile_check_fault (check, member, _ ("is a header that a profile may not set"));
      else if (!simmer_node_holds (node, G_TYPE_STRING))
        simmer_profile_check_fault (check, member, _ ("must be a text"));
      else if (!simmer_text_is_header (json_node_get_string (node), FALSE))
        simmer_profile_check_fault (check, member, _ ("has characters that a header cannot carry"));
    }
}

/**
 * simmer_text_is_path:
 * @path: a text
 *
 * Returns: whether it is a template of an address, absolute or below an account's
 */
gboolean
simmer_text_is_path (const char *path)
{
  const char *open;

  if (*path != '/' && !g_str_has_prefix (path, "{+") && !g_str_has_prefix (path, "https://") &&
      !g_str_has_prefix (path, "http://"))
    return FALSE;

  /* Each brace has its partner, and a name between. */
  for (open = strpbrk (path, "{}"); open != NULL; open = strpbrk (path, "{}"))
    {
      gsize n;

      path = open + 1 + (open[1] == '+');
      n = strcspn (path, "{}");
      if (*open != '{' || n == 0 || path[n] != '}')
        return FALSE;
      path += n + 1;
    }

  return TRUE;
}

/* A path, or an object that says with which input it counts. */
static void
read_path (SimmerProfileCheck *check,
           JsonNode *node,
           const char *where,
           GStrvBuilder *paths,
           GStrvBuilder *withs)
{
  static const char *const known[] = { "path", "with", NULL };
  const char *with = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);

      simmer_profile_check_members (check, object, where, known);
      with = simmer_profile_check_text (check, object, where, "with", TRUE);
      node = json_object_get_member (object, "path");
    }
  if (!simmer_node_holds (node, G_TYPE_STRING))
    simmer_profile_check_fault (check, where, _ ("must be a text"));
  else if (!simmer_text_is_path (json_node_get_string (node)))
    simmer_profile_check_fault (
      check, where, _ ("must begin with a slash, and have a name in each pair of braces"));
  else
    {
      g_strv_builder_add (paths, json_node_get_string (node));
      g_strv_builder_add (withs, with != NULL ? with : "");
    }
}

static void
read_paths (SimmerRequest *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "path");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) withs = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, "path");
  g_autoptr (JsonArray) array = NULL;

  if (node == NULL)
    {
      simmer_profile_check_fault (check, path, _ ("is missing"));
      return;
    }

  if (JSON_NODE_HOLDS_ARRAY (node))
    array = json_array_ref (json_node_get_array (node));
  else
    {
      array = json_array_new ();
      json_array_add_element (array, json_node_copy (node));
    }
  if (json_array_get_length (array) == 0)
    simmer_profile_check_fault (check, path, _ ("is empty"));
  for (guint i = 0; i < json_array_get_length (array); i++)
    read_path (check, json_array_get_element (array, i), path, builder, withs);
  self->paths = g_strv_builder_end (builder);
  self->withs = g_strv_builder_end (withs);
}

static void
read_states (SimmerRequest *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "states");
  JsonNode *node = json_object_get_member (object, "states");
  SimmerTaskStatus status;

  self->states = ALL_STATES;
  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simmer_profile_check_fault (check, path, _ ("must be a list"));
      return;
    }

  self->states = 0;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);

      if (simmer_node_holds (element, G_TYPE_STRING) &&
          simmer_task_status_from_string (json_node_get_string (element), &status))
        self->states |= 1u << status;
      else
        simmer_profile_check_fault (check, path, _ ("holds something that is no status"));
    }
}

static void
read_limit (SimmerRequest *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const known[] = { "requests", "seconds", NULL };
  g_autofree char *path = simmer_profile_check_join (where, "limit");
  JsonObject *limit = simmer_profile_check_object (check, object, where, "limit", known);

  if (limit == NULL)
    return;

  self->limit = simmer_profile_check_number (check, limit, path, "requests", 1, 1);
  self->limit_seconds = simmer_profile_check_number (check, limit, path, "seconds", 0.001, 1);
}

static void
read_page (SimmerRequest *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const known[] = { "next", "as", NULL };
  static const char *const kinds[] = { "url", "cursor", "offset", NULL };
  g_autofree char *path = simmer_profile_check_join (where, "page");
  g_autofree char *next = simmer_profile_check_join (path, "next");
  JsonObject *page = simmer_profile_check_object (check, object, where, "page", known);

  if (page == NULL)
    return;

  self->paging = (SimmerPaging) (SIMMER_PAGING_URL +
                                 simmer_profile_check_choice (check, page, path, "as", kinds, 0));
  if (json_object_has_member (page, "next"))
    self->next = simmer_path_new (check, json_object_get_member (page, "next"), next);
  if ((self->next == NULL) != (self->paging == SIMMER_PAGING_OFFSET))
    simmer_profile_check_fault (
      check, path, _ ("needs “next” for an URL or a cursor, and none for an offset"));
}

static void
read_body (SimmerRequest *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const kinds[] = { "json", "form", "multipart", "file", NULL };
  g_autofree char *path = simmer_profile_check_join (where, "body");

  self->body = json_object_get_member (object, "body");
  self->body_kind = (SimmerBodyKind) simmer_profile_check_choice (
    check, object, where, "bodyType", kinds, SIMMER_BODY_JSON);
  if (self->body_kind == SIMMER_BODY_BYTES)
    {
      if (self->body == NULL || !simmer_node_holds (self->body, G_TYPE_STRING))
        simmer_profile_check_fault (check, path, _ ("must be a text"));
    }
  else if (self->body != NULL && self->body_kind != SIMMER_BODY_JSON &&
           !JSON_NODE_HOLDS_OBJECT (self->body))
    simmer_profile_check_fault (check, path, _ ("must be an object"));
}

/**
 * simmer_request_read:
 * @self: a request that is filled with zeros
 * @check: (nullable): notes what is wrong
 * @object: what a profile says of it; must live as long as @self
 * @where: what @object is called
 */
void
simmer_request_read (SimmerRequest *self,
                     SimmerProfileCheck *check,
                     JsonObject *object,
                     const char *where)
{
  static const char *const known[] = {
    "method", "path",   "query", "headers", "body", "bodyType", "success",
    "answer", "states", "limit", "most",    "page", "before",   NULL,
  };
  static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", NULL };
  JsonObject *query;

  simmer_profile_check_members (check, object, where, known);
  self->method = methods[simmer_profile_check_choice (check, object, where, "method", methods, 0)];
  read_paths (self, check, object, where);
  query = simmer_profile_check_object (check, object, where, "query", NULL);
  self->query = query != NULL ? json_object_ref (query) : NULL;
  simmer_headers_read (&self->headers, check, object, where);
  read_body (self, check, object, where);
  self->success = simmer_profile_check_codes (check, object, where, "success");
  self->own = simmer_profile_check_object (check, object, where, "answer", NULL);
  read_states (self, check, object, where);
  read_limit (self, check, object, where);
  self->most = (guint) simmer_profile_check_number (check, object, where, "most", 1, 0);
  read_page (self, check, object, where);
  self->before = json_object_get_member (object, "before");
}

void
simmer_request_clear (SimmerRequest *self)
{
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->withs, g_strfreev);
  g_clear_pointer (&self->query, json_object_unref);
  g_clear_pointer (&self->headers, json_object_unref);
  g_clear_pointer (&self->success, g_free);
  g_clear_pointer (&self->rules, simmer_rules_free);
  g_clear_pointer (&self->next, simmer_path_free);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
}

/**
 * simmer_request_is_success:
 * @self: (nullable): a request
 * @http_status: HTTP status of the answer to it
 *
 * Returns: whether that is a good one
 */
gboolean
simmer_request_is_success (const SimmerRequest *self, guint http_status)
{
  if (self == NULL || self->success == NULL)
    return http_status >= 200 && http_status < 300;

  for (guint i = 0; self->success[i] != 0; i++)
    if (self->success[i] == http_status)
      return TRUE;

  return FALSE;
}
