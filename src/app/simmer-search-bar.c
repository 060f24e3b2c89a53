#include "config.h"

#include "simmer-search-bar.h"

struct _SimmerSearchBar
{
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkEditable *entry;
  GtkDropDown *filter;
};

enum
{
  PROP_0,
  PROP_OPEN,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerSearchBar, simmer_search_bar, ADW_TYPE_BIN)

static void
changed_cb (SimmerSearchBar *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The bar forgets the words when it closes, and this the filter. */
static void
mode_changed_cb (SimmerSearchBar *self)
{
  if (!gtk_search_bar_get_search_mode (self->bar))
    gtk_drop_down_set_selected (self->filter, SIMMER_SHOWN_ALL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPEN]);
}

static gboolean
simmer_search_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SIMMER_SEARCH_BAR (widget)->entry));
}

static void
simmer_search_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerSearchBar *self = SIMMER_SEARCH_BAR (object);

  switch (prop_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->bar));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_search_bar_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SimmerSearchBar *self = SIMMER_SEARCH_BAR (object);

  switch (prop_id)
    {
    case PROP_OPEN:
      /* mode_changed_cb tells */
      gtk_search_bar_set_search_mode (self->bar, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_search_bar_class_init (SimmerSearchBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = simmer_search_bar_get_property;
  object_class->set_property = simmer_search_bar_set_property;
  widget_class->grab_focus = simmer_search_bar_grab_focus;

  props[PROP_OPEN] =
    g_param_spec_boolean ("open",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CHANGED] = g_signal_new (
    "changed", SIMMER_TYPE_SEARCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerSearchBar, bar);
  gtk_widget_class_bind_template_child (widget_class, SimmerSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, SimmerSearchBar, filter);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed_cb);
}

static void
simmer_search_bar_init (SimmerSearchBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
}

GtkWidget *
simmer_search_bar_new (void)
{
  return g_object_new (SIMMER_TYPE_SEARCH_BAR, NULL);
}

const char *
simmer_search_bar_get_text (SimmerSearchBar *self)
{
  return gtk_editable_get_text (self->entry);
}

SimmerShown
simmer_search_bar_get_shown (SimmerSearchBar *self)
{
  return gtk_drop_down_get_selected (self->filter);
}
