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

/* The order that is next, after those are answered that were given up meanwhile. */
static GTask *
get_first_order (SimmerPolledHost *host)
{
  GList *next;

  for (GList *link = host->orders.head; link != NULL; link = next)
    {
      g_autoptr (GTask) task = NULL;

      next = link->next;
      if (!g_cancellable_is_cancelled (g_task_get_cancellable (link->data)))
        continue;
      task = link->data;
      g_queue_delete_link (&host->orders, link);
      g_task_return_error_if_cancelled (task);
    }

  return g_queue_peek_head (&host->orders);
}

static gint64
pump_orders (SimmerPolledHost *host, gint64 now)
{
  while (get_first_order (host) != NULL)
    {
      gint64 next = simmer_gate_get_next_order (host->gate, now);
      g_autoptr (GTask) task = NULL;

      if (next > now)
        return next;
      task = g_queue_pop_head (&host->orders);
      g_task_set_task_data (task, host, NULL);
      simmer_gate_begin (host->gate, now);
      g_task_return_boolean (task, TRUE);
    }

  return NEVER;
}

static gint64
pump_questions (SimmerPoller *self, SimmerPolledHost *host, gint64 now)
{
  SimmerFollow *first;
  gint64 turn;

  while ((first = get_first (self, host, now, &turn)) != NULL)
    {
      gint64 next = simmer_gate_get_next_question (host->gate, now);

      if (next == NEVER)
        return NEVER;
      next = MAX (next, turn);
      if (next > now)
        return next;
      simmer_poller_ask (self, first, now);
    }

  return NEVER;
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
  orders = pump_orders (host, now);
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
  if (self->pumping)
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
