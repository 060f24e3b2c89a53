/* Texts: the same from the same prompt and seed, with the prompt in them, and well formed. */

#include "simmer-text.h"

#include <string.h>

static char *
write_text (const char *form, const char *prompt, guint64 seed)
{
  g_autoptr (SimmerText) text = simmer_text_new (form, prompt, seed);
  double done = 0.0;

  while (done < 1.0)
    {
      double now = simmer_text_step (text);

      g_assert_cmpfloat (now, >, done);
      done = now;
    }
  return simmer_text_finish (text);
}

static void
test_deterministic (void)
{
  const char *const *forms = simmer_text_get_forms ();

  for (guint i = 0; forms[i] != NULL; i++)
    {
      g_autofree char *first = write_text (forms[i], "the old harbour", 3);
      g_autofree char *again = write_text (forms[i], "the old harbour", 3);
      g_autofree char *other = write_text (forms[i], "the old harbour", 4);

      g_assert_cmpstr (first, ==, again);
      g_assert_cmpstr (first, !=, other);
    }
}

static void
test_well_formed (void)
{
  static const char *const prompts[] = {
    "A lighthouse in the fog",
    "x",
    "…",
    "Über den Wolken",
    "{name} {nothing} }{",
    "a\nb\tc",
    "write a poem about ",
    "100% %s %n",
    "絵 を かく",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      for (guint64 seed = 0; seed < 50; seed++)
        {
          const char *form = simmer_text_get_forms ()[seed % 4];
          g_autofree char *text = write_text (form, prompts[i], seed);

          g_assert_true (g_utf8_validate (text, -1, NULL));
          g_assert_cmpuint (strlen (text), >, 30);
          g_assert_true (g_str_has_suffix (text, "\n"));
          g_assert_false (g_str_has_suffix (text, "\n\n"));
          g_assert_null (strstr (text, " a a"));
          g_assert_null (strstr (text, "{adjective}"));
        }
    }
}

static void
test_theme (void)
{
  g_autofree char *story = write_text ("story", "A Lighthouse in the fog.", 1);
  g_autofree char *poem = write_text ("auto", "Write a poem about the sea at night.", 1);
  g_autofree char *haiku = write_text ("auto", "a haiku of cherry blossoms", 1);

  g_assert_nonnull (strstr (story, "a Lighthouse in the fog"));
  g_assert_nonnull (strstr (poem, "the sea at night"));
  g_assert_null (strstr (poem, "Write"));
  g_assert_true (g_str_has_prefix (haiku, "Cherry blossoms\n\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/deterministic", test_deterministic);
  g_test_add_func ("/text/well-formed", test_well_formed);
  g_test_add_func ("/text/theme", test_theme);
  return g_test_run ();
}
