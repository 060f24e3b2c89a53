/* What the person chose, where the schema is installed. */

#include "config.h"

#include "simmer-settings.h"

/**
 * simmer_settings_new:
 *
 * GSettings aborts where a schema is missing, as it is in a program that was built but not
 * installed.
 *
 * Returns: (transfer full) (nullable): Simmer's settings; %NULL where nothing can be remembered
 */
GSettings *
simmer_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SIMMER_APP_ID, TRUE);

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/**
 * simmer_settings_keep_size:
 * @settings: (nullable): where to
 * @window: the main window
 *
 * Remembers how large it is.
 */
void
simmer_settings_keep_size (GSettings *settings, GtkWindow *window)
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
 * simmer_settings_restore_size:
 * @settings: (nullable): where from
 * @window: the main window, not yet presented
 *
 * Makes it as large as it was.
 */
void
simmer_settings_restore_size (GSettings *settings, GtkWindow *window)
{
  if (settings == NULL)
    return;
  gtk_window_set_default_size (window,
                               g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (window);
}
