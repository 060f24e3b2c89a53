/* simmerctl: Simmer in a terminal. */

#include "config.h"

#include "simmer-cli-commands.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

static SimmerCliExit
run_command (SimmerCliSession *session)
{
  switch (session->options->command)
    {
    case SIMMER_CLI_COMMAND_SUBMIT:
      return simmer_cli_submit (session);
    case SIMMER_CLI_COMMAND_TRACK:
      return simmer_cli_track (session);
    case SIMMER_CLI_COMMAND_WAIT:
      return simmer_cli_wait (session);
    case SIMMER_CLI_COMMAND_LIST:
      return simmer_cli_list (session);
    case SIMMER_CLI_COMMAND_SHOW:
      return simmer_cli_show (session);
    case SIMMER_CLI_COMMAND_CANCEL:
      return simmer_cli_cancel (session);
    case SIMMER_CLI_COMMAND_RETRY:
      return simmer_cli_retry (session);
    case SIMMER_CLI_COMMAND_REMOVE:
      return simmer_cli_remove (session);
    case SIMMER_CLI_COMMAND_SAVE:
      return simmer_cli_save (session);
    case SIMMER_CLI_COMMAND_ACCOUNTS:
      return simmer_cli_accounts (session);
    case SIMMER_CLI_COMMAND_PRINT:
    default:
      simmer_cli_output_data (session->output, g_strchomp (session->options->text));
      return SIMMER_CLI_EXIT_OK;
    }
}

static int
run (const SimmerCliOptions *options)
{
  g_autoptr (SimmerCliOutput) output = simmer_cli_output_new (stdout, stderr, options->quiet);
  g_autoptr (SimmerCliSession) session = simmer_cli_session_new (options, output);
  g_autoptr (GError) error = NULL;
  SimmerCliExit exit;

  if (options->command == SIMMER_CLI_COMMAND_PRINT)
    exit = run_command (session);
  else if (simmer_cli_session_open (session, &error))
    {
      exit = run_command (session);
      simmer_cli_session_close (session);
    }
  else
    {
      simmer_cli_output_error (output, error->message);
      exit = SIMMER_CLI_EXIT_FAILED;
    }

  if (!simmer_cli_output_finish (output) && exit == SIMMER_CLI_EXIT_OK)
    exit = SIMMER_CLI_EXIT_FAILED;
  return session->signal != 0 ? 128 + session->signal : (int) exit;
}

int
main (int argc, char **argv)
{
  g_autoptr (SimmerCliOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SIMMER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("simmerctl");

  options = simmer_cli_options_parse ((const char *const *) argv, &error);
  if (options == NULL)
    {
      g_autoptr (SimmerCliOutput) output = simmer_cli_output_new (stdout, stderr, FALSE);

      simmer_cli_output_error (output, error->message);
      return SIMMER_CLI_EXIT_USAGE;
    }
  return run (options);
}
