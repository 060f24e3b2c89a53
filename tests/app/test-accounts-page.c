/* The accounts in the preferences: each a row, and the window that adds, changes, tests and removes
 * one, against a service on the loopback. No keyring is there. */

#include "simmer-account-dialog.h"
#include "simmer-preferences.h"
#include "simmer-test-server.h"
#include "widget-fixture.h"

#include <string.h>

typedef struct
{
  SimmerTestServer *server;
  char *address;
  GtkWidget *preferences;
  GtkWidget *dialog;
} Fixture;

/* Whoever has the right key is let in; the task that is asked for is one that nobody has. */
static void
service_cb (SimmerTestServer *server,
            SoupServerMessage *message,
            SimmerTestRequest *request,
            gpointer user_data)
{
  static const char refusal[] = "{\"error\":\"No.\"}";
  gboolean accepted = g_strcmp0 (request->authorization, "Bearer right") == 0;

  soup_server_message_set_status (message, accepted ? 404 : 401, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_STATIC, refusal, strlen (refusal));
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The text of the label that says so from the beginning. */
static GtkWidget *
find_label_with (GtkWidget *widget, const char *begin)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), begin))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label_with (child, begin);

      if (found != NULL)
        return found;
    }

  return NULL;
}

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

/* The window of the type, on top of others. */
static GtkWidget *
find_window (const char *type_name)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (window), type_name) && gtk_widget_get_mapped (window))
        return window;
    }

  return NULL;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static gboolean
is_sensitive (gpointer user_data)
{
  Fixture *f = user_data;

  return f->dialog != NULL && gtk_widget_is_sensitive (find_row (f->dialog, "Name"));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = simmer_test_server_new ();
  f->address = simmer_test_server_address (f->server, "");
  simmer_test_server_set_func (f->server, service_cb, f);
  f->preferences = simmer_preferences_new (widget_fixture_get_manager (), NULL);
  g_object_add_weak_pointer (G_OBJECT (f->preferences), (gpointer *) &f->preferences);
  gtk_window_present (GTK_WINDOW (f->preferences));
  gtk_test_widget_wait_for_draw (f->preferences);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  simmer_task_manager_remove_account_finish (SIMMER_TASK_MANAGER (source), result, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  SimmerTaskManager *manager = widget_fixture_get_manager ();
  GListModel *accounts = simmer_task_manager_get_accounts (manager);

  while (g_list_model_get_n_items (accounts) > 1)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, 1);

      simmer_task_manager_remove_account_async (manager, account, removed_cb, NULL);
    }
  gtk_window_destroy (GTK_WINDOW (f->preferences));
  g_assert_true (widget_fixture_wait (is_gone, &f->preferences));
  g_assert_true (f->dialog == NULL);
  g_object_unref (f->server);
  g_free (f->address);
}

/* --- Steps ----------------------------------------------------------------------------------- */

static void
take_dialog (Fixture *f)
{
  f->dialog = find_window ("SimmerAccountDialog");
  g_assert_nonnull (f->dialog);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  gtk_test_widget_wait_for_draw (f->dialog);
}

static void
write_row (Fixture *f, const char *title, const char *text)
{
  GtkWidget *row = find_row (f->dialog, title);

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_get_mapped (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
click (GtkWidget *root, const char *label)
{
  GtkWidget *button = find_button (root, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* What is typed and Return; the window is what the keyboard reaches. */
static void
press_return (Fixture *f, const char *title)
{
  GtkWidget *row = find_row (f->dialog, title);

  g_assert_true (gtk_widget_grab_focus (row));
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (row)), "activate");
}

static void
choose_service (Fixture *f, const char *name)
{
  AdwComboRow *row = ADW_COMBO_ROW (find_row (f->dialog, "Service"));
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (names, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        {
          adw_combo_row_set_selected (row, i);
          return;
        }
    }
  g_assert_not_reached ();
}

static const char *
get_native_name (void)
{
  return simmer_profile_get_name (simmer_profile_get_native ());
}

static SimmerAccount *
set_up_account (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = simmer_task_manager_add_account (
    widget_fixture_get_manager (), simmer_profile_get_native (), "Mine", f->address, &error);

  g_assert_no_error (error);
  return account;
}

static void
open_account (Fixture *f, const char *name)
{
  g_assert_true (gtk_widget_grab_focus (find_row (f->preferences, name)));
  g_assert_true (gtk_widget_activate (find_row (f->preferences, name)));
  take_dialog (f);
}

static const char *
get_subtitle (Fixture *f, const char *name)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (f->preferences, name)));
}

/* --- Tests ----------------------------------------------------------------------------------- */

static void
test_add (Fixture *f, gconstpointer data)
{
  GListModel *accounts = simmer_task_manager_get_accounts (widget_fixture_get_manager ());
  g_autoptr (SimmerAccount) account = NULL;

  click (f->preferences, "_Add Account…");
  take_dialog (f);

  /* A service that is in one place asks for no address. */
  choose_service (f, "Replicate");
  g_assert_false (
    gtk_widget_get_visible (find_row (f->dialog, "Address, such as https://example.org")));
  g_assert_nonnull (
    find_label_with (f->dialog, "An API token, from replicate.com/account/api-tokens"));
  write_row (f, "Key or Token", "for-replicate");

  /* What was written for one service goes to no other. */
  choose_service (f, get_native_name ());
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_row (f->dialog, "Key or Token"))), ==, "");
  write_row (f, "Name", "My <Server>");
  write_row (f, "Address, such as https://example.org", "nonsense");
  press_return (f, "Name");
  g_assert_nonnull (find_label_with (f->dialog, "“nonsense” is not the address of a server."));
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);

  write_row (f, "Address, such as https://example.org", f->address);
  write_row (f, "Key or Token", "right");
  press_return (f, "Key or Token");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (find_label_with (f->dialog, "It is accepted. No keyring took it"));
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 2);
  account = g_list_model_get_item (accounts, 1);
  g_assert_cmpstr (simmer_account_get_name (account), ==, "My <Server>");
  g_assert_cmpstr (simmer_account_get_address (account), ==, f->address);

  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_nonnull (strstr (get_subtitle (f, "My <Server>"), "127.0.0.1"));
  g_assert_nonnull (strstr (get_subtitle (f, "My <Server>"), "Signed in until Simmer ends"));
}

static void
test_edit (Fixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (simmer_account_get_id (set_up_account (f)));

  open_account (f, "Mine");
  g_assert_false (gtk_widget_get_mapped (find_row (f->dialog, "Service")));
  write_row (f, "Name", "Ours");
  press_return (f, "Name");
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));

  g_assert_null (find_row (f->preferences, "Mine"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->preferences)) ==
                 find_row (f->preferences, "Ours"));
  g_assert_cmpstr (
    simmer_account_get_name (simmer_task_manager_get_account (widget_fixture_get_manager (), id)),
    ==,
    "Ours");

  /* Escape leaves everything as it was. */
  open_account (f, "Ours");
  write_row (f, "Name", "Nobody's");
  g_assert_true (gtk_widget_activate_action (f->dialog, "window.close", NULL));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_nonnull (find_row (f->preferences, "Ours"));
}

static GtkSpinButton *
find_spin (Fixture *f, const char *title)
{
  return GTK_SPIN_BUTTON (widget_fixture_find (find_row (f->dialog, title), "GtkSpinButton"));
}

/* How often an account is asked, and whether it is listened to, is chosen with it. */
static void
test_wishes (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = set_up_account (f);
  const SimmerWishes wishes = { .eagerness = SIMMER_EAGERNESS_FEWER,
                                .minimum = 5 * (gint64) G_USEC_PER_SEC,
                                .maximum = 5 * (gint64) G_USEC_PER_SEC,
                                .deadline = 90 * (gint64) G_USEC_PER_SEC,
                                .no_live = TRUE };
  const SimmerWishes exact = { .deadline = 90 * (gint64) G_USEC_PER_SEC };

  /* What nobody touches stays as exact as it is. */
  simmer_task_manager_set_account_wishes (widget_fixture_get_manager (), account, &exact);
  open_account (f, "Mine");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (widget_fixture_find (f->dialog, "GtkSwitch"))));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_spin (f, "Longest Interval"))), ==, "As usual");
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_spin (f, "Time Limit"))), ==, "2 minutes");
  gtk_switch_set_active (GTK_SWITCH (widget_fixture_find (f->dialog, "GtkSwitch")), FALSE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (f->dialog, "Pace")), 1);
  gtk_spin_button_set_value (find_spin (f, "Shortest Interval"), 30);
  gtk_spin_button_set_value (find_spin (f, "Longest Interval"), 5);
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_spin (f, "Shortest Interval"))), ==, "5 seconds");
  click (f->dialog, "_Save");
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &wishes));

  /* They are there again, and no wish is one, too. */
  open_account (f, "Mine");
  g_assert_cmpuint (
    adw_combo_row_get_selected (ADW_COMBO_ROW (find_row (f->dialog, "Pace"))), ==, 1);
  gtk_spin_button_set_value (find_spin (f, "Time Limit"), 0);
  gtk_spin_button_set_value (find_spin (f, "Shortest Interval"), 0);
  gtk_spin_button_set_value (find_spin (f, "Longest Interval"), 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (f->dialog, "Pace")), 0);
  gtk_switch_set_active (GTK_SWITCH (widget_fixture_find (f->dialog, "GtkSwitch")), TRUE);
  click (f->dialog, "_Save");
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &(SimmerWishes){ 0 }));
}

/* The generator on this computer has nothing else to choose. */
static void
test_builtin (Fixture *f, gconstpointer data)
{
  SimmerAccount *account =
    simmer_task_manager_get_account (widget_fixture_get_manager (), SIMMER_ACCOUNT_BUILTIN);
  const SimmerWishes before = *simmer_account_get_wishes (account);

  open_account (f, "This Computer");
  g_assert_false (gtk_widget_get_mapped (find_row (f->dialog, "Name")));
  g_assert_false (
    gtk_widget_get_mapped (find_row (f->dialog, "Address, such as https://example.org")));
  g_assert_false (gtk_widget_get_mapped (find_button (f->dialog, "_Remove…")));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->dialog)) ==
                 find_row (f->dialog, "Live Updates"));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_spin (f, "Time Limit"))), ==, "60 minutes");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (f->dialog, "Pace")), 3);
  click (f->dialog, "_Save");
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_cmpint (simmer_account_get_wishes (account)->eagerness, ==, SIMMER_EAGERNESS_FASTER);
  g_assert_cmpint (simmer_account_get_wishes (account)->deadline, ==, before.deadline);
  simmer_task_manager_set_account_wishes (widget_fixture_get_manager (), account, &before);
}

static void
test_test (Fixture *f, gconstpointer data)
{
  set_up_account (f);
  open_account (f, "Mine");

  write_row (f, "Key or Token", "wrong");
  click (f->dialog, "_Test");
  g_assert_false (gtk_widget_is_sensitive (find_row (f->dialog, "Name")));
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_null (find_label_with (f->dialog, "It is accepted."));
  g_assert_nonnull (find_label_with (f->dialog, "The service does not accept the key"));

  /* The keyboard stands where the key can be corrected. */
  write_row (f, "Key or Token", "right");
  press_return (f, "Key or Token");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (find_label_with (f->dialog, "It is accepted."));

  /* Closed while the service is asked: nothing is left behind. */
  click (f->dialog, "_Test");
  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
}

static gboolean
has_question (gpointer user_data)
{
  return find_window ("AdwMessageDialog") != NULL;
}

static void
answer (const char *heading, const char *body, const char *response)
{
  GtkWidget *question;

  g_assert_true (widget_fixture_wait (has_question, NULL));
  question = find_window ("AdwMessageDialog");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (question)), ==, heading);
  g_assert_nonnull (find_label_with (question, heading));
  g_assert_nonnull (find_label_with (question, body));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), response);
  widget_fixture_turn ();
}

/* A key that is kept is no sign-in once the service has refused it: the list says so, and what to
 * do, until another key is right. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  static const char *const said = "The service refuses the key: sign in again";

  set_up_account (f);
  open_account (f, "Mine");
  write_row (f, "Key or Token", "wrong");
  click (f->dialog, "_Test");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (find_label_with (f->dialog, "The service does not accept"));
  g_assert_nonnull (strstr (get_subtitle (f, "Mine"), said));
  g_assert_null (strstr (get_subtitle (f, "Mine"), "Signed in"));

  write_row (f, "Key or Token", "right");
  click (f->dialog, "_Test");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (strstr (get_subtitle (f, "Mine"), "Signed in"));
  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
}

/* Who signs out is asked, told what that means, and stands where signing in again begins. */
static void
test_sign_out (Fixture *f, gconstpointer data)
{
  static const char *const said = "Simmer forgets the key and takes it out of the keyring.";

  set_up_account (f);
  open_account (f, "Mine");
  g_assert_false (gtk_widget_get_mapped (find_button (f->dialog, "Sign _Out…")));
  write_row (f, "Key or Token", "right");
  click (f->dialog, "_Test");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_true (gtk_widget_get_mapped (find_button (f->dialog, "Sign _Out…")));
  g_assert_nonnull (strstr (get_subtitle (f, "Mine"), "Signed in"));

  click (f->dialog, "Sign _Out…");
  answer ("Sign out of “Mine”?", said, "cancel");
  g_assert_true (gtk_widget_get_mapped (find_button (f->dialog, "Sign _Out…")));

  click (f->dialog, "Sign _Out…");
  answer ("Sign out of “Mine”?", said, "sign-out");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (find_label_with (f->dialog, "Signed out."));
  g_assert_false (gtk_widget_get_mapped (find_button (f->dialog, "Sign _Out…")));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_row (f->dialog, "Key or Token"))), ==, "");
  g_assert_nonnull (strstr (get_subtitle (f, "Mine"), "Not signed in"));

  /* Nothing of the key is left: the service is asked without one. */
  click (f->dialog, "_Test");
  g_assert_true (widget_fixture_wait (is_sensitive, f));
  g_assert_nonnull (find_label_with (f->dialog, "The service does not accept"));
  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  GListModel *accounts = simmer_task_manager_get_accounts (widget_fixture_get_manager ());

  set_up_account (f);
  open_account (f, "Mine");
  click (f->dialog, "_Remove…");
  answer ("Remove “Mine”?", "Its tasks stay in the list.", "cancel");
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 2);

  click (f->dialog, "_Remove…");
  answer ("Remove “Mine”?", "Its tasks stay in the list.", "remove");
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
  g_assert_null (find_row (f->preferences, "Mine"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (f->preferences)) ==
                 find_button (f->preferences, "_Add Account…"));
}

static void
test_profile_file (Fixture *f, gconstpointer data)
{
  static const char json[] =
    "{ \"id\": \"my-own\", \"name\": \"My Own\","
    "  \"requests\": { \"submit\": { \"method\": \"POST\", \"path\": \"/s\","
    "                              \"body\": { \"p\": \"{prompt}\" } },"
    "                \"status\": { \"method\": \"GET\", \"path\": \"/s/{id}\" } } }";
  g_autofree char *bad = widget_fixture_write ("bad.json", "{", -1);
  g_autofree char *good = widget_fixture_write ("good.json", json, -1);

  click (f->preferences, "_Add Account…");
  take_dialog (f);
  simmer_account_dialog_use_file (SIMMER_ACCOUNT_DIALOG (f->dialog), bad);
  g_assert_nonnull (find_label_with (f->dialog, "The profile “"));
  simmer_account_dialog_use_file (SIMMER_ACCOUNT_DIALOG (f->dialog), good);
  g_assert_null (find_label_with (f->dialog, "The profile “"));
  g_assert_cmpstr (
    gtk_editable_get_text (GTK_EDITABLE (find_row (f->dialog, "Name"))), ==, "My Own");

  gtk_window_close (GTK_WINDOW (f->dialog));
  g_assert_true (widget_fixture_wait (is_gone, &f->dialog));
}

int
main (int argc, char **argv)
{
  widget_fixture_init (&argc, &argv);
  widget_fixture_start_manager ();

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  add ("/accounts-page/add", test_add);
  add ("/accounts-page/edit", test_edit);
  add ("/accounts-page/wishes", test_wishes);
  add ("/accounts-page/builtin", test_builtin);
  add ("/accounts-page/test", test_test);
  add ("/accounts-page/refused", test_refused);
  add ("/accounts-page/sign-out", test_sign_out);
  add ("/accounts-page/remove", test_remove);
  add ("/accounts-page/profile-file", test_profile_file);
#undef add

  return widget_fixture_run ();
}
