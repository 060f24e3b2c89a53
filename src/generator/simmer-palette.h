#pragma once

#include "simmer-canvas.h"

G_BEGIN_DECLS

#define SIMMER_PALETTE_MAX_STOPS 8

/**
 * SimmerMood:
 * @name: what a person would call it
 * @words: the words of a prompt that ask for it, separated by blanks
 * @stops: sRGB, 0xRRGGBB, from the darkest to the lightest
 * @n_stops: how many
 * @accent: the one colour that stands out
 *
 * A palette chosen by hand.
 */
typedef struct
{
  const char *name;
  const char *words;
  guint32 stops[SIMMER_PALETTE_MAX_STOPS];
  guint n_stops;
  guint32 accent;
} SimmerMood;

#define SIMMER_RAMP_SIZE 1024

/**
 * SimmerRamp:
 * @colors: linear light, evenly spaced
 *
 * A mood's stops, blended in OKLab, looked up in no time.
 */
typedef struct
{
  SimmerColor colors[SIMMER_RAMP_SIZE + 1];
} SimmerRamp;

const SimmerMood *simmer_mood_choose (const char *prompt, guint64 seed);
SimmerColor simmer_mood_get_accent (const SimmerMood *mood);
void simmer_ramp_init (SimmerRamp *ramp, const SimmerMood *mood);
SimmerColor simmer_ramp_get (const SimmerRamp *ramp, float at);

SimmerColor simmer_color_from_srgb (guint32 rgb);
SimmerColor simmer_color_to_oklab (SimmerColor linear);
SimmerColor simmer_color_from_oklab (SimmerColor lab);
SimmerColor simmer_color_blend (SimmerColor a, SimmerColor b, float share);

static inline SimmerColor
simmer_color_mix (SimmerColor a, SimmerColor b, float share)
{
  return (
    SimmerColor){ a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share, a.b + (b.b - a.b) * share };
}

static inline SimmerColor
simmer_color_scale (SimmerColor a, float factor)
{
  return (SimmerColor){ a.r * factor, a.g * factor, a.b * factor };
}

static inline SimmerColor
simmer_color_add (SimmerColor a, SimmerColor b)
{
  return (SimmerColor){ a.r + b.r, a.g + b.g, a.b + b.b };
}

G_END_DECLS
