#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_NOTICES (simmer_notices_get_type ())

/**
 * SimmerNotices:
 *
 * The banners under the header bar: offline; sign in again, one an account; asked too often,
 * until when; metered.
 */
G_DECLARE_FINAL_TYPE (SimmerNotices, simmer_notices, SIMMER, NOTICES, GtkWidget)

GtkWidget *simmer_notices_new (SimmerTaskManager *manager);

void simmer_notices_update (SimmerNotices *self);
guint simmer_notices_get_n_revealed (SimmerNotices *self);

G_END_DECLS
