#pragma once

#include "simmer-call.h"
#include "simmer-client.h"

G_BEGIN_DECLS

/* For simmer-client.c alone. */

typedef void (*SimmerSequelFunc) (SimmerClient *client,
                                  SimmerVerb verb,
                                  JsonObject *variables,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

void simmer_sequel_run (GTask *task, gpointer said, SimmerSequelFunc ask);

G_END_DECLS
