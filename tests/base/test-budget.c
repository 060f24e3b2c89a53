/* What a host bears: requests at once, the token bucket, its windows, and how it asks for them. */

#include "simmer-budget.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_concurrency (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (2, 100, 10);

  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, 5);
  simmer_budget_begin (budget, 5);
  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, 5);
  simmer_budget_begin (budget, 5);
  g_assert_cmpuint (simmer_budget_get_in_flight (budget), ==, 2);
  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, G_MAXINT64);
  simmer_budget_end (budget);
  g_assert_cmpint (simmer_budget_get_next (budget, 6), ==, 6);
  g_assert_cmpuint (simmer_budget_get_in_flight (budget), ==, 1);
}

static void
test_bucket (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (100, 10, 5);
  gint64 now = 1000 * SECOND;

  for (int i = 0; i < 5; i++)
    {
      g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now);
      simmer_budget_begin (budget, now);
    }
  g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now + SECOND / 10);

  now += SECOND / 10;
  g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now);
  simmer_budget_begin (budget, now);
  g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now + SECOND / 10);

  /* A rest fills it again, to its depth and not beyond. */
  now += 60 * SECOND;
  for (int i = 0; i < 5; i++)
    {
      g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now);
      simmer_budget_begin (budget, now);
    }
  g_assert_cmpint (simmer_budget_get_next (budget, now), >, now);

  /* An order goes out without a token and is paid for afterwards; a clock that stands or turns
   * back gives nothing. */
  g_assert_cmpint (simmer_budget_get_next_order (budget, now), ==, now);
  simmer_budget_begin (budget, now);
  g_assert_cmpint (simmer_budget_get_next (budget, now), ==, now + SECOND / 5);
  g_assert_cmpint (simmer_budget_get_next (budget, now - SECOND), ==, now + SECOND / 5);
}

static void
test_orders (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (100, 10, 5);

  /* Five of the bucket and five that are owed. */
  for (int i = 0; i < 10; i++)
    {
      g_assert_cmpint (simmer_budget_get_next_order (budget, SECOND), ==, SECOND);
      simmer_budget_begin (budget, SECOND);
    }
  g_assert_cmpint (simmer_budget_get_next_order (budget, SECOND), ==, SECOND + SECOND / 10);
  g_assert_cmpint (simmer_budget_get_next (budget, SECOND), ==, SECOND + 6 * SECOND / 10);
  simmer_budget_close_until (budget, 9 * SECOND);
  g_assert_cmpint (simmer_budget_get_next_order (budget, SECOND), ==, 9 * SECOND);
}

/* Asks as often as it may from @now to @end. Returns: how often that was */
static int
spend (SimmerBudget *budget, gint64 now, gint64 end)
{
  int n = 0;

  for (now = simmer_budget_get_next (budget, now); now < end;
       now = simmer_budget_get_next (budget, now))
    {
      simmer_budget_begin (budget, now);
      simmer_budget_end (budget);
      n++;
    }

  return n;
}

static void
test_grant (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (100, 10, 5);

  /* What remains is spread over its time, and after that the bucket holds again. */
  simmer_budget_grant (budget, 20, 60 * SECOND, 0);
  g_assert_cmpint (spend (budget, 0, 30 * SECOND), <=, 15);
  g_assert_cmpint (spend (budget, 30 * SECOND, 60 * SECOND), ==, 10);
  g_assert_cmpint (simmer_budget_get_next (budget, 60 * SECOND), <=, 60 * SECOND + SECOND / 10);
  g_assert_cmpint (spend (budget, 60 * SECOND, 160 * SECOND), >=, 999);

  /* The wait for the next one reaches past the end of the grant. */
  simmer_budget_grant (budget, 1, 2 * SECOND, 160 * SECOND);
  g_assert_cmpint (spend (budget, 160 * SECOND, 161 * SECOND), <=, 1);
  g_assert_cmpint (simmer_budget_get_next (budget, 161 * SECOND), >=, 162 * SECOND - SECOND / 10);
  g_assert_cmpint (simmer_budget_get_next (budget, 161 * SECOND), <=, 162 * SECOND + SECOND / 10);

  /* A generous host does not loosen the bucket. */
  simmer_budget_grant (budget, 100000, SECOND, 200 * SECOND);
  g_assert_cmpint (spend (budget, 200 * SECOND, 201 * SECOND), <=, 15);
  simmer_budget_grant (budget, 3, 0, 300 * SECOND);
  g_assert_cmpint (spend (budget, 300 * SECOND, 301 * SECOND), <=, 13);

  /* Requests under way count; a far reset is not waited for. */
  simmer_budget_begin (budget, 400 * SECOND);
  simmer_budget_grant (budget, 1, 24 * 3600 * SECOND, 400 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 400 * SECOND), ==, 1000 * SECOND);
  g_assert_cmpint (simmer_budget_get_next_order (budget, 400 * SECOND), ==, 400 * SECOND);
  simmer_budget_end (budget);
}

/* The long run keeps to the rate whatever the caller's rhythm is. */
static void
test_rate (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (1000, 10, 5);
  gint64 now = 0;
  int n = 0;

  while (now < 100 * SECOND)
    {
      now = simmer_budget_get_next (budget, now);
      simmer_budget_begin (budget, now);
      simmer_budget_end (budget);
      n++;
    }
  g_assert_cmpint (n, >=, 1000);
  g_assert_cmpint (n, <=, 1006);
}

/* One that rests takes nobody's place, and nothing when it was given up meanwhile. */
static void
test_rest (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (1, 100, 10);

  g_assert_cmpuint (simmer_budget_get_concurrency (budget), ==, 1);
  simmer_budget_begin (budget, 5);
  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, G_MAXINT64);
  simmer_budget_rest (budget);
  g_assert_cmpuint (simmer_budget_get_in_flight (budget), ==, 0);
  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, 5);
  simmer_budget_resume (budget);
  g_assert_cmpint (simmer_budget_get_next (budget, 5), ==, G_MAXINT64);
  simmer_budget_rest (budget);
  simmer_budget_end (budget);
  g_assert_cmpuint (simmer_budget_get_in_flight (budget), ==, 0);
  simmer_budget_resume (budget);
  g_assert_cmpuint (simmer_budget_get_in_flight (budget), ==, 0);
}

/* It may turn out that a host bears more. */
static void
test_set_rate (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (100, 10, 5);

  for (guint i = 0; i < 5; i++)
    simmer_budget_begin (budget, SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, SECOND), >, SECOND);
  simmer_budget_set_rate (budget, 200, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_assert_cmpint (simmer_budget_get_next (budget, SECOND), ==, SECOND);
      simmer_budget_begin (budget, SECOND);
    }
  g_assert_cmpint (simmer_budget_get_next (budget, SECOND), ==, SECOND + SECOND / 200);
}

static void
test_window (void)
{
  g_autoptr (SimmerBudget) budget = simmer_budget_new (4, 10, 5);

  g_assert_cmpint (simmer_budget_get_next (budget, SECOND), ==, SECOND);
  simmer_budget_close_until (budget, 30 * SECOND);
  simmer_budget_close_until (budget, 20 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 10 * SECOND), ==, 30 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 30 * SECOND - 1), ==, 30 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 30 * SECOND), ==, 30 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 31 * SECOND), ==, 31 * SECOND);

  simmer_budget_close_until (budget, 40 * SECOND);
  g_assert_cmpint (simmer_budget_get_next (budget, 32 * SECOND), ==, 40 * SECOND);
}

static void
test_retry_after (void)
{
  /* Sun, 06 Nov 1994 08:49:37 GMT */
  const gint64 date = 784111777 * SECOND;
  static const struct
  {
    const char *value;
    gint64 wait;
  } cases[] = {
    { NULL, -1 },
    { "", -1 },
    { "  ", -1 },
    { "0", 0 },
    { "120", 120 * SECOND },
    { " 7 ", 7 * SECOND },
    { "600", SIMMER_BUDGET_CLAMP },
    { "601", SIMMER_BUDGET_CLAMP },
    { "99999999999999999999999999", SIMMER_BUDGET_CLAMP },
    { "-1", -1 },
    { "+5", -1 },
    { "1.5", -1 },
    { "5s", -1 },
    { "soon", -1 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 10 * SECOND },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 10 * SECOND },
    { "Sun Nov  6 08:49:37 1994", 10 * SECOND },
    { "Sun Nov 06 08:49:37 1994", 10 * SECOND },
    { "Sun, 06 Nov 1994 08:49:60 GMT", 32 * SECOND },
    { "Sun, 06 Nov 1994 08:49:00 GMT", 0 },
    { "Sun, 06 Nov 1994 09:49:37 GMT", SIMMER_BUDGET_CLAMP },
    { "Sun, 06 Nov 1994 08:49:37 GMT+1", -1 },
    { "Sun, 06 Nov 1994 08:49:37", -1 },
    { "Sun, 06 Now 1994 08:49:37 GMT", -1 },
    { "Sun, 06 ovD 1994 08:49:37 GMT", -1 },
    { "Sun, 36 Nov 1994 08:49:37 GMT", -1 },
    { "Sun, 06 Nov 1994 25:49:37 GMT", -1 },
    { "1994-11-06T08:49:37Z", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (
      simmer_budget_parse_retry_after (cases[i].value, date - 10 * SECOND), ==, cases[i].wait);

  /* Two digits of a year: at most 50 years ahead. In 2026, 94 is 1994 and 27 is 2027. */
  g_assert_cmpint (simmer_budget_parse_retry_after ("Sunday, 06-Nov-94 08:49:37 GMT",
                                                    (gint64) 1767225600 * SECOND),
                   ==,
                   0);
  g_assert_cmpint (simmer_budget_parse_retry_after ("Friday, 01-Jan-27 00:00:00 GMT",
                                                    (gint64) 1767225600 * SECOND),
                   ==,
                   SIMMER_BUDGET_CLAMP);
  g_assert_cmpint (
    simmer_budget_parse_retry_after ("Sun, 06 Nov 1994 08:49:37 GMT", G_MAXINT64), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/budget/concurrency", test_concurrency);
  g_test_add_func ("/budget/bucket", test_bucket);
  g_test_add_func ("/budget/orders", test_orders);
  g_test_add_func ("/budget/grant", test_grant);
  g_test_add_func ("/budget/rate", test_rate);
  g_test_add_func ("/budget/rest", test_rest);
  g_test_add_func ("/budget/set-rate", test_set_rate);
  g_test_add_func ("/budget/window", test_window);
  g_test_add_func ("/budget/retry-after", test_retry_after);

  return g_test_run ();
}
