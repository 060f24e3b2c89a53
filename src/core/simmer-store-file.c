/* The store's files as files: their folder, a lock for those who change their form, setting a
 * damaged one aside, and the results that go with a task. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Held while the file is made, brought up to date or set aside, by one process at a time. */
#define LOCK_NAME SIMMER_STORE_FILE_NAME ".lock"

/* Stands where a damage was met in use: the next opening then looks at the whole file. */
#define SUSPECT_NAME SIMMER_STORE_FILE_NAME ".suspect"

/* No further down than a folder of results can sensibly be. */
#define MAX_DEPTH 8

/* What SQLite makes room for at a time in the log's index. */
#define LOG_INDEX_BYTES 32768

/**
 * simmer_store_file_set_error:
 * @error: return location
 * @path: what could not be written
 *
 * Tells what errno says, as a sentence for people.
 */
void
simmer_store_file_set_error (GError **error, const char *path)
{
  int code = errno;

  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (code),
               _ ("Simmer cannot write to “%s”: %s. Make that folder writable, then start Simmer "
                  "again."),
               path,
               g_strerror (code));
}

/**
 * simmer_store_file_lock:
 * @folder: the data folder, made if it is not there
 * @error: set on failure
 *
 * Waits until no other process is opening the store.
 *
 * Returns: the lock, or -1
 */
int
simmer_store_file_lock (const char *folder, GError **error)
{
  g_autofree char *lock_path = g_build_filename (folder, LOCK_NAME, NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      simmer_store_file_set_error (error, folder);
      return -1;
    }

  fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  while (fd >= 0 && fcntl (fd, F_OFD_SETLKW, &lock) != 0)
    {
      if (errno == EINTR)
        continue;
      simmer_store_file_set_error (error, folder);
      close (fd);
      return -1;
    }
  if (fd < 0)
    {
      simmer_store_file_set_error (error, folder);
      return -1;
    }

  return fd;
}

/**
 * simmer_store_file_unlock:
 * @lock: from simmer_store_file_lock()
 */
void
simmer_store_file_unlock (int lock)
{
  close (lock);
}

/**
 * simmer_store_file_make:
 * @folder: the data folder
 * @error: set on failure
 *
 * Makes an empty file if there is none, that nobody else can read: SQLite gives those beside it
 * the same mode.
 *
 * Returns: whether there is a file
 */
gboolean
simmer_store_file_make (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SIMMER_STORE_FILE_NAME, NULL);
  int fd = open (path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      simmer_store_file_set_error (error, path);
      return FALSE;
    }
  close (fd);

  return TRUE;
}

/**
 * simmer_store_file_is_suspect:
 * @folder: the data folder
 *
 * Returns: whether damage was met since the file was last looked at
 */
gboolean
simmer_store_file_is_suspect (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, SUSPECT_NAME, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * simmer_store_file_set_suspect:
 * @folder: the data folder
 * @suspect: whether the next opening is to look at the whole file
 */
void
simmer_store_file_set_suspect (const char *folder, gboolean suspect)
{
  g_autofree char *path = g_build_filename (folder, SUSPECT_NAME, NULL);
  int fd;

  if (!suspect)
    {
      g_unlink (path);
      return;
    }

  fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0)
    close (fd);
}

/**
 * simmer_store_file_set_aside:
 * @folder: the data folder
 * @error: set on failure
 *
 * Renames a damaged file and those that belong to it, so that nothing of it is lost.
 *
 * Returns: (transfer full) (nullable): its new path
 */
char *
simmer_store_file_set_aside (const char *folder, GError **error)
{
  static const char *const tails[] = { "-wal", "-shm", "" };
  g_autofree char *path = g_build_filename (folder, SIMMER_STORE_FILE_NAME, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, date);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, date, i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *from = g_strconcat (path, tails[i], NULL);
      g_autofree char *to = g_strconcat (aside, tails[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          simmer_store_file_set_error (error, folder);
          return NULL;
        }
    }
  simmer_store_file_set_suspect (folder, FALSE);

  return g_steal_pointer (&aside);
}

/* Follows no link: what is linked to is not ours. */
static void
remove_tree (const char *path, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (depth < MAX_DEPTH && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child, depth + 1);
    }
  g_remove (path);
}

/**
 * simmer_store_file_remove_results:
 * @folder: the data folder
 * @task_id: the id of a task that is gone for good
 *
 * Removes the copies of its results that were kept in the data folder.
 */
void
simmer_store_file_remove_results (const char *folder, const char *task_id)
{
  g_autofree char *path = NULL;

  if (*task_id == '\0' || *task_id == '.' || strchr (task_id, G_DIR_SEPARATOR) != NULL)
    return;

  path = g_build_filename (folder, "results", task_id, NULL);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    remove_tree (path, 0);
}

/**
 * simmer_store_file_is_disk_full:
 * @folder: the data folder
 *
 * SQLite calls a disk full where a write fails; making room in the log's index, which even the
 * first reader does, fails there as any other trouble of the disk.
 *
 * Returns: whether there is no room left for that
 */
gboolean
simmer_store_file_is_disk_full (const char *folder)
{
  struct statvfs disk;

  return statvfs (folder, &disk) == 0 && disk.f_bavail * disk.f_frsize < LOG_INDEX_BYTES;
}
