/* The commands that show what is known without asking anybody: list, show. */

#include "config.h"

#include "simmer-cli-commands.h"
#include "simmer-json-lines.h"
#include "simmer-cli-text.h"
#include "simmer-cli-words.h"
#include "simmer-words.h"

#include <glib/gi18n.h>

#define ID_GAP 2

typedef struct
{
  int id;
  int status;
  int columns; /* 0 for no limit */
} Columns;

static guint
count_common (const char *a, const char *b)
{
  guint n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  return n;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The length at which the starts of all ids differ: neighbours in order are the most alike. */
static int
get_id_length (GPtrArray *tasks)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  guint length = SIMMER_CLI_SHORT_ID;

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (ids, (gpointer) simmer_task_get_id (g_ptr_array_index (tasks, i)));
  g_ptr_array_sort (ids, compare_ids);
  for (guint i = 1; i < ids->len; i++)
    {
      guint common = count_common (g_ptr_array_index (ids, i - 1), g_ptr_array_index (ids, i));

      length = MAX (length, 1 + common);
    }
  return (int) length;
}

static int
get_status_width (void)
{
  int width = 0;

  for (int i = 0; i < SIMMER_N_TASK_STATUSES; i++)
    width = MAX (width, simmer_cli_text_get_width (simmer_words_for_status ((SimmerTaskStatus) i)));
  return width;
}

static char *
describe (SimmerTask *task, const Columns *columns)
{
  SimmerTaskStatus status = simmer_task_get_status (task);
  double progress = simmer_task_get_progress (task);
  gboolean running = status == SIMMER_TASK_STATUS_IN_PROGRESS && progress >= 0;
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *state = simmer_cli_text_pad (simmer_words_for_status (status), columns->status);
  g_autofree char *percent =
    running ? g_strdup_printf ("%3d%%", (int) (progress * 100)) : g_strdup ("    ");
  g_autofree char *line = g_strdup_printf ("%-*.*s%*s%s  %s  %s",
                                           columns->id,
                                           columns->id,
                                           simmer_task_get_id (task),
                                           ID_GAP,
                                           "",
                                           state,
                                           percent,
                                           title);

  if (columns->columns == 0)
    return g_steal_pointer (&line);
  return simmer_cli_text_fit (line, columns->columns - 1, g_get_charset (NULL) ? "…" : "...");
}

SimmerCliExit
simmer_cli_list (SimmerCliSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks =
    simmer_cli_backend_list (session->backend, session->options->active, &error);
  Columns columns;

  if (tasks == NULL)
    {
      simmer_cli_output_error (session->output, error->message);
      return SIMMER_CLI_EXIT_FAILED;
    }

  columns.id = get_id_length (tasks);
  columns.status = get_status_width ();
  columns.columns = simmer_cli_output_get_data_columns (session->output);
  for (guint i = 0; i < tasks->len && session->signal == 0; i++)
    {
      SimmerTask *task = g_ptr_array_index (tasks, i);
      g_autofree char *line =
        session->options->json
          ? simmer_json_line_from_task (task, NULL, simmer_cli_session_get_now (session))
          : describe (task, &columns);

      simmer_cli_output_data (session->output, line);
    }
  if (tasks->len == 0 && !session->options->json)
    simmer_cli_output_talk (session->output,
                            session->options->active ? _ ("No task is waiting or running.")
                                                     : _ ("There are no tasks yet."));
  return SIMMER_CLI_EXIT_OK;
}

SimmerCliExit
simmer_cli_show (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerCliExit exit =
    simmer_cli_session_find (session, (const char *const *) session->options->arguments, tasks);

  for (guint i = 0; i < tasks->len; i++)
    simmer_cli_session_print_task (session, g_ptr_array_index (tasks, i), NULL);
  return exit;
}
