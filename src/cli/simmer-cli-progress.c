#include "config.h"

#include "simmer-cli-progress.h"

#include "simmer-cli-text.h"

#include <math.h>

#define GAP        2
#define MIN_TITLE  8
#define WIDE_BAR   22
#define NARROW_BAR 12
#define MOTION     3

#define RESET "\033[0m"

/* "▏" to "▉": the eighths of a cell. */
static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
#define FULL_BLOCK "█"
#define LEFT_END   "▕"
#define RIGHT_END  "▏"
#define ELLIPSIS   "…"

/**
 * simmer_cli_progress_measure:
 * @columns: width of the terminal
 * @longest_title: columns of the longest title shown
 * @layout: (out): how they are shared out
 *
 * Shares out a line so that it is always narrower than the terminal: a character in the last
 * column would wrap on some. The bar goes first where there is no room for all three.
 */
void
simmer_cli_progress_measure (int columns, int longest_title, SimmerCliLayout *layout)
{
  int room = MAX (0, columns - 1);
  int title_most;

  if (room >= 72)
    layout->bar = WIDE_BAR;
  else if (room >= 48)
    layout->bar = NARROW_BAR;
  else
    layout->bar = 0;

  title_most = MAX (MIN_TITLE, (room - layout->bar) * 2 / 5);
  layout->title = MIN (room, CLAMP (longest_title, MIN_TITLE, title_most));
  room -= layout->title + (layout->bar > 0 ? GAP + layout->bar : 0) + GAP;
  layout->caption = MAX (0, room);
}

static void
append_times (GString *text, const char *sign, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append (text, sign);
}

/**
 * simmer_cli_progress_draw_bar:
 * @progress: 0 to 1; anything else is taken to the nearer end
 * @columns: width with both ends, at least 3
 * @style: what the terminal can show
 *
 * Draws a bar in eighths of a cell, or in whole ones in ASCII. Rounds down: a bar is full only
 * at 1.
 *
 * Returns: (transfer full): the bar
 */
char *
simmer_cli_progress_draw_bar (double progress, int columns, SimmerCliStyle style)
{
  GString *bar = g_string_new (style.unicode ? LEFT_END : "[");
  int cells = MAX (0, columns - 2);
  int parts = style.unicode ? 8 : 1;
  double share = progress > 0 ? MIN (progress, 1.0) : 0.0;
  int filled = (int) floor (share * cells * parts + 1e-9);
  int whole = filled / parts;

  append_times (bar, style.unicode ? FULL_BLOCK : "#", whole);
  if (filled % parts > 0)
    {
      g_string_append (bar, eighths[filled % parts]);
      whole++;
    }
  append_times (bar, style.unicode ? " " : "-", cells - whole);
  g_string_append (bar, style.unicode ? RIGHT_END : "]");

  return g_string_free (bar, FALSE);
}

/**
 * simmer_cli_progress_draw_motion:
 * @step: counts on; a block wanders to the right end and back
 * @columns: width with both ends, at least 3
 * @style: what the terminal can show
 *
 * Draws the bar of a task whose length nobody knows.
 *
 * Returns: (transfer full): the bar
 */
char *
simmer_cli_progress_draw_motion (guint step, int columns, SimmerCliStyle style)
{
  GString *bar = g_string_new (style.unicode ? LEFT_END : "[");
  int cells = MAX (0, columns - 2);
  int block = MIN (MOTION, cells);
  int way = cells - block;
  int at = way > 0 ? (int) (step % (guint) (2 * way)) : 0;

  if (at > way)
    at = 2 * way - at;
  append_times (bar, style.unicode ? " " : "-", at);
  append_times (bar, style.unicode ? FULL_BLOCK : "#", block);
  append_times (bar, style.unicode ? " " : "-", way - at);
  g_string_append (bar, style.unicode ? RIGHT_END : "]");

  return g_string_free (bar, FALSE);
}

static const char *
get_colour (const SimmerCliRow *row)
{
  if (row->trouble && !simmer_task_status_is_final (row->status))
    return "\033[33m";
  switch (row->status)
    {
    case SIMMER_TASK_STATUS_COMPLETED:
      return "\033[32m";
    case SIMMER_TASK_STATUS_FAILED:
      return "\033[31m";
    case SIMMER_TASK_STATUS_CANCELLED:
    case SIMMER_TASK_STATUS_PENDING:
      return "\033[2m";
    case SIMMER_TASK_STATUS_IN_PROGRESS:
    default:
      return "\033[36m";
    }
}

static void
append_coloured (GString *line, const char *text, const SimmerCliRow *row, SimmerCliStyle style)
{
  if (style.colour && *text)
    g_string_append_printf (line, "%s%s" RESET, get_colour (row), text);
  else
    g_string_append (line, text);
}

static const char *
get_ellipsis (SimmerCliStyle style)
{
  return style.unicode ? ELLIPSIS : "...";
}

static char *
draw_row_bar (const SimmerCliRow *row, int columns, SimmerCliStyle style)
{
  if (row->progress < 0 && row->status == SIMMER_TASK_STATUS_IN_PROGRESS)
    return simmer_cli_progress_draw_motion (row->step, columns, style);
  return simmer_cli_progress_draw_bar (row->progress, columns, style);
}

/**
 * simmer_cli_progress_draw_line:
 * @layout: from simmer_cli_progress_measure()
 * @row: the task
 * @style: what the terminal can show
 *
 * Returns: (transfer full): title, bar and caption in one line, not longer than the layout says
 */
char *
simmer_cli_progress_draw_line (const SimmerCliLayout *layout,
                               const SimmerCliRow *row,
                               SimmerCliStyle style)
{
  g_autofree char *title = simmer_cli_text_fit (row->title, layout->title, get_ellipsis (style));
  g_autofree char *padded = simmer_cli_text_pad (title, layout->title);
  g_autofree char *caption =
    simmer_cli_text_fit (row->caption, layout->caption, get_ellipsis (style));
  GString *line = g_string_new (padded);

  if (layout->bar > 0)
    {
      g_autofree char *bar = draw_row_bar (row, layout->bar, style);

      g_string_append_printf (line, "%*s", GAP, "");
      append_coloured (line, bar, row, style);
    }
  if (*caption)
    g_string_append_printf (line, "%*s%s", GAP, "", caption);

  return g_string_free (line, FALSE);
}

static const char *
get_sign (SimmerTaskStatus status, gboolean unicode)
{
  if (status == SIMMER_TASK_STATUS_COMPLETED)
    return unicode ? "✓ " : "+ ";
  if (status == SIMMER_TASK_STATUS_FAILED)
    return unicode ? "✗ " : "! ";
  return "- ";
}

/**
 * simmer_cli_progress_draw_end:
 * @columns: width of the terminal; 0 for no limit
 * @row: a task that has ended
 * @style: what the terminal can show
 *
 * Returns: (transfer full): the line that stays when a task has ended: its title, and all of its
 * caption, since that may be why it failed
 */
char *
simmer_cli_progress_draw_end (int columns, const SimmerCliRow *row, SimmerCliStyle style)
{
  int most = columns > 0 ? MAX (MIN_TITLE, columns * 2 / 5) : G_MAXINT;
  g_autofree char *title = simmer_cli_text_fit (row->title, most, get_ellipsis (style));
  GString *line = g_string_new (NULL);

  append_coloured (line, get_sign (row->status, style.unicode), row, style);
  g_string_append_printf (line, "%s: %s", title, row->caption);
  return g_string_free (line, FALSE);
}

/**
 * simmer_cli_progress_count_rows:
 * @widths: (array length=n): columns of lines that were written
 * @n: their number
 * @columns: width of the terminal now
 *
 * A terminal that became narrower breaks the lines that stand on it.
 *
 * Returns: the rows that these lines take now
 */
int
simmer_cli_progress_count_rows (const int *widths, guint n, int columns)
{
  int rows = 0;

  for (guint i = 0; i < n; i++)
    rows += columns > 0 ? MAX (1, (widths[i] + columns - 1) / columns) : 1;
  return rows;
}
