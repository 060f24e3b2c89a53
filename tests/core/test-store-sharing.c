/* Several stores on one file: in one process, and in several. */

#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simmer-follower.h"
#include "simmer-task-state.h"
#include "simmer-test-meddler.h"

#define START G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  Fixture fixture;
  SimmerStore *one;
  SimmerStore *two;
  Told *told_one;
  Told *told_two;
} Pair;

static void
pair_set_up (Pair *pair, gconstpointer data)
{
  fixture_set_up (&pair->fixture, data);
  pair->one = open_store (&pair->fixture);
  pair->two = open_store (&pair->fixture);
  pair->told_one = told_new (pair->one);
  pair->told_two = told_new (pair->two);
  simmer_store_set_watching (pair->one, TRUE);
  simmer_store_set_watching (pair->two, TRUE);
}

static void
pair_tear_down (Pair *pair, gconstpointer data)
{
  g_assert_cmpuint (pair->told_one->troubles->len, ==, 0);
  g_assert_cmpuint (pair->told_two->troubles->len, ==, 0);
  told_free (pair->told_one);
  told_free (pair->told_two);
  close_and_free (pair->one);
  close_and_free (pair->two);
  fixture_tear_down (&pair->fixture, data);
}

static void
save (SimmerStore *store, SimmerTask *task)
{
  g_autoptr (GError) error = NULL;

  save_now (store, task, FALSE, &error);
  g_assert_no_error (error);
}

/* Makes a task in the first store and waits until the second knows it. */
static SimmerTask *
share_task (Pair *pair, const char *id, SimmerTask **other)
{
  SimmerTask *task = make_task (id, 0);

  save (pair->one, task);
  *other = g_object_ref (wait_for_changed (pair->told_two, id));
  told_clear (pair->told_two);

  return task;
}

static void
test_changes_are_told (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  SimmerTask *fresh;

  g_assert_cmpstr (simmer_task_get_title (other), ==, "A lake at dawn");
  g_assert_true (simmer_store_is_followed_elsewhere (pair->two, "task"));
  g_assert_false (simmer_store_is_followed_elsewhere (pair->one, "task"));

  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 5);
  simmer_store_save (pair->one, task);
  fresh = wait_for_changed (pair->told_two, "task");
  g_assert_cmpint (simmer_task_get_status (fresh), ==, SIMMER_TASK_STATUS_IN_PROGRESS);

  /* Nobody is told of his own. */
  g_assert_cmpuint (pair->told_one->changed->len, ==, 0);
}

static void
test_removal_is_told (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);

  simmer_store_remove (pair->one, "task");
  wait_for_text (pair->told_two->removed, "task");
  g_assert_cmpuint (pair->told_two->changed->len, ==, 0);

  simmer_store_restore (pair->one, "task");
  wait_for_changed (pair->told_two, "task");
  g_assert_cmpuint (pair->told_two->removed->len, ==, 1);
  g_assert_cmpuint (pair->told_one->removed->len, ==, 0);
  g_assert_cmpuint (pair->told_one->changed->len, ==, 0);
}

static gboolean
knows_run (gpointer data)
{
  SimmerUsual usual;

  return simmer_store_get_usual (data, "account", "image", &usual) && usual.median == 77;
}

static void
test_facts_are_told (Pair *pair, gconstpointer data)
{
  simmer_store_close_host (pair->one, "a.example", START + 5);
  wait_for_text (pair->told_two->closed, "a.example");
  g_assert_cmpint (pair->told_two->closed_until, ==, START + 5);
  g_assert_cmpuint (pair->told_one->closed->len, ==, 0);

  simmer_store_add_duration (pair->two, "account", "image", 1, 77);
  run_until (knows_run, pair->one);
}

static void
save_account (SimmerStore *store, const char *id)
{
  SimmerStoreAccount account = {
    .id = (char *) id,
    .name = (char *) id,
    .profile = (char *) "profile",
    .address = (char *) "https://a.example",
  };

  simmer_store_save_account (store, &account);
}

static gboolean
has_two_accounts (gpointer data)
{
  g_autoptr (GPtrArray) accounts = simmer_store_get_accounts (data);

  return accounts->len == 2;
}

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  simmer_store_catch_up_finish (SIMMER_STORE (source), result, NULL);
}

/* What the other one wrote arrives while a fact of one's own is on its way to the file. */
static void
test_facts_meet (Pair *pair, gconstpointer data)
{
  simmer_store_set_watching (pair->one, FALSE);
  settle (pair->one);
  save_account (pair->two, "theirs");
  settle (pair->two);

  simmer_store_catch_up_async (pair->one, caught_up_cb, NULL);
  save_account (pair->one, "mine");
  run_until (has_two_accounts, pair->one);
}

/* One follows; the other gets the task when it is given back. */
/* What is not written down is nobody's: its process goes on with it, as nobody else can. */
static void
test_claim_of_what_is_not_written (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (try_claim (pair->two, "no such task", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_claim_and_release (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  SimmerTask *fresh;

  g_assert_true (claim (pair->one, "task"));
  g_assert_false (claim (pair->two, "task"));
  g_assert_true (claim (pair->one, "task"));

  /* What is unsaved goes before the lease, so the next one has it. */
  simmer_task_set_title (task, "last words");
  simmer_store_save (pair->one, task);
  simmer_store_release (pair->one, "task");
  wait_for_text (pair->told_two->orphaned, "task");
  fresh = wait_for_changed (pair->told_two, "task");
  g_assert_cmpstr (simmer_task_get_title (fresh), ==, "last words");

  g_assert_true (claim (pair->two, "task"));
  g_assert_false (claim (pair->one, "task"));
}

/* The one who follows gives the task back just after the other was refused, who had not yet heard
 * that it was followed at all. */
static void
test_released_meanwhile (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);

  simmer_store_release (pair->one, "task");
  wait_for_text (pair->told_two->orphaned, "task");
  told_clear (pair->told_two);
  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  g_assert_true (claim (pair->one, "task"));
  g_assert_false (simmer_store_is_followed_elsewhere (pair->two, "task"));

  simmer_test_meddle (pair->fixture.folder,
                      "SELECT follower FROM task WHERE id",
                      "UPDATE counter SET value = value + 1;"
                      "UPDATE task SET follower = NULL, seq = (SELECT value FROM counter)");
  g_assert_false (claim (pair->two, "task"));
  wait_for_text (pair->told_two->orphaned, "task");
  g_assert_true (claim (pair->two, "task"));
}

/* A claim brings what the former follower knew, though nobody watched. */
static void
test_claim_brings_news (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 5);
  save (pair->one, task);
  simmer_store_release (pair->one, "task");
  settle (pair->one);

  g_assert_true (claim (pair->two, "task"));
  g_assert_cmpuint (pair->told_two->changed->len, ==, 1);
  g_assert_cmpint (
    simmer_task_get_status (pair->told_two->changed->pdata[0]), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
}

/* The second knows an older state when it orders: the follower's newer state stays, the order
 * counts, and each learns of the other's part. */
static void
test_order_beside_newer_state (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (GPtrArray) found = NULL;
  SimmerTask *fresh;

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  told_clear (pair->told_two);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 5);
  save (pair->one, task);

  simmer_task_set_intent (other, SIMMER_INTENT_CANCELLING);
  save (pair->two, other);
  g_assert_cmpuint (pair->told_two->changed->len, ==, 1);
  fresh = pair->told_two->changed->pdata[0];
  g_assert_cmpint (simmer_task_get_status (fresh), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_intent (fresh), ==, SIMMER_INTENT_CANCELLING);

  fresh = wait_for_changed (pair->told_one, "task");
  g_assert_cmpint (simmer_task_get_status (fresh), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_intent (fresh), ==, SIMMER_INTENT_CANCELLING);
  g_assert_cmpuint (pair->told_one->changed->len, ==, 1);

  /* The follower goes on without having taken notice: the order stays. */
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 9);
  save (pair->one, task);
  found = find (pair->two, "task");
  g_assert_cmpint (simmer_task_get_intent (found->pdata[0]), ==, SIMMER_INTENT_CANCELLING);
}

/* An order written while the follower's changes are unsaved reaches him with his next write. */
static void
test_order_meets_unsaved (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  SimmerTask *fresh;

  simmer_store_set_watching (pair->one, FALSE);
  settle (pair->one);
  simmer_task_set_intent (other, SIMMER_INTENT_CANCELLING);
  save (pair->two, other);

  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 5);
  g_assert_cmpuint (pair->told_one->changed->len, ==, 0);
  save (pair->one, task);
  g_assert_cmpuint (pair->told_one->changed->len, ==, 1);
  fresh = pair->told_one->changed->pdata[0];
  g_assert_cmpint (simmer_task_get_status (fresh), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_intent (fresh), ==, SIMMER_INTENT_CANCELLING);
}

/* The two know the same state and both write: the one that heard later is kept. */
static void
test_later_hearing_wins (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (GPtrArray) found = NULL;

  simmer_store_set_watching (pair->one, FALSE);
  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->one);
  settle (pair->two);
  simmer_task_set_title (task, "heard later");
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 10);
  simmer_task_set_title (other, "heard sooner");
  report_status (other, SIMMER_TASK_STATUS_IN_PROGRESS, 5);

  save (pair->one, task);
  save (pair->two, other);
  g_assert_cmpuint (pair->told_two->changed->len, ==, 1);
  g_assert_cmpstr (simmer_task_get_title (pair->told_two->changed->pdata[0]), ==, "heard later");

  /* The other order of the same. */
  report_status (other, SIMMER_TASK_STATUS_COMPLETED, 7);
  save (pair->two, other);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 20);
  save (pair->one, task);
  found = find (pair->two, "task");
  g_assert_cmpint (simmer_task_get_status (found->pdata[0]), ==, SIMMER_TASK_STATUS_COMPLETED);
}

/* An end counts more than what was heard later of the time before it. */
static void
test_end_wins (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  SimmerTask *fresh;

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 10);
  save (pair->one, task);
  report_status (other, SIMMER_TASK_STATUS_COMPLETED, 5);
  save (pair->two, other);
  g_assert_cmpuint (pair->told_two->changed->len, ==, 0);
  fresh = wait_for_changed (pair->told_one, "task");
  g_assert_cmpint (simmer_task_get_status (fresh), ==, SIMMER_TASK_STATUS_COMPLETED);
}

/* What is read while something is on its way is older than that: nobody is told of it. */
static void
test_news_meet_unsaved (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (SimmerTask) marker = make_task ("marker", 0);

  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 10);
  report_status (other, SIMMER_TASK_STATUS_COMPLETED, 20);
  save (pair->one, task);
  save (pair->one, marker);
  simmer_store_save (pair->two, other);
  wait_for_changed (pair->told_two, "marker");
  g_assert_null (find_task (pair->told_two->changed, "task"));
  settle (pair->two);
  g_assert_null (find_task (pair->told_two->changed, "task"));
  wait_for_changed (pair->told_one, "task");
}

/* Of two ends the first stays; a new attempt replaces any end. */
static void
test_ends (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  report_status (task, SIMMER_TASK_STATUS_FAILED, 5);
  save (pair->one, task);
  report_status (other, SIMMER_TASK_STATUS_CANCELLED, 9);
  save (pair->two, other);
  first = find (pair->one, "task");
  g_assert_cmpint (simmer_task_get_status (first->pdata[0]), ==, SIMMER_TASK_STATUS_FAILED);

  simmer_task_begin_attempt (other, START + 20);
  save (pair->two, other);
  second = find (pair->one, "task");
  g_assert_cmpuint (simmer_task_get_attempt (second->pdata[0]), ==, 2);
  g_assert_true (simmer_task_is_active (second->pdata[0]));
}

/* --- Two processes --- */

typedef struct
{
  int pid;
  FILE *in;
  FILE *out;
  GHashTable *before; /* (owned) set of the ids of followers that were there before */
} Helper;

static void
helper_expect (Helper *helper, const char *answer)
{
  char line[256];

  g_assert_nonnull (fgets (line, sizeof line, helper->out));
  g_assert_cmpstr (g_strchomp (line), ==, answer);
}

static void
helper_tell (Helper *helper, const char *line)
{
  fprintf (helper->in, "%s\n", line);
  fflush (helper->in);
}

static Helper
helper_start (const char *folder)
{
  const char *argv[] = { g_getenv ("STORE_HELPER"), folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *followers = g_build_filename (folder, "followers", NULL);
  g_autoptr (GDir) dir = g_dir_open (followers, 0, NULL);
  Helper helper = { 0 };
  const char *name;
  int in;
  int out;

  helper.before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_hash_table_add (helper.before, g_strdup (name));

  g_spawn_async_with_pipes (NULL,
                            (char **) argv,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL,
                            NULL,
                            &helper.pid,
                            &in,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);
  helper.in = fdopen (in, "w");
  helper.out = fdopen (out, "r");
  helper_expect (&helper, "ready");

  return helper;
}

static void
helper_end (Helper *helper, int signal_number)
{
  int status;

  if (signal_number != 0)
    kill (helper->pid, signal_number);
  fclose (helper->in);
  g_assert_cmpint (waitpid (helper->pid, &status, 0), ==, helper->pid);
  fclose (helper->out);
  g_hash_table_unref (helper->before);
  if (signal_number == 0)
    g_assert_cmpint (status, ==, 0);
}

/* Another process's task is shown; when that process is killed, its task can be taken over. */
static void
test_killed_follower (Pair *pair, gconstpointer data)
{
  Helper helper = helper_start (pair->fixture.folder);
  SimmerTask *task;

  helper_tell (&helper, "new task of the other");
  helper_expect (&helper, "done");
  wait_for_changed (pair->told_two, "task");
  task = wait_for_changed (pair->told_one, "task");
  g_assert_cmpstr (simmer_task_get_title (task), ==, "of the other");
  g_assert_false (claim (pair->one, "task"));
  g_assert_true (simmer_store_is_followed_elsewhere (pair->one, "task"));
  g_assert_cmpuint (pair->told_one->orphaned->len, ==, 0);

  helper_end (&helper, SIGKILL);
  wait_for_text (pair->told_one->orphaned, "task");
  wait_for_text (pair->told_two->orphaned, "task");
  g_assert_false (simmer_store_is_followed_elsewhere (pair->one, "task"));

  /* Both want it, one gets it. */
  g_assert_true (claim (pair->two, "task"));
  g_assert_false (claim (pair->one, "task"));
}

/* The one who ends in peace gives back what it follows. */
static void
test_ended_follower (Pair *pair, gconstpointer data)
{
  Helper helper = helper_start (pair->fixture.folder);

  helper_tell (&helper, "new task of the other");
  helper_expect (&helper, "done");
  wait_for_changed (pair->told_one, "task");
  helper_end (&helper, 0);
  wait_for_text (pair->told_one->orphaned, "task");
  g_assert_true (claim (pair->one, "task"));
}

/* A process that does not watch takes over at once all the same: the claim looks for itself. */
static void
test_takeover_unwatched (Pair *pair, gconstpointer data)
{
  Helper helper = helper_start (pair->fixture.folder);

  simmer_store_set_watching (pair->one, FALSE);
  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->one);
  settle (pair->two);
  helper_tell (&helper, "new task of the other");
  helper_expect (&helper, "done");
  g_assert_false (claim (pair->one, "task"));
  helper_end (&helper, SIGKILL);
  g_assert_true (claim (pair->one, "task"));
}

/* An order whose receiver was killed is taken up by one of those who are left. */
static void
test_abandoned_order (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  Helper helper = helper_start (pair->fixture.folder);
  SimmerTask *fresh;

  helper_tell (&helper, "order task");
  helper_expect (&helper, "done");
  fresh = wait_for_changed (pair->told_one, "task");
  g_assert_cmpint (simmer_task_get_intent (fresh), ==, SIMMER_INTENT_CANCELLING);
  g_assert_false (claim_order (pair->one, "task"));

  helper_end (&helper, SIGKILL);
  wait_for_text (pair->told_one->orphaned, "task");
  g_assert_true (claim_order (pair->one, "task"));
  g_assert_false (claim_order (pair->two, "task"));
}

/* Has the clock of one who is stopped have stopped long ago; that of all if @helper is NULL. */
static void
backdate (Pair *pair, const Helper *helper)
{
  g_autofree char *folder = g_build_filename (pair->fixture.folder, "followers", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gint64 long_ago = 1;
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gint64 beat;
      int fd;

      if (helper != NULL && g_hash_table_contains (helper->before, name))
        continue;
      fd = g_open (path, O_RDWR | O_CLOEXEC);
      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (pread (fd, &beat, sizeof beat, 0), ==, sizeof beat);
      if (beat > 0)
        g_assert_cmpint (pwrite (fd, &long_ago, sizeof long_ago, 0), ==, sizeof long_ago);
      n += beat > 0;
      close (fd);
    }
  g_assert_cmpuint (n, >, 0);
}

/* One who is stopped keeps its lock, but neither its tasks nor its orders; and it takes part again
 * when it goes on. */
static void
test_stopped_follower (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) shared = share_task (pair, "shared", &other);
  Helper helper = helper_start (pair->fixture.folder);

  helper_tell (&helper, "new task of the other");
  helper_expect (&helper, "done");
  helper_tell (&helper, "order shared");
  helper_expect (&helper, "done");
  wait_for_changed (pair->told_one, "task");
  wait_for_changed (pair->told_one, "shared");
  g_assert_false (claim (pair->one, "task"));
  g_assert_false (claim_order (pair->one, "shared"));

  g_assert_cmpint (kill (helper.pid, SIGSTOP), ==, 0);
  backdate (pair, &helper);
  wait_for_text (pair->told_one->orphaned, "task");
  wait_for_text (pair->told_one->orphaned, "shared");
  g_assert_true (claim (pair->one, "task"));
  g_assert_true (claim_order (pair->one, "shared"));

  g_assert_cmpint (kill (helper.pid, SIGCONT), ==, 0);
  helper_tell (&helper, "claim task");
  helper_expect (&helper, "no");
  helper_tell (&helper, "claim-order shared");
  helper_expect (&helper, "no");
  simmer_store_release (pair->one, "task");
  settle (pair->one);
  helper_tell (&helper, "claim task");
  helper_expect (&helper, "yes");
  g_assert_false (claim (pair->one, "task"));
  helper_end (&helper, 0);
}

/* Who claims finds out by itself, too. */
static void
test_stopped_unwatched (Pair *pair, gconstpointer data)
{
  Helper helper = helper_start (pair->fixture.folder);

  simmer_store_set_watching (pair->one, FALSE);
  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->one);
  settle (pair->two);
  helper_tell (&helper, "new task of the other");
  helper_expect (&helper, "done");
  g_assert_false (claim (pair->one, "task"));
  g_assert_cmpint (kill (helper.pid, SIGSTOP), ==, 0);
  backdate (pair, &helper);
  g_assert_true (claim (pair->one, "task"));
  g_assert_cmpint (kill (helper.pid, SIGCONT), ==, 0);
  helper_tell (&helper, "claim task");
  helper_expect (&helper, "no");
  helper_end (&helper, 0);
}

static void
count_cb (SimmerStore *store, guint *n)
{
  ++*n;
}

static gboolean
is_one (gpointer data)
{
  return *(guint *) data == 1;
}

/* This process stood still, or so it finds: it is told once, and then that the store is true
 * again. */
static void
test_lapse_is_told (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  guint n_lapsed = 0;
  guint n_recovered = 0;

  g_signal_connect (pair->one, "lapsed", G_CALLBACK (count_cb), &n_lapsed);
  g_signal_connect (pair->one, "recovered", G_CALLBACK (count_cb), &n_recovered);
  backdate (pair, NULL);
  run_until (is_one, &n_recovered);
  g_assert_cmpuint (n_lapsed, ==, 1);
  settle (pair->one);
  g_assert_cmpuint (n_lapsed, ==, 1);
  g_assert_cmpuint (n_recovered, ==, 1);
}

/* Two order the same without knowing of each other: the first carries it out, and once the service
 * has taken it, it stays carried out when that one ends. */
static void
test_same_order_twice (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  save (pair->one, task);
  simmer_task_set_intent (other, SIMMER_INTENT_CANCELLING);
  save (pair->two, other);
  g_assert_true (claim_order (pair->one, "task"));
  g_assert_false (claim_order (pair->two, "task"));

  simmer_store_settle_order (pair->one, "task");
  g_assert_false (claim_order (pair->one, "task"));
  g_assert_true (close_store (pair->one, NULL));
  g_assert_false (claim_order (pair->two, "task"));
  g_assert_true (try_open (pair->one, NULL));

  /* Another order is another one's. */
  simmer_task_set_intent (other, SIMMER_INTENT_NONE);
  save (pair->two, other);
  simmer_task_set_intent (other, SIMMER_INTENT_CANCELLING);
  save (pair->two, other);
  g_assert_true (claim_order (pair->two, "task"));
}

/* The follower sees the task end before it learns that the other one has had it cancelled. */
static void
test_end_ends_the_order (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (GPtrArray) found = NULL;

  simmer_store_set_watching (pair->one, FALSE);
  settle (pair->one);
  simmer_task_set_intent (other, SIMMER_INTENT_CANCELLING);
  save (pair->two, other);
  simmer_store_settle_order (pair->two, "task");
  report_status (task, SIMMER_TASK_STATUS_CANCELLED, 5);
  save (pair->one, task);
  found = find (pair->one, "task");
  g_assert_cmpint (simmer_task_get_status (found->pdata[0]), ==, SIMMER_TASK_STATUS_CANCELLED);
  g_assert_cmpint (simmer_task_get_intent (found->pdata[0]), ==, SIMMER_INTENT_NONE);
  wait_for_changed (pair->told_two, "task");
}

/* Without an order there is none to take up. */
static void
test_no_order (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);

  g_assert_false (claim_order (pair->one, "task"));
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  save (pair->one, task);
  g_assert_true (claim_order (pair->one, "task"));
  g_assert_false (claim_order (pair->two, "task"));
}

static gboolean
has_line (gpointer data)
{
  GPollFD poll_fd = { .fd = fileno (data), .events = G_IO_IN };

  return g_poll (&poll_fd, 1, 10) > 0;
}

static void
take_over_cb (SimmerStore *store, GPtrArray *tasks, gpointer user_data)
{
  SimmerTask *fresh = find_task (tasks, simmer_task_get_id (user_data));
  g_autoptr (JsonNode) state = NULL;

  if (fresh == NULL)
    return;
  state = simmer_task_to_state (fresh);
  g_assert_true (simmer_task_load_state (user_data, state));
}

/* Two processes write one task as fast as they can: nobody fails, the later hearing stays. */
static void
test_race (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  Helper helper = helper_start (pair->fixture.folder);
  g_autoptr (GPtrArray) found = NULL;

  g_signal_connect (pair->one, "changed-elsewhere", G_CALLBACK (take_over_cb), task);
  helper_tell (&helper, "write task 100");
  for (guint i = 1; i <= 50; i++)
    {
      if (simmer_task_get_heard (task) < START + 2 * i + 1)
        report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 2 * i + 1);
      save (pair->one, task);
    }
  run_until (has_line, helper.out);
  helper_expect (&helper, "done");
  helper_end (&helper, 0);

  found = find (pair->two, "task");
  g_assert_cmpint (simmer_task_get_heard (found->pdata[0]), ==, START + 200);
  g_signal_handlers_disconnect_by_data (pair->one, task);
}

/* Nobody watches: nothing is told, and nothing of it is lost when somebody does again. */
static void
test_watching_again (Pair *pair, gconstpointer data)
{
  g_autoptr (SimmerTask) other = NULL;
  g_autoptr (SimmerTask) task = share_task (pair, "task", &other);
  g_autoptr (SimmerTask) new_task = make_task ("new", 0);

  simmer_store_set_watching (pair->two, FALSE);
  settle (pair->two);
  report_status (task, SIMMER_TASK_STATUS_IN_PROGRESS, 5);
  save (pair->one, task);
  save (pair->one, new_task);
  simmer_store_remove (pair->one, "new");
  settle (pair->one);
  settle (pair->two);
  g_assert_cmpuint (pair->told_two->changed->len, ==, 0);

  simmer_store_set_watching (pair->two, TRUE);
  wait_for_changed (pair->told_two, "task");
  g_assert_null (find_task (pair->told_two->changed, "new"));
  g_assert_cmpuint (pair->told_two->removed->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_meddler_init ();

#define ADD(path, func) \
  g_test_add ("/store-sharing/" path, Pair, NULL, pair_set_up, func, pair_tear_down)
  ADD ("changes-are-told", test_changes_are_told);
  ADD ("removal-is-told", test_removal_is_told);
  ADD ("facts-are-told", test_facts_are_told);
  ADD ("facts-meet", test_facts_meet);
  ADD ("claim-of-what-is-not-written", test_claim_of_what_is_not_written);
  ADD ("claim-and-release", test_claim_and_release);
  ADD ("released-meanwhile", test_released_meanwhile);
  ADD ("claim-brings-news", test_claim_brings_news);
  ADD ("order-beside-newer-state", test_order_beside_newer_state);
  ADD ("order-meets-unsaved", test_order_meets_unsaved);
  ADD ("later-hearing-wins", test_later_hearing_wins);
  ADD ("end-wins", test_end_wins);
  ADD ("news-meet-unsaved", test_news_meet_unsaved);
  ADD ("ends", test_ends);
  ADD ("killed-follower", test_killed_follower);
  ADD ("ended-follower", test_ended_follower);
  ADD ("takeover-unwatched", test_takeover_unwatched);
  ADD ("abandoned-order", test_abandoned_order);
  ADD ("stopped-follower", test_stopped_follower);
  ADD ("stopped-unwatched", test_stopped_unwatched);
  ADD ("lapse-is-told", test_lapse_is_told);
  ADD ("same-order-twice", test_same_order_twice);
  ADD ("end-ends-the-order", test_end_ends_the_order);
  ADD ("no-order", test_no_order);
  ADD ("race", test_race);
  ADD ("watching-again", test_watching_again);
#undef ADD

  return g_test_run ();
}
