#pragma once

#include "simmer-cli-session.h"

G_BEGIN_DECLS

SimmerCliExit simmer_cli_submit (SimmerCliSession *session);
SimmerCliExit simmer_cli_track (SimmerCliSession *session);
SimmerCliExit simmer_cli_find (SimmerCliSession *session);
SimmerCliExit simmer_cli_wait (SimmerCliSession *session);

SimmerCliExit simmer_cli_list (SimmerCliSession *session);
SimmerCliExit simmer_cli_show (SimmerCliSession *session);
SimmerCliExit simmer_cli_accounts (SimmerCliSession *session);

SimmerCliExit simmer_cli_profiles (SimmerCliSession *session);

SimmerCliExit simmer_cli_cancel (SimmerCliSession *session);
SimmerCliExit simmer_cli_retry (SimmerCliSession *session);
SimmerCliExit simmer_cli_remove (SimmerCliSession *session);
SimmerCliExit simmer_cli_save (SimmerCliSession *session);

G_END_DECLS
