/* The queue as a list model: order, look-ups, counts, and the figures for all. */

#include "simmer-task-queue.h"

#define NOW        (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECONDS(n) ((gint64) (n) *G_USEC_PER_SEC)

typedef struct
{
  guint n;
  guint position;
  guint removed;
  guint added;
} Changes;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Changes *changes)
{
  changes->n++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

static void
status_changed_cb (SimmerTaskQueue *queue, SimmerTask *task, SimmerTaskStatus former, guint *n)
{
  (*n)++;
}

static SimmerTask *
make_task (const char *id, gint64 created)
{
  SimmerTask *task = simmer_task_new (id, "builtin", "This Computer");

  simmer_task_set_created (task, created, TRUE);

  return task;
}

static void
hear (SimmerTask *task, SimmerTaskStatus status, double progress, gint64 when)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_report_set_progress (report, progress);
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), when);
}

static void
test_newest_first (void)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (SimmerTask) old = make_task ("a", NOW);
  g_autoptr (SimmerTask) new = make_task ("b", NOW + 1);
  g_autoptr (SimmerTask) middle = make_task ("c", NOW);
  Changes changes = { 0 };

  g_signal_connect (queue, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  simmer_task_queue_add (queue, old);
  simmer_task_queue_add (queue, new);
  simmer_task_queue_add (queue, middle);
  simmer_task_queue_add (queue, middle);
  g_assert_cmpuint (changes.n, ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      SimmerTask *const order[] = { new, old, middle };
      g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (queue), i);

      g_assert_true (task == order[i]);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (queue), 3));

  g_assert_true (simmer_task_queue_remove (queue, old));
  g_assert_false (simmer_task_queue_remove (queue, old));
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.removed, ==, 1);
}

static void
test_many_at_once (void)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) older = g_ptr_array_new_with_free_func (g_object_unref);
  Changes changes = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);
      g_autofree char *old_id = g_strdup_printf ("o%u", i);

      g_ptr_array_add (page, make_task (id, NOW + i));
      g_ptr_array_add (older, make_task (old_id, NOW - 1 - i));
    }
  g_signal_connect (queue, "items-changed", G_CALLBACK (items_changed_cb), &changes);
  simmer_task_queue_add_many (queue, page);
  simmer_task_queue_add_many (queue, older);
  simmer_task_queue_add_many (queue, page);
  g_assert_cmpuint (changes.n, ==, 2);
  g_assert_cmpuint (changes.position, ==, 100);
  g_assert_cmpuint (changes.removed, ==, 0);
  g_assert_cmpuint (changes.added, ==, 100);
}

static void
test_look_up (void)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (SimmerTask) task = make_task ("a", NOW);

  simmer_task_queue_add (queue, task);
  g_assert_true (simmer_task_queue_find (queue, "a") == task);
  g_assert_null (simmer_task_queue_find (queue, "b"));
  g_assert_null (simmer_task_queue_find_remote (queue, "builtin", "r1"));

  simmer_task_set_remote_id (task, "r1");
  g_assert_true (simmer_task_queue_find_remote (queue, "builtin", "r1") == task);
  g_assert_null (simmer_task_queue_find_remote (queue, "other", "r1"));
  simmer_task_set_remote_id (task, "r2");
  g_assert_null (simmer_task_queue_find_remote (queue, "builtin", "r1"));
  simmer_task_queue_remove (queue, task);
  g_assert_null (simmer_task_queue_find_remote (queue, "builtin", "r2"));
}

static void
test_counts_follow (void)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (SimmerTask) task = make_task ("a", NOW);
  guint moved = 0;
  guint revision;

  simmer_task_queue_add (queue, task);
  g_signal_connect (queue, "status-changed", G_CALLBACK (status_changed_cb), &moved);
  g_assert_cmpuint (simmer_task_queue_get_n_active (queue), ==, 1);

  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.1, NOW + 1);
  g_assert_cmpuint (moved, ==, 1);
  revision = simmer_task_queue_get_revision (queue);
  hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.2, NOW + 2);
  g_assert_cmpuint (moved, ==, 1);
  g_assert_cmpuint (simmer_task_queue_get_revision (queue), >, revision);
  g_assert_cmpuint (
    simmer_task_queue_get_n_with_status (queue, SIMMER_TASK_STATUS_IN_PROGRESS), ==, 1);

  hear (task, SIMMER_TASK_STATUS_FAILED, -1, NOW + 3);
  g_assert_cmpuint (simmer_task_queue_get_n_active (queue), ==, 0);
  g_assert_cmpuint (simmer_task_queue_get_n_with_status (queue, SIMMER_TASK_STATUS_FAILED), ==, 1);
  simmer_task_set_intent (task, SIMMER_INTENT_RETRYING);
  g_assert_cmpuint (simmer_task_queue_get_n_active (queue), ==, 1);
  simmer_task_queue_remove (queue, task);
  g_assert_cmpuint (simmer_task_queue_get_n_active (queue), ==, 0);
}

static void
test_overall_never_runs_back (void)
{
  g_autoptr (SimmerTaskQueue) queue = simmer_task_queue_new ();
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  SimmerEstimate estimate;
  double before = 0;

  simmer_task_queue_get_overall (queue, NOW, &estimate);
  g_assert_cmpfloat (estimate.progress, ==, -1);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      g_ptr_array_add (tasks, make_task (id, NOW + i));
    }
  simmer_task_queue_add_many (queue, tasks);

  for (guint step = 1; step <= 20; step++)
    {
      SimmerTask *task = tasks->pdata[step % 4];

      /* One of them is requeued on the way: the figure for all holds. */
      if (step == 11)
        hear (task, SIMMER_TASK_STATUS_PENDING, -1, NOW + SECONDS (step));
      else if (step > 16)
        hear (task, SIMMER_TASK_STATUS_COMPLETED, -1, NOW + SECONDS (step));
      else
        hear (task, SIMMER_TASK_STATUS_IN_PROGRESS, step / 20.0, NOW + SECONDS (step));
      simmer_task_queue_get_overall (queue, NOW + SECONDS (step), &estimate);
      if (step == 20)
        break;
      g_assert_cmpfloat (estimate.progress, >=, before);
      g_assert_cmpfloat (estimate.progress, <, 1);
      before = estimate.progress;
    }
  g_assert_cmpfloat (before, >=, 0.75);
  g_assert_cmpfloat (estimate.progress, ==, -1);
}

static void
test_finalizes_with_its_tasks (void)
{
  SimmerTaskQueue *queue = simmer_task_queue_new ();
  SimmerTask *task = make_task ("a", NOW);
  gpointer watched = task;

  simmer_task_queue_add (queue, task);
  g_object_add_weak_pointer (G_OBJECT (task), &watched);
  g_object_unref (task);
  g_assert_nonnull (watched);
  g_object_unref (queue);
  g_assert_null (watched);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task-queue/newest-first", test_newest_first);
  g_test_add_func ("/task-queue/many-at-once", test_many_at_once);
  g_test_add_func ("/task-queue/look-up", test_look_up);
  g_test_add_func ("/task-queue/counts-follow", test_counts_follow);
  g_test_add_func ("/task-queue/overall-never-runs-back", test_overall_never_runs_back);
  g_test_add_func ("/task-queue/finalizes-with-its-tasks", test_finalizes_with_its_tasks);

  return g_test_run ();
}
