#pragma once

#include "simmer-lifetime.h"
#include "simmer-task-status.h"

G_BEGIN_DECLS

#define SIMMER_ESTIMATOR_SAMPLES 8

/**
 * SimmerUsual:
 * @n: runs that are known
 * @median: median time from start to end, µs
 * @p75: third quartile, µs
 * @wait: median time from submit to start, µs
 * @duration: the distribution from start to end
 * @waiting: the distribution from submit to start; its runs are counted by @n
 *
 * How long tasks like this one usually take.
 */
typedef struct
{
  guint n;
  gint64 median;
  gint64 p75;
  gint64 wait;
  SimmerLifetime duration;
  SimmerLifetime waiting;
} SimmerUsual;

/**
 * SimmerEstimator:
 * @times: when the samples came
 * @values: what they said, 0 to 1, never shrinking
 * @n: their number
 * @shown: the most that was shown
 *
 * The last progress samples of one attempt. A plain value of fixed size: zeroed is empty.
 */
typedef struct
{
  gint64 times[SIMMER_ESTIMATOR_SAMPLES];
  float values[SIMMER_ESTIMATOR_SAMPLES];
  guint8 n;
  float shown;
} SimmerEstimator;

/**
 * SimmerEstimate:
 * @progress: 0 to 1, or -1 where nothing is known
 * @estimated: @progress comes from the usual time, not from the service
 * @speed: of @progress, per second, for the motion between reports; 0 = still
 * @ceiling: @progress must not glide past this before the next report
 * @low: remaining time, µs, -1 where nothing is known
 * @high: its upper end, µs; as @low where there is one figure
 *
 * How far a task is and how long it will still take.
 */
typedef struct
{
  double progress;
  gboolean estimated;
  double speed;
  double ceiling;
  gint64 low;
  gint64 high;
} SimmerEstimate;

void simmer_estimator_reset (SimmerEstimator *self);
void simmer_estimator_add (SimmerEstimator *self, gint64 time, double progress);
gboolean simmer_estimator_goes_back (const SimmerEstimator *self, double progress);
void simmer_estimator_get (SimmerEstimator *self,
                           const SimmerUsual *usual,
                           SimmerTaskStatus status,
                           gint64 started,
                           gint64 now,
                           double service_eta,
                           SimmerEstimate *estimate);
gboolean simmer_estimator_predict (const SimmerEstimator *self,
                                   gint64 started,
                                   gint64 now,
                                   double service_eta,
                                   double *left,
                                   double *deviation);
void simmer_usual_from_durations (const gint64 *durations, guint n, SimmerUsual *usual);
void simmer_usual_set_waits (SimmerUsual *usual, const gint64 *waits, guint n);

G_END_DECLS
