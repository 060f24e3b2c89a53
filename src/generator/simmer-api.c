/* What the native API answers to each kind of request. */

#include "simmer-api.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-answer.h"

#include "config.h"

#define MAX_BATCH    200
#define MAX_LIST     200
#define DEFAULT_LIST 50
#define MAX_KEY      255

static void
answer_job (SimmerJobQueue *queue, SoupServerMessage *message, guint status, SimmerJob *job)
{
  g_autofree char *url = g_strdup_printf (SIMMER_API_PREFIX "/generate/status/%s", job->id);

  soup_message_headers_replace (
    soup_server_message_get_response_headers (message), "Location", url);
  simmer_answer_json (message, status, simmer_answer_describe_job (queue, job));
}

static gboolean
refuse_when_full (SimmerJobQueue *queue, SoupServerMessage *message)
{
  if (!simmer_job_queue_is_full (queue))
    return FALSE;

  simmer_answer_too_busy (message,
                          simmer_job_queue_get_retry_after (queue),
                          _ ("The queue is full. Try again when a task has ended."));
  return TRUE;
}

static gboolean
refuse_what_is_too_large (SimmerJobQueue *queue,
                          SoupServerMessage *message,
                          const SimmerGeneration *order)
{
  g_autofree char *size = NULL;

  if (simmer_job_queue_can_hold (queue, order))
    return FALSE;

  size = g_format_size (simmer_generation_get_memory (order));
  simmer_answer_error (message,
                       SOUP_STATUS_BAD_REQUEST,
                       "invalid_request",
                       "width",
                       /* Translators: %s is a size, such as 403 MB */
                       _ ("This needs %s of memory, more than the generator may take. Ask for a "
                          "smaller picture or for fewer variants."),
                       size);
  return TRUE;
}

/* Returns: whether the request is answered by the task that its key had submitted before. */
static gboolean
answer_by_key (SimmerJobQueue *queue,
               SoupServerMessage *message,
               const char *key,
               const SimmerGeneration *order)
{
  SimmerJob *job = key != NULL ? simmer_job_queue_find_by_key (queue, key) : NULL;

  if (job == NULL)
    return FALSE;

  if (g_str_equal (job->order->fingerprint, order->fingerprint))
    answer_job (queue, message, SOUP_STATUS_OK, job);
  else
    simmer_answer_error (message,
                         SOUP_STATUS_UNPROCESSABLE_ENTITY,
                         "idempotency_key_reused",
                         NULL,
                         "%s",
                         _ ("This Idempotency-Key was used with another body before."));
  return TRUE;
}

static gboolean
has_json_body (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return type != NULL && g_ascii_strcasecmp (type, "application/json") == 0;
}

static void
handle_submit (SimmerJobQueue *queue, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *key = soup_message_headers_get_one (headers, "Idempotency-Key");
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (SimmerGeneration) order = NULL;
  g_autoptr (GError) error = NULL;
  const char *field;

  if (!has_json_body (message))
    {
      simmer_answer_error (message,
                           SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                           "unsupported_media_type",
                           NULL,
                           "%s",
                           _ ("The body's Content-Type must be application/json."));
      return;
    }
  if (key != NULL && (*key == '\0' || strlen (key) > MAX_KEY))
    {
      simmer_answer_error (message,
                           SOUP_STATUS_BAD_REQUEST,
                           "invalid_idempotency_key",
                           NULL,
                           _ ("The Idempotency-Key must have from 1 to %d bytes."),
                           MAX_KEY);
      return;
    }

  order = simmer_generation_new_from_json (body, &field, &error);
  if (order == NULL)
    {
      simmer_answer_error (
        message, SOUP_STATUS_BAD_REQUEST, "invalid_request", field, "%s", error->message);
      return;
    }
  if (answer_by_key (queue, message, key, order) ||
      refuse_what_is_too_large (queue, message, order) || refuse_when_full (queue, message))
    return;

  answer_job (queue,
              message,
              SOUP_STATUS_ACCEPTED,
              simmer_job_queue_submit (queue, g_steal_pointer (&order), key));
}

static SimmerJob *
find_job (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = simmer_job_queue_find (queue, route->task);

  if (job == NULL)
    simmer_answer_error (message,
                         SOUP_STATUS_NOT_FOUND,
                         "task_not_found",
                         NULL,
                         "%s",
                         _ ("The generator does not know this task (any more)."));
  return job;
}

static void
handle_status (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (queue, message, route);

  if (job != NULL)
    simmer_answer_json_cached (message, simmer_answer_describe_job (queue, job));
}

static void
handle_batch (SimmerJobQueue *queue, SoupServerMessage *message, GHashTable *query)
{
  const char *list = query != NULL ? g_hash_table_lookup (query, "ids") : NULL;
  g_auto (GStrv) ids = g_strsplit (list != NULL ? list : "", ",", -1);
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  guint n = g_strv_length (ids);

  if (list == NULL || *list == '\0' || n > MAX_BATCH)
    {
      simmer_answer_error (message,
                           SOUP_STATUS_BAD_REQUEST,
                           "invalid_request",
                           "ids",
                           _ ("“ids” must name from 1 to %d tasks, separated by commas."),
                           MAX_BATCH);
      return;
    }

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      SimmerJob *job = simmer_job_queue_find (queue, ids[i]);

      if (job != NULL)
        json_builder_add_value (builder, simmer_answer_describe_job (queue, job));
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "missed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      if (simmer_job_queue_find (queue, ids[i]) == NULL)
        json_builder_add_string_value (builder, ids[i]);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  simmer_answer_json_cached (message, json_builder_get_root (builder));
}

static gboolean
read_query_number (GHashTable *query, const char *name, guint64 max, guint64 *value)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 1, max, value, NULL);
}

static void
handle_list (SimmerJobQueue *queue, SoupServerMessage *message, GHashTable *query)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GPtrArray) jobs = NULL;
  guint64 limit = DEFAULT_LIST, cursor = 0;

  if (!read_query_number (query, "limit", MAX_LIST, &limit) ||
      !read_query_number (query, "cursor", G_MAXINT64, &cursor))
    {
      simmer_answer_error (message,
                           SOUP_STATUS_BAD_REQUEST,
                           "invalid_request",
                           NULL,
                           _ ("“limit” must be from 1 to %d, “cursor” what a former answer gave."),
                           MAX_LIST);
      return;
    }

  jobs = simmer_job_queue_list (queue, cursor, (guint) limit + 1);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (jobs->len, limit); i++)
    json_builder_add_value (builder,
                            simmer_answer_describe_job (queue, g_ptr_array_index (jobs, i)));
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "nextCursor");
  if (jobs->len > limit)
    {
      const SimmerJob *last = g_ptr_array_index (jobs, limit - 1);
      g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, last->number);

      json_builder_add_string_value (builder, next);
    }
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);

  simmer_answer_json_cached (message, json_builder_get_root (builder));
}

static void
handle_cancel (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (queue, message, route);

  if (job == NULL)
    return;

  if (!simmer_job_queue_cancel (queue, job))
    answer_job (queue, message, SOUP_STATUS_CONFLICT, job);
  else
    answer_job (queue, message, job->cancelling ? SOUP_STATUS_ACCEPTED : SOUP_STATUS_OK, job);
}

static void
handle_retry (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (queue, message, route);

  if (job == NULL)
    return;

  if (job->status != SIMMER_TASK_STATUS_FAILED && job->status != SIMMER_TASK_STATUS_CANCELLED)
    answer_job (queue, message, SOUP_STATUS_CONFLICT, job);
  else if (!refuse_when_full (queue, message) && simmer_job_queue_retry (queue, job))
    answer_job (queue, message, SOUP_STATUS_ACCEPTED, job);
}

/* Returns: (nullable): what is asked for; where there is none, the request is answered. */
static const SimmerArtifact *
find_artifact (SoupServerMessage *message, const SimmerJob *job, guint n)
{
  if (job->status != SIMMER_TASK_STATUS_COMPLETED)
    simmer_answer_error (message,
                         SOUP_STATUS_CONFLICT,
                         "not_completed",
                         NULL,
                         _ ("The task has no results: its status is %s."),
                         simmer_task_status_to_string (job->status));
  else if (n >= job->order->count)
    simmer_answer_error (message,
                         SOUP_STATUS_NOT_FOUND,
                         "result_not_found",
                         NULL,
                         _ ("The task has %d results, counted from 0."),
                         (int) job->order->count);
  else if (job->artifacts == NULL)
    simmer_answer_error (message,
                         SOUP_STATUS_GONE,
                         "result_gone",
                         NULL,
                         "%s",
                         _ ("The results had to make room for newer ones. Generate them again."));
  else
    return g_ptr_array_index (job->artifacts, n);

  return NULL;
}

static void
handle_result (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (queue, message, route);
  const SimmerArtifact *artifact = job != NULL ? find_artifact (message, job, route->result) : NULL;
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *disposition = NULL;
  const char *if_range;

  if (artifact == NULL)
    return;

  soup_message_headers_replace (headers, "Cache-Control", "private, immutable, max-age=600");
  if (simmer_answer_not_modified (message, artifact->etag))
    return;

  /* libsoup cuts out the range that is asked for, but knows nothing of If-Range. */
  if_range = soup_message_headers_get_one (asked, "If-Range");
  if (if_range != NULL && !g_str_equal (if_range, artifact->etag))
    soup_message_headers_remove (asked, "Range");

  disposition = g_strdup_printf (
    "attachment; filename=\"simmer-%.8s-%u.%s\"", job->id, route->result + 1, artifact->extension);
  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_set_content_type (headers, artifact->media_type, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), artifact->bytes);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);

  if (g_str_equal (soup_server_message_get_method (message), "GET"))
    simmer_job_queue_note_fetched (queue, job, route->result);
}

static void
handle_health (SimmerJobQueue *queue, SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, "ok");
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, "simmer-generator");
  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, SIMMER_VERSION);
  json_builder_set_member_name (builder, "running");
  json_builder_add_int_value (builder, simmer_job_queue_get_n_running (queue));
  json_builder_set_member_name (builder, "waiting");
  json_builder_add_int_value (builder, simmer_job_queue_get_n_waiting (queue));
  json_builder_end_object (builder);

  simmer_answer_json (message, SOUP_STATUS_OK, json_builder_get_root (builder));
}

static void
refuse_path (SoupServerMessage *message, const SimmerRoute *route)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (route->allow == NULL)
    {
      simmer_answer_error (message,
                           SOUP_STATUS_NOT_FOUND,
                           "not_found",
                           NULL,
                           "%s",
                           _ ("There is nothing at this path."));
      return;
    }

  soup_message_headers_replace (headers, "Allow", route->allow);
  simmer_answer_error (message,
                       SOUP_STATUS_METHOD_NOT_ALLOWED,
                       "method_not_allowed",
                       NULL,
                       _ ("This path knows: %s."),
                       route->allow);
}

/**
 * simmer_api_answer:
 * @queue: the tasks
 * @message: a request that may be answered
 * @route: where it goes
 *
 * Answers every request but those for streams and tests.
 */
void
simmer_api_answer (SimmerJobQueue *queue, SoupServerMessage *message, const SimmerRoute *route)
{
  const char *text = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) query = text != NULL ? soup_form_decode (text) : NULL;

  switch (route->endpoint)
    {
    case SIMMER_ENDPOINT_SUBMIT:
      handle_submit (queue, message);
      break;
    case SIMMER_ENDPOINT_LIST:
      handle_list (queue, message, query);
      break;
    case SIMMER_ENDPOINT_STATUS:
      handle_status (queue, message, route);
      break;
    case SIMMER_ENDPOINT_BATCH:
      handle_batch (queue, message, query);
      break;
    case SIMMER_ENDPOINT_CANCEL:
      handle_cancel (queue, message, route);
      break;
    case SIMMER_ENDPOINT_RETRY:
      handle_retry (queue, message, route);
      break;
    case SIMMER_ENDPOINT_RESULT:
      handle_result (queue, message, route);
      break;
    case SIMMER_ENDPOINT_HEALTH:
      handle_health (queue, message);
      break;
    case SIMMER_ENDPOINT_STREAM:
    case SIMMER_ENDPOINT_TEST:
    case SIMMER_ENDPOINT_NONE:
    default:
      refuse_path (message, route);
      break;
    }
}
