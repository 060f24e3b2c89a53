/* The command that asks a service which tasks it has: find. */

#include "config.h"

#include "simmer-cli-commands.h"

#include "simmer-cli-answer.h"
#include "simmer-cli-inputs.h"
#include "simmer-cli-text.h"
#include "simmer-json-lines.h"

#include <glib/gi18n.h>

/* What is told is what “track” takes. */
static void
say_found (SimmerCliSession *session, SimmerAccount *account, SimmerReport *report)
{
  g_autofree char *line = NULL;
  g_autofree char *id = NULL;
  g_autofree char *title = NULL;
  SimmerTaskStatus status;
  gboolean known = simmer_report_get_status (report, &status);

  if (session->options->json)
    line = simmer_json_line_from_report (report, simmer_account_get_id (account));
  else
    {
      id = simmer_cli_text_clean (simmer_report_get_remote_id (report));
      title = simmer_report_get_title (report) != NULL
                ? simmer_cli_text_clean (simmer_report_get_title (report))
                : g_strdup ("");
      line = g_strdup_printf (
        "%s  %-11s  %s", id, known ? simmer_task_status_to_string (status) : "-", title);
      g_strchomp (line);
    }
  simmer_cli_output_data (session->output, line);
}

/* What the service must know to tell, as it is given now or was the last time. */
static JsonObject *
get_inputs (SimmerCliSession *session, SimmerAccount *account, GError **error)
{
  JsonArray *needed = simmer_profile_get_list_inputs (simmer_account_get_profile (account));
  g_autoptr (JsonObject) last = simmer_task_manager_recall_inputs (session->manager, account, NULL);
  const char *const *pairs = (const char *const *) session->options->inputs;

  if (json_array_get_length (needed) == 0 && pairs != NULL && pairs[0] != NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_FAILED,
                   _ ("%s tells which tasks it has without -i."),
                   simmer_account_get_name (account));
      return NULL;
    }

  return simmer_cli_inputs_build (needed, NULL, pairs, last, error);
}

SimmerCliExit
simmer_cli_find (SimmerCliSession *session)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = simmer_cli_session_get_account (session, &error);
  g_auto (SimmerCliAnswer) answer = { 0 };

  if (account != NULL)
    inputs = get_inputs (session, account, &error);
  if (inputs == NULL)
    {
      simmer_cli_output_error (session->output, error->message);
      return SIMMER_CLI_EXIT_USAGE;
    }

  simmer_task_manager_search_async (
    session->manager, account, inputs, cancellable, simmer_cli_answer_cb, &answer);
  if (!simmer_cli_session_run_until (session, &answer.done))
    g_cancellable_cancel (cancellable);
  simmer_cli_answer_wait (&answer);
  found = simmer_task_manager_search_finish (session->manager, answer.result, &error);
  if (found == NULL)
    {
      simmer_cli_output_error (session->output, error->message);
      return SIMMER_CLI_EXIT_REFUSED;
    }

  for (guint i = 0; i < found->len; i++)
    say_found (session, account, found->pdata[i]);
  if (found->len == 0)
    simmer_cli_output_talk (session->output,
                            _ ("%s has no task that is not followed here."),
                            simmer_account_get_name (account));

  return SIMMER_CLI_EXIT_OK;
}
