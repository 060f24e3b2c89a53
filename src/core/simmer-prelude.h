#pragma once

#include "simmer-client-private.h"

G_BEGIN_DECLS

/* For simmer-client-verbs.c alone. */

void simmer_prelude_ask (SimmerClient *client,
                         SimmerVerb verb,
                         const SimmerRequest *step,
                         JsonObject *variables,
                         GPtrArray *enclosures,
                         SimmerTurn turn,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
void simmer_prelude_run (GTask *task, gpointer source_tag);

G_END_DECLS
