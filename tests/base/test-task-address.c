/* What a person pastes to name a task, and names for files from what a person wrote. */

#include "simmer-file-name.h"
#include "simmer-profile-shelf.h"
#include "simmer-task-address.h"

static void
test_addresses (void)
{
  const struct
  {
    const char *text;
    const char *address;
    const char *remote_id;
  } cases[] = {
    { "abc-123", NULL, "abc-123" },
    { "  abc-123\n", NULL, "abc-123" },
    { "aufgabe-ß", NULL, "aufgabe-ß" },
    { "https://x.org/api/v1/generate/status/abc", "https://x.org", "abc" },
    { "https://x.org/app/api/v1/generate/status/abc?full=1#top", "https://x.org/app", "abc" },
    { "http://127.0.0.1:81/api/v1/generate/status/a%20b", "http://127.0.0.1:81", NULL },
    { "http://127.0.0.1:81/api/v1/generate/status/a%2Fb", "http://127.0.0.1:81", "a/b" },
    { "https://x.org/api/v1/generate/status/", NULL, NULL },
    { "https://x.org/api/v1/generate/abc/cancel", "https://x.org", "abc" },
    { "https://x.org/api/v1/generate/result/abc/0", NULL, NULL },
    { "https://x.org/api/v1/generate/status/abc/more", NULL, NULL },
    { "https://x.org/", NULL, NULL },
    { "ftp://x.org/api/v1/generate/status/abc", NULL, NULL },
    { "/api/v1/generate/status/abc", NULL, "/api/v1/generate/status/abc" },
    { "", NULL, NULL },
    { "two words", NULL, NULL },
    { "bell\a", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = NULL;
      g_autofree char *remote_id = NULL;
      gboolean read = simmer_task_address_parse (
        simmer_profile_get_native (), cases[i].text, &address, &remote_id);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (read, ==, cases[i].remote_id != NULL);
      g_assert_cmpstr (remote_id, ==, cases[i].remote_id);
      if (read)
        g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (513, 'x');
  g_autofree char *address = NULL;
  g_autofree char *remote_id = NULL;

  g_assert_false (
    simmer_task_address_parse (simmer_profile_get_native (), text, &address, &remote_id));
  text[512] = '\0';
  g_assert_true (
    simmer_task_address_parse (simmer_profile_get_native (), text, &address, &remote_id));
}

static void
test_file_names (void)
{
  const struct
  {
    const char *title;
    const char *name;
  } cases[] = {
    { "A lighthouse at dusk, oil on canvas", "a-lighthouse-at-dusk-oil-on-canvas" },
    { "../../etc/passwd", "etc-passwd" },
    { ".hidden", "hidden" },
    { "", "result" },
    { "…/!?", "result" },
    { "Straße in Zürich", "straße-in-zürich" },
    { "夕暮れの灯台", "夕暮れの灯台" },
    { "new\nline\x1b[31m", "new-line-31m" },
    { "\xff\xfe", "result" },
    { "-rf", "rf" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = simmer_file_name_from_title (cases[i].title);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

static void
test_long_file_names (void)
{
  g_autofree char *title = g_strnfill (1000, 'a');
  g_autofree char *name = simmer_file_name_from_title (title);

  g_assert_cmpint (g_utf8_strlen (name, -1), ==, 48);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/task-address/addresses", test_addresses);
  g_test_add_func ("/task-address/too-long", test_too_long);
  g_test_add_func ("/file-name/titles", test_file_names);
  g_test_add_func ("/file-name/long", test_long_file_names);

  return g_test_run ();
}
