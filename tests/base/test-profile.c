/* The native profile is whole, and a broken profile is refused with the member and the reason. */

#include "simmer-error.h"
#include "simmer-profile-shelf.h"
#include "simmer-template.h"

#include <string.h>

static SimmerProfile *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return simmer_profile_new_from_bytes (bytes, error);
}

static void
test_native (void)
{
  SimmerProfile *native = simmer_profile_get_native ();
  JsonArray *inputs = simmer_profile_get_inputs (native);
  static const struct
  {
    SimmerVerb verb;
    const char *method;
    const char *path;
  } requests[] = {
    { SIMMER_VERB_SUBMIT, "POST", "/api/v1/generate" },
    { SIMMER_VERB_STATUS, "GET", "/api/v1/generate/status/{id}" },
    { SIMMER_VERB_STATUSES, "GET", "/api/v1/generate/status?ids={ids}" },
    { SIMMER_VERB_CANCEL, "POST", "/api/v1/generate/{id}/cancel" },
    { SIMMER_VERB_RETRY, "POST", "/api/v1/generate/{id}/retry" },
    { SIMMER_VERB_RESULT, "GET", "{+url}" },
  };

  g_assert_true (simmer_profile_get_native () == native);
  g_assert_cmpstr (simmer_profile_get_id (native), ==, "generate-v1");
  g_assert_cmpstr (simmer_profile_get_name (native), !=, "");
  g_assert_cmpstr (simmer_profile_get_auth_header (native), ==, "Authorization");
  g_assert_cmpint (simmer_profile_get_queue_base (native), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      const SimmerRequest *request = simmer_profile_get_request (native, requests[i].verb);

      g_assert_cmpstr (request->method, ==, requests[i].method);
      g_assert_cmpstr (request->paths[0], ==, requests[i].path);
    }

  g_assert_cmpstr (simmer_profile_get_stream (native)->path, ==, "/api/v1/generate/stream");
  g_assert_false (simmer_profile_get_stream (native)->single);
  g_assert_cmpuint (simmer_profile_get_stream (native)->n_kinds, ==, 2);
  g_assert_cmpint (simmer_profile_get_stream (native)->kinds[0], ==, SIMMER_STREAM_WEBSOCKET);
  g_assert_cmpint (simmer_profile_get_stream (native)->kinds[1], ==, SIMMER_STREAM_EVENTS);

  g_assert_cmpuint (json_array_get_length (inputs), >, 3);
  g_assert_cmpstr (
    json_object_get_string_member (json_array_get_object_element (inputs, 0), "name"),
    ==,
    "prompt");
}

/* What the form offers is what the body sends. */
static void
test_native_body (void)
{
  SimmerProfile *native = simmer_profile_get_native ();
  JsonArray *inputs = simmer_profile_get_inputs (native);
  g_autoptr (JsonObject) variables = json_object_new ();
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object;

  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      json_object_set_int_member (
        variables, json_object_get_string_member (input, "name"), (gint64) i);
    }
  body = simmer_template_fill (
    simmer_profile_get_request (native, SIMMER_VERB_SUBMIT)->body, variables, NULL);
  object = json_node_get_object (body);
  g_assert_cmpuint (json_object_get_size (object), ==, json_array_get_length (inputs));
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);

      g_assert_cmpint (
        json_object_get_int_member (object, json_object_get_string_member (input, "name")),
        ==,
        (gint64) i);
    }
}

#define STATUS         "\"requests\":{\"status\":{\"path\":\"/s/{id}\"}}"
#define HEAD           "\"id\":\"x\",\"name\":\"X\","
#define STREAM(value)  "{" HEAD STATUS ",\"stream\":" value "}"
#define INPUT(members) "{" HEAD STATUS ",\"inputs\":[{" members "}]}"

static void
test_small (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = parse ("{" HEAD STATUS "}", &error);
  g_autoptr (SimmerProfile) other = NULL;

  g_assert_no_error (error);
  other = g_boxed_copy (SIMMER_TYPE_PROFILE, profile);
  g_assert_true (other == profile);
  g_assert_null (simmer_profile_get_auth_header (profile));
  g_assert_cmpint (simmer_profile_get_queue_base (profile), ==, 1);
  g_assert_cmpuint (json_array_get_length (simmer_profile_get_inputs (profile)), ==, 0);
  g_assert_null (simmer_profile_get_request (profile, SIMMER_VERB_SUBMIT));
  g_assert_null (simmer_profile_get_stream (profile));
  g_assert_cmpstr (simmer_profile_get_request (profile, SIMMER_VERB_STATUS)->method, ==, "GET");
}

static void
test_stream (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile =
    parse ("{" HEAD STATUS ",\"stream\":{\"path\":\"/s/{id}\",\"kinds\":[\"events\"]}}", &error);
  const SimmerStream *stream;

  g_assert_no_error (error);
  stream = simmer_profile_get_stream (profile);
  g_assert_cmpstr (stream->path, ==, "/s/{id}");
  g_assert_true (stream->single);
  g_assert_cmpuint (stream->n_kinds, ==, 1);
  g_assert_cmpint (stream->kinds[0], ==, SIMMER_STREAM_EVENTS);
}

static void
test_accepts (void)
{
  static const char *const cases[] = {
    "{" HEAD STATUS ",\"$schema\":\"s\",\"description\":\"d\",\"queueBase\":0}",
    "{" HEAD STATUS ",\"auth\":{\"header\":\"X-Key\"}}",
    "{" HEAD "\"requests\":{\"status\":{\"path\":\"{+url}\"}}}",
    "{" HEAD "\"requests\":{\"status\":{\"path\":\"https://h/{id}\"}}}",
    "{" HEAD "\"requests\":{\"status\":{\"path\":\"http://h/{id}\"}}}",
    INPUT ("\"name\":\"a\",\"type\":\"number\",\"minimum\":0.5,\"maximum\":2,\"default\":1"),
    INPUT ("\"name\":\"a\",\"type\":\"number\",\"multipleOf\":0.1,\"default\":0.3"),
    INPUT ("\"name\":\"a\",\"type\":\"boolean\",\"default\":true,\"advanced\":true"),
    INPUT ("\"name\":\"a\",\"type\":\"integer\",\"enum\":[1,2],\"titles\":[\"x\",\"y\"]"),
    INPUT ("\"name\":\"a\",\"type\":\"string\",\"maxLength\":5,\"when\":{\"b\":1}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SimmerProfile) profile = parse (cases[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (profile);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *member;
    const char *reason;
  } cases[] = {
    { "[]", "", "must be a JSON object" },
    { "{", "", "JSON" },
    { "{\"idd\":\"x\"}", "“idd”", "is not known" },
    { "{\"name\":\"X\"}", "“id”", "is missing" },
    { "{\"id\":1}", "“id”", "must be a text" },
    { "{\"id\":\"\"}", "“id”", "is empty" },
    { "{\"id\":\"X Y\",\"name\":\"X\"}", "“id”", "small letters" },
    { "{\"id\":\"x\"}", "“name”", "is missing" },
    { "{" HEAD STATUS ",\"queueBase\":2}", "“queueBase”", "0 or 1" },
    { "{" HEAD STATUS ",\"queueBase\":\"1\"}", "“queueBase”", "0 or 1" },
    { "{" HEAD STATUS ",\"auth\":1}", "“auth”", "object" },
    { "{" HEAD STATUS ",\"auth\":{\"header\":\"A B\"}}", "“auth.header”", "name of a header" },
    { "{" HEAD STATUS ",\"auth\":{\"heder\":\"A\"}}", "“auth.heder”", "is not known" },
    { "{" HEAD STATUS ",\"auth\":{}}", "“auth.header”", "is missing" },
    { "{" HEAD STATUS ",\"auth\":{\"header\":\"A\",\"prefix\":\"\\r\\n\"}}",
      "“auth.prefix”",
      "cannot carry" },
    { "{" HEAD STATUS ",\"auth\":{\"header\":\"A\",\"prefix\":1}}", "“auth.prefix”", "a text" },
    { "{\"id\":\"x\",\"name\":\"X\"}", "“requests”", "object" },
    { "{" HEAD "\"requests\":{}}", "“requests.status”", "is missing" },
    { "{" HEAD "\"requests\":{\"poll\":{}}}", "“requests.poll”", "is not known" },
    { "{" HEAD "\"requests\":{\"status\":1}}", "“requests.status”", "object" },
    { "{" HEAD "\"requests\":{\"status\":{\"url\":1}}}", "“requests.status.url”", "is not known" },
    { "{" HEAD "\"requests\":{\"status\":{}}}", "“requests.status.path”", "is missing" },
    { "{" HEAD "\"requests\":{\"status\":{\"path\":\"s\"}}}", "“requests.status.path”", "slash" },
    { "{" HEAD "\"requests\":{\"status\":{\"method\":\"get\",\"path\":\"/\"}}}",
      "“requests.status.method”",
      "one of: GET" },
    { "{" HEAD "\"requests\":{\"status\":{\"method\":1,\"path\":\"/\"}}}",
      "“requests.status.method”",
      "one of" },
    { STREAM ("1"), "“stream”", "object" },
    { STREAM ("{\"url\":1}"), "“stream.url”", "is not known" },
    { STREAM ("{\"kinds\":[]}"), "“stream.path”", "is missing" },
    { STREAM ("{\"path\":\"s\"}"), "“stream.path”", "slash" },
    { STREAM ("{\"path\":\"/s\"}"), "“stream.kinds”", "list" },
    { STREAM ("{\"path\":\"/s\",\"kinds\":1}"), "“stream.kinds”", "list" },
    { STREAM ("{\"path\":\"/s\",\"kinds\":[]}"), "“stream.kinds”", "is empty" },
    { STREAM ("{\"path\":\"/s\",\"kinds\":[1]}"), "“stream.kinds”", "“websocket”" },
    { STREAM ("{\"path\":\"/s\",\"kinds\":[\"telegraph\"]}"), "“stream.kinds”", "“websocket”" },
    { STREAM ("{\"path\":\"/s\",\"kinds\":[\"events\",\"events\",\"events\"]}"),
      "“stream.kinds”",
      "“websocket”" },
    { "{" HEAD STATUS ",\"inputs\":{}}", "“inputs”", "list" },
    { "{" HEAD STATUS ",\"inputs\":[1]}", "“inputs[0]”", "object" },
    { INPUT ("\"type\":\"string\""), "“inputs[0].name”", "is missing" },
    { INPUT ("\"name\":\"a\""), "“inputs[0].type”", "is missing" },
    { INPUT ("\"name\":\"a\",\"type\":\"text\""), "“inputs[0]”", "type" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"title\":1"), "“inputs[0].title”", "text" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"min\":1"), "“inputs[0].min”", "is not known" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":[]"), "“inputs[0]”", "“enum”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":1"), "“inputs[0]”", "“enum”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":[1]"), "“inputs[0]”", "choice" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"titles\":[]"), "“inputs[0]”", "“titles”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":[\"x\"],\"titles\":1"),
      "“inputs[0]”",
      "“titles”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":[\"x\"],\"titles\":[\"x\",\"y\"]"),
      "“inputs[0]”",
      "do not match" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"enum\":[\"x\"],\"titles\":[1]"),
      "“inputs[0]”",
      "not texts" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"default\":1.5"), "“inputs[0]”", "default" },
    { INPUT ("\"name\":\"a\",\"type\":\"boolean\",\"default\":1"), "“inputs[0]”", "default" },
    { INPUT ("\"name\":\"a\",\"type\":\"number\",\"default\":\"1\""), "“inputs[0]”", "default" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"minimum\":\"1\""), "“inputs[0]”", "limit" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"maximum\":null"), "“inputs[0]”", "limit" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"minimum\":2,\"maximum\":1"),
      "“inputs[0]”",
      "above" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"multipleOf\":0"),
      "“inputs[0]”",
      "“multipleOf”" },
    { INPUT ("\"name\":\"a\",\"type\":\"integer\",\"multipleOf\":8,\"default\":12"),
      "“inputs[0]”",
      "no multiple" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"multiline\":1"), "“inputs[0]”", "switch" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"maxLength\":0"), "“inputs[0]”", "“maxLength”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"maxLength\":\"9\""),
      "“inputs[0]”",
      "“maxLength”" },
    { INPUT ("\"name\":\"a\",\"type\":\"string\",\"when\":1"), "“inputs[0]”", "“when”" },
    { "{" HEAD STATUS ",\"answer\":{\"warning\":{\"path\":\"$.a\",\"equals\":1}}}",
      "“answer.warning.says”",
      "" },
    { "{" HEAD STATUS ",\"inputs\":[{\"name\":\"a\",\"type\":\"string\"},"
      "{\"name\":\"a\",\"type\":\"string\"}]}",
      "“inputs[1]”",
      "another input" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED);
      if (strstr (error->message, cases[i].member) == NULL ||
          strstr (error->message, cases[i].reason) == NULL)
        g_error ("%s: %s", cases[i].text, error->message);
    }
}

/* Where a fault stands, and what is no fault for a reader but was hardly meant. */
static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    guint line;
    const char *where; /* NULL = it is faultless */
    const char *reason;
  } cases[] = {
    { "{\n\"id\":\"x\",\n\"name\":\"X\"\n\"requests\":{\"status\":{\"path\":\"/s\"}}}",
      4,
      "",
      "line 4: a comma is missing" },
    { "{\n\"id\":\"x\",\n\"name\":\"X\",\n\"name\":\"Y\","
      "\"requests\":{\"status\":{\"path\":\"/s\"}}}",
      4,
      "name",
      "twice" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\n\"status\":{\n\"path\":\"/s/{ID}\"}},"
      "\"inputs\":[]}",
      3,
      "requests.status.path",
      "“{ID}”" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\n\"submit\":{"
      "\"method\":\"POST\",\"path\":\"/s\",\n\"body\":{\"a\":[\"{prompt}\"]}}},"
      "\"inputs\":[{\"name\":\"promt\",\"type\":\"string\"}]}",
      3,
      "requests.submit.body.a[0]",
      "“{prompt}”" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/{+place}/{id}\"},"
      "\"submit\":{\"method\":\"POST\",\"path\":\"/s\",\"headers\":{\"X-Key\":\"{key}\"},"
      "\"body\":{\"a\":\"{file}\",\"b\":\"{file.type}\",\"c\":\"{ x }\"},"
      "\"answer\":{\"keep\":{\"place\":\"$.place\"}}}},"
      "\"inputs\":[{\"name\":\"file\",\"type\":\"file\"}]}",
      0,
      NULL,
      NULL },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
      "\"list\":{\"before\":[{\"path\":\"/me\",\"answer\":{\"keep\":{\"me\":\"$.me\"}}}],"
      "\"path\":\"/of/{me}/in/{place}\"}},\"inputs\":[{\"name\":\"place\",\"type\":\"string\"}]}",
      0,
      NULL,
      NULL },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
      "\"list\":{\"before\":[\n{\"path\":\"/of/{nobody}\"}],\"path\":\"/of\"}},\"inputs\":[]}",
      2,
      "requests.list.before[0].path",
      "“{nobody}”" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},\n"
      "\"list\":{\"path\":\"/of\",\n\"before\":[]}}}",
      3,
      "requests.list.before",
      "must be a list of requests" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\n\"status\":{\"path\":\"/s/{id}\","
      "\"before\":[{\"path\":\"/me\"}]}}}",
      2,
      "requests.status",
      "is for lists alone" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
      "\"list\":{\"path\":\"/of\",\"before\":[\n{\"path\":\"/a\",\"before\":[]}]}}}",
      2,
      "requests.list.before[0]",
      "is for lists alone" },
    { "{\"id\":\"x\",\"name\":\"X\",\"requests\":{\"status\":{\"path\":\"/s/{id}\"},"
      "\"list\":{\"path\":\"/of\",\"before\":[\n1]}}}",
      2,
      "requests.list.before[0]",
      "must be an object" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].text, strlen (cases[i].text));
      g_autoptr (GPtrArray) faults = simmer_profile_find_faults (bytes);
      const SimmerFault *fault = faults->len > 0 ? faults->pdata[0] : NULL;

      if (cases[i].where == NULL && fault != NULL)
        g_error ("%s: %s %s", cases[i].text, fault->where, fault->reason);
      if (cases[i].where == NULL)
        continue;
      g_assert_cmpuint (faults->len, ==, 1);
      g_assert_cmpuint (fault->line, ==, cases[i].line);
      g_assert_cmpstr (fault->where, ==, cases[i].where);
      if (strstr (fault->reason, cases[i].reason) == NULL)
        g_error ("%s: %s", cases[i].text, fault->reason);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/native", test_native);
  g_test_add_func ("/profile/native-body", test_native_body);
  g_test_add_func ("/profile/small", test_small);
  g_test_add_func ("/profile/stream", test_stream);
  g_test_add_func ("/profile/accepts", test_accepts);
  g_test_add_func ("/profile/refuses", test_refuses);
  g_test_add_func ("/profile/faults", test_faults);

  return g_test_run ();
}
