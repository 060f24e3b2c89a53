/* Files that belong to a submission: how they come to the service, what is never sent where, and
 * what is said when they are not what they were. */

#include "simmer-body-stream.h"
#include "simmer-chosen-file.h"
#include "simmer-client.h"
#include "simmer-test-server.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIAL "sesame"

typedef struct
{
  SimmerTestServer *server;
  SimmerTestServer *other;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  char *folder;
  char *path;
  GPtrArray *bodies; /* (element-type GBytes) */
  GPtrArray *types;
  GPtrArray *versions;
  SimmerReport *report;
  GError *error;
  gboolean done;
} Fixture;

/* What SimmerTestRequest does not keep: bodies with zeros in them, and some headers. */
static void
answer_cb (SimmerTestServer *server,
           SoupServerMessage *message,
           SimmerTestRequest *request,
           gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *away = simmer_test_server_address (f->other, "/bucket?signature=x");
  g_autofree char *text = NULL;

  g_assert_cmpint (soup_message_headers_get_encoding (headers), ==, SOUP_ENCODING_CONTENT_LENGTH);
  g_ptr_array_add (f->bodies, soup_message_body_flatten (body));
  g_ptr_array_add (f->types, g_strdup (soup_message_headers_get_one (headers, "Content-Type")));
  g_ptr_array_add (f->versions, g_strdup (soup_message_headers_get_one (headers, "X-Version")));

  if (g_str_equal (request->path, "/base/uploads"))
    text = g_strdup_printf ("{\"to\":\"%s\",\"fields\":\"{\\\"policy\\\":\\\"p\\\"}\",\"uri\":"
                            "\"service://7\"}",
                            away);
  else if (g_str_equal (request->path, "/base/silent"))
    text = g_strdup ("{}");
  else if (g_str_equal (request->path, "/base/refuse"))
    text = g_strdup ("{\"error\":{\"message\":\"no pictures of boats\"}}");
  else
    text = g_strdup ("{\"id\":\"a\",\"url\":\"https://files.example/1\"}");
  soup_server_message_set_status (
    message, g_str_has_suffix (request->path, "/refuse") ? 422 : 200, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
clear (Fixture *f)
{
  g_clear_pointer (&f->report, simmer_report_unref);
  g_clear_error (&f->error);
  g_ptr_array_set_size (f->bodies, 0);
  g_ptr_array_set_size (f->types, 0);
  g_ptr_array_set_size (f->versions, 0);
  simmer_test_server_forget (f->server);
  simmer_test_server_forget (f->other);
  f->done = FALSE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->server = simmer_test_server_new ();
  f->other = simmer_test_server_new ();
  simmer_test_server_set_func (f->server, answer_cb, f);
  simmer_test_server_set_func (f->other, answer_cb, f);
  f->http = simmer_http_new ();
  f->folder = g_dir_make_tmp ("simmer-files-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "a \"boat\".png", NULL);
  f->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  f->types = g_ptr_array_new_with_free_func (g_free);
  f->versions = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  clear (f);
  g_clear_pointer (&f->bodies, g_ptr_array_unref);
  g_clear_pointer (&f->types, g_ptr_array_unref);
  g_clear_pointer (&f->versions, g_ptr_array_unref);
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->path);
  g_free (f->folder);
  if (f->client != NULL)
    g_assert_finalize_object (f->client);
  if (f->account != NULL)
    g_assert_finalize_object (f->account);
  g_assert_finalize_object (f->http);
  g_assert_finalize_object (f->server);
  g_assert_finalize_object (f->other);
}

static void
use (Fixture *f, const char *submit, const char *input)
{
  g_autofree char *text = g_strdup_printf (
    "{\"id\":\"x\",\"name\":\"X\",\"auth\":{\"header\":\"Authorization\"},"
    "\"headers\":{\"X-Version\":\"9\"},\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
    "\"submit\":{\"method\":\"POST\",%s}},\"answer\":{\"id\":\"$.id\"},"
    "\"inputs\":[{\"name\":\"picture\",\"type\":\"file\"%s}]}",
    submit,
    input);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autofree char *address = simmer_test_server_address (f->server, "/base");
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  f->account = simmer_account_new ("x", "X", profile, address);
  simmer_account_set_credential (f->account, CREDENTIAL);
  f->client = simmer_client_new (f->http, f->account);
}

/* Bytes of all values, the like of which no text has. */
static GBytes *
write_file (Fixture *f, gsize size)
{
  guint8 *data = g_malloc (size);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) ((i * 7 + i / 251) & 0xff);
  g_file_set_contents (f->path, (const char *) data, (gssize) size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static JsonObject *
choose (Fixture *f)
{
  g_autoptr (GFile) file = g_file_new_for_path (f->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerEnclosure) enclosure = simmer_chosen_file_look (file, &error);
  JsonObject *inputs = json_object_new ();

  g_assert_no_error (error);
  json_object_set_member (inputs, "picture", simmer_enclosure_to_json (enclosure));

  return inputs;
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->report = simmer_client_report_finish (SIMMER_CLIENT (source), result, &f->error);
  f->done = TRUE;
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (SimmerParcel) parcel =
    simmer_client_pack_finish (SIMMER_CLIENT (source), result, &f->error);

  if (parcel == NULL)
    f->done = TRUE;
  else
    simmer_client_submit_async (SIMMER_CLIENT (source), parcel, NULL, NULL, reported_cb, f);
}

static void
submit (Fixture *f, JsonObject *inputs)
{
  f->done = FALSE;
  simmer_client_pack_async (f->client, inputs, NULL, packed_cb, f);
  simmer_test_wait (f->done);
}

static gboolean
contains (GBytes *whole, const void *part, gsize length)
{
  gsize size;
  const void *data = g_bytes_get_data (whole, &size);

  return memmem (data, size, part, length) != NULL;
}

static const gsize sizes[] = { 0, 1, 2, 3, 4, 16383, 49151, 49152, 49153, 300001 };

static void
test_part (Fixture *f, gconstpointer data)
{
  use (
    f,
    "\"path\":\"/n\",\"bodyType\":\"multipart\",\"body\":{\"mode\":\"x\",\"image\":\"{picture}\","
    "\"name\":\"{picture.name}\"}",
    "");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) file = write_file (f, sizes[i]);
      g_autoptr (JsonObject) inputs = choose (f);
      const char *head = "Content-Disposition: form-data; name=\"image\"; "
                         "filename=\"a %22boat%22.png\"\r\nContent-Type: image/png\r\n\r\n";
      g_autoptr (GByteArray) part = g_byte_array_new ();

      clear (f);
      submit (f, inputs);
      g_assert_no_error (f->error);
      g_assert_cmpstr (simmer_report_get_remote_id (f->report), ==, "a");
      g_assert_true (g_str_has_prefix (f->types->pdata[0], "multipart/form-data; boundary="));
      g_byte_array_append (part, (const guint8 *) head, (guint) strlen (head));
      g_byte_array_append (part, g_bytes_get_data (file, NULL), (guint) sizes[i]);
      g_byte_array_append (part, (const guint8 *) "\r\n--", 4);
      g_assert_true (contains (f->bodies->pdata[0], part->data, part->len));
      g_assert_true (contains (f->bodies->pdata[0], "\r\n\r\na \"boat\".png\r\n", 18));
      g_assert_cmpstr (
        simmer_test_server_get_request (f->server, 0)->authorization, ==, CREDENTIAL);
    }
}

static JsonObject *
parse_body (Fixture *f, guint index, JsonParser *parser)
{
  gsize size;
  const char *text = g_bytes_get_data (f->bodies->pdata[index], &size);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, (gssize) size, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_base64 (Fixture *f, gconstpointer data)
{
  gboolean bare = data != NULL;

  use (f,
       "\"path\":\"/n\",\"body\":{\"image\":\"{picture}\",\"type\":\"{picture.type}\"}",
       bare ? ",\"as\":\"base64\"" : "");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) file = write_file (f, sizes[i]);
      g_autoptr (JsonObject) inputs = choose (f);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *expected =
        g_base64_encode (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
      g_autofree char *uri = g_strconcat ("data:image/png;base64,", expected, NULL);
      JsonObject *body;

      clear (f);
      submit (f, inputs);
      g_assert_no_error (f->error);
      g_assert_cmpstr (f->types->pdata[0], ==, "application/json");
      body = parse_body (f, 0, parser);
      g_assert_cmpstr (json_object_get_string_member (body, "image"), ==, bare ? expected : uri);
      g_assert_cmpstr (json_object_get_string_member (body, "type"), ==, "image/png");
    }
}

static void
test_words (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (JsonObject) again = NULL;

  use (f, "\"path\":\"/n\",\"body\":{\"script\":\"{picture}\"}", ",\"as\":\"text\"");
  g_assert_true (g_file_set_contents (f->path, "echo \"ä\"\n", -1, NULL));
  inputs = choose (f);
  submit (f, inputs);
  g_assert_no_error (f->error);
  g_assert_cmpstr (
    json_object_get_string_member (parse_body (f, 0, parser), "script"), ==, "echo \"ä\"\n");

  clear (f);
  g_assert_true (g_file_set_contents (f->path, "\xff\xfe", 2, NULL));
  again = choose (f);
  submit (f, again);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

static void
test_json (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) inputs = NULL;
  g_autoptr (JsonObject) again = NULL;
  JsonObject *graph;

  use (f, "\"path\":\"/n\",\"body\":{\"graph\":\"{picture}\"}", ",\"as\":\"json\"");
  g_assert_true (g_file_set_contents (f->path, "{\"nodes\": [1, {\"a\": null}]}", -1, NULL));
  inputs = choose (f);
  submit (f, inputs);
  g_assert_no_error (f->error);
  graph = json_object_get_object_member (parse_body (f, 0, parser), "graph");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (graph, "nodes")), ==, 2);

  clear (f);
  g_assert_true (g_file_set_contents (f->path, "{\"nodes\":", -1, NULL));
  again = choose (f);
  submit (f, again);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

#define PRESIGNED                                                                         \
  ",\"upload\":[{\"method\":\"POST\",\"path\":\"/uploads\",\"body\":{\"filename\":"       \
  "\"{file.name}\",\"size\":\"{file.size}\"},\"answer\":{\"keep\":{\"to\":\"$.to\","      \
  "\"fields\":\"$.fields\",\"uri\":\"$.uri\"}}},{\"method\":\"POST\",\"path\":\"{+to}\"," \
  "\"bodyType\":\"multipart\",\"body\":{\"...\":\"{fields}\",\"file\":\"{file}\"}}],"     \
  "\"value\":\"{uri}\""

/* To where the service says, and without the credential there. */
static void
test_ahead (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonParser) last = json_parser_new ();
  g_autoptr (GBytes) file = write_file (f, 100000);
  g_autoptr (JsonObject) inputs = choose (f);
  SimmerTestRequest *away;
  JsonObject *body;

  use (f, "\"path\":\"/n\",\"body\":{\"image\":\"{picture}\"}", PRESIGNED);
  submit (f, inputs);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->bodies->len, ==, 3);

  body = parse_body (f, 0, parser);
  g_assert_cmpstr (json_object_get_string_member (body, "filename"), ==, "a \"boat\".png");
  g_assert_cmpint (json_object_get_int_member (body, "size"), ==, 100000);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->authorization, ==, CREDENTIAL);
  g_assert_cmpstr (f->versions->pdata[0], ==, "9");

  away = simmer_test_server_get_request (f->other, 0);
  g_assert_cmpstr (away->path, ==, "/bucket");
  g_assert_cmpstr (away->query, ==, "signature=x");
  g_assert_null (away->authorization);
  g_assert_null (f->versions->pdata[1]);
  g_assert_true (
    contains (f->bodies->pdata[1], g_bytes_get_data (file, NULL), g_bytes_get_size (file)));
  g_assert_true (contains (f->bodies->pdata[1], "name=\"policy\"\r\n\r\np\r\n", 20));

  body = parse_body (f, 2, last);
  g_assert_cmpstr (json_object_get_string_member (body, "image"), ==, "service://7");
}

/* The bytes alone are the body. */
static void
test_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) file = write_file (f, 70000);
  g_autoptr (JsonObject) inputs = choose (f);

  use (f,
       "\"path\":\"/n\",\"body\":{\"audio_url\":\"{picture}\"}",
       ",\"upload\":[{\"method\":\"POST\",\"path\":\"/bytes\",\"bodyType\":\"file\",\"body\":"
       "\"{file}\",\"answer\":{\"keep\":{\"url\":\"$.url\"}}}],\"value\":\"{url}\"");
  submit (f, inputs);
  g_assert_no_error (f->error);
  g_assert_true (g_bytes_equal (f->bodies->pdata[0], file));
  g_assert_cmpstr (f->types->pdata[0], ==, "image/png");
  g_assert_cmpstr (json_object_get_string_member (parse_body (f, 1, parser), "audio_url"),
                   ==,
                   "https://files.example/1");
}

static void
test_not_taken (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *path;
    SimmerError code;
    const char *words;
  } cases[] = {
    { "/refuse", SIMMER_ERROR_SERVICE, "no pictures of boats" },
    { "/silent", SIMMER_ERROR_MALFORMED, "what it calls the file" },
  };
  g_autoptr (GBytes) file = write_file (f, 10);
  g_autoptr (JsonObject) inputs = choose (f);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *input = g_strdup_printf (
        ",\"upload\":[{\"method\":\"POST\",\"path\":\"%s\",\"bodyType\":\"file\",\"body\":"
        "\"{file}\",\"answer\":{\"keep\":{\"url\":\"$.url\"}}}],\"value\":\"{url}\"",
        cases[i].path);

      g_clear_object (&f->client);
      g_clear_object (&f->account);
      use (f, "\"path\":\"/n\",\"body\":{\"audio_url\":\"{picture}\"}", input);
      clear (f);
      submit (f, inputs);
      g_assert_error (f->error, SIMMER_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (f->error->message, cases[i].words));
      g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/base/n"), ==, 0);
    }
}

/* What is no file but an address goes as it is; what is not there is left out. */
static void
test_no_file (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonParser) bare = json_parser_new ();
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (JsonObject) none = json_object_new ();

  use (f,
       "\"path\":[{\"path\":\"/with\",\"with\":\"picture\"},\"/without\"],"
       "\"body\":{\"a\":1,\"image?\":{\"url\":\"{picture}\",\"kind\":\"first\"}}",
       "");
  json_object_set_string_member (inputs, "picture", "https://example.com/1.png");
  submit (f, inputs);
  g_assert_no_error (f->error);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->path, ==, "/base/with");
  g_assert_cmpstr (json_object_get_string_member (
                     json_object_get_object_member (parse_body (f, 0, parser), "image"), "url"),
                   ==,
                   "https://example.com/1.png");

  clear (f);
  submit (f, none);
  g_assert_no_error (f->error);
  g_assert_cmpstr (simmer_test_server_get_request (f->server, 0)->path, ==, "/base/without");
  g_assert_false (json_object_has_member (parse_body (f, 0, bare), "image"));
}

/* Between the choice and the sending lies the journal, perhaps for days. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = write_file (f, 1000);
  g_autoptr (JsonObject) inputs = choose (f);
  g_autoptr (GBytes) longer = NULL;

  use (f, "\"path\":\"/n\",\"body\":{\"image\":\"{picture}\"}", "");
  longer = write_file (f, 1001);
  submit (f, inputs);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_assert_nonnull (strstr (f->error->message, "has changed"));

  clear (f);
  g_unlink (f->path);
  submit (f, inputs);
  g_assert_error (f->error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_assert_nonnull (strstr (f->error->message, "not there any more"));
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, 0);
}

/* A file that loses its end while it goes out: the request never ends as if it were whole. */
static void
test_cut_short (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = write_file (f, 200000);
  g_autoptr (GFile) place = g_file_new_for_path (f->path);
  g_autoptr (GPtrArray) enclosures =
    g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_enclosure_free);
  g_autoptr (GError) error = NULL;
  SimmerEnclosure *enclosure = simmer_chosen_file_look (place, &error);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *text = NULL;
  char buffer[4096];
  gssize n;

  g_assert_no_error (error);
  g_ptr_array_add (enclosures, enclosure);
  text = g_strdup_printf ("<%s>", enclosure->token);
  body = g_bytes_new (text, strlen (text));
  stream = simmer_body_stream_new (body, enclosures);
  g_assert_cmpint (simmer_body_stream_get_length (SIMMER_BODY_STREAM (stream)), ==, 200000 + 2);
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, NULL, NULL), >, 0);
  g_assert_cmpint (truncate (f->path, 100000), ==, 0);
  do
    n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error);
  while (n > 0);
  g_assert_cmpint (n, ==, -1);
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_assert_nonnull (simmer_body_stream_get_error (SIMMER_BODY_STREAM (stream)));
}

static void
test_look (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) limits =
    json_from_string ("{\"maxBytes\":999,\"accept\":[\"image/*\",\"audio/mpeg\"]}", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);
  g_autoptr (GFile) place = g_file_new_for_path (f->path);
  g_autoptr (GFile) away = g_file_new_for_uri ("sftp://example.com/boat.png");
  g_autoptr (GBytes) file = NULL;
  g_autoptr (SimmerEnclosure) enclosure = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (SimmerEnclosure) again = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *input = json_node_get_object (limits);

  g_assert_null (simmer_chosen_file_look (place, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (simmer_chosen_file_look (folder, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (simmer_chosen_file_look (away, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_FILE);
  g_clear_error (&error);

  file = write_file (f, 1000);
  enclosure = simmer_chosen_file_look (place, &error);
  g_assert_no_error (error);
  g_assert_false (simmer_chosen_file_fits (enclosure, input, &error));
  g_assert_nonnull (strstr (error->message, "too large"));
  g_clear_error (&error);
  json_object_set_int_member (input, "maxBytes", 1000);
  g_assert_true (simmer_chosen_file_fits (enclosure, input, &error));

  node = simmer_enclosure_to_json (enclosure);
  again = simmer_enclosure_new_from_json (node);
  g_assert_cmpstr (again->path, ==, f->path);
  g_assert_cmpstr (again->type, ==, "image/png");
  g_assert_cmpint (again->size, ==, 1000);
  g_assert_cmpint (again->modified, ==, enclosure->modified);
  json_object_set_string_member (json_node_get_object (node), "type", "image/png\r\nX: y");
  g_assert_null (simmer_enclosure_new_from_json (node));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func, data) g_test_add (name, Fixture, data, set_up, func, tear_down)

  ADD ("/files/part", test_part, NULL);
  ADD ("/files/data-uri", test_base64, NULL);
  ADD ("/files/base64", test_base64, "bare");
  ADD ("/files/words", test_words, NULL);
  ADD ("/files/json", test_json, NULL);
  ADD ("/files/ahead", test_ahead, NULL);
  ADD ("/files/bytes", test_bytes, NULL);
  ADD ("/files/not-taken", test_not_taken, NULL);
  ADD ("/files/no-file", test_no_file, NULL);
  ADD ("/files/changed", test_changed, NULL);
  ADD ("/files/cut-short", test_cut_short, NULL);
  ADD ("/files/look", test_look, NULL);

  return g_test_run ();
}
