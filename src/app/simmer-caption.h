#pragma once

#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerCaption:
 * @wide: service and all that is known
 * @narrow: the same in about 32 characters, but for a service's own sentence; the state is said
 *   where no badge stands beside it
 * @next: the wall time at which the words may differ though nothing was heard; %G_MAXINT64 if
 *   they will not
 *
 * What a row says below a task's title.
 */
typedef struct
{
  char *wide;
  char *narrow;
  gint64 next;
} SimmerCaption;

void simmer_caption_init (SimmerCaption *self,
                          SimmerTask *task,
                          const SimmerEstimate *estimate,
                          gint64 wall_now);
void simmer_caption_clear (SimmerCaption *self);

char *simmer_caption_spoken (SimmerTask *task, const SimmerEstimate *estimate, gint64 wall_now);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimmerCaption, simmer_caption_clear)

G_END_DECLS
