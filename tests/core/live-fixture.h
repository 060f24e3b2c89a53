#pragma once

#include "simmer-poller.h"
#include "simmer-test-network.h"
#include "simmer-test-server.h"

G_BEGIN_DECLS

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

/* A service that tells of its tasks over a WebSocket or by Server-Sent Events, politely or not,
 * and a poller on a fake clock that follows them. */
typedef struct
{
  /* The service */
  SoupServer *server;
  guint port;
  GPtrArray *streams;   /* Stream: those that are open */
  guint n_status;       /* questions about one task or several */
  GPtrArray *asked;     /* utf8: their paths */
  guint n_streams;      /* requests for a stream, whatever came of them */
  guint n_leaks;        /* requests at the other server that brought a credential */
  guint n_elsewhere;    /* requests at the other server */
  const char *status;   /* what all tasks say of themselves when they are asked for */
  const char *greeting; /* what a stream says first */
  guint refusal;        /* HTTP status of requests for a stream; 0 opens it */
  const char *header;   /* of a refusal */
  char *header_value;
  const char *content_type;
  gboolean hang; /* requests for a stream are not answered */
  GPtrArray *hanging;
  guint broken; /* HTTP status of all other answers, if not 0 */

  /* Simmer */
  GNetworkMonitor *monitor;
  SimmerNetwork *network;
  SimmerClock *clock;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerPoller *poller;
  GPtrArray *tasks;
  guint n_ended;
  guint n_changed;
} LiveFixture;

void live_set_up (LiveFixture *f, const char *kinds, const char *path, const char *host);
void live_tear_down (LiveFixture *f);

SimmerTask *live_follow (LiveFixture *f, const char *id);
void live_settle (LiveFixture *f);
void live_run (LiveFixture *f, gint64 usec);
void live_wait_open (LiveFixture *f, guint n);
void live_wait_streams (LiveFixture *f, guint n);

void live_say (LiveFixture *f, const char *message);
void live_say_raw (LiveFixture *f, const char *bytes, gsize length);
void live_end (LiveFixture *f);
void live_cut (LiveFixture *f);
void live_leave (LiveFixture *f);
void live_return (LiveFixture *f);

G_END_DECLS
