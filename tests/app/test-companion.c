/* Simmer beside its window, on a bus with stand-ins for panel, jobs and dock: what is shown as far
 * as the person wants it, and that a hidden program is never lost. */

#include "config.h"

#include "simmer-companion.h"
#include "simmer-settings.h"
#include "stand-in.h"
#include "widget-fixture.h"

#include <glib/gstdio.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  SimmerTaskManager *manager; /* (unowned) */
  SimmerClock *clock;         /* (unowned) */
  GSettings *settings;
  SimmerCompanion *companion;
  SimmerTask *task;
  guint n_lost;
  guint n_refused;
} Fixture;

static StandIn desk;

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
hear (Fixture *f, SimmerTaskStatus status, double progress)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_report_set_progress (report, progress);
  simmer_task_apply_report (
    f->task, report, simmer_task_next_sequence (f->task), simmer_clock_get_wall (f->clock));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autofree char *id = g_strdup_printf ("task-%u", n++);

  f->manager = widget_fixture_get_manager ();
  f->clock = simmer_task_manager_get_clock (f->manager);
  f->settings = simmer_settings_new ();
  g_assert_nonnull (f->settings);
  f->companion =
    simmer_companion_new (GTK_APPLICATION (g_application_get_default ()), f->manager, f->settings);
  g_signal_connect_swapped (f->companion, "lost", G_CALLBACK (count_cb), &f->n_lost);
  g_signal_connect_swapped (f->companion, "refused", G_CALLBACK (count_cb), &f->n_refused);
  f->task = simmer_task_new (id, "builtin", "This Computer");
  simmer_task_set_created (f->task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_queue_add (simmer_task_manager_get_queue (f->manager), f->task);
  hear (f, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  simmer_clock_advance (f->clock, SECOND);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *const keys[] = { "show-icon", "show-progress", "autostart" };

  g_assert_finalize_object (f->companion);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (f->settings, keys[i]);
  g_object_unref (f->settings);
  simmer_task_queue_remove (simmer_task_manager_get_queue (f->manager), f->task);
  g_object_unref (f->task);
  stand_in_stop_watcher (&desk);
  stand_in_stop_jobs (&desk);
  stand_in_flush (&desk);
  g_ptr_array_set_size (desk.updates, 0);
  g_ptr_array_set_size (desk.job_calls, 0);
}

/* Hidden, with the icon in a panel. */
static void
hide (Fixture *f)
{
  stand_in_start_watcher (&desk, TRUE);
  wait_until (simmer_companion_is_in_sight (f->companion));
  simmer_companion_set_background (f->companion, TRUE);
}

static void
lose_panel (Fixture *f)
{
  stand_in_stop_watcher (&desk);
  wait_until (!simmer_companion_is_in_sight (f->companion));
}

/* --- Never lost --- */

static void
test_without_a_panel_it_is_out_of_sight (Fixture *f, gconstpointer data)
{
  stand_in_flush (&desk);
  g_assert_false (simmer_companion_is_in_sight (f->companion));
  stand_in_start_watcher (&desk, FALSE);
  wait_until (desk.items->len == 1);
  stand_in_flush (&desk);
  g_assert_false (simmer_companion_is_in_sight (f->companion));
  stand_in_stop_watcher (&desk);
  stand_in_start_watcher (&desk, TRUE);
  wait_until (simmer_companion_is_in_sight (f->companion));
}

static void
test_it_calls_the_window_after_five_seconds (Fixture *f, gconstpointer data)
{
  hide (f);
  lose_panel (f);
  simmer_clock_advance (f->clock, 5 * SECOND - 1);
  g_assert_cmpuint (f->n_lost, ==, 0);
  simmer_clock_advance (f->clock, 1);
  g_assert_cmpuint (f->n_lost, ==, 1);
  simmer_clock_advance (f->clock, 3600 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 1);
}

static void
test_a_panel_may_start_anew (Fixture *f, gconstpointer data)
{
  hide (f);
  for (guint i = 0; i < 3; i++)
    {
      lose_panel (f);
      simmer_clock_advance (f->clock, 4 * SECOND);
      stand_in_start_watcher (&desk, TRUE);
      wait_until (simmer_companion_is_in_sight (f->companion));
    }
  simmer_clock_advance (f->clock, 3600 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 0);
}

static void
test_with_a_window_nothing_is_lost (Fixture *f, gconstpointer data)
{
  stand_in_start_watcher (&desk, TRUE);
  wait_until (simmer_companion_is_in_sight (f->companion));
  lose_panel (f);
  simmer_clock_advance (f->clock, 3600 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 0);
}

static void
test_a_window_that_comes_meanwhile_is_not_called (Fixture *f, gconstpointer data)
{
  hide (f);
  lose_panel (f);
  simmer_clock_advance (f->clock, 4 * SECOND);
  simmer_companion_set_background (f->companion, FALSE);
  simmer_clock_advance (f->clock, 3600 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 0);
}

static void
test_an_icon_that_is_switched_off_brings_the_window (Fixture *f, gconstpointer data)
{
  hide (f);
  g_settings_set_boolean (f->settings, "show-icon", FALSE);
  wait_until (!simmer_companion_is_in_sight (f->companion));
  simmer_clock_advance (f->clock, 5 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 1);
}

static void
test_one_that_ends_calls_nobody (Fixture *f, gconstpointer data)
{
  hide (f);
  lose_panel (f);
  simmer_companion_stop (f->companion);
  simmer_clock_advance (f->clock, 3600 * SECOND);
  g_assert_cmpuint (f->n_lost, ==, 0);
}

/* --- What the person wants to see --- */

static void
test_the_icon_comes_and_goes_with_its_switch (Fixture *f, gconstpointer data)
{
  stand_in_start_watcher (&desk, TRUE);
  wait_until (desk.items->len == 1);
  g_settings_set_boolean (f->settings, "show-icon", FALSE);
  wait_until (desk.items->len == 0);
  g_settings_set_boolean (f->settings, "show-icon", TRUE);
  wait_until (desk.items->len == 1);
}

static gboolean
is_dock_clear (void)
{
  GVariant *last = desk.updates->len > 0 ? desk.updates->pdata[desk.updates->len - 1] : NULL;
  g_autoptr (GVariant) properties = last != NULL ? g_variant_get_child_value (last, 1) : NULL;
  gboolean progress = TRUE;
  gboolean count = TRUE;

  return properties != NULL && g_variant_lookup (properties, "progress-visible", "b", &progress) &&
         g_variant_lookup (properties, "count-visible", "b", &count) && !progress && !count;
}

static void
test_the_dock_is_cleared_with_its_switch (Fixture *f, gconstpointer data)
{
  guint n;

  wait_until (desk.updates->len > 0);
  g_assert_false (is_dock_clear ());
  g_settings_set_boolean (f->settings, "show-progress", FALSE);
  wait_until (is_dock_clear ());
  n = desk.updates->len;
  hear (f, SIMMER_TASK_STATUS_IN_PROGRESS, 0.75);
  simmer_clock_advance (f->clock, 2 * SECOND);
  stand_in_flush (&desk);
  g_assert_cmpuint (desk.updates->len, ==, n);
  g_settings_set_boolean (f->settings, "show-progress", TRUE);
  wait_until (!is_dock_clear ());
}

static gboolean
is_job_over (void)
{
  const char *method = "";

  if (desk.job_calls->len > 0)
    g_variant_get_child (desk.job_calls->pdata[desk.job_calls->len - 1], 0, "&s", &method);

  return g_str_equal (method, "terminate");
}

static void
test_the_job_is_over_with_its_switch (Fixture *f, gconstpointer data)
{
  guint n = desk.n_views;

  stand_in_start_jobs (&desk);
  wait_until (desk.n_views == n + 1 && desk.job_calls->len > 0);
  g_assert_false (is_job_over ());
  g_settings_set_boolean (f->settings, "show-progress", FALSE);
  wait_until (is_job_over ());
  g_settings_set_boolean (f->settings, "show-progress", TRUE);
  wait_until (desk.n_views == n + 2);
}

/* --- Starting with the session --- */

static char *
get_autostart_file (void)
{
  return g_build_filename (
    g_get_user_config_dir (), "autostart", "io.github.simmer_app.Simmer.Test.desktop", NULL);
}

static void
test_autostart_is_written_and_taken_back (Fixture *f, gconstpointer data)
{
  g_autofree char *path = get_autostart_file ();

  g_settings_set_boolean (f->settings, "autostart", TRUE);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_settings_set_boolean (f->settings, "autostart", FALSE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (f->n_refused, ==, 0);
}

/* By hand or by the desktop's own list of what starts: that holds. */
static void
test_what_another_program_took_back_stays_so (Fixture *f, gconstpointer data)
{
  g_autofree char *path = get_autostart_file ();

  g_settings_set_boolean (f->settings, "autostart", TRUE);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_settings_set_boolean (f->settings, "show-icon", FALSE);
  simmer_clock_advance (f->clock, 60 * SECOND);
  widget_fixture_turn ();
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  /* and to switch off what is off already is no trouble */
  g_settings_set_boolean (f->settings, "autostart", FALSE);
  g_assert_cmpuint (f->n_refused, ==, 0);
}

static void
test_a_switch_that_cannot_be_moves_back (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autoptr (GError) error = NULL;

  g_rmdir (folder);
  g_file_set_contents (folder, "no folder", -1, &error);
  g_assert_no_error (error);
  g_settings_set_boolean (f->settings, "autostart", TRUE);
  g_assert_cmpuint (f->n_refused, ==, 1);
  g_assert_false (g_settings_get_boolean (f->settings, "autostart"));
  g_assert_cmpint (g_remove (folder), ==, 0);
}

#define ADD(path, func) g_test_add ("/companion/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  /* The program's bus is that of the stand-ins. */
  stand_in_set_up (&desk);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", desk.address, TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE);
  widget_fixture_init (&argc, &argv);

  ADD ("out-of-sight", test_without_a_panel_it_is_out_of_sight);
  ADD ("lost", test_it_calls_the_window_after_five_seconds);
  ADD ("panel-anew", test_a_panel_may_start_anew);
  ADD ("in-a-window", test_with_a_window_nothing_is_lost);
  ADD ("found-meanwhile", test_a_window_that_comes_meanwhile_is_not_called);
  ADD ("icon-off", test_an_icon_that_is_switched_off_brings_the_window);
  ADD ("ending", test_one_that_ends_calls_nobody);
  ADD ("icon", test_the_icon_comes_and_goes_with_its_switch);
  ADD ("dock", test_the_dock_is_cleared_with_its_switch);
  ADD ("job", test_the_job_is_over_with_its_switch);
  ADD ("autostart", test_autostart_is_written_and_taken_back);
  ADD ("autostart-by-hand", test_what_another_program_took_back_stays_so);
  ADD ("autostart-refused", test_a_switch_that_cannot_be_moves_back);

  status = widget_fixture_run ();
  stand_in_tear_down (&desk);

  return status;
}
