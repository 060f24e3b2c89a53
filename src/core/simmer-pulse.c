/* Whether a process goes on, told by a time in a file that it has mapped, so that a beat is neither
 * a system call nor news to those who watch the folder.
 *
 * Whoever takes something from a process that stands still first puts a mark in place of its time,
 * by comparing and exchanging: either the beat came first, or the mark is found by the next beat.
 */

#define G_LOG_DOMAIN "Simmer-Follower"

#include "config.h"

#include "simmer-pulse.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* In place of a time: it holds nothing, or shows nothing; something was taken from it. */
#define RESTING 0
#define ENDED   (-1)

/* It counts itself as late sooner than others do: it is still asking whose its tasks are when they
 * begin to take them. */
#define LATE (2 * SIMMER_PULSE_INTERVAL)

struct _SimmerPulse
{
  gint64 *beat; /* mapped, of the file while it is shown; atomic */
  guint lapses; /* atomic: how often it came late */
  guint settled;
  gboolean told;
};

typedef struct
{
  GSource parent;
  SimmerPulse *pulse; /* (unowned) */
} PulseSource;

/* Over what is mapped there already, so that who looks meanwhile finds something. */
static void
map_over (SimmerPulse *self, int flags, int fd)
{
  if (mmap (self->beat,
            sizeof *self->beat,
            PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_FIXED | flags,
            fd,
            0) == MAP_FAILED)
    g_error ("cannot map a page");
}

/**
 * simmer_pulse_new:
 *
 * Returns: (transfer full): a pulse that rests, and that nobody else sees
 */
SimmerPulse *
simmer_pulse_new (void)
{
  SimmerPulse *self = g_new0 (SimmerPulse, 1);

  self->beat =
    mmap (NULL, sizeof *self->beat, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (self->beat == MAP_FAILED)
    g_error ("cannot map a page");

  return self;
}

/**
 * simmer_pulse_free:
 * @self: (transfer full): a pulse
 */
void
simmer_pulse_free (SimmerPulse *self)
{
  munmap (self->beat, sizeof *self->beat);
  g_free (self);
}

/**
 * simmer_pulse_show:
 * @self: a pulse
 * @fd: an empty file, to read and write
 *
 * Others see it in that file from now on. Where the disk has no room for it they do not, and this
 * process keeps what it holds for as long as it lives.
 */
void
simmer_pulse_show (SimmerPulse *self, int fd)
{
  if (posix_fallocate (fd, 0, sizeof *self->beat) == 0)
    map_over (self, 0, fd);
}

/**
 * simmer_pulse_hide:
 * @self: a pulse
 */
void
simmer_pulse_hide (SimmerPulse *self)
{
  map_over (self, MAP_ANONYMOUS, -1);
}

static gboolean
is_late (gint64 beat, gint64 now)
{
  return beat == ENDED || (beat > 0 && now - beat > LATE);
}

/**
 * simmer_pulse_is_late:
 * @self: a pulse
 * @now: monotonic time
 *
 * Returns: whether the next beat would come late, or something was taken
 */
gboolean
simmer_pulse_is_late (SimmerPulse *self, gint64 now)
{
  return is_late (__atomic_load_n (self->beat, __ATOMIC_SEQ_CST), now);
}

/**
 * simmer_pulse_beat:
 * @self: a pulse
 * @now: monotonic time
 *
 * Returns: whether this comes late: others may have taken what this process held
 */
gboolean
simmer_pulse_beat (SimmerPulse *self, gint64 now)
{
  gboolean late = simmer_pulse_is_late (self, now);
  gint64 before;

  /* Counted first: who finds the new time finds that, too. */
  if (late)
    __atomic_add_fetch (&self->lapses, 1, __ATOMIC_SEQ_CST);
  before = __atomic_exchange_n (self->beat, now, __ATOMIC_SEQ_CST);
  if (late || !is_late (before, now))
    return late;
  __atomic_add_fetch (&self->lapses, 1, __ATOMIC_SEQ_CST);

  return TRUE;
}

/**
 * simmer_pulse_rest:
 * @self: a pulse
 *
 * This process holds nothing: nobody need see whether it goes on.
 */
void
simmer_pulse_rest (SimmerPulse *self)
{
  __atomic_store_n (self->beat, RESTING, __ATOMIC_SEQ_CST);
}

/**
 * simmer_pulse_get_lapses:
 * @self: a pulse
 *
 * Returns: how many beats came late
 */
guint
simmer_pulse_get_lapses (SimmerPulse *self)
{
  return __atomic_load_n (&self->lapses, __ATOMIC_SEQ_CST);
}

/**
 * simmer_pulse_has_lapsed:
 * @self: a pulse
 * @now: monotonic time
 *
 * Returns: whether a beat came late or is late, which is not settled yet
 */
gboolean
simmer_pulse_has_lapsed (SimmerPulse *self, gint64 now)
{
  return simmer_pulse_is_late (self, now) || simmer_pulse_get_lapses (self) != self->settled;
}

/**
 * simmer_pulse_settle:
 * @self: a pulse
 * @lapses: how many beats had come late when it was asked what this process still holds
 */
void
simmer_pulse_settle (SimmerPulse *self, guint lapses)
{
  self->settled = lapses;
  self->told = FALSE;
}

static gboolean
source_prepare (GSource *source, int *timeout)
{
  SimmerPulse *self = ((PulseSource *) source)->pulse;

  *timeout = -1;

  return !self->told && simmer_pulse_has_lapsed (self, g_source_get_time (source));
}

static gboolean
source_check (GSource *source)
{
  int timeout;

  return source_prepare (source, &timeout);
}

static gboolean
source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  ((PulseSource *) source)->pulse->told = TRUE;

  return callback (user_data);
}

static GSourceFuncs source_funcs = {
  source_prepare, source_check, source_dispatch, NULL, NULL, NULL
};

/**
 * simmer_pulse_source_new:
 * @self: a pulse, which outlives the source
 *
 * Looks whenever its main context wakes for something, and so costs nothing. It comes before what
 * that is, once until simmer_pulse_settle().
 *
 * Returns: (transfer full): a source that calls back when the pulse has lapsed
 */
GSource *
simmer_pulse_source_new (SimmerPulse *self)
{
  GSource *source = g_source_new (&source_funcs, sizeof (PulseSource));

  ((PulseSource *) source)->pulse = self;
  g_source_set_static_name (source, "[simmer] pulse");
  g_source_set_priority (source, 2 * G_PRIORITY_HIGH);

  return source;
}

/* --- Of others ------------------------------------------------------------------------------- */

/**
 * simmer_pulse_get_limit:
 * @fd: the file of another process, to read
 *
 * Returns: until when it counts as going on; %G_MAXINT64 where it does not tell
 */
gint64
simmer_pulse_get_limit (int fd)
{
  gint64 beat;

  if (pread (fd, &beat, sizeof beat, 0) != sizeof beat || beat == RESTING)
    return G_MAXINT64;

  return beat > 0 ? beat + SIMMER_PULSE_LIMIT : 0;
}

/**
 * simmer_pulse_end:
 * @fd: the file of another process, to read and write
 * @now: monotonic time
 *
 * Marks it, if it stands still, as one from which something is taken.
 *
 * Returns: whether it is one
 */
gboolean
simmer_pulse_end (int fd, gint64 now)
{
  gboolean ended;
  gint64 *beat;
  gint64 told;

  if (simmer_pulse_get_limit (fd) > now)
    return FALSE;
  beat = mmap (NULL, sizeof *beat, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (beat == MAP_FAILED)
    return FALSE;

  told = __atomic_load_n (beat, __ATOMIC_SEQ_CST);
  ended =
    told == ENDED ||
    (told > 0 && told + SIMMER_PULSE_LIMIT <= now &&
     __atomic_compare_exchange_n (beat, &told, ENDED, FALSE, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  munmap (beat, sizeof *beat);

  return ended;
}
