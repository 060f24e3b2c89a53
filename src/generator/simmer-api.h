#pragma once

#include <libsoup/soup.h>

#include "simmer-job-queue.h"
#include "simmer-route.h"

G_BEGIN_DECLS

void simmer_api_answer (SimmerJobQueue *queue,
                        SoupServerMessage *message,
                        const SimmerRoute *route);

G_END_DECLS
