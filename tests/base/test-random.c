/* Broken answers: shapes of real ones, mutated at random. Nothing may crash, hang, or say something
 * that a report cannot say. The seed is printed; --seed repeats a run, SIMMER_RANDOM_ROUNDS makes
 * it a long one. */

#include "simmer-budget.h"
#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-profile-shelf.h"
#include "simmer-reader.h"
#include "mutation.h"

#include <string.h>

#define DEFAULT_ROUNDS 20000

static const char *const seeds[] = {
  "{\"taskId\":\"g1\",\"status\":\"IN_PROGRESS\",\"progress\":0.42,\"queuePosition\":3,"
  "\"etaSeconds\":7.5,\"message\":\"Painting.\",\"error\":null,\"results\":[],\"attempt\":1,"
  "\"createdAt\":\"2031-05-04T10:00:00.123Z\"}",
  "{\"success\":true,\"data\":{\"id\":\"a\",\"status\":\"completed\",\"output\":["
  "\"https://h/a.png\",\"data:image/png;base64,iVBORw0KGgo=\"]},\"message\":\"ok\"}",
  "{\"code\":404,\"message\":\"no such task\",\"data\":null}",
  "[{\"id\":\"a\",\"status\":\"done\",\"url\":\"/a\"},{\"id\":\"b\",\"status\":\"failed\","
  "\"error\":[{\"msg\":\"no\"},\"\\ud83d\\ude00\"]}]",
  "{\"tasks\":[{\"id\":1,\"state\":\"queued\",\"position\":2},{\"id\":2,\"done\":true,"
  "\"response\":{\"v\":[{\"uri\":\"/f\"}]}}],\"missed\":[\"c\"]}",
  "{\"done\":false,\"processing\":1,\"progress\":{\"done\":1,\"total\":4},\"wait_time\":9e0}",
  "{\"status\":\"done\",\"result\":{\"status\":\"error\",\"message\":\"no room\"}}",
  "{\"id\":\"x\",\"name\":\"X\",\"auth\":{\"header\":\"A\",\"prefix\":\"B \"},\"requests\":"
  "{\"status\":{\"path\":\"/s/{id}\"}},\"inputs\":[{\"name\":\"a\",\"type\":\"string\"}]}",
};

static void
check_error (const GError *error)
{
  g_assert_true (error->domain == SIMMER_ERROR);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_report (SimmerReport *report)
{
  double progress = simmer_report_get_progress (report);
  const char *const texts[] = {
    simmer_report_get_message (report), simmer_report_get_error (report),
    simmer_report_get_title (report),   simmer_report_get_unknown_word (report),
    simmer_report_get_kind (report),    simmer_report_get_remote_id (report),
  };

  g_assert_true (progress == -1 || (progress >= 0 && progress <= 1));
  g_assert_cmpint (simmer_report_get_queue_position (report), >=, -1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (texts[i] == NULL || g_utf8_validate (texts[i], -1, NULL));
  g_assert_true (texts[0] == NULL || g_utf8_strlen (texts[0], -1) <= 300);
  g_assert_true (texts[1] == NULL || g_utf8_strlen (texts[1], -1) <= 300);
}

static void
read_one (GBytes *body, GRand *random)
{
  static const guint statuses[] = { 200, 202, 400, 404, 409, 422, 429, 500, 503 };
  guint http_status = statuses[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (statuses))];
  SimmerVerb verb = (SimmerVerb) g_rand_int_range (random, 0, SIMMER_N_VERBS);
  g_autoptr (GError) error = NULL;
  SimmerAnswer answer = { .http_status = http_status,
                          .content_type = "application/json",
                          .body = body };
  g_autoptr (SimmerReport) report =
    simmer_reader_read (simmer_profile_get_native (), verb, &answer, &error);

  g_assert_true ((report == NULL) == (error != NULL));
  if (report != NULL)
    check_report (report);
  else
    check_error (error);
}

static void
read_many (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  SimmerAnswer answer = { .http_status = 200, .body = body };
  g_autoptr (GPtrArray) reports =
    simmer_reader_read_many (simmer_profile_get_native (), SIMMER_VERB_STATUSES, &answer, &error);

  g_assert_true ((reports == NULL) == (error != NULL));
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      check_report (g_ptr_array_index (reports, i));
      g_assert_nonnull (simmer_report_get_remote_id (g_ptr_array_index (reports, i)));
    }
  if (error != NULL)
    check_error (error);
}

static void
test_answers (void)
{
  gint64 rounds = mutation_rounds (DEFAULT_ROUNDS);
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (gint64 i = 0; i < rounds; i++)
    {
      g_autoptr (GString) text =
        g_string_new (seeds[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (seeds))]);
      g_autoptr (SimmerProfile) profile = NULL;
      g_autoptr (GBytes) body = NULL;
      int n = g_rand_int_range (random, 1, 6);

      for (int j = 0; j < n; j++)
        mutate (text, random);
      body = g_bytes_new (text->str, text->len);
      read_one (body, random);
      read_many (body);
      profile = simmer_profile_new_from_bytes (body, NULL);
      simmer_budget_parse_retry_after (text->str, (gint64) i * G_USEC_PER_SEC);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/answers", test_answers);

  return g_test_run ();
}
