/* One followed task: its place in the host's line, and when it is due. */

#include "simmer-poller-private.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define NEVER  SIMMER_POLLER_NEVER

/* Between the tries after which a task is believed to be gone. */
#define GONE_WAIT (2 * SECOND)

/* While a cancellation is not yet confirmed. */
#define CANCELLING_WAIT SECOND

/* A task is stalled when nothing has changed for thrice its usual time, and never before. */
#define STALL_MIN (10 * 60 * SECOND)

static int
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SimmerFollow *first = a;
  const SimmerFollow *second = b;

  return first->due < second->due ? -1 : first->due > second->due;
}

/**
 * simmer_follow_free:
 * @follow: a followed task
 *
 * Gives up the question about it, if one is under way.
 */
void
simmer_follow_free (SimmerFollow *follow)
{
  simmer_question_give_up (follow);
  g_clear_pointer (&follow->ear, simmer_ear_free);
  if (g_hash_table_lookup (follow->line->by_id, follow->remote_id) == follow)
    g_hash_table_remove (follow->line->by_id, follow->remote_id);
  g_free (follow->remote_id);
  g_clear_pointer (&follow->place, g_sequence_remove);
  g_object_unref (follow->task);
  g_object_unref (follow->client);
  g_free (follow);
}

/**
 * simmer_follow_wait_until:
 * @follow: a followed task
 * @due: when it is to be asked for next
 */
void
simmer_follow_wait_until (SimmerFollow *follow, gint64 due)
{
  follow->due = due;
  if (follow->question != NULL)
    return;
  if (follow->place == NULL)
    follow->place = g_sequence_insert_sorted (follow->line->follows, follow, compare_due, NULL);
  else
    g_sequence_sort_changed (follow->place, compare_due, NULL);
}

/**
 * simmer_follow_ask_again:
 * @self: a poller
 * @follow: one of its tasks
 *
 * It is due at once, and asked for as soon as its host lets it be; but in vain nobody is asked.
 */
void
simmer_follow_ask_again (SimmerPoller *self, SimmerFollow *follow)
{
  simmer_follow_wait_until (
    follow, simmer_follow_is_signed_out (self, follow) ? NEVER : simmer_poller_get_boot (self));
}

/**
 * simmer_follow_is_signed_out:
 * @self: a poller
 * @follow: one of its tasks
 *
 * Returns: whether its service wants other credentials
 */
gboolean
simmer_follow_is_signed_out (SimmerPoller *self, SimmerFollow *follow)
{
  return g_hash_table_contains (self->signed_out, simmer_client_get_account (follow->client));
}

/**
 * simmer_follow_is_stalled:
 * @self: a poller
 * @follow: one of its tasks
 *
 * Returns: whether nothing has changed for longer than tasks like it usually take
 */
gboolean
simmer_follow_is_stalled (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerTask *task = follow->task;
  gint64 patience = MAX (STALL_MIN, 3 * simmer_task_get_usual (task)->p75);
  gint64 changed = MAX (simmer_task_get_changed (task), simmer_task_get_patience (task));

  return changed > 0 && simmer_clock_get_wall (self->clock) - changed > patience;
}

/* Between two questions, whatever the answers say. */
static gint64
get_distance (SimmerFollow *follow)
{
  SimmerAccount *account = simmer_client_get_account (follow->client);

  return (gint64) (simmer_profile_get_interval (simmer_account_get_profile (account)) * SECOND);
}

/**
 * simmer_follow_get_earliest:
 * @self: a poller
 * @follow: one of its tasks
 * @now: boot time
 *
 * Returns: when to ask, if nothing is to be waited for but what the person and the service want to
 *   lie between any two questions
 */
gint64
simmer_follow_get_earliest (SimmerPoller *self, SimmerFollow *follow, gint64 now)
{
  SimmerWishes wishes;

  if (follow->asked == 0)
    return now;

  simmer_poller_get_wishes (self, follow->line, &wishes);
  return MAX (now, follow->asked + MAX (wishes.minimum, get_distance (follow)));
}

/**
 * simmer_follow_ask_in_turn:
 * @self: a poller
 * @follow: one of its tasks
 *
 * As of simmer_follow_ask_again(), but no oftener than it may ever be asked for.
 */
void
simmer_follow_ask_in_turn (SimmerPoller *self, SimmerFollow *follow)
{
  simmer_follow_wait_until (
    follow,
    simmer_follow_is_signed_out (self, follow)
      ? NEVER
      : simmer_follow_get_earliest (self, follow, simmer_poller_get_boot (self)));
}

/* What is left at @heard of what the last answer asked for, which serves one answer. */
static gint64
get_hint (SimmerFollow *follow, gint64 heard)
{
  gint64 left = follow->heard + follow->hint - heard;

  return MAX (left, get_distance (follow));
}

/* All that decides when to ask next; @heard is the boot time of the last answer, or of the last
 * failure. */
static void
get_cadence (SimmerPoller *self, SimmerFollow *follow, gint64 heard, SimmerCadence *cadence)
{
  SimmerTask *task = follow->task;
  int position = simmer_task_get_queue_position (task);
  gint64 then = simmer_clock_get_wall (self->clock) - (simmer_poller_get_boot (self) - heard);
  gint64 began = simmer_task_get_submitted (task);
  gint64 started = simmer_task_get_started (task);
  SimmerWishes wishes;

  if (began <= 0)
    began = simmer_task_get_created (task);
  simmer_poller_get_wishes (self, follow->line, &wishes);
  *cadence = (SimmerCadence){
    .status = simmer_task_get_status (task),
    .age = began > 0 ? MAX (0, then - began) : 0,
    .running = started > 0 ? MAX (0, then - started) : 0,
    .usual = simmer_task_get_usual (task),
    .queue_position = position >= 0 ? MAX (1, position - simmer_task_get_queue_base (task) + 1) : 0,
    .stalled = simmer_follow_is_stalled (self, follow),
    .together = follow->together,
    .background = self->background,
    .metered = self->metered,
    .saver = self->saver,
    .eagerness = wishes.eagerness,
    .minimum = wishes.minimum,
    .maximum = wishes.maximum,
    .hint = get_hint (follow, heard),
  };
  if (cadence->status == SIMMER_TASK_STATUS_IN_PROGRESS)
    simmer_task_predict (task, then, &cadence->left, &cadence->left_deviation);
}

/**
 * simmer_follow_get_due_after:
 * @self: a poller
 * @follow: one of its tasks
 * @heard: boot time of its last answer
 *
 * In the background all tasks share the wake-ups of the machine, at whole seconds.
 *
 * Returns: when to ask again; never while its service wants other credentials
 */
gint64
simmer_follow_get_due_after (SimmerPoller *self, SimmerFollow *follow, gint64 heard)
{
  SimmerCadence cadence;
  gint64 interval;
  gint64 due;

  if (follow->live && !simmer_follow_is_signed_out (self, follow) &&
      simmer_task_get_intent (follow->task) != SIMMER_INTENT_CANCELLING)
    return simmer_follow_get_net (self, follow);
  get_cadence (self, follow, heard, &cadence);
  interval = simmer_cadence_get_interval (&cadence);
  if (interval == NEVER || simmer_follow_is_signed_out (self, follow))
    return NEVER;
  if (simmer_task_get_intent (follow->task) == SIMMER_INTENT_CANCELLING)
    interval = MAX (MIN (interval, CANCELLING_WAIT), cadence.hint);
  if (follow->gone > 0)
    interval = MAX (interval, GONE_WAIT);

  due = heard + interval;
  return self->background ? (due + SECOND - 1) / SECOND * SECOND : due;
}

/* A task that has ended has no interval, but one may be asked for: somebody keeps waiting for it,
 * or others at its host are. And what an answer asked for concerns neither its host nor the others.
 */
static void
get_cadence_in_trouble (SimmerPoller *self,
                        SimmerFollow *follow,
                        gint64 heard,
                        SimmerCadence *cadence)
{
  get_cadence (self, follow, heard, cadence);
  if (simmer_task_status_is_final (cadence->status))
    cadence->status = SIMMER_TASK_STATUS_IN_PROGRESS;
  cadence->hint = get_distance (follow);
}

/**
 * simmer_follow_get_cadence_in_outage:
 * @self: a poller
 * @follow: one of its tasks, whose host is silent
 * @cadence: (out): what its host's backoff is computed from
 *
 * In silence nothing can change, so that no task is stalled by it.
 */
void
simmer_follow_get_cadence_in_outage (SimmerPoller *self,
                                     SimmerFollow *follow,
                                     SimmerCadence *cadence)
{
  get_cadence_in_trouble (self, follow, simmer_poller_get_boot (self), cadence);
  cadence->stalled = FALSE;
}

/**
 * simmer_follow_hasten:
 * @self: a poller
 * @follow: one of its tasks
 *
 * If its host is silent, this task is to be reason enough to try again.
 */
void
simmer_follow_hasten (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerCadence cadence;

  if (!simmer_gate_is_out (follow->host->gate) || simmer_follow_is_signed_out (self, follow))
    return;

  simmer_follow_get_cadence_in_outage (self, follow, &cadence);
  simmer_gate_hasten (follow->host->gate, &cadence);
}

static gint64
get_backoff (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerCadence cadence;
  gint64 wait;

  get_cadence_in_trouble (self, follow, follow->failed, &cadence);
  wait = simmer_cadence_get_backoff (&cadence,
                                     follow->failures,
                                     follow->failed - follow->outage_began,
                                     simmer_clock_get_random (self->clock));

  return MAX (follow->failed + wait, follow->heard + follow->hint);
}

/**
 * simmer_follow_get_due_after_failure:
 * @self: a poller
 * @follow: one of its tasks
 *
 * Counts a failure that concerns this task alone.
 *
 * Returns: when to ask again
 */
gint64
simmer_follow_get_due_after_failure (SimmerPoller *self, SimmerFollow *follow)
{
  follow->failed = simmer_poller_get_boot (self);
  if (follow->failures++ == 0)
    follow->outage_began = follow->failed;

  return simmer_follow_is_signed_out (self, follow) ? NEVER : get_backoff (self, follow);
}

/**
 * simmer_follow_get_due:
 * @self: a poller
 * @follow: one of its tasks, not waiting for an answer
 *
 * Returns: when to ask, by all that is known now
 */
gint64
simmer_follow_get_due (SimmerPoller *self, SimmerFollow *follow)
{
  if (simmer_follow_is_signed_out (self, follow))
    return NEVER;
  if (follow->failures > 0)
    return MIN (follow->due, get_backoff (self, follow));
  if (follow->heard == 0)
    return simmer_poller_get_boot (self);

  return simmer_follow_get_due_after (self, follow, follow->heard);
}
