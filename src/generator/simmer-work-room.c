/* The memory that work may take: a bound that holds however many workers there are. Pure. */

#include "simmer-work-room.h"

/**
 * simmer_work_room_can_hold:
 * @room: the room for work
 * @order: an order
 *
 * Returns: whether there will ever be room for it
 */
gboolean
simmer_work_room_can_hold (const SimmerWorkRoom *room, const SimmerGeneration *order)
{
  return simmer_generation_get_memory (order) <= room->limit;
}

/**
 * simmer_work_room_take:
 * @room: the room for work
 * @order: an order that is to be worked on
 *
 * Returns: whether there was room for it, which then is taken
 */
gboolean
simmer_work_room_take (SimmerWorkRoom *room, const SimmerGeneration *order)
{
  guint64 memory = simmer_generation_get_memory (order);

  if (memory > room->limit - room->taken)
    return FALSE;

  room->taken += memory;
  return TRUE;
}

/**
 * simmer_work_room_leave:
 * @room: the room for work
 * @order: an order for which simmer_work_room_take() found room, and that is not worked on any more
 */
void
simmer_work_room_leave (SimmerWorkRoom *room, const SimmerGeneration *order)
{
  room->taken -= simmer_generation_get_memory (order);
}
