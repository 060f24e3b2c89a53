/* Warp: noise that is bent by noise that is bent by noise, lit from the side like polished stone.
 */

#include "simmer-style.h"

#include <math.h>

#include "simmer-noise.h"

/* Samples a step, so that it takes some hundredths of a second. */
#define STEP_SAMPLES 12000

typedef struct
{
  const SimmerScene *scene;
  SimmerNoise noise;
  SimmerRamp ramp;
  SimmerColor accent;
  float scale;
  float stretch;
  float bend;
  float turn_cos, turn_sin;
  float offset_x, offset_y;
  guint samples;
  guint row;
} Painting;

/* The field and what bent it: how high, and how far each bending went. */
typedef struct
{
  float height;
  float q;
  float r;
} Point;

static gpointer
begin (const SimmerScene *scene)
{
  Painting *painting = g_new0 (Painting, 1);
  SimmerRandom random;
  float turn;

  simmer_random_init (&random, scene->prompt, scene->seed);
  painting->scene = scene;
  simmer_noise_init (&painting->noise, &random);
  simmer_ramp_init (&painting->ramp, scene->mood);
  painting->accent = simmer_mood_get_accent (scene->mood);
  painting->scale = simmer_random_range (&random, 0.62f, 1.0f);
  painting->stretch = simmer_random_range (&random, 1.0f, 1.9f);
  painting->bend = simmer_random_range (&random, 1.1f, 1.9f);
  turn = simmer_random_range (&random, -0.9f, 0.9f);
  painting->turn_cos = cosf (turn);
  painting->turn_sin = sinf (turn);
  painting->offset_x = simmer_random_range (&random, 0.0f, 200.0f);
  painting->offset_y = simmer_random_range (&random, 0.0f, 200.0f);
  painting->samples = simmer_canvas_get_samples (scene->canvas, 3);
  return painting;
}

/* After Inigo Quilez, "Domain warping". */
static Point
look_up (const Painting *painting, float x, float y)
{
  const SimmerNoise *noise = &painting->noise;
  float u = (x * painting->turn_cos - y * painting->turn_sin) * painting->scale;
  float v = (x * painting->turn_sin + y * painting->turn_cos) * painting->scale * painting->stretch;
  float qx, qy, rx, ry;
  Point point;

  u += painting->offset_x;
  v += painting->offset_y;
  qx = simmer_noise_fractal (noise, u, v, 2, 0.5f);
  qy = simmer_noise_fractal (noise, u + 5.2f, v + 1.3f, 2, 0.5f);
  rx = simmer_noise_fractal (
    noise, u + painting->bend * qx + 1.7f, v + painting->bend * qy + 9.2f, 3, 0.45f);
  ry = simmer_noise_fractal (
    noise, u + painting->bend * qx + 8.3f, v + painting->bend * qy + 2.8f, 3, 0.45f);

  point.height =
    simmer_noise_fractal (noise, u + painting->bend * rx, v + painting->bend * ry, 4, 0.42f);
  point.q = sqrtf (qx * qx + qy * qy);
  point.r = ry;
  return point;
}

static float
smooth (float low, float high, float x)
{
  float t = CLAMP ((x - low) / (high - low), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t);
}

static SimmerColor
shade (const Painting *painting, float x, float y)
{
  const float reach = 0.004f;
  Point here = look_up (painting, x, y);
  Point right = look_up (painting, x + reach, y);
  Point below = look_up (painting, x, y + reach);
  float slope_x = (right.height - here.height) / reach;
  float slope_y = (below.height - here.height) / reach;
  float steep = 1.0f / sqrtf (1.0f + 0.05f * (slope_x * slope_x + slope_y * slope_y));
  float light = (-slope_x * 0.62f - slope_y * 0.55f) * 0.16f * steep + 0.55f * steep;
  float shine = powf (CLAMP (light, 0.0f, 1.0f), 14.0f);
  float tone = 0.46f + 0.40f * here.height + 0.22f * here.r;
  SimmerColor color = simmer_ramp_get (&painting->ramp, tone);
  float vein = smooth (0.62f, 1.0f, here.q) * smooth (-0.1f, 0.5f, here.r) * 0.55f;

  color = simmer_color_mix (color, painting->accent, vein);
  color = simmer_color_scale (color, 0.42f + 0.95f * CLAMP (light, 0.0f, 1.2f));
  return simmer_color_add (color,
                           simmer_color_scale ((SimmerColor){ 1.0f, 0.96f, 0.9f }, 0.5f * shine));
}

static SimmerColor
sample_pixel (const Painting *painting, guint px, guint py)
{
  const SimmerCanvas *canvas = painting->scene->canvas;
  guint n = painting->samples;
  float size = (float) MIN (canvas->width, canvas->height);
  SimmerColor sum = { 0 };

  for (guint j = 0; j < n; j++)
    {
      for (guint i = 0; i < n; i++)
        {
          float x =
            ((float) px + ((float) i + 0.5f) / (float) n - (float) canvas->width / 2) / size;
          float y =
            ((float) py + ((float) j + 0.5f) / (float) n - (float) canvas->height / 2) / size;

          sum = simmer_color_add (sum, shade (painting, x, y));
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
  guint end = MIN (painting->row + MAX (rows, 1), canvas->height);

  for (; painting->row < end; painting->row++)
    {
      for (guint x = 0; x < canvas->width; x++)
        simmer_canvas_put (canvas, x, painting->row, sample_pixel (painting, x, painting->row));
    }

  return (double) painting->row / canvas->height;
}

const SimmerStyle simmer_style_warp = {
  .name = "warp",
  .cost = 5.5,
  .memory = 0.0,
  .begin = begin,
  .step = step,
  .end = g_free,
};
