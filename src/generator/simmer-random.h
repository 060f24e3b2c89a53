#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerRandom:
 *
 * A stream of numbers that is the same on every machine. SplitMix64: Steele, Lea and Flood,
 * "Fast Splittable Pseudorandom Number Generators", 2014.
 */
typedef struct
{
  guint64 state;
} SimmerRandom;

/* Inline: styles draw hundreds of millions of these for one picture. */
static inline guint64
simmer_mix64 (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static inline guint64
simmer_random_next (SimmerRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return simmer_mix64 (random->state);
}

/* In [0, 1). */
static inline float
simmer_random_unit (SimmerRandom *random)
{
  return (float) (simmer_random_next (random) >> 40) * (1.0f / 16777216.0f);
}

static inline float
simmer_random_range (SimmerRandom *random, float low, float high)
{
  return low + (high - low) * simmer_random_unit (random);
}

static inline guint
simmer_random_below (SimmerRandom *random, guint n)
{
  return (guint) (((simmer_random_next (random) >> 32) * n) >> 32);
}

void simmer_random_init (SimmerRandom *random, const char *text, guint64 seed);

G_END_DECLS
