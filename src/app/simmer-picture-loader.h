#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_PICTURE_MAX_SIDE 4096

/**
 * SimmerPicture:
 * @texture: (owned): the pixels, perhaps fewer than the file has
 * @width: pixels of the file
 * @height: pixels of the file
 *
 * A decoded picture.
 */
typedef struct
{
  GdkTexture *texture;
  int width;
  int height;
} SimmerPicture;

void simmer_picture_free (SimmerPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerPicture, simmer_picture_free)

void simmer_picture_load_async (GFile *file,
                                GBytes *bytes,
                                int max_side,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
SimmerPicture *simmer_picture_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
