/* What all forms have: whether they can be submitted, and a way to ask for it. */

#include "simmer-form.h"

typedef struct
{
  gboolean valid;
} SimmerFormPrivate;

enum
{
  PROP_VALID = 1,
  N_PROPS
};

enum
{
  SIGNAL_SUBMIT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SimmerForm, simmer_form, GTK_TYPE_BOX)

static void
simmer_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VALID:
      g_value_set_boolean (value, simmer_form_get_valid (SIMMER_FORM (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_form_class_init (SimmerFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_form_get_property;

  /**
   * SimmerForm:valid:
   *
   * Whether it can be submitted.
   */
  properties[PROP_VALID] =
    g_param_spec_boolean ("valid",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SimmerForm::submit:
   *
   * The person orders from within that it be submitted.
   */
  signals[SIGNAL_SUBMIT] = g_signal_new (
    "submit", SIMMER_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_form_init (SimmerForm *self)
{
}

/**
 * simmer_form_get_valid:
 * @self: a form
 *
 * Returns: whether it can be submitted
 */
gboolean
simmer_form_get_valid (SimmerForm *self)
{
  SimmerFormPrivate *priv = simmer_form_get_instance_private (self);

  g_return_val_if_fail (SIMMER_IS_FORM (self), FALSE);

  return priv->valid;
}

/**
 * simmer_form_set_valid:
 * @self: a form
 * @valid: whether it can be submitted
 *
 * For the form itself.
 */
void
simmer_form_set_valid (SimmerForm *self, gboolean valid)
{
  SimmerFormPrivate *priv = simmer_form_get_instance_private (self);

  g_return_if_fail (SIMMER_IS_FORM (self));

  if (priv->valid == valid)
    return;

  priv->valid = valid;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALID]);
}

/**
 * simmer_form_submit:
 * @self: a form
 *
 * Asks whoever listens to submit it, if it can be.
 */
void
simmer_form_submit (SimmerForm *self)
{
  g_return_if_fail (SIMMER_IS_FORM (self));

  if (simmer_form_get_valid (self))
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0);
}
