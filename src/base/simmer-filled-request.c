/* Fills a profile's request: address, query, headers, body. Pure. */

#include "config.h"

#include "simmer-filled-request.h"

#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-payload.h"
#include "simmer-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
has_value (JsonObject *variables, const char *name)
{
  return *name == '\0' || (variables != NULL && json_object_has_member (variables, name) &&
                           !json_object_get_null_member (variables, name));
}

/* The first template that can be filled; where none can, the last one says what is missing. */
static const char *
choose_path (const SimmerRequest *request, JsonObject *variables)
{
  guint i = 0;

  while (request->paths[i + 1] != NULL &&
         !(simmer_template_has_all (request->paths[i], variables) &&
           has_value (variables, request->withs[i])))
    i++;

  return request->paths[i];
}

/* A path goes below the account's address; a whole address stands for itself; what a service
 * handed back is relative to the account's address (RFC 3986, 5). */
static char *
resolve (const char *filled,
         const char *template,
         SimmerVerb verb,
         const char *address,
         GError **error)
{
  g_autofree char *base = g_strconcat (address, "/", NULL);

  if (verb == SIMMER_VERB_RESULT || g_str_has_prefix (template, "{+"))
    return g_uri_resolve_relative (
      base, filled, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, error);
  if (g_str_has_prefix (filled, "https://") || g_str_has_prefix (filled, "http://"))
    return g_strdup (filled);

  return g_strconcat (address, filled, NULL);
}

static char *
dup_text (JsonNode *node)
{
  if (simmer_node_is_text (node))
    return json_node_dup_string (node);

  return simmer_json_to_string (node);
}

static void
append_pair (GString *out, const char *name, JsonNode *value)
{
  g_autofree char *text = dup_text (value);
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);

  g_string_append_printf (out, "%s%s=%s", out->len > 0 ? "&" : "", escaped_name, escaped);
}

/* name=value&name=value; a list comes as often as it has elements; what has no value is left out.
 */
static char *
fill_pairs (JsonNode *template, JsonObject *variables)
{
  g_autoptr (JsonNode) filled = simmer_template_fill (template, variables, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (filled));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!JSON_NODE_HOLDS_ARRAY (value))
      append_pair (out, name, value);
    else
      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        append_pair (out, name, json_array_get_element (json_node_get_array (value), i));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
append_query (char *uri, JsonObject *query, JsonObject *variables)
{
  g_autoptr (JsonNode) template = NULL;
  g_autofree char *owned = uri;
  g_autofree char *pairs = NULL;

  if (query == NULL)
    return g_steal_pointer (&owned);

  template = json_node_init_object (json_node_alloc (), query);
  pairs = fill_pairs (template, variables);
  if (*pairs == '\0')
    return g_steal_pointer (&owned);

  return g_strconcat (owned, strchr (owned, '?') != NULL ? "&" : "?", pairs, NULL);
}

static void
fill_headers (JsonObject *headers, JsonObject *templates, JsonObject *variables)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *template;

  if (templates == NULL)
    return;

  json_object_iter_init_ordered (&iter, templates);
  while (json_object_iter_next_ordered (&iter, &name, &template))
    {
      g_autofree char *value = NULL;

      if (!simmer_template_has_all (json_node_get_string (template), variables))
        continue;
      value = simmer_template_fill_text (json_node_get_string (template), variables);
      /* What a person typed in must not become a header of its own. */
      if (simmer_text_is_header (value, FALSE))
        json_object_set_string_member (headers, name, value);
    }
}

/* What a header holds between quotation marks; RFC 7578 leaves the rest to UTF-8. */
static char *
quote (const char *text)
{
  return g_uri_escape_string (text, " []{}()!$&'*,;:@/", TRUE);
}

static void
append_part (GByteArray *out,
             const char *boundary,
             const char *name,
             JsonNode *value,
             GPtrArray *enclosures)
{
  g_autofree char *text = dup_text (value);
  const SimmerEnclosure *enclosure = simmer_enclosure_find (enclosures, text);
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = simmer_payload_from_data_uri (text, &type);
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *quoted = quote (name);
  g_autofree char *file = quote (enclosure != NULL ? enclosure->name : name);

  g_string_printf (head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, quoted);
  if (enclosure != NULL || bytes != NULL)
    g_string_append_printf (head,
                            "; filename=\"%s\"\r\nContent-Type: %s",
                            file,
                            enclosure != NULL ? enclosure->type : type);
  g_string_append (head, "\r\n\r\n");
  g_byte_array_append (out, (const guint8 *) head->str, (guint) head->len);
  if (bytes != NULL)
    g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  else
    g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
}

/* RFC 7578. The boundary follows from the contents, so the same inputs make the same bytes. */
static GBytes *
make_parts (JsonNode *filled, GPtrArray *enclosures, char **content_type)
{
  g_autofree char *text = simmer_json_to_string (filled);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *boundary = g_strdup_printf ("simmer-%.32s", digest);
  g_autofree char *end = g_strdup_printf ("--%s--\r\n", boundary);
  GByteArray *out = g_byte_array_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (filled));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!JSON_NODE_HOLDS_ARRAY (value))
      append_part (out, boundary, name, value, enclosures);
    else
      for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
        append_part (
          out, boundary, name, json_array_get_element (json_node_get_array (value), i), enclosures);
  g_byte_array_append (out, (const guint8 *) end, (guint) strlen (end));
  *content_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);

  return g_byte_array_free_to_bytes (out);
}

static gboolean
fill_body (SimmerFilledRequest *self,
           const SimmerRequest *request,
           JsonObject *variables,
           GError **error)
{
  g_autoptr (JsonNode) filled = NULL;
  const SimmerEnclosure *enclosure;
  char *text;

  if (request->body == NULL)
    return TRUE;

  filled = simmer_template_fill (request->body, variables, error);
  if (filled == NULL)
    return FALSE;

  switch (request->body_kind)
    {
    case SIMMER_BODY_PARTS:
      self->body = make_parts (filled, self->enclosures, &self->content_type);
      return TRUE;
    case SIMMER_BODY_BYTES:
      text = dup_text (filled);
      enclosure = simmer_enclosure_find (self->enclosures, text);
      self->content_type =
        g_strdup (enclosure != NULL ? enclosure->type : "application/octet-stream");
      break;
    case SIMMER_BODY_FORM:
      text = fill_pairs (request->body, variables);
      self->content_type = g_strdup ("application/x-www-form-urlencoded");
      break;
    case SIMMER_BODY_JSON:
    default:
      text = simmer_json_to_string (filled);
      self->content_type = g_strdup ("application/json");
      break;
    }
  self->body = g_bytes_new_take (text, strlen (text));

  return TRUE;
}

/* The address of a list's next page is whole; nothing is to be added. */
static gboolean
is_next_page (const SimmerRequest *request, JsonObject *variables)
{
  return request->paging == SIMMER_PAGING_URL && variables != NULL &&
         json_object_has_member (variables, "next");
}

static SimmerFilledRequest *
fill_request (SimmerProfile *profile,
              const SimmerRequest *request,
              SimmerVerb verb,
              const char *address,
              JsonObject *variables,
              GPtrArray *enclosures,
              GError **error)
{
  g_autoptr (SimmerFilledRequest) self = g_new0 (SimmerFilledRequest, 1);
  gboolean turns = is_next_page (request, variables);
  const char *template = turns ? "{+next}" : choose_path (request, variables);
  g_autofree char *path = simmer_template_expand (template, variables, error);

  if (path == NULL)
    return NULL;

  self->method = request->method;
  self->headers = json_object_new ();
  self->enclosures = enclosures != NULL ? g_ptr_array_ref (enclosures) : NULL;
  self->uri = resolve (path, template, verb, address, error);
  if (self->uri == NULL || !fill_body (self, request, variables, error))
    return NULL;
  if (!turns)
    self->uri = append_query (self->uri, request->query, variables);
  fill_headers (self->headers, simmer_profile_get_headers (profile), variables);
  fill_headers (self->headers, request->headers, variables);

  return g_steal_pointer (&self);
}

/**
 * simmer_filled_request_new:
 * @profile: a service's API
 * @verb: what is to be asked
 * @address: the account's address, without a slash at its end
 * @variables: what the templates are filled with
 * @enclosures: (nullable) (element-type SimmerEnclosure): files whose tokens are among the values
 * @error: return location; of %SIMMER_ERROR or %G_URI_ERROR
 *
 * Where the profile does not say how a result is fetched, that is a GET of {url}.
 *
 * Returns: (transfer full): the request
 */
SimmerFilledRequest *
simmer_filled_request_new (SimmerProfile *profile,
                           SimmerVerb verb,
                           const char *address,
                           JsonObject *variables,
                           GPtrArray *enclosures,
                           GError **error)
{
  static char *fetch_paths[] = { (char *) "{+url}", NULL };
  static char *fetch_withs[] = { (char *) "", NULL };
  static const SimmerRequest fetch = {
    .method = "GET",
    .paths = fetch_paths,
    .withs = fetch_withs,
  };
  const SimmerRequest *request = simmer_profile_get_request (profile, verb);

  g_return_val_if_fail (request != NULL || verb == SIMMER_VERB_RESULT, NULL);

  return fill_request (
    profile, request != NULL ? request : &fetch, verb, address, variables, enclosures, error);
}

/**
 * simmer_filled_request_new_step:
 * @profile: a service's API
 * @step: what is asked before something else, such as to bring a file to the service
 * @address: the account's address, without a slash at its end
 * @variables: what the templates are filled with
 * @enclosures: (nullable) (element-type SimmerEnclosure): files whose tokens are among the values
 * @error: return location; of %SIMMER_ERROR or %G_URI_ERROR
 *
 * What belongs to the profile's other requests, its headers, does not go to an address that the
 * service handed out.
 *
 * Returns: (transfer full): the request
 */
SimmerFilledRequest *
simmer_filled_request_new_step (SimmerProfile *profile,
                                const SimmerRequest *step,
                                const char *address,
                                JsonObject *variables,
                                GPtrArray *enclosures,
                                GError **error)
{
  SimmerFilledRequest *self =
    fill_request (profile, step, SIMMER_VERB_SUBMIT, address, variables, enclosures, error);

  if (self == NULL || !g_str_has_prefix (step->paths[0], "{+"))
    return self;

  g_clear_pointer (&self->headers, json_object_unref);
  self->headers = json_object_new ();
  fill_headers (self->headers, step->headers, variables);

  return self;
}

/**
 * simmer_filled_request_new_stream:
 * @profile: the API of a service that has a stream
 * @address: the account's address, without a slash at its end
 * @variables: what the template is filled with
 * @error: return location; of %SIMMER_ERROR or %G_URI_ERROR
 *
 * Returns: (transfer full): the request for the stream
 */
SimmerFilledRequest *
simmer_filled_request_new_stream (SimmerProfile *profile,
                                  const char *address,
                                  JsonObject *variables,
                                  GError **error)
{
  const SimmerStream *stream = simmer_profile_get_stream (profile);
  g_autoptr (SimmerFilledRequest) self = g_new0 (SimmerFilledRequest, 1);
  g_autofree char *path = NULL;

  g_return_val_if_fail (stream != NULL, NULL);

  path = simmer_template_expand (stream->path, variables, error);
  if (path == NULL)
    return NULL;

  self->method = "GET";
  self->headers = json_object_new ();
  self->uri = resolve (path, stream->path, SIMMER_VERB_STATUS, address, error);
  if (self->uri == NULL)
    return NULL;
  fill_headers (self->headers, simmer_profile_get_headers (profile), variables);

  return g_steal_pointer (&self);
}

void
simmer_filled_request_free (SimmerFilledRequest *self)
{
  g_free (self->uri);
  g_clear_pointer (&self->headers, json_object_unref);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->enclosures, g_ptr_array_unref);
  g_free (self);
}
