#pragma once

#include "simmer-figure.h"
#include "simmer-menu-item.h"

G_BEGIN_DECLS

/* Keys of the menu's items; those of tasks have the task's id behind them. */
#define SIMMER_PRESENCE_MENU_SHOW   "show:"
#define SIMMER_PRESENCE_MENU_CANCEL "cancel:"
#define SIMMER_PRESENCE_MENU_PAUSE  "pause"
#define SIMMER_PRESENCE_MENU_OPEN   "open"
#define SIMMER_PRESENCE_MENU_QUIT   "quit"

GPtrArray *simmer_presence_menu_build (GPtrArray *active, gboolean paused, gint64 wall_now);

G_END_DECLS
