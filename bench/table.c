/* What a measurement prints: one table, or the same as JSON. */

#include "table.h"

#include <json-glib/json-glib.h>

static JsonBuilder *builder; /* (owned) (nullable): NULL if for people */
static gboolean missed;
static gboolean in_policies;

static void
add_double (const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_string (const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
table_begin (gboolean as_json)
{
  missed = FALSE;
  in_policies = FALSE;
  if (as_json)
    {
      builder = json_builder_new ();
      json_builder_begin_array (builder);
    }
  else
    g_print ("  %-42s %-30s   %7s  %9s\n", "what", "figure", "goal", "measured");
}

/* A figure that must not exceed its goal. */
void
table_add (const char *what, const char *figure, double goal, double measured)
{
  gboolean ok = measured <= goal;

  missed = missed || !ok;
  if (builder == NULL)
    {
      g_print (
        "  %-42s %-30s ≤ %7.2f  %9.2f  %s\n", what, figure, goal, measured, ok ? "ok" : "over");
      return;
    }

  json_builder_begin_object (builder);
  add_string ("what", what);
  add_string ("figure", figure);
  add_double ("goal", goal);
  add_double ("measured", measured);
  json_builder_set_member_name (builder, "ok");
  json_builder_add_boolean_value (builder, ok);
  json_builder_end_object (builder);
}

/* A figure without a goal, for comparison. */
void
table_add_note (const char *what, const char *figure, double measured)
{
  if (builder == NULL)
    {
      g_print ("  %-42s %-30s   %7s  %9.2f\n", what, figure, "", measured);
      return;
    }

  json_builder_begin_object (builder);
  add_string ("what", what);
  add_string ("figure", figure);
  add_double ("measured", measured);
  json_builder_end_object (builder);
}

void
table_add_policy (const char *what, const char *policy, double requests, double lag, double p95)
{
  if (builder == NULL)
    {
      if (!in_policies)
        g_print ("\n  %-42s %-22s %8s  %9s  %9s\n", "policy", "", "requests", "mean lag", "95 %");
      in_policies = TRUE;
      g_print ("  %-42s %-22s %8.2f  %7.2f s  %7.2f s\n", what, policy, requests, lag, p95);
      return;
    }

  json_builder_begin_object (builder);
  add_string ("what", what);
  add_string ("policy", policy);
  add_double ("requests", requests);
  add_double ("lag", lag);
  add_double ("p95", p95);
  json_builder_end_object (builder);
}

/* Returns: whether all goals are met */
gboolean
table_end (void)
{
  if (builder != NULL)
    {
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *text = NULL;

      json_builder_end_array (builder);
      root = json_builder_get_root (builder);
      text = json_to_string (root, TRUE);
      g_print ("%s\n", text);
      g_clear_object (&builder);
    }

  return !missed;
}
