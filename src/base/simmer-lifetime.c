/* How long things last, and when it pays to look whether they still do. Pure. */

#include "simmer-lifetime.h"

#include <math.h>

#define SECOND ((double) G_USEC_PER_SEC)

/* The part of all runs that keeps to no rule, and how much its logarithm scatters. */
#define TAIL       0.1
#define TAIL_SIGMA 1.0

/* What is believed of the scatter before any run is known, and how many runs that weighs. */
#define PRIOR_SIGMA  0.3
#define PRIOR_WEIGHT 0.5

/* No two runs are more alike than this; nothing is over before that. */
#define LEAST_SIGMA 0.02
#define LEAST_TIME  0.001

/* Beyond this many standard deviations it is the exception that is met, not the rule. */
#define OVERDUE_SIGMAS 2.5

/* Once this little of all runs is left, their distribution says no more. */
#define LEAST_SURVIVAL 1e-9

/**
 * simmer_lifetime_fit:
 * @self: (out): what the times have in common
 * @times: (array length=n): how long former runs took, µs
 * @n: their number; 0 is allowed
 *
 * The logarithms' mean, and their variance with a conjugate (scaled inverse χ²) prior of σ = 0.3
 * that weighs half a run; widened by √(1 + 1/n), because the mean itself is known from n runs only.
 */
void
simmer_lifetime_fit (SimmerLifetime *self, const gint64 *times, guint n)
{
  double mean = 0, squares = PRIOR_WEIGHT * PRIOR_SIGMA * PRIOR_SIGMA;

  *self = (SimmerLifetime){ .n = n, .tail = TAIL };
  if (n == 0)
    return;

  for (guint i = 0; i < n; i++)
    mean += log (MAX ((double) times[i] / SECOND, LEAST_TIME)) / n;
  for (guint i = 0; i < n; i++)
    {
      double off = log (MAX ((double) times[i] / SECOND, LEAST_TIME)) - mean;

      squares += off * off;
    }

  self->log_mean = mean;
  self->log_sigma = sqrt (squares / (PRIOR_WEIGHT + n - 1) * (1 + 1.0 / n));
  self->log_sigma = MAX (self->log_sigma, LEAST_SIGMA);
}

/**
 * simmer_lifetime_set:
 * @self: (out): a lifetime
 * @mean: how long it lasts, seconds
 * @deviation: standard deviation of that
 * @tail: how likely it is that neither holds
 */
void
simmer_lifetime_set (SimmerLifetime *self, double mean, double deviation, double tail)
{
  double ratio;

  mean = MAX (mean, LEAST_TIME);
  ratio = MAX (deviation, 0) / mean;
  self->n = 1;
  self->tail = tail;
  self->log_sigma = MAX (sqrt (log1p (ratio * ratio)), LEAST_SIGMA);
  self->log_mean = log (mean) - self->log_sigma * self->log_sigma / 2;
}

/**
 * simmer_lifetime_add:
 * @first: what comes first
 * @second: what follows
 * @sum: (out): how long both take together
 *
 * The lognormal with the mean and the variance of the sum (Fenton and Wilkinson).
 */
void
simmer_lifetime_add (const SimmerLifetime *first, const SimmerLifetime *second, SimmerLifetime *sum)
{
  simmer_lifetime_set (
    sum,
    simmer_lifetime_get_mean (first) + simmer_lifetime_get_mean (second),
    hypot (simmer_lifetime_get_deviation (first), simmer_lifetime_get_deviation (second)),
    MAX (first->tail, second->tail));
  sum->n = MIN (first->n, second->n);
}

/**
 * simmer_lifetime_get_mean:
 * @self: a lifetime
 *
 * Returns: its mean, seconds, without the tail
 */
double
simmer_lifetime_get_mean (const SimmerLifetime *self)
{
  return exp (self->log_mean + self->log_sigma * self->log_sigma / 2);
}

/**
 * simmer_lifetime_get_deviation:
 * @self: a lifetime
 *
 * Returns: its standard deviation, seconds, without the tail
 */
double
simmer_lifetime_get_deviation (const SimmerLifetime *self)
{
  return simmer_lifetime_get_mean (self) * sqrt (expm1 (self->log_sigma * self->log_sigma));
}

/**
 * simmer_lifetime_is_overdue:
 * @self: a lifetime
 * @age: seconds since it began
 *
 * Returns: whether it lasts longer than is usual by so much that history says no more
 */
gboolean
simmer_lifetime_is_overdue (const SimmerLifetime *self, double age)
{
  return age > exp (self->log_mean + OVERDUE_SIGMAS * self->log_sigma);
}

static double
normal (double z)
{
  return erfc (-z / G_SQRT2) / 2;
}

/* P (T > time) */
static double
get_survival (double mean, double sigma, double time)
{
  return time <= 0 ? 1 : normal ((mean - log (time)) / sigma);
}

/* E min (T, time), which is the integral of the survival from 0 to time. */
static double
get_limited_mean (double mean, double sigma, double time)
{
  if (time <= 0)
    return time;

  return exp (mean + sigma * sigma / 2) * normal ((log (time) - mean - sigma * sigma) / sigma) +
         time * get_survival (mean, sigma, time);
}

static double
mix_survival (const SimmerLifetime *self, double time)
{
  return (1 - self->tail) * get_survival (self->log_mean, self->log_sigma, time) +
         self->tail * get_survival (self->log_mean, MAX (TAIL_SIGMA, self->log_sigma), time);
}

static double
mix_limited_mean (const SimmerLifetime *self, double time)
{
  return (1 - self->tail) * get_limited_mean (self->log_mean, self->log_sigma, time) +
         self->tail * get_limited_mean (self->log_mean, MAX (TAIL_SIGMA, self->log_sigma), time);
}

/**
 * simmer_lifetime_get_interval:
 * @self: a lifetime
 * @age: seconds since it began; it was seen to last still
 * @price: of one look, in seconds of lag
 * @longest: no interval is longer
 *
 * When to look next. A look after x costs @price, and whoever waits for the end learns of it late
 * by x − r where it came after r < x. With a hazard h that is constant, the mean of that lag in one
 * interval is h·x²/2, and the sum of lag and price over the whole life is least where both are
 * equal: x = √(2·price / h), the classic of inspection policies (R. E. Barlow, L. C. Hunter,
 * F. Proschan, "Optimum Checking Procedures", J. SIAM 11, 1963; J. B. Keller, "Optimum Checking
 * Schedules for Systems Subject to Random Failure", Management Science 21, 1974, for a hazard that
 * varies). A lognormal's hazard may grow many times over within one such interval; so
 * what is solved is the equality itself with the distribution in full,
 *
 *   ∫₀ˣ P (T ≤ age + s | T > age) ds = x − (L (age + x) − L (age)) / S (age) = price,
 *
 * where S is the survival function and L (t) = E min (T, t) has a closed form for lognormals:
 * e^(μ+σ²/2)·Φ((ln t − μ − σ²)/σ) + t·S (t). The left side grows with x, so bisection finds it.
 *
 * The distribution is the lognormal that was learnt, mixed with one of the same median and σ = 1
 * (a tenth of it where history alone is known), so that neither an early failure nor a straggler
 * comes as a surprise.
 *
 * Returns: seconds from @age to the next look
 */
double
simmer_lifetime_get_interval (const SimmerLifetime *self, double age, double price, double longest)
{
  double survival = mix_survival (self, age);
  double known = mix_limited_mean (self, age);
  double low = 0, high = longest;

  if (survival < LEAST_SURVIVAL)
    return longest;

  while (high - low > 0.001)
    {
      double middle = (low + high) / 2;
      double lived = (mix_limited_mean (self, age + middle) - known) / survival;

      if (middle - lived < price)
        low = middle;
      else
        high = middle;
    }

  return high;
}
