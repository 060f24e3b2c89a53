#pragma once

#include <gtk/gtk.h>

#include "simmer-clock.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ROW_PAINTER (simmer_row_painter_get_type ())

/**
 * SimmerRowPainter:
 *
 * Keeps a list's rows up to date from one tick callback: those that can be seen, and of them those
 * whose task has a newer revision or that move. It asks for frames only while something moves, and
 * for none while the list cannot be seen. "prepare" is emitted before each look at the rows;
 * whoever answers %TRUE wants another frame.
 */
G_DECLARE_FINAL_TYPE (SimmerRowPainter, simmer_row_painter, SIMMER, ROW_PAINTER, GObject)

SimmerRowPainter *simmer_row_painter_new (GtkWidget *list, GtkWidget *viewport, SimmerClock *clock);

void simmer_row_painter_add (SimmerRowPainter *self, GtkListItem *item);
void simmer_row_painter_remove (SimmerRowPainter *self, GtkListItem *item);
GtkListItem *simmer_row_painter_find (SimmerRowPainter *self, gpointer object);
void simmer_row_painter_foreach (SimmerRowPainter *self, GFunc func, gpointer user_data);

void simmer_row_painter_wake (SimmerRowPainter *self);
void simmer_row_painter_unsettle (SimmerRowPainter *self);
void simmer_row_painter_stop (SimmerRowPainter *self);

gboolean simmer_row_painter_get_ticking (SimmerRowPainter *self);
guint simmer_row_painter_get_n_paints (SimmerRowPainter *self);

G_END_DECLS
