#pragma once

#include "simmer-random.h"

G_BEGIN_DECLS

/**
 * SimmerNoise:
 *
 * Gradient noise in the plane. Ken Perlin, "Improving Noise", 2002.
 */
typedef struct
{
  guint8 order[512];
  float gradient_x[256];
  float gradient_y[256];
} SimmerNoise;

void simmer_noise_init (SimmerNoise *noise, SimmerRandom *random);
float simmer_noise_get (const SimmerNoise *noise, float x, float y);
float simmer_noise_fractal (const SimmerNoise *noise,
                            float x,
                            float y,
                            guint octaves,
                            float roughness);
float simmer_noise_ridged (const SimmerNoise *noise, float x, float y, guint octaves);

G_END_DECLS
