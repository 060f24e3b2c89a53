#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_THUMBNAILS (simmer_thumbnails_get_type ())
#define SIMMER_THUMBNAIL_SIZE  48

/**
 * SimmerThumbnails:
 *
 * Square thumbnails of pictures on this machine. They are decoded off the main thread, at the
 * size in which they are shown, and the last few are kept.
 */
G_DECLARE_FINAL_TYPE (SimmerThumbnails, simmer_thumbnails, SIMMER, THUMBNAILS, GObject)

SimmerThumbnails *simmer_thumbnails_new (guint limit);

GdkPaintable *simmer_thumbnails_peek (SimmerThumbnails *self, const char *path, int scale);
void simmer_thumbnails_get_async (SimmerThumbnails *self,
                                  const char *path,
                                  int scale,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GdkPaintable *simmer_thumbnails_get_finish (SimmerThumbnails *self,
                                            GAsyncResult *result,
                                            GError **error);

G_END_DECLS
