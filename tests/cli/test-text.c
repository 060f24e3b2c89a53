#include "simmer-cli-text.h"

#include <locale.h>

static void
assert_clean (const char *text, const char *expected)
{
  g_autofree char *clean = simmer_cli_text_clean (text);

  g_assert_cmpstr (clean, ==, expected);
}

static void
test_clean (void)
{
  assert_clean (NULL, "");
  assert_clean ("", "");
  assert_clean ("a lighthouse", "a lighthouse");
  assert_clean ("  a\t b\r\n\nc \n", "a b c");
  assert_clean ("Gr\u00fc\u00dfe \u4e16\u754c", "Gr\u00fc\u00dfe \u4e16\u754c");
}

static void
test_clean_hostile (void)
{
  /* Escape sequences in 7 and 8 bits, a bell, backspaces, DEL. */
  assert_clean ("a\033[2Jb", "a\ufffd[2Jb");
  assert_clean ("a\033]0;title\007b", "a\ufffd]0;title\ufffdb");
  assert_clean ("a\xc2\x9b"
                "2Jb",
                "a\ufffd2Jb");
  assert_clean ("a\b\b\x7f", "a\ufffd\ufffd\ufffd");

  /* Marks that turn text round, and lines that are none of the terminal's. */
  assert_clean ("a\u202egpj.exe", "a\ufffdgpj.exe");
  assert_clean ("a\u2066b\u2069", "a\ufffdb\ufffd");
  assert_clean ("a\u2028b\u2029c", "a b c");

  /* Not UTF-8 at all. */
  assert_clean ("a\xff\xfe", "a\ufffd\ufffd");
  assert_clean ("\xed\xa0\x80", "\ufffd\ufffd\ufffd");

  /* Joiners are part of emoji and of words. */
  assert_clean ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680");
}

static void
test_width (void)
{
  g_assert_cmpint (simmer_cli_text_get_width (""), ==, 0);
  g_assert_cmpint (simmer_cli_text_get_width ("abc"), ==, 3);
  g_assert_cmpint (simmer_cli_text_get_width ("\u4e16\u754c"), ==, 4);
  g_assert_cmpint (simmer_cli_text_get_width ("e\u0301"), ==, 1);
  g_assert_cmpint (simmer_cli_text_get_width ("a\u200db"), ==, 2);
}

static void
assert_fit (const char *text, int columns, const char *ellipsis, const char *expected)
{
  g_autofree char *fitted = simmer_cli_text_fit (text, columns, ellipsis);

  g_assert_cmpstr (fitted, ==, expected);
  g_assert_cmpint (simmer_cli_text_get_width (fitted), <=, MAX (0, columns));
}

static void
test_fit (void)
{
  assert_fit ("abc", 3, "\u2026", "abc");
  assert_fit ("abcd", 3, "\u2026", "ab\u2026");
  assert_fit ("abcd efg", 6, "\u2026", "abcd\u2026");
  assert_fit ("abcdef", 5, "...", "ab...");
  assert_fit ("abcdef", 2, "...", "ab");
  assert_fit ("abc", 0, "\u2026", "");
  assert_fit ("abc", -1, "\u2026", "");
  assert_fit ("", 5, "\u2026", "");

  /* Half a wide character does not fit, and a mark stays with its letter. */
  assert_fit ("\u4e16\u754c\u4eba", 4, "\u2026", "\u4e16\u2026");
  assert_fit ("\u4e16\u754c\u4eba", 5, "\u2026", "\u4e16\u754c\u2026");
  assert_fit ("e\u0301e\u0301e\u0301", 2, "\u2026", "e\u0301\u2026");
}

static void
test_fit_all (void)
{
  const char *text = "A \u4e16\u754c e\u0301 \U0001f469\u200d\U0001f680 end";

  for (int columns = -2; columns < 30; columns++)
    {
      g_autofree char *fitted = simmer_cli_text_fit (text, columns, "\u2026");
      g_autofree char *padded = simmer_cli_text_pad (fitted, columns);

      g_assert_true (g_utf8_validate (fitted, -1, NULL));
      g_assert_cmpint (simmer_cli_text_get_width (fitted), <=, MAX (0, columns));
      g_assert_cmpint (simmer_cli_text_get_width (padded), ==, MAX (0, columns));
      if (columns >= simmer_cli_text_get_width (text))
        {
          g_assert_true (g_str_has_prefix (padded, text));
          break;
        }
    }
}

static void
test_argument (void)
{
  g_autofree char *utf8 = simmer_cli_text_from_argument ("Gr\u00fc\u00dfe");
  g_autofree char *broken = simmer_cli_text_from_argument ("a\xff");

  g_assert_cmpstr (utf8, ==, "Gr\u00fc\u00dfe");
  g_assert_null (broken);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/text/clean", test_clean);
  g_test_add_func ("/cli/text/clean-hostile", test_clean_hostile);
  g_test_add_func ("/cli/text/width", test_width);
  g_test_add_func ("/cli/text/fit", test_fit);
  g_test_add_func ("/cli/text/fit-at-all-widths", test_fit_all);
  g_test_add_func ("/cli/text/argument", test_argument);

  return g_test_run ();
}
