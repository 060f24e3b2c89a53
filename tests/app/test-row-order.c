/* The one order that a row offers, in each state of its task. */

#include "config.h"

#include "demo.h"
#include "simmer-row-order.h"

#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

static SimmerTask *
new_task (void)
{
  return demo_task_new ("one", "Replicate", "image", "A lighthouse at dusk");
}

static void
assert_order (SimmerTask *task, const char *action, gboolean word, gboolean sensitive)
{
  SimmerRowOrder order;

  simmer_row_order_init (&order, task, NULL, FALSE);
  g_assert_cmpstr (order.action, ==, action);
  if (action == NULL)
    return;
  g_assert_cmpint (order.word, ==, word);
  g_assert_cmpint (order.sensitive, ==, sensitive);
  g_assert_nonnull (order.icon);
  g_assert_cmpstr (order.label, !=, "");
}

static void
test_active (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  SimmerRowOrder order;

  demo_wait (task, NOON, 3);
  assert_order (task, "win.cancel", FALSE, TRUE);
  demo_run (task, NOON, 0.5);
  assert_order (task, "win.cancel", FALSE, TRUE);

  /* an order that is held back is not given twice */
  simmer_row_order_init (&order, task, NULL, TRUE);
  g_assert_cmpstr (order.action, ==, "win.cancel");
  g_assert_false (order.sensitive);

  simmer_task_set_tracking (task, SIMMER_TRACKING_OFFLINE, 0);
  assert_order (task, "win.cancel", FALSE, FALSE);
  simmer_task_set_tracking (task, SIMMER_TRACKING_POLLING, 0);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  assert_order (task, "win.cancel", FALSE, FALSE);
}

static void
test_ended (void)
{
  g_autoptr (SimmerTask) done = new_task ();
  g_autoptr (SimmerTask) failed = new_task ();
  g_autoptr (SimmerTask) cancelled = new_task ();

  demo_finish (done, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  assert_order (done, "win.save", FALSE, TRUE);
  demo_finish (failed, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
  assert_order (failed, "win.retry", TRUE, TRUE);
  demo_finish (cancelled, NOON, SIMMER_TASK_STATUS_CANCELLED, NULL, NULL);
  assert_order (cancelled, "win.retry", FALSE, TRUE);
}

static void
test_nothing_to_save (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  SimmerReport *report = simmer_report_new ();

  simmer_report_set_status (report, SIMMER_TASK_STATUS_COMPLETED);
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), NOON);
  simmer_report_unref (report);
  assert_order (task, NULL, FALSE, FALSE);
}

static void
test_unsure (void)
{
  g_autoptr (SimmerTask) task = new_task ();

  simmer_task_set_intent (task, SIMMER_INTENT_UNSURE);
  assert_order (task, "win.retry", TRUE, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-order/active", test_active);
  g_test_add_func ("/row-order/ended", test_ended);
  g_test_add_func ("/row-order/nothing-to-save", test_nothing_to_save);
  g_test_add_func ("/row-order/unsure", test_unsure);

  return g_test_run ();
}
