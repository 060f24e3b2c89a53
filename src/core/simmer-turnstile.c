/* A token bucket for each host that all processes share: one number each, in a small file that they
 * map, changed without locks. It outlasts them, so that a restart is no new burst.
 *
 * The number is the time at which the next request would go out if they came evenly (the generic
 * cell rate algorithm in its virtual scheduling form, ITU-T I.371): a request is let in while that
 * time is at most a burst ahead, and moves it on by one interval. It is boot time, which is the
 * same for all processes. */

#define G_LOG_DOMAIN "Simmer-Turnstile"

#include "simmer-turnstile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <gio/gio.h>

/* Hosts have places by their names' hashes. Two that meet in one are asked the slower, which does
 * no harm, and is unlikely for the few hosts that a person has. */
#define N_PLACES 512
#define SIZE     (N_PLACES * sizeof (gint64))

/* Orders go out without a token, but not so many. What is farther ahead is of an earlier boot. */
#define MOST_ORDERS 16

struct _SimmerTurnstile
{
  gint64 *places; /* mapped */
};

static SimmerTurnstile *
map (int fd, GError **error)
{
  SimmerTurnstile *self;
  void *places;
  int failure = posix_fallocate (fd, 0, SIZE);

  /* On a full disk a page that is not there yet would end the process at its first use. */
  if (failure == 0)
    {
      places = mmap (NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
      failure = places == MAP_FAILED ? errno : 0;
    }
  if (failure != 0)
    {
      g_set_error_literal (
        error, G_IO_ERROR, g_io_error_from_errno (failure), g_strerror (failure));
      return NULL;
    }

  self = g_new0 (SimmerTurnstile, 1);
  self->places = places;

  return self;
}

/**
 * simmer_turnstile_open:
 * @path: its file, which is made if need be
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the paces of all hosts
 */
SimmerTurnstile *
simmer_turnstile_open (const char *path, GError **error)
{
  SimmerTurnstile *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd == -1)
    {
      int failure = errno;

      g_set_error_literal (
        error, G_IO_ERROR, g_io_error_from_errno (failure), g_strerror (failure));
      return NULL;
    }
  self = map (fd, error);
  close (fd);

  return self;
}

/**
 * simmer_turnstile_close:
 * @self: (transfer full): paces, of which nobody uses a place any more
 */
void
simmer_turnstile_close (SimmerTurnstile *self)
{
  munmap (self->places, SIZE);
  g_free (self);
}

/**
 * simmer_turnstile_get_place:
 * @self: paces
 * @host: a host's name
 *
 * Returns: (transfer none): where its pace is kept
 */
gint64 *
simmer_turnstile_get_place (SimmerTurnstile *self, const char *host)
{
  g_return_val_if_fail (self != NULL && host != NULL, NULL);

  return &self->places[g_str_hash (host) % N_PLACES];
}

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
 * @place: of a host
 * @rate: requests a second in the long run
 * @depth: most requests in one burst after a rest
 * @now: boot time, µs
 *
 * Returns: when the next request may go out, @now at the earliest
 */
gint64
simmer_turnstile_get_next (const gint64 *place, double rate, double depth, gint64 now)
{
  gint64 told = __atomic_load_n (place, __ATOMIC_RELAXED);
  gint64 scheduled = get_scheduled (told, rate, depth, now);

  return MAX (now, scheduled - (gint64) ((depth - 1) * get_interval (rate)));
}

/**
 * simmer_turnstile_take:
 * @place: of a host
 * @rate: requests a second in the long run
 * @depth: most requests in one burst after a rest
 * @now: boot time, µs
 *
 * Counts a request that goes out.
 */
void
simmer_turnstile_take (gint64 *place, double rate, double depth, gint64 now)
{
  gint64 told = __atomic_load_n (place, __ATOMIC_RELAXED);
  gint64 next;

  do
    next = get_scheduled (told, rate, depth, now) + (gint64) get_interval (rate);
  while (
    !__atomic_compare_exchange_n (place, &told, next, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}
