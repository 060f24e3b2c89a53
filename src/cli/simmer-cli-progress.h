#pragma once

#include "simmer-task-status.h"

G_BEGIN_DECLS

/**
 * SimmerCliStyle:
 * @unicode: the terminal shows block elements and other signs beyond ASCII
 * @colour: it shows colours, and the person has nothing against them
 *
 * What a terminal can show.
 */
typedef struct
{
  gboolean unicode;
  gboolean colour;
} SimmerCliStyle;

/**
 * SimmerCliRow:
 * @title: what the task is of, cleaned
 * @caption: how far it is in words, cleaned
 * @status: what the service says of it
 * @progress: 0 to 1, or -1 where nothing is known
 * @step: moves the bar of a task of unknown length; the same step draws the same bar
 * @trouble: it is not heard well
 *
 * One task as its line shows it.
 */
typedef struct
{
  const char *title;
  const char *caption;
  SimmerTaskStatus status;
  double progress;
  guint step;
  gboolean trouble;
} SimmerCliRow;

/**
 * SimmerCliLayout:
 * @title: columns of the title
 * @bar: columns of the bar with its ends; 0 for none
 * @caption: columns at most of the caption
 *
 * How the columns of a terminal are shared out, the same for all lines.
 */
typedef struct
{
  int title;
  int bar;
  int caption;
} SimmerCliLayout;

void simmer_cli_progress_measure (int columns, int longest_title, SimmerCliLayout *layout);
char *simmer_cli_progress_draw_bar (double progress, int columns, SimmerCliStyle style);
char *simmer_cli_progress_draw_motion (guint step, int columns, SimmerCliStyle style);
char *simmer_cli_progress_draw_line (const SimmerCliLayout *layout,
                                     const SimmerCliRow *row,
                                     SimmerCliStyle style);
char *simmer_cli_progress_draw_end (int columns, const SimmerCliRow *row, SimmerCliStyle style);
int simmer_cli_progress_count_rows (const int *widths, guint n, int columns);

G_END_DECLS
