#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

JsonArray *simmer_inputs_read (SimmerProfileCheck *check, JsonObject *root);

G_END_DECLS
