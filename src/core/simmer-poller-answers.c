/* What an answer, or its absence, means for a task, its host and its account. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "config.h"

#include "simmer-poller-private.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"
#include "simmer-words.h"

/* Tries, spaced, before a task is believed to be gone. */
#define MOST_GONE 3

/* A question that brings more than this, or another status, brings what a stream had not told. */
#define UNTOLD_PROGRESS 0.05

/* Between two questions because of doubtful news. */
#define DOUBT_INTERVAL G_USEC_PER_SEC

/* --- How well tasks are heard ---------------------------------------------------------------- */

/**
 * simmer_poller_show_follow:
 * @self: a poller
 * @follow: one of its tasks
 *
 * Tells the task how well it is heard.
 */
void
simmer_poller_show_follow (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerTask *task = follow->task;
  SimmerTracking before = simmer_task_get_tracking (task);
  SimmerGate *gate = follow->host->gate;
  gint64 now = simmer_poller_get_boot (self);
  gint64 until;

  if (simmer_follow_is_signed_out (self, follow))
    simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
  else if (self->paused)
    simmer_task_set_tracking (task, SIMMER_TRACKING_PAUSED, 0);
  else if (!simmer_gate_is_reachable (gate))
    simmer_task_set_tracking (task, SIMMER_TRACKING_OFFLINE, 0);
  else if (simmer_gate_is_limited (gate, now, &until))
    simmer_task_set_tracking (
      task, SIMMER_TRACKING_RATE_LIMITED, simmer_clock_get_wall (self->clock) + until - now);
  else if (simmer_gate_is_out (gate) || follow->failures > 0)
    simmer_task_set_tracking (task, SIMMER_TRACKING_UNREACHABLE, 0);
  else
    {
      simmer_task_set_tracking (task,
                                simmer_follow_is_stalled (self, follow) ? SIMMER_TRACKING_STALLED
                                : follow->live                          ? SIMMER_TRACKING_LIVE
                                                                        : SIMMER_TRACKING_POLLING,
                                0);
      simmer_task_set_error (task, NULL);
    }

  if (simmer_task_get_tracking (task) != before)
    simmer_poller_emit_tracking (self, task, before);
}

/**
 * simmer_poller_show_host:
 * @self: a poller
 * @host: one of its hosts
 * @error: (nullable): why it is not heard
 * @due: what the tasks waited for is over, ask them now
 *
 * Tells all tasks of a host how well they are heard.
 */
void
simmer_poller_show_host (SimmerPoller *self,
                         SimmerPolledHost *host,
                         const GError *error,
                         gboolean due)
{
  guint n;
  g_autofree gpointer *tasks = g_hash_table_get_keys_as_array (self->follows, &n);
  gint64 now = simmer_poller_get_boot (self);

  for (guint i = 0; i < n; i++)
    {
      /* Whoever hears of one task's change may give up another. */
      SimmerFollow *follow = g_hash_table_lookup (self->follows, tasks[i]);

      if (follow == NULL || follow->host != host)
        continue;
      if (due && !simmer_follow_is_signed_out (self, follow))
        {
          follow->failures = 0;
          simmer_follow_wait_until (
            follow, MIN (follow->due, simmer_follow_get_earliest (self, follow, now)));
        }
      if (error != NULL && !simmer_follow_is_signed_out (self, follow))
        simmer_task_set_error (follow->task, error);
      simmer_poller_show_follow (self, follow);
    }
}

/* --- What came of a request, whoever sent it ------------------------------------------------- */

static void
note_heard (SimmerPoller *self, SimmerPolledHost *host)
{
  gboolean was_silent = simmer_gate_is_out (host->gate) || !simmer_gate_is_reachable (host->gate);

  host->troubled = NULL;
  if (!simmer_gate_note_heard (host->gate, simmer_poller_get_boot (self)))
    return;

  g_debug ("%s is heard again", host->name);
  host->closed = simmer_gate_is_limited (host->gate, simmer_poller_get_boot (self), NULL);
  simmer_poller_show_host (self, host, NULL, was_silent);
}

/**
 * simmer_poller_take_refusal:
 * @self: a poller
 * @host: one of its hosts
 * @error: %SIMMER_ERROR_RATE_LIMITED
 *
 * The host refused a request because it wants to be left alone.
 */
void
simmer_poller_take_refusal (SimmerPoller *self, SimmerPolledHost *host, const GError *error)
{
  gint64 now = simmer_poller_get_boot (self);
  gint64 until = simmer_gate_note_limit (
    host->gate, simmer_error_get_retry_after (error), now, simmer_clock_get_random (self->clock));

  g_debug ("%s closed for %.1f s", host->name, (double) (until - now) / G_USEC_PER_SEC);
  host->closed = TRUE;
  simmer_poller_show_host (self, host, error, FALSE);
  simmer_poller_emit_window (self, host->name, until);
}

/**
 * simmer_poller_take_limit:
 * @self: a poller
 * @host: one of its hosts
 * @limit: what an answer of it says, to whatever it was
 *
 * A short pause is the service's rhythm; of a longer one its tasks are told.
 */
void
simmer_poller_take_limit (SimmerPoller *self, SimmerPolledHost *host, const SimmerRateLimit *limit)
{
  gint64 now = simmer_poller_get_boot (self);
  gint64 until;

  if (limit->remaining > 0)
    simmer_gate_note_quota (host->gate, limit->remaining, limit->reset, now);
  if (limit->wait <= 0)
    return;
  until =
    simmer_gate_note_pause (host->gate, limit->wait, now, simmer_clock_get_random (self->clock));
  if (until == 0)
    return;

  g_debug ("%s pauses for %.1f s", host->name, (double) (until - now) / G_USEC_PER_SEC);
  if (simmer_gate_is_limited (host->gate, now, NULL))
    {
      host->closed = TRUE;
      simmer_poller_show_host (self, host, NULL, FALSE);
    }
  simmer_poller_emit_window (self, host->name, until);
}

static void
note_sign_in (SimmerPoller *self, SimmerAccount *account, const GError *error)
{
  g_autofree gpointer *tasks = NULL;
  guint n;

  if (simmer_error_get_answered (error))
    simmer_account_set_refused (account, TRUE);
  if (!g_hash_table_add (self->signed_out, g_object_ref (account)))
    return;

  g_debug ("%s wants other credentials", simmer_account_get_id (account));
  tasks = g_hash_table_get_keys_as_array (self->follows, &n);
  for (guint i = 0; i < n; i++)
    {
      SimmerFollow *follow = g_hash_table_lookup (self->follows, tasks[i]);

      if (follow == NULL || simmer_client_get_account (follow->client) != account)
        continue;
      follow->urgent = FALSE;
      simmer_follow_wait_until (follow, SIMMER_POLLER_NEVER);
      simmer_task_set_error (follow->task, error);
      simmer_poller_show_follow (self, follow);
    }
}

/* Neither the network nor the host lets anything through: that concerns all its tasks. Where the
 * service itself has trouble, it may have it with one task alone, until a second one meets it. */
static gboolean
is_outage (SimmerPoller *self, SimmerFollow *follow, const GError *error)
{
  SimmerPolledHost *host = follow->host;
  gboolean others = host->troubled != NULL && host->troubled != follow;

  /* Whatever such a network answers with, it was not the service. */
  if (simmer_network_get_captive (self->network) && !simmer_host_is_loopback (host->name))
    return TRUE;
  if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_OFFLINE) ||
      g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_TLS))
    return TRUE;
  if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT))
    return simmer_gate_is_out (host->gate);
  if (!g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE))
    return FALSE;
  if (!simmer_error_get_answered (error))
    return TRUE;

  host->troubled = follow;
  return others || simmer_gate_is_out (host->gate);
}

static GError *
explain_outage (SimmerPoller *self, const GError *error)
{
  if (simmer_network_get_captive (self->network))
    return g_error_new (SIMMER_ERROR,
                        SIMMER_ERROR_OFFLINE,
                        _ ("This network wants you to sign in to it first, in a web browser."));

  return g_error_copy (error);
}

/* The host is tried again when the first of its tasks would have it. */
static void
hasten_host (SimmerPoller *self, SimmerPolledHost *host)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->follows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((SimmerFollow *) value)->host == host)
      simmer_follow_hasten (self, value);
}

static void
note_outage (SimmerPoller *self, SimmerFollow *follow, gint64 sent, const GError *error)
{
  SimmerPolledHost *host = follow->host;
  g_autoptr (GError) told = explain_outage (self, error);
  gboolean news = !simmer_gate_is_out (host->gate);
  SimmerCadence cadence;

  simmer_follow_get_cadence_in_outage (self, follow, &cadence);
  if (simmer_gate_note_outage (host->gate,
                               &cadence,
                               sent,
                               simmer_poller_get_boot (self),
                               simmer_clock_get_random (self->clock)))
    hasten_host (self, host);
  if (news)
    simmer_poller_show_host (self, host, told, FALSE);
  else
    simmer_task_set_error (follow->task, told);
}

/* --- What it means for the task that was asked for ------------------------------------------- */

static void
end (SimmerPoller *self, SimmerTask *task, gboolean changed)
{
  g_debug ("Task %s ended: %s",
           simmer_task_get_id (task),
           simmer_task_status_to_string (simmer_task_get_status (task)));
  simmer_poller_unfollow (self, task);
  simmer_poller_emit_reported (self, task, changed);
  simmer_poller_emit_ended (self, task);
}

/* The deadline that the person set is judged on an answer that says that the task still runs, so
 * that days without a network fail nothing. */
static gboolean
is_overdue (SimmerPoller *self, SimmerFollow *follow, SimmerReport *report)
{
  gint64 deadline =
    simmer_account_get_wishes (simmer_client_get_account (follow->client))->deadline;
  gint64 began = simmer_task_get_patience (follow->task);

  return deadline > 0 && began > 0 &&
         (simmer_report_get_status (report, NULL) || simmer_report_get_not_modified (report)) &&
         simmer_clock_get_wall (self->clock) - began > deadline;
}

static void
fail_overdue (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerAccount *account = simmer_client_get_account (follow->client);
  g_autofree char *words =
    simmer_words_for_duration (simmer_account_get_wishes (account)->deadline);
  g_autoptr (GError) error =
    g_error_new (SIMMER_ERROR,
                 SIMMER_ERROR_TIMED_OUT,
                 _ ("It did not end within %s. The service may still be working on it."),
                 words);

  simmer_task_fail (follow->task, error, simmer_clock_get_wall (self->clock));
}

/* What the service said of the task, asked for or not.
 *
 * Returns: whether it is still followed; if not, that was told and @follow is freed */
static gboolean
take (SimmerPoller *self,
      SimmerFollow *follow,
      SimmerReport *report,
      guint64 sequence,
      gboolean *has_changed)
{
  g_autoptr (SimmerTask) task = g_object_ref (follow->task);
  gboolean changed;

  follow->failures = 0;
  follow->gone = 0;
  follow->heard = simmer_poller_get_boot (self);
  follow->hint = simmer_report_get_poll_after (report);
  note_heard (self, follow->host);
  if (follow->trying)
    simmer_poller_sign_in_changed (self, simmer_client_get_account (follow->client));
  changed = simmer_task_apply_report (task, report, sequence, simmer_clock_get_wall (self->clock));

  follow = g_hash_table_lookup (self->follows, task);
  if (follow == NULL)
    return FALSE;
  if (!simmer_task_status_is_final (simmer_task_get_status (task)) &&
      is_overdue (self, follow, report))
    {
      fail_overdue (self, follow);
      changed = TRUE;
    }
  if (simmer_task_status_is_final (simmer_task_get_status (task)))
    {
      end (self, task, changed);
      return FALSE;
    }

  *has_changed = changed;
  return TRUE;
}

/**
 * simmer_poller_take_report:
 * @self: a poller
 * @follow: the task that was asked for
 * @report: what its service says
 * @sequence: of the question
 *
 * May end and free @follow.
 */
void
simmer_poller_take_report (SimmerPoller *self,
                           SimmerFollow *follow,
                           SimmerReport *report,
                           guint64 sequence)
{
  SimmerTask *task = follow->task;
  SimmerTaskStatus status = simmer_task_get_status (task);
  double progress = simmer_task_get_progress (task);
  gboolean changed;

  if (!take (self, follow, report, sequence, &changed))
    return;

  simmer_follow_note_asked (self,
                            follow,
                            simmer_task_get_status (task) != status ||
                              simmer_task_get_progress (task) > progress + UNTOLD_PROGRESS);
  simmer_follow_wait_until (follow, simmer_follow_get_due_after (self, follow, follow->heard));
  g_debug ("Task %s: %s, again in %.1f s",
           simmer_task_get_id (task),
           simmer_task_status_to_string (simmer_task_get_status (task)),
           (double) (follow->due - follow->heard) / G_USEC_PER_SEC);
  simmer_poller_show_follow (self, follow);
  simmer_poller_emit_reported (self, task, changed);
}

/**
 * simmer_poller_take_news:
 * @self: a poller
 * @follow: one of its tasks
 * @report: what its service told unasked
 *
 * What contradicts what is known may be a message that was overtaken: the service is asked. May
 * end and free @follow.
 */
void
simmer_poller_take_news (SimmerPoller *self, SimmerFollow *follow, SimmerReport *report)
{
  SimmerTask *task = follow->task;
  gboolean changed;

  if (simmer_task_doubts_report (task, report))
    {
      gint64 now = simmer_poller_get_boot (self);

      g_debug ("Task %s: what was told is older than what is known", simmer_task_get_id (task));
      simmer_follow_wait_until (follow,
                                MIN (follow->due, MAX (now, follow->asked + DOUBT_INTERVAL)));
      return;
    }
  if (!take (self, follow, report, simmer_task_next_sequence (task), &changed))
    return;

  simmer_follow_note_told (self, follow);
  simmer_poller_show_follow (self, follow);
  simmer_poller_emit_reported (self, task, changed);
}

/* A service that knows nothing of a task may say so in other words, of an id that is none of its
 * own: it refuses the question. Of a task that it has told of before, that is trouble, and passes.
 */
static gboolean
means_unknown (SimmerTask *task, const GError *error)
{
  return g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_GONE) ||
         (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE) &&
          simmer_error_get_answered (error) && simmer_task_get_heard (task) == 0);
}

static void
take_gone (SimmerPoller *self, SimmerFollow *follow, const GError *error)
{
  g_autoptr (SimmerTask) task = g_object_ref (follow->task);

  follow->failures = 0;
  follow->live = FALSE;
  follow->deaf = TRUE;
  if (++follow->gone < MOST_GONE)
    {
      simmer_follow_wait_until (
        follow, simmer_follow_get_due_after (self, follow, simmer_poller_get_boot (self)));
      return;
    }

  simmer_task_fail (task, error, simmer_clock_get_wall (self->clock));
  end (self, task, TRUE);
}

/**
 * simmer_poller_take_error:
 * @self: a poller
 * @follow: the task that was asked for
 * @error: why there is no report
 * @sent: boot time at which the question went out
 *
 * May end and free @follow.
 */
void
simmer_poller_take_error (SimmerPoller *self,
                          SimmerFollow *follow,
                          const GError *error,
                          gint64 sent)
{
  g_autoptr (SimmerTask) task = g_object_ref (follow->task);
  SimmerAccount *account = simmer_client_get_account (follow->client);
  SimmerPolledHost *host = follow->host;

  g_debug ("Task %s: %s", simmer_task_get_id (task), error->message);
  simmer_follow_ask_in_turn (self, follow);
  /* Who says more than that it knows nothing, or had to be asked a second thing, may know it. */
  if (!means_unknown (task, error))
    follow->gone = 0;
  if (is_outage (self, follow, error))
    {
      note_outage (self, follow, sent, error);
      return;
    }
  /* Its host's own word, which was heard before. */
  if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED))
    return;

  if (!g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT) &&
      !g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE))
    note_heard (self, host);
  follow = g_hash_table_lookup (self->follows, task);
  if (follow == NULL)
    return;

  if (means_unknown (task, error))
    take_gone (self, follow, error);
  else if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN) &&
           !simmer_account_get_builtin (account))
    {
      simmer_follow_wait_until (follow, SIMMER_POLLER_NEVER);
      note_sign_in (self, account, error);
    }
  else
    {
      /* Nobody can sign in to the built-in generator: it has just changed its key. */
      simmer_follow_wait_until (follow, simmer_follow_get_due_after_failure (self, follow));
      simmer_task_set_error (task, error);
      simmer_poller_show_follow (self, follow);
    }
}

/**
 * simmer_poller_take_answer:
 * @self: a poller
 * @host: one of its hosts
 *
 * It answered something that is no question: that concerns its tasks, too.
 */
void
simmer_poller_take_answer (SimmerPoller *self, SimmerPolledHost *host)
{
  note_heard (self, host);
}
