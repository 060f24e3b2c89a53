/* Questions: one about a task alone, or one about all due tasks of an account where its service
 * has that. What such a batch does not answer is asked singly. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "simmer-poller-private.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define NEVER  SIMMER_POLLER_NEVER

/* Of one batch: tasks, bytes of their names (addresses of 8 KB are borne everywhere), and how far
 * the line is looked through for them. */
#define MOST_TASKS   100
#define MOST_LETTERS 6000
#define MOST_LOOKS   400

/* Who is due this much later at most may ride along, in the second half of its interval. When one
 * of two tasks is asked for, either this one or next time the other one is in its second half, so
 * that they come together whenever each of them began. */
#define RIDE_AHEAD (10 * SECOND)
#define RIDE_PART  2

/* Batches in a row that came to nothing, after which the account's tasks are asked singly. */
#define MOST_BATCH_FAILURES 2u

/* Batches and singles that missed a task, after which it is asked singly. */
#define MOST_MISSED 2

/* What a question is about, once it is answered and nobody waits for it any more. */
typedef struct
{
  SimmerTask *task; /* (owned) */
  guint64 sequence;
} Subject;

static void
clear_subject (gpointer data)
{
  g_object_unref (((Subject *) data)->task);
}

/* Its host has its place free. */
static void
leave (SimmerQuestion *question)
{
  simmer_gate_end_question (question->host->gate, simmer_poller_get_boot (question->poller));
  g_queue_remove (&question->host->questions, question);
}

static void
question_free (SimmerQuestion *question)
{
  g_ptr_array_unref (question->follows);
  g_object_unref (question->cancellable);
  g_free (question);
}

/**
 * simmer_question_give_up:
 * @follow: a followed task
 *
 * The answer, if one is awaited, will not find it. If it was asked for alone, the host has its
 * place free at once.
 */
void
simmer_question_give_up (SimmerFollow *follow)
{
  SimmerQuestion *question = g_steal_pointer (&follow->question);

  if (question == NULL)
    return;

  g_ptr_array_remove_fast (question->follows, follow);
  if (question->follows->len > 0)
    return;
  leave (question);
  question->poller = NULL;
  g_cancellable_cancel (question->cancellable);
}

/* Frees the question. Returns: (transfer full) (element-type Subject) (nullable): what it was
 * about, and its poller; %NULL if it was given up */
static GArray *
end_question (SimmerQuestion *question, SimmerPoller **poller, gint64 *sent)
{
  GArray *subjects = NULL;

  *sent = question->sent;
  *poller = question->poller != NULL ? g_object_ref (question->poller) : NULL;
  if (*poller != NULL)
    {
      leave (question);
      subjects = g_array_sized_new (FALSE, FALSE, sizeof (Subject), question->follows->len);
      g_array_set_clear_func (subjects, clear_subject);
      for (guint i = 0; i < question->follows->len; i++)
        {
          SimmerFollow *follow = question->follows->pdata[i];
          Subject subject = { g_object_ref (follow->task), follow->sequence };

          follow->question = NULL;
          g_array_append_val (subjects, subject);
        }
    }
  question_free (question);

  return subjects;
}

/* --- Of one task ----------------------------------------------------------------------------- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerPoller) self = NULL;
  g_autoptr (SimmerReport) report = NULL;
  g_autoptr (GArray) subjects = NULL;
  g_autoptr (GError) error = NULL;
  SimmerFollow *follow;
  Subject *subject;
  gint64 sent;

  report = simmer_client_report_finish (SIMMER_CLIENT (source), result, &error);
  subjects = end_question (user_data, &self, &sent);
  if (subjects == NULL)
    return;

  subject = &g_array_index (subjects, Subject, 0);
  follow = g_hash_table_lookup (self->follows, subject->task);
  if (report != NULL)
    {
      follow->alone = follow->missed >= MOST_MISSED;
      follow->together = FALSE;
      simmer_poller_take_report (self, follow, report, subject->sequence);
    }
  else
    simmer_poller_take_error (self, follow, error, sent);
  simmer_poller_pump (self);
}

/* --- Of several ------------------------------------------------------------------------------ */

/* How many batches in a row came to nothing. */
static guint
get_batch_failures (SimmerPoller *self, SimmerClient *client)
{
  return GPOINTER_TO_UINT (
    g_hash_table_lookup (self->batch_failures, simmer_client_get_account (client)));
}

static void
set_batch_failures (SimmerPoller *self, SimmerClient *client, guint failures)
{
  SimmerAccount *account = simmer_client_get_account (client);

  if (failures >= MOST_BATCH_FAILURES)
    g_debug ("The tasks of %s are asked for singly", simmer_account_get_id (account));
  if (failures > 0)
    g_hash_table_insert (self->batch_failures, g_object_ref (account), GUINT_TO_POINTER (failures));
  else
    g_hash_table_remove (self->batch_failures, account);
}

/* Nothing came of it for this task: it is asked for by itself now. */
static void
ask_alone (SimmerPoller *self, SimmerTask *task)
{
  SimmerFollow *follow = g_hash_table_lookup (self->follows, task);

  if (follow == NULL)
    return;
  follow->alone = TRUE;
  simmer_follow_ask_again (self, follow);
}

static void
take_reports (SimmerPoller *self, SimmerClient *client, GArray *subjects, GPtrArray *reports)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_found = 0;

  for (guint i = 0; i < reports->len; i++)
    g_hash_table_insert (
      by_id, (char *) simmer_report_get_remote_id (reports->pdata[i]), reports->pdata[i]);

  for (guint i = 0; i < subjects->len; i++)
    {
      const Subject *subject = &g_array_index (subjects, Subject, i);
      SimmerFollow *follow = g_hash_table_lookup (self->follows, subject->task);
      SimmerReport *report = g_hash_table_lookup (by_id, simmer_task_get_remote_id (subject->task));

      if (report != NULL)
        n_found++;
      if (report != NULL && follow != NULL)
        {
          follow->missed = 0;
          follow->together = subjects->len > 1;
          simmer_poller_take_report (self, follow, report, subject->sequence);
        }
      else if (follow != NULL)
        {
          follow->missed++;
          ask_alone (self, subject->task);
        }
    }
  set_batch_failures (self, client, n_found > 0 ? 0 : get_batch_failures (self, client) + 1);
}

static void
take_batch_error (SimmerPoller *self,
                  SimmerClient *client,
                  GArray *subjects,
                  const GError *error,
                  gint64 sent)
{
  gboolean refused = g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
  gboolean garbled = g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED) ||
                     g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_TOO_LARGE);
  gboolean limited = g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  guint failures = get_batch_failures (self, client);

  g_debug ("%u tasks at once: %s", subjects->len, error->message);
  if (refused)
    set_batch_failures (self, client, MOST_BATCH_FAILURES);
  else if (garbled || simmer_error_get_answered (error))
    set_batch_failures (self, client, limited ? failures : failures + 1);

  for (guint i = 0; i < subjects->len; i++)
    {
      SimmerTask *task = g_array_index (subjects, Subject, i).task;
      SimmerFollow *follow = g_hash_table_lookup (self->follows, task);

      if (follow == NULL)
        continue;
      if (refused || garbled)
        ask_alone (self, task);
      else if (limited && i > 0)
        simmer_follow_ask_in_turn (self, follow);
      else
        simmer_poller_take_error (self, follow, error, sent);
    }
}

static void
answered_many_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerClient *client = SIMMER_CLIENT (source);
  g_autoptr (SimmerPoller) self = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GArray) subjects = NULL;
  g_autoptr (GError) error = NULL;
  gint64 sent;

  reports = simmer_client_reports_finish (client, result, &error);
  subjects = end_question (user_data, &self, &sent);
  if (subjects == NULL)
    return;

  /* Nobody is asked for again before all of them are told. */
  self->pumping = TRUE;
  if (reports != NULL)
    take_reports (self, client, subjects, reports);
  else
    take_batch_error (self, client, subjects, error, sent);
  self->pumping = FALSE;
  simmer_poller_pump (self);
}

/* --- Asking ---------------------------------------------------------------------------------- */

static void
include (SimmerQuestion *question, SimmerFollow *follow)
{
  g_clear_pointer (&follow->place, g_sequence_remove);
  follow->urgent = FALSE;
  follow->trying = simmer_follow_is_signed_out (question->poller, follow);
  follow->question = question;
  follow->asked = question->sent;
  follow->sequence = simmer_task_next_sequence (follow->task);
  g_ptr_array_add (question->follows, follow);
}

/* In an outage or after a window one question about one task shows what may follow; and a batch
 * that fails where that did not fail shows that it is the batch. */
static gboolean
can_ask_many (SimmerPoller *self, SimmerFollow *first)
{
  return simmer_client_can (first->client, SIMMER_VERB_STATUSES) && !first->alone &&
         first->gone == 0 && !simmer_gate_is_out (first->host->gate) &&
         get_batch_failures (self, first->client) < MOST_BATCH_FAILURES;
}

/* Whoever is due soon may as well be asked for now, which costs nothing and keeps the tasks of an
 * account together; but neither before its service nor before the person wants that. */
static gboolean
may_ride (SimmerPoller *self, SimmerFollow *follow, gint64 minimum, gint64 now)
{
  gint64 interval = follow->due - follow->heard;

  if (follow->alone || follow->gone > 0 || (self->paused && !follow->urgent) ||
      simmer_task_status_is_final (simmer_task_get_status (follow->task)))
    return FALSE;
  if (follow->due <= now)
    return TRUE;

  return follow->heard > 0 && follow->failures == 0 && follow->due - now <= interval / RIDE_PART &&
         now - follow->heard >= MAX (minimum, follow->hint);
}

static void
include_others (SimmerPoller *self, SimmerQuestion *question, SimmerFollow *first, gint64 now)
{
  GSequenceIter *place = g_sequence_get_begin_iter (first->line->follows);
  gsize letters = strlen (simmer_task_get_remote_id (first->task));
  guint most = simmer_client_get_most (first->client, SIMMER_VERB_STATUSES);
  SimmerWishes wishes;

  simmer_poller_get_wishes (self, first->line, &wishes);
  for (guint i = 0; i < MOST_LOOKS && !g_sequence_iter_is_end (place); i++)
    {
      SimmerFollow *follow = g_sequence_get (place);
      gsize length = strlen (simmer_task_get_remote_id (follow->task));

      place = g_sequence_iter_next (place);
      if (follow->due == NEVER || follow->due - now > RIDE_AHEAD ||
          question->follows->len == MIN (most > 0 ? most : MOST_TASKS, MOST_TASKS) ||
          letters + length > MOST_LETTERS)
        return;
      if (may_ride (self, follow, wishes.minimum, now))
        {
          include (question, follow);
          letters += length;
        }
    }
}

static void
ask_many (SimmerQuestion *question, SimmerClient *client)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_sized_new (question->follows->len + 1);

  for (guint i = 0; i < question->follows->len; i++)
    {
      SimmerFollow *follow = question->follows->pdata[i];

      g_ptr_array_add (ids, (char *) simmer_task_get_remote_id (follow->task));
    }
  g_ptr_array_add (ids, NULL);
  simmer_client_statuses_async (
    client, (const char *const *) ids->pdata, question->cancellable, answered_many_cb, question);
}

/**
 * simmer_poller_get_turn:
 * @self: a poller
 * @follow: the task that is next in its line
 * @now: boot time
 *
 * Whoever has been let in does not wait any more: the host may close meanwhile. So a question waits
 * for what its profile says of its pace before that.
 *
 * Returns: when it may be asked for, as far as its host lets it
 */
gint64
simmer_poller_get_turn (SimmerPoller *self, SimmerFollow *follow, gint64 now)
{
  gint64 turn;

  if (follow->due > now)
    return follow->due;

  turn = simmer_poller_get_pace (self, follow->line, SIMMER_VERB_STATUS, now);
  if (can_ask_many (self, follow))
    {
      gint64 turn_of_many = simmer_poller_get_pace (self, follow->line, SIMMER_VERB_STATUSES, now);

      turn = MAX (turn, turn_of_many);
    }

  return turn;
}

/**
 * simmer_poller_ask:
 * @self: a poller
 * @follow: the task that is next
 * @now: boot time
 *
 * Asks for it, and in the same question for others of its account, if that can be.
 */
void
simmer_poller_ask (SimmerPoller *self, SimmerFollow *follow, gint64 now)
{
  SimmerQuestion *question;
  SimmerVerb verb;

  if (simmer_task_status_is_final (simmer_task_get_status (follow->task)))
    {
      /* It ended by an order's answer or in another process; who learnt it tells. */
      simmer_poller_unfollow (self, follow->task);
      return;
    }

  question = g_new0 (SimmerQuestion, 1);
  question->poller = self;
  question->follows = g_ptr_array_new ();
  question->cancellable = g_cancellable_new ();
  question->host = follow->host;
  question->sent = now;
  include (question, follow);
  follow->line->served = ++follow->host->served;
  if (can_ask_many (self, follow))
    include_others (self, question, follow, now);

  verb = question->follows->len > 1 ? SIMMER_VERB_STATUSES : SIMMER_VERB_STATUS;
  g_queue_push_tail (&follow->host->questions, question);
  simmer_gate_begin_question (follow->host->gate, now);
  simmer_poller_take_pace (self, follow->line, verb, now);
  if (verb == SIMMER_VERB_STATUSES)
    ask_many (question, follow->client);
  else
    simmer_client_status_async (follow->client,
                                simmer_task_get_remote_id (follow->task),
                                simmer_task_get_kept (follow->task),
                                simmer_task_get_etag (follow->task),
                                question->cancellable,
                                answered_cb,
                                question);
}
