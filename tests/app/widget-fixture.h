#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

/* What tests of widgets share: a manager on a folder of its own, windows, and ways to look in. */

typedef gboolean (*WidgetCondition) (gpointer user_data);

void widget_fixture_init (int *argc, char ***argv);
int widget_fixture_run (void);

SimmerTaskManager *widget_fixture_get_manager (void);
const char *widget_fixture_get_folder (void);
void widget_fixture_start_manager (void);

GtkWidget *widget_fixture_show (GtkWidget *child, int width, int height);
void widget_fixture_close (GtkWidget *window);

gboolean widget_fixture_wait (WidgetCondition condition, gpointer user_data);
void widget_fixture_turn (void);
GtkWidget *widget_fixture_find (GtkWidget *widget, const char *type_name);
GtkWidget *widget_fixture_find_text (GtkWidget *widget, const char *text);
gboolean widget_fixture_has_text (GtkWidget *widget, const char *text);

char *widget_fixture_write (const char *name, const char *bytes, gssize size);
char *widget_fixture_write_png (const char *name, int width, int height);

G_END_DECLS
