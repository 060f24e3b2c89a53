/* Breaks a text somewhere, as a cut connection, a careless hand or a hostile one would. */

#include "mutation.h"

static const char *const splices[] = {
  "{",
  "}",
  "[",
  "]",
  "\"",
  "\\",
  ",",
  ":",
  "\\ud800",
  "\\u0000",
  "1e999",
  "-",
  "null",
  "true",
  "[[[[",
  "{\"data\":",
  "\xff",
  "\xc3",
  "\"status\":",
  "\"progress\":",
  "18446744073709551616",
  "\"3/0\"",
};

void
mutate (GString *text, GRand *random)
{
  gsize at = (gsize) g_rand_int_range (random, 0, (gint32) text->len + 1);
  gsize length = (gsize) g_rand_int_range (random, 1, 12);

  length = MIN (length, text->len - at);

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      g_string_insert (
        text, (gssize) at, splices[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (splices))]);
      break;
    case 1:
      g_string_erase (text, (gssize) at, (gssize) length);
      break;
    case 2:
      if (at < text->len)
        text->str[at] = (char) g_rand_int_range (random, 0, 256);
      break;
    case 3:
      g_string_truncate (text, at);
      break;
    default:
      {
        g_autofree char *piece = g_strndup (text->str + at, length);

        g_string_insert (text, g_rand_int_range (random, 0, (gint32) text->len + 1), piece);
        break;
      }
    }
}

/* SIMMER_RANDOM_ROUNDS makes a run a long one. */
gint64
mutation_rounds (gint64 usual)
{
  const char *asked = g_getenv ("SIMMER_RANDOM_ROUNDS");

  return asked != NULL ? g_ascii_strtoll (asked, NULL, 10) : usual;
}
