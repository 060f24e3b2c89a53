#pragma once

#include "simmer-account.h"
#include "simmer-task.h"

G_BEGIN_DECLS

char *simmer_json_line_from_task (SimmerTask *task, const char *const *paths, gint64 wall_now);
char *simmer_json_line_from_report (SimmerReport *report, const char *account_id);
char *simmer_json_line_from_account (SimmerAccount *account);
char *simmer_json_line_from_profile (SimmerProfile *profile);
char *simmer_json_line_from_fault (const char *path, const SimmerFault *fault);
char *simmer_json_line_format_time (gint64 wall);

G_END_DECLS
