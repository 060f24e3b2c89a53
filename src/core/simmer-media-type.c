/* What a result is, by its media type or its first bytes. */

#include "simmer-media-type.h"

static const struct
{
  const char *media_type;
  const char *extension;
} types[] = {
  { "image/png", ".png" },         { "image/jpeg", ".jpg" },       { "image/webp", ".webp" },
  { "image/gif", ".gif" },         { "image/avif", ".avif" },      { "image/svg+xml", ".svg" },
  { "image/tiff", ".tiff" },       { "video/mp4", ".mp4" },        { "video/webm", ".webm" },
  { "video/quicktime", ".mov" },   { "audio/mpeg", ".mp3" },       { "audio/wav", ".wav" },
  { "audio/x-wav", ".wav" },       { "audio/ogg", ".ogg" },        { "audio/flac", ".flac" },
  { "audio/mp4", ".m4a" },         { "text/plain", ".txt" },       { "text/markdown", ".md" },
  { "text/html", ".html" },        { "text/csv", ".csv" },         { "text/vtt", ".vtt" },
  { "application/json", ".json" }, { "application/pdf", ".pdf" },  { "application/zip", ".zip" },
  { "model/gltf-binary", ".glb" }, { "model/gltf+json", ".gltf" }, { "model/obj", ".obj" },
};

/* The type without its parameters (RFC 9110, 8.3.1). */
static gsize
get_essence_length (const char *media_type)
{
  return media_type != NULL ? strcspn (media_type, "; \t") : 0;
}

static const char *
find_extension (const char *media_type)
{
  gsize length = get_essence_length (media_type);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (length == strlen (types[i].media_type) &&
          g_ascii_strncasecmp (media_type, types[i].media_type, length) == 0)
        return types[i].extension;
    }

  return NULL;
}

static char *
guess (const guint8 *head, gsize n_head)
{
  g_autofree char *content_type = g_content_type_guess (NULL, head, n_head, NULL);

  return g_content_type_get_mime_type (content_type);
}

/**
 * simmer_media_type_get_extension:
 * @media_type: (nullable): as the service says, with or without parameters
 * @head: the first bytes of the file
 * @n_head: how many these are
 *
 * A media type that is known decides; else the bytes do.
 *
 * Returns: (transfer none): an extension with its dot; ".bin" for what nobody knows
 */
const char *
simmer_media_type_get_extension (const char *media_type, const guint8 *head, gsize n_head)
{
  const char *extension = find_extension (media_type);
  g_autofree char *guessed = NULL;

  if (extension != NULL)
    return extension;

  guessed = guess (head, n_head);
  extension = find_extension (guessed);

  return extension != NULL ? extension : ".bin";
}

/**
 * simmer_media_type_find:
 * @media_type: (nullable): as the service says, with or without parameters
 * @head: the first bytes of the file
 * @n_head: how many these are
 *
 * A media type that is known decides; else the bytes do; else what the service says is believed,
 * if it says more than that these are bytes.
 *
 * Returns: (transfer full) (nullable): a media type without parameters, in small letters
 */
char *
simmer_media_type_find (const char *media_type, const guint8 *head, gsize n_head)
{
  g_autofree char *said = g_ascii_strdown (media_type != NULL ? media_type : "",
                                           (gssize) get_essence_length (media_type));
  g_autofree char *guessed = NULL;

  if (find_extension (said) != NULL)
    return g_steal_pointer (&said);

  guessed = guess (head, n_head);
  if (find_extension (guessed) != NULL)
    return g_steal_pointer (&guessed);
  if (*said == '\0' || g_str_equal (said, "application/octet-stream"))
    return NULL;

  return g_steal_pointer (&said);
}

/**
 * simmer_media_type_decode_data_uri:
 * @uri: any address
 * @media_type: (inout): set if @uri says what it holds
 *
 * Source: RFC 2397.
 *
 * Returns: (transfer full) (nullable): what a data: address holds; %NULL for any other
 */
GBytes *
simmer_media_type_decode_data_uri (const char *uri, char **media_type)
{
  const char *comma = strchr (uri, ',');
  g_autofree char *head = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean base64;

  if (g_ascii_strncasecmp (uri, "data:", 5) != 0 || comma == NULL)
    return NULL;

  head = g_strndup (uri + 5, (gsize) (comma - uri - 5));
  base64 = g_str_has_suffix (head, ";base64");
  bytes = g_uri_unescape_bytes (comma + 1, -1, NULL, NULL);
  if (bytes == NULL)
    return NULL;
  if (base64)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      gsize size;
      guchar *data = g_base64_decode (text, &size);

      g_bytes_unref (bytes);
      bytes = g_bytes_new_take (data, size);
    }
  if (*media_type == NULL && head[0] != '\0' && head[0] != ';')
    *media_type = g_strndup (head, strcspn (head, ";"));

  return g_steal_pointer (&bytes);
}
