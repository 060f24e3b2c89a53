/* When the next question is due: the rules one by one, and what they add up to. */

#include "simmer-cadence.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

static double
get_interval (SimmerCadence cadence)
{
  cadence.eagerness = SIMMER_EAGERNESS_NORMAL;

  return (double) simmer_cadence_get_interval (&cadence) / SECOND;
}

static double
with_eagerness (gint64 age, SimmerEagerness eagerness)
{
  SimmerCadence cadence = {
    .status = SIMMER_TASK_STATUS_IN_PROGRESS,
    .age = age,
    .eagerness = eagerness,
  };

  return (double) simmer_cadence_get_interval (&cadence) / SECOND;
}

#define INTERVAL(...) \
  get_interval ((SimmerCadence){ .status = SIMMER_TASK_STATUS_IN_PROGRESS, __VA_ARGS__ })

static void
test_cold (void)
{
  g_assert_cmpfloat (INTERVAL (.age = 0), ==, 1);
  g_assert_cmpfloat (INTERVAL (.age = 3 * SECOND - 1), ==, 1);
  g_assert_cmpfloat (INTERVAL (.age = 3 * SECOND), ==, 2);
  g_assert_cmpfloat (INTERVAL (.age = 20 * SECOND - 1), ==, 2);
  g_assert_cmpfloat (INTERVAL (.age = 20 * SECOND), ==, 2);
  g_assert_cmpfloat (INTERVAL (.age = 50 * SECOND), ==, 5);
  g_assert_cmpfloat (INTERVAL (.age = 100 * SECOND), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = 86400 * SECOND), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = -5 * SECOND), ==, 1);
}

static void
test_final (void)
{
  for (int status = SIMMER_TASK_STATUS_COMPLETED; status < SIMMER_N_TASK_STATUSES; status++)
    {
      SimmerCadence cadence = { .status = status, .hint = SECOND };

      g_assert_cmpint (simmer_cadence_get_interval (&cadence), ==, G_MAXINT64);
      g_assert_cmpint (simmer_cadence_get_backoff (&cadence, 1, 0, 0.5), ==, G_MAXINT64);
    }
}

static void
test_queue (void)
{
#define WAITING(n)                                                     \
  get_interval ((SimmerCadence){ .status = SIMMER_TASK_STATUS_PENDING, \
                                 .eagerness = SIMMER_EAGERNESS_NORMAL, \
                                 .age = 5 * SECOND,                    \
                                 .queue_position = (n) })

  g_assert_cmpfloat (WAITING (0), ==, 2);
  g_assert_cmpfloat (WAITING (1), ==, 2);
  g_assert_cmpfloat (WAITING (2), ==, 2);
  g_assert_cmpfloat (WAITING (3), ==, 3);
  g_assert_cmpfloat (WAITING (8), ==, 8);
  g_assert_cmpfloat (WAITING (11), ==, 10);
  g_assert_cmpfloat (WAITING (G_MAXINT), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = 5 * SECOND, .queue_position = 8), ==, 2);
}

static void
test_circumstances (void)
{
  const gint64 age = 50 * SECOND;

  g_assert_cmpfloat (INTERVAL (.age = age, .stalled = TRUE), ==, 15);
  g_assert_cmpfloat (with_eagerness (age / 2, SIMMER_EAGERNESS_FEWER), ==, 5);
  g_assert_cmpfloat (with_eagerness (age, SIMMER_EAGERNESS_FEWER), ==, 10);
  g_assert_cmpfloat (with_eagerness (4 * age, SIMMER_EAGERNESS_FEWER), ==, 10);
  g_assert_cmpfloat (with_eagerness (age, SIMMER_EAGERNESS_FASTER), ==, 2.5);
  g_assert_cmpfloat (INTERVAL (.age = age, .background = TRUE), ==, 22);
  g_assert_cmpfloat (INTERVAL (.age = 0, .background = TRUE), ==, 22);
  g_assert_cmpfloat (INTERVAL (.age = age, .metered = TRUE), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = age, .saver = TRUE), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = age, .saver = TRUE, .metered = TRUE), ==, 10);
  g_assert_cmpfloat (INTERVAL (.age = age, .together = TRUE), ==, 4.5);
  g_assert_cmpfloat (INTERVAL (.age = age, .metered = TRUE, .background = TRUE), ==, 44);
}

static void
test_limits (void)
{
  const gint64 age = 50 * SECOND;

  g_assert_cmpfloat (INTERVAL (.age = age, .minimum = 8 * SECOND), ==, 8);
  g_assert_cmpfloat (INTERVAL (.age = age, .minimum = 2 * SECOND), ==, 5);
  g_assert_cmpfloat (INTERVAL (.age = age, .maximum = 3 * SECOND), ==, 3);
  g_assert_cmpfloat (INTERVAL (.age = age, .maximum = 30 * SECOND), ==, 5);
  g_assert_cmpfloat (INTERVAL (.age = age, .minimum = 4 * SECOND, .maximum = 3 * SECOND), ==, 4);
  g_assert_cmpfloat (INTERVAL (.age = age, .background = TRUE, .maximum = 3 * SECOND), ==, 3);
  /* Nobody can make it spin. */
  g_assert_cmpfloat (INTERVAL (.maximum = 1), ==, 0.2);
  /* The service's word wins over the person's. */
  g_assert_cmpfloat (INTERVAL (.age = age, .hint = 60 * SECOND), ==, 60);
  g_assert_cmpfloat (INTERVAL (.age = age, .hint = 60 * SECOND, .maximum = SECOND), ==, 60);
  g_assert_cmpfloat (INTERVAL (.age = age, .hint = SECOND), ==, 5);
}

/* Eight runs of 20 s ± 20 %, each after a wait of a second or so. */
static const SimmerUsual *
get_usual (void)
{
  static const gint64 durations[] = {
    16 * SECOND, 17 * SECOND, 18 * SECOND, 19 * SECOND,
    21 * SECOND, 22 * SECOND, 23 * SECOND, 24 * SECOND,
  };
  static const gint64 waits[] = { SECOND, SECOND, SECOND, 2 * SECOND };
  static SimmerUsual usual;

  simmer_usual_from_durations (durations, G_N_ELEMENTS (durations), &usual);
  simmer_usual_set_waits (&usual, waits, G_N_ELEMENTS (waits));

  return &usual;
}

#define WARM(t, ...) \
  INTERVAL (.usual = get_usual (), .age = (t) *SECOND + SECOND, .running = (t) *SECOND, __VA_ARGS__)

/* Runs of @scale times those of get_usual(). */
static void
make_usual (double scale, SimmerUsual *usual)
{
  gint64 durations[8];
  gint64 waits[8];

  for (int i = 0; i < 8; i++)
    {
      durations[i] = (gint64) (scale * (16 + i + i / 4) * SECOND);
      waits[i] = (gint64) (scale * (3 + i % 3) * SECOND);
    }
  simmer_usual_from_durations (durations, G_N_ELEMENTS (durations), usual);
  simmer_usual_set_waits (usual, waits, G_N_ELEMENTS (waits));
}

/* What a second of lag is worth for tasks of this length: up to twice as much beyond 15 s. */
static double
get_patience (const SimmerUsual *usual)
{
  return CLAMP (exp (usual->duration.log_mean) / 15, 1.0, 2.0);
}

static void
assert_interval (const SimmerCadence *cadence, double seconds)
{
  g_assert_cmpfloat_with_epsilon (
    (double) simmer_cadence_get_interval (cadence) / SECOND, MAX (seconds, 0.2), 1e-5);
}

/* The figures of the documentation, one by one. */
static void
test_prices (void)
{
  static const double scales[] = { 0.25, 1, 1.2, 4, 40 };
  static const double prices[] = { 0.1, 0.4, 0.1, 0.01 };
  static const double parts[] = { 4, 2, 4, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (double age = 0; age < 1.2; age += 0.15)
      {
        SimmerUsual usual;
        SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS, .usual = &usual };
        double running = age * 20 * scales[i];
        double length;

        make_usual (scales[i], &usual);
        length = exp (usual.duration.log_mean);
        cadence.running = cadence.age = (gint64) (running * SECOND);
        if (simmer_lifetime_is_overdue (&usual.duration, running))
          break;
        for (int j = 0; j < SIMMER_N_EAGERNESSES; j++)
          {
            cadence.eagerness = (SimmerEagerness) j;
            assert_interval (&cadence,
                             simmer_lifetime_get_interval (&usual.duration,
                                                           (double) cadence.running / SECOND,
                                                           prices[j] * get_patience (&usual),
                                                           CLAMP (length / parts[j], 2, 10)));
          }
        cadence.background = TRUE;
        for (int j = 0; j < SIMMER_N_EAGERNESSES; j++)
          {
            cadence.eagerness = (SimmerEagerness) j;
            assert_interval (
              &cadence,
              MAX (2,
                   simmer_lifetime_get_interval (&usual.duration,
                                                 (double) cadence.running / SECOND,
                                                 16 * prices[j] * get_patience (&usual),
                                                 60)));
          }
      }
}

/* The start is worth an eighth of the end, and an unknown task's first second. */
static void
check_waiting_prices (gboolean faster)
{
  static const double scales[] = { 0.25, 1, 4, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (double age = 0; age < 60; age += 0.7)
      {
        SimmerUsual usual;
        SimmerLifetime whole;
        SimmerCadence cadence = {
          .status = SIMMER_TASK_STATUS_PENDING,
          .usual = &usual,
          .age = (gint64) (age * SECOND),
          .eagerness = faster ? SIMMER_EAGERNESS_FASTER : SIMMER_EAGERNESS_NORMAL,
        };
        double past = (double) cadence.age / SECOND;
        double cold = (age < 3 ? 1 : CLAMP (past / 3, 2, 10)) / (faster ? 2 : 1);
        double price = faster ? 0.01 : 0.1;
        double longest, start, end, interval;

        make_usual (scales[i], &usual);
        simmer_lifetime_add (&usual.waiting, &usual.duration, &whole);
        longest = CLAMP (exp (usual.duration.log_mean) / 4, 2, 10);
        start = simmer_lifetime_get_interval (&usual.waiting, past, 8 * price, longest);
        end = simmer_lifetime_get_interval (&whole, past, price * get_patience (&usual), longest);
        interval = MIN (end, MAX (start, MIN (1, cold)));
        if (simmer_lifetime_is_overdue (&whole, past) ||
            simmer_lifetime_is_overdue (&usual.waiting, past))
          interval = MAX (interval, cold);
        assert_interval (&cadence, interval);

        /* Of one whose habits nobody knows, too. */
        cadence.usual = NULL;
        assert_interval (&cadence, cold);
      }
}

static void
test_waiting_prices (void)
{
  check_waiting_prices (FALSE);
  check_waiting_prices (TRUE);
}

/* Two opinions of what is left weigh by their precision; by what is told alone, a task is at least
 * as long as it must be. */
static void
test_opinions (void)
{
  SimmerUsual usual;
  SimmerLifetime end;
  SimmerCadence cadence = {
    .status = SIMMER_TASK_STATUS_IN_PROGRESS,
    .usual = &usual,
    .left_deviation = 2,
    .eagerness = SIMMER_EAGERNESS_NORMAL,
  };
  double expected, told, habit;

  for (int i = 0; i < 2; i++)
    {
      /* Far from the end, and near it. */
      cadence.running = cadence.age = (i == 0 ? 30 : 25) * SECOND;
      cadence.left = i == 0 ? 30 : 3;
      make_usual (i == 0 ? 4 : 1.5, &usual);
      expected = simmer_lifetime_get_mean (&usual.duration) - (double) cadence.running / SECOND;
      habit = 1 / pow (simmer_lifetime_get_deviation (&usual.duration), 2);
      told = 1 / pow (cadence.left_deviation, 2);
      simmer_lifetime_set (&end,
                           (told * cadence.left + habit * expected) / (told + habit),
                           1 / sqrt (told + habit),
                           0.02);
      assert_interval (
        &cadence,
        simmer_lifetime_get_interval (
          &end, 0, 0.1 * get_patience (&usual), CLAMP (exp (usual.duration.log_mean) / 4, 2, 10)));
    }

  cadence.usual = NULL;
  cadence.running = cadence.age = 10 * SECOND;
  cadence.left = 10;
  cadence.left_deviation = 2;
  simmer_lifetime_set (&end, 10, 2, 0.02);
  assert_interval (&cadence, simmer_lifetime_get_interval (&end, 0, 0.1 * 18 / 15, 18.0 / 4));
}

static void
test_known (void)
{
  SimmerUsual none = { 0 };

  /* Long before the end it is asked only so that it is seen to move; near it, oftener and oftener;
   * past all habit, no oftener than an unknown one. */
  g_assert_cmpfloat_with_epsilon (WARM (2), 20.0 / 4, 0.2);
  g_assert_cmpfloat (WARM (14), >, WARM (17));
  g_assert_cmpfloat (WARM (17), >, WARM (21));
  g_assert_cmpfloat (WARM (21), <, 1.5);
  g_assert_cmpfloat (WARM (100), >=, INTERVAL (.age = 100 * SECOND));
  g_assert_cmpfloat (WARM (40), >=, INTERVAL (.age = 40 * SECOND));
  g_assert_cmpfloat (INTERVAL (.age = 50 * SECOND, .usual = &none), ==, 5);

  /* Nobody looks: it is asked when it has probably ended. */
  g_assert_cmpfloat (WARM (2, .background = TRUE), >, 16);
  g_assert_cmpfloat (WARM (21, .background = TRUE), >=, 2);
  g_assert_cmpfloat (
    WARM (100, .background = TRUE), >=, INTERVAL (.age = 100 * SECOND, .background = TRUE));
}

static void
test_known_eagerness (void)
{
  SimmerCadence cadence = {
    .status = SIMMER_TASK_STATUS_IN_PROGRESS,
    .usual = get_usual (),
    .age = 19 * SECOND,
    .running = 18 * SECOND,
  };
  gint64 intervals[SIMMER_N_EAGERNESSES];

  for (int i = 0; i < SIMMER_N_EAGERNESSES; i++)
    {
      cadence.eagerness = (SimmerEagerness) i;
      intervals[i] = simmer_cadence_get_interval (&cadence);
    }
  g_assert_cmpint (intervals[SIMMER_EAGERNESS_FEWER], >, intervals[SIMMER_EAGERNESS_NORMAL]);
  g_assert_cmpint (intervals[SIMMER_EAGERNESS_NORMAL], >, intervals[SIMMER_EAGERNESS_FASTER]);
  g_assert_cmpint (intervals[SIMMER_EAGERNESS_NORMAL], ==, intervals[SIMMER_EAGERNESS_USUAL]);

  /* Who wants fewer requests sees it move half as often, too. */
  cadence.running = SECOND;
  cadence.eagerness = SIMMER_EAGERNESS_FEWER;
  g_assert_cmpint (simmer_cadence_get_interval (&cadence), >, 8 * SECOND);
}

/* While somebody looks, each task is seen to move, be it at last after ten seconds; whatever is
 * known of it and however few requests are wanted. */
static void
test_seen_to_move (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  gint64 longest[SIMMER_N_EAGERNESSES] = { 0 };

  for (int i = 0; i < 20000; i++)
    {
      gint64 median = g_rand_int_range (random, 1, 4000) * SECOND;
      const gint64 durations[] = { median / 2, median, median * 2, median };
      const gint64 waits[] = { median / 3, median / 2 };
      SimmerUsual usual;
      SimmerCadence cadence = {
        .status =
          g_rand_boolean (random) ? SIMMER_TASK_STATUS_IN_PROGRESS : SIMMER_TASK_STATUS_PENDING,
        .age = g_rand_int_range (random, 0, 20000) * SECOND,
        .usual = g_rand_boolean (random) ? &usual : NULL,
        .left = g_rand_boolean (random) ? g_rand_double_range (random, 0, 9000) : 0,
        .left_deviation = g_rand_double_range (random, 0.1, 900),
        .queue_position = g_rand_int_range (random, 0, 200),
        .together = g_rand_boolean (random),
        .eagerness = (SimmerEagerness) g_rand_int_range (random, 0, SIMMER_N_EAGERNESSES),
      };
      gint64 interval;

      simmer_usual_from_durations (durations, G_N_ELEMENTS (durations), &usual);
      simmer_usual_set_waits (&usual, waits, G_N_ELEMENTS (waits));
      if (cadence.status == SIMMER_TASK_STATUS_IN_PROGRESS)
        cadence.running = cadence.age;
      interval = simmer_cadence_get_interval (&cadence);
      longest[cadence.eagerness] = MAX (longest[cadence.eagerness], interval);
    }
  for (int i = 0; i < SIMMER_N_EAGERNESSES; i++)
    g_assert_cmpint (longest[i], <=, 10 * SECOND);
  g_assert_cmpint (longest[SIMMER_EAGERNESS_FEWER], ==, 10 * SECOND);
  g_assert_cmpint (longest[SIMMER_EAGERNESS_NORMAL], ==, 10 * SECOND);
}

/* The history of waiting tells when the start is worth a look. */
static void
test_known_waiting (void)
{
  const SimmerUsual *usual = get_usual ();
  SimmerCadence cadence = {
    .status = SIMMER_TASK_STATUS_PENDING,
    .usual = usual,
    .eagerness = SIMMER_EAGERNESS_NORMAL,
  };
  SimmerUsual unwaited = *usual;

  g_assert_cmpint (simmer_cadence_get_interval (&cadence), >=, SECOND);
  g_assert_cmpint (simmer_cadence_get_interval (&cadence), <, 4 * SECOND);

  /* It waits for longer than any did: as if nothing were known. */
  cadence.age = 60 * SECOND;
  g_assert_cmpint (simmer_cadence_get_interval (&cadence), >=, 10 * SECOND);

  /* Nobody sees the start in the background. */
  cadence.age = 0;
  cadence.background = TRUE;
  g_assert_cmpint (simmer_cadence_get_interval (&cadence), >, 16 * SECOND);

  cadence.background = FALSE;
  cadence.usual = &unwaited;
  unwaited.waiting.n = 0;
  g_assert_cmpint (simmer_cadence_get_interval (&cadence), ==, SECOND);
}

static void
test_progress_told (void)
{
  /* An unknown task is asked near the end that its progress foretells. */
  g_assert_cmpfloat_with_epsilon (
    INTERVAL (.age = 15 * SECOND, .running = 15 * SECOND, .left = 3, .left_deviation = 0.1),
    3,
    0.4);
  g_assert_cmpfloat (
    INTERVAL (.age = 90 * SECOND, .running = 90 * SECOND, .left = 500, .left_deviation = 9),
    ==,
    10);

  /* It weighs more than the history by as much as it is more precise. */
  g_assert_cmpfloat_with_epsilon (WARM (23, .left = 4, .left_deviation = 0.1), 4, 0.6);
  g_assert_cmpfloat (
    WARM (16, .left = 6, .left_deviation = 2), <, WARM (16, .left = 6, .left_deviation = 0.1));

  /* What is about to end is not asked without a pause. */
  g_assert_cmpfloat (INTERVAL (.age = SECOND, .left = 0.001, .left_deviation = 0.001), ==, 0.2);
}

static void
test_backoff_bounds (void)
{
  SimmerCadence cadence = {
    .status = SIMMER_TASK_STATUS_IN_PROGRESS,
    .age = 10 * SECOND,
    .eagerness = SIMMER_EAGERNESS_NORMAL,
  };
  static const struct
  {
    guint failures;
    gint64 outage;
    double low;
    double high;
  } cases[] = {
    { 1, 0, 2, 3 },       /* b = 2: never before the usual 2 s */
    { 2, 2, 2, 4 },       /* b = 4 */
    { 3, 6, 2.5, 5 },     /* b = min (8, 5) */
    { 9, 30, 3.75, 7.5 }, /* b = 30 / 4 */
    { 9, 60, 7.5, 15 },   /* b = 60 / 4 */
    { 99, 600, 15, 30 },  /* b = 30 */
    { G_MAXUINT, 864000, 15, 30 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 outage = cases[i].outage * SECOND;
      double low =
        (double) simmer_cadence_get_backoff (&cadence, cases[i].failures, outage, 0) / SECOND;
      double high =
        (double) simmer_cadence_get_backoff (&cadence, cases[i].failures, outage, 0.999999) /
        SECOND;

      g_assert_cmpfloat_with_epsilon (low, cases[i].low, 1e-4);
      g_assert_cmpfloat_with_epsilon (high, cases[i].high, 1e-4);
    }
}

/* An error never makes it ask oftener than it did, whatever the rest. */
static void
test_backoff_is_slower (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int i = 0; i < 10000; i++)
    {
      SimmerCadence cadence = {
        .status = SIMMER_TASK_STATUS_IN_PROGRESS,
        .age = g_rand_int_range (random, 0, 400) * SECOND,
        .eagerness = (SimmerEagerness) g_rand_int_range (random, 0, SIMMER_N_EAGERNESSES),
        .background = g_rand_boolean (random),
        .metered = g_rand_boolean (random),
        .stalled = g_rand_boolean (random),
      };
      gint64 wait = simmer_cadence_get_backoff (&cadence,
                                                (guint) g_rand_int_range (random, 1, 100),
                                                g_rand_int_range (random, 0, 1000) * SECOND,
                                                g_rand_double (random));

      g_assert_cmpint (wait, >=, simmer_cadence_get_interval (&cadence));
    }
}

/* An outage of the service without any other signal: how often it is asked, and how long after its
 * end it is heard again, over many draws. */
static void
check_outage (double length, double most_lag, guint most_requests)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (int run = 0; run < 2000; run++)
    {
      SimmerCadence cadence = {
        .status = SIMMER_TASK_STATUS_IN_PROGRESS,
        .age = 10 * SECOND,
        .eagerness = SIMMER_EAGERNESS_NORMAL,
      };
      gint64 first = (gint64) (g_rand_double (random) * 2 * SECOND);
      gint64 end = (gint64) (length * SECOND);
      gint64 now = first;
      guint failures = 0;

      while (now < end)
        {
          failures++;
          now +=
            simmer_cadence_get_backoff (&cadence, failures, now - first, g_rand_double (random));
        }
      g_assert_cmpuint (failures, <=, most_requests);
      g_assert_cmpfloat ((double) (now - end) / SECOND, <=, most_lag);
    }
}

static void
test_outages (void)
{
  check_outage (12, 5, 6);
  check_outage (60, 15, 15);
  check_outage (600, 30, 50);
}

/* A million clients that lost the same server do not come back in step: in the steady state of a
 * long outage no tenth of a second sees twice the mean. */
static void
test_stampede (void)
{
  const int n_clients = 100000;
  const gint64 slot = SECOND / 10;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autofree guint *slots = g_new0 (guint, 600);
  SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS, .age = 60 * SECOND };
  guint most = 0;
  double total = 0;

  for (int i = 0; i < n_clients; i++)
    {
      gint64 now = 0;

      /* All of them fail at once; what is counted begins after ten minutes. */
      for (guint failures = 1; now < 660 * SECOND; failures++)
        {
          if (now >= 600 * SECOND)
            slots[(now - 600 * SECOND) / slot]++;
          now += simmer_cadence_get_backoff (&cadence, failures, now, g_rand_double (random));
        }
    }
  for (int i = 0; i < 600; i++)
    {
      total += slots[i];
      most = MAX (most, slots[i]);
    }
  g_assert_cmpfloat (most, <=, 2 * total / 600);
}

typedef struct
{
  double requests;
  double lag;
} Cost;

/* Follows tasks of @mean seconds ± 20 %, asked over a way of 20 ms. */
static Cost
follow (double mean, gboolean background)
{
  const int n = 4000;
  Cost cost = { 0, 0 };

  for (int i = 0; i < n; i++)
    {
      gint64 end = (gint64) (mean * (0.8 + 0.4 * (i + 0.5) / n) * SECOND);
      SimmerCadence cadence = {
        .status = SIMMER_TASK_STATUS_IN_PROGRESS,
        .eagerness = SIMMER_EAGERNESS_NORMAL,
        .background = background,
      };
      gint64 now = 0;

      do
        {
          cadence.age = now;
          now += simmer_cadence_get_interval (&cadence) + SECOND / 50;
          cost.requests += 1.0 / n;
        }
      while (now < end);
      cost.lag += (double) (now - end) / SECOND / n;
    }

  g_test_message ("D = %g s%s: %.2f requests, mean lag %.2f s",
                  mean,
                  background ? ", background" : "",
                  cost.requests,
                  cost.lag);
  return cost;
}

/* The goals for a task of which nothing is known and that reports no progress. */
static void
test_cost (void)
{
  static const struct
  {
    double mean;
    double requests;
    double lag;
  } goals[] = {
    { 3, 4, 1.1 },
    { 20, 12, 1.2 },
    { 120, 32, 5.2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    {
      Cost cost = follow (goals[i].mean, FALSE);

      g_assert_cmpfloat (cost.requests, <=, goals[i].requests);
      g_assert_cmpfloat (cost.lag, <=, goals[i].lag);
    }
}

static void
test_background_cost (void)
{
  static const double means[] = { 20, 30, 60, 120, 300, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (means); i++)
    g_assert_cmpfloat (follow (means[i], TRUE).requests, <=, follow (means[i], FALSE).requests / 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cadence/cold", test_cold);
  g_test_add_func ("/cadence/final", test_final);
  g_test_add_func ("/cadence/queue", test_queue);
  g_test_add_func ("/cadence/circumstances", test_circumstances);
  g_test_add_func ("/cadence/limits", test_limits);
  g_test_add_func ("/cadence/prices", test_prices);
  g_test_add_func ("/cadence/waiting-prices", test_waiting_prices);
  g_test_add_func ("/cadence/opinions", test_opinions);
  g_test_add_func ("/cadence/known", test_known);
  g_test_add_func ("/cadence/known-eagerness", test_known_eagerness);
  g_test_add_func ("/cadence/seen-to-move", test_seen_to_move);
  g_test_add_func ("/cadence/known-waiting", test_known_waiting);
  g_test_add_func ("/cadence/progress-told", test_progress_told);
  g_test_add_func ("/cadence/backoff-bounds", test_backoff_bounds);
  g_test_add_func ("/cadence/backoff-is-slower", test_backoff_is_slower);
  g_test_add_func ("/cadence/outages", test_outages);
  g_test_add_func ("/cadence/stampede", test_stampede);
  g_test_add_func ("/cadence/cost", test_cost);
  g_test_add_func ("/cadence/background-cost", test_background_cost);

  return g_test_run ();
}
