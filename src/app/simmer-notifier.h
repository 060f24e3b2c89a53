#pragma once

#include <gio/gio.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_NOTIFIER (simmer_notifier_get_type ())

/**
 * SimmerNotifier:
 *
 * Tells a person who does not look that tasks have ended: each on its own, those of a burst in one
 * notification that is replaced as it grows. Whoever looks takes all of it away.
 */
G_DECLARE_FINAL_TYPE (SimmerNotifier, simmer_notifier, SIMMER, NOTIFIER, GObject)

SimmerNotifier *simmer_notifier_new (GApplication *application, SimmerTaskManager *manager);

void simmer_notifier_set_seen (SimmerNotifier *self, gboolean seen);
gboolean simmer_notifier_flush (SimmerNotifier *self);
gboolean simmer_notifier_needs_listener (SimmerNotifier *self);
char *simmer_notifier_summarize (GPtrArray *ended);

G_END_DECLS
