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
 * simmer_settings_apply:
 * @settings: (nullable): what was chosen
 * @listen: whether it is worth while to listen to services at all
 * @manager: is told of it
 *
 * Tells how often tasks are to be asked for. To be called at start, and after each change.
 */
void
simmer_settings_apply (GSettings *settings, gboolean listen, SimmerTaskManager *manager)
{
  gint64 minimum;
  gint64 maximum;

  if (settings == NULL)
    {
      simmer_task_manager_set_live (manager, listen);
      return;
    }

  simmer_task_manager_set_live (manager,
                                listen && g_settings_get_boolean (settings, "live-updates"));
  minimum = (gint64) g_settings_get_uint (settings, "poll-minimum") * G_USEC_PER_SEC;
  maximum = (gint64) g_settings_get_uint (settings, "poll-maximum") * G_USEC_PER_SEC;
  simmer_task_manager_set_wishes (
    manager,
    (SimmerEagerness) g_settings_get_enum (settings, "poll-eagerness"),
    minimum,
    maximum > 0 ? MAX (minimum, maximum) : 0);
}
