#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  float r, g, b;
} SimmerColor;

/**
 * SimmerCanvas:
 * @width: pixels
 * @height: pixels
 * @rgb: (owned): 8-bit sRGB, three bytes a pixel, rows without padding
 *
 * A picture in the making. Colours are put in linear light and dithered into bytes, so that no
 * gentle gradient shows bands.
 */
typedef struct
{
  guint width;
  guint height;
  guint8 *rgb;
} SimmerCanvas;

SimmerCanvas *simmer_canvas_new (guint width, guint height);
void simmer_canvas_free (SimmerCanvas *canvas);
void simmer_canvas_put (SimmerCanvas *canvas, guint x, guint y, SimmerColor color);
guint simmer_canvas_get_samples (const SimmerCanvas *canvas, guint most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCanvas, simmer_canvas_free)

G_END_DECLS
