#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_LIVE_STREAM (simmer_live_stream_get_type ())

/**
 * SimmerLiveStream:
 *
 * An open connection over which a service tells of changes: a WebSocket or Server-Sent Events,
 * which are the same from here on.
 *
 * Signals: "message" (GBytes *message) for each that is whole; "alive" () for whatever else shows
 * that the other end is there; "closed" (const char *reason) once, unless it is closed from here.
 */
G_DECLARE_FINAL_TYPE (SimmerLiveStream, simmer_live_stream, SIMMER, LIVE_STREAM, GObject)

SimmerLiveStream *simmer_live_stream_new_events (GInputStream *input);
SimmerLiveStream *simmer_live_stream_new_websocket (SoupWebsocketConnection *connection);

void simmer_live_stream_start (SimmerLiveStream *self);
void simmer_live_stream_send (SimmerLiveStream *self, const char *text);
void simmer_live_stream_close (SimmerLiveStream *self);
gint64 simmer_live_stream_get_retry (SimmerLiveStream *self);

G_END_DECLS
