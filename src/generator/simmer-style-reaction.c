/* Reaction: two substances that feed and kill each other, grown from a few drops and lit like
 * glaze. Gray and Scott, 1983; John Pearson, "Complex Patterns in a Simple System", 1993. */

#include "simmer-style.h"

#include <math.h>
#include <string.h>

#include "simmer-noise.h"

#define MIN_CELLS       64
#define MAX_CELLS       640
#define PIXELS_PER_CELL 1.7f
/* Cells a step, so that it takes some hundredths of a second. */
#define STEP_CELLS  5000000
#define STEP_PIXELS 60000
/* Cells beyond the edge of the picture: patterns line up along the rim of the dish. */
#define MARGIN         14
#define PAINTING_SHARE 0.10

typedef struct
{
  float feed, kill;
} Regime;

typedef struct
{
  const SimmerScene *scene;
  SimmerNoise noise;
  SimmerRamp ramp;
  SimmerColor accent;
  float offset;
  guint width, height;    /* of the dish, with a rim of one cell */
  float cell;             /* pixels */
  float *u, *v;           /* (owned) */
  float *next_u, *next_v; /* (owned) */
  float *feed, *kill;     /* (owned) */
  guint rounds;
  guint round;
  guint row; /* within the round */
  guint painted;
} Painting;

/* Worms, corals, mazes, spots that divide, holes. */
static const Regime regimes[] = {
  { 0.0545f, 0.0620f }, { 0.0367f, 0.0630f }, { 0.0290f, 0.0570f },
  { 0.0460f, 0.0625f }, { 0.0390f, 0.0580f }, { 0.0420f, 0.0610f },
};

static void
end (gpointer data)
{
  Painting *painting = data;

  g_free (painting->u);
  g_free (painting->v);
  g_free (painting->next_u);
  g_free (painting->next_v);
  g_free (painting->feed);
  g_free (painting->kill);
  g_free (painting);
}

/* The regime drifts across the dish, so that one pattern turns into another. */
static void
set_regimes (Painting *painting, SimmerRandom *random)
{
  Regime a = regimes[simmer_random_below (random, G_N_ELEMENTS (regimes))];
  Regime b = regimes[simmer_random_below (random, G_N_ELEMENTS (regimes))];
  float size = (float) MIN (painting->width, painting->height);

  for (guint y = 0; y < painting->height; y++)
    {
      for (guint x = 0; x < painting->width; x++)
        {
          float share =
            0.5f + 0.9f * simmer_noise_fractal (&painting->noise,
                                                (float) x / size * 1.2f + painting->offset,
                                                (float) y / size * 1.2f,
                                                3,
                                                0.5f);
          gsize i = (gsize) y * painting->width + x;

          share = CLAMP (share, 0.0f, 1.0f);
          painting->feed[i] = a.feed + (b.feed - a.feed) * share;
          painting->kill[i] = a.kill + (b.kill - a.kill) * share;
        }
    }
}

/* Drops of the second substance, scattered and along a wandering line. */
static void
sow (Painting *painting, SimmerRandom *random)
{
  guint drops = 40 + painting->width * painting->height / 900;

  for (gsize i = 0; i < (gsize) painting->width * painting->height; i++)
    {
      painting->u[i] = painting->next_u[i] = 1.0f;
      painting->v[i] = painting->next_v[i] = 0.0f;
    }

  for (guint k = 0; k < drops; k++)
    {
      guint middle_x = 4 + simmer_random_below (random, painting->width - 8);
      guint middle_y = 4 + simmer_random_below (random, painting->height - 8);

      for (guint y = middle_y - 2; y <= middle_y + 2; y++)
        {
          for (guint x = middle_x - 2; x <= middle_x + 2; x++)
            {
              gsize i = (gsize) y * painting->width + x;

              painting->u[i] = 0.5f;
              painting->v[i] = 0.25f + 0.1f * simmer_random_unit (random);
            }
        }
    }
}

static gpointer
begin (const SimmerScene *scene)
{
  const SimmerCanvas *canvas = scene->canvas;
  Painting *painting = g_new0 (Painting, 1);
  /* Of a square that is as large as the picture. */
  float size = sqrtf ((float) canvas->width * (float) canvas->height);
  float cells = CLAMP (size / PIXELS_PER_CELL, MIN_CELLS, MAX_CELLS);
  SimmerRandom random;
  gsize n;

  painting->scene = scene;
  painting->cell = size / cells;
  painting->width = (guint) ((float) canvas->width / painting->cell) + 3 + 2 * MARGIN;
  painting->height = (guint) ((float) canvas->height / painting->cell) + 3 + 2 * MARGIN;
  n = (gsize) painting->width * painting->height;
  painting->u = g_try_new (float, n);
  painting->v = g_try_new (float, n);
  painting->next_u = g_try_new (float, n);
  painting->next_v = g_try_new (float, n);
  painting->feed = g_try_new (float, n);
  painting->kill = g_try_new (float, n);
  if (painting->u == NULL || painting->v == NULL || painting->next_u == NULL ||
      painting->next_v == NULL || painting->feed == NULL || painting->kill == NULL)
    {
      end (painting);
      return NULL;
    }

  simmer_random_init (&random, scene->prompt, scene->seed);
  simmer_noise_init (&painting->noise, &random);
  simmer_ramp_init (&painting->ramp, scene->mood);
  painting->accent = simmer_mood_get_accent (scene->mood);
  painting->offset = simmer_random_range (&random, 0.0f, 200.0f);
  painting->rounds = 2400 + (guint) cells * 6;
  set_regimes (painting, &random);
  sow (painting, &random);
  return painting;
}

/* One row, one moment later: diffusion over nine cells, then the reaction. */
static void
react_row (const Painting *painting, guint y)
{
  guint w = painting->width;
  const float *restrict u = painting->u + (gsize) y * w;
  const float *restrict v = painting->v + (gsize) y * w;
  const float *restrict feed = painting->feed + (gsize) y * w;
  const float *restrict kill = painting->kill + (gsize) y * w;
  float *restrict next_u = painting->next_u + (gsize) y * w;
  float *restrict next_v = painting->next_v + (gsize) y * w;
  const float *u0 = u - w, *u1 = u + w, *v0 = v - w, *v1 = v + w;

  for (guint x = 1; x + 1 < w; x++)
    {
      float du = 0.2f * (u[x - 1] + u[x + 1] + u0[x] + u1[x]) +
                 0.05f * (u0[x - 1] + u0[x + 1] + u1[x - 1] + u1[x + 1]) - u[x];
      float dv = 0.2f * (v[x - 1] + v[x + 1] + v0[x] + v1[x]) +
                 0.05f * (v0[x - 1] + v0[x + 1] + v1[x - 1] + v1[x + 1]) - v[x];
      float reaction = u[x] * v[x] * v[x];

      next_u[x] = u[x] + 1.0f * du - reaction + feed[x] * (1.0f - u[x]);
      /* Never quite nothing: denormal numbers are slow. */
      next_v[x] = v[x] + 0.5f * dv + reaction - (kill[x] + feed[x]) * v[x] + 1e-12f;
    }

  next_u[0] = next_u[1];
  next_v[0] = next_v[1];
  next_u[w - 1] = next_u[w - 2];
  next_v[w - 1] = next_v[w - 2];
}

static void
end_round (Painting *painting)
{
  gsize w = painting->width, rim = (painting->height - 1) * w;
  float *swap = painting->u;

  memcpy (painting->next_u, painting->next_u + w, w * sizeof (float));
  memcpy (painting->next_v, painting->next_v + w, w * sizeof (float));
  memcpy (painting->next_u + rim, painting->next_u + rim - w, w * sizeof (float));
  memcpy (painting->next_v + rim, painting->next_v + rim - w, w * sizeof (float));

  painting->u = painting->next_u;
  painting->next_u = swap;
  swap = painting->v;
  painting->v = painting->next_v;
  painting->next_v = swap;
  painting->row = 1;
  painting->round++;
}

static void
react (Painting *painting)
{
  guint rows = MAX (STEP_CELLS / painting->width, 1);

  for (guint i = 0; i < rows && painting->round < painting->rounds; i++)
    {
      if (painting->row == 0)
        painting->row = 1;
      react_row (painting, painting->row++);
      if (painting->row == painting->height - 1)
        end_round (painting);
    }
}

/* A cubic B-spline through the cells: smooth enough to be lit. */
static float
get_height (const Painting *painting, float x, float y)
{
  float cell_x = x / painting->cell + 1.0f + MARGIN;
  float cell_y = y / painting->cell + 1.0f + MARGIN;
  int ix = (int) floorf (cell_x), iy = (int) floorf (cell_y);
  float fx = cell_x - (float) ix, fy = cell_y - (float) iy;
  float wx[4], wy[4], sum = 0.0f;

  for (int i = 0; i < 2; i++)
    {
      float t = i == 0 ? fx : fy;
      float *w = i == 0 ? wx : wy;

      w[0] = (1.0f - t) * (1.0f - t) * (1.0f - t) / 6.0f;
      w[1] = (3.0f * t * t * t - 6.0f * t * t + 4.0f) / 6.0f;
      w[3] = t * t * t / 6.0f;
      w[2] = 1.0f - w[0] - w[1] - w[3];
    }
  for (int j = 0; j < 4; j++)
    {
      int row = CLAMP (iy + j - 1, 1, (int) painting->height - 2);
      const float *v = painting->v + (gsize) row * painting->width;
      float line = 0.0f;

      for (int i = 0; i < 4; i++)
        line += wx[i] * v[CLAMP (ix + i - 1, 1, (int) painting->width - 2)];
      sum += wy[j] * line;
    }

  return sum;
}

static SimmerColor
glaze (const Painting *painting, guint px, guint py)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  float size = (float) MIN (canvas->width, canvas->height);
  float x = (float) px + 0.5f, y = (float) py + 0.5f, reach = painting->cell * 0.5f;
  float height = get_height (painting, x, y);
  float slope_x =
    (get_height (painting, x + reach, y) - get_height (painting, x - reach, y)) * 7.0f;
  float slope_y =
    (get_height (painting, x, y + reach) - get_height (painting, x, y - reach)) * 7.0f;
  float up = 1.0f / sqrtf (1.0f + slope_x * slope_x + slope_y * slope_y);
  float light = CLAMP ((-slope_x * 0.48f - slope_y * 0.58f + 0.66f) * up, 0.0f, 1.0f);
  float shine = powf (CLAMP ((-slope_x * 0.30f - slope_y * 0.36f + 0.88f) * up, 0.0f, 1.0f), 60.0f);
  float drift =
    simmer_noise_fractal (&painting->noise, x / size * 0.9f + 50.0f, y / size * 0.9f, 3, 0.5f);
  float tone = CLAMP ((height - 0.08f) / 0.20f, 0.0f, 1.0f);
  SimmerColor low = simmer_ramp_get (&painting->ramp, 0.16f + 0.14f * drift);
  SimmerColor high = simmer_ramp_get (&painting->ramp, 0.74f + 0.26f * drift);
  SimmerColor color = simmer_color_blend (low, high, tone * tone * (3.0f - 2.0f * tone));
  float blush = CLAMP (drift * 1.9f - 0.42f, 0.0f, 0.8f) * tone;

  color = simmer_color_mix (color, painting->accent, blush);
  color = simmer_color_scale (color, 0.30f + 1.02f * light);
  return simmer_color_add (
    color, simmer_color_scale ((SimmerColor){ 1.0f, 0.98f, 0.95f }, 0.38f * shine * (0.3f + tone)));
}

static double
step (gpointer data)
{
  Painting *painting = data;
  SimmerCanvas *canvas = painting->scene->canvas;
  guint rows = MAX (STEP_PIXELS / canvas->width, 1);
  guint last;

  if (painting->round < painting->rounds)
    {
      react (painting);
      return (1.0 - PAINTING_SHARE) * painting->round / painting->rounds;
    }

  last = MIN (painting->painted + rows, canvas->height);
  for (; painting->painted < last; painting->painted++)
    {
      for (guint x = 0; x < canvas->width; x++)
        simmer_canvas_put (canvas, x, painting->painted, glaze (painting, x, painting->painted));
    }

  return 1.0 - PAINTING_SHARE + PAINTING_SHARE * painting->painted / canvas->height;
}

const SimmerStyle simmer_style_reaction = {
  .name = "reaction",
  .cost = 8.5,
  .memory = 8.5,
  .begin = begin,
  .step = step,
  .end = end,
};
