/* Who follows tasks, told by a lock.
 *
 * Open-file-description locks (Linux fcntl(2)) belong to the open file and not to the process: two
 * followers in one process see each other, and the kernel drops the lock at the last close, also
 * when the process is killed. One that is stopped keeps its lock, but not its pulse. */

#define G_LOG_DOMAIN "Simmer-Follower"

#include "config.h"

#include "simmer-follower.h"

#include "simmer-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "followers"

/* A file bears this until it is locked, so that nobody takes it for that of a dead follower. */
#define UNLOCKED_PREFIX "."

/* What is still unlocked after this long was left behind by a process that died in between. */
#define UNLOCKED_LIMIT 60

struct _SimmerFollower
{
  char *id;   /* (owned) */
  char *path; /* (owned) */
  int fd;
};

/* An id becomes a file name, and may come from a file that others wrote. */
static gboolean
id_is_good (const char *id)
{
  gsize length = 0;

  if (id == NULL)
    return FALSE;
  for (; id[length] != '\0'; length++)
    if (!g_ascii_isalnum (id[length]) && id[length] != '-')
      return FALSE;

  return length > 0 && length < 64;
}

static gboolean
take_lock (SimmerFollower *self, const char *folder, GError **error)
{
  g_autofree char *name = g_strconcat (UNLOCKED_PREFIX, self->id, NULL);
  g_autofree char *unlocked = g_build_filename (folder, name, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  self->fd = open (unlocked, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0)
    {
      simmer_store_file_set_error (error, folder);
      return FALSE;
    }
  if (fcntl (self->fd, F_OFD_SETLK, &lock) != 0 || g_rename (unlocked, self->path) != 0)
    {
      simmer_store_file_set_error (error, folder);
      g_unlink (unlocked);
      return FALSE;
    }

  return TRUE;
}

static int
open_file (const char *path)
{
  return open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

/* Where the question itself fails, nobody's task is taken away. */
static gboolean
is_locked (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

static gboolean
file_is_locked (const char *path)
{
  gboolean locked;
  int fd = open_file (path);

  if (fd < 0)
    return errno != ENOENT;
  locked = is_locked (fd);
  close (fd);

  return locked;
}

/**
 * simmer_follower_new:
 * @folder: the data folder
 * @error: set on failure
 *
 * Makes a file for a new follower and locks it.
 *
 * Returns: (transfer full) (nullable): a follower that is alive from now on
 */
SimmerFollower *
simmer_follower_new (const char *folder, GError **error)
{
  g_autoptr (SimmerFollower) self = g_new0 (SimmerFollower, 1);
  g_autofree char *own = simmer_follower_dup_folder (folder);

  self->fd = -1;
  self->id = g_uuid_string_random ();
  self->path = g_build_filename (own, self->id, NULL);
  if (g_mkdir_with_parents (own, 0700) != 0)
    {
      simmer_store_file_set_error (error, own);
      return NULL;
    }
  if (!take_lock (self, own, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * simmer_follower_free:
 * @self: (transfer full): a follower
 *
 * Removes its file; from now on it counts as gone.
 */
void
simmer_follower_free (SimmerFollower *self)
{
  if (self->fd >= 0)
    {
      g_unlink (self->path);
      close (self->fd);
    }
  g_free (self->path);
  g_free (self->id);
  g_free (self);
}

/**
 * simmer_follower_get_id:
 * @self: a follower
 *
 * Returns: (transfer none): its id
 */
const char *
simmer_follower_get_id (SimmerFollower *self)
{
  return self->id;
}

/**
 * simmer_follower_show:
 * @self: a follower
 * @pulse: whether it goes on
 *
 * Others see @pulse from now on.
 */
void
simmer_follower_show (SimmerFollower *self, SimmerPulse *pulse)
{
  simmer_pulse_show (pulse, self->fd);
}

/**
 * simmer_follower_dup_folder:
 * @folder: the data folder
 *
 * Returns: (transfer full): where the locks of its followers are
 */
char *
simmer_follower_dup_folder (const char *folder)
{
  return g_build_filename (folder, FOLDER, NULL);
}

/* Whether somebody holds the lock; removes the file that a dead one left behind. */
static gboolean
is_alive (const char *folder, const char *id)
{
  g_autofree char *path = NULL;

  if (!id_is_good (id))
    return FALSE;

  path = g_build_filename (folder, FOLDER, id, NULL);
  if (file_is_locked (path))
    return TRUE;
  if (g_unlink (path) == 0)
    g_debug ("%s is gone", id);

  return FALSE;
}

/**
 * simmer_follower_get_limit:
 * @folder: the data folder
 * @id: (nullable): the id of some follower
 *
 * Removes the file that a dead one left behind.
 *
 * Returns: until when @id counts as alive, as far as is known now: monotonic time, 0 if it is dead
 */
gint64
simmer_follower_get_limit (const char *folder, const char *id)
{
  g_autofree char *path = NULL;
  gint64 limit;
  int fd;

  if (!is_alive (folder, id))
    return 0;

  path = g_build_filename (folder, FOLDER, id, NULL);
  fd = open_file (path);
  if (fd < 0)
    return G_MAXINT64;
  limit = simmer_pulse_get_limit (fd);
  close (fd);

  return limit;
}

/**
 * simmer_follower_end:
 * @folder: the data folder
 * @id: (nullable): the id of some follower
 * @now: monotonic time
 *
 * To be called while nobody else can write to the store, before anything is taken from @id: if it
 * goes on later, it finds out.
 *
 * Returns: whether it is dead or stands still, and what it holds may be taken
 */
gboolean
simmer_follower_end (const char *folder, const char *id, gint64 now)
{
  g_autofree char *path = NULL;
  gboolean ended;
  int fd;

  if (!is_alive (folder, id))
    return TRUE;

  path = g_build_filename (folder, FOLDER, id, NULL);
  fd = open_file (path);
  if (fd < 0)
    return FALSE;
  ended = simmer_pulse_end (fd, now);
  close (fd);

  return ended;
}

/**
 * simmer_follower_sweep:
 * @folder: the data folder
 *
 * Removes what dead followers left behind.
 */
void
simmer_follower_sweep (const char *folder)
{
  g_autofree char *own = simmer_follower_dup_folder (folder);
  g_autoptr (GDir) dir = g_dir_open (own, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (own, name, NULL);
      GStatBuf status;

      if (!g_str_has_prefix (name, UNLOCKED_PREFIX))
        is_alive (folder, name);
      else if (g_stat (path, &status) == 0 &&
               status.st_mtime + UNLOCKED_LIMIT < g_get_real_time () / G_USEC_PER_SEC &&
               !file_is_locked (path))
        g_unlink (path);
    }
}
