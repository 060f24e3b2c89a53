/* What tests make the generator do wrong. Nothing here runs unless it was started for a test. */

#define G_LOG_DOMAIN "Simmer-Faults"

#include "simmer-faults.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "simmer-answer.h"

#define MAX_LOG  100000
#define BIG_BODY (5 * 1024 * 1024)
#define DEEP     200000

typedef enum
{
  FAULT_SLOW,
  FAULT_LATE,
  FAULT_HANG,
  FAULT_RESET,
  FAULT_TRUNCATE,
  FAULT_MALFORMED,
  FAULT_OVERLOAD,
  FAULT_500,
  FAULT_502,
  FAULT_503,
  FAULT_404,
  FAULT_401,
  FAULT_FAIL,
  FAULT_DURATION,
  FAULT_STALL,
  FAULT_SMALL,
  FAULT_NO_PROGRESS,
  FAULT_NO_QUEUE_POSITION,
} FaultKind;

static const char *const kind_names[] = {
  "slow",     "late",     "hang",  "reset", "truncate",    "malformed",
  "overload", "500",      "502",   "503",   "404",         "401",
  "fail",     "duration", "stall", "small", "no-progress", "no-queue-position",
  NULL,
};

static const struct
{
  const char *name;
  const char *type;
  const char *body;
} malformed[] = {
  { "not-json", "application/json", "status=COMPLETED&progress=1" },
  { "empty", "application/json", "" },
  { "truncated", "application/json", "{\"taskId\":\"x\",\"status\":\"COMPLETED\",\"progr" },
  { "wrong-types",
    "application/json",
    "{\"taskId\":12,\"status\":{\"is\":1},\"progress\":\"lots\",\"queuePosition\":[],"
    "\"etaSeconds\":{},\"results\":7,\"error\":true,\"message\":[]}" },
  { "array", "application/json", "[{\"status\":\"COMPLETED\"}]" },
  { "null", "application/json", "null" },
  { "deep", "application/json", NULL },
  { "huge-number",
    "application/json",
    "{\"status\":\"IN_PROGRESS\",\"progress\":1e999,\"queuePosition\":99999999999999999999999}" },
  { "invalid-utf8",
    "application/json",
    "{\"status\":\"IN_PROGRESS\",\"message\":\"\xff\xfe\xc3\"}" },
  { "html",
    "text/html",
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    "<body><h1>Bad Gateway</h1></body></html>" },
  { "unknown-status", "application/json", "{\"status\":\"DISCOMBOBULATED\",\"progress\":0.5}" },
  { "missing-status", "application/json", "{\"progress\":0.5}" },
  { "big", "application/json", NULL },
};

typedef struct
{
  FaultKind kind;
  char *word;      /* (owned) (nullable): what stood behind the = */
  double value;    /* the same as a number */
  guint endpoints; /* a bit each; 0 for the kind's own */
  gint remaining;  /* times; negative for ever */
  gint64 until;    /* monotonic; 0 for ever */
  char *task;      /* (owned) (nullable): only requests for this one */
  guint seen;
} Fault;

typedef struct
{
  char *method; /* (owned) */
  char *target; /* (owned) */
  gint64 at;
} LogEntry;

struct _SimmerFaults
{
  GPtrArray *faults; /* (owned) (element-type Fault) */
  GPtrArray *hung;   /* (owned) (element-type SoupServerMessage) */
  GQueue log;        /* of LogEntry (owned) */
  gboolean requests;
};

static void
fault_free (gpointer data)
{
  Fault *fault = data;

  g_free (fault->word);
  g_free (fault->task);
  g_free (fault);
}

static void
log_entry_free (gpointer data)
{
  LogEntry *entry = data;

  g_free (entry->method);
  g_free (entry->target);
  g_free (entry);
}

static guint
find_malformed (const char *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      if (g_strcmp0 (malformed[i].name, name) == 0)
        break;
    }

  return i;
}

static gboolean
read_endpoints (Fault *fault, const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      SimmerEndpoint endpoint;

      if (g_str_equal (names[i], "any"))
        fault->endpoints |= ~(1u << SIMMER_ENDPOINT_TEST);
      else if (simmer_endpoint_from_string (names[i], &endpoint))
        fault->endpoints |= 1u << endpoint;
      else
        return FALSE;
    }

  return TRUE;
}

/* Cuts what begins with @mark off the end of @text. */
static char *
cut (char *text, char mark)
{
  char *found = strrchr (text, mark);

  if (found == NULL)
    return NULL;
  *found = '\0';
  return found + 1;
}

static gboolean
read_fault (Fault *fault, const char *spec)
{
  g_autofree char *text = g_strdup (spec);
  const char *period = cut (text, '~');
  const char *times = cut (text, '*');
  const char *where = cut (text, '@');
  const char *value = cut (text, '=');
  guint kind = 0;

  while (kind_names[kind] != NULL && !g_str_equal (kind_names[kind], text))
    kind++;
  if (kind_names[kind] == NULL)
    return FALSE;

  fault->kind = (FaultKind) kind;
  fault->word = g_strdup (value);
  fault->value = value != NULL ? g_ascii_strtod (value, NULL) : 0.0;
  fault->remaining = times != NULL ? atoi (times) : -1;
  if (period != NULL)
    fault->until =
      g_get_monotonic_time () + (gint64) (g_ascii_strtod (period, NULL) * G_USEC_PER_SEC);
  if (where != NULL && !read_endpoints (fault, where))
    return FALSE;

  return fault->kind != FAULT_MALFORMED || find_malformed (value) < G_N_ELEMENTS (malformed);
}

static guint
get_endpoints (const Fault *fault)
{
  const guint status = 1u << SIMMER_ENDPOINT_STATUS | 1u << SIMMER_ENDPOINT_BATCH;

  if (fault->endpoints != 0)
    return fault->endpoints;
  if (fault->kind == FAULT_OVERLOAD)
    return status | 1u << SIMMER_ENDPOINT_SUBMIT;
  if (fault->kind == FAULT_SLOW || fault->kind == FAULT_LATE)
    return ~(1u << SIMMER_ENDPOINT_TEST);
  return status;
}

static gboolean
is_spent (const Fault *fault)
{
  return fault->remaining == 0 || (fault->until != 0 && g_get_monotonic_time () >= fault->until);
}

/* The generator gave up its connection: the socket is ours to break. */
static void
break_connection (SoupServerMessage *message, const char *last_words)
{
  GSocket *socket = soup_server_message_get_socket (message);
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
  g_autoptr (GIOStream) stream = NULL;

  g_object_ref (socket);
  stream = soup_server_message_steal_connection (message);
  if (last_words != NULL)
    g_socket_send_with_blocking (socket, last_words, strlen (last_words), TRUE, NULL, NULL);
  else
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  g_socket_close (socket, NULL);
  g_object_unref (socket);
}

static void
answer_malformed (SoupServerMessage *message, const char *name)
{
  guint i = find_malformed (name);
  g_autoptr (GString) body = g_string_new (malformed[i].body);

  if (g_str_equal (name, "deep"))
    {
      for (guint n = 0; n < DEEP; n++)
        g_string_append (body, "[");
    }
  else if (g_str_equal (name, "big"))
    {
      g_string_append (body, "{\"status\":\"COMPLETED\",\"message\":\"");
      while (body->len < BIG_BODY)
        g_string_append (body, "All work and no play makes a long answer. ");
      g_string_append (body, "\"}");
    }

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (
    message, malformed[i].type, SOUP_MEMORY_COPY, body->str, body->len);
}

static void
answer_status (SoupServerMessage *message, guint status)
{
  simmer_answer_error (
    message, status, "test_fault", NULL, "The test asked for HTTP status %u.", status);
}

/* Returns: whether the request is answered, or never will be. */
static gboolean
commit (SimmerFaults *faults, Fault *fault, SoupServerMessage *message)
{
  switch (fault->kind)
    {
    case FAULT_HANG:
      soup_server_message_pause (message);
      g_ptr_array_add (faults->hung, g_object_ref (message));
      return TRUE;
    case FAULT_RESET:
      break_connection (message, NULL);
      return TRUE;
    case FAULT_TRUNCATE:
      break_connection (message,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "Content-Length: 4096\r\n\r\n{\"status\":\"COMPLETED\",");
      return TRUE;
    case FAULT_MALFORMED:
      answer_malformed (message, fault->word);
      return TRUE;
    case FAULT_OVERLOAD:
      simmer_answer_too_busy (
        message, fault->value > 0.0 ? (guint) fault->value : 1, "The test asked for an overload.");
      return TRUE;
    case FAULT_500:
    case FAULT_502:
    case FAULT_503:
    case FAULT_404:
    case FAULT_401:
      answer_status (message, (guint) atoi (kind_names[fault->kind]));
      return TRUE;
    case FAULT_SLOW:
    case FAULT_LATE:
    case FAULT_FAIL:
    case FAULT_DURATION:
    case FAULT_STALL:
    case FAULT_SMALL:
    case FAULT_NO_PROGRESS:
    case FAULT_NO_QUEUE_POSITION:
    default:
      return FALSE;
    }
}

/**
 * simmer_faults_new:
 *
 * Returns: (transfer full): no faults yet
 */
SimmerFaults *
simmer_faults_new (void)
{
  SimmerFaults *faults = g_new0 (SimmerFaults, 1);

  faults->faults = g_ptr_array_new_with_free_func (fault_free);
  faults->hung = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&faults->log);
  return faults;
}

void
simmer_faults_free (SimmerFaults *faults)
{
  g_ptr_array_unref (faults->faults);
  g_ptr_array_unref (faults->hung);
  g_queue_clear_full (&faults->log, log_entry_free);
  g_free (faults);
}

/**
 * simmer_faults_enable_requests:
 * @faults: faults
 *
 * Serves /test/fault and /test/log from now on.
 */
void
simmer_faults_enable_requests (SimmerFaults *faults)
{
  faults->requests = TRUE;
}

/**
 * simmer_faults_add:
 * @faults: faults
 * @spec: KIND[=VALUE][@ENDPOINT,…][*TIMES][~SECONDS]
 * @error: (out): what is wrong with @spec
 *
 * The first fault that fits a request is committed.
 *
 * Returns: whether it was understood
 */
gboolean
simmer_faults_add (SimmerFaults *faults, const char *spec, GError **error)
{
  Fault *fault = g_new0 (Fault, 1);

  if (!read_fault (fault, spec))
    {
      fault_free (fault);
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no fault “%s”", spec);
      return FALSE;
    }

  g_ptr_array_add (faults->faults, fault);
  return TRUE;
}

static double
read_marker (const char *prompt, const char *name)
{
  g_autofree char *marker = g_strdup_printf ("[%s=", name);
  const char *found = strstr (prompt, marker);

  return found != NULL ? g_ascii_strtod (found + strlen (marker), NULL) : 0.0;
}

/**
 * simmer_faults_rig:
 * @job: a job whose next attempt is about to wait
 * @rigging: (out): what the attempt shall do
 * @faults: a #SimmerFaults
 *
 * Looks at the faults, then at the marks [fail], [fail-once], [duration=SECONDS] and [stall=SHARE]
 * in the prompt.
 */
void
simmer_faults_rig (SimmerJob *job, SimmerRigging *rigging, gpointer faults)
{
  const char *prompt = job->order->prompt;
  GPtrArray *list = ((SimmerFaults *) faults)->faults;

  for (guint i = 0; i < list->len; i++)
    {
      Fault *fault = g_ptr_array_index (list, i);

      if (is_spent (fault))
        continue;
      if (fault->kind == FAULT_FAIL && ++fault->seen % MAX ((guint) fault->value, 1) == 0)
        rigging->fail = TRUE;
      else if (fault->kind == FAULT_DURATION)
        rigging->duration = fault->value;
      else if (fault->kind == FAULT_STALL)
        rigging->stall = fault->value;
      else if (fault->kind == FAULT_SMALL)
        rigging->edge = (guint) fault->value;
      else if (fault->kind == FAULT_NO_PROGRESS)
        job->hide_progress = TRUE;
      else if (fault->kind == FAULT_NO_QUEUE_POSITION)
        job->hide_position = TRUE;
      else
        continue;
      fault->remaining -= fault->remaining > 0;
    }

  if (strstr (prompt, "[fail]") != NULL ||
      (job->attempt == 1 && strstr (prompt, "[fail-once]") != NULL))
    rigging->fail = TRUE;
  if (read_marker (prompt, "duration") > 0.0)
    rigging->duration = read_marker (prompt, "duration");
  if (read_marker (prompt, "stall") > 0.0)
    rigging->stall = read_marker (prompt, "stall");
}

/**
 * simmer_faults_log:
 * @faults: faults
 * @message: a request that came in
 *
 * Writes it down for /test/log, unless it is for /test itself.
 */
void
simmer_faults_log (SimmerFaults *faults, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  LogEntry *entry;

  if (g_str_has_prefix (g_uri_get_path (uri), "/test/"))
    return;

  entry = g_new0 (LogEntry, 1);
  entry->method = g_strdup (soup_server_message_get_method (message));
  entry->target = g_strconcat (g_uri_get_path (uri), query != NULL ? "?" : NULL, query, NULL);
  entry->at = g_get_monotonic_time ();
  g_queue_push_tail (&faults->log, entry);
  if (faults->log.length > MAX_LOG)
    log_entry_free (g_queue_pop_head (&faults->log));
}

/**
 * simmer_faults_intercept:
 * @faults: faults
 * @message: a request
 * @route: where it goes
 * @before: (out): milliseconds to wait before it is carried out
 * @after: (out): milliseconds to wait then, before a true answer
 *
 * Returns: whether the request has got what it gets
 */
gboolean
simmer_faults_intercept (SimmerFaults *faults,
                         SoupServerMessage *message,
                         const SimmerRoute *route,
                         guint *before,
                         guint *after)
{
  *before = *after = 0;
  for (guint i = 0; i < faults->faults->len; i++)
    {
      Fault *fault = g_ptr_array_index (faults->faults, i);

      if (fault->kind >= FAULT_FAIL || is_spent (fault) ||
          (get_endpoints (fault) & 1u << route->endpoint) == 0 ||
          (fault->task != NULL && g_strcmp0 (fault->task, route->task) != 0))
        continue;

      fault->remaining -= fault->remaining > 0;
      if (fault->kind == FAULT_SLOW)
        *before = (guint) fault->value;
      else if (fault->kind == FAULT_LATE)
        *after = (guint) fault->value;
      else
        return commit (faults, fault, message);
    }

  return FALSE;
}

static void
write_log (SimmerFaults *faults, SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "requests");
  json_builder_begin_array (builder);
  for (GList *l = faults->log.head; l != NULL; l = l->next)
    {
      const LogEntry *entry = l->data;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "method");
      json_builder_add_string_value (builder, entry->method);
      json_builder_set_member_name (builder, "path");
      json_builder_add_string_value (builder, entry->target);
      json_builder_set_member_name (builder, "at");
      json_builder_add_double_value (builder, floor ((double) entry->at / 125.0) / 8.0);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  simmer_answer_json (message, SOUP_STATUS_OK, json_builder_get_root (builder));
}

static gboolean
add_from_json (SimmerFaults *faults, JsonObject *object, GError **error)
{
  const char *task = json_object_get_string_member_with_default (object, "task", NULL);
  JsonArray *add =
    json_object_has_member (object, "add") ? json_object_get_array_member (object, "add") : NULL;

  if (json_object_get_boolean_member_with_default (object, "clear", FALSE))
    {
      g_ptr_array_set_size (faults->faults, 0);
      /* Those that hung get no answer, but their connections end. */
      for (guint i = 0; i < faults->hung->len; i++)
        break_connection (g_ptr_array_index (faults->hung, i), NULL);
      g_ptr_array_set_size (faults->hung, 0);
    }

  for (guint i = 0; add != NULL && i < json_array_get_length (add); i++)
    {
      Fault *fault;

      if (!simmer_faults_add (faults, json_array_get_string_element (add, i), error))
        return FALSE;
      fault = g_ptr_array_index (faults->faults, faults->faults->len - 1);
      fault->task = g_strdup (task);
    }

  return TRUE;
}

static void
change (SimmerFaults *faults, SoupServerMessage *message)
{
  g_autoptr (GBytes) body =
    soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  JsonNode *root = NULL;

  if (length > 0 && json_parser_load_from_data (parser, text, (gssize) length, &error))
    root = json_parser_get_root (parser);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
      add_from_json (faults, json_node_get_object (root), &error))
    soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
  else
    simmer_answer_error (message,
                         SOUP_STATUS_BAD_REQUEST,
                         "invalid_request",
                         NULL,
                         "%s",
                         error != NULL ? error->message : "The body must be a JSON object.");
}

/**
 * simmer_faults_serve:
 * @faults: faults
 * @message: a request for /test/…
 * @path: its path
 *
 * POST /test/fault takes {"clear": true, "add": [SPEC…], "task": ID}; GET /test/log gives every
 * request so far, DELETE forgets them.
 */
void
simmer_faults_serve (SimmerFaults *faults, SoupServerMessage *message, const char *path)
{
  const char *method = soup_server_message_get_method (message);

  if (!faults->requests)
    simmer_answer_error (
      message, SOUP_STATUS_NOT_FOUND, "not_found", NULL, "Started without --test-switches.");
  else if (g_str_equal (path, "/test/fault"))
    change (faults, message);
  else if (g_str_equal (method, "GET"))
    write_log (faults, message);
  else
    {
      g_queue_clear_full (&faults->log, log_entry_free);
      soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
    }
}
