/* Numbers that look random and are the same for the same prompt and seed. */

#include "simmer-random.h"

/**
 * simmer_random_init:
 * @random: what to set up
 * @text: chooses the stream, such as a prompt
 * @seed: chooses the stream too
 */
void
simmer_random_init (SimmerRandom *random, const char *text, guint64 seed)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  /* FNV-1a: Fowler, Noll, Vo. */
  for (const char *p = text; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);

  random->state =
    simmer_mix64 (hash) ^ simmer_mix64 (seed + G_GUINT64_CONSTANT (0x5851f42d4c957f2d));
}
