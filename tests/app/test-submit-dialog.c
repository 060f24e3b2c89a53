/* The dialog for a new generation, its form made from a profile, and tracking by id. */

#include <glib/gstdio.h>
#include <string.h>

#include "simmer-file-row.h"
#include "simmer-input-form.h"
#include "simmer-json.h"
#include "simmer-preferences.h"
#include "simmer-settings.h"
#include "simmer-submit-dialog.h"
#include "simmer-track-form.h"
#include "widget-fixture.h"

/* Nobody listens there: what is ordered is written down and waits. */
#define NOBODY "http://127.0.0.1:9"

static const char every_kind[] =
  "{ 'id': 'every-kind', 'name': 'Every <Kind>',"
  "  'requests': { 'submit': { 'method': 'POST', 'path': '/s', 'body': { 'p': '{prompt}' } },"
  "                'status': { 'method': 'GET', 'path': '/s/{id}' } },"
  "  'inputs': ["
  "    { 'name': 'prompt', 'title': 'What <i>', 'type': 'string', 'maxLength': 20,"
  "      'required': true },"
  "    { 'name': 'mode', 'title': '<b>Mode', 'type': 'string', 'enum': ['a', 'b'],"
  "      'titles': ['First & best', 'Second'], 'default': 'b' },"
  "    { 'name': 'width', 'title': 'Width', 'type': 'integer', 'minimum': 64, 'maximum': 1024,"
  "      'default': 640 },"
  "    { 'name': 'height', 'title': 'Height', 'type': 'integer', 'minimum': 64,"
  "      'maximum': 1024, 'default': 480 },"
  "    { 'name': 'steps', 'title': 'Steps', 'type': 'integer', 'minimum': 1, 'maximum': 50,"
  "      'default': 20, 'when': { 'mode': 'b' } },"
  "    { 'name': 'loop', 'title': 'Loop', 'type': 'boolean', 'default': true },"
  "    { 'name': 'guidance', 'title': 'Guidance', 'type': 'number', 'minimum': 0,"
  "      'maximum': 10, 'default': 7.5, 'advanced': true },"
  "    { 'name': 'seed', 'title': 'Seed', 'type': 'integer', 'minimum': 0,"
  "      'maximum': 9007199254740991, 'advanced': true },"
  "    { 'name': 'without', 'title': 'Without', 'type': 'string', 'advanced': true } ] }";

static SimmerProfile *
make_profile (void)
{
  g_autofree char *json = g_strdelimit (g_strdup (every_kind), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
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

static GtkWidget *
show_form_for (const char *account_id, SimmerProfile *profile, SimmerInputForm **form)
{
  g_autoptr (SimmerAccount) account = simmer_account_new (account_id, "Service", profile, NOBODY);
  GtkWidget *widget = simmer_input_form_new ();

  simmer_input_form_set_account (
    SIMMER_INPUT_FORM (widget), widget_fixture_get_manager (), account);
  *form = SIMMER_INPUT_FORM (widget);

  return widget_fixture_show (widget, 480, 900);
}

static GtkWidget *
show_form (SimmerProfile *profile, SimmerInputForm **form)
{
  return show_form_for ("any", profile, form);
}

static void
test_form_defaults (void)
{
  g_autoptr (SimmerProfile) profile = make_profile ();
  g_autoptr (JsonObject) inputs = NULL;
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);

  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  simmer_input_form_set_prompt (form, "  a harbour \n");
  g_assert_true (simmer_form_get_valid (SIMMER_FORM (form)));

  inputs = simmer_input_form_dup_inputs (form);
  g_assert_cmpstr (json_object_get_string_member (inputs, "prompt"), ==, "a harbour");
  g_assert_cmpstr (json_object_get_string_member (inputs, "mode"), ==, "b");
  g_assert_cmpint (json_object_get_int_member (inputs, "width"), ==, 640);
  g_assert_cmpint (json_object_get_int_member (inputs, "height"), ==, 480);
  g_assert_cmpint (json_object_get_int_member (inputs, "steps"), ==, 20);
  g_assert_true (json_object_get_boolean_member (inputs, "loop"));
  g_assert_cmpfloat (json_object_get_double_member (inputs, "guidance"), ==, 7.5);
  g_assert_false (json_object_has_member (inputs, "seed"));
  g_assert_false (json_object_has_member (inputs, "without"));
  widget_fixture_close (window);
}

static void
test_form_texts (void)
{
  g_autoptr (SimmerProfile) profile = make_profile ();
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);

  gtk_test_widget_wait_for_draw (window);
  g_assert_true (widget_fixture_has_text (window, "What <i>"));
  g_assert_true (widget_fixture_has_text (window, "<b>Mode"));
  g_assert_true (widget_fixture_has_text (window, "Second"));
  g_assert_true (widget_fixture_has_text (window, "640 × 480"));
  g_assert_true (widget_fixture_has_text (window, "Width, Height, Guidance, Seed, Without"));
  widget_fixture_close (window);
}

static void
test_form_when (void)
{
  g_autoptr (SimmerProfile) profile = make_profile ();
  g_autoptr (JsonObject) inputs = NULL;
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);

  g_assert_true (gtk_widget_get_visible (find_row (window, "Steps")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (window, "<b>Mode")), 0);
  g_assert_false (gtk_widget_get_visible (find_row (window, "Steps")));
  inputs = simmer_input_form_dup_inputs (form);
  g_assert_cmpstr (json_object_get_string_member (inputs, "mode"), ==, "a");
  g_assert_false (json_object_has_member (inputs, "steps"));
  widget_fixture_close (window);
}

static void
test_form_validation (void)
{
  static const struct
  {
    const char *seed;
    gboolean valid;
  } seeds[] = {
    { "", TRUE },
    { "0", TRUE },
    { "9007199254740991", TRUE },
    { "-1", FALSE },
    { "x", FALSE },
    { "12 monkeys", FALSE },
    { "1.5", FALSE },
    { "9007199254740993", FALSE },
    { "99999999999999999999999", FALSE },
  };
  g_autoptr (SimmerProfile) profile = make_profile ();
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);
  GtkWidget *seed = find_row (window, "Seed");

  simmer_input_form_set_prompt (form, "boats");
  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (seed), seeds[i].seed);
      g_assert_cmpint (simmer_form_get_valid (SIMMER_FORM (form)), ==, seeds[i].valid);
      g_assert_cmpint (gtk_widget_has_css_class (seed, "error"), ==, !seeds[i].valid);
    }

  gtk_editable_set_text (GTK_EDITABLE (seed), "7");
  simmer_input_form_set_prompt (form, "more letters than allowed");
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  simmer_input_form_set_prompt (form, " \n\t ");
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  widget_fixture_close (window);
}

/* Only multiples can be chosen, counted, typed and remembered. */
static void
test_form_multiples (void)
{
  static const char profile_text[] =
    "{ 'id': 'steps', 'name': 'Steps',"
    "  'requests': { 'submit': { 'method': 'POST', 'path': '/g' }, 'status': { 'path': '/{id}' } },"
    "  'inputs': ["
    "    { 'name': 'width', 'title': 'Width', 'type': 'integer', 'minimum': 100,"
    "      'maximum': 2048, 'multipleOf': 64, 'default': 512 },"
    "    { 'name': 'height', 'title': 'Height', 'type': 'integer', 'minimum': 64,"
    "      'maximum': 2048, 'multipleOf': 64, 'default': 512 },"
    "    { 'name': 'far', 'title': 'Far', 'type': 'integer', 'multipleOf': 8 } ] }";
  g_autofree char *json = g_strdelimit (g_strdup (profile_text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, NULL);
  g_autoptr (JsonObject) inputs = NULL;
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);
  GtkWidget *far = find_row (window, "Far");
  GListModel *sizes;

  sizes = adw_combo_row_get_model (ADW_COMBO_ROW (find_row (window, "Size")));
  for (guint i = 0; i < g_list_model_get_n_items (sizes); i++)
    {
      g_autoptr (GtkStringObject) size = g_list_model_get_item (sizes, i);

      g_assert_null (strstr (gtk_string_object_get_string (size), "1080"));
    }
  g_assert_cmpuint (g_list_model_get_n_items (sizes), >, 4);

  gtk_editable_set_text (GTK_EDITABLE (far), "12");
  g_assert_true (gtk_widget_has_css_class (far, "error"));
  g_assert_true (widget_fixture_has_text (window, "A multiple of 8"));
  gtk_editable_set_text (GTK_EDITABLE (far), "16");
  g_assert_false (gtk_widget_has_css_class (far, "error"));

  inputs = simmer_input_form_dup_inputs (form);
  g_assert_cmpint (json_object_get_int_member (inputs, "width"), ==, 512);
  widget_fixture_close (window);
}

/* The size is one choice and two numbers; each follows the other. */
/* Chosen, too large, gone again, and the same file as a value. */
static void
test_form_file (void)
{
  static const char text[] =
    "{ \"id\": \"f\", \"name\": \"F\", \"requests\": { \"submit\": { \"path\": \"/s\" },"
    " \"status\": { \"path\": \"/s/{id}\" } }, \"inputs\": [ { \"name\": \"picture\","
    " \"title\": \"<b>Picture\", \"type\": \"file\", \"required\": true, \"maxBytes\": 9,"
    " \"accept\": [\"image/*\"] } ] }";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, NULL);
  g_autofree char *folder = g_dir_make_tmp ("simmer-form-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "<i>boat.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (JsonObject) none = NULL;
  g_autoptr (JsonObject) chosen = NULL;
  g_autoptr (SimmerAccount) account = simmer_account_new ("files", "Files", profile, NOBODY);
  SimmerInputForm *form;
  GtkWidget *window = show_form_for ("files", profile, &form);
  GtkWidget *row = find_row (window, "<b>Picture");

  g_assert_nonnull (row);
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));

  g_assert_true (g_file_set_contents (path, "0123456789", -1, NULL));
  g_assert_true (simmer_input_form_take_file (form, file));
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "too large"));
  g_assert_true (gtk_widget_has_css_class (row, "error"));

  g_assert_true (g_file_set_contents (path, "012345678", -1, NULL));
  g_assert_true (simmer_input_form_take_file (form, file));
  g_assert_true (simmer_form_get_valid (SIMMER_FORM (form)));
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_true (
    g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "<i>boat.png · "));
  inputs = simmer_input_form_dup_inputs (form);
  g_assert_cmpstr (
    json_object_get_string_member (json_object_get_object_member (inputs, "picture"), "path"),
    ==,
    path);

  /* A file is chosen for one task alone. */
  simmer_input_form_remember (form);
  chosen = simmer_task_manager_recall_inputs (widget_fixture_get_manager (), account, NULL);
  g_assert_cmpint (json_object_get_size (chosen), ==, 0);

  /* One file has room. */
  g_assert_false (simmer_input_form_take_file (form, file));
  g_assert_true (
    simmer_file_row_set_value (SIMMER_FILE_ROW (row), json_object_get_member (inputs, "picture")));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (
    simmer_file_row_set_value (SIMMER_FILE_ROW (row), json_object_get_member (inputs, "picture")));
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  none = simmer_input_form_dup_inputs (form);
  g_assert_false (json_object_has_member (none, "picture"));

  g_assert_cmpint (g_rmdir (folder), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_form_size (void)
{
  g_autoptr (SimmerProfile) profile = make_profile ();
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (JsonObject) custom = NULL;
  SimmerInputForm *form;
  GtkWidget *window = show_form (profile, &form);
  AdwComboRow *size = ADW_COMBO_ROW (find_row (window, "Size"));
  GtkWidget *width = widget_fixture_find (find_row (window, "Width"), "GtkSpinButton");
  guint n = g_list_model_get_n_items (adw_combo_row_get_model (size));

  adw_combo_row_set_selected (size, 1);
  inputs = simmer_input_form_dup_inputs (form);
  g_assert_cmpint (json_object_get_int_member (inputs, "width"), ==, 512);
  g_assert_cmpint (json_object_get_int_member (inputs, "height"), ==, 512);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (width), 517);
  g_assert_cmpuint (adw_combo_row_get_selected (size), ==, n - 1);
  custom = simmer_input_form_dup_inputs (form);
  g_assert_cmpint (json_object_get_int_member (custom, "width"), ==, 517);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (width), 512);
  g_assert_cmpuint (adw_combo_row_get_selected (size), ==, 1);
  widget_fixture_close (window);
}

static void
choose (GtkWidget *window, const char *title, guint position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (window, title)), position);
}

static void
assert_values (SimmerInputForm *form, const char *expected)
{
  g_autoptr (JsonObject) inputs = simmer_input_form_dup_inputs (form);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), inputs);
  g_autofree char *text = simmer_json_to_string (node);
  g_autofree char *wanted = g_strdelimit (g_strdup (expected), "'", '"');

  g_assert_cmpstr (text, ==, wanted);
}

/* What was filled in for an account is there the next time, whatever it was; not for another one.
 */
static void
test_form_remembers (void)
{
  static const char *const defaults =
    "{'mode':'b','width':640,'height':480,'steps':20,'loop':true,'guidance':7.5}";
  g_autoptr (SimmerProfile) profile = make_profile ();
  SimmerInputForm *form;
  GtkWidget *window = show_form_for ("mine", profile, &form);

  assert_values (form, defaults);
  simmer_input_form_set_prompt (form, "a harbour");
  choose (window, "Size", 1);
  gtk_spin_button_set_value (
    GTK_SPIN_BUTTON (widget_fixture_find (find_row (window, "Steps"), "GtkSpinButton")), 7);
  gtk_switch_set_active (GTK_SWITCH (widget_fixture_find (find_row (window, "Loop"), "GtkSwitch")),
                         FALSE);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Seed")), "42");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Without")), "people");
  simmer_input_form_remember (form);
  widget_fixture_close (window);

  /* But for the prompt. */
  window = show_form_for ("mine", profile, &form);
  assert_values (form,
                 "{'mode':'b','width':512,'height':512,'steps':7,'loop':false,'guidance':7.5,"
                 "'seed':42,'without':'people'}");

  /* What does not matter now is not forgotten; what was emptied is. */
  choose (window, "<b>Mode", 0);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Seed")), "");
  simmer_input_form_remember (form);
  widget_fixture_close (window);
  window = show_form_for ("mine", profile, &form);
  assert_values (form,
                 "{'mode':'a','width':512,'height':512,'loop':false,'guidance':7.5,"
                 "'without':'people'}");
  choose (window, "<b>Mode", 1);
  assert_values (form,
                 "{'mode':'b','width':512,'height':512,'steps':7,'loop':false,'guidance':7.5,"
                 "'without':'people'}");
  widget_fixture_close (window);

  window = show_form_for ("mine#2", profile, &form);
  assert_values (form, defaults);
  widget_fixture_close (window);
}

/* Each model has values of its own. What was just changed stays as it is. */
static void
test_form_remembers_models (void)
{
  static const char models[] =
    "{ \"id\": \"models\", \"name\": \"Models\","
    "  \"requests\": { \"submit\": { \"method\": \"POST\", \"path\": \"/s\","
    "                              \"body\": { \"p\": \"{model}\" } },"
    "                \"status\": { \"method\": \"GET\", \"path\": \"/s/{id}\" } },"
    "  \"inputs\": ["
    "    { \"name\": \"model\", \"title\": \"Model\", \"type\": \"string\" },"
    "    { \"name\": \"size\", \"title\": \"Extent\", \"type\": \"string\" },"
    "    { \"name\": \"steps\", \"title\": \"Steps\", \"type\": \"string\" } ] }";
  g_autoptr (GBytes) bytes = g_bytes_new_static (models, strlen (models));
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, NULL);
  SimmerInputForm *form;
  GtkWidget *window = show_form_for ("models", profile, &form);

  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Model")), "one");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Extent")), "small");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Steps")), "1");
  simmer_input_form_remember (form);
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Model")), "two");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Extent")), "large");
  simmer_input_form_remember (form);
  widget_fixture_close (window);

  window = show_form_for ("models", profile, &form);
  assert_values (form, "{'model':'two','size':'large','steps':'1'}");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Steps")), "9");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Model")), "one");
  assert_values (form, "{'model':'one','size':'small','steps':'9'}");
  gtk_editable_set_text (GTK_EDITABLE (find_row (window, "Model")), "three");
  assert_values (form, "{'model':'three','size':'small','steps':'9'}");
  widget_fixture_close (window);
}

static GtkWidget *
make_dialog (void)
{
  g_autoptr (GError) error = NULL;
  SimmerTaskManager *manager = widget_fixture_get_manager ();
  GtkWidget *dialog;
  GtkWidget *row;

  simmer_task_manager_use_server (manager, simmer_profile_get_native (), NOBODY, NULL, &error);
  g_assert_no_error (error);
  dialog = simmer_submit_dialog_new (manager, NULL);
  row = find_row (dialog, "Account");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);

  return dialog;
}

static void
submitted_cb (SimmerTask **submitted, SimmerTask *task)
{
  g_set_object (submitted, task);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static GtkWidget *
find_submit (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "suggested-action"))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_submit (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_dialog_submits (void)
{
  GtkWidget *dialog = make_dialog ();
  gpointer alive = dialog;
  g_autoptr (SimmerTask) task = NULL;
  SimmerInputForm *form;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  g_signal_connect_swapped (dialog, "submitted", G_CALLBACK (submitted_cb), &task);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (dialog);
  form = SIMMER_INPUT_FORM (widget_fixture_find (dialog, "SimmerInputForm"));

  /* The cursor is where writing begins. */
  g_assert_true (GTK_IS_TEXT_VIEW (gtk_window_get_focus (GTK_WINDOW (dialog))));
  g_assert_false (gtk_widget_get_sensitive (find_submit (dialog)));
  g_signal_emit_by_name (form, "submit");
  g_assert_null (task);

  simmer_input_form_set_prompt (form, "A <b>harbour</b> & boats");
  g_assert_true (gtk_widget_get_sensitive (find_submit (dialog)));
  g_signal_emit_by_name (form, "submit");

  g_assert_nonnull (task);
  g_assert_true (
    simmer_task_queue_find (simmer_task_manager_get_queue (widget_fixture_get_manager ()),
                            simmer_task_get_id (task)) == task);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_SUBMITTING);
  g_assert_cmpstr (json_object_get_string_member (simmer_task_get_inputs (task), "prompt"),
                   ==,
                   "A <b>harbour</b> & boats");
  g_assert_true (widget_fixture_wait (is_gone, &alive));
}

static void
test_dialog_closes (void)
{
  GtkWidget *dialog = make_dialog ();
  gpointer alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (dialog);
  gtk_widget_activate_action (dialog, "window.close", NULL);
  g_assert_true (widget_fixture_wait (is_gone, &alive));
}

static gboolean
is_revealed (gpointer user_data)
{
  return adw_view_switcher_bar_get_reveal (user_data);
}

static void
test_dialog_narrow (void)
{
  GtkWidget *dialog = make_dialog ();
  GtkWidget *bar = widget_fixture_find (dialog, "AdwViewSwitcherBar");

  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 294);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_test_widget_wait_for_draw (dialog);
  g_assert_true (widget_fixture_wait (is_revealed, bar));
  g_assert_cmpint (gtk_widget_get_width (dialog), <=, 360);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
is_refused (gpointer row)
{
  return gtk_widget_has_css_class (row, "error");
}

static gboolean
has_task (gpointer task)
{
  return *(SimmerTask **) task != NULL;
}

static void
test_track_refuses (void)
{
  GtkWidget *dialog = make_dialog ();
  SimmerTrackForm *form;
  GtkWidget *row;

  simmer_submit_dialog_present_track (SIMMER_SUBMIT_DIALOG (dialog), "not an id / at all?");
  gtk_test_widget_wait_for_draw (dialog);
  form = SIMMER_TRACK_FORM (widget_fixture_find (dialog, "SimmerTrackForm"));
  row = find_row (GTK_WIDGET (form), "ID or URL");

  g_assert_true (simmer_form_get_valid (SIMMER_FORM (form)));
  simmer_track_form_submit (form);
  g_assert_true (widget_fixture_wait (is_refused, row));
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_false (gtk_widget_get_sensitive (find_submit (dialog)));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_track_follows (void)
{
  GtkWidget *dialog = make_dialog ();
  gpointer alive = dialog;
  g_autoptr (SimmerTask) task = NULL;
  SimmerTrackForm *form;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  g_signal_connect_swapped (dialog, "submitted", G_CALLBACK (submitted_cb), &task);
  simmer_submit_dialog_present_track (SIMMER_SUBMIT_DIALOG (dialog), NULL);
  gtk_test_widget_wait_for_draw (dialog);
  form = SIMMER_TRACK_FORM (widget_fixture_find (dialog, "SimmerTrackForm"));

  /* An account of its own: an address and a token are asked for. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (GTK_WIDGET (form), "Account")), 2);
  gtk_editable_set_text (GTK_EDITABLE (find_row (GTK_WIDGET (form), "ID or URL")), "job-42");
  g_assert_false (simmer_form_get_valid (SIMMER_FORM (form)));
  gtk_editable_set_text (GTK_EDITABLE (find_row (GTK_WIDGET (form), "Server Address")),
                         "no address");
  g_assert_true (simmer_form_get_valid (SIMMER_FORM (form)));
  simmer_track_form_submit (form);
  g_assert_true (
    gtk_widget_has_css_class (find_row (GTK_WIDGET (form), "Server Address"), "error"));

  gtk_editable_set_text (GTK_EDITABLE (find_row (GTK_WIDGET (form), "Server Address")), NOBODY);
  g_signal_emit_by_name (form, "submit");
  g_assert_true (widget_fixture_wait (has_task, &task));
  g_assert_cmpstr (simmer_task_get_remote_id (task), ==, "job-42");
  g_assert_true (widget_fixture_wait (is_gone, &alive));
}

static void
test_preferences (void)
{
  g_autoptr (GSettings) settings = simmer_settings_new ();
  GtkWidget *window = simmer_preferences_new (widget_fixture_get_manager (), NULL);
  gpointer alive = window;
  GtkWidget *longest;
  GtkWidget *shortest;

  g_assert_nonnull (settings);
  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (find_row (window, "Pace"))), ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (window, "Pace")), 2);
  g_assert_cmpint (g_settings_get_enum (settings, "poll-eagerness"), ==, SIMMER_EAGERNESS_FASTER);

  shortest = widget_fixture_find (find_row (window, "Shortest Interval"), "GtkSpinButton");
  longest = widget_fixture_find (find_row (window, "Longest Interval"), "GtkSpinButton");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (shortest)), ==, "Automatic");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (shortest), 60);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (shortest)), ==, "60 seconds");
  g_assert_cmpuint (g_settings_get_uint (settings, "poll-minimum"), ==, 60);

  /* Neither limit ever crosses the other. */
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (longest), 30);
  g_assert_cmpuint (g_settings_get_uint (settings, "poll-maximum"), ==, 30);
  g_assert_cmpuint (g_settings_get_uint (settings, "poll-minimum"), ==, 30);

  g_assert_true (g_settings_get_boolean (settings, "background"));
  gtk_switch_set_active (
    GTK_SWITCH (widget_fixture_find (find_row (window, "Go On in the Background"), "GtkSwitch")),
    FALSE);
  g_assert_false (g_settings_get_boolean (settings, "background"));

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_true (widget_fixture_wait (is_gone, &alive));
}

int
main (int argc, char **argv)
{
  widget_fixture_init (&argc, &argv);
  widget_fixture_start_manager ();

  g_test_add_func ("/submit/form/defaults", test_form_defaults);
  g_test_add_func ("/submit/form/texts", test_form_texts);
  g_test_add_func ("/submit/form/when", test_form_when);
  g_test_add_func ("/submit/form/validation", test_form_validation);
  g_test_add_func ("/submit/form/multiples", test_form_multiples);
  g_test_add_func ("/submit/form/file", test_form_file);
  g_test_add_func ("/submit/form/size", test_form_size);
  g_test_add_func ("/submit/form/remembers", test_form_remembers);
  g_test_add_func ("/submit/form/remembers-models", test_form_remembers_models);
  g_test_add_func ("/submit/dialog/submits", test_dialog_submits);
  g_test_add_func ("/submit/dialog/closes", test_dialog_closes);
  g_test_add_func ("/submit/dialog/narrow", test_dialog_narrow);
  g_test_add_func ("/submit/track/refuses", test_track_refuses);
  g_test_add_func ("/submit/track/follows", test_track_follows);
  g_test_add_func ("/submit/preferences", test_preferences);

  return widget_fixture_run ();
}
