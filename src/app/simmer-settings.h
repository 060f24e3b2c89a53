#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GSettings *simmer_settings_new (void);

void simmer_settings_keep_size (GSettings *settings, GtkWindow *window);
void simmer_settings_restore_size (GSettings *settings, GtkWindow *window);

G_END_DECLS
