/* Results that stand in an answer itself: data URIs and base64. Pure. */

#include "simmer-payload.h"

#include <string.h>

/**
 * simmer_payload_sniff:
 * @bytes: the bytes of a result
 *
 * Returns: (transfer none) (nullable): the media type that the first of them tell
 */
const char *
simmer_payload_sniff (GBytes *bytes)
{
  static const struct
  {
    gsize offset;
    const char *magic;
    gsize length;
    const char *type;
  } magics[] = {
    { 0, "\x89PNG\r\n\x1a\n", 8, "image/png" },
    { 0, "\xff\xd8\xff", 3, "image/jpeg" },
    { 8, "WEBP", 4, "image/webp" },
    { 0, "GIF8", 4, "image/gif" },
    { 4, "ftyp", 4, "video/mp4" },
    { 8, "WAVE", 4, "audio/wav" },
    { 0, "ID3", 3, "audio/mpeg" },
    { 0, "OggS", 4, "audio/ogg" },
    { 0, "%PDF-", 5, "application/pdf" },
  };

  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (length >= magics[i].offset + magics[i].length &&
        memcmp (data + magics[i].offset, magics[i].magic, magics[i].length) == 0)
      return magics[i].type;

  return NULL;
}

/**
 * simmer_payload_from_data_uri:
 * @text: a text
 * @type: (out) (optional): its media type
 *
 * RFC 2397: data:[type][;parameters][;base64],data
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL where @text is no data URI
 */
GBytes *
simmer_payload_from_data_uri (const char *text, char **type)
{
  const char *comma = strchr (text, ',');
  g_autofree char *head = NULL;
  g_autofree char *named = NULL;
  GBytes *bytes;

  if (!g_str_has_prefix (text, "data:") || comma == NULL)
    return NULL;

  head = g_ascii_strdown (text + strlen ("data:"), comma - text - (gssize) strlen ("data:"));
  named = g_strndup (head, strcspn (head, ";"));
  if (g_str_has_suffix (head, ";base64"))
    {
      gsize length;
      guint8 *data = g_base64_decode (comma + 1, &length);

      bytes = g_bytes_new_take (data, length);
    }
  else
    bytes = g_uri_unescape_bytes (comma + 1, -1, NULL, NULL);
  if (bytes != NULL && type != NULL)
    *type = *named != '\0' ? g_steal_pointer (&named) : g_strdup ("text/plain");

  return bytes;
}

/**
 * simmer_payload_from_base64:
 * @text: a text
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL where @text is no base64, or too little of
 *   it to be told from a word
 */
GBytes *
simmer_payload_from_base64 (const char *text)
{
  gsize n = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\r\n");
  guint8 *data;
  gsize length;

  if (n < 8 || strspn (text + n, "=\r\n") != strlen (text + n))
    return NULL;

  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}
