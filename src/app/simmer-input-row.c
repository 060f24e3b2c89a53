/* One input of a profile and the row for it. */

#include "simmer-input-row.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>

#include "simmer-fact-row.h"
#include "simmer-file-row.h"
#include "simmer-input-words.h"
#include "simmer-json.h"
#include "simmer-profile-inputs.h"

/* A wider range is typed, not counted up to. */
#define MAX_SPIN_RANGE 100000

struct _SimmerInputRow
{
  GObject parent_instance;

  JsonObject *input; /* (owned) */
  char *name;        /* (owned) */
  char *title;       /* (owned) */
  gboolean relevant;
  gboolean valid;

  GtkWidget *widget;    /* (owned) */
  GtkWidget *control;   /* inside widget: what holds the value */
  GtkWidget *complaint; /* inside widget: says what is wrong (nullable) */
};

enum
{
  PROP_VALUE = 1,
  PROP_VALID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerInputRow, simmer_input_row, G_TYPE_OBJECT)

static gboolean
is_type (SimmerInputRow *self, const char *type)
{
  return g_strcmp0 (json_object_get_string_member_with_default (self->input, "type", ""), type) ==
         0;
}

static JsonArray *
get_choices (SimmerInputRow *self)
{
  JsonNode *node = json_object_get_member (self->input, "enum");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
get_limit (SimmerInputRow *self, const char *member, double *limit)
{
  JsonNode *node = json_object_get_member (self->input, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  *limit = json_node_get_double (node);
  return TRUE;
}

/* Whether it is written as JSON. */
static gboolean
is_tree (SimmerInputRow *self)
{
  return is_type (self, "object") || is_type (self, "array");
}

static JsonNode *
dup_tree (SimmerInputRow *self, const char *text)
{
  return simmer_json_parse_typed (text, json_object_get_string_member (self->input, "type"));
}

/* What is wrong with a typed number or tree; NULL if nothing. An empty one is left to the service.
 */
static char *
dup_complaint (SimmerInputRow *self, const char *text)
{
  gboolean whole = is_type (self, "integer");
  double minimum = -G_MAXDOUBLE;
  double maximum = G_MAXDOUBLE;
  double step = 0;
  char *end = NULL;
  double value;

  if (*text == '\0')
    return json_object_get_boolean_member_with_default (self->input, "required", FALSE)
             ? g_strdup (_ ("This is needed"))
             : NULL;
  if (is_type (self, "string"))
    return NULL;
  if (is_tree (self))
    {
      g_autoptr (JsonNode) tree = dup_tree (self, text);

      return tree == NULL ? g_strdup (_ ("Write JSON")) : NULL;
    }

  errno = 0;
  value = whole ? (double) g_ascii_strtoll (text, &end, 10) : g_strtod (text, &end);
  if (errno != 0 || end == text || *end != '\0' || !isfinite (value))
    return g_strdup (whole ? _ ("Write a whole number") : _ ("Write a number"));
  get_limit (self, "minimum", &minimum);
  get_limit (self, "maximum", &maximum);
  if (value < minimum)
    return g_strdup_printf (_ ("At least %.10g"), minimum);
  if (value > maximum)
    return g_strdup_printf (_ ("At most %.10g"), maximum);
  if (get_limit (self, "multipleOf", &step) && !simmer_input_takes_step (self->input, value))
    return g_strdup_printf (_ ("A multiple of %.10g"), step);

  return NULL;
}

static void
changed_cb (SimmerInputRow *self)
{
  gboolean valid = TRUE;

  if (self->complaint != NULL)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (self->control));
      g_autofree char *complaint = dup_complaint (self, text);

      valid = complaint == NULL;
      gtk_label_set_text (GTK_LABEL (self->complaint), complaint != NULL ? complaint : "");
      gtk_widget_set_visible (self->complaint, !valid);
      if (valid)
        gtk_widget_remove_css_class (self->widget, "error");
      else
        gtk_widget_add_css_class (self->widget, "error");
    }

  if (SIMMER_IS_FILE_ROW (self->control))
    valid = simmer_file_row_get_valid (SIMMER_FILE_ROW (self->control));

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
  if (self->valid == valid)
    return;
  self->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

static GtkWidget *
make_combo (SimmerInputRow *self, JsonArray *choices)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GtkWidget *row = simmer_plain_row_new (ADW_TYPE_COMBO_ROW, self->title);

  for (guint i = 0; i < json_array_get_length (choices); i++)
    gtk_string_list_take (
      titles, simmer_input_dup_choice (self->input, json_array_get_element (choices, i)));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  g_signal_connect_object (
    row, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->control = row;

  return row;
}

static void
label_control (GtkWidget *control, const char *title)
{
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GtkWidget *
make_spin (SimmerInputRow *self, double minimum, double maximum)
{
  gboolean whole = is_type (self, "integer");
  double step = whole ? 1 : (maximum - minimum) / 20;
  gboolean stepped = get_limit (self, "multipleOf", &step);
  GtkWidget *row = simmer_plain_row_new (ADW_TYPE_ACTION_ROW, self->title);
  GtkWidget *spin;

  /* What is typed goes to the nearest step, counted from the lowest that may be. */
  if (stepped)
    minimum = ceil (minimum / step) * step;
  spin = gtk_spin_button_new_with_range (minimum, maximum, step);
  gtk_spin_button_set_snap_to_ticks (GTK_SPIN_BUTTON (spin), stepped);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), whole ? 0 : 2);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), .5);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  label_control (spin, self->title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->control = spin;

  return row;
}

static GtkWidget *
make_switch (SimmerInputRow *self)
{
  GtkWidget *row = simmer_plain_row_new (ADW_TYPE_ACTION_ROW, self->title);
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  label_control (toggle, self->title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_signal_connect_object (
    toggle, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->control = toggle;

  return row;
}

static GtkWidget *
make_entry (SimmerInputRow *self)
{
  GtkWidget *row = simmer_plain_row_new (ADW_TYPE_ENTRY_ROW, self->title);
  GtkWidget *complaint = gtk_label_new (NULL);

  gtk_widget_add_css_class (complaint, "caption");
  gtk_widget_add_css_class (complaint, "error");
  gtk_widget_set_visible (complaint, FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), complaint);
  if (is_tree (self))
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_TERMINAL);
  else if (!is_type (self, "string"))
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row),
                                     is_type (self, "integer") ? GTK_INPUT_PURPOSE_DIGITS
                                                               : GTK_INPUT_PURPOSE_NUMBER);
  gtk_accessible_update_relation (
    GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, complaint, NULL, -1);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->control = row;
  self->complaint = complaint;

  return row;
}

static GtkWidget *
make_file (SimmerInputRow *self)
{
  GtkWidget *row = simmer_file_row_new (self->input, self->title);

  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->control = row;

  return row;
}

static GtkWidget *
make_widget (SimmerInputRow *self)
{
  JsonArray *choices = get_choices (self);
  double minimum = 0;
  double maximum = 0;
  gboolean bounded = get_limit (self, "minimum", &minimum) && get_limit (self, "maximum", &maximum);

  if (choices != NULL && json_array_get_length (choices) > 0)
    return make_combo (self, choices);
  if (is_type (self, "boolean"))
    return make_switch (self);
  if (is_type (self, "file"))
    return make_file (self);
  if (!is_type (self, "string") && !is_tree (self) && bounded &&
      maximum - minimum <= MAX_SPIN_RANGE)
    return make_spin (self, minimum, maximum);

  return make_entry (self);
}

static void
simmer_input_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SimmerInputRow *self = SIMMER_INPUT_ROW (object);

  switch (id)
    {
    case PROP_VALUE:
      g_value_take_boxed (value, simmer_input_row_dup_value (self));
      break;
    case PROP_VALID:
      g_value_set_boolean (value, self->valid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_input_row_finalize (GObject *object)
{
  SimmerInputRow *self = SIMMER_INPUT_ROW (object);

  g_clear_pointer (&self->input, json_object_unref);
  g_clear_object (&self->widget);
  g_free (self->name);
  g_free (self->title);

  G_OBJECT_CLASS (simmer_input_row_parent_class)->finalize (object);
}

static void
simmer_input_row_class_init (SimmerInputRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_input_row_get_property;
  object_class->finalize = simmer_input_row_finalize;

  /**
   * SimmerInputRow:value:
   *
   * What the person chose; %NULL where that is left to the service.
   */
  properties[PROP_VALUE] = g_param_spec_boxed ("value", NULL, NULL, JSON_TYPE_NODE, flags);
  /**
   * SimmerInputRow:valid:
   *
   * Whether the value fits the input.
   */
  properties[PROP_VALID] = g_param_spec_boolean ("valid", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
simmer_input_row_init (SimmerInputRow *self)
{
  self->relevant = TRUE;
  self->valid = TRUE;
}

/**
 * simmer_input_row_new:
 * @input: what the profile says of it
 *
 * Returns: (transfer full): the input with its default value
 */
SimmerInputRow *
simmer_input_row_new (JsonObject *input)
{
  SimmerInputRow *self = g_object_new (SIMMER_TYPE_INPUT_ROW, NULL);
  JsonNode *fallback = json_object_get_member (input, "default");

  self->input = json_object_ref (input);
  self->name = g_strdup (json_object_get_string_member_with_default (input, "name", ""));
  self->title = simmer_input_dup_title (self->name, input);
  self->widget = g_object_ref_sink (make_widget (self));
  if (fallback != NULL)
    simmer_input_row_set_value (self, fallback);
  if (self->complaint != NULL || SIMMER_IS_FILE_ROW (self->control))
    changed_cb (self);

  return self;
}

const char *
simmer_input_row_get_name (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), NULL);

  return self->name;
}

const char *
simmer_input_row_get_title (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), NULL);

  return self->title;
}

/**
 * simmer_input_row_get_widget:
 * @self: an input
 *
 * Returns: (transfer none): the row, for a list
 */
GtkWidget *
simmer_input_row_get_widget (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), NULL);

  return self->widget;
}

/**
 * simmer_input_row_is_advanced:
 * @self: an input
 *
 * Returns: whether it is folded away at first
 */
gboolean
simmer_input_row_is_advanced (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  return json_object_get_boolean_member_with_default (self->input, "advanced", FALSE);
}

/**
 * simmer_input_row_is_lasting:
 * @self: an input
 *
 * Returns: whether what is chosen for one task is likely to be chosen for the next; a file is not
 */
gboolean
simmer_input_row_is_lasting (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  return !SIMMER_IS_FILE_ROW (self->control);
}

static JsonNode *
dup_typed_value (SimmerInputRow *self)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->control))));
  JsonNode *node;

  if (*text == '\0' || !self->valid)
    return NULL;
  if (is_tree (self))
    return dup_tree (self, text);

  node = json_node_new (JSON_NODE_VALUE);
  if (is_type (self, "integer"))
    json_node_set_int (node, g_ascii_strtoll (text, NULL, 10));
  else if (is_type (self, "number"))
    json_node_set_double (node, g_strtod (text, NULL));
  else
    json_node_set_string (node, text);

  return node;
}

/**
 * simmer_input_row_dup_value:
 * @self: an input
 *
 * Returns: (transfer full) (nullable): what the person chose; %NULL where that is left to the
 *   service
 */
JsonNode *
simmer_input_row_dup_value (SimmerInputRow *self)
{
  JsonArray *choices;
  JsonNode *node;

  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), NULL);

  choices = get_choices (self);
  if (ADW_IS_COMBO_ROW (self->control))
    {
      guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->control));

      return selected < json_array_get_length (choices)
               ? json_node_copy (json_array_get_element (choices, selected))
               : NULL;
    }
  if (ADW_IS_ENTRY_ROW (self->control))
    return dup_typed_value (self);
  if (SIMMER_IS_FILE_ROW (self->control))
    return simmer_file_row_dup_value (SIMMER_FILE_ROW (self->control));

  node = json_node_new (JSON_NODE_VALUE);
  if (GTK_IS_SWITCH (self->control))
    json_node_set_boolean (node, gtk_switch_get_active (GTK_SWITCH (self->control)));
  else if (is_type (self, "integer"))
    json_node_set_int (node, gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->control)));
  else
    json_node_set_double (node, gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control)));

  return node;
}

static gboolean
select_choice (SimmerInputRow *self, JsonNode *value)
{
  JsonArray *choices = get_choices (self);

  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      if (!json_node_equal (json_array_get_element (choices, i), value))
        continue;
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->control), i);
      return TRUE;
    }

  return FALSE;
}

/**
 * simmer_input_row_set_value:
 * @self: an input
 * @value: perhaps from another version of the profile
 *
 * Returns: whether the input can have that value; if not, it keeps the one it has
 */
gboolean
simmer_input_row_set_value (SimmerInputRow *self, JsonNode *value)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (is_tree (self) && ADW_IS_ENTRY_ROW (self->control) && !JSON_NODE_HOLDS_VALUE (value))
    {
      g_autofree char *text = simmer_json_to_string (value);

      gtk_editable_set_text (GTK_EDITABLE (self->control), text);
      return TRUE;
    }
  if (SIMMER_IS_FILE_ROW (self->control))
    return simmer_file_row_set_value (SIMMER_FILE_ROW (self->control), value);
  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  if (ADW_IS_COMBO_ROW (self->control))
    return select_choice (self, value);

  if (GTK_IS_SWITCH (self->control))
    {
      if (json_node_get_value_type (value) != G_TYPE_BOOLEAN)
        return FALSE;
      gtk_switch_set_active (GTK_SWITCH (self->control), json_node_get_boolean (value));
    }
  else if (GTK_IS_SPIN_BUTTON (self->control))
    {
      double number = json_node_get_double (value);
      double minimum;
      double maximum;

      gtk_spin_button_get_range (GTK_SPIN_BUTTON (self->control), &minimum, &maximum);
      if (json_node_get_value_type (value) == G_TYPE_STRING || number < minimum ||
          number > maximum || !simmer_input_takes_step (self->input, number))
        return FALSE;
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), number);
    }
  else
    {
      g_autofree char *text = simmer_input_dup_choice (NULL, value);

      gtk_editable_set_text (GTK_EDITABLE (self->control), text);
    }

  return TRUE;
}

/**
 * simmer_input_row_take_file:
 * @self: an input
 * @file: what a person dropped
 *
 * Returns: whether it is an input for files, and has none yet
 */
gboolean
simmer_input_row_take_file (SimmerInputRow *self, GFile *file)
{
  g_autoptr (JsonNode) value = NULL;

  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  if (!SIMMER_IS_FILE_ROW (self->control) || !self->relevant)
    return FALSE;
  value = simmer_input_row_dup_value (self);
  if (value != NULL)
    return FALSE;

  simmer_file_row_take (SIMMER_FILE_ROW (self->control), file);
  return TRUE;
}

/**
 * simmer_input_row_is_ranged:
 * @self: an input
 *
 * Returns: whether it is a whole number between two limits
 */
gboolean
simmer_input_row_is_ranged (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  return GTK_IS_SPIN_BUTTON (self->control) && is_type (self, "integer");
}

/**
 * simmer_input_row_takes:
 * @self: an input
 * @number: a number for it
 *
 * Returns: whether it is a whole number between two limits that may be @number
 */
gboolean
simmer_input_row_takes (SimmerInputRow *self, gint64 number)
{
  double low;
  double high;

  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  if (!simmer_input_row_is_ranged (self))
    return FALSE;

  gtk_spin_button_get_range (GTK_SPIN_BUTTON (self->control), &low, &high);
  return (double) number >= low && (double) number <= high &&
         simmer_input_takes_step (self->input, (double) number);
}

gboolean
simmer_input_row_get_valid (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  return self->valid || !self->relevant;
}

/**
 * simmer_input_row_set_relevant:
 * @self: an input
 * @relevant: whether it means anything beside the other inputs' values
 *
 * Hides what is not relevant.
 */
void
simmer_input_row_set_relevant (SimmerInputRow *self, gboolean relevant)
{
  g_return_if_fail (SIMMER_IS_INPUT_ROW (self));

  self->relevant = relevant;
  gtk_widget_set_visible (self->widget, relevant);
}

gboolean
simmer_input_row_is_relevant (SimmerInputRow *self)
{
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), FALSE);

  return self->relevant;
}

/**
 * simmer_input_row_allows:
 * @self: an input
 * @other: another
 *
 * Returns: whether @other means anything at the value that @self has
 */
gboolean
simmer_input_row_allows (SimmerInputRow *self, SimmerInputRow *other)
{
  JsonNode *when;
  JsonNode *wanted = NULL;
  g_autoptr (JsonNode) value = NULL;

  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (self), TRUE);
  g_return_val_if_fail (SIMMER_IS_INPUT_ROW (other), TRUE);

  when = json_object_get_member (other->input, "when");
  if (when != NULL && JSON_NODE_HOLDS_OBJECT (when))
    wanted = json_object_get_member (json_node_get_object (when), self->name);
  if (wanted == NULL)
    return TRUE;

  value = simmer_input_row_dup_value (self);
  return value != NULL && json_node_equal (value, wanted);
}
