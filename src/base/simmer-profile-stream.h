#pragma once

#include "simmer-profile-check.h"
#include "simmer-rules.h"

G_BEGIN_DECLS

/**
 * SimmerStreamKind:
 *
 * How a service tells of changes by itself: by a WebSocket (RFC 6455), or by Server-Sent Events.
 * The names in a profile are "websocket" and "events".
 */
typedef enum
{
  SIMMER_STREAM_WEBSOCKET,
  SIMMER_STREAM_EVENTS,
} SimmerStreamKind;

#define SIMMER_N_STREAM_KINDS 2

/**
 * SimmerStream:
 * @path: RFC 6570 template below the account's address, or of an absolute URL
 * @single: whether it tells of one task, whose id is in @path, and not of all of the account
 * @kinds: in the order in which they are tried
 * @n_kinds: how many, at least one
 * @subscribe: (nullable): template of the message that asks for a task, in a WebSocket
 * @heartbeat: after so many seconds of silence the connection is dead; 0 = not said
 * @own: (nullable): its own "answer"
 * @rules: (nullable): how a message is read: @own, else the profile's
 *
 * Where a service tells of changes; owned by the profile.
 */
typedef struct
{
  const char *path;
  gboolean single;
  SimmerStreamKind kinds[SIMMER_N_STREAM_KINDS];
  guint n_kinds;
  JsonNode *subscribe;
  double heartbeat;
  JsonObject *own;
  SimmerRules *rules;
} SimmerStream;

void simmer_stream_read (SimmerStream *self, SimmerProfileCheck *check, JsonObject *root);
void simmer_stream_clear (SimmerStream *self);

G_END_DECLS
