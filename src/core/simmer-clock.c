/* Real or fake time, and alarms that ring by it. */

#include "simmer-clock.h"

#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define FAKE_SEED 20221103

struct _SimmerClock
{
  GObject parent;

  gboolean fake;
  gint64 boot;       /* fake: µs */
  gint64 wall;       /* fake: µs since 1970 */
  GRand *random;     /* (owned) (nullable): fake: seeded */
  GPtrArray *alarms; /* (owned) (nullable): fake: those that are set, unowned */
  guint64 serial;    /* fake: orders alarms of one time by when they were set */
};

/* GSources run on CLOCK_MONOTONIC, which stands still while the machine sleeps. So a real alarm
 * waits on a timer of CLOCK_BOOTTIME, which is due at once on resume. A fake alarm's source only
 * serves alarms that are set to a time that has already come. */
struct _SimmerAlarm
{
  SimmerClock *clock; /* (owned) */
  SimmerAlarmFunc func;
  gpointer user_data;
  GSource *source; /* (owned) */
  int fd;          /* -1 if fake or if the system has no more timers */
  gint64 due;      /* -1 if unset */
  guint64 serial;
};

typedef struct
{
  GSource parent;
  SimmerAlarm *alarm;
} AlarmSource;

G_DEFINE_FINAL_TYPE (SimmerClock, simmer_clock, G_TYPE_OBJECT)

static gint64
read_time (clockid_t id)
{
  struct timespec time;

  clock_gettime (id, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
alarm_disarm (SimmerAlarm *self)
{
  struct itimerspec never = { 0 };

  if (self->fd != -1)
    timerfd_settime (self->fd, 0, &never, NULL);
  g_source_set_ready_time (self->source, -1);
  if (self->clock->fake && self->due != -1)
    g_ptr_array_remove_fast (self->clock->alarms, self);
  self->due = -1;
}

static void
alarm_arm_real (SimmerAlarm *self)
{
  struct itimerspec once = { 0 };
  gint64 due = MAX (self->due, 1);

  /* A time of all zeroes would disarm; one that has passed rings at once. */
  once.it_value.tv_sec = due / G_USEC_PER_SEC;
  once.it_value.tv_nsec = due % G_USEC_PER_SEC * 1000;
  if (self->fd != -1 && timerfd_settime (self->fd, TFD_TIMER_ABSTIME, &once, NULL) == 0)
    return;

  g_source_set_ready_time (
    self->source,
    g_get_monotonic_time () + MAX (0, self->due - simmer_clock_get_boot (self->clock)));
}

static gboolean
alarm_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SimmerAlarm *self = ((AlarmSource *) source)->alarm;

  if (self->due == -1 || self->due > simmer_clock_get_boot (self->clock))
    {
      if (self->due != -1 && !self->clock->fake)
        alarm_arm_real (self);
      return G_SOURCE_CONTINUE;
    }

  alarm_disarm (self);
  self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = { NULL, NULL, alarm_dispatch, NULL, NULL, NULL };

static SimmerAlarm *
find_earliest (SimmerClock *self)
{
  SimmerAlarm *earliest = NULL;

  for (guint i = 0; i < self->alarms->len; i++)
    {
      SimmerAlarm *alarm = g_ptr_array_index (self->alarms, i);

      if (earliest == NULL || alarm->due < earliest->due ||
          (alarm->due == earliest->due && alarm->serial < earliest->serial))
        earliest = alarm;
    }

  return earliest;
}

static void
simmer_clock_finalize (GObject *object)
{
  SimmerClock *self = SIMMER_CLOCK (object);

  g_clear_pointer (&self->random, g_rand_free);
  g_clear_pointer (&self->alarms, g_ptr_array_unref);

  G_OBJECT_CLASS (simmer_clock_parent_class)->finalize (object);
}

static void
simmer_clock_class_init (SimmerClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_clock_finalize;
}

static void
simmer_clock_init (SimmerClock *self)
{
}

/**
 * simmer_clock_new:
 *
 * Returns: (transfer full): a clock that tells the machine's time
 */
SimmerClock *
simmer_clock_new (void)
{
  return g_object_new (SIMMER_TYPE_CLOCK, NULL);
}

/**
 * simmer_clock_new_fake:
 * @wall: wall time to start at, µs since 1970
 *
 * A clock that moves only by simmer_clock_advance(), so that hours pass in milliseconds and
 * chance is the same in each run.
 *
 * Returns: (transfer full): a fake clock
 */
SimmerClock *
simmer_clock_new_fake (gint64 wall)
{
  SimmerClock *self = g_object_new (SIMMER_TYPE_CLOCK, NULL);

  self->fake = TRUE;
  self->boot = G_USEC_PER_SEC;
  self->wall = wall;
  self->random = g_rand_new_with_seed (FAKE_SEED);
  self->alarms = g_ptr_array_new ();

  return self;
}

/**
 * simmer_clock_get_boot:
 * @self: a clock
 *
 * Returns: µs since the machine started, sleep included; never runs backwards
 */
gint64
simmer_clock_get_boot (SimmerClock *self)
{
  g_return_val_if_fail (SIMMER_IS_CLOCK (self), 0);

  return self->fake ? self->boot : read_time (CLOCK_BOOTTIME);
}

/**
 * simmer_clock_get_wall:
 * @self: a clock
 *
 * Returns: µs since 1970
 */
gint64
simmer_clock_get_wall (SimmerClock *self)
{
  g_return_val_if_fail (SIMMER_IS_CLOCK (self), 0);

  return self->fake ? self->wall : read_time (CLOCK_REALTIME);
}

/**
 * simmer_clock_get_random:
 * @self: a clock
 *
 * Returns: a number from 0 to below 1 by chance; a fake clock's sequence is always the same
 */
double
simmer_clock_get_random (SimmerClock *self)
{
  g_return_val_if_fail (SIMMER_IS_CLOCK (self), 0);

  return self->fake ? g_rand_double (self->random) : g_random_double ();
}

/**
 * simmer_clock_advance:
 * @self: a fake clock
 * @usec: how far, 0 or more
 *
 * Moves on and rings the alarms that become due, in order of time and each at its time; so an
 * alarm that is set while another rings is honoured too.
 */
void
simmer_clock_advance (SimmerClock *self, gint64 usec)
{
  g_autoptr (SimmerClock) keep = NULL;
  gint64 target;

  g_return_if_fail (SIMMER_IS_CLOCK (self) && self->fake && usec >= 0);

  keep = g_object_ref (self);
  target = self->boot + usec;
  for (SimmerAlarm *alarm = find_earliest (self); alarm != NULL && alarm->due <= target;
       alarm = find_earliest (self))
    {
      gint64 step = MAX (0, alarm->due - self->boot);

      self->boot += step;
      self->wall += step;
      alarm_disarm (alarm);
      alarm->func (alarm->user_data);
    }

  self->wall += MAX (0, target - self->boot);
  self->boot = MAX (target, self->boot);
}

/**
 * simmer_clock_sleep:
 * @self: a fake clock
 * @usec: for how long, 0 or more
 *
 * The machine sleeps: nothing rings meanwhile. What has become due rings once the clock moves on,
 * be it by nothing.
 */
void
simmer_clock_sleep (SimmerClock *self, gint64 usec)
{
  g_return_if_fail (SIMMER_IS_CLOCK (self) && self->fake && usec >= 0);

  self->boot += usec;
  self->wall += usec;
}

/**
 * simmer_clock_get_next:
 * @self: a fake clock
 *
 * Returns: boot time of the earliest alarm, or -1 if none is set
 */
gint64
simmer_clock_get_next (SimmerClock *self)
{
  SimmerAlarm *alarm;

  g_return_val_if_fail (SIMMER_IS_CLOCK (self) && self->fake, -1);

  alarm = find_earliest (self);
  return alarm != NULL ? alarm->due : -1;
}

/**
 * simmer_alarm_new:
 * @clock: the clock to ring by
 * @func: what to call; it may set or free the alarm
 * @user_data: for @func
 *
 * The alarm belongs to the thread-default main context of its maker and is not set yet.
 *
 * Returns: (transfer full): an alarm
 */
SimmerAlarm *
simmer_alarm_new (SimmerClock *clock, SimmerAlarmFunc func, gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  SimmerAlarm *self;

  g_return_val_if_fail (SIMMER_IS_CLOCK (clock) && func != NULL, NULL);

  self = g_new0 (SimmerAlarm, 1);
  self->clock = g_object_ref (clock);
  self->func = func;
  self->user_data = user_data;
  self->due = -1;
  self->fd = clock->fake ? -1 : timerfd_create (CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  self->source = g_source_new (&alarm_funcs, sizeof (AlarmSource));
  ((AlarmSource *) self->source)->alarm = self;
  g_source_set_static_name (self->source, "[simmer] alarm");
  if (self->fd != -1)
    g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

/**
 * simmer_alarm_set:
 * @self: an alarm
 * @boot: when to ring; a time that has passed rings in the next turn of the main loop
 *
 * Rings once. An earlier setting is forgotten.
 */
void
simmer_alarm_set (SimmerAlarm *self, gint64 boot)
{
  g_return_if_fail (self != NULL && boot >= 0);

  if (self->due == boot)
    return;

  alarm_disarm (self);
  self->due = boot;
  if (!self->clock->fake)
    {
      alarm_arm_real (self);
      return;
    }

  self->serial = self->clock->serial++;
  g_ptr_array_add (self->clock->alarms, self);
  if (boot <= self->clock->boot)
    g_source_set_ready_time (self->source, 0);
}

/**
 * simmer_alarm_unset:
 * @self: an alarm
 */
void
simmer_alarm_unset (SimmerAlarm *self)
{
  g_return_if_fail (self != NULL);

  if (self->due != -1)
    alarm_disarm (self);
}

/**
 * simmer_alarm_get:
 * @self: an alarm
 *
 * Returns: boot time at which it will ring, or -1 if it is not set
 */
gint64
simmer_alarm_get (SimmerAlarm *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->due;
}

/**
 * simmer_alarm_free:
 * @self: (transfer full): an alarm, which will not ring any more
 */
void
simmer_alarm_free (SimmerAlarm *self)
{
  g_return_if_fail (self != NULL);

  alarm_disarm (self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  if (self->fd != -1)
    close (self->fd);
  g_object_unref (self->clock);
  g_free (self);
}
