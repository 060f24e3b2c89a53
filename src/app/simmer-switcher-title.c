/* A view switcher that gives way to a title. */

#include "simmer-switcher-title.h"

struct _SimmerSwitcherTitle
{
  GtkWidget parent_instance;

  GtkWidget *switcher;
  GtkWidget *words;
  gboolean narrow;
  guint told;
};

enum
{
  PROP_STACK = 1,
  PROP_TITLE,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerSwitcherTitle, simmer_switcher_title, GTK_TYPE_WIDGET)

static void
simmer_switcher_title_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline)
{
  SimmerSwitcherTitle *self = SIMMER_SWITCHER_TITLE (widget);
  int words_minimum;
  int words_natural;

  gtk_widget_measure (self->switcher, orientation, -1, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->words, orientation, -1, &words_minimum, &words_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = words_minimum;
  else
    *minimum = MAX (*minimum, words_minimum);
  *natural = MAX (*natural, words_natural);
}

static gboolean
tell_cb (gpointer user_data)
{
  SimmerSwitcherTitle *self = user_data;

  self->told = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

/* Others change their layout by "narrow": they are told after this one is settled. */
static void
simmer_switcher_title_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SimmerSwitcherTitle *self = SIMMER_SWITCHER_TITLE (widget);
  int wanted;
  gboolean narrow;

  /* Newer switchers shrink by cutting their words short: the natural width shows them whole. */
  gtk_widget_measure (self->switcher, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wanted, NULL, NULL);
  narrow = width < wanted;
  gtk_widget_set_child_visible (self->switcher, !narrow);
  gtk_widget_set_child_visible (self->words, narrow);
  gtk_widget_allocate (narrow ? self->words : self->switcher, width, height, baseline, NULL);

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  if (self->told == 0)
    self->told = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
}

static void
simmer_switcher_title_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SimmerSwitcherTitle *self = SIMMER_SWITCHER_TITLE (object);

  switch (id)
    {
    case PROP_STACK:
      g_value_set_object (value, adw_view_switcher_get_stack (ADW_VIEW_SWITCHER (self->switcher)));
      break;
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (ADW_WINDOW_TITLE (self->words)));
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_switcher_title_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  SimmerSwitcherTitle *self = SIMMER_SWITCHER_TITLE (object);

  switch (id)
    {
    case PROP_STACK:
      adw_view_switcher_set_stack (ADW_VIEW_SWITCHER (self->switcher), g_value_get_object (value));
      break;
    case PROP_TITLE:
      adw_window_title_set_title (ADW_WINDOW_TITLE (self->words), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_switcher_title_dispose (GObject *object)
{
  SimmerSwitcherTitle *self = SIMMER_SWITCHER_TITLE (object);

  g_clear_handle_id (&self->told, g_source_remove);
  g_clear_pointer (&self->switcher, gtk_widget_unparent);
  g_clear_pointer (&self->words, gtk_widget_unparent);

  G_OBJECT_CLASS (simmer_switcher_title_parent_class)->dispose (object);
}

static void
simmer_switcher_title_class_init (SimmerSwitcherTitleClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = simmer_switcher_title_get_property;
  object_class->set_property = simmer_switcher_title_set_property;
  object_class->dispose = simmer_switcher_title_dispose;

  widget_class->measure = simmer_switcher_title_measure;
  widget_class->size_allocate = simmer_switcher_title_size_allocate;

  properties[PROP_STACK] =
    g_param_spec_object ("stack", NULL, NULL, ADW_TYPE_VIEW_STACK, G_PARAM_READWRITE | flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | flags);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
simmer_switcher_title_init (SimmerSwitcherTitle *self)
{
  self->switcher =
    g_object_new (ADW_TYPE_VIEW_SWITCHER, "policy", ADW_VIEW_SWITCHER_POLICY_WIDE, NULL);
  self->words = adw_window_title_new ("", "");
  gtk_widget_set_parent (self->switcher, GTK_WIDGET (self));
  gtk_widget_set_parent (self->words, GTK_WIDGET (self));
}

/**
 * simmer_switcher_title_get_narrow:
 * @self: a title
 *
 * Returns: whether there is no room for the switcher
 */
gboolean
simmer_switcher_title_get_narrow (SimmerSwitcherTitle *self)
{
  g_return_val_if_fail (SIMMER_IS_SWITCHER_TITLE (self), FALSE);

  return self->narrow;
}
