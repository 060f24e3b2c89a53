/* Sleeps until files of the store change or somebody calls, so that a store at rest wakes nobody.
 *
 * The kernel tells by inotify(7) of each write to the folders and of each file in them that is let
 * go, also by a process that is killed. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#define EVENTS (IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_TO)

struct _SimmerStoreWatch
{
  int notices; /* an inotify descriptor, or −1 */
  int call;    /* an eventfd */
};

/**
 * simmer_store_watch_new:
 *
 * Returns: (transfer full): a watch over nothing yet
 */
SimmerStoreWatch *
simmer_store_watch_new (void)
{
  SimmerStoreWatch *self = g_new0 (SimmerStoreWatch, 1);

  self->notices = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->notices < 0)
    g_debug ("files are not watched: %s", g_strerror (errno));
  self->call = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (self->call < 0)
    g_error ("cannot make an eventfd: %s", g_strerror (errno));

  return self;
}

/**
 * simmer_store_watch_free:
 * @self: (transfer full): a watch that no thread waits on
 */
void
simmer_store_watch_free (SimmerStoreWatch *self)
{
  if (self->notices >= 0)
    close (self->notices);
  close (self->call);
  g_free (self);
}

/**
 * simmer_store_watch_add:
 * @self: a watch
 * @folder: a folder; the folders in it are not watched with it
 *
 * Returns: whether its changes will be told from now on
 */
gboolean
simmer_store_watch_add (SimmerStoreWatch *self, const char *folder)
{
  if (self->notices < 0)
    return FALSE;
  if (inotify_add_watch (self->notices, folder, EVENTS | IN_ONLYDIR) >= 0)
    return TRUE;

  g_debug ("“%s” is not watched: %s", folder, g_strerror (errno));
  return FALSE;
}

static gboolean
drain (int descriptor)
{
  /* Room for at least one event with the longest name. */
  char bytes[16 * (sizeof (struct inotify_event) + NAME_MAX + 1)];
  gboolean any = FALSE;

  while (read (descriptor, bytes, sizeof bytes) > 0)
    any = TRUE;

  return any;
}

/**
 * simmer_store_watch_wait:
 * @self: a watch
 * @until: monotonic time in µs, or −1 for as long as nothing happens
 *
 * Blocks until a file changes, simmer_store_watch_wake() is called or @until has come.
 *
 * Returns: whether a file has changed
 */
gboolean
simmer_store_watch_wait (SimmerStoreWatch *self, gint64 until)
{
  GPollFD descriptors[] = {
    { .fd = self->call, .events = G_IO_IN },
    { .fd = self->notices, .events = G_IO_IN },
  };
  int timeout = -1;

  if (until >= 0)
    {
      gint64 left = MAX (until - g_get_monotonic_time (), 0);

      /* Rounded up: waking a little early would only mean to sleep once more. */
      timeout = (int) MIN ((left + 999) / 1000, G_MAXINT);
    }
  g_poll (descriptors, self->notices >= 0 ? 2 : 1, timeout);
  drain (self->call);

  return self->notices >= 0 && drain (self->notices);
}

/**
 * simmer_store_watch_wake:
 * @self: a watch
 *
 * Ends the wait that is or the next one. From any thread.
 */
void
simmer_store_watch_wake (SimmerStoreWatch *self)
{
  const guint64 one = 1;

  /* It fails only where so many calls are unheard that one more makes no difference. */
  if (write (self->call, &one, sizeof one) < 0)
    g_debug ("cannot wake the store: %s", g_strerror (errno));
}
