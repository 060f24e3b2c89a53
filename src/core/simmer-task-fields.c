/* What is known of a task: one plain reader a field. */

#include "config.h"

#include "simmer-task-private.h"

const char *
simmer_task_get_id (SimmerTask *self)
{
  return self->id;
}

const char *
simmer_task_get_account_id (SimmerTask *self)
{
  return self->account_id;
}

const char *
simmer_task_get_service (SimmerTask *self)
{
  return self->service;
}

const char *
simmer_task_get_remote_id (SimmerTask *self)
{
  return self->remote_id;
}

const char *
simmer_task_get_kind (SimmerTask *self)
{
  return self->kind;
}

JsonObject *
simmer_task_get_inputs (SimmerTask *self)
{
  return self->inputs;
}

const char *
simmer_task_get_submit_key (SimmerTask *self)
{
  return self->submit_key;
}

SimmerTaskStatus
simmer_task_get_status (SimmerTask *self)
{
  return self->status;
}

/**
 * simmer_task_get_progress:
 * @self: a task
 *
 * Returns: 0 to 1 as the service said, -1 if it says nothing
 */
double
simmer_task_get_progress (SimmerTask *self)
{
  return self->progress;
}

/**
 * simmer_task_get_queue_position:
 * @self: a task
 *
 * Returns: as the service counts, -1 if it says nothing
 */
int
simmer_task_get_queue_position (SimmerTask *self)
{
  return self->queue_position;
}

/**
 * simmer_task_get_queue_base:
 * @self: a task
 *
 * Returns: 0 or 1: what the service calls the first in its queue
 */
int
simmer_task_get_queue_base (SimmerTask *self)
{
  return self->queue_base;
}

/**
 * simmer_task_get_eta:
 * @self: a task
 *
 * Returns: seconds that the service expected when it was last heard, -1 if it says nothing
 */
double
simmer_task_get_eta (SimmerTask *self)
{
  return self->eta;
}

const char *
simmer_task_get_message (SimmerTask *self)
{
  return self->message;
}

/**
 * simmer_task_get_results:
 * @self: a task
 *
 * Returns: (transfer none) (nullable) (element-type SimmerResult): what came out of it
 */
GPtrArray *
simmer_task_get_results (SimmerTask *self)
{
  return self->results;
}

const char *
simmer_task_get_etag (SimmerTask *self)
{
  return self->etag;
}

const char *
simmer_task_get_error_message (SimmerTask *self)
{
  return self->error_message;
}

SimmerTracking
simmer_task_get_tracking (SimmerTask *self)
{
  return self->tracking;
}

/**
 * simmer_task_get_tracking_until:
 * @self: a task
 *
 * Returns: until when its tracking will stay so, wall µs; 0 if unknown
 */
gint64
simmer_task_get_tracking_until (SimmerTask *self)
{
  return self->tracking_until;
}

/**
 * simmer_task_get_heard:
 * @self: a task
 *
 * Returns: when the service was last heard, wall µs; 0 for never
 */
gint64
simmer_task_get_heard (SimmerTask *self)
{
  return self->heard;
}

/**
 * simmer_task_get_fresh:
 * @self: a task
 *
 * Returns: whether the service was heard since this program started; else all is as last known
 */
gboolean
simmer_task_get_fresh (SimmerTask *self)
{
  return self->fresh;
}

SimmerIntent
simmer_task_get_intent (SimmerTask *self)
{
  return self->intent;
}

guint
simmer_task_get_attempt (SimmerTask *self)
{
  return self->attempt;
}

/**
 * simmer_task_get_attempts:
 * @self: a task
 *
 * Returns: (transfer none) (nullable) (element-type SimmerAttempt): the former attempts
 */
GPtrArray *
simmer_task_get_attempts (SimmerTask *self)
{
  return self->attempts;
}

/**
 * simmer_task_get_created:
 * @self: a task
 *
 * Returns: when it was written down here, wall µs
 */
gint64
simmer_task_get_created (SimmerTask *self)
{
  return self->created;
}

/**
 * simmer_task_get_submitted:
 * @self: a task
 *
 * Returns: when this attempt was submitted, wall µs; 0 if not yet known
 */
gint64
simmer_task_get_submitted (SimmerTask *self)
{
  return self->submitted;
}

/**
 * simmer_task_get_started:
 * @self: a task
 *
 * Returns: when this attempt began to run, wall µs; 0 if not
 */
gint64
simmer_task_get_started (SimmerTask *self)
{
  return self->started;
}

/**
 * simmer_task_get_finished:
 * @self: a task
 *
 * Returns: when it ended, wall µs; 0 if not
 */
gint64
simmer_task_get_finished (SimmerTask *self)
{
  return self->finished;
}

/**
 * simmer_task_get_changed:
 * @self: a task
 *
 * Returns: when anything last changed, wall µs
 */
gint64
simmer_task_get_changed (SimmerTask *self)
{
  return self->changed;
}

/**
 * simmer_task_get_revision:
 * @self: a task
 *
 * Returns: a number that rises with each change
 */
guint
simmer_task_get_revision (SimmerTask *self)
{
  return self->revision;
}

const SimmerUsual *
simmer_task_get_usual (SimmerTask *self)
{
  return &self->usual;
}

/**
 * simmer_task_predict:
 * @self: a task that runs
 * @wall: wall time of its last answer
 * @left: (out): seconds from then to its end, by its progress alone; 0 if that says nothing
 * @deviation: (out): standard deviation of that
 */
void
simmer_task_predict (SimmerTask *self, gint64 wall, double *left, double *deviation)
{
  simmer_estimator_predict (&self->estimator, self->started, wall, left, deviation);
}
