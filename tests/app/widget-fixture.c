/* What tests of widgets share. */

#include "widget-fixture.h"

#include "simmer-resources.h"
#include "simmer-test-folder.h"

#define START    (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)
#define PATIENCE 10000

static SimmerTaskManager *manager;
static SimmerClock *fake_clock;
static char *folder;
static AdwApplication *application;

void
widget_fixture_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  simmer_register_resource ();
  folder = g_dir_make_tmp ("simmer-widgets-XXXXXX", &error);
  g_assert_no_error (error);

  application = g_object_new (ADW_TYPE_APPLICATION,
                              "application-id",
                              "io.github.simmer_app.Simmer.Test",
                              "flags",
                              G_APPLICATION_NON_UNIQUE,
                              "resource-base-path",
                              "/io/github/simmer_app/Simmer",
                              NULL);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  simmer_task_manager_stop_finish (SIMMER_TASK_MANAGER (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

int
widget_fixture_run (void)
{
  int status = g_test_run ();
  gboolean stopped = FALSE;

  if (manager != NULL)
    {
      gpointer alive = manager;

      simmer_task_manager_stop_async (manager, stopped_cb, &stopped);
      g_assert_true (widget_fixture_wait (is_set, &stopped));
      g_object_add_weak_pointer (G_OBJECT (manager), &alive);
      g_object_unref (manager);
      /* No widget may have kept it. */
      g_assert_true (widget_fixture_wait (is_gone, &alive));
      g_object_unref (fake_clock);
    }
  g_object_unref (application);
  simmer_test_remove_folder (folder);
  g_free (folder);

  return status;
}

SimmerTaskManager *
widget_fixture_get_manager (void)
{
  if (manager == NULL)
    {
      g_autoptr (SimmerNetwork) network = simmer_network_new (g_network_monitor_get_default ());

      fake_clock = simmer_clock_new_fake (START);
      manager = simmer_task_manager_new (folder, fake_clock, network, SIMMER_FOLLOWING_ALL);
    }

  return manager;
}

const char *
widget_fixture_get_folder (void)
{
  return folder;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  simmer_task_manager_start_finish (SIMMER_TASK_MANAGER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

void
widget_fixture_start_manager (void)
{
  gboolean started = FALSE;

  simmer_task_manager_start_async (widget_fixture_get_manager (), NULL, started_cb, &started);
  g_assert_true (widget_fixture_wait (is_set, &started));
}

GtkWidget *
widget_fixture_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  return window;
}

/* Closes a window; it and what was in it must be gone then. */
void
widget_fixture_close (GtkWidget *window)
{
  GtkWidget *child = gtk_window_get_child (GTK_WINDOW (window));
  gpointer window_alive = window;
  gpointer child_alive = child;

  g_object_add_weak_pointer (G_OBJECT (window), &window_alive);
  if (child != NULL)
    g_object_add_weak_pointer (G_OBJECT (child), &child_alive);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_true (widget_fixture_wait (is_gone, &window_alive));
  g_assert_true (widget_fixture_wait (is_gone, &child_alive));
}

static gboolean
timed_out_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
widget_fixture_wait (WidgetCondition condition, gpointer user_data)
{
  gboolean timed_out = FALSE;
  guint source = g_timeout_add (PATIENCE, timed_out_cb, &timed_out);

  while (!condition (user_data) && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  if (!timed_out)
    g_source_remove (source);

  return condition (user_data);
}

/* Lets everything happen that wants to happen now. */
void
widget_fixture_turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GtkWidget *
widget_fixture_find (GtkWidget *widget, const char *type_name)
{
  GType type = g_type_from_name (type_name);

  if (type != 0 && g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = widget_fixture_find (child, type_name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The label that can be seen and says just this. */
GtkWidget *
widget_fixture_find_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = widget_fixture_find_text (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
widget_fixture_has_text (GtkWidget *widget, const char *text)
{
  return widget_fixture_find_text (widget, text) != NULL;
}

char *
widget_fixture_write (const char *name, const char *bytes, gssize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, size, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

char *
widget_fixture_write_png (const char *name, int width, int height)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width * 3; x++)
      pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x] = (guint8) (x * 7 + y * 13 + x * y);
  gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}
