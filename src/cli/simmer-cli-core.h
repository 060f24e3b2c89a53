#pragma once

#include "simmer-cli-backend.h"
#include "simmer-cli-options.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_CLI_CORE (simmer_cli_core_get_type ())

/**
 * SimmerCliCore:
 *
 * This process does the work, with the core and the store that all of Simmer share.
 */
G_DECLARE_FINAL_TYPE (SimmerCliCore, simmer_cli_core, SIMMER, CLI_CORE, SimmerCliBackend)

SimmerCliCore *simmer_cli_core_new (const SimmerCliOptions *options);
SimmerTaskManager *simmer_cli_core_get_manager (SimmerCliCore *self);
SimmerTask *simmer_cli_core_submit_as (SimmerCliCore *self,
                                       const char *id,
                                       SimmerAccount *account,
                                       JsonObject *inputs);

G_END_DECLS
