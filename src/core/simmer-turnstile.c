/* What processes share of each host: a place in a small file that they all map, changed without
 * locks. It outlasts them, so that a restart is no new burst, and is void after a new start of the
 * machine, since its times are boot times.
 *
 * The pace is the time at which the next request would go out if they came evenly (the generic
 * cell rate algorithm in its virtual scheduling form, ITU-T I.371): a request is let in while that
 * time is at most a burst ahead, and moves it on by one interval.
 *
 * Requests under way are counted by process. Each holds an open-file-description lock on a byte of
 * its own, which the system lets go when it dies; what it had under way then counts no more. */

#define G_LOG_DOMAIN "Simmer-Turnstile"

#include "simmer-turnstile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <gio/gio.h>

#define N_PLACES 256

/* Orders go out without a token, but not so many. What is farther ahead is of another clock. */
#define MOST_ORDERS 16

/* A process that is alive but does not go on, since it was stopped, keeps no host busy for longer
 * than the longest request takes. */
#define LONGEST_FLIGHT (150 * G_TIME_SPAN_SECOND)
#define COUNT_BITS     16

/* The lock of the file itself, and after it those of the processes. */
#define FILE_LOCK 0

typedef struct
{
  guint64 boot; /* of which start of the machine its times are */
  SimmerTurnstilePlace places[N_PLACES];
} Table;

struct _SimmerTurnstile
{
  int fd;
  Table *table; /* mapped */
  int process;  /* index; -1 if there are too many */
};

static guint64
hash (const char *text)
{
  guint64 value = G_GUINT64_CONSTANT (0xcbf29ce484222325); /* FNV-1a */

  for (; *text != '\0'; text++)
    value = (value ^ (guchar) *text) * G_GUINT64_CONSTANT (0x100000001b3);

  return MAX (value, 1);
}

static guint64
get_boot (void)
{
  g_autofree char *id = NULL;

  /* Where it is not told, times that cannot be are still passed over. */
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &id, NULL, NULL))
    return 1;

  return hash (id);
}

static int
lock (int fd, int command, short type, int what)
{
  struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = what, .l_len = 1 };
  int result;

  do
    result = fcntl (fd, command, &range);
  while (result != 0 && errno == EINTR);

  return command == F_OFD_GETLK && result == 0 ? range.l_type : result;
}

static void
become_process (SimmerTurnstile *self)
{
  self->process = -1;
  for (int i = 0; i < SIMMER_TURNSTILE_PROCESSES && self->process < 0; i++)
    if (lock (self->fd, F_OFD_SETLK, F_WRLCK, FILE_LOCK + 1 + i) == 0)
      self->process = i;
  if (self->process < 0)
    return;

  /* Who had the lock before may have died with requests under way. */
  for (guint i = 0; i < N_PLACES; i++)
    __atomic_store_n (&self->table->places[i].flights[self->process], 0, __ATOMIC_RELAXED);
}

static gboolean
map (SimmerTurnstile *self)
{
  void *table;
  int failure = posix_fallocate (self->fd, 0, sizeof (Table));

  /* On a full disk a page that is not there yet would end the process at its first use. */
  if (failure != 0)
    {
      errno = failure;
      return FALSE;
    }
  table = mmap (NULL, sizeof (Table), PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
  if (table == MAP_FAILED)
    return FALSE;
  self->table = table;

  lock (self->fd, F_OFD_SETLKW, F_WRLCK, FILE_LOCK);
  if (self->table->boot != get_boot ())
    {
      memset (self->table, 0, sizeof (Table));
      self->table->boot = get_boot ();
    }
  lock (self->fd, F_OFD_SETLK, F_UNLCK, FILE_LOCK);
  become_process (self);

  return TRUE;
}

/**
 * simmer_turnstile_open:
 * @path: its file, which is made if need be
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is known of all hosts
 */
SimmerTurnstile *
simmer_turnstile_open (const char *path, GError **error)
{
  SimmerTurnstile *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (SimmerTurnstile, 1);
  self->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->fd == -1 || !map (self))
    {
      int failure = errno;

      g_set_error_literal (
        error, G_IO_ERROR, g_io_error_from_errno (failure), g_strerror (failure));
      simmer_turnstile_close (self);
      return NULL;
    }

  return self;
}

/**
 * simmer_turnstile_close:
 * @self: (transfer full): a turnstile, of which nobody uses a place any more
 */
void
simmer_turnstile_close (SimmerTurnstile *self)
{
  if (self->table != NULL)
    munmap (self->table, sizeof (Table));
  if (self->fd != -1)
    close (self->fd);
  g_free (self);
}

/**
 * simmer_turnstile_get_place:
 * @self: a turnstile
 * @name: of a host, or of anything else that has a pace
 *
 * Where there are more names than places, which a person hardly has, some share one: the slower is
 * then that of all of them, which does no harm.
 *
 * Returns: (transfer none): its place
 */
SimmerTurnstilePlace *
simmer_turnstile_get_place (SimmerTurnstile *self, const char *name)
{
  guint64 wanted;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  wanted = hash (name);
  for (guint i = 0; i < N_PLACES; i++)
    {
      SimmerTurnstilePlace *place = &self->table->places[(wanted + i) % N_PLACES];
      guint64 found = 0;

      if (__atomic_compare_exchange_n (
            &place->name, &found, wanted, FALSE, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
          found == wanted)
        return place;
    }

  return &self->table->places[wanted % N_PLACES];
}

/* --- The pace -------------------------------------------------------------------------------- */

static double
get_interval (double rate)
{
  return G_USEC_PER_SEC / rate;
}

/* When the next one would go out if they came evenly: now, if that has passed. */
static gint64
get_scheduled (gint64 told, double rate, double depth, gint64 now)
{
  gboolean ahead = told > now + (gint64) ((depth + MOST_ORDERS) * get_interval (rate));

  return ahead ? now : MAX (told, now);
}

/**
 * simmer_turnstile_get_next:
 * @scheduled: a pace, in a place or elsewhere; 0 at first
 * @rate: requests a second in the long run
 * @depth: most requests in one burst after a rest
 * @now: boot time, µs
 *
 * Returns: when the next request may go out, @now at the earliest
 */
gint64
simmer_turnstile_get_next (const gint64 *scheduled, double rate, double depth, gint64 now)
{
  gint64 told = __atomic_load_n (scheduled, __ATOMIC_RELAXED);
  gint64 next = get_scheduled (told, rate, depth, now);

  return MAX (now, next - (gint64) ((depth - 1) * get_interval (rate)));
}

/**
 * simmer_turnstile_take:
 * @scheduled: a pace
 * @rate: requests a second in the long run
 * @depth: most requests in one burst after a rest
 * @now: boot time, µs
 *
 * Counts a request that goes out.
 */
void
simmer_turnstile_take (gint64 *scheduled, double rate, double depth, gint64 now)
{
  gint64 told = __atomic_load_n (scheduled, __ATOMIC_RELAXED);
  gint64 next;

  do
    next = get_scheduled (told, rate, depth, now) + (gint64) get_interval (rate);
  while (!__atomic_compare_exchange_n (
    scheduled, &told, next, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

/**
 * simmer_turnstile_raise:
 * @value: a time in a place
 * @least: what it is to be at least
 */
void
simmer_turnstile_raise (gint64 *value, gint64 least)
{
  gint64 told = __atomic_load_n (value, __ATOMIC_RELAXED);

  while (told < least && !__atomic_compare_exchange_n (
                           value, &told, least, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

/* --- What is under way ----------------------------------------------------------------------- */

/**
 * simmer_turnstile_set_flights:
 * @self: a turnstile
 * @place: of a host
 * @n: how many requests of this process are under way there
 * @now: boot time, µs
 */
void
simmer_turnstile_set_flights (SimmerTurnstile *self,
                              SimmerTurnstilePlace *place,
                              guint n,
                              gint64 now)
{
  guint64 flights = (guint64) now << COUNT_BITS | MIN (n, (1u << COUNT_BITS) - 1);

  if (self->process >= 0)
    __atomic_store_n (&place->flights[self->process], n > 0 ? flights : 0, __ATOMIC_RELAXED);
}

static gboolean
is_alive (SimmerTurnstile *self, int process)
{
  return lock (self->fd, F_OFD_GETLK, F_WRLCK, FILE_LOCK + 1 + process) != F_UNLCK;
}

/**
 * simmer_turnstile_count_others:
 * @self: a turnstile
 * @place: of a host
 * @now: boot time, µs
 *
 * Returns: how many requests of other processes are under way there
 */
guint
simmer_turnstile_count_others (SimmerTurnstile *self, const SimmerTurnstilePlace *place, gint64 now)
{
  guint n = 0;

  for (int i = 0; i < SIMMER_TURNSTILE_PROCESSES; i++)
    {
      guint64 flights = __atomic_load_n (&place->flights[i], __ATOMIC_RELAXED);
      gint64 since = (gint64) (flights >> COUNT_BITS);

      if (flights == 0 || i == self->process || now - since > LONGEST_FLIGHT)
        continue;
      if (is_alive (self, i))
        n += flights & ((1u << COUNT_BITS) - 1);
    }

  return n;
}
