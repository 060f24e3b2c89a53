/* The clock: alarms in order on a fake one, and once each on a real one. */

#include "simmer-clock.h"

#define WALL (G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC)

typedef struct
{
  SimmerClock *clock;
  SimmerAlarm *alarm;
  SimmerAlarm *other;
  GString *log;
  const char *name;
  gint64 rang;
  guint n;
} Bell;

static void
ring_cb (gpointer user_data)
{
  Bell *bell = user_data;

  bell->rang = simmer_clock_get_boot (bell->clock);
  bell->n++;
  if (bell->log != NULL)
    g_string_append (bell->log, bell->name);
}

static void
ring_again_cb (gpointer user_data)
{
  Bell *bell = user_data;

  ring_cb (bell);
  if (bell->n < 3)
    simmer_alarm_set (bell->alarm, bell->rang + G_USEC_PER_SEC);
}

static void
free_itself_cb (gpointer user_data)
{
  Bell *bell = user_data;

  bell->n++;
  g_clear_pointer (&bell->alarm, simmer_alarm_free);
}

static void
unset_other_cb (gpointer user_data)
{
  Bell *bell = user_data;

  bell->n++;
  simmer_alarm_unset (bell->other);
}

static void
test_fake_order (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  g_autoptr (GString) log = g_string_new (NULL);
  Bell bells[3] = { { clock, .log = log, .name = "a" },
                    { clock, .log = log, .name = "b" },
                    { clock, .log = log, .name = "c" } };
  gint64 start = simmer_clock_get_boot (clock);
  g_autoptr (SimmerAlarm) a = simmer_alarm_new (clock, ring_cb, &bells[0]);
  g_autoptr (SimmerAlarm) b = simmer_alarm_new (clock, ring_cb, &bells[1]);
  g_autoptr (SimmerAlarm) c = simmer_alarm_new (clock, ring_cb, &bells[2]);

  g_assert_cmpint (simmer_clock_get_next (clock), ==, -1);
  simmer_alarm_set (a, start + 30);
  simmer_alarm_set (b, start + 10);
  simmer_alarm_set (c, start + 10);
  g_assert_cmpint (simmer_clock_get_next (clock), ==, start + 10);
  simmer_clock_advance (clock, 9);
  g_assert_cmpstr (log->str, ==, "");
  simmer_clock_advance (clock, 91);
  g_assert_cmpstr (log->str, ==, "bca");
  g_assert_cmpint (bells[0].rang, ==, start + 30);
  g_assert_cmpint (bells[1].rang, ==, start + 10);
  g_assert_cmpint (simmer_clock_get_boot (clock), ==, start + 100);
  g_assert_cmpint (simmer_clock_get_wall (clock), ==, WALL + 100);
  g_assert_cmpint (simmer_alarm_get (a), ==, -1);
  simmer_clock_advance (clock, 1000);
  g_assert_cmpstr (log->str, ==, "bca");
}

static void
test_fake_again (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  Bell bell = { clock };
  gint64 start = simmer_clock_get_boot (clock);

  bell.alarm = simmer_alarm_new (clock, ring_again_cb, &bell);
  simmer_alarm_set (bell.alarm, start + G_USEC_PER_SEC);
  simmer_clock_advance (clock, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (bell.n, ==, 3);
  g_assert_cmpint (bell.rang, ==, start + 3 * G_USEC_PER_SEC);
  simmer_alarm_free (bell.alarm);
}

static void
test_fake_sleep (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  Bell bell = { clock };
  g_autoptr (SimmerAlarm) alarm = simmer_alarm_new (clock, ring_cb, &bell);
  gint64 start = simmer_clock_get_boot (clock);

  simmer_alarm_set (alarm, start + 10);
  simmer_clock_sleep (clock, 100);
  g_assert_cmpint (simmer_clock_get_wall (clock), ==, WALL + 100);
  g_assert_cmpuint (bell.n, ==, 0);
  simmer_clock_advance (clock, 0);
  g_assert_cmpuint (bell.n, ==, 1);
  g_assert_cmpint (bell.rang, ==, start + 100);
}

static void
test_fake_passed (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  Bell bell = { clock };
  g_autoptr (SimmerAlarm) alarm = simmer_alarm_new (clock, ring_cb, &bell);

  simmer_alarm_set (alarm, 0);
  g_assert_cmpuint (bell.n, ==, 0);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (bell.n, ==, 1);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  simmer_alarm_set (alarm, 0);
  simmer_alarm_set (alarm, simmer_clock_get_boot (clock) + 5);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (bell.n, ==, 1);
  simmer_clock_advance (clock, 5);
  g_assert_cmpuint (bell.n, ==, 2);
}

static void
test_fake_unset (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  Bell bell = { clock };
  Bell other = { clock };
  gint64 start = simmer_clock_get_boot (clock);
  g_autoptr (SimmerAlarm) alarm = simmer_alarm_new (clock, unset_other_cb, &bell);

  bell.other = simmer_alarm_new (clock, ring_cb, &other);
  simmer_alarm_set (alarm, start + 1);
  simmer_alarm_set (bell.other, start + 1);
  simmer_clock_advance (clock, 2);
  g_assert_cmpuint (bell.n, ==, 1);
  g_assert_cmpuint (other.n, ==, 0);
  simmer_alarm_free (bell.other);
}

static void
test_fake_random (void)
{
  g_autoptr (SimmerClock) a = simmer_clock_new_fake (WALL);
  g_autoptr (SimmerClock) b = simmer_clock_new_fake (0);
  double first = simmer_clock_get_random (a);

  g_assert_cmpfloat (first, ==, simmer_clock_get_random (b));
  g_assert_cmpfloat (first, !=, simmer_clock_get_random (a));
  for (int i = 0; i < 1000; i++)
    {
      double number = simmer_clock_get_random (b);

      g_assert_true (number >= 0 && number < 1);
    }
}

static void
test_free_in_callback (gconstpointer user_data)
{
  g_autoptr (SimmerClock) clock =
    GPOINTER_TO_INT (user_data) ? simmer_clock_new_fake (WALL) : simmer_clock_new ();
  Bell bell = { clock };

  bell.alarm = simmer_alarm_new (clock, free_itself_cb, &bell);
  simmer_alarm_set (bell.alarm, 0);
  while (bell.n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (bell.alarm);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
}

static void
test_real (void)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new ();
  Bell soon = { clock };
  Bell late = { clock };
  g_autoptr (SimmerAlarm) alarm = simmer_alarm_new (clock, ring_cb, &soon);
  g_autoptr (SimmerAlarm) other = simmer_alarm_new (clock, ring_cb, &late);
  gint64 due = simmer_clock_get_boot (clock) + 20000;

  simmer_alarm_set (other, due + G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  simmer_alarm_set (alarm, due);
  g_assert_cmpint (simmer_alarm_get (alarm), ==, due);
  while (soon.n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (soon.rang, >=, due);
  g_assert_cmpint (simmer_alarm_get (alarm), ==, -1);
  g_assert_cmpuint (late.n, ==, 0);

  /* Having rung, it neither rings again nor keeps the loop awake. */
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (soon.n, ==, 1);
  g_assert_cmpint (simmer_clock_get_wall (clock), >, WALL);
}

static void
test_finalized (void)
{
  SimmerClock *clock = simmer_clock_new ();
  Bell bell = { clock };
  SimmerAlarm *alarm = simmer_alarm_new (clock, ring_cb, &bell);

  g_object_add_weak_pointer (G_OBJECT (clock), (gpointer *) &clock);
  simmer_alarm_set (alarm, 0);
  g_object_unref (clock);
  g_assert_nonnull (clock);
  simmer_alarm_free (alarm);
  g_assert_null (clock);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (bell.n, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/fake/order", test_fake_order);
  g_test_add_func ("/clock/fake/again", test_fake_again);
  g_test_add_func ("/clock/fake/sleep", test_fake_sleep);
  g_test_add_func ("/clock/fake/passed", test_fake_passed);
  g_test_add_func ("/clock/fake/unset", test_fake_unset);
  g_test_add_func ("/clock/fake/random", test_fake_random);
  g_test_add_data_func ("/clock/fake/free", GINT_TO_POINTER (TRUE), test_free_in_callback);
  g_test_add_data_func ("/clock/real/free", GINT_TO_POINTER (FALSE), test_free_in_callback);
  g_test_add_func ("/clock/real", test_real);
  g_test_add_func ("/clock/finalized", test_finalized);
  return g_test_run ();
}
