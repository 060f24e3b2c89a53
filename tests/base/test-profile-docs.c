/* Every example in docs/profiles.md is what the language takes. */

#include "simmer-profile.h"

#include <string.h>

static char *
read_docs (void)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("SIMMER_SOURCE_DIR"), "docs", "profiles.md", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* A whole profile around an example of one of its parts. */
static char *
wrap (const char *kind, const char *example)
{
#define HEAD "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"}"

  if (g_str_equal (kind, "profile"))
    return g_strdup (example);
  if (g_str_equal (kind, "request"))
    return g_strdup_printf (HEAD ",\"submit\":%s}}", example);
  if (g_str_equal (kind, "answer"))
    return g_strdup_printf (HEAD "},\"answer\":%s}", example);

  return NULL;
}

static void
test_examples (void)
{
  g_autofree char *text = read_docs ();
  const char *at = text;
  guint n = 0;

  while ((at = strstr (at, "\n```json")) != NULL)
    {
      const char *line = at + strlen ("\n```json");
      const char *start = strchr (line, '\n') + 1;
      const char *end = strstr (start, "\n```");
      g_autofree char *info = g_strndup (line, (gsize) (start - 1 - line));
      g_autofree char *example = g_strndup (start, (gsize) (end - start));
      g_autofree char *profile = wrap (g_strstrip (info), example);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GPtrArray) faults = NULL;

      if (profile == NULL)
        g_error ("An example says that it is “%s”", info);
      bytes = g_bytes_new (profile, strlen (profile));
      faults = simmer_profile_find_faults (bytes);
      if (faults->len > 0)
        {
          SimmerFault *fault = g_ptr_array_index (faults, 0);

          g_error ("%s\n“%s” %s", example, fault->where, fault->reason);
        }
      n++;
      at = end + strlen ("\n```");
    }
  g_assert_cmpuint (n, >, 10);
}

/* Each construct of the language is in an example or has a word of its own. */
static void
test_constructs (void)
{
  static const char *const constructs[] = {
    "submit",      "status",     "statuses", "list",     "cancel",        "retry",
    "outcome",     "result",     "path",     "query",    "headers",       "body",
    "bodyType",    "success",    "answer",   "states",   "limit",         "most",
    "page",        "task",       "id",       "progress", "queue",         "eta",
    "message",     "error",      "title",    "kind",     "times",         "attempt",
    "results",     "withheld",   "warning",  "keep",     "items",         "expires",
    "pollAfter",   "http",       "whole",    "exists",   "equals",        "not",
    "in",          "matches",    "truthy",   "above",    "below",         "atLeast",
    "atMost",      "all",        "words",    "is",       "header",        "from",
    "match",       "sum",        "of",       "scale",    "base",          "unit",
    "url",         "as",         "type",     "unless",   "hosts",         "auth",
    "prefix",      "user",       "basic",    "required", "hint",          "interval",
    "rate",        "queueBase",  "stream",   "kinds",    "subscribe",     "heartbeat",
    "inputs",      "multipleOf", "when",     "next",     "documentation", "address",
    "description", "basicPairs",
  };
  g_autofree char *text = read_docs ();

  for (guint i = 0; i < G_N_ELEMENTS (constructs); i++)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", constructs[i]);
      g_autofree char *named = g_strdup_printf ("`%s`", constructs[i]);

      if (strstr (text, quoted) == NULL && strstr (text, named) == NULL)
        g_error ("docs/profiles.md does not speak of “%s”", constructs[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-docs/examples", test_examples);
  g_test_add_func ("/profile-docs/constructs", test_constructs);

  return g_test_run ();
}
