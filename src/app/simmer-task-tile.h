#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_TILE (simmer_task_tile_get_type ())

/**
 * SimmerTaskTile:
 *
 * The square at a row's start: a picture's thumbnail, or the icon of what a task makes. It fills
 * whatever square it is given, so that one tile serves the wide and the narrow row.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskTile, simmer_task_tile, SIMMER, TASK_TILE, GtkWidget)

GtkWidget *simmer_task_tile_new (void);

void simmer_task_tile_set_icon (SimmerTaskTile *self, const char *icon_name);
void simmer_task_tile_set_picture (SimmerTaskTile *self, GdkPaintable *picture);

void simmer_task_tile_set_marked (SimmerTaskTile *self, gboolean marked);

G_END_DECLS
