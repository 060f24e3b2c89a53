/* Raw answers: bounded, always text, and without the key that was sent. */

#include "simmer-error.h"
#include "simmer-raw-answer.h"

#include <string.h>

static SimmerRawAnswer *
make (const char *text)
{
  return simmer_raw_answer_new (200, "application/json; charset=utf-8", text, strlen (text));
}

static void
check (const char *data, gsize length, const char *expected)
{
  g_autoptr (SimmerRawAnswer) raw = simmer_raw_answer_new (200, NULL, data, length);

  g_assert_nonnull (raw);
  g_assert_cmpstr (simmer_raw_answer_get_text (raw), ==, expected);
  g_assert_cmpuint (simmer_raw_answer_get_length (raw), ==, length);
}

static void
test_text (void)
{
  g_autoptr (SimmerRawAnswer) raw = make ("{\"error\":\"<b>no</b>\"}");

  g_assert_cmpuint (simmer_raw_answer_get_http_status (raw), ==, 200);
  g_assert_cmpstr (simmer_raw_answer_get_media_type (raw), ==, "application/json");
  g_assert_cmpstr (simmer_raw_answer_get_text (raw), ==, "{\"error\":\"<b>no</b>\"}");

  check ("a\r\nb\n\tc", 7, "a\nb\n\tc");
  check ("a\0b\x1b[2J", 7, "a�b�[2J");
  check ("\xff\xfeno", 4, "��no");
  check ("gr\xc3\xbc\xc3", 5, "grü�");

  g_assert_null (simmer_raw_answer_new (200, NULL, NULL, 0));
  g_assert_null (simmer_raw_answer_new (200, NULL, " \r\n", 3));
}

static void
test_media_type (void)
{
  g_autofree char *long_type = g_strnfill (1000, 'x');
  const char *const refused[] = { "", ";", "text/\x1b[2J", "te xt", "\xff", long_type };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (SimmerRawAnswer) raw = simmer_raw_answer_new (500, refused[i], "x", 1);

      g_assert_null (simmer_raw_answer_get_media_type (raw));
    }
}

/* Each length around the limit, with characters of each width across it. */
static void
test_bounded (void)
{
  const char *const letters[] = { "a", "ü", "€", "😀", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    for (gsize n = SIMMER_RAW_ANSWER_MAX_TEXT - 8; n < SIMMER_RAW_ANSWER_MAX_TEXT + 8; n++)
      {
        g_autoptr (GString) data = g_string_new (NULL);
        g_autoptr (SimmerRawAnswer) raw = NULL;
        const char *text;

        while (data->len + strlen (letters[i]) <= n)
          g_string_append (data, letters[i]);
        raw = simmer_raw_answer_new (200, NULL, data->str, data->len);
        text = simmer_raw_answer_get_text (raw);
        g_assert_true (g_utf8_validate (text, -1, NULL));
        g_assert_cmpuint (strlen (text), <=, SIMMER_RAW_ANSWER_MAX_TEXT);
        g_assert_cmpuint (strlen (text), >, SIMMER_RAW_ANSWER_MAX_TEXT - 16);
        if (*letters[i] != '\xff')
          g_assert_null (strstr (text, "�"));
        if (data->len > SIMMER_RAW_ANSWER_MAX_TEXT)
          g_assert_true (g_str_has_suffix (text, "…"));
        g_assert_cmpuint (simmer_raw_answer_get_length (raw), ==, data->len);
      }
}

static void
test_without (void)
{
  g_autoptr (SimmerRawAnswer) raw = make ("key s/1 is not s\\/1, nor s1");
  g_autoptr (SimmerRawAnswer) hidden = simmer_raw_answer_without (raw, "s/1");
  g_autoptr (SimmerRawAnswer) same = simmer_raw_answer_without (raw, "sesame");
  g_autoptr (SimmerRawAnswer) none = simmer_raw_answer_without (raw, NULL);
  g_autoptr (SimmerRawAnswer) empty = simmer_raw_answer_without (raw, "");

  g_assert_cmpstr (simmer_raw_answer_get_text (hidden), ==, "key ••• is not •••, nor s1");
  g_assert_cmpuint (simmer_raw_answer_get_length (hidden), ==, simmer_raw_answer_get_length (raw));
  g_assert_true (same == raw && none == raw && empty == raw);
}

/* What the mask adds does not lead over the limit. */
static void
test_without_is_bounded (void)
{
  g_autofree char *text = g_strnfill (SIMMER_RAW_ANSWER_MAX_TEXT, 's');
  g_autoptr (SimmerRawAnswer) raw = make (text);
  g_autoptr (SimmerRawAnswer) hidden = simmer_raw_answer_without (raw, "s");

  g_assert_cmpuint (strlen (simmer_raw_answer_get_text (hidden)), <=, SIMMER_RAW_ANSWER_MAX_TEXT);
  g_assert_null (strchr (simmer_raw_answer_get_text (hidden), 's'));
}

static void
test_json (void)
{
  g_autoptr (SimmerRawAnswer) raw = make ("grün\n<b>");
  g_autoptr (SimmerRawAnswer) bare = simmer_raw_answer_new (0, NULL, "x", 1);
  SimmerRawAnswer *const answers[] = { raw, bare };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (SimmerRawAnswer) copy = NULL;

      json_node_take_object (node, simmer_raw_answer_to_json (answers[i]));
      copy = simmer_raw_answer_new_from_json (node);
      g_assert_true (simmer_raw_answer_equal (copy, answers[i]));
    }
  g_assert_false (simmer_raw_answer_equal (raw, bare));
  g_assert_false (simmer_raw_answer_equal (raw, NULL));
  g_assert_true (simmer_raw_answer_equal (NULL, NULL));
}

static void
test_json_of_any_shape (void)
{
  const char *const nothing[] = { "[]", "null", "7", "{}", "{\"text\":7}", "{\"text\":\"\"}" };
  const char *const some[] = {
    "{\"text\":\"x\"}",
    "{\"text\":\"x\",\"httpStatus\":\"no\",\"mediaType\":[],\"length\":{}}",
    "{\"text\":\"x\",\"httpStatus\":-1,\"mediaType\":7,\"length\":-7}",
    "{\"text\":\"x\",\"httpStatus\":123456,\"mediaType\":null,\"length\":null}",
  };

  g_assert_null (simmer_raw_answer_new_from_json (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (nothing[i], NULL);

      g_assert_null (simmer_raw_answer_new_from_json (node));
    }
  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (some[i], NULL);
      g_autoptr (SimmerRawAnswer) raw = simmer_raw_answer_new_from_json (node);

      g_assert_cmpstr (simmer_raw_answer_get_text (raw), ==, "x");
      g_assert_cmpuint (simmer_raw_answer_get_http_status (raw), ==, 0);
      g_assert_null (simmer_raw_answer_get_media_type (raw));
      g_assert_cmpuint (simmer_raw_answer_get_length (raw), ==, 1);
    }
}

static void
test_error (void)
{
  g_autoptr (GError) error = g_error_new (SIMMER_ERROR, SIMMER_ERROR_MALFORMED, "no");
  g_autoptr (GError) copy = NULL;
  SimmerRawAnswer *raw = make ("x");

  g_assert_null (simmer_error_get_raw_answer (error));
  simmer_error_take_raw_answer (error, raw);
  copy = g_error_copy (error);
  simmer_error_take_raw_answer (error, NULL);
  g_assert_null (simmer_error_get_raw_answer (error));
  g_assert_true (simmer_error_get_raw_answer (copy) == raw);
  g_assert_null (simmer_error_get_raw_answer (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/raw-answer/text", test_text);
  g_test_add_func ("/raw-answer/media-type", test_media_type);
  g_test_add_func ("/raw-answer/bounded", test_bounded);
  g_test_add_func ("/raw-answer/without", test_without);
  g_test_add_func ("/raw-answer/without-is-bounded", test_without_is_bounded);
  g_test_add_func ("/raw-answer/json", test_json);
  g_test_add_func ("/raw-answer/json-of-any-shape", test_json_of_any_shape);
  g_test_add_func ("/raw-answer/error", test_error);

  return g_test_run ();
}
