/* task-page [--short]
 *
 * What it costs the main thread to open a task's page, in its own processor time, so that other
 * work on the machine does not count: the first time, when it is built, and again. */

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <time.h>

#include "simmer-resources.h"
#include "simmer-window.h"

#define SIDE 1024

static double
get_cpu_ms (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (double) spent.tv_sec * 1e3 + (double) spent.tv_nsec / 1e6;
}

static gboolean
flag_cb (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static void
spin (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, flag_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
painted_cb (GdkFrameClock *clock, guint *n)
{
  (*n)++;
}

/* Spends until a frame that was begun now is painted. */
static double
measure_frame (GtkWidget *window, double begun)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint n = 0;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &n);

  gtk_widget_queue_draw (window);
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);

  return get_cpu_ms () - begun;
}

static char *
write_picture (const char *folder)
{
  char *path = g_build_filename (folder, "picture.png", NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, SIDE, SIDE);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (int i = 0; i < SIDE * gdk_pixbuf_get_rowstride (pixbuf); i++)
    pixels[i] = (guchar) g_random_int ();
  if (!gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL))
    g_error ("cannot write %s", path);

  return path;
}

static SimmerTask *
add_task (SimmerTaskManager *manager, SimmerTaskStatus status, const char *path)
{
  g_autoptr (SimmerTask) task = simmer_task_new (NULL, SIMMER_ACCOUNT_BUILTIN, "This Computer");
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autoptr (JsonObject) inputs = json_object_new ();

  json_object_set_string_member (inputs, "prompt", "A lighthouse at dusk");
  json_object_set_int_member (inputs, "width", SIDE);
  json_object_set_int_member (inputs, "height", SIDE);
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_title (task, "A lighthouse at dusk");
  simmer_report_set_status (report, status);
  if (path != NULL)
    simmer_report_take_result (report, simmer_result_new ("/r/1", "image/png", path));
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), g_get_real_time ());
  simmer_task_queue_add (simmer_task_manager_get_queue (manager), task);

  return task;
}

static void
open_page (SimmerWindow *window, SimmerTask *task, const char *what)
{
  double begun = get_cpu_ms ();
  double built;
  double frame;

  simmer_window_show_task (window, task);
  built = get_cpu_ms () - begun;
  frame = measure_frame (GTK_WIDGET (window), begun);
  spin (600);
  g_print ("%-32s %5.1f ms to set, %5.1f ms to the first frame, %5.1f ms in all\n",
           what,
           built,
           frame,
           get_cpu_ms () - begun);
  simmer_window_show_queue (window);
  spin (400);
}

int
main (int argc, char **argv)
{
  gboolean brief = argc > 1 && g_str_equal (argv[1], "--short");
  g_autofree char *folder = g_dir_make_tmp ("simmer-page-XXXXXX", NULL);
  g_autofree char *path = write_picture (folder);
  g_autoptr (SimmerClock) clock = simmer_clock_new ();
  g_autoptr (SimmerTaskManager) manager = NULL;
  g_autoptr (GtkApplication) application = NULL;
  SimmerWindow *window;
  SimmerTask *done;
  SimmerTask *running;
  double before;

  simmer_register_resource ();
  application =
    GTK_APPLICATION (adw_application_new (SIMMER_APP_ID ".Bench", G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application),
                                        "/io/github/simmer_app/Simmer");
  g_application_register (G_APPLICATION (application), NULL, NULL);
  manager = simmer_task_manager_new (folder, clock, NULL, SIMMER_FOLLOWING_NAMED);
  window = SIMMER_WINDOW (simmer_window_new (application, manager));
  done = add_task (manager, SIMMER_TASK_STATUS_COMPLETED, path);
  running = add_task (manager, SIMMER_TASK_STATUS_IN_PROGRESS, NULL);
  simmer_window_set_ready (window);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_present (GTK_WINDOW (window));
  spin (1000);

  before = get_cpu_ms ();
  g_print (
    "%-32s %5.1f ms\n", "the queue's own frame", measure_frame (GTK_WIDGET (window), before));
  open_page (window, done, "a picture, first page of all");
  for (int i = 0; i < (brief ? 1 : 3); i++)
    {
      open_page (window, done, "a picture, again");
      open_page (window, running, "a running task");
    }

  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink (path);

  return 0;
}
