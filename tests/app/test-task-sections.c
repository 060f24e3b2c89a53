/* The queue in sections: what moves, what does not, and what is told of it. */

#include "config.h"

#include "demo.h"
#include "simmer-task-sections.h"

#define HOUR G_TIME_SPAN_HOUR
#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC) /* 2023-11-15 12:00 UTC */

typedef struct
{
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerTaskSections *sections;
  GPtrArray *mirror; /* what somebody knows who only listens to items-changed */
  guint n_emissions;
  guint n_moved;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_assert_cmpuint (position + removed, <=, fixture->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (fixture->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (
      fixture->mirror, (int) (position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (fixture->mirror->len, ==, g_list_model_get_n_items (model));
  fixture->n_emissions++;
}

static void
moved_cb (SimmerTaskSections *sections, SimmerTask *task, Fixture *fixture)
{
  fixture->n_moved++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = simmer_clock_new_fake (NOON);
  fixture->queue = simmer_task_queue_new ();
  fixture->sections = simmer_task_sections_new (fixture->queue, fixture->clock);
  fixture->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fixture->sections, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect (fixture->sections, "moved", G_CALLBACK (moved_cb), fixture);
}

static void
check_mirror (Fixture *fixture)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->sections));

  g_assert_cmpuint (fixture->mirror->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (fixture->sections), i);

      g_assert_true (item == fixture->mirror->pdata[i]);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->sections), n));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->sections;

  check_mirror (fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->sections), &weak);
  g_object_unref (fixture->sections);
  g_assert_null (weak);
  g_ptr_array_unref (fixture->mirror);
  g_object_unref (fixture->queue);
  g_object_unref (fixture->clock);
}

static SimmerTask *
add (Fixture *fixture, const char *id, gint64 created)
{
  SimmerTask *task = demo_task_new (id, "Replicate", "image", id);

  simmer_task_set_created (task, created, TRUE);
  simmer_task_queue_add (fixture->queue, task);
  g_object_unref (task);

  return task;
}

/* The list as one line: headings in brackets with their counts. */
static char *
describe (Fixture *fixture)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < fixture->mirror->len; i++)
    {
      gpointer item = fixture->mirror->pdata[i];

      if (line->len > 0)
        g_string_append_c (line, ' ');
      if (SIMMER_IS_SECTION (item))
        g_string_append_printf (
          line, "[%s %u]", simmer_section_get_title (item), simmer_section_get_count (item));
      else
        g_string_append (line, simmer_task_get_id (item));
    }

  return g_string_free (line, FALSE);
}

static void
assert_list (Fixture *fixture, const char *expected)
{
  g_autofree char *line = describe (fixture);

  check_mirror (fixture);
  g_assert_cmpstr (line, ==, expected);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task;

  add (fixture, "w1", NOON - 30);
  add (fixture, "w2", NOON - 20);
  demo_run (add (fixture, "r1", NOON - 40), NOON, 0.5);
  task = add (fixture, "f1", NOON - 50);
  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
  task = add (fixture, "d1", NOON - 60);
  demo_finish (task, NOON - HOUR, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  task = add (fixture, "d2", NOON - 30 * HOUR);
  demo_finish (task, NOON - 13 * HOUR, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  task = add (fixture, "d3", NOON - 80 * HOUR);
  demo_finish (task, NOON - 70 * HOUR, SIMMER_TASK_STATUS_CANCELLED, NULL, NULL);

  assert_list (fixture,
               "[Needs Attention 1] f1 [Running 1] r1 [Waiting 2] w2 w1 "
               "[Today 1] d1 [Yesterday 1] d2 [Earlier 1] d3");
  g_assert_cmpuint (simmer_task_sections_get_n_tasks (fixture->sections), ==, 7);
}

static void
test_progress_moves_nothing (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", NOON - 2);

  add (fixture, "b", NOON - 1);
  demo_run (task, NOON, 0.1);
  fixture->n_emissions = 0;
  for (int i = 2; i < 100; i++)
    demo_run (task, NOON + i, i / 100.0);
  g_assert_cmpuint (fixture->n_emissions, ==, 0);
}

static void
test_status_moves_one (Fixture *fixture, gconstpointer data)
{
  SimmerTask *tasks[100];
  guint position;

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autofree char *id = g_strdup_printf ("t%02u", i);

      tasks[i] = add (fixture, id, NOON - i);
    }
  fixture->n_emissions = 0;
  demo_run (tasks[50], NOON, 0.1);
  /* out of one place, into another */
  g_assert_cmpuint (fixture->n_emissions, ==, 2);
  g_assert_cmpuint (fixture->n_moved, ==, 1);
  g_assert_true (simmer_task_sections_find (fixture->sections, tasks[50], &position));
  g_assert_cmpuint (position, ==, 1);
  g_assert_true (simmer_task_sections_find (fixture->sections, tasks[49], &position));
  g_assert_cmpuint (position, ==, 3 + 49);
}

static void
test_edges (Fixture *fixture, gconstpointer data)
{
  gboolean first;
  gboolean last;

  add (fixture, "a", NOON - 3);
  add (fixture, "b", NOON - 2);
  add (fixture, "c", NOON - 1);
  simmer_task_sections_get_edges (fixture->sections, 1, &first, &last);
  g_assert_true (first && !last);
  simmer_task_sections_get_edges (fixture->sections, 2, &first, &last);
  g_assert_true (!first && !last);
  simmer_task_sections_get_edges (fixture->sections, 3, &first, &last);
  g_assert_true (!first && last);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", NOON - 2);
  SimmerTask *b = add (fixture, "b", NOON - 1);

  g_object_ref (a);
  simmer_task_queue_remove (fixture->queue, a);
  assert_list (fixture, "[Waiting 1] b");
  simmer_task_queue_remove (fixture->queue, b);
  assert_list (fixture, "");
  simmer_task_queue_add (fixture->queue, a);
  assert_list (fixture, "[Waiting 1] a");
  g_object_unref (a);
}

static void
test_midnight (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", NOON - HOUR);

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  add (fixture, "w", NOON);
  assert_list (fixture, "[Waiting 1] w [Today 1] a");
  simmer_clock_advance (fixture->clock, 11 * HOUR);
  assert_list (fixture, "[Waiting 1] w [Today 1] a");
  simmer_clock_advance (fixture->clock, HOUR + G_USEC_PER_SEC);
  assert_list (fixture, "[Waiting 1] w [Yesterday 1] a");
  simmer_clock_advance (fixture->clock, 24 * HOUR);
  assert_list (fixture, "[Waiting 1] w [Earlier 1] a");
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "Lighthouse at DUSK", NOON - 3);

  simmer_task_set_remote_id (task, "rrr8d1kz");
  add (fixture, "Paper boats", NOON - 2);
  simmer_task_sections_set_search (fixture->sections, "dus");
  assert_list (fixture, "[Waiting 1] Lighthouse at DUSK");
  simmer_task_sections_set_search (fixture->sections, "dusk");
  assert_list (fixture, "[Waiting 1] Lighthouse at DUSK");
  simmer_task_sections_set_search (fixture->sections, "RRR8");
  assert_list (fixture, "[Waiting 1] Lighthouse at DUSK");
  simmer_task_sections_set_search (fixture->sections, "replicate");
  assert_list (fixture, "[Waiting 2] Paper boats Lighthouse at DUSK");
  simmer_task_sections_set_search (fixture->sections, "nothing like it");
  assert_list (fixture, "");
  /* what comes in meanwhile is held to the same */
  add (fixture, "nothing like it at all", NOON - 1);
  assert_list (fixture, "[Waiting 1] nothing like it at all");
  simmer_task_sections_set_search (fixture->sections, "  ");
  assert_list (fixture, "[Waiting 3] nothing like it at all Paper boats Lighthouse at DUSK");
}

static void
test_shown (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", NOON - 3);

  add (fixture, "b", NOON - 2);
  simmer_task_sections_set_shown (fixture->sections, SIMMER_SHOWN_ACTIVE);
  assert_list (fixture, "[Waiting 2] b a");
  /* a task that ends leaves the active ones */
  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  assert_list (fixture, "[Waiting 1] b");
  simmer_task_sections_set_shown (fixture->sections, SIMMER_SHOWN_DONE);
  assert_list (fixture, "[Today 1] a");
  simmer_task_sections_set_shown (fixture->sections, SIMMER_SHOWN_FAILED);
  assert_list (fixture, "");
  simmer_task_sections_set_shown (fixture->sections, SIMMER_SHOWN_ALL);
  assert_list (fixture, "[Waiting 1] b [Today 1] a");
}

static void
test_acknowledge (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", NOON - 3);
  g_auto (GStrv) ids = NULL;

  simmer_task_sections_acknowledge (fixture->sections, task); /* nothing has failed yet */
  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
  assert_list (fixture, "[Needs Attention 1] a");
  simmer_task_sections_acknowledge (fixture->sections, task);
  assert_list (fixture, "[Today 1] a");
  ids = simmer_task_sections_dup_acknowledged (fixture->sections);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_cmpstr (ids[0], ==, "a");

  /* tried again, it may fail again */
  simmer_task_begin_attempt (task, NOON);
  assert_list (fixture, "[Waiting 1] a");
  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
  assert_list (fixture, "[Needs Attention 1] a");
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 10000; i++)
    {
      SimmerTask *task = simmer_task_new (NULL, "a", "Replicate");

      simmer_task_set_created (task, NOON - i, TRUE);
      g_ptr_array_add (tasks, task);
    }
  simmer_task_queue_add_many (fixture->queue, tasks);
  /* one emission, not ten thousand */
  g_assert_cmpuint (fixture->n_emissions, ==, 1);
  g_assert_cmpuint (fixture->mirror->len, ==, 10001);
}

/* A thousand random changes: whoever only listens always knows the same as the model. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (int i = 0; i < 1000; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->queue));
      g_autoptr (SimmerTask) task = NULL;

      if (n < 5 || g_rand_int_range (random, 0, 4) == 0)
        {
          g_autofree char *id = g_strdup_printf ("t%d", i);

          add (fixture, id, NOON - g_rand_int_range (random, 0, 1000));
          continue;
        }
      task = g_list_model_get_item (G_LIST_MODEL (fixture->queue),
                                    (guint) g_rand_int_range (random, 0, (int) n));
      switch (g_rand_int_range (random, 0, 5))
        {
        case 0:
          simmer_task_queue_remove (fixture->queue, task);
          break;
        case 1:
          demo_run (task, NOON + i, g_rand_double (random));
          break;
        case 2:
          demo_finish (task, NOON + i, SIMMER_TASK_STATUS_FAILED, "No", NULL);
          break;
        case 3:
          demo_finish (task, NOON + i, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
          break;
        default:
          simmer_task_sections_acknowledge (fixture->sections, task);
        }
      check_mirror (fixture);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sections/order", test_order },
    { "/sections/progress-moves-nothing", test_progress_moves_nothing },
    { "/sections/status-moves-one", test_status_moves_one },
    { "/sections/edges", test_edges },
    { "/sections/remove", test_remove },
    { "/sections/midnight", test_midnight },
    { "/sections/search", test_search },
    { "/sections/shown", test_shown },
    { "/sections/acknowledge", test_acknowledge },
    { "/sections/many", test_many },
    { "/sections/random", test_random },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
