#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_NOTIFIER (simmer_notifier_get_type ())

/**
 * SimmerNotifier:
 *
 * Tells a person who does not look that tasks have ended. What ends in a burst is told at once;
 * what is told later takes the place of what was told before, until somebody looks.
 */
G_DECLARE_FINAL_TYPE (SimmerNotifier, simmer_notifier, SIMMER, NOTIFIER, GObject)

SimmerNotifier *simmer_notifier_new (GApplication *application, SimmerTaskManager *manager);

void simmer_notifier_set_seen (SimmerNotifier *self, gboolean seen);
void simmer_notifier_set_patient (SimmerNotifier *self, gboolean patient);
gboolean simmer_notifier_flush (SimmerNotifier *self);
char *simmer_notifier_summarize (GPtrArray *ended);

G_END_DECLS
