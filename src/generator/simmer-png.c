/* A canvas as a PNG file in memory, which says how it came about. */

#include "simmer-png.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "config.h"

/* Rows between two calls of the caller's function. */
#define BAND 32

/* What is written so far. It grows by halves, and says when it cannot: GByteArray would double, and
 * end the program. */
typedef struct
{
  guint8 *data; /* (owned) (nullable) */
  gsize length;
  gsize size;
} Buffer;

static void
write_cb (png_structp png, png_bytep data, png_size_t length)
{
  Buffer *buffer = png_get_io_ptr (png);

  if (length > buffer->size - buffer->length)
    {
      gsize size = MAX (buffer->size + buffer->size / 2, buffer->length + length);
      guint8 *larger = g_try_realloc (buffer->data, size);

      if (larger == NULL)
        png_error (png, "out of memory");
      buffer->data = larger;
      buffer->size = size;
    }
  memcpy (buffer->data + buffer->length, data, length);
  buffer->length += length;
}

static void
flush_cb (png_structp png)
{
}

static void
error_cb (png_structp png, png_const_charp message)
{
  longjmp (png_jmpbuf (png), 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
  g_debug ("libpng: %s", message);
}

static void
write_head (png_structp png,
            png_infop info,
            const SimmerCanvas *canvas,
            const char *prompt,
            const char *style,
            guint64 seed)
{
  char number[24];
  char software[] = "Simmer " SIMMER_VERSION;
  png_text texts[] = {
    { .compression = PNG_ITXT_COMPRESSION_NONE, .key = (char *) "Software", .text = software },
    { .compression = PNG_ITXT_COMPRESSION_NONE,
      .key = (char *) "Description",
      .text = (char *) prompt },
    { .compression = PNG_ITXT_COMPRESSION_NONE, .key = (char *) "Style", .text = (char *) style },
    { .compression = PNG_ITXT_COMPRESSION_NONE, .key = (char *) "Seed", .text = number },
  };

  g_snprintf (number, sizeof number, "%" G_GUINT64_FORMAT, seed);

  png_set_IHDR (png,
                info,
                canvas->width,
                canvas->height,
                8,
                PNG_COLOR_TYPE_RGB,
                PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB_gAMA_and_cHRM (png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_text (png, info, texts, G_N_ELEMENTS (texts));
  /* Dithered pictures gain next to nothing from a longer search. */
  png_set_compression_level (png, 3);
  png_set_filter (png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB | PNG_FILTER_UP | PNG_FILTER_PAETH);
  png_write_info (png, info);
}

/* Nothing here may need cleaning up: an error of libpng jumps out of it. */
static gboolean
write_all (png_structp png,
           png_infop info,
           const SimmerCanvas *canvas,
           const char *prompt,
           const char *style,
           guint64 seed,
           SimmerPngFunc func,
           gpointer user_data)
{
  if (setjmp (png_jmpbuf (png)) != 0)
    return FALSE;

  write_head (png, info, canvas, prompt, style, seed);
  for (guint y = 0; y < canvas->height; y++)
    {
      png_write_row (png, canvas->rgb + (gsize) y * canvas->width * 3);
      if (y % BAND == BAND - 1 && !func ((double) y / canvas->height, user_data))
        return FALSE;
    }
  png_write_end (png, NULL);

  return func (1.0, user_data);
}

/**
 * simmer_png_encode:
 * @canvas: a finished picture
 * @prompt: what it is of; stands in the file as its description
 * @style: how it was painted
 * @seed: what it was drawn from
 * @func: (scope call): told how far it is
 * @user_data: data for @func
 *
 * Returns: (transfer full) (nullable): the file's bytes; %NULL if @func said stop or memory is
 * short
 */
GBytes *
simmer_png_encode (const SimmerCanvas *canvas,
                   const char *prompt,
                   const char *style,
                   guint64 seed,
                   SimmerPngFunc func,
                   gpointer user_data)
{
  Buffer buffer = { 0 };
  png_structp png;
  png_infop info;
  gboolean written;

  png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, error_cb, warning_cb);
  if (png == NULL)
    return NULL;

  info = png_create_info_struct (png);
  png_set_write_fn (png, &buffer, write_cb, flush_cb);
  written = info != NULL && write_all (png, info, canvas, prompt, style, seed, func, user_data);
  png_destroy_write_struct (&png, &info);

  if (!written)
    {
      g_free (buffer.data);
      return NULL;
    }
  return g_bytes_new_take (g_realloc (buffer.data, buffer.length), buffer.length);
}
