/* What one host will bear: requests at once, a token bucket, and the host's own word. Pure. */

#include "simmer-budget.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ORDER_DEBT 0.5 /* s */

struct _SimmerBudget
{
  double rate;   /* tokens a second */
  double depth;  /* most tokens */
  double tokens; /* at the time @filled */
  gint64 filled;
  gint64 closed_until;
  double quota_rate; /* tokens a second that the host grants, until @quota_until */
  gint64 quota_until;
  guint concurrency;
  guint in_flight; /* begun and not ended … */
  guint resting;   /* … but these do nothing now */
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

  if (self->filled < self->quota_until)
    {
      gint64 until = MIN (now, self->quota_until);

      self->tokens += (double) (until - self->filled) / G_USEC_PER_SEC * self->quota_rate;
      self->filled = until;
    }
  self->tokens += (double) (now - self->filled) / G_USEC_PER_SEC * self->rate;
  self->tokens = MIN (self->tokens, self->depth);
  self->filled = now;
}

/* When there will be @level tokens. */
static gint64
get_filled (SimmerBudget *self, double level)
{
  double missing = level - self->tokens;
  gint64 at = self->filled;

  if (missing <= 0)
    return at;
  if (at < self->quota_until)
    {
      double wait = ceil (missing / self->quota_rate * G_USEC_PER_SEC);

      if (wait <= (double) (self->quota_until - at))
        return at + (gint64) wait;
      missing -= (double) (self->quota_until - at) / G_USEC_PER_SEC * self->quota_rate;
      at = self->quota_until;
    }

  return at + (gint64) ceil (missing / self->rate * G_USEC_PER_SEC);
}

static gint64
get_next (SimmerBudget *self, gint64 now, double level)
{
  if (simmer_budget_get_in_flight (self) >= self->concurrency)
    return G_MAXINT64;

  fill (self, now);
  return MAX (MAX (now, self->closed_until), get_filled (self, level));
}

/**
 * simmer_budget_set_rate:
 * @self: a budget
 * @rate: requests a second in the long run, above 0
 * @depth: most requests in one burst after a rest, at least 1
 *
 * From now on, with a full bucket.
 */
void
simmer_budget_set_rate (SimmerBudget *self, double rate, double depth)
{
  g_return_if_fail (rate > 0 && depth >= 1);

  self->rate = rate;
  self->depth = self->tokens = depth;
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
  return get_next (self, now, 1);
}

/**
 * simmer_budget_get_next_order:
 * @self: a budget
 * @now: the time
 *
 * A person's order goes out without a token, but not many of them: half a second's worth. What
 * follows waits the longer for it.
 *
 * Returns: when the next order may begin, as of simmer_budget_get_next()
 */
gint64
simmer_budget_get_next_order (SimmerBudget *self, gint64 now)
{
  return get_next (self, now, 1 - self->rate * ORDER_DEBT);
}

/**
 * simmer_budget_begin:
 * @self: a budget
 * @now: the time
 *
 * Counts a request that is sent now. The caller has asked when it may be.
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
 * simmer_budget_rest:
 * @self: a budget
 *
 * A request that was begun takes nobody's place for a while.
 */
void
simmer_budget_rest (SimmerBudget *self)
{
  self->resting++;
}

/**
 * simmer_budget_resume:
 * @self: a budget
 *
 * One that rested does so no more. It may have been given up and ended meanwhile.
 */
void
simmer_budget_resume (SimmerBudget *self)
{
  g_return_if_fail (self->resting > 0);

  self->resting--;
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
 * simmer_budget_grant:
 * @self: a budget
 * @remaining: requests that the host still grants, at least 1
 * @reset: time until it grants anew, µs
 * @now: the time
 *
 * The host's own word where it is tighter than the bucket: what remains is spread over the time
 * that it has to last, though no request waits for it longer than #SIMMER_BUDGET_CLAMP. Requests
 * under way may not be counted in yet.
 */
void
simmer_budget_grant (SimmerBudget *self, gint64 remaining, gint64 reset, gint64 now)
{
  double rate = (double) remaining / (double) MAX (1, reset) * G_USEC_PER_SEC;

  g_return_if_fail (remaining >= 1 && reset >= 0);

  fill (self, now);
  self->quota_rate = CLAMP (rate, (double) G_USEC_PER_SEC / SIMMER_BUDGET_CLAMP, self->rate);
  self->quota_until = now + reset;
  self->tokens = MIN (self->tokens, (double) remaining - simmer_budget_get_in_flight (self));
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
  return self->in_flight - MIN (self->in_flight, self->resting);
}

/**
 * simmer_budget_get_concurrency:
 * @self: a budget
 *
 * Returns: how many may be under way at once
 */
guint
simmer_budget_get_concurrency (SimmerBudget *self)
{
  return self->concurrency;
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
