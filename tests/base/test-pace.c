/* So many requests in so much time. */

#include "simmer-pace.h"

static void
test_pace (void)
{
  gint64 pace = 0;
  gint64 now = 100 * G_USEC_PER_SEC;

  /* Ten a minute: ten at once, then one each six seconds. */
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (simmer_pace_reserve (&pace, 10, 60, now), ==, now);
  g_assert_cmpint (simmer_pace_reserve (&pace, 10, 60, now), ==, now + 6 * G_USEC_PER_SEC);
  g_assert_cmpint (simmer_pace_reserve (&pace, 10, 60, now), ==, now + 12 * G_USEC_PER_SEC);

  /* What was not asked in the meantime may be made up for, but no more than that. */
  now += 3600 * (gint64) G_USEC_PER_SEC;
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (simmer_pace_reserve (&pace, 10, 60, now), ==, now);
  g_assert_cmpint (simmer_pace_reserve (&pace, 10, 60, now), >, now);
}

static void
test_one (void)
{
  gint64 pace = 0;
  gint64 now = G_USEC_PER_SEC;

  g_assert_cmpint (simmer_pace_reserve (&pace, 1, 10, now), ==, now);
  g_assert_cmpint (simmer_pace_reserve (&pace, 1, 10, now), ==, 11 * G_USEC_PER_SEC);
  g_assert_cmpint (
    simmer_pace_reserve (&pace, 1, 10, 30 * G_USEC_PER_SEC), ==, 30 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/ten-a-minute", test_pace);
  g_test_add_func ("/pace/one", test_one);

  return g_test_run ();
}
