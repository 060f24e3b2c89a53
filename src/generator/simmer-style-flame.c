/* Flame: where a point wanders that is thrown about by a few functions, forever.
 * After Scott Draves and Erik Reckase, "The Fractal Flame Algorithm", 2003. */

#include "simmer-style.h"

#include <math.h>
#include <string.h>

#include "simmer-noise.h"

#define MAX_FUNCTIONS 6
#define N_VARIATIONS  9
#define SETTLE        30
#define TONES         511
/* Points a step, so that it takes some hundredths of a second. */
#define STEP_POINTS 250000
#define STEP_PIXELS 200000
/* Candidates that are tried before one is painted. */
#define CANDIDATES   24
#define TRIAL_POINTS 24000
#define TRIAL_STRIDE 12
#define TRIAL_SIDE   48

typedef struct
{
  float a, b, c, d, e, f;
  float share; /* of the choices, summed up */
  float tone;
  guint variation[2];
  float weight[2];
} Function;

typedef struct
{
  Function functions[MAX_FUNCTIONS];
  guint n_functions;
  guint symmetry;
  float middle_x, middle_y, reach;
} Flame;

typedef struct
{
  float x, y, tone;
  guint young; /* moves until it may be seen */
} Wanderer;

typedef struct
{
  const SimmerScene *scene;
  SimmerRamp ramp;
  Flame flame;
  SimmerRandom random;
  Wanderer wanderer;
  float *histogram; /* (owned): red, green, blue, count */
  SimmerColor tones[TONES + 1];
  guint tried;
  float best;
  guint64 points;
  guint64 done;
  guint pixel;
  float white;
} Painting;

static inline void
vary (guint variation, float x, float y, SimmerRandom *random, float *out_x, float *out_y)
{
  float r2 = x * x + y * y + 1e-9f, r = sqrtf (r2);
  float angle, root, s, c;

  switch (variation)
    {
    case 0: /* linear */
      *out_x = x;
      *out_y = y;
      break;
    case 1: /* sinusoidal */
      *out_x = sinf (x);
      *out_y = sinf (y);
      break;
    case 2: /* spherical */
      *out_x = x / r2;
      *out_y = y / r2;
      break;
    case 3: /* swirl */
      s = sinf (r2);
      c = cosf (r2);
      *out_x = x * s - y * c;
      *out_y = x * c + y * s;
      break;
    case 4: /* horseshoe */
      *out_x = (x - y) * (x + y) / r;
      *out_y = 2.0f * x * y / r;
      break;
    case 5: /* polar */
      *out_x = atan2f (x, y) / (float) G_PI;
      *out_y = r - 1.0f;
      break;
    case 6: /* disc */
      angle = atan2f (x, y) / (float) G_PI;
      *out_x = angle * sinf ((float) G_PI * r);
      *out_y = angle * cosf ((float) G_PI * r);
      break;
    case 7: /* julia */
      angle = atan2f (x, y) / 2.0f + (simmer_random_next (random) >> 63 ? (float) G_PI : 0.0f);
      root = sqrtf (r);
      *out_x = root * cosf (angle);
      *out_y = root * sinf (angle);
      break;
    default: /* bubble */
      *out_x = 4.0f * x / (r2 + 4.0f);
      *out_y = 4.0f * y / (r2 + 4.0f);
      break;
    }
}

static inline void
wander (const Flame *flame, Wanderer *at, SimmerRandom *random)
{
  float pick = simmer_random_unit (random);
  const Function *f = flame->functions;
  float x, y, vx, vy, sum_x = 0.0f, sum_y = 0.0f;

  while (pick >= f->share)
    f++;

  x = f->a * at->x + f->b * at->y + f->c;
  y = f->d * at->x + f->e * at->y + f->f;
  for (guint i = 0; i < 2; i++)
    {
      if (f->weight[i] == 0.0f)
        continue;
      vary (f->variation[i], x, y, random, &vx, &vy);
      sum_x += f->weight[i] * vx;
      sum_y += f->weight[i] * vy;
    }

  at->tone = 0.5f * (at->tone + f->tone);
  at->young -= at->young > 0;
  /* Whoever flees to infinity starts anew. */
  if (!(fabsf (sum_x) < 1e4f && fabsf (sum_y) < 1e4f))
    {
      sum_x = simmer_random_range (random, -1.0f, 1.0f);
      sum_y = simmer_random_range (random, -1.0f, 1.0f);
      at->young = SETTLE;
    }
  at->x = sum_x;
  at->y = sum_y;
}

/* One of the rotations, so that the whole is symmetric. */
static inline void
place (const Flame *flame, const Wanderer *at, SimmerRandom *random, float *x, float *y)
{
  float angle, s, c;

  if (flame->symmetry == 1)
    {
      *x = at->x;
      *y = at->y;
      return;
    }

  angle = (float) simmer_random_below (random, flame->symmetry) * (float) (2.0 * G_PI) /
          (float) flame->symmetry;
  s = sinf (angle);
  c = cosf (angle);
  *x = at->x * c - at->y * s;
  *y = at->x * s + at->y * c;
}

static void
draw_function (Function *f, SimmerRandom *random)
{
  static const guint favourites[] = { 0, 2, 3, 4, 6, 7, 7, 7, 2, 8, 3 };
  float turn = simmer_random_range (random, 0.0f, (float) (2.0 * G_PI));
  float shear = simmer_random_range (random, -0.5f, 0.5f);
  float wide = simmer_random_range (random, 0.45f, 1.05f);
  float high = simmer_random_range (random, 0.45f, 1.05f);
  float mix = simmer_random_unit (random);

  f->a = wide * cosf (turn);
  f->b = -high * sinf (turn + shear);
  f->d = wide * sinf (turn);
  f->e = high * cosf (turn + shear);
  f->c = simmer_random_range (random, -0.9f, 0.9f);
  f->f = simmer_random_range (random, -0.9f, 0.9f);
  f->variation[0] = favourites[simmer_random_below (random, G_N_ELEMENTS (favourites))];
  f->variation[1] = favourites[simmer_random_below (random, G_N_ELEMENTS (favourites))];
  f->weight[0] = mix < 0.5f ? 1.0f : mix;
  f->weight[1] = 1.0f - f->weight[0];
}

static void
draw_flame (Flame *flame, SimmerRandom *random)
{
  static const guint symmetries[] = { 1, 1, 1, 2, 2, 3, 4, 5 };
  float total = 0.0f;

  memset (flame, 0, sizeof *flame);
  flame->n_functions = 3 + simmer_random_below (random, 3);
  flame->symmetry = symmetries[simmer_random_below (random, G_N_ELEMENTS (symmetries))];
  for (guint i = 0; i < flame->n_functions; i++)
    {
      Function *f = &flame->functions[i];

      draw_function (f, random);
      total += simmer_random_range (random, 0.3f, 1.0f);
      f->share = total;
      f->tone = (float) i / (float) (flame->n_functions - 1);
    }
  for (guint i = 0; i < flame->n_functions; i++)
    flame->functions[i].share /= total;
  flame->functions[flame->n_functions - 1].share = 2.0f;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static void
find_middle (const float *values, float *sorted, float *middle, float *width)
{
  guint n = TRIAL_POINTS / TRIAL_STRIDE, edge = n / 18;

  for (guint i = 0; i < n; i++)
    sorted[i] = values[i * TRIAL_STRIDE];
  qsort (sorted, n, sizeof *sorted, compare_floats);
  *middle = 0.5f * (sorted[edge] + sorted[n - 1 - edge]);
  *width = sorted[n - 1 - edge] - sorted[edge];
}

/* Looks at where the points are, so that the picture holds nearly all of them. */
static void
frame (Flame *flame, const float *xs, const float *ys)
{
  float sorted[TRIAL_POINTS / TRIAL_STRIDE];
  float width, height;

  find_middle (xs, sorted, &flame->middle_x, &width);
  find_middle (ys, sorted, &flame->middle_y, &height);
  flame->reach = MAX (MAX (width, height) * 0.60f, 1e-3f);
}

/* A flame is worth painting when it covers much of the picture, and unevenly: neither a few dots
 * nor a grey mist. */
static float
judge (Flame *flame, SimmerRandom random)
{
  g_autofree float *xs = g_new (float, TRIAL_POINTS);
  g_autofree float *ys = g_new (float, TRIAL_POINTS);
  g_autofree guint *cells = g_new0 (guint, TRIAL_SIDE * TRIAL_SIDE);
  Wanderer at = { 0.1f, 0.2f, 0.5f, 0 };
  float entropy = 0.0f;
  guint covered = 0, inside = 0;

  for (guint i = 0; i < SETTLE; i++)
    wander (flame, &at, &random);
  for (guint i = 0; i < TRIAL_POINTS; i++)
    {
      wander (flame, &at, &random);
      place (flame, &at, &random, &xs[i], &ys[i]);
    }
  frame (flame, xs, ys);

  for (guint i = 0; i < TRIAL_POINTS; i++)
    {
      float u = ((xs[i] - flame->middle_x) / flame->reach + 1.0f) * TRIAL_SIDE / 2;
      float v = ((ys[i] - flame->middle_y) / flame->reach + 1.0f) * TRIAL_SIDE / 2;

      if (!(u >= 0.0f && v >= 0.0f && u < TRIAL_SIDE && v < TRIAL_SIDE))
        continue;
      covered += cells[(guint) v * TRIAL_SIDE + (guint) u]++ == 0;
      inside++;
    }
  for (guint i = 0; i < TRIAL_SIDE * TRIAL_SIDE; i++)
    {
      float p = (float) cells[i] / (float) MAX (inside, 1);

      if (p > 0.0f)
        entropy -= p * logf (p);
    }

  entropy /= logf (TRIAL_SIDE * TRIAL_SIDE);
  return (float) covered / (TRIAL_SIDE * TRIAL_SIDE) - 3.0f * fabsf (entropy - 0.84f);
}

static void
try_candidate (Painting *painting)
{
  Flame flame;
  float score;

  draw_flame (&flame, &painting->random);
  score = judge (&flame, painting->random);
  if (painting->tried == 0 || score > painting->best)
    {
      painting->best = score;
      painting->flame = flame;
    }
  painting->tried++;
}

static void
settle (Painting *painting)
{
  painting->wanderer = (Wanderer){ 0.1f, 0.2f, 0.5f, 0 };
  for (guint i = 0; i < SETTLE; i++)
    wander (&painting->flame, &painting->wanderer, &painting->random);
}

/* Bold colours: the accent for what comes first, the mood's for the rest. */
static void
mix_colors (Painting *painting)
{
  SimmerColor accent = simmer_mood_get_accent (painting->scene->mood);

  for (guint i = 0; i <= TONES; i++)
    {
      float tone = (float) i / TONES;
      SimmerColor color = simmer_ramp_get (&painting->ramp, 0.30f + 0.62f * tone);
      float share = CLAMP (1.0f - tone / 0.34f, 0.0f, 1.0f);
      SimmerColor lab = simmer_color_to_oklab (simmer_color_blend (color, accent, share * 0.85f));

      lab.g *= 1.25f;
      lab.b *= 1.25f;
      painting->tones[i] = simmer_color_from_oklab (lab);
    }
}

static void
end (gpointer data)
{
  Painting *painting = data;

  g_free (painting->histogram);
  g_free (painting);
}

static gpointer
begin (const SimmerScene *scene)
{
  Painting *painting = g_new0 (Painting, 1);
  gsize pixels = (gsize) scene->canvas->width * scene->canvas->height;
  /* Large pictures get fewer points a pixel, and have more pixels to hide that. */
  double each = pixels > 4000000 ? 36.0 : pixels > 1500000 ? 80.0 : 110.0;

  painting->histogram = g_try_malloc0 (pixels * 4 * sizeof (float));
  if (painting->histogram == NULL)
    {
      end (painting);
      return NULL;
    }

  painting->scene = scene;
  simmer_random_init (&painting->random, scene->prompt, scene->seed);
  simmer_ramp_init (&painting->ramp, scene->mood);
  mix_colors (painting);
  painting->points = (guint64) ((double) pixels * each);
  return painting;
}

static void
gather (Painting *painting)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  const Flame *flame = &painting->flame;
  float scale = (float) MIN (canvas->width, canvas->height) / (2.0f * flame->reach);
  float left = (float) canvas->width * 0.5f, top = (float) canvas->height * 0.5f;
  guint64 n = MIN (STEP_POINTS, painting->points - painting->done);

  for (guint64 i = 0; i < n; i++)
    {
      float x, y, *cell;
      SimmerColor color;
      guint64 bits;

      wander (flame, &painting->wanderer, &painting->random);
      place (flame, &painting->wanderer, &painting->random, &x, &y);

      /* A tent around the point in place of the point: that is all the anti-aliasing it takes. */
      bits = simmer_random_next (&painting->random);
      x = (x - flame->middle_x) * scale + left +
          ((float) (bits & 0xffff) + (float) (bits >> 16 & 0xffff)) / 65536.0f - 1.0f;
      y = (y - flame->middle_y) * scale + top +
          ((float) (bits >> 32 & 0xffff) + (float) (bits >> 48)) / 65536.0f - 1.0f;
      if (painting->wanderer.young > 0 ||
          !(x >= 0.0f && y >= 0.0f && x < (float) canvas->width && y < (float) canvas->height))
        continue;

      cell = painting->histogram + 4 * ((gsize) y * canvas->width + (gsize) x);
      color = painting->tones[(guint) (TONES * CLAMP (painting->wanderer.tone, 0.0f, 1.0f))];
      cell[0] += color.r;
      cell[1] += color.g;
      cell[2] += color.b;
      cell[3] += 1.0f;
    }
  painting->done += n;
}

/* The count that only a hundredth of the lit pixels exceeds is shown nearly white. */
static void
measure (Painting *painting)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  gsize pixels = (gsize) canvas->width * canvas->height, stride = MAX (pixels / 60000, 1);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (float));

  for (gsize i = 0; i < pixels; i += stride)
    {
      if (painting->histogram[4 * i + 3] > 0.0f)
        g_array_append_val (counts, painting->histogram[4 * i + 3]);
    }

  g_array_sort (counts, compare_floats);
  painting->white =
    counts->len > 0 ? MAX (g_array_index (counts, float, counts->len * 99 / 100), 4.0f) : 4.0f;
}

static SimmerColor
develop (const Painting *painting, guint x, guint y)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  const float *cell = painting->histogram + 4 * ((gsize) y * canvas->width + x);
  float u = ((float) x / (float) canvas->width - 0.5f) * 2.0f;
  float v = ((float) y / (float) canvas->height - 0.5f) * 2.0f;
  SimmerColor back = simmer_ramp_get (&painting->ramp, 0.035f);
  float bright, level;
  SimmerColor color;

  back = simmer_color_scale (back, 1.0f - 0.22f * (u * u + v * v));
  if (cell[3] <= 0.0f)
    return back;

  level = log1pf (cell[3] * 12.0f / painting->white) / log1pf (12.0f);
  bright = powf (level, 1.35f) * 1.25f;
  color = simmer_color_scale ((SimmerColor){ cell[0], cell[1], cell[2] }, 1.0f / cell[3]);
  /* Where very much light falls, it bleaches. */
  color = simmer_color_mix (
    color, (SimmerColor){ 1.0f, 0.98f, 0.94f }, CLAMP ((level - 0.9f) * 1.4f, 0.0f, 0.45f));
  color = simmer_color_scale (color, bright);
  return simmer_color_add (simmer_color_scale (back, 1.0f - CLAMP (level, 0.0f, 1.0f)), color);
}

static double
step (gpointer data)
{
  Painting *painting = data;
  SimmerCanvas *canvas = painting->scene->canvas;
  guint pixels = canvas->width * canvas->height;
  guint last;

  if (painting->tried < CANDIDATES)
    {
      try_candidate (painting);
      if (painting->tried == CANDIDATES)
        settle (painting);
      return 0.02 * painting->tried / CANDIDATES;
    }
  if (painting->done < painting->points)
    {
      gather (painting);
      if (painting->done >= painting->points)
        measure (painting);
      return 0.02 + 0.93 * (double) painting->done / (double) painting->points;
    }

  last = MIN (painting->pixel + STEP_PIXELS, pixels);
  for (; painting->pixel < last; painting->pixel++)
    {
      guint x = painting->pixel % canvas->width, y = painting->pixel / canvas->width;

      simmer_canvas_put (canvas, x, y, develop (painting, x, y));
    }

  return painting->pixel == pixels ? 1.0 : 0.95 + 0.05 * painting->pixel / pixels;
}

const SimmerStyle simmer_style_flame = {
  .name = "flame",
  .cost = 8.0,
  .memory = 16.0,
  .begin = begin,
  .step = step,
  .end = end,
};
