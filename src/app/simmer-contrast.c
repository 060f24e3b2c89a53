#include "config.h"

#include "simmer-contrast.h"

#include <adwaita.h>

/* Above the application's own style sheet. */
#define PRIORITY (GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1)

static void
high_contrast_cb (AdwStyleManager *manager, GParamSpec *pspec, GtkCssProvider *css)
{
  GdkDisplay *display = adw_style_manager_get_display (manager);
  GtkStyleProvider *provider = GTK_STYLE_PROVIDER (css);

  gtk_style_context_remove_provider_for_display (display, provider);
  if (!adw_style_manager_get_high_contrast (manager))
    return;
  gtk_css_provider_load_from_resource (css, "/io/github/simmer_app/Simmer/high-contrast.css");
  gtk_style_context_add_provider_for_display (display, provider, PRIORITY);
}

/**
 * simmer_contrast_follow:
 * @display: a display
 *
 * Lets high-contrast.css apply to all windows there for as long as the desktop wants high contrast.
 * libadwaita loads a style-hc.css by itself, but its newest versions advise against that, and what
 * they have instead is unknown to the older ones.
 */
void
simmer_contrast_follow (GdkDisplay *display)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (display);
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  g_signal_connect_object (
    manager, "notify::high-contrast", G_CALLBACK (high_contrast_cb), provider, 0);
  g_object_set_data_full (
    G_OBJECT (manager), "simmer-contrast", g_object_ref (provider), g_object_unref);
  if (adw_style_manager_get_high_contrast (manager))
    high_contrast_cb (manager, NULL, provider);
}
