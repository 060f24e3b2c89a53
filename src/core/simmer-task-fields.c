/* What is known of a task: one plain reader a field, and a writer for each that does not come from
 * its service's reports. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-task-private.h"
#include "simmer-vocabulary.h"

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

/**
 * simmer_task_has_results:
 * @self: a task
 *
 * Returns: whether it has ended and something came out of it: all, or of one that was cancelled
 *   perhaps a part
 */
gboolean
simmer_task_has_results (SimmerTask *self)
{
  return (self->status == SIMMER_TASK_STATUS_COMPLETED ||
          self->status == SIMMER_TASK_STATUS_CANCELLED) &&
         self->results != NULL && self->results->len > 0;
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

/**
 * simmer_task_get_error_hint:
 * @self: a task with an error
 *
 * Returns: (transfer none): a sentence that says what to do: now that it has failed, or while
 *   Simmer goes on
 */
const char *
simmer_task_get_error_hint (SimmerTask *self)
{
  if (self->status != SIMMER_TASK_STATUS_FAILED)
    return simmer_error_get_hint (self->error_code);
  if (self->failed_here || self->error_code != SIMMER_ERROR_SERVICE)
    return simmer_error_get_final_hint (self->error_code);
  if (simmer_vocabulary_says_internal (self->error_message))
    return _ ("The fault is not yours. Try again later; if it stays, tell the service, with the "
              "details.");

  return _ ("Try again. If it fails the same way, change the prompt or the inputs.");
}

/**
 * simmer_task_get_raw_answer:
 * @self: a task
 *
 * Returns: (transfer none) (nullable): the answer that says that it failed, or that could not be
 *   read
 */
SimmerRawAnswer *
simmer_task_get_raw_answer (SimmerTask *self)
{
  return self->raw_answer;
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
 * @left: (out): seconds from then to its end, by its progress and its service's own word; 0 if
 *   neither says anything
 * @deviation: (out): standard deviation of that
 */
void
simmer_task_predict (SimmerTask *self, gint64 wall, double *left, double *deviation)
{
  double eta = self->eta;

  if (eta > 0)
    eta = MAX (0, eta - (double) (wall - self->eta_told) / G_USEC_PER_SEC);
  simmer_estimator_predict (&self->estimator, self->started, wall, eta, left, deviation);
}

/**
 * simmer_task_get_kept:
 * @self: a task
 *
 * Returns: (transfer none) (nullable): what the service's reports said to keep for later requests
 *   about the task, such as addresses
 */
JsonObject *
simmer_task_get_kept (SimmerTask *self)
{
  return self->kept;
}

/**
 * simmer_task_set_remote_id:
 * @self: a task
 * @remote_id: (nullable): what the service calls it
 *
 * A new remote id is another remote task: entity tag, what was kept and the service's attempt count
 * start anew.
 */
void
simmer_task_set_remote_id (SimmerTask *self, const char *remote_id)
{
  simmer_task_change_begin (self);
  simmer_task_change_string (self, &self->remote_id, remote_id, PROP_REMOTE_ID);
  if (self->touched)
    {
      self->remote_attempt = 0;
      g_clear_pointer (&self->etag, g_free);
      g_clear_pointer (&self->kept, json_object_unref);
    }
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_service:
 * @self: a task
 * @service: the name that people know its service by now
 */
void
simmer_task_set_service (SimmerTask *self, const char *service)
{
  simmer_task_change_begin (self);
  simmer_task_change_interned (self, &self->service, service, PROP_SERVICE);
  simmer_task_change_end (self);
}

void
simmer_task_set_kind (SimmerTask *self, const char *kind)
{
  simmer_task_change_begin (self);
  simmer_task_change_interned (self, &self->kind, kind, PROP_KIND);
  simmer_task_change_end (self);
}

void
simmer_task_set_title (SimmerTask *self, const char *title)
{
  simmer_task_change_begin (self);
  simmer_task_change_string (self, &self->title, title, PROP_TITLE);
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_message:
 * @self: a task
 * @message: (nullable): a sentence for the person, such as why an order was refused
 */
void
simmer_task_set_message (SimmerTask *self, const char *message)
{
  simmer_task_change_begin (self);
  simmer_task_change_string (self, &self->message, message, PROP_MESSAGE);
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_inputs:
 * @self: a task
 * @inputs: (nullable): what was submitted, for retry; not changed after this
 */
void
simmer_task_set_inputs (SimmerTask *self, JsonObject *inputs)
{
  g_clear_pointer (&self->inputs, json_object_unref);
  self->inputs = inputs != NULL ? json_object_ref (inputs) : NULL;
}

void
simmer_task_set_submit_key (SimmerTask *self, const char *submit_key)
{
  simmer_task_set_string (&self->submit_key, submit_key);
}

/**
 * simmer_task_set_created:
 * @self: a task
 * @wall: when it was written down here, µs since 1970
 * @submitted: whether it is submitted from here; a task that is only tracked is as old as its
 *   service says
 */
void
simmer_task_set_created (SimmerTask *self, gint64 wall, gboolean submitted)
{
  self->created = wall;
  self->changed = wall;
  self->submitted = submitted ? wall : 0;
}

void
simmer_task_set_intent (SimmerTask *self, SimmerIntent intent)
{
  simmer_task_change_begin (self);
  simmer_task_change_intent (self, intent);
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_unsent:
 * @self: a task
 * @unsent: whether its service surely has not got what is ordered
 */
void
simmer_task_set_unsent (SimmerTask *self, gboolean unsent)
{
  self->unsent = unsent;
}

/**
 * simmer_task_set_tracking:
 * @self: a task
 * @tracking: how well it is heard
 * @wall_until: until when that will last, µs since 1970; 0 if unknown
 *
 * Does nothing on a task that has ended and is to stay so.
 */
void
simmer_task_set_tracking (SimmerTask *self, SimmerTracking tracking, gint64 wall_until)
{
  if (!simmer_task_is_active (self))
    return;

  simmer_task_change_begin (self);
  simmer_task_change_tracking (self, tracking, wall_until);
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_error:
 * @self: a task
 * @error: (nullable): why it is not heard
 *
 * Trouble in reaching the service; the task's status stays. Does nothing on an ended task.
 */
void
simmer_task_set_error (SimmerTask *self, const GError *error)
{
  if (simmer_task_status_is_final (self->status))
    return;

  simmer_task_change_begin (self);
  if (error == NULL)
    simmer_task_change_error (self, FALSE, SIMMER_ERROR_SERVICE, NULL, NULL);
  else
    simmer_task_change_error (self,
                              TRUE,
                              error->domain == SIMMER_ERROR ? (SimmerError) error->code
                                                            : SIMMER_ERROR_SERVICE,
                              error->message,
                              simmer_error_get_raw_answer (error));
  simmer_task_change_end (self);
}

/**
 * simmer_task_set_result_copy:
 * @self: a task
 * @index: which result
 * @path: where its copy is
 * @media_type: (nullable): what it is, for a result of which nobody said
 */
void
simmer_task_set_result_copy (SimmerTask *self,
                             guint index,
                             const char *path,
                             const char *media_type)
{
  SimmerResult *result;

  g_return_if_fail (self->results != NULL && index < self->results->len);

  simmer_task_change_begin (self);
  result = simmer_result_with_copy (self->results->pdata[index], path, media_type);
  simmer_result_unref (self->results->pdata[index]);
  self->results->pdata[index] = result;
  simmer_task_touch (self, PROP_RESULTS);
  simmer_task_change_end (self);
}

void
simmer_task_set_usual (SimmerTask *self, const SimmerUsual *usual)
{
  simmer_task_change_begin (self);
  self->usual = *usual;
  simmer_task_touch (self, PROP_0);
  simmer_task_change_end (self);
}
