#pragma once

#include "simmer-task.h"

G_BEGIN_DECLS

char *simmer_task_to_mirror (SimmerTask *task);
SimmerTask *simmer_task_new_from_mirror (const char *mirror);
gboolean simmer_task_load_mirror (SimmerTask *task, const char *mirror);
gint64 simmer_task_get_mirror_number (SimmerTask *task);

G_END_DECLS
