/* A service's answer as it came, folded away. Nothing in it is markup. */

#include "simmer-raw-group.h"

#include "simmer-words.h"

struct _SimmerRawGroup
{
  AdwPreferencesGroup parent_instance;

  SimmerRawAnswer *shown; /* (owned) (nullable) */

  AdwExpanderRow *row;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (SimmerRawGroup, simmer_raw_group, ADW_TYPE_PREFERENCES_GROUP)

/* Long lines are laid out when somebody wants to see them. */
static void
show_text (SimmerRawGroup *self)
{
  gboolean wanted = self->shown != NULL && adw_expander_row_get_expanded (self->row);

  gtk_label_set_text (self->text, wanted ? simmer_raw_answer_get_text (self->shown) : "");
}

static void
simmer_raw_group_finalize (GObject *object)
{
  SimmerRawGroup *self = SIMMER_RAW_GROUP (object);

  g_clear_pointer (&self->shown, simmer_raw_answer_unref);

  G_OBJECT_CLASS (simmer_raw_group_parent_class)->finalize (object);
}

static void
simmer_raw_group_class_init (SimmerRawGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = simmer_raw_group_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-raw-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerRawGroup, row);
  gtk_widget_class_bind_template_child (widget_class, SimmerRawGroup, text);
  gtk_widget_class_bind_template_callback (widget_class, show_text);
}

static void
simmer_raw_group_init (SimmerRawGroup *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  /* What is shown is what came: no hyphen of ours stands in it. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (self->text, attributes);
}

/**
 * simmer_raw_group_show:
 * @self: a group
 * @raw_answer: (nullable): the answer; %NULL hides the group
 */
void
simmer_raw_group_show (SimmerRawGroup *self, SimmerRawAnswer *raw_answer)
{
  g_autofree char *about = NULL;

  g_return_if_fail (SIMMER_IS_RAW_GROUP (self));

  if (simmer_raw_answer_equal (self->shown, raw_answer))
    return;

  g_clear_pointer (&self->shown, simmer_raw_answer_unref);
  if (raw_answer != NULL)
    {
      self->shown = simmer_raw_answer_ref (raw_answer);
      about = simmer_words_for_raw_answer (raw_answer);
      adw_expander_row_set_subtitle (self->row, about);
    }
  else
    adw_expander_row_set_expanded (self->row, FALSE);
  show_text (self);
  gtk_widget_set_visible (GTK_WIDGET (self), raw_answer != NULL);
}
