/* A result as a file, whatever it is. */

#include "simmer-file-card.h"

#include <glib/gi18n.h>

#include "simmer-result-actions.h"

struct _SimmerFileCard
{
  GtkBox parent_instance;

  SimmerResult *result;      /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the question how large it is */

  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *note;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (SimmerFileCard, simmer_file_card, GTK_TYPE_BOX)

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, SimmerFileCard *self)
{
  return self->result != NULL ? simmer_result_new_provider (self->result) : NULL;
}

static void
show_trouble (SimmerFileCard *self, const char *trouble)
{
  gtk_label_set_text (self->note, trouble);
  gtk_image_set_from_icon_name (self->icon, "simmer-failed-symbolic");
}

static void
size_queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  SimmerFileCard *self = user_data;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (info == NULL)
    {
      show_trouble (self, _ ("The file is no longer there: it was moved or deleted."));
      return;
    }

  size = g_format_size ((guint64) g_file_info_get_size (info));
  text =
    /* Translators: a kind of file, then its size, such as “PNG image · 1.2 MB” */
    g_strdup_printf (_ ("%s · %s"), gtk_label_get_text (self->note), size);
  gtk_label_set_text (self->note, text);
}

static void
query_size (SimmerFileCard *self)
{
  g_autoptr (GFile) file = simmer_result_dup_file (self->result);

  if (file == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT,
                           self->cancellable,
                           size_queried_cb,
                           self);
}

static char *
dup_note (SimmerResult *result, gboolean fetching, const char *content_type)
{
  g_autofree char *words = g_content_type_get_description (content_type);

  if (!simmer_result_is_here (result) && fetching)
    return g_strdup (_ ("Fetching the result…"));
  if (words == NULL || g_content_type_is_unknown (content_type))
    {
      g_free (words);
      words = g_strdup (_ ("File of an unknown type"));
    }
  if (!simmer_result_is_here (result))
    /* Translators: a kind of file, such as “PNG image” */
    return g_strdup_printf (_ ("%s, still at the service"), words);

  return g_steal_pointer (&words);
}

static void
forget (SimmerFileCard *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, simmer_result_unref);
}

static void
simmer_file_card_dispose (GObject *object)
{
  forget (SIMMER_FILE_CARD (object));

  G_OBJECT_CLASS (simmer_file_card_parent_class)->dispose (object);
}

static void
simmer_file_card_class_init (SimmerFileCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_file_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-file-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerFileCard, icon);
  gtk_widget_class_bind_template_child (widget_class, SimmerFileCard, name);
  gtk_widget_class_bind_template_child (widget_class, SimmerFileCard, note);
  gtk_widget_class_bind_template_child (widget_class, SimmerFileCard, spinner);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
}

static void
simmer_file_card_init (SimmerFileCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * simmer_file_card_show:
 * @self: a card
 * @result: (nullable): what to show; %NULL gives up what is under way
 * @title: (nullable): what its task is called
 * @fetching: whether it is on its way where it is not on this machine
 * @trouble: (nullable): a sentence that says why it is shown as no more than a file
 */
void
simmer_file_card_show (SimmerFileCard *self,
                       SimmerResult *result,
                       const char *title,
                       gboolean fetching,
                       const char *trouble)
{
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GIcon) icon = NULL;

  g_return_if_fail (SIMMER_IS_FILE_CARD (self));

  forget (self);
  gtk_spinner_set_spinning (self->spinner,
                            result != NULL && trouble == NULL && fetching &&
                              !simmer_result_is_here (result));
  if (result == NULL)
    return;

  self->result = simmer_result_ref (result);
  name = simmer_result_dup_name (result, title);
  type = simmer_result_dup_content_type (result);
  gtk_label_set_text (self->name, name);
  if (trouble != NULL)
    {
      show_trouble (self, trouble);
      return;
    }

  icon = g_content_type_get_symbolic_icon (type);
  note = dup_note (result, fetching, type);
  gtk_image_set_from_gicon (self->icon, icon);
  gtk_label_set_text (self->note, note);
  query_size (self);
}
