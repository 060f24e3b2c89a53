/* What a person pastes to name a task, and names for files from what a person wrote. */

#include <string.h>

#include "simmer-error.h"
#include "simmer-file-name.h"
#include "simmer-link.h"
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

/* Held against the addresses of known services. */
static void
test_matches (void)
{
  const struct
  {
    const char *profile;
    const char *home;
    const char *text;
    const char *remote_id;
  } cases[] = {
    { "replicate",
      "https://api.replicate.com",
      "https://api.replicate.com/v1/predictions/a1",
      "a1" },
    { "replicate",
      "https://api.replicate.com",
      " HTTPS://API.Replicate.com:443/v1/predictions/a1/?x#y ",
      "a1" },
    { "replicate", "https://api.replicate.com", "https://replicate.com/p/a1", "a1" },
    { "replicate",
      "https://api.replicate.com",
      "http://api.replicate.com/v1/predictions/a1",
      NULL },
    { "replicate",
      "https://api.replicate.com",
      "https://api.replicate.com.evil.org/v1/predictions/a1",
      NULL },
    { "replicate",
      "https://api.replicate.com",
      "https://api.replicate.com@evil.org/v1/predictions/a1",
      NULL },
    { "replicate",
      "https://api.replicate.com",
      "https://evil.org/https://api.replicate.com/v1/predictions/a1",
      NULL },
    { "replicate",
      "https://api.replicate.com",
      "https://api.replicate.com/v1/predictions/%2e%2e",
      NULL },
    { "replicate",
      "https://api.replicate.com",
      "https://api.replicate.com/v1/predictions/a%3Fb",
      NULL },
    { "fal",
      "https://queue.fal.run",
      "https://queue.fal.run/fal-ai/flux/requests/7/status?logs=1",
      "fal-ai/flux/requests/7" },
    { "fal",
      "https://queue.fal.run",
      "https://queue.fal.run/fal-ai/%2e%2e/requests/7/status",
      "requests/7" },
    { "bfl", "https://api.bfl.ai", "https://api.bfl.ai/v1/get_result?id=7", "7" },
    { "github-actions",
      "https://api.github.com",
      "https://github.com/o/r/actions/runs/12",
      "o/r/actions/runs/12" },
    { "flower", "https://h.org/flower", "https://h.org/task/7", "7" },
    { "bull-board", "https://h.org/queues", "https://h.org/queues/queue/mail/7", "7" },
    { "bull-board", "https://h.org/queues", "https://h.org/queues/api/queues/mail/7", "7" },
    { "generate-v1",
      "http://127.0.0.1:81/app",
      "http://127.0.0.1:81/app/api/v1/generate/status/7",
      "7" },
    { "generate-v1",
      "http://127.0.0.1:81/app",
      "http://127.0.0.1:82/app/api/v1/generate/status/7",
      NULL },
    { "generate-v1", NULL, "http://127.0.0.1:81/api/v1/generate/status/7", NULL },
    { "generate-v1", "http://h.org", "7", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SimmerProfile *profile = simmer_profile_shelf_get (cases[i].profile);
      g_autoptr (JsonObject) found =
        simmer_task_address_match (profile, cases[i].home, cases[i].text);

      g_test_message ("“%s”", cases[i].text);
      g_assert_cmpint (found != NULL, ==, cases[i].remote_id != NULL);
      if (found != NULL)
        g_assert_cmpstr (json_object_get_string_member (found, "id"), ==, cases[i].remote_id);
      if (found != NULL && g_str_equal (cases[i].profile, "bull-board"))
        g_assert_cmpstr (json_object_get_string_member (found, "queue"), ==, "mail");
    }
}

static void
test_links (void)
{
  const struct
  {
    const char *link;
    const char *text;
    const char *service;
  } cases[] = {
    { "simmer://track?url=https%3A%2F%2Freplicate.com%2Fp%2Fa1",
      "https://replicate.com/p/a1",
      NULL },
    { "simmer://track/?url=http://127.0.0.1:81/x", "http://127.0.0.1:81/x", NULL },
    { "simmer://track?service=fal&id=fal-ai/flux/requests/7", "fal-ai/flux/requests/7", "fal" },
    { "simmer://track", NULL, NULL },
    { "simmer://track?", NULL, NULL },
    { "simmer://track?id=7", NULL, NULL },
    { "simmer://track?url=", NULL, NULL },
    { "simmer://track?url=javascript:alert(1)", NULL, NULL },
    { "simmer://track?url=file:///etc/passwd", NULL, NULL },
    { "simmer://track?url=https://good.org%40evil.org/x", NULL, NULL },
    { "simmer://track?url=https://h.org/%0d%0aX:y", NULL, NULL },
    { "simmer://track?url=https://h.org/a&token=b", NULL, NULL },
    { "simmer://track?url=https://h.org/%E2%80%AEgnp", NULL, NULL },
    { "simmer://track?service=fal&id=../../x", NULL, NULL },
    { "simmer://track?service=fal&id=7%3Fx", NULL, NULL },
    { "simmer://track?service=../fal&id=7", NULL, NULL },
    { "simmer://track?service=fal&id=%3Cb%3E", NULL, NULL },
    { "simmer://me@track?url=https://h.org/a", NULL, NULL },
    { "simmer://track:80?url=https://h.org/a", NULL, NULL },
    { "simmer://track/more?url=https://h.org/a", NULL, NULL },
    { "simmer://submit?prompt=a", NULL, NULL },
    { "simmer:track?url=https://h.org/a", NULL, NULL },
    { "https://track?url=https://h.org/a", NULL, NULL },
    { "simmer", NULL, NULL },
    { "", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SimmerLink) link = simmer_link_new (cases[i].link, &error);

      g_test_message ("“%s”", cases[i].link);
      g_assert_cmpint (link != NULL, ==, cases[i].text != NULL);
      if (link == NULL)
        {
          g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
          g_assert_true (g_str_has_suffix (error->message, "."));
          continue;
        }
      g_assert_cmpstr (link->text, ==, cases[i].text);
      g_assert_cmpstr (link->service, ==, cases[i].service);
    }
}

/* Whatever comes out of any link is plain: nothing that ends a header or a line, nothing that looks
 * like another host. */
static void
test_any_links (void)
{
  static const char seed[] = "simmer://track?url=https%3A%2F%2Fh.org%2Fp%2Fa1&service=fal&id=7";
  static const char pieces[] = "simer:/track?ul=&%@#.\\\"<> \n\r\x7f\xe2\x80\xae[]{}0azF";

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup (seed);
      g_autoptr (GError) error = NULL;
      g_autoptr (SimmerLink) link = NULL;
      guint n = (guint) g_test_rand_int_range (0, 6);

      for (guint j = 0; j < n; j++)
        text[g_test_rand_int_range (0, (int) strlen (seed))] =
          pieces[g_test_rand_int_range (0, (int) sizeof pieces)];
      link = simmer_link_new (text, &error);
      g_assert_cmpint (link == NULL, ==, error != NULL);
      if (link == NULL)
        continue;
      for (const char *p = link->text; *p != '\0'; p++)
        g_assert_true (*p > ' ' && *p < 0x7f);
      g_assert_null (strpbrk (link->text, "<>\\\"{}"));
      g_assert_true (link->service != NULL || simmer_task_address_is_web (link->text));
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
  g_test_add_func ("/task-address/matches", test_matches);
  g_test_add_func ("/task-address/too-long", test_too_long);
  g_test_add_func ("/link/links", test_links);
  g_test_add_func ("/link/any", test_any_links);
  g_test_add_func ("/file-name/titles", test_file_names);
  g_test_add_func ("/file-name/long", test_long_file_names);

  return g_test_run ();
}
