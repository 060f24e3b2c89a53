#pragma once

#include "simmer-profile.h"

G_BEGIN_DECLS

SimmerProfile *simmer_cli_profile_load (const char *name, GError **error);

G_END_DECLS
