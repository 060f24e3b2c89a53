#pragma once

#include "simmer-cli-backend.h"
#include "simmer-cli-options.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_CLI_REMOTE (simmer_cli_remote_get_type ())

/**
 * SimmerCliRemote:
 *
 * The application does the work where it runs, asked over the session's bus; it is never started
 * for that. Where it does not run, has another store, or is of another version, and from when it
 * ends or no longer answers, a #SimmerCliCore does: nothing is lost, and nobody can tell.
 */
G_DECLARE_FINAL_TYPE (SimmerCliRemote, simmer_cli_remote, SIMMER, CLI_REMOTE, SimmerCliBackend)

SimmerCliRemote *simmer_cli_remote_new (const SimmerCliOptions *options);

G_END_DECLS
