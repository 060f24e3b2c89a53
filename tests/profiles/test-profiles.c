/* Each profile that Simmer comes with, held against fixtures in the shapes that its service
 * publishes: the requests that it must make, and how each answer must be read. A profile is proven
 * by its file here alone; docs/profiles.md tells how one is written. */

#include "simmer-error.h"
#include "simmer-filled-request.h"
#include "simmer-json.h"
#include "simmer-profile-shelf.h"
#include "simmer-reader.h"
#include "simmer-request-steps.h"
#include "simmer-template.h"

#include <string.h>

#define CREDENTIAL "KEY"

static JsonNode *
load (const char *id)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *root;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("The profile %s has no fixtures: %s", id, error->message);
  bytes = g_bytes_new (text, length);
  root = simmer_json_parse (bytes, &error);
  if (root == NULL)
    g_error ("%s: %s", path, error->message);

  return root;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

/* Says which members of an expectation are not as they came. */
static void
compare (const char *what, JsonObject *expected, JsonObject *said)
{
  g_autoptr (JsonNode) a = json_node_init_object (json_node_alloc (), expected);
  g_autoptr (JsonNode) b = json_node_init_object (json_node_alloc (), said);
  g_autofree char *wanted = json_to_string (a, TRUE);
  g_autofree char *got = json_to_string (b, TRUE);

  if (!json_node_equal (a, b))
    g_error ("%s\n is   %s\n not  %s", what, got, wanted);
}

static SimmerVerb
get_verb (JsonObject *object, const char *fallback)
{
  const char *word = json_object_get_string_member_with_default (object, "verb", fallback);

  for (int verb = 0; verb < SIMMER_N_VERBS; verb++)
    if (g_str_equal (simmer_verb_to_string (verb), word))
      return (SimmerVerb) verb;
  g_error ("“%s” is no verb", word);
}

static void
add_auth_of (SimmerProfile *profile, const char *credential, JsonObject *headers)
{
  g_autofree char *user = NULL;
  g_autofree char *value = NULL;

  if (simmer_profile_get_auth_header (profile) == NULL)
    return;

  simmer_profile_split_credential (profile, credential, &user, &value);
  json_object_set_string_member (headers, simmer_profile_get_auth_header (profile), value);
  if (user != NULL)
    json_object_set_string_member (headers, simmer_profile_get_auth_user (profile), user);
}

static void
add_auth (SimmerProfile *profile, JsonObject *headers)
{
  add_auth_of (profile,
               simmer_profile_get_auth_user (profile) != NULL ? "USER:" CREDENTIAL : CREDENTIAL,
               headers);
}

/* A fixture calls the boundary of a body in parts BOUNDARY. */
static char *
name_boundary (const char *text, const char *content_type)
{
  const char *boundary = strstr (content_type, "boundary=");
  g_auto (GStrv) pieces = NULL;

  if (boundary == NULL)
    return g_strdup (text);

  pieces = g_strsplit (text, boundary + strlen ("boundary="), -1);
  return g_strjoinv ("BOUNDARY", pieces);
}

static void
add_body (SimmerFilledRequest *filled, JsonObject *said)
{
  g_autoptr (JsonNode) body = NULL;
  gsize length;
  const char *data;

  if (filled->body == NULL)
    return;

  data = g_bytes_get_data (filled->body, &length);
  if (g_str_equal (filled->content_type, "application/json"))
    body = simmer_json_parse (filled->body, NULL);
  else
    {
      g_autofree char *text = g_strndup (data, length);
      g_autofree char *named = name_boundary (text, filled->content_type);
      g_autofree char *type = name_boundary (filled->content_type, filled->content_type);

      json_object_set_string_member (said, "type", type);
      body = json_node_init_string (json_node_alloc (), named);
    }
  json_object_set_member (said, "body", g_steal_pointer (&body));
}

static void
describe_request (SimmerFilledRequest *filled, JsonObject *said)
{
  json_object_set_string_member (said, "method", filled->method);
  json_object_set_string_member (said, "url", filled->uri);
  if (json_object_get_size (filled->headers) > 0)
    json_object_set_object_member (said, "headers", json_object_ref (filled->headers));
  add_body (filled, said);
}

/* A picture whose bytes are the letters FILE. */
static GPtrArray *
make_enclosures (void)
{
  GPtrArray *enclosures = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_enclosure_free);
  SimmerEnclosure *file = simmer_enclosure_new ("/boat.png", "boat.png", "image/png", 4, 0);

  g_free (file->token);
  file->token = g_strdup ("FILE");
  g_ptr_array_add (enclosures, file);

  return enclosures;
}

/* What the service got, and what it answers to that. */
static void
check_step_answer (const char *what,
                   const SimmerRequest *step,
                   SimmerVerb verb,
                   JsonObject *fixture)
{
  JsonNode *answer = json_object_get_member (fixture, "answer");
  g_autofree char *text = answer != NULL ? simmer_json_to_string (answer) : g_strdup ("");
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) none = json_object_new ();
  SimmerAnswer said = {
    .http_status = 200, .content_type = "application/json", .body = body, .variables = none
  };
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (GError) error = NULL;

  kept = simmer_request_step_read_answer (step, verb, &said, &error);
  g_assert_no_error (error);
  compare (what, json_object_get_object_member (fixture, "keep"), kept);
}

/* Each step of each upload has its fixture, in their order; what one keeps, the next has. */
static void
check_uploads (SimmerProfile *profile, JsonObject *root)
{
  GPtrArray *uploads = simmer_profile_get_uploads (profile);
  JsonArray *fixtures = json_object_has_member (root, "uploads")
                          ? json_object_get_array_member (root, "uploads")
                          : NULL;
  g_autoptr (GPtrArray) enclosures = make_enclosures ();
  guint n = 0;

  for (guint i = 0; i < uploads->len; i++)
    {
      const SimmerUpload *upload = uploads->pdata[i];
      g_autoptr (JsonObject) variables = json_object_new ();

      json_object_set_string_member (variables, "file", "FILE");
      json_object_set_string_member (variables, "file.name", "boat.png");
      json_object_set_string_member (variables, "file.type", "image/png");
      json_object_set_string_member (variables, "file.extension", "png");
      for (guint j = 0; upload->steps != NULL && j < upload->steps->len; j++, n++)
        {
          const SimmerRequest *step = upload->steps->pdata[j];
          g_autofree char *what = g_strdup_printf (
            "%s: upload %u of %s", simmer_profile_get_id (profile), j, upload->name);
          g_autoptr (JsonObject) said = json_object_new ();
          g_autoptr (SimmerFilledRequest) filled = NULL;
          g_autoptr (GError) error = NULL;
          JsonObject *fixture;
          JsonObject *keep;
          JsonObjectIter iter;
          const char *name;
          JsonNode *value;

          if (fixtures == NULL || n >= json_array_get_length (fixtures))
            g_error ("%s has no fixture", what);
          fixture = json_array_get_object_element (fixtures, n);
          g_assert_cmpstr (json_object_get_string_member (fixture, "input"), ==, upload->name);
          filled = simmer_filled_request_new_step (
            profile, step, simmer_profile_get_address (profile), variables, enclosures, &error);
          g_assert_no_error (error);
          if (!g_str_has_prefix (step->paths[0], "{+"))
            add_auth (profile, filled->headers);
          describe_request (filled, said);
          compare (what, json_object_get_object_member (fixture, "expect"), said);
          check_step_answer (what, step, SIMMER_VERB_SUBMIT, fixture);

          keep = json_object_get_object_member (fixture, "keep");
          json_object_iter_init (&iter, keep);
          while (json_object_iter_next (&iter, &name, &value))
            json_object_set_member (variables, name, json_node_copy (value));
        }
      if (upload->steps != NULL)
        g_assert_true (simmer_template_has_all (upload->value, variables));
    }
  g_assert_cmpuint (n, ==, fixtures != NULL ? json_array_get_length (fixtures) : 0);
}

/* What is asked before a list: each step has its fixture, and what all of them keep is enough for
 * the list's own address. */
static void
check_before (SimmerProfile *profile, JsonObject *root)
{
  const SimmerRequest *list = simmer_profile_get_request (profile, SIMMER_VERB_LIST);
  GPtrArray *steps = list != NULL ? list->steps : NULL;
  JsonArray *fixtures =
    json_object_has_member (root, "before") ? json_object_get_array_member (root, "before") : NULL;
  g_autoptr (JsonObject) variables = json_object_new ();

  g_assert_cmpuint (
    steps != NULL ? steps->len : 0, ==, fixtures != NULL ? json_array_get_length (fixtures) : 0);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const SimmerRequest *step = steps->pdata[i];
      JsonObject *fixture = json_array_get_object_element (fixtures, i);
      g_autofree char *what =
        g_strdup_printf ("%s: step %u before the list", simmer_profile_get_id (profile), i);
      g_autoptr (JsonObject) said = json_object_new ();
      g_autoptr (SimmerFilledRequest) filled = NULL;
      g_autoptr (GError) error = NULL;
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      filled = simmer_filled_request_new_step (
        profile, step, simmer_profile_get_address (profile), variables, NULL, &error);
      g_assert_no_error (error);
      add_auth (profile, filled->headers);
      describe_request (filled, said);
      compare (what, json_object_get_object_member (fixture, "expect"), said);
      check_step_answer (what, step, SIMMER_VERB_LIST, fixture);
      json_object_iter_init (&iter, json_object_get_object_member (fixture, "keep"));
      while (json_object_iter_next (&iter, &name, &value))
        json_object_set_member (variables, name, json_node_copy (value));
    }
  if (steps != NULL)
    g_assert_true (simmer_template_has_all (list->paths[0], variables));
}

static SimmerVerb
check_request (SimmerProfile *profile, JsonObject *fixture)
{
  SimmerVerb verb = get_verb (fixture, NULL);
  const char *address = json_object_get_string_member_with_default (
    fixture, "address", simmer_profile_get_address (profile));
  JsonObject *variables = json_object_has_member (fixture, "variables")
                            ? json_object_get_object_member (fixture, "variables")
                            : NULL;
  g_autofree char *what =
    g_strdup_printf ("%s: %s", simmer_profile_get_id (profile), simmer_verb_to_string (verb));
  g_autoptr (GPtrArray) enclosures = make_enclosures ();
  g_autoptr (JsonObject) said = json_object_new ();
  g_autoptr (SimmerFilledRequest) filled = NULL;
  g_autoptr (GError) error = NULL;

  filled = simmer_filled_request_new (profile, verb, address, variables, enclosures, &error);
  g_assert_no_error (error);
  if (json_object_has_member (fixture, "credential"))
    add_auth_of (profile, json_object_get_string_member (fixture, "credential"), filled->headers);
  else
    add_auth (profile, filled->headers);
  describe_request (filled, said);
  compare (what, json_object_get_object_member (fixture, "expect"), said);

  return verb;
}

static void
set_text (JsonObject *said, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (said, name, text);
}

/* To the millionth, so that a fixture can say it. */
static void
set_number (JsonObject *said, const char *name, double number)
{
  g_autofree char *text = g_strdup_printf ("%.6f", number);
  double rounded = g_ascii_strtod (text, NULL);

  if (number < 0)
    return;
  if (rounded < 1e15 && (double) (gint64) rounded >= rounded)
    json_object_set_int_member (said, name, (gint64) rounded);
  else
    json_object_set_double_member (said, name, rounded);
}

static void
set_time (JsonObject *said, const char *name, gint64 when)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (when / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format_iso8601 (date);

  if (when > 0)
    json_object_set_string_member (said, name, text);
}

/* A result's address, or its media type and how many bytes it is, or its words. */
static void
set_results (JsonObject *said, GPtrArray *results)
{
  JsonArray *array;

  if (results == NULL)
    return;

  array = json_array_new ();
  for (guint i = 0; i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      GBytes *data = simmer_result_get_data (result);
      const char *type = simmer_result_get_media_type (result);
      g_autofree char *text = NULL;

      if (data == NULL)
        text = g_strdup (simmer_result_get_uri (result));
      else if (g_str_has_prefix (type, "text/") || g_str_equal (type, "application/json"))
        text = g_strdup_printf ("%s: %.*s",
                                type,
                                (int) g_bytes_get_size (data),
                                (const char *) g_bytes_get_data (data, NULL));
      else
        text = g_strdup_printf ("%s: %" G_GSIZE_FORMAT, type, g_bytes_get_size (data));
      json_array_add_string_element (array, text);
    }
  json_object_set_array_member (said, "results", array);
}

static JsonObject *
describe (SimmerReport *report)
{
  JsonObject *said = json_object_new ();
  const char *const *more = simmer_report_get_more_ids (report);
  SimmerTaskStatus status;

  set_text (said, "id", simmer_report_get_remote_id (report));
  if (simmer_report_get_status (report, &status))
    set_text (said, "status", simmer_task_status_to_string (status));
  set_text (said, "unknown", simmer_report_get_unknown_word (report));
  set_number (said, "progress", simmer_report_get_progress (report));
  set_number (said, "queue", simmer_report_get_queue_position (report));
  if (simmer_report_get_queue_position (report) >= 0)
    set_number (said, "queueBase", simmer_report_get_queue_base (report));
  set_number (said, "eta", simmer_report_get_eta (report));
  set_text (said, "message", simmer_report_get_message (report));
  set_text (said, "error", simmer_report_get_error (report));
  set_text (said, "title", simmer_report_get_title (report));
  set_text (said, "kind", simmer_report_get_kind (report));
  set_time (said, "created", simmer_report_get_created (report));
  set_time (said, "started", simmer_report_get_started (report));
  set_time (said, "finished", simmer_report_get_finished (report));
  if (simmer_report_get_attempt (report) > 0)
    set_number (said, "attempt", simmer_report_get_attempt (report));
  if (simmer_report_get_poll_after (report) > 0)
    set_number (said, "pollAfter", (double) simmer_report_get_poll_after (report) / G_USEC_PER_SEC);
  if (simmer_report_get_expires_after (report) > 0)
    set_number (
      said, "expiresAfter", (double) simmer_report_get_expires_after (report) / G_USEC_PER_SEC);
  if (simmer_report_get_kept (report) != NULL)
    json_object_set_object_member (said, "kept", json_object_ref (simmer_report_get_kept (report)));
  set_results (said, simmer_report_get_results (report));
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    {
      if (i == 0)
        json_object_set_array_member (said, "moreIds", json_array_new ());
      json_array_add_string_element (json_object_get_array_member (said, "moreIds"), more[i]);
    }

  return said;
}

static GBytes *
make_body (JsonObject *fixture)
{
  const char *base64 = get_text (fixture, "base64");
  const char *text = get_text (fixture, "text");
  gsize length;
  guint8 *data;
  char *json;

  if (base64 != NULL)
    {
      data = g_base64_decode (base64, &length);
      return g_bytes_new_take (data, length);
    }
  if (json_object_has_member (fixture, "body"))
    {
      json = json_to_string (json_object_get_member (fixture, "body"), FALSE);
      return g_bytes_new_take (json, strlen (json));
    }

  return g_bytes_new (text != NULL ? text : "", text != NULL ? strlen (text) : 0);
}

static GHashTable *
make_headers (JsonObject *fixture)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!json_object_has_member (fixture, "headers"))
    return headers;

  json_object_iter_init (&iter, json_object_get_object_member (fixture, "headers"));
  while (json_object_iter_next (&iter, &name, &value))
    g_hash_table_insert (headers, g_ascii_strdown (name, -1), json_node_dup_string (value));

  return headers;
}

static JsonObject *
describe_many (GPtrArray *reports)
{
  JsonObject *said = json_object_new ();
  JsonArray *tasks = json_array_new ();

  for (guint i = 0; i < reports->len; i++)
    json_array_add_object_element (tasks, describe (g_ptr_array_index (reports, i)));
  json_object_set_array_member (said, "tasks", tasks);

  return said;
}

static JsonObject *
read_many (SimmerProfile *profile, SimmerVerb verb, SimmerAnswer *answer, GError **error)
{
  g_autoptr (GPtrArray) reports = simmer_reader_read_many (profile, verb, answer, error);
  g_autofree char *next = NULL;
  JsonObject *said;

  if (reports == NULL)
    return NULL;

  said = describe_many (reports);
  next = simmer_reader_find_next (profile, verb, answer);
  set_text (said, "next", next);

  return said;
}

static JsonObject *
read_one (SimmerProfile *profile, SimmerVerb verb, SimmerAnswer *answer, GError **error)
{
  g_autoptr (SimmerReport) report = simmer_reader_read (profile, verb, answer, error);

  return report != NULL ? describe (report) : NULL;
}

static void
check_answer (SimmerProfile *profile, JsonObject *fixture)
{
  SimmerVerb verb = get_verb (fixture, "status");
  const char *now = json_object_get_string_member_with_default (fixture, "now", NULL);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when = now != NULL ? g_date_time_new_from_iso8601 (now, utc) : NULL;
  g_autofree char *what =
    g_strdup_printf ("%s: %s", simmer_profile_get_id (profile), get_text (fixture, "name"));
  g_autoptr (GBytes) body = make_body (fixture);
  g_autoptr (GHashTable) headers = make_headers (fixture);
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (GError) error = NULL;
  SimmerAnswer answer = {
    .http_status = (guint) json_object_get_int_member_with_default (fixture, "http", 200),
    .content_type =
      json_object_get_string_member_with_default (fixture, "type", "application/json"),
    .body = body,
    .headers = headers,
    .id = get_text (fixture, "id"),
    .now = when != NULL ? g_date_time_to_unix (when) * G_USEC_PER_SEC : 0,
    .variables = json_object_has_member (fixture, "variables")
                   ? json_object_get_object_member (fixture, "variables")
                   : NULL,
    .key_expires = json_object_get_boolean_member_with_default (fixture, "expired", FALSE) ? 1 : 0,
  };

  said = verb == SIMMER_VERB_LIST || verb == SIMMER_VERB_STATUSES
           ? read_many (profile, verb, &answer, &error)
           : read_one (profile, verb, &answer, &error);
  if (said == NULL)
    {
      said = json_object_new ();
      json_object_set_string_member (
        said, "refused", simmer_error_to_string ((SimmerError) error->code));
      json_object_set_string_member (said, "because", error->message);
    }
  compare (what, json_object_get_object_member (fixture, "expect"), said);
}

/* What the service tells by itself, in its stream. */
static void
check_message (SimmerProfile *profile, JsonObject *fixture)
{
  g_autofree char *what = g_strdup_printf (
    "%s: message: %s", simmer_profile_get_id (profile), get_text (fixture, "name"));
  g_autoptr (GBytes) body = make_body (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports =
    simmer_reader_read_message (profile, get_text (fixture, "id"), body, &error);
  g_autoptr (JsonObject) said = NULL;

  g_assert_no_error (error);
  said = describe_many (reports);
  compare (what, json_object_get_object_member (fixture, "expect"), said);
}

/* Every word that the profile knows must have been seen in an answer. */
static void
check_words (SimmerProfile *profile, JsonNode *fixtures)
{
  g_autofree char *text = json_to_string (fixtures, FALSE);
  const SimmerRules *rules = simmer_profile_get_rules (profile, SIMMER_VERB_STATUS);
  GHashTableIter iter;
  gpointer word;

  for (guint i = 0; rules != NULL && i < rules->status->len; i++)
    {
      SimmerStatusRule *rule = g_ptr_array_index (rules->status, i);
      g_autofree char *folded = g_utf8_casefold (text, -1);

      if (rule->words == NULL)
        continue;
      g_hash_table_iter_init (&iter, rule->words);
      while (g_hash_table_iter_next (&iter, &word, NULL))
        {
          g_autofree char *quoted = g_strdup_printf ("\"%s\"", (char *) word);
          g_autofree char *bare = g_strdup_printf (":%s", (char *) word);

          if (strstr (folded, quoted) == NULL && strstr (folded, bare) == NULL)
            g_error ("%s: no answer says “%s”", simmer_profile_get_id (profile), (char *) word);
        }
    }
}

static void
check_fixtures (SimmerProfile *profile, JsonNode *root)
{
  const char *id = simmer_profile_get_id (profile);
  JsonObject *fixtures = json_node_get_object (root);
  JsonArray *requests = json_object_get_array_member (fixtures, "requests");
  JsonArray *answers = json_object_get_array_member (fixtures, "answers");
  JsonArray *messages = json_object_has_member (fixtures, "messages")
                          ? json_object_get_array_member (fixtures, "messages")
                          : NULL;
  gboolean asked[SIMMER_N_VERBS] = { FALSE };

  for (guint i = 0; i < json_array_get_length (requests); i++)
    asked[check_request (profile, json_array_get_object_element (requests, i))] = TRUE;
  check_uploads (profile, fixtures);
  check_before (profile, fixtures);
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    if (simmer_profile_get_request (profile, (SimmerVerb) i) != NULL && !asked[i])
      g_error ("%s: no request is “%s”", id, simmer_verb_to_string ((SimmerVerb) i));

  for (guint i = 0; i < json_array_get_length (answers); i++)
    check_answer (profile, json_array_get_object_element (answers, i));
  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    check_message (profile, json_array_get_object_element (messages, i));
  check_words (profile, root);
}

static void
test_profile (gconstpointer data)
{
  SimmerProfile *profile = simmer_profile_shelf_get (data);
  g_autoptr (JsonNode) root = load (data);

  g_assert_cmpstr (simmer_profile_get_id (profile), ==, data);
  check_fixtures (profile, root);
}

/* Backends that no rule for all can read; the fixtures bring the profile along that somebody with
 * such a backend would write. */
static void
test_own (gconstpointer data)
{
  g_autofree char *name = g_build_filename ("own", data, NULL);
  g_autoptr (JsonNode) root = load (name);
  JsonNode *member = json_object_get_member (json_node_get_object (root), "profile");
  g_autofree char *text = json_to_string (member, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  check_fixtures (profile, root);
}

static void
add_own (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "own", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *id = g_strndup (name, strlen (name) - strlen (".json"));
      g_autofree char *path = g_strconcat ("/own/", id, NULL);

      g_test_add_data_func_full (path, g_strdup (id), test_own, g_free);
    }
}

int
main (int argc, char *argv[])
{
  const char *const *ids;

  g_test_init (&argc, &argv, NULL);
  ids = simmer_profile_shelf_get_ids ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/profiles/", ids[i], NULL);

      g_test_add_data_func (path, ids[i], test_profile);
    }

  add_own ();

  return g_test_run ();
}
