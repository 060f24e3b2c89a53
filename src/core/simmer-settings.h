#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

GSettings *simmer_settings_new (void);
void simmer_settings_apply (GSettings *settings, gboolean listen, SimmerTaskManager *manager);

G_END_DECLS
