/* A picture in the making: linear light in, dithered 8-bit sRGB out. */

#include "simmer-canvas.h"

#include <math.h>
#include <pthread.h>

#include "simmer-random.h"

#define TABLE_SIZE 4096

/* The sRGB curve (IEC 61966-2-1) over the square root of light, where it is nearly straight, so
 * that a short table with interpolation is exact to a hundredth of a step. */
static float srgb_table[TABLE_SIZE + 2];
static pthread_once_t srgb_once = PTHREAD_ONCE_INIT;

static void
fill_srgb_table (void)
{
  for (guint i = 0; i < TABLE_SIZE + 2; i++)
    {
      double root = (double) i / TABLE_SIZE;
      double light = root * root;
      double value = light <= 0.0031308 ? 12.92 * light : 1.055 * pow (light, 1.0 / 2.4) - 0.055;

      srgb_table[i] = (float) (value * 255.0);
    }
}

static inline float
encode (float light)
{
  float at;
  guint i;

  if (!(light > 0.0f))
    return 0.0f;
  if (light >= 1.0f)
    return 255.0f;

  at = sqrtf (light) * TABLE_SIZE;
  i = (guint) at;
  return srgb_table[i] + (srgb_table[i + 1] - srgb_table[i]) * (at - (float) i);
}

/**
 * simmer_canvas_new:
 * @width: pixels
 * @height: pixels
 *
 * Returns: (transfer full) (nullable): a black canvas, or %NULL when there is no memory for it
 */
SimmerCanvas *
simmer_canvas_new (guint width, guint height)
{
  guint8 *rgb;
  SimmerCanvas *canvas;

  pthread_once (&srgb_once, fill_srgb_table);
  rgb = g_try_malloc0 ((gsize) width * height * 3);
  if (rgb == NULL)
    return NULL;

  canvas = g_new (SimmerCanvas, 1);
  canvas->width = width;
  canvas->height = height;
  canvas->rgb = rgb;
  return canvas;
}

void
simmer_canvas_free (SimmerCanvas *canvas)
{
  g_free (canvas->rgb);
  g_free (canvas);
}

/**
 * simmer_canvas_put:
 * @canvas: a canvas
 * @x: column, from the left
 * @y: row, from the top
 * @color: linear light; what is below 0 or above 1 is clipped
 *
 * The dither is triangular, one step wide to each side (Lipshitz, Wannamaker and Vanderkooy,
 * 1992), and hangs on the position alone.
 */
void
simmer_canvas_put (SimmerCanvas *canvas, guint x, guint y, SimmerColor color)
{
  const float light[3] = { color.r, color.g, color.b };
  guint64 noise = simmer_mix64 (((guint64) y << 32 | x) + 1);
  guint8 *pixel = canvas->rgb + ((gsize) y * canvas->width + x) * 3;

  for (guint i = 0; i < 3; i++)
    {
      float a = (float) (noise & 0x3ff) / 1024.0f;
      float b = (float) (noise >> 10 & 0x3ff) / 1024.0f;
      float value = encode (light[i]);

      /* Pure black and pure white stay so. */
      if (value > 0.0f && value < 255.0f)
        value += (a + b - 1.0f) * 0.7f;
      pixel[i] = (guint8) CLAMP (value + 0.5f, 0.0f, 255.0f);
      noise >>= 20;
    }
}

/**
 * simmer_canvas_get_samples:
 * @canvas: a canvas
 * @most: how many samples a pixel's side gets at best
 *
 * Large pictures are looked at from farther away: they get fewer samples a pixel, so that the
 * work grows slower than the picture.
 *
 * Returns: how many samples along each side of a pixel to take
 */
guint
simmer_canvas_get_samples (const SimmerCanvas *canvas, guint most)
{
  guint64 pixels = (guint64) canvas->width * canvas->height;

  if (pixels > 9000000)
    return MIN (most, 2);
  if (pixels > 2500000)
    return MIN (most, 3);
  return most;
}
