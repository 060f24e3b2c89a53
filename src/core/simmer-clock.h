#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_CLOCK (simmer_clock_get_type ())

/**
 * SimmerClock:
 *
 * Real or fake time. Boot time counts on while the machine sleeps; wall time is what people read.
 */
G_DECLARE_FINAL_TYPE (SimmerClock, simmer_clock, SIMMER, CLOCK, GObject)

typedef void (*SimmerAlarmFunc) (gpointer user_data);

/**
 * SimmerAlarm:
 *
 * Calls a function in the main context when a clock reaches a time.
 */
typedef struct _SimmerAlarm SimmerAlarm;

SimmerClock *simmer_clock_new (void);
SimmerClock *simmer_clock_new_fake (gint64 wall);

gint64 simmer_clock_get_boot (SimmerClock *self);
gint64 simmer_clock_get_wall (SimmerClock *self);
double simmer_clock_get_random (SimmerClock *self);
void simmer_clock_advance (SimmerClock *self, gint64 usec);
void simmer_clock_sleep (SimmerClock *self, gint64 usec);
gint64 simmer_clock_get_next (SimmerClock *self);

SimmerAlarm *simmer_alarm_new (SimmerClock *clock, SimmerAlarmFunc func, gpointer user_data);
void simmer_alarm_set (SimmerAlarm *self, gint64 boot);
void simmer_alarm_unset (SimmerAlarm *self);
gint64 simmer_alarm_get (SimmerAlarm *self);
void simmer_alarm_free (SimmerAlarm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerAlarm, simmer_alarm_free)

G_END_DECLS
