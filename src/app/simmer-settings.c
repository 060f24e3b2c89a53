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
