#include "config.h"

#include "simmer-cli-view.h"

#include "simmer-cli-progress.h"
#include "simmer-cli-text.h"
#include "simmer-cli-words.h"
#include "simmer-words.h"

#include <glib/gi18n.h>

struct _SimmerCliView
{
  SimmerCliSession *session; /* outlives this */
  GHashTable *stages;        /* (owned): SimmerTask to the stage that was last told */
  guint step;
};

SimmerCliView *
simmer_cli_view_new (SimmerCliSession *session)
{
  SimmerCliView *self = g_new0 (SimmerCliView, 1);

  self->session = session;
  self->stages = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  return self;
}

void
simmer_cli_view_free (SimmerCliView *self)
{
  g_hash_table_unref (self->stages);
  g_free (self);
}

/**
 * simmer_cli_view_is_live:
 * @self: a view
 *
 * Returns: whether simmer_cli_view_draw() is to be called from time to time
 */
gboolean
simmer_cli_view_is_live (SimmerCliView *self)
{
  return simmer_cli_output_get_screen (self->session->output) != NULL;
}

/**
 * simmer_cli_view_note:
 * @self: a view
 * @task: a task that goes on
 *
 * Writes a line about @task if there is something new to say; nothing where bars are drawn.
 */
void
simmer_cli_view_note (SimmerCliView *self, SimmerTask *task)
{
  guint stage = simmer_cli_words_get_stage (task);
  g_autofree char *title = NULL;
  g_autofree char *state = NULL;
  g_autofree char *line = NULL;
  gpointer told;

  if (simmer_cli_view_is_live (self) || simmer_cli_output_get_quiet (self->session->output))
    return;
  if (g_hash_table_lookup_extended (self->stages, task, NULL, &told) &&
      GPOINTER_TO_UINT (told) == stage)
    return;

  g_hash_table_insert (self->stages, g_object_ref (task), GUINT_TO_POINTER (stage));
  title = simmer_cli_words_for_title (task);
  state = simmer_cli_words_for_state (task, simmer_cli_session_get_now (self->session));
  line =
    g_strdup_printf ("%.*s  %s: %s", SIMMER_CLI_SHORT_ID, simmer_task_get_id (task), title, state);
  simmer_cli_output_line (self->session->output, line);
}

/**
 * simmer_cli_view_end:
 * @self: a view
 * @task: a task that is not waited for any longer
 *
 * Writes the line that stays of @task.
 */
void
simmer_cli_view_end (SimmerCliView *self, SimmerTask *task)
{
  g_autofree char *title = NULL;
  g_autofree char *caption = NULL;
  g_autofree char *line = NULL;
  SimmerCliRow row = { .progress = -1 };
  int columns = 0;
  int rows;

  if (!simmer_cli_view_is_live (self))
    {
      simmer_cli_view_note (self, task);
      return;
    }

  title = simmer_cli_words_for_title (task);
  caption = simmer_cli_words_for_state (task, simmer_cli_session_get_now (self->session));
  row.title = title;
  row.caption = caption;
  row.status = simmer_task_get_status (task);
  row.trouble = simmer_cli_words_is_trouble (task);
  simmer_cli_screen_get_size (
    simmer_cli_output_get_screen (self->session->output), &columns, &rows);
  line = simmer_cli_progress_draw_end (
    columns, &row, simmer_cli_output_get_talk_style (self->session->output));
  simmer_cli_output_line (self->session->output, line);
}

/* Running tasks stand before waiting ones where there is no room for all. */
static GPtrArray *
choose (GPtrArray *tasks, guint most)
{
  GPtrArray *chosen = g_ptr_array_new ();

  if (tasks->len <= most)
    {
      g_ptr_array_extend (chosen, tasks, NULL, NULL);
      return chosen;
    }
  for (int turn = 0; turn < 2; turn++)
    for (guint i = 0; i < tasks->len && chosen->len < most; i++)
      {
        SimmerTask *task = g_ptr_array_index (tasks, i);
        gboolean waits = simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING;

        if (waits == (turn == 1))
          g_ptr_array_add (chosen, task);
      }
  return chosen;
}

static int
get_longest_title (GPtrArray *tasks)
{
  int longest = 0;

  for (guint i = 0; i < tasks->len; i++)
    {
      g_autofree char *title = simmer_cli_words_for_title (g_ptr_array_index (tasks, i));

      longest = MAX (longest, simmer_cli_text_get_width (title));
    }
  return longest;
}

static char *
draw_task (SimmerCliView *self, SimmerTask *task, const SimmerCliLayout *layout)
{
  gint64 now = simmer_cli_session_get_now (self->session);
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *caption = simmer_cli_words_for_state (task, now);
  SimmerEstimate estimate;
  SimmerCliRow row = {
    .title = title,
    .caption = caption,
    .status = simmer_task_get_status (task),
    .step = self->step / 2,
    .trouble = simmer_cli_words_is_trouble (task),
  };

  simmer_task_get_estimate (task, now, &estimate);
  row.progress = estimate.progress;
  if (row.status == SIMMER_TASK_STATUS_PENDING)
    row.progress = 0;
  return simmer_cli_progress_draw_line (
    layout, &row, simmer_cli_output_get_talk_style (self->session->output));
}

static char *
draw_summary (GPtrArray *tasks, guint n_hidden)
{
  guint running = 0;
  guint waiting = 0;
  g_autofree char *ran = NULL;
  g_autofree char *waited = NULL;
  g_autofree char *hidden = NULL;

  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = g_ptr_array_index (tasks, i);

      if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS)
        running++;
      else
        waiting++;
    }
  ran =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u running", "%u running", running), running);
  waited =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u waiting", "%u waiting", waiting), waiting);
  if (n_hidden > 0)
    hidden = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, " · %u not shown", " · %u not shown", n_hidden), n_hidden);
  return g_strdup_printf ("%s · %s%s", ran, waited, hidden ? hidden : "");
}

/**
 * simmer_cli_view_draw:
 * @self: a view
 * @tasks: (element-type SimmerTask): what is still waited for
 *
 * Draws the bars of @tasks in place of those drawn before; does nothing where there are none.
 */
void
simmer_cli_view_draw (SimmerCliView *self, GPtrArray *tasks)
{
  SimmerCliScreen *screen = simmer_cli_output_get_screen (self->session->output);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) chosen = NULL;
  g_auto (GStrv) lines = NULL;
  SimmerCliLayout layout;
  int columns;
  int rows;

  if (screen == NULL)
    return;
  simmer_cli_screen_get_size (screen, &columns, &rows);
  chosen = choose (tasks, (guint) MAX (1, rows - 2));
  simmer_cli_progress_measure (columns, get_longest_title (chosen), &layout);

  self->step++;
  for (guint i = 0; i < chosen->len; i++)
    {
      g_autofree char *line = draw_task (self, g_ptr_array_index (chosen, i), &layout);

      g_strv_builder_add (builder, line);
    }
  if (tasks->len > 1)
    {
      SimmerCliStyle style = simmer_cli_output_get_talk_style (self->session->output);
      g_autofree char *summary = draw_summary (tasks, tasks->len - chosen->len);
      g_autofree char *fitted =
        simmer_cli_text_fit (summary, columns - 1, style.unicode ? "…" : "...");

      g_strv_builder_add (builder, fitted);
    }

  lines = g_strv_builder_end (builder);
  simmer_cli_screen_draw (screen, (const char *const *) lines);
}
