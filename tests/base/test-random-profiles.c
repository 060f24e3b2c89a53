/* Broken profiles: those that Simmer comes with, mutated at random. None may crash or hang the
 * checker, and one that the checker takes must be safe to ask and to read with. The seed is
 * printed;
 * --seed repeats a run, SIMMER_RANDOM_ROUNDS makes it a long one. */

#include "simmer-error.h"
#include "simmer-filled-request.h"
#include "simmer-json.h"
#include "simmer-profile-shelf.h"
#include "simmer-reader.h"
#include "mutation.h"

#include <string.h>

#define DEFAULT_ROUNDS 3000

static const char *const answers[] = {
  "{\"id\":\"a\",\"status\":\"succeeded\",\"output\":[\"https://h/a.png\",{\"b\":[1,2]}],"
  "\"error\":{\"message\":\"no\"},\"progress\":33,\"queue_position\":2}",
  "{\"status\":\"COMPLETED\",\"response_url\":\"https://queue.fal.run/a/b/requests/c\",\"data\":"
  "[{\"id\":7,\"status\":\"queued\"},null,[],\"x\"],\"results\":{\"a\":{\"status\":\"failed\"}}}",
  "[{\"id\":\"a\"}]",
  "7",
  "\"\"",
  "null",
  "{}",
  "",
};

/* What a mutation rarely hits: the constructs themselves, put in the wrong places. */
static const char *const constructs[] = {
  "\"path\":\"$..*\",",
  "\"path\":\"$[-1]\",",
  "\"path\":\"$[7][0]\",",
  "\"path\":[\"$.a[*].b\",\"$['x']\"],",
  "\"matches\":\"(a+)+$\",",
  "\"all\":[{\"path\":\"$\",\"exists\":true}],",
  "\"words\":{\"7\":\"COMPLETED\"},",
  "\"items\":\"$\",",
  "\"task\":\"$[0]\",",
  "\"results\":[{\"path\":\"$..*\"}],",
  "\"body\":true,",
  "\"http\":[200,404],",
  "\"...\":\"{options}\",",
  "\"from\":\"{id}{id}\",",
  "\"scale\":1e-300,",
  "\"base\":1,",
  "\"states\":[],",
};

static void
break_profile (GString *text, GRand *random)
{
  int n = g_rand_int_range (random, 0, 4);

  for (int i = 0; i < n; i++)
    mutate (text, random);
  for (int i = g_rand_int_range (random, 0, 3); i > 0; i--)
    {
      const char *construct =
        constructs[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (constructs))];
      const char *brace =
        strchr (text->str + g_rand_int_range (random, 0, (gint32) text->len + 1), '{');

      if (brace != NULL)
        g_string_insert (text, brace - text->str + 1, construct);
    }
}

static void
check_faults (GBytes *bytes, gboolean usable)
{
  g_autoptr (GPtrArray) faults = simmer_profile_find_faults (bytes);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  guint lines = 1;

  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n';
  /* What can be used may still hold what was hardly meant. */
  g_assert_true (usable || faults->len > 0);
  for (guint i = 0; i < faults->len; i++)
    {
      SimmerFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpstr (fault->reason, !=, "");
      g_assert_true (g_utf8_validate (fault->reason, -1, NULL));
      g_assert_cmpuint (fault->line, >=, 1);
      g_assert_cmpuint (fault->line, <=, lines);
    }
}

static void
fill_requests (SimmerProfile *profile, JsonObject *variables)
{
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    {
      g_autoptr (SimmerFilledRequest) filled = NULL;
      g_autoptr (GError) error = NULL;

      if (simmer_profile_get_request (profile, (SimmerVerb) i) == NULL)
        continue;
      filled = simmer_filled_request_new (
        profile, (SimmerVerb) i, "https://h/base", variables, NULL, &error);
      g_assert_true ((filled == NULL) == (error != NULL));
    }
}

static void
read_answers (SimmerProfile *profile, GRand *random, JsonObject *variables)
{
  static const guint statuses[] = { 200, 201, 400, 404, 422, 500 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (answers[i], strlen (answers[i]));
      SimmerVerb verb = (SimmerVerb) g_rand_int_range (random, 0, SIMMER_N_VERBS);
      SimmerAnswer answer = {
        .http_status = statuses[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (statuses))],
        .content_type = "application/json",
        .body = body,
        .id = "a",
        .now = G_USEC_PER_SEC,
        .variables = variables,
      };
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) errors = NULL;
      g_autoptr (SimmerReport) report = simmer_reader_read (profile, verb, &answer, &error);
      g_autoptr (GPtrArray) reports =
        simmer_reader_read_many (profile, SIMMER_VERB_LIST, &answer, &errors);
      g_autofree char *next = simmer_reader_find_next (profile, SIMMER_VERB_LIST, &answer);

      g_assert_true ((report == NULL) == (error != NULL));
      g_assert_true ((reports == NULL) == (errors != NULL));
      if (report == NULL)
        continue;
      g_assert_cmpfloat (simmer_report_get_progress (report), <=, 1);
      g_assert_true (simmer_report_get_progress (report) == -1 ||
                     simmer_report_get_progress (report) >= 0);
      g_assert_cmpint (simmer_report_get_poll_after (report), >=, 0);
    }
}

static void
test_profiles (void)
{
  gint64 rounds = mutation_rounds (DEFAULT_ROUNDS);
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) variables = json_object_new ();
  const char *const *ids = simmer_profile_shelf_get_ids ();
  guint usable = 0;

  json_object_set_string_member (variables, "id", "a/b?c");
  json_object_set_string_member (variables, "prompt", "x\r\ny: z");
  json_object_set_object_member (variables, "options", json_object_new ());
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat (ids[i], ".json", NULL);
      g_autofree char *path =
        g_build_filename (g_getenv ("SIMMER_SOURCE_DIR"), "data", "profiles", name, NULL);
      g_autoptr (GError) error = NULL;
      char *text = NULL;

      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_add (texts, text);
    }

  g_test_message ("seed %u", seed);
  for (gint64 i = 0; i < rounds; i++)
    {
      g_autoptr (GString) text =
        g_string_new (texts->pdata[g_rand_int_range (random, 0, (gint32) texts->len)]);
      g_autoptr (SimmerProfile) profile = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      break_profile (text, random);
      bytes = g_bytes_new (text->str, text->len);
      profile = simmer_profile_new_from_bytes (bytes, &error);
      g_assert_true ((profile == NULL) == (error != NULL));
      check_faults (bytes, profile != NULL);
      if (profile == NULL)
        continue;
      usable++;
      fill_requests (profile, variables);
      read_answers (profile, random, variables);
    }

  /* Else it would be a test of the checker alone. */
  g_assert_cmpuint (usable, >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/profiles", test_profiles);

  return g_test_run ();
}
