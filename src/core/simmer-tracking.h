#pragma once

#include "simmer-error.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TRACKING (simmer_tracking_get_type ())
#define SIMMER_TYPE_INTENT   (simmer_intent_get_type ())

/**
 * SimmerTracking:
 * @SIMMER_TRACKING_LIVE: the service tells of changes by itself
 * @SIMMER_TRACKING_POLLING: it is asked from time to time
 * @SIMMER_TRACKING_PAUSED: the person stopped the asking
 * @SIMMER_TRACKING_OFFLINE: this machine has no network
 * @SIMMER_TRACKING_UNREACHABLE: the service does not answer, or not in a readable way
 * @SIMMER_TRACKING_RATE_LIMITED: the service forbade questions for a while
 * @SIMMER_TRACKING_SIGN_IN: the service wants other credentials
 * @SIMMER_TRACKING_STALLED: it answers, but nothing has changed for longer than usual
 * @SIMMER_TRACKING_ENDED: there is nothing more to ask
 *
 * How well a task is heard. Independent of what its service last said.
 */
typedef enum
{
  SIMMER_TRACKING_LIVE,
  SIMMER_TRACKING_POLLING,
  SIMMER_TRACKING_PAUSED,
  SIMMER_TRACKING_OFFLINE,
  SIMMER_TRACKING_UNREACHABLE,
  SIMMER_TRACKING_RATE_LIMITED,
  SIMMER_TRACKING_SIGN_IN,
  SIMMER_TRACKING_STALLED,
  SIMMER_TRACKING_ENDED,
} SimmerTracking;

/**
 * SimmerIntent:
 * @SIMMER_INTENT_NONE: no order is under way
 * @SIMMER_INTENT_SUBMITTING: written down, not yet accepted by the service
 * @SIMMER_INTENT_UNSURE: may have been submitted; the answer was lost and cannot be asked for
 * @SIMMER_INTENT_CANCELLING: cancel is asked for, not yet confirmed
 * @SIMMER_INTENT_RETRYING: retry is asked for, not yet accepted
 *
 * What was ordered here and is not yet confirmed.
 */
typedef enum
{
  SIMMER_INTENT_NONE,
  SIMMER_INTENT_SUBMITTING,
  SIMMER_INTENT_UNSURE,
  SIMMER_INTENT_CANCELLING,
  SIMMER_INTENT_RETRYING,
} SimmerIntent;

GType simmer_tracking_get_type (void);
const char *simmer_tracking_to_string (SimmerTracking tracking);
gboolean simmer_tracking_get_error (SimmerTracking tracking, SimmerError *code);
GType simmer_intent_get_type (void);
const char *simmer_intent_to_string (SimmerIntent intent);

G_END_DECLS
