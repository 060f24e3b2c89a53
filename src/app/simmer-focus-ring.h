#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void simmer_focus_ring_follow_input (GtkWindow *window);

G_END_DECLS
