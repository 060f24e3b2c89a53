#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

void simmer_profile_variables_check (SimmerProfileCheck *check, JsonObject *root);

G_END_DECLS
