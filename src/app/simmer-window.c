#define G_LOG_DOMAIN "Simmer-Window"

#include "config.h"

#include "simmer-window.h"

struct _SimmerWindow
{
  AdwApplicationWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SimmerWindow, simmer_window, ADW_TYPE_APPLICATION_WINDOW)

static void
simmer_window_dispose (GObject *object)
{
  SimmerWindow *self = SIMMER_WINDOW (object);

  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_window_parent_class)->dispose (object);
}

static void
simmer_window_class_init (SimmerWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-window.ui");
}

static void
simmer_window_init (SimmerWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * simmer_window_new:
 * @application: the application
 * @manager: (nullable): what is shown
 *
 * Returns: (transfer none): the window, not yet presented
 */
GtkWidget *
simmer_window_new (GtkApplication *application, SimmerTaskManager *manager)
{
  SimmerWindow *self = g_object_new (SIMMER_TYPE_WINDOW, "application", application, NULL);

  g_set_object (&self->manager, manager);
  return GTK_WIDGET (self);
}
