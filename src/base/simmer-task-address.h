#pragma once

#include "simmer-profile.h"

G_BEGIN_DECLS

gboolean simmer_task_address_parse (SimmerProfile *profile,
                                    const char *text,
                                    char **address,
                                    char **remote_id);

G_END_DECLS
