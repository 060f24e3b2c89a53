#include "config.h"

#include "simmer-json-lines.h"

#include "simmer-json.h"

#include <math.h>

static void
add_string (JsonObject *object, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  if (value == NULL)
    {
      json_object_set_null_member (object, name);
      return;
    }
  valid = g_utf8_make_valid (value, -1);
  json_object_set_string_member (object, name, valid);
}

static void
add_number (JsonObject *object, const char *name, double value)
{
  if (isfinite (value) && value >= 0)
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/**
 * simmer_json_line_format_time:
 * @wall: µs since 1970; 0 if unknown
 *
 * Returns: (transfer full) (nullable): @wall as RFC 3339 says, in UTC, to the millisecond
 */
char *
simmer_json_line_format_time (gint64 wall)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *seconds = NULL;

  if (wall <= 0)
    return NULL;
  time = g_date_time_new_from_unix_utc (wall / G_USEC_PER_SEC);
  if (time == NULL)
    return NULL;
  seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", seconds, (int) (wall % G_USEC_PER_SEC / 1000));
}

static void
add_time (JsonObject *object, const char *name, gint64 wall)
{
  g_autofree char *text = simmer_json_line_format_time (wall);

  add_string (object, name, text);
}

static void
add_error (JsonObject *object, SimmerTask *task)
{
  SimmerRawAnswer *raw = simmer_task_get_raw_answer (task);
  JsonObject *error;
  SimmerError code;

  if (!simmer_task_get_error (task, &code))
    {
      json_object_set_null_member (object, "error");
      return;
    }
  error = json_object_new ();
  add_string (error, "code", simmer_error_to_string (code));
  add_string (error, "message", simmer_task_get_error_message (task));
  add_string (error, "hint", simmer_task_get_error_hint (task));
  if (raw != NULL)
    json_object_set_object_member (error, "rawAnswer", simmer_raw_answer_to_json (raw));
  else
    json_object_set_null_member (error, "rawAnswer");
  json_object_set_object_member (object, "error", error);
}

static void
add_results (JsonObject *object, SimmerTask *task, const char *const *paths)
{
  GPtrArray *results = simmer_task_get_results (task);
  JsonArray *array = json_array_new ();

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      JsonObject *element = json_object_new ();
      const char *path = simmer_result_get_path (result);

      /* Where it was just saved is nearer to the person than Simmer's own copy. */
      if (paths != NULL && *paths != NULL)
        path = *paths++;

      add_string (element, "uri", simmer_result_get_uri (result));
      add_string (element, "mediaType", simmer_result_get_media_type (result));
      add_string (element, "path", path);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, "results", array);
}

/* The service's own figure, else what the past tells. */
static double
get_eta (SimmerTask *task, gint64 wall_now)
{
  SimmerEstimate estimate;

  if (simmer_task_status_is_final (simmer_task_get_status (task)))
    return -1;
  if (simmer_task_get_eta (task) >= 0)
    return simmer_task_get_eta (task);
  simmer_task_get_estimate (task, wall_now, &estimate);
  return estimate.low >= 0 ? (double) estimate.low / G_USEC_PER_SEC : -1;
}

static gboolean
is_hidden (gunichar c)
{
  return (c >= 0x7f && c <= 0x9f) || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Beyond ASCII only strings have characters, so that each may be written as an escape. Those that
 * steer a terminal are: this may be read on one. */
static char *
print_line (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = simmer_json_to_string (node);
  GString *line = g_string_sized_new (strlen (text) + 8);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_hidden (c))
        g_string_append_printf (line, "\\u%04x", c);
      else
        g_string_append_len (line, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (line, FALSE);
}

/**
 * simmer_json_line_from_task:
 * @task: a task
 * @paths: (array zero-terminated=1) (nullable): where its results were saved
 * @wall_now: wall time, µs since 1970
 *
 * Returns: (transfer full): one line with the fields that simmerctl(1) documents
 */
char *
simmer_json_line_from_task (SimmerTask *task, const char *const *paths, gint64 wall_now)
{
  g_autoptr (JsonObject) object = json_object_new ();
  int position = simmer_task_get_queue_position (task);

  add_string (object, "id", simmer_task_get_id (task));
  add_string (object, "account", simmer_task_get_account_id (task));
  add_string (object, "remoteId", simmer_task_get_remote_id (task));
  add_string (object, "title", simmer_task_get_title (task));
  add_string (object, "status", simmer_task_status_to_string (simmer_task_get_status (task)));
  add_string (object, "tracking", simmer_tracking_to_string (simmer_task_get_tracking (task)));
  add_number (object, "progress", simmer_task_get_progress (task));
  if (position >= 0)
    json_object_set_int_member (object, "queuePosition", position);
  else
    json_object_set_null_member (object, "queuePosition");
  add_number (object, "eta", get_eta (task, wall_now));
  add_string (object, "message", simmer_task_get_message (task));
  add_error (object, task);
  add_results (object, task, paths);
  json_object_set_int_member (object, "attempt", simmer_task_get_attempt (task));
  add_time (object, "createdAt", simmer_task_get_created (task));
  add_time (object, "startedAt", simmer_task_get_started (task));
  add_time (object, "finishedAt", simmer_task_get_finished (task));

  return print_line (object);
}

static void
add_seconds (JsonObject *object, const char *name, gint64 time)
{
  if (time > 0)
    json_object_set_double_member (object, name, (double) time / G_USEC_PER_SEC);
  else
    json_object_set_null_member (object, name);
}

/**
 * simmer_json_line_from_account:
 * @account: an account
 *
 * Returns: (transfer full): one line with the fields that simmerctl(1) documents; the address of
 *   the generator on this machine changes, and is null
 */
char *
simmer_json_line_from_account (SimmerAccount *account)
{
  g_autoptr (JsonObject) object = json_object_new ();
  SimmerProfile *profile = simmer_account_get_profile (account);
  const SimmerWishes *wishes = simmer_account_get_wishes (account);

  add_string (object, "id", simmer_account_get_id (account));
  add_string (object, "name", simmer_account_get_name (account));
  add_string (object, "profile", simmer_profile_get_id (profile));
  add_string (object,
              "server",
              simmer_account_get_builtin (account) ? NULL : simmer_account_get_address (account));
  json_object_set_boolean_member (object, "live", !wishes->no_live);
  add_string (object, "pace", simmer_eagerness_to_string (wishes->eagerness));
  add_seconds (object, "shortest", wishes->minimum);
  add_seconds (object, "longest", wishes->maximum);
  add_seconds (object, "limit", wishes->deadline);

  return print_line (object);
}

/**
 * simmer_json_line_from_report:
 * @report: what a service says of a task that is not followed here
 * @account_id: whose service
 *
 * Returns: (transfer full): one line with the fields that simmerctl(1) documents
 */
char *
simmer_json_line_from_report (SimmerReport *report, const char *account_id)
{
  g_autoptr (JsonObject) object = json_object_new ();
  SimmerTaskStatus status;

  add_string (object, "account", account_id);
  add_string (object, "remoteId", simmer_report_get_remote_id (report));
  add_string (object, "title", simmer_report_get_title (report));
  add_string (object,
              "status",
              simmer_report_get_status (report, &status) ? simmer_task_status_to_string (status)
                                                         : NULL);
  add_time (object, "createdAt", simmer_report_get_created (report));

  return print_line (object);
}

/**
 * simmer_json_line_from_profile:
 * @profile: a profile
 *
 * Returns: (transfer full): one line with the fields that simmerctl(1) documents
 */
char *
simmer_json_line_from_profile (SimmerProfile *profile)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *verbs = json_array_new ();

  add_string (object, "id", simmer_profile_get_id (profile));
  add_string (object, "name", simmer_profile_get_name (profile));
  add_string (object, "description", simmer_profile_get_description (profile));
  add_string (object, "address", simmer_profile_get_address (profile));
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    if (simmer_profile_get_request (profile, (SimmerVerb) i) != NULL)
      json_array_add_string_element (verbs, simmer_verb_to_string ((SimmerVerb) i));
  json_object_set_array_member (object, "requests", verbs);
  json_object_set_array_member (
    object, "inputs", json_array_ref (simmer_profile_get_inputs (profile)));

  return print_line (object);
}

/**
 * simmer_json_line_from_fault:
 * @path: the file of a profile
 * @fault: what is wrong with it
 *
 * Returns: (transfer full): one line with the fields that simmerctl(1) documents
 */
char *
simmer_json_line_from_fault (const char *path, const SimmerFault *fault)
{
  g_autoptr (JsonObject) object = json_object_new ();

  add_string (object, "file", path);
  json_object_set_int_member (object, "line", fault->line);
  add_string (object, "member", fault->where);
  add_string (object, "reason", fault->reason);

  return print_line (object);
}
