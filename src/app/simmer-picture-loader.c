/* Decodes pictures outside the main thread, one at a time and never larger than asked for. */

#define G_LOG_DOMAIN "Simmer-Picture"

#include "simmer-picture-loader.h"

#include "simmer-picture-png.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHUNK      (64 * 1024)
#define TAIL       64
#define MAX_PIXELS (G_GINT64_CONSTANT (16384) * 16384)

/**
 * SimmerPictureJob:
 *
 * Input: where the bytes are and how large the texture may be. In progress: what the header said.
 */
typedef struct
{
  GFile *file;   /* (owned) (nullable) */
  GBytes *bytes; /* (owned) (nullable) */
  int max_side;

  int width;
  int height;
  gboolean too_large;
  GByteArray *tail; /* (owned): the file's last bytes */
} SimmerPictureJob;

/* One full-size picture in memory at a time, however many are asked for. */
static GMutex decoding;

static void
simmer_picture_job_free (SimmerPictureJob *job)
{
  g_clear_object (&job->file);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_byte_array_unref (job->tail);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerPictureJob, simmer_picture_job_free)

void
simmer_picture_free (SimmerPicture *self)
{
  g_clear_object (&self->texture);
  g_free (self);
}

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, SimmerPictureJob *job)
{
  double scale;

  job->width = width;
  job->height = height;
  job->too_large = (gint64) width * height > MAX_PIXELS;
  if (MAX (width, height) <= job->max_side)
    return;

  scale = (double) job->max_side / MAX (width, height);
  gdk_pixbuf_loader_set_size (
    loader, MAX (1, (int) (width * scale + .5)), MAX (1, (int) (height * scale + .5)));
}

/* gdk-pixbuf takes the beginning of a PNG for the whole and leaves the rest grey. */
static gboolean
is_cut_short (GdkPixbufLoader *loader, GByteArray *tail)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;

  return g_strcmp0 (name, "png") == 0 && memmem (tail->data, tail->len, "IEND", 4) == NULL;
}

static gboolean
feed_loader (GdkPixbufLoader *loader,
             SimmerPictureJob *job,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *buffer = g_malloc (CHUNK);
  gssize n;

  if (job->file != NULL)
    stream = G_INPUT_STREAM (g_file_read (job->file, cancellable, error));
  else
    stream = g_memory_input_stream_new_from_bytes (job->bytes);
  if (stream == NULL)
    return FALSE;

  while ((n = g_input_stream_read (stream, buffer, CHUNK, cancellable, error)) > 0)
    {
      if (!gdk_pixbuf_loader_write (loader, buffer, (gsize) n, error))
        return FALSE;
      g_byte_array_append (job->tail, buffer + MAX (0, n - TAIL), (guint) MIN (n, TAIL));
      if (job->tail->len > TAIL)
        g_byte_array_remove_range (job->tail, 0, job->tail->len - TAIL);
      if (job->too_large)
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_NOT_SUPPORTED,
                       /* Translators: a picture's width and height in pixels */
                       _ ("It is too large to be shown here (%d × %d)."),
                       job->width,
                       job->height);
          return FALSE;
        }
    }

  return n == 0;
}

static GdkTexture *
make_texture (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf),
                                 gdk_pixbuf_get_height (pixbuf),
                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8
                                                                   : GDK_MEMORY_R8G8B8,
                                 pixels,
                                 (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static GdkPixbuf *
decode_in_pieces (SimmerPictureJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), job);
  if (!feed_loader (loader, job, cancellable, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;
  if (is_cut_short (loader, job->tail))
    {
      g_set_error_literal (
        error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, _ ("It ends too early."));
      return NULL;
    }
  if (gdk_pixbuf_loader_get_pixbuf (loader) == NULL)
    {
      g_set_error_literal (
        error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_CORRUPT_IMAGE, _ ("It holds no picture."));
      return NULL;
    }

  return gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
}

static GdkPixbuf *
decode_at_once (SimmerPictureJob *job, GCancellable *cancellable)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) whole = NULL;
  double scale;

  if (job->file != NULL)
    bytes = g_file_load_bytes (job->file, cancellable, NULL, NULL);
  else
    bytes = g_bytes_ref (job->bytes);
  if (bytes != NULL)
    whole = simmer_picture_png_decode (bytes, MAX_PIXELS);
  if (whole == NULL)
    return NULL;

  job->width = gdk_pixbuf_get_width (whole);
  job->height = gdk_pixbuf_get_height (whole);
  scale = (double) job->max_side / MAX (job->width, job->height);
  if (scale >= 1)
    return g_steal_pointer (&whole);

  return gdk_pixbuf_scale_simple (whole,
                                  MAX (1, (int) (job->width * scale + .5)),
                                  MAX (1, (int) (job->height * scale + .5)),
                                  GDK_INTERP_BILINEAR);
}

static SimmerPicture *
decode (SimmerPictureJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) upright = decode_in_pieces (job, cancellable, &reason);
  SimmerPicture *picture;

  if (upright == NULL && reason->domain == GDK_PIXBUF_ERROR)
    {
      g_debug ("gdk-pixbuf: %s", reason->message);
      upright = decode_at_once (job, cancellable);
    }
  if (upright == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  picture = g_new0 (SimmerPicture, 1);
  picture->texture = make_texture (upright);
  picture->width = job->width;
  picture->height = job->height;
  if ((gdk_pixbuf_get_width (upright) > gdk_pixbuf_get_height (upright)) !=
      (job->width > job->height))
    {
      picture->width = job->height;
      picture->height = job->width;
    }

  return picture;
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  SimmerPicture *picture = NULL;

  g_mutex_lock (&decoding);
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    picture = decode (task_data, cancellable, &error);
  g_mutex_unlock (&decoding);

  if (picture != NULL)
    g_task_return_pointer (task, picture, (GDestroyNotify) simmer_picture_free);
  else
    g_task_return_error (task, error);
}

/**
 * simmer_picture_load_async:
 * @file: (nullable): where the picture is, or
 * @bytes: (nullable): its bytes
 * @max_side: the texture's longer side at most, pixels; 0 for #SIMMER_PICTURE_MAX_SIDE
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default main context
 * @user_data: for @callback
 *
 * Decodes a picture in a thread of its own. At most one is decoded at a time, so that many large
 * ones asked for together do not fill the memory.
 */
void
simmer_picture_load_async (GFile *file,
                           GBytes *bytes,
                           int max_side,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SimmerPictureJob *job = g_new0 (SimmerPictureJob, 1);

  g_return_if_fail ((file != NULL) != (bytes != NULL));

  job->file = file != NULL ? g_object_ref (file) : NULL;
  job->tail = g_byte_array_new ();
  job->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  job->max_side = max_side > 0 ? MIN (max_side, SIMMER_PICTURE_MAX_SIDE) : SIMMER_PICTURE_MAX_SIDE;

  g_task_set_source_tag (task, simmer_picture_load_async);
  g_task_set_task_data (task, job, (GDestroyNotify) simmer_picture_job_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * simmer_picture_load_finish:
 * @result: what the callback got
 * @error: what is wrong with the file, in words for a person
 *
 * Returns: (transfer full) (nullable): the picture
 */
SimmerPicture *
simmer_picture_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, simmer_picture_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
