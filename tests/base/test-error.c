/* The error domain: its words, its sentences, and what never fails a task. */

#include "simmer-error.h"

#define N_CODES (SIMMER_ERROR_FILE + 1)

static void
test_words (void)
{
  static const char *const words[N_CODES] = {
    "offline",   "unreachable", "tls",       "sign-in", "rate-limited", "gone",
    "malformed", "too-large",   "timed-out", "service", "file",
  };
  SimmerError code = SIMMER_ERROR_OFFLINE;

  for (int i = 0; i < N_CODES; i++)
    {
      g_assert_cmpstr (simmer_error_to_string (i), ==, words[i]);
      g_assert_true (simmer_error_from_string (words[i], &code));
      g_assert_cmpint (code, ==, i);
    }

  g_assert_true (simmer_error_from_string ("gone", NULL));
  g_assert_false (simmer_error_from_string ("Gone", &code));
  g_assert_false (simmer_error_from_string (NULL, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_FILE);
}

static void
test_sentences (void)
{
  for (int i = 0; i < N_CODES; i++)
    {
      const char *hint = simmer_error_get_hint (i);
      const char *brief = simmer_error_get_short (i);

      g_assert_true (g_str_has_suffix (hint, "."));
      g_assert_cmpint (g_utf8_strlen (hint, -1), >, 20);
      g_assert_cmpint (g_utf8_strlen (brief, -1), >, 5);
      g_assert_cmpint (g_utf8_strlen (brief, -1), <=, 32);
    }
}

static void
test_transport (void)
{
  static const gboolean transport[N_CODES] = {
    [SIMMER_ERROR_OFFLINE] = TRUE,   [SIMMER_ERROR_UNREACHABLE] = TRUE,
    [SIMMER_ERROR_TLS] = TRUE,       [SIMMER_ERROR_RATE_LIMITED] = TRUE,
    [SIMMER_ERROR_MALFORMED] = TRUE, [SIMMER_ERROR_TOO_LARGE] = TRUE,
    [SIMMER_ERROR_TIMED_OUT] = TRUE,
  };
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_EXIST, "there");

  for (int i = 0; i < N_CODES; i++)
    {
      g_autoptr (GError) error = g_error_new_literal (SIMMER_ERROR, i, "text");

      g_assert_cmpint (simmer_error_is_transport (error), ==, transport[i]);
    }

  g_assert_false (simmer_error_is_transport (foreign));
  g_assert_false (simmer_error_is_transport (NULL));
}

static void
test_type (void)
{
  g_autoptr (GEnumClass) enum_class = g_type_class_ref (SIMMER_TYPE_ERROR);

  for (int i = 0; i < N_CODES; i++)
    g_assert_cmpstr (g_enum_get_value (enum_class, i)->value_nick, ==, simmer_error_to_string (i));
}

static void
test_retry_after (void)
{
  g_autoptr (GError) error = g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED, "wait");
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_EXIST, "there");
  g_autoptr (GError) copy = NULL;

  g_assert_cmpint (simmer_error_get_retry_after (NULL), ==, -1);
  g_assert_cmpint (simmer_error_get_retry_after (foreign), ==, -1);
  g_assert_cmpint (simmer_error_get_retry_after (error), ==, -1);
  simmer_error_set_retry_after (error, 5);
  copy = g_error_copy (error);
  g_assert_cmpint (simmer_error_get_retry_after (copy), ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/words", test_words);
  g_test_add_func ("/error/sentences", test_sentences);
  g_test_add_func ("/error/transport", test_transport);
  g_test_add_func ("/error/type", test_type);
  g_test_add_func ("/error/retry-after", test_retry_after);

  return g_test_run ();
}
