#include "config.h"

#include "simmer-compat.h"

#include <glib/gi18n.h>

/* All that GTK or libadwaita newer than the floor do otherwise, or have come to call deprecated. */

typedef struct
{
  SimmerCompatAnswer answer;
  gpointer user_data;
} Question;

static void
question_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  question->answer (response, question->user_data);
}

static void
question_free_cb (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
words_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style);

  return label;
}

/* The dialog has two labels for its heading, and measures the one that cannot wrap at widths that
 * it cannot have, of which newer GTKs warn each time. So it gets its words as a child. */
static void
add_words (AdwMessageDialog *dialog, GtkWindow *parent, const char *heading, const char *body)
{
  gboolean roomy = gtk_widget_get_width (GTK_WIDGET (parent)) >= 400 &&
                   gtk_widget_get_height (GTK_WIDGET (parent)) >= 400;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *heading_label = words_new (heading, roomy ? "title-2" : "title-4");
  GtkWidget *body_label = words_new (body, "body");

  gtk_box_append (GTK_BOX (box), heading_label);
  gtk_box_append (GTK_BOX (box), body_label);
  adw_message_dialog_set_extra_child (dialog, box);
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (dialog),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  heading_label,
                                  NULL,
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  body_label,
                                  NULL,
                                  -1);
}

/**
 * simmer_compat_ask:
 * @parent: over which window
 * @heading: the question
 * @body: what follows from each answer
 * @buttons: the answers, first to last; the last is the default
 * @n_buttons: how many
 * @answer: called once
 * @user_data: for @answer
 *
 * Asks a person something in a modal dialog.
 */
void
simmer_compat_ask (GtkWindow *parent,
                   const char *heading,
                   const char *body,
                   const SimmerCompatButton *buttons,
                   guint n_buttons,
                   SimmerCompatAnswer answer,
                   gpointer user_data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, NULL, NULL));
  Question *question = g_new0 (Question, 1);

  question->answer = answer;
  question->user_data = user_data;

  add_words (dialog, parent, heading, body);
  for (guint i = 0; i < n_buttons; i++)
    {
      adw_message_dialog_add_response (dialog, buttons[i].response, buttons[i].label);
      if (buttons[i].appearance == 's')
        adw_message_dialog_set_response_appearance (
          dialog, buttons[i].response, ADW_RESPONSE_SUGGESTED);
      else if (buttons[i].appearance == 'd')
        adw_message_dialog_set_response_appearance (
          dialog, buttons[i].response, ADW_RESPONSE_DESTRUCTIVE);
    }
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, buttons[n_buttons - 1].response);
  g_signal_connect_data (
    dialog, "response", G_CALLBACK (question_response_cb), question, question_free_cb, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (
      task, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Dismissed");
  gtk_native_dialog_destroy (dialog);
  g_object_unref (task);
}

/* What fits first; all else can still be seen. */
static void
add_filters (GtkFileChooser *chooser, const char *const *types)
{
  g_autoptr (GtkFileFilter) fitting = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (fitting, _ ("Fitting Files"));
  for (guint i = 0; types[i] != NULL; i++)
    gtk_file_filter_add_mime_type (fitting, types[i]);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, fitting);
  gtk_file_chooser_add_filter (chooser, all);
}

static void
choose_file (GtkWindow *parent,
             const char *title,
             const char *name,
             const char *const *types,
             GtkFileChooserAction action,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  g_task_set_source_tag (task, choose_file);
  /* the native dialog is owned by nobody else while it is open */
  g_task_set_task_data (task, dialog, g_object_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  if (types != NULL && types[0] != NULL)
    add_filters (GTK_FILE_CHOOSER (dialog), types);
  g_signal_connect (dialog, "response", G_CALLBACK (chooser_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * simmer_compat_choose_folder_async:
 *
 * Asks for a folder.
 */
void
simmer_compat_choose_folder_async (GtkWindow *parent,
                                   const char *title,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  choose_file (parent,
               title,
               NULL,
               NULL,
               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
               cancellable,
               callback,
               user_data);
}

/**
 * simmer_compat_open_file_async:
 *
 * Asks for a file, of one of the media types @types if that is not %NULL.
 */
void
simmer_compat_open_file_async (GtkWindow *parent,
                               const char *title,
                               const char *const *types,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  choose_file (
    parent, title, NULL, types, GTK_FILE_CHOOSER_ACTION_OPEN, cancellable, callback, user_data);
}

/**
 * simmer_compat_save_file_async:
 *
 * Asks where to save a file that is to be called @name.
 */
void
simmer_compat_save_file_async (GtkWindow *parent,
                               const char *title,
                               const char *name,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  choose_file (
    parent, title, name, NULL, GTK_FILE_CHOOSER_ACTION_SAVE, cancellable, callback, user_data);
}

/**
 * simmer_compat_file_finish:
 *
 * Ends any of the three; %G_IO_ERROR_CANCELLED if the person chose nothing.
 *
 * Returns: (transfer full): what was chosen, or %NULL with @error set
 */
GFile *
simmer_compat_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_compat_announce:
 * @widget: what it is about
 * @message: a sentence
 *
 * Tells people who use a screen reader, politely. Before GTK 4.14 had a call of its own for it, a
 * change of a window's accessible name is what screen readers speak.
 */
void
simmer_compat_announce (GtkWidget *widget, const char *message)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root != NULL)
    gtk_accessible_update_property (
      GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
}

/**
 * simmer_compat_name:
 * @widget: a button with nothing but an icon on it, or what a row activates
 * @label: what it does
 *
 * Names it for those who hear it, and for good. GTK 4.8 labels a button by its image, whose name is
 * that of its class; libadwaita 1.7 labels what a row activates by the row's title.
 */
void
simmer_compat_name (GtkWidget *widget, const char *label)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * simmer_compat_show_uri:
 * @parent: (nullable): over which window
 * @uri: what to open with the program that people use for it
 */
void
simmer_compat_show_uri (GtkWindow *parent, const char *uri)
{
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

/**
 * simmer_compat_get_color:
 * @widget: a widget
 * @color: (out): what its style sheet says it is drawn in
 */
void
simmer_compat_get_color (GtkWidget *widget, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

/**
 * simmer_compat_show_about:
 * @parent: over which window
 *
 * Presents what this program is.
 */
void
simmer_compat_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-icon",
                         SIMMER_APP_ID,
                         "application-name",
                         _ ("Simmer"),
                         "version",
                         SIMMER_VERSION,
                         "developer-name",
                         _ ("The Simmer developers"),
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         "website",
                         "https://github.com/simmer-app/simmer",
                         "issue-url",
                         "https://github.com/simmer-app/simmer/issues",
                         /* Translators: your name, one a line */
                         "translator-credits",
                         _ ("translator-credits"),
                         NULL);
}

/**
 * simmer_compat_show_shortcuts:
 * @parent: over which window
 *
 * Presents what the keyboard does. Under its usual name, GTK would make it before the program's
 * first frame.
 */
void
simmer_compat_show_shortcuts (GtkApplicationWindow *parent)
{
  if (gtk_application_window_get_help_overlay (parent) == NULL)
    {
      g_autoptr (GtkBuilder) builder =
        gtk_builder_new_from_resource ("/io/github/simmer_app/Simmer/help-overlay.ui");
      GObject *overlay = gtk_builder_get_object (builder, "help_overlay");

      gtk_application_window_set_help_overlay (parent, GTK_SHORTCUTS_WINDOW (overlay));
    }
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-help-overlay", NULL);
}
