/* How a task learns what its service says. Nothing else changes that. */

#define G_LOG_DOMAIN "Simmer-Task"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-task-private.h"

/* A service's clock may differ from ours; beyond this its times are not believed. */
#define CLOCK_SKEW (2 * 60 * G_USEC_PER_SEC)

/* A running task never stands at 100 %. */
#define MOST_BEFORE_END 0.99

static gint64
believe_time (gint64 told, gint64 earliest, gint64 now, gint64 fallback)
{
  if (told <= 0 || told > now + CLOCK_SKEW || told < earliest - CLOCK_SKEW)
    return fallback;

  return CLAMP (told, earliest, MAX (now, earliest));
}

static gboolean
is_revived (SimmerTask *self, SimmerReport *report)
{
  SimmerTaskStatus status;

  return self->remote_attempt > 0 && simmer_report_get_attempt (report) > self->remote_attempt &&
         simmer_report_get_status (report, &status) && !simmer_task_status_is_final (status);
}

static void
apply_times (SimmerTask *self, SimmerReport *report, gint64 now)
{
  /* A task that was started elsewhere is as old as its service says. */
  if (self->submitted == 0)
    self->submitted = believe_time (simmer_report_get_created (report), 0, now, now);

  if (self->status == SIMMER_TASK_STATUS_PENDING)
    self->started = 0;
  else if (self->started == 0 && self->status == SIMMER_TASK_STATUS_IN_PROGRESS)
    self->started = believe_time (simmer_report_get_started (report), self->submitted, now, now);
  else if (self->started == 0)
    self->started = believe_time (simmer_report_get_started (report), self->submitted, now, 0);

  if (simmer_task_status_is_final (self->status) && self->finished == 0)
    self->finished = believe_time (
      simmer_report_get_finished (report), MAX (self->submitted, self->started), now, now);
}

static void
apply_status (SimmerTask *self, SimmerReport *report)
{
  const char *word = simmer_report_get_unknown_word (report);
  SimmerTaskStatus status;

  if (!simmer_report_get_status (report, &status))
    {
      if (word != NULL && !self->warned)
        g_message ("Task %s: the service says “%s”, which Simmer does not know; "
                   "the last known status is kept",
                   self->id,
                   word);
      self->warned |= word != NULL;
      return;
    }

  if (self->status == SIMMER_TASK_STATUS_IN_PROGRESS && status == SIMMER_TASK_STATUS_PENDING)
    simmer_task_forget_progress (self);
  simmer_task_change_status (self, status);
}

static void
apply_progress (SimmerTask *self, SimmerReport *report, gint64 now)
{
  double progress = simmer_report_get_progress (report);
  double eta = simmer_report_get_eta (report);

  if (self->status == SIMMER_TASK_STATUS_COMPLETED)
    simmer_task_change_progress (self, 1);
  else if (self->status == SIMMER_TASK_STATUS_IN_PROGRESS && progress >= 0)
    {
      progress = MIN (progress, MOST_BEFORE_END);
      simmer_estimator_add (&self->estimator, now, progress);
      simmer_task_change_progress (self, MAX (progress, self->progress));
    }

  if (self->status == SIMMER_TASK_STATUS_PENDING)
    {
      if (simmer_report_get_queue_position (report) >= 0)
        simmer_task_change_queue_position (
          self, simmer_report_get_queue_position (report), simmer_report_get_queue_base (report));
    }
  else
    simmer_task_change_queue_position (self, -1, self->queue_base);

  if (simmer_task_status_is_final (self->status))
    eta = -1;
  if (self->eta != eta)
    simmer_task_touch (self, PROP_0);
  self->eta = eta;
  self->eta_told = now;
}

static gboolean
same_results (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      if (!simmer_result_equal (a->pdata[i], b->pdata[i]))
        return FALSE;
    }

  return TRUE;
}

static void
apply_results (SimmerTask *self, SimmerReport *report)
{
  GPtrArray *results = simmer_report_get_results (report);

  if (results == NULL || results->len == 0)
    return;
  if (self->results != NULL && same_results (self->results, results))
    return;

  g_clear_pointer (&self->results, g_ptr_array_unref);
  self->results = g_ptr_array_new_full (results->len, (GDestroyNotify) simmer_result_unref);
  for (guint i = 0; i < results->len; i++)
    g_ptr_array_add (self->results, simmer_result_ref (results->pdata[i]));
  simmer_task_touch (self, PROP_RESULTS);
}

static void
apply_words (SimmerTask *self, SimmerReport *report)
{
  const char *message = simmer_report_get_message (report);
  const char *error = simmer_report_get_error (report);

  if (simmer_report_get_title (report) != NULL && self->title == NULL)
    simmer_task_change_string (self, &self->title, simmer_report_get_title (report), PROP_TITLE);
  if (simmer_report_get_kind (report) != NULL && self->kind == NULL)
    simmer_task_change_interned (self, &self->kind, simmer_report_get_kind (report), PROP_KIND);

  if (self->status == SIMMER_TASK_STATUS_FAILED)
    {
      if (error == NULL)
        error =
          message != NULL ? message : _ ("The service reported a failure without saying why.");
      simmer_task_change_error (
        self, TRUE, SIMMER_ERROR_SERVICE, error, simmer_report_get_raw_answer (report));
    }
  else
    simmer_task_change_error (self, FALSE, SIMMER_ERROR_SERVICE, NULL, NULL);

  if (self->intent == SIMMER_INTENT_CANCELLING && self->status == SIMMER_TASK_STATUS_COMPLETED)
    message = _ ("It was finished before it could be cancelled.");
  if (message != NULL || simmer_task_status_is_final (self->status))
    simmer_task_change_string (self, &self->message, message, PROP_MESSAGE);
}

/* A copy: a report is somebody else's as well. */
static void
keep (SimmerTask *self, JsonObject *kept)
{
  JsonObject *all;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (kept == NULL)
    return;

  all = json_object_new ();
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *from = i == 0 ? self->kept : kept;

      if (from == NULL)
        continue;
      json_object_iter_init (&iter, from);
      while (json_object_iter_next (&iter, &name, &value))
        json_object_set_member (all, name, json_node_copy (value));
    }
  g_clear_pointer (&self->kept, json_object_unref);
  self->kept = all;
}

static void
apply_settled (SimmerTask *self, SimmerReport *report)
{
  if (simmer_report_get_remote_id (report) != NULL && self->remote_id == NULL)
    simmer_task_change_string (
      self, &self->remote_id, simmer_report_get_remote_id (report), PROP_REMOTE_ID);
  if (simmer_report_get_attempt (report) > 0)
    self->remote_attempt = simmer_report_get_attempt (report);
  keep (self, simmer_report_get_kept (report));

  if (simmer_task_status_is_final (self->status))
    {
      simmer_task_change_intent (self, SIMMER_INTENT_NONE);
      simmer_task_change_tracking (self, SIMMER_TRACKING_ENDED, 0);
      g_clear_pointer (&self->etag, g_free);
    }
  else if (self->intent == SIMMER_INTENT_SUBMITTING || self->intent == SIMMER_INTENT_UNSURE)
    simmer_task_change_intent (self, SIMMER_INTENT_NONE);
}

/**
 * simmer_task_next_sequence:
 * @self: a task
 *
 * To be taken when a question about the task is sent; its answer is applied under this number,
 * so that a reordered or late answer is dropped.
 *
 * Returns: a number greater than all before
 */
guint64
simmer_task_next_sequence (SimmerTask *self)
{
  return ++self->sequence;
}

/**
 * simmer_task_doubts_report:
 * @self: an active task
 * @report: what the service told unasked
 *
 * A message may be late: what says less than is known, or may be of an earlier attempt, is to be
 * confirmed by asking.
 *
 * Returns: whether @report goes back behind what is known
 */
gboolean
simmer_task_doubts_report (SimmerTask *self, SimmerReport *report)
{
  guint attempt = simmer_report_get_attempt (report);
  double progress = simmer_report_get_progress (report);
  SimmerTaskStatus status;

  if (attempt > 0 && attempt != self->remote_attempt)
    return attempt < self->remote_attempt;
  if (!simmer_report_get_status (report, &status))
    return FALSE;
  if (self->status == SIMMER_TASK_STATUS_IN_PROGRESS && status == SIMMER_TASK_STATUS_PENDING)
    return TRUE;
  if (self->attempt > 1 && attempt == 0 && simmer_task_status_is_final (status))
    return TRUE;

  return status == SIMMER_TASK_STATUS_IN_PROGRESS &&
         simmer_estimator_goes_back (&self->estimator, progress);
}

/**
 * simmer_task_apply_report:
 * @self: a task
 * @report: what the service says
 * @sequence: from simmer_task_next_sequence() when it was asked
 * @wall_now: wall time, µs since 1970
 *
 * The only way in which a task learns what its service says. A report that was asked for before
 * an applied one, and any report after a final status, is dropped, unless the service itself has
 * begun another attempt of the same id.
 *
 * Returns: whether anything that can be seen changed
 */
gboolean
simmer_task_apply_report (SimmerTask *self, SimmerReport *report, guint64 sequence, gint64 wall_now)
{
  guint before;

  g_return_val_if_fail (SIMMER_IS_TASK (self), FALSE);
  g_return_val_if_fail (report != NULL, FALSE);

  if (sequence <= self->applied)
    return FALSE;
  if (simmer_task_status_is_final (self->status))
    {
      if (!is_revived (self, report))
        return FALSE;
      simmer_task_begin_attempt (self, wall_now);
    }
  self->applied = sequence;
  before = self->revision;

  simmer_task_change_begin (self);
  self->heard = wall_now;
  if (!self->fresh)
    simmer_task_touch (self, PROP_0);
  self->fresh = TRUE;
  if (simmer_report_get_not_modified (report))
    simmer_task_change_error (self, FALSE, SIMMER_ERROR_SERVICE, NULL, NULL);
  else
    {
      apply_status (self, report);
      apply_times (self, report, wall_now);
      apply_progress (self, report, wall_now);
      apply_results (self, report);
      apply_words (self, report);
      apply_settled (self, report);
      if (!simmer_task_status_is_final (self->status))
        simmer_task_set_string (&self->etag, simmer_report_get_etag (report));
    }
  if (self->touched)
    self->changed = wall_now;
  simmer_task_change_end (self);

  return self->revision != before;
}
