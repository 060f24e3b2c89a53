#pragma once

#include <gio/gio.h>

#include "simmer-clock.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_BACKGROUND_STATUS (simmer_background_status_get_type ())

/**
 * SimmerBackgroundStatus:
 *
 * The sentence beside Simmer in the desktop's list of programs without a window, through the
 * portal. Only a sandboxed program has one there.
 */
G_DECLARE_FINAL_TYPE (SimmerBackgroundStatus,
                      simmer_background_status,
                      SIMMER,
                      BACKGROUND_STATUS,
                      GObject)

SimmerBackgroundStatus *simmer_background_status_new (GDBusConnection *connection,
                                                      SimmerClock *clock);

void simmer_background_status_set (SimmerBackgroundStatus *self, const char *text);

G_END_DECLS
