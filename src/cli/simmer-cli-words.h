#pragma once

#include "simmer-cli-progress.h"
#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_CLI_SHORT_ID 8

char *simmer_cli_words_for_state (SimmerTask *task, gint64 wall_now);
char *simmer_cli_words_for_end (SimmerTask *task);
char *simmer_cli_words_for_title (SimmerTask *task);
char *simmer_cli_words_describe (SimmerTask *task, const char *service, gint64 wall_now);
guint simmer_cli_words_get_stage (SimmerTask *task);
gboolean simmer_cli_words_is_trouble (SimmerTask *task);

G_END_DECLS
