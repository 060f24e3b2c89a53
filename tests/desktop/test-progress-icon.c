/* The ring: its pixels as the bus wants them, and that an eye can read it. */

#include "simmer-progress-icon.h"

#include <math.h>

static SimmerFigure
running (double progress)
{
  SimmerFigure figure;

  simmer_figure_init (&figure);
  figure.n_running = 1;
  figure.progress = progress;

  return figure;
}

/* Pixels that are blue and opaque, of one size of a rendered icon. */
static guint
count_blue (GVariant *pixmaps, gsize index)
{
  g_autoptr (GVariant) pixmap = g_variant_get_child_value (pixmaps, index);
  g_autoptr (GVariant) bytes = g_variant_get_child_value (pixmap, 2);
  gsize n;
  const guint8 *p = g_variant_get_fixed_array (bytes, &n, 1);
  guint count = 0;

  for (gsize i = 0; i + 3 < n; i += 4)
    count += p[i] > 200 && p[i + 3] > 180 && p[i + 1] < 120 ? 1 : 0;

  return count;
}

static GVariant *
render (const SimmerFigure *figure)
{
  SimmerProgressIcon icon;

  simmer_progress_icon_init (&icon, figure);

  return g_variant_ref_sink (simmer_progress_icon_render (&icon));
}

static void
test_grows_in_all_sizes (void)
{
  const double stops[] = { 0, 0.25, 0.5, 0.75, 1 };
  guint before[6] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      SimmerFigure figure = running (stops[i]);
      g_autoptr (GVariant) pixmaps = render (&figure);

      g_assert_cmpuint (g_variant_n_children (pixmaps), ==, 6);
      for (gsize size = 0; size < 6; size++)
        {
          guint now = count_blue (pixmaps, size);

          if (i == 0)
            g_assert_cmpuint (now, ==, 0);
          else
            g_assert_cmpuint (now, >, before[size]);
          before[size] = now;
        }
    }
}

static void
test_pixels_are_as_specified (void)
{
  SimmerFigure figure = running (1);
  g_autoptr (GVariant) pixmaps = render (&figure);
  const int sizes[] = { 16, 22, 24, 32, 48, 64 };

  for (gsize i = 0; i < 6; i++)
    {
      g_autoptr (GVariant) bytes = NULL;
      const guint8 *p;
      gsize n;
      int width;
      int height;

      g_variant_get_child (pixmaps, i, "(ii@ay)", &width, &height, &bytes);
      p = g_variant_get_fixed_array (bytes, &n, 1);
      g_assert_cmpint (width, ==, sizes[i]);
      g_assert_cmpint (height, ==, sizes[i]);
      g_assert_cmpuint (n, ==, (gsize) width * (gsize) height * 4);
      /* The corners are empty; the ring's left side is alpha, red, green, blue. */
      g_assert_cmpuint (p[0], ==, 0);
      p += ((gsize) (height / 2) * (gsize) width + (gsize) (width / 10)) * 4;
      g_assert_cmpuint (p[0], >, 200);
      g_assert_cmpuint (p[3], >, p[2]);
      g_assert_cmpuint (p[2], >, p[1]);
    }
}

/* Where coverage is partial, colours must not be darkened by it. */
static void
test_pixels_are_not_premultiplied (void)
{
  SimmerFigure figure = running (1);
  g_autoptr (GVariant) pixmaps = render (&figure);
  g_autoptr (GVariant) pixmap = g_variant_get_child_value (pixmaps, 3);
  g_autoptr (GVariant) bytes = g_variant_get_child_value (pixmap, 2);
  guint n_partial = 0;
  gsize n;
  const guint8 *p = g_variant_get_fixed_array (bytes, &n, 1);

  for (gsize i = 0; i < n; i += 4)
    if (p[i] > 20 && p[i] < 200)
      {
        n_partial++;
        g_assert_cmpuint (p[i + 3], >, 100);
      }
  g_assert_cmpuint (n_partial, >, 20);
}

static SimmerProgressIcon
make_icon (const SimmerFigure *figure)
{
  SimmerProgressIcon icon;

  simmer_progress_icon_init (&icon, figure);

  return icon;
}

static void
test_states_have_shapes_of_their_own (void)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  SimmerFigure figures[7];

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    figures[i] = running (0.5);
  simmer_figure_init (&figures[0]);
  figures[1].progress = -1;
  figures[2].paused = TRUE;
  figures[3].n_unheard = 1;
  figures[4].n_failed = 1;
  figures[5].n_running = 0;
  figures[5].n_waiting = 2;
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      GVariant *pixmaps = render (&figures[i]);

      for (guint j = 0; j < seen->len; j++)
        g_assert_false (g_variant_equal (pixmaps, seen->pdata[j]));
      g_ptr_array_add (seen, pixmaps);
    }
}

static void
test_changes_only_as_far_as_an_eye_sees (void)
{
  SimmerProgressIcon before = { 0 };
  guint changes = 0;

  for (guint i = 0; i <= 10000; i++)
    {
      SimmerFigure figure = running (i / 10000.0);
      SimmerProgressIcon icon = make_icon (&figure);

      changes += simmer_progress_icon_equal (&icon, &before) ? 0 : 1;
      before = icon;
    }
  g_assert_cmpuint (changes, ==, SIMMER_PROGRESS_ICON_STEPS + 1);
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

/* The contrast of a pixel, ARGB as it is sent, over a grey panel: WCAG 2.1, "contrast ratio". */
static double
get_contrast (const guint8 *pixel, double panel)
{
  static const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double alpha = pixel[0] / 255.0;
  double above = 0;
  double below = linear (panel);

  for (guint i = 0; i < 3; i++)
    above += weights[i] * linear (alpha * pixel[i + 1] / 255.0 + (1 - alpha) * panel);

  return (MAX (above, below) + 0.05) / (MIN (above, below) + 0.05);
}

/* How much of an icon, 22 pixels wide, stands out from a panel as WCAG 2.1 asks of graphics: 3
 * to 1. */
static double
get_clear_part (const SimmerFigure *figure, double panel)
{
  g_autoptr (GVariant) pixmaps = render (figure);
  g_autoptr (GVariant) pixmap = g_variant_get_child_value (pixmaps, 1);
  g_autoptr (GVariant) bytes = g_variant_get_child_value (pixmap, 2);
  gsize n;
  const guint8 *p = g_variant_get_fixed_array (bytes, &n, 1);
  guint count = 0;

  for (gsize i = 0; i + 3 < n; i += 4)
    count += get_contrast (p + i, panel) >= 3 ? 1 : 0;

  return (double) count / (double) (n / 4);
}

static void
test_stands_out_from_light_and_dark (void)
{
  static const double panels[] = { 0, 0.12, 0.96, 1 };
  SimmerFigure idle;
  SimmerFigure states[7];

  simmer_figure_init (&idle);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    states[i] = running (0.5);
  states[0].progress = -1;
  states[1].paused = TRUE;
  states[2].n_unheard = 1;
  states[3].n_failed = 1;
  states[4].n_running = 0;
  states[4].n_waiting = 1;
  states[5] = idle;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    for (guint j = 0; j < G_N_ELEMENTS (panels); j++)
      {
        double part = get_clear_part (&states[i], panels[j]);

        g_test_message ("state %u over %.2f: %.1f %% clear", i, panels[j], part * 100);
        g_assert_cmpfloat (part, >, 0.03); /* three dots */
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/progress-icon/grows-in-all-sizes", test_grows_in_all_sizes);
  g_test_add_func ("/progress-icon/pixels-are-as-specified", test_pixels_are_as_specified);
  g_test_add_func ("/progress-icon/pixels-are-not-premultiplied",
                   test_pixels_are_not_premultiplied);
  g_test_add_func ("/progress-icon/states-have-shapes-of-their-own",
                   test_states_have_shapes_of_their_own);
  g_test_add_func ("/progress-icon/changes-only-as-far-as-an-eye-sees",
                   test_changes_only_as_far_as_an_eye_sees);
  g_test_add_func ("/progress-icon/stands-out-from-light-and-dark",
                   test_stands_out_from_light_and_dark);

  return g_test_run ();
}
