/* The commands that order something of tasks that are known: cancel, retry, remove, save. */

#include "config.h"

#include "simmer-cli-commands.h"
#include "simmer-json-lines.h"
#include "simmer-cli-watch.h"
#include "simmer-cli-words.h"

#include <glib/gi18n.h>

static SimmerCliExit
find (SimmerCliSession *session, GPtrArray *tasks)
{
  SimmerCliExit exit =
    simmer_cli_session_find (session, (const char *const *) session->options->arguments, tasks);

  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;
  return simmer_cli_session_lend_credential (session, tasks);
}

static void
refuse (SimmerCliSession *session, SimmerTask *task, const char *why)
{
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *line = g_strdup_printf ("%s: %s", title, why);

  simmer_cli_output_error (session->output, line);
}

/* Orders what may be ordered; what may not is said, and left out of @tasks. */
static SimmerCliExit
order (SimmerCliSession *session, GPtrArray *tasks, SimmerCliOrder what)
{
  SimmerCliExit exit = SIMMER_CLI_EXIT_OK;

  for (guint i = 0; i < tasks->len;)
    {
      SimmerTask *task = g_ptr_array_index (tasks, i);
      g_autoptr (GError) error = NULL;

      if (simmer_cli_backend_order (session->backend, what, task, &error))
        {
          i++;
          continue;
        }
      refuse (session, task, error->message);
      g_ptr_array_remove_index (tasks, i);
      exit = SIMMER_CLI_EXIT_REFUSED;
    }
  return exit;
}

SimmerCliExit
simmer_cli_cancel (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit = find (session, tasks);

  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;
  exit = order (session, tasks, SIMMER_CLI_ORDER_CANCEL);
  return simmer_cli_exit_worse (exit,
                                simmer_cli_watch_run (session, tasks, SIMMER_CLI_GOAL_CANCELLED));
}

SimmerCliExit
simmer_cli_retry (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit = find (session, tasks);
  gboolean wait = session->options->wait;

  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;
  exit = order (session, tasks, SIMMER_CLI_ORDER_RETRY);
  wait = wait || simmer_cli_session_has_to_stay (session, tasks);
  return simmer_cli_exit_worse (
    exit,
    simmer_cli_watch_run (session, tasks, wait ? SIMMER_CLI_GOAL_ENDED : SIMMER_CLI_GOAL_ACCEPTED));
}

SimmerCliExit
simmer_cli_remove (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit = find (session, tasks);

  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;

  exit = order (session, tasks, SIMMER_CLI_ORDER_REMOVE);
  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = g_ptr_array_index (tasks, i);
      g_autofree char *title = simmer_cli_words_for_title (task);

      if (session->options->json)
        simmer_cli_session_print_task (session, task, NULL);
      simmer_cli_output_talk (session->output, _ ("Removed: %s"), title);
    }
  return exit;
}

typedef struct
{
  GStrv paths; /* (owned) (nullable) */
  GError *error;
  gboolean done;
} Saved;

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saved *saved = user_data;

  saved->paths =
    simmer_cli_backend_save_finish (SIMMER_CLI_BACKEND (source), result, &saved->error);
  saved->done = TRUE;
}

/* A signal or the time-out ends the saving itself, so that nothing half saved is left behind. */
static void
save (SimmerCliSession *session, SimmerTask *task, Saved *saved)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SimmerAlarm) alarm =
    simmer_alarm_new (session->clock, (SimmerAlarmFunc) g_cancellable_cancel, cancellable);

  if (session->options->timeout > 0)
    simmer_alarm_set (alarm,
                      simmer_clock_get_boot (session->clock) +
                        (gint64) (session->options->timeout * G_USEC_PER_SEC));
  simmer_cli_backend_save_async (
    session->backend, task, session->options->folder, cancellable, saved_cb, saved);
  if (!simmer_cli_session_run_until (session, &saved->done))
    g_cancellable_cancel (cancellable);
  while (!saved->done)
    g_main_context_iteration (NULL, TRUE);
}

static SimmerCliExit
tell_saved (SimmerCliSession *session, SimmerTask *task, const Saved *saved)
{
  if (saved->paths == NULL)
    {
      if (!g_error_matches (saved->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        refuse (session, task, saved->error->message);
      else if (session->signal == 0)
        refuse (session, task, _ ("The results could not be saved within --timeout."));
      return g_error_matches (saved->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
               ? SIMMER_CLI_EXIT_TIMED_OUT
               : SIMMER_CLI_EXIT_REFUSED;
    }

  if (session->options->json)
    simmer_cli_session_print_task (session, task, (const char *const *) saved->paths);
  else
    for (guint i = 0; saved->paths[i] != NULL; i++)
      simmer_cli_output_path (session->output, saved->paths[i]);
  return SIMMER_CLI_EXIT_OK;
}

SimmerCliExit
simmer_cli_save (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit = find (session, tasks);
  SimmerTask *task;
  Saved saved = { 0 };

  if (exit != SIMMER_CLI_EXIT_OK)
    return exit;
  task = g_ptr_array_index (tasks, 0);
  if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_COMPLETED &&
      !simmer_task_has_results (task))
    {
      refuse (session, task, _ ("It has no results to save: only a finished task has."));
      return SIMMER_CLI_EXIT_REFUSED;
    }

  save (session, task, &saved);
  exit = tell_saved (session, task, &saved);
  g_strfreev (saved.paths);
  g_clear_error (&saved.error);
  return exit;
}
