#pragma once

#include "simmer-cli-session.h"

G_BEGIN_DECLS

/**
 * SimmerCliGoal:
 * @SIMMER_CLI_GOAL_ACCEPTED: the service took or refused what was ordered
 * @SIMMER_CLI_GOAL_ANSWERED: the service said how it is
 * @SIMMER_CLI_GOAL_CANCELLED: a cancel is confirmed or refused
 * @SIMMER_CLI_GOAL_ENDED: it has ended, and its results are here
 *
 * What tasks are waited for.
 */
typedef enum
{
  SIMMER_CLI_GOAL_ACCEPTED,
  SIMMER_CLI_GOAL_ANSWERED,
  SIMMER_CLI_GOAL_CANCELLED,
  SIMMER_CLI_GOAL_ENDED,
} SimmerCliGoal;

SimmerCliExit simmer_cli_watch_run (SimmerCliSession *session,
                                    GPtrArray *tasks,
                                    SimmerCliGoal goal);

G_END_DECLS
