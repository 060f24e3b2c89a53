/* Decodes PNG by GTK's own reader, within this process. */

#include "simmer-picture-png.h"

#include <string.h>

#define SIGNATURE "\x89PNG\r\n\x1a\n"
/* The signature, and the first chunk's length and name; then its width and height. */
#define WIDTH_AT    16
#define HEIGHT_AT   20
#define HEADER_SIZE 24

static guint32
read_number (const guint8 *data)
{
  guint32 number;

  memcpy (&number, data, sizeof number);
  return GUINT32_FROM_BE (number);
}

/**
 * simmer_picture_png_decode:
 * @bytes: a file's contents
 * @max_pixels: what has more is refused before there is memory for it
 *
 * The newer gdk-pixbuf has helper programs decode, each in a sandbox of its own. Where those cannot
 * be started, in a sandbox without portals for one, it can read nothing; what most services hand
 * over, and the generator on this computer paints, shall be seen there all the same. May be called
 * in any thread.
 *
 * Returns: (transfer full) (nullable): the picture; %NULL if it is no PNG, not whole or too large
 */
GdkPixbuf *
simmer_picture_png_decode (GBytes *bytes, gint64 max_pixels)
{
  g_autoptr (GdkTexture) texture = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size < HEADER_SIZE || memcmp (data, SIGNATURE, strlen (SIGNATURE)) != 0)
    return NULL;
  if ((guint64) read_number (data + WIDTH_AT) * read_number (data + HEIGHT_AT) >
      (guint64) max_pixels)
    return NULL;

  texture = gdk_texture_new_from_bytes (bytes, NULL);

  return texture != NULL ? gdk_pixbuf_get_from_texture (texture) : NULL;
}
