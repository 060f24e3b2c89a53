#pragma once

#include "simmer-cadence.h"

/* A task as a service would show it, on a clock of its own that begins with the submission. */
typedef struct
{
  double wait; /* seconds to its start */
  double end;  /* seconds to its end */
  gboolean tells_progress;
  gboolean as_generator; /* in its steps, and with the time that remains */
} Trace;

typedef enum
{
  SPREAD_UNIFORM,   /* ± 20 % */
  SPREAD_LOGNORMAL, /* σ = 0.2 */
} Spread;

typedef enum
{
  WAIT_NONE,
  WAIT_SHORT, /* up to 1.5 s, and up to half the time */
  WAIT_FIFTH, /* a fifth of the time */
} Wait;

typedef enum
{
  POLICY_SIMMER,
  POLICY_EVERY_HALF_SECOND,
  POLICY_EVERY_2_SECONDS,
  POLICY_EVERY_5_SECONDS,
  POLICY_GROWING,
  POLICY_DOUBLING,
  POLICY_ABOUT_6_SECONDS,
  N_POLICIES,
} Policy;

/* How a task is followed. */
typedef struct
{
  Policy policy;
  SimmerEagerness eagerness;
  gboolean background;
  const SimmerUsual *usual; /* (unowned) (nullable) */
  double way;               /* seconds for a question and its answer */
} Manner;

/* What that cost, and what it gave. */
typedef struct
{
  guint requests;
  double lag;       /* seconds from the end to its news */
  double start_lag; /* from the start; negative if it was never seen */
} Outcome;

/* A follower's state between two answers. */
typedef struct
{
  SimmerCadence cadence;
  SimmerEstimator estimator;
  double interval;  /* the last one of a policy that grows */
  double seen_when; /* seconds; negative while the start is not seen */
  double eta;       /* seconds, by the service's own word; 0 if it is silent */
} Follower;

const char *policy_to_string (Policy policy);

void trace_init (Trace *self,
                 GRand *random,
                 double mean,
                 Spread spread,
                 Wait wait,
                 gboolean tells_progress);
void trace_learn (GRand *random, double mean, Spread spread, Wait wait, SimmerUsual *usual);

void follower_init (Follower *self, const Manner *manner);
double follower_get_interval (Follower *self,
                              const Trace *trace,
                              const Manner *manner,
                              GRand *random,
                              double now);
gboolean follower_hear (Follower *self, const Trace *trace, double asked, double heard);
void trace_follow (const Trace *trace, const Manner *manner, GRand *random, Outcome *outcome);
