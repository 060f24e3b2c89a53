#pragma once

#include "simmer-figure.h"

G_BEGIN_DECLS

#define SIMMER_PROGRESS_ICON_STEPS 32

/**
 * SimmerIconShape:
 * @SIMMER_ICON_SHAPE_IDLE: nothing goes on
 * @SIMMER_ICON_SHAPE_WAITING: all wait for their turn
 * @SIMMER_ICON_SHAPE_RUNNING: a ring that fills
 * @SIMMER_ICON_SHAPE_ENDLESS: something runs, nobody says how far it is
 * @SIMMER_ICON_SHAPE_PAUSED: asking is paused
 * @SIMMER_ICON_SHAPE_UNHEARD: no service is reached
 *
 * What the icon tells by its form alone.
 */
typedef enum
{
  SIMMER_ICON_SHAPE_IDLE,
  SIMMER_ICON_SHAPE_WAITING,
  SIMMER_ICON_SHAPE_RUNNING,
  SIMMER_ICON_SHAPE_ENDLESS,
  SIMMER_ICON_SHAPE_PAUSED,
  SIMMER_ICON_SHAPE_UNHEARD,
} SimmerIconShape;

/**
 * SimmerProgressIcon:
 * @shape: its form
 * @step: how much of the ring is filled, of #SIMMER_PROGRESS_ICON_STEPS
 * @failed: whether it bears the mark of a failure
 *
 * The icon as far as an eye can tell icons of its size apart. A plain value.
 */
typedef struct
{
  SimmerIconShape shape;
  guint step;
  gboolean failed;
} SimmerProgressIcon;

void simmer_progress_icon_init (SimmerProgressIcon *self, const SimmerFigure *figure);
gboolean simmer_progress_icon_equal (const SimmerProgressIcon *a, const SimmerProgressIcon *b);
GVariant *simmer_progress_icon_render (const SimmerProgressIcon *self);

G_END_DECLS
