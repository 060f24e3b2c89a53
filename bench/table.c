/* What a measurement prints: one table, or the same as JSON. */

#include "table.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdlib.h>

static gboolean as_json;
static gboolean check;
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

/* Ends the program. */
void
table_refuse (const char *why)
{
  g_printerr ("%s: %s\n", g_get_prgname (), why);
  exit (2);
}

/* @more: (nullable): what else the program is to be told. Ends it if it is told nonsense. */
void
table_init (int *argc, char ***argv, const GOptionEntry *more)
{
  static const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print JSON", NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, "Fail if a goal is missed", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_CTYPE, "");
  if (more != NULL)
    g_option_context_add_main_entries (context, more, NULL);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    table_refuse (error->message);
  if (*argc > 1)
    table_refuse ("it takes no more than its options");
}

void
table_begin (void)
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

/* Returns: the exit status of the program */
int
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

  return check && missed ? 1 : 0;
}
