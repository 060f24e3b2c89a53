/* The dialog that finds the tasks that a service has and that are not followed here. */

#include "simmer-find-dialog.h"
#include "simmer-test-server.h"
#include "widget-fixture.h"

#include <string.h>

static const char profile_text[] =
  "{ 'id': 'finding', 'name': 'Finding',"
  "  'requests': { 'status': { 'path': '/jobs/{id}' },"
  "                'list': { 'path': '/jobs', 'answer': { 'items': '$.jobs' } } } }";

static const char three_jobs[] =
  "{ \"jobs\": [ { \"id\": \"job-1\", \"status\": \"done\", \"prompt\": \"A <b>lake</b> & more\" },"
  "              { \"id\": \"job-2\", \"status\": \"running\", \"prompt\": \"followed\" },"
  "              { \"id\": \"job-3\", \"status\": \"queued\" },"
  "              { \"id\": \"job-1\", \"status\": \"done\" } ] }";

typedef struct
{
  SimmerTestServer *server;
  SimmerAccount *account;
  GtkWidget *dialog;
} Fixture;

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  simmer_task_manager_remove_account_finish (SIMMER_TASK_MANAGER (source), result, NULL);
}

/* Each server has a port of its own, and so each account is another one. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *json = g_strdelimit (g_strdup (data != NULL ? data : profile_text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  g_assert_false (simmer_find_dialog_is_useful (widget_fixture_get_manager ()));
  f->server = simmer_test_server_new ();
  address = simmer_test_server_address (f->server, "");
  f->account = simmer_task_manager_add_account (
    widget_fixture_get_manager (), profile, "Mine <i>", address, &error);
  g_assert_no_error (error);
  g_assert_true (simmer_find_dialog_is_useful (widget_fixture_get_manager ()));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  simmer_task_manager_remove_account_async (
    widget_fixture_get_manager (), f->account, removed_cb, NULL);
  g_object_unref (f->server);
}

static void
open_dialog (Fixture *f)
{
  f->dialog = simmer_find_dialog_new (widget_fixture_get_manager (), NULL);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  gtk_window_present (GTK_WINDOW (f->dialog));
  gtk_test_widget_wait_for_draw (f->dialog);
}

typedef struct
{
  GtkWidget *root;
  const char *text;
} Words;

static gboolean
is_said (gpointer data)
{
  Words *words = data;

  return widget_fixture_has_text (words->root, words->text);
}

static void
wait_for_words (Fixture *f, const char *text)
{
  Words words = { f->dialog, text };

  if (!widget_fixture_wait (is_said, &words))
    g_error ("“%s” is not said", text);
}

/* The button that says so, which may be a label's mnemonic. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
click (Fixture *f, const char *label)
{
  GtkWidget *button = find_button (f->dialog, label);

  if (button == NULL)
    g_error ("there is no button “%s”", label);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static SimmerTask *
find_task (Fixture *f, const char *remote_id)
{
  return simmer_task_queue_find_remote (
    simmer_task_manager_get_queue (widget_fixture_get_manager ()),
    simmer_account_get_id (f->account),
    remote_id);
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerTask **task = user_data;

  *task = simmer_task_manager_track_finish (SIMMER_TASK_MANAGER (source), result, NULL);
}

static gboolean
is_there (gpointer task)
{
  return *(SimmerTask **) task != NULL;
}

static void
track (Fixture *f, const char *remote_id)
{
  g_autoptr (SimmerTask) task = NULL;

  simmer_task_manager_track_async (
    widget_fixture_get_manager (), f->account, remote_id, NULL, tracked_cb, &task);
  g_assert_true (widget_fixture_wait (is_there, &task));
}

static void
followed_cb (SimmerTask **task, SimmerTask *first)
{
  g_set_object (task, first);
}

static void
test_follows (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTask) first = NULL;
  GtkWidget *check;

  simmer_test_server_answer (f->server, "/jobs", 200, "application/json", three_jobs, NULL);
  track (f, "job-2");
  open_dialog (f);
  g_signal_connect_swapped (f->dialog, "followed", G_CALLBACK (followed_cb), &first);

  /* What is followed is left out, what is said twice is shown once, and nothing is markup. */
  wait_for_words (f, "2 tasks found");
  g_assert_true (widget_fixture_has_text (f->dialog, "A <b>lake</b> & more"));
  g_assert_true (widget_fixture_has_text (f->dialog, "Done · job-1"));
  g_assert_true (widget_fixture_has_text (f->dialog, "Waiting · job-3"));
  g_assert_false (widget_fixture_has_text (f->dialog, "followed"));
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "_Follow")));
  g_assert_null (find_task (f, "job-1"));

  check = gtk_window_get_focus (GTK_WINDOW (f->dialog));
  g_assert_true (GTK_IS_CHECK_BUTTON (check));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_nonnull (find_button (f->dialog, "_Follow 1"));
  click (f, "_Select All");
  g_assert_nonnull (find_button (f->dialog, "_Follow 2"));
  click (f, "_Select None");
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "_Follow")));
  click (f, "_Select All");
  click (f, "_Follow 2");

  g_assert_true (first == find_task (f, "job-1"));
  g_assert_cmpstr (simmer_task_get_title (first), ==, "A <b>lake</b> & more");
  g_assert_true (simmer_task_is_active (first));
  g_assert_nonnull (find_task (f, "job-3"));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
}

static void
test_fails (Fixture *f, gconstpointer data)
{
  simmer_test_server_answer (
    f->server, "/jobs", 400, "application/json", "{ \"error\": \"a & <b\" }", NULL);
  open_dialog (f);
  wait_for_words (f, "Not Answered");
  g_assert_nonnull (widget_fixture_find (f->dialog, "AdwStatusPage"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->dialog)) ==
                 find_button (f->dialog, "_Try Again"));

  simmer_test_server_answer (f->server, "/jobs", 200, "application/json", "{ \"jobs\": [] }", NULL);
  click (f, "_Try Again");
  wait_for_words (f, "Mine <i> has no task that is not followed here.");
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "_Follow")));
}

/* More than a window should hold are asked for and counted, and the first of them shown. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{ \"jobs\": [");

  for (guint i = 0; i < 230; i++)
    g_string_append_printf (
      text, "%s{ \"id\": \"many-%u\", \"status\": \"done\" }", i > 0 ? "," : "", i);
  g_string_append (text, "] }");
  simmer_test_server_answer (f->server, "/jobs", 200, "application/json", text->str, NULL);
  open_dialog (f);
  wait_for_words (f, "230 tasks found");
  g_assert_true (widget_fixture_has_text (
    f->dialog, "The first 200 are shown. Follow some, and find the others then."));
  click (f, "_Select All");
  g_assert_nonnull (find_button (f->dialog, "_Follow 200"));
}

static const char needy_text[] =
  "{ 'id': 'needy', 'name': 'Needy', 'requests': {"
  "  'status': { 'path': '/jobs/{id}' },"
  "  'list': { 'path': '/{place}/jobs', 'answer': { 'items': '$.jobs' } } },"
  "  'inputs': [ { 'name': 'prompt', 'type': 'string' },"
  "              { 'name': 'place', 'title': 'Place', 'type': 'string' } ] }";

static void
fill_in (Fixture *f, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (widget_fixture_find (f->dialog, "AdwEntryRow")), text);
}

/* What the service must know first is asked for, and the next time it is there. */
static void
test_asks_first (Fixture *f, gconstpointer data)
{
  GtkWidget *entry;

  simmer_test_server_answer (
    f->server, "/a harbour/jobs", 200, "application/json", three_jobs, NULL);
  open_dialog (f);
  wait_for_words (f, "Mine <i> tells which tasks it has once it knows what is asked for above.");
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "F_ind")));
  entry = widget_fixture_find (f->dialog, "AdwEntryRow");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), ==, "Place");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (f->dialog)), entry));
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);

  fill_in (f, "a harbour");
  click (f, "F_ind");
  wait_for_words (f, "3 tasks found");
  /* Of another place nothing is known yet. */
  fill_in (f, "a");
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "_Follow")));
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 1);
  fill_in (f, "");
  g_assert_false (gtk_widget_is_sensitive (find_button (f->dialog, "F_ind")));
  g_signal_emit_by_name (entry, "entry-activated");
  fill_in (f, "a harbour");
  g_signal_emit_by_name (entry, "entry-activated");
  wait_for_words (f, "3 tasks found");
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 2);

  gtk_window_destroy (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  open_dialog (f);
  wait_for_words (f, "3 tasks found");
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 3);
}

/* Closed while it asks: it gives up, and nothing keeps it. */
static void
test_gives_up (Fixture *f, gconstpointer data)
{
  simmer_test_server_answer (f->server, "/jobs", 200, "application/json", three_jobs, NULL);
  simmer_test_server_set_hold (f->server, TRUE);
  open_dialog (f);
  g_assert_true (widget_fixture_has_text (f->dialog, "Asking Mine <i> for your tasks…"));
  simmer_test_wait (simmer_test_server_get_n_held (f->server) > 0);
  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  simmer_test_server_set_hold (f->server, FALSE);
}

int
main (int argc, char **argv)
{
  widget_fixture_init (&argc, &argv);
  widget_fixture_start_manager ();

#define ADD(path, func) g_test_add ("/find-dialog/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("follows", test_follows);
  ADD ("fails", test_fails);
  ADD ("many", test_many);
  ADD ("gives-up", test_gives_up);
  g_test_add ("/find-dialog/asks-first", Fixture, needy_text, set_up, test_asks_first, tear_down);
#undef ADD

  return widget_fixture_run ();
}
