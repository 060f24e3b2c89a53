/* The window over a manager of its own: what it shows, orders and undoes. */

#include "config.h"

#include "app-fixture.h"
#include "demo.h"
#include "simmer-notices.h"
#include "simmer-notifier.h"
#include "simmer-search-bar.h"
#include "simmer-sign-in-window.h"
#include "simmer-store.h"
#include "simmer-task-list.h"
#include "simmer-test-folder.h"
#include "simmer-test-network.h"
#include "simmer-window.h"

#define NOON (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  SimmerClock *clock;
  GNetworkMonitor *monitor;
  SimmerTaskManager *manager;
  SimmerWindow *window;
  gboolean done;
} Fixture;

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_start_finish (fixture->manager, result, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_stop_finish (fixture->manager, result, &error);
  g_assert_no_error (error);
  fixture->done = TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  simmer_store_open_finish (SIMMER_STORE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  simmer_store_close_finish (SIMMER_STORE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

/* Tasks that ended long before the window opens. */
static void
fill_history (Fixture *fixture, guint n)
{
  g_autoptr (SimmerStore) store = NULL;

  if (n == 0)
    return;

  store = simmer_store_new (fixture->folder, fixture->clock);
  simmer_store_open_async (store, NULL, opened_cb, &fixture->done);
  g_assert_true (app_wait_until (is_true, &fixture->done));
  fixture->done = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("old-%u", i);
      g_autoptr (SimmerTask) task = simmer_task_new (id, SIMMER_ACCOUNT_BUILTIN, "This Computer");

      simmer_task_set_created (task, NOON - (i + 1) * G_TIME_SPAN_MINUTE, TRUE);
      demo_finish (task, NOON - i * G_TIME_SPAN_MINUTE, SIMMER_TASK_STATUS_CANCELLED, NULL, NULL);
      simmer_store_save (store, task);
    }
  simmer_store_close_async (store, closed_cb, &fixture->done);
  g_assert_true (app_wait_until (is_true, &fixture->done));
  fixture->done = FALSE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerNetwork) network = NULL;

  fixture->folder = g_dir_make_tmp ("simmer-window-XXXXXX", NULL);
  fixture->clock = simmer_clock_new_fake (NOON);
  fixture->monitor = simmer_test_monitor_new (TRUE);
  fill_history (fixture, GPOINTER_TO_UINT (data));
  network = simmer_network_new (fixture->monitor);
  fixture->manager =
    simmer_task_manager_new (fixture->folder, fixture->clock, network, SIMMER_FOLLOWING_NAMED);
  fixture->window =
    SIMMER_WINDOW (simmer_window_new (app_fixture_get_application (), fixture->manager));
  simmer_task_manager_start_async (fixture->manager, NULL, started_cb, fixture);
  g_assert_true (app_wait_until (is_true, &fixture->done));
  fixture->done = FALSE;
  simmer_window_set_ready (fixture->window);
  /* Not the size that the last test left. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->manager;

  app_destroy_and_check (GTK_WIDGET (fixture->window));
  simmer_task_manager_stop_async (fixture->manager, stopped_cb, fixture);
  g_assert_true (app_wait_until (is_true, &fixture->done));
  g_object_add_weak_pointer (G_OBJECT (fixture->manager), &weak);
  g_object_unref (fixture->manager);
  app_wait_for_idle ();
  g_assert_null (weak);
  g_object_unref (fixture->monitor);
  g_object_unref (fixture->clock);
  simmer_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* --- */

static SimmerTaskQueue *
queue_of (Fixture *fixture)
{
  return simmer_task_manager_get_queue (fixture->manager);
}

static SimmerTask *
add (Fixture *fixture, const char *id, const char *account)
{
  SimmerTask *task = simmer_task_new (id, account, "Replicate");

  simmer_task_set_kind (task, "image");
  simmer_task_set_title (task, id);
  simmer_task_set_created (task, NOON - 1, TRUE);
  simmer_task_queue_add (queue_of (fixture), task);
  g_object_unref (task);

  return task;
}

static void
order (Fixture *fixture, const char *action, SimmerTask *task)
{
  g_assert_true (gtk_widget_activate_action (
    GTK_WIDGET (fixture->window), action, "s", simmer_task_get_id (task)));
}

static gboolean
has_label (Fixture *fixture, const char *text)
{
  app_wait_for_frames (GTK_WIDGET (fixture->window), 2);
  return app_find_label (GTK_WIDGET (fixture->window), text) != NULL;
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Wanted;

static gboolean
is_there (gpointer data)
{
  const Wanted *wanted = data;

  return app_find_label (GTK_WIDGET (wanted->fixture->window), wanted->text) != NULL;
}

static gboolean
wait_for_label (Fixture *fixture, const char *text)
{
  Wanted wanted = { fixture, text };

  return app_wait_until (is_there, &wanted);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task;

  g_assert_true (has_label (fixture, "No Tasks Yet"));
  task = add (fixture, "one", SIMMER_ACCOUNT_BUILTIN);
  g_assert_false (has_label (fixture, "No Tasks Yet"));
  g_assert_true (has_label (fixture, "one"));
  simmer_task_queue_remove (queue_of (fixture), task);
  g_assert_true (has_label (fixture, "No Tasks Yet"));
}

static void
test_subtitle (Fixture *fixture, gconstpointer data)
{
  SimmerTask *a = add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);

  simmer_window_refresh (fixture->window);
  g_assert_true (has_label (fixture, "1 waiting"));
  demo_run (a, NOON, -1);
  demo_run (add (fixture, "b", SIMMER_ACCOUNT_BUILTIN), NOON, -1);
  simmer_window_refresh (fixture->window);
  g_assert_true (has_label (fixture, "2 running"));
}

/* Large text in a narrow window leaves no room for times. */
static void
test_brief_subtitle (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);

  for (int i = 0; i <= 6; i++)
    demo_run (task, NOON - (6 - i) * 20 * G_USEC_PER_SEC, 0.02 + i * 0.1);
  simmer_window_refresh (fixture->window);
  app_wait_for_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_nonnull (app_find_label_with (GTK_WIDGET (fixture->window), "1 running · about"));

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  g_assert_true (wait_for_label (fixture, "1 running"));
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024, NULL);
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);
  g_assert_false (has_label (fixture, "Offline: showing what was last known"));
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (fixture->monitor), FALSE);
  g_assert_true (has_label (fixture, "Offline: showing what was last known"));
  g_assert_true (has_label (fixture, "Offline"));
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (fixture->monitor), TRUE);
  g_assert_false (has_label (fixture, "Offline"));
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  SimmerNotices *notices =
    SIMMER_NOTICES (app_find (GTK_WIDGET (fixture->window), SIMMER_TYPE_NOTICES));

  /* one banner an account, not one a task */
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("task%u", i);
      SimmerTask *task = add (fixture, id, "replicate");

      demo_run (task, NOON, 0.5);
      simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
    }
  simmer_window_refresh (fixture->window);
  g_assert_cmpuint (simmer_notices_get_n_revealed (notices), ==, 1);
  g_assert_true (has_label (fixture, "Sign in to Replicate again"));
}

static gboolean
is_sensitive (gpointer data)
{
  return gtk_widget_is_sensitive (data);
}

/* An account that is set up is signed in to right there; what is wrong is said in the window. */
static void
test_sign_in_window (Fixture *fixture, gconstpointer data)
{
  SimmerAccount *account = simmer_task_manager_use_server (
    fixture->manager, simmer_profile_get_native (), "http://127.0.0.1:9", NULL, NULL);
  const char *id = simmer_account_get_id (account);
  GtkWidget *window =
    simmer_sign_in_window_new (fixture->manager, id, GTK_WINDOW (fixture->window));
  GtkWidget *entry = app_find (window, ADW_TYPE_PASSWORD_ENTRY_ROW);
  SimmerTask *task = add (fixture, "one", id);

  simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
  simmer_window_refresh (fixture->window);
  g_assert_true (has_label (fixture, "Sign In…"));

  gtk_window_present (GTK_WINDOW (window));
  app_wait_for_frames (window, 2);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), ==, "Key or Token");
  g_assert_nonnull (app_find_label (window, "127.0.0.1"));
  g_signal_emit_by_name (entry, "entry-activated");
  g_assert_false (gtk_widget_is_sensitive (entry));
  g_assert_true (app_wait_until (is_sensitive, entry));
  g_assert_nonnull (app_find_label_with (window, "127.0.0.1:9"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_undo_cancel (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);
  SimmerTaskOrders *orders = simmer_window_get_orders (fixture->window);

  demo_wait (task, NOON, 3);
  order (fixture, "win.cancel", task);
  g_assert_true (simmer_task_orders_is_held (orders, task));
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  g_assert_true (has_label (fixture, "Cancelling…"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL));
  g_assert_false (simmer_task_orders_is_held (orders, task));
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);
  g_assert_true (has_label (fixture, "Waiting"));

  /* nobody who quits can undo: the order goes out */
  order (fixture, "win.cancel", task);
  simmer_task_orders_flush (orders);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
}

static void
test_undo_remove (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = g_object_ref (add (fixture, "a", SIMMER_ACCOUNT_BUILTIN));

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  order (fixture, "win.remove", task);
  g_assert_null (simmer_task_queue_find (queue_of (fixture), "a"));
  g_assert_true (has_label (fixture, "Undo"));
  g_assert_true (simmer_task_orders_undo (simmer_window_get_orders (fixture->window)));
  g_assert_true (simmer_task_queue_find (queue_of (fixture), "a") == task);
  g_assert_false (simmer_task_orders_undo (simmer_window_get_orders (fixture->window)));
  g_object_unref (task);
}

static void
test_page_and_back (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);
  SimmerSectionKind kind;

  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
  g_assert_true (
    simmer_task_sections_get_section (simmer_window_get_sections (fixture->window), task, &kind));
  g_assert_cmpint (kind, ==, SIMMER_SECTION_ATTENTION);
  order (fixture, "win.show-task", task);
  g_assert_true (simmer_window_get_shown_task (fixture->window) == task);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL);
  g_assert_null (simmer_window_get_shown_task (fixture->window));
  /* it was looked at */
  g_assert_true (
    simmer_task_sections_get_section (simmer_window_get_sections (fixture->window), task, &kind));
  g_assert_cmpint (kind, ==, SIMMER_SECTION_TODAY);
}

/* The search is made when it is first wanted, and forgets what was searched when it closes. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  SimmerTaskSections *sections = simmer_window_get_sections (fixture->window);
  SimmerSearchBar *bar;
  GtkWidget *entry;

  demo_run (add (fixture, "apple", SIMMER_ACCOUNT_BUILTIN), NOON, 0.5);
  add (fixture, "pear", SIMMER_ACCOUNT_BUILTIN);
  g_assert_null (app_find (window, SIMMER_TYPE_SEARCH_BAR));
  g_assert_true (gtk_widget_activate_action (window, "win.search", NULL));
  bar = SIMMER_SEARCH_BAR (app_find (window, SIMMER_TYPE_SEARCH_BAR));
  entry = app_find (window, GTK_TYPE_SEARCH_ENTRY);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), entry));

  gtk_editable_set_text (GTK_EDITABLE (entry), "pea");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (simmer_task_sections_get_n_tasks (sections), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plum");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_true (has_label (fixture, "No Tasks Found"));

  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_find (window, GTK_TYPE_DROP_DOWN)),
                              SIMMER_SHOWN_ACTIVE);
  g_object_set (bar, "open", FALSE, NULL);
  g_assert_cmpstr (simmer_search_bar_get_text (bar), ==, "");
  g_assert_cmpuint (simmer_search_bar_get_shown (bar), ==, SIMMER_SHOWN_ALL);
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (simmer_task_sections_get_n_tasks (sections), ==, 2);
}

static void
test_removed_while_shown (Fixture *fixture, gconstpointer data)
{
  SimmerTask *task = add (fixture, "a", SIMMER_ACCOUNT_BUILTIN);

  demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  order (fixture, "win.show-task", task);
  order (fixture, "win.remove", task);
  g_assert_null (simmer_window_get_shown_task (fixture->window));
}

static void
test_unknown_id (Fixture *fixture, gconstpointer data)
{
  const char *actions[] = { "win.cancel",    "win.retry", "win.remove", "win.save",
                            "win.show-task", "win.check", "win.copy-id" };

  /* a notification may outlive its task */
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), actions[i], "s", "no-such-task");
}

static void
test_notification (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ended = g_ptr_array_new ();
  g_autofree char *one = NULL;
  g_autofree char *many = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("task%u", i);
      SimmerTask *task = add (fixture, id, SIMMER_ACCOUNT_BUILTIN);

      demo_finish (task,
                   NOON,
                   i < 3 ? SIMMER_TASK_STATUS_COMPLETED : SIMMER_TASK_STATUS_FAILED,
                   i < 3 ? NULL : "No",
                   NULL);
      g_ptr_array_add (ended, task);
      if (i == 0)
        one = simmer_notifier_summarize (ended);
    }
  many = simmer_notifier_summarize (ended);
  g_assert_cmpstr (one, ==, "Generation Done");
  g_assert_cmpstr (many, ==, "3 finished, 1 failed");
}

static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  int minimum;

  demo_fill (queue_of (fixture), NOON, fixture->folder);
  app_wait_for_frames (GTK_WIDGET (fixture->window), 3);
  gtk_widget_measure (
    GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_widget_measure (
    GTK_WIDGET (fixture->window), GTK_ORIENTATION_VERTICAL, 360, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 294);
}

typedef struct
{
  GListModel *queue;
  GtkAdjustment *adjustment;
  guint wanted;
} Scroll;

static gboolean
scroll_on (gpointer data)
{
  Scroll *scroll = data;

  gtk_adjustment_set_value (scroll->adjustment, gtk_adjustment_get_upper (scroll->adjustment));

  return g_list_model_get_n_items (scroll->queue) == scroll->wanted;
}

static void
test_history_by_scrolling (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = app_find (GTK_WIDGET (fixture->window), SIMMER_TYPE_TASK_LIST);
  GtkWidget *scrolled = app_find (list, GTK_TYPE_SCROLLED_WINDOW);
  Scroll scroll = {
    .queue = G_LIST_MODEL (queue_of (fixture)),
    .adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
    .wanted = GPOINTER_TO_UINT (data),
  };

  /* What nobody scrolls to is not loaded. */
  app_wait_for_idle ();
  g_assert_cmpuint (g_list_model_get_n_items (scroll.queue), ==, 200);
  g_assert_true (app_wait_until (scroll_on, &scroll));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/window/empty", test_empty },
    { "/window/subtitle", test_subtitle },
    { "/window/brief-subtitle", test_brief_subtitle },
    { "/window/offline", test_offline },
    { "/window/sign-in", test_sign_in },
    { "/window/undo-cancel", test_undo_cancel },
    { "/window/undo-remove", test_undo_remove },
    { "/window/page-and-back", test_page_and_back },
    { "/window/search", test_search },
    { "/window/removed-while-shown", test_removed_while_shown },
    { "/window/unknown-id", test_unknown_id },
    { "/window/notification", test_notification },
    { "/window/sizes", test_sizes },
  };

  app_fixture_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  g_test_add ("/window/history-by-scrolling",
              Fixture,
              GUINT_TO_POINTER (450),
              set_up,
              test_history_by_scrolling,
              tear_down);
  g_test_add ("/window/sign-in-window", Fixture, NULL, set_up, test_sign_in_window, tear_down);

  return app_fixture_run ();
}
