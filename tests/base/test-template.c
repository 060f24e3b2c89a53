/* Addresses by RFC 6570, bodies as JSON. */

#include "simmer-error.h"
#include "simmer-template.h"

#include <string.h>

static JsonObject *
make_variables (void)
{
  g_autoptr (JsonNode) node = json_from_string (
    "{\"id\":\"a b/c\",\"safe\":\"A-z._~09\",\"umlaut\":\"ü\",\"url\":\"/x/y?a=1&b=%20%zz c\","
    "\"n\":42,\"half\":0.5,\"yes\":true,\"nothing\":null,\"ids\":[\"a,b\",7,\"c\"],\"none\":[],"
    "\"deep\":{\"a\":[1]},\"bad\":[{}],\"quote\":\"say \\\"hi\\\"\"}",
    NULL);

  return json_object_ref (json_node_get_object (node));
}

static void
test_expand (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "/plain", "/plain" },
    { "/s/{id}", "/s/a%20b%2Fc" },
    { "/s/{safe}/x", "/s/A-z._~09/x" },
    { "{umlaut}", "%C3%BC" },
    { "{+url}", "/x/y?a=1&b=%20%25zz%20c" },
    { "/s?ids={ids}", "/s?ids=a%2Cb,7,c" },
    { "/s?ids={+ids}", "/s?ids=a,b,7,c" },
    { "/s?ids={none}", "/s?ids=" },
    { "/{n}/{half}/{yes}", "/42/0.5/true" },
    { "/a b/{n}", "/a%20b/42" },
    { "https://h.example/{n}{n}", "https://h.example/4242" },
  };
  g_autoptr (JsonObject) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *out = simmer_template_expand (cases[i].text, variables, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (out, ==, cases[i].expected);
    }
}

static void
test_expand_fails (void)
{
  static const char *const cases[] = {
    "/{absent}", "/{nothing}", "/{deep}", "/{bad}", "/{id", "/id}", "/{}",
  };
  g_autoptr (JsonObject) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (simmer_template_expand (cases[i], variables, &error));
      g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
    }

  {
    g_autoptr (GError) error = NULL;

    g_assert_null (simmer_template_expand ("/{id}", NULL, &error));
    g_assert_nonnull (strstr (error->message, "“id”"));
  }
}

static void
test_fill (void)
{
  static const struct
  {
    const char *body;
    const char *expected;
  } cases[] = {
    { "{\"p\":\"{id}\",\"n\":\"{n}\",\"h\":\"{half}\",\"y\":\"{yes}\"}",
      "{\"p\":\"a b/c\",\"n\":42,\"h\":0.5,\"y\":true}" },
    { "{\"a\":\"{absent}\",\"b\":\"{nothing}\",\"c\":1}", "{\"c\":1}" },
    { "{\"l\":[\"{n}\",\"{absent}\",\"{ids}\"]}", "{\"l\":[42,[\"a,b\",7,\"c\"]]}" },
    { "{\"d\":\"{deep}\"}", "{\"d\":{\"a\":[1]}}" },
    { "{\"t\":\"n is {n}, {absent}{yes}!\"}", "{\"t\":\"n is 42, true!\"}" },
    { "{\"t\":\"deep: {deep}\"}", "{\"t\":\"deep: {\\\"a\\\":[1]}\"}" },
    { "{\"t\":\"{{n}}\",\"u\":\"{not a name}\",\"v\":\"{\",\"w\":\"\"}",
      "{\"t\":\"{42}\",\"u\":\"{not a name}\",\"v\":\"{\",\"w\":\"\"}" },
    { "{\"t\":\"{quote}\"}", "{\"t\":\"say \\\"hi\\\"\"}" },
    { "{\"n\":{\"x\":\"{absent}\",\"k\":[null,true,1.5]}}", "{\"n\":{\"k\":[null,true,1.5]}}" },
    { "\"{n}\"", "42" },
  };
  g_autoptr (JsonObject) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) body = json_from_string (cases[i].body, NULL);
      g_autoptr (JsonNode) filled = simmer_template_fill (body, variables, &error);
      g_autofree char *out = NULL;

      g_assert_no_error (error);
      out = json_to_string (filled, FALSE);
      g_assert_cmpstr (out, ==, cases[i].expected);
    }
}

static void
test_fill_fails (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = json_from_string ("\"{absent}\"", NULL);

  g_assert_null (simmer_template_fill (body, NULL, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/expand", test_expand);
  g_test_add_func ("/template/expand-fails", test_expand_fails);
  g_test_add_func ("/template/fill", test_fill);
  g_test_add_func ("/template/fill-fails", test_fill_fails);

  return g_test_run ();
}
