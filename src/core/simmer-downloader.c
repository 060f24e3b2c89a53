/* Results to files. A download goes to a part file beside its validator; after a break it is taken
 * up where it ended, if the service still has the same bytes. */

#define G_LOG_DOMAIN "Simmer-Downloader"

#include "config.h"

#include "simmer-downloader.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "simmer-media-type.h"

#define CHUNK (128 * 1024)
#define HEAD  512

struct _SimmerDownloader
{
  GObject parent_instance;
};

typedef struct
{
  /* Input */
  SimmerClient *client; /* (owned) */
  SimmerResult *result; /* (owned) */
  char *stem;           /* (owned) path without an extension */

  /* In progress */
  char *part;        /* (owned) */
  char *tag_path;    /* (owned) */
  char *tag;         /* (owned) (nullable) the validator of what is in the part file */
  goffset begun;     /* bytes that were there before */
  goffset had;       /* bytes that are there now */
  goffset expected;  /* bytes of the whole; -1 if not told */
  char *media_type;  /* (owned) (nullable) */
  guint8 head[HEAD]; /* the first bytes, to tell what it is */
  gsize n_head;
  GBytes *chunk;        /* (owned) (nullable) being written */
  GInputStream *stream; /* (owned) (nullable) */
  GOutputStream *file;  /* (owned) (nullable) */
} Fetch;

G_DEFINE_FINAL_TYPE (SimmerDownloader, simmer_downloader, G_TYPE_OBJECT)

static void ask (GTask *owned);
static void read_on (GTask *owned);

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->client);
  simmer_result_unref (fetch->result);
  g_free (fetch->stem);
  g_free (fetch->part);
  g_free (fetch->tag_path);
  g_free (fetch->tag);
  g_free (fetch->media_type);
  g_clear_pointer (&fetch->chunk, g_bytes_unref);
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->file);
  g_free (fetch);
}

/* What a file system said, for people. Of our own domain, so that nobody tries again in vain. */
static void
return_file_error (GTask *task, const GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *folder = g_path_get_dirname (fetch->part);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    g_task_return_new_error (task,
                             SIMMER_ERROR,
                             SIMMER_ERROR_SERVICE,
                             _ ("There is no room left on the disk for the result. Free some "
                                "space, then save it again."));
  else
    g_task_return_new_error (task,
                             SIMMER_ERROR,
                             SIMMER_ERROR_SERVICE,
                             _ ("The result cannot be written to “%s”: %s"),
                             folder,
                             error->message);
}

/* --- The end: on disk for good, under its name ----------------------------------------------- */

static gboolean
seal (const char *part, const char *path, GError **error)
{
  int fd = g_open (part, O_RDWR | O_CLOEXEC, 0);
  gboolean sealed = fd >= 0 && fsync (fd) == 0 && g_rename (part, path) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  if (!sealed)
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));

  return sealed;
}

static void
seal_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Fetch *fetch = task_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  path =
    g_strconcat (fetch->stem,
                 simmer_media_type_get_extension (fetch->media_type, fetch->head, fetch->n_head),
                 NULL);
  if (!seal (fetch->part, path, &error))
    {
      return_file_error (task, error);
      return;
    }
  g_unlink (fetch->tag_path);
  g_task_return_pointer (task, g_steal_pointer (&path), g_free);
}

/* Takes the reference to the task along, as do all steps. */
static void
finish (GTask *owned)
{
  g_autoptr (GTask) task = owned;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fetch->stream);
  if (!g_output_stream_close (fetch->file, NULL, &error))
    {
      return_file_error (task, error);
      return;
    }
  g_clear_object (&fetch->file);
  if (fetch->expected >= 0 && fetch->had != fetch->expected)
    {
      g_task_return_new_error (task,
                               SIMMER_ERROR,
                               SIMMER_ERROR_UNREACHABLE,
                               _ ("The connection to %s ended before the result was whole."),
                               simmer_client_get_host (fetch->client));
      return;
    }
  g_task_run_in_thread (task, seal_thread);
}

/* --- The way: a chunk in, a chunk out -------------------------------------------------------- */

static void
write_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    read_on (g_steal_pointer (&task));
  else
    return_file_error (task, error);
}

static void
keep_head (Fetch *fetch, const guint8 *data, gsize size)
{
  gsize n = MIN (size, HEAD - fetch->n_head);

  memcpy (fetch->head + fetch->n_head, data, n);
  fetch->n_head += n;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = NULL;
  gsize size;

  chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (chunk == NULL)
    {
      g_output_stream_close (fetch->file, NULL, NULL);
      g_task_return_error (task,
                           simmer_http_explain (simmer_client_get_host (fetch->client), error));
      return;
    }

  size = g_bytes_get_size (chunk);
  if (size == 0)
    {
      finish (g_steal_pointer (&task));
      return;
    }
  fetch->had += (goffset) size;
  keep_head (fetch, g_bytes_get_data (chunk, NULL), size);
  g_clear_pointer (&fetch->chunk, g_bytes_unref);
  fetch->chunk = g_bytes_ref (chunk);
  g_output_stream_write_all_async (fetch->file,
                                   g_bytes_get_data (chunk, NULL),
                                   size,
                                   G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task),
                                   write_cb,
                                   g_object_ref (task));
}

static void
read_on (GTask *owned)
{
  Fetch *fetch = g_task_get_task_data (owned);

  g_input_stream_read_bytes_async (
    fetch->stream, CHUNK, G_PRIORITY_DEFAULT, g_task_get_cancellable (owned), read_cb, owned);
}

/* --- The start ------------------------------------------------------------------------------- */

static void
forget_part (Fetch *fetch)
{
  g_unlink (fetch->part);
  g_unlink (fetch->tag_path);
  g_clear_pointer (&fetch->tag, g_free);
  fetch->begun = 0;
  fetch->n_head = 0;
}

static GError *
explain_status (Fetch *fetch, const SimmerHttpAnswer *answer)
{
  const char *host = simmer_client_get_host (fetch->client);

  switch (answer->status)
    {
    case 401:
    case 403:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_SIGN_IN,
                          _ ("%s does not hand out the result without signing in again."),
                          host);
    case 404:
    case 410:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_GONE,
                          _ ("%s no longer has the result; results are often kept for a short "
                             "time only."),
                          host);
    case 429:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_RATE_LIMITED,
                          _ ("%s was asked too often and wants a pause."),
                          host);
    default:
      return g_error_new (SIMMER_ERROR,
                          answer->status >= 500 ? SIMMER_ERROR_UNREACHABLE : SIMMER_ERROR_SERVICE,
                          _ ("%s did not hand out the result (HTTP status %u)."),
                          host,
                          answer->status);
    }
}

/* A weak validator does not vouch for bytes (RFC 9110, 8.8.1). */
static void
keep_tag (Fetch *fetch, const char *etag)
{
  g_clear_pointer (&fetch->tag, g_free);
  if (etag == NULL || g_str_has_prefix (etag, "W/"))
    g_unlink (fetch->tag_path);
  else if (g_file_set_contents (fetch->tag_path, etag, -1, NULL))
    fetch->tag = g_strdup (etag);
}

static gboolean
open_file (Fetch *fetch, gboolean append, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (fetch->part);
  GFileOutputStream *stream;

  stream = append ? g_file_append_to (file, G_FILE_CREATE_PRIVATE, NULL, error)
                  : g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  fetch->file = stream != NULL ? G_OUTPUT_STREAM (stream) : NULL;

  return stream != NULL;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (SimmerHttpAnswer) answer = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) file_error = NULL;
  GError *error = NULL;
  gboolean append;

  stream = simmer_client_open_finish (SIMMER_CLIENT (source), result, &answer, &error);
  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  append = answer->status == 206 && answer->range_start == fetch->begun && fetch->begun > 0;
  if (answer->status != 200 && !append)
    {
      /* The rest that was asked for is not to be had: begin anew, once. */
      if (fetch->begun > 0 && (answer->status == 416 || answer->status == 206))
        {
          forget_part (fetch);
          ask (g_steal_pointer (&task));
        }
      else
        g_task_return_error (task, explain_status (fetch, answer));
      return;
    }

  if (!append)
    {
      keep_tag (fetch, answer->etag);
      fetch->begun = 0;
      fetch->n_head = 0;
    }
  fetch->had = fetch->begun;
  fetch->expected = answer->length >= 0 ? fetch->begun + answer->length : -1;
  if (fetch->media_type == NULL)
    fetch->media_type = g_strdup (answer->content_type);
  if (!open_file (fetch, append, &file_error))
    {
      return_file_error (task, file_error);
      return;
    }
  fetch->stream = g_steal_pointer (&stream);
  read_on (g_steal_pointer (&task));
}

static void
ask (GTask *owned)
{
  Fetch *fetch = g_task_get_task_data (owned);

  simmer_client_open_async (fetch->client,
                            simmer_result_get_uri (fetch->result),
                            fetch->begun,
                            fetch->tag,
                            g_task_get_cancellable (owned),
                            opened_cb,
                            owned);
}

/* What an earlier try has left, if it can be told to be of the same bytes. */
static void
look_for_part (Fetch *fetch)
{
  g_autofree char *tag = NULL;
  GStatBuf status;
  int fd;

  if (!g_file_get_contents (fetch->tag_path, &tag, NULL, NULL) || *tag == '\0' ||
      g_stat (fetch->part, &status) != 0 || status.st_size <= 0)
    {
      forget_part (fetch);
      return;
    }

  fetch->tag = g_steal_pointer (&tag);
  fetch->begun = status.st_size;
  fd = g_open (fetch->part, O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      gssize n = read (fd, fetch->head, HEAD);

      fetch->n_head = n > 0 ? (gsize) n : 0;
      close (fd);
    }
}

/* A result that the service sent along with its answer. */
static void
write_inline (GTask *owned, GBytes *data)
{
  g_autoptr (GTask) task = owned;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  keep_head (fetch, bytes, size);
  if (!open_file (fetch, FALSE, &error))
    {
      return_file_error (task, error);
      return;
    }
  g_clear_pointer (&fetch->chunk, g_bytes_unref);
  fetch->chunk = g_bytes_ref (data);
  if (g_output_stream_write_all (fetch->file, bytes, size, NULL, NULL, &error))
    {
      fetch->had = (goffset) size;
      finish (g_steal_pointer (&task));
    }
  else
    return_file_error (task, error);
}

static void
simmer_downloader_class_init (SimmerDownloaderClass *klass)
{
}

static void
simmer_downloader_init (SimmerDownloader *self)
{
}

SimmerDownloader *
simmer_downloader_new (void)
{
  return g_object_new (SIMMER_TYPE_DOWNLOADER, NULL);
}

/**
 * simmer_downloader_fetch_async:
 * @self: a downloader
 * @client: whose credential goes to the account's own host, and nowhere else
 * @result: what to fetch, from its address, its inline bytes, or its data: address (RFC 2397)
 * @folder: where to; made, for this user alone, if need be
 * @stem: the file's name without an extension; a name of our own, never the network's
 * @cancellable: (nullable): a cancellable
 * @callback: called when the file is there, on disk
 * @user_data: for @callback
 *
 * Of any size. What a break has left is taken up again by the next call with the same names.
 */
void
simmer_downloader_fetch_async (SimmerDownloader *self,
                               SimmerClient *client,
                               SimmerResult *result,
                               const char *folder,
                               const char *stem,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);
  g_autoptr (GBytes) data = NULL;

  g_task_set_source_tag (task, simmer_downloader_fetch_async);
  fetch->client = g_object_ref (client);
  fetch->result = simmer_result_ref (result);
  fetch->stem = g_build_filename (folder, stem, NULL);
  fetch->part = g_strconcat (fetch->stem, ".part", NULL);
  fetch->tag_path = g_strconcat (fetch->stem, ".tag", NULL);
  fetch->media_type = g_strdup (simmer_result_get_media_type (result));
  fetch->expected = -1;
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;
      g_autoptr (GError) error =
        g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));

      return_file_error (task, error);
      return;
    }

  if (simmer_result_get_data (result) != NULL)
    data = g_bytes_ref (simmer_result_get_data (result));
  else if (simmer_result_get_uri (result) != NULL)
    data = simmer_media_type_decode_data_uri (simmer_result_get_uri (result), &fetch->media_type);
  if (data != NULL)
    write_inline (g_steal_pointer (&task), data);
  else if (simmer_result_get_uri (result) == NULL ||
           g_str_has_prefix (simmer_result_get_uri (result), "data:"))
    g_task_return_new_error (task,
                             SIMMER_ERROR,
                             SIMMER_ERROR_MALFORMED,
                             _ ("The service did not say where the result is."));
  else
    {
      look_for_part (fetch);
      ask (g_steal_pointer (&task));
    }
}

/**
 * simmer_downloader_fetch_finish:
 * @self: a downloader
 * @result: from the callback
 * @media_type: (out) (transfer full) (optional) (nullable): what the file is, by what the service
 *   said of it or else by its first bytes; %NULL for what nobody knows
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the path of the file
 */
char *
simmer_downloader_fetch_finish (SimmerDownloader *self,
                                GAsyncResult *result,
                                char **media_type,
                                GError **error)
{
  Fetch *fetch;
  char *path;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  fetch = g_task_get_task_data (G_TASK (result));
  path = g_task_propagate_pointer (G_TASK (result), error);
  if (media_type != NULL && path != NULL)
    *media_type = simmer_media_type_find (fetch->media_type, fetch->head, fetch->n_head);

  return path;
}
