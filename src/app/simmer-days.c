#define G_LOG_DOMAIN "Simmer-Days"

#include "config.h"

#include "simmer-days.h"

struct _SimmerDays
{
  SimmerClock *clock;    /* (owned) */
  SimmerAlarm *midnight; /* (owned) */
  gint64 today;          /* wall time at which today began */
  gint64 yesterday;
  SimmerDaysFunc changed;
  gpointer user_data;
};

static gint64
to_wall (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* A day is not always 24 hours long: ask the calendar. */
static void
set_today (SimmerDays *self)
{
  gint64 wall = simmer_clock_get_wall (self->clock);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_local (g_date_time_get_year (now),
                                                       g_date_time_get_month (now),
                                                       g_date_time_get_day_of_month (now),
                                                       0,
                                                       0,
                                                       0);
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (today, -1);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (today, 1);

  self->today = to_wall (today);
  self->yesterday = to_wall (yesterday);
  simmer_alarm_set (
    self->midnight,
    simmer_clock_get_boot (self->clock) + MAX (to_wall (tomorrow) - wall, G_USEC_PER_SEC));
}

static void
midnight_cb (gpointer user_data)
{
  SimmerDays *self = user_data;
  gint64 before = self->today;

  set_today (self);
  g_debug ("it is another day: %s", self->today != before ? "yes" : "not yet");
  if (self->today != before)
    self->changed (self->user_data);
}

/**
 * simmer_days_new:
 * @clock: the time
 * @changed: called at midnight
 * @user_data: for @changed
 *
 * Returns: (transfer full): the days from now on
 */
SimmerDays *
simmer_days_new (SimmerClock *clock, SimmerDaysFunc changed, gpointer user_data)
{
  SimmerDays *self = g_new0 (SimmerDays, 1);

  self->clock = g_object_ref (clock);
  self->changed = changed;
  self->user_data = user_data;
  self->midnight = simmer_alarm_new (clock, midnight_cb, self);
  set_today (self);

  return self;
}

void
simmer_days_free (SimmerDays *self)
{
  simmer_alarm_free (self->midnight);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * simmer_days_ago:
 * @self: days
 * @wall: wall time, µs since 1970
 *
 * Returns: 0 for today and what is yet to come, 1 for yesterday, 2 for all before
 */
guint
simmer_days_ago (SimmerDays *self, gint64 wall)
{
  if (wall >= self->today)
    return 0;

  return wall >= self->yesterday ? 1 : 2;
}
