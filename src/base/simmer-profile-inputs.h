#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

JsonArray *simmer_inputs_read (SimmerProfileCheck *check, JsonObject *root);
gboolean simmer_input_takes_step (JsonObject *input, double number);

G_END_DECLS
