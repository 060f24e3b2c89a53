#include "config.h"

#include "simmer-status-badge.h"

#include <glib/gi18n.h>

#include "simmer-words.h"

struct _SimmerStatusBadge
{
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkWidget *label;

  gboolean set;
  SimmerTaskStatus status;
  SimmerIntent intent;
};

enum
{
  PROP_0,
  PROP_STATUS,
  PROP_INTENT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerStatusBadge, simmer_status_badge, GTK_TYPE_WIDGET)

static const char *
word_for (SimmerTaskStatus status, SimmerIntent intent)
{
  switch (intent)
    {
    case SIMMER_INTENT_SUBMITTING:
      return _ ("Submitting…");
    case SIMMER_INTENT_UNSURE:
      /* Translators: it is not known whether the service received this task */
      return _ ("Unsure");
    case SIMMER_INTENT_CANCELLING:
      return _ ("Cancelling…");
    case SIMMER_INTENT_RETRYING:
      return _ ("Retrying…");
    case SIMMER_INTENT_NONE:
    default:
      return simmer_words_for_status (status);
    }
}

/* While an order is on its way for the first time there is no status yet, but something to wait
 * for. How often it turns stands in style.css: an order that is held up for long keeps no frame
 * busy. */
static void
show_icon (SimmerStatusBadge *self)
{
  gboolean submitting = self->intent == SIMMER_INTENT_SUBMITTING;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                submitting ? "process-working-symbolic"
                                           : simmer_status_icon (self->status));
  if (submitting)
    gtk_widget_add_css_class (self->icon, "turning");
  else
    gtk_widget_remove_css_class (self->icon, "turning");
}

static void
simmer_status_badge_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerStatusBadge *self = SIMMER_STATUS_BADGE (object);

  switch (prop_id)
    {
    case PROP_STATUS:
      g_value_set_enum (value, self->status);
      break;
    case PROP_INTENT:
      g_value_set_enum (value, self->intent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_status_badge_dispose (GObject *object)
{
  SimmerStatusBadge *self = SIMMER_STATUS_BADGE (object);

  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (simmer_status_badge_parent_class)->dispose (object);
}

static void
simmer_status_badge_class_init (SimmerStatusBadgeClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = simmer_status_badge_get_property;
  object_class->dispose = simmer_status_badge_dispose;

  props[PROP_STATUS] = g_param_spec_enum (
    "status", NULL, NULL, SIMMER_TYPE_TASK_STATUS, SIMMER_TASK_STATUS_PENDING, flags);
  props[PROP_INTENT] =
    g_param_spec_enum ("intent", NULL, NULL, SIMMER_TYPE_INTENT, SIMMER_INTENT_NONE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "badge");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
simmer_status_badge_init (SimmerStatusBadge *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "badge");

  self->icon = g_object_new (
    GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "pixel-size", 16, NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
simmer_status_badge_new (void)
{
  return g_object_new (SIMMER_TYPE_STATUS_BADGE, NULL);
}

/**
 * simmer_status_badge_set:
 * @self: a badge
 * @status: what the service said
 * @intent: what is ordered and not yet confirmed; its word goes before the status's
 *
 * Does nothing if both are what is shown.
 */
void
simmer_status_badge_set (SimmerStatusBadge *self, SimmerTaskStatus status, SimmerIntent intent)
{
  gboolean status_differs = !self->set || self->status != status;
  gboolean intent_differs = !self->set || self->intent != intent;

  if (!status_differs && !intent_differs)
    return;

  self->set = TRUE;
  self->status = status;
  self->intent = intent;
  show_icon (self);
  if (status_differs)
    simmer_status_set_css_class (GTK_WIDGET (self), status);
  gtk_label_set_text (GTK_LABEL (self->label), word_for (status, intent));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, word_for (status, intent), -1);
  if (status_differs)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS]);
  if (intent_differs)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INTENT]);
}

/**
 * simmer_status_badge_get_word:
 * @self: a badge
 *
 * Returns: (transfer none): what it says
 */
const char *
simmer_status_badge_get_word (SimmerStatusBadge *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}

/**
 * simmer_status_icon:
 * @status: a status
 *
 * Returns: its icon's name
 */
const char *
simmer_status_icon (SimmerTaskStatus status)
{
  switch (status)
    {
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      return "simmer-running-symbolic";
    case SIMMER_TASK_STATUS_COMPLETED:
      return "simmer-done-symbolic";
    case SIMMER_TASK_STATUS_FAILED:
      return "simmer-failed-symbolic";
    case SIMMER_TASK_STATUS_CANCELLED:
      return "simmer-cancelled-symbolic";
    case SIMMER_TASK_STATUS_PENDING:
    default:
      return "simmer-waiting-symbolic";
    }
}

static const char *
get_css_class (SimmerTaskStatus status)
{
  switch (status)
    {
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      return "running";
    case SIMMER_TASK_STATUS_COMPLETED:
      return "done";
    case SIMMER_TASK_STATUS_FAILED:
      return "failed";
    case SIMMER_TASK_STATUS_CANCELLED:
      return "cancelled";
    case SIMMER_TASK_STATUS_PENDING:
    default:
      return "waiting";
    }
}

/**
 * simmer_status_set_css_class:
 * @widget: a widget
 * @status: what it shows
 *
 * Gives it the class of @status and takes those of the others.
 */
void
simmer_status_set_css_class (GtkWidget *widget, SimmerTaskStatus status)
{
  for (guint i = 0; i < SIMMER_N_TASK_STATUSES; i++)
    if (i != status)
      gtk_widget_remove_css_class (widget, get_css_class (i));
  gtk_widget_add_css_class (widget, get_css_class (status));
}

/**
 * simmer_kind_icon:
 * @kind: (nullable): what a task makes: "image", "video", "audio", "text", or a service's own word
 *
 * Returns: its icon's name
 */
const char *
simmer_kind_icon (const char *kind)
{
  static const struct
  {
    const char *prefix;
    const char *icon;
  } kinds[] = {
    { "image", "simmer-image-symbolic" },           { "picture", "simmer-image-symbolic" },
    { "video", "simmer-video-symbolic" },           { "audio", "simmer-sound-symbolic" },
    { "sound", "simmer-sound-symbolic" },           { "music", "simmer-sound-symbolic" },
    { "speech", "simmer-sound-symbolic" },          { "text", "simmer-text-symbolic" },
    { "application/json", "simmer-text-symbolic" },
  };

  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (kind, kinds[i].prefix))
      return kinds[i].icon;

  return "simmer-file-symbolic";
}
