#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SIMMER_PULSE_INTERVAL:
 *
 * How often a process that holds something says that it goes on, µs.
 */
#define SIMMER_PULSE_INTERVAL (10 * G_TIME_SPAN_SECOND)

/**
 * SIMMER_PULSE_LIMIT:
 *
 * After this long without a beat others may take what it holds, µs.
 */
#define SIMMER_PULSE_LIMIT (30 * G_TIME_SPAN_SECOND)

/**
 * SimmerPulse:
 *
 * What tells a process that goes on from one that was stopped: a time that it renews in a file for
 * as long as it holds anything. One thread beats; any may ask. All times are monotonic, in which
 * the machine's sleep does not count.
 */
typedef struct _SimmerPulse SimmerPulse;

SimmerPulse *simmer_pulse_new (void);
void simmer_pulse_free (SimmerPulse *self);
void simmer_pulse_show (SimmerPulse *self, int fd);
void simmer_pulse_hide (SimmerPulse *self);

gboolean simmer_pulse_is_late (SimmerPulse *self, gint64 now);
gboolean simmer_pulse_beat (SimmerPulse *self, gint64 now);
void simmer_pulse_rest (SimmerPulse *self);
guint simmer_pulse_get_lapses (SimmerPulse *self);

GSource *simmer_pulse_source_new (SimmerPulse *self);
gboolean simmer_pulse_has_lapsed (SimmerPulse *self, gint64 now);
void simmer_pulse_settle (SimmerPulse *self, guint lapses);

gint64 simmer_pulse_get_limit (int fd);
gboolean simmer_pulse_end (int fd, gint64 now);

G_END_DECLS
