#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkPixbuf *simmer_picture_png_decode (GBytes *bytes, gint64 max_pixels);

G_END_DECLS
