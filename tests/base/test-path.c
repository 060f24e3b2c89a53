/* JSONPath, with answers of every shape. */

#include "simmer-json.h"
#include "simmer-path-steps.h"

#include <string.h>

#define ANSWER                                                                                    \
  "{\"a\":{\"b-c\":1,\"b\":[{\"n\":\"x\"},{\"n\":\"y\"},null,[7,8]]},\"n\":\"z\",\"e\":[],\"o\":" \
  "null,\"ä\":2}"

static char *
look (const char *path, const char *answer)
{
  g_autoptr (SimmerPathSteps) steps = simmer_path_steps_new (path);
  g_autoptr (GBytes) bytes = g_bytes_new (answer, strlen (answer));
  g_autoptr (JsonNode) root = simmer_json_parse (bytes, NULL);
  g_autoptr (JsonArray) found = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_nonnull (root);
  if (steps == NULL)
    return g_strdup ("no path");
  found = simmer_path_steps_find (steps, root);
  if (found == NULL)
    return g_strdup ("nothing");
  node = json_node_init_array (json_node_alloc (), found);

  return simmer_json_to_string (node);
}

static void
test_paths (void)
{
  static const struct
  {
    const char *path;
    const char *found;
  } cases[] = {
    { "$.n", "[\"z\"]" },
    { "$.a.b-c", "[1]" },
    { "$['a']['b-c']", "[1]" },
    { "$[\"a\"].b[0].n", "[\"x\"]" },
    { "$.ä", "[2]" },
    { "$.a.b[*].n", "[\"x\",\"y\"]" },
    { "$.a.b[1]", "[{\"n\":\"y\"}]" },
    { "$.a.b[-1]", "[[7,8]]" },
    { "$.a.b[-1][*]", "[7,8]" },
    { "$.a.b[-1][-2]", "[7]" },
    { "$..n", "[\"z\",\"x\",\"y\"]" },
    { "$..[1]", "[{\"n\":\"y\"},8]" },
    { "$.a.b[3].*", "[7,8]" },
    { "$.*.b-c", "[1]" },

    /* What is not there, or is something else. */
    { "$.x", "nothing" },
    { "$.o", "nothing" },
    { "$.o.x", "nothing" },
    { "$.n.x", "nothing" },
    { "$.n[0]", "nothing" },
    { "$.n[*]", "nothing" },
    { "$.a[0]", "nothing" },
    { "$.a.b.n", "nothing" },
    { "$.a.b[2]", "nothing" },
    { "$.a.b[4]", "nothing" },
    { "$.a.b[-5]", "nothing" },
    { "$.a.b[99999999999999999999]", "nothing" },
    { "$.e[0]", "nothing" },
    { "$.e[-1]", "nothing" },
    { "$.e[*]", "nothing" },

    { "", "no path" },
    { "a", "no path" },
    { "$a", "no path" },
    { "$.", "no path" },
    { "$..", "no path" },
    { "$...a", "no path" },
    { "$.a b", "no path" },
    { "$[", "no path" },
    { "$[]", "no path" },
    { "$[1", "no path" },
    { "$[-]", "no path" },
    { "$['a", "no path" },
    { "$['a'", "no path" },
    { "$[a]", "no path" },
    { "$[0:1]", "no path" },
    { "$[?(@.a)]", "no path" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = look (cases[i].path, ANSWER);

      if (!g_str_equal (found, cases[i].found))
        g_error ("%s finds %s, not %s", cases[i].path, found, cases[i].found);
    }
}

static void
test_roots (void)
{
  static const char *const roots[] = { "7", "\"x\"", "null", "true", "[]", "{}" };

  for (guint i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      g_autofree char *member = look ("$.a[0]..b", roots[i]);
      g_autofree char *element = look ("$[0].a", roots[i]);

      g_assert_cmpstr (member, ==, "nothing");
      g_assert_cmpstr (element, ==, "nothing");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/path/paths", test_paths);
  g_test_add_func ("/path/roots", test_roots);

  return g_test_run ();
}
