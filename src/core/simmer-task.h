#pragma once

#include <json-glib/json-glib.h>

#include "simmer-error.h"
#include "simmer-estimator.h"
#include "simmer-report.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK (simmer_task_get_type ())
#define SIMMER_TYPE_TRACKING (simmer_tracking_get_type ())
#define SIMMER_TYPE_INTENT (simmer_intent_get_type ())

/**
 * SimmerTracking:
 * @SIMMER_TRACKING_LIVE: the service tells of changes by itself
 * @SIMMER_TRACKING_POLLING: it is asked from time to time
 * @SIMMER_TRACKING_PAUSED: the person stopped the asking
 * @SIMMER_TRACKING_OFFLINE: this machine has no network
 * @SIMMER_TRACKING_UNREACHABLE: the service does not answer, or not in a readable way
 * @SIMMER_TRACKING_RATE_LIMITED: the service forbade questions for a while
 * @SIMMER_TRACKING_SIGN_IN: the service wants other credentials
 * @SIMMER_TRACKING_STALLED: it answers, but nothing has changed for longer than usual
 * @SIMMER_TRACKING_ENDED: there is nothing more to ask
 *
 * How well a task is heard. Independent of what its service last said.
 */
typedef enum
{
  SIMMER_TRACKING_LIVE,
  SIMMER_TRACKING_POLLING,
  SIMMER_TRACKING_PAUSED,
  SIMMER_TRACKING_OFFLINE,
  SIMMER_TRACKING_UNREACHABLE,
  SIMMER_TRACKING_RATE_LIMITED,
  SIMMER_TRACKING_SIGN_IN,
  SIMMER_TRACKING_STALLED,
  SIMMER_TRACKING_ENDED,
} SimmerTracking;

/**
 * SimmerIntent:
 * @SIMMER_INTENT_NONE: no order is under way
 * @SIMMER_INTENT_SUBMITTING: written down, not yet accepted by the service
 * @SIMMER_INTENT_UNSURE: may have been submitted; the answer was lost and cannot be asked for
 * @SIMMER_INTENT_CANCELLING: cancel is asked for, not yet confirmed
 * @SIMMER_INTENT_RETRYING: retry is asked for, not yet accepted
 *
 * What was ordered here and is not yet confirmed.
 */
typedef enum
{
  SIMMER_INTENT_NONE,
  SIMMER_INTENT_SUBMITTING,
  SIMMER_INTENT_UNSURE,
  SIMMER_INTENT_CANCELLING,
  SIMMER_INTENT_RETRYING,
} SimmerIntent;

GType simmer_tracking_get_type (void);
const char *simmer_tracking_to_string (SimmerTracking tracking);
GType simmer_intent_get_type (void);

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

/**
 * SimmerTask:
 *
 * One remote task's observable state. It does no I/O. What the service said of it changes only
 * through simmer_task_apply_report(). Belongs to the main context.
 */
G_DECLARE_FINAL_TYPE (SimmerTask, simmer_task, SIMMER, TASK, GObject)

SimmerTask *simmer_task_new (const char *id, const char *account_id, const char *service);

/* Who it is */
const char *simmer_task_get_id (SimmerTask *self);
const char *simmer_task_get_account_id (SimmerTask *self);
const char *simmer_task_get_service (SimmerTask *self);
const char *simmer_task_get_remote_id (SimmerTask *self);
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
const char *simmer_task_get_etag (SimmerTask *self);

/* What went wrong: why the task failed, or why it is not heard */
gboolean simmer_task_get_error (SimmerTask *self, SimmerError *code);
const char *simmer_task_get_error_message (SimmerTask *self);

/* How well it is heard, and what is ordered */
SimmerTracking simmer_task_get_tracking (SimmerTask *self);
gint64 simmer_task_get_tracking_until (SimmerTask *self);
gint64 simmer_task_get_heard (SimmerTask *self);
gboolean simmer_task_get_fresh (SimmerTask *self);
SimmerIntent simmer_task_get_intent (SimmerTask *self);
gboolean simmer_task_is_active (SimmerTask *self);

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

/* For the manager, the poller and the store */
gboolean simmer_task_apply_report (SimmerTask *self,
                                   SimmerReport *report,
                                   guint64 sequence,
                                   gint64 wall_now);
guint64 simmer_task_next_sequence (SimmerTask *self);
void simmer_task_set_remote_id (SimmerTask *self, const char *remote_id);
void simmer_task_set_kind (SimmerTask *self, const char *kind);
void simmer_task_set_title (SimmerTask *self, const char *title);
void simmer_task_set_inputs (SimmerTask *self, JsonObject *inputs);
void simmer_task_set_submit_key (SimmerTask *self, const char *submit_key);
void simmer_task_set_intent (SimmerTask *self, SimmerIntent intent);
void simmer_task_set_tracking (SimmerTask *self, SimmerTracking tracking, gint64 wall_until);
void simmer_task_set_error (SimmerTask *self, const GError *error);
void simmer_task_fail (SimmerTask *self, const GError *error, gint64 wall_now);
void simmer_task_revive (SimmerTask *self, gint64 wall_now);
void simmer_task_begin_attempt (SimmerTask *self, gint64 wall_now);
void simmer_task_set_result_path (SimmerTask *self, guint index, const char *path);
void simmer_task_set_usual (SimmerTask *self, const SimmerUsual *usual);
const SimmerUsual *simmer_task_get_usual (SimmerTask *self);

JsonNode *simmer_task_to_state (SimmerTask *self);
gboolean simmer_task_load_state (SimmerTask *self, JsonNode *state);

G_END_DECLS
