/* A task as the store keeps it: to JSON and back. What cannot be read is left as it is, so that a
 * state written by a newer or an older Simmer loses as little as can be. */

#include "config.h"

#include "simmer-task-state.h"

#include "simmer-task-private.h"

static void
add_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static void
add_int (JsonObject *object, const char *name, gint64 value, gint64 absent)
{
  if (value != absent)
    json_object_set_int_member (object, name, value);
}

static JsonArray *
results_to_json (GPtrArray *results)
{
  JsonArray *array = json_array_sized_new (results->len);

  for (guint i = 0; i < results->len; i++)
    {
      SimmerResult *result = results->pdata[i];
      JsonObject *object = json_object_new ();
      GBytes *data = simmer_result_get_data (result);

      add_string (object, "uri", simmer_result_get_uri (result));
      add_string (object, "mediaType", simmer_result_get_media_type (result));
      add_string (object, "path", simmer_result_get_path (result));
      if (data != NULL && simmer_result_get_path (result) == NULL)
        {
          gsize size;
          const guchar *bytes = g_bytes_get_data (data, &size);
          g_autofree char *text = g_base64_encode (bytes, size);

          json_object_set_string_member (object, "data", text);
        }
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonArray *
attempts_to_json (GPtrArray *attempts)
{
  JsonArray *array = json_array_sized_new (attempts->len);

  for (guint i = 0; i < attempts->len; i++)
    {
      const SimmerAttempt *attempt = attempts->pdata[i];
      JsonObject *object = json_object_new ();

      add_int (object, "number", attempt->number, 0);
      add_int (object, "started", attempt->started, 0);
      add_int (object, "finished", attempt->finished, 0);
      add_string (object, "error", attempt->error);
      json_array_add_object_element (array, object);
    }

  return array;
}

/**
 * simmer_task_to_state:
 * @self: a task
 *
 * Returns: (transfer full): an object of all that is to be kept of it
 */
JsonNode *
simmer_task_to_state (SimmerTask *self)
{
  g_autoptr (JsonObject) o = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  add_string (o, "kind", self->kind);
  add_string (o, "title", self->title);
  add_string (o, "remoteId", self->remote_id);
  if (self->kept != NULL)
    json_object_set_object_member (o, "kept", json_object_ref (self->kept));
  add_string (o, "submitKey", self->submit_key);
  if (self->inputs != NULL)
    json_object_set_object_member (o, "inputs", json_object_ref (self->inputs));
  add_string (o, "status", simmer_task_status_to_string (self->status));
  if (self->failed_here)
    add_string (o, "statusBefore", simmer_task_status_to_string (self->status_before));
  add_string (o, "intent", simmer_intent_to_string (self->intent));
  if (self->unsent)
    json_object_set_boolean_member (o, "unsent", TRUE);
  if (self->progress >= 0)
    json_object_set_double_member (o, "progress", self->progress);
  add_int (o, "queuePosition", self->queue_position, -1);
  add_int (o, "queueBase", self->queue_base, 1);
  add_string (o, "message", self->message);
  if (simmer_tracking_get_error (self->tracking, NULL))
    {
      add_string (o, "tracking", simmer_tracking_to_string (self->tracking));
      add_int (o, "trackingUntil", self->tracking_until, 0);
    }
  if (self->has_error)
    {
      add_string (o, "errorCode", simmer_error_to_string (self->error_code));
      add_string (o, "error", self->error_message);
      if (self->raw_answer != NULL)
        json_object_set_object_member (
          o, "rawAnswer", simmer_raw_answer_to_json (self->raw_answer));
    }
  if (self->results != NULL)
    json_object_set_array_member (o, "results", results_to_json (self->results));
  if (self->attempts != NULL)
    json_object_set_array_member (o, "attempts", attempts_to_json (self->attempts));
  add_int (o, "attempt", self->attempt, 1);
  add_int (o, "remoteAttempt", self->remote_attempt, 0);
  add_int (o, "created", self->created, 0);
  add_int (o, "submitted", self->submitted, 0);
  add_int (o, "started", self->started, 0);
  add_int (o, "finished", self->finished, 0);
  add_int (o, "changed", self->changed, 0);
  add_int (o, "heard", self->heard, 0);
  add_int (o, "patience", self->patience, 0);
  json_node_set_object (node, o);

  return node;
}

static const char *
read_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static void
take_string (JsonObject *object, const char *name, char **field)
{
  g_free (*field);
  *field = g_strdup (read_string (object, name));
}

static gint64
read_int (JsonObject *object, const char *name, gint64 absent)
{
  return json_object_get_int_member_with_default (object, name, absent);
}

/* Others may have written it: no sum of two of them overflows. */
static gint64
read_time (JsonObject *object, const char *name)
{
  return CLAMP (read_int (object, name, 0), 0, SIMMER_TASK_LAST_TIME);
}

static guint
read_count (JsonObject *object, const char *name, guint least)
{
  return (guint) CLAMP (read_int (object, name, least), least, G_MAXINT);
}

static double
read_share (JsonObject *object, const char *name)
{
  double share = json_object_get_double_member_with_default (object, name, -1);

  return share >= 0 ? MIN (share, 1) : -1;
}

static JsonArray *
read_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
read_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
load_results (SimmerTask *self, JsonArray *array)
{
  g_clear_pointer (&self->results, g_ptr_array_unref);
  if (array == NULL)
    return;

  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_result_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = read_element (array, i);
      const char *data = object != NULL ? read_string (object, "data") : NULL;

      if (object == NULL)
        continue;
      if (data != NULL)
        {
          gsize size;
          guchar *bytes = g_base64_decode (data, &size);
          g_autoptr (GBytes) held = g_bytes_new_take (bytes, size);

          g_ptr_array_add (self->results,
                           simmer_result_new_inline (held, read_string (object, "mediaType")));
        }
      else
        g_ptr_array_add (self->results,
                         simmer_result_new (read_string (object, "uri"),
                                            read_string (object, "mediaType"),
                                            read_string (object, "path")));
    }
}

static void
load_attempts (SimmerTask *self, JsonArray *array)
{
  g_clear_pointer (&self->attempts, g_ptr_array_unref);
  if (array == NULL)
    return;

  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_attempt_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = read_element (array, i);
      SimmerAttempt *attempt;

      if (object == NULL)
        continue;
      attempt = g_new0 (SimmerAttempt, 1);
      attempt->number = read_count (object, "number", i + 1);
      attempt->started = read_time (object, "started");
      attempt->finished = read_time (object, "finished");
      attempt->error = g_strdup (read_string (object, "error"));
      g_ptr_array_add (self->attempts, attempt);
    }
}

static SimmerIntent
read_intent (JsonObject *object)
{
  const char *word = read_string (object, "intent");

  for (int i = SIMMER_INTENT_NONE; i <= SIMMER_INTENT_RETRYING; i++)
    {
      if (g_strcmp0 (word, simmer_intent_to_string ((SimmerIntent) i)) == 0)
        return (SimmerIntent) i;
    }

  return SIMMER_INTENT_NONE;
}

/* What keeps its follower from hearing it; of everything else each process has its own view. */
static void
load_tracking (SimmerTask *self, JsonObject *object)
{
  const char *word = read_string (object, "tracking");

  if (simmer_tracking_get_error (self->tracking, NULL))
    self->tracking = SIMMER_TRACKING_POLLING;
  self->tracking_until = 0;
  if (!simmer_task_is_active (self))
    self->tracking = SIMMER_TRACKING_ENDED;
  else if (self->tracking == SIMMER_TRACKING_ENDED)
    self->tracking = SIMMER_TRACKING_POLLING;

  for (int i = SIMMER_TRACKING_LIVE; word != NULL && i < SIMMER_TRACKING_ENDED; i++)
    {
      if (!simmer_task_is_active (self) ||
          g_strcmp0 (word, simmer_tracking_to_string ((SimmerTracking) i)) != 0)
        continue;
      self->tracking = (SimmerTracking) i;
      self->tracking_until = read_time (object, "trackingUntil");
    }
}

static void
load_said (SimmerTask *self, JsonObject *o)
{
  SimmerTaskStatus status = SIMMER_TASK_STATUS_PENDING;
  SimmerTaskStatus before = SIMMER_TASK_STATUS_PENDING;
  SimmerError code = SIMMER_ERROR_SERVICE;

  simmer_task_status_from_string (read_string (o, "status"), &status);
  self->status = status;
  self->failed_here = simmer_task_status_from_string (read_string (o, "statusBefore"), &before);
  self->status_before = before;
  self->has_error = read_string (o, "errorCode") != NULL;
  simmer_error_from_string (read_string (o, "errorCode"), &code);
  self->error_code = code;
  self->progress = read_share (o, "progress");
  self->queue_position = (int) CLAMP (read_int (o, "queuePosition", -1), -1, G_MAXINT);
  self->queue_base = (int) CLAMP (read_int (o, "queueBase", 1), 0, 1);
  take_string (o, "message", &self->message);
  take_string (o, "error", &self->error_message);
  g_clear_pointer (&self->raw_answer, simmer_raw_answer_unref);
  if (self->has_error)
    self->raw_answer = simmer_raw_answer_new_from_json (json_object_get_member (o, "rawAnswer"));
  load_results (self, read_array (o, "results"));
  load_attempts (self, read_array (o, "attempts"));
}

static void
load_times (SimmerTask *self, JsonObject *o)
{
  self->attempt = read_count (o, "attempt", 1);
  self->remote_attempt = read_count (o, "remoteAttempt", 0);
  self->created = read_time (o, "created");
  self->submitted = read_time (o, "submitted");
  self->started = read_time (o, "started");
  self->finished = read_time (o, "finished");
  self->changed = read_time (o, "changed");
  self->heard = read_time (o, "heard");
  self->patience = read_time (o, "patience");
}

/* The progress that another process heard, or that was last known, is a sample like one of ours. */
static void
load_progress (SimmerTask *self, guint attempt_before)
{
  if (self->attempt != attempt_before || self->status != SIMMER_TASK_STATUS_IN_PROGRESS)
    simmer_estimator_reset (&self->estimator);
  if (self->status == SIMMER_TASK_STATUS_IN_PROGRESS && self->progress >= 0)
    simmer_estimator_add (&self->estimator, self->heard, self->progress);
}

/**
 * simmer_task_load_state:
 * @self: a task
 * @state: from simmer_task_to_state()
 *
 * Makes the task what it was when the state was written, and tells of it once. Answers to questions
 * that were asked before are dropped from here on, since the state may be newer than they.
 *
 * Returns: whether @state is one
 */
gboolean
simmer_task_load_state (SimmerTask *self, JsonNode *state)
{
  guint attempt = self->attempt;
  JsonObject *o;
  JsonNode *inputs;
  JsonNode *kept;

  if (state == NULL || !JSON_NODE_HOLDS_OBJECT (state))
    return FALSE;
  o = json_node_get_object (state);

  take_string (o, "title", &self->title);
  take_string (o, "remoteId", &self->remote_id);
  take_string (o, "submitKey", &self->submit_key);
  g_clear_pointer (&self->kind, g_ref_string_release);
  if (read_string (o, "kind") != NULL)
    self->kind = g_ref_string_new_intern (read_string (o, "kind"));
  inputs = json_object_get_member (o, "inputs");
  simmer_task_set_inputs (
    self, inputs != NULL && JSON_NODE_HOLDS_OBJECT (inputs) ? json_node_get_object (inputs) : NULL);
  kept = json_object_get_member (o, "kept");
  g_clear_pointer (&self->kept, json_object_unref);
  if (kept != NULL && JSON_NODE_HOLDS_OBJECT (kept))
    self->kept = json_object_ref (json_node_get_object (kept));
  load_said (self, o);
  load_times (self, o);
  load_progress (self, attempt);
  self->intent = read_intent (o);
  self->unsent = json_object_get_boolean_member_with_default (o, "unsent", FALSE);
  self->applied = self->sequence;
  g_clear_pointer (&self->etag, g_free);
  load_tracking (self, o);
  simmer_task_tell_all (self);

  return TRUE;
}
