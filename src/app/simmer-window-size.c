/* How large the window was. */

#include "simmer-window-size.h"

/**
 * simmer_window_size_keep:
 * @settings: (nullable): where to
 * @window: the main window
 *
 * Remembers how large it is.
 */
void
simmer_window_size_keep (GSettings *settings, GtkWindow *window)
{
  int width;
  int height;

  if (settings == NULL)
    return;
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (settings, "window-width", MAX (width, 360));
  g_settings_set_int (settings, "window-height", MAX (height, 294));
  g_settings_set_boolean (settings, "window-maximized", gtk_window_is_maximized (window));
}

/**
 * simmer_window_size_restore:
 * @settings: (nullable): where from
 * @window: the main window, not yet presented
 *
 * Makes it as large as it was.
 */
void
simmer_window_size_restore (GSettings *settings, GtkWindow *window)
{
  if (settings == NULL)
    return;
  gtk_window_set_default_size (window,
                               g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (window);
}
