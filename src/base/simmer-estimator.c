/* How far a task is and how long it will still take. Pure. */

#include "simmer-estimator.h"

#include <math.h>
#include <stdlib.h>

#define SECOND ((double) G_USEC_PER_SEC)

/* Nothing is at 100 % before the service says that it is done. */
#define MOST 0.99

/* A later sample that is lower by more than this is another count, such as a second pass. */
#define RESTART 0.05

/* Progress is told in steps of this size, or hardly ever in finer ones that mean something. */
#define STEP 0.01

/* What is told by the service comes in quick succession; samples are to span some time. */
#define CLOSE (G_USEC_PER_SEC / 2)

/* A service's progress does not run quite evenly: by this part, what is left may be off. */
#define UNEVEN 0.04

/* By what part a service's own word of the remaining time may be off, and in what steps it is told,
 * in seconds; beyond a year it is no word. */
#define ETA_OFF  0.25
#define ETA_STEP 1.0
#define MOST_ETA (366.0 * 24 * 3600)

/* A progress that is late by so many steps and seconds has stopped. */
#define MOST_LATE_STEPS 3
#define MOST_LATE       2.0

/**
 * simmer_estimator_reset:
 * @self: an estimator
 *
 * Forgets everything: a new attempt, or a task that was queued anew.
 */
void
simmer_estimator_reset (SimmerEstimator *self)
{
  *self = (SimmerEstimator){ 0 };
}

static void
drop_first (SimmerEstimator *self)
{
  /* Every second one of the older half goes, so that the samples span more and more time. */
  for (int i = 1; i + 1 < self->n; i++)
    {
      self->times[i] = self->times[i + 1];
      self->values[i] = self->values[i + 1];
    }
  self->n--;
}

/**
 * simmer_estimator_add:
 * @self: an estimator
 * @time: when the service said so, µs of any one clock
 * @progress: what it said, 0 to 1
 *
 * Takes one more sample. A sample that says the same again only prolongs the last one; one that is
 * lower is the begin of another count.
 */
void
simmer_estimator_add (SimmerEstimator *self, gint64 time, double progress)
{
  float value = (float) CLAMP (progress, 0.0, 1.0);
  int last = self->n - 1;

  if (last >= 0 && time < self->times[last])
    return;
  if (last >= 0 && value < self->values[last] - (float) RESTART)
    self->n = 0;
  else if (last >= 0)
    value = MAX (value, self->values[last]);

  last = self->n - 1;
  if (last >= 1 && value <= self->values[last] && value <= self->values[last - 1])
    {
      self->times[last] = time;
      return;
    }
  if (last >= 1 && time - self->times[last - 1] < CLOSE)
    {
      self->times[last] = time;
      self->values[last] = value;
      return;
    }

  if (self->n == SIMMER_ESTIMATOR_SAMPLES)
    drop_first (self);
  self->times[self->n] = time;
  self->values[self->n] = value;
  self->n++;
}

/**
 * simmer_estimator_goes_back:
 * @self: an estimator
 * @progress: 0 to 1, or negative if it was not told
 *
 * Returns: whether a sample of @progress would begin another count
 */
gboolean
simmer_estimator_goes_back (const SimmerEstimator *self, double progress)
{
  return progress >= 0 && self->n > 0 && progress < (double) self->values[self->n - 1] - RESTART;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The slope of the samples, per second: the median of the slopes of all pairs (Theil–Sen), which
 * one odd sample in four does not move. 0 where there is none. */
static double
get_rate (const SimmerEstimator *self)
{
  double slopes[SIMMER_ESTIMATOR_SAMPLES * (SIMMER_ESTIMATOR_SAMPLES - 1) / 2];
  guint n = 0;

  for (int i = 0; i < self->n; i++)
    for (int j = i + 1; j < self->n; j++)
      {
        double span = (double) (self->times[j] - self->times[i]) / SECOND;

        if (span > 0)
          slopes[n++] = (double) (self->values[j] - self->values[i]) / span;
      }
  if (n == 0)
    return 0;

  qsort (slopes, n, sizeof *slopes, compare_doubles);
  return n % 2 == 1 ? slopes[n / 2] : (slopes[n / 2 - 1] + slopes[n / 2]) / 2;
}

/* How much one report usually brings, in progress. */
static double
get_step (const SimmerEstimator *self)
{
  return self->n < 2 ? 0 : (double) (self->values[self->n - 1] - self->values[0]) / (self->n - 1);
}

/* The share of the usual time that has gone by: straight to nine tenths, then ever slower. */
static double
share_of_usual (const SimmerUsual *usual, gint64 elapsed, double *speed)
{
  double share = (double) elapsed / (double) usual->median;
  double rest;

  if (share <= 0.9)
    {
      *speed = SECOND / (double) usual->median;
      return MAX (share, 0.0);
    }

  rest = exp ((0.9 - share) / 0.5);
  *speed = SECOND / (double) usual->median * rest * (MOST - 0.9) / 0.5;
  return MOST - rest * (MOST - 0.9);
}

static void
get_progress (SimmerEstimator *self,
              const SimmerUsual *usual,
              gint64 started,
              gint64 now,
              SimmerEstimate *estimate)
{
  double shown;

  if (self->n > 0)
    {
      double last = (double) self->values[self->n - 1];
      double since = (double) MAX (now - self->times[self->n - 1], 0) / SECOND;

      estimate->speed = get_rate (self);
      estimate->ceiling = MIN (last + get_step (self), MOST);
      estimate->progress = MIN (last + estimate->speed * since, estimate->ceiling);
    }
  else if (usual != NULL && usual->n > 0 && usual->median > 0 && started > 0)
    {
      estimate->progress = share_of_usual (usual, now - started, &estimate->speed);
      estimate->ceiling = MOST;
      estimate->estimated = TRUE;
    }
  else
    return;

  shown = CLAMP ((double) self->shown, estimate->progress, MOST);
  if (shown > estimate->progress || estimate->progress >= estimate->ceiling)
    estimate->speed = 0;
  estimate->progress = shown;
  estimate->ceiling = MAX (estimate->ceiling, shown);
  self->shown = (float) shown;
}

/* The remaining time by the usual one, in µs. Past the usual time it is the tail that counts: at
 * least a tenth of the time that it took so far. */
static gboolean
remaining_by_usual (const SimmerUsual *usual, gint64 elapsed, double *low, double *high)
{
  double least = (double) MAX (elapsed, 0) / 10;

  if (usual == NULL || usual->n == 0 || usual->median <= 0)
    return FALSE;

  *low = MAX ((double) (usual->median - elapsed), least);
  *high = MAX ((double) (usual->p75 - elapsed), *low);

  return TRUE;
}

/* The remaining time by the reported progress, in µs. A report that is late does not bring the end
 * nearer than a tenth of what was left when the last one came. */
static gboolean
remaining_by_samples (const SimmerEstimator *self, gint64 started, gint64 now, double *left)
{
  double last = self->n > 0 ? (double) self->values[self->n - 1] : 0;
  double rate = get_rate (self);
  gint64 time = self->n > 0 ? self->times[self->n - 1] : 0;

  if (rate <= 0 && started > 0 && time > started)
    rate = last / ((double) (time - started) / SECOND);
  if (rate <= 0 || last <= 0)
    return FALSE;

  *left = (1 - last) / rate * SECOND;
  *left = MAX (*left - (double) (now - time), *left / 10);

  return TRUE;
}

static void
get_remaining (const SimmerEstimator *self,
               const SimmerUsual *usual,
               gint64 started,
               gint64 now,
               SimmerEstimate *estimate)
{
  double low = -1, high = -1, left = -1;
  double weight = self->n > 0 ? (double) self->values[self->n - 1] : 0;
  gboolean known = remaining_by_usual (usual, started > 0 ? now - started : 0, &low, &high);

  if (remaining_by_samples (self, started, now, &left))
    {
      /* The farther it is, the more its own pace says. */
      low = known ? weight * left + (1 - weight) * low : left;
      high = known ? weight * left + (1 - weight) * high : left;
      known = TRUE;
    }
  if (!known)
    return;

  estimate->low = (gint64) CLAMP (low, 0, (double) G_MAXINT64 / 4);
  estimate->high = (gint64) CLAMP (high, 0, (double) G_MAXINT64 / 4);
}

static void
get_waiting (const SimmerUsual *usual, gint64 submitted, gint64 now, SimmerEstimate *estimate)
{
  gint64 wait;

  if (usual == NULL || usual->n == 0 || usual->median <= 0)
    return;

  wait = submitted > 0 ? MAX (usual->wait - (now - submitted), 0) : usual->wait;
  estimate->low = wait + usual->median;
  estimate->high = wait + MAX (usual->p75, usual->median);
}

/**
 * simmer_estimator_get:
 * @self: an estimator
 * @usual: (nullable): how long tasks like this one take
 * @status: the task's status
 * @started: when the work on it began, or while it waits, when it was submitted; 0 if unknown
 * @now: the time, of the same clock
 * @service_eta: the remaining time by the service's own word, in seconds from @now; -1 if it is
 *   silent. 0 says nothing while a task runs
 * @estimate: (out): the answer
 *
 * Progress is the last reported one plus what its pace (Theil–Sen over the last samples) has added
 * since, up to one usual step; or the share of the usual time. It never shrinks from call to call
 * until simmer_estimator_reset(), and is 1 only for a task that is completed. The remaining time is
 * the service's word; else what pace and usual time say, the pace weighing as much as the task is
 * far; the median is the lower end, the third quartile the upper one.
 */
void
simmer_estimator_get (SimmerEstimator *self,
                      const SimmerUsual *usual,
                      SimmerTaskStatus status,
                      gint64 started,
                      gint64 now,
                      double service_eta,
                      SimmerEstimate *estimate)
{
  *estimate = (SimmerEstimate){ .progress = -1, .low = -1, .high = -1 };

  switch (status)
    {
    case SIMMER_TASK_STATUS_PENDING:
      get_waiting (usual, started, now, estimate);
      break;
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      get_progress (self, usual, started, now, estimate);
      get_remaining (self, usual, started, now, estimate);
      break;
    case SIMMER_TASK_STATUS_COMPLETED:
      estimate->progress = 1;
      estimate->ceiling = 1;
      return;
    case SIMMER_TASK_STATUS_FAILED:
    case SIMMER_TASK_STATUS_CANCELLED:
    default:
      if (self->shown > 0 || self->n > 0)
        estimate->progress = (double) self->shown;
      estimate->ceiling = MAX (estimate->progress, 0);
      return;
    }

  if (service_eta > 0 && service_eta < (double) G_MAXINT64 / 4 / SECOND)
    estimate->low = estimate->high = (gint64) (service_eta * SECOND);
}

/* For how long it says the same. */
static double
get_standstill (const SimmerEstimator *self)
{
  int last = self->n - 1;
  int first = last;

  while (first > 0 && self->values[first - 1] >= self->values[last])
    first--;

  return (double) (self->times[last] - self->times[first]) / SECOND;
}

/* What is left at the pace so far, in seconds from @now. FALSE where that cannot be said. */
static gboolean
predict_by_pace (const SimmerEstimator *self,
                 gint64 started,
                 gint64 now,
                 double *left,
                 double *deviation)
{
  double rate = get_rate (self);
  double seen, last, total, late;

  if (self->n == 0)
    return FALSE;

  last = (double) self->values[self->n - 1];
  seen = last - (double) self->values[0];
  if (started > 0 && self->times[self->n - 1] > started && (self->n < 3 || rate <= 0))
    {
      seen = last;
      rate = last / ((double) (self->times[self->n - 1] - started) / SECOND);
    }
  if (rate <= 0 || seen < STEP * 0.99)
    return FALSE;

  total = 1 / rate;
  late = get_standstill (self) - STEP * total;
  if (late > MOST_LATE_STEPS * STEP * total + MOST_LATE)
    return FALSE;

  /* On average half a step has passed since the one that was told. */
  *left = total * (1 - last - STEP / 2) - (double) (now - self->times[self->n - 1]) / SECOND;
  *left = MAX (*left, MAX (late, total * STEP / 2));
  *deviation = hypot (*left * hypot (UNEVEN, STEP / 2 / seen), total * STEP / 2);
  *deviation = MAX (*deviation, late);

  return TRUE;
}

/**
 * simmer_estimator_predict:
 * @self: an estimator
 * @started: when the work began, of the same clock; 0 if unknown
 * @now: the time
 * @service_eta: the remaining time by the service's own word, in seconds from @now; 0 or less if
 *   it is silent
 * @left: (out): seconds from @now to the end, by the reported progress and the service's word
 * @deviation: (out): standard deviation of that
 *
 * What is left at the pace so far. The pace is off by the step in which progress is told, the more
 * the less of it was seen; the last sample itself may be older by one step; and the pace to come
 * may be another. A progress that stands still is late by what it stands longer than a step takes,
 * and is not believed for long. The service's own word is believed to be off by a quarter, and by
 * half a second; both count by their precision, as any two measurements.
 *
 * Returns: whether either tells; %FALSE leaves @left at 0
 */
gboolean
simmer_estimator_predict (const SimmerEstimator *self,
                          gint64 started,
                          gint64 now,
                          double service_eta,
                          double *left,
                          double *deviation)
{
  gboolean told;
  double off, own, its;

  *left = *deviation = 0;
  told = predict_by_pace (self, started, now, left, deviation);
  if (!(service_eta > 0 && service_eta < MOST_ETA))
    return told;

  off = hypot (service_eta * ETA_OFF, ETA_STEP / 2);
  own = told ? 1 / (*deviation * *deviation) : 0;
  its = 1 / (off * off);
  *left = (own * *left + its * service_eta) / (own + its);
  *deviation = 1 / sqrt (own + its);

  return TRUE;
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/**
 * simmer_usual_from_durations:
 * @durations: (array length=n): how long runs took from start to end, µs; what is not above 0 is
 *   left out
 * @n: their number
 * @usual: (out): median and third quartile (by the nearest rank), and the distribution; the wait is
 *   0, for simmer_usual_set_waits() to set
 */
void
simmer_usual_from_durations (const gint64 *durations, guint n, SimmerUsual *usual)
{
  g_autofree gint64 *sorted = g_new (gint64, n + 1);
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    if (durations[i] > 0)
      sorted[kept++] = durations[i];

  *usual = (SimmerUsual){ .n = kept };
  if (kept == 0)
    return;

  qsort (sorted, kept, sizeof *sorted, compare_durations);
  usual->median = (sorted[(kept - 1) / 2] + sorted[kept / 2]) / 2;
  usual->p75 = sorted[(kept * 3 + 3) / 4 - 1];
  simmer_lifetime_fit (&usual->duration, sorted, kept);
}

/**
 * simmer_usual_set_waits:
 * @usual: a usual time
 * @waits: (array length=n): how long runs waited for their start, µs
 * @n: their number
 *
 * Sets the wait's median and distribution. No wait at all is a wait as well.
 */
void
simmer_usual_set_waits (SimmerUsual *usual, const gint64 *waits, guint n)
{
  g_autofree gint64 *sorted = g_memdup2 (waits, n * sizeof *waits);

  simmer_lifetime_fit (&usual->waiting, waits, n);
  if (n == 0)
    return;

  qsort (sorted, n, sizeof *sorted, compare_durations);
  usual->wait = (MAX (sorted[(n - 1) / 2], 0) + MAX (sorted[n / 2], 0)) / 2;
}
