/* The whole core at work, from a prompt to its result, through restarts and beside other processes.
 */

#include "manager-fixture.h"

#include <sqlite3.h>

#include "simmer-settings.h"
#include "simmer-store.h"
#include "simmer-test-meddler.h"

static void
test_from_prompt_to_result (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  const char *path;
  g_autofree char *bytes = NULL;

  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_SUBMITTING);
  g_assert_cmpstr (simmer_task_get_title (task), ==, "A lighthouse at dusk");
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpstr (simmer_task_get_remote_id (task), ==, "r0");
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_NONE);

  get_job (f, 0)->status = "IN_PROGRESS";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 1);

  path = simmer_result_get_path (simmer_task_get_results (task)->pdata[0]);
  g_assert_true (g_str_has_prefix (path, f->folder));
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_cmpstr (bytes, ==, PICTURE);
  g_assert_cmpuint (f->n_posts, ==, 1);
  g_assert_cmpuint (
    simmer_task_queue_get_n_active (simmer_task_manager_get_queue (f->manager)), ==, 0);
}

static void
test_nothing_is_asked_after_the_end (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  guint asked;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "FAILED";
  pass_until (f, f->n_ended == 1);
  asked = simmer_test_server_get_n_requests (f->server, NULL);
  pass_some_time (f, 600);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, asked);
  g_assert_cmpuint (f->n_ended, ==, 1);
}

static void
wait_until_heard (Fixture *f, SimmerTask *task, guint n_requests)
{
  pass_until (f, simmer_test_server_get_n_requests (f->server, NULL) >= n_requests);
  simmer_test_wait (simmer_task_get_heard (task) == simmer_clock_get_wall (f->clock));
}

/* A hidden window asks seldom; who comes back knows at once, and is told often again. */
static void
test_hidden_window (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  guint n;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  pass_some_time (f, 300);
  simmer_task_manager_set_background (f->manager, TRUE);
  wait_until_heard (f, task, simmer_test_server_get_n_requests (f->server, NULL) + 2);

  n = simmer_test_server_get_n_requests (f->server, NULL);
  pass_some_time (f, 21);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, n);
  simmer_task_manager_set_background (f->manager, FALSE);
  simmer_test_wait (simmer_task_get_heard (task) == simmer_clock_get_wall (f->clock));
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, n + 1);
  pass_some_time (f, 10);
  simmer_test_wait (simmer_test_server_get_n_requests (f->server, NULL) == n + 2);
}

static guint
count_in (Fixture *f, SimmerTask *task, guint seconds)
{
  guint n;

  /* the first one may have been due before */
  for (guint i = 0; i < 2; i++)
    {
      gint64 heard = simmer_task_get_heard (task);

      pass_until (f, simmer_task_get_heard (task) > heard);
    }
  n = simmer_test_server_get_n_requests (f->server, NULL);
  pass_some_time (f, seconds);

  return simmer_test_server_get_n_requests (f->server, NULL) - n;
}

/* What a person chooses in the settings decides from then on how often is asked. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (GSettings) settings = simmer_settings_new ();
  SimmerTask *task;

  if (settings == NULL)
    {
      g_test_skip ("no compiled schema in a build without the application");
      return;
    }
  task = submit (f);
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  pass_some_time (f, 300);
  g_settings_set_enum (settings, "poll-eagerness", SIMMER_EAGERNESS_FEWER);
  simmer_settings_apply (settings, TRUE, f->manager);
  g_assert_cmpuint (count_in (f, task, 6), ==, 0);
  g_settings_set_enum (settings, "poll-eagerness", SIMMER_EAGERNESS_FASTER);
  simmer_settings_apply (settings, TRUE, f->manager);
  g_assert_cmpuint (count_in (f, task, 5), >=, 1);
  g_settings_set_uint (settings, "poll-minimum", 60);
  simmer_settings_apply (settings, TRUE, f->manager);
  g_assert_cmpuint (count_in (f, task, 58), ==, 0);
  g_settings_reset (settings, "poll-minimum");
  g_settings_set_uint (settings, "poll-maximum", 1);
  simmer_settings_apply (settings, TRUE, f->manager);
  g_assert_cmpuint (count_in (f, task, 2), >=, 1);
  g_settings_reset (settings, "poll-maximum");
  g_settings_reset (settings, "poll-eagerness");
}

static void
run_for (Fixture *f, const char *style, guint seconds)
{
  guint index = f->jobs->len;
  SimmerTask *task = submit_in (f, style);

  pass_until (f, f->jobs->len > index && simmer_task_get_remote_id (task) != NULL);
  get_job (f, index)->status = "IN_PROGRESS";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  pass_some_time (f, seconds);
  get_job (f, index)->status = "COMPLETED";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_COMPLETED);
}

/* How long a task usually takes, in µs, as of those that are known when it is submitted. */
static gint64
get_usual_of (Fixture *f, const char *style)
{
  guint index = f->jobs->len;
  SimmerTask *task = submit_in (f, style);

  pass_until (f, f->jobs->len > index && simmer_task_get_remote_id (task) != NULL);
  return simmer_task_get_usual (task)->median;
}

/* What one style takes says little of another, and of an unknown one the kind says most. */
static void
test_learns_each_style (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (get_usual_of (f, "flow"), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      run_for (f, "flow", 10);
      run_for (f, "flame", 100);
    }
  g_assert_cmpint (get_usual_of (f, "flow"), <, 50 * G_USEC_PER_SEC);
  g_assert_cmpint (get_usual_of (f, "flame"), >, 99 * G_USEC_PER_SEC);
  g_assert_cmpint (get_usual_of (f, "warp"), >, 9 * G_USEC_PER_SEC);

  stop (f);
  start (f);
  g_assert_cmpint (get_usual_of (f, "flow"), <, 50 * G_USEC_PER_SEC);
  g_assert_cmpint (get_usual_of (f, "flame"), >, 99 * G_USEC_PER_SEC);
}

static void
test_goes_on_after_a_restart (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  stop (f);
  start (f);
  task = get_only_task (f);
  g_assert_cmpstr (simmer_task_get_remote_id (task), ==, "r0");
  g_assert_false (simmer_task_get_fresh (task));
  /* It is asked at once: no time passes on the clock. */
  simmer_test_wait (simmer_task_get_fresh (task));
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 1);
}

static guint
count_durations (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "simmer.db", NULL);
  sqlite3 *database = NULL;
  sqlite3_stmt *stmt = NULL;
  guint n;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_prepare_v2 (database, "SELECT count(*) FROM duration", -1, &stmt, NULL);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = (guint) sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (database);

  return n;
}

/* Else it would be lost as soon as its service forgets it. */
static void
test_result_is_fetched_after_a_restart (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  f->hold_results = TRUE;
  get_job (f, 0)->status = "IN_PROGRESS";
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, simmer_test_server_get_n_requests (f->server, "/result/1") == 1);
  g_assert_false (simmer_task_is_active (task));
  g_assert_true (simmer_task_manager_is_at_work (f->manager));
  stop (f);
  g_assert_cmpuint (f->n_ended, ==, 0);
  g_assert_cmpuint (count_durations (f), ==, 1);

  f->hold_results = FALSE;
  start (f);
  task = get_only_task (f);
  simmer_test_wait (f->n_ended == 1);
  g_assert_nonnull (simmer_result_get_path (simmer_task_get_results (task)->pdata[0]));
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
  stop (f);

  /* The one run is learnt from once, and what is there is not fetched again. */
  g_assert_cmpuint (count_durations (f), ==, 1);
  start (f);
  pass_some_time (f, 60);
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/result/1"), ==, 2);
}

static void
test_removed_while_it_is_fetched (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  f->hold_results = TRUE;
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, simmer_test_server_get_n_requests (f->server, "/result/1") == 1);
  simmer_task_manager_remove (f->manager, task);
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
  simmer_test_server_leave (f->server);
  pass_some_time (f, 600);
  g_assert_cmpuint (f->n_ended, ==, 0);
}

static void
test_submission_goes_on_after_a_restart (Fixture *f, gconstpointer data)
{
  SimmerTask *task;

  simmer_test_server_leave (f->server);
  task = submit (f);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  stop (f);
  simmer_test_server_return (f->server);
  start (f);
  task = get_only_task (f);
  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_cmpuint (f->n_posts, ==, 1);
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static SimmerTask *
track (Fixture *f, SimmerAccount *account, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SimmerTask) task = NULL;

  simmer_task_manager_track_async (f->manager, account, text, NULL, tracked_cb, &result);
  simmer_test_wait (result != NULL);
  task = simmer_task_manager_track_finish (f->manager, result, error);

  return task;
}

static void
test_gone_after_three_tries (Fixture *f, gconstpointer data)
{
  SimmerTask *task;
  SimmerError code;

  task = track (f, f->account, "r77", NULL);
  pass_until (f, f->n_ended == 1);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (task, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_GONE);
  g_assert_cmpuint (
    simmer_test_server_get_n_requests (f->server, "/api/v1/generate/status/r77"), ==, 3);
  g_assert_false (simmer_task_manager_can_retry (f->manager, task, NULL));
}

static void
test_track_by_address (Fixture *f, gconstpointer data)
{
  SimmerTask *first = submit (f);
  SimmerTask *again;
  g_autofree char *url = simmer_test_server_address (f->server, "/api/v1/generate/status/r0");
  g_autoptr (GError) error = NULL;

  pass_until (f, simmer_task_get_remote_id (first) != NULL);
  again = track (f, NULL, url, NULL);
  g_assert_true (again == first);
  g_assert_null (track (f, NULL, "no task at all", &error));
  g_assert_nonnull (error);
}

/* So many ended tasks that the first is not in the list at the next start. Returns (transfer full):
 * the first one's id */
static char *
write_past (Fixture *f, guint n)
{
  g_autoptr (SimmerStore) store = simmer_store_new (f->folder, f->clock);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autofree char *address = simmer_test_server_address (f->server, "");
  g_autofree char *account = g_strconcat ("generate-v1@", strstr (address, "://") + 3, NULL);
  char *first = NULL;

  simmer_store_open_async (store, NULL, tracked_cb, &opened);
  simmer_test_wait (opened != NULL);
  g_assert_true (simmer_store_open_finish (store, opened, NULL));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = simmer_task_new (NULL, account, "Service");
      g_autoptr (SimmerReport) report = simmer_report_new ();
      g_autofree char *remote_id = g_strdup_printf ("past%u", i);

      simmer_task_set_created (task, NOW - (n - i) * G_USEC_PER_SEC, FALSE);
      simmer_task_set_remote_id (task, remote_id);
      simmer_report_set_status (report, SIMMER_TASK_STATUS_COMPLETED);
      simmer_task_apply_report (task, report, 1, NOW - (n - i) * G_USEC_PER_SEC);
      simmer_store_save (store, task);
      if (first == NULL)
        first = g_strdup (simmer_task_get_id (task));
    }
  simmer_store_close_async (store, tracked_cb, &closed);
  simmer_test_wait (closed != NULL);
  g_assert_true (simmer_store_close_finish (store, closed, NULL));

  return first;
}

/* A task that is kept, and too old to be in the list, is the same task. */
static void
test_track_what_is_long_past (Fixture *f, gconstpointer data)
{
  GListModel *queue;
  g_autofree char *url = simmer_test_server_address (f->server, "/api/v1/generate/status/past0");
  g_autofree char *id = NULL;
  SimmerTask *task;

  stop (f);
  id = write_past (f, 201);
  start (f);
  queue = G_LIST_MODEL (simmer_task_manager_get_queue (f->manager));
  g_assert_cmpuint (g_list_model_get_n_items (queue), ==, 200);
  task = track (f, f->account, "past0", NULL);
  g_assert_cmpstr (simmer_task_get_id (task), ==, id);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_true (track (f, NULL, url, NULL) == task);
  g_assert_cmpuint (g_list_model_get_n_items (queue), ==, 201);

  /* Another service may call its own one so. */
  task = track (f,
                simmer_task_manager_use_server (
                  f->manager, simmer_profile_get_native (), "http://127.0.0.1:9", NULL, NULL),
                "past0",
                NULL);
  g_assert_cmpstr (simmer_task_get_id (task), !=, id);
  g_assert_cmpuint (g_list_model_get_n_items (queue), ==, 202);
}

static void
test_remove_and_restore (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTask) task = g_object_ref (submit (f));
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (f->manager));

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  simmer_task_manager_remove (f->manager, task);
  g_assert_cmpuint (g_list_model_get_n_items (queue), ==, 0);
  simmer_task_manager_restore (f->manager, task);
  g_assert_true (get_only_task (f) == task);
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 1);
}

/* The one who follows knows that nobody answers; whoever else looks is told so, as long as it
 * lives. */
static void
test_trouble_is_seen_elsewhere (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  SimmerTaskManager *second;
  SimmerTask *seen;
  SimmerError code;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  second = look_from_elsewhere (f);
  seen = get_first_task (second);
  g_assert_cmpint (simmer_task_get_tracking (seen), ==, SIMMER_TRACKING_POLLING);

  simmer_test_server_leave (f->server);
  pass_until (f, simmer_task_get_tracking (seen) == SIMMER_TRACKING_UNREACHABLE);
  g_assert_true (simmer_task_get_error (seen, &code));
  g_assert_cmpint (code, ==, SIMMER_ERROR_UNREACHABLE);
  g_assert_cmpint (simmer_task_get_status (seen), ==, SIMMER_TASK_STATUS_PENDING);

  simmer_test_server_return (f->server);
  pass_until (f, simmer_task_get_tracking (seen) == SIMMER_TRACKING_POLLING);
  g_assert_false (simmer_task_get_error (seen, NULL));

  look_away (f, second);
}

static void
test_waiting_order_is_seen_elsewhere (Fixture *f, gconstpointer data)
{
  SimmerTaskManager *second;
  SimmerTask *task;
  SimmerTask *seen;

  simmer_test_server_leave (f->server);
  task = submit (f);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  second = look_from_elsewhere (f);
  seen = get_first_task (second);
  pass_until (f, simmer_task_get_tracking (seen) == SIMMER_TRACKING_UNREACHABLE);
  g_assert_cmpint (simmer_task_get_intent (seen), ==, SIMMER_INTENT_SUBMITTING);
  g_assert_true (simmer_task_get_error (seen, NULL));

  simmer_test_server_return (f->server);
  pass_until (f, simmer_task_get_remote_id (seen) != NULL);
  g_assert_cmpint (simmer_task_get_tracking (seen), ==, SIMMER_TRACKING_POLLING);
  g_assert_false (simmer_task_get_error (seen, NULL));
  look_away (f, second);
}

/* Whoever follows a task gives it back just as another process asks for it, and is still told that
 * it is not free: nobody may be left who follows it. */
static void
test_taken_over_in_between (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  SimmerTaskManager *second;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  second = look_from_elsewhere (f);
  simmer_test_wait_for_row (f->folder, "SELECT 1 FROM task WHERE follower IS NOT NULL");
  simmer_test_meddle (f->folder,
                      "SELECT follower FROM task WHERE id",
                      "CREATE TABLE former AS SELECT follower FROM task;"
                      "UPDATE counter SET value = value + 1;"
                      "UPDATE task SET follower = NULL, seq = (SELECT value FROM counter)");
  simmer_task_manager_follow (second, get_first_task (second));
  simmer_test_wait_for_row (f->folder,
                            "SELECT 1 FROM task, former WHERE task.follower <> former.follower");
  look_away (f, second);
}

/* What a process knew last that is gone is no news. */
static void
test_trouble_ends_with_its_follower (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  simmer_test_server_leave (f->server);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_UNREACHABLE);
  stop (f);
  f->following = SIMMER_FOLLOWING_NAMED;
  start (f);
  task = get_only_task (f);
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_POLLING);
  g_assert_false (simmer_task_get_error (task, NULL));
}

/* The name of an account is written in the language of whoever used it. */
static void
test_service_is_named_as_here (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  g_autofree char *path = g_build_filename (f->folder, "simmer.db", NULL);
  sqlite3 *database = NULL;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  stop (f);
  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
    sqlite3_exec (database, "UPDATE task SET service = 'Dienst'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
  start (f);
  g_assert_cmpstr (
    simmer_task_get_service (get_only_task (f)), ==, simmer_account_get_name (f->account));
}

static void
test_left_alone_until_asked (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  guint asked;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  g_assert_true (simmer_task_manager_is_at_work (f->manager));
  simmer_task_manager_unfollow (f->manager, task);
  g_assert_true (simmer_task_manager_is_left (f->manager, task));
  g_assert_false (simmer_task_manager_is_at_work (f->manager));
  g_assert_cmpint (simmer_task_get_tracking (task), ==, SIMMER_TRACKING_PAUSED);
  asked = simmer_test_server_get_n_requests (f->server, NULL);
  pass_some_time (f, 60);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, NULL), ==, asked);

  get_job (f, 0)->status = "COMPLETED";
  simmer_task_manager_follow (f->manager, task);
  pass_until (f, f->n_ended == 1);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GStrv *paths = user_data;
  g_autoptr (GError) error = NULL;

  *paths = simmer_task_manager_save_finish (SIMMER_TASK_MANAGER (source), result, &error);
  g_assert_no_error (error);
}

static void
test_save_writes_over_nothing (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  g_autofree char *folder = g_build_filename (f->folder, "out", NULL);

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, f->n_ended == 1);
  for (guint i = 0; i < 2; i++)
    {
      const char *const names[] = { "a-lighthouse-at-dusk.png", "a-lighthouse-at-dusk-2.png" };
      g_auto (GStrv) paths = NULL;
      g_autofree char *name = NULL;

      simmer_task_manager_save_async (f->manager, task, folder, NULL, saved_cb, &paths);
      simmer_test_wait (paths != NULL);
      g_assert_cmpuint (g_strv_length (paths), ==, 1);
      name = g_path_get_basename (paths[0]);
      g_assert_cmpstr (name, ==, names[i]);
      g_assert_true (g_file_test (paths[0], G_FILE_TEST_IS_REGULAR));
    }
}

/* Nobody but the service's absence ends a saving that nobody can cancel. */
static void
test_save_tries_again (Fixture *f, gconstpointer data)
{
  SimmerTask *task = submit (f);
  g_autofree char *folder = g_build_filename (f->folder, "out", NULL);
  g_auto (GStrv) paths = NULL;

  pass_until (f, simmer_task_get_remote_id (task) != NULL);
  f->hold_results = TRUE;
  get_job (f, 0)->status = "COMPLETED";
  pass_until (f, simmer_test_server_get_n_requests (f->server, "/result/1") == 1);
  stop (f);
  f->following = SIMMER_FOLLOWING_NAMED;
  f->hold_results = FALSE;
  start (f);
  task = get_only_task (f);

  f->lose_answer = TRUE;
  simmer_task_manager_save_async (f->manager, task, folder, NULL, saved_cb, &paths);
  pass_until (f, paths != NULL);
  g_assert_cmpuint (g_strv_length (paths), ==, 1);
  g_assert_cmpuint (simmer_test_server_get_n_requests (f->server, "/result/1"), ==, 3);
}

static void
test_bad_servers_are_refused (Fixture *f, gconstpointer data)
{
  const char *const bad[] = { "", "example.org", "ftp://example.org", "http://", "http://u:p@x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (simmer_task_manager_use_server (
        f->manager, simmer_profile_get_native (), bad[i], NULL, &error));
      g_assert_nonnull (error);
    }
}

#define add(name, func) g_test_add ("/task-manager/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_meddler_init ();

  add ("from-prompt-to-result", test_from_prompt_to_result);
  add ("nothing-is-asked-after-the-end", test_nothing_is_asked_after_the_end);
  add ("settings", test_settings);
  add ("hidden-window", test_hidden_window);
  add ("learns-each-style", test_learns_each_style);
  add ("goes-on-after-a-restart", test_goes_on_after_a_restart);
  add ("result-is-fetched-after-a-restart", test_result_is_fetched_after_a_restart);
  add ("removed-while-it-is-fetched", test_removed_while_it_is_fetched);
  add ("submission-goes-on-after-a-restart", test_submission_goes_on_after_a_restart);
  add ("gone-after-three-tries", test_gone_after_three_tries);
  add ("track-by-address", test_track_by_address);
  add ("track-what-is-long-past", test_track_what_is_long_past);
  add ("remove-and-restore", test_remove_and_restore);
  add ("trouble-is-seen-elsewhere", test_trouble_is_seen_elsewhere);
  add ("taken-over-in-between", test_taken_over_in_between);
  add ("waiting-order-is-seen-elsewhere", test_waiting_order_is_seen_elsewhere);
  add ("trouble-ends-with-its-follower", test_trouble_ends_with_its_follower);
  add ("service-is-named-as-here", test_service_is_named_as_here);
  add ("left-alone-until-asked", test_left_alone_until_asked);
  add ("save-writes-over-nothing", test_save_writes_over_nothing);
  add ("save-tries-again", test_save_tries_again);
  add ("bad-servers-are-refused", test_bad_servers_are_refused);

  return g_test_run ();
}
