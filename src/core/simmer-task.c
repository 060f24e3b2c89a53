/* One remote task's observable state: what its service said, how well it is heard, what is
 * ordered of it. No I/O. */

#include "config.h"

#include "simmer-task-private.h"

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerTask, simmer_task, G_TYPE_OBJECT)

/* Every change of a task stands between begin and end: its watch is called and its revision
 * rises once for all that changed together. */
void
simmer_task_change_begin (SimmerTask *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->depth++ == 0)
    self->touched = FALSE;
}

gboolean
simmer_task_change_end (SimmerTask *self)
{
  gboolean touched = self->touched;

  if (--self->depth == 0 && touched)
    {
      self->revision++;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REVISION]);
      if (self->watch != NULL)
        self->watch (self, self->watch_data);
    }
  g_object_thaw_notify (G_OBJECT (self));

  return touched;
}

void
simmer_task_touch (SimmerTask *self, guint prop)
{
  self->touched = TRUE;
  if (prop != PROP_0)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

gboolean
simmer_task_set_string (char **field, const char *value)
{
  char *copy;

  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*field);
  *field = copy;

  return TRUE;
}

void
simmer_task_change_string (SimmerTask *self, char **field, const char *value, guint prop)
{
  if (simmer_task_set_string (field, value))
    simmer_task_touch (self, prop);
}

void
simmer_task_change_interned (SimmerTask *self, char **field, const char *value, guint prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_clear_pointer (field, g_ref_string_release);
  *field = value != NULL ? g_ref_string_new_intern (value) : NULL;
  simmer_task_touch (self, prop);
}

void
simmer_task_change_status (SimmerTask *self, SimmerTaskStatus status)
{
  if (self->status == status)
    return;
  self->status = status;
  simmer_task_touch (self, PROP_STATUS);
}

void
simmer_task_change_progress (SimmerTask *self, double progress)
{
  if (self->progress == progress)
    return;
  self->progress = progress;
  simmer_task_touch (self, PROP_PROGRESS);
}

void
simmer_task_change_queue_position (SimmerTask *self, int position, int base)
{
  if (self->queue_position == position && self->queue_base == base)
    return;
  self->queue_position = position;
  self->queue_base = base;
  simmer_task_touch (self, PROP_QUEUE_POSITION);
}

void
simmer_task_change_intent (SimmerTask *self, SimmerIntent intent)
{
  if (self->intent == intent)
    return;
  self->intent = intent;
  simmer_task_touch (self, PROP_INTENT);
}

void
simmer_task_change_tracking (SimmerTask *self, SimmerTracking tracking, gint64 until)
{
  if (self->tracking == tracking && self->tracking_until == until)
    return;
  self->tracking = tracking;
  self->tracking_until = until;
  simmer_task_touch (self, PROP_TRACKING);
}

void
simmer_task_change_error (SimmerTask *self,
                          gboolean has_error,
                          SimmerError code,
                          const char *message,
                          SimmerRawAnswer *raw_answer)
{
  if (!simmer_raw_answer_equal (self->raw_answer, raw_answer))
    {
      g_clear_pointer (&self->raw_answer, simmer_raw_answer_unref);
      self->raw_answer = raw_answer != NULL ? simmer_raw_answer_ref (raw_answer) : NULL;
      simmer_task_touch (self, PROP_0);
    }
  if (self->has_error == has_error && (!has_error || self->error_code == code) &&
      g_strcmp0 (self->error_message, message) == 0)
    return;
  self->has_error = has_error;
  self->error_code = code;
  simmer_task_set_string (&self->error_message, message);
  simmer_task_touch (self, PROP_ERROR_MESSAGE);
}

void
simmer_task_forget_progress (SimmerTask *self)
{
  simmer_task_change_progress (self, -1);
  simmer_task_change_queue_position (self, -1, 1);
  self->eta = -1;
  simmer_estimator_reset (&self->estimator);
}

/* For simmer_task_load_state(), which may have changed everything. */
void
simmer_task_tell_all (SimmerTask *self)
{
  simmer_task_change_begin (self);
  for (guint i = PROP_REMOTE_ID; i < PROP_REVISION; i++)
    simmer_task_touch (self, i);
  simmer_task_change_end (self);
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
simmer_task_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTask *self = SIMMER_TASK (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, self->account_id);
      break;
    case PROP_SERVICE:
      g_value_set_string (value, self->service);
      break;
    case PROP_REMOTE_ID:
      g_value_set_string (value, self->remote_id);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_TITLE:
      g_value_set_string (value, simmer_task_get_title (self));
      break;
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_QUEUE_POSITION:
      g_value_set_int (value, self->queue_position);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    case PROP_TRACKING:
      g_value_set_enum (value, self->tracking);
      break;
    case PROP_INTENT:
      g_value_set_enum (value, self->intent);
      break;
    case PROP_RESULTS:
      g_value_set_boxed (value, self->results);
      break;
    case PROP_ATTEMPT:
      g_value_set_uint (value, self->attempt);
      break;
    case PROP_REVISION:
      g_value_set_uint (value, self->revision);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_task_finalize (GObject *object)
{
  SimmerTask *self = SIMMER_TASK (object);

  g_free (self->id);
  g_clear_pointer (&self->account_id, g_ref_string_release);
  g_clear_pointer (&self->service, g_ref_string_release);
  g_clear_pointer (&self->kind, g_ref_string_release);
  g_free (self->remote_id);
  g_clear_pointer (&self->kept, json_object_unref);
  g_free (self->title);
  g_clear_pointer (&self->inputs, json_object_unref);
  g_free (self->submit_key);
  g_free (self->message);
  g_free (self->error_message);
  g_clear_pointer (&self->raw_answer, simmer_raw_answer_unref);
  g_free (self->etag);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->attempts, g_ptr_array_unref);

  G_OBJECT_CLASS (simmer_task_parent_class)->finalize (object);
}

static void
simmer_task_class_init (SimmerTaskClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_task_get_property;
  object_class->finalize = simmer_task_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, flags);
  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, NULL, flags);
  props[PROP_REMOTE_ID] = g_param_spec_string ("remote-id", NULL, NULL, NULL, flags);
  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_STATUS] = g_param_spec_enum (
    "status", NULL, NULL, SIMMER_TYPE_TASK_STATUS, SIMMER_TASK_STATUS_PENDING, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  props[PROP_QUEUE_POSITION] =
    g_param_spec_int ("queue-position", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  props[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  props[PROP_TRACKING] = g_param_spec_enum (
    "tracking", NULL, NULL, SIMMER_TYPE_TRACKING, SIMMER_TRACKING_POLLING, flags);
  props[PROP_INTENT] =
    g_param_spec_enum ("intent", NULL, NULL, SIMMER_TYPE_INTENT, SIMMER_INTENT_NONE, flags);
  props[PROP_RESULTS] = g_param_spec_boxed ("results", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  props[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 1, G_MAXUINT, 1, flags);
  props[PROP_REVISION] = g_param_spec_uint ("revision", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
simmer_task_init (SimmerTask *self)
{
  self->attempt = 1;
  self->progress = -1;
  self->queue_position = -1;
  self->queue_base = 1;
  self->eta = -1;
  self->tracking = SIMMER_TRACKING_POLLING;
}

/* --- What others do with a task -------------------------------------------------------------- */

/**
 * simmer_task_new:
 * @id: (nullable): its id on this machine; %NULL makes one
 * @account_id: the account it belongs to
 * @service: the name that people know the service by
 *
 * Returns: (transfer full): a waiting task of which nothing is known yet
 */
SimmerTask *
simmer_task_new (const char *id, const char *account_id, const char *service)
{
  SimmerTask *self = g_object_new (SIMMER_TYPE_TASK, NULL);

  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  self->account_id = g_ref_string_new_intern (account_id);
  self->service = g_ref_string_new_intern (service);

  return self;
}

/**
 * simmer_task_set_watch:
 * @self: a task
 * @watch: (nullable): called after each change
 * @user_data: for @watch
 *
 * One watch a task, for the queue that holds it: much cheaper than a signal handler on each of
 * ten thousand tasks.
 */
void
simmer_task_set_watch (SimmerTask *self, SimmerTaskWatch watch, gpointer user_data)
{
  self->watch = watch;
  self->watch_data = user_data;
}

/* What is not heard of may have stopped: nothing moves on from where it was last. */
static gboolean
is_moving (SimmerTask *self)
{
  return self->tracking == SIMMER_TRACKING_LIVE || self->tracking == SIMMER_TRACKING_POLLING ||
         self->tracking == SIMMER_TRACKING_STALLED;
}

/**
 * simmer_task_get_estimate:
 * @self: a task
 * @wall_now: wall time, µs since 1970
 * @estimate: (out): how far it is and how long it will still take; of a task that is not heard,
 *   as it was when it was heard last
 */
void
simmer_task_get_estimate (SimmerTask *self, gint64 wall_now, SimmerEstimate *estimate)
{
  double eta = self->eta;

  if (!is_moving (self) && self->heard > 0)
    wall_now = MIN (wall_now, self->heard);
  if (eta >= 0)
    eta = MAX (0, eta - (double) (wall_now - self->eta_told) / G_USEC_PER_SEC);
  simmer_estimator_get (&self->estimator,
                        &self->usual,
                        self->status,
                        self->status == SIMMER_TASK_STATUS_PENDING ? self->submitted
                                                                   : self->started,
                        wall_now,
                        eta,
                        estimate);
}

/**
 * simmer_task_get_title:
 * @self: a task
 *
 * Returns: (transfer none): what a person knows it by: the prompt, else what the service calls it
 */
const char *
simmer_task_get_title (SimmerTask *self)
{
  if (self->title != NULL)
    return self->title;
  if (self->remote_id != NULL)
    return self->remote_id;

  return self->id;
}

/**
 * simmer_task_get_error:
 * @self: a task
 * @code: (out) (optional): what kind of error
 *
 * Returns: whether the task has failed, or is not heard, for a known reason
 */
gboolean
simmer_task_get_error (SimmerTask *self, SimmerError *code)
{
  if (self->has_error && code != NULL)
    *code = self->error_code;

  return self->has_error;
}

/**
 * simmer_task_is_active:
 * @self: a task
 *
 * Returns: whether there is something to follow: it has not ended, or was ordered to begin anew
 */
gboolean
simmer_task_is_active (SimmerTask *self)
{
  return !simmer_task_status_is_final (self->status) || self->intent == SIMMER_INTENT_RETRYING ||
         self->intent == SIMMER_INTENT_CANCELLING;
}

/**
 * simmer_task_get_unsent:
 * @self: a task
 *
 * Returns: whether its submission or its retry is written down, and has surely not reached the
 *   service
 */
gboolean
simmer_task_get_unsent (SimmerTask *self)
{
  return self->unsent;
}

/**
 * simmer_task_get_failed_here:
 * @self: a task
 *
 * Returns: whether it was ended by simmer_task_fail(), so that it can be taken up again
 */
gboolean
simmer_task_get_failed_here (SimmerTask *self)
{
  return self->failed_here;
}

/**
 * simmer_task_get_patience:
 * @self: a task
 *
 * Returns: when the clock of its deadline was set, wall µs: its submission, or the last time
 *   somebody chose to keep waiting
 */
gint64
simmer_task_get_patience (SimmerTask *self)
{
  return MAX (self->patience, self->submitted);
}
