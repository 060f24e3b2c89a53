/* HTTP on loopback alone: who may ask, how much, and where each request goes. */

#define G_LOG_DOMAIN "Simmer-Server"

#include "simmer-server.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "simmer-answer.h"
#include "simmer-api.h"
#include "simmer-route.h"
#include "simmer-stream-hub.h"

#include "config.h"

#define MAX_BODY (64 * 1024)

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
answer (SimmerServer *self, SoupServerMessage *message, const SimmerRoute *route, const char *path)
{
  if (route->endpoint == SIMMER_ENDPOINT_STREAM)
    simmer_stream_hub_answer (self->hub, message);
  else if (route->endpoint == SIMMER_ENDPOINT_TEST)
    simmer_faults_serve (self->faults, message, path);
  else
    simmer_api_answer (self->queue, message, route);
}

typedef struct
{
  SimmerServer *self;         /* (owned) */
  SoupServerMessage *message; /* (owned) */
  char *path;                 /* (owned) */
  gboolean done;              /* carried out: its answer alone is held back */
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
  if (!delayed->done)
    answer (delayed->self, delayed->message, &route, delayed->path);
  soup_server_message_unpause (delayed->message);
  return G_SOURCE_REMOVE;
}

static void
answer_later (SimmerServer *self,
              SoupServerMessage *message,
              const char *path,
              gboolean done,
              guint delay)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->self = g_object_ref (self);
  delayed->message = g_object_ref (message);
  delayed->path = g_strdup (path);
  delayed->done = done;
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
  guint before = 0;
  guint after = 0;

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
  else if (self->faults != NULL &&
           simmer_faults_intercept (self->faults, message, &route, &before, &after))
    return;
  else if (before > 0)
    answer_later (self, message, path, FALSE, before);
  else
    {
      answer (self, message, &route, path);
      if (after > 0)
        answer_later (self, message, path, TRUE, after);
    }
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
