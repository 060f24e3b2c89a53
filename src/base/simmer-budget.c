/* What one host will bear: requests at once, a token bucket, and the host's own word. Pure. */

#include "simmer-budget.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct _SimmerBudget
{
  double rate;   /* tokens a second */
  double depth;  /* most tokens */
  double tokens; /* at the time @filled */
  gint64 filled;
  gint64 closed_until;
  guint concurrency;
  guint in_flight;
};

/**
 * simmer_budget_new:
 * @concurrency: most requests at once, at least 1
 * @rate: requests a second in the long run, above 0
 * @depth: most requests in one burst after a rest, at least 1
 *
 * A token bucket (RFC 2697's idea of a committed rate and burst, in requests).
 *
 * Returns: (transfer full): a budget with a full bucket
 */
SimmerBudget *
simmer_budget_new (guint concurrency, double rate, double depth)
{
  SimmerBudget *self;

  g_return_val_if_fail (concurrency >= 1 && rate > 0 && depth >= 1, NULL);

  self = g_new0 (SimmerBudget, 1);
  self->concurrency = concurrency;
  self->rate = rate;
  self->depth = depth;
  self->tokens = depth;
  self->filled = G_MININT64;

  return self;
}

void
simmer_budget_free (SimmerBudget *self)
{
  g_free (self);
}

static void
fill (SimmerBudget *self, gint64 now)
{
  if (self->filled == G_MININT64)
    self->filled = now;
  if (now <= self->filled)
    return;

  self->tokens += (double) (now - self->filled) / G_USEC_PER_SEC * self->rate;
  self->tokens = MIN (self->tokens, self->depth);
  self->filled = now;
}

/**
 * simmer_budget_get_next:
 * @self: a budget
 * @now: the time
 *
 * Returns: when the next request may begin, @now at the earliest; %G_MAXINT64 while as many are
 *   under way as the host bears, which ends with one of them
 */
gint64
simmer_budget_get_next (SimmerBudget *self, gint64 now)
{
  gint64 next = MAX (now, self->closed_until);

  if (self->in_flight >= self->concurrency)
    return G_MAXINT64;

  fill (self, now);
  if (self->tokens < 1)
    {
      double wait = ceil ((1 - self->tokens) / self->rate * G_USEC_PER_SEC);

      next = MAX (next, self->filled + (gint64) wait);
    }

  return next;
}

/**
 * simmer_budget_begin:
 * @self: a budget
 * @now: the time
 *
 * Counts a request that is sent now. The caller has asked simmer_budget_get_next(); an order of a
 * person may go out without a token, and what follows waits the longer for it.
 */
void
simmer_budget_begin (SimmerBudget *self, gint64 now)
{
  fill (self, now);
  self->tokens -= 1;
  self->in_flight++;
}

/**
 * simmer_budget_end:
 * @self: a budget
 *
 * Counts the end of a request, whatever came of it.
 */
void
simmer_budget_end (SimmerBudget *self)
{
  g_return_if_fail (self->in_flight > 0);

  self->in_flight--;
}

/**
 * simmer_budget_close_until:
 * @self: a budget
 * @until: the time at which the host may be asked again
 *
 * The host's own word. A window that is open longer is not shortened: another answer asked for it.
 */
void
simmer_budget_close_until (SimmerBudget *self, gint64 until)
{
  self->closed_until = MAX (self->closed_until, until);
}

/**
 * simmer_budget_get_closed_until:
 * @self: a budget
 *
 * Returns: the end of the last window of the host, 0 where there was none
 */
gint64
simmer_budget_get_closed_until (SimmerBudget *self)
{
  return self->closed_until;
}

/**
 * simmer_budget_get_in_flight:
 * @self: a budget
 *
 * Returns: how many requests are under way
 */
guint
simmer_budget_get_in_flight (SimmerBudget *self)
{
  return self->in_flight;
}

/* RFC 9110, 5.6.7: the preferred form, then the two obsolete ones that must still be read. A year
 * of two digits that lies more than 50 years ahead is one of the past century. */
static GDateTime *
parse_http_date (const char *value, int this_year)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  char month[4] = "";
  const char *found;
  int day = 0, year = 0, hour = 0, minute = 0, second = 0;
  int end = 0;

  sscanf (value,
          "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
          &day,
          month,
          &year,
          &hour,
          &minute,
          &second,
          &end);
  if (end == 0)
    {
      sscanf (value,
              "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n",
              &day,
              month,
              &year,
              &hour,
              &minute,
              &second,
              &end);
      year += this_year / 100 * 100;
      if (year > this_year + 50)
        year -= 100;
    }
  if (end == 0)
    sscanf (value,
            "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n",
            month,
            &day,
            &hour,
            &minute,
            &second,
            &year,
            &end);

  found = strlen (month) == 3 ? strstr (months, month) : NULL;
  if (end == 0 || value[end] != '\0' || found == NULL || (found - months) % 3 != 0)
    return NULL;

  /* A leap second is the one before it: GDateTime knows none. */
  return g_date_time_new_utc (
    year, (int) (found - months) / 3 + 1, day, hour, minute, MIN (second, 59));
}

/**
 * simmer_budget_parse_retry_after:
 * @value: (nullable): the value of a Retry-After header
 * @wall_now: wall time, µs since 1970
 *
 * RFC 9110, 10.2.3: a number of seconds, or an HTTP-date in any of its three forms.
 *
 * Returns: how long to wait, µs, from 0 (a date that has passed) to #SIMMER_BUDGET_CLAMP; -1 where
 *   there is no value or it is malformed
 */
gint64
simmer_budget_parse_retry_after (const char *value, gint64 wall_now)
{
  g_autofree char *text = value != NULL ? g_strstrip (g_strdup (value)) : NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) date = NULL;
  gint64 wait;

  if (text == NULL || *text == '\0')
    return -1;

  if (strspn (text, "0123456789") == strlen (text))
    {
      guint64 seconds = g_ascii_strtoull (text, NULL, 10);

      return (gint64) MIN (seconds, SIMMER_BUDGET_CLAMP / G_USEC_PER_SEC) * G_USEC_PER_SEC;
    }

  now = g_date_time_new_from_unix_utc (wall_now / G_USEC_PER_SEC);
  date = now != NULL ? parse_http_date (text, g_date_time_get_year (now)) : NULL;
  if (date == NULL)
    return -1;

  wait = g_date_time_to_unix (date) * G_USEC_PER_SEC - wall_now;
  return CLAMP (wait, 0, SIMMER_BUDGET_CLAMP);
}
