#pragma once

#include "simmer-canvas.h"
#include "simmer-palette.h"

G_BEGIN_DECLS

/**
 * SimmerScene:
 * @prompt: what the picture shall be of
 * @seed: chooses among all pictures of that prompt
 * @mood: the colours that the prompt asks for
 * @canvas: what is painted on; says how large
 *
 * All that a style knows. The same scene gives the same picture, bit for bit.
 */
typedef struct
{
  const char *prompt;
  guint64 seed;
  const SimmerMood *mood;
  SimmerCanvas *canvas;
} SimmerScene;

/**
 * SimmerStyle:
 * @name: the word by which the native API knows it
 * @cost: seconds that a megapixel takes on one usual core, roughly
 * @memory: bytes of working memory that a pixel takes besides the canvas
 * @begin: makes the state of a painting; cheap; %NULL when there is no memory for it
 * @step: paints on for some hundredths of a second; returns the share that is done, 1 when all is
 * @end: frees the state, at any time
 *
 * A way of painting. No I/O, no clock, no state but what @begin returns.
 */
typedef struct
{
  const char *name;
  double cost;
  double memory;
  gpointer (*begin) (const SimmerScene *scene);
  double (*step) (gpointer painting);
  void (*end) (gpointer painting);
} SimmerStyle;

extern const SimmerStyle simmer_style_flow;
extern const SimmerStyle simmer_style_reaction;
extern const SimmerStyle simmer_style_warp;
extern const SimmerStyle simmer_style_flame;
extern const SimmerStyle simmer_style_landscape;

const SimmerStyle *simmer_style_find (const char *name);
const SimmerStyle *simmer_style_choose (const char *name, const char *prompt);
const char *const *simmer_style_get_names (void);

G_END_DECLS
