#pragma once

#include "simmer-call.h"
#include "simmer-client.h"

G_BEGIN_DECLS

/* For simmer-client*.c alone: how a call goes its way. */

GTask *simmer_client_new_call (SimmerClient *self,
                               SimmerVerb verb,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void simmer_client_run_call (SimmerClient *self, GTask *task, gpointer source_tag);
void simmer_client_start_call (SimmerClient *self, GTask *task);

G_END_DECLS
