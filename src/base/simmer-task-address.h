#pragma once

#include "simmer-profile.h"

G_BEGIN_DECLS

gboolean simmer_task_address_is_web (const char *text);
gboolean simmer_task_address_parse (SimmerProfile *profile,
                                    const char *text,
                                    char **address,
                                    char **remote_id);
JsonObject *simmer_task_address_match (SimmerProfile *profile, const char *home, const char *text);

G_END_DECLS
