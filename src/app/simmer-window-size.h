#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void simmer_window_size_keep (GSettings *settings, GtkWindow *window);
void simmer_window_size_restore (GSettings *settings, GtkWindow *window);

G_END_DECLS
