#pragma once

#include "simmer-cli-session.h"

G_BEGIN_DECLS

char *simmer_cli_secret_read (SimmerCliSession *session, const char *question);

G_END_DECLS
