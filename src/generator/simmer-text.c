/* Short texts about a prompt: a story, a poem or a haiku, by a small grammar. What the prompt names
 * is woven in whole and word by word; the same prompt and seed give the same text. */

#include "simmer-text.h"

#include <string.h>

#include "simmer-prompt.h"
#include "simmer-random.h"

#define MAX_LINES 16

#define N_LISTS 9

struct _SimmerText
{
  SimmerRandom random;
  char *theme;  /* (owned): the prompt as part of a sentence */
  char **words; /* (owned): the words of the prompt that carry meaning */
  guint n_words;
  guint next_word;
  guint next[N_LISTS]; /* entry of each list: none comes twice before all came once */
  const char *name;    /* of the story's person */
  const char *lines[MAX_LINES];
  const char *breaks[MAX_LINES];
  guint n_lines;
  guint line;
  GString *written; /* (owned) (nullable) */
};

/* In all sentences: {theme} the prompt, {word} its next word, {name} the person, and a list's name
 * one of the list. */
static const char *const openings[] = {
  "Nobody in the {place} remembered who had first spoken of {theme}.",
  "It began, as such things do, with {theme}.",
  "On the {adjective} evening that {name} came home, there was talk of {theme} in every kitchen.",
  "Long before the {adjective} winter, {name} had promised to tell the truth about {theme}.",
  "There was a drawer in the {place} that held nothing but a picture of {theme}.",
  "{name} had waited all {season} for {theme}, and was a little afraid of it.",
};
static const char *const middles[] = {
  "{name} looked at it the way one looks at {simile}, and said nothing.",
  "The word “{word}” had been carved over the door, and {adjective} moss had half forgotten it.",
  "Someone had left the light on in the {place}, and it fell across the floor like {simile}.",
  "Every morning the {thing} was a little nearer, and every night {name} {habit}.",
  "“You are asking about the {word},” said the old keeper of the {place}. “Everyone does, once.”",
  "In the distance a {thing} {sound}, then stopped, as if it had thought better of it.",
  "It was not {adjective}, exactly; it was {adjective}, and that was worse.",
  "{name} {habit}, because there are days on which that is the only sensible thing to do.",
  "Behind the {place} the path turned twice, and there the air tasted of {taste}.",
  "For a moment all of it held together: the {thing}, the {word}, and the {adjective} hush "
  "between.",
};
static const char *const turns[] = {
  "Then the wind changed.",
  "And yet, when the {thing} {sound} a second time, {name} was already on the stairs.",
  "What happened next took no longer than a breath.",
  "It was the {thing} that gave it away.",
  "Only then did {name} understand what the {word} was for.",
};
static const char *const endings[] = {
  "They still speak of {theme} in the {place}, but more softly now, and with the windows open.",
  "By the time the kettle had boiled, there was nothing left of it but {taste} and a good story.",
  "{name} closed the door gently, as one does on {simile}, and let the {season} have the rest.",
  "If you go there today you will find the {thing}, a chair, and room enough for one more.",
  "And that, {name} would say, is all that anyone needs to know about {theme}.",
};
static const char *const verses_a[] = {
  "I asked the {adjective} {thing} for {theme},",
  "Between the {place} and the hill, {theme};",
  "Somebody painted {theme} on the dark,",
  "The {season} keeps a place for {theme},",
};
static const char *const verses_b[] = {
  "it gave me {taste} and told me to wait.", "and no one to count the hours but the {thing}.",
  "as light as {simile}, and as late.",      "where even the silence has learned to sing.",
  "a little {adjective}, a little astray.",
};
static const char *const verses_c[] = {
  "The {word} went by in its {adjective} coat,",
  "Say “{word}” slowly, and it opens like {simile},",
  "A {thing} {sound} where the path grows thin,",
  "We {verb} by the {word} till the lamps went out,",
};
static const char *const verses_d[] = {
  "and what it left us was {taste} and time.", "and the evening folded itself away.",
  "and somewhere the {season} let us in.",     "and morning came with a {thing} to mend.",
  "and that is enough, on an ordinary day.",
};
static const char *const haiku_five_a[] = {
  "Over the still pond", "Before the first snow", "In the empty house",
  "After the long rain", "At the garden gate",    "Lamplight on the stairs",
};
static const char *const haiku_seven[] = {
  "a moth rehearses its small dance", "the wind turns over one more page",
  "someone hums half a lullaby",      "the moon forgets what it came for",
  "an old clock waits for its echo",  "two cups of tea are growing cold",
};
static const char *const haiku_five_b[] = {
  "the night lets it go", "and nobody speaks",    "spring is a rumour",
  "the door stays open",  "still the river runs", "morning will not mind",
};

static const char *const adjectives[] = { "quiet",  "patient", "silver",   "half-forgotten",
                                          "gentle", "crooked", "salted",   "bright",
                                          "long",   "tender",  "restless", "golden",
                                          "narrow", "generous" };
static const char *const places[] = { "harbour", "orchard",   "railway station", "lighthouse",
                                      "library", "valley",    "old town",        "observatory",
                                      "mill",    "greenhouse" };
static const char *const things[] = { "bell",    "kite",         "violin", "fox",
                                      "lantern", "swallow",      "ferry",  "clock",
                                      "kettle",  "weather vane", "letter" };
static const char *const similes[] = { "a sleeping cat",          "an unopened letter",
                                       "the last page of a book", "snow on warm hands",
                                       "a borrowed coat",         "smoke above a village",
                                       "a boat without oars",     "the first cherry" };
static const char *const habits[] = { "counted the stairs",        "made tea for two",
                                      "wrote the date on a stone", "hummed the same three notes",
                                      "left a window open",        "read the old maps aloud" };
static const char *const sounds[] = { "called", "rang", "sighed", "sang", "trembled", "laughed" };
static const char *const tastes[] = { "salt and thyme", "apples",      "cold iron",
                                      "honey",          "burnt sugar", "rain on dust" };
static const char *const seasons[] = { "winter", "spring", "summer", "autumn", "October", "May" };
static const char *const verbs[] = { "danced", "waited", "whispered", "lingered", "wandered" };
static const char *const names[] = { "Ada",    "Ilse", "Tomás", "Noor",  "Henrik",
                                     "Mirela", "Juno", "Aster", "Kenji", "Odile" };

#define PICK(text, list) (list[simmer_random_below (&(text)->random, G_N_ELEMENTS (list))])

static const struct
{
  const char *name;
  const char *const *list;
  guint n;
} lists[N_LISTS] = {
  { "adjective", adjectives, G_N_ELEMENTS (adjectives) },
  { "place", places, G_N_ELEMENTS (places) },
  { "thing", things, G_N_ELEMENTS (things) },
  { "simile", similes, G_N_ELEMENTS (similes) },
  { "habit", habits, G_N_ELEMENTS (habits) },
  { "sound", sounds, G_N_ELEMENTS (sounds) },
  { "taste", tastes, G_N_ELEMENTS (tastes) },
  { "season", seasons, G_N_ELEMENTS (seasons) },
  { "verb", verbs, G_N_ELEMENTS (verbs) },
};

/**
 * simmer_text_get_forms:
 *
 * Returns: (transfer none): what a text order's style may be, "auto" first
 */
const char *const *
simmer_text_get_forms (void)
{
  static const char *const forms[] = { "auto", "story", "poem", "haiku", NULL };

  return forms;
}

static gboolean
carries_meaning (const char *word)
{
  static const char small[] = "a an the of in on at to and or with without for from by is are was "
                              "it its as into over under about write me my tell please poem story "
                              "haiku text short";

  return g_utf8_strlen (word, -1) > 2 && simmer_prompt_match (word, small) == 0.0;
}

/* "Write a poem about the sea." is a text about "the sea". */
static char *
make_theme (const char *prompt)
{
  static const char *const requests[] = { "about ", "of " };
  g_autofree char *theme = g_strdup (prompt);
  gunichar first;
  char *p;

  g_strdelimit (theme, "\r\n\t", ' ');
  if (simmer_prompt_match (theme, "poem story haiku tale text write tell") > 0.0)
    {
      for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
        {
          p = strstr (theme, requests[i]);
          if (p == NULL || p[strlen (requests[i])] == '\0')
            continue;
          memmove (theme, p + strlen (requests[i]), strlen (p + strlen (requests[i])) + 1);
          break;
        }
    }

  p = theme + strlen (theme);
  while (p > theme && strchr (".!?,;: ", p[-1]) != NULL)
    *--p = '\0';
  if (*theme == '\0')
    return g_strdup (prompt);

  /* In the middle of a sentence only names and acronyms keep a capital. */
  first = g_utf8_get_char (theme);
  p = g_utf8_next_char (theme);
  if (g_str_has_prefix (theme, "A ") || g_str_has_prefix (theme, "An ") ||
      g_str_has_prefix (theme, "The "))
    {
      g_autofree char *rest = g_strdup (p);

      g_free (g_steal_pointer (&theme));
      return g_strdup_printf ("%c%s", (char) g_unichar_tolower (first), rest);
    }
  return g_steal_pointer (&theme);
}

static void
add_line (SimmerText *text, const char *line, const char *after)
{
  text->lines[text->n_lines] = line;
  text->breaks[text->n_lines] = after;
  text->n_lines++;
}

/* A sentence that the text does not have yet. */
static const char *
pick_new (SimmerText *text, const char *const *list, guint n)
{
  for (;;)
    {
      const char *line = list[simmer_random_below (&text->random, n)];
      gboolean used = FALSE;

      for (guint i = 0; i < text->n_lines; i++)
        used = used || text->lines[i] == line;
      if (!used)
        return line;
    }
}

static void
plan_story (SimmerText *text)
{
  guint first = 2 + simmer_random_below (&text->random, 2);

  add_line (text, PICK (text, openings), " ");
  for (guint i = 0; i < first; i++)
    add_line (text, pick_new (text, middles, G_N_ELEMENTS (middles)), i + 1 < first ? " " : "\n\n");
  add_line (text, PICK (text, turns), " ");
  for (guint i = 0; i < 2; i++)
    add_line (text, pick_new (text, middles, G_N_ELEMENTS (middles)), i == 0 ? " " : "\n\n");
  add_line (text, PICK (text, endings), "\n");
}

static void
plan_poem (SimmerText *text)
{
  for (guint stanza = 0; stanza < 3; stanza++)
    {
      add_line (text, pick_new (text, verses_a, G_N_ELEMENTS (verses_a)), "\n");
      add_line (text, pick_new (text, verses_b, G_N_ELEMENTS (verses_b)), "\n");
      add_line (text, pick_new (text, verses_c, G_N_ELEMENTS (verses_c)), "\n");
      add_line (
        text, pick_new (text, verses_d, G_N_ELEMENTS (verses_d)), stanza < 2 ? "\n\n" : "\n");
    }
}

static void
plan_haiku (SimmerText *text)
{
  add_line (text, "{theme}", "\n\n");
  add_line (text, PICK (text, haiku_five_a), "\n");
  add_line (text, PICK (text, haiku_seven), " —\n");
  add_line (text, PICK (text, haiku_five_b), "\n");
}

/**
 * simmer_text_new:
 * @form: "story", "poem", "haiku" or "auto"
 * @prompt: what the text is about
 * @seed: chooses among all texts about that
 *
 * Returns: (transfer full): a text with nothing written yet
 */
SimmerText *
simmer_text_new (const char *form, const char *prompt, guint64 seed)
{
  SimmerText *text = g_new0 (SimmerText, 1);
  g_auto (GStrv) all = simmer_prompt_split (prompt);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  simmer_random_init (&text->random, prompt, seed);
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (carries_meaning (all[i]))
        g_strv_builder_add (words, all[i]);
    }
  text->words = g_strv_builder_end (words);
  text->n_words = g_strv_length (text->words);
  text->next_word = text->n_words > 0 ? simmer_random_below (&text->random, text->n_words) : 0;
  text->theme = make_theme (prompt);
  for (guint i = 0; i < N_LISTS; i++)
    text->next[i] = simmer_random_below (&text->random, lists[i].n);
  text->name = PICK (text, names);
  text->written = g_string_new (NULL);

  if (g_str_equal (form, "haiku") ||
      (g_str_equal (form, "auto") && simmer_prompt_match (prompt, "haiku") > 0.0))
    plan_haiku (text);
  else if (g_str_equal (form, "poem") ||
           (g_str_equal (form, "auto") && simmer_prompt_match (prompt, "poem verse song") > 0.0))
    plan_poem (text);
  else
    plan_story (text);

  return text;
}

static const char *
look_up (SimmerText *text, const char *name, gsize length)
{
  if (strncmp (name, "theme", length) == 0)
    return text->theme;
  if (strncmp (name, "name", length) == 0)
    return text->name;
  if (strncmp (name, "word", length) == 0)
    return text->n_words > 0 ? text->words[text->next_word++ % text->n_words] : text->theme;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      if (strlen (lists[i].name) == length && strncmp (lists[i].name, name, length) == 0)
        return lists[i].list[text->next[i]++ % lists[i].n];
    }

  g_assert_not_reached ();
}

/* "a {thing}" becomes "an" where it must. */
static void
append_filling (GString *line, const char *filling)
{
  gboolean article = g_str_has_suffix (line->str, " a ") || g_strcmp0 (line->str, "A ") == 0;

  if (article && strchr ("aeiouAEIOU", *filling) != NULL)
    g_string_insert_c (line, (gssize) line->len - 1, 'n');
  g_string_append (line, filling);
}

static char *
fill_in (SimmerText *text, const char *pattern)
{
  GString *line = g_string_new (NULL);
  gunichar first;
  const char *p = pattern;

  while (*p != '\0')
    {
      const char *open = strchr (p, '{');
      const char *close = open != NULL ? strchr (open, '}') : NULL;

      if (close == NULL)
        {
          g_string_append (line, p);
          break;
        }
      g_string_append_len (line, p, open - p);
      append_filling (line, look_up (text, open + 1, (gsize) (close - open - 1)));
      p = close + 1;
    }

  first = g_unichar_toupper (g_utf8_get_char (line->str));
  if (*pattern == '{')
    {
      g_string_erase (line, 0, g_utf8_next_char (line->str) - line->str);
      g_string_prepend_unichar (line, first);
    }
  return g_string_free (line, FALSE);
}

/**
 * simmer_text_step:
 * @text: a text that is not finished
 *
 * Writes one sentence more.
 *
 * Returns: the share that is written, 1 when all is
 */
double
simmer_text_step (SimmerText *text)
{
  g_autofree char *line = fill_in (text, text->lines[text->line]);

  g_string_append (text->written, line);
  g_string_append (text->written, text->breaks[text->line]);
  text->line++;
  return (double) text->line / text->n_lines;
}

/**
 * simmer_text_finish:
 * @text: a text
 *
 * Returns: (transfer full): what was written; @text is empty from now on
 */
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
  g_free (text->theme);
  g_free (text);
}
