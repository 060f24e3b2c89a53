#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

GMenuModel *simmer_task_menu_new (SimmerTaskManager *manager, SimmerTask *task, gboolean page);

G_END_DECLS
