/* Whatever is no question comes in by the same gate: orders, what an answer leads to, files that
 * are brought to a service, results that are fetched. */

#include "poller-fixture.h"

#include "simmer-chosen-file.h"
#include "simmer-test-folder.h"

#include <string.h>

/* What a request that was made by a client comes to. */
typedef struct
{
  gboolean done;
  GError *error;
} Outcome;

typedef struct
{
  PollFixture *f;
  guint status;            /* of all answers */
  const char *retry_after; /* nullable */
  const char *only;        /* (nullable): the path of which these two are said */
  GPtrArray *paths;        /* utf8: what was asked, in this order */
} World;

static void
world_cb (SimmerTestServer *server,
          SoupServerMessage *message,
          SimmerTestRequest *request,
          gpointer user_data)
{
  World *w = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean said = w->only == NULL || g_str_has_prefix (request->path, w->only);
  const char *body = "{\"status\":\"COMPLETED\"}";

  g_ptr_array_add (w->paths, g_strdup (request->path));
  if (g_str_has_prefix (request->path, "/outcome/"))
    body = "{\"url\":\"/r/1\"}";
  else if (g_str_has_prefix (request->path, "/r/"))
    body = "PNG";
  else if (g_str_equal (request->path, "/list"))
    body = "{\"t\":[{\"id\":\"a\",\"status\":\"PENDING\"}],\"next\":\"two\"}";
  else if (g_str_equal (request->path, "/list/two"))
    body = "{\"t\":[{\"id\":\"b\",\"status\":\"PENDING\"}]}";
  else if (g_str_has_prefix (request->path, "/upload/"))
    body = "{\"at\":\"file:7\"}";
  soup_server_message_set_status (message, said ? w->status : 200, NULL);
  if (said && w->retry_after != NULL)
    soup_message_headers_replace (headers, "Retry-After", w->retry_after);
  soup_message_headers_replace (headers, "Content-Type", "application/json");
  soup_message_body_append (
    soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, body, strlen (body));
}

static void
world_init_with (World *w, PollFixture *f, const char *more, const char *before)
{
  g_autofree char *text = g_strdup_printf (
    "{\"id\":\"full\",\"name\":\"Full\",%s\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"/submit\",\"body\":{\"p\":\"{prompt}\"}},"
    "\"status\":{\"path\":\"/status/{id}\"},"
    "\"list\":{%s\"path\":[\"/list/{cursor}\",\"/list\"],"
    "\"page\":{\"next\":\"$.next\",\"as\":\"cursor\"},"
    "\"answer\":{\"items\":\"$.t\",\"id\":\"$.id\"}},"
    "\"outcome\":{\"path\":\"/outcome/{id}\","
    "\"answer\":{\"status\":null,\"results\":[{\"path\":\"$.url\"}]}}}}",
    more,
    before);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_new_from_bytes (bytes, &error);
  g_autofree char *address = g_strdup (simmer_account_get_address (f->account));

  g_assert_no_error (error);
  g_assert_finalize_object (f->client);
  g_assert_finalize_object (f->account);
  f->account = simmer_account_new ("test", "Test", profile, address);
  f->client = simmer_client_new (f->http, f->account);
  simmer_poller_attend (f->poller, f->client);
  *w = (World){ .f = f, .status = 200, .paths = g_ptr_array_new_with_free_func (g_free) };
  simmer_test_server_set_func (f->server, world_cb, w);
}

static void
world_init (World *w, PollFixture *f, const char *more)
{
  world_init_with (w, f, more, "");
}

static void
world_clear (World *w)
{
  g_ptr_array_unref (w->paths);
}

static guint
count (World *w, const char *prefix)
{
  guint n = 0;

  for (guint i = 0; i < w->paths->len; i++)
    n += g_str_has_prefix (w->paths->pdata[i], prefix) ? 1 : 0;

  return n;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (SimmerHttpAnswer) answer = NULL;
  g_autoptr (GInputStream) stream = NULL;

  stream = simmer_client_open_finish (SIMMER_CLIENT (source), result, &answer, &outcome->error);
  outcome->done = TRUE;
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  simmer_poller_enter_finish (SIMMER_POLLER (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
fetch (World *w, GCancellable *cancellable, Outcome *outcome)
{
  simmer_client_open_async (w->f->client, "/r/1", 0, NULL, cancellable, opened_cb, outcome);
}

static void
order (World *w, SimmerVerb verb, Outcome *outcome)
{
  simmer_poller_enter (w->f->poller, w->f->client, verb, NULL, entered_cb, outcome);
}

/* Lets time pass while an order that was let in has not left. */
static void
pass (PollFixture *f, gint64 usec)
{
  gint64 end = simmer_clock_get_boot (f->clock) + usec;

  poll_drain ();
  for (gint64 next = simmer_clock_get_next (f->clock); next != -1 && next <= end;
       next = simmer_clock_get_next (f->clock))
    {
      simmer_clock_advance (f->clock, MAX (0, next - simmer_clock_get_boot (f->clock)));
      poll_drain ();
    }
  simmer_clock_advance (f->clock, end - simmer_clock_get_boot (f->clock));
  poll_drain ();
}

static void
close_host (PollFixture *f, gint64 length)
{
  simmer_poller_close_host (
    f->poller, simmer_client_get_host (f->client), simmer_clock_get_boot (f->clock) + length);
}

/* --- Results --------------------------------------------------------------------------------- */

/* Inside a window none is fetched; who gives up hears so at once. */
static void
test_fetch_in_window (PollFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome first = { 0 };
  Outcome second = { 0 };
  World w;

  world_init (&w, f, "");
  close_host (f, 20 * SECOND);
  fetch (&w, NULL, &first);
  fetch (&w, cancellable, &second);
  poll_run (f, 10 * SECOND);
  g_assert_false (first.done || second.done);
  g_cancellable_cancel (cancellable);
  poll_run (f, 0);
  g_assert_true (second.done);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&second.error);
  poll_run (f, 10 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 0);
  poll_run (f, SECOND / 2);
  simmer_test_wait (first.done);
  g_assert_no_error (first.error);
  g_assert_cmpuint (w.paths->len, ==, 1);
  world_clear (&w);
}

/* A refusal without a word of how long closes the host nevertheless, for all. */
static void
test_fetch_refused (PollFixture *f, gconstpointer data)
{
  Outcome first = { 0 };
  Outcome second = { 0 };
  g_autoptr (GError) error = NULL;
  World w;

  world_init (&w, f, "");
  w.status = 429;
  fetch (&w, NULL, &first);
  simmer_test_wait (first.done);
  g_assert_error (first.error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_clear_error (&first.error);
  g_assert_cmpuint (f->n_windows, ==, 1);
  g_assert_cmpint (f->window, >=, f->start + SECOND / 2);
  g_assert_false (simmer_poller_check_open (f->poller, f->client, NULL, &error));
  g_assert_nonnull (strchr (error->message, ':'));

  w.status = 200;
  fetch (&w, NULL, &second);
  poll_run (f, f->window - f->start - 1);
  g_assert_cmpuint (w.paths->len, ==, 1);
  poll_run (f, SECOND);
  simmer_test_wait (second.done);
  g_assert_no_error (second.error);
  world_clear (&w);
}

/* After a window one of them shows whether more may follow. */
static void
test_fetch_probes (PollFixture *f, gconstpointer data)
{
  Outcome outcomes[3] = { 0 };
  World w;

  world_init (&w, f, "");
  close_host (f, 20 * SECOND);
  for (guint i = 0; i < 3; i++)
    fetch (&w, NULL, &outcomes[i]);
  w.status = 429;
  w.retry_after = "30";
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_clock_advance (f->clock, 21 * SECOND);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 1);
  poll_drain ();
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 1);
  simmer_test_server_set_hold (f->server, FALSE);
  simmer_test_wait (outcomes[0].done);
  poll_run (f, 30 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 1);
  g_assert_error (outcomes[0].error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_clear_error (&outcomes[0].error);

  w.status = 200;
  w.retry_after = NULL;
  poll_run (f, SECOND);
  simmer_test_wait (outcomes[1].done && outcomes[2].done);
  g_assert_no_error (outcomes[1].error);
  g_assert_no_error (outcomes[2].error);
  world_clear (&w);
}

/* --- What an answer leads to ----------------------------------------------------------------- */

/* The answer says that the task is done, and closes the host: its outcome is asked for after that,
 * and others do not wait for it in the meantime. */
static void
test_outcome_in_window (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;
  World w;

  world_init (&w, f, "");
  w.only = "/status/";
  w.retry_after = "8";
  task = poll_follow (f, "a");
  simmer_test_wait (w.paths->len == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  poll_run (f, 8 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 1);
  g_assert_false (simmer_task_status_is_final (simmer_task_get_status (task)));
  poll_run (f, SECOND / 2);
  simmer_test_wait (f->n_ended == 1);
  g_assert_cmpuint (count (&w, "/outcome/"), ==, 1);
  g_assert_cmpuint (w.paths->len, ==, 2);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  world_clear (&w);
}

/* Of as many as the host bears at once each answer leads to more: they do not block each other. */
static void
test_outcomes_of_all (PollFixture *f, gconstpointer data)
{
  World w;

  world_init (&w, f, "");
  poll_follow_many (f, 8);
  poll_run (f, 5 * SECOND);
  simmer_test_wait (f->n_ended == 8);
  g_assert_cmpuint (count (&w, "/outcome/"), ==, 8);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  world_clear (&w);
}

/* An outcome that is refused closes the host, once. */
static void
test_outcome_refused (PollFixture *f, gconstpointer data)
{
  World w;

  world_init (&w, f, "");
  w.only = "/outcome/";
  w.status = 429;
  w.retry_after = "30";
  poll_follow (f, "a");
  simmer_test_wait (f->n_windows == 1);
  poll_run (f, 30 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 2);
  g_assert_cmpuint (f->n_windows, ==, 1);
  g_assert_cmpuint (f->n_ended, ==, 0);
  w.status = 200;
  w.retry_after = NULL;
  poll_run (f, 10 * SECOND);
  simmer_test_wait (f->n_ended == 1);
  world_clear (&w);
}

/* Whoever gives a task up while its outcome waits leaves nothing behind. */
static void
test_outcome_given_up (PollFixture *f, gconstpointer data)
{
  SimmerTask *task;
  World w;

  world_init (&w, f, "");
  w.retry_after = "8";
  task = poll_follow (f, "a");
  simmer_test_wait (w.paths->len == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  simmer_poller_unfollow (f->poller, task);
  poll_run (f, 20 * SECOND);
  g_assert_cmpuint (w.paths->len, ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  simmer_test_wait (G_OBJECT (task)->ref_count == 1);
  w.retry_after = NULL;
  poll_follow_many (f, 6);
  poll_run (f, 5 * SECOND);
  simmer_test_wait (f->n_ended == 6);
  world_clear (&w);
}

/* After a long sleep nobody waits for what was asked before, nor for what that led to; what goes
 * out instead is no more than the host bears. */
static void
test_outcome_slept_through (PollFixture *f, gconstpointer data)
{
  World w;

  world_init (&w, f, "");
  w.retry_after = "8";
  poll_follow (f, "a");
  simmer_test_wait (w.paths->len == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  w.retry_after = NULL;
  poll_follow_many (f, 8);
  simmer_test_server_set_hold (f->server, TRUE);
  simmer_clock_sleep (f->clock, HOUR);
  simmer_clock_advance (f->clock, 0);
  poll_drain ();
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 4);
  simmer_test_wait (simmer_test_server_get_n_held (f->server) == 4);
  simmer_test_server_set_hold (f->server, FALSE);
  poll_run (f, 5 * SECOND);
  simmer_test_wait (f->n_ended == 9);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  world_clear (&w);
}

/* Its answer wants other credentials: who waited for its place asks in vain with these. */
static void
test_outcome_signs_out (PollFixture *f, gconstpointer data)
{
  World w;

  world_init (&w, f, "");
  w.only = "/status/";
  w.retry_after = "20";
  poll_follow (f, "a");
  simmer_test_wait (w.paths->len == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  w.only = "/outcome/";
  w.status = 401;
  w.retry_after = NULL;
  poll_follow (f, "b");
  poll_run (f, MINUTE);
  g_assert_cmpuint (count (&w, "/outcome/"), ==, 1);
  g_assert_cmpuint (w.paths->len, ==, 2);
  poll_assert_all_tracked (f, SIMMER_TRACKING_SIGN_IN);
  world_clear (&w);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GPtrArray) reports =
    simmer_client_reports_finish (SIMMER_CLIENT (source), result, &outcome->error);

  g_assert_true (reports == NULL || reports->len == 2);
  outcome->done = TRUE;
}

/* The first page of a list closes the host: the next is asked for after that. */
static void
test_page_in_window (PollFixture *f, gconstpointer data)
{
  Outcome entry = { 0 };
  Outcome listed = { 0 };
  World w;

  world_init (&w, f, "");
  w.only = "/list";
  w.retry_after = "8";
  order (&w, SIMMER_VERB_LIST, &entry);
  simmer_test_wait (entry.done);
  simmer_client_list_async (f->client, NULL, NULL, listed_cb, &listed);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  poll_run (f, 8 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 1);
  pass (f, SECOND / 2);
  simmer_test_wait (listed.done);
  g_assert_no_error (listed.error);
  g_assert_cmpuint (w.paths->len, ==, 2);
  simmer_poller_leave (f->poller, f->client, NULL);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  world_clear (&w);
}

/* What is asked before a list closes the host: the list is asked for after that, and whoever was
 * let in for it has one request under way at most. */
static void
test_before_in_window (PollFixture *f, gconstpointer data)
{
  Outcome entry = { 0 };
  Outcome listed = { 0 };
  World w;

  world_init_with (&w, f, "", "\"before\":[{\"path\":\"/me\"}],");
  w.only = "/me";
  w.retry_after = "8";
  order (&w, SIMMER_VERB_LIST, &entry);
  simmer_test_wait (entry.done);
  simmer_client_list_async (f->client, NULL, NULL, listed_cb, &listed);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  poll_run (f, 8 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 1);
  g_assert_cmpstr (w.paths->pdata[0], ==, "/me");
  pass (f, SECOND / 2);
  simmer_test_wait (listed.done);
  g_assert_no_error (listed.error);
  g_assert_cmpuint (w.paths->len, ==, 3);
  g_assert_cmpstr (w.paths->pdata[1], ==, "/list");
  simmer_poller_leave (f->poller, f->client, NULL);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  world_clear (&w);
}

static void
packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (SimmerParcel) parcel =
    simmer_client_pack_finish (SIMMER_CLIENT (source), result, &outcome->error);

  outcome->done = TRUE;
}

static JsonObject *
choose_file (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerEnclosure) enclosure = simmer_chosen_file_look (file, &error);
  JsonObject *inputs = json_object_new ();

  g_assert_no_error (error);
  json_object_set_member (inputs, "picture", simmer_enclosure_to_json (enclosure));

  return inputs;
}

/* Nor does a file go on its way before its service wants that: neither its first step, for which
 * another answer closed the host, nor the next one, for which the first step's did. */
static void
test_upload_in_window (PollFixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("simmer-entries-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "boat.png", NULL);
  g_autoptr (JsonObject) inputs = NULL;
  Outcome packed = { 0 };
  World w;

  g_assert_true (g_file_set_contents (path, "PNG", 3, NULL));
  inputs = choose_file (path);
  world_init (
    &w,
    f,
    "\"inputs\":[{\"name\":\"prompt\",\"type\":\"string\"},{\"name\":\"picture\",\"type\":\"file\","
    "\"upload\":[{\"method\":\"POST\",\"path\":\"/upload/1\",\"body\":{\"a\":1},"
    "\"answer\":{\"keep\":{\"to\":\"$.at\"}}},"
    "{\"method\":\"POST\",\"path\":\"/upload/2\",\"bodyType\":\"file\","
    "\"body\":\"{file}\",\"answer\":{\"keep\":{\"at\":\"$.at\"}}}],"
    "\"value\":\"{at}\"}],");
  w.only = "/upload/1";
  w.retry_after = "8";
  close_host (f, 20 * SECOND);
  simmer_client_pack_async (f->client, inputs, NULL, packed_cb, &packed);
  simmer_test_wait (simmer_clock_get_next (f->clock) != -1);
  poll_run (f, 20 * SECOND - 1);
  g_assert_cmpuint (w.paths->len, ==, 0);
  poll_run (f, SECOND / 2);
  simmer_test_wait (w.paths->len == 1);
  simmer_test_wait (simmer_poller_get_n_asking (f->poller) == 0);
  poll_run (f, 7 * SECOND);
  g_assert_cmpuint (w.paths->len, ==, 1);
  poll_run (f, 2 * SECOND);
  simmer_test_wait (packed.done);
  g_assert_no_error (packed.error);
  g_assert_cmpuint (count (&w, "/upload/2"), ==, 1);
  g_assert_cmpuint (simmer_poller_get_n_asking (f->poller), ==, 0);
  simmer_test_remove_folder (folder);
  world_clear (&w);
}

/* --- Whose turn it is ------------------------------------------------------------------------ */

/* A person's orders go before what is fetched, which has waited for longer. */
static void
test_orders_first (PollFixture *f, gconstpointer data)
{
  Outcome fetched[3] = { 0 };
  Outcome entry = { 0 };
  World w;

  world_init (&w, f, "");
  close_host (f, 20 * SECOND);
  for (guint i = 0; i < 3; i++)
    fetch (&w, NULL, &fetched[i]);
  poll_run (f, SECOND);
  order (&w, SIMMER_VERB_SUBMIT, &entry);
  pass (f, 20 * SECOND);
  g_assert_true (entry.done);
  g_assert_cmpuint (w.paths->len, ==, 0);
  simmer_poller_leave (f->poller, f->client, NULL);
  poll_run (f, SECOND);
  simmer_test_wait (fetched[0].done && fetched[1].done && fetched[2].done);
  world_clear (&w);
}

/* Of a result and a question, whoever has waited for longer goes first. */
static void
check_fair (PollFixture *f, gboolean question_first)
{
  Outcome fetched = { 0 };
  World w;

  world_init (&w, f, "");
  close_host (f, 20 * SECOND);
  if (question_first)
    poll_follow (f, "a");
  else
    fetch (&w, NULL, &fetched);
  poll_run (f, SECOND);
  if (question_first)
    fetch (&w, NULL, &fetched);
  else
    poll_follow (f, "a");
  poll_run (f, 30 * SECOND);
  simmer_test_wait (fetched.done && f->n_ended == 1);
  g_assert_no_error (fetched.error);
  g_assert_cmpuint (w.paths->len, ==, 3);
  g_assert_cmpstr (w.paths->pdata[0], ==, question_first ? "/status/a" : "/r/1");
  world_clear (&w);
}

static void
test_question_first (PollFixture *f, gconstpointer data)
{
  check_fair (f, TRUE);
}

static void
test_fetch_first (PollFixture *f, gconstpointer data)
{
  check_fair (f, FALSE);
}

/* What the profile says of its pace holds for orders and results too; of another account nobody
 * waits for that. */
static void
test_paced (PollFixture *f, gconstpointer data)
{
  g_autoptr (SimmerProfile) profile = poll_new_profile ("");
  g_autoptr (SimmerAccount) other =
    simmer_account_new ("other", "Other", profile, simmer_account_get_address (f->account));
  g_autoptr (SimmerClient) client = simmer_client_new (f->http, other);
  Outcome orders[3] = { 0 };
  Outcome fetched = { 0 };
  World w;

  world_init (&w, f, "\"rate\":0.1,");
  for (guint i = 0; i < 2; i++)
    order (&w, SIMMER_VERB_CANCEL, &orders[i]);
  fetch (&w, NULL, &fetched);
  simmer_poller_enter (f->poller, client, SIMMER_VERB_CANCEL, NULL, entered_cb, &orders[2]);
  pass (f, 10 * SECOND - 1);
  g_assert_true (orders[0].done);
  g_assert_false (orders[1].done);
  g_assert_true (orders[2].done);
  simmer_poller_leave (f->poller, f->client, NULL);
  simmer_poller_leave (f->poller, client, NULL);
  pass (f, 1);
  g_assert_true (orders[1].done);
  simmer_poller_leave (f->poller, f->client, NULL);
  poll_run (f, 10 * SECOND - 2);
  g_assert_cmpuint (w.paths->len, ==, 0);
  poll_run (f, 2);
  simmer_test_wait (fetched.done);
  g_assert_no_error (fetched.error);
  g_assert_cmpuint (w.paths->len, ==, 1);
  world_clear (&w);
}

static gboolean
is_watched (GCancellable *cancellable)
{
  return g_signal_has_handler_pending (
    cancellable, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE), 0, TRUE);
}

/* A cancellable that gives up many orders, one after the other, is watched only while one waits:
 * until it is let in, has been given up or is turned away. */
static void
test_cancellable (PollFixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcomes[5] = { 0 };
  World w;

  world_init (&w, f, "");
  for (guint i = 0; i < 3; i++)
    {
      simmer_poller_enter (
        f->poller, f->client, SIMMER_VERB_CANCEL, cancellable, entered_cb, &outcomes[i]);
      g_assert_false (is_watched (cancellable));
      simmer_test_wait (outcomes[i].done);
      simmer_poller_leave (f->poller, f->client, NULL);
    }

  close_host (f, 20 * SECOND);
  simmer_poller_enter (
    f->poller, f->client, SIMMER_VERB_CANCEL, cancellable, entered_cb, &outcomes[3]);
  g_assert_true (is_watched (cancellable));
  g_cancellable_cancel (cancellable);
  poll_run (f, 0);
  g_assert_error (outcomes[3].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcomes[3].error);
  g_assert_false (is_watched (cancellable));

  g_cancellable_reset (cancellable);
  simmer_poller_enter (
    f->poller, f->client, SIMMER_VERB_CANCEL, cancellable, entered_cb, &outcomes[4]);
  g_assert_true (is_watched (cancellable));
  simmer_poller_stop (f->poller);
  g_assert_false (is_watched (cancellable));
  simmer_test_wait (outcomes[4].done);
  g_assert_error (outcomes[4].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&outcomes[4].error);
  world_clear (&w);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (SimmerReport) report =
    simmer_client_report_finish (SIMMER_CLIENT (source), result, &outcome->error);

  outcome->done = TRUE;
}

/* An order that was let in just before its host closed is not sent. */
static void
test_closed_at_the_door (PollFixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (SimmerParcel) parcel = simmer_parcel_new (inputs);
  Outcome entry = { 0 };
  Outcome sent = { 0 };
  World w;

  world_init (&w, f, "");
  order (&w, SIMMER_VERB_SUBMIT, &entry);
  simmer_test_wait (entry.done);
  close_host (f, 20 * SECOND);
  simmer_client_submit_async (f->client, parcel, NULL, NULL, submitted_cb, &sent);
  simmer_test_wait (sent.done);
  g_assert_error (sent.error, SIMMER_ERROR, SIMMER_ERROR_RATE_LIMITED);
  g_assert_true (simmer_error_get_unsent (sent.error));
  g_assert_cmpint (simmer_error_get_retry_after (sent.error), >=, 20 * SECOND);
  g_assert_cmpint (simmer_error_get_retry_after (sent.error), <=, 21 * SECOND);
  g_assert_cmpuint (w.paths->len, ==, 0);
  simmer_poller_leave (f->poller, f->client, sent.error);
  g_clear_error (&sent.error);
  world_clear (&w);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  poll_add ("fetch/window", NULL, test_fetch_in_window);
  poll_add ("fetch/refused", NULL, test_fetch_refused);
  poll_add ("fetch/probes", NULL, test_fetch_probes);
  poll_add ("outcome/window", NULL, test_outcome_in_window);
  poll_add ("outcome/all", NULL, test_outcomes_of_all);
  poll_add ("outcome/refused", NULL, test_outcome_refused);
  poll_add ("outcome/given-up", NULL, test_outcome_given_up);
  poll_add ("outcome/slept-through", NULL, test_outcome_slept_through);
  poll_add ("outcome/signs-out", NULL, test_outcome_signs_out);
  poll_add ("page/window", NULL, test_page_in_window);
  poll_add ("before/window", NULL, test_before_in_window);
  poll_add ("upload/window", NULL, test_upload_in_window);
  poll_add ("turn/orders-first", NULL, test_orders_first);
  poll_add ("turn/question-first", NULL, test_question_first);
  poll_add ("turn/fetch-first", NULL, test_fetch_first);
  poll_add ("turn/paced", NULL, test_paced);
  poll_add ("turn/cancellable", NULL, test_cancellable);
  poll_add ("closed-at-the-door", NULL, test_closed_at_the_door);

  return g_test_run ();
}
