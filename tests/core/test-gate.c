/* What one host lets in, and when: on a clock of numbers. */

#include "simmer-gate.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define RATE   10.0
#define DEPTH  5.0
#define NEVER  G_MAXINT64

static const SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                                       .eagerness = SIMMER_EAGERNESS_NORMAL };

static SimmerGate *
new_gate (void)
{
  return simmer_gate_new (4, RATE, DEPTH);
}

static gint64
next_of (SimmerGate *gate, SimmerTurn turn, gint64 now)
{
  return simmer_gate_get_next (gate, turn, now);
}

/* Sends what may be sent from @from on, at once answered. Returns when the last one went. */
static gint64
send (SimmerGate *gate, SimmerTurn turn, guint n, gint64 from)
{
  gint64 now = from;

  for (guint i = 0; i < n; i++)
    {
      now = next_of (gate, turn, now);
      g_assert_cmpint (now, !=, NEVER);
      simmer_gate_begin (gate, now);
      simmer_gate_end (gate, now);
    }

  return now;
}

static void
assert_all (SimmerGate *gate, gint64 now, gint64 next)
{
  for (SimmerTurn turn = SIMMER_TURN_ORDER; turn <= SIMMER_TURN_QUESTION; turn++)
    g_assert_cmpint (next_of (gate, turn, now), ==, next);
}

/* --- What it bears --------------------------------------------------------------------------- */

/* A burst after a rest, then evenly; what a person orders goes before it is its turn. */
static void
test_pace (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  g_assert_cmpint (send (gate, SIMMER_TURN_QUESTION, 5, SECOND), ==, SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_FETCH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_SEQUEL, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_ORDER, SECOND), ==, SECOND);
  g_assert_cmpint (send (gate, SIMMER_TURN_FETCH, 100, SECOND), >=, 11 * SECOND - SECOND / 100);

  /* Half a second's worth of orders, which what follows waits for. */
  g_assert_cmpint (send (gate, SIMMER_TURN_ORDER, 5, 60 * SECOND), ==, 60 * SECOND);
  g_assert_cmpint (send (gate, SIMMER_TURN_ORDER, 5, 60 * SECOND), ==, 60 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_ORDER, 60 * SECOND), >, 60 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 60 * SECOND), >=, 60 * SECOND + SECOND / 2);
}

static void
test_rate (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  simmer_gate_set_rate (gate, 200, 20);
  g_assert_cmpint (send (gate, SIMMER_TURN_QUESTION, 20, SECOND), ==, SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, SECOND), ==, SECOND + SECOND / 200);
}

static void
test_concurrency (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  for (guint i = 0; i < 4; i++)
    {
      assert_all (gate, SECOND, SECOND);
      simmer_gate_begin (gate, SECOND);
    }
  g_assert_cmpuint (simmer_gate_get_in_flight (gate), ==, 4);
  assert_all (gate, SECOND, NEVER);
  simmer_gate_end (gate, SECOND);
  assert_all (gate, SECOND, SECOND);
}

/* What an answer leads to has a place of its own, and the one before has none meanwhile: where all
 * are such, they do not wait for each other. One that is given up takes none with it. */
static void
test_rest (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  for (guint i = 0; i < 4; i++)
    simmer_gate_begin (gate, SECOND);
  for (guint i = 0; i < 4; i++)
    {
      assert_all (gate, 9 * SECOND, NEVER);
      simmer_gate_rest (gate, 9 * SECOND);
      assert_all (gate, 9 * SECOND, 9 * SECOND);
      simmer_gate_begin (gate, 9 * SECOND);
    }
  assert_all (gate, 9 * SECOND, NEVER);

  simmer_gate_end (gate, 9 * SECOND);
  simmer_gate_resume (gate, 9 * SECOND);
  g_assert_cmpuint (simmer_gate_get_in_flight (gate), ==, 4);
  simmer_gate_end (gate, 9 * SECOND);
  g_assert_cmpuint (simmer_gate_get_in_flight (gate), ==, 3);

  /* All that is left is given up, the first ones first. */
  for (guint i = 0; i < 6; i++)
    simmer_gate_end (gate, 9 * SECOND);
  g_assert_cmpuint (simmer_gate_get_in_flight (gate), ==, 0);
  for (guint i = 0; i < 3; i++)
    simmer_gate_resume (gate, 9 * SECOND);
  g_assert_cmpuint (simmer_gate_get_in_flight (gate), ==, 0);
}

/* What the host still grants is spread; orders go before that. */
static void
test_quota (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  simmer_gate_note_quota (gate, 2, 20 * SECOND, SECOND);
  send (gate, SIMMER_TURN_QUESTION, 2, SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, SECOND), >=, 10 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_ORDER, SECOND), ==, SECOND);
}

/* --- Its windows ----------------------------------------------------------------------------- */

/* Nobody goes in a window, whoever wakes; after it one does, and only when it is answered more. */
static void
test_window (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();
  gint64 opens = 31 * SECOND + SECOND / 8;
  gint64 until;

  g_assert_cmpint (simmer_gate_note_limit (gate, 30 * SECOND, SECOND, 0.5), ==, 31 * SECOND);
  g_assert_true (simmer_gate_is_closed (gate, SECOND, &until));
  g_assert_cmpint (until, ==, opens);
  g_assert_true (simmer_gate_is_limited (gate, SECOND, &until));
  g_assert_cmpint (until, ==, opens);
  assert_all (gate, SECOND, opens);
  simmer_gate_hurry (gate);
  assert_all (gate, SECOND, opens);
  simmer_gate_set_reachable (gate, FALSE, SECOND);
  simmer_gate_set_reachable (gate, TRUE, 2 * SECOND);
  assert_all (gate, 2 * SECOND, opens);

  /* The answer to a question from before. */
  simmer_gate_note_heard (gate, 3 * SECOND);
  assert_all (gate, 3 * SECOND, opens);
  assert_all (gate, opens - 1, opens);
  g_assert_true (simmer_gate_is_closed (gate, opens - 1, NULL));
  g_assert_false (simmer_gate_is_closed (gate, opens, NULL));
  g_assert_false (simmer_gate_is_limited (gate, opens, NULL));

  assert_all (gate, opens, opens);
  simmer_gate_begin (gate, opens);
  assert_all (gate, opens, NEVER);
  simmer_gate_end (gate, opens + SECOND);
  assert_all (gate, opens + SECOND, opens + SECOND);
  simmer_gate_begin (gate, opens + SECOND);
  assert_all (gate, opens + SECOND, NEVER);
  g_assert_true (simmer_gate_note_heard (gate, opens + 2 * SECOND));
  assert_all (gate, opens + 2 * SECOND, opens + 2 * SECOND);
  g_assert_false (simmer_gate_note_heard (gate, opens + 2 * SECOND));
}

/* It is closed as long as anybody was told, and longer each time that it does not say. */
static void
test_windows (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  g_assert_cmpint (simmer_gate_note_limit (gate, 30 * SECOND, 0, 0), ==, 30 * SECOND);
  g_assert_cmpint (simmer_gate_note_limit (gate, 10 * SECOND, SECOND, 0), ==, 30 * SECOND);
  g_assert_cmpint (simmer_gate_note_pause (gate, 20 * SECOND, SECOND, 0), ==, 0);
  g_assert_cmpint (simmer_gate_note_pause (gate, 40 * SECOND, SECOND, 0), ==, 41 * SECOND);
  simmer_gate_close_until (gate, 35 * SECOND, SECOND, 0);
  assert_all (gate, SECOND, 41 * SECOND);
  simmer_gate_close_until (gate, 50 * SECOND, SECOND, 0);
  assert_all (gate, SECOND, 50 * SECOND);
}

static void
test_unsaid (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();
  gint64 now = SECOND;

  for (guint i = 0; i < 10; i++)
    {
      gint64 until = simmer_gate_note_limit (gate, i % 2 == 0 ? -1 : 0, now, 0);

      g_assert_cmpint (until - now, ==, MIN (60, 1 << i) * SECOND / 2);
      now = until;
    }
  simmer_gate_note_heard (gate, now);
  g_assert_cmpint (simmer_gate_note_limit (gate, -1, now, 1), ==, now + SECOND);
}

/* A short pause is the service's rhythm: people are not told, and nothing is probed after it. */
static void
test_pause (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  g_assert_cmpint (simmer_gate_note_pause (gate, 10 * SECOND, SECOND, 0), ==, 11 * SECOND);
  g_assert_true (simmer_gate_is_closed (gate, SECOND, NULL));
  g_assert_false (simmer_gate_is_limited (gate, SECOND, NULL));
  assert_all (gate, SECOND, 11 * SECOND);
  simmer_gate_begin (gate, 11 * SECOND);
  assert_all (gate, 11 * SECOND, 11 * SECOND);
  simmer_gate_end (gate, 11 * SECOND);

  /* Of a long one nobody knows what comes after it. */
  simmer_gate_note_pause (gate, 11 * SECOND, 20 * SECOND, 0);
  g_assert_true (simmer_gate_is_limited (gate, 20 * SECOND, NULL));
  simmer_gate_begin (gate, 31 * SECOND);
  assert_all (gate, 31 * SECOND, NEVER);
}

/* --- Its silence ----------------------------------------------------------------------------- */

/* A question shows whether an outage is over; who orders or fetches something finds out. */
static void
test_outage (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();
  gint64 retry;

  simmer_gate_begin_question (gate, SECOND);
  simmer_gate_begin_question (gate, SECOND);
  simmer_gate_end_question (gate, 2 * SECOND);
  g_assert_cmpint (simmer_gate_get_patience (gate, 2 * SECOND), ==, NEVER);
  simmer_gate_note_outage (gate, &cadence, SECOND, 2 * SECOND, 0.5);
  g_assert_true (simmer_gate_is_out (gate));
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 2 * SECOND), ==, NEVER);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_ORDER, 2 * SECOND), ==, 2 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_FETCH, 2 * SECOND), ==, 2 * SECOND);

  /* The other one was under way before: it is the same failure. */
  simmer_gate_end_question (gate, 3 * SECOND);
  retry = next_of (gate, SIMMER_TURN_QUESTION, 3 * SECOND);
  simmer_gate_note_outage (gate, &cadence, SECOND, 3 * SECOND, 0.5);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 3 * SECOND), ==, retry);
  g_assert_cmpint (retry, >, 2 * SECOND);
  simmer_gate_note_outage (gate, &cadence, retry, retry, 0.5);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, retry), >, retry);
  g_assert_cmpint (simmer_gate_get_patience (gate, retry), ==, 5 * SECOND);
  g_assert_cmpint (simmer_gate_get_patience (gate, 82 * SECOND), ==, 20 * SECOND);
  g_assert_cmpint (simmer_gate_get_patience (gate, 1000 * SECOND), ==, 30 * SECOND);

  simmer_gate_hurry (gate);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, retry), ==, retry);
  g_assert_true (simmer_gate_note_heard (gate, retry));
  g_assert_false (simmer_gate_is_out (gate));
}

/* The first that would try again decides, but nobody makes it later. */
static void
test_hasten (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();
  SimmerCadence seldom = cadence;
  gint64 retry;

  seldom.minimum = 100 * SECOND;
  simmer_gate_hasten (gate, &cadence);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, SECOND), ==, SECOND);
  g_assert_true (simmer_gate_note_outage (gate, &seldom, SECOND, 2 * SECOND, 0));
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 2 * SECOND), ==, 102 * SECOND);
  simmer_gate_hasten (gate, &cadence);
  retry = next_of (gate, SIMMER_TURN_QUESTION, 2 * SECOND);
  g_assert_cmpint (retry, >, 2 * SECOND);
  g_assert_cmpint (retry, <, 6 * SECOND);
  simmer_gate_hasten (gate, &seldom);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 2 * SECOND), ==, retry);
  g_assert_false (simmer_gate_note_outage (gate, &seldom, SECOND, 3 * SECOND, 0));
  simmer_gate_hurry (gate);
  simmer_gate_hasten (gate, &cadence);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 2 * SECOND), ==, 2 * SECOND);

  /* Where the network monitor denies the host, it is tried once a minute. */
  simmer_gate_set_reachable (gate, FALSE, 10 * SECOND);
  g_assert_true (simmer_gate_note_outage (gate, &seldom, 70 * SECOND, 71 * SECOND, 0));
  simmer_gate_hasten (gate, &cadence);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 71 * SECOND), ==, 131 * SECOND);
  simmer_gate_begin (gate, 80 * SECOND);
  simmer_gate_end (gate, 81 * SECOND);
  simmer_gate_hasten (gate, &cadence);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 81 * SECOND), ==, 140 * SECOND);
}

/* What the network monitor denies is tried once a minute, and believed where it answers. */
static void
test_denied (void)
{
  g_autoptr (SimmerGate) gate = new_gate ();

  g_assert_false (simmer_gate_set_reachable (gate, TRUE, SECOND));
  g_assert_true (simmer_gate_set_reachable (gate, FALSE, SECOND));
  g_assert_false (simmer_gate_is_reachable (gate));
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, SECOND), ==, 61 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_ORDER, SECOND), ==, SECOND);

  simmer_gate_begin_question (gate, 61 * SECOND);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 61 * SECOND), ==, NEVER);
  simmer_gate_end_question (gate, 62 * SECOND);
  simmer_gate_note_outage (gate, &cadence, 61 * SECOND, 62 * SECOND, 0);
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 62 * SECOND), ==, 122 * SECOND);

  g_assert_true (simmer_gate_note_heard (gate, 70 * SECOND));
  g_assert_true (simmer_gate_is_reachable (gate));
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 70 * SECOND), ==, 70 * SECOND);
  simmer_gate_note_outage (gate, &cadence, 70 * SECOND, 71 * SECOND, 0);
  g_assert_false (simmer_gate_is_reachable (gate));
  g_assert_true (simmer_gate_set_reachable (gate, TRUE, 72 * SECOND));
  g_assert_cmpint (next_of (gate, SIMMER_TURN_QUESTION, 72 * SECOND), ==, 72 * SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/pace", test_pace);
  g_test_add_func ("/gate/rate", test_rate);
  g_test_add_func ("/gate/concurrency", test_concurrency);
  g_test_add_func ("/gate/rest", test_rest);
  g_test_add_func ("/gate/quota", test_quota);
  g_test_add_func ("/gate/window", test_window);
  g_test_add_func ("/gate/windows", test_windows);
  g_test_add_func ("/gate/unsaid", test_unsaid);
  g_test_add_func ("/gate/pause", test_pause);
  g_test_add_func ("/gate/outage", test_outage);
  g_test_add_func ("/gate/hasten", test_hasten);
  g_test_add_func ("/gate/denied", test_denied);

  return g_test_run ();
}
