/* The results of a task side by side, to choose one of them. */

#include "simmer-variant-strip.h"

#include <glib/gi18n.h>

#include "simmer-picture-loader.h"
#include "simmer-result-actions.h"

#define THUMBNAIL_SIDE  128
#define THUMBNAIL_SHOWN 56

struct _SimmerVariantStrip
{
  AdwBin parent_instance;

  GCancellable *cancellable; /* (owned) (nullable): of the thumbnails */
  GtkBox *box;
};

enum
{
  SIGNAL_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerVariantStrip, simmer_variant_strip, ADW_TYPE_BIN)

static void
toggled_cb (GtkToggleButton *button, SimmerVariantStrip *self)
{
  if (gtk_toggle_button_get_active (button))
    g_signal_emit (self,
                   signals[SIGNAL_SELECTED],
                   0,
                   GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
thumbnail_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkImage) image = user_data;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, NULL);

  if (picture != NULL)
    gtk_image_set_from_paintable (image, GDK_PAINTABLE (picture->texture));
}

static GtkWidget *
make_image (SimmerVariantStrip *self, SimmerResult *result)
{
  g_autofree char *type = simmer_result_dup_content_type (result);
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (type);
  g_autoptr (GFile) file = simmer_result_dup_file (result);
  GtkWidget *image = gtk_image_new_from_gicon (icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), THUMBNAIL_SHOWN);
  if (simmer_result_is_here (result) && simmer_result_is_picture (result))
    simmer_picture_load_async (file,
                               file == NULL ? simmer_result_get_data (result) : NULL,
                               THUMBNAIL_SIDE,
                               self->cancellable,
                               thumbnail_loaded_cb,
                               g_object_ref (image));

  return image;
}

static GtkWidget *
make_button (GtkWidget *image, guint index, guint n)
{
  GtkWidget *button = gtk_toggle_button_new ();
  g_autofree char *name = NULL;

  /* Translators: a task's results, such as “Variant 2 of 4” */
  name = g_strdup_printf (_ ("Variant %u of %u"), index + 1, n);
  gtk_button_set_child (GTK_BUTTON (button), image);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));

  return button;
}

static void
clear (SimmerVariantStrip *self)
{
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

static void
simmer_variant_strip_dispose (GObject *object)
{
  SimmerVariantStrip *self = SIMMER_VARIANT_STRIP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (simmer_variant_strip_parent_class)->dispose (object);
}

static void
simmer_variant_strip_class_init (SimmerVariantStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_variant_strip_dispose;

  /**
   * SimmerVariantStrip::selected:
   * @index: which result
   *
   * Somebody chose a result.
   */
  signals[SIGNAL_SELECTED] = g_signal_new ("selected",
                                           SIMMER_TYPE_VARIANT_STRIP,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           G_TYPE_UINT);
}

static void
simmer_variant_strip_init (SimmerVariantStrip *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = GTK_BOX (box);
  gtk_widget_add_css_class (box, "strip");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Variants"), -1);
  gtk_scrolled_window_set_policy (
    GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

/**
 * simmer_variant_strip_set_results:
 * @self: a strip
 * @results: (nullable) (element-type SimmerResult): what there is to choose from
 * @selected: which of them is chosen
 */
void
simmer_variant_strip_set_results (SimmerVariantStrip *self, GPtrArray *results, guint selected)
{
  guint n = results != NULL ? results->len : 0;
  GtkToggleButton *group = NULL;

  g_return_if_fail (SIMMER_IS_VARIANT_STRIP (self));

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
  if (n < 2)
    return;

  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *image = make_image (self, g_ptr_array_index (results, i));
      GtkWidget *button = make_button (image, i, n);

      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), group);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == selected);
      g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
      if (group == NULL)
        group = GTK_TOGGLE_BUTTON (button);
      gtk_box_append (self->box, button);
    }
}
