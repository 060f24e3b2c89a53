/* Landscape: a sky with a sun or a moon, and ranges of hills one behind the other in the haze. */

#include "simmer-style.h"

#include <math.h>

#include "simmer-noise.h"
#include "simmer-prompt.h"

#define MAX_LAYERS 9
/* Samples a step, so that it takes some hundredths of a second. */
#define STEP_SAMPLES 60000

typedef enum
{
  TERRAIN_PEAKS,
  TERRAIN_HILLS,
  TERRAIN_DUNES,
} Terrain;

typedef struct
{
  const SimmerScene *scene;
  SimmerNoise noise;
  SimmerRamp ramp;
  SimmerColor light; /* of the sun or the moon */
  Terrain terrain;
  gboolean night;
  gboolean water;
  gboolean aurora;
  float aspect;
  float horizon;
  float shore;
  float sun_x, sun_y, sun_radius;
  float offset;
  guint n_layers;
  float *ridges[MAX_LAYERS]; /* (owned): height of each column's crest, from the top down */
  guint columns;
  guint samples;
  guint row;
} Painting;

static float
smooth (float low, float high, float x)
{
  float t = CLAMP ((x - low) / (high - low), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t);
}

/* The two nearest layers are a dark wood. */
static gboolean
is_wooded (const Painting *painting, guint layer)
{
  return painting->terrain != TERRAIN_DUNES && layer + 2 >= painting->n_layers;
}

/* Pointed crowns of many sizes. */
static float
get_trees (const Painting *painting, float x, guint layer)
{
  float density = layer + 1 == painting->n_layers ? 26.0f : 46.0f;
  float height = 0.0f;

  for (int k = 0; k < 3; k++)
    {
      float at = (x + painting->offset) * density * (1.0f + 0.37f * (float) k) + 7.7f * (float) k;
      float cell = floorf (at);
      guint64 hash = simmer_mix64 ((guint64) (gint64) cell * 3 + (guint64) k + layer * 7919u + 11);
      float size = (float) (hash & 0xff) / 255.0f;
      float middle = 0.5f + ((float) (hash >> 8 & 0xff) / 255.0f - 0.5f) * 0.5f;
      float away = fabsf (at - cell - middle) / (0.20f + 0.14f * size);
      float crown;

      if (away >= 1.0f)
        continue;
      /* Branches: the outline steps in and out on its way up. */
      crown = 1.0f - away;
      crown -= 0.10f * fabsf (sinf (crown * 26.0f)) * (1.0f - crown);
      height = MAX (height, crown * (0.35f + 0.65f * size));
    }

  return height * 1.15f / density;
}

static float
get_crest (const Painting *painting, float x, guint layer)
{
  float near = (float) layer / (float) (painting->n_layers - 1);
  float u = (x + painting->offset) * (2.3f - 1.1f * near), v = 31.7f * (float) layer + 3.3f;
  float base = painting->horizon + (1.04f - painting->horizon) * powf (near, 1.45f) * 0.86f;
  float height = 0.0f;

  switch (painting->terrain)
    {
    case TERRAIN_PEAKS:
      height = 0.28f * (1.0f - 0.62f * near) *
               (simmer_noise_ridged (&painting->noise, u, v, 7) - 0.32f +
                0.35f * simmer_noise_get (&painting->noise, u * 0.45f, v + 9.0f));
      break;
    case TERRAIN_HILLS:
      height = 0.10f * (1.0f - 0.3f * near) *
               simmer_noise_fractal (&painting->noise, u * 0.8f, v, 6, 0.42f);
      break;
    case TERRAIN_DUNES:
    default:
      height = 0.11f * (1.0f - 0.35f * near) *
               (1.0f - 2.0f * fabsf (simmer_noise_get (&painting->noise, u * 0.55f, v)));
      height += 0.02f * simmer_noise_get (&painting->noise, u * 2.0f, v);
      break;
    }

  if (is_wooded (painting, layer))
    height += get_trees (painting, x, layer);
  return base - height;
}

static void
choose (Painting *painting, SimmerRandom *random)
{
  const char *prompt = painting->scene->prompt;
  float pick = simmer_random_unit (random);

  if (simmer_prompt_match (prompt, "desert dune dunes sand sahara") > 0.0)
    painting->terrain = TERRAIN_DUNES;
  else if (simmer_prompt_match (prompt, "hill hills meadow valley forest wood woods") > 0.0)
    painting->terrain = TERRAIN_HILLS;
  else if (simmer_prompt_match (prompt, "mountain mountains alps peak peaks ridge volcano") > 0.0)
    painting->terrain = TERRAIN_PEAKS;
  else
    painting->terrain = pick < 0.5f ? TERRAIN_PEAKS : pick < 0.8f ? TERRAIN_HILLS : TERRAIN_DUNES;

  painting->night =
    simmer_prompt_match (
      prompt, "night midnight moon moonlight moonlit star stars aurora northern galaxy") > 0.0;
  painting->aurora = simmer_prompt_match (prompt, "aurora northern") > 0.0;
  painting->water =
    simmer_prompt_match (prompt, "lake sea ocean water river reflection fjord island") > 0.0 ||
    (painting->terrain != TERRAIN_DUNES && simmer_random_unit (random) < 0.3f);
}

static void
compose (Painting *painting, SimmerRandom *random)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  SimmerColor white = { 1.0f, 0.97f, 0.92f };

  painting->aspect = (float) canvas->width / (float) canvas->height;
  painting->horizon = simmer_random_range (random, 0.46f, 0.60f);
  painting->shore = painting->water ? simmer_random_range (random, 0.76f, 0.84f) : 2.0f;
  painting->n_layers = painting->terrain == TERRAIN_DUNES ? 5 : 7;
  painting->sun_x = painting->aspect * (simmer_random_unit (random) < 0.5f
                                          ? simmer_random_range (random, 0.22f, 0.40f)
                                          : simmer_random_range (random, 0.60f, 0.78f));
  painting->sun_y =
    painting->horizon - (painting->night ? simmer_random_range (random, 0.20f, 0.32f)
                                         : simmer_random_range (random, 0.06f, 0.22f));
  painting->sun_radius = simmer_random_range (random, 0.035f, 0.065f);
  painting->offset = simmer_random_range (random, 0.0f, 200.0f);
  painting->light = simmer_color_mix (
    simmer_ramp_get (&painting->ramp, 0.93f), white, painting->night ? 0.7f : 0.45f);
}

static void
end (gpointer data)
{
  Painting *painting = data;

  for (guint i = 0; i < MAX_LAYERS; i++)
    g_free (painting->ridges[i]);
  g_free (painting);
}

static gpointer
begin (const SimmerScene *scene)
{
  Painting *painting = g_new0 (Painting, 1);
  SimmerRandom random;

  simmer_random_init (&random, scene->prompt, scene->seed);
  painting->scene = scene;
  simmer_noise_init (&painting->noise, &random);
  simmer_ramp_init (&painting->ramp, scene->mood);
  choose (painting, &random);
  compose (painting, &random);

  painting->samples = simmer_canvas_get_samples (scene->canvas, 4);
  painting->columns = scene->canvas->width * painting->samples;
  for (guint i = 0; i < painting->n_layers; i++)
    {
      painting->ridges[i] = g_new (float, painting->columns);
      for (guint k = 0; k < painting->columns; k++)
        {
          float x = ((float) k + 0.5f) / (float) painting->columns * painting->aspect;

          painting->ridges[i][k] = get_crest (painting, x, i);
        }
    }

  return painting;
}

static float
get_star (const Painting *painting, float x, float y)
{
  float u = x * 90.0f, v = y * 90.0f;
  float cell_x = floorf (u), cell_y = floorf (v);
  guint64 hash =
    simmer_mix64 (((guint64) (guint32) (gint32) cell_x << 32 | (guint32) (gint32) cell_y) +
                  (guint64) (painting->offset * 1000.0f));
  float dx = u - cell_x - 0.2f - 0.6f * (float) (hash & 0xff) / 255.0f;
  float dy = v - cell_y - 0.2f - 0.6f * (float) (hash >> 8 & 0xff) / 255.0f;
  float bright = (float) (hash >> 16 & 0xff) / 255.0f;

  if ((hash >> 24 & 0xff) > 46)
    return 0.0f;
  bright = 0.08f + bright * bright * bright * bright;
  return bright * expf (-(dx * dx + dy * dy) / (0.004f + 0.008f * bright));
}

/* Curtains that hang from a wandering line. */
static SimmerColor
get_aurora (const Painting *painting, float x, float y)
{
  float u = x + painting->offset;
  float line = 0.30f + 0.10f * simmer_noise_fractal (&painting->noise, u * 0.9f, 4.4f, 3, 0.5f);
  float up = line - y + 0.012f * simmer_noise_get (&painting->noise, u * 26.0f, 8.1f);
  float rays = simmer_noise_fractal (&painting->noise, u * 14.0f, 0.6f * y, 4, 0.6f);
  float folds =
    smooth (-0.55f, 0.75f, simmer_noise_fractal (&painting->noise, u * 1.7f, 61.0f, 2, 0.5f));
  float strength = up > 0.0f ? expf (-up * (7.5f - 3.5f * rays)) * smooth (0.0f, 0.035f, up) : 0.0f;
  SimmerColor low = simmer_ramp_get (&painting->ramp, 0.72f);
  SimmerColor high = simmer_mood_get_accent (painting->scene->mood);

  return simmer_color_scale (simmer_color_mix (low, high, smooth (0.04f, 0.30f, up)),
                             strength * folds * (0.62f + 0.38f * rays));
}

static SimmerColor
get_clouds (const Painting *painting, SimmerColor sky, float x, float y, float glow)
{
  float down = smooth (0.0f, painting->horizon, y);
  float flat = 2.2f + 3.0f * down;
  float u = x * 1.3f + painting->offset, v = y * flat * 2.2f;
  float bend = simmer_noise_fractal (&painting->noise, u * 0.8f, v * 0.8f + 40.0f, 3, 0.5f);
  float thick = simmer_noise_fractal (&painting->noise, u + 0.7f * bend, v + 0.5f * bend, 6, 0.52f);
  float cover = smooth (0.12f, 0.75f, thick) * (painting->night ? 0.30f : 0.62f);
  SimmerColor lit = simmer_color_mix (
    simmer_ramp_get (&painting->ramp, painting->night ? 0.36f : 0.66f + 0.26f * down),
    painting->light,
    CLAMP (glow, 0.0f, 0.8f));
  SimmerColor shade = simmer_ramp_get (&painting->ramp, painting->night ? 0.18f : 0.52f);

  return simmer_color_mix (sky, simmer_color_mix (shade, lit, smooth (0.95f, 0.2f, thick)), cover);
}

static SimmerColor
get_sky (const Painting *painting, float x, float y)
{
  float dx = x - painting->sun_x, dy = y - painting->sun_y;
  float away = sqrtf (dx * dx + dy * dy);
  float down = CLAMP (y / painting->horizon, 0.0f, 1.0f);
  float low = painting->night ? 0.04f : 0.26f, high = painting->night ? 0.46f : 0.88f;
  SimmerColor sky = simmer_ramp_get (&painting->ramp, low + (high - low) * powf (down, 1.5f));
  float glow = 0.55f * expf (-away * 5.5f) + 0.30f * expf (-away * 1.9f);
  float edge = 0.7f / (float) (painting->scene->canvas->height * painting->samples);
  SimmerColor halo;
  float disc = smooth (painting->sun_radius + edge, painting->sun_radius - edge, away);

  if (painting->night)
    {
      sky = simmer_color_add (
        sky,
        simmer_color_scale (painting->light, get_star (painting, x, y) * (1.0f - 0.8f * down)));
      if (painting->aurora)
        sky = simmer_color_add (sky, get_aurora (painting, x, y));
      glow *= 0.32f;
      /* Seas and craters. */
      disc *=
        0.82f + 0.18f * simmer_noise_fractal (&painting->noise, dx * 40.0f, dy * 40.0f, 3, 0.5f);
    }

  /* Light adds to the sky; mixed into a dark one it would turn it grey. */
  halo = simmer_color_mix (painting->light, simmer_ramp_get (&painting->ramp, 0.80f), 0.6f);
  sky = simmer_color_add (sky, simmer_color_scale (halo, 0.75f * glow));
  sky = simmer_color_mix (sky,
                          simmer_color_scale (painting->light, painting->night ? 0.95f : 1.15f),
                          CLAMP (disc, 0.0f, 1.0f));
  return get_clouds (painting, sky, x, y, glow);
}

/* How the face of the land turns to the light. */
static float
get_relief (const Painting *painting, float x, float depth, guint layer)
{
  float fine = painting->terrain == TERRAIN_DUNES ? 2.0f : 7.0f;
  float u = (x + painting->offset) * fine, v = depth * fine * 1.7f + 17.0f * (float) layer;
  float side = painting->sun_x > x ? 0.06f : -0.06f;

  if (painting->terrain == TERRAIN_PEAKS)
    return simmer_noise_ridged (&painting->noise, u, v, 5) -
           simmer_noise_ridged (&painting->noise, u + side, v - 0.04f, 5);

  return 0.8f * (simmer_noise_fractal (&painting->noise, u, v, 4, 0.5f) -
                 simmer_noise_fractal (&painting->noise, u + side, v - 0.04f, 4, 0.5f));
}

static SimmerColor
get_land (const Painting *painting, float x, float y, float crest, guint layer)
{
  float near = (float) layer / (float) (painting->n_layers - 1);
  float depth = y - crest;
  float far_tone = painting->night ? 0.34f : 0.70f, near_tone = painting->night ? 0.0f : 0.03f;
  float tone = far_tone + (near_tone - far_tone) * powf (near, 0.62f);
  float dx = x - painting->sun_x;
  float warm =
    expf (-dx * dx * 5.0f) * (1.0f - near) * (1.0f - near) * (painting->night ? 0.10f : 0.34f);
  float rim = expf (-depth * 260.0f) * expf (-dx * dx * 7.0f) * (1.0f - near) *
              (painting->night ? 0.12f : 0.5f);
  float haze = smooth (0.0f, 0.26f, depth) * 0.62f * (1.0f - near) * (1.0f - 0.4f * near);
  SimmerColor color = simmer_ramp_get (&painting->ramp, tone);
  SimmerColor mist = simmer_ramp_get (&painting->ramp, tone + (painting->night ? 0.16f : 0.32f));

  if (is_wooded (painting, layer))
    return simmer_color_mix (color, mist, 0.25f * smooth (0.02f, 0.3f, depth) * (1.0f - near));

  color = simmer_color_scale (
    color,
    CLAMP (1.0f + get_relief (painting, x, depth, layer) * (0.5f + 1.1f * near), 0.35f, 2.2f));
  color = simmer_color_mix (color, mist, haze);
  color = simmer_color_add (
    color, simmer_color_scale (simmer_ramp_get (&painting->ramp, 0.80f), 0.7f * warm));
  return simmer_color_mix (color, painting->light, CLAMP (rim, 0.0f, 0.7f));
}

static SimmerColor
look (const Painting *painting, float x, float y, guint column)
{
  for (guint i = painting->n_layers; i > 0; i--)
    {
      float crest = painting->ridges[i - 1][column];

      if (y >= crest && !(painting->water && i == painting->n_layers))
        return get_land (painting, x, y, crest, i - 1);
    }

  return get_sky (painting, x, y);
}

/* The far shore upside down, drawn out and broken by ripples. */
static SimmerColor
look_into_water (const Painting *painting, float x, float y, guint column)
{
  float depth = y - painting->shore;
  float far = 1.0f / (0.06f + depth);
  float ripple = simmer_noise_fractal (&painting->noise,
                                       x * 3.0f * (1.0f + 0.12f * far),
                                       depth * far * 34.0f + painting->offset,
                                       4,
                                       0.55f);
  float above = painting->shore - depth * 1.25f + ripple * (0.004f + 0.07f * depth);
  int shift = (int) (ripple * depth * 0.35f * (float) painting->columns / painting->aspect);
  guint seen = (guint) CLAMP ((int) column + shift, 0, (int) painting->columns - 1);
  float seen_x = ((float) seen + 0.5f) / (float) painting->columns * painting->aspect;
  SimmerColor color = look (painting, seen_x, MIN (above, painting->shore - 0.0005f), seen);
  SimmerColor deep = simmer_ramp_get (&painting->ramp, painting->night ? 0.03f : 0.14f);
  float glint = smooth (0.25f, 0.9f, ripple) * expf (-fabsf (x - painting->sun_x) * 5.0f);

  color = simmer_color_mix (color, deep, 0.16f + 0.45f * smooth (0.0f, 0.26f, depth));
  return simmer_color_mix (color, painting->light, glint * (painting->night ? 0.14f : 0.34f));
}

static SimmerColor
sample_pixel (const Painting *painting, guint px, guint py)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  guint n = painting->samples;
  SimmerColor sum = { 0 };

  for (guint j = 0; j < n; j++)
    {
      float y = ((float) py + ((float) j + 0.5f) / (float) n) / (float) canvas->height;

      for (guint i = 0; i < n; i++)
        {
          guint column = px * n + i;
          float x = ((float) column + 0.5f) / (float) painting->columns * painting->aspect;
          gboolean bank =
            painting->water && y >= painting->ridges[painting->n_layers - 1][column] + 0.06f;
          SimmerColor color;

          if (bank)
            color = get_land (painting,
                              x,
                              y,
                              painting->ridges[painting->n_layers - 1][column] + 0.06f,
                              painting->n_layers - 1);
          else if (y >= painting->shore)
            color = look_into_water (painting, x, y, column);
          else
            color = look (painting, x, y, column);
          sum = simmer_color_add (sum, color);
        }
    }

  return simmer_color_scale (sum, 1.0f / (float) (n * n));
}

static double
step (gpointer data)
{
  Painting *painting = data;
  SimmerCanvas *canvas = painting->scene->canvas;
  guint rows = STEP_SAMPLES / (canvas->width * painting->samples * painting->samples);
  guint last = MIN (painting->row + MAX (rows, 1), canvas->height);

  for (; painting->row < last; painting->row++)
    {
      for (guint x = 0; x < canvas->width; x++)
        simmer_canvas_put (canvas, x, painting->row, sample_pixel (painting, x, painting->row));
    }

  return (double) painting->row / canvas->height;
}

const SimmerStyle simmer_style_landscape = {
  .name = "landscape",
  .cost = 4.5,
  .memory = 0.5,
  .begin = begin,
  .step = step,
  .end = end,
};
