#pragma once

#include <libsoup/soup.h>

#include "simmer-job-queue.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_STREAM_HUB (simmer_stream_hub_get_type ())
G_DECLARE_FINAL_TYPE (SimmerStreamHub, simmer_stream_hub, SIMMER, STREAM_HUB, GObject)

SimmerStreamHub *simmer_stream_hub_new (SimmerJobQueue *queue);
void simmer_stream_hub_answer (SimmerStreamHub *self, SoupServerMessage *message);
void simmer_stream_hub_add_websocket (SimmerStreamHub *self, SoupWebsocketConnection *connection);

G_END_DECLS
