/* The JSON that is read, the JSON that is refused, and what takes the place of what json-glib
 * cannot hold. */

#include "simmer-error.h"
#include "simmer-json.h"

#include <string.h>

static JsonNode *
parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return simmer_json_parse (bytes, error);
}

static void
assert_reads (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (text, -1, &error);
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (node);
  written = simmer_json_to_string (node);
  g_assert_cmpstr (written, ==, expected);
}

static void
assert_refuses (const char *text, gssize length, SimmerError code, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (text, length, &error);

  g_assert_null (node);
  g_assert_error (error, SIMMER_ERROR, (int) code);
  if (strstr (error->message, sentence) == NULL)
    g_error ("“%s” lacks “%s”", error->message, sentence);
}

static void
test_reads (void)
{
  assert_reads ("{}", "{}");
  assert_reads (" [ ] ", "[]");
  assert_reads ("\xef\xbb\xbf{\"a\":1}", "{\"a\":1}");
  assert_reads ("\t{\r\n\"a\" : [ 1 , -2.5 , true , false , null , \"x\" ] }\n",
                "{\"a\":[1,-2.5,true,false,null,\"x\"]}");
  assert_reads ("{\"a\":{\"b\":[{},[]]},\"c\":0}", "{\"a\":{\"b\":[{},[]]},\"c\":0}");
  assert_reads ("[0,-0,1E2,1e+2,25e-1]", "[0,0,100.0,100.0,2.5]");
  assert_reads ("[123456789012345678,-9223372036854775808]",
                "[123456789012345678,-9223372036854775808]");
  assert_reads ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\\"\\\\/\\b\\f\\n\\r\\té\"");
  assert_reads ("[\"\\ud83d\\ude00\",\"😀\"]", "[\"😀\",\"😀\"]");
  assert_reads ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}");
  assert_reads ("42", "42");
}

static void
test_repairs (void)
{
  assert_reads ("[9223372036854775807,9223372036854775808]",
                "[9223372036854775807,\"9223372036854775808\"]");
  assert_reads ("{\"seed\":-18446744073709551615,\"n\":1}",
                "{\"seed\":\"-18446744073709551615\",\"n\":1}");
  assert_reads ("[\"a\\ud83d\",\"\\ude00b\",\"\\ud83d\\u0041\"]", "[\"a�\",\"�b\",\"�A\"]");
  assert_reads ("{\"a\\u0000b\":\"c\\u0000\"}", "{\"a�b\":\"c�\"}");
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *sentence;
  } cases[] = {
    { "", "empty" },
    { " \n ", "empty" },
    { "{", "ends too early" },
    { "[1,", "ends too early" },
    { "[1", "ends too early" },
    { "{\"a\"", "colon" },
    { "{\"a\":", "ends too early" },
    { "{\"a\" 1}", "colon" },
    { "{a:1}", "a name is missing" },
    { "{\"a\":1,}", "a name is missing" },
    { "{1:1}", "a name is missing" },
    { "[1,]", "not a value" },
    { "[,1]", "not a value" },
    { "[1 2]", "a comma" },
    { "{\"a\":1 \"b\":2}", "a comma" },
    { "[1}", "a comma" },
    { "{}{}", "behind its end" },
    { "1 2", "behind its end" },
    { "]", "not a value" },
    { "nul", "not a value" },
    { "True", "not a value" },
    { "NaN", "not a value" },
    { "// x\n1", "not a value" },
    { "/* x */ 1", "not a value" },
    { "var a = 1", "not a value" },
    { "'a'", "not a value" },
    { "\"abc", "does not end" },
    { "\"a\\", "backslash" },
    { "\"a\\x\"", "backslash" },
    { "\"a\\u12\"", "backslash" },
    { "\"a\\u12g4\"", "backslash" },
    { "\"a\nb\"", "control character" },
    { "-", "not complete" },
    { "1.", "not complete" },
    { ".5", "not a value" },
    { "1e", "not complete" },
    { "1e+", "not complete" },
    { "+1", "not a value" },
    { "01", "behind its end" },
    { "0x10", "behind its end" },
    { "1e999", "too large" },
    { "[-1e999]", "too large" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refuses (cases[i].text, -1, SIMMER_ERROR_MALFORMED, cases[i].sentence);

  assert_refuses ("\0{}", 3, SIMMER_ERROR_MALFORMED, "UTF-8");
  assert_refuses ("\"\xff\xfe\"", -1, SIMMER_ERROR_MALFORMED, "UTF-8");
  assert_refuses ("[\n1,\n\n?]", -1, SIMMER_ERROR_MALFORMED, "line 4");
}

static void
test_depth (void)
{
  for (int depth = SIMMER_JSON_MAX_DEPTH; depth <= SIMMER_JSON_MAX_DEPTH + 1; depth++)
    {
      g_autofree char *open = g_strnfill ((gsize) depth, '[');
      g_autofree char *close = g_strnfill ((gsize) depth, ']');
      g_autofree char *text = g_strconcat (open, close, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (text, -1, &error);

      if (depth == SIMMER_JSON_MAX_DEPTH)
        g_assert_no_error (error);
      else
        g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
    }

  {
    g_autofree char *bottomless = g_strnfill (1000000, '[');

    assert_refuses (bottomless, -1, SIMMER_ERROR_MALFORMED, "nested");
  }
}

static void
test_size (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *blanks = g_strnfill (SIMMER_JSON_MAX_SIZE, ' ');
  g_autoptr (JsonNode) node = NULL;

  blanks[0] = '1';
  node = parse (blanks, SIMMER_JSON_MAX_SIZE, NULL);
  g_assert_nonnull (node);
  assert_refuses (blanks, SIMMER_JSON_MAX_SIZE + 1, SIMMER_ERROR_TOO_LARGE, "4 MiB");

  g_string_append_c (text, '[');
  for (int i = 0; i < SIMMER_JSON_MAX_VALUES; i++)
    g_string_append (text, "1,");
  g_string_append (text, "1]");
  assert_refuses (text->str, -1, SIMMER_ERROR_TOO_LARGE, "too many values");
}

/* json-glib takes quadratic time over names that occur twice. */
static void
test_members (void)
{
  for (int n = SIMMER_JSON_MAX_MEMBERS; n <= SIMMER_JSON_MAX_MEMBERS + 1; n++)
    {
      g_autoptr (GString) text = g_string_new ("[{},{");

      for (int i = 0; i < n; i++)
        g_string_append_printf (text, "%s\"%d\":1", i > 0 ? "," : "", i % 1000);
      g_string_append (text, "}]");

      if (n == SIMMER_JSON_MAX_MEMBERS)
        {
          g_autoptr (JsonNode) node = parse (text->str, -1, NULL);

          g_assert_nonnull (node);
        }
      else
        assert_refuses (text->str, -1, SIMMER_ERROR_TOO_LARGE, "too many members");
    }
}

static void
write_space (GString *text)
{
  static const char *const spaces[] = { "", "", "", " ", "\n", "\r\n\t" };

  g_string_append (text, spaces[g_test_rand_int_range (0, G_N_ELEMENTS (spaces))]);
}

static void
write_string (GString *text)
{
  static const char *const parts[] = {
    "a",
    "status",
    "_",
    "é",
    "水",
    "😀",
    "\\\"",
    "\\\\",
    "\\/",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\u00e9",
    "/",
    "\\u0001",
    "\\u6c34",
    " ",
    "{",
    "]",
    "\\ud83d\\ude00",
    "\\uDBFF\\uDFFF",
    "\\u20ac ac",
    ":,",
  };

  g_string_append_c (text, '"');
  for (int n = g_test_rand_int_range (0, 6); n > 0; n--)
    g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
  g_string_append_c (text, '"');
}

static void
write_value (GString *text, guint depth)
{
  static const char *const values[] = { "true",  "false",  "null",   "0",    "-1",      "17",
                                        "2.5",   "-0.125", "1e3",    "6E-2", "1234567", "-2.5e+7",
                                        "0.001", "-42",    "1.0e10", "{}",   "[]" };
  int kind = g_test_rand_int_range (0, depth < 6 ? 4 : 2);

  write_space (text);
  if (kind == 0)
    g_string_append (text, values[g_test_rand_int_range (0, G_N_ELEMENTS (values))]);
  else if (kind == 1)
    write_string (text);
  else
    {
      g_string_append_c (text, kind == 2 ? '[' : '{');
      for (int n = g_test_rand_int_range (0, 6), i = 0; i < n; i++)
        {
          g_string_append (text, i > 0 ? "," : "");
          write_space (text);
          if (kind == 3)
            write_string (text);
          write_space (text);
          g_string_append (text, kind == 3 ? ":" : "");
          write_value (text, depth + 1);
        }
      g_string_append_c (text, kind == 2 ? ']' : '}');
    }
  write_space (text);
}

/* Whatever both can read, they read alike; and the members stand in the same order. */
static void
test_as_json_glib (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *ours = NULL;
      g_autofree char *theirs = NULL;

      write_value (text, 0);
      json_parser_load_from_data (parser, text->str, (gssize) text->len, &error);
      g_assert_no_error (error);
      node = parse (text->str, (gssize) text->len, &error);
      g_assert_no_error (error);
      g_assert_true (json_node_equal (node, json_parser_get_root (parser)));
      ours = simmer_json_to_string (node);
      theirs = simmer_json_to_string (json_parser_get_root (parser));
      g_assert_cmpstr (ours, ==, theirs);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/reads", test_reads);
  g_test_add_func ("/json/as-json-glib", test_as_json_glib);
  g_test_add_func ("/json/repairs", test_repairs);
  g_test_add_func ("/json/refuses", test_refuses);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/members", test_members);

  return g_test_run ();
}
