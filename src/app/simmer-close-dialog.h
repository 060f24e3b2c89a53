#pragma once

#include "simmer-compat.h"

G_BEGIN_DECLS

void simmer_close_dialog_explain (GtkWindow *parent, SimmerCompatAnswer answer, gpointer user_data);
void simmer_close_dialog_refuse (GtkWindow *parent, SimmerCompatAnswer answer, gpointer user_data);

G_END_DECLS
