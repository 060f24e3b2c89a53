#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_ROW_LAYOUT (simmer_row_layout_get_type ())

/**
 * SimmerRowPart:
 * @SIMMER_ROW_TILE: the square at the start
 * @SIMMER_ROW_TITLE: the prompt
 * @SIMMER_ROW_CAPTION: what is said below it, wide
 * @SIMMER_ROW_SHORT_CAPTION: what is said below it, narrow
 * @SIMMER_ROW_ICON: the badge's icon, before the caption; narrow only
 * @SIMMER_ROW_BADGE: icon and word; wide only
 * @SIMMER_ROW_BUTTON: the contextual button
 * @SIMMER_ROW_WORD_BUTTON: the same with a word on it; takes its place where there is room
 * @SIMMER_ROW_MENU: the button for all else; wide only
 * @SIMMER_ROW_BAR: progress, in the bottom padding
 *
 * The parts of a row.
 */
typedef enum
{
  SIMMER_ROW_TILE,
  SIMMER_ROW_TITLE,
  SIMMER_ROW_CAPTION,
  SIMMER_ROW_SHORT_CAPTION,
  SIMMER_ROW_ICON,
  SIMMER_ROW_BADGE,
  SIMMER_ROW_BUTTON,
  SIMMER_ROW_WORD_BUTTON,
  SIMMER_ROW_MENU,
  SIMMER_ROW_BAR,
} SimmerRowPart;

#define SIMMER_N_ROW_PARTS 10
#define SIMMER_ROW_WIDE    560

/**
 * SimmerRowLayout:
 *
 * Places a row's parts in one of two forms, by the width that the row is given and the size of its
 * letters. Its height is the same whichever parts are visible, so that a task that changes its
 * state moves nothing; where the letters are so large that a usual caption does not fit into one
 * line, there is room for two.
 */
G_DECLARE_FINAL_TYPE (SimmerRowLayout, simmer_row_layout, SIMMER, ROW_LAYOUT, GtkLayoutManager)

void simmer_row_layout_set_part (SimmerRowLayout *self, SimmerRowPart part, GtkWidget *widget);
void simmer_row_layout_set_roomy (SimmerRowLayout *self, gboolean roomy);

G_END_DECLS
