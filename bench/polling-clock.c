/* polling-clock [--tasks N] [--json] [--check] [--trace D,D…]: what it costs to follow tasks.
 *
 * Thousands of tasks on a fake clock, followed by the very cadence and estimator of the program,
 * beside the policies of today's clients on the same tasks. D is the time from submission to end;
 * requests are those for the status, without the submission; lag is from the end to its news.
 * --check ends with 1 if any goal is missed. --trace follows tasks that take just so long, without
 * a wait, and prints what each cost: for comparison with real ones. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include <json-glib/json-glib.h>

#include "polling-trace.h"

#define SECOND ((double) G_USEC_PER_SEC)

/* A question and its answer over a good line; over loopback. */
#define WAY      0.02
#define LOOPBACK 0.004

static int n_tasks = 4000;
static gboolean as_json;
static gboolean check;
static double way = WAY;
static char *trace_list;

static JsonBuilder *builder; /* (owned) (nullable) */
static gboolean missed;

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

/* --- Printing -------------------------------------------------------------------------------- */

/* One figure beside its goal, which it must not exceed. */
static void
print_goal (const char *what, const char *figure, double goal, double measured)
{
  gboolean ok = measured <= goal;

  missed = missed || !ok;
  if (builder == NULL)
    {
      g_print (
        "  %-46s %-22s ≤ %6.2f  %8.2f  %s\n", what, figure, goal, measured, ok ? "ok" : "over");
      return;
    }

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, what);
  json_builder_set_member_name (builder, "figure");
  json_builder_add_string_value (builder, figure);
  json_builder_set_member_name (builder, "goal");
  json_builder_add_double_value (builder, goal);
  json_builder_set_member_name (builder, "measured");
  json_builder_add_double_value (builder, measured);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, ok);
  json_builder_end_object (builder);
}

static void
print_policy (const char *what, Policy policy, const Cost *cost)
{
  if (builder == NULL)
    {
      g_print ("  %-34s %-22s %8.2f  %7.2f s  %7.2f s\n",
               what,
               policy_to_string (policy),
               cost->requests,
               cost->lag,
               cost->p95);
      return;
    }

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, what);
  json_builder_set_member_name (builder, "policy");
  json_builder_add_string_value (builder, policy_to_string (policy));
  json_builder_set_member_name (builder, "requests");
  json_builder_add_double_value (builder, cost->requests);
  json_builder_set_member_name (builder, "lag");
  json_builder_add_double_value (builder, cost->lag);
  json_builder_set_member_name (builder, "p95");
  json_builder_add_double_value (builder, cost->p95);
  json_builder_end_object (builder);
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
        print_goal (row->what, "requests", row->requests, cost.requests);
      if (row->lag > 0)
        print_goal (row->what, "mean lag, s", row->lag, cost.lag);
      if (row->p95 > 0)
        print_goal (row->what, "lag, 95 %, s", row->p95, cost.p95);
      if (row->start_lag > 0)
        print_goal (row->what, "start seen after, s", row->start_lag, cost.start_lag);
    }
}

static void
print_background (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].mean < 20 || rows[i].eagerness != NORMAL)
        continue;
      print_goal (rows[i].what,
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
            print_policy (row->what, policy, &cost);
        }
    }
}

/* --- The same tasks as real ones ------------------------------------------------------------- */

static void
print_traces (void)
{
  g_auto (GStrv) words = g_strsplit (trace_list, ",", -1);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int told = 1; told >= 0; told--)
    for (guint i = 0; words[i] != NULL; i++)
      {
        Manner manner = { .eagerness = NORMAL, .way = LOOPBACK };
        Trace trace = { .end = g_ascii_strtod (words[i], NULL), .tells_progress = told };
        Outcome outcome;

        trace_follow (&trace, &manner, random, &outcome);
        json_builder_begin_object (builder);
        json_builder_set_member_name (builder, "progress");
        json_builder_add_boolean_value (builder, told);
        json_builder_set_member_name (builder, "requests");
        json_builder_add_int_value (builder, outcome.requests);
        json_builder_set_member_name (builder, "lag");
        json_builder_add_double_value (builder, outcome.lag);
        json_builder_end_object (builder);
      }
}

static void
print_all (void)
{
  if (builder == NULL)
    g_print ("  %-46s %-22s   %6s  %8s\n", "what", "figure", "goal", "measured");
  print_rows ();
  print_background ();
  if (builder == NULL)
    g_print ("\n  %-34s %-22s %8s  %9s  %9s\n", "policy", "", "requests", "mean lag", "95 %");
  print_policies ();
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "tasks", 0, 0, G_OPTION_ARG_INT, &n_tasks, "Tasks a row", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print JSON", NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, "Fail if a goal is missed", NULL },
    { "trace", 0, 0, G_OPTION_ARG_STRING, &trace_list, "Follow tasks that take so long", "S,S…" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_CTYPE, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || n_tasks < 1)
    {
      g_printerr ("polling-clock: %s\n", error != NULL ? error->message : "no tasks");
      return 2;
    }

  if (as_json || trace_list != NULL)
    {
      builder = json_builder_new ();
      json_builder_begin_array (builder);
    }
  if (trace_list != NULL)
    print_traces ();
  else
    print_all ();
  if (builder != NULL)
    {
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *text = NULL;

      json_builder_end_array (builder);
      root = json_builder_get_root (builder);
      text = json_to_string (root, TRUE);
      g_print ("%s\n", text);
      g_object_unref (builder);
    }
  g_free (trace_list);

  return check && missed;
}
