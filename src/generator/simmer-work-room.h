#pragma once

#include "simmer-generation.h"

G_BEGIN_DECLS

/**
 * SimmerWorkRoom:
 * @limit: bytes that all work under way may take together
 * @taken: bytes that it takes now, at most
 */
typedef struct
{
  guint64 limit;
  guint64 taken;
} SimmerWorkRoom;

gboolean simmer_work_room_can_hold (const SimmerWorkRoom *room, const SimmerGeneration *order);
gboolean simmer_work_room_take (SimmerWorkRoom *room, const SimmerGeneration *order);
void simmer_work_room_leave (SimmerWorkRoom *room, const SimmerGeneration *order);

G_END_DECLS
