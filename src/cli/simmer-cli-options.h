#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerCliCommand:
 *
 * What simmerctl is asked to do; the help commands print a text and end.
 */
typedef enum
{
  SIMMER_CLI_COMMAND_SUBMIT,
  SIMMER_CLI_COMMAND_TRACK,
  SIMMER_CLI_COMMAND_FIND,
  SIMMER_CLI_COMMAND_WAIT,
  SIMMER_CLI_COMMAND_LIST,
  SIMMER_CLI_COMMAND_SHOW,
  SIMMER_CLI_COMMAND_CANCEL,
  SIMMER_CLI_COMMAND_RETRY,
  SIMMER_CLI_COMMAND_REMOVE,
  SIMMER_CLI_COMMAND_SAVE,
  SIMMER_CLI_COMMAND_ACCOUNTS,
  SIMMER_CLI_COMMAND_PROFILES,
  SIMMER_CLI_COMMAND_PRINT,
} SimmerCliCommand;

/**
 * SimmerCliOptions:
 * @command: what to do
 * @text: (nullable): what to print, with @SIMMER_CLI_COMMAND_PRINT
 * @json: data as one JSON object a line
 * @quiet: no talk but errors
 * @wait: follow until the end
 * @active: only tasks that have not ended
 * @account: (nullable): id of an account
 * @profile: (nullable): id or file of a profile
 * @server: (nullable): address of a service
 * @folder: (nullable): where results go
 * @interval: seconds between two questions; 0 for Simmer's own rhythm
 * @no_live: only ask, though the service tells of changes by itself
 * @timeout: seconds to wait at most; 0 for no end
 * @inputs: KEY=VALUE pairs
 * @arguments: what is no option
 *
 * A command line that was understood.
 */
typedef struct
{
  SimmerCliCommand command;
  char *text;
  gboolean json;
  gboolean quiet;
  gboolean wait;
  gboolean active;
  char *account;
  char *profile;
  char *server;
  char *folder;
  double interval;
  gboolean no_live;
  double timeout;
  GStrv inputs;
  GStrv arguments;
} SimmerCliOptions;

SimmerCliOptions *simmer_cli_options_parse (const char *const *argv, GError **error);
void simmer_cli_options_free (SimmerCliOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCliOptions, simmer_cli_options_free)

G_END_DECLS
