#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

char *simmer_result_dup_content_type (SimmerResult *result);
gboolean simmer_result_is_here (SimmerResult *result);
gboolean simmer_result_is_picture (SimmerResult *result);
char *simmer_result_dup_name (SimmerResult *result, const char *title);
GFile *simmer_result_dup_file (SimmerResult *result);
GdkContentProvider *simmer_result_new_provider (SimmerResult *result);

void simmer_result_open (SimmerResult *result, GtkWidget *widget);
void simmer_result_copy (SimmerResult *result, GtkWidget *widget);
void simmer_result_save_as (SimmerResult *result, const char *title, GtkWidget *widget);
void simmer_task_save_all (SimmerTask *task, SimmerTaskManager *manager, GtkWidget *widget);

void simmer_toast (GtkWidget *widget, const char *text);
void simmer_copy_text (GtkWidget *widget, const char *text, const char *said);

G_END_DECLS
