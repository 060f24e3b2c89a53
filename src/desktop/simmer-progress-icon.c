/* Draws the ring in the notification area. Pure: a figure in, pixels out. */

#include "simmer-progress-icon.h"

#include <cairo.h>
#include <math.h>

typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} Colour;

/* Each stands out from white and from black panels alike, at least 3:1. */
static const Colour track = { 0.50, 0.50, 0.50, 0.55 };
static const Colour neutral = { 0.50, 0.50, 0.50, 1.00 };
static const Colour blue = { 0.21, 0.52, 0.89, 1.00 };
static const Colour amber = { 0.72, 0.49, 0.00, 1.00 };
static const Colour red = { 0.88, 0.11, 0.14, 1.00 };

static const int sizes[] = { 16, 22, 24, 32, 48, 64 };

/**
 * simmer_progress_icon_init:
 * @self: (out caller-allocates): an icon
 * @figure: what it is to show
 */
void
simmer_progress_icon_init (SimmerProgressIcon *self, const SimmerFigure *figure)
{
  guint n_active = simmer_figure_get_n_active (figure);

  *self = (SimmerProgressIcon){ .shape = SIMMER_ICON_SHAPE_IDLE, .failed = figure->n_failed > 0 };
  if (n_active == 0)
    return;

  if (figure->paused)
    self->shape = SIMMER_ICON_SHAPE_PAUSED;
  else if (figure->n_unheard == n_active)
    self->shape = SIMMER_ICON_SHAPE_UNHEARD;
  else if (figure->n_running == 0)
    self->shape = SIMMER_ICON_SHAPE_WAITING;
  else if (figure->progress < 0)
    self->shape = SIMMER_ICON_SHAPE_ENDLESS;
  else
    self->shape = SIMMER_ICON_SHAPE_RUNNING;

  if (figure->progress > 0 && self->shape != SIMMER_ICON_SHAPE_WAITING)
    self->step = (guint) lround (MIN (figure->progress, 1.0) * SIMMER_PROGRESS_ICON_STEPS);
}

/**
 * simmer_progress_icon_equal:
 * @a: an icon
 * @b: another one
 *
 * Returns: whether they look the same
 */
gboolean
simmer_progress_icon_equal (const SimmerProgressIcon *a, const SimmerProgressIcon *b)
{
  return a->shape == b->shape && a->step == b->step && a->failed == b->failed;
}

/* --- Drawing: in a square of side 1 --- */

static void
set_colour (cairo_t *cr, const Colour *colour)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha);
}

/* From @begin to @end, of a turn that begins at the top. */
static void
draw_arc (cairo_t *cr, const Colour *colour, double begin, double end)
{
  set_colour (cr, colour);
  cairo_new_path (cr);
  cairo_arc (cr, 0.5, 0.5, 0.40, (begin - 0.25) * 2 * G_PI, (end - 0.25) * 2 * G_PI);
  cairo_stroke (cr);
}

static void
draw_disc (cairo_t *cr, const Colour *colour, double x, double y, double radius)
{
  set_colour (cr, colour);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_bar (cairo_t *cr, const Colour *colour, double x, double y, double width, double height)
{
  set_colour (cr, colour);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

static void
draw_tick (cairo_t *cr, const Colour *colour)
{
  set_colour (cr, colour);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, 0.34, 0.51);
  cairo_line_to (cr, 0.46, 0.63);
  cairo_line_to (cr, 0.66, 0.39);
  cairo_set_line_width (cr, 0.10);
  cairo_stroke (cr);
}

/* A failure is told in the middle, so that the ring beside it still tells how far the others are.
 */
static void
draw_failure (cairo_t *cr)
{
  const Colour white = { 1, 1, 1, 1 };

  draw_disc (cr, &red, 0.5, 0.5, 0.27);
  draw_bar (cr, &white, 0.455, 0.33, 0.09, 0.20);
  draw_bar (cr, &white, 0.455, 0.59, 0.09, 0.09);
}

static void
draw_middle (cairo_t *cr, SimmerIconShape shape)
{
  switch (shape)
    {
    case SIMMER_ICON_SHAPE_IDLE:
      draw_tick (cr, &neutral);
      break;
    case SIMMER_ICON_SHAPE_WAITING:
      for (int i = -1; i <= 1; i++)
        draw_disc (cr, &neutral, 0.5 + i * 0.20, 0.5, 0.085);
      break;
    case SIMMER_ICON_SHAPE_PAUSED:
      draw_bar (cr, &neutral, 0.36, 0.34, 0.10, 0.32);
      draw_bar (cr, &neutral, 0.54, 0.34, 0.10, 0.32);
      break;
    case SIMMER_ICON_SHAPE_UNHEARD:
      draw_bar (cr, &amber, 0.45, 0.30, 0.10, 0.24);
      draw_bar (cr, &amber, 0.45, 0.60, 0.10, 0.10);
      break;
    case SIMMER_ICON_SHAPE_RUNNING:
    case SIMMER_ICON_SHAPE_ENDLESS:
    default:
      break;
    }
}

static void
draw (cairo_t *cr, const SimmerProgressIcon *icon)
{
  const Colour *colour = icon->shape == SIMMER_ICON_SHAPE_PAUSED    ? &neutral
                         : icon->shape == SIMMER_ICON_SHAPE_UNHEARD ? &amber
                                                                    : &blue;

  cairo_set_line_width (cr, 0.18);
  draw_arc (cr, &track, 0, 1);
  if (icon->shape == SIMMER_ICON_SHAPE_ENDLESS)
    for (int i = 0; i < 3; i++)
      draw_arc (cr, colour, i / 3.0, i / 3.0 + 1 / 6.0);
  else if (icon->step > 0)
    draw_arc (cr, colour, 0, (double) icon->step / SIMMER_PROGRESS_ICON_STEPS);
  if (icon->failed)
    draw_failure (cr);
  else
    draw_middle (cr, icon->shape);
}

/* --- Pixels --- */

static guint32
unpremultiply (guint32 value, guint32 alpha)
{
  return alpha > 0 ? MIN (255, (value * 255 + alpha / 2) / alpha) : 0;
}

/* Cairo's pixels are premultiplied and of this machine's byte order; the bus wants neither. */
static void
convert_row (const guint32 *in, guint8 *out, int n)
{
  for (int i = 0; i < n; i++)
    {
      guint32 alpha = in[i] >> 24;

      *out++ = (guint8) alpha;
      *out++ = (guint8) unpremultiply ((in[i] >> 16) & 0xff, alpha);
      *out++ = (guint8) unpremultiply ((in[i] >> 8) & 0xff, alpha);
      *out++ = (guint8) unpremultiply (in[i] & 0xff, alpha);
    }
}

static GVariant *
render_size (const SimmerProgressIcon *icon, int size)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t *cr = cairo_create (surface);
  gsize n_bytes = (gsize) size * (gsize) size * 4;
  guint8 *pixels = g_malloc (n_bytes);
  const unsigned char *data;
  int stride;

  cairo_scale (cr, size, size);
  draw (cr, icon);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < size; y++)
    convert_row ((const guint32 *) (const void *) (data + (gsize) y * (gsize) stride),
                 pixels + (gsize) y * (gsize) size * 4,
                 size);
  cairo_surface_destroy (surface);

  return g_variant_new (
    "(ii@ay)",
    size,
    size,
    g_variant_new_from_data (G_VARIANT_TYPE ("ay"), pixels, n_bytes, TRUE, g_free, pixels));
}

/**
 * simmer_progress_icon_render:
 * @self: an icon
 *
 * Returns: (transfer floating): its pixels in all usual sizes, a(iiay), as the specification of
 *   StatusNotifierItem's IconPixmap wants them: rows of ARGB, big-endian, not premultiplied
 */
GVariant *
simmer_progress_icon_render (const SimmerProgressIcon *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iiay)"));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_variant_builder_add_value (&builder, render_size (self, sizes[i]));

  return g_variant_builder_end (&builder);
}
