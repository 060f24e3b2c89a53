/* A length of time to choose. */

#include "simmer-time-row.h"

#include <glib/gi18n.h>

#include "simmer-compat.h"

struct _SimmerTimeRow
{
  AdwActionRow parent_instance;

  GtkSpinButton *spin;
  char *unset;      /* (owned) (nullable): what 0 is called */
  gboolean minutes; /* rather than seconds */
};

enum
{
  PROP_0,
  PROP_ADJUSTMENT,
  PROP_UNSET,
  PROP_MINUTES,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerTimeRow, simmer_time_row, ADW_TYPE_ACTION_ROW)

static gint64
get_unit (SimmerTimeRow *self)
{
  return self->minutes ? 60 * (gint64) G_USEC_PER_SEC : (gint64) G_USEC_PER_SEC;
}

static gboolean
output_cb (GtkSpinButton *spin, SimmerTimeRow *self)
{
  int value = gtk_spin_button_get_value_as_int (spin);
  g_autofree char *text = NULL;

  if (value == 0)
    text = g_strdup (self->unset != NULL ? self->unset : "0");
  else if (self->minutes)
    text = g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) value), value);
  else
    text = g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) value), value);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);

  return TRUE;
}

static int
input_cb (GtkSpinButton *spin, double *value, SimmerTimeRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  char *end;

  *value = (double) g_ascii_strtoll (text, &end, 10);
  if (end == text)
    *value = 0;

  return TRUE;
}

static void
simmer_time_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerTimeRow *self = SIMMER_TIME_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      g_value_set_object (value, simmer_time_row_get_adjustment (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_time_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  SimmerTimeRow *self = SIMMER_TIME_ROW (object);

  switch (prop_id)
    {
    case PROP_ADJUSTMENT:
      gtk_spin_button_set_adjustment (self->spin, g_value_get_object (value));
      break;
    case PROP_UNSET:
      self->unset = g_value_dup_string (value);
      break;
    case PROP_MINUTES:
      self->minutes = g_value_get_boolean (value);
      break;
    case PROP_LABEL:
      if (g_value_get_string (value) != NULL)
        simmer_compat_name (GTK_WIDGET (self->spin), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_time_row_constructed (GObject *object)
{
  SimmerTimeRow *self = SIMMER_TIME_ROW (object);

  G_OBJECT_CLASS (simmer_time_row_parent_class)->constructed (object);

  gtk_spin_button_update (self->spin);
}

static void
simmer_time_row_finalize (GObject *object)
{
  g_free (SIMMER_TIME_ROW (object)->unset);

  G_OBJECT_CLASS (simmer_time_row_parent_class)->finalize (object);
}

static void
simmer_time_row_class_init (SimmerTimeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = simmer_time_row_get_property;
  object_class->set_property = simmer_time_row_set_property;
  object_class->constructed = simmer_time_row_constructed;
  object_class->finalize = simmer_time_row_finalize;

  props[PROP_ADJUSTMENT] =
    g_param_spec_object ("adjustment", NULL, NULL, GTK_TYPE_ADJUSTMENT, flags | G_PARAM_READABLE);
  props[PROP_UNSET] = g_param_spec_string ("unset", NULL, NULL, NULL, flags);
  props[PROP_MINUTES] = g_param_spec_boolean ("minutes", NULL, NULL, FALSE, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
simmer_time_row_init (SimmerTimeRow *self)
{
  self->spin = GTK_SPIN_BUTTON (gtk_spin_button_new (NULL, 1, 0));
  gtk_widget_set_valign (GTK_WIDGET (self->spin), GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->spin), 10);
  g_signal_connect (self->spin, "output", G_CALLBACK (output_cb), self);
  g_signal_connect (self->spin, "input", G_CALLBACK (input_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->spin));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->spin));
}

/**
 * simmer_time_row_get_adjustment:
 * @self: a row
 *
 * Returns: (transfer none): its number of seconds or minutes
 */
GtkAdjustment *
simmer_time_row_get_adjustment (SimmerTimeRow *self)
{
  g_return_val_if_fail (SIMMER_IS_TIME_ROW (self), NULL);

  return gtk_spin_button_get_adjustment (self->spin);
}

/* Never shorter than it is. */
static double
to_units (SimmerTimeRow *self, gint64 time)
{
  return (double) ((time + get_unit (self) - 1) / get_unit (self));
}

/**
 * simmer_time_row_get_time:
 * @self: a row
 * @before: what it was set to
 *
 * Returns: the chosen time, µs; @before where that was not changed, however exact it is
 */
gint64
simmer_time_row_get_time (SimmerTimeRow *self, gint64 before)
{
  double value = gtk_spin_button_get_value (self->spin);

  g_return_val_if_fail (SIMMER_IS_TIME_ROW (self), before);

  return value == to_units (self, before) ? before : (gint64) value * get_unit (self);
}

/**
 * simmer_time_row_set_time:
 * @self: a row
 * @time: a time, µs
 */
void
simmer_time_row_set_time (SimmerTimeRow *self, gint64 time)
{
  g_return_if_fail (SIMMER_IS_TIME_ROW (self));

  gtk_spin_button_set_value (self->spin, to_units (self, time));
}

static void
least_changed_cb (GtkAdjustment *least, GtkAdjustment *most)
{
  double value = gtk_adjustment_get_value (least);

  if (gtk_adjustment_get_value (most) > 0 && gtk_adjustment_get_value (most) < value)
    gtk_adjustment_set_value (most, value);
}

static void
most_changed_cb (GtkAdjustment *most, GtkAdjustment *least)
{
  double value = gtk_adjustment_get_value (most);

  if (value > 0 && gtk_adjustment_get_value (least) > value)
    gtk_adjustment_set_value (least, value);
}

/**
 * simmer_time_row_join_limits:
 * @least: the lower limit of something
 * @most: its upper limit; 0 is none
 *
 * From now on each gives way to the other, whichever the person moves.
 */
void
simmer_time_row_join_limits (SimmerTimeRow *least, SimmerTimeRow *most)
{
  GtkAdjustment *lower = simmer_time_row_get_adjustment (least);
  GtkAdjustment *upper = simmer_time_row_get_adjustment (most);

  g_signal_connect_object (lower, "value-changed", G_CALLBACK (least_changed_cb), upper, 0);
  g_signal_connect_object (upper, "value-changed", G_CALLBACK (most_changed_cb), lower, 0);
}
