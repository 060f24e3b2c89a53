/* simmerctl: Simmer in a terminal. */

#include "config.h"

#include "simmer-cli-commands.h"
#include "simmer-cli-sandbox.h"
#include "simmer-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

static SimmerCliExit
run_command (SimmerCliSession *session)
{
  switch (session->options->command)
    {
    case SIMMER_CLI_COMMAND_SUBMIT:
      return simmer_cli_submit (session);
    case SIMMER_CLI_COMMAND_TRACK:
      return simmer_cli_track (session);
    case SIMMER_CLI_COMMAND_FIND:
      return simmer_cli_find (session);
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
    case SIMMER_CLI_COMMAND_PROFILES:
      return simmer_cli_profiles (session);
    case SIMMER_CLI_COMMAND_PRINT:
    default:
      simmer_cli_output_data (session->output, g_strchomp (session->options->text));
      return SIMMER_CLI_EXIT_OK;
    }
}

/* Where notes go while the program runs; for the thread that draws alone. */
static SimmerCliOutput *notes;
static GThread *notes_thread;

/* What the program notes on its own account must not run into moving lines. Other threads' notes,
 * and those that only a developer turns on, go their usual way. */
static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *message = NULL;

  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0 || g_thread_self () != notes_thread ||
      notes == NULL)
    return g_log_writer_default (level, fields, n_fields, NULL);

  simmer_cli_output_make_room (notes);
  if (level != G_LOG_LEVEL_MESSAGE)
    return g_log_writer_default (level, fields, n_fields, NULL);

  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
  if (message != NULL)
    simmer_cli_output_talk (notes, "%s", message);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
may_save (const SimmerCliOptions *options, GError **error)
{
  return options->folder == NULL || !simmer_sandbox_is_inside () ||
         simmer_cli_sandbox_check_folder ("/", options->folder, error);
}

static int
run (const SimmerCliOptions *options)
{
  g_autoptr (SimmerCliOutput) output = simmer_cli_output_new (stdout, stderr, options->quiet);
  g_autoptr (SimmerCliSession) session = simmer_cli_session_new (options, output);
  g_autoptr (GError) error = NULL;
  SimmerCliExit exit;

  notes = output;
  notes_thread = g_thread_self ();
  g_log_set_writer_func (log_cb, NULL, NULL);

  if (options->command == SIMMER_CLI_COMMAND_PRINT ||
      options->command == SIMMER_CLI_COMMAND_PROFILES)
    exit = run_command (session);
  else if (may_save (options, &error) && simmer_cli_session_open (session, &error))
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
  notes = NULL;
  return session->signal != 0 ? 128 + session->signal : (int) exit;
}

/* Where a standard stream is closed, the next file that is opened would get its number, and what is
 * written to the stream would go into that file. Its place is taken by one that can neither be read
 * nor written as the stream would be, so that it is told as closed. */
static void
occupy_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF &&
        open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      exit (SIMMER_CLI_EXIT_FAILED);
}

int
main (int argc, char **argv)
{
  g_autoptr (SimmerCliOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  occupy_standard_streams ();
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
