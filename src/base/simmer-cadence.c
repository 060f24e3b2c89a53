/* When to ask next. Pure: what is known goes in, an interval comes out. */

#include "simmer-cadence.h"

#include <math.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* However eager a person is, a task is not asked oftener than this. */
#define FLOOR          (SECOND / 5)
#define FOREGROUND_MAX (10 * SECOND)
#define BACKGROUND_MIN (22 * SECOND)
#define BACKOFF_MAX    (30 * SECOND)

/* Where the end can be foreseen, a hidden window asks within these. */
#define FORESEEN_BACKGROUND_MIN (2 * SECOND)
#define FORESEEN_BACKGROUND_MAX (60 * SECOND)

/* What one request costs, in seconds of lag. Nobody waits as eagerly for the begin as for the end,
 * and a hidden window's person waits for neither. */
#define PRICE_FEWER       0.4
#define PRICE_NORMAL      0.1
#define PRICE_FASTER      0.01
#define START_FACTOR      8
#define BACKGROUND_FACTOR 16

/* Beyond so many seconds of usual time the price grows with it, up to so many times. */
#define SHORT         15.0
#define MOST_PATIENCE 2.0

/* Progress that is told may yet end in a failure, but less often than a task breaks its habit. */
#define TOLD_TAIL 0.02

/* What is foreseen of a task at its last answer. */
typedef struct
{
  SimmerLifetime end;
  double age;   /* of what ends, seconds */
  double usual; /* how long the whole takes, at least, seconds */
} Foresight;

static gboolean
is_known (const SimmerCadence *cadence)
{
  return cadence->usual != NULL && cadence->usual->duration.n > 0;
}

static double
get_price (const SimmerCadence *cadence)
{
  double price = PRICE_NORMAL;

  if (cadence->eagerness == SIMMER_EAGERNESS_FEWER)
    price = PRICE_FEWER;
  else if (cadence->eagerness == SIMMER_EAGERNESS_FASTER)
    price = PRICE_FASTER;

  return cadence->background ? BACKGROUND_FACTOR * price : price;
}

/* Nothing is known of how long the task takes. Its age is the only hint there is: a time that has
 * lasted for t is as likely as not to last for another t (Gott's rule, the hazard is 1/t), so the
 * interval grows with the age; at first a person waits for the very start. Who still waits for the
 * start is not near the end, and the more of its age it has waited the less. */
static gint64
get_unscaled_cold (const SimmerCadence *cadence)
{
  gint64 age = cadence->age;

  if (age < 3 * SECOND)
    return SECOND;
  if (cadence->status == SIMMER_TASK_STATUS_PENDING)
    return CLAMP (age / 3, 2 * SECOND, FOREGROUND_MAX);
  if (age < 20 * SECOND)
    return 2 * SECOND;

  return MIN (age / 10, FOREGROUND_MAX);
}

static gint64
get_cold (const SimmerCadence *cadence)
{
  gint64 interval = get_unscaled_cold (cadence);

  if (cadence->eagerness == SIMMER_EAGERNESS_FEWER)
    interval *= 2;
  else if (cadence->eagerness == SIMMER_EAGERNESS_FASTER)
    interval /= 2;

  return cadence->background ? MAX (interval * 4, BACKGROUND_MIN) : MIN (interval, FOREGROUND_MAX);
}

/* Two opinions of what is left count by their precision, as for any two measurements. */
static void
join (const SimmerCadence *cadence,
      double expected,
      double expected_deviation,
      Foresight *foresight)
{
  double w1 = 1 / (cadence->left_deviation * cadence->left_deviation);
  double w2 = expected_deviation > 0 ? 1 / (expected_deviation * expected_deviation) : 0;
  double left = (w1 * cadence->left + w2 * expected) / (w1 + w2);

  simmer_lifetime_set (&foresight->end, left, 1 / sqrt (w1 + w2), TOLD_TAIL);
  foresight->age = 0;
}

/* By the history while nothing better is known, then by the reported progress. */
static gboolean
foresee_running (const SimmerCadence *cadence, Foresight *foresight)
{
  double running = (double) cadence->running / SECOND;
  double left = 0, deviation = 0;

  if (is_known (cadence))
    {
      foresight->end = cadence->usual->duration;
      foresight->age = running;
      foresight->usual = exp (foresight->end.log_mean);
      left = simmer_lifetime_get_mean (&foresight->end) - running;
      if (left > 0)
        deviation = simmer_lifetime_get_deviation (&foresight->end);
    }
  if (cadence->left > 0 && cadence->left_deviation > 0)
    {
      join (cadence, left, deviation, foresight);
      if (!is_known (cadence))
        foresight->usual = running + MAX (cadence->left - cadence->left_deviation, 0);
      return TRUE;
    }

  return is_known (cadence);
}

/* While it waits, both are to come: the start and, for a service that never tells of one, the end.
 */
static gboolean
foresee_waiting (const SimmerCadence *cadence, Foresight *foresight)
{
  if (!is_known (cadence) || cadence->usual->waiting.n == 0)
    return FALSE;

  simmer_lifetime_add (&cadence->usual->waiting, &cadence->usual->duration, &foresight->end);
  foresight->age = (double) cadence->age / SECOND;
  foresight->usual = exp (cadence->usual->duration.log_mean);

  return TRUE;
}

/* A person wants to see that it moves; who wants fewer requests, half as often. */
static double
get_longest (const SimmerCadence *cadence, const Foresight *foresight)
{
  double part = foresight->usual / (cadence->eagerness == SIMMER_EAGERNESS_FEWER ? 2 : 4);

  if (cadence->background)
    return (double) (FORESEEN_BACKGROUND_MAX / SECOND);

  return CLAMP (part, 2.0, (double) (FOREGROUND_MAX / SECOND));
}

static gint64
get_foreseen (const SimmerCadence *cadence, const Foresight *foresight, gint64 cold)
{
  double longest = get_longest (cadence, foresight);
  double price = get_price (cadence);
  /* A second is long where the whole takes ten, and short where it takes minutes. */
  double patience = CLAMP (foresight->usual / SHORT, 1.0, MOST_PATIENCE);
  double interval =
    simmer_lifetime_get_interval (&foresight->end, foresight->age, patience * price, longest);
  gboolean overdue = simmer_lifetime_is_overdue (&foresight->end, foresight->age);
  gint64 least = cadence->background ? FORESEEN_BACKGROUND_MIN : 0;

  if (cadence->status == SIMMER_TASK_STATUS_PENDING && !cadence->background)
    {
      const SimmerLifetime *waiting = &cadence->usual->waiting;
      double start =
        simmer_lifetime_get_interval (waiting, foresight->age, START_FACTOR * price, longest);

      /* No one looks out for the start more eagerly than for that of an unknown task. */
      interval = MIN (interval, MAX (start, MIN (1.0, (double) cold / SECOND)));
      overdue = overdue || simmer_lifetime_is_overdue (waiting, foresight->age);
    }
  if (overdue)
    least = cold;

  return MAX ((gint64) (interval * SECOND), least);
}

/* The third in line waits for two others: half as often for each of them after the first. */
static gint64
scale_by_position (const SimmerCadence *cadence, gint64 interval)
{
  int position = cadence->queue_position;

  if (cadence->status != SIMMER_TASK_STATUS_PENDING || position <= 2)
    return interval;

  return MAX (interval,
              MIN (interval * MIN (position, 100) / 2,
                   cadence->background ? FORESEEN_BACKGROUND_MAX : FOREGROUND_MAX));
}

/**
 * simmer_cadence_get_interval:
 * @cadence: what is known
 *
 * Where the reported progress or former runs foresee the end: when a request is worth its price,
 * see simmer_lifetime_get_interval(); the price is 0.1 s of lag, 0.4 or 0.01 for a person who wants
 * fewer or faster news, 16 times that in the background, and more for a task of more than 15 s, in
 * proportion and up to twice. In the foreground at most a quarter of the usual time, between 2 and
 * 10 s, for a person also wants to see it start and move; half of it, and no more than 10 s either,
 * for one who wants fewer; in the background between 2 and 60 s. A task that is overdue is asked no
 * oftener than an unknown one.
 *
 * Where nothing is known, the cold rule: 1 s to the age of 3 s, 2 s to 20 s, then a tenth of the
 * age, at most 10 s; a third of the age while it waits, from 2 to 10 s. Eagerness: × 2, but no more
 * than 10 s while somebody looks, or × ½. Background: × 4, at least 22 s.
 *
 * Third in its queue or farther back: × position / 2, at most 10 s. Asked for together with others,
 * which makes it cheaper: × 0.9. Stalled: × 3. Metered, or to save power: × 2.
 *
 * Three of these figures are there because bench/polling misses a goal without them. A task of 20 s
 * whose former runs are known takes 8.2 requests at one price for all lengths, 7.7 at up to twice
 * the price (the goal is 8). One of 120 s that waits for a fifth of it takes 24 requests if it is
 * asked for like a running one meanwhile, and 19.5 at a third of its age (21). And in the
 * background an unknown one that tells its progress is asked for more than a third as often as in
 * the foreground if only the interval is four times as long, 0.29 at no less than 18 s and 0.21 at
 * no less than 22 (a quarter). Then the person's own limits, never under 0.2 s; and what the
 * service asks for wins over all.
 *
 * Returns: time from one answer to the next question, µs; %G_MAXINT64 once the task has ended
 */
gint64
simmer_cadence_get_interval (const SimmerCadence *cadence)
{
  gboolean pending = cadence->status == SIMMER_TASK_STATUS_PENDING;
  gint64 interval = get_cold (cadence);
  Foresight foresight;

  if (simmer_task_status_is_final (cadence->status))
    return G_MAXINT64;

  if (pending ? foresee_waiting (cadence, &foresight) : foresee_running (cadence, &foresight))
    interval = get_foreseen (cadence, &foresight, interval);
  interval = scale_by_position (cadence, interval);
  if (cadence->together)
    interval = interval / 10 * 9;
  if (cadence->stalled)
    interval *= 3;
  if (cadence->metered || cadence->saver)
    interval *= 2;

  if (cadence->maximum > 0)
    interval = MIN (interval, cadence->maximum);
  interval = MAX (interval, MAX (cadence->minimum, FLOOR));

  return MAX (interval, cadence->hint);
}

/**
 * simmer_cadence_get_backoff:
 * @cadence: what is known
 * @failures: errors of transport since the last answer, at least 1
 * @outage_age: time since the first of them, µs
 * @random: from [0, 1)
 *
 * Exponential backoff with equal jitter (after M. Brooker, "Exponential Backoff And Jitter") that
 * grows with the outage: b = min (30, max (interval, min (2ⁿ, max (5, outage / 4)))) seconds, and
 * the wait is drawn from [b/2, b), but never begins before the usual interval: an error is no
 * reason to ask oftener.
 *
 * Returns: time to the next try, µs
 */
gint64
simmer_cadence_get_backoff (const SimmerCadence *cadence,
                            guint failures,
                            gint64 outage_age,
                            double random)
{
  gint64 interval = simmer_cadence_get_interval (cadence);
  gint64 doubled = SECOND << MIN (failures, 6);
  gint64 ceiling;

  if (interval == G_MAXINT64)
    return interval;

  ceiling = MIN (doubled, MAX (5 * SECOND, outage_age / 4));
  ceiling = MIN (BACKOFF_MAX, MAX (interval, ceiling));

  return MAX (interval, ceiling / 2) + (gint64) (random * (double) (ceiling / 2));
}
