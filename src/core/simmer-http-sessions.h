#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* For simmer-http.c alone. */

/**
 * SimmerHttpUse:
 *
 * Questions, results and live streams do not share connections: two open streams must not block
 * every poll.
 */
typedef enum
{
  SIMMER_HTTP_USE_QUESTIONS,
  SIMMER_HTTP_USE_STREAMS,
  SIMMER_HTTP_USE_LIVE,
} SimmerHttpUse;

#define SIMMER_N_HTTP_USES 3

/**
 * SimmerHttpSessions:
 *
 * The sessions that connections are kept in, and which of these are to be trusted.
 */
typedef struct _SimmerHttpSessions SimmerHttpSessions;

SimmerHttpSessions *simmer_http_sessions_new (void);
void simmer_http_sessions_free (SimmerHttpSessions *self);
SoupSession *simmer_http_sessions_get (SimmerHttpSessions *self,
                                       SimmerHttpUse use,
                                       const char *host,
                                       SoupMessage *message);
void simmer_http_sessions_note (SimmerHttpSessions *self, const char *host, gboolean heard);
void simmer_http_sessions_distrust (SimmerHttpSessions *self);

G_END_DECLS
