/* What the desktop is told, on a bus of its own with stand-ins for panel, jobs and dock. */

#include "simmer-dbus-menu.h"
#include "simmer-presence.h"
#include "simmer-status-notifier.h"
#include "stand-in.h"

#define NOW    (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define MENU   "/StatusNotifierItem/Menu"

typedef struct
{
  StandIn desk;
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerSummary *summary;
  SimmerPresence *presence;
  GString *wishes; /* what the person wanted, in words */
} Fixture;

static void
open_cb (Fixture *f, const char *token)
{
  g_string_append_printf (f->wishes, "open(%s) ", token != NULL ? token : "");
}

static void
show_cb (Fixture *f, const char *id)
{
  g_string_append_printf (f->wishes, "show(%s) ", id);
}

static void
cancel_cb (Fixture *f, const char *id)
{
  g_string_append_printf (f->wishes, "cancel(%s) ", id);
}

static void
cancel_all_cb (Fixture *f)
{
  g_string_append (f->wishes, "cancel-all ");
}

static void
pause_cb (Fixture *f, gboolean paused)
{
  g_string_append (f->wishes, paused ? "pause " : "resume ");
  simmer_summary_set_paused (f->summary, paused);
}

static void
quit_cb (Fixture *f)
{
  g_string_append (f->wishes, "quit ");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  stand_in_set_up (&f->desk);
  f->wishes = g_string_new (NULL);
  f->clock = simmer_clock_new_fake (NOW);
  f->queue = simmer_task_queue_new ();
  f->summary = simmer_summary_new (f->queue, f->clock);
  f->presence = simmer_presence_new (f->desk.app, f->desk.address, "io.example.App", f->summary);
  g_signal_connect_swapped (f->presence, "open", G_CALLBACK (open_cb), f);
  g_signal_connect_swapped (f->presence, "show-task", G_CALLBACK (show_cb), f);
  g_signal_connect_swapped (f->presence, "cancel-task", G_CALLBACK (cancel_cb), f);
  g_signal_connect_swapped (f->presence, "cancel-all", G_CALLBACK (cancel_all_cb), f);
  g_signal_connect_swapped (f->presence, "pause", G_CALLBACK (pause_cb), f);
  g_signal_connect_swapped (f->presence, "quit", G_CALLBACK (quit_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->presence);
  g_assert_finalize_object (f->summary);
  g_object_unref (f->queue);
  g_object_unref (f->clock);
  g_string_free (f->wishes, TRUE);
  stand_in_tear_down (&f->desk);
}

static SimmerTask *
add (Fixture *f, const char *id, const char *title)
{
  g_autoptr (SimmerTask) task = simmer_task_new (id, "builtin", "This Computer");

  simmer_task_set_created (task, simmer_clock_get_wall (f->clock), TRUE);
  simmer_task_set_title (task, title);
  simmer_task_queue_add (f->queue, task);

  return task;
}

static void
hear (Fixture *f, SimmerTask *task, SimmerTaskStatus status, double progress)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  if (progress >= 0)
    simmer_report_set_progress (report, progress);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
}

/* A running task, half done, with the icon in a panel. */
static SimmerTask *
show_icon (Fixture *f)
{
  SimmerTask *task = add (f, "t1", "a_lighthouse\nin fog");

  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_start_watcher (&f->desk, TRUE);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_ICON);
  wait_until (simmer_presence_get_listed (f->presence));

  return task;
}

static void
test_shows_nothing_unasked (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "t1", "sea");

  stand_in_start_watcher (&f->desk, TRUE);
  stand_in_start_jobs (&f->desk);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.n_registered, ==, 0);
  g_assert_cmpuint (f->desk.n_views, ==, 0);
  g_assert_cmpuint (f->desk.updates->len, ==, 0);
}

static void
test_item_says_how_it_is (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) tip = NULL;
  g_autoptr (GVariant) name = NULL;
  g_autoptr (GVariant) pixmaps = NULL;
  g_autoptr (GVariant) menu = NULL;
  const char *text;

  show_icon (f);
  tip = stand_in_get (&f->desk, "ToolTip");
  g_variant_get (tip, "(s@a(iiay)s&s)", NULL, NULL, NULL, &text);
  g_assert_true (g_str_has_prefix (text, "1 running · 50\u00a0%"));
  name = stand_in_get (&f->desk, "IconName");
  g_assert_cmpstr (g_variant_get_string (name, NULL), ==, "");
  pixmaps = stand_in_get (&f->desk, "IconPixmap");
  g_assert_cmpuint (g_variant_n_children (pixmaps), ==, 6);
  menu = stand_in_get (&f->desk, "Menu");
  g_assert_cmpstr (g_variant_get_string (menu, NULL), ==, MENU);
}

/* Hosts read markup in it. */
static void
test_text_is_plain (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerDbusMenu) menu = simmer_dbus_menu_new ();
  g_autoptr (SimmerStatusNotifier) item =
    simmer_status_notifier_new (f->desk.address, "io.example.App", "Simmer", menu);
  g_autoptr (GVariant) tip = NULL;
  const char *text;

  stand_in_start_watcher (&f->desk, TRUE);
  simmer_status_notifier_set_text (item, "a < b & <b>c</b>");
  simmer_status_notifier_set_visible (item, TRUE);
  wait_until (simmer_status_notifier_get_listed (item));
  tip = stand_in_get (&f->desk, "ToolTip");
  g_variant_get (tip, "(s@a(iiay)s&s)", NULL, NULL, NULL, &text);
  g_assert_cmpstr (text, ==, "a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;");
}

static void
test_listed_only_where_a_host_shows_it (Fixture *f, gconstpointer data)
{
  add (f, "t1", "sea");
  simmer_clock_advance (f->clock, SECOND);
  stand_in_start_watcher (&f->desk, FALSE);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_ICON);
  wait_until (f->desk.items->len == 1);
  stand_in_flush (&f->desk);
  g_assert_false (simmer_presence_get_listed (f->presence));

  stand_in_stop_watcher (&f->desk);
  stand_in_start_watcher (&f->desk, TRUE);
  wait_until (simmer_presence_get_listed (f->presence));
  stand_in_stop_watcher (&f->desk);
  wait_until (!simmer_presence_get_listed (f->presence));
}

static void
test_registers_again_after_a_restart (Fixture *f, gconstpointer data)
{
  show_icon (f);
  for (guint i = 2; i <= 4; i++)
    {
      stand_in_stop_watcher (&f->desk);
      wait_until (!simmer_presence_get_listed (f->presence));
      stand_in_start_watcher (&f->desk, TRUE);
      wait_until (simmer_presence_get_listed (f->presence));
      g_assert_cmpuint (f->desk.n_registered, ==, i);
      g_assert_cmpuint (f->desk.items->len, ==, 1);
    }
}

static void
test_goes_with_the_last_task (Fixture *f, gconstpointer data)
{
  SimmerTask *task = show_icon (f);

  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->desk.items->len == 0);
  g_assert_false (simmer_presence_get_listed (f->presence));

  /* Without a window it stays even if nothing goes on. */
  simmer_presence_set_background (f->presence, TRUE);
  wait_until (simmer_presence_get_listed (f->presence));
  simmer_presence_stop (f->presence);
  wait_until (f->desk.items->len == 0);
}

static void
test_clicks (Fixture *f, gconstpointer data)
{
  const char *const item = "org.kde.StatusNotifierItem";
  const char *const path = "/StatusNotifierItem";

  show_icon (f);
  g_variant_unref (stand_in_call (
    &f->desk, path, item, "ProvideXdgActivationToken", g_variant_new ("(s)", "tok")));
  g_variant_unref (stand_in_call (&f->desk, path, item, "Activate", g_variant_new ("(ii)", 1, 1)));
  g_variant_unref (stand_in_call (&f->desk, path, item, "Activate", g_variant_new ("(ii)", 1, 1)));
  g_variant_unref (
    stand_in_call (&f->desk, path, item, "SecondaryActivate", g_variant_new ("(ii)", 1, 1)));
  simmer_clock_advance (f->clock, SECOND);
  g_variant_unref (
    stand_in_call (&f->desk, path, item, "SecondaryActivate", g_variant_new ("(ii)", 1, 1)));
  g_assert_cmpstr (f->wishes->str, ==, "open(tok) open() pause resume ");
}

/* --- The menu --- */

static GVariant *
get_layout (Fixture *f)
{
  return stand_in_call (
    &f->desk, MENU, "com.canonical.dbusmenu", "GetLayout", g_variant_new ("(iias)", 0, -1, NULL));
}

/* The first item, of any depth, whose label begins so; its id. */
static int
find_label (GVariant *node, const char *label)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (node, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (node, 2);
  const char *own;
  int id;

  g_variant_get_child (node, 0, "i", &id);
  if (g_variant_lookup (properties, "label", "&s", &own) && g_str_has_prefix (own, label))
    return id;
  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);
      int found = find_label (child, label);

      if (found >= 0)
        return found;
    }

  return -1;
}

static int
find_item (Fixture *f, const char *label)
{
  g_autoptr (GVariant) reply = get_layout (f);
  g_autoptr (GVariant) root = g_variant_get_child_value (reply, 1);

  return find_label (root, label);
}

static void
choose (Fixture *f, const char *label)
{
  int id = find_item (f, label);

  g_assert_cmpint (id, >, 0);
  g_variant_unref (
    stand_in_call (&f->desk,
                   MENU,
                   "com.canonical.dbusmenu",
                   "Event",
                   g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), 0)));
}

static void
test_menu_does_all_without_a_window (Fixture *f, gconstpointer data)
{
  show_icon (f);
  g_assert_cmpint (find_item (f, "a__lighthouse in fog · 50\u00a0%"), >, 0);
  choose (f, "Show");
  choose (f, "Cancel");
  choose (f, "Pause All");
  simmer_clock_advance (f->clock, SECOND);
  choose (f, "Resume All");
  choose (f, "Open Simmer");
  choose (f, "Quit");
  g_assert_cmpstr (f->wishes->str, ==, "show(t1) cancel(t1) pause resume open() quit ");
}

static void
provide_token (Fixture *f, const char *token)
{
  g_variant_unref (stand_in_call (&f->desk,
                                  "/StatusNotifierItem",
                                  "org.kde.StatusNotifierItem",
                                  "ProvideXdgActivationToken",
                                  g_variant_new ("(s)", token)));
}

static void
test_menu_hands_on_the_token (Fixture *f, gconstpointer data)
{
  show_icon (f);
  provide_token (f, "first");
  provide_token (f, "last");
  choose (f, "Open Simmer");
  choose (f, "Open Simmer");
  provide_token (f, "next");
  choose (f, "Show");
  choose (f, "Show");
  g_assert_cmpstr (f->wishes->str, ==, "open(last) open() open(next) show(t1) show(t1) ");
}

static void
assert_direction (Fixture *f, const char *direction)
{
  g_autoptr (GVariant) reply = stand_in_call (&f->desk,
                                              MENU,
                                              "org.freedesktop.DBus.Properties",
                                              "GetAll",
                                              g_variant_new ("(s)", "com.canonical.dbusmenu"));
  g_autoptr (GVariant) properties = g_variant_get_child_value (reply, 0);
  const char *text;
  guint version;

  g_assert_true (g_variant_lookup (properties, "Version", "u", &version));
  g_assert_cmpuint (version, ==, 3);
  g_assert_true (g_variant_lookup (properties, "Status", "&s", &text));
  g_assert_cmpstr (text, ==, "normal");
  g_assert_true (g_variant_lookup (properties, "TextDirection", "&s", &text));
  g_assert_cmpstr (text, ==, direction);
}

static void
test_menu_says_how_it_is_read (Fixture *f, gconstpointer data)
{
  show_icon (f);
  assert_direction (f, "ltr");
  simmer_presence_set_right_to_left (f->presence, TRUE);
  assert_direction (f, "rtl");
}

/* A menu that is open must not close or jump under the pointer. */
static void
test_menu_changes_its_text_in_place (Fixture *f, gconstpointer data)
{
  SimmerTask *task = show_icon (f);
  int row = find_item (f, "a__lighthouse in fog · 50\u00a0%");
  g_autofree char *label = NULL;
  int id;

  f->desk.n_layout = 0;
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.75);
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->desk.n_items == 1);
  g_assert_cmpuint (f->desk.n_layout, ==, 0);
  g_assert_cmpuint (g_variant_n_children (f->desk.last_items), ==, 1);
  {
    g_autoptr (GVariant) properties = NULL;

    g_variant_get_child (f->desk.last_items, 0, "(i@a{sv})", &id, &properties);
    g_assert_cmpint (id, ==, row);
    g_assert_true (g_variant_lookup (properties, "label", "s", &label));
    g_assert_cmpstr (label, ==, "a__lighthouse in fog · 75\u00a0%");
  }

  add (f, "t2", "sea");
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->desk.n_layout == 1);
  g_assert_cmpint (find_item (f, "a__lighthouse in fog · "), ==, row);
}

/* A host may send clicks on what cannot be chosen. */
static void
test_menu_cancels_once (Fixture *f, gconstpointer data)
{
  SimmerTask *task = show_icon (f);

  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  simmer_clock_advance (f->clock, SECOND);
  choose (f, "Cancel");
  g_assert_cmpstr (f->wishes->str, ==, "");
}

static void
test_menu_stays_short (Fixture *f, gconstpointer data)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) children = NULL;
  g_autoptr (GVariant) root = NULL;

  show_icon (f);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("more-%u", i);

      add (f, id, "sea");
    }
  simmer_clock_advance (f->clock, SECOND);
  g_assert_cmpint (find_item (f, "And 36 More"), >, 0);
  reply = get_layout (f);
  root = g_variant_get_child_value (reply, 1);
  children = g_variant_get_child_value (root, 2);
  g_assert_cmpuint (g_variant_n_children (children), ==, 5 + 1 + 1 + 3);
  choose (f, "And 36 More");
  g_assert_cmpstr (f->wishes->str, ==, "open() ");
}

/* --- Docks and jobs --- */

static void
assert_update (Fixture *f, double progress, gboolean progress_visible, gint64 count)
{
  GVariant *update = f->desk.updates->pdata[f->desk.updates->len - 1];
  g_autoptr (GVariant) properties = g_variant_get_child_value (update, 1);
  const char *uri;
  gboolean visible;
  gint64 shown;
  double value;

  g_variant_get_child (update, 0, "&s", &uri);
  g_assert_cmpstr (uri, ==, "application://io.example.App.desktop");
  g_assert_true (g_variant_lookup (properties, "progress", "d", &value));
  g_assert_true (g_variant_lookup (properties, "progress-visible", "b", &visible));
  g_assert_true (g_variant_lookup (properties, "count", "x", &shown));
  g_assert_cmpfloat_with_epsilon (value, progress, 0.001);
  g_assert_cmpint (visible, ==, progress_visible);
  g_assert_cmpint (shown, ==, count);
}

static void
test_dock_shows_progress_and_is_cleared (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "t1", "sea");

  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  assert_update (f, 0.25, TRUE, 1);
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 0);
}

static void
test_dock_is_cleared_at_the_end (Fixture *f, gconstpointer data)
{
  add (f, "t1", "sea");
  simmer_clock_advance (f->clock, SECOND);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 1);
  simmer_presence_stop (f->presence);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 0);
}

static gboolean
is_urgent (Fixture *f)
{
  GVariant *update = f->desk.updates->pdata[f->desk.updates->len - 1];
  g_autoptr (GVariant) properties = g_variant_get_child_value (update, 1);
  gboolean urgent;

  g_assert_true (g_variant_lookup (properties, "urgent", "b", &urgent));

  return urgent;
}

/* It counts what is active. Once all has ended, a failure asks for somebody until somebody looks.
 */
static void
test_dock_counts_and_asks_for_somebody (Fixture *f, gconstpointer data)
{
  SimmerTask *first = add (f, "t1", "sea");
  SimmerTask *second = add (f, "t2", "sky");

  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  hear (f, first, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  hear (f, second, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  assert_update (f, 0.5, TRUE, 2);
  g_assert_false (is_urgent (f));

  hear (f, second, SIMMER_TASK_STATUS_FAILED, -1);
  simmer_clock_advance (f->clock, 2 * SECOND);
  stand_in_flush (&f->desk);
  assert_update (f, simmer_summary_get_figure (f->summary)->progress, TRUE, 1);
  g_assert_false (is_urgent (f));

  hear (f, first, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, 2 * SECOND);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 0);
  g_assert_true (is_urgent (f));

  simmer_summary_forget_failures (f->summary);
  simmer_clock_advance (f->clock, 2 * SECOND);
  stand_in_flush (&f->desk);
  g_assert_false (is_urgent (f));
}

static GVariant *
find_job_call (Fixture *f, guint index, const char *method)
{
  GVariant *call = f->desk.job_calls->pdata[index];
  const char *name;
  GVariant *parameters;

  g_variant_get (call, "(&s@*)", &name, &parameters);
  g_assert_cmpstr (name, ==, method);

  return parameters;
}

static void
test_job_in_place_of_the_dock (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "t1", "sea");
  g_autoptr (GVariant) request = NULL;
  g_autoptr (GVariant) update = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) end = NULL;
  const char *desktop_entry;
  guint percent;
  int capabilities;

  stand_in_start_jobs (&f->desk);
  stand_in_flush (&f->desk);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25);
  simmer_clock_advance (f->clock, SECOND);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  wait_until (f->desk.job_calls->len == 2);
  request = find_job_call (f, 0, "requestView");
  g_variant_get (request, "(&si@a{sv})", &desktop_entry, &capabilities, NULL);
  g_assert_cmpstr (desktop_entry, ==, "io.example.App");
  g_assert_cmpint (capabilities, ==, 3);
  update = find_job_call (f, 1, "update");
  properties = g_variant_get_child_value (update, 0);
  g_assert_true (g_variant_lookup (properties, "percent", "u", &percent));
  g_assert_cmpuint (percent, ==, 25);

  stand_in_emit_job (&f->desk, "suspendRequested");
  stand_in_emit_job (&f->desk, "resumeRequested");
  wait_until (g_str_equal (f->wishes->str, "pause resume "));
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, 2 * SECOND);
  wait_until (f->desk.job_calls->len >= 3);
  end = find_job_call (f, f->desk.job_calls->len - 1, "terminate");
  g_assert_cmpuint (f->desk.updates->len, ==, 0);
}

/* The server hands over a view that nobody wants any more. */
static void
test_job_ends_before_its_view_is_there (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "t1", "sea");
  g_autoptr (GVariant) end = NULL;

  stand_in_start_jobs (&f->desk);
  stand_in_flush (&f->desk);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25);
  simmer_clock_advance (f->clock, SECOND);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, 2 * SECOND);
  g_assert_cmpuint (f->desk.job_calls->len, ==, 0);
  wait_until (f->desk.job_calls->len == 2);
  end = find_job_call (f, 1, "terminate");
}

static void
test_cancelled_job_is_not_touched_again (Fixture *f, gconstpointer data)
{
  SimmerTask *task = add (f, "t1", "sea");

  stand_in_start_jobs (&f->desk);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.25);
  simmer_clock_advance (f->clock, SECOND);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  wait_until (f->desk.job_calls->len == 2);
  stand_in_emit_job (&f->desk, "cancelRequested");
  wait_until (g_str_equal (f->wishes->str, "cancel-all "));

  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5);
  simmer_clock_advance (f->clock, SECOND);
  hear (f, task, SIMMER_TASK_STATUS_CANCELLED, -1);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.job_calls->len, ==, 2);

  add (f, "t2", "sky");
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->desk.n_views == 2);
}

static void
test_job_comes_back_with_its_server (Fixture *f, gconstpointer data)
{
  add (f, "t1", "sea");
  simmer_clock_advance (f->clock, SECOND);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_DOCK);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 1);
  stand_in_start_jobs (&f->desk);
  wait_until (f->desk.n_views == 1);
  stand_in_flush (&f->desk);
  assert_update (f, 0, FALSE, 0);
  stand_in_stop_jobs (&f->desk);
  wait_until (f->desk.updates->len == 3);
  assert_update (f, 0, FALSE, 1);
}

/* --- The price --- */

static void
test_long_job_is_cheap (Fixture *f, gconstpointer data)
{
  SimmerTask *task = show_icon (f);

  f->desk.n_new_icon = f->desk.n_new_tooltip = f->desk.n_layout = 0;
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_ICON | SIMMER_SURFACE_DOCK);
  for (guint i = 1; i < 60000; i++)
    {
      hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.5 + i / 120000.0);
      simmer_clock_advance (f->clock, SECOND / 100);
      if (i % 100 == 0)
        while (g_main_context_iteration (NULL, FALSE))
          ;
    }
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED, -1);
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->desk.items->len == 0);
  stand_in_flush (&f->desk);
  g_test_message ("NewIcon %u, NewToolTip %u, dock %u",
                  f->desk.n_new_icon,
                  f->desk.n_new_tooltip,
                  f->desk.updates->len);
  g_assert_cmpuint (f->desk.n_new_icon, >=, 10);
  g_assert_cmpuint (f->desk.n_new_icon, <=, 64);
  g_assert_cmpuint (f->desk.n_new_tooltip, <=, 64);
  g_assert_cmpuint (f->desk.n_layout, ==, 0);
  g_assert_cmpuint (f->desk.updates->len, <=, 64);
}

/* The words follow at once what changes the state, else the icon, else in a while; whoever asks has
 * them fresh. */
static void
test_words_are_told_in_their_time (Fixture *f, gconstpointer data)
{
  SimmerTask *task = show_icon (f);

  simmer_clock_advance (f->clock, 60 * SECOND);
  stand_in_flush (&f->desk);
  f->desk.n_new_icon = f->desk.n_new_tooltip = 0;
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.505);
  simmer_clock_advance (f->clock, SECOND);
  hear (f, task, SIMMER_TASK_STATUS_IN_PROGRESS, 0.51);
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.n_new_icon, ==, 0);
  g_assert_cmpuint (f->desk.n_new_tooltip, <=, 1);
  {
    g_autoptr (GVariant) tip = stand_in_get (&f->desk, "ToolTip");
    const char *text;

    g_variant_get (tip, "(s@a(iiay)s&s)", NULL, NULL, NULL, &text);
    g_assert_true (g_str_has_prefix (text, "1 running · 51\u00a0%"));
  }
  simmer_clock_advance (f->clock, 20 * SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.n_new_tooltip, >=, 1);

  simmer_clock_advance (f->clock, SECOND);
  f->desk.n_new_tooltip = 0;
  add (f, "t2", "sea");
  simmer_clock_advance (f->clock, SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.n_new_tooltip, ==, 1);
}

static void
test_rest_is_silent (Fixture *f, gconstpointer data)
{
  stand_in_start_watcher (&f->desk, TRUE);
  simmer_presence_set_surfaces (f->presence, SIMMER_SURFACE_ICON | SIMMER_SURFACE_DOCK);
  simmer_presence_set_background (f->presence, TRUE);
  wait_until (simmer_presence_get_listed (f->presence));
  simmer_clock_advance (f->clock, 3600 * SECOND);
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->desk.n_new_icon + f->desk.n_new_tooltip + f->desk.n_items, ==, 0);
  g_assert_cmpuint (f->desk.updates->len, ==, 0);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/presence/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("shows-nothing-unasked", test_shows_nothing_unasked);
  ADD ("item-says-how-it-is", test_item_says_how_it_is);
  ADD ("text-is-plain", test_text_is_plain);
  ADD ("listed-only-where-a-host-shows-it", test_listed_only_where_a_host_shows_it);
  ADD ("registers-again-after-a-restart", test_registers_again_after_a_restart);
  ADD ("goes-with-the-last-task", test_goes_with_the_last_task);
  ADD ("clicks", test_clicks);
  ADD ("menu-does-all-without-a-window", test_menu_does_all_without_a_window);
  ADD ("menu-hands-on-the-token", test_menu_hands_on_the_token);
  ADD ("menu-says-how-it-is-read", test_menu_says_how_it_is_read);
  ADD ("menu-changes-its-text-in-place", test_menu_changes_its_text_in_place);
  ADD ("menu-cancels-once", test_menu_cancels_once);
  ADD ("menu-stays-short", test_menu_stays_short);
  ADD ("dock-shows-progress-and-is-cleared", test_dock_shows_progress_and_is_cleared);
  ADD ("dock-is-cleared-at-the-end", test_dock_is_cleared_at_the_end);
  ADD ("dock-counts-and-asks-for-somebody", test_dock_counts_and_asks_for_somebody);
  ADD ("job-in-place-of-the-dock", test_job_in_place_of_the_dock);
  ADD ("job-ends-before-its-view-is-there", test_job_ends_before_its_view_is_there);
  ADD ("cancelled-job-is-not-touched-again", test_cancelled_job_is_not_touched_again);
  ADD ("job-comes-back-with-its-server", test_job_comes_back_with_its_server);
  ADD ("long-job-is-cheap", test_long_job_is_cheap);
  ADD ("words-are-told-in-their-time", test_words_are_told_in_their_time);
  ADD ("rest-is-silent", test_rest_is_silent);

  return g_test_run ();
}
