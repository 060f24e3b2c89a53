#define G_LOG_DOMAIN "Simmer-Thumbnails"

#include "config.h"

#include "simmer-thumbnails.h"

#include "simmer-picture-png.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#define MAX_FILE_SIZE (64 * 1024 * 1024)
#define MAX_PIXELS    (G_GINT64_CONSTANT (4096) * 4096)
#define MAX_THREADS   2

typedef struct
{
  char *key;             /* (owned) */
  GdkPaintable *picture; /* (owned) */
  GList link;            /* in the order of use, newest first */
} Kept;

struct _SimmerThumbnails
{
  GObject parent_instance;

  GThreadPool *pool; /* (owned) of GTask */
  GHashTable *kept;  /* (owned) key → Kept (owned) */
  GQueue order;
  guint limit;
};

typedef struct
{
  char *path; /* (owned) */
  char *key;  /* (owned) */
  int size;

  GdkPaintable *picture; /* (owned) (nullable) */
  GError *error;         /* (owned) (nullable) */
} Job;

G_DEFINE_FINAL_TYPE (SimmerThumbnails, simmer_thumbnails, G_TYPE_OBJECT)

/* --- On a thread of the pool --- */

static void
limit_size_cb (GdkPixbufLoader *loader, int width, int height, const int *size)
{
  double scale = (double) *size / MIN (width, height);

  if (width > 0 && height > 0 && scale < 1)
    gdk_pixbuf_loader_set_size (
      loader, MAX (*size, (int) (width * scale + 0.5)), MAX (*size, (int) (height * scale + 0.5)));
}

static GdkPixbuf *
decode_small (GBytes *bytes, int size, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (limit_size_cb), &size);
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "No picture");

  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

static GdkPixbuf *
decode (const char *path, int size, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  GdkPixbuf *pixbuf;

  if (file == NULL)
    return NULL;
  if (g_mapped_file_get_length (file) > MAX_FILE_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "Too large for a thumbnail");
      return NULL;
    }

  bytes = g_mapped_file_get_bytes (file);
  pixbuf = decode_small (bytes, size, &reason);
  if (pixbuf == NULL)
    pixbuf = simmer_picture_png_decode (bytes, MAX_PIXELS);
  if (pixbuf == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));

  return pixbuf;
}

/* The middle square, at exactly @size. */
static GdkPixbuf *
crop (GdkPixbuf *pixbuf, int size)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int side = MIN (width, height);
  g_autoptr (GdkPixbuf) square =
    gdk_pixbuf_new_subpixbuf (pixbuf, (width - side) / 2, (height - side) / 2, side, side);

  return gdk_pixbuf_scale_simple (square, size, size, GDK_INTERP_BILINEAR);
}

/* The task is let go of on the main thread alone: with the last one the pool goes too. */
static gboolean
deliver_cb (gpointer data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&job->picture), g_object_unref);

  return G_SOURCE_REMOVE;
}

static void
decode_in_thread (gpointer data, gpointer user_data)
{
  GTask *task = data;
  Job *job = g_task_get_task_data (task);

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &job->error))
    {
      g_autoptr (GdkPixbuf) pixbuf = decode (job->path, job->size, &job->error);

      if (pixbuf != NULL)
        {
          g_autoptr (GdkPixbuf) square = crop (pixbuf, job->size);

          job->picture = GDK_PAINTABLE (gdk_texture_new_for_pixbuf (square));
        }
    }
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, task, g_object_unref);
}

/* --- On the main thread --- */

static void
kept_free (Kept *kept)
{
  g_free (kept->key);
  g_object_unref (kept->picture);
  g_free (kept);
}

static void
job_free (Job *job)
{
  g_free (job->path);
  g_free (job->key);
  g_clear_object (&job->picture);
  g_clear_error (&job->error);
  g_free (job);
}

static char *
make_key (const char *path, int scale)
{
  return g_strdup_printf ("%d:%s", scale, path);
}

static void
keep (SimmerThumbnails *self, const char *key, GdkPaintable *picture)
{
  Kept *kept;

  if (g_hash_table_contains (self->kept, key))
    return;

  kept = g_new0 (Kept, 1);
  kept->key = g_strdup (key);
  kept->picture = g_object_ref (picture);
  kept->link.data = kept;
  g_hash_table_insert (self->kept, kept->key, kept);
  g_queue_push_head_link (&self->order, &kept->link);

  while (self->order.length > self->limit)
    {
      Kept *oldest = g_queue_pop_tail_link (&self->order)->data;

      g_hash_table_remove (self->kept, oldest->key);
    }
}

static void
simmer_thumbnails_finalize (GObject *object)
{
  SimmerThumbnails *self = SIMMER_THUMBNAILS (object);

  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_hash_table_unref (self->kept);

  G_OBJECT_CLASS (simmer_thumbnails_parent_class)->finalize (object);
}

static void
simmer_thumbnails_class_init (SimmerThumbnailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = simmer_thumbnails_finalize;
}

static void
simmer_thumbnails_init (SimmerThumbnails *self)
{
  self->pool = g_thread_pool_new (decode_in_thread, NULL, MAX_THREADS, FALSE, NULL);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) kept_free);
  g_queue_init (&self->order);
}

/**
 * simmer_thumbnails_new:
 * @limit: how many to keep
 *
 * Returns: (transfer full): thumbnails
 */
SimmerThumbnails *
simmer_thumbnails_new (guint limit)
{
  SimmerThumbnails *self = g_object_new (SIMMER_TYPE_THUMBNAILS, NULL);

  self->limit = limit;
  return self;
}

/**
 * simmer_thumbnails_peek:
 * @self: thumbnails
 * @path: a picture's file
 * @scale: of the display
 *
 * Returns: (transfer none) (nullable): its thumbnail if it is kept
 */
GdkPaintable *
simmer_thumbnails_peek (SimmerThumbnails *self, const char *path, int scale)
{
  g_autofree char *key = make_key (path, scale);
  Kept *kept = g_hash_table_lookup (self->kept, key);

  if (kept == NULL)
    return NULL;
  g_queue_unlink (&self->order, &kept->link);
  g_queue_push_head_link (&self->order, &kept->link);

  return kept->picture;
}

/**
 * simmer_thumbnails_get_async:
 * @self: thumbnails
 * @path: a picture's file
 * @scale: of the display
 * @cancellable: (nullable): for a row that is bound to another task before the picture is there
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Decodes a picture. At most two are decoded at once.
 */
void
simmer_thumbnails_get_async (SimmerThumbnails *self,
                             const char *path,
                             int scale,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->key = make_key (path, scale);
  job->size = SIMMER_THUMBNAIL_SIZE * scale;
  g_task_set_source_tag (task, simmer_thumbnails_get_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_thread_pool_push (self->pool, task, NULL);
}

/**
 * simmer_thumbnails_get_finish:
 *
 * Returns: (transfer full): the thumbnail, or %NULL with @error set
 */
GdkPaintable *
simmer_thumbnails_get_finish (SimmerThumbnails *self, GAsyncResult *result, GError **error)
{
  GdkPaintable *picture;
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  picture = g_task_propagate_pointer (G_TASK (result), error);
  job = g_task_get_task_data (G_TASK (result));
  if (picture != NULL)
    keep (self, job->key, picture);

  return picture;
}
