#pragma once

#include "simmer-profile.h"

G_BEGIN_DECLS

const char *const *simmer_profile_shelf_get_ids (void);
SimmerProfile *simmer_profile_shelf_get (const char *id);
SimmerProfile *simmer_profile_get_native (void);

G_END_DECLS
