#pragma once

#include "simmer-cli-backend.h"
#include "simmer-cli-core.h"
#include "simmer-cli-options.h"
#include "simmer-cli-output.h"

G_BEGIN_DECLS

/**
 * SimmerCliExit:
 *
 * Exit codes, as simmerctl(1) documents them. A signal adds 128.
 */
typedef enum
{
  SIMMER_CLI_EXIT_OK = 0,
  SIMMER_CLI_EXIT_FAILED = 1,
  SIMMER_CLI_EXIT_USAGE = 2,
  SIMMER_CLI_EXIT_CANCELLED = 3,
  SIMMER_CLI_EXIT_TIMED_OUT = 4,
  SIMMER_CLI_EXIT_REFUSED = 5,
} SimmerCliExit;

/**
 * SimmerCliSession:
 * @options: the command line
 * @output: where to write
 * @clock: real time
 * @backend: who does the work
 * @manager: (nullable): what @backend does it with, for what the application cannot be asked
 * @broken: nothing more will come of @backend
 * @signal: the signal that asked to end; 0 for none
 *
 * One run of simmerctl.
 */
typedef struct
{
  const SimmerCliOptions *options;
  SimmerCliOutput *output;
  SimmerClock *clock;         /* (owned) */
  SimmerCliBackend *backend;  /* (owned) (nullable) */
  SimmerTaskManager *manager; /* the backend's */
  gboolean broken;
  int signal;
  guint sources[3];
} SimmerCliSession;

SimmerCliSession *simmer_cli_session_new (const SimmerCliOptions *options, SimmerCliOutput *output);
void simmer_cli_session_free (SimmerCliSession *self);

gboolean simmer_cli_session_open (SimmerCliSession *self, GError **error);
gboolean simmer_cli_session_has_to_stay (SimmerCliSession *self, GPtrArray *tasks);
void simmer_cli_session_close (SimmerCliSession *self);
gboolean simmer_cli_session_run_until (SimmerCliSession *self, const gboolean *done);

SimmerAccount *simmer_cli_session_get_account (SimmerCliSession *self, GError **error);
SimmerCliExit simmer_cli_session_find (SimmerCliSession *self,
                                       const char *const *words,
                                       GPtrArray *tasks);
SimmerCliExit simmer_cli_session_lend_credential (SimmerCliSession *self, GPtrArray *tasks);
void simmer_cli_session_lend_to_account (SimmerCliSession *self, SimmerAccount *account);
gint64 simmer_cli_session_get_now (SimmerCliSession *self);
void simmer_cli_session_print_task (SimmerCliSession *self,
                                    SimmerTask *task,
                                    const char *const *paths);

SimmerCliExit simmer_cli_exit_worse (SimmerCliExit a, SimmerCliExit b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCliSession, simmer_cli_session_free)

G_END_DECLS
