#pragma once

#include "simmer-budget.h"
#include "simmer-cadence.h"

G_BEGIN_DECLS

/**
 * SimmerGate:
 *
 * What one host lets in now: its budget, the window it closed, and whether it can be reached at
 * all. While it cannot, one question at a time goes out to see whether it is back. Times are boot
 * time in µs.
 */
typedef struct _SimmerGate SimmerGate;

SimmerGate *simmer_gate_new (guint concurrency, double rate, double depth);
void simmer_gate_free (SimmerGate *self);
void simmer_gate_share_turnstile (SimmerGate *self, gint64 *place);

gint64 simmer_gate_get_next_question (SimmerGate *self, gint64 now);
gint64 simmer_gate_get_next_order (SimmerGate *self, gint64 now);
guint simmer_gate_get_in_flight (SimmerGate *self);
void simmer_gate_begin (SimmerGate *self, gint64 now);
void simmer_gate_end (SimmerGate *self);
void simmer_gate_begin_question (SimmerGate *self, gint64 now);
void simmer_gate_end_question (SimmerGate *self);
gint64 simmer_gate_get_patience (SimmerGate *self, gint64 now);

gboolean simmer_gate_note_heard (SimmerGate *self, gint64 now);
void simmer_gate_note_outage (SimmerGate *self,
                              const SimmerCadence *cadence,
                              gint64 asked,
                              gint64 now,
                              double random);
gint64 simmer_gate_note_limit (SimmerGate *self, gint64 retry_after, gint64 now, double random);
gint64 simmer_gate_note_pause (SimmerGate *self, gint64 wait, gint64 now, double random);
void simmer_gate_note_quota (SimmerGate *self, gint64 remaining, gint64 reset, gint64 now);
void simmer_gate_close_until (SimmerGate *self, gint64 until, gint64 now, double random);
void simmer_gate_hurry (SimmerGate *self);
gboolean simmer_gate_set_reachable (SimmerGate *self, gboolean reachable, gint64 now);

gboolean simmer_gate_is_limited (SimmerGate *self, gint64 now, gint64 *until);
gboolean simmer_gate_is_closed (SimmerGate *self, gint64 now, gint64 *until);
gboolean simmer_gate_is_reachable (SimmerGate *self);
gboolean simmer_gate_is_out (SimmerGate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerGate, simmer_gate_free)

G_END_DECLS
