#include "simmer-cli-inputs.h"

#include <glib/gstdio.h>
#include <string.h>

static const char described[] =
  "[ {\"name\": \"prompt\", \"type\": \"string\", \"required\": true, \"maxLength\": 20},"
  "  {\"name\": \"style\", \"type\": \"string\", \"enum\": [\"flow\", \"flame\"]},"
  "  {\"name\": \"width\", \"type\": \"integer\", \"minimum\": 16, \"maximum\": 4096,"
  "   \"multipleOf\": 8},"
  "  {\"name\": \"strength\", \"type\": \"number\", \"minimum\": 0, \"maximum\": 1},"
  "  {\"name\": \"count\", \"type\": \"integer\", \"enum\": [1, 2, 4]},"
  "  {\"name\": \"tile\", \"type\": \"boolean\"},"
  "  {\"name\": \"options\", \"type\": \"object\"},"
  "  {\"name\": \"list\", \"type\": \"array\"},"
  "  {\"name\": \"script\", \"type\": \"string\", \"multiline\": true},"
  "  {\"name\": \"picture\", \"type\": \"file\", \"maxBytes\": 9, \"accept\": [\"image/*\"]} ]";

static JsonArray *
get_described (void)
{
  g_autoptr (JsonNode) node = json_from_string (described, NULL);

  g_assert_nonnull (node);
  return json_array_ref (json_node_get_array (node));
}

static char *
build (const char *prompt, const char *const *pairs)
{
  g_autoptr (JsonArray) inputs = get_described ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = simmer_cli_inputs_build (inputs, prompt, pairs, NULL, &error);
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  node = json_node_init_object (json_node_alloc (), object);
  return json_to_string (node, FALSE);
}

static void
assert_refused (const char *prompt, const char *pair, const char *part)
{
  g_autoptr (JsonArray) inputs = get_described ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object =
    simmer_cli_inputs_build (inputs, prompt, (const char *const[]){ pair, NULL }, NULL, &error);

  g_assert_null (object);
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” was refused with “%s”, without “%s”", pair, error->message, part);
}

static void
test_types (void)
{
  g_autofree char *json =
    build ("sea",
           (const char *const[]){
             "style=flow", "width=512", "strength=0.25", "count=4", "tile=yes", NULL });

  g_assert_cmpstr (json,
                   ==,
                   "{\"prompt\":\"sea\",\"style\":\"flow\",\"width\":512,\"strength\":0.25,"
                   "\"count\":4,\"tile\":true}");
}

static void
test_prompt_as_input (void)
{
  g_autofree char *json = build (NULL, (const char *const[]){ "prompt=a=b", NULL });

  g_assert_cmpstr (json, ==, "{\"prompt\":\"a=b\"}");
}

static void
test_refused (void)
{
  assert_refused ("sea", "width", "KEY=VALUE");
  assert_refused ("sea", "=5", "KEY=VALUE");
  assert_refused ("sea", "wdith=512", "style, width");
  assert_refused ("sea", "width=wide", "whole number");
  assert_refused ("sea", "width=512.5", "whole number");
  assert_refused ("sea", "width=99999999999999999999", "whole number");
  assert_refused ("sea", "width=8", "16 or more");
  assert_refused ("sea", "width=8192", "4096 or less");
  assert_refused ("sea", "width=500", "a multiple of 8");
  assert_refused ("sea", "strength=nan", "a number");
  assert_refused ("sea", "strength=", "a number");
  assert_refused ("sea", "strength=2", "1 or less");
  assert_refused ("sea", "style=oil", "flow, flame");
  assert_refused ("sea", "count=3", "1, 2, 4");
  assert_refused ("sea", "tile=maybe", "true or false");
  assert_refused ("a prompt that is too long", "tile=yes", "20 characters");
  assert_refused (NULL, "tile=yes", "PROMPT");
}

/* A profile that describes nothing takes everything, as text. */
static void
test_undescribed (void)
{
  g_autoptr (JsonArray) none = json_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = simmer_cli_inputs_build (
    none, "sea", (const char *const[]){ "anything=5", NULL }, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (object, "prompt"), ==, "sea");
  g_assert_cmpstr (json_object_get_string_member (object, "anything"), ==, "5");
}

static void
test_trees (void)
{
  const char *const pairs[] = { "options={\"a\": [1, null]}", "list=[\"x\"]", NULL };
  g_autofree char *text = build ("sea", pairs);

  g_assert_nonnull (strstr (text, "\"options\":{\"a\":[1,null]}"));
  g_assert_nonnull (strstr (text, "\"list\":[\"x\"]"));
  assert_refused ("sea", "options=[1]", "a JSON object");
  assert_refused ("sea", "options={", "a JSON object");
  assert_refused ("sea", "list={}", "a JSON list");
}

static char *
make_pair (const char *name, const char *at, const char *path)
{
  return g_strconcat (name, "=", at, path, NULL);
}

/* Which file it is, is written down; the file stays where it is. */
static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("simmer-inputs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a=b.png", NULL);
  g_autofree char *missing = make_pair ("picture", "@", "/nowhere/boat.png");
  const char *const ats[] = { "", "@" };

  for (guint i = 0; i < G_N_ELEMENTS (ats); i++)
    {
      g_autofree char *pair = make_pair ("picture", ats[i], path);
      g_autofree char *text = NULL;

      g_assert_true (g_file_set_contents (path, "123456789", -1, NULL));
      text = build ("sea", (const char *const[]){ pair, NULL });
      g_assert_nonnull (strstr (text, path));
      g_assert_nonnull (strstr (text, "\"name\":\"a=b.png\",\"type\":\"image/png\",\"size\":9"));

      g_assert_true (g_file_set_contents (path, "1234567890", -1, NULL));
      assert_refused ("sea", pair, "too large");
    }
  assert_refused ("sea", missing, "no file “boat.png”");
  assert_refused ("sea", "picture=/", "not a file");

  {
    g_autofree char *text = build ("sea", (const char *const[]){ "picture=https://h/1.png", NULL });

    g_assert_nonnull (strstr (text, "\"picture\":\"https://h/1.png\""));
  }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What is long may stand in a file; what is short may begin with @. */
static void
test_contents (void)
{
  g_autofree char *folder = g_dir_make_tmp ("simmer-inputs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "long", NULL);
  g_autofree char *script = make_pair ("script", "@", path);
  g_autofree char *options = make_pair ("options", "@", path);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "{\"a\": 1}\n", -1, NULL));
  text = build ("@home", (const char *const[]){ script, options, NULL });
  g_assert_nonnull (strstr (text, "\"prompt\":\"@home\""));
  g_assert_nonnull (strstr (text, "\"script\":\"{\\\"a\\\": 1}\\n\""));
  g_assert_nonnull (strstr (text, "\"options\":{\"a\":1}"));

  g_assert_true (g_file_set_contents (path, "\xff", 1, NULL));
  assert_refused ("sea", script, "a file of text");
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_refused ("sea", script, "cannot be read");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What a service cannot do without has its usual value, as in a form; the rest is left to it. */
static void
test_defaults (void)
{
  static const char text[] =
    "[ {\"name\": \"model\", \"type\": \"string\", \"default\": \"big\", \"required\": true},"
    "  {\"name\": \"size\", \"type\": \"integer\", \"default\": 7} ]";
  static const char *const own[] = { "model=small", NULL };
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *inputs = json_node_get_array (node);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) without = NULL;
  g_autoptr (JsonObject) with = NULL;

  without = simmer_cli_inputs_build (inputs, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (without, "model"), ==, "big");
  g_assert_false (json_object_has_member (without, "size"));

  with = simmer_cli_inputs_build (inputs, NULL, own, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (with, "model"), ==, "small");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/inputs/types", test_types);
  g_test_add_func ("/cli/inputs/prompt", test_prompt_as_input);
  g_test_add_func ("/cli/inputs/refused", test_refused);
  g_test_add_func ("/cli/inputs/undescribed", test_undescribed);
  g_test_add_func ("/cli/inputs/trees", test_trees);
  g_test_add_func ("/cli/inputs/files", test_files);
  g_test_add_func ("/cli/inputs/contents", test_contents);
  g_test_add_func ("/cli/inputs/defaults", test_defaults);

  return g_test_run ();
}
