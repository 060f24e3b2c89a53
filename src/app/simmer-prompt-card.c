/* Where a prompt is written. */

#include "simmer-prompt-card.h"

#include <glib/gi18n.h>

struct _SimmerPromptCard
{
  SimmerForm parent_instance;

  gint64 max_length;
  gboolean optional;

  GtkTextView *text;
  GtkTextBuffer *buffer;
  GtkLabel *placeholder;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (SimmerPromptCard, simmer_prompt_card, SIMMER_TYPE_FORM)

static gboolean
is_blank (GtkTextBuffer *buffer)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  do
    {
      gunichar letter = gtk_text_iter_get_char (&iter);

      if (letter != 0 && !g_unichar_isspace (letter))
        return FALSE;
    }
  while (gtk_text_iter_forward_char (&iter));

  return TRUE;
}

static void
update_count (SimmerPromptCard *self, gint64 n)
{
  g_autofree char *text = NULL;

  if (self->max_length > 0 && n > self->max_length)
    {
      text = g_strdup_printf (ngettext ("%lu character too many",
                                        "%lu characters too many",
                                        (gulong) (n - self->max_length)),
                              (gulong) (n - self->max_length));
      gtk_widget_remove_css_class (GTK_WIDGET (self->count), "soft");
      gtk_widget_add_css_class (GTK_WIDGET (self->count), "error");
    }
  else
    {
      text = g_strdup_printf (ngettext ("%lu character", "%lu characters", (gulong) n), (gulong) n);
      gtk_widget_remove_css_class (GTK_WIDGET (self->count), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->count), "soft");
    }
  gtk_label_set_text (self->count, n > 0 ? text : "");
}

static void
buffer_changed_cb (SimmerPromptCard *self)
{
  gint64 n = gtk_text_buffer_get_char_count (self->buffer);
  gboolean valid = (self->optional || !is_blank (self->buffer)) &&
                   (self->max_length <= 0 || n <= self->max_length);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), n == 0);
  update_count (self, n);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->text),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               self->max_length > 0 && n > self->max_length
                                 ? GTK_ACCESSIBLE_INVALID_TRUE
                                 : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  simmer_form_set_valid (SIMMER_FORM (self), valid);
}

static gboolean
key_pressed_cb (SimmerPromptCard *self, guint keyval, guint keycode, GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  simmer_form_submit (SIMMER_FORM (self));
  return GDK_EVENT_STOP;
}

static void
simmer_prompt_card_class_init (SimmerPromptCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-prompt-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerPromptCard, text);
  gtk_widget_class_bind_template_child (widget_class, SimmerPromptCard, buffer);
  gtk_widget_class_bind_template_child (widget_class, SimmerPromptCard, placeholder);
  gtk_widget_class_bind_template_child (widget_class, SimmerPromptCard, count);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
simmer_prompt_card_init (SimmerPromptCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * simmer_prompt_card_new:
 *
 * Returns: (transfer floating): an empty card
 */
GtkWidget *
simmer_prompt_card_new (void)
{
  return g_object_new (SIMMER_TYPE_PROMPT_CARD, NULL);
}

/**
 * simmer_prompt_card_set_title:
 * @self: a card
 * @title: what a screen reader calls it
 */
void
simmer_prompt_card_set_title (SimmerPromptCard *self, const char *title)
{
  g_return_if_fail (SIMMER_IS_PROMPT_CARD (self));

  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/**
 * simmer_prompt_card_dup_text:
 * @self: a card
 *
 * Returns: (transfer full): what was written, without space at either end
 */
char *
simmer_prompt_card_dup_text (SimmerPromptCard *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (SIMMER_IS_PROMPT_CARD (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE));
}

/**
 * simmer_prompt_card_set_text:
 * @self: a card
 * @text: a prompt
 */
void
simmer_prompt_card_set_text (SimmerPromptCard *self, const char *text)
{
  g_return_if_fail (SIMMER_IS_PROMPT_CARD (self));

  gtk_text_buffer_set_text (self->buffer, text, -1);
}

/**
 * simmer_prompt_card_set_max_length:
 * @self: a card
 * @max_length: characters; 0 for any number
 */
void
simmer_prompt_card_set_max_length (SimmerPromptCard *self, gint64 max_length)
{
  g_return_if_fail (SIMMER_IS_PROMPT_CARD (self));

  self->max_length = max_length;
  buffer_changed_cb (self);
}

/**
 * simmer_prompt_card_focus:
 * @self: a card
 *
 * Puts the cursor on the card.
 */
void
simmer_prompt_card_focus (SimmerPromptCard *self)
{
  g_return_if_fail (SIMMER_IS_PROMPT_CARD (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * simmer_prompt_card_set_optional:
 * @self: a card
 * @optional: whether it may stay empty
 */
void
simmer_prompt_card_set_optional (SimmerPromptCard *self, gboolean optional)
{
  g_return_if_fail (SIMMER_IS_PROMPT_CARD (self));

  self->optional = optional;
  buffer_changed_cb (self);
}
