#pragma once

#include "simmer-profile.h"

G_BEGIN_DECLS

char *simmer_input_dup_title (const char *name, JsonObject *input);
char *simmer_input_dup_choice (JsonObject *input, JsonNode *value);
JsonObject *simmer_input_find (SimmerProfile *profile, const char *name);

G_END_DECLS
