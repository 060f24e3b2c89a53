#define G_LOG_DOMAIN "Simmer-Application"

#include "config.h"

#include "simmer-application.h"

#include "simmer-resources.h"
#include "simmer-window.h"

struct _SimmerApplication
{
  AdwApplication parent_instance;

  GtkWindow *window;
};

G_DEFINE_FINAL_TYPE (SimmerApplication, simmer_application, ADW_TYPE_APPLICATION)

static void
simmer_application_startup (GApplication *application)
{
  simmer_register_resource ();
  G_APPLICATION_CLASS (simmer_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (SIMMER_APP_ID);
}

static void
simmer_application_activate (GApplication *application)
{
  SimmerApplication *self = SIMMER_APPLICATION (application);

  if (self->window == NULL)
    {
      self->window = GTK_WINDOW (simmer_window_new (GTK_APPLICATION (self), NULL));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    }
  gtk_window_present (self->window);
}

static void
simmer_application_dispose (GObject *object)
{
  SimmerApplication *self = SIMMER_APPLICATION (object);

  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (simmer_application_parent_class)->dispose (object);
}

static void
simmer_application_class_init (SimmerApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = simmer_application_dispose;

  application_class->startup = simmer_application_startup;
  application_class->activate = simmer_application_activate;
}

static void
simmer_application_init (SimmerApplication *self)
{
}

/**
 * simmer_application_new:
 *
 * Returns: (transfer full): the application, not yet registered
 */
SimmerApplication *
simmer_application_new (void)
{
  return g_object_new (SIMMER_TYPE_APPLICATION,
                       "application-id",
                       SIMMER_APP_ID,
                       "resource-base-path",
                       "/io/github/simmer_app/Simmer",
                       NULL);
}
