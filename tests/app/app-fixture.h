#pragma once

#include <adwaita.h>

/* What tests of widgets share. */

typedef gboolean (*AppCondition) (gpointer data);

void app_fixture_init (int *argc, char ***argv);
int app_fixture_run (void);
GtkApplication *app_fixture_get_application (void);

gboolean app_wait_until (AppCondition condition, gpointer data);
void app_wait_for_frames (GtkWidget *widget, guint n);
void app_wait_for_idle (void);
void app_destroy_and_check (GtkWidget *window);

GtkWidget *app_find (GtkWidget *root, GType type);
GtkWidget *app_find_label (GtkWidget *root, const char *text);
GtkWidget *app_find_label_with (GtkWidget *root, const char *begin);
GtkWidget *app_find_button (GtkWidget *root, const char *tooltip);
