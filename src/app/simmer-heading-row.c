#include "config.h"

#include "simmer-heading-row.h"

#include <glib/gi18n.h>

struct _SimmerHeadingRow
{
  GtkWidget parent_instance;

  SimmerSection *section; /* (owned) (nullable) */

  GtkWidget *title;
  GtkWidget *count;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (SimmerHeadingRow, simmer_heading_row, GTK_TYPE_WIDGET)

static void
update_button (SimmerHeadingRow *self)
{
  SimmerSectionKind kind = simmer_section_get_kind (self->section);
  gboolean active = kind == SIMMER_SECTION_RUNNING || kind == SIMMER_SECTION_WAITING;

  /* with one task, the row's own button does the same */
  gtk_widget_set_visible (self->button, !active && simmer_section_get_count (self->section) > 1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), NULL);
  if (active)
    return;

  if (kind == SIMMER_SECTION_ATTENTION)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), _ ("Retry All"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.retry-all");
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->button), NULL);
    }
  else
    {
      /* Translators: removes all tasks of a day from the list */
      gtk_button_set_label (GTK_BUTTON (self->button), _ ("Clear"));
      /* the target first: a name whose target has another type is complained of */
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "i", (int) kind);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.clear");
    }
}

static void
count_changed_cb (SimmerHeadingRow *self)
{
  guint count = simmer_section_get_count (self->section);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_autofree char *spoken =
    /* Translators: %s is a section's name, %u how many tasks are in it; read aloud */
    g_strdup_printf (ngettext ("%s, %u task", "%s, %u tasks", count),
                     simmer_section_get_title (self->section),
                     count);

  gtk_label_set_text (GTK_LABEL (self->count), number);
  update_button (self);
  if (item != NULL)
    gtk_accessible_update_property (
      GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
simmer_heading_row_dispose (GObject *object)
{
  SimmerHeadingRow *self = SIMMER_HEADING_ROW (object);

  simmer_heading_row_unbind (self);
  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->count, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (simmer_heading_row_parent_class)->dispose (object);
}

static void
simmer_heading_row_class_init (SimmerHeadingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_heading_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "sectionheading");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
simmer_heading_row_init (SimmerHeadingRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "section");

  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));

  self->count = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "count");
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_widget_set_parent (self->count, GTK_WIDGET (self));

  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
simmer_heading_row_new (void)
{
  return g_object_new (SIMMER_TYPE_HEADING_ROW, NULL);
}

/**
 * simmer_heading_row_bind:
 * @self: a heading
 * @section: what it stands over
 * @topmost: whether it is the list's first
 */
void
simmer_heading_row_bind (SimmerHeadingRow *self, SimmerSection *section, gboolean topmost)
{
  simmer_heading_row_unbind (self);
  self->section = g_object_ref (section);
  gtk_label_set_text (GTK_LABEL (self->title), simmer_section_get_title (section));
  if (topmost)
    gtk_widget_add_css_class (GTK_WIDGET (self), "topmost");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "topmost");
  g_signal_connect_swapped (section, "notify::count", G_CALLBACK (count_changed_cb), self);
  count_changed_cb (self);
}

void
simmer_heading_row_unbind (SimmerHeadingRow *self)
{
  if (self->section != NULL)
    g_signal_handlers_disconnect_by_data (self->section, self);
  g_clear_object (&self->section);
}
