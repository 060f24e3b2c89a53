/* What the headers of an answer say of how often its host may be asked. The seed of the random
 * part is printed; --seed repeats a run. */

#include "simmer-rate-limit.h"

#include <string.h>

#include "simmer-budget.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define DAY    (24 * 60 * 60 * SECOND)

/* Sun, 06 Nov 1994 08:49:37 GMT */
#define NOW (784111777 * SECOND)

static void
assert_says (const SimmerRateHeaders *headers, gint64 now, gint64 remaining, gint64 reset)
{
  SimmerRateLimit limit;
  gboolean says = simmer_rate_limit_read (&limit, headers, now);

  g_assert_cmpint (limit.remaining, ==, remaining);
  g_assert_cmpint (limit.reset, ==, reset);
  g_assert_cmpint (limit.wait, ==, remaining == 0 ? MIN (reset, (gint64) SIMMER_BUDGET_CLAMP) : -1);
  g_assert_cmpint (says, ==, remaining >= 0);
}

static void
test_list (void)
{
  static const struct
  {
    const char *field;
    gint64 remaining;
    gint64 reset; /* s */
  } cases[] = {
    { "\"default\";r=50;t=30", 50, 30 },
    { "default;r=50;t=30", 50, 30 },
    { "*a/b:c;r=1;t=2", 1, 2 },
    { " \"d\"; r=50; t=30 ", 50, 30 },
    { "\"a\\\"b\\\\\";r=0;t=7", 0, 7 },
    { "\"\";r=0;t=7", 0, 7 },
    { "\"d\";r=0;t=100000000", 0, 86400 },
    { "\"d\";r=999999999999999;t=1", 999999999999999, 1 },
    { "\"d\";r=50;t=30;pk=:cHNsY2hp:;x;y=?1;z=1.25;q=abc;n=-3", 50, 30 },
    { "\"d\";r=1;r=9;t=30", 9, 30 },
    { "\"hour\";r=500;t=3600,\"minute\";r=3;t=60", 3, 60 },
    { "\"minute\";r=3;t=60 ,\t\"hour\";r=500;t=3600", 3, 60 },
    { "\"a\";r=0;t=60,\"b\";r=0;t=90, \"c\";r=0;t=10", 0, 90 },
    { "\"a\";r=5,\"b\";r=7;t=9", 7, 9 },
    { "\"a\";t=5", -1, 0 },
    { "\"a\";r=5", -1, 0 },
    { "", -1, 0 },
    { " ", -1, 0 },
    { "\"a", -1, 0 },
    { "\"a\\n\";r=0;t=7", -1, 0 },
    { "\"a\tb\";r=0;t=7", -1, 0 },
    { "\"\xc3\xa9\";r=0;t=7", -1, 0 },
    { "5;r=0;t=7", -1, 0 },
    { "1.5;r=0;t=7", -1, 0 },
    { "?1;r=0;t=7", -1, 0 },
    { "?2;r=0;t=7", -1, 0 },
    { "(\"a\");r=0;t=7", -1, 0 },
    { "\"a\";r=0;t=7,", -1, 0 },
    { "\"a\";r=0;t=7 \"b\"", -1, 0 },
    { "\"a\";r=0;t=7;", -1, 0 },
    { "\"a\";R=0;t=7", -1, 0 },
    { "\"a\";r=;t=7", -1, 0 },
    { "\"a\";r;t=7", -1, 0 },
    { "\"a\";r=\"0\";t=7", -1, 0 },
    { "\"a\";r=-1;t=7", -1, 0 },
    { "\"a\";r=0.5;t=7", -1, 0 },
    { "\"a\";r=0.;t=7", -1, 0 },
    { "\"a\";r=0;t=7;x=0.1234", -1, 0 },
    { "\"a\";r=0;t=7;x=1234567890123.1", -1, 0 },
    { "\"a\";r=0;t=7;x=-", -1, 0 },
    { "\"a\";r=0;t=1234567890123456", -1, 0 },
    { "\"a\";r=0;t=7;x=:no", -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SimmerRateHeaders headers = { .rate_limit = cases[i].field };

      g_test_message ("%s", cases[i].field);
      assert_says (&headers, NOW, cases[i].remaining, cases[i].reset * SECOND);
    }
}

static void
test_dictionary (void)
{
  static const struct
  {
    const char *field;
    gint64 remaining;
    gint64 reset;
  } cases[] = {
    { "limit=100, remaining=50, reset=5", 50, 5 },
    { "remaining=0,reset=5", 0, 5 },
    { "limit=100;w=60, remaining=50;a=b, reset=5", 50, 5 },
    { "limit=100, remaining=50", -1, 0 },
    { "limit=100, remaining=x, reset=5", -1, 0 },
    { "limit=100, remaining=5, reset=-5", -1, 0 },
    { "limit=100, remaining=5, reset", -1, 0 },
    { "limit=100, remaining=5, reset=", -1, 0 },
    { "limit=100, remaining=5, reset=5 6", -1, 0 },
    { "limit=100; remaining=5; reset=5", -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SimmerRateHeaders headers = { .rate_limit = cases[i].field };

      g_test_message ("%s", cases[i].field);
      assert_says (&headers, NOW, cases[i].remaining, cases[i].reset * SECOND);
    }
}

static void
test_policy (void)
{
  static const struct
  {
    const char *field;
    const char *policy;
    gint64 remaining;
    gint64 reset;
  } cases[] = {
    { "\"m\";r=5", "\"m\";q=100;w=60", 5, 60 },
    { "\"m\";r=5;t=9", "\"m\";q=100;w=60", 5, 9 },
    { "\"m\";r=5", "\"h\";q=1000;w=3600, \"m\";q=100;w=60;qu=\"requests\"", 5, 60 },
    { "\"m\";r=5", "\"h\";q=1000;w=3600", -1, 0 },
    { "\"b\";r=5;t=9", "\"b\";q=100;w=60;qu=\"content-bytes\"", -1, 0 },
    { "\"b\";r=5;t=9", "\"b\";q=100;w=60;qu=7", -1, 0 },
    { "\"b\";r=0;t=9, \"m\";r=3;t=4", "\"b\";q=100;w=60;qu=\"content-bytes\"", 3, 4 },
    { "\"m\";r=5", "malformed policy", -1, 0 },
    { "\"m\";r=5;t=9", "malformed policy", 5, 9 },
  };
  g_autoptr (GString) many = g_string_new ("\"m\";r=0;t=5");
  SimmerRateHeaders headers = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s | %s", cases[i].field, cases[i].policy);
      headers.rate_limit = cases[i].field;
      headers.rate_limit_policy = cases[i].policy;
      assert_says (&headers, NOW, cases[i].remaining, cases[i].reset * SECOND);
    }

  for (int i = 0; i < 31; i++)
    g_string_append (many, ", \"m\";r=0;t=5");
  headers.rate_limit = many->str;
  assert_says (&headers, NOW, 0, 5 * SECOND);
  g_string_append (many, ", \"m\";r=0;t=5");
  headers.rate_limit = many->str;
  assert_says (&headers, NOW, -1, 0);
}

static void
test_custom (void)
{
  static const struct
  {
    const char *remaining;
    const char *reset;
    gint64 says;
    gint64 wait; /* µs */
  } cases[] = {
    { "5", "30", 5, 30 * SECOND },
    { " 0 ", " 30 ", 0, 30 * SECOND },
    { "59.0", "1.5", 59, 3 * SECOND / 2 },
    { "0", "0", 0, 0 },
    { "0", "784111787", 0, DAY }, /* before 2001, a number of seconds is a span */
    { "1", "1784111787", 1, 10 * SECOND },
    { "1", "1784111787.5", 1, 21 * SECOND / 2 },
    { "1", "1784111787250", 1, 41 * SECOND / 4 },
    { "1", "1784111700", 1, 0 },
    { "1", "1999999999", 1, DAY },
    { "1", "99999999999999999999999999999999", 1, DAY },
    { "99999999999999999999999999999999", "5", 1000000000000000, 5 * SECOND },
    { "1", "Wed, 15 Jul 2026 10:36:27 GMT", 1, 10 * SECOND },
    { "1", "", -1, 0 },
    { "1", "soon", -1, 0 },
    { "1", "-5", -1, 0 },
    { "1", "5.", -1, 0 },
    { "1", ".5", -1, 0 },
    { "1", "5, 6", -1, 0 },
    { "1", "1e3", -1, 0 },
    { "", "5", -1, 0 },
    { "-1", "5", -1, 0 },
    { "many", "5", -1, 0 },
    { NULL, "5", -1, 0 },
    { "5", NULL, -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SimmerRateHeaders headers = { .remaining = cases[i].remaining, .reset = cases[i].reset };

      g_test_message ("%s %s", cases[i].remaining, cases[i].reset);
      assert_says (&headers, 1784111777 * SECOND, cases[i].says, cases[i].wait);
    }
}

static void
test_precedence (void)
{
  SimmerRateHeaders headers = {
    .retry_after = "7", .rate_limit = "\"a\";r=0;t=30", .remaining = "0", .reset = "90"
  };
  SimmerRateLimit limit;

  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 7 * SECOND);
  g_assert_cmpint (limit.remaining, ==, 0);

  headers.retry_after = "soon";
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 30 * SECOND);

  headers.rate_limit = "nonsense;;";
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 90 * SECOND);

  headers.reset = "3600";
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, SIMMER_BUDGET_CLAMP);
  g_assert_cmpint (limit.reset, ==, 3600 * SECOND);

  headers = (SimmerRateHeaders){ .retry_after = "7", .own = 9 * SECOND };
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 7 * SECOND);
  headers = (SimmerRateHeaders){ .own = 9 * SECOND, .rate_limit = "\"a\";r=0;t=30" };
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 9 * SECOND);
  headers = (SimmerRateHeaders){ .own = 3600 * SECOND };
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 600 * SECOND);
  headers = (SimmerRateHeaders){ .retry_after = "0" };
  g_assert_true (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, 0);
  g_assert_cmpint (limit.remaining, ==, -1);

  headers = (SimmerRateHeaders){ 0 };
  g_assert_false (simmer_rate_limit_read (&limit, &headers, NOW));
  g_assert_cmpint (limit.wait, ==, -1);
}

static char *
make_up (GRand *random)
{
  static const char *const pieces[] = {
    "\"a\"",
    "a",
    ";r=0",
    ";t=60",
    ";w=1",
    ";qu=\"requests\"",
    ",",
    " ",
    ";",
    "=",
    "\"",
    "\\",
    ":",
    ":YQ==:",
    "?1",
    "-",
    ".",
    "9",
    "1e9",
    "\t",
    "\xff",
    "999999999999",
    "limit=1",
    "remaining=0",
    "*",
    "(",
    ")",
    "reset=",
    "GMT",
    "Sun, ",
    "06 Nov 1994 ",
    "08:49:37 GMT",
    "1784111787",
  };
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 0, 14);

  for (int i = 0; i < n; i++)
    g_string_append (text, pieces[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

static void
test_random (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint n_said = 0;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < 30000; i++)
    {
      g_autofree char *text = make_up (random);
      g_autofree char *policy = make_up (random);
      g_autofree char *reset = make_up (random);
      g_autofree char *after = make_up (random);
      SimmerRateHeaders headers = { .retry_after = g_rand_boolean (random) ? after : NULL,
                                    .rate_limit = text,
                                    .rate_limit_policy = policy,
                                    .remaining = "3",
                                    .reset = reset };
      SimmerRateLimit limit;

      if (simmer_rate_limit_read (&limit, &headers, NOW))
        n_said++;
      g_assert_cmpint (limit.wait, >=, -1);
      g_assert_cmpint (limit.wait, <=, SIMMER_BUDGET_CLAMP);
      g_assert_cmpint (limit.remaining, >=, -1);
      g_assert_cmpint (limit.reset, >=, 0);
      g_assert_cmpint (limit.reset, <=, DAY);
    }
  g_assert_cmpuint (n_said, >, 100);
  g_assert_cmpuint (n_said, <, 29900);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-limit/list", test_list);
  g_test_add_func ("/rate-limit/dictionary", test_dictionary);
  g_test_add_func ("/rate-limit/policy", test_policy);
  g_test_add_func ("/rate-limit/custom", test_custom);
  g_test_add_func ("/rate-limit/precedence", test_precedence);
  g_test_add_func ("/rate-limit/random", test_random);

  return g_test_run ();
}
