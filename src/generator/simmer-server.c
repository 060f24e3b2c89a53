/* The native API over HTTP, on loopback alone: who may ask, what for, and the answers. */

#define G_LOG_DOMAIN "Simmer-Server"

#include "simmer-server.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "simmer-answer.h"
#include "simmer-route.h"
#include "simmer-stream-hub.h"

#include "config.h"

#define MAX_BODY     (64 * 1024)
#define MAX_BATCH    200
#define MAX_LIST     200
#define DEFAULT_LIST 50
#define MAX_KEY      255

struct _SimmerServer
{
  GObject parent_instance;

  SoupServer *soup;      /* (owned) */
  SimmerJobQueue *queue; /* (owned) */
  SimmerStreamHub *hub;  /* (owned) */
  SimmerFaults *faults;  /* (nullable) */
  char *token;           /* (owned) (nullable) */
  gint64 last_used;
};

G_DEFINE_FINAL_TYPE (SimmerServer, simmer_server, G_TYPE_OBJECT)

/* In constant time: how long it takes must not tell how much of a guess was right. */
static gboolean
is_token (const char *token, const char *given)
{
  gsize length = strlen (token);
  guint difference = 0;

  if (strlen (given) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint) (guchar) token[i] ^ (guint) (guchar) given[i];

  return difference == 0;
}

static gboolean
is_authorized (SimmerServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");

  if (self->token == NULL)
    return TRUE;

  return given != NULL && g_ascii_strncasecmp (given, "Bearer ", 7) == 0 &&
         is_token (self->token, given + 7);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  gsize *length = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  *length += g_bytes_get_size (chunk);
  /* What comes beyond the bound is read and let go; the handler then refuses it. */
  if (*length > MAX_BODY)
    soup_message_body_set_accumulate (body, FALSE);
}

/* Called when the headers are there, before any body: what is refused here costs nothing. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  SimmerServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gsize *length = g_new0 (gsize, 1);

  self->last_used = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (message), "simmer-length", length, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), length);
  g_debug ("%s %s", soup_server_message_get_method (message), path);

  if (self->faults != NULL)
    simmer_faults_log (self->faults, message);

  if (!is_authorized (self, message))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "WWW-Authenticate",
                                    "Bearer realm=\"simmer-generator\"");
      simmer_answer_error (message,
                           SOUP_STATUS_UNAUTHORIZED,
                           "unauthorized",
                           NULL,
                           "%s",
                           _ ("The bearer token is missing or wrong."));
    }
  else if (soup_message_headers_get_content_length (headers) > MAX_BODY)
    {
      *length = MAX_BODY + 1;
    }
}

static void
answer_job (SimmerServer *self, SoupServerMessage *message, guint status, SimmerJob *job)
{
  g_autofree char *url = g_strdup_printf (SIMMER_API_PREFIX "/generate/status/%s", job->id);

  soup_message_headers_replace (
    soup_server_message_get_response_headers (message), "Location", url);
  simmer_answer_json (message, status, simmer_answer_describe_job (self->queue, job));
}

static gboolean
refuse_when_full (SimmerServer *self, SoupServerMessage *message)
{
  if (!simmer_job_queue_is_full (self->queue))
    return FALSE;

  simmer_answer_too_busy (message,
                          simmer_job_queue_get_retry_after (self->queue),
                          _ ("The queue is full. Try again when a task has ended."));
  return TRUE;
}

/* Returns: whether the request is answered by the task that its key had submitted before. */
static gboolean
answer_by_key (SimmerServer *self,
               SoupServerMessage *message,
               const char *key,
               const SimmerOrder *order)
{
  SimmerJob *job = key != NULL ? simmer_job_queue_find_by_key (self->queue, key) : NULL;

  if (job == NULL)
    return FALSE;

  if (g_str_equal (job->order->fingerprint, order->fingerprint))
    answer_job (self, message, SOUP_STATUS_OK, job);
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
handle_submit (SimmerServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *key = soup_message_headers_get_one (headers, "Idempotency-Key");
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (SimmerOrder) order = NULL;
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

  order = simmer_order_new_from_json (body, &field, &error);
  if (order == NULL)
    {
      simmer_answer_error (
        message, SOUP_STATUS_BAD_REQUEST, "invalid_request", field, "%s", error->message);
      return;
    }
  if (answer_by_key (self, message, key, order) || refuse_when_full (self, message))
    return;

  answer_job (self,
              message,
              SOUP_STATUS_ACCEPTED,
              simmer_job_queue_submit (self->queue, g_steal_pointer (&order), key));
}

static SimmerJob *
find_job (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = simmer_job_queue_find (self->queue, route->task);

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
handle_status (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (self, message, route);

  if (job != NULL)
    simmer_answer_json_cached (message, simmer_answer_describe_job (self->queue, job));
}

static void
handle_batch (SimmerServer *self, SoupServerMessage *message, GHashTable *query)
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
      SimmerJob *job = simmer_job_queue_find (self->queue, ids[i]);

      if (job != NULL)
        json_builder_add_value (builder, simmer_answer_describe_job (self->queue, job));
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "missed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      if (simmer_job_queue_find (self->queue, ids[i]) == NULL)
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
handle_list (SimmerServer *self, SoupServerMessage *message, GHashTable *query)
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

  jobs = simmer_job_queue_list (self->queue, cursor, (guint) limit + 1);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (jobs->len, limit); i++)
    json_builder_add_value (builder,
                            simmer_answer_describe_job (self->queue, g_ptr_array_index (jobs, i)));
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
handle_cancel (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (self, message, route);

  if (job == NULL)
    return;

  if (!simmer_job_queue_cancel (self->queue, job))
    answer_job (self, message, SOUP_STATUS_CONFLICT, job);
  else
    answer_job (self, message, job->cancelling ? SOUP_STATUS_ACCEPTED : SOUP_STATUS_OK, job);
}

static void
handle_retry (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (self, message, route);

  if (job == NULL)
    return;

  if (job->status != SIMMER_TASK_STATUS_FAILED && job->status != SIMMER_TASK_STATUS_CANCELLED)
    answer_job (self, message, SOUP_STATUS_CONFLICT, job);
  else if (!refuse_when_full (self, message) && simmer_job_queue_retry (self->queue, job))
    answer_job (self, message, SOUP_STATUS_ACCEPTED, job);
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
handle_result (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route)
{
  SimmerJob *job = find_job (self, message, route);
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
    simmer_job_queue_note_fetched (self->queue, job, route->result);
}

static void
handle_health (SimmerServer *self, SoupServerMessage *message)
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
  json_builder_add_int_value (builder, simmer_job_queue_get_n_running (self->queue));
  json_builder_set_member_name (builder, "waiting");
  json_builder_add_int_value (builder, simmer_job_queue_get_n_waiting (self->queue));
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

static void
answer (SimmerServer *self, SoupServerMessage *message, SimmerRoute *route, const char *path)
{
  GHashTable *query = NULL;
  const char *text = g_uri_get_query (soup_server_message_get_uri (message));

  if (text != NULL)
    query = soup_form_decode (text);

  switch (route->endpoint)
    {
    case SIMMER_ENDPOINT_SUBMIT:
      handle_submit (self, message);
      break;
    case SIMMER_ENDPOINT_LIST:
      handle_list (self, message, query);
      break;
    case SIMMER_ENDPOINT_STATUS:
      handle_status (self, message, route);
      break;
    case SIMMER_ENDPOINT_BATCH:
      handle_batch (self, message, query);
      break;
    case SIMMER_ENDPOINT_CANCEL:
      handle_cancel (self, message, route);
      break;
    case SIMMER_ENDPOINT_RETRY:
      handle_retry (self, message, route);
      break;
    case SIMMER_ENDPOINT_RESULT:
      handle_result (self, message, route);
      break;
    case SIMMER_ENDPOINT_STREAM:
      simmer_stream_hub_answer (self->hub, message);
      break;
    case SIMMER_ENDPOINT_HEALTH:
      handle_health (self, message);
      break;
    case SIMMER_ENDPOINT_TEST:
      simmer_faults_serve (self->faults, message, path);
      break;
    case SIMMER_ENDPOINT_NONE:
    default:
      refuse_path (message, route);
      break;
    }

  g_clear_pointer (&query, g_hash_table_unref);
}

typedef struct
{
  SimmerServer *self;         /* (owned) */
  SoupServerMessage *message; /* (owned) */
  char *path;                 /* (owned) */
} Delayed;

static void
delayed_free (gpointer data)
{
  Delayed *delayed = data;

  g_object_unref (delayed->self);
  g_object_unref (delayed->message);
  g_free (delayed->path);
  g_free (delayed);
}

static gboolean
delayed_cb (gpointer data)
{
  Delayed *delayed = data;
  g_auto (SimmerRoute) route = { 0 };

  simmer_route_init (&route, soup_server_message_get_method (delayed->message), delayed->path);
  answer (delayed->self, delayed->message, &route, delayed->path);
  soup_server_message_unpause (delayed->message);
  return G_SOURCE_REMOVE;
}

static void
answer_later (SimmerServer *self, SoupServerMessage *message, const char *path, guint delay)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->self = g_object_ref (self);
  delayed->message = g_object_ref (message);
  delayed->path = g_strdup (path);
  soup_server_message_pause (message);
  g_timeout_add_full (G_PRIORITY_DEFAULT, delay, delayed_cb, delayed, delayed_free);
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  SimmerServer *self = user_data;
  const gsize *length = g_object_get_data (G_OBJECT (message), "simmer-length");
  g_auto (SimmerRoute) route = { 0 };
  guint delay = 0;

  /* Refused when its headers came. */
  if (soup_server_message_get_status (message) != 0)
    return;

  simmer_route_init (&route, soup_server_message_get_method (message), path);
  if (route.endpoint == SIMMER_ENDPOINT_TEST && self->faults == NULL)
    route.endpoint = SIMMER_ENDPOINT_NONE;

  if (length != NULL && *length > MAX_BODY)
    simmer_answer_error (message,
                         SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                         "body_too_large",
                         NULL,
                         _ ("The body must have at most %d bytes."),
                         MAX_BODY);
  else if (self->faults != NULL && simmer_faults_intercept (self->faults, message, &route, &delay))
    return;
  else if (delay > 0)
    answer_later (self, message, path, delay);
  else
    answer (self, message, &route, path);
}

static void
websocket_cb (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer user_data)
{
  SimmerServer *self = user_data;

  simmer_stream_hub_add_websocket (self->hub, connection);
}

static void
simmer_server_dispose (GObject *object)
{
  SimmerServer *self = SIMMER_SERVER (object);

  g_clear_object (&self->hub);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (simmer_server_parent_class)->dispose (object);
}

static void
simmer_server_finalize (GObject *object)
{
  SimmerServer *self = SIMMER_SERVER (object);

  g_free (self->token);

  G_OBJECT_CLASS (simmer_server_parent_class)->finalize (object);
}

static void
simmer_server_class_init (SimmerServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_server_dispose;
  object_class->finalize = simmer_server_finalize;
}

static void
simmer_server_init (SimmerServer *self)
{
  const char *stream = SIMMER_API_PREFIX "/generate/stream";

  self->last_used = g_get_monotonic_time ();
  self->soup = soup_server_new ("server-header", "simmer-generator/" SIMMER_VERSION, NULL);

  /* libsoup asks one handler alone, the one whose path fits best. */
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  soup_server_add_early_handler (self->soup, stream, early_cb, self, NULL);
  soup_server_add_handler (self->soup, stream, request_cb, self, NULL);
  soup_server_add_websocket_handler (self->soup, stream, NULL, NULL, websocket_cb, self, NULL);
}

/**
 * simmer_server_new:
 * @queue: what it serves
 * @token: (nullable): the bearer token that each request must bring; %NULL for none, in tests
 * @faults: (nullable): what it shall do wrong, in tests; must outlive the server
 *
 * Returns: (transfer full): a server that does not listen yet
 */
SimmerServer *
simmer_server_new (SimmerJobQueue *queue, const char *token, SimmerFaults *faults)
{
  SimmerServer *self = g_object_new (SIMMER_TYPE_SERVER, NULL);

  self->queue = g_object_ref (queue);
  self->hub = simmer_stream_hub_new (queue);
  self->token = g_strdup (token);
  self->faults = faults;
  return self;
}

/**
 * simmer_server_listen:
 * @self: a server
 * @port: on loopback; 0 for any that is free
 * @error: (out): why it cannot
 *
 * Returns: whether it listens
 */
gboolean
simmer_server_listen (SimmerServer *self, guint port, GError **error)
{
  return soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error);
}

/**
 * simmer_server_get_port:
 * @self: a server that listens
 *
 * Returns: the port
 */
guint
simmer_server_get_port (SimmerServer *self)
{
  GSList *uris = soup_server_get_uris (self->soup);
  guint port = uris != NULL ? (guint) g_uri_get_port (uris->data) : 0;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

/**
 * simmer_server_get_last_used:
 * @self: a server
 *
 * Returns: monotonic microseconds of the last request
 */
gint64
simmer_server_get_last_used (SimmerServer *self)
{
  return self->last_used;
}
