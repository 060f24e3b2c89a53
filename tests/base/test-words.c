/* Figures as a person says them. */

#include "simmer-words.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static void
assert_text (char *said, const char *expected)
{
  g_autofree char *owned = said;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_duration (void)
{
  assert_text (simmer_words_for_duration (-1), "less than a second");
  assert_text (simmer_words_for_duration (SECOND - 1), "less than a second");
  assert_text (simmer_words_for_duration (SECOND), "1 second");
  assert_text (simmer_words_for_duration (59 * SECOND), "59 seconds");
  assert_text (simmer_words_for_duration (MINUTE), "1 minute");
  assert_text (simmer_words_for_duration (72 * SECOND), "1 minute 12 seconds");
  assert_text (simmer_words_for_duration (2 * MINUTE + SECOND), "2 minutes 1 second");
  assert_text (simmer_words_for_duration (HOUR + 59 * SECOND), "1 hour");
  assert_text (simmer_words_for_duration (2 * HOUR + 5 * MINUTE), "2 hours 5 minutes");
  assert_text (simmer_words_for_duration (DAY + 59 * MINUTE), "1 day");
  assert_text (simmer_words_for_duration (3 * DAY + HOUR), "3 days 1 hour");
}

static void
test_remaining (void)
{
  static const struct
  {
    gint64 low;
    gint64 high;
    const char *words;
    const char *brief;
  } cases[] = {
    { 0, 0, "less than a minute left", "under 1 min" },
    { 59 * SECOND, 59 * SECOND, "less than a minute left", "under 1 min" },
    { MINUTE, MINUTE, "about 1 minute left", "about 1 min" },
    { 50 * SECOND, 70 * SECOND, "about 1 minute left", "about 1 min" },
    { 119 * SECOND, 119 * SECOND, "about 2 minutes left", "about 2 min" },
    { 2 * MINUTE, 4 * MINUTE, "2 to 4 minutes left", "2–4 min" },
    { 30 * SECOND, 3 * MINUTE, "up to 3 minutes left", "about 3 min" },
    { 4 * MINUTE, 2 * MINUTE, "about 4 minutes left", "about 4 min" },
    { 89 * MINUTE, 89 * MINUTE, "about 89 minutes left", "about 89 min" },
    { 90 * MINUTE, 90 * MINUTE, "about 2 hours left", "about 2 h" },
    { 2 * HOUR, 3 * HOUR, "2 to 3 hours left", "2–3 h" },
    { 10 * MINUTE, 2 * HOUR, "up to 2 hours left", "about 2 h" },
    { 35 * HOUR, 35 * HOUR, "about 35 hours left", "about 35 h" },
    { 2 * DAY, 2 * DAY, "about 2 days left", "about 2 days" },
    { 2 * DAY, 5 * DAY, "2 to 5 days left", "about 5 days" },
    { HOUR, 2 * DAY, "up to 2 days left", "about 2 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_text (simmer_words_for_remaining (cases[i].low, cases[i].high), cases[i].words);
      assert_text (simmer_words_for_remaining_short (cases[i].low, cases[i].high), cases[i].brief);
    }

  assert_text (simmer_words_for_span (5 * MINUTE, 5 * MINUTE), "about 5 minutes");
  g_assert_null (simmer_words_for_span (-1, -1));
  g_assert_null (simmer_words_for_remaining (-1, -1));
  g_assert_null (simmer_words_for_remaining_short (-1, -1));
}

static void
test_position (void)
{
  static const struct
  {
    int position;
    const char *words;
  } cases[] = {
    { 1, "1st in queue" },     { 2, "2nd in queue" },       { 3, "3rd in queue" },
    { 4, "4th in queue" },     { 10, "10th in queue" },     { 11, "11th in queue" },
    { 12, "12th in queue" },   { 13, "13th in queue" },     { 14, "14th in queue" },
    { 21, "21st in queue" },   { 22, "22nd in queue" },     { 23, "23rd in queue" },
    { 30, "30th in queue" },   { 101, "101st in queue" },   { 111, "111th in queue" },
    { 112, "112th in queue" }, { 1013, "1013th in queue" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_text (simmer_words_for_position (cases[i].position, 1), cases[i].words);
      assert_text (simmer_words_for_position (cases[i].position - 1, 0), cases[i].words);
    }

  g_assert_null (simmer_words_for_position (-1, 0));
  g_assert_null (simmer_words_for_position (-1, 1));
  g_assert_null (simmer_words_for_position (0, 1));
  assert_text (simmer_words_for_position (G_MAXINT, 0), "2147483647th in queue");
}

static void
test_progress (void)
{
  assert_text (simmer_words_for_progress (0, FALSE), "0\u00a0%");
  assert_text (simmer_words_for_progress (0.62, FALSE), "62\u00a0%");
  assert_text (simmer_words_for_progress (0.29, FALSE), "29\u00a0%");
  assert_text (simmer_words_for_progress (0.999, FALSE), "99\u00a0%");
  assert_text (simmer_words_for_progress (1, FALSE), "100\u00a0%");
  assert_text (simmer_words_for_progress (7, FALSE), "100\u00a0%");
  assert_text (simmer_words_for_progress (0.4, TRUE), "about 40\u00a0%");
  g_assert_null (simmer_words_for_progress (-1, FALSE));
  g_assert_null (simmer_words_for_progress (NAN, TRUE));
}

static void
test_status (void)
{
  g_assert_cmpstr (simmer_words_for_status (SIMMER_TASK_STATUS_PENDING), ==, "Waiting");
  g_assert_cmpstr (simmer_words_for_status (SIMMER_TASK_STATUS_IN_PROGRESS), ==, "Running");
  g_assert_cmpstr (simmer_words_for_status (SIMMER_TASK_STATUS_COMPLETED), ==, "Done");
  g_assert_cmpstr (simmer_words_for_status (SIMMER_TASK_STATUS_FAILED), ==, "Failed");
  g_assert_cmpstr (simmer_words_for_status (SIMMER_TASK_STATUS_CANCELLED), ==, "Cancelled");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/duration", test_duration);
  g_test_add_func ("/words/remaining", test_remaining);
  g_test_add_func ("/words/position", test_position);
  g_test_add_func ("/words/progress", test_progress);
  g_test_add_func ("/words/status", test_status);

  return g_test_run ();
}
