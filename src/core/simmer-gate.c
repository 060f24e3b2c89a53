/* What one host lets in now. Knows no tasks, no clock and no network: it is told. */

#include "simmer-gate.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* After a window, the crowd that waited for its end is not to arrive at its first moment. */
#define WINDOW_JITTER (SECOND / 4)

/* A pause between two answers is no trouble worth telling, a longer one is. */
#define UNTOLD_PAUSE (10 * SECOND)

/* A network monitor may be wrong (a VPN makes it lie), so a host it denies is tried at times. */
#define DENIED_INTERVAL (60 * SECOND)

/* While it is out, an answer is waited for no longer than a quarter of the outage, within these. */
#define LEAST_PATIENCE (5 * SECOND)
#define MOST_PATIENCE  (30 * SECOND)

/* While as much is under way in other processes as the host bears, nobody tells when that ends. */
#define OTHERS_INTERVAL (SECOND / 40)

struct _SimmerGate
{
  SimmerBudget *budget; /* (owned) */
  double rate;
  double depth;
  guint questions; /* under way; orders and fetches are not among them */

  /* What other processes share, or this one has alone */
  SimmerTurnstile *turnstile; /* (unowned) (nullable) */
  SimmerTurnstilePlace *place;
  SimmerTurnstilePlace alone;

  gint64 told_until; /* of the windows that people are told of */

  /* Its silence */
  gboolean denied;    /* says the network monitor … */
  gint64 tried;       /* … when a request went out all the same */
  gboolean overruled; /* but the host was heard since */
  guint failures;     /* in a row; 0 while it is heard */
  gint64 outage_began;
  gint64 outage_noted; /* when the last failure was counted */
  double chance;       /* of the wait after it, from [0, 1) */
  gint64 retry;        /* while it is out: when to try again */
};

static gboolean
is_silent (SimmerGate *self)
{
  return self->failures > 0 || !simmer_gate_is_reachable (self);
}

static guint
get_limits (SimmerGate *self)
{
  return (guint) __atomic_load_n (&self->place->limits, __ATOMIC_RELAXED);
}

static gint64
get_closed_until (SimmerGate *self)
{
  return __atomic_load_n (&self->place->closed_until, __ATOMIC_RELAXED);
}

static gint64
get_opens (SimmerGate *self)
{
  return __atomic_load_n (&self->place->opens, __ATOMIC_RELAXED);
}

static guint
count_others (SimmerGate *self, gint64 now)
{
  return self->turnstile != NULL ? simmer_turnstile_count_others (self->turnstile, self->place, now)
                                 : 0;
}

static void
tell_others (SimmerGate *self, gint64 now)
{
  if (self->turnstile != NULL)
    simmer_turnstile_set_flights (
      self->turnstile, self->place, simmer_budget_get_in_flight (self->budget), now);
}

/* After a window a single request, and in an outage a single question, shows whether more may
 * follow. An order that gets no answer is no reason not to ask whether an outage is over. */
static gboolean
is_probed (SimmerGate *self, SimmerTurn turn, guint others)
{
  if (turn == SIMMER_TURN_QUESTION && is_silent (self))
    return self->questions > 0;

  return get_limits (self) > 0 && simmer_budget_get_in_flight (self->budget) + others > 0;
}

static void
close_until (SimmerGate *self, gint64 until, double random)
{
  if (until <= get_closed_until (self))
    return;

  simmer_turnstile_raise (&self->place->opens, until + (gint64) (random * (double) WINDOW_JITTER));
  simmer_turnstile_raise (&self->place->closed_until, until);
}

static void
count_limit (SimmerGate *self)
{
  __atomic_add_fetch (&self->place->limits, 1, __ATOMIC_RELAXED);
}

/* Of a long silence nobody knows what comes after it. */
static void
tell_window (SimmerGate *self, gint64 now)
{
  if (get_closed_until (self) - now <= UNTOLD_PAUSE)
    return;

  if (get_limits (self) == 0)
    count_limit (self);
  self->told_until = get_opens (self);
}

/**
 * simmer_gate_new:
 * @concurrency: most requests at once
 * @rate: requests a second in the long run
 * @depth: most requests in one burst
 *
 * Returns: (transfer full): a gate of a host that is believed to be there
 */
SimmerGate *
simmer_gate_new (guint concurrency, double rate, double depth)
{
  SimmerGate *self = g_new0 (SimmerGate, 1);

  self->budget = simmer_budget_new (concurrency, rate, depth);
  self->rate = rate;
  self->depth = depth;
  self->place = &self->alone;

  return self;
}

/**
 * simmer_gate_free:
 * @self: (transfer full): a gate
 */
void
simmer_gate_free (SimmerGate *self)
{
  simmer_budget_free (self->budget);
  g_free (self);
}

/**
 * simmer_gate_set_rate:
 * @self: a gate
 * @rate: requests a second in the long run
 * @depth: most requests in one burst
 *
 * It turned out that the host bears another pace.
 */
void
simmer_gate_set_rate (SimmerGate *self, double rate, double depth)
{
  self->rate = rate;
  self->depth = depth;
  simmer_budget_set_rate (self->budget, rate, depth);
}

/**
 * simmer_gate_share:
 * @self: a gate
 * @turnstile: a turnstile that outlives the use of it here
 * @host: the host's name
 *
 * From now on the pace, the windows and the requests at once are those of all processes. A window
 * that is known here is told to the others.
 */
void
simmer_gate_share (SimmerGate *self, SimmerTurnstile *turnstile, const char *host)
{
  self->turnstile = turnstile;
  self->place = simmer_turnstile_get_place (turnstile, host);
  simmer_turnstile_raise (&self->place->opens, self->alone.opens);
  simmer_turnstile_raise (&self->place->closed_until, self->alone.closed_until);
}

/**
 * simmer_gate_get_next:
 * @self: a gate
 * @turn: what wants to go out
 * @now: the time
 *
 * Everybody waits for the end of a window, for a place among those under way, and after a window
 * for the answer to the one that went first. A person's order waits neither for a token nor for
 * the end of an outage, since a person who orders wants to know; what is fetched waits for a
 * token; a question waits for all.
 *
 * Returns: when it may go out, @now at the earliest; %G_MAXINT64 if that depends on the end of a
 *   request under way here
 */
gint64
simmer_gate_get_next (SimmerGate *self, SimmerTurn turn, gint64 now)
{
  guint others = count_others (self, now);
  guint mine = simmer_budget_get_in_flight (self->budget);
  gint64 next;

  simmer_budget_close_until (self->budget, get_opens (self));
  next = turn == SIMMER_TURN_ORDER ? simmer_budget_get_next_order (self->budget, now)
                                   : simmer_budget_get_next (self->budget, now);
  if (next == G_MAXINT64 || is_probed (self, turn, others) ||
      mine + others >= simmer_budget_get_concurrency (self->budget))
    return others > 0 ? MAX (get_opens (self), now + OTHERS_INTERVAL) : G_MAXINT64;
  if (turn == SIMMER_TURN_ORDER)
    return next;

  if (self->turnstile != NULL)
    next =
      MAX (next, simmer_turnstile_get_next (&self->place->scheduled, self->rate, self->depth, now));

  return turn == SIMMER_TURN_QUESTION && is_silent (self) ? MAX (next, self->retry) : next;
}

/**
 * simmer_gate_get_in_flight:
 * @self: a gate
 *
 * Returns: how many requests are under way
 */
guint
simmer_gate_get_in_flight (SimmerGate *self)
{
  return simmer_budget_get_in_flight (self->budget);
}

/**
 * simmer_gate_begin:
 * @self: a gate
 * @now: the time
 *
 * A request goes out. Where the network monitor denies the host, it is the one for this while,
 * whether its end is awaited or not.
 */
void
simmer_gate_begin (SimmerGate *self, gint64 now)
{
  simmer_budget_begin (self->budget, now);
  simmer_turnstile_take (&self->place->scheduled, self->rate, self->depth, now);
  tell_others (self, now);
  if (simmer_gate_is_reachable (self))
    return;

  self->tried = now;
  self->retry = MAX (self->retry, now + DENIED_INTERVAL);
}

/**
 * simmer_gate_end:
 * @self: a gate
 * @now: the time
 *
 * A request has ended, whatever came of it.
 */
void
simmer_gate_end (SimmerGate *self, gint64 now)
{
  simmer_budget_end (self->budget);
  tell_others (self, now);
}

/**
 * simmer_gate_rest:
 * @self: a gate
 * @now: the time
 *
 * A request that has not ended has no part in what is under way for a while: its answer leads to
 * another request, which takes a place of its own.
 */
void
simmer_gate_rest (SimmerGate *self, gint64 now)
{
  simmer_budget_rest (self->budget);
  tell_others (self, now);
}

/**
 * simmer_gate_resume:
 * @self: a gate
 * @now: the time
 *
 * What rested is at work again, or has ended.
 */
void
simmer_gate_resume (SimmerGate *self, gint64 now)
{
  simmer_budget_resume (self->budget);
  tell_others (self, now);
}

/**
 * simmer_gate_begin_question:
 * @self: a gate
 * @now: the time
 *
 * A question about tasks goes out, as of simmer_gate_begin().
 */
void
simmer_gate_begin_question (SimmerGate *self, gint64 now)
{
  simmer_gate_begin (self, now);
  self->questions++;
}

/**
 * simmer_gate_end_question:
 * @self: a gate
 * @now: the time
 *
 * A question about tasks has ended, as of simmer_gate_end().
 */
void
simmer_gate_end_question (SimmerGate *self, gint64 now)
{
  g_return_if_fail (self->questions > 0);

  self->questions--;
  simmer_gate_end (self, now);
}

/**
 * simmer_gate_get_patience:
 * @self: a gate
 * @now: the time
 *
 * In an outage a request may be taken in and never be answered, nor broken off, and nobody else may
 * be asked for meanwhile. The longer the outage the longer the wait, since the host may just have
 * become slow.
 *
 * Returns: how long the answer to a question is waited for, µs; %G_MAXINT64 while it is not out
 */
gint64
simmer_gate_get_patience (SimmerGate *self, gint64 now)
{
  if (self->failures == 0)
    return G_MAXINT64;

  return CLAMP ((now - self->outage_began) / 4, LEAST_PATIENCE, MOST_PATIENCE);
}

/**
 * simmer_gate_note_heard:
 * @self: a gate
 * @now: the time
 *
 * The host answered, with whatever but a refusal to be asked. Inside a window that is the answer
 * to a question from before it, and says nothing of what it will say after.
 *
 * Returns: whether that is news: it was out, or had closed
 */
gboolean
simmer_gate_note_heard (SimmerGate *self, gint64 now)
{
  gboolean news = get_limits (self) > 0 || is_silent (self);

  self->failures = 0;
  if (now >= get_closed_until (self))
    __atomic_store_n (&self->place->limits, 0, __ATOMIC_RELAXED);
  self->overruled = self->denied;

  return news;
}

static gint64
get_retry (SimmerGate *self, const SimmerCadence *cadence)
{
  gint64 retry = self->outage_noted +
                 simmer_cadence_get_backoff (
                   cadence, self->failures, self->outage_noted - self->outage_began, self->chance);

  if (!self->denied)
    return retry;

  return MAX (retry, MAX (self->outage_noted, self->tried) + DENIED_INTERVAL);
}

/**
 * simmer_gate_note_outage:
 * @self: a gate
 * @cadence: of the task that was asked for
 * @asked: when the failed request went out
 * @now: the time
 * @random: from [0, 1)
 *
 * The host refused, broke off or was not found. Requests that were under way together fail
 * together, and count as one failure.
 *
 * Returns: whether it counts; then other tasks may want to know sooner, see
 *   simmer_gate_hasten()
 */
gboolean
simmer_gate_note_outage (SimmerGate *self,
                         const SimmerCadence *cadence,
                         gint64 asked,
                         gint64 now,
                         double random)
{
  if (self->failures > 0 && asked <= self->outage_noted)
    return FALSE;

  if (self->failures == 0)
    self->outage_began = now;
  self->failures++;
  self->outage_noted = now;
  self->chance = random;
  self->overruled = FALSE;
  self->retry = get_retry (self, cadence);

  return TRUE;
}

/**
 * simmer_gate_hasten:
 * @self: a gate
 * @cadence: of a task that may be asked for next
 *
 * In an outage the host is tried again as soon as any of its tasks would have it: who is asked for
 * seldom does not keep the others waiting.
 */
void
simmer_gate_hasten (SimmerGate *self, const SimmerCadence *cadence)
{
  if (self->failures > 0)
    self->retry = MIN (self->retry, get_retry (self, cadence));
}

/**
 * simmer_gate_note_limit:
 * @self: a gate
 * @retry_after: how long the host wants to be left alone, µs; 0 or less if it did not say
 * @now: the time
 * @random: from [0, 1)
 *
 * Where the host does not say how long, it is left alone for 1 s, 2 s, 4 s, … up to a minute.
 *
 * Returns: the end of its window
 */
gint64
simmer_gate_note_limit (SimmerGate *self, gint64 retry_after, gint64 now, double random)
{
  if (retry_after <= 0)
    {
      retry_after = MIN (60 * SECOND, SECOND << MIN (get_limits (self), 6));
      retry_after = retry_after / 2 + (gint64) (random * (double) retry_after / 2);
    }

  count_limit (self);
  close_until (self, now + retry_after, random);
  self->told_until = get_opens (self);

  return get_closed_until (self);
}

/**
 * simmer_gate_note_pause:
 * @self: a gate
 * @wait: how long the host wants to be left alone, µs, although it answered
 * @now: the time
 * @random: from [0, 1)
 *
 * Returns: the end of its window; 0 if that was known
 */
gint64
simmer_gate_note_pause (SimmerGate *self, gint64 wait, gint64 now, double random)
{
  if (now + wait <= get_closed_until (self))
    return 0;

  close_until (self, now + wait, random);
  tell_window (self, now);

  return get_closed_until (self);
}

/**
 * simmer_gate_note_quota:
 * @self: a gate
 * @remaining: requests that the host still grants, at least 1
 * @reset: time until it grants anew, µs
 * @now: the time
 */
void
simmer_gate_note_quota (SimmerGate *self, gint64 remaining, gint64 reset, gint64 now)
{
  simmer_budget_grant (self->budget, remaining, reset, now);
}

/**
 * simmer_gate_close_until:
 * @self: a gate
 * @until: the end of a window that another process or run was told of
 * @now: the time
 * @random: from [0, 1)
 */
void
simmer_gate_close_until (SimmerGate *self, gint64 until, gint64 now, double random)
{
  close_until (self, until, random);
  tell_window (self, now);
}

/**
 * simmer_gate_hurry:
 * @self: a gate
 *
 * Something happened that may have ended the outage, or a person wants to know: the next try may
 * go out at once. Windows stay.
 */
void
simmer_gate_hurry (SimmerGate *self)
{
  self->retry = 0;
}

/**
 * simmer_gate_set_reachable:
 * @self: a gate
 * @reachable: what the network monitor says
 * @now: the time
 *
 * Returns: whether that is news
 */
gboolean
simmer_gate_set_reachable (SimmerGate *self, gboolean reachable, gint64 now)
{
  if (self->denied != reachable)
    return FALSE;

  self->denied = !reachable;
  self->overruled = FALSE;
  self->retry = reachable ? 0 : now + DENIED_INTERVAL;
  self->failures = 0;

  return TRUE;
}

/**
 * simmer_gate_is_limited:
 * @self: a gate
 * @now: the time
 * @until: (out) (optional): the end of the window
 *
 * Returns: whether the host wants to be left alone for so long that people are told
 */
gboolean
simmer_gate_is_limited (SimmerGate *self, gint64 now, gint64 *until)
{
  if (until != NULL)
    *until = self->told_until;

  return now < self->told_until;
}

/**
 * simmer_gate_is_closed:
 * @self: a gate
 * @now: the time
 * @until: (out) (optional): the end of the window
 *
 * Returns: whether the host wants to be left alone
 */
gboolean
simmer_gate_is_closed (SimmerGate *self, gint64 now, gint64 *until)
{
  gint64 end = get_opens (self);

  if (until != NULL)
    *until = end;

  return now < end;
}

/**
 * simmer_gate_is_reachable:
 * @self: a gate
 *
 * Returns: what the network monitor last said, unless the host was heard since
 */
gboolean
simmer_gate_is_reachable (SimmerGate *self)
{
  return !self->denied || self->overruled;
}

/**
 * simmer_gate_is_out:
 * @self: a gate
 *
 * Returns: whether the last requests did not get through
 */
gboolean
simmer_gate_is_out (SimmerGate *self)
{
  return self->failures > 0;
}
