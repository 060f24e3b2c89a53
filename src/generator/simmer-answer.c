/* What the generator says, in the words of the native API. */

#include "simmer-answer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* RFC 6585; libsoup has no name for it. */
#define STATUS_TOO_MANY_REQUESTS 429

static char *
to_text (JsonNode *node, gsize *length)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, length);
}

/**
 * simmer_answer_json:
 * @message: a request
 * @status: the HTTP status
 * @node: (transfer full): the body
 */
void
simmer_answer_json (SoupServerMessage *message, guint status, JsonNode *node)
{
  gsize length;
  char *text = to_text (node, &length);

  json_node_unref (node);
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (
    message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE, text, length);
}

/* The list of If-None-Match is compared weakly (RFC 9110, 13.1.2). */
static gboolean
matches_etag (const char *list, const char *etag)
{
  g_auto (GStrv) tags = g_strsplit (list, ",", -1);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      const char *tag = g_strstrip (tags[i]);

      if (g_str_has_prefix (tag, "W/"))
        tag += 2;
      if (g_str_equal (tag, "*") || g_str_equal (tag, etag))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_answer_not_modified:
 * @message: a request
 * @etag: what the answer would be, in quotes
 *
 * Sets the ETag, and the status 304 where the client has this answer already.
 *
 * Returns: whether the request is answered by that
 */
gboolean
simmer_answer_not_modified (SoupServerMessage *message, const char *etag)
{
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *known = soup_message_headers_get_list (asked, "If-None-Match");

  soup_message_headers_replace (headers, "ETag", etag);
  if (known == NULL || !matches_etag (known, etag))
    return FALSE;

  soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
  return TRUE;
}

/**
 * simmer_answer_json_cached:
 * @message: a GET
 * @node: (transfer full): the body
 *
 * Answers 200, or 304 where the client's ETag says that it knows.
 */
void
simmer_answer_json_cached (SoupServerMessage *message, JsonNode *node)
{
  g_autofree char *text = to_text (node, NULL);
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *etag = g_strdup_printf ("\"%.20s\"", checksum);

  soup_message_headers_replace (
    soup_server_message_get_response_headers (message), "Cache-Control", "no-cache");
  if (simmer_answer_not_modified (message, etag))
    {
      json_node_unref (node);
      return;
    }

  simmer_answer_json (message, SOUP_STATUS_OK, node);
}

/**
 * simmer_answer_error:
 * @message: a request
 * @status: the HTTP status
 * @code: a word for programs
 * @field: (nullable): the member of the body that is at fault
 * @format: a sentence for people
 * @...: what fills it in
 */
void
simmer_answer_error (SoupServerMessage *message,
                     guint status,
                     const char *code,
                     const char *field,
                     const char *format,
                     ...)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, code);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, text);
  if (field != NULL)
    {
      json_builder_set_member_name (builder, "field");
      json_builder_add_string_value (builder, field);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  simmer_answer_json (message, status, json_builder_get_root (builder));
}

/**
 * simmer_answer_too_busy:
 * @message: a request
 * @retry_after: seconds until asking again makes sense
 * @text: a sentence for people
 */
void
simmer_answer_too_busy (SoupServerMessage *message, guint retry_after, const char *text)
{
  g_autofree char *seconds = g_strdup_printf ("%u", retry_after);

  soup_message_headers_replace (
    soup_server_message_get_response_headers (message), "Retry-After", seconds);
  simmer_answer_error (message, STATUS_TOO_MANY_REQUESTS, "too_many_requests", NULL, "%s", text);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/* In steps of 1 / @steps, a power of two, so that it is written short; null for what is negative.
 */
static void
add_number (JsonBuilder *builder, const char *name, double value, double steps)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0.0)
    json_builder_add_double_value (builder, round (value * steps) / steps);
  else
    json_builder_add_null_value (builder);
}

/* RFC 3339 with milliseconds, in UTC. */
static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *text = NULL;

  if (time > 0)
    {
      date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
      seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
      text = g_strdup_printf ("%s.%03dZ", seconds, (int) (time / 1000 % 1000));
    }
  add_string (builder, name, text);
}

static char *
describe_completed (const SimmerJob *job)
{
  guint count = (guint) job->order->count;

  if (job->dropped)
    return g_strdup (_ ("The results had to make room for newer ones. Generate them again."));
  if (job->order->kind == SIMMER_KIND_TEXT)
    return g_strdup_printf (ngettext ("Wrote %u text.", "Wrote %u texts.", count), count);

  return g_strdup_printf (ngettext ("Painted %u picture.", "Painted %u pictures.", count), count);
}

/* What a person would want to read beside the bar. */
static char *
describe_message (SimmerJobQueue *queue, SimmerJob *job)
{
  double progress = simmer_job_queue_get_progress (queue, job);
  guint count = (guint) job->order->count;

  switch (job->status)
    {
    case SIMMER_TASK_STATUS_PENDING:
      return g_strdup (_ ("Waiting for its turn."));
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      if (job->cancelling)
        return g_strdup (_ ("Cancelling."));
      if (count > 1)
        return g_strdup_printf (
          _ ("Working on variant %u of %u."), MIN ((guint) (progress * count) + 1, count), count);
      return g_strdup (job->order->kind == SIMMER_KIND_TEXT ? _ ("Writing.") : _ ("Painting."));
    case SIMMER_TASK_STATUS_COMPLETED:
      return describe_completed (job);
    case SIMMER_TASK_STATUS_FAILED:
      return g_strdup (job->error_message);
    case SIMMER_TASK_STATUS_CANCELLED:
      return g_strdup (_ ("Cancelled."));
    default:
      g_assert_not_reached ();
    }
}

static void
add_error (JsonBuilder *builder, const SimmerJob *job)
{
  json_builder_set_member_name (builder, "error");
  if (job->error_code == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_string (builder, "code", job->error_code);
  add_string (builder, "message", job->error_message);
  json_builder_end_object (builder);
}

static void
add_results (JsonBuilder *builder, const SimmerJob *job)
{
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; job->artifacts != NULL && i < job->artifacts->len; i++)
    {
      const SimmerArtifact *artifact = g_ptr_array_index (job->artifacts, i);
      g_autofree char *url =
        g_strdup_printf (SIMMER_API_PREFIX "/generate/result/%s/%u", job->id, i);

      json_builder_begin_object (builder);
      add_string (builder, "url", url);
      add_string (builder, "mediaType", artifact->media_type);
      if (artifact->width > 0)
        {
          add_int (builder, "width", artifact->width);
          add_int (builder, "height", artifact->height);
        }
      add_int (builder, "bytes", (gint64) g_bytes_get_size (artifact->bytes));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_order (JsonBuilder *builder, const SimmerGeneration *order)
{
  add_string (builder, "kind", simmer_kind_to_string (order->kind));
  add_string (builder, "prompt", order->prompt);
  add_string (builder, "style", order->style);
  if (order->kind == SIMMER_KIND_IMAGE)
    {
      add_int (builder, "width", order->width);
      add_int (builder, "height", order->height);
    }
  add_int (builder, "count", order->count);
  add_int (builder, "seed", order->seed);
}

static void
add_standing (JsonBuilder *builder, SimmerJobQueue *queue, SimmerJob *job)
{
  guint position = simmer_job_queue_get_position (queue, job);
  double eta = simmer_job_queue_get_eta (queue, job);

  add_string (builder, "status", simmer_task_status_to_string (job->status));
  add_number (builder,
              "progress",
              job->hide_progress ? -1.0 : simmer_job_queue_get_progress (queue, job),
              1024.0);
  json_builder_set_member_name (builder, "queuePosition");
  if (position > 0 && !job->hide_position)
    json_builder_add_int_value (builder, position);
  else
    json_builder_add_null_value (builder);
  add_number (builder, "etaSeconds", job->hide_progress ? -1.0 : eta, eta < 10.0 ? 8.0 : 1.0);
}

static void
add_urls (JsonBuilder *builder, const SimmerJob *job)
{
  g_autofree char *status = g_strdup_printf (SIMMER_API_PREFIX "/generate/status/%s", job->id);
  g_autofree char *cancel = g_strdup_printf (SIMMER_API_PREFIX "/generate/%s/cancel", job->id);
  g_autofree char *retry = g_strdup_printf (SIMMER_API_PREFIX "/generate/%s/retry", job->id);

  add_string (builder, "statusUrl", status);
  add_string (builder, "cancelUrl", cancel);
  add_string (builder, "retryUrl", retry);
}

/**
 * simmer_answer_describe_job:
 * @queue: the queue
 * @job: one of its jobs
 *
 * Returns: (transfer full): the API's Task
 */
JsonNode *
simmer_answer_describe_job (SimmerJobQueue *queue, SimmerJob *job)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *message = describe_message (queue, job);

  json_builder_begin_object (builder);
  add_string (builder, "taskId", job->id);
  add_order (builder, job->order);
  add_standing (builder, queue, job);
  json_builder_set_member_name (builder, "cancelRequested");
  json_builder_add_boolean_value (builder, job->cancelling);
  add_string (builder, "message", message);
  add_error (builder, job);
  add_results (builder, job);
  add_int (builder, "attempt", job->attempt);
  add_time (builder, "createdAt", job->created_at);
  add_time (builder, "startedAt", job->started_at);
  add_time (builder, "finishedAt", job->finished_at);
  add_urls (builder, job);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
