/* One order under way: packed, let in by the host's gate, sent, answered. Trouble on the way never
 * ends it: it is sent again, under the same key, until the service answers. Whoever makes an order
 * has written it down before. */

#define G_LOG_DOMAIN "Simmer-Order"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-order.h"

/* Unreadable answers to a submission before it counts as perhaps sent. */
#define MOST_MALFORMED 3

typedef enum
{
  STAGE_NEW,
  STAGE_PACK,
  STAGE_ENTER,
  STAGE_ASK,
  STAGE_PAUSE,
  STAGE_DONE,
} Stage;

struct _SimmerOrder
{
  /* Input */
  SimmerOrderKind kind;
  SimmerTask *task;     /* (owned) */
  SimmerClient *client; /* (owned) */
  SimmerPoller *poller; /* (owned) */
  SimmerClock *clock;   /* (owned) */
  SimmerOrderFunc func;
  gpointer user_data;

  /* In progress */
  Stage stage;
  GCancellable *cancellable; /* (owned) */
  SimmerAlarm *alarm;        /* (owned) */
  gboolean entered;
  SimmerParcel *parcel; /* (owned) (nullable): of a submission, packed once */
  guint failures;
  guint malformed;
  gint64 outage_began;
  guint64 sequence;
  GError *refusal; /* (owned) (nullable): of a retry, in doubt until its task's status is known */

  /* Output */
  gboolean sent;
  gboolean doubtful; /* the service may have got it, though no answer says so */
  GStrv more_ids;    /* (owned) (nullable) */
};

/* What a callback needs to find its order, or to find that it is gone. */
typedef struct
{
  SimmerOrder *order;
  GCancellable *cancellable; /* (owned) */
} Call;

static void run (SimmerOrder *self, Stage stage);
static void begin (SimmerOrder *self);

static Call *
call_new (SimmerOrder *self)
{
  Call *call = g_new (Call, 1);

  call->order = self;
  call->cancellable = g_object_ref (self->cancellable);

  return call;
}

/* Returns the order, or NULL where it was freed while the call was out. */
static SimmerOrder *
call_end (Call *call)
{
  SimmerOrder *order = g_cancellable_is_cancelled (call->cancellable) ? NULL : call->order;

  g_object_unref (call->cancellable);
  g_free (call);

  return order;
}

static void
leave (SimmerOrder *self, const GError *error)
{
  if (!self->entered)
    return;
  self->entered = FALSE;
  simmer_poller_leave (self->poller, self->client, error);
}

static void
finish (SimmerOrder *self, SimmerOrderNews end)
{
  self->stage = STAGE_DONE;
  simmer_alarm_unset (self->alarm);
  self->func (self, end, self->user_data);
}

static void
enter_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean in = simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error);
  SimmerOrder *self = call_end (user_data);

  if (self == NULL)
    return;
  if (!in)
    {
      g_debug ("Not let in: %s", error->message);
      run (self, STAGE_PAUSE);
      return;
    }
  self->entered = TRUE;
  if (simmer_task_get_tracking (self->task) == SIMMER_TRACKING_RATE_LIMITED)
    simmer_task_set_tracking (self->task, SIMMER_TRACKING_POLLING, 0);
  run (self, STAGE_ASK);
}

/* A question that was sent after a cancellation may have been answered before it; the end that the
 * cancellation brought is newer than what that answer says. */
static guint64
get_sequence (SimmerOrder *self, SimmerReport *report)
{
  SimmerTaskStatus status;

  if (simmer_report_get_status (report, &status) && simmer_task_status_is_final (status))
    return simmer_task_next_sequence (self->task);

  return self->sequence;
}

static void
settle_answer (SimmerOrder *self, SimmerReport *report)
{
  SimmerIntent intent;
  gint64 now = simmer_clock_get_wall (self->clock);

  switch (self->kind)
    {
    case SIMMER_ORDER_SUBMIT:
      simmer_task_set_remote_id (self->task, simmer_report_get_remote_id (report));
      simmer_task_set_tracking (self->task, SIMMER_TRACKING_POLLING, 0);
      simmer_task_apply_report (self->task, report, self->sequence, now);
      self->more_ids = g_strdupv ((GStrv) simmer_report_get_more_ids (report));
      break;
    case SIMMER_ORDER_CANCEL:
      simmer_task_apply_report (self->task, report, get_sequence (self, report), now);
      break;
    case SIMMER_ORDER_RETRY:
      intent = simmer_task_get_intent (self->task);
      simmer_task_begin_attempt (self->task, now);
      if (intent == SIMMER_INTENT_CANCELLING)
        simmer_task_set_intent (self->task, intent);
      if (simmer_report_get_remote_id (report) != NULL)
        simmer_task_set_remote_id (self->task, simmer_report_get_remote_id (report));
      simmer_task_apply_report (self->task, report, simmer_task_next_sequence (self->task), now);
      break;
    default:
      g_assert_not_reached ();
    }
  finish (self, SIMMER_ORDER_ACCEPTED);
}

static void
refuse (SimmerOrder *self, const GError *error)
{
  gint64 now = simmer_clock_get_wall (self->clock);

  /* What becomes of a task that was to begin anew is for whoever ordered that. */
  if (self->kind != SIMMER_ORDER_RETRY)
    simmer_task_set_intent (self->task, SIMMER_INTENT_NONE);
  if (self->kind == SIMMER_ORDER_SUBMIT)
    simmer_task_fail (self->task, error, now);
  else
    simmer_task_set_message (self->task, error->message);
  finish (self, SIMMER_ORDER_REFUSED);
}

/* A retry has no key: after a lost answer, or in the hands of the next process, it is sent twice,
 * and the service refuses it since it runs already. To submit it anew would be to do it twice. */
static void
doubt_or_refuse (SimmerOrder *self, const GError *error)
{
  if (self->kind != SIMMER_ORDER_RETRY || self->refusal != NULL)
    {
      refuse (self, self->refusal != NULL ? self->refusal : error);
      return;
    }
  self->refusal = g_error_copy (error);
  run (self, STAGE_ENTER);
}

static gboolean
has_begun_anew (SimmerReport *report)
{
  SimmerTaskStatus status;

  return simmer_report_get_status (report, &status) && status != SIMMER_TASK_STATUS_FAILED &&
         status != SIMMER_TASK_STATUS_CANCELLED;
}

static void
become_unsure (SimmerOrder *self)
{
  simmer_task_set_intent (self->task, SIMMER_INTENT_UNSURE);
  finish (self, SIMMER_ORDER_REFUSED);
}

static void
pause_for (SimmerOrder *self, const GError *error)
{
  SimmerTracking tracking = SIMMER_TRACKING_UNREACHABLE;

  if (self->failures++ == 0)
    self->outage_began = simmer_clock_get_boot (self->clock);
  if (error->domain == SIMMER_ERROR && error->code == SIMMER_ERROR_OFFLINE)
    tracking = SIMMER_TRACKING_OFFLINE;
  else if (error->domain == SIMMER_ERROR && error->code == SIMMER_ERROR_RATE_LIMITED)
    tracking = SIMMER_TRACKING_RATE_LIMITED;
  else if (error->domain == SIMMER_ERROR && error->code == SIMMER_ERROR_SIGN_IN)
    tracking = SIMMER_TRACKING_SIGN_IN;
  if (tracking == SIMMER_TRACKING_SIGN_IN && simmer_error_get_answered (error))
    simmer_account_set_refused (simmer_client_get_account (self->client), TRUE);
  simmer_task_set_tracking (self->task, tracking, 0);
  /* The error of a task that ended is why it ended. */
  if (simmer_task_status_is_final (simmer_task_get_status (self->task)))
    simmer_task_set_message (self->task, error->message);
  else
    simmer_task_set_error (self->task, error);
  run (self, STAGE_PAUSE);
  self->func (self, SIMMER_ORDER_WAITS, self->user_data);
}

static void
settle_trouble (SimmerOrder *self, const GError *error)
{
  if (error->domain != SIMMER_ERROR)
    {
      refuse (self, error);
      return;
    }

  switch ((SimmerError) error->code)
    {
    case SIMMER_ERROR_OFFLINE:
    case SIMMER_ERROR_UNREACHABLE:
    case SIMMER_ERROR_TLS:
    case SIMMER_ERROR_SIGN_IN:
    case SIMMER_ERROR_RATE_LIMITED:
    case SIMMER_ERROR_TIMED_OUT:
      pause_for (self, error);
      break;
    case SIMMER_ERROR_GONE:
      if (self->kind == SIMMER_ORDER_SUBMIT)
        refuse (self, error);
      else
        finish (self, SIMMER_ORDER_GONE);
      break;
    case SIMMER_ERROR_MALFORMED:
    case SIMMER_ERROR_TOO_LARGE:
      if (++self->malformed < MOST_MALFORMED)
        pause_for (self, error);
      else if (self->kind == SIMMER_ORDER_SUBMIT && self->parcel != NULL)
        become_unsure (self);
      else
        doubt_or_refuse (self, error);
      break;
    case SIMMER_ERROR_SERVICE:
    case SIMMER_ERROR_FILE:
      doubt_or_refuse (self, error);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  SimmerParcel *parcel = simmer_client_pack_finish (SIMMER_CLIENT (source), result, &error);
  SimmerOrder *self = call_end (user_data);

  if (self == NULL)
    {
      g_clear_pointer (&parcel, simmer_parcel_free);
      return;
    }

  self->parcel = parcel;
  if (parcel != NULL)
    run (self, STAGE_ENTER);
  else
    settle_trouble (self, error);
}

/* A submission that the service surely has not got may still be taken back without a word to it:
 * not once it may have got it before. */
static void
note_unsent (SimmerOrder *self, const GError *error)
{
  gboolean refused =
    simmer_error_get_answered (error) &&
    (error->code == SIMMER_ERROR_SIGN_IN || error->code == SIMMER_ERROR_RATE_LIMITED);

  if (self->kind != SIMMER_ORDER_SUBMIT)
    return;
  if (self->doubtful || !(refused || simmer_error_get_unsent (error)))
    {
      self->doubtful = TRUE;
      return;
    }
  self->sent = FALSE;
  simmer_task_set_unsent (self->task, TRUE);
}

static void
ask_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerReport) report = NULL;
  SimmerOrder *self;

  report = simmer_client_report_finish (SIMMER_CLIENT (source), result, &error);
  self = call_end (user_data);
  if (self == NULL)
    return;

  leave (self, error);
  if (error != NULL)
    note_unsent (self, error);
  if (error == NULL && self->kind == SIMMER_ORDER_SUBMIT &&
      simmer_report_get_remote_id (report) == NULL)
    g_set_error_literal (&error,
                         SIMMER_ERROR,
                         SIMMER_ERROR_MALFORMED,
                         _ ("The service accepted the task but did not say what it calls it."));
  if (error != NULL)
    settle_trouble (self, error);
  else if (self->refusal != NULL && !has_begun_anew (report))
    refuse (self, self->refusal);
  else
    {
      simmer_account_set_refused (simmer_client_get_account (self->client), FALSE);
      settle_answer (self, report);
    }
}

static void
ask (SimmerOrder *self)
{
  const char *remote_id = simmer_task_get_remote_id (self->task);
  JsonObject *kept = simmer_task_get_kept (self->task);

  self->sequence = simmer_task_next_sequence (self->task);
  self->sent = TRUE;
  switch (self->kind)
    {
    case SIMMER_ORDER_SUBMIT:
      simmer_client_submit_async (self->client,
                                  self->parcel,
                                  simmer_task_get_submit_key (self->task),
                                  self->cancellable,
                                  ask_cb,
                                  call_new (self));
      break;
    case SIMMER_ORDER_CANCEL:
      simmer_client_cancel_async (
        self->client, remote_id, kept, self->cancellable, ask_cb, call_new (self));
      break;
    case SIMMER_ORDER_RETRY:
      if (self->refusal != NULL)
        simmer_client_status_async (
          self->client, remote_id, kept, NULL, self->cancellable, ask_cb, call_new (self));
      else
        simmer_client_retry_async (
          self->client, remote_id, kept, self->cancellable, ask_cb, call_new (self));
      break;
    default:
      g_assert_not_reached ();
    }
}

static gint64
get_backoff (SimmerOrder *self)
{
  const SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_PENDING,
                                  .eagerness = SIMMER_EAGERNESS_NORMAL };
  gint64 outage = simmer_clock_get_boot (self->clock) - self->outage_began;

  return simmer_cadence_get_backoff (
    &cadence, MAX (1, self->failures), outage, simmer_clock_get_random (self->clock));
}

static SimmerVerb
get_verb (SimmerOrder *self)
{
  switch (self->kind)
    {
    case SIMMER_ORDER_SUBMIT:
      return SIMMER_VERB_SUBMIT;
    case SIMMER_ORDER_CANCEL:
      return SIMMER_VERB_CANCEL;
    case SIMMER_ORDER_RETRY:
      return self->refusal != NULL ? SIMMER_VERB_STATUS : SIMMER_VERB_RETRY;
    default:
      g_assert_not_reached ();
    }
}

static void
alarm_cb (gpointer user_data)
{
  begin (user_data);
}

/* Whoever ordered is told until when it waits. */
static void
tell_window (SimmerOrder *self)
{
  gint64 until;

  if (simmer_poller_check_open (self->poller, self->client, &until, NULL))
    return;

  simmer_task_set_tracking (self->task, SIMMER_TRACKING_RATE_LIMITED, until);
  self->func (self, SIMMER_ORDER_WAITS, self->user_data);
}

static void
run (SimmerOrder *self, Stage stage)
{
  self->stage = stage;
  switch (stage)
    {
    case STAGE_ENTER:
      tell_window (self);
      simmer_poller_enter (
        self->poller, self->client, get_verb (self), self->cancellable, enter_cb, call_new (self));
      break;
    case STAGE_PACK:
      simmer_client_pack_async (self->client,
                                simmer_task_get_inputs (self->task),
                                self->cancellable,
                                packed_cb,
                                call_new (self));
      break;
    case STAGE_ASK:
      if (self->kind != SIMMER_ORDER_CANCEL && simmer_task_get_unsent (self->task))
        self->func (self, SIMMER_ORDER_LEAVES, self->user_data);
      else
        ask (self);
      break;
    case STAGE_PAUSE:
      /* Credentials that were refused are not tried again: others end the pause. */
      if (simmer_task_get_tracking (self->task) != SIMMER_TRACKING_SIGN_IN)
        simmer_alarm_set (self->alarm, simmer_clock_get_boot (self->clock) + get_backoff (self));
      break;
    case STAGE_NEW:
    case STAGE_DONE:
    default:
      g_assert_not_reached ();
    }
}

/* What is submitted is packed first, once: its files may have to be brought to the service. */
static void
begin (SimmerOrder *self)
{
  simmer_alarm_unset (self->alarm);
  run (self, self->kind == SIMMER_ORDER_SUBMIT && self->parcel == NULL ? STAGE_PACK : STAGE_ENTER);
}

/**
 * simmer_order_new:
 * @kind: what to ask for
 * @task: of which task
 * @client: at which service
 * @poller: whose budget of the host it shares
 * @clock: for the pauses
 * @func: called at each pause, and at the end, when it may free the order
 * @user_data: for @func
 *
 * Returns: (transfer full): an order that is not yet under way
 */
SimmerOrder *
simmer_order_new (SimmerOrderKind kind,
                  SimmerTask *task,
                  SimmerClient *client,
                  SimmerPoller *poller,
                  SimmerClock *clock,
                  SimmerOrderFunc func,
                  gpointer user_data)
{
  SimmerOrder *self = g_new0 (SimmerOrder, 1);

  self->kind = kind;
  self->task = g_object_ref (task);
  self->doubtful = !simmer_task_get_unsent (task);
  self->client = g_object_ref (client);
  self->poller = g_object_ref (poller);
  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->alarm = simmer_alarm_new (clock, alarm_cb, self);

  return self;
}

/**
 * simmer_order_free:
 * @self: an order
 *
 * Gives the order up here, whatever it has reached; what the service has got, it has got.
 */
void
simmer_order_free (SimmerOrder *self)
{
  leave (self, NULL);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  simmer_alarm_free (self->alarm);
  g_strfreev (self->more_ids);
  g_clear_pointer (&self->parcel, simmer_parcel_free);
  g_clear_error (&self->refusal);
  g_object_unref (self->task);
  g_object_unref (self->client);
  g_object_unref (self->poller);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * simmer_order_start:
 * @self: a new order, already written down
 *
 * Sends it as soon as the host's budget lets it in.
 */
void
simmer_order_start (SimmerOrder *self)
{
  begin (self);
}

/**
 * simmer_order_go_on:
 * @self: an order that leaves
 *
 * Sends it.
 */
void
simmer_order_go_on (SimmerOrder *self)
{
  if (self->stage == STAGE_ASK)
    ask (self);
}

/**
 * simmer_order_hurry:
 * @self: an order
 *
 * Ends a pause between two tries, since the network or the credentials have changed.
 */
void
simmer_order_hurry (SimmerOrder *self)
{
  if (self->stage == STAGE_PAUSE)
    begin (self);
}

SimmerOrderKind
simmer_order_get_kind (SimmerOrder *self)
{
  return self->kind;
}

SimmerTask *
simmer_order_get_task (SimmerOrder *self)
{
  return self->task;
}

/**
 * simmer_order_get_more_ids:
 * @self: a submission that was accepted
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the further tasks that it made
 */
const char *const *
simmer_order_get_more_ids (SimmerOrder *self)
{
  return (const char *const *) self->more_ids;
}

/**
 * simmer_order_get_sent:
 * @self: an order
 *
 * Returns: whether it has gone out at least once, so that the service may know of it
 */
gboolean
simmer_order_get_sent (SimmerOrder *self)
{
  return self->sent;
}
