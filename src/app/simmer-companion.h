#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_COMPANION (simmer_companion_get_type ())

/**
 * SimmerCompanion:
 *
 * Simmer beside its window: what the desktop shows of it, as far as the person wants that, and what
 * is done there. Emits "open" with an activation token (nullable) when the window is called, "lost"
 * when nothing shows a hidden Simmer any longer, and "refused" when the desktop keeps a wish off.
 */
G_DECLARE_FINAL_TYPE (SimmerCompanion, simmer_companion, SIMMER, COMPANION, GObject)

SimmerCompanion *simmer_companion_new (GtkApplication *application,
                                       SimmerTaskManager *manager,
                                       GSettings *settings);

void simmer_companion_ask_background_async (SimmerCompanion *self,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean simmer_companion_ask_background_finish (SimmerCompanion *self,
                                                 GAsyncResult *result,
                                                 GError **error);
gboolean simmer_companion_is_in_sight (SimmerCompanion *self);
gboolean simmer_companion_is_looked_at (void);
void simmer_companion_set_background (SimmerCompanion *self, gboolean background);
void simmer_companion_set_seen (SimmerCompanion *self);
void simmer_companion_stop (SimmerCompanion *self);

G_END_DECLS
