/* How a task's attempts begin and end, other than by its service's word: a retry, an end that was
 * told here, and the way back from one. */

#include "config.h"

#include "simmer-task-private.h"

void
simmer_attempt_free (SimmerAttempt *attempt)
{
  g_free (attempt->error);
  g_free (attempt);
}

/**
 * simmer_task_begin_attempt:
 * @self: a task
 * @wall_now: wall time, µs since 1970
 *
 * A retry was accepted: the row stays, its former attempt goes to its history, and answers to
 * questions that were asked before are dropped.
 */
void
simmer_task_begin_attempt (SimmerTask *self, gint64 wall_now)
{
  SimmerAttempt *attempt = g_new0 (SimmerAttempt, 1);

  attempt->number = self->attempt;
  attempt->started = self->submitted;
  attempt->finished = self->finished;
  attempt->error = g_strdup (self->error_message);
  if (self->attempts == NULL)
    self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_attempt_free);
  g_ptr_array_add (self->attempts, attempt);

  simmer_task_change_begin (self);
  self->applied = self->sequence;
  self->attempt++;
  simmer_task_touch (self, PROP_ATTEMPT);
  self->submitted = wall_now;
  self->started = 0;
  self->finished = 0;
  self->changed = wall_now;
  self->failed_here = FALSE;
  self->warned = FALSE;
  g_clear_pointer (&self->etag, g_free);
  simmer_task_forget_progress (self);
  simmer_task_change_status (self, SIMMER_TASK_STATUS_PENDING);
  simmer_task_change_error (self, FALSE, SIMMER_ERROR_SERVICE, NULL, NULL);
  simmer_task_change_string (self, &self->message, NULL, PROP_MESSAGE);
  simmer_task_change_intent (self, SIMMER_INTENT_NONE);
  simmer_task_change_tracking (self, SIMMER_TRACKING_POLLING, 0);
  if (self->results != NULL)
    {
      g_clear_pointer (&self->results, g_ptr_array_unref);
      simmer_task_touch (self, PROP_RESULTS);
    }
  simmer_task_change_end (self);
}

/**
 * simmer_task_give_up_retry:
 * @self: a task that ended and was to be tried again
 * @message: (nullable): a sentence for the person, why it is not
 *
 * It is as it was when it ended.
 */
void
simmer_task_give_up_retry (SimmerTask *self, const char *message)
{
  if (!simmer_task_status_is_final (self->status))
    return;

  simmer_task_change_begin (self);
  simmer_task_change_string (self, &self->message, message, PROP_MESSAGE);
  simmer_task_change_intent (self, SIMMER_INTENT_NONE);
  simmer_task_change_tracking (self, SIMMER_TRACKING_ENDED, 0);
  simmer_task_change_end (self);
}

/**
 * simmer_task_fail:
 * @self: an active task
 * @error: why
 * @wall_now: wall time, µs since 1970
 *
 * Ends a task whose service never said so: a submission that was refused, a task that the service
 * no longer knows, or a deadline that the person set.
 */
void
simmer_task_fail (SimmerTask *self, const GError *error, gint64 wall_now)
{
  g_return_if_fail (error != NULL);

  if (simmer_task_status_is_final (self->status))
    return;

  simmer_task_change_begin (self);
  self->failed_here = TRUE;
  self->status_before = self->status;
  self->finished = wall_now;
  self->changed = wall_now;
  simmer_task_change_status (self, SIMMER_TASK_STATUS_FAILED);
  simmer_task_change_queue_position (self, -1, self->queue_base);
  simmer_task_change_error (self,
                            TRUE,
                            error->domain == SIMMER_ERROR ? (SimmerError) error->code
                                                          : SIMMER_ERROR_SERVICE,
                            error->message,
                            simmer_error_get_raw_answer (error));
  simmer_task_change_intent (self, SIMMER_INTENT_NONE);
  simmer_task_change_tracking (self, SIMMER_TRACKING_ENDED, 0);
  simmer_task_change_end (self);
}

/**
 * simmer_task_revive:
 * @self: a task that simmer_task_fail() ended
 * @wall_now: wall time, µs since 1970
 *
 * Takes up the same remote task again, as it was before.
 */
void
simmer_task_revive (SimmerTask *self, gint64 wall_now)
{
  if (!self->failed_here)
    return;

  simmer_task_change_begin (self);
  self->failed_here = FALSE;
  self->finished = 0;
  self->changed = wall_now;
  self->patience = wall_now;
  simmer_task_change_status (self, self->status_before);
  simmer_task_change_error (self, FALSE, SIMMER_ERROR_SERVICE, NULL, NULL);
  simmer_task_change_tracking (self, SIMMER_TRACKING_POLLING, 0);
  simmer_task_change_end (self);
}
