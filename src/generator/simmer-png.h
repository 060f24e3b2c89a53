#pragma once

#include "simmer-canvas.h"

G_BEGIN_DECLS

/**
 * SimmerPngFunc:
 * @done: the share that is encoded, 0 to 1
 * @user_data: data
 *
 * Returns: whether to go on
 */
typedef gboolean (*SimmerPngFunc) (double done, gpointer user_data);

GBytes *simmer_png_encode (const SimmerCanvas *canvas,
                           const char *prompt,
                           const char *style,
                           guint64 seed,
                           SimmerPngFunc func,
                           gpointer user_data);

G_END_DECLS
