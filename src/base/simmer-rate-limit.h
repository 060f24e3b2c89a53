#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerRateHeaders:
 * @retry_after: (nullable): Retry-After
 * @own: what the service says in a way of its own, µs; 0 if nothing
 * @rate_limit: (nullable): RateLimit
 * @rate_limit_policy: (nullable): RateLimit-Policy
 * @remaining: (nullable): X-RateLimit-Remaining
 * @reset: (nullable): X-RateLimit-Reset
 *
 * What an answer says of how often its host may be asked, as sent.
 */
typedef struct
{
  const char *retry_after;
  gint64 own;
  const char *rate_limit;
  const char *rate_limit_policy;
  const char *remaining;
  const char *reset;
} SimmerRateHeaders;

/**
 * SimmerRateLimit:
 * @wait: how long the host wants to be left alone, µs; -1 if it did not say
 * @remaining: requests that it grants until @reset; -1 if it did not say
 * @reset: time until it grants anew, µs; 0 if @remaining is -1
 *
 * The host's own word, once it is understood.
 */
typedef struct
{
  gint64 wait;
  gint64 remaining;
  gint64 reset;
} SimmerRateLimit;

gboolean simmer_rate_limit_read (SimmerRateLimit *self,
                                 const SimmerRateHeaders *headers,
                                 gint64 wall_now);

G_END_DECLS
