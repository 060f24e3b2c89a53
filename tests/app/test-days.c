/* Days as the calendar counts them, summer time and all. */

#include "config.h"

#include "simmer-days.h"

#define HOUR G_TIME_SPAN_HOUR

static void
count_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static gint64
local (int month, int day, int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2023, month, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
test_ago (void)
{
  guint n = 0;
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (local (11, 15, 12));
  g_autoptr (SimmerDays) days = simmer_days_new (clock, count_cb, &n);

  g_assert_cmpuint (simmer_days_ago (days, local (11, 16, 12)), ==, 0);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 15, 0)), ==, 0);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 15, 0) - 1), ==, 1);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 14, 0)), ==, 1);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 14, 0) - 1), ==, 2);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_midnight (void)
{
  guint n = 0;
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (local (11, 15, 12));
  g_autoptr (SimmerDays) days = simmer_days_new (clock, count_cb, &n);

  simmer_clock_advance (clock, 12 * HOUR - 1);
  g_assert_cmpuint (n, ==, 0);
  simmer_clock_advance (clock, 1);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 15, 12)), ==, 1);

  /* and each night after that */
  simmer_clock_advance (clock, 24 * HOUR);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (simmer_days_ago (days, local (11, 15, 12)), ==, 2);
}

/* The night of 29 October 2023 had an hour more in Berlin. */
static void
test_long_night (void)
{
  guint n = 0;
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (local (10, 29, 0));
  g_autoptr (SimmerDays) days = simmer_days_new (clock, count_cb, &n);

  g_assert_cmpint (local (10, 30, 0) - local (10, 29, 0), ==, 25 * HOUR);
  simmer_clock_advance (clock, 24 * HOUR);
  g_assert_cmpuint (n, ==, 0);
  simmer_clock_advance (clock, HOUR);
  g_assert_cmpuint (n, ==, 1);
}

int
main (int argc, char **argv)
{
  /* as POSIX writes it: no database of time zones is needed */
  g_setenv ("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/days/ago", test_ago);
  g_test_add_func ("/days/midnight", test_midnight);
  g_test_add_func ("/days/long-night", test_long_night);

  return g_test_run ();
}
