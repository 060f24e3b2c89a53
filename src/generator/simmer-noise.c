/* Gradient noise, and sums of it. */

#include "simmer-noise.h"

#include <math.h>

/* Turns each octave by an angle that no lattice shares, so that the lattices never line up. */
#define TURN_COS 0.7986f
#define TURN_SIN 0.6018f

/**
 * simmer_noise_init:
 * @noise: what to set up
 * @random: where its lattice comes from
 */
void
simmer_noise_init (SimmerNoise *noise, SimmerRandom *random)
{
  for (guint i = 0; i < 256; i++)
    {
      float angle = simmer_random_range (random, 0.0f, (float) (2.0 * G_PI));

      noise->order[i] = (guint8) i;
      noise->gradient_x[i] = cosf (angle);
      noise->gradient_y[i] = sinf (angle);
    }

  for (guint i = 255; i > 0; i--)
    {
      guint k = simmer_random_below (random, i + 1);
      guint8 swap = noise->order[i];

      noise->order[i] = noise->order[k];
      noise->order[k] = swap;
    }
  for (guint i = 0; i < 256; i++)
    noise->order[256 + i] = noise->order[i];
}

/**
 * simmer_noise_get:
 * @noise: noise
 * @x: abscissa; the lattice's cells are 1 wide
 * @y: ordinate
 *
 * Returns: about -1 to 1, smooth, 0 on average
 */
float
simmer_noise_get (const SimmerNoise *noise, float x, float y)
{
  float floor_x = floorf (x), floor_y = floorf (y);
  float fx = x - floor_x, fy = y - floor_y;
  guint ix = (guint) (int) floor_x & 255, iy = (guint) (int) floor_y & 255;
  guint a = noise->order[ix] + iy, b = noise->order[(ix + 1) & 255] + iy;
  guint n00 = noise->order[a], n01 = noise->order[a + 1];
  guint n10 = noise->order[b], n11 = noise->order[b + 1];
  float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
  float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
  float g00 = noise->gradient_x[n00] * fx + noise->gradient_y[n00] * fy;
  float g10 = noise->gradient_x[n10] * (fx - 1.0f) + noise->gradient_y[n10] * fy;
  float g01 = noise->gradient_x[n01] * fx + noise->gradient_y[n01] * (fy - 1.0f);
  float g11 = noise->gradient_x[n11] * (fx - 1.0f) + noise->gradient_y[n11] * (fy - 1.0f);
  float top = g00 + (g10 - g00) * u, bottom = g01 + (g11 - g01) * u;

  return (top + (bottom - top) * v) * 1.5f;
}

/**
 * simmer_noise_fractal:
 * @noise: noise
 * @x: abscissa
 * @y: ordinate
 * @octaves: how many layers, each twice as fine
 * @roughness: how much of one layer's height the next one has, such as 0.5
 *
 * Returns: about -1 to 1
 */
float
simmer_noise_fractal (const SimmerNoise *noise, float x, float y, guint octaves, float roughness)
{
  float sum = 0.0f, height = 1.0f, total = 0.0f;

  for (guint i = 0; i < octaves; i++)
    {
      float turned = (x * TURN_COS - y * TURN_SIN) * 2.0f + 17.3f;

      sum += height * simmer_noise_get (noise, x, y);
      total += height;
      height *= roughness;
      y = (x * TURN_SIN + y * TURN_COS) * 2.0f + 5.9f;
      x = turned;
    }

  return sum / total * 1.6f;
}

/**
 * simmer_noise_ridged:
 * @noise: noise
 * @x: abscissa
 * @y: ordinate
 * @octaves: how many layers
 *
 * F. Kenton Musgrave's ridged multifractal, "Texturing and Modeling", chapter 16.
 *
 * Returns: about 0 to 1, with sharp crests
 */
float
simmer_noise_ridged (const SimmerNoise *noise, float x, float y, guint octaves)
{
  float sum = 0.0f, height = 0.55f, weight = 1.0f;

  for (guint i = 0; i < octaves; i++)
    {
      float crest = 1.0f - fabsf (simmer_noise_get (noise, x, y));
      float turned = (x * TURN_COS - y * TURN_SIN) * 2.0f + 3.1f;

      crest *= crest * weight;
      weight = CLAMP (crest * 2.0f, 0.0f, 1.0f);
      sum += crest * height;
      height *= 0.5f;
      y = (x * TURN_SIN + y * TURN_COS) * 2.0f + 8.7f;
      x = turned;
    }

  return sum;
}
