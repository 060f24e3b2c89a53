#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SimmerAnswer:
 * @http_status: HTTP status
 * @content_type: (nullable): media type of the body
 * @body: the body
 * @headers: (nullable) (element-type utf8 utf8): what the headers say, by their names in small
 *   letters
 * @id: (nullable): the task that was asked after
 * @now: wall time, µs since 1970; 0 if not known
 * @variables: (nullable): what the request was filled with
 * @key_expires: when the credential that went along ends by its own word, as @now; 0 if it does not
 *   say
 *
 * What came back for a request, for somebody to read. Nothing in it is owned.
 */
typedef struct
{
  guint http_status;
  const char *content_type;
  GBytes *body;
  GHashTable *headers;
  const char *id;
  gint64 now;
  JsonObject *variables;
  gint64 key_expires;
} SimmerAnswer;

static inline const char *
simmer_answer_get_header (const SimmerAnswer *self, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return self->headers != NULL ? g_hash_table_lookup (self->headers, folded) : NULL;
}

G_END_DECLS
