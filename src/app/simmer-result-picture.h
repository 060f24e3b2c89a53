#pragma once

#include <gtk/gtk.h>

#include "simmer-result.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_RESULT_PICTURE (simmer_result_picture_get_type ())

/**
 * SimmerResultPicture:
 *
 * A result that is a picture: with a bar to zoom it, to be dragged out, and decoded in as many
 * pixels as are seen.
 */
G_DECLARE_FINAL_TYPE (SimmerResultPicture, simmer_result_picture, SIMMER, RESULT_PICTURE, GtkWidget)

void simmer_result_picture_expect (SimmerResultPicture *self, int width, int height);
void simmer_result_picture_set_max_height (SimmerResultPicture *self, int max_height);
void simmer_result_picture_load_async (SimmerResultPicture *self,
                                       SimmerResult *result,
                                       const char *title,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean simmer_result_picture_load_finish (SimmerResultPicture *self,
                                            GAsyncResult *result,
                                            GError **error);

G_END_DECLS
