#pragma once

#include "simmer-answer.h"
#include "simmer-profile.h"

G_BEGIN_DECLS

GPtrArray *simmer_request_steps_read (SimmerProfileCheck *check, JsonNode *node, const char *where);
JsonObject *simmer_request_step_read_answer (const SimmerRequest *step,
                                             SimmerVerb verb,
                                             const SimmerAnswer *answer,
                                             GError **error);

G_END_DECLS
