#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIMMER_BUDGET_CLAMP (10 * 60 * G_USEC_PER_SEC)

/**
 * SimmerBudget:
 *
 * What one host will bear: requests at once, a token bucket, and the host's own word. Times are
 * µs of any one clock that never runs backwards.
 */
typedef struct _SimmerBudget SimmerBudget;

SimmerBudget *simmer_budget_new (guint concurrency, double rate, double depth);
void simmer_budget_free (SimmerBudget *self);
void simmer_budget_set_rate (SimmerBudget *self, double rate, double depth);

gint64 simmer_budget_get_next (SimmerBudget *self, gint64 now);
gint64 simmer_budget_get_next_order (SimmerBudget *self, gint64 now);
void simmer_budget_begin (SimmerBudget *self, gint64 now);
void simmer_budget_end (SimmerBudget *self);
void simmer_budget_rest (SimmerBudget *self);
void simmer_budget_resume (SimmerBudget *self);
void simmer_budget_close_until (SimmerBudget *self, gint64 until);
void simmer_budget_grant (SimmerBudget *self, gint64 remaining, gint64 reset, gint64 now);
guint simmer_budget_get_in_flight (SimmerBudget *self);
guint simmer_budget_get_concurrency (SimmerBudget *self);

gint64 simmer_budget_parse_retry_after (const char *value, gint64 wall_now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerBudget, simmer_budget_free)

G_END_DECLS
