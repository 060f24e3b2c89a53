/* The form in which a person says what is to be generated. */

#include "simmer-input-form.h"

#include <glib/gi18n.h>

#include "simmer-fact-row.h"
#include "simmer-input-words.h"
#include "simmer-prompt-card.h"
#include "simmer-size-row.h"

struct _SimmerInputForm
{
  SimmerForm parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable): remembers */
  SimmerAccount *account;     /* (owned) (nullable) */
  SimmerProfile *profile;     /* (owned) (nullable) */
  GPtrArray *rows;            /* (owned): SimmerInputRow */
  GHashTable *touched;        /* (owned) set of rows that the person changed */
  char *model;                /* (owned) (nullable): what was filled in is of this one */
  gboolean recalling;

  AdwPreferencesGroup *prompt_group;
  SimmerPromptCard *prompt;
  AdwPreferencesGroup *options; /* (nullable) */
  AdwExpanderRow *more;         /* (nullable) */
  SimmerSizeRow *size;          /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SimmerInputForm, simmer_input_form, SIMMER_TYPE_FORM)

static SimmerInputRow *
find_row (SimmerInputForm *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (simmer_input_row_get_name (row), name))
        return row;
    }

  return NULL;
}

static gboolean
has_prompt (SimmerInputForm *self)
{
  return self->profile != NULL && simmer_input_find (self->profile, "prompt") != NULL;
}

static void
update_valid (SimmerInputForm *self)
{
  gboolean valid = self->profile != NULL &&
                   (!has_prompt (self) || simmer_form_get_valid (SIMMER_FORM (self->prompt)));

  for (guint i = 0; i < self->rows->len; i++)
    valid = valid && simmer_input_row_get_valid (g_ptr_array_index (self->rows, i));
  simmer_form_set_valid (SIMMER_FORM (self), valid);
}

/* What means nothing beside the other inputs' values is not shown. */
static void
update_relevance (SimmerInputForm *self)
{
  SimmerInputRow *width = find_row (self, "width");

  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);
      gboolean relevant = TRUE;

      for (guint j = 0; j < self->rows->len; j++)
        relevant = relevant && simmer_input_row_allows (g_ptr_array_index (self->rows, j), row);
      simmer_input_row_set_relevant (row, relevant);
    }
  if (self->size != NULL && width != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->size), simmer_input_row_is_relevant (width));
}

/* The folded row tells what is in it. */
static void
update_more (SimmerInputForm *self)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  if (self->more == NULL)
    return;

  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);

      if (!gtk_widget_is_ancestor (simmer_input_row_get_widget (row), GTK_WIDGET (self->more)) ||
          !simmer_input_row_is_relevant (row))
        continue;
      /* Translators: between the names of a form's further fields */
      g_string_append_printf (
        titles, "%s%s", titles->len > 0 ? _ (", ") : "", simmer_input_row_get_title (row));
    }
  adw_expander_row_set_subtitle (self->more, titles->str);
  gtk_widget_set_visible (GTK_WIDGET (self->more), titles->len > 0);
}

static char *
dup_model (SimmerInputForm *self)
{
  SimmerInputRow *row = find_row (self, "model");
  g_autoptr (JsonNode) value = row != NULL ? simmer_input_row_dup_value (row) : NULL;

  return value != NULL && json_node_get_value_type (value) == G_TYPE_STRING
           ? json_node_dup_string (value)
           : NULL;
}

/* What the person filled in the last time, where nothing was changed meanwhile. */
static void
recall (SimmerInputForm *self, const char *model)
{
  g_autoptr (JsonObject) chosen = NULL;

  if (self->account != NULL)
    chosen = simmer_task_manager_recall_inputs (self->manager, self->account, model);
  if (chosen == NULL)
    return;

  self->recalling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);
      JsonNode *value = json_object_get_member (chosen, simmer_input_row_get_name (row));

      if (value != NULL && simmer_input_row_is_lasting (row) &&
          !g_hash_table_contains (self->touched, row))
        simmer_input_row_set_value (row, value);
    }
  self->recalling = FALSE;
}

/* Each model has values of its own. */
static void
recall_model (SimmerInputForm *self)
{
  g_autofree char *model = dup_model (self);

  if (self->recalling || g_strcmp0 (model, self->model) == 0)
    return;

  g_free (self->model);
  self->model = g_steal_pointer (&model);
  if (self->model != NULL)
    recall (self, self->model);
}

static void
update (SimmerInputForm *self)
{
  update_relevance (self);
  update_more (self);
  update_valid (self);
}

static void
row_changed_cb (SimmerInputRow *row, GParamSpec *pspec, SimmerInputForm *self)
{
  if (self->recalling)
    return;

  g_hash_table_add (self->touched, row);
  recall_model (self);
  update (self);
}

static void
custom_size_cb (SimmerInputForm *self)
{
  SimmerInputRow *width = find_row (self, "width");

  adw_expander_row_set_expanded (self->more, TRUE);
  if (width != NULL)
    gtk_widget_child_focus (simmer_input_row_get_widget (width), GTK_DIR_TAB_FORWARD);
}

static void
ensure_more (SimmerInputForm *self)
{
  if (self->more != NULL)
    return;

  self->more = ADW_EXPANDER_ROW (simmer_plain_row_new (ADW_TYPE_EXPANDER_ROW, _ ("More Options")));
}

static void
add_size (SimmerInputForm *self)
{
  SimmerInputRow *width = find_row (self, "width");
  SimmerInputRow *height = find_row (self, "height");

  if (width == NULL || height == NULL || !simmer_input_row_is_ranged (width) ||
      !simmer_input_row_is_ranged (height))
    return;

  self->size = SIMMER_SIZE_ROW (simmer_size_row_new (width, height));
  g_signal_connect_object (
    self->size, "custom", G_CALLBACK (custom_size_cb), self, G_CONNECT_SWAPPED);
  ensure_more (self);
}

static gboolean
is_folded (SimmerInputForm *self, SimmerInputRow *row)
{
  const char *name = simmer_input_row_get_name (row);

  return simmer_input_row_is_advanced (row) ||
         (self->size != NULL && (g_str_equal (name, "width") || g_str_equal (name, "height")));
}

static void
lay_out (SimmerInputForm *self)
{
  self->options = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  add_size (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);
      GtkWidget *widget = simmer_input_row_get_widget (row);

      if (is_folded (self, row))
        {
          ensure_more (self);
          adw_expander_row_add_row (self->more, widget);
        }
      else
        {
          adw_preferences_group_add (self->options, widget);
        }
      if (self->size != NULL && g_str_equal (simmer_input_row_get_name (row), "width"))
        adw_preferences_group_add (self->options, GTK_WIDGET (self->size));
    }
  if (self->more != NULL)
    adw_preferences_group_add (self->options, GTK_WIDGET (self->more));

  gtk_widget_set_visible (GTK_WIDGET (self->options), self->rows->len > 0);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->options));
}

static void
clear (SimmerInputForm *self)
{
  if (self->options != NULL)
    gtk_box_remove (GTK_BOX (self), GTK_WIDGET (self->options));
  self->options = NULL;
  self->more = NULL;
  self->size = NULL;
  g_hash_table_remove_all (self->touched);
  g_clear_pointer (&self->model, g_free);
  g_ptr_array_set_size (self->rows, 0);
}

/* Files dropped anywhere on the form go where there is room for them. */
static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, SimmerInputForm *self)
{
  gboolean taken = FALSE;

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    taken = simmer_input_form_take_file (self, l->data) || taken;

  return taken;
}

static void
simmer_input_form_finalize (GObject *object)
{
  SimmerInputForm *self = SIMMER_INPUT_FORM (object);

  g_clear_pointer (&self->profile, simmer_profile_unref);
  g_clear_object (&self->account);
  g_clear_object (&self->manager);
  g_hash_table_unref (self->touched);
  g_ptr_array_unref (self->rows);
  g_free (self->model);

  G_OBJECT_CLASS (simmer_input_form_parent_class)->finalize (object);
}

static void
simmer_input_form_class_init (SimmerInputFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = simmer_input_form_finalize;
}

static void
simmer_input_form_init (SimmerInputForm *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->touched = g_hash_table_new (NULL, NULL);

  self->prompt_group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->prompt = SIMMER_PROMPT_CARD (simmer_prompt_card_new ());
  adw_preferences_group_add (self->prompt_group, GTK_WIDGET (self->prompt));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->prompt_group));
  g_signal_connect_object (
    self->prompt, "notify::valid", G_CALLBACK (update_valid), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    self->prompt, "submit", G_CALLBACK (simmer_form_submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * simmer_input_form_new:
 *
 * Returns: (transfer floating): a form without fields
 */
GtkWidget *
simmer_input_form_new (void)
{
  return g_object_new (SIMMER_TYPE_INPUT_FORM, NULL);
}

static void
set_prompt_input (SimmerInputForm *self, JsonObject *input)
{
  g_autofree char *title = simmer_input_dup_title ("prompt", input);
  g_autofree char *markup = g_markup_escape_text (title, -1);

  adw_preferences_group_set_title (self->prompt_group, markup);
  simmer_prompt_card_set_title (self->prompt, title);
  simmer_prompt_card_set_optional (
    self->prompt, !json_object_get_boolean_member_with_default (input, "required", FALSE));
  simmer_prompt_card_set_max_length (
    self->prompt, json_object_get_int_member_with_default (input, "maxLength", 0));
}

static void
add_row (SimmerInputForm *self, JsonObject *input)
{
  SimmerInputRow *row = simmer_input_row_new (input);

  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "notify::value", G_CALLBACK (row_changed_cb), self, 0);
  g_signal_connect_object (
    row, "notify::valid", G_CALLBACK (update_valid), self, G_CONNECT_SWAPPED);
}

/**
 * simmer_input_form_set_account:
 * @self: a form
 * @manager: a started manager, which remembers what is filled in
 * @account: whose inputs are asked for
 *
 * Makes the form anew, as it was filled in for the account the last time. A prompt that was begun
 * stays.
 */
void
simmer_input_form_set_account (SimmerInputForm *self,
                               SimmerTaskManager *manager,
                               SimmerAccount *account)
{
  SimmerProfile *profile = simmer_account_get_profile (account);
  JsonArray *inputs = simmer_profile_get_inputs (profile);

  g_return_if_fail (SIMMER_IS_INPUT_FORM (self));

  /* One that was edited meanwhile is another object. */
  if (self->account != NULL && self->profile == profile &&
      g_str_equal (simmer_account_get_id (self->account), simmer_account_get_id (account)))
    {
      g_set_object (&self->account, account);
      return;
    }

  clear (self);
  g_clear_pointer (&self->profile, simmer_profile_unref);
  self->profile = simmer_profile_ref (profile);
  g_set_object (&self->manager, manager);
  g_set_object (&self->account, account);
  gtk_widget_set_visible (GTK_WIDGET (self->prompt_group), has_prompt (self));

  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      if (g_strcmp0 (json_object_get_string_member (input, "name"), "prompt") == 0)
        set_prompt_input (self, input);
      else
        add_row (self, input);
    }
  lay_out (self);
  recall (self, NULL);
  self->model = dup_model (self);
  update (self);
}

/**
 * simmer_input_form_dup_inputs:
 * @self: a form
 *
 * Returns: (transfer full): what the person filled in; what is left to the service is not in it
 */
JsonObject *
simmer_input_form_dup_inputs (SimmerInputForm *self)
{
  JsonObject *inputs;

  g_return_val_if_fail (SIMMER_IS_INPUT_FORM (self), NULL);

  inputs = json_object_new ();
  if (has_prompt (self))
    {
      g_autofree char *prompt = simmer_prompt_card_dup_text (self->prompt);

      if (*prompt != '\0')
        json_object_set_string_member (inputs, "prompt", prompt);
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);
      JsonNode *value =
        simmer_input_row_is_relevant (row) ? simmer_input_row_dup_value (row) : NULL;

      if (value != NULL)
        json_object_set_member (inputs, simmer_input_row_get_name (row), value);
    }

  return inputs;
}

/**
 * simmer_input_form_remember:
 * @self: a form
 *
 * Keeps what is filled in for the next time, but for the prompt and for files. What is not asked
 * for now stays as it was remembered.
 */
void
simmer_input_form_remember (SimmerInputForm *self)
{
  g_autofree char *model = NULL;
  g_autoptr (JsonObject) chosen = NULL;

  g_return_if_fail (SIMMER_IS_INPUT_FORM (self));

  if (self->account == NULL)
    return;

  model = dup_model (self);
  chosen =
    simmer_task_manager_recall_inputs (self->manager, self->account, model != NULL ? model : "");
  if (chosen == NULL)
    chosen = json_object_new ();
  for (guint i = 0; i < self->rows->len; i++)
    {
      SimmerInputRow *row = g_ptr_array_index (self->rows, i);
      JsonNode *value;

      if (!simmer_input_row_is_relevant (row) || !simmer_input_row_is_lasting (row))
        continue;
      value = simmer_input_row_dup_value (row);
      if (value != NULL)
        json_object_set_member (chosen, simmer_input_row_get_name (row), value);
      else
        json_object_remove_member (chosen, simmer_input_row_get_name (row));
    }
  simmer_task_manager_remember_inputs (self->manager, self->account, model, chosen);
}

/**
 * simmer_input_form_set_prompt:
 * @self: a form
 * @prompt: a prompt to begin with
 */
void
simmer_input_form_set_prompt (SimmerInputForm *self, const char *prompt)
{
  g_return_if_fail (SIMMER_IS_INPUT_FORM (self));

  simmer_prompt_card_set_text (self->prompt, prompt);
}

/**
 * simmer_input_form_take_file:
 * @self: a form
 * @file: a file
 *
 * Returns: whether one of its inputs takes it
 */
gboolean
simmer_input_form_take_file (SimmerInputForm *self, GFile *file)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_FORM (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (simmer_input_row_take_file (g_ptr_array_index (self->rows, i), file))
      return TRUE;

  return FALSE;
}

/**
 * simmer_input_form_focus:
 * @self: a form
 *
 * Puts the cursor where writing begins.
 */
void
simmer_input_form_focus (SimmerInputForm *self)
{
  g_return_if_fail (SIMMER_IS_INPUT_FORM (self));

  if (has_prompt (self))
    simmer_prompt_card_focus (self->prompt);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
