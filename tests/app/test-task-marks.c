/* Marks: what is told of them, and what of them is left when tasks go. */

#include "config.h"

#include "demo.h"
#include "simmer-task-marks.h"

#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

typedef struct
{
  SimmerTaskQueue *queue;
  SimmerTaskMarks *marks;
  SimmerTask *tasks[3];
  guint n_selecting;
  guint n_marked;
} Fixture;

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (NOON);
  g_autoptr (SimmerTaskSections) sections = NULL;

  fixture->queue = simmer_task_queue_new ();
  sections = simmer_task_sections_new (fixture->queue, clock);
  fixture->marks = simmer_task_marks_new (sections);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->tasks); i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      fixture->tasks[i] = demo_task_new (id, "Replicate", "image", id);
      simmer_task_queue_add (fixture->queue, fixture->tasks[i]);
    }
  g_signal_connect (
    fixture->marks, "notify::selecting", G_CALLBACK (count_cb), &fixture->n_selecting);
  g_signal_connect (fixture->marks, "notify::n-marked", G_CALLBACK (count_cb), &fixture->n_marked);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->marks;

  g_object_add_weak_pointer (G_OBJECT (fixture->marks), &weak);
  g_object_unref (fixture->marks);
  g_assert_null (weak);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->tasks); i++)
    g_object_unref (fixture->tasks[i]);
  g_object_unref (fixture->queue);
}

static guint
count_marked (Fixture *fixture)
{
  guint n;

  g_object_get (fixture->marks, "n-marked", &n, NULL);
  return n;
}

static void
test_toggle (Fixture *fixture, gconstpointer data)
{
  simmer_task_marks_toggle (fixture->marks, fixture->tasks[1]);
  g_assert_true (simmer_task_marks_get_selecting (fixture->marks));
  g_assert_true (simmer_task_marks_contains (fixture->marks, fixture->tasks[1]));
  g_assert_false (simmer_task_marks_contains (fixture->marks, fixture->tasks[0]));
  g_assert_cmpuint (fixture->n_selecting, ==, 1);
  g_assert_cmpuint (fixture->n_marked, ==, 1);

  /* the last mark may go without an end of selecting */
  simmer_task_marks_toggle (fixture->marks, fixture->tasks[1]);
  g_assert_cmpuint (count_marked (fixture), ==, 0);
  g_assert_true (simmer_task_marks_get_selecting (fixture->marks));
  g_assert_cmpuint (fixture->n_marked, ==, 2);
}

static void
test_tells_only_changes (Fixture *fixture, gconstpointer data)
{
  simmer_task_marks_set_selecting (fixture->marks, FALSE);
  g_assert_cmpuint (fixture->n_selecting, ==, 0);
  simmer_task_marks_set_selecting (fixture->marks, TRUE);
  g_assert_cmpuint (fixture->n_selecting, ==, 1);
  g_assert_cmpuint (fixture->n_marked, ==, 0);

  simmer_task_marks_add_all (fixture->marks);
  g_assert_cmpuint (count_marked (fixture), ==, 3);
  g_assert_cmpuint (fixture->n_marked, ==, 1);
  simmer_task_marks_add_all (fixture->marks);
  g_assert_cmpuint (fixture->n_marked, ==, 1);

  simmer_task_marks_set_selecting (fixture->marks, FALSE);
  g_assert_cmpuint (count_marked (fixture), ==, 0);
  g_assert_cmpuint (fixture->n_marked, ==, 2);
  g_assert_cmpuint (fixture->n_selecting, ==, 2);
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n, GtkBitset *told)
{
  gtk_bitset_remove_all (told);
  gtk_bitset_add_range (told, position, n);
}

static guint
count_told (GtkBitset *told)
{
  guint n = (guint) gtk_bitset_get_size (told);

  gtk_bitset_remove_all (told);
  return n;
}

/* As a model of a view: the heading is first. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->marks);
  g_autoptr (GtkBitset) told = gtk_bitset_new_empty ();
  g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (model), 2);

  g_signal_connect (model, "selection-changed", G_CALLBACK (selection_changed_cb), told);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 4);
  simmer_task_marks_toggle (fixture->marks, task);
  g_assert_true (gtk_bitset_contains (told, 2));
  g_assert_cmpuint (count_told (told), ==, 1);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (gtk_selection_model_is_selected (model, i), ==, i == 2);

  simmer_task_marks_add_all (fixture->marks);
  g_assert_cmpuint (count_told (told), ==, 4);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  simmer_task_marks_set_selecting (fixture->marks, FALSE);
  g_assert_cmpuint (count_told (told), ==, 4);
  g_assert_false (gtk_selection_model_is_selected (model, 2));

  /* what a view does as the cursor moves marks nothing */
  g_assert_false (gtk_selection_model_select_item (model, 2, TRUE));
  g_assert_false (gtk_selection_model_select_all (model));
  g_assert_cmpuint (count_marked (fixture), ==, 0);
  g_assert_cmpuint (count_told (told), ==, 0);

  simmer_task_queue_remove (fixture->queue, task);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
}

static void
test_gone_tasks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;

  simmer_task_marks_add_all (fixture->marks);
  simmer_task_queue_remove (fixture->queue, fixture->tasks[2]);
  tasks = simmer_task_marks_get_tasks (fixture->marks);
  g_assert_cmpuint (tasks->len, ==, 2);
  g_assert_false (g_ptr_array_find (tasks, fixture->tasks[2], NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/marks/toggle", Fixture, NULL, set_up, test_toggle, tear_down);
  g_test_add (
    "/marks/tells-only-changes", Fixture, NULL, set_up, test_tells_only_changes, tear_down);
  g_test_add ("/marks/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/marks/gone-tasks", Fixture, NULL, set_up, test_gone_tasks, tear_down);

  return g_test_run ();
}
