#pragma once

#include "simmer-budget.h"
#include "simmer-cadence.h"
#include "simmer-turnstile.h"

G_BEGIN_DECLS

/**
 * SimmerTurn:
 * @SIMMER_TURN_ORDER: what a person orders
 * @SIMMER_TURN_SEQUEL: what an answer led to, such as the next page of a list
 * @SIMMER_TURN_FETCH: of a result
 * @SIMMER_TURN_QUESTION: about tasks
 *
 * Whose turn it is to be let in, the first ones first.
 */
typedef enum
{
  SIMMER_TURN_ORDER,
  SIMMER_TURN_SEQUEL,
  SIMMER_TURN_FETCH,
  SIMMER_TURN_QUESTION,
} SimmerTurn;

/**
 * SimmerGate:
 *
 * What one host lets in now, whatever it is: its budget, the window it closed, and whether it can
 * be reached at all. While it cannot, one question at a time goes out to see whether it is back.
 * Times are boot time in µs.
 */
typedef struct _SimmerGate SimmerGate;

SimmerGate *simmer_gate_new (guint concurrency, double rate, double depth);
void simmer_gate_free (SimmerGate *self);
void simmer_gate_set_rate (SimmerGate *self, double rate, double depth);
void simmer_gate_share (SimmerGate *self, SimmerTurnstile *turnstile, const char *host);

gint64 simmer_gate_get_next (SimmerGate *self, SimmerTurn turn, gint64 now);
guint simmer_gate_get_in_flight (SimmerGate *self);
void simmer_gate_begin (SimmerGate *self, gint64 now);
void simmer_gate_end (SimmerGate *self, gint64 now);
void simmer_gate_rest (SimmerGate *self, gint64 now);
void simmer_gate_resume (SimmerGate *self, gint64 now);
void simmer_gate_begin_question (SimmerGate *self, gint64 now);
void simmer_gate_end_question (SimmerGate *self, gint64 now);
gint64 simmer_gate_get_patience (SimmerGate *self, gint64 now);

gboolean simmer_gate_note_heard (SimmerGate *self, gint64 now);
gboolean simmer_gate_note_outage (SimmerGate *self,
                                  const SimmerCadence *cadence,
                                  gint64 asked,
                                  gint64 now,
                                  double random);
void simmer_gate_hasten (SimmerGate *self, const SimmerCadence *cadence);
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
