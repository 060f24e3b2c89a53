#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ROW_MENU (simmer_row_menu_get_type ())

/**
 * SimmerRowMenu:
 *
 * The one popover of all rows of a list: made when it is asked for, and gone when it is closed.
 * "closed" (SimmerTask *) says so.
 */
G_DECLARE_FINAL_TYPE (SimmerRowMenu, simmer_row_menu, SIMMER, ROW_MENU, GObject)

SimmerRowMenu *simmer_row_menu_new (GtkWidget *list);

void simmer_row_menu_pop_up (SimmerRowMenu *self,
                             SimmerTaskManager *manager,
                             SimmerTask *task,
                             const GdkRectangle *at);
void simmer_row_menu_present (SimmerRowMenu *self);
void simmer_row_menu_drop (SimmerRowMenu *self);

G_END_DECLS
