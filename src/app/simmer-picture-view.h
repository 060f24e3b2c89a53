#pragma once

#include "simmer-picture-loader.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_PICTURE_VIEW (simmer_picture_view_get_type ())

/**
 * SimmerPictureView:
 *
 * A picture that can be looked at closely: it fits its place at first, and is zoomed by pinch,
 * Ctrl+scroll, double click and keys, and moved by drag, scroll and arrows. Asks by
 * "detail-needed" for more pixels when it is enlarged beyond those that it has.
 */
G_DECLARE_FINAL_TYPE (SimmerPictureView, simmer_picture_view, SIMMER, PICTURE_VIEW, GtkWidget)

GtkWidget *simmer_picture_view_new (void);

void simmer_picture_view_set_size (SimmerPictureView *self, int width, int height);
void simmer_picture_view_set_texture (SimmerPictureView *self, GdkTexture *texture);
GdkTexture *simmer_picture_view_get_texture (SimmerPictureView *self);
void simmer_picture_view_set_max_height (SimmerPictureView *self, int max_height);

double simmer_picture_view_get_zoom (SimmerPictureView *self);
void simmer_picture_view_set_zoom (SimmerPictureView *self, double zoom);
gboolean simmer_picture_view_get_fits (SimmerPictureView *self);
void simmer_picture_view_zoom_in (SimmerPictureView *self);
void simmer_picture_view_zoom_out (SimmerPictureView *self);
void simmer_picture_view_zoom_fit (SimmerPictureView *self);

G_END_DECLS
