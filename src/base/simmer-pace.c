/* So many requests in so much time. Pure. */

#include "simmer-pace.h"

/**
 * simmer_pace_reserve:
 * @pace: (inout): where the pace is; 0 at first
 * @requests: how many requests may be made …
 * @seconds: … in so many seconds
 * @now: the time, µs
 *
 * Takes the next place for a request. The allowance may be used up at once, and is granted anew
 * evenly: the generic cell rate algorithm (ITU-T I.371).
 *
 * Returns: when the request may be made, µs, not before @now
 */
gint64
simmer_pace_reserve (gint64 *pace, double requests, double seconds, gint64 now)
{
  gint64 step = (gint64) (seconds * G_USEC_PER_SEC / requests);
  gint64 burst = (gint64) ((requests - 1) * (double) step);
  gint64 when = MAX (now, *pace - burst);

  *pace = MAX (*pace, now) + step;

  return when;
}
