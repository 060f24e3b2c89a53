/* How long things last, held to the definitions by numerical integration. */

#include "simmer-lifetime.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_fit (void)
{
  const gint64 same[] = { 20 * SECOND, 20 * SECOND, 20 * SECOND, 20 * SECOND };
  const gint64 spread[] = { 10 * SECOND, 40 * SECOND };
  const gint64 nothing[] = { 0, -5 };
  SimmerLifetime lifetime;

  simmer_lifetime_fit (&lifetime, NULL, 0);
  g_assert_cmpuint (lifetime.n, ==, 0);

  simmer_lifetime_fit (&lifetime, same, 4);
  g_assert_cmpuint (lifetime.n, ==, 4);
  g_assert_cmpfloat_with_epsilon (exp (lifetime.log_mean), 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (lifetime.log_sigma, sqrt (0.5 * 0.09 / 3.5 * 1.25), 1e-9);

  /* One run says little of the scatter, two that differ much say more. */
  simmer_lifetime_fit (&lifetime, same, 1);
  g_assert_cmpfloat_with_epsilon (lifetime.log_sigma, 0.3 * G_SQRT2, 1e-9);
  simmer_lifetime_fit (&lifetime, spread, 2);
  g_assert_cmpfloat_with_epsilon (exp (lifetime.log_mean), 20, 1e-9);
  g_assert_cmpfloat (lifetime.log_sigma, >, 0.9);

  simmer_lifetime_fit (&lifetime, nothing, 2);
  g_assert_true (isfinite (lifetime.log_mean));
}

static void
test_moments (void)
{
  SimmerLifetime first, second, sum;

  simmer_lifetime_set (&first, 3, 1, 0.1);
  simmer_lifetime_set (&second, 20, 4, 0.02);
  simmer_lifetime_add (&first, &second, &sum);
  g_assert_cmpfloat_with_epsilon (simmer_lifetime_get_mean (&first), 3, 1e-9);
  g_assert_cmpfloat_with_epsilon (simmer_lifetime_get_deviation (&second), 4, 1e-9);
  g_assert_cmpfloat_with_epsilon (simmer_lifetime_get_mean (&sum), 23, 1e-9);
  g_assert_cmpfloat_with_epsilon (simmer_lifetime_get_deviation (&sum), hypot (1, 4), 1e-9);
  g_assert_cmpfloat_with_epsilon (sum.tail, 0.1, 1e-9);

  simmer_lifetime_set (&first, -1, 0, 0);
  g_assert_cmpfloat (simmer_lifetime_get_mean (&first), >, 0);
  g_assert_cmpfloat (first.log_sigma, >, 0);
}

static double
get_survival (const SimmerLifetime *lifetime, double time)
{
  double z = log (time) - lifetime->log_mean;

  return (1 - lifetime->tail) * erfc (z / lifetime->log_sigma / G_SQRT2) / 2 +
         lifetime->tail * erfc (z / MAX (1, lifetime->log_sigma) / G_SQRT2) / 2;
}

/* Within the interval, the mean lag is the price of a look. */
static void
test_interval (void)
{
  static const double prices[] = { 0.01, 0.1, 1.6 };
  static const double ages[] = { 0.001, 5, 15, 20, 26, 60 };
  SimmerLifetime lifetime;

  simmer_lifetime_set (&lifetime, 20, 3, 0.1);
  for (guint i = 0; i < G_N_ELEMENTS (prices); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ages); j++)
      {
        const int n = 20000;
        double interval = simmer_lifetime_get_interval (&lifetime, ages[j], prices[i], 1000);
        double lag = 0;

        for (int k = 0; k < n; k++)
          {
            double time = ages[j] + interval * (k + 0.5) / n;

            lag += (1 - get_survival (&lifetime, time) / get_survival (&lifetime, ages[j])) *
                   interval / n;
          }
        g_assert_cmpfloat_with_epsilon (lag, prices[i], 0.01 * prices[i] + 0.001);
      }
}

/* Where the hazard hardly changes within an interval, it is √(2·price / hazard). */
static void
test_rule (void)
{
  SimmerLifetime lifetime;
  double survival, hazard, rule;

  simmer_lifetime_set (&lifetime, 1000, 300, 0.1);
  survival = get_survival (&lifetime, 1000);
  hazard = (survival - get_survival (&lifetime, 1000.1)) / 0.1 / survival;
  rule = sqrt (2 * 0.1 / hazard);
  g_assert_cmpfloat_with_epsilon (
    simmer_lifetime_get_interval (&lifetime, 1000, 0.1, 1000), rule, 0.02 * rule);
}

static void
test_bounds (void)
{
  SimmerLifetime lifetime;

  simmer_lifetime_set (&lifetime, 20, 2, 0.1);
  g_assert_cmpfloat_with_epsilon (simmer_lifetime_get_interval (&lifetime, 1, 0.1, 3), 3, 0.01);
  /* Nothing lives that long. */
  g_assert_cmpfloat (simmer_lifetime_get_interval (&lifetime, 1e6, 0.1, 7), ==, 7);

  g_assert_false (simmer_lifetime_is_overdue (&lifetime, 0));
  g_assert_false (simmer_lifetime_is_overdue (&lifetime, 24));
  g_assert_true (simmer_lifetime_is_overdue (&lifetime, 27));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lifetime/fit", test_fit);
  g_test_add_func ("/lifetime/moments", test_moments);
  g_test_add_func ("/lifetime/interval", test_interval);
  g_test_add_func ("/lifetime/rule", test_rule);
  g_test_add_func ("/lifetime/bounds", test_bounds);

  return g_test_run ();
}
