#pragma once

#include "simmer-clock.h"

G_BEGIN_DECLS

typedef void (*SimmerDaysFunc) (gpointer user_data);

/**
 * SimmerDays:
 *
 * Knows which day it is where the person is, and calls a function when it is another.
 */
typedef struct _SimmerDays SimmerDays;

SimmerDays *simmer_days_new (SimmerClock *clock, SimmerDaysFunc changed, gpointer user_data);
void simmer_days_free (SimmerDays *self);

guint simmer_days_ago (SimmerDays *self, gint64 wall);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerDays, simmer_days_free)

G_END_DECLS
