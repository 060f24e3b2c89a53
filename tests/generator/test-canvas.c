/* Colours, dither and PNG. */

#include "simmer-canvas.h"

#include <math.h>
#include <png.h>
#include <string.h>

#include "simmer-palette.h"
#include "simmer-png.h"

static void
test_oklab_round_trip (void)
{
  for (guint32 i = 0; i < 4096; i++)
    {
      guint32 rgb = (i & 0xf) * 0x11 << 16 | (i >> 4 & 0xf) * 0x11 << 8 | (i >> 8) * 0x11;
      SimmerColor linear = simmer_color_from_srgb (rgb);
      SimmerColor back = simmer_color_from_oklab (simmer_color_to_oklab (linear));

      g_assert_cmpfloat_with_epsilon (linear.r, back.r, 2e-4);
      g_assert_cmpfloat_with_epsilon (linear.g, back.g, 2e-4);
      g_assert_cmpfloat_with_epsilon (linear.b, back.b, 2e-4);
    }
}

/* A known pair: sRGB red, from the paper's reference implementation. */
static void
test_oklab_red (void)
{
  SimmerColor lab = simmer_color_to_oklab (simmer_color_from_srgb (0xff0000));

  g_assert_cmpfloat_with_epsilon (lab.r, 0.62796, 1e-3);
  g_assert_cmpfloat_with_epsilon (lab.g, 0.22486, 1e-3);
  g_assert_cmpfloat_with_epsilon (lab.b, 0.12585, 1e-3);
}

/* Over many pixels the dither averages to the value that lies between two bytes. */
static void
test_dither (void)
{
  g_autoptr (SimmerCanvas) canvas = simmer_canvas_new (128, 128);
  SimmerColor color = simmer_color_from_srgb (0x646464);
  SimmerColor above = simmer_color_from_srgb (0x656565);
  SimmerColor half = simmer_color_mix (color, above, 0.5f);
  double sum = 0.0;
  guint different = 0;

  for (guint i = 0; i < 128 * 128; i++)
    simmer_canvas_put (canvas, i % 128, i / 128, half);
  for (guint i = 0; i < 128 * 128 * 3; i++)
    {
      sum += canvas->rgb[i];
      different += canvas->rgb[i] != canvas->rgb[0];
    }

  g_assert_cmpfloat_with_epsilon (sum / (128 * 128 * 3), 100.5, 0.05);
  g_assert_cmpuint (different, >, 0);
}

static void
test_clip (void)
{
  g_autoptr (SimmerCanvas) canvas = simmer_canvas_new (3, 1);

  simmer_canvas_put (canvas, 0, 0, (SimmerColor){ -1.0f, 0.0f, 2.0f });
  simmer_canvas_put (canvas, 1, 0, (SimmerColor){ (float) NAN, (float) INFINITY, 1.0f });
  g_assert_cmpuint (canvas->rgb[0], ==, 0);
  g_assert_cmpuint (canvas->rgb[1], ==, 0);
  g_assert_cmpuint (canvas->rgb[2], ==, 255);
  g_assert_cmpuint (canvas->rgb[3], ==, 0);
  g_assert_cmpuint (canvas->rgb[4], ==, 255);
  g_assert_cmpuint (canvas->rgb[5], ==, 255);
}

static gboolean
count_cb (double done, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (done, >=, *last);
  *last = done;
  return TRUE;
}

static gboolean
stop_cb (double done, gpointer user_data)
{
  return FALSE;
}

static SimmerCanvas *
make_canvas (void)
{
  SimmerCanvas *canvas = simmer_canvas_new (70, 130);

  for (guint i = 0; i < 70 * 130 * 3; i++)
    canvas->rgb[i] = (guint8) (i * 7 + i / 210);
  return canvas;
}

static void
test_png (void)
{
  g_autoptr (SimmerCanvas) canvas = make_canvas ();
  double last = 0.0;
  g_autoptr (GBytes) bytes = simmer_png_encode (canvas, "Grüße, 絵", "warp", 42, count_cb, &last);
  g_autofree guint8 *pixels = g_malloc (70 * 130 * 3);
  png_image image = { .version = PNG_IMAGE_VERSION };
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpfloat (last, ==, 1.0);
  g_assert_true (png_image_begin_read_from_memory (&image, data, size));
  g_assert_cmpuint (image.width, ==, 70);
  g_assert_cmpuint (image.height, ==, 130);
  image.format = PNG_FORMAT_RGB;
  g_assert_true (png_image_finish_read (&image, NULL, pixels, 0, NULL));
  g_assert_cmpmem (pixels, 70 * 130 * 3, canvas->rgb, 70 * 130 * 3);
  g_assert_nonnull (memmem (data, size, "Grüße, 絵", strlen ("Grüße, 絵")));
}

static void
test_png_stopped (void)
{
  g_autoptr (SimmerCanvas) canvas = make_canvas ();

  g_assert_null (simmer_png_encode (canvas, "p", "s", 1, stop_cb, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canvas/oklab/round-trip", test_oklab_round_trip);
  g_test_add_func ("/canvas/oklab/red", test_oklab_red);
  g_test_add_func ("/canvas/dither", test_dither);
  g_test_add_func ("/canvas/clip", test_clip);
  g_test_add_func ("/canvas/png", test_png);
  g_test_add_func ("/canvas/png/stopped", test_png_stopped);
  return g_test_run ();
}
