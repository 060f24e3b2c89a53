/* When to ask next. Pure: what is known goes in, an interval comes out. */

#include "simmer-cadence.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* However eager a person is, a task is not asked oftener than this. */
#define FLOOR          (SECOND / 5)
#define FOREGROUND_MAX (10 * SECOND)
#define BACKGROUND_MIN (10 * SECOND)
#define BACKOFF_MAX    (30 * SECOND)

G_DEFINE_ENUM_TYPE (SimmerEagerness,
                    simmer_eagerness,
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_FEWER, "fewer"),
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_FASTER, "faster"))

/* Nothing is known of how long the task takes. Its age is the only hint there is: a time that has
 * lasted for t is as likely as not to last for another t (Gott's rule, the hazard is 1/t), so the
 * interval grows with the age; at first a person waits for the very start. */
static gint64
get_cold (gint64 age)
{
  if (age < 3 * SECOND)
    return SECOND;
  if (age < 20 * SECOND)
    return 2 * SECOND;

  return MIN (age / 10, FOREGROUND_MAX);
}

/* The third in line waits for two others: half as often for each of them after the first. */
static gint64
scale_by_position (gint64 interval, int position)
{
  if (position <= 2)
    return interval;

  return MIN (interval * MIN (position, 100) / 2, FOREGROUND_MAX);
}

/**
 * simmer_cadence_get_interval:
 * @cadence: what is known
 *
 * Cold rule: 1 s to the age of 3 s, 2 s to 20 s, then a tenth of the age, at most 10 s. A task that
 * is third in its queue or farther back: × position / 2, at most 10 s. Stalled: × 3. The person's
 * eagerness: × 2 or × ½. Background: × 4, at least 10 s. Metered: × 2. Then the person's own
 * limits, never under 0.2 s; and what the service asks for wins over all.
 *
 * Returns: time from one answer to the next question, µs; %G_MAXINT64 once the task has ended
 */
gint64
simmer_cadence_get_interval (const SimmerCadence *cadence)
{
  gint64 interval = get_cold (cadence->age);

  if (simmer_task_status_is_final (cadence->status))
    return G_MAXINT64;

  if (cadence->status == SIMMER_TASK_STATUS_PENDING)
    interval = scale_by_position (interval, cadence->queue_position);
  if (cadence->stalled)
    interval *= 3;

  if (cadence->eagerness == SIMMER_EAGERNESS_FEWER)
    interval *= 2;
  else if (cadence->eagerness == SIMMER_EAGERNESS_FASTER)
    interval /= 2;

  if (cadence->background)
    interval = MAX (interval * 4, BACKGROUND_MIN);
  if (cadence->metered)
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
