#pragma once

#include "simmer-task-list.h"

G_BEGIN_DECLS

void simmer_list_keys_install (GtkWidgetClass *widget_class);
void simmer_list_keys_catch (SimmerTaskList *list);

G_END_DECLS
