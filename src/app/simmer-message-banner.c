#include "config.h"

#include "simmer-message-banner.h"

#include <adwaita.h>

struct _SimmerMessageBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (SimmerMessageBanner, simmer_message_banner, GTK_TYPE_WIDGET)

/* Out of sight it would still be measured, and a label that wraps takes its time for that. */
static void
child_revealed_cb (SimmerMessageBanner *self)
{
  if (!gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
simmer_message_banner_dispose (GObject *object)
{
  SimmerMessageBanner *self = SIMMER_MESSAGE_BANNER (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (simmer_message_banner_parent_class)->dispose (object);
}

static void
simmer_message_banner_class_init (SimmerMessageBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_message_banner_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "messagebanner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
simmer_message_banner_init (SimmerMessageBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *notice = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_hexpand (self->label, TRUE);
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->button, FALSE);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->button);

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 744);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 600);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_set_vexpand (clamp, TRUE);
  gtk_widget_add_css_class (notice, "notice");
  gtk_box_append (GTK_BOX (notice), clamp);

  self->revealer = gtk_revealer_new ();
  g_signal_connect_swapped (
    self->revealer, "notify::child-revealed", G_CALLBACK (child_revealed_cb), self);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), notice);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  /* the inner expand is for the notice alone */
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
simmer_message_banner_new (void)
{
  return g_object_new (SIMMER_TYPE_MESSAGE_BANNER, NULL);
}

/**
 * simmer_message_banner_set_message:
 * @self: a banner
 * @icon_name: what it begins with
 * @message: what it says
 */
void
simmer_message_banner_set_message (SimmerMessageBanner *self,
                                   const char *icon_name,
                                   const char *message)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
  gtk_label_set_text (GTK_LABEL (self->label), message);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, message, -1);
}

/**
 * simmer_message_banner_set_button:
 * @self: a banner
 * @label: (nullable): what its button says; %NULL for no button
 * @action: (nullable): what it does
 * @target: (nullable): what it does it to, for an action that takes a string
 */
void
simmer_message_banner_set_button (SimmerMessageBanner *self,
                                  const char *label,
                                  const char *action,
                                  const char *target)
{
  GtkActionable *button = GTK_ACTIONABLE (self->button);

  gtk_widget_set_visible (self->button, label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->button), label);

  /* GTK warns of an action whose parameter is not there yet. */
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (button,
                                          target != NULL ? g_variant_new_string (target) : NULL);
  gtk_actionable_set_action_name (button, action);
}

/**
 * simmer_message_banner_set_revealed:
 * @self: a banner
 * @revealed: whether it is to be seen
 */
void
simmer_message_banner_set_revealed (SimmerMessageBanner *self, gboolean revealed)
{
  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), revealed);
}

gboolean
simmer_message_banner_get_revealed (SimmerMessageBanner *self)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer));
}
