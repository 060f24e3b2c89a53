#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_COMPANION (simmer_companion_get_type ())

/**
 * SimmerCompanion:
 *
 * Simmer beside its window: what the desktop shows of it, as far as the person wants that, and what
 * is done there. Emits "open" with an activation token (nullable) when the window is called, and
 * "lost" when nothing shows a hidden Simmer any longer.
 */
G_DECLARE_FINAL_TYPE (SimmerCompanion, simmer_companion, SIMMER, COMPANION, GObject)

SimmerCompanion *simmer_companion_new (GtkApplication *application,
                                       SimmerTaskManager *manager,
                                       GSettings *settings);

gboolean simmer_companion_is_in_sight (SimmerCompanion *self);
gboolean simmer_companion_is_looked_at (void);
void simmer_companion_set_background (SimmerCompanion *self, gboolean background);
void simmer_companion_set_seen (SimmerCompanion *self);
void simmer_companion_stop (SimmerCompanion *self);

G_END_DECLS
