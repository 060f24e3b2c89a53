/* Flow: broad and narrow ribbons that follow one current and never touch, painted with a brush.
 * How they keep their distance: Jobard and Lefer, "Creating Evenly-Spaced Streamlines", 1997. */

#include "simmer-style.h"

#include <math.h>

#include "simmer-noise.h"

/* Lengths are shares of the picture's shorter side, so that size changes nothing but the detail. */
#define STRIDE        0.0030f
#define CELL          0.004f
#define GAP           0.0022f
#define MIN_POINTS    9
#define MAX_POINTS    420
#define ATTEMPTS      9000
#define STEP_ATTEMPTS 12
#define STEP_PIXELS   60000
/* Samples a step, so that it takes some hundredths of a second. */
#define STEP_SAMPLES 250000

typedef struct
{
  float x, y;
} Point;

typedef struct
{
  const SimmerScene *scene;
  SimmerNoise noise;
  SimmerRamp ramp;
  SimmerColor accent;
  SimmerRandom random;
  float wide, high; /* of the picture */
  float turn, swing, scale;
  float offset;
  guint cells_x, cells_y;
  guint16 *taken; /* (owned): which ribbon has this cell; 0 for none */
  guint16 last_ribbon;
  float *shade;    /* (owned): light of each pixel while a ribbon is painted: along and across */
  guint8 *cover;   /* (owned): how much of each pixel the ribbon covers */
  GArray *touched; /* (owned): of guint, pixels of the ribbon */
  GArray *way;     /* (owned) (nullable): of the ribbon that is being painted */
  float radius;
  guint at; /* how far along the way */
  SimmerColor color;
  guint samples;
  guint attempt;
  guint pixel;
} Painting;

static void
end (gpointer data)
{
  Painting *painting = data;

  g_free (painting->taken);
  g_free (painting->shade);
  g_free (painting->cover);
  g_array_unref (painting->touched);
  g_clear_pointer (&painting->way, g_array_unref);
  g_free (painting);
}

static gpointer
begin (const SimmerScene *scene)
{
  const SimmerCanvas *canvas = scene->canvas;
  Painting *painting = g_new0 (Painting, 1);
  float size = (float) MIN (canvas->width, canvas->height);
  gsize pixels = (gsize) canvas->width * canvas->height;

  painting->scene = scene;
  painting->wide = (float) canvas->width / size;
  painting->high = (float) canvas->height / size;
  painting->cells_x = (guint) (painting->wide / CELL) + 2;
  painting->cells_y = (guint) (painting->high / CELL) + 2;
  painting->taken = g_try_malloc0_n ((gsize) painting->cells_x * painting->cells_y, 2);
  painting->shade = g_try_malloc_n (pixels, sizeof (float));
  painting->cover = g_try_malloc0 (pixels);
  painting->touched = g_array_new (FALSE, FALSE, sizeof (guint));
  if (painting->taken == NULL || painting->shade == NULL || painting->cover == NULL)
    {
      end (painting);
      return NULL;
    }

  simmer_random_init (&painting->random, scene->prompt, scene->seed);
  simmer_noise_init (&painting->noise, &painting->random);
  simmer_ramp_init (&painting->ramp, scene->mood);
  painting->accent = simmer_mood_get_accent (scene->mood);
  painting->turn = simmer_random_range (&painting->random, 0.0f, (float) (2.0 * G_PI));
  painting->swing = simmer_random_range (&painting->random, 1.6f, 3.4f);
  painting->scale = simmer_random_range (&painting->random, 0.55f, 1.15f);
  painting->offset = simmer_random_range (&painting->random, 0.0f, 200.0f);
  painting->samples = simmer_canvas_get_samples (canvas, 4);
  return painting;
}

static SimmerColor
get_paper (const Painting *painting, float x, float y)
{
  float u = x / painting->wide - 0.5f, v = y / painting->high - 0.5f;
  float cloud = simmer_noise_fractal (&painting->noise, x * 1.3f, y * 1.3f + 77.0f, 4, 0.5f);
  SimmerColor paper = simmer_ramp_get (&painting->ramp, 0.06f + 0.05f * cloud);

  return simmer_color_scale (paper, 1.0f - 0.5f * (u * u + v * v));
}

static float
get_angle (const Painting *painting, float x, float y)
{
  float u = x * painting->scale + painting->offset, v = y * painting->scale;
  float bend = simmer_noise_get (&painting->noise, u * 0.7f + 31.0f, v * 0.7f);

  return painting->turn +
         painting->swing *
           simmer_noise_fractal (&painting->noise, u + 0.4f * bend, v - 0.4f * bend, 2, 0.35f);
}

static gboolean
is_inside (const Painting *painting, float x, float y)
{
  return x >= -0.02f && y >= -0.02f && x < painting->wide + 0.02f && y < painting->high + 0.02f;
}

/* Whether the ground around a point belongs to nobody, or to @ribbon itself. */
static gboolean
is_free (const Painting *painting, float x, float y, float radius, guint16 ribbon)
{
  float reach = radius + GAP;
  int x0 = (int) floorf ((x - reach) / CELL), x1 = (int) floorf ((x + reach) / CELL);
  int y0 = (int) floorf ((y - reach) / CELL), y1 = (int) floorf ((y + reach) / CELL);

  for (int cy = MAX (y0, 0); cy <= MIN (y1, (int) painting->cells_y - 1); cy++)
    {
      for (int cx = MAX (x0, 0); cx <= MIN (x1, (int) painting->cells_x - 1); cx++)
        {
          float dx = ((float) cx + 0.5f) * CELL - x, dy = ((float) cy + 0.5f) * CELL - y;
          guint16 owner = painting->taken[(gsize) cy * painting->cells_x + (guint) cx];

          if (owner != 0 && owner != ribbon && dx * dx + dy * dy < reach * reach)
            return FALSE;
        }
    }

  return TRUE;
}

static void
take (Painting *painting, float x, float y, float radius, guint16 ribbon)
{
  int x0 = (int) floorf ((x - radius) / CELL), x1 = (int) floorf ((x + radius) / CELL);
  int y0 = (int) floorf ((y - radius) / CELL), y1 = (int) floorf ((y + radius) / CELL);

  for (int cy = MAX (y0, 0); cy <= MIN (y1, (int) painting->cells_y - 1); cy++)
    {
      for (int cx = MAX (x0, 0); cx <= MIN (x1, (int) painting->cells_x - 1); cx++)
        {
          float dx = ((float) cx + 0.5f) * CELL - x, dy = ((float) cy + 0.5f) * CELL - y;

          if (dx * dx + dy * dy <= radius * radius)
            painting->taken[(gsize) cy * painting->cells_x + (guint) cx] = ribbon;
        }
    }
}

/* Follows the current to one side until something is in the way. */
static void
follow (const Painting *painting, Point at, float radius, float sign, guint most, GArray *points)
{
  while (points->len < most)
    {
      float angle = get_angle (painting, at.x, at.y);

      at.x += sign * STRIDE * cosf (angle);
      at.y += sign * STRIDE * sinf (angle);
      if (!is_inside (painting, at.x, at.y) || !is_free (painting, at.x, at.y, radius, 0))
        return;
      g_array_append_val (points, at);
    }
}

/* Returns: (transfer full) (nullable) (element-type Point): a way for a ribbon */
static GArray *
find_way (Painting *painting, float radius, guint most)
{
  Point start = { simmer_random_range (&painting->random, 0.0f, painting->wide),
                  simmer_random_range (&painting->random, 0.0f, painting->high) };
  g_autoptr (GArray) way = NULL;
  g_autoptr (GArray) back = NULL;

  if (!is_free (painting, start.x, start.y, radius, 0))
    return NULL;

  way = g_array_new (FALSE, FALSE, sizeof (Point));
  back = g_array_new (FALSE, FALSE, sizeof (Point));
  follow (painting, start, radius, -1.0f, most / 2, back);
  for (guint i = back->len; i > 0; i--)
    g_array_append_val (way, g_array_index (back, Point, i - 1));
  g_array_append_val (way, start);
  follow (painting, start, radius, 1.0f, most, way);

  if (way->len < MIN_POINTS || (float) way->len * STRIDE < radius * 3.0f)
    return NULL;
  return g_steal_pointer (&way);
}

/* The brush: hairs along the way, rounder light in the middle, a darker edge. Lengths in pixels. */
static float
get_brush (const Painting *painting, float along, float across, float radius)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  float size = (float) MIN (canvas->width, canvas->height);
  float own = (float) painting->last_ribbon;
  float hair = simmer_noise_fractal (&painting->noise,
                                     along / size * 5.0f + own * 3.7f,
                                     across * radius / size * 420.0f + own * 11.3f,
                                     3,
                                     0.6f);
  float round = 1.0f - 0.30f * across * across * across * across;

  return (0.94f + 0.17f * hair) * round - 0.10f * across;
}

/* From one point of the way to another, in pixels. */
typedef struct
{
  float x, y, dx, dy;
  float length2, length;
  float radius;
  float along;
} Segment;

/* One sample: returns how much of it the segment covers, and adds the light there. */
static float
sample_segment (const Painting *painting, const Segment *segment, float x, float y, float *shade)
{
  float px = x - segment->x, py = y - segment->y;
  float t = CLAMP ((px * segment->dx + py * segment->dy) / segment->length2, 0.0f, 1.0f);
  float ox = px - t * segment->dx, oy = py - t * segment->dy;
  float sharp = (float) painting->samples;
  float away = sqrtf (ox * ox + oy * oy);
  float cover = CLAMP ((segment->radius - away) * sharp + 0.5f, 0.0f, 1.0f);
  float across;

  if (cover <= 0.0f)
    return 0.0f;

  across = (px * segment->dy - py * segment->dx) / (segment->length * segment->radius);
  *shade += cover * get_brush (painting,
                               segment->along + t * segment->length,
                               CLAMP (across, -1.0f, 1.0f),
                               segment->radius);
  return cover;
}

static void
paint_pixel (Painting *painting, const Segment *segment, int x, int y)
{
  guint n = painting->samples, i = (guint) y * painting->scene->canvas->width + (guint) x;
  float cover = 0.0f, shade = 0.0f;
  guint8 level;

  if (painting->cover[i] == 255)
    return;

  for (guint k = 0; k < n * n; k++)
    cover += sample_segment (painting,
                             segment,
                             (float) x + ((float) (k % n) + 0.5f) / (float) n,
                             (float) y + ((float) (k / n) + 0.5f) / (float) n,
                             &shade);
  /* A line thinner than a pixel covers it in part only. */
  level = (guint8) (cover / (float) (n * n) * MIN (segment->radius * 2.0f, 1.0f) * 255.0f);
  if (level <= painting->cover[i])
    return;

  if (painting->cover[i] == 0)
    g_array_append_val (painting->touched, i);
  painting->cover[i] = level;
  painting->shade[i] = shade / cover;
}

/* Returns: how many samples that took. */
static guint
paint_segment (Painting *painting, Point a, Point b, float along)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  float size = (float) MIN (canvas->width, canvas->height), r = painting->radius * size;
  float dx = (b.x - a.x) * size, dy = (b.y - a.y) * size;
  float length2 = dx * dx + dy * dy + 1e-12f;
  Segment segment = { a.x * size, a.y * size, dx, dy, length2, sqrtf (length2), r, along * size };
  int x0 = MAX ((int) (MIN (a.x, b.x) * size - r - 1.0f), 0);
  int x1 = MIN ((int) (MAX (a.x, b.x) * size + r + 2.0f), (int) canvas->width);
  int y0 = MAX ((int) (MIN (a.y, b.y) * size - r - 1.0f), 0);
  int y1 = MIN ((int) (MAX (a.y, b.y) * size + r + 2.0f), (int) canvas->height);

  for (int y = y0; y < y1; y++)
    {
      for (int x = x0; x < x1; x++)
        paint_pixel (painting, &segment, x, y);
    }

  return (guint) (MAX (x1 - x0, 0) * MAX (y1 - y0, 0)) * painting->samples * painting->samples + 1;
}

static SimmerColor
choose_color (Painting *painting, Point middle)
{
  float drift =
    simmer_noise_fractal (&painting->noise, middle.x * 0.8f + 90.0f, middle.y * 0.8f, 2, 0.5f);
  float pick = simmer_random_unit (&painting->random);
  float tone = 0.56f + 0.34f * drift + simmer_random_range (&painting->random, -0.20f, 0.20f);

  if (pick < 0.07f)
    return painting->accent;
  if (pick < 0.14f)
    return simmer_ramp_get (&painting->ramp, 0.97f);
  if (pick < 0.22f)
    return simmer_ramp_get (&painting->ramp, 0.22f);
  return simmer_ramp_get (&painting->ramp, CLAMP (tone, 0.24f, 0.96f));
}

/* Blends the finished ribbon into the picture. Bytes are enough: no ribbon covers another. */
static void
lay_down (Painting *painting, SimmerColor color)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  float size = (float) MIN (canvas->width, canvas->height);

  for (guint k = 0; k < painting->touched->len; k++)
    {
      guint i = g_array_index (painting->touched, guint, k);
      guint x = i % canvas->width, y = i / canvas->width;
      float cover = (float) painting->cover[i] / 255.0f;
      SimmerColor paper = get_paper (painting, (float) x / size, (float) y / size);

      simmer_canvas_put (
        painting->scene->canvas,
        x,
        y,
        simmer_color_mix (paper, simmer_color_scale (color, painting->shade[i]), cover));
      painting->cover[i] = 0;
    }
  g_array_set_size (painting->touched, 0);
}

/* Marks the ground as taken at once; the paint follows step by step. */
static void
begin_ribbon (Painting *painting, GArray *way, float radius)
{
  painting->last_ribbon++;
  painting->way = way;
  painting->radius = radius;
  painting->at = 0;
  painting->color = choose_color (painting, g_array_index (way, Point, way->len / 2));

  for (guint i = 0; i < way->len; i++)
    {
      Point at = g_array_index (way, Point, i);

      take (painting, at.x, at.y, MAX (radius, CELL * 0.75f), painting->last_ribbon);
    }
}

/* Broad ribbons turn slowly: they take fewer and longer segments.
 * Returns: how many samples that took. */
static guint
go_on_with_ribbon (Painting *painting)
{
  const GArray *way = painting->way;
  guint stride = MAX ((guint) (painting->radius * 0.4f / STRIDE), 1);
  guint to = MIN (painting->at + stride, way->len - 1);
  guint samples = paint_segment (painting,
                                 g_array_index (way, Point, painting->at),
                                 g_array_index (way, Point, to),
                                 (float) painting->at * STRIDE);

  painting->at = to;
  if (to == way->len - 1)
    {
      lay_down (painting, painting->color);
      g_clear_pointer (&painting->way, g_array_unref);
    }
  return samples;
}

/* First the broad ones, while there is room; the narrow ones fill what is left. */
static void
try_ribbon (Painting *painting)
{
  float done = (float) painting->attempt / ATTEMPTS;
  float broad = powf (1.0f - done, 3.0f);
  float pick = simmer_random_unit (&painting->random);
  float radius = 0.0016f + broad * 0.030f * pick * pick + 0.004f * (1.0f - done) * pick;
  guint most = 60 + (guint) (simmer_random_unit (&painting->random) * (MAX_POINTS - 60));
  GArray *way = find_way (painting, radius, most);

  if (way != NULL)
    begin_ribbon (painting, way, radius);
  painting->attempt++;
}

static double
step (gpointer data)
{
  Painting *painting = data;
  SimmerCanvas *canvas = painting->scene->canvas;
  guint pixels = canvas->width * canvas->height;
  guint last = MIN (painting->pixel + STEP_PIXELS, pixels);
  float size = (float) MIN (canvas->width, canvas->height);

  for (; painting->pixel < last; painting->pixel++)
    {
      guint x = painting->pixel % canvas->width, y = painting->pixel / canvas->width;

      simmer_canvas_put (canvas, x, y, get_paper (painting, (float) x / size, (float) y / size));
    }
  if (painting->pixel < pixels)
    return 0.06 * painting->pixel / pixels;

  for (guint work = 0; work < STEP_SAMPLES;)
    {
      if (painting->way != NULL)
        work += go_on_with_ribbon (painting);
      else if (painting->attempt < ATTEMPTS)
        {
          try_ribbon (painting);
          work += STEP_SAMPLES / STEP_ATTEMPTS;
        }
      else
        return 1.0;
    }

  /* Room runs out: later attempts are mostly in vain, and quick. */
  return 0.06 + 0.93 * sqrt ((double) painting->attempt / ATTEMPTS);
}

const SimmerStyle simmer_style_flow = {
  .name = "flow",
  .cost = 1.4,
  .memory = 9.0,
  .begin = begin,
  .step = step,
  .end = end,
};
