/* Moods: palettes chosen by hand, found by the words of a prompt, blended in OKLab. */

#include "simmer-palette.h"

#include <math.h>

#include "simmer-prompt.h"
#include "simmer-random.h"

static const SimmerMood moods[] = {
  { "dusk",
    "dusk sunset evening twilight sundown purple violet romantic dream dreams dreamy",
    { 0x14102b, 0x35215a, 0x7a3478, 0xc2506f, 0xef8a62, 0xfbc98a, 0xfff0d6 },
    7,
    0xffd27a },
  { "dawn",
    "dawn sunrise morning pink rose peach pastel spring blossom cherry sakura baby",
    { 0x2b2f55, 0x5b5d92, 0x9c87b6, 0xdfa5b4, 0xf6c6b1, 0xfde6cf, 0xfff8ee },
    7,
    0xff9f80 },
  { "ocean",
    "ocean sea water wave waves blue river lake underwater rain whale fish harbour harbor aqua "
    "coast",
    { 0x04121f, 0x0a2a43, 0x11506e, 0x1f7f95, 0x5bb4ae, 0xb5ddc8, 0xf3f4e2 },
    7,
    0xff8c5a },
  { "forest",
    "forest tree trees green wood woods moss leaf leaves jungle garden meadow grass plant fern",
    { 0x0a1712, 0x17352a, 0x2c5a3f, 0x5b8550, 0x9fae62, 0xdcd08f, 0xf7efcf },
    7,
    0xe4703a },
  { "ember",
    "fire ember flame red lava hot volcano blood dragon phoenix rage passion crimson scarlet",
    { 0x0d0607, 0x3a0d14, 0x7d1620, 0xc4331f, 0xee7422, 0xfcbb4a, 0xfff3c4 },
    7,
    0x37a6a6 },
  { "gold",
    "gold golden desert sand honey sun amber wheat dune dunes yellow brass egypt royal crown "
    "luxury",
    { 0x17100c, 0x40271a, 0x7c4a22, 0xb9792f, 0xe3ad52, 0xf5d793, 0xfdf4dc },
    7,
    0x2f7d8c },
  { "night",
    "night moon moonlight moonlit midnight star stars galaxy space cosmos cosmic nebula dark "
    "universe planet sky "
    "indigo",
    { 0x05060f, 0x0f1533, 0x1f2c62, 0x3a4d97, 0x6f7fc6, 0xb1b5e6, 0xf0ebfb },
    7,
    0xffcf8f },
  { "aurora",
    "aurora northern lights night sky neon electric magic glow cyber cyberpunk alien teal emerald "
    "crystal",
    { 0x060a1a, 0x0d2440, 0x0f5361, 0x1c9a80, 0x6bd699, 0xc9efb0, 0xfbf6d8 },
    7,
    0xd65fc4 },
  { "frost",
    "snow ice frost winter cold white glacier arctic silver cloud clouds fog mist misty calm quiet",
    { 0x1b2836, 0x3c5468, 0x6b8aa0, 0x9fb9c8, 0xcbdbe2, 0xe8eff1, 0xfcfdfb },
    7,
    0xe2735b },
  { "earth",
    "earth clay stone autumn fall brown rust canyon rock rocks mountain copper coffee old ancient",
    { 0x18120f, 0x3d261f, 0x6f3d2b, 0xa75d3b, 0xcf9163, 0xe5c59c, 0xf6ebd9 },
    7,
    0x3f7f83 },
  { "orchid",
    "flower flowers orchid magenta fuchsia lavender lilac love heart candy party dance music jazz",
    { 0x170a24, 0x41154e, 0x7e2377, 0xbf3f8a, 0xe9779c, 0xf7b7b4, 0xfdebdf },
    7,
    0x48b8b0 },
  { "citrus",
    "citrus orange lemon lime summer tropical fruit juice joy happy bright beach holiday",
    { 0x0f2430, 0x174a55, 0x25807a, 0x7db46c, 0xf0c04c, 0xf58b3c, 0xfff1cf },
    7,
    0xe8483f },
  { "ink",
    "black ink monochrome grey gray shadow charcoal noir minimal silence zen paper sketch",
    { 0x0d0f13, 0x23272e, 0x444a52, 0x75797d, 0xa9a7a1, 0xd6d0c4, 0xf5f0e6 },
    7,
    0xc8452f },
};

/**
 * simmer_mood_choose:
 * @prompt: a prompt
 * @seed: decides where no word does
 *
 * Returns: (transfer none): the mood that most of the prompt's words ask for, or any
 */
const SimmerMood *
simmer_mood_choose (const char *prompt, guint64 seed)
{
  const SimmerMood *best = NULL;
  double best_score = 0.0;
  SimmerRandom random;

  for (guint i = 0; i < G_N_ELEMENTS (moods); i++)
    {
      double score = simmer_prompt_match (prompt, moods[i].words);

      if (score > best_score)
        {
          best_score = score;
          best = &moods[i];
        }
    }
  if (best != NULL)
    return best;

  simmer_random_init (&random, prompt, seed);
  return &moods[simmer_random_below (&random, G_N_ELEMENTS (moods))];
}

static float
decode_srgb (guint32 byte)
{
  double value = byte / 255.0;

  return (float) (value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4));
}

/**
 * simmer_color_from_srgb:
 * @rgb: 0xRRGGBB
 *
 * Returns: the same in linear light
 */
SimmerColor
simmer_color_from_srgb (guint32 rgb)
{
  return (SimmerColor){ decode_srgb (rgb >> 16 & 0xff),
                        decode_srgb (rgb >> 8 & 0xff),
                        decode_srgb (rgb & 0xff) };
}

/**
 * simmer_color_to_oklab:
 * @linear: linear light
 *
 * Björn Ottosson, "A perceptual color space for image processing", 2020.
 *
 * Returns: L, a and b in place of r, g and b
 */
SimmerColor
simmer_color_to_oklab (SimmerColor linear)
{
  float l = cbrtf (0.4122214708f * linear.r + 0.5363325363f * linear.g + 0.0514459929f * linear.b);
  float m = cbrtf (0.2119034982f * linear.r + 0.6806995451f * linear.g + 0.1073969566f * linear.b);
  float s = cbrtf (0.0883024619f * linear.r + 0.2817188376f * linear.g + 0.6299787005f * linear.b);

  return (SimmerColor){ 0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
                        1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
                        0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s };
}

/**
 * simmer_color_from_oklab:
 * @lab: L, a and b in place of r, g and b
 *
 * Returns: linear light, not below 0
 */
SimmerColor
simmer_color_from_oklab (SimmerColor lab)
{
  float l = lab.r + 0.3963377774f * lab.g + 0.2158037573f * lab.b;
  float m = lab.r - 0.1055613458f * lab.g - 0.0638541728f * lab.b;
  float s = lab.r - 0.0894841775f * lab.g - 1.2914855480f * lab.b;

  l = l * l * l;
  m = m * m * m;
  s = s * s * s;

  return (SimmerColor){ MAX (4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s, 0.0f),
                        MAX (-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s, 0.0f),
                        MAX (-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s, 0.0f) };
}

/**
 * simmer_color_blend:
 * @a: linear light
 * @b: linear light
 * @share: of @b, 0 to 1
 *
 * Returns: the colour that the eye takes for the one between
 */
SimmerColor
simmer_color_blend (SimmerColor a, SimmerColor b, float share)
{
  return simmer_color_from_oklab (
    simmer_color_mix (simmer_color_to_oklab (a), simmer_color_to_oklab (b), share));
}

SimmerColor
simmer_mood_get_accent (const SimmerMood *mood)
{
  return simmer_color_from_srgb (mood->accent);
}

/* A Catmull-Rom spline through the stops, so that no stop shows as a crease. */
static float
spline (float a, float b, float c, float d, float t)
{
  return b + 0.5f * t *
               (c - a + t * (2.0f * a - 5.0f * b + 4.0f * c - d + t * (3.0f * (b - c) + d - a)));
}

/**
 * simmer_ramp_init:
 * @ramp: what to fill
 * @mood: the mood whose stops it shall run through
 */
void
simmer_ramp_init (SimmerRamp *ramp, const SimmerMood *mood)
{
  SimmerColor lab[SIMMER_PALETTE_MAX_STOPS];
  int last = (int) mood->n_stops - 1;

  for (int i = 0; i <= last; i++)
    lab[i] = simmer_color_to_oklab (simmer_color_from_srgb (mood->stops[i]));

  for (int i = 0; i <= SIMMER_RAMP_SIZE; i++)
    {
      float at = (float) i / SIMMER_RAMP_SIZE * (float) last;
      int k = MIN ((int) at, last - 1);
      float t = at - (float) k;
      SimmerColor a = lab[MAX (k - 1, 0)], b = lab[k], c = lab[k + 1], d = lab[MIN (k + 2, last)];

      ramp->colors[i] = simmer_color_from_oklab ((SimmerColor){ spline (a.r, b.r, c.r, d.r, t),
                                                                spline (a.g, b.g, c.g, d.g, t),
                                                                spline (a.b, b.b, c.b, d.b, t) });
    }
}

/**
 * simmer_ramp_get:
 * @ramp: a ramp
 * @at: 0 (dark) to 1 (light); clipped
 *
 * Returns: the colour there, in linear light
 */
SimmerColor
simmer_ramp_get (const SimmerRamp *ramp, float at)
{
  float scaled = CLAMP (at, 0.0f, 1.0f) * SIMMER_RAMP_SIZE;
  guint i = MIN ((guint) scaled, SIMMER_RAMP_SIZE - 1);

  return simmer_color_mix (ramp->colors[i], ramp->colors[i + 1], scaled - (float) i);
}
