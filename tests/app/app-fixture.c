#include "config.h"

#include "app-fixture.h"

#include "simmer-contrast.h"
#include "simmer-resources.h"

static GtkApplication *application;

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

/* A real application, so that style sheet, icons and actions come as they do for people. */
void
app_fixture_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  simmer_register_resource ();
  application =
    GTK_APPLICATION (adw_application_new (SIMMER_APP_ID ".Test", G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application),
                                        "/io/github/simmer_app/Simmer");
  g_application_register (G_APPLICATION (application), NULL, NULL);
  simmer_contrast_follow (gdk_display_get_default ());
  g_action_map_add_action_entries (
    G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), NULL);
  g_application_set_default (G_APPLICATION (application));
}

int
app_fixture_run (void)
{
  int result = g_test_run ();

  g_object_unref (application);
  return result;
}

GtkApplication *
app_fixture_get_application (void)
{
  return application;
}

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Waits for a condition, not for a time; the time is only how long a broken program may take. */
gboolean
app_wait_until (AppCondition condition, gpointer data)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (20, timeout_cb, &late);

  while (!condition (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);

  return condition (data);
}

typedef struct
{
  guint left;
} Frames;

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer data)
{
  Frames *frames = data;

  return --frames->left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
no_frames_left (gpointer data)
{
  return ((Frames *) data)->left == 0;
}

void
app_wait_for_frames (GtkWidget *widget, guint n)
{
  Frames frames = { n };

  gtk_widget_add_tick_callback (widget, frame_cb, &frames, NULL);
  g_assert_true (app_wait_until (no_frames_left, &frames));
}

void
app_wait_for_idle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* Nothing may keep a window alive that was closed. */
void
app_destroy_and_check (GtkWidget *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_true (app_wait_until (is_gone, &weak));
}

typedef gboolean (*Matches) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *root, Matches matches, gconstpointer data)
{
  if (matches (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

GtkWidget *
app_find (GtkWidget *root, GType type)
{
  return find (root, is_type, &type);
}

/* What a label or an inscription says; NULL for all else and for what cannot be seen. */
static const char *
text_of (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));

  return GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget)) : NULL;
}

static gboolean
is_label (GtkWidget *widget, gconstpointer data)
{
  const char *text = text_of (widget);

  return text != NULL && g_str_equal (text, data);
}

GtkWidget *
app_find_label (GtkWidget *root, const char *text)
{
  return find (root, is_label, text);
}

static gboolean
begins_with (GtkWidget *widget, gconstpointer data)
{
  const char *text = text_of (widget);

  return text != NULL && g_str_has_prefix (text, data);
}

GtkWidget *
app_find_label_with (GtkWidget *root, const char *begin)
{
  return find (root, begins_with, begin);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
         g_strcmp0 (gtk_widget_get_tooltip_text (widget), data) == 0;
}

GtkWidget *
app_find_button (GtkWidget *root, const char *tooltip)
{
  return find (root, is_button, tooltip);
}
