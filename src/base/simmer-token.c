/* What a credential says of itself, where it is a JSON Web Token (RFC 7519). Pure. */

#include "config.h"

#include "simmer-token.h"

#include "simmer-json.h"

#include <string.h>

/* Year 9999: beyond, an expiry is none. */
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)

/* Base64 as in URLs has two other letters and no padding. */
static GBytes *
decode (const char *start, gsize length)
{
  g_autofree char *padded = g_malloc0 (length + 4);
  guchar *bytes;
  gsize n_bytes;

  memcpy (padded, start, length);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  while (strlen (padded) % 4 != 0)
    strcat (padded, "=");
  bytes = g_base64_decode (padded, &n_bytes);

  return g_bytes_new_take (bytes, n_bytes);
}

/**
 * simmer_token_get_expiry:
 * @credential: (nullable): a token, or a name, a colon and a token
 *
 * It is read, not proved: only the service knows whether a token is genuine.
 *
 * Returns: when it ends by its own word, wall time in µs; 0 if it says nothing of that
 */
gint64
simmer_token_get_expiry (const char *credential)
{
  const char *token = credential != NULL ? strrchr (credential, ':') : NULL;
  const char *claims, *end;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonNode *expiry;
  double seconds;

  token = token != NULL ? token + 1 : credential;
  claims = token != NULL ? strchr (token, '.') : NULL;
  end = claims != NULL ? strchr (claims + 1, '.') : NULL;
  if (end == NULL || strchr (end + 1, '.') != NULL)
    return 0;

  bytes = decode (claims + 1, end - claims - 1);
  node = simmer_json_parse (bytes, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;

  expiry = json_object_get_member (json_node_get_object (node), "exp");
  if (expiry == NULL || !JSON_NODE_HOLDS_VALUE (expiry) ||
      (json_node_get_value_type (expiry) != G_TYPE_INT64 &&
       json_node_get_value_type (expiry) != G_TYPE_DOUBLE))
    return 0;

  seconds = json_node_get_double (expiry);
  return seconds > 0 && seconds <= LAST_SECOND ? (gint64) (seconds * G_USEC_PER_SEC) : 0;
}
