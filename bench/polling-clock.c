/* polling-clock [--tasks N] [--json] [--check] [--trace D,D…]: what it costs to follow tasks.
 *
 * Thousands of tasks on a fake clock, followed by the very cadence and estimator of the program,
 * beside the policies of today's clients on the same tasks. D is the time from submission to end;
 * requests are those for the status, without the submission; lag is from the end to its news.
 * --check ends with 1 if any goal is missed. --trace follows tasks that take just so long, without
 * a wait, and prints what each cost: for comparison with real ones. */

#include <math.h>
#include <stdlib.h>

#include "polling-many.h"
#include "polling-trace.h"
#include "table.h"

#define SECOND ((double) G_USEC_PER_SEC)

/* A question and its answer over a good line; over loopback. */
#define WAY      0.02
#define LOOPBACK 0.004

static int n_tasks = 4000;
static double way = WAY;
static char *trace_list;

typedef struct
{
  double requests;
  double lag;
  double p95;
  double start_lag;
} Cost;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* --- One task at a time ---------------------------------------------------------------------- */

typedef struct
{
  const char *what;
  double mean;
  Spread spread;
  Wait wait;
  gboolean warm;
  gboolean tells_progress;
  SimmerEagerness eagerness;
  double requests; /* goals; 0 where there is none */
  double lag;
  double p95;
  double start_lag;
} Row;

/* Each task has a history of its own, so that no row depends on a lucky one. */
static Cost
measure (const Row *row, Policy policy, gboolean background)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GRand) dice = g_rand_new_with_seed (11);
  g_autofree double *lags = g_new (double, n_tasks);
  Cost cost = { 0 };

  for (int i = 0; i < n_tasks; i++)
    {
      Manner manner = {
        .policy = policy,
        .eagerness = row->eagerness,
        .background = background,
        .way = way,
      };
      SimmerUsual usual;
      Outcome outcome;
      Trace trace;

      trace_learn (random, row->mean, row->spread, row->wait, &usual);
      trace_init (&trace, random, row->mean, row->spread, row->wait, row->tells_progress);
      if (row->warm)
        manner.usual = &usual;
      trace_follow (&trace, &manner, dice, &outcome);
      cost.requests += (double) outcome.requests / n_tasks;
      cost.lag += outcome.lag / n_tasks;
      cost.start_lag += outcome.start_lag / n_tasks;
      lags[i] = outcome.lag;
    }
  qsort (lags, (gsize) n_tasks, sizeof *lags, compare_doubles);
  cost.p95 = lags[n_tasks * 95 / 100];

  return cost;
}

#define NORMAL SIMMER_EAGERNESS_NORMAL
#define FASTER SIMMER_EAGERNESS_FASTER

static const Row rows[] = {
  { "warm, D = 20 s", 20, SPREAD_UNIFORM, WAIT_SHORT, TRUE, FALSE, NORMAL, 8, 0.7, 1.6, 1.5 },
  { "warm, D = 20 s, lognormal",
    20,
    SPREAD_LOGNORMAL,
    WAIT_SHORT,
    TRUE,
    FALSE,
    NORMAL,
    8.5,
    0.8,
    0,
    1.5 },
  { "warm, D = 3 s", 3, SPREAD_UNIFORM, WAIT_SHORT, TRUE, FALSE, NORMAL, 3.5, 0.35, 0, 0 },
  { "warm, D = 120 s", 120, SPREAD_UNIFORM, WAIT_SHORT, TRUE, FALSE, NORMAL, 0, 0, 0, 6 },
  { "eager, warm, D = 20 s", 20, SPREAD_UNIFORM, WAIT_SHORT, TRUE, FALSE, FASTER, 20, 0.3, 0, 1.5 },
  { "cold, no progress, D = 20 s",
    20,
    SPREAD_UNIFORM,
    WAIT_SHORT,
    FALSE,
    FALSE,
    NORMAL,
    12,
    1.2,
    0,
    1.5 },
  { "cold, no progress, D = 120 s",
    120,
    SPREAD_UNIFORM,
    WAIT_SHORT,
    FALSE,
    FALSE,
    NORMAL,
    32,
    5.2,
    0,
    6 },
  { "cold, progress, D = 20 s",
    20,
    SPREAD_UNIFORM,
    WAIT_SHORT,
    FALSE,
    TRUE,
    NORMAL,
    9,
    0.6,
    0,
    1.5 },
  { "cold, progress, D = 120 s",
    120,
    SPREAD_UNIFORM,
    WAIT_SHORT,
    FALSE,
    TRUE,
    NORMAL,
    16,
    1.0,
    0,
    6 },
  { "cold, progress, waits D / 5, D = 20 s",
    20,
    SPREAD_UNIFORM,
    WAIT_FIFTH,
    FALSE,
    TRUE,
    NORMAL,
    9,
    0.6,
    0,
    1.5 },
  { "cold, progress, waits D / 5, D = 120 s",
    120,
    SPREAD_UNIFORM,
    WAIT_FIFTH,
    FALSE,
    TRUE,
    NORMAL,
    21,
    1.4,
    0,
    6 },
  { "warm, progress, D = 20 s",
    20,
    SPREAD_UNIFORM,
    WAIT_SHORT,
    TRUE,
    TRUE,
    NORMAL,
    8,
    0.7,
    1.6,
    1.5 },
  { "warm, waits D / 5, D = 120 s",
    120,
    SPREAD_UNIFORM,
    WAIT_FIFTH,
    TRUE,
    FALSE,
    NORMAL,
    0,
    0,
    0,
    6 },
};

static void
print_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      Cost cost = measure (row, POLICY_SIMMER, FALSE);

      if (row->requests > 0)
        table_add (row->what, "requests", row->requests, cost.requests);
      if (row->lag > 0)
        table_add (row->what, "mean lag, s", row->lag, cost.lag);
      if (row->p95 > 0)
        table_add (row->what, "lag, 95 %, s", row->p95, cost.p95);
      if (row->start_lag > 0)
        table_add (row->what, "start seen after, s", row->start_lag, cost.start_lag);
    }
}

static void
print_background (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].mean < 20 || rows[i].eagerness != NORMAL)
        continue;
      table_add (rows[i].what,
                 "background / foreground",
                 0.25,
                 measure (&rows[i], POLICY_SIMMER, TRUE).requests /
                   measure (&rows[i], POLICY_SIMMER, FALSE).requests);
    }
}

static void
print_policies (void)
{
  static const guint compared[] = { 0, 5, 6, 7, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      const Row *row = &rows[compared[i]];

      for (Policy policy = 0; policy < N_POLICIES; policy++)
        {
          Cost cost = measure (row, policy, FALSE);

          /* What is known of a task makes no difference to those. */
          if (policy == POLICY_SIMMER || row->mean > 20 || i == 0)
            table_add_policy (
              row->what, policy_to_string (policy), cost.requests, cost.lag, cost.p95);
        }
    }
}

/* --- Past its usual time -----------------------------------------------------------------------
 */

/* How much oftener a task is asked for than an unknown one of its age, at worst. */
static void
print_overdue (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  double worst = 0;

  for (int i = 0; i < n_tasks; i++)
    {
      SimmerUsual usual;
      gint64 age;
      SimmerCadence known = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                              .usual = &usual,
                              .eagerness = NORMAL };
      SimmerCadence unknown = { .status = SIMMER_TASK_STATUS_IN_PROGRESS, .eagerness = NORMAL };

      trace_learn (random, 20, SPREAD_UNIFORM, WAIT_NONE, &usual);
      age = usual.median * g_rand_int_range (random, 30, 51) / 10;
      known.age = known.running = unknown.age = unknown.running = age;
      worst = MAX (worst,
                   (double) simmer_cadence_get_interval (&unknown) /
                     (double) simmer_cadence_get_interval (&known));
    }
  table_add ("3 to 5 times the usual time", "as often as a cold one", 1, worst);
}

/* --- How long it still takes -------------------------------------------------------------------
 */

/* The median of how far the first estimate is off, as a part of the whole. */
static double
measure_estimates (Spread spread)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree double *errors = g_new (double, n_tasks);

  for (int i = 0; i < n_tasks; i++)
    {
      SimmerEstimator estimator = { 0 };
      SimmerEstimate estimate;
      SimmerUsual usual;
      Trace trace;

      trace_learn (random, 60, spread, WAIT_NONE, &usual);
      trace_init (&trace, random, 60, spread, WAIT_NONE, FALSE);
      simmer_estimator_get (&estimator,
                            &usual,
                            SIMMER_TASK_STATUS_IN_PROGRESS,
                            G_USEC_PER_SEC,
                            G_USEC_PER_SEC,
                            -1,
                            &estimate);
      errors[i] = fabs ((double) estimate.low / SECOND - trace.end) / trace.end;
    }
  qsort (errors, (gsize) n_tasks, sizeof *errors, compare_doubles);

  return errors[n_tasks / 2];
}

static void
print_estimates (void)
{
  static const char figure[] = "median of error / D";

  table_add ("estimate after 8 runs", figure, 0.15, measure_estimates (SPREAD_UNIFORM));
  table_add (
    "estimate after 8 runs, lognormal", figure, 0.15, measure_estimates (SPREAD_LOGNORMAL));
}

/* --- The same tasks as real ones ---------------------------------------------------------------
 */

static void
print_traces (void)
{
  g_auto (GStrv) words = g_strsplit (trace_list, ",", -1);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  const char *between = "[";

  for (int told = 1; told >= 0; told--)
    for (guint i = 0; words[i] != NULL; i++)
      {
        Manner manner = { .eagerness = NORMAL, .way = LOOPBACK };
        Trace trace = { .end = g_ascii_strtod (words[i], NULL),
                        .tells_progress = told,
                        .as_generator = TRUE };
        Outcome outcome;

        trace_follow (&trace, &manner, random, &outcome);
        g_print ("%s{\"progress\": %s, \"requests\": %u, \"lag\": %f}",
                 between,
                 told ? "true" : "false",
                 outcome.requests,
                 outcome.lag);
        between = ",\n";
      }
  g_print ("]\n");
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "tasks", 0, 0, G_OPTION_ARG_INT, &n_tasks, "Tasks a row", "N" },
    { "trace", 0, 0, G_OPTION_ARG_STRING, &trace_list, "Follow tasks that take so long", "S,S…" },
    G_OPTION_ENTRY_NULL,
  };

  table_init (&argc, &argv, entries);
  if (n_tasks < 1)
    table_refuse ("no tasks");
  if (trace_list != NULL)
    {
      print_traces ();
      g_free (trace_list);
      return 0;
    }

  table_begin ();
  print_rows ();
  print_background ();
  print_overdue ();
  print_estimates ();
  polling_many_add ((guint) MAX (2, n_tasks / 200));
  print_policies ();

  return table_end ();
}
