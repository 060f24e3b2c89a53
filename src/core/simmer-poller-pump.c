/* Lets questions and orders out, as each host bears it, and arms the one alarm. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "simmer-poller-private.h"

#define NEVER SIMMER_POLLER_NEVER

/* Whether @a, whose turn is at @turn_a, goes before @b. Of accounts whose tasks wait, each has its
 * turn, however many tasks it has; but a person who asks goes first. */
static gboolean
goes_before (SimmerFollow *a, gint64 turn_a, SimmerFollow *b, gint64 turn_b, gint64 now)
{
  if (turn_a > now || turn_b > now)
    return turn_a < turn_b;
  if (a->urgent != b->urgent)
    return a->urgent;

  return a->line->served < b->line->served;
}

/* @turn: (out): when it may be asked for, by what is known of its account */
static SimmerFollow *
get_first (SimmerPoller *self, SimmerPolledHost *host, gint64 now, gint64 *turn)
{
  SimmerFollow *first = NULL;

  *turn = NEVER;
  for (guint i = 0; i < host->lines->len; i++)
    {
      SimmerLine *line = host->lines->pdata[i];
      GSequenceIter *begin = g_sequence_get_begin_iter (line->follows);
      SimmerFollow *follow = g_sequence_iter_is_end (begin) ? NULL : g_sequence_get (begin);
      gint64 its_turn;

      if (follow == NULL || (self->paused && !follow->urgent))
        continue;
      its_turn = simmer_poller_get_turn (self, follow, now);
      if (first == NULL || goes_before (follow, its_turn, first, *turn, now))
        {
          first = follow;
          *turn = its_turn;
        }
    }

  return first;
}

/* Questions, and the results that are fetched: of these two, whoever has waited for longer. */
static gint64
pump_questions (SimmerPoller *self, SimmerPolledHost *host, gint64 now)
{
  gint64 wake = NEVER;

  while (TRUE)
    {
      gint64 turn;
      SimmerFollow *first = get_first (self, host, now, &turn);
      gint64 waiting = simmer_polled_host_get_waiting (host);
      gboolean due = first != NULL && turn <= now;
      gint64 next;

      if (waiting != NEVER && !(due && (first->urgent || first->due < waiting)))
        {
          wake = simmer_poller_let_in (self, host, SIMMER_TURN_FETCH, now);
          if (simmer_polled_host_get_waiting (host) != waiting)
            continue;
        }
      if (first == NULL)
        return wake;

      next = simmer_gate_get_next (host->gate, SIMMER_TURN_QUESTION, now);
      if (next == NEVER)
        return wake;
      next = MAX (next, turn);
      if (next > now)
        return MIN (next, wake);
      simmer_poller_ask (self, first, now);
    }
}

/* Sends what may go out to @host now. Returns when there is more to do. */
static gint64
pump_host (SimmerPoller *self, SimmerPolledHost *host, gint64 now)
{
  gint64 wake = NEVER;
  gint64 patience, orders, ears, questions;
  gint64 until;

  if (host->closed && simmer_gate_is_limited (host->gate, now, &until))
    wake = until;
  else if (host->closed)
    {
      host->closed = FALSE;
      simmer_poller_show_host (self, host, NULL, FALSE);
    }

  /* Each once, and in this order: MIN() may take its arguments twice. */
  simmer_poller_lose_patience (self, host, now);
  orders = simmer_poller_let_in (self, host, SIMMER_TURN_SEQUEL, now);
  ears = simmer_poller_listen (self, host, now);
  questions = pump_questions (self, host, now);

  patience = simmer_poller_lose_patience (self, host, now);
  wake = MIN (wake, patience);

  return MIN (MIN (wake, orders), MIN (ears, questions));
}

/**
 * simmer_poller_pump:
 * @self: a poller
 *
 * Sends all that may go out now, and sets the alarm for what may go out next. To be called
 * whenever anything changed that decides about it.
 */
void
simmer_poller_pump (SimmerPoller *self)
{
  gint64 wake;

  self->again = TRUE;
  if (self->pumping || self->held)
    return;

  self->pumping = TRUE;
  do
    {
      self->again = FALSE;
      wake = NEVER;
      for (guint i = 0; i < self->host_list->len && self->alarm != NULL; i++)
        {
          gint64 next = pump_host (self, self->host_list->pdata[i], simmer_poller_get_boot (self));

          wake = MIN (wake, next);
        }
    }
  while (self->again && self->alarm != NULL);
  self->pumping = FALSE;

  if (self->alarm != NULL && wake != NEVER)
    simmer_alarm_set (self->alarm, wake);
  else if (self->alarm != NULL)
    simmer_alarm_unset (self->alarm);
}

/**
 * simmer_poller_pump_soon:
 * @self: a poller
 *
 * As of simmer_poller_pump(), in the next turn of the main loop: for whoever is in the midst of
 * something that may yet decide about what goes out.
 */
void
simmer_poller_pump_soon (SimmerPoller *self)
{
  self->again = TRUE;
  if (self->alarm != NULL)
    simmer_alarm_set (self->alarm, simmer_poller_get_boot (self));
}
