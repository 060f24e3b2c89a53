/* Short texts from a prompt, sentence by sentence. */

#include "simmer-text.h"

#include "simmer-prompt.h"
#include "simmer-random.h"

struct _SimmerText
{
  SimmerRandom random;
  char **words;
  GString *written;
  guint sentence;
};

const char *const *
simmer_text_get_forms (void)
{
  static const char *const forms[] = { "auto", "story", "poem", "haiku", NULL };

  return forms;
}

SimmerText *
simmer_text_new (const char *form, const char *prompt, guint64 seed)
{
  SimmerText *text = g_new0 (SimmerText, 1);

  simmer_random_init (&text->random, prompt, seed);
  text->words = simmer_prompt_split (prompt);
  text->written = g_string_new (NULL);
  return text;
}

double
simmer_text_step (SimmerText *text)
{
  static const char *const lines[] = {
    "The evening came in quietly and sat down beside {}. ",
    "Nobody had expected {} to be so patient. ",
    "Somewhere, {} went on without a sound. ",
  };
  guint n = g_strv_length (text->words);

  g_string_append (text->written, lines[text->sentence % 3]);
  g_string_replace (
    text->written, "{}", n > 0 ? text->words[simmer_random_below (&text->random, n)] : "it", 0);
  return ++text->sentence / 3.0;
}

char *
simmer_text_finish (SimmerText *text)
{
  return g_string_free (g_steal_pointer (&text->written), FALSE);
}

void
simmer_text_free (SimmerText *text)
{
  if (text->written != NULL)
    g_string_free (text->written, TRUE);
  g_strfreev (text->words);
  g_free (text);
}
