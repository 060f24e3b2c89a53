/* One generator a user: a lock, and beside it the file that says where to find who holds it. */

#define G_LOG_DOMAIN "Simmer-Instance"

#include "simmer-instance.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_BYTES 32
/* How long a predecessor that no longer serves may take to end. */
#define PATIENCE_US (3 * G_USEC_PER_SEC)
#define NAP_US      20000

struct _SimmerInstance
{
  int lock_fd;
  char *file; /* (owned) */
  gboolean announced;
};

/* @text: (transfer full): what could not be done */
static gboolean
set_io_error (GError **error, int code, char *text)
{
  g_set_error (
    error, G_IO_ERROR, (gint) g_io_error_from_errno (code), "%s: %s", text, g_strerror (code));
  g_free (text);
  return FALSE;
}

/* An open-file-description lock: it goes with the process, whatever way that ends. */
static gboolean
try_lock (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

/* A holder that has not announced itself is just starting or just ending: one of the two shows
 * soon. */
static gboolean
wait_for_lock (SimmerInstance *instance)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;

  while (!try_lock (instance->lock_fd))
    {
      if (g_file_test (instance->file, G_FILE_TEST_EXISTS) || g_get_monotonic_time () >= end)
        return FALSE;
      g_usleep (NAP_US);
    }

  return TRUE;
}

/**
 * simmer_instance_claim:
 * @dir: where the lock is; made if need be
 * @taken: (out): whether another generator serves this user
 * @error: (out): why nothing can be claimed
 *
 * Returns: (transfer full) (nullable): the claim; %NULL if @taken or on error
 */
SimmerInstance *
simmer_instance_claim (const char *dir, gboolean *taken, GError **error)
{
  g_autoptr (SimmerInstance) instance = g_new0 (SimmerInstance, 1);
  g_autofree char *lock = g_build_filename (dir, "generator.lock", NULL);

  *taken = FALSE;
  instance->file = g_build_filename (dir, "generator.json", NULL);
  instance->lock_fd = -1;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      set_io_error (error, errno, g_strdup_printf (_ ("The folder “%s” cannot be made"), dir));
      return NULL;
    }
  instance->lock_fd = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (instance->lock_fd < 0)
    {
      set_io_error (error, errno, g_strdup_printf (_ ("The lock “%s” cannot be opened"), lock));
      return NULL;
    }

  if (!wait_for_lock (instance))
    {
      *taken = TRUE;
      return NULL;
    }

  /* Left behind by one that was killed. */
  g_unlink (instance->file);
  return g_steal_pointer (&instance);
}

/**
 * simmer_instance_release:
 * @instance: (transfer full): a claim
 *
 * Withdraws what was announced and gives the lock back.
 */
void
simmer_instance_release (SimmerInstance *instance)
{
  simmer_instance_withdraw (instance);
  if (instance->lock_fd >= 0)
    close (instance->lock_fd);
  g_free (instance->file);
  g_free (instance);
}

/**
 * simmer_instance_make_token:
 * @error: (out): why there is no randomness
 *
 * Returns: (transfer full): 256 random bits, as 64 hexadecimal digits
 */
char *
simmer_instance_make_token (GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  GString *token;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    {
      set_io_error (error, errno, g_strdup (_ ("The system gives no random numbers")));
      return NULL;
    }

  token = g_string_sized_new (2 * TOKEN_BYTES);
  for (guint i = 0; i < TOKEN_BYTES; i++)
    g_string_append_printf (token, "%02x", bytes[i]);
  return g_string_free (token, FALSE);
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          text += n;
          length -= (gsize) n;
        }
    }

  return TRUE;
}

/**
 * simmer_instance_announce:
 * @instance: a claim
 * @port: where this generator listens
 * @token: what its clients must bring
 * @error: (out): why the file cannot be written
 *
 * Writes generator.json, readable for this user alone, whole or not at all.
 *
 * Returns: whether it is written
 */
gboolean
simmer_instance_announce (SimmerInstance *instance, guint port, const char *token, GError **error)
{
  g_autofree char *temporary = g_strconcat (instance->file, ".new", NULL);
  g_autofree char *text =
    g_strdup_printf ("{\"version\":1,\"port\":%u,\"token\":\"%s\",\"pid\":%d}\n",
                     port,
                     token != NULL ? token : "",
                     (int) getpid ());
  gboolean written;
  int fd, code;

  g_unlink (temporary);
  fd = g_open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return set_io_error (
      error, errno, g_strdup_printf (_ ("The file “%s” cannot be written"), temporary));

  written = write_all (fd, text, strlen (text));
  code = errno;
  close (fd);
  if (written && g_rename (temporary, instance->file) != 0)
    {
      code = errno;
      written = FALSE;
    }
  if (!written)
    {
      g_unlink (temporary);
      return set_io_error (
        error, code, g_strdup_printf (_ ("The file “%s” cannot be written"), instance->file));
    }

  instance->announced = TRUE;
  return TRUE;
}

/**
 * simmer_instance_withdraw:
 * @instance: a claim
 *
 * Removes generator.json: nobody new finds this generator from now on.
 */
void
simmer_instance_withdraw (SimmerInstance *instance)
{
  if (instance->announced)
    g_unlink (instance->file);
  instance->announced = FALSE;
}
