/* Results to files: whole, resumed, refused, inline. */

#include <glib/gstdio.h>

#include "simmer-downloader.h"
#include "simmer-media-type.h"
#include "simmer-test-server.h"

#define PNG "\x89PNG\r\n\x1a\n"

typedef struct
{
  char *folder;
  SimmerTestServer *server;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerDownloader *downloader;
  char *path;
  char *media_type;
  GError *error;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *address = NULL;

  f->folder = g_dir_make_tmp ("simmer-downloader-XXXXXX", NULL);
  f->server = simmer_test_server_new ();
  address = simmer_test_server_address (f->server, "");
  f->http = simmer_http_new ();
  f->account = simmer_account_new ("a", "A", simmer_profile_get_native (), address);
  simmer_account_set_credential (f->account, "secret");
  f->client = simmer_client_new (f->http, f->account);
  f->downloader = simmer_downloader_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->media_type);
  g_clear_error (&f->error);
  g_object_unref (f->downloader);
  g_object_unref (f->client);
  g_object_unref (f->account);
  g_object_unref (f->http);
  g_object_unref (f->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->path =
    simmer_downloader_fetch_finish (SIMMER_DOWNLOADER (source), result, &f->media_type, &f->error);
}

static void
fetch_into (Fixture *f, SimmerResult *result, const char *folder)
{
  g_clear_pointer (&f->path, g_free);
  g_clear_pointer (&f->media_type, g_free);
  g_clear_error (&f->error);
  simmer_downloader_fetch_async (
    f->downloader, f->client, result, folder, "1", NULL, fetched_cb, f);
  simmer_test_wait (f->path != NULL || f->error != NULL);
}

static void
fetch (Fixture *f, const char *uri, const char *media_type)
{
  g_autoptr (SimmerResult) result = simmer_result_new (uri, media_type, NULL);

  fetch_into (f, result, f->folder);
}

static void
assert_file (Fixture *f, const char *name, const char *contents)
{
  g_autofree char *expected = g_build_filename (f->folder, name, NULL);
  g_autofree char *part = g_build_filename (f->folder, "1.part", NULL);
  g_autofree char *tag = g_build_filename (f->folder, "1.tag", NULL);
  g_autofree char *found = NULL;
  gsize size;

  g_assert_no_error (f->error);
  g_assert_cmpstr (f->path, ==, expected);
  g_assert_true (g_file_get_contents (f->path, &found, &size, NULL));
  g_assert_cmpmem (found, size, contents, strlen (contents));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (tag, G_FILE_TEST_EXISTS));
}

static void
test_whole (Fixture *f, gconstpointer data)
{
  simmer_test_server_answer (f->server, "/r/1", 200, "image/png", PNG "x", NULL);
  fetch (f, "/r/1", "image/png");
  assert_file (f, "1.png", PNG "x");
  g_assert_cmpstr (
    simmer_test_server_get_request (f->server, 0)->authorization, ==, "Bearer secret");
}

static void
test_extension_by_looking (Fixture *f, gconstpointer data)
{
  simmer_test_server_answer (f->server, "/r/1", 200, "application/octet-stream", PNG "x", NULL);
  fetch (f, "/r/1", NULL);
  assert_file (f, "1.png", PNG "x");
  g_assert_cmpstr (f->media_type, ==, "image/png");
}

static void
test_credential_stays_home (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTestServer) other = simmer_test_server_new ();
  g_autofree char *uri = simmer_test_server_address (other, "/r/1");

  simmer_test_server_answer (other, "/r/1", 200, "text/plain", "hello", NULL);
  fetch (f, uri, NULL);
  assert_file (f, "1.txt", "hello");
  g_assert_null (simmer_test_server_get_request (other, 0)->authorization);
}

static void
test_taken_up_again (Fixture *f, gconstpointer data)
{
  g_autofree char *body = g_strnfill (300000, 'x');
  g_autofree char *part = g_build_filename (f->folder, "1.part", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  GStatBuf status;
  const char *range;

  simmer_test_server_answer (f->server, "/r/1", 200, "text/plain", body, "ETag", "\"v1\"", NULL);
  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_TRUNCATE);
  fetch (f, "/r/1", NULL);
  g_assert_nonnull (f->error);
  g_assert_true (simmer_error_is_transport (f->error));
  g_assert_cmpint (g_stat (part, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, 0);

  simmer_test_server_set_fault (f->server, SIMMER_TEST_FAULT_NONE);
  fetch (f, "/r/1", NULL);
  assert_file (f, "1.txt", body);
  range = simmer_test_server_get_request (f->server, 1)->range;
  g_assert_true (range == NULL || g_str_has_prefix (range, "bytes="));
}

static void
test_changed_meanwhile (Fixture *f, gconstpointer data)
{
  g_autofree char *part = g_build_filename (f->folder, "1.part", NULL);
  g_autofree char *tag = g_build_filename (f->folder, "1.tag", NULL);

  g_file_set_contents (part, "old bytes", -1, NULL);
  g_file_set_contents (tag, "\"v0\"", -1, NULL);
  simmer_test_server_answer (
    f->server, "/r/1", 200, "text/plain", "new bytes, whole", "ETag", "\"v1\"", NULL);
  fetch (f, "/r/1", NULL);
  assert_file (f, "1.txt", "new bytes, whole");
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->if_range, ==, "\"v0\"");
}

static void
test_part_without_validator_is_not_trusted (Fixture *f, gconstpointer data)
{
  g_autofree char *part = g_build_filename (f->folder, "1.part", NULL);

  g_file_set_contents (part, "whose?", -1, NULL);
  simmer_test_server_answer (f->server, "/r/1", 200, "text/plain", "mine", NULL);
  fetch (f, "/r/1", NULL);
  assert_file (f, "1.txt", "mine");
  g_assert_null (simmer_test_server_get_request (f->server, 0)->range);
}

static void
test_refusals_say_why (Fixture *f, gconstpointer data)
{
  const struct
  {
    guint status;
    SimmerError code;
  } cases[] = {
    { 401, SIMMER_ERROR_SIGN_IN },      { 403, SIMMER_ERROR_SIGN_IN },
    { 404, SIMMER_ERROR_GONE },         { 410, SIMMER_ERROR_GONE },
    { 429, SIMMER_ERROR_RATE_LIMITED }, { 500, SIMMER_ERROR_UNREACHABLE },
    { 418, SIMMER_ERROR_SERVICE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      simmer_test_server_answer (f->server, "/r/1", cases[i].status, "text/plain", "no", NULL);
      fetch (f, "/r/1", NULL);
      g_assert_error (f->error, SIMMER_ERROR, (int) cases[i].code);
      g_assert_null (f->path);
    }
}

static void
test_inline (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a poem", 6);
  g_autoptr (SimmerResult) result = simmer_result_new_inline (bytes, "text/plain; charset=utf-8");

  fetch_into (f, result, f->folder);
  assert_file (f, "1.txt", "a poem");
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

static void
test_data_addresses (Fixture *f, gconstpointer data)
{
  fetch (f, "data:text/plain;base64,YSBwb2Vt", NULL);
  assert_file (f, "1.txt", "a poem");
  fetch (f, "data:,a%20poem", "text/plain");
  assert_file (f, "1.txt", "a poem");
  fetch (f, "data:broken", NULL);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
}

static void
test_no_such_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerResult) result = simmer_result_new ("/r/1", NULL, NULL);
  g_autofree char *file = g_build_filename (f->folder, "file", NULL);
  g_autofree char *folder = g_build_filename (file, "below", NULL);

  g_file_set_contents (file, "x", 1, NULL);
  fetch_into (f, result, folder);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
  g_assert_false (simmer_error_is_transport (f->error));
}

static void
test_extensions (void)
{
  g_assert_cmpstr (simmer_media_type_get_extension ("IMAGE/PNG; q=1", NULL, 0), ==, ".png");
  g_assert_cmpstr (simmer_media_type_get_extension ("image/pn", NULL, 0), ==, ".bin");
  g_assert_cmpstr (simmer_media_type_get_extension (NULL, NULL, 0), ==, ".bin");
  g_assert_cmpstr (
    simmer_media_type_get_extension ("", (const guint8 *) "%PDF-1.7\n", 9), ==, ".pdf");
}

static void
assert_found (const char *said, const char *head, const char *expected)
{
  g_autofree char *found = simmer_media_type_find (said, (const guint8 *) head, strlen (head));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_media_types (void)
{
  assert_found ("IMAGE/PNG; q=1", "%PDF-1.7\n", "image/png");
  assert_found ("application/octet-stream", "%PDF-1.7\n", "application/pdf");
  assert_found (NULL, PNG, "image/png");
  assert_found ("Video/X-Matroska; codecs=av1", "", "video/x-matroska");
  assert_found ("application/octet-stream", "", NULL);
  assert_found ("", "", NULL);
}

#define add(name, func) g_test_add ("/downloader/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("whole", test_whole);
  add ("extension-by-looking", test_extension_by_looking);
  add ("credential-stays-home", test_credential_stays_home);
  add ("taken-up-again", test_taken_up_again);
  add ("changed-meanwhile", test_changed_meanwhile);
  add ("part-without-validator-is-not-trusted", test_part_without_validator_is_not_trusted);
  add ("refusals-say-why", test_refusals_say_why);
  add ("inline", test_inline);
  add ("data-addresses", test_data_addresses);
  add ("no-such-folder", test_no_such_folder);
  g_test_add_func ("/downloader/extensions", test_extensions);
  g_test_add_func ("/downloader/media-types", test_media_types);

  return g_test_run ();
}
