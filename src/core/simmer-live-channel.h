#pragma once

#include "simmer-client.h"
#include "simmer-clock.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_LIVE_CHANNEL (simmer_live_channel_get_type ())

/* A channel that is silent for this long is dead, unless its service is known to be slower. */
#define SIMMER_LIVE_SILENCE (15 * (gint64) G_USEC_PER_SEC)

/**
 * SimmerLiveChannel:
 *
 * Hears what a service tells by itself, of all tasks of an account or of one: connects, reads the
 * messages, notices silence, and connects anew. It has no alarm of its own: whoever owns it runs
 * it when simmer_live_channel_run() said so. What cannot be heard has to be asked for.
 *
 * Signals: "told" (GPtrArray *reports) for each message, also one without any; "opened" ();
 * "closed" (GError *error) when the stream could not be opened or has ended.
 */
G_DECLARE_FINAL_TYPE (SimmerLiveChannel, simmer_live_channel, SIMMER, LIVE_CHANNEL, GObject)

SimmerLiveChannel *simmer_live_channel_new (SimmerClient *client,
                                            SimmerClock *clock,
                                            const char *remote_id);

gint64 simmer_live_channel_run (SimmerLiveChannel *self, gboolean may_connect);
void simmer_live_channel_hurry (SimmerLiveChannel *self);
void simmer_live_channel_stop (SimmerLiveChannel *self);

gboolean simmer_live_channel_is_connecting (SimmerLiveChannel *self);
gboolean simmer_live_channel_is_open (SimmerLiveChannel *self);
gint64 simmer_live_channel_get_opened (SimmerLiveChannel *self);

G_END_DECLS
