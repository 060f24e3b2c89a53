/* shots [--size WxH] [--dark] [--rtl] [--empty] [--offline] [--sign-in] [--select] [--toast]
 *       [--page PENDING|IN_PROGRESS|COMPLETED|FAILED|CANCELLED] [--scroll PIXELS] [--text PERCENT]
 *       [--accounts list|add|edit|sign-in|submit|file|track|find|find-first] FILE.png
 *
 * Paints the window over tasks in every state, without a desktop's help. */

#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "demo.h"
#include "simmer-account-dialog.h"
#include "simmer-contrast.h"
#include "simmer-find-dialog.h"
#include "simmer-input-form.h"
#include "simmer-preferences.h"
#include "simmer-resources.h"
#include "simmer-sign-in-window.h"
#include "simmer-submit-dialog.h"
#include "simmer-test-network.h"
#include "simmer-window.h"

static int width = 1000;
static int height = 700;
static gboolean dark, rtl, empty, toast, selecting, offline, sign_in;
static double scroll;
static int text_scale = 100;
static char *size;
static char *accounts;
static char *page;
static SimmerClock *the_clock;

static const GOptionEntry options[] = {
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, NULL, "WxH" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
  { "empty", 0, 0, G_OPTION_ARG_NONE, &empty, NULL, NULL },
  { "toast", 0, 0, G_OPTION_ARG_NONE, &toast, NULL, NULL },
  { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, NULL, NULL },
  { "sign-in", 0, 0, G_OPTION_ARG_NONE, &sign_in, NULL, NULL },
  { "select", 0, 0, G_OPTION_ARG_NONE, &selecting, NULL, NULL },
  { "page", 0, 0, G_OPTION_ARG_STRING, &page, NULL, NULL },
  { "accounts", 0, 0, G_OPTION_ARG_STRING, &accounts, NULL, NULL },
  { "scroll", 0, 0, G_OPTION_ARG_DOUBLE, &scroll, NULL, NULL },
  { "text", 0, 0, G_OPTION_ARG_INT, &text_scale, NULL, NULL },
  { NULL },
};

static void
nothing_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
}

static const GActionEntry actions[] = {
  { "new", nothing_action },
  { "track", nothing_action },
  { "preferences", nothing_action },
  { "about", nothing_action },
};

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
spin (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, timeout_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
painted_cb (GdkFrameClock *frame_clock, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* On a busy machine the first frame comes long after the window is presented. */
static void
present (GtkWidget *window)
{
  gboolean painted = FALSE;

  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (
    gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), &painted);
  while (!painted || !gtk_widget_get_mapped (window) || gtk_widget_get_width (window) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (window), &painted);
}

static void
save (GtkWidget *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int w = gtk_widget_get_width (window);
  int h = gtk_widget_get_height (window);

  gdk_paintable_snapshot (paintable, snapshot, w, h);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)),
                                         node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) w, (float) h));
  g_print ("%s %dx%d\n", path, w, h);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("cannot save %s", path);
}

static gint64
late_morning (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_new_local (g_date_time_get_year (now),
                                                      g_date_time_get_month (now),
                                                      g_date_time_get_day_of_month (now),
                                                      10,
                                                      55,
                                                      0);

  return g_date_time_to_unix (then) * G_USEC_PER_SEC;
}

static GtkAdjustment *
find_adjustment (SimmerWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (simmer_task_list_get_view (simmer_window_get_list (window)));

  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (widget));
}

static void
go_offline (SimmerTaskQueue *queue)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (queue), i);

      simmer_task_set_tracking (task, SIMMER_TRACKING_OFFLINE, 0);
    }
  simmer_clock_advance (the_clock, 6 * G_TIME_SPAN_MINUTE);
}

static void
add_signed_out (SimmerTaskQueue *queue)
{
  g_autoptr (SimmerTask) task = demo_task_new ("sign-in", "Stability AI", "image", "A pear");

  demo_run (task, simmer_clock_get_wall (the_clock), 0.5);
  simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
  simmer_task_queue_add (queue, task);
}

static SimmerTask *
find_task (SimmerTaskQueue *queue, SimmerTaskStatus status)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (G_LIST_MODEL (queue), i);

      if (simmer_task_get_status (task) == status)
        return task;
    }

  return NULL;
}

static void
show_page (SimmerWindow *window)
{
  SimmerTaskQueue *queue = simmer_window_get_queue (window);
  SimmerTaskStatus status;
  SimmerTask *task;

  if (!simmer_task_status_from_string (page, &status))
    g_error ("no status: %s", page);
  if (status == SIMMER_TASK_STATUS_CANCELLED)
    demo_finish (find_task (queue, SIMMER_TASK_STATUS_PENDING),
                 simmer_clock_get_wall (the_clock),
                 status,
                 NULL,
                 NULL);
  task = find_task (queue, status);
  g_assert_nonnull (task);
  simmer_window_show_task (window, task);
}

static void
prepare (SimmerWindow *window)
{
  SimmerTaskQueue *queue = simmer_window_get_queue (window);

  if (page != NULL)
    show_page (window);
  if (offline)
    go_offline (queue);
  if (toast)
    {
      g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (queue));

      g_ptr_array_add (tasks, g_list_model_get_item (G_LIST_MODEL (queue), n - 3));
      simmer_task_orders_remove (simmer_window_get_orders (window), tasks);
    }
  if (selecting)
    simmer_task_marks_add_all (simmer_task_list_get_marks (simmer_window_get_list (window)));
  spin (300);
  if (scroll > 0)
    gtk_adjustment_set_value (find_adjustment (window), scroll);
  spin (600);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data =
    simmer_task_manager_start_finish (SIMMER_TASK_MANAGER (source), result, NULL);
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

static GtkWidget *
make_submit_dialog (SimmerTaskManager *manager, guint account)
{
  GtkWidget *dialog = simmer_submit_dialog_new (manager, NULL);

  adw_combo_row_set_selected (ADW_COMBO_ROW (find_widget (dialog, ADW_TYPE_COMBO_ROW)), account);
  return dialog;
}

static GtkWidget *
make_file_dialog (SimmerTaskManager *manager)
{
  GtkWidget *dialog = make_submit_dialog (manager, 2);
  GtkWidget *form = find_widget (dialog, SIMMER_TYPE_INPUT_FORM);
  g_autofree char *path =
    g_build_filename (g_get_tmp_dir (), "A lighthouse at dusk, seen from the harbour.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_set_contents (path, "\211PNG\r\n\032\n", 8, NULL);
  simmer_input_form_set_prompt (SIMMER_INPUT_FORM (form), "The light turns, and the sea rises");
  simmer_input_form_take_file (SIMMER_INPUT_FORM (form), file);
  return dialog;
}

/* A service that must know first in which repository. */
static GtkWidget *
make_find_first_dialog (SimmerTaskManager *manager)
{
  AdwComboRow *row;
  GtkWidget *dialog;

  simmer_task_manager_add_account (manager,
                                   simmer_profile_shelf_get ("github-actions"),
                                   "GitHub Actions",
                                   "https://api.github.com",
                                   NULL);
  dialog = simmer_find_dialog_new (manager, NULL);
  row = ADW_COMBO_ROW (find_widget (dialog, ADW_TYPE_COMBO_ROW));
  adw_combo_row_set_selected (row, g_list_model_get_n_items (adw_combo_row_get_model (row)) - 1);

  return dialog;
}

static GtkWidget *
make_dialog (SimmerTaskManager *manager, const char *signed_in, const char *signed_out)
{
  GtkWidget *dialog;

  if (g_str_equal (accounts, "list"))
    return simmer_preferences_new (manager, NULL);
  if (g_str_equal (accounts, "sign-in"))
    return simmer_sign_in_window_new (manager, signed_out, NULL);
  if (g_str_equal (accounts, "find"))
    return simmer_find_dialog_new (manager, NULL);
  if (g_str_equal (accounts, "find-first"))
    return make_find_first_dialog (manager);
  if (g_str_equal (accounts, "file"))
    return make_file_dialog (manager);
  if (g_str_equal (accounts, "submit") || g_str_equal (accounts, "track"))
    {
      dialog = make_submit_dialog (manager, 0);
      if (g_str_equal (accounts, "track"))
        simmer_submit_dialog_present_track (SIMMER_SUBMIT_DIALOG (dialog), "job-42");
      return dialog;
    }

  return simmer_account_dialog_new (
    manager, g_str_equal (accounts, "edit") ? signed_in : NULL, NULL);
}

/* What is about accounts, with one in each of three states. */
static void
save_accounts (SimmerTaskManager *manager, const char *path)
{
  g_autofree char *signed_in = NULL;
  SimmerAccount *account;
  GtkWidget *window;
  gboolean started = FALSE;

  simmer_task_manager_start_async (manager, NULL, started_cb, &started);
  while (!started)
    g_main_context_iteration (NULL, TRUE);
  account = simmer_task_manager_use_server (
    manager, simmer_profile_get_native (), "https://studio.example.org", "key", NULL);
  signed_in = g_strdup (simmer_account_get_id (account));
  account = simmer_task_manager_add_account (
    manager, simmer_profile_shelf_get ("runway"), "Runway", "https://api.dev.runwayml.com", NULL);
  simmer_account_set_refused (
    simmer_task_manager_use_server (
      manager, simmer_profile_get_native (), "https://atelier.example.org", "old key", NULL),
    TRUE);
  window = make_dialog (manager, signed_in, simmer_account_get_id (account));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  present (window);
  spin (900);
  save (window, path);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE.png");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("simmer-shots-XXXXXX", NULL);
  g_autoptr (GNetworkMonitor) monitor = NULL;
  g_autoptr (SimmerNetwork) network = NULL;
  g_autoptr (SimmerTaskManager) manager = NULL;
  g_autoptr (GtkApplication) application = NULL;
  SimmerWindow *window;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    g_error ("%s", error != NULL ? error->message : "which file?");
  if (size != NULL)
    sscanf (size, "%dx%d", &width, &height);

  simmer_register_resource ();
  application =
    GTK_APPLICATION (adw_application_new (SIMMER_APP_ID ".Shots", G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application),
                                        "/io/github/simmer_app/Simmer");
  g_application_register (G_APPLICATION (application), NULL, NULL);
  simmer_contrast_follow (gdk_display_get_default ());
  g_action_map_add_action_entries (
    G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * text_scale / 100, NULL);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);

  the_clock = simmer_clock_new_fake (late_morning ());
  monitor = simmer_test_monitor_new (!offline);
  network = simmer_network_new (monitor);
  manager = simmer_task_manager_new (folder, the_clock, network, SIMMER_FOLLOWING_NAMED);
  if (accounts != NULL)
    {
      save_accounts (manager, argv[1]);
      return 0;
    }

  window = SIMMER_WINDOW (simmer_window_new (application, manager));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (!empty)
    demo_fill (simmer_task_manager_get_queue (manager), late_morning (), folder);
  if (sign_in)
    add_signed_out (simmer_task_manager_get_queue (manager));
  simmer_window_set_ready (window);
  present (GTK_WIDGET (window));
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  prepare (window);
  save (GTK_WIDGET (window), argv[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (the_clock);

  return 0;
}
