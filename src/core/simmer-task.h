#pragma once

#include <json-glib/json-glib.h>

#include "simmer-error.h"
#include "simmer-estimator.h"
#include "simmer-report.h"
#include "simmer-tracking.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK (simmer_task_get_type ())

/**
 * SimmerAttempt:
 * @number: 1 for the first
 * @started: wall time of its submission, µs since 1970
 * @finished: wall time of its end
 * @error: (nullable): why it failed
 *
 * A former attempt of a task that was retried.
 */
typedef struct
{
  guint number;
  gint64 started;
  gint64 finished;
  char *error;
} SimmerAttempt;

void simmer_attempt_free (SimmerAttempt *attempt);

/**
 * SimmerTask:
 *
 * One remote task's observable state. It does no I/O. What the service said of it changes only
 * through simmer_task_apply_report(), here or in the process whose state is loaded from
 * simmer-task-state.h. Belongs to the main context.
 */
G_DECLARE_FINAL_TYPE (SimmerTask, simmer_task, SIMMER, TASK, GObject)

SimmerTask *simmer_task_new (const char *id, const char *account_id, const char *service);

/* Who it is */
const char *simmer_task_get_id (SimmerTask *self);
const char *simmer_task_get_account_id (SimmerTask *self);
const char *simmer_task_get_service (SimmerTask *self);
const char *simmer_task_get_remote_id (SimmerTask *self);
JsonObject *simmer_task_get_kept (SimmerTask *self);
const char *simmer_task_get_kind (SimmerTask *self);
const char *simmer_task_get_title (SimmerTask *self);
JsonObject *simmer_task_get_inputs (SimmerTask *self);
const char *simmer_task_get_submit_key (SimmerTask *self);

/* What the service said */
SimmerTaskStatus simmer_task_get_status (SimmerTask *self);
double simmer_task_get_progress (SimmerTask *self);
int simmer_task_get_queue_position (SimmerTask *self);
int simmer_task_get_queue_base (SimmerTask *self);
double simmer_task_get_eta (SimmerTask *self);
const char *simmer_task_get_message (SimmerTask *self);
GPtrArray *simmer_task_get_results (SimmerTask *self);
gboolean simmer_task_has_results (SimmerTask *self);
const char *simmer_task_get_etag (SimmerTask *self);

/* What went wrong: why the task failed, or why it is not heard */
gboolean simmer_task_get_error (SimmerTask *self, SimmerError *code);
const char *simmer_task_get_error_message (SimmerTask *self);
const char *simmer_task_get_error_hint (SimmerTask *self);
SimmerRawAnswer *simmer_task_get_raw_answer (SimmerTask *self);

/* How well it is heard, and what is ordered */
SimmerTracking simmer_task_get_tracking (SimmerTask *self);
gint64 simmer_task_get_tracking_until (SimmerTask *self);
gint64 simmer_task_get_heard (SimmerTask *self);
gboolean simmer_task_get_fresh (SimmerTask *self);
SimmerIntent simmer_task_get_intent (SimmerTask *self);
gboolean simmer_task_is_active (SimmerTask *self);
gboolean simmer_task_get_failed_here (SimmerTask *self);
gboolean simmer_task_get_unsent (SimmerTask *self);
gint64 simmer_task_get_patience (SimmerTask *self);

/* When */
guint simmer_task_get_attempt (SimmerTask *self);
GPtrArray *simmer_task_get_attempts (SimmerTask *self);
gint64 simmer_task_get_created (SimmerTask *self);
gint64 simmer_task_get_submitted (SimmerTask *self);
gint64 simmer_task_get_started (SimmerTask *self);
gint64 simmer_task_get_finished (SimmerTask *self);
gint64 simmer_task_get_changed (SimmerTask *self);

/* For those who show it */
guint simmer_task_get_revision (SimmerTask *self);
void simmer_task_get_estimate (SimmerTask *self, gint64 wall_now, SimmerEstimate *estimate);

/**
 * SimmerTaskWatch:
 * @task: the task that changed
 * @user_data: what simmer_task_set_watch() was given
 *
 * Called after each change of a task, once for all that changed together.
 */
typedef void (*SimmerTaskWatch) (SimmerTask *task, gpointer user_data);

/* For the manager, the poller, the queue and the store */
void simmer_task_set_watch (SimmerTask *self, SimmerTaskWatch watch, gpointer user_data);
gboolean simmer_task_doubts_report (SimmerTask *self, SimmerReport *report);
gboolean simmer_task_apply_report (SimmerTask *self,
                                   SimmerReport *report,
                                   guint64 sequence,
                                   gint64 wall_now);
guint64 simmer_task_next_sequence (SimmerTask *self);
void simmer_task_set_remote_id (SimmerTask *self, const char *remote_id);
void simmer_task_set_service (SimmerTask *self, const char *service);
void simmer_task_set_kind (SimmerTask *self, const char *kind);
void simmer_task_set_title (SimmerTask *self, const char *title);
void simmer_task_set_inputs (SimmerTask *self, JsonObject *inputs);
void simmer_task_set_submit_key (SimmerTask *self, const char *submit_key);
void simmer_task_set_created (SimmerTask *self, gint64 wall, gboolean submitted);
void simmer_task_set_unsent (SimmerTask *self, gboolean unsent);
void simmer_task_set_intent (SimmerTask *self, SimmerIntent intent);
void simmer_task_set_tracking (SimmerTask *self, SimmerTracking tracking, gint64 wall_until);
void simmer_task_set_message (SimmerTask *self, const char *message);
void simmer_task_set_error (SimmerTask *self, const GError *error);
void simmer_task_fail (SimmerTask *self, const GError *error, gint64 wall_now);
void simmer_task_revive (SimmerTask *self, gint64 wall_now);
void simmer_task_begin_attempt (SimmerTask *self, gint64 wall_now);
void simmer_task_give_up_retry (SimmerTask *self, const char *message);
void simmer_task_set_result_copy (SimmerTask *self,
                                  guint index,
                                  const char *path,
                                  const char *media_type);
void simmer_task_set_usual (SimmerTask *self, const SimmerUsual *usual);
const SimmerUsual *simmer_task_get_usual (SimmerTask *self);
void simmer_task_predict (SimmerTask *self, gint64 wall, double *left, double *deviation);

G_END_DECLS
