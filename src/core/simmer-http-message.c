/* The two ends of one exchange over HTTP: the message that goes out, the head that comes back. */

#include "config.h"

#include "simmer-http-message.h"

/* For simmer-http.c. The copy owns its fields, which are to be read only. */
SimmerHttpQuestion *
simmer_http_question_copy (const SimmerHttpQuestion *question)
{
  SimmerHttpQuestion *copy = g_new (SimmerHttpQuestion, 1);

  *copy = *question;
  copy->method = g_strdup (question->method);
  copy->uri = g_strdup (question->uri);
  copy->auth_header = g_strdup (question->auth_header);
  copy->auth_value = g_strdup (question->auth_value);
  copy->user_header = g_strdup (question->user_header);
  copy->user_value = g_strdup (question->user_value);
  copy->headers = question->headers != NULL ? json_object_ref (question->headers) : NULL;
  copy->content_type = g_strdup (question->content_type);
  copy->idempotency_key = g_strdup (question->idempotency_key);
  copy->etag = g_strdup (question->etag);
  copy->body = question->body != NULL ? g_bytes_ref (question->body) : NULL;
  copy->enclosures = question->enclosures != NULL ? g_ptr_array_ref (question->enclosures) : NULL;
  copy->validator = g_strdup (question->validator);

  return copy;
}

void
simmer_http_question_free (SimmerHttpQuestion *question)
{
  g_free ((char *) question->method);
  g_free ((char *) question->uri);
  g_free ((char *) question->auth_header);
  g_free ((char *) question->auth_value);
  g_free ((char *) question->user_header);
  g_free ((char *) question->user_value);
  g_clear_pointer (&question->headers, json_object_unref);
  g_free ((char *) question->content_type);
  g_free ((char *) question->idempotency_key);
  g_free ((char *) question->etag);
  g_clear_pointer (&question->body, g_bytes_unref);
  g_clear_pointer (&question->enclosures, g_ptr_array_unref);
  g_free ((char *) question->validator);
  g_free (question);
}

/* Of a copy: it goes without a credential from now on. */
void
simmer_http_question_drop_credential (SimmerHttpQuestion *question)
{
  g_free ((char *) question->auth_value);
  question->auth_value = NULL;
  g_free ((char *) question->user_value);
  question->user_value = NULL;
}

static void
set_body_stream (SoupMessage *message, const char *type, GBytes *body, GPtrArray *enclosures)
{
  GInputStream *stream = simmer_body_stream_new (body, enclosures);

  soup_message_set_request_body (
    message, type, stream, simmer_body_stream_get_length (SIMMER_BODY_STREAM (stream)));
  g_object_set_data_full (G_OBJECT (message), "simmer-body", stream, g_object_unref);
}

/* libsoup asks again where a kept connection broke: once, not once for each that was kept. */
static void
restarted_cb (SoupMessage *message)
{
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
}

/* A stream that libsoup has read it cannot read again. */
static void
restarted_with_files_cb (SoupMessage *message, const SimmerHttpQuestion *question)
{
  set_body_stream (message, question->content_type, question->body, question->enclosures);
}

static void
question_free_cb (gpointer data, GClosure *closure)
{
  simmer_http_question_free (data);
}

static void
set_body (SoupMessage *message, const SimmerHttpQuestion *question)
{
  const char *type = question->content_type != NULL ? question->content_type : "application/json";

  if (question->body == NULL)
    return;
  if (question->enclosures == NULL || question->enclosures->len == 0)
    {
      soup_message_set_request_body_from_bytes (message, type, question->body);
      return;
    }

  set_body_stream (message, type, question->body, question->enclosures);
  g_signal_connect_data (message,
                         "restarted",
                         G_CALLBACK (restarted_with_files_cb),
                         simmer_http_question_copy (question),
                         question_free_cb,
                         0);
}

/* The body with files in it, where it has any. */
SimmerBodyStream *
simmer_http_message_get_body (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), "simmer-body");
}

static void
add_headers (SoupMessageHeaders *headers, JsonObject *more)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (more == NULL)
    return;

  json_object_iter_init (&iter, more);
  while (json_object_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, json_node_get_string (value));
}

SoupMessage *
simmer_http_message_new (const SimmerHttpQuestion *question, GUri *uri, const char *accept)
{
  SoupMessage *message = soup_message_new_from_uri (question->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  /* Credentials come from accounts alone. Where a session has no such feature, or a message does
   * not disable it, libsoup takes in the whole body of a 401 or 407, of any size, to ask again. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  if (accept != NULL)
    soup_message_headers_replace (headers, "Accept", accept);
  add_headers (headers, question->headers);
  if (question->auth_header != NULL && question->auth_value != NULL)
    soup_message_headers_replace (headers, question->auth_header, question->auth_value);
  if (question->user_header != NULL && question->user_value != NULL)
    soup_message_headers_replace (headers, question->user_header, question->user_value);
  if (question->idempotency_key != NULL)
    soup_message_headers_replace (headers, "Idempotency-Key", question->idempotency_key);
  if (question->etag != NULL)
    soup_message_headers_replace (headers, "If-None-Match", question->etag);
  if (question->range_start > 0)
    {
      soup_message_headers_set_range (headers, question->range_start, -1);
      if (question->validator != NULL)
        soup_message_headers_replace (headers, "If-Range", question->validator);
    }
  set_body (message, question);

  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), NULL);

  return message;
}

/* Where an answer wants the question to be asked instead, as sent; NULL if it is the answer. */
const char *
simmer_http_message_get_redirect (SoupMessage *message)
{
  switch ((guint) soup_message_get_status (message))
    {
    case SOUP_STATUS_MOVED_PERMANENTLY:
    case SOUP_STATUS_FOUND:
    case SOUP_STATUS_SEE_OTHER:
    case SOUP_STATUS_TEMPORARY_REDIRECT:
    case SOUP_STATUS_PERMANENT_REDIRECT:
      return soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
    default:
      return NULL;
    }
}

/* Some services have left out the X of a header that is none of any standard. */
static char *
dup_custom (SoupMessageHeaders *headers, const char *name)
{
  const char *value = soup_message_headers_get_one (headers, name);

  return g_strdup (value != NULL ? value : soup_message_headers_get_one (headers, name + 2));
}

static void
keep_header_cb (const char *name, const char *value, gpointer user_data)
{
  g_hash_table_insert (user_data, g_ascii_strdown (name, -1), g_strdup (value));
}

SimmerHttpAnswer *
simmer_http_message_read_head (SoupMessage *message)
{
  SimmerHttpAnswer *answer = g_new0 (SimmerHttpAnswer, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) when = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  goffset end;

  answer->status = soup_message_get_status (message);
  answer->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  answer->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  answer->last_modified = g_strdup (soup_message_headers_get_one (headers, "Last-Modified"));
  answer->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  answer->rate_limit = g_strdup (soup_message_headers_get_list (headers, "RateLimit"));
  answer->rate_policy = g_strdup (soup_message_headers_get_list (headers, "RateLimit-Policy"));
  answer->rate_remaining = dup_custom (headers, "X-RateLimit-Remaining");
  answer->rate_reset = dup_custom (headers, "X-RateLimit-Reset");
  answer->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (headers, keep_header_cb, answer->headers);
  answer->date = when != NULL ? g_date_time_to_unix (when) * G_USEC_PER_SEC : 0;
  answer->length = -1;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    answer->length = soup_message_headers_get_content_length (headers);
  answer->range_start = -1;
  answer->range_total = -1;
  if (answer->status == SOUP_STATUS_PARTIAL_CONTENT &&
      !soup_message_headers_get_content_range (
        headers, &answer->range_start, &end, &answer->range_total))
    answer->range_start = answer->range_total = -1;
  if (location != NULL)
    {
      g_autoptr (GUri) uri =
        g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);

      answer->location = uri != NULL ? g_uri_to_string (uri) : NULL;
    }

  return answer;
}

/**
 * simmer_http_answer_free:
 * @self: (transfer full): an answer
 */
void
simmer_http_answer_free (SimmerHttpAnswer *self)
{
  g_free (self->host);
  g_free (self->content_type);
  g_free (self->etag);
  g_free (self->last_modified);
  g_free (self->location);
  g_free (self->retry_after);
  g_free (self->rate_limit);
  g_free (self->rate_policy);
  g_free (self->rate_remaining);
  g_free (self->rate_reset);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
