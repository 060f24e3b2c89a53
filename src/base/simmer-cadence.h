#pragma once

#include "simmer-estimator.h"
#include "simmer-wishes.h"

G_BEGIN_DECLS

/**
 * SimmerCadence:
 * @status: what is known of the task
 * @age: time since this attempt was submitted, at the last answer, µs
 * @running: time since the work on it began, at the last answer, µs; 0 if it has not or is unknown
 * @usual: (nullable): how long tasks like it take
 * @left: seconds from the last answer to the end by the reported progress; 0 if that says nothing
 * @left_deviation: standard deviation of @left
 * @queue_position: tasks before this one and itself, 1-based; 0 if unknown
 * @stalled: no change for longer than usual
 * @together: one request asks for this and for other tasks
 * @background: nobody is looking
 * @metered: the network costs money
 * @saver: the battery is to last
 * @eagerness: the person's choice
 * @minimum: smallest interval, µs; 0 if the person did not choose
 * @maximum: largest interval, µs; 0 if the person did not choose
 * @hint: what the service asked for in its last answer, µs; 0 if nothing
 *
 * All that decides when to ask next.
 */
typedef struct
{
  SimmerTaskStatus status;
  gint64 age;
  gint64 running;
  const SimmerUsual *usual;
  double left;
  double left_deviation;
  int queue_position;
  gboolean stalled;
  gboolean together;
  gboolean background;
  gboolean metered;
  gboolean saver;
  SimmerEagerness eagerness;
  gint64 minimum;
  gint64 maximum;
  gint64 hint;
} SimmerCadence;

gint64 simmer_cadence_get_interval (const SimmerCadence *cadence);
gint64 simmer_cadence_get_backoff (const SimmerCadence *cadence,
                                   guint failures,
                                   gint64 outage_age,
                                   double random);

G_END_DECLS
