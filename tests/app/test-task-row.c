/* A row: what it says in each state, what it paints and when, and where it puts its parts. */

#include "config.h"

#include "app-fixture.h"
#include "demo.h"
#include "simmer-caption.h"
#include "simmer-message-banner.h"
#include "simmer-row-layout.h"
#include "simmer-status-badge.h"
#include "simmer-task-row.h"

#define NOON   (G_GINT64_CONSTANT (1700049600) * G_USEC_PER_SEC)
#define SECOND G_TIME_SPAN_SECOND

static const SimmerRowContext context = { NULL };

static SimmerTask *
new_task (void)
{
  SimmerTask *task = demo_task_new ("one", "Replicate", "image", "A lighthouse at dusk");

  simmer_task_set_created (task, NOON, TRUE);
  return task;
}

static GtkWidget *
show (GtkWidget *row, int width)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, 72);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), row);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  app_wait_for_frames (window, 2);

  return window;
}

/* Puts a task into one of the states that a row can be in; there are @N_STATES. */
#define N_STATES 12

static void
put_in_state (SimmerTask *task, guint state)
{
  switch (state)
    {
    case 0:
      simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
      break;
    case 1:
      demo_wait (task, NOON, 3);
      break;
    case 2:
      demo_run (task, NOON, -1);
      break;
    case 3:
      demo_run (task, NOON, 0.62);
      break;
    case 4:
      demo_run (task, NOON, 0.62);
      simmer_task_set_tracking (task, SIMMER_TRACKING_OFFLINE, 0);
      break;
    case 5:
      demo_run (task, NOON, 0.62);
      simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
      break;
    case 6:
      demo_run (task, NOON, 0.62);
      simmer_task_set_tracking (task, SIMMER_TRACKING_RATE_LIMITED, NOON + SECOND);
      break;
    case 7:
      demo_run (task, NOON, 0.62);
      simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
      break;
    case 8:
      demo_finish (task, NOON, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
      break;
    case 9:
      demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "Out of memory\nat line 2", NULL);
      break;
    case 10:
      demo_finish (task, NOON, SIMMER_TASK_STATUS_CANCELLED, NULL, NULL);
      break;
    case 11:
    default:
      simmer_task_set_intent (task, SIMMER_INTENT_UNSURE);
    }
}

static int
measure_height (GtkWidget *row, int width)
{
  int height;

  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

static void
test_same_height (void)
{
  for (guint narrow = 0; narrow < 2; narrow++)
    {
      int width = narrow ? 336 : 720;

      for (guint state = 0; state < N_STATES; state++)
        {
          g_autoptr (SimmerTask) task = new_task ();
          GtkWidget *row = g_object_ref_sink (simmer_task_row_new (&context));

          put_in_state (task, state);
          simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON + SECOND);
          g_assert_cmpint (measure_height (row, width), ==, narrow ? 66 : 72);
          g_assert_cmpint (measure_height (row, -1), ==, 66);
          simmer_task_row_unbind (SIMMER_TASK_ROW (row));
          g_object_unref (row);
        }
    }
}

/* An order that cannot reach its service is not on its way. */
static void
test_held_up_order_says_why (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  g_autoptr (GError) error = g_error_new (SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, "Refused.");
  const SimmerEstimate nothing = { .progress = -1, .low = -1, .high = -1 };
  SimmerCaption caption;
  g_autofree char *spoken = NULL;

  simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
  simmer_caption_init (&caption, task, &nothing, NOON);
  g_assert_cmpstr (caption.narrow, ==, "on its way to the service");
  simmer_caption_clear (&caption);

  simmer_task_set_tracking (task, SIMMER_TRACKING_UNREACHABLE, 0);
  simmer_task_set_error (task, error);
  simmer_caption_init (&caption, task, &nothing, NOON);
  g_assert_cmpstr (caption.narrow, ==, "Service not reached");
  simmer_caption_clear (&caption);
  spoken = simmer_caption_spoken (task, &nothing, NOON);
  g_assert_nonnull (strstr (spoken, "Service not reached"));

  simmer_task_set_error (task, NULL);
  simmer_caption_init (&caption, task, &nothing, NOON);
  g_assert_cmpstr (caption.narrow, ==, "on its way to the service");
  simmer_caption_clear (&caption);
}

static void
test_forms (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *menu;
  GtkWidget *badge;
  GtkWidget *window;

  demo_run (task, NOON, 0.62);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
  window = show (row, 720);
  menu = simmer_task_row_get_menu_button (SIMMER_TASK_ROW (row));
  badge = app_find (row, SIMMER_TYPE_STATUS_BADGE);
  g_assert_true (gtk_widget_get_mapped (menu));
  g_assert_true (gtk_widget_get_mapped (badge));
  g_assert_true (gtk_widget_get_can_focus (menu));
  g_assert_nonnull (app_find_label (row, "Replicate · 62\u00a0%"));
  app_destroy_and_check (window);

  row = simmer_task_row_new (&context);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
  window = show (row, 360);
  menu = simmer_task_row_get_menu_button (SIMMER_TASK_ROW (row));
  badge = app_find (row, SIMMER_TYPE_STATUS_BADGE);
  g_assert_false (gtk_widget_get_mapped (menu));
  g_assert_false (gtk_widget_get_mapped (badge));
  /* what cannot be seen cannot be reached by Tab either */
  g_assert_false (gtk_widget_get_can_focus (menu));
  g_assert_nonnull (app_find_label (row, "62\u00a0%"));
  g_assert_nonnull (app_find_button (row, "Cancel"));
  app_destroy_and_check (window);
}

/* --- Large text --- */

static void
set_text_scale (int percent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * percent / 100, NULL);
}

static gboolean
is_caption (GtkWidget *widget)
{
  return GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_caption (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  while (child != NULL && !is_caption (child))
    child = gtk_widget_get_next_sibling (child);
  g_assert_nonnull (child);

  return child;
}

/* Whether all that a caption says can be read: as it would be laid out in its room, no line is
 * missing. */
static gboolean
is_whole (GtkWidget *caption)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (caption));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (caption, text);
  int height;

  pango_layout_set_width (layout, gtk_widget_get_width (caption) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, &height);

  return height <= gtk_widget_get_height (caption);
}

/* One row, as it is recycled, through all states. */
static void
check_captions (int scale, int width)
{
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *window = NULL;
  int height = 0;

  for (guint state = 0; state < N_STATES; state++)
    {
      g_autoptr (SimmerTask) task = new_task ();
      GtkWidget *caption;

      put_in_state (task, state);
      simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON + 90 * SECOND);
      if (window == NULL)
        window = show (row, width);
      app_wait_for_frames (window, 2);
      caption = find_caption (row);
      g_test_message ("state %u, text %d, width %d: %d high, %s",
                      state,
                      scale,
                      width,
                      measure_height (row, width),
                      gtk_inscription_get_text (GTK_INSCRIPTION (caption)));
      g_assert_true (is_whole (caption));
      if (state == 0)
        height = measure_height (row, width);
      g_assert_cmpint (measure_height (row, width), ==, height);
      simmer_task_row_unbind (SIMMER_TASK_ROW (row));
    }
  app_destroy_and_check (window);
}

static void
test_large_text (void)
{
  const int scales[] = { 100, 125, 150, 200 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      set_text_scale (scales[i]);
      check_captions (scales[i], 720);
      check_captions (scales[i], 336);
    }
  set_text_scale (100);
}

/* A service's own sentence is told where it fits into two lines, and cut short where it does not.
 */
static void
test_reason_has_room (void)
{
  const char *sentence = "The picture is too large for this model: at most 2048 by 2048";
  g_autoptr (SimmerTask) task = new_task ();
  g_autoptr (GError) error = g_error_new (SIMMER_ERROR, SIMMER_ERROR_SERVICE, "%s", sentence);
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *caption;
  GtkWidget *window;

  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, sentence, NULL);
  simmer_task_set_error (task, error);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON + SECOND);
  window = show (row, 336);
  caption = find_caption (row);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (caption)), ==, sentence);
  g_assert_true (is_whole (caption));
  g_assert_cmpint (measure_height (row, 336), ==, 66);
  app_destroy_and_check (window);
}

/* In a window of one direction, words of the other begin where all others do. */
static void
test_caption_follows_window (void)
{
  g_autoptr (SimmerTask) task = demo_task_new ("one", "\u05e9\u05dc\u05d5\u05dd", "image", "A");
  const SimmerEstimate nothing = { .progress = -1, .low = -1, .high = -1 };
  SimmerCaption caption;

  demo_wait (task, NOON, 3);
  simmer_caption_init (&caption, task, &nothing, NOON);
  g_assert_true (g_str_has_prefix (caption.wide, "\u200e\u2068\u05e9"));
  g_assert_cmpstr (caption.narrow, ==, "3rd in queue");
  simmer_caption_clear (&caption);

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  simmer_caption_init (&caption, task, &nothing, NOON);
  g_assert_true (g_str_has_prefix (caption.wide, "\u200f\u2068\u05e9"));
  g_assert_cmpstr (caption.narrow, ==, "\u200f\u20683rd in queue\u2069");
  simmer_caption_clear (&caption);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
assert_inside (GtkWidget *row, GtkWidget *part)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (part))
    return;
  g_assert_true (gtk_widget_compute_bounds (part, row, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (row));
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (row));
}

static void
test_parts_inside (void)
{
  for (guint rtl = 0; rtl < 2; rtl++)
    for (guint i = 0; i < 2; i++)
      {
        g_autoptr (SimmerTask) task = new_task ();
        GtkWidget *row;
        GtkWidget *window;

        gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
        demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "No", NULL);
        row = simmer_task_row_new (&context);
        simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
        window = show (row, i == 0 ? 720 : 360);
        for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
             child = gtk_widget_get_next_sibling (child))
          assert_inside (row, child);
        app_destroy_and_check (window);
      }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_paints_only_news (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  GtkWidget *widget = g_object_ref_sink (simmer_task_row_new (&context));
  SimmerTaskRow *row = SIMMER_TASK_ROW (widget);

  demo_run (task, NOON, 0.1);
  simmer_task_row_bind (row, task, NOON);
  g_assert_cmpuint (simmer_task_row_get_n_updates (row), ==, 1);
  for (int i = 0; i < 100; i++)
    simmer_task_row_update (row, NOON + i, TRUE);
  g_assert_cmpuint (simmer_task_row_get_n_updates (row), ==, 1);

  /* three changes before a frame are painted once */
  demo_run (task, NOON + 1, 0.2);
  demo_run (task, NOON + 2, 0.3);
  demo_run (task, NOON + 3, 0.4);
  simmer_task_row_update (row, NOON + 4, TRUE);
  g_assert_cmpuint (simmer_task_row_get_n_updates (row), ==, 2);
  simmer_task_row_unbind (row);
  g_object_unref (widget);
}

static void
test_glides (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  GtkWidget *widget = g_object_ref_sink (simmer_task_row_new (&context));
  SimmerTaskRow *row = SIMMER_TASK_ROW (widget);
  GtkProgressBar *bar = GTK_PROGRESS_BAR (app_find (widget, GTK_TYPE_PROGRESS_BAR));
  SimmerEstimate estimate;
  gint64 next;
  double fraction;

  for (int i = 0; i <= 4; i++)
    demo_run (task, NOON + i * SECOND, i / 10.0);
  simmer_task_row_bind (row, task, NOON + 4 * SECOND);
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 0.4, 0.001);

  /* between two reports it goes on, not past what the next one could deny, and says when */
  next = simmer_task_row_update (row, NOON + 4 * SECOND, TRUE);
  g_assert_cmpint (next, <, NOON + 6 * SECOND);
  simmer_task_row_update (row, NOON + 4 * SECOND + SECOND / 2, TRUE);
  simmer_task_row_update (row, NOON + 4 * SECOND + SECOND, TRUE);
  fraction = gtk_progress_bar_get_fraction (bar);
  g_assert_cmpfloat (fraction, >, 0.4);
  g_assert_cmpfloat (fraction, <=, 0.501);
  for (int i = 0; i < 60; i++)
    simmer_task_row_update (row, NOON + (10 + i) * SECOND, TRUE);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), <=, 0.501);

  /* offline it stands still, and nothing wants to be called before the words change */
  simmer_task_set_tracking (task, SIMMER_TRACKING_OFFLINE, 0);
  simmer_task_row_update (row, NOON + 80 * SECOND, TRUE);
  fraction = gtk_progress_bar_get_fraction (bar);
  next = simmer_task_row_update (row, NOON + 81 * SECOND, TRUE);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, fraction);
  g_assert_cmpint (next, >, NOON + 81 * SECOND);
  g_assert_true (gtk_widget_has_css_class (widget, "stale"));
  /* not even where somebody else asks how far it is by now */
  simmer_task_get_estimate (task, NOON + 500 * SECOND, &estimate);
  g_assert_cmpfloat_with_epsilon (estimate.progress, fraction, 0.001);

  simmer_task_row_unbind (row);
  g_object_unref (widget);
}

static void
test_unknown_progress (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  GtkWidget *widget = g_object_ref_sink (simmer_task_row_new (&context));
  SimmerTaskRow *row = SIMMER_TASK_ROW (widget);
  GtkWidget *bar = app_find (widget, GTK_TYPE_PROGRESS_BAR);

  demo_run (task, NOON, -1);
  simmer_task_row_bind (row, task, NOON + SECOND);
  simmer_task_row_update (row, NOON + SECOND, FALSE);
  g_assert_true (gtk_widget_get_visible (bar));
  /* without motion it is tinted, not half full */
  g_assert_true (gtk_widget_has_css_class (bar, "unknown"));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0);

  demo_finish (task, NOON + 2 * SECOND, SIMMER_TASK_STATUS_COMPLETED, NULL, NULL);
  g_assert_cmpint (simmer_task_row_update (row, NOON + 2 * SECOND, TRUE), ==, G_MAXINT64);
  g_assert_false (gtk_widget_get_visible (bar));
  simmer_task_row_unbind (row);
  g_object_unref (widget);
}

static void
test_lets_go (void)
{
  SimmerTask *task = new_task ();
  GtkWidget *row = g_object_ref_sink (simmer_task_row_new (&context));
  gpointer weak_task = task;
  gpointer weak_row = row;

  g_object_add_weak_pointer (G_OBJECT (task), &weak_task);
  g_object_add_weak_pointer (G_OBJECT (row), &weak_row);
  demo_run (task, NOON, -1);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
  simmer_task_row_update (SIMMER_TASK_ROW (row), NOON, TRUE);
  g_object_unref (task);
  g_assert_nonnull (weak_task);
  simmer_task_row_unbind (SIMMER_TASK_ROW (row));
  g_assert_null (weak_task);
  g_object_unref (row);
  g_assert_null (weak_row);
}

static void
test_accessible (void)
{
  g_autoptr (SimmerTask) task = new_task ();
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *item = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *bar;
  GtkWidget *window;

  gtk_widget_set_hexpand (row, TRUE);
  gtk_box_append (GTK_BOX (item), row);
  for (int i = 0; i <= 6; i++)
    demo_run (task, NOON + i * 20 * SECOND, 0.02 + i * 0.1);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON + 120 * SECOND);
  window = show (item, 720);
  /* the name is on what has the focus: the list's item, here its stand-in */
  gtk_test_accessible_assert_property (item,
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "A lighthouse at dusk, in progress, 62 percent, "
                                       "about 1 minute left");
  bar = app_find (row, GTK_TYPE_PROGRESS_BAR);
  gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_test_accessible_assert_property (
    bar, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)));
  gtk_test_accessible_assert_property (
    app_find_button (row, "Cancel"), GTK_ACCESSIBLE_PROPERTY_LABEL, "Cancel");
  gtk_test_accessible_assert_property (
    app_find_button (row, "More"), GTK_ACCESSIBLE_PROPERTY_LABEL, "More");
  gtk_test_accessible_assert_property (
    app_find (row, SIMMER_TYPE_STATUS_BADGE), GTK_ACCESSIBLE_PROPERTY_LABEL, "Running");
  app_destroy_and_check (window);
}

static void
test_not_markup (void)
{
  g_autoptr (SimmerTask) task = demo_task_new ("one", "<b>S&vice</b>", "image", "<i>a & b</i>");
  GtkWidget *row = simmer_task_row_new (&context);
  GtkWidget *window;

  simmer_task_set_created (task, NOON, TRUE);
  demo_finish (task, NOON, SIMMER_TASK_STATUS_FAILED, "<u>no & no</u>", NULL);
  simmer_task_row_bind (SIMMER_TASK_ROW (row), task, NOON);
  window = show (row, 720);
  g_assert_nonnull (app_find_label (row, "<i>a & b</i>"));
  g_assert_nonnull (app_find_label (row, "<b>S&vice</b> · <u>no & no</u>"));
  app_destroy_and_check (window);
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_badge (void)
{
  GtkWidget *widget = g_object_ref_sink (simmer_status_badge_new ());
  SimmerStatusBadge *badge = SIMMER_STATUS_BADGE (widget);
  guint n = 0;

  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_PENDING, SIMMER_INTENT_NONE);
  g_assert_cmpstr (simmer_status_badge_get_word (badge), ==, "Waiting");
  g_signal_connect (badge, "notify::status", G_CALLBACK (count_cb), &n);
  g_signal_connect (badge, "notify::intent", G_CALLBACK (count_cb), &n);
  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_PENDING, SIMMER_INTENT_NONE);
  g_assert_cmpuint (n, ==, 0);
  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_IN_PROGRESS, SIMMER_INTENT_NONE);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (gtk_widget_has_css_class (widget, "running"));
  g_assert_false (gtk_widget_has_css_class (widget, "waiting"));
  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_PENDING, SIMMER_INTENT_SUBMITTING);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_first_child (widget), "turning"));
  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_IN_PROGRESS, SIMMER_INTENT_NONE);
  g_assert_false (gtk_widget_has_css_class (gtk_widget_get_first_child (widget), "turning"));
  simmer_status_badge_set (badge, SIMMER_TASK_STATUS_IN_PROGRESS, SIMMER_INTENT_CANCELLING);
  g_assert_cmpstr (simmer_status_badge_get_word (badge), ==, "Cancelling…");
  for (guint i = 0; i < SIMMER_N_TASK_STATUSES; i++)
    {
      simmer_status_badge_set (badge, i, SIMMER_INTENT_NONE);
      /* never a colour alone: each has an icon and a word of its own */
      g_assert_cmpstr (simmer_status_badge_get_word (badge), !=, "");
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (simmer_status_icon (i), !=, simmer_status_icon (j));
    }
  g_object_unref (widget);
}

static void
test_banner (void)
{
  GtkWidget *widget = simmer_message_banner_new ();
  SimmerMessageBanner *banner = SIMMER_MESSAGE_BANNER (widget);
  GtkWidget *window;

  simmer_message_banner_set_message (banner, "simmer-waiting-symbolic", "Sign in to <A&B> again");
  simmer_message_banner_set_button (banner, "Sign In…", "app.preferences", NULL);
  g_assert_false (simmer_message_banner_get_revealed (banner));
  simmer_message_banner_set_revealed (banner, TRUE);
  window = show (widget, 360);
  g_assert_nonnull (app_find_label (widget, "Sign in to <A&B> again"));
  gtk_test_accessible_assert_property (
    widget, GTK_ACCESSIBLE_PROPERTY_LABEL, "Sign in to <A&B> again");
  app_destroy_and_check (window);
}

int
main (int argc, char **argv)
{
  app_fixture_init (&argc, &argv);
  g_test_add_func ("/row/same-height", test_same_height);
  g_test_add_func ("/row/held-up-order-says-why", test_held_up_order_says_why);
  g_test_add_func ("/row/forms", test_forms);
  g_test_add_func ("/row/large-text", test_large_text);
  g_test_add_func ("/row/reason-has-room", test_reason_has_room);
  g_test_add_func ("/row/caption-follows-window", test_caption_follows_window);
  g_test_add_func ("/row/parts-inside", test_parts_inside);
  g_test_add_func ("/row/paints-only-news", test_paints_only_news);
  g_test_add_func ("/row/glides", test_glides);
  g_test_add_func ("/row/unknown-progress", test_unknown_progress);
  g_test_add_func ("/row/lets-go", test_lets_go);
  g_test_add_func ("/row/accessible", test_accessible);
  g_test_add_func ("/row/not-markup", test_not_markup);
  g_test_add_func ("/badge", test_badge);
  g_test_add_func ("/banner", test_banner);

  return app_fixture_run ();
}
