#pragma once

#include "simmer-window.h"

G_BEGIN_DECLS

void simmer_window_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
