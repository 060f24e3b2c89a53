/* What is told of tasks that end while nobody looks: when, how often, and in which place. */

#include "simmer-notifier.h"

#include <glib/gstdio.h>
#include "widget-fixture.h"

#define SHELL  "org.gtk.Notifications"
#define SECOND ((gint64) G_USEC_PER_SEC)

static const char shell_xml[] =
  "<node><interface name='org.gtk.Notifications'>"
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='a{sv}' direction='in'/></method>"
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "</method></interface></node>";

/* Stands for the desktop: what is on the screen, and how often it was told something. */
typedef struct
{
  GDBusConnection *bus;
  GHashTable *shown; /* id → GVariant */
  guint n_added;
  guint n_removed;
} Shell;

typedef struct
{
  SimmerTaskManager *manager; /* (unowned) */
  SimmerClock *clock;         /* (unowned) */
  SimmerNotifier *notifier;
  GPtrArray *followed;
} Fixture;

static Shell shell;

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  const char *id;

  g_variant_get_child (parameters, 1, "&s", &id);
  if (g_str_equal (method, "AddNotification"))
    {
      shell.n_added++;
      g_hash_table_insert (shell.shown, g_strdup (id), g_variant_get_child_value (parameters, 2));
    }
  else
    {
      shell.n_removed++;
      g_hash_table_remove (shell.shown, id);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* The desktop has a connection of its own, as the program asks for its name while it waits. */
static void
start_shell (void)
{
  const GDBusInterfaceVTable vtable = { called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (shell_xml, NULL);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  shell.shown =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  shell.bus = g_dbus_connection_new_for_address_sync (
    address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL,
    NULL,
    &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (
    shell.bus, "/org/gtk/Notifications", node->interfaces[0], &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (shell.bus,
                                       "org.freedesktop.DBus",
                                       "/",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", SHELL, 0),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
}

static void
stop_shell (void)
{
  g_hash_table_unref (shell.shown);
  g_object_unref (shell.bus);
}

static void
called_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  g_assert_nonnull (reply);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Waits until all that was sent so far has arrived: what is sent later arrives later. */
static void
let_arrive (void)
{
  GDBusConnection *connection = g_application_get_dbus_connection (g_application_get_default ());
  gboolean answered = FALSE;

  g_dbus_connection_call (connection,
                          SHELL,
                          "/org/gtk/Notifications",
                          SHELL,
                          "RemoveNotification",
                          g_variant_new ("(ss)", "test", "none of these"),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          called_back_cb,
                          &answered);
  g_assert_true (widget_fixture_wait (is_true, &answered));
  shell.n_removed--;
}

static void
follow (Fixture *f, const char *id)
{
  g_autoptr (SimmerTask) task = simmer_task_new (id, "nobody", "Nobody");

  simmer_task_manager_follow (f->manager, task);
  g_ptr_array_add (f->followed, g_object_ref (task));
}

static void
unfollow (Fixture *f)
{
  for (guint i = 0; i < f->followed->len; i++)
    simmer_task_manager_unfollow (f->manager, f->followed->pdata[i]);
  g_ptr_array_set_size (f->followed, 0);
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *told = NULL;

  g_hash_table_remove_all (shell.shown);
  f->manager = widget_fixture_get_manager ();
  told = g_build_filename (simmer_task_manager_get_folder (f->manager), "notifications", NULL);
  g_unlink (told);
  f->clock = simmer_task_manager_get_clock (f->manager);
  f->followed = g_ptr_array_new_with_free_func (g_object_unref);
  f->notifier = simmer_notifier_new (g_application_get_default (), f->manager);
  /* Something goes on for as long as a test does not say otherwise. */
  follow (f, "keeper");
  g_assert_true (simmer_task_manager_is_at_work (f->manager));
  let_arrive ();
  shell.n_added = shell.n_removed = 0;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  unfollow (f);
  g_ptr_array_unref (f->followed);
  g_assert_finalize_object (f->notifier);
}

static void
hear (Fixture *f, SimmerTask *task, SimmerTaskStatus status)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_task_apply_report (
    task, report, simmer_task_next_sequence (task), simmer_clock_get_wall (f->clock));
}

/* A task that has ended, of which the manager tells. */
static SimmerTask *
end (Fixture *f, const char *title, SimmerTaskStatus status)
{
  SimmerTask *task = simmer_task_new (title, "nobody", "Nobody");

  simmer_task_set_title (task, title);
  hear (f, task, status);
  g_signal_emit_by_name (f->manager, "ended", task);

  return task;
}

static void
end_done (Fixture *f, const char *title)
{
  g_autoptr (SimmerTask) task = end (f, title, SIMMER_TASK_STATUS_COMPLETED);
}

static void
end_failed (Fixture *f, const char *title)
{
  g_autoptr (SimmerTask) task = end (f, title, SIMMER_TASK_STATUS_FAILED);
}

static void
pass (Fixture *f, gint64 usec)
{
  simmer_clock_advance (f->clock, usec);
  let_arrive ();
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The titles on the screen, in the order of the alphabet. */
static char *
list_shown (void)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;
  const char *title;

  g_hash_table_iter_init (&iter, shell.shown);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_variant_lookup (value, "title", "&s", &title))
      g_ptr_array_add (titles, (gpointer) title);
  g_ptr_array_sort (titles, compare);
  g_ptr_array_add (titles, NULL);

  return g_strjoinv ("; ", (char **) titles->pdata);
}

#define assert_shown(expected)                \
  G_STMT_START                                \
  {                                           \
    g_autofree char *shown_ = list_shown ();  \
    g_assert_cmpstr (shown_, ==, (expected)); \
  }                                           \
  G_STMT_END

static void
test_each_that_ends_alone_has_its_own (Fixture *f, gconstpointer data)
{
  end_done (f, "sea");
  pass (f, SECOND / 2);
  assert_shown ("");
  pass (f, SECOND / 2);
  assert_shown ("Generation Done");
  pass (f, 30 * SECOND);
  end_failed (f, "sky");
  pass (f, SECOND);
  assert_shown ("Generation Done; Generation Failed");
  pass (f, 3600 * SECOND);
  g_assert_cmpuint (shell.n_added, ==, 2);
}

static void
test_what_ends_at_once_is_told_at_once (Fixture *f, gconstpointer data)
{
  end_done (f, "one");
  end_done (f, "two");
  pass (f, SECOND / 2);
  end_failed (f, "three");
  pass (f, SECOND / 2);
  assert_shown ("2 finished, 1 failed");
  pass (f, 3600 * SECOND);
  g_assert_cmpuint (shell.n_added, ==, 1);
}

static void
test_a_burst_grows_in_its_place (Fixture *f, gconstpointer data)
{
  end_done (f, "one");
  pass (f, SECOND);
  assert_shown ("Generation Done");
  pass (f, 8 * SECOND);
  end_failed (f, "two");
  pass (f, 2 * SECOND);
  assert_shown ("1 finished, 1 failed");
  g_assert_cmpuint (shell.n_added, ==, 2);
  /* and no more of it once it is over */
  pass (f, 11 * SECOND);
  end_done (f, "three");
  pass (f, SECOND);
  assert_shown ("1 finished, 1 failed; Generation Done");
  g_assert_cmpuint (shell.n_added, ==, 3);
}

/* A task each second for ten minutes is no banner each second. */
static void
test_a_long_burst_is_told_ever_more_rarely (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *title = g_strdup_printf ("sea %u", i);

      end_done (f, title);
      pass (f, SECOND);
    }
  pass (f, 32 * SECOND);
  assert_shown ("600 finished");
  g_test_message ("told %u times of 600 tasks", shell.n_added);
  g_assert_cmpuint (shell.n_added, <=, 24);
}

static void
test_nobody_waits_for_the_last (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *title = g_strdup_printf ("sea %u", i);

      end_done (f, title);
      pass (f, 9 * SECOND);
    }
  end_done (f, "before the last");
  pass (f, SECOND);
  assert_shown ("4 finished");
  unfollow (f);
  end_done (f, "the last");
  pass (f, SECOND);
  assert_shown ("7 finished");
}

/* As the program does when it ends. */
static void
test_what_was_told_is_not_told_again_at_the_end (Fixture *f, gconstpointer data)
{
  end_done (f, "sea");
  pass (f, SECOND);
  g_assert_false (simmer_notifier_flush (f->notifier));
  end_done (f, "sky");
  g_assert_true (simmer_notifier_flush (f->notifier));
  g_assert_false (simmer_notifier_flush (f->notifier));
  let_arrive ();
  assert_shown ("2 finished");
  g_assert_cmpuint (shell.n_added, ==, 2);
  g_assert_cmpint (simmer_clock_get_next (f->clock), ==, -1);
}

static void
test_whoever_looks_is_told_nothing (Fixture *f, gconstpointer data)
{
  end_done (f, "sea");
  pass (f, 30 * SECOND);
  end_done (f, "sky");
  pass (f, SECOND);
  assert_shown ("Generation Done; Generation Done");
  simmer_notifier_set_seen (f->notifier, TRUE);
  let_arrive ();
  assert_shown ("");
  end_done (f, "in sight");
  pass (f, SECOND);
  assert_shown ("");

  /* and what was not told when somebody looked is never told */
  simmer_notifier_set_seen (f->notifier, FALSE);
  end_done (f, "just before");
  simmer_notifier_set_seen (f->notifier, TRUE);
  simmer_notifier_set_seen (f->notifier, FALSE);
  pass (f, 60 * SECOND);
  assert_shown ("");
  end_done (f, "after");
  pass (f, SECOND);
  assert_shown ("Generation Done");
}

static void
test_the_screen_is_not_filled (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *title = g_strdup_printf ("sea %u", i);

      end_done (f, title);
      pass (f, 60 * SECOND);
    }
  assert_shown ("6 finished; Generation Done; Generation Done; Generation Done");
}

static void
test_what_is_tried_again_is_told_in_its_place (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTask) task = end (f, "sea", SIMMER_TASK_STATUS_FAILED);

  pass (f, 60 * SECOND);
  end_done (f, "sky");
  pass (f, 60 * SECOND);
  assert_shown ("Generation Done; Generation Failed");
  simmer_task_begin_attempt (task, simmer_clock_get_wall (f->clock));
  hear (f, task, SIMMER_TASK_STATUS_COMPLETED);
  g_signal_emit_by_name (f->manager, "ended", task);
  pass (f, SECOND);
  assert_shown ("Generation Done; Generation Done");
  g_assert_cmpuint (shell.n_added, ==, 3);
}

static void
test_who_cancelled_it_knows (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTask) task = end (f, "sea", SIMMER_TASK_STATUS_CANCELLED);

  pass (f, 60 * SECOND);
  g_assert_cmpuint (shell.n_added, ==, 0);
}

/* The program ends and starts again. */
static void
start_again (Fixture *f)
{
  g_assert_finalize_object (f->notifier);
  f->notifier = simmer_notifier_new (g_application_get_default (), f->manager);
  let_arrive ();
}

/* What nobody has seen stays when another run tells something. The first look takes all of it
 * back; the next have nothing to take. */
static void
test_what_another_run_told_stays_until_it_is_seen (Fixture *f, gconstpointer data)
{
  end_done (f, "sea");
  pass (f, 60 * SECOND);
  end_failed (f, "sky");
  pass (f, SECOND);
  start_again (f);
  end_done (f, "sun");
  pass (f, SECOND);
  assert_shown ("Generation Done; Generation Done; Generation Failed");
  start_again (f);
  assert_shown ("Generation Done; Generation Done; Generation Failed");

  simmer_notifier_set_seen (f->notifier, TRUE);
  let_arrive ();
  assert_shown ("");
  g_assert_cmpuint (shell.n_removed, ==, 3);
  simmer_notifier_set_seen (f->notifier, TRUE);
  start_again (f);
  simmer_notifier_set_seen (f->notifier, TRUE);
  let_arrive ();
  g_assert_cmpuint (shell.n_removed, ==, 3);
}

/* A run finds a full screen: it tells all in one place, and takes none of the others. */
static void
test_each_run_has_a_place (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      end_done (f, "sea");
      pass (f, 60 * SECOND);
    }
  start_again (f);
  for (guint i = 0; i < 3; i++)
    {
      end_done (f, "sky");
      pass (f, 60 * SECOND);
    }
  assert_shown ("3 finished; Generation Done; Generation Done; Generation Done; Generation Done");
}

static void
test_this_desktop_keeps_the_buttons (Fixture *f, gconstpointer data)
{
  end_done (f, "sea");
  pass (f, SECOND);
  g_assert_false (simmer_notifier_needs_listener (f->notifier));
}

#define ADD(path, func) g_test_add ("/notifier/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  widget_fixture_init (&argc, &argv);
  start_shell ();
  widget_fixture_start_manager ();

  ADD ("alone", test_each_that_ends_alone_has_its_own);
  ADD ("at-once", test_what_ends_at_once_is_told_at_once);
  ADD ("burst", test_a_burst_grows_in_its_place);
  ADD ("long-burst", test_a_long_burst_is_told_ever_more_rarely);
  ADD ("last", test_nobody_waits_for_the_last);
  ADD ("end", test_what_was_told_is_not_told_again_at_the_end);
  ADD ("seen", test_whoever_looks_is_told_nothing);
  ADD ("crowded", test_the_screen_is_not_filled);
  ADD ("tried-again", test_what_is_tried_again_is_told_in_its_place);
  ADD ("cancelled", test_who_cancelled_it_knows);
  ADD ("another-run", test_what_another_run_told_stays_until_it_is_seen);
  ADD ("each-run", test_each_run_has_a_place);
  ADD ("kept", test_this_desktop_keeps_the_buttons);

  status = widget_fixture_run ();
  stop_shell ();

  return status;
}
