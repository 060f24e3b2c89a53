/* High contrast: nothing of a row is faint where the desktop asks for it. */

#include "config.h"

#include "app-fixture.h"
#include "demo.h"
#include "simmer-task-row.h"
#include "simmer-task-tile.h"

#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

static const SimmerRowContext context = { NULL };

static gboolean
is_faint (void)
{
  g_autoptr (SimmerTask) task = demo_task_new ("one", "Replicate", "image", "A lighthouse");
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *tile;
  GdkRGBA own;
  GdkRGBA around;

  demo_run (task, NOON, 0.5);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
  gtk_window_set_child (GTK_WINDOW (window), row);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  tile = app_find (row, SIMMER_TYPE_TASK_TILE);
  gtk_style_context_get_color (gtk_widget_get_style_context (tile), &own);
  gtk_style_context_get_color (gtk_widget_get_style_context (row), &around);
  app_destroy_and_check (window);

  return own.alpha < around.alpha - 0.01F;
}

static void
test_usual (void)
{
  g_assert_false (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
  g_assert_true (is_faint ());
}

static void
test_high (void)
{
  if (!g_test_subprocess ())
    {
      g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_unsetenv ("ADW_DEBUG_HIGH_CONTRAST");
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_true (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
  g_assert_false (is_faint ());
}

int
main (int argc, char **argv)
{
  app_fixture_init (&argc, &argv);
  g_test_add_func ("/contrast/usual", test_usual);
  g_test_add_func ("/contrast/high", test_high);

  return app_fixture_run ();
}
