/* The row in which a person chooses a file to be sent. */

#include "simmer-file-row.h"

#include <glib/gi18n.h>

#include "simmer-chosen-file.h"
#include "simmer-compat.h"

struct _SimmerFileRow
{
  AdwActionRow parent_instance;

  JsonObject *input;          /* (owned) */
  SimmerEnclosure *enclosure; /* (owned) (nullable) */
  char *complaint;            /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) */

  GtkWidget *choose_button;
  GtkWidget *remove_button;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerFileRow, simmer_file_row, ADW_TYPE_ACTION_ROW)

static void
show (SimmerFileRow *self)
{
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (self->complaint != NULL)
    text = g_strdup (self->complaint);
  else if (self->enclosure != NULL)
    {
      size = g_format_size ((guint64) self->enclosure->size);
      /* Translators: a file's name, then its size, such as “boat.png · 1.2 MB” */
      text = g_strdup_printf (_ ("%s · %s"), self->enclosure->name, size);
    }
  else
    text = g_strdup (_ ("No file"));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_widget_set_visible (self->remove_button, self->enclosure != NULL || self->complaint != NULL);
  if (self->complaint != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->choose_button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
set (SimmerFileRow *self, SimmerEnclosure *enclosure, const char *complaint)
{
  g_clear_pointer (&self->enclosure, simmer_enclosure_free);
  self->enclosure = enclosure;
  g_free (self->complaint);
  self->complaint = g_strdup (complaint);
  show (self);
  if (complaint != NULL)
    simmer_compat_announce (GTK_WIDGET (self), complaint);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = simmer_compat_file_finish (result, &error);
  g_autoptr (SimmerFileRow) self = user_data;

  if (file != NULL && !g_cancellable_is_cancelled (self->cancellable))
    simmer_file_row_take (self, file);
}

static void
choose_cb (SimmerFileRow *self)
{
  JsonNode *accept = json_object_get_member (self->input, "accept");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) types = NULL;

  for (guint i = 0; accept != NULL && i < json_array_get_length (json_node_get_array (accept)); i++)
    g_strv_builder_add (builder, json_array_get_string_element (json_node_get_array (accept), i));
  types = g_strv_builder_end (builder);

  simmer_compat_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                 (const char *const *) types,
                                 self->cancellable,
                                 chosen_cb,
                                 g_object_ref (self));
}

static void
remove_cb (SimmerFileRow *self)
{
  set (self, NULL, NULL);
  gtk_widget_grab_focus (self->choose_button);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, SimmerFileRow *self)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;

  simmer_file_row_take (self, files->data);
  return TRUE;
}

static void
simmer_file_row_dispose (GObject *object)
{
  SimmerFileRow *self = SIMMER_FILE_ROW (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (simmer_file_row_parent_class)->dispose (object);
}

static void
simmer_file_row_finalize (GObject *object)
{
  SimmerFileRow *self = SIMMER_FILE_ROW (object);

  g_clear_pointer (&self->input, json_object_unref);
  g_clear_pointer (&self->enclosure, simmer_enclosure_free);
  g_clear_object (&self->cancellable);
  g_free (self->complaint);

  G_OBJECT_CLASS (simmer_file_row_parent_class)->finalize (object);
}

static void
simmer_file_row_class_init (SimmerFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_file_row_dispose;
  object_class->finalize = simmer_file_row_finalize;

  /**
   * SimmerFileRow::changed:
   *
   * Another file, or none.
   */
  signals[SIGNAL_CHANGED] = g_signal_new (
    "changed", SIMMER_TYPE_FILE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_button (SimmerFileRow *self, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static void
simmer_file_row_init (SimmerFileRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
  gtk_widget_add_css_class (GTK_WIDGET (self), "file");
  self->remove_button =
    add_button (self, "edit-clear-symbolic", _ ("Remove File"), G_CALLBACK (remove_cb));
  self->choose_button =
    add_button (self, "document-open-symbolic", _ ("Choose File"), G_CALLBACK (choose_cb));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->choose_button);
  simmer_compat_name (self->remove_button, _ ("Remove File"));
  simmer_compat_name (self->choose_button, _ ("Choose File"));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * simmer_file_row_new:
 * @input: what a profile says of the input
 * @title: what it is called
 *
 * Returns: (transfer floating): a row without a file
 */
GtkWidget *
simmer_file_row_new (JsonObject *input, const char *title)
{
  SimmerFileRow *self = g_object_new (SIMMER_TYPE_FILE_ROW, NULL);

  self->input = json_object_ref (input);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  show (self);

  return GTK_WIDGET (self);
}

/**
 * simmer_file_row_dup_value:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): which file, to be written down; %NULL where there is none
 */
JsonNode *
simmer_file_row_dup_value (SimmerFileRow *self)
{
  g_return_val_if_fail (SIMMER_IS_FILE_ROW (self), NULL);

  return self->enclosure != NULL ? simmer_enclosure_to_json (self->enclosure) : NULL;
}

/**
 * simmer_file_row_set_value:
 * @self: a row
 * @value: what simmer_file_row_dup_value() wrote down, perhaps long ago
 *
 * Returns: whether that is a file
 */
gboolean
simmer_file_row_set_value (SimmerFileRow *self, JsonNode *value)
{
  g_autoptr (SimmerEnclosure) enclosure = simmer_enclosure_new_from_json (value);
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (SIMMER_IS_FILE_ROW (self), FALSE);

  if (enclosure == NULL)
    return FALSE;

  file = g_file_new_for_path (enclosure->path);
  simmer_file_row_take (self, file);
  return TRUE;
}

/**
 * simmer_file_row_take:
 * @self: a row
 * @file: what a person chose
 *
 * Says in its place what speaks against that file.
 */
void
simmer_file_row_take (SimmerFileRow *self, GFile *file)
{
  g_autoptr (SimmerEnclosure) enclosure = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SIMMER_IS_FILE_ROW (self));

  enclosure = simmer_chosen_file_look (file, &error);
  if (enclosure == NULL || !simmer_chosen_file_fits (enclosure, self->input, &error))
    set (self, NULL, error->message);
  else
    set (self, g_steal_pointer (&enclosure), NULL);
}

/**
 * simmer_file_row_get_valid:
 * @self: a row
 *
 * Returns: whether there is a file that can be sent, or none and none is needed
 */
gboolean
simmer_file_row_get_valid (SimmerFileRow *self)
{
  g_return_val_if_fail (SIMMER_IS_FILE_ROW (self), FALSE);

  return self->enclosure != NULL ||
         (self->complaint == NULL &&
          !json_object_get_boolean_member_with_default (self->input, "required", FALSE));
}
