/* What is said of all tasks together, and when; and their results, saved together. */

#include "config.h"

#include "app-fixture.h"
#include "demo.h"
#include "simmer-overview.h"
#include "simmer-save-tasks.h"
#include "simmer-test-folder.h"
#include "simmer-test-network.h"

#define NOON   (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)
#define SECOND G_TIME_SPAN_SECOND

typedef struct
{
  char *folder;
  SimmerClock *clock;
  GNetworkMonitor *monitor;
  SimmerTaskManager *manager;
  SimmerOverview *overview;
  guint n_notified;
  guint n_due;

  gboolean saved;
  GError *error;
  guint n_files;
} Fixture;

static void
notify_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
due_cb (SimmerOverview *overview, guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerNetwork) network = NULL;

  fixture->folder = g_dir_make_tmp ("simmer-overview-XXXXXX", NULL);
  fixture->clock = simmer_clock_new_fake (NOON);
  fixture->monitor = simmer_test_monitor_new (TRUE);
  network = simmer_network_new (fixture->monitor);
  fixture->manager =
    simmer_task_manager_new (fixture->folder, fixture->clock, network, SIMMER_FOLLOWING_NAMED);
  fixture->overview = simmer_overview_new (fixture->manager);
  g_signal_connect (
    fixture->overview, "notify::summary", G_CALLBACK (notify_cb), &fixture->n_notified);
  g_signal_connect (fixture->overview, "due", G_CALLBACK (due_cb), &fixture->n_due);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->overview;

  g_object_add_weak_pointer (G_OBJECT (fixture->overview), &weak);
  g_object_unref (fixture->overview);
  g_assert_null (weak);
  g_object_unref (fixture->manager);
  app_wait_for_idle ();
  g_object_unref (fixture->monitor);
  g_object_unref (fixture->clock);
  g_clear_error (&fixture->error);
  simmer_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static SimmerTask *
add (Fixture *fixture, const char *id)
{
  SimmerTask *task = demo_task_new (id, "Replicate", "image", id);

  simmer_task_set_created (task, NOON - 1, TRUE);
  simmer_task_queue_add (simmer_task_manager_get_queue (fixture->manager), task);
  g_object_unref (task);

  return task;
}

static void
assert_summary (Fixture *fixture, const char *summary)
{
  simmer_overview_update (fixture->overview);
  g_assert_cmpstr (simmer_overview_get_summary (fixture->overview), ==, summary);
}

static void
test_summary (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task;

  assert_summary (fixture, "");
  g_assert_cmpuint (fixture->n_notified, ==, 0);
  task = add (fixture, "a");
  assert_summary (fixture, "1 waiting");
  assert_summary (fixture, "1 waiting");
  g_assert_cmpuint (fixture->n_notified, ==, 1);

  add (fixture, "b");
  for (int i = 0; i <= 6; i++)
    demo_run (task, NOON + i * 20 * SECOND, 0.02 + i * 0.1);
  simmer_clock_advance (fixture->clock, 120 * SECOND);
  simmer_overview_update (fixture->overview);
  g_assert_true (
    g_str_has_prefix (simmer_overview_get_summary (fixture->overview), "1 running · about "));
  g_assert_cmpstr (simmer_overview_get_brief (fixture->overview), ==, "1 running");
  g_assert_cmpfloat (simmer_overview_get_progress (fixture->overview), >, 0);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  demo_run (add (fixture, "a"), NOON, 0.5);
  assert_summary (fixture, "1 running");
  g_assert_cmpfloat (simmer_overview_get_progress (fixture->overview), >=, 0);

  simmer_task_manager_set_paused (fixture->manager, TRUE);
  assert_summary (fixture, "Paused");
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (fixture->monitor), FALSE);
  assert_summary (fixture, "Offline");
  g_assert_cmpfloat (simmer_overview_get_progress (fixture->overview), ==, -1);
}

static gboolean
is_due (gpointer data)
{
  return ((Fixture *) data)->n_due > 0;
}

static void
test_gathers (Fixture *fixture, gconstpointer data)
{
  simmer_overview_set_awake (fixture->overview, TRUE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      demo_run (add (fixture, id), NOON, 0.5);
    }
  g_assert_cmpuint (fixture->n_due, ==, 0);
  g_assert_true (app_wait_until (is_due, fixture));
  g_assert_cmpuint (fixture->n_due, ==, 1);
}

/* --- Saving --- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *folder = NULL;

  if (simmer_save_tasks_finish (result, &fixture->n_files, &folder, &fixture->error))
    g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  fixture->saved = TRUE;
}

static gboolean
is_saved (gpointer data)
{
  return ((Fixture *) data)->saved;
}

static void
save (Fixture *fixture, GPtrArray *tasks)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "saved", NULL);

  fixture->saved = FALSE;
  simmer_save_tasks_async (fixture->manager, tasks, folder, NULL, saved_cb, fixture);
  g_assert_true (app_wait_until (is_saved, fixture));
}

static SimmerTask *
add_done (Fixture *fixture, const char *id, gboolean there)
{
  g_autofree char *path = g_build_filename (fixture->folder, id, NULL);
  SimmerTask *task = add (fixture, id);

  if (there)
    g_assert_true (g_file_set_contents (path, id, -1, NULL));
  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, path);

  return task;
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, add_done (fixture, "a", TRUE));
  g_ptr_array_add (tasks, add_done (fixture, "b", TRUE));
  save (fixture, tasks);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->n_files, ==, 2);

  /* one that cannot be saved is told, and keeps no other from it */
  g_ptr_array_set_size (tasks, 0);
  g_ptr_array_add (tasks, add_done (fixture, "gone", FALSE));
  g_ptr_array_add (tasks, add_done (fixture, "c", TRUE));
  save (fixture, tasks);
  g_assert_nonnull (fixture->error);
}

int
main (int argc, char **argv)
{
  app_fixture_init (&argc, &argv);
  g_test_add ("/overview/summary", Fixture, NULL, set_up, test_summary, tear_down);
  g_test_add ("/overview/silence", Fixture, NULL, set_up, test_silence, tear_down);
  g_test_add ("/overview/gathers", Fixture, NULL, set_up, test_gathers, tear_down);
  g_test_add ("/overview/save", Fixture, NULL, set_up, test_save, tear_down);

  return app_fixture_run ();
}
