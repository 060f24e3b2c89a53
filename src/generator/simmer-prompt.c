/* The words of a prompt. */

#include "simmer-prompt.h"

#include <string.h>

/**
 * simmer_prompt_split:
 * @prompt: a prompt, valid UTF-8
 *
 * Returns: (transfer full): its words in small letters, without punctuation
 */
char **
simmer_prompt_split (const char *prompt)
{
  g_autofree char *lower = g_utf8_strdown (prompt, -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *start = NULL;
  const char *p = lower;

  for (;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean inside = *p != '\0' && (g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '\'' ||
                                       c == 0x2019 || (c == '-' && start != NULL));

      if (inside && start == NULL)
        start = p;
      if (!inside && start != NULL)
        {
          g_autofree char *word = g_strndup (start, (gsize) (p - start));

          g_strv_builder_add (words, word);
          start = NULL;
        }
      if (*p == '\0')
        break;
    }

  return g_strv_builder_end (words);
}

static gboolean
contains_word (const char *words, const char *word)
{
  gsize length = strlen (word);

  for (const char *p = strstr (words, word); p != NULL; p = strstr (p + 1, word))
    {
      if ((p == words || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_prompt_match:
 * @prompt: a prompt
 * @words: words in small letters, separated by blanks
 *
 * Words that stand first weigh a little more: who writes "ocean at night" means the ocean.
 *
 * Returns: how much of the prompt asks for @words; 0 when nothing does
 */
double
simmer_prompt_match (const char *prompt, const char *words)
{
  g_auto (GStrv) split = simmer_prompt_split (prompt);
  double score = 0.0;

  for (guint i = 0; split[i] != NULL; i++)
    {
      if (contains_word (words, split[i]))
        score += 1.0 + 1.0 / (2.0 + i);
    }

  return score;
}
