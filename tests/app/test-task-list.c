/* The list: which rows it keeps up to date, when it rests, and where the focus goes. Counts, not
 * times. */

#include "config.h"

#include "app-fixture.h"
#include "demo.h"
#include "simmer-task-list.h"

#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

typedef struct
{
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerTaskSections *sections;
  SimmerTaskList *list;
  GtkWidget *window;
} Fixture;

static SimmerTask *
add (Fixture *fixture, const char *id, gint64 created)
{
  SimmerTask *task = demo_task_new (id, "Replicate", "image", id);

  simmer_task_set_created (task, created, TRUE);
  simmer_task_queue_add (fixture->queue, task);
  g_object_unref (task);

  return task;
}

static void
add_many (Fixture *fixture, guint n)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%05u", i);
      SimmerTask *task = demo_task_new (id, "Replicate", "image", id);

      simmer_task_set_created (task, NOON - i, TRUE);
      demo_run (task, NOON, 0.5);
      g_ptr_array_add (tasks, task);
    }
  simmer_task_queue_add_many (fixture->queue, tasks);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  fixture->clock = simmer_clock_new_fake (NOON);
  fixture->queue = simmer_task_queue_new ();
  fixture->sections = simmer_task_sections_new (fixture->queue, fixture->clock);
  if (n > 0)
    add_many (fixture, n);
  fixture->list = SIMMER_TASK_LIST (simmer_task_list_new (fixture->sections, fixture->clock, NULL));
  fixture->window = gtk_application_window_new (app_fixture_get_application ());
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static gboolean
is_resting (gpointer data)
{
  return !simmer_task_list_get_ticking (data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->sections;

  g_object_add_weak_pointer (G_OBJECT (fixture->sections), &weak);
  app_destroy_and_check (fixture->window);
  g_object_unref (fixture->sections);
  g_assert_null (weak);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->clock);
}

typedef void (*RowFunc) (SimmerTaskRow *row, gpointer data);

static void
for_each_row (GtkWidget *widget, RowFunc func, gpointer data)
{
  if (SIMMER_IS_TASK_ROW (widget))
    {
      func (SIMMER_TASK_ROW (widget), data);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    for_each_row (child, func, data);
}

typedef struct
{
  guint n_rows;
  guint n_updates;
} Counts;

static void
count_row (SimmerTaskRow *row, gpointer data)
{
  Counts *counts = data;

  counts->n_rows++;
  counts->n_updates += simmer_task_row_get_n_updates (row);
}

static Counts
count (Fixture *fixture)
{
  Counts counts = { 0 };

  for_each_row (GTK_WIDGET (fixture->list), count_row, &counts);
  return counts;
}

typedef struct
{
  SimmerTask *task;
  SimmerTaskRow *row;
} Search;

static void
match_row (SimmerTaskRow *row, gpointer data)
{
  Search *search = data;

  if (simmer_task_row_get_task (row) == search->task)
    search->row = row;
}

static GtkWidget *
find_row (Fixture *fixture, SimmerTask *task)
{
  Search search = { task, NULL };

  for_each_row (GTK_WIDGET (fixture->list), match_row, &search);
  return GTK_WIDGET (search.row);
}

/* Ten thousand tasks change ten times: only the rows that can be seen are painted, and each once a
 * frame at most. */
static void
test_off_screen (Fixture *fixture, gconstpointer data)
{
  Counts before;
  Counts after;
  guint paints;

  g_assert_true (app_wait_until (is_resting, fixture->list));
  before = count (fixture);
  g_assert_cmpuint (before.n_rows, <=, 250);
  paints = simmer_task_list_get_n_paints (fixture->list);

  for (guint round = 1; round <= 10; round++)
    for (guint i = 0; i < 10000; i++)
      {
        g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

        demo_run (task, NOON + round, 0.5 + round / 100.0);
      }
  app_wait_for_frames (GTK_WIDGET (fixture->list), 3);
  g_assert_true (app_wait_until (is_resting, fixture->list));
  after = count (fixture);
  paints = simmer_task_list_get_n_paints (fixture->list) - paints;
  g_test_message (
    "%u rows, %u painted, in %u looks", after.n_rows, after.n_updates - before.n_updates, paints);
  g_assert_cmpuint (after.n_updates - before.n_updates, >=, 5);
  g_assert_cmpuint (after.n_updates - before.n_updates, <=, 12);
}

/* One of ten thousand starts: the rows that are not it are not bound anew one and all. */
static void
test_status_change (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = simmer_task_queue_find (fixture->queue, "task-00003");
  guint position;

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  g_assert_true (simmer_task_sections_find (fixture->sections, task, &position));
  g_assert_cmpuint (position, ==, 10001);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  g_assert_cmpuint (count (fixture).n_rows, <=, 250);
}

static gboolean
has_focus (gpointer data)
{
  Fixture *fixture = data;

  return simmer_task_list_get_focused (fixture->list) != NULL;
}

static void
test_focus_follows (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "followed", NOON - 10);

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *id = g_strdup_printf ("w%02u", i);

      add (fixture, id, NOON + i);
    }
  simmer_task_list_reveal (fixture->list, task);
  g_assert_true (app_wait_until (has_focus, fixture));
  g_assert_true (simmer_task_list_get_focused (fixture->list) == task);

  demo_run (task, NOON, 0.1);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 4);
  g_assert_true (simmer_task_list_get_focused (fixture->list) == task);

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 4);
  g_assert_true (simmer_task_list_get_focused (fixture->list) == task);
  g_assert_true (gtk_widget_get_mapped (find_row (fixture, task)));
}

static void
test_marks_follow (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", NOON - 1);
  GtkWidget *item;
  g_autoptr (GPtrArray) selected = NULL;

  add (fixture, "b", NOON);
  simmer_task_marks_set_selecting (simmer_task_list_get_marks (fixture->list), TRUE);
  g_signal_emit_by_name (simmer_task_list_get_view (fixture->list), "activate", 2);
  demo_run (a, NOON, 0.1);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  selected = simmer_task_marks_get_tasks (simmer_task_list_get_marks (fixture->list));
  g_assert_cmpuint (selected->len, ==, 1);
  g_assert_true (selected->pdata[0] == a);
  item = gtk_widget_get_parent (find_row (fixture, a));
  g_assert_cmpuint (gtk_widget_get_state_flags (item) & GTK_STATE_FLAG_SELECTED, !=, 0);
  gtk_test_accessible_assert_state (item, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);

  /* nor is it lost where others come in above it */
  add (fixture, "c", NOON + 1);
  demo_run (simmer_task_queue_find (fixture->queue, "c"), NOON, 0.1);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  item = gtk_widget_get_parent (find_row (fixture, a));
  gtk_test_accessible_assert_state (item, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  item = gtk_widget_get_parent (find_row (fixture, simmer_task_queue_find (fixture->queue, "c")));
  gtk_test_accessible_assert_state (item, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);

  simmer_task_marks_set_selecting (simmer_task_list_get_marks (fixture->list), FALSE);
  item = gtk_widget_get_parent (find_row (fixture, a));
  g_assert_cmpuint (gtk_widget_get_state_flags (item) & GTK_STATE_FLAG_SELECTED, ==, 0);
}

static void
test_rests (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", NOON - 1);
  guint paints;

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  g_assert_true (app_wait_until (is_resting, fixture->list));
  paints = simmer_task_list_get_n_paints (fixture->list);
  app_wait_for_frames (fixture->window, 10);
  g_assert_cmpuint (simmer_task_list_get_n_paints (fixture->list), ==, paints);

  /* nor does it work for nobody */
  gtk_widget_set_visible (fixture->window, FALSE);
  demo_run (add (fixture, "b", NOON), NOON, 0.5);
  app_wait_for_idle ();
  g_assert_false (simmer_task_list_get_ticking (fixture->list));
  g_assert_cmpuint (simmer_task_list_get_n_paints (fixture->list), ==, paints);
}

/* What changed while it could not be seen is up to date as soon as it can be. */
static void
test_comes_into_view (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment =
    gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (simmer_task_list_get_view (fixture->list)));
  SimmerTask *task = simmer_task_queue_find (fixture->queue, "task-00020");

  g_assert_true (app_wait_until (is_resting, fixture->list));
  demo_run (task, NOON + 1, 0.75);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 3);
  g_assert_null (app_find_label_with (find_row (fixture, task), "Replicate · 75\u00a0%"));
  gtk_adjustment_set_value (adjustment, 20 * 73);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 3);
  g_assert_nonnull (app_find_label_with (find_row (fixture, task), "Replicate · 75\u00a0%"));

  /* so is what changes before it was ever placed */
  simmer_task_queue_remove (fixture->queue, task);
  gtk_adjustment_set_value (adjustment, 0);
  task = add (fixture, "late", NOON + 10);
  demo_run (task, NOON + 11, 0.1);
  demo_run (task, NOON + 12, 0.2);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 4);
  g_assert_nonnull (app_find_label_with (find_row (fixture, task), "Replicate · 20\u00a0%"));
}

static void
test_edges (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", NOON - 2);
  SimmerTask *b = add (fixture, "b", NOON - 1);
  GtkWidget *node;

  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  node = gtk_widget_get_parent (find_row (fixture, a));
  g_assert_true (gtk_widget_has_css_class (node, "last"));
  g_assert_false (gtk_widget_has_css_class (node, "first"));

  /* its neighbour goes away: now it is both */
  simmer_task_queue_remove (fixture->queue, b);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  node = gtk_widget_get_parent (find_row (fixture, a));
  g_assert_true (gtk_widget_has_css_class (node, "first"));
  g_assert_true (gtk_widget_has_css_class (node, "last"));
}

static void
test_stays_at_top (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment =
    gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (simmer_task_list_get_view (fixture->list)));
  SimmerTask *task;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("w%02u", i);

      add (fixture, id, NOON + i);
      app_wait_for_frames (GTK_WIDGET (fixture->list), 1);
    }
  task = add (fixture, "newest", NOON + 100);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 3);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  g_assert_true (gtk_widget_get_mapped (find_row (fixture, task)));

  /* somebody who has scrolled down is left there */
  gtk_adjustment_set_value (adjustment, 300);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  add (fixture, "newer", NOON + 200);
  app_wait_for_frames (GTK_WIDGET (fixture->list), 3);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 300);
}

static void
test_tab_leaves (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", NOON - 2);
  guint steps = 0;

  add (fixture, "b", NOON - 3);
  simmer_task_list_reveal (fixture->list, a);
  g_assert_true (app_wait_until (has_focus, fixture));
  while (gtk_widget_child_focus (GTK_WIDGET (fixture->list), GTK_DIR_TAB_FORWARD))
    {
      g_assert_true (simmer_task_list_get_focused (fixture->list) == a);
      g_assert_cmpuint (++steps, <, 5);
    }
  /* the contextual button and the menu's */
  g_assert_cmpuint (steps, ==, 2);
}

/* Alone in its section, whose heading has no button then, it is where Tab leads into the list. */
static void
test_tab_enters (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", NOON - 2);

  app_wait_for_frames (GTK_WIDGET (fixture->list), 2);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture->list), GTK_DIR_TAB_FORWARD));
  g_assert_true (app_wait_until (has_focus, fixture));
  g_assert_true (simmer_task_list_get_focused (fixture->list) == a);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    guint n;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/list/off-screen", 10000, test_off_screen },
    { "/list/status-change", 10000, test_status_change },
    { "/list/focus-follows", 0, test_focus_follows },
    { "/list/marks-follow", 0, test_marks_follow },
    { "/list/rests", 0, test_rests },
    { "/list/comes-into-view", 100, test_comes_into_view },
    { "/list/edges", 0, test_edges },
    { "/list/stays-at-top", 0, test_stays_at_top },
    { "/list/tab-leaves", 0, test_tab_leaves },
    { "/list/tab-enters", 0, test_tab_enters },
  };

  app_fixture_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (
      tests[i].path, Fixture, GUINT_TO_POINTER (tests[i].n), set_up, tests[i].func, tear_down);

  return app_fixture_run ();
}
