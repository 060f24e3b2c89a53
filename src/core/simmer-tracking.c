/* How well a task is heard, and what was ordered of it: enums and their names. */

#include "simmer-tracking.h"

G_DEFINE_ENUM_TYPE (SimmerTracking,
                    simmer_tracking,
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_POLLING, "polling"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_RATE_LIMITED, "rate-limited"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_STALLED, "stalled"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TRACKING_ENDED, "ended"))

G_DEFINE_ENUM_TYPE (SimmerIntent,
                    simmer_intent,
                    G_DEFINE_ENUM_VALUE (SIMMER_INTENT_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SIMMER_INTENT_SUBMITTING, "submitting"),
                    G_DEFINE_ENUM_VALUE (SIMMER_INTENT_UNSURE, "unsure"),
                    G_DEFINE_ENUM_VALUE (SIMMER_INTENT_CANCELLING, "cancelling"),
                    G_DEFINE_ENUM_VALUE (SIMMER_INTENT_RETRYING, "retrying"))

/**
 * simmer_tracking_to_string:
 * @tracking: a tracking state
 *
 * Returns: (transfer none): its word in the terminal's JSON, such as "rate-limited"
 */
const char *
simmer_tracking_to_string (SimmerTracking tracking)
{
  static const char *const words[] = {
    "live",         "polling", "paused",  "offline", "unreachable",
    "rate-limited", "sign-in", "stalled", "ended",
  };

  g_return_val_if_fail ((gsize) tracking < G_N_ELEMENTS (words), words[0]);

  return words[tracking];
}

/**
 * simmer_intent_to_string:
 * @intent: an intent
 *
 * Returns: (transfer none): its word in the store, such as "cancelling"
 */
const char *
simmer_intent_to_string (SimmerIntent intent)
{
  static const char *const words[] = { "none", "submitting", "unsure", "cancelling", "retrying" };

  g_return_val_if_fail ((gsize) intent < G_N_ELEMENTS (words), words[0]);

  return words[intent];
}

/**
 * simmer_tracking_get_error:
 * @tracking: how well a task is heard
 * @code: (out) (optional): what stands between it and its service
 *
 * Returns: whether anything does
 */
gboolean
simmer_tracking_get_error (SimmerTracking tracking, SimmerError *code)
{
  SimmerError found;

  switch (tracking)
    {
    case SIMMER_TRACKING_OFFLINE:
      found = SIMMER_ERROR_OFFLINE;
      break;
    case SIMMER_TRACKING_UNREACHABLE:
      found = SIMMER_ERROR_UNREACHABLE;
      break;
    case SIMMER_TRACKING_RATE_LIMITED:
      found = SIMMER_ERROR_RATE_LIMITED;
      break;
    case SIMMER_TRACKING_SIGN_IN:
      found = SIMMER_ERROR_SIGN_IN;
      break;
    case SIMMER_TRACKING_LIVE:
    case SIMMER_TRACKING_POLLING:
    case SIMMER_TRACKING_PAUSED:
    case SIMMER_TRACKING_STALLED:
    case SIMMER_TRACKING_ENDED:
    default:
      return FALSE;
    }

  if (code != NULL)
    *code = found;

  return TRUE;
}
