/* The page of one task, in every state and while it changes. */

#include <string.h>

#include "simmer-picture-view.h"
#include "simmer-task-page.h"
#include "widget-fixture.h"

#define HOSTILE "<b>bold</b> & </span> \u202e%s <a href='x'>"

typedef struct
{
  SimmerTask *task;  /* (owned) */
  GtkWidget *page;   /* owned by window */
  GtkWidget *window; /* (owned by GTK) */
} Fixture;

static gint64
get_now (void)
{
  return simmer_clock_get_wall (simmer_task_manager_get_clock (widget_fixture_get_manager ()));
}

static void
report (SimmerTask *task, SimmerReport *news)
{
  simmer_task_apply_report (task, news, simmer_task_next_sequence (task), get_now ());
  simmer_report_unref (news);
}

static SimmerReport *
make_report (SimmerTaskStatus status)
{
  SimmerReport *news = simmer_report_new ();

  simmer_report_set_status (news, status);

  return news;
}

static SimmerTask *
make_task (const char *prompt)
{
  SimmerTask *task = simmer_task_new (NULL, SIMMER_ACCOUNT_BUILTIN, "This Computer");
  g_autoptr (JsonObject) inputs = json_object_new ();

  json_object_set_string_member (inputs, "prompt", prompt);
  json_object_set_string_member (inputs, "kind", "image");
  json_object_set_int_member (inputs, "width", 60);
  json_object_set_int_member (inputs, "height", 40);
  json_object_set_int_member (inputs, "seed", 40817736);
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_title (task, prompt);
  simmer_task_set_remote_id (task, "job-17");

  return task;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->task = make_task (data != NULL ? data : "A lighthouse at dusk");
  self->page = simmer_task_page_new (widget_fixture_get_manager ());
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), self->task);
  self->window = widget_fixture_show (self->page, 1000, 700);
}

static void
set_up_small (Fixture *self, gconstpointer data)
{
  self->task = make_task ("A lighthouse at dusk");
  self->page = simmer_task_page_new (widget_fixture_get_manager ());
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), self->task);
  self->window = widget_fixture_show (self->page, 360, 294);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer alive = self->task;

  widget_fixture_close (self->window);
  g_object_add_weak_pointer (G_OBJECT (self->task), &alive);
  g_object_unref (self->task);
  g_assert_null (alive);
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Sought;

static gboolean
has_text (gpointer user_data)
{
  Sought *sought = user_data;

  return widget_fixture_has_text (sought->fixture->page, sought->text);
}

static void
assert_text (Fixture *self, const char *text)
{
  Sought sought = { self, text };

  if (!widget_fixture_wait (has_text, &sought))
    {
      g_test_message ("the page does not say “%s”", text);
      g_test_fail ();
    }
}

static void
assert_no_text (Fixture *self, const char *text)
{
  gtk_test_widget_wait_for_draw (self->page);
  g_assert_false (widget_fixture_has_text (self->page, text));
}

static const char *
get_head (Fixture *self)
{
  GtkWidget *stack = gtk_widget_get_ancestor (
    widget_fixture_find (self->page, "SimmerTaskActivity"), GTK_TYPE_STACK);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static gboolean
shows_result (gpointer user_data)
{
  return g_str_equal (get_head (user_data), "result");
}

static void
test_waiting (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_PENDING);

  simmer_report_set_queue_position (news, 3, 1);
  simmer_report_set_eta (news, 300);
  report (self->task, news);

  assert_text (self, "3rd in queue");
  assert_text (self, "about 5 minutes");
  assert_text (self, "Cancel");
  assert_text (self, "A lighthouse at dusk");
  assert_text (self, "60 × 40");
  assert_text (self, "40817736");
  assert_text (self, "job-17");
  assert_no_text (self, "Retry");
}

static void
test_running (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_IN_PROGRESS);
  const char *percent = "62\u00a0%";
  GtkWidget *bar;

  simmer_report_set_progress (news, .62);
  simmer_report_set_message (news, "Painting the sky");
  simmer_report_set_times (
    news, get_now () - 90 * G_USEC_PER_SEC, get_now () - 72 * G_USEC_PER_SEC, 0);
  report (self->task, news);

  assert_text (self, percent);
  assert_text (self, "Painting the sky");
  assert_text (self, "1 minute 12 seconds so far");
  bar = widget_fixture_find (self->page, "GtkProgressBar");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, "Progress");
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, percent);
}

static void
test_unknown_progress (Fixture *self, gconstpointer data)
{
  report (self->task, make_report (SIMMER_TASK_STATUS_IN_PROGRESS));

  assert_text (self, "Running");
}

static void
test_orders (Fixture *self, gconstpointer data)
{
  simmer_task_set_intent (self->task, SIMMER_INTENT_SUBMITTING);
  assert_text (self, "Submitting…");
  simmer_task_set_intent (self->task, SIMMER_INTENT_CANCELLING);
  assert_text (self, "Cancelling…");
  assert_no_text (self, "Cancel");
  simmer_task_set_intent (self->task, SIMMER_INTENT_NONE);
  assert_text (self, "Waiting");
}

static void
test_unsure (Fixture *self, gconstpointer data)
{
  simmer_task_set_intent (self->task, SIMMER_INTENT_UNSURE);

  assert_text (self, "It May Have Been Submitted");
  assert_text (self, "Retry");
}

static void
test_not_heard (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error =
    g_error_new (SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, "“studio” refused the connection.");

  simmer_task_set_tracking (self->task, SIMMER_TRACKING_OFFLINE, 0);
  assert_text (self, "Offline: this is what was last known.");
  simmer_task_set_tracking (self->task, SIMMER_TRACKING_UNREACHABLE, 0);
  simmer_task_set_error (self->task, error);
  assert_text (self, "“studio” refused the connection.");
  simmer_task_set_tracking (self->task, SIMMER_TRACKING_STALLED, 0);
  assert_text (self, "Nothing has changed for longer than usual.");
  simmer_task_set_tracking (self->task, SIMMER_TRACKING_POLLING, 0);
  assert_no_text (self, "Nothing has changed for longer than usual.");
}

static void
test_failed (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);

  simmer_report_set_error (news, "The service ran out of memory.");
  report (self->task, news);

  assert_text (self, "The service ran out of memory");
  assert_text (self, "Try again. If it fails the same way, change the prompt or the inputs.");
  assert_text (self, "Retry");
  assert_text (self, "Copy Details");
  assert_no_text (self, "Raw Answer");
}

/* No word of a program is a heading, and nobody is told to change what is not at fault. */
static void
test_failed_inside (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);

  simmer_report_set_error (news, "internal_error: E5012");
  report (self->task, news);

  assert_text (self, "The Service Had an Internal Error");
  assert_text (self, "internal_error: E5012");
  assert_text (self, simmer_task_get_error_hint (self->task));
  assert_no_text (self, simmer_error_get_hint (SIMMER_ERROR_SERVICE));
}

static char *
copy_details (Fixture *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (self->page);
  GValue value = G_VALUE_INIT;
  char *text;

  g_assert_true (gtk_widget_activate_action (self->page, "page.copy-details", NULL));
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (
    gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  text = g_value_dup_string (&value);
  g_value_unset (&value);

  return text;
}

static void
assert_no_hyphens (GtkWidget *label)
{
  PangoAttrList *attributes = gtk_label_get_attributes (GTK_LABEL (label));
  g_autoptr (PangoAttrIterator) at = pango_attr_list_get_iterator (attributes);
  PangoAttribute *hyphens = pango_attr_iterator_get (at, PANGO_ATTR_INSERT_HYPHENS);

  g_assert_nonnull (hyphens);
  g_assert_false (((PangoAttrInt *) hyphens)->value);
}

/* What came is folded away, shown as it is, copied with the details, and gone with a retry. */
static void
test_raw_answer (Fixture *self, gconstpointer data)
{
  const char *text = "{\"status\":\"FAILED\",\n\"error\":\"" HOSTILE "\"}";
  g_autoptr (SimmerRawAnswer) raw =
    simmer_raw_answer_new (422, "application/json", text, strlen (text));
  GtkWidget *group = widget_fixture_find (self->page, "SimmerRawGroup");
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);
  g_autofree char *details = NULL;

  g_assert_false (gtk_widget_get_visible (group));
  simmer_report_set_error (news, "Ran out of memory");
  simmer_report_set_raw_answer (news, raw);
  report (self->task, news);

  assert_text (self, "Raw Answer");
  assert_no_text (self, text);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget_fixture_find (group, "AdwExpanderRow")),
                                 TRUE);
  assert_text (self, text);
  assert_no_hyphens (widget_fixture_find_text (group, text));

  details = copy_details (self);
  g_assert_nonnull (strstr (details, "HTTP 422, application/json"));
  g_assert_nonnull (strstr (details, text));

  simmer_task_begin_attempt (self->task, get_now ());
  assert_text (self, "Waiting");
  g_assert_false (gtk_widget_get_visible (group));
}

/* An answer that cannot be read fails nothing, but it can be looked at. */
static void
test_unreadable_answer (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error =
    g_error_new (SIMMER_ERROR, SIMMER_ERROR_MALFORMED, "The answer could not be read.");

  simmer_error_take_raw_answer (error, simmer_raw_answer_new (200, NULL, "{", 1));
  simmer_task_set_error (self->task, error);
  assert_text (self, "Raw Answer");
  g_assert_cmpstr (get_head (self), ==, "activity");
  report (self->task, make_report (SIMMER_TASK_STATUS_IN_PROGRESS));
  assert_text (self, "Running");
  assert_no_text (self, "Raw Answer");
}

/* A page of HTML as an error: its first line is said as it is. */
static void
test_failed_at_length (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);

  simmer_report_set_error (news, HOSTILE "\n<pre>second line</pre>\n</html>");
  report (self->task, news);

  assert_text (self, HOSTILE);
  assert_text (self, "The Generation Failed");
}

static void
test_timed_out (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error =
    g_error_new (SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT, "It took longer than an hour.");

  simmer_task_fail (self->task, error, get_now ());

  assert_text (self, "It Took Too Long");
  assert_text (self, "It took longer than an hour.");
  assert_text (self, "Keep Waiting");
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  report (self->task, make_report (SIMMER_TASK_STATUS_CANCELLED));

  assert_text (self, "Cancelled");
  assert_no_text (self, "Copy Details");
}

/* What had come of it until then is there as of one that is done. */
static void
test_cancelled_with_results (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_CANCELLED);
  g_autofree char *path = widget_fixture_write_png ("partial.png", 60, 40);

  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", path));
  report (self->task, news);

  g_assert_true (widget_fixture_wait (shows_result, self));
  assert_text (self, "Cancelled");
  assert_text (self, "Save As…");
  assert_no_text (self, "The service no longer works on it.");
}

static void
test_attempts (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);

  simmer_report_set_error (news, HOSTILE);
  report (self->task, news);
  simmer_task_begin_attempt (self->task, get_now ());

  assert_text (self, "Attempt 1 failed");
  assert_text (self, "Retried");
}

static void
test_done (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autofree char *path = widget_fixture_write_png ("done.png", 60, 40);

  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", path));
  report (self->task, news);

  g_assert_true (widget_fixture_wait (shows_result, self));
  assert_text (self, "Save As…");
  assert_text (self, "Open");
  assert_text (self, "Copy");
  assert_text (self, "Finished");
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (widget_fixture_find (self->page, "SimmerPictureView")),
    GTK_ACCESSIBLE_PROPERTY_LABEL,
    "A lighthouse at dusk");
}

/* While its picture is decoded an open page keeps what it showed; there is no empty moment. */
static void
test_turns_into_result (Fixture *self, gconstpointer data)
{
  g_autofree char *path = widget_fixture_write_png ("turns.png", 600, 400);
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_IN_PROGRESS);
  GtkWidget *view = widget_fixture_find (self->page, "SimmerPictureView");

  simmer_report_set_progress (news, .9);
  report (self->task, news);
  assert_text (self, "90\u00a0%");

  news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", path));
  report (self->task, news);
  while (!shows_result (self))
    {
      g_assert_cmpstr (get_head (self), ==, "activity");
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_nonnull (simmer_picture_view_get_texture (SIMMER_PICTURE_VIEW (view)));
}

static GtkAdjustment *
find_text_adjustment (Fixture *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget_fixture_find (self->page, "GtkTextView"),
                                                 GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
}

static gboolean
shows_whole_text (gpointer user_data)
{
  GtkAdjustment *adjustment = find_text_adjustment (user_data);

  return shows_result (user_data) && gtk_adjustment_get_upper (adjustment) > 200 &&
         gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment);
}

static void
finish_with_text (Fixture *self)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;

  for (int i = 0; i < 6; i++)
    g_string_append_printf (text,
                            "%d. Someone had left the light on in the library, and it fell across "
                            "the floor like smoke above a village. Nobody said anything.\n\n",
                            i);
  path = widget_fixture_write ("story.txt", text->str, -1);
  simmer_report_take_result (news, simmer_result_new ("/r/1", "text/plain", path));
  report (self->task, news);
}

/* A text that fits is not scrolled, whenever its lines are measured. */
static void
test_text (Fixture *self, gconstpointer data)
{
  finish_with_text (self);
  g_assert_true (widget_fixture_wait (shows_whole_text, self));
}

/* The same where the page was built for something else, and the text is what it is opened for. */
static void
test_text_opened (Fixture *self, gconstpointer data)
{
  g_autoptr (SimmerTask) other = make_task ("Another");

  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), other);
  gtk_test_widget_wait_for_draw (self->page);
  finish_with_text (self);
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), self->task);
  g_assert_true (widget_fixture_wait (shows_whole_text, self));
}

static void
test_broken_picture (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autofree char *path = widget_fixture_write ("broken.png", "\x89PNG\r\n\x1a\nno more", -1);

  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", path));
  report (self->task, news);

  assert_text (self,
               "This picture cannot be shown. The file is damaged, or of a kind that is not known "
               "here.");
  assert_text (self, "Save As…");
}

static void
test_lost_file (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);

  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", "/nowhere/p.png"));
  report (self->task, news);

  assert_text (self, "The file is no longer there: it was moved or deleted.");
}

static void
test_large_text (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autofree char *text = g_strnfill (1536 * 1024, 'x');
  g_autofree char *path = widget_fixture_write ("large.txt", text, -1);
  GtkTextBuffer *buffer;

  simmer_report_take_result (news, simmer_result_new ("/r/1", "text/plain", path));
  report (self->task, news);

  assert_text (self, "This is the beginning of 1.6\u00a0MB. Open or save it to read all.");
  buffer =
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget_fixture_find (self->page, "GtkTextView")));
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), <, 140 * 1024);
}

static void
test_other_file (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autofree char *path = widget_fixture_write ("<i>clip.qqq", "12345678", 8);

  simmer_report_take_result (news, simmer_result_new ("/r/1", NULL, path));
  report (self->task, news);

  assert_text (self, "<i>clip.qqq");
  assert_text (self, "File of an unknown type · 8 bytes");
}

static GtkWidget *
find_tooltip (GtkWidget *widget, const char *tooltip)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_variants (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  GtkWidget *button;

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("variant-%d.bin", i);
      g_autofree char *path = widget_fixture_write (name, "123", 3);

      simmer_report_take_result (news, simmer_result_new (name, NULL, path));
    }
  report (self->task, news);
  assert_text (self, "variant-0.bin");

  button = find_tooltip (self->page, "Variant 2 of 3");
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Variant 2 of 3");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  assert_text (self, "variant-1.bin");
  assert_no_text (self, "variant-0.bin");
}

/* A prompt of more than a megabyte is shown in part, and hostile markup is only letters. */
static void
test_large_prompt (void)
{
  g_autofree char *filler = g_strnfill (1536 * 1024, 'p');
  g_autofree char *prompt = g_strconcat (HOSTILE, filler, NULL);
  Fixture fixture = { 0 };
  glong longest = 0;
  GtkWidget *facts;
  GtkWidget *label;

  set_up (&fixture, prompt);
  facts = widget_fixture_find (fixture.page, "SimmerTaskFacts");
  for (GtkWidget *group = gtk_widget_get_first_child (facts); group != NULL;
       group = gtk_widget_get_next_sibling (group))
    {
      label = widget_fixture_find (group, "GtkLabel");
      for (; label != NULL; label = gtk_widget_get_next_sibling (label))
        longest = MAX (longest, g_utf8_strlen (gtk_label_get_text (GTK_LABEL (label)), -1));
    }
  g_assert_cmpint (longest, <=, 4001);
  tear_down (&fixture, NULL);
}

static void
test_hostile_prompt (Fixture *self, gconstpointer data)
{
  assert_text (self, HOSTILE);
}

static void
test_once_a_frame (Fixture *self, gconstpointer data)
{
  SimmerTaskPage *page = SIMMER_TASK_PAGE (self->page);
  guint before;

  report (self->task, make_report (SIMMER_TASK_STATUS_IN_PROGRESS));
  gtk_test_widget_wait_for_draw (self->page);
  before = simmer_task_page_get_n_updates (page);
  for (int i = 0; i < 1000; i++)
    {
      SimmerReport *news = make_report (SIMMER_TASK_STATUS_IN_PROGRESS);

      simmer_report_set_progress (news, i / 1100.0);
      report (self->task, news);
    }
  gtk_test_widget_wait_for_draw (self->page);
  gtk_test_widget_wait_for_draw (self->page);
  g_assert_cmpuint (simmer_task_page_get_n_updates (page), ==, before + 1);
}

static void
test_hidden (Fixture *self, gconstpointer data)
{
  SimmerTaskPage *page = SIMMER_TASK_PAGE (self->page);
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_FAILED);
  guint before;

  gtk_widget_set_visible (self->page, FALSE);
  widget_fixture_turn ();
  before = simmer_task_page_get_n_updates (page);
  simmer_report_set_error (news, "Too late");
  report (self->task, news);
  widget_fixture_turn ();
  g_assert_cmpuint (simmer_task_page_get_n_updates (page), ==, before);

  gtk_widget_set_visible (self->page, TRUE);
  assert_text (self, "Too late");
}

static void
test_another_task (Fixture *self, gconstpointer data)
{
  g_autoptr (SimmerTask) other = make_task ("Paper boats");

  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), other);
  assert_text (self, "Paper boats");
  assert_no_text (self, "A lighthouse at dusk");
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), NULL);
  g_assert_null (simmer_task_page_get_task (SIMMER_TASK_PAGE (self->page)));
}

/* The page's own keys, which reach it from wherever the focus is. */
static gboolean
press (GtkWidget *page, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (controller) &&
                        j < g_list_model_get_n_items (G_LIST_MODEL (controller));
           j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (
              gtk_shortcut_get_action (shortcut), 0, page, gtk_shortcut_get_arguments (shortcut));
        }
    }

  return FALSE;
}

static gboolean
is_small (gpointer user_data)
{
  GtkAdjustment *adjustment = user_data;
  double page_size = gtk_adjustment_get_page_size (adjustment);

  return page_size > 0 && gtk_adjustment_get_upper (adjustment) > 1.5 * page_size;
}

/* Whoever opens a task has the focus outside of what scrolls, and reads on with the keys for it. */
static void
test_scrolls_by_key (Fixture *self, gconstpointer data)
{
  GtkWidget *body = widget_fixture_find (self->page, "AdwToastOverlay");
  GtkWidget *scroller = widget_fixture_find (body, "GtkScrolledWindow");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double page;

  assert_text (self, "A lighthouse at dusk");
  g_assert_true (widget_fixture_wait (is_small, adjustment));
  gtk_window_set_focus (GTK_WINDOW (self->window), NULL);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);

  g_assert_true (press (self->page, GDK_KEY_Page_Down));
  page = gtk_adjustment_get_value (adjustment);
  g_assert_cmpfloat (page, >, 0);
  g_assert_true (press (self->page, GDK_KEY_End));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, page);
  g_assert_true (press (self->page, GDK_KEY_Home));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
}

/* A page that is thrown away while its picture is still being decoded. */
static void
test_closed_early (Fixture *self, gconstpointer data)
{
  SimmerReport *news = make_report (SIMMER_TASK_STATUS_COMPLETED);
  g_autofree char *path = widget_fixture_write_png ("early.png", 1200, 1200);

  simmer_report_take_result (news, simmer_result_new ("/r/1", "image/png", path));
  report (self->task, news);
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), NULL);
  simmer_task_page_set_task (SIMMER_TASK_PAGE (self->page), self->task);
}

#define ADD(path, data, function) \
  g_test_add ("/task-page/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  widget_fixture_init (&argc, &argv);

  ADD ("waiting", NULL, test_waiting);
  ADD ("running", NULL, test_running);
  ADD ("unknown-progress", NULL, test_unknown_progress);
  ADD ("orders", NULL, test_orders);
  ADD ("unsure", NULL, test_unsure);
  ADD ("not-heard", NULL, test_not_heard);
  ADD ("failed", NULL, test_failed);
  ADD ("failed-inside", NULL, test_failed_inside);
  ADD ("raw-answer", NULL, test_raw_answer);
  ADD ("unreadable-answer", NULL, test_unreadable_answer);
  ADD ("failed-at-length", NULL, test_failed_at_length);
  ADD ("timed-out", NULL, test_timed_out);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("cancelled-with-results", NULL, test_cancelled_with_results);
  ADD ("attempts", NULL, test_attempts);
  ADD ("done", NULL, test_done);
  ADD ("turns-into-result", NULL, test_turns_into_result);
  ADD ("text", NULL, test_text);
  ADD ("text-opened", NULL, test_text_opened);
  ADD ("broken-picture", NULL, test_broken_picture);
  ADD ("lost-file", NULL, test_lost_file);
  ADD ("large-text", NULL, test_large_text);
  ADD ("other-file", NULL, test_other_file);
  ADD ("variants", NULL, test_variants);
  ADD ("hostile-prompt", HOSTILE, test_hostile_prompt);
  ADD ("once-a-frame", NULL, test_once_a_frame);
  ADD ("hidden", NULL, test_hidden);
  ADD ("another-task", NULL, test_another_task);
  ADD ("closed-early", NULL, test_closed_early);
  g_test_add (
    "/task-page/scrolls-by-key", Fixture, NULL, set_up_small, test_scrolls_by_key, tear_down);
  g_test_add_func ("/task-page/large-prompt", test_large_prompt);

  return widget_fixture_run ();
}
