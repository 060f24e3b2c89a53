/* The sessions that connections are kept in. */

#include "config.h"

#include "simmer-http-sessions.h"

#include "simmer-host.h"

#define KEEP_ALIVE  60  /* s */
#define STREAM_IDLE 60u /* s without a byte after which a stream is given up */

struct _SimmerHttpSessions
{
  SoupSession *sessions[SIMMER_N_HTTP_USES][2]; /* (owned) (nullable): [use][loopback] */
  GHashTable *doubtful; /* (owned): host → whether its connections may lead nowhere */
};

SimmerHttpSessions *
simmer_http_sessions_new (void)
{
  SimmerHttpSessions *self = g_new0 (SimmerHttpSessions, 1);

  self->doubtful = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
simmer_http_sessions_free (SimmerHttpSessions *self)
{
  for (int use = 0; use < SIMMER_N_HTTP_USES; use++)
    for (int loopback = 0; loopback < 2; loopback++)
      g_clear_object (&self->sessions[use][loopback]);
  g_hash_table_unref (self->doubtful);
  g_free (self);
}

static SoupSession *
new_session (SimmerHttpUse use, gboolean loopback)
{
  SoupSession *session =
    soup_session_new_with_options ("user-agent",
                                   "Simmer/" SIMMER_VERSION,
                                   "max-conns",
                                   64,
                                   "max-conns-per-host",
                                   8,
                                   "idle-timeout",
                                   KEEP_ALIVE,
                                   "timeout",
                                   use == SIMMER_HTTP_USE_STREAMS ? STREAM_IDLE : 0u,
                                   NULL);

  /* A result's bytes are counted, so they stay as sent, and live events must not wait in a
   * decoder. */
  if (use != SIMMER_HTTP_USE_QUESTIONS)
    soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (loopback)
    soup_session_set_proxy_resolver (session, NULL);

  return session;
}

/**
 * simmer_http_sessions_get:
 * @self: sessions
 * @use: what for
 * @host: whom @message is for, with its port
 * @message: what is to be sent; over a new connection where those that were kept from better times
 *   are not to be tried one by one
 *
 * This machine's own services are asked without a proxy.
 *
 * Returns: (transfer none): the session to send it in
 */
SoupSession *
simmer_http_sessions_get (SimmerHttpSessions *self,
                          SimmerHttpUse use,
                          const char *host,
                          SoupMessage *message)
{
  gboolean loopback = simmer_host_is_loopback (host);
  SoupSession **session = &self->sessions[use][loopback ? 1 : 0];

  if (*session == NULL)
    *session = new_session (use, loopback);
  if (g_hash_table_lookup (self->doubtful, host) != NULL)
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);

  return *session;
}

/**
 * simmer_http_sessions_note:
 * @self: sessions
 * @host: whom a message was for
 * @heard: whether it was answered
 */
void
simmer_http_sessions_note (SimmerHttpSessions *self, const char *host, gboolean heard)
{
  g_hash_table_insert (self->doubtful, g_strdup (host), GINT_TO_POINTER (!heard));
}

/**
 * simmer_http_sessions_distrust:
 * @self: sessions
 *
 * The way to all hosts but this machine is another one now.
 */
void
simmer_http_sessions_distrust (SimmerHttpSessions *self)
{
  GHashTableIter iter;
  gpointer host;

  g_hash_table_iter_init (&iter, self->doubtful);
  while (g_hash_table_iter_next (&iter, &host, NULL))
    if (!simmer_host_is_loopback (host))
      g_hash_table_iter_replace (&iter, GINT_TO_POINTER (TRUE));
}
