/* The commands that bring tasks in and follow them: submit, track, wait. */

#include "config.h"

#include "simmer-cli-commands.h"
#include "simmer-cli-inputs.h"
#include "simmer-cli-text.h"
#include "simmer-cli-watch.h"
#include "simmer-cli-words.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* More than any service takes; less than a mistake such as a picture piped in. */
#define LONGEST_PROMPT (256 * 1024)

static SimmerCliExit
refuse (SimmerCliSession *session, const GError *error, SimmerCliExit exit)
{
  simmer_cli_output_error (session->output, error->message);
  return exit;
}

static char *
read_prompt_from_stdin (GError **error)
{
  g_autofree char *buffer = g_malloc (LONGEST_PROMPT + 1);
  gsize n = fread (buffer, 1, LONGEST_PROMPT, stdin);
  g_autofree char *text = NULL;

  buffer[n] = '\0';
  if (n < LONGEST_PROMPT && !ferror (stdin) && memchr (buffer, '\0', n) == NULL)
    text = simmer_cli_text_from_argument (buffer);
  if (text == NULL)
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_BAD_VALUE,
                           _ ("Standard input holds no prompt: it must be text of less than "
                              "256 KiB."));
      return NULL;
    }
  return g_strdup (g_strstrip (text));
}

/* The words of the command line are the prompt, so that it needs no quotes. */
static gboolean
get_prompt (const SimmerCliOptions *options, char **prompt, GError **error)
{
  *prompt = NULL;
  if (options->arguments[0] == NULL)
    return TRUE;

  if (g_str_equal (options->arguments[0], "-") && options->arguments[1] == NULL)
    *prompt = read_prompt_from_stdin (error);
  else
    *prompt = g_strstrip (g_strjoinv (" ", options->arguments));
  if (*prompt == NULL)
    return FALSE;

  if (**prompt == '\0')
    {
      g_clear_pointer (prompt, g_free);
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_BAD_VALUE,
                           _ ("What shall be generated? The prompt is empty."));
      return FALSE;
    }
  return TRUE;
}

static JsonObject *
get_inputs (SimmerCliSession *session, SimmerAccount *account, GError **error)
{
  const SimmerCliOptions *options = session->options;
  JsonArray *described = simmer_profile_get_inputs (simmer_account_get_profile (account));
  g_autofree char *prompt = NULL;

  if (!get_prompt (options, &prompt, error))
    return NULL;
  return simmer_cli_inputs_build (
    described, prompt, (const char *const *) options->inputs, NULL, error);
}

static void
say_submitted (SimmerCliSession *session, SimmerTask *task)
{
  g_autofree char *title = simmer_cli_words_for_title (task);

  simmer_cli_output_talk (session->output,
                          _ ("Ordered as %.*s: %s"),
                          SIMMER_CLI_SHORT_ID,
                          simmer_task_get_id (task),
                          title);
}

/* Where nothing of the task is shown otherwise, at least its id is, before anything can go wrong.
 */
SimmerCliExit
simmer_cli_submit (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = simmer_cli_session_get_account (session, &error);
  SimmerTask *task;

  if (account == NULL)
    return refuse (session, error, SIMMER_CLI_EXIT_USAGE);
  inputs = get_inputs (session, account, &error);
  if (inputs == NULL)
    return refuse (session, error, SIMMER_CLI_EXIT_USAGE);

  task = simmer_cli_backend_submit (session->backend, account, inputs, &error);
  if (task == NULL)
    return refuse (session, error, SIMMER_CLI_EXIT_REFUSED);
  g_ptr_array_add (tasks, task);
  if (!session->options->wait && !simmer_cli_session_has_to_stay (session, tasks))
    return simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_ACCEPTED);

  say_submitted (session, task);
  return simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_ENDED);
}

SimmerCliExit
simmer_cli_track (SimmerCliSession *session)
{
  const SimmerCliOptions *options = session->options;
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = simmer_cli_session_get_account (session, &error);

  if (account == NULL)
    return refuse (session, error, SIMMER_CLI_EXIT_USAGE);

  for (guint i = 0; options->arguments[i] != NULL; i++)
    {
      g_autoptr (SimmerTask) task =
        simmer_cli_backend_track (session->backend, account, options->arguments[i], &error);

      if (task == NULL)
        return refuse (session, error, SIMMER_CLI_EXIT_USAGE);
      if (!g_ptr_array_find (tasks, task, NULL))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }

  if (options->wait)
    return simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_ENDED);
  return simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_ANSWERED);
}

SimmerCliExit
simmer_cli_wait (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit =
    simmer_cli_session_find (session, (const char *const *) session->options->arguments, tasks);

  if (exit == SIMMER_CLI_EXIT_OK)
    exit = simmer_cli_session_lend_credential (session, tasks);
  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;
  return simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_ENDED);
}
