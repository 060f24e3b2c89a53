/* Tasks on a fake clock, and the policies that follow them. Simmer's is the one that the program
 * itself uses, fed as its poller feeds it; the others are what today's clients do. */

#include "polling-trace.h"

#include <math.h>

#define SECOND ((double) G_USEC_PER_SEC)

/* Like ours, the clock does not begin at 0, which means unknown. */
#define EPOCH (1000 * SECOND)

#define N_PAST_RUNS 8

/* Progress is told in whole percents; by the built-in generator in finer steps, and the time that
 * remains in seconds or, where few are left, in eighths. */
#define PERCENT         100
#define GENERATOR_STEPS 512
#define FEW_SECONDS     10
#define EIGHTHS         8

const char *
policy_to_string (Policy policy)
{
  static const char *const names[N_POLICIES] = {
    "Simmer",        "every 0.5 s",           "every 2 s",   "every 5 s",
    "× 1.3 to 60 s", "× 2, jitter, to 120 s", "6 s ± 1.5 s",
  };

  return names[policy];
}

static double
draw_normal (GRand *random)
{
  /* Box and Muller */
  double radius = sqrt (-2 * log (1 - g_rand_double (random)));

  return radius * cos (2 * G_PI * g_rand_double (random));
}

void
trace_init (Trace *self,
            GRand *random,
            double mean,
            Spread spread,
            Wait wait,
            gboolean tells_progress)
{
  self->end = spread == SPREAD_UNIFORM ? mean * g_rand_double_range (random, 0.8, 1.2)
                                       : mean * exp (0.2 * draw_normal (random));
  self->tells_progress = tells_progress;
  self->as_generator = FALSE;
  switch (wait)
    {
    case WAIT_SHORT:
      self->wait = g_rand_double_range (random, 0, MIN (1.5, self->end / 2));
      break;
    case WAIT_FIFTH:
      self->wait = self->end / 5;
      break;
    case WAIT_NONE:
    default:
      self->wait = 0;
      break;
    }
}

/* What is remembered of former runs. */
void
trace_learn (GRand *random, double mean, Spread spread, Wait wait, SimmerUsual *usual)
{
  gint64 durations[N_PAST_RUNS], waits[N_PAST_RUNS];

  for (guint i = 0; i < N_PAST_RUNS; i++)
    {
      Trace past;

      trace_init (&past, random, mean, spread, wait, FALSE);
      durations[i] = (gint64) ((past.end - past.wait) * SECOND);
      waits[i] = (gint64) (past.wait * SECOND);
    }
  simmer_usual_from_durations (durations, N_PAST_RUNS, usual);
  simmer_usual_set_waits (usual, waits, N_PAST_RUNS);
}

/* The answer to the submission is known: the task waits. */
void
follower_init (Follower *self, const Manner *manner)
{
  *self = (Follower){
    .cadence = {
      .status = SIMMER_TASK_STATUS_PENDING,
      .usual = manner->usual,
      .background = manner->background,
      .eagerness = manner->eagerness,
    },
    .seen_when = -1,
  };
}

static double
ask_cadence (Follower *self, const Trace *trace, double now)
{
  self->cadence.age = (gint64) (now * SECOND);
  self->cadence.running =
    self->seen_when < 0 ? 0 : (gint64) (MAX (now - trace->wait, 0.001) * SECOND);
  simmer_estimator_predict (&self->estimator,
                            self->seen_when < 0 ? 0 : (gint64) (EPOCH + trace->wait * SECOND),
                            (gint64) (EPOCH + now * SECOND),
                            self->eta,
                            &self->cadence.left,
                            &self->cadence.left_deviation);

  return (double) simmer_cadence_get_interval (&self->cadence) / SECOND;
}

/* Seconds from the answer at @now to the next question. */
double
follower_get_interval (Follower *self,
                       const Trace *trace,
                       const Manner *manner,
                       GRand *random,
                       double now)
{
  switch (manner->policy)
    {
    case POLICY_EVERY_HALF_SECOND:
      return 0.5;
    case POLICY_EVERY_2_SECONDS:
      return 2;
    case POLICY_EVERY_5_SECONDS:
      return 5;
    case POLICY_GROWING:
      self->interval = self->interval > 0 ? MIN (self->interval * 1.3, 60) : 1;
      return self->interval;
    case POLICY_DOUBLING:
      self->interval = self->interval > 0 ? MIN (self->interval * 2, 120) : 1;
      return self->interval * g_rand_double_range (random, 0.75, 1.25);
    case POLICY_ABOUT_6_SECONDS:
      return g_rand_double_range (random, 4.5, 7.5);
    case POLICY_SIMMER:
    case N_POLICIES:
    default:
      return ask_cadence (self, trace, now);
    }
}

/* Takes the answer to what was @asked in the middle of its way. Returns whether it is the end. */
gboolean
follower_hear (Follower *self, const Trace *trace, double asked, double heard)
{
  double then = (asked + heard) / 2;
  double share = (then - trace->wait) / (trace->end - trace->wait);

  if (then >= trace->wait && self->seen_when < 0)
    self->seen_when = heard;
  if (then >= trace->end)
    return TRUE;

  if (then >= trace->wait)
    self->cadence.status = SIMMER_TASK_STATUS_IN_PROGRESS;
  if (then >= trace->wait && trace->tells_progress)
    {
      double steps = trace->as_generator ? GENERATOR_STEPS : PERCENT;
      double left = trace->end - then;
      double parts = left < FEW_SECONDS ? EIGHTHS : 1;

      simmer_estimator_add (
        &self->estimator, (gint64) (EPOCH + heard * SECOND), floor (share * steps) / steps);
      self->eta = trace->as_generator ? round (left * parts) / parts : 0;
    }

  return FALSE;
}

/* Follows one task from its submission to its end. In the background, questions keep to whole
 * seconds of the machine's clock, on which the task may begin at any moment. */
void
trace_follow (const Trace *trace, const Manner *manner, GRand *random, Outcome *outcome)
{
  double phase = g_rand_double (random);
  double now = 0;
  Follower follower;
  gboolean ended;

  follower_init (&follower, manner);
  outcome->requests = 0;
  do
    {
      double asked = now + follower_get_interval (&follower, trace, manner, random, now);

      if (manner->background && manner->policy == POLICY_SIMMER)
        asked = ceil (asked + phase) - phase;
      now = asked + manner->way;
      outcome->requests++;
      ended = follower_hear (&follower, trace, asked, now);
    }
  while (!ended);
  outcome->lag = now - trace->end;
  outcome->start_lag = follower.seen_when - trace->wait;
}
