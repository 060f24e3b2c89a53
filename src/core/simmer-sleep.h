#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_SLEEP (simmer_sleep_get_type ())

/**
 * SimmerSleep:
 *
 * Whether the machine sleeps or is about to, as logind tells. Where there is no logind it never
 * does. Delays nothing.
 */
G_DECLARE_FINAL_TYPE (SimmerSleep, simmer_sleep, SIMMER, SLEEP, GObject)

SimmerSleep *simmer_sleep_new (void);
gboolean simmer_sleep_get_asleep (SimmerSleep *self);

G_END_DECLS
