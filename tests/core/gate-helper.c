/* gate-helper FILE HOST: another process that shares a turnstile, told what to do with the host's
 * gate line by line on its standard input: a word, a time and perhaps a number. It answers each
 * line with a number. */

#include <stdio.h>
#include <string.h>

#include "simmer-gate.h"

static gint64
do_line (SimmerGate *gate, const char *word, gint64 now, gint64 number)
{
  if (strcmp (word, "next") == 0)
    return simmer_gate_get_next (gate, SIMMER_TURN_QUESTION, now);
  if (strcmp (word, "order") == 0)
    return simmer_gate_get_next (gate, SIMMER_TURN_ORDER, now);
  if (strcmp (word, "begin") == 0)
    simmer_gate_begin (gate, now);
  else if (strcmp (word, "end") == 0)
    simmer_gate_end (gate, now);
  else if (strcmp (word, "heard") == 0)
    simmer_gate_note_heard (gate, now);
  else if (strcmp (word, "limit") == 0)
    return simmer_gate_note_limit (gate, number, now, 0);
  else
    g_assert_not_reached ();

  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (SimmerTurnstile) turnstile = simmer_turnstile_open (argv[1], NULL);
  g_autoptr (SimmerGate) gate = simmer_gate_new (4, 10, 5);
  char line[256];

  g_assert_nonnull (turnstile);
  simmer_gate_share (gate, turnstile, argv[2]);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);

      g_assert_cmpuint (g_strv_length (words), ==, 3);
      printf ("%" G_GINT64_FORMAT "\n",
              do_line (gate,
                       words[0],
                       g_ascii_strtoll (words[1], NULL, 10),
                       g_ascii_strtoll (words[2], NULL, 10)));
      fflush (stdout);
    }

  return 0;
}
