/* One store by itself: what is saved comes back. */

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>

#define START G_GINT64_CONSTANT (1700000000000000)

static gint64
query (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->folder, "simmer.db", NULL);
  sqlite3 *db;
  sqlite3_stmt *stmt;
  gint64 number;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  number = sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : -1;
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  return number;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerTask) task = make_task ("task-1", 0);
  g_autoptr (JsonObject) inputs = json_object_new ();
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  SimmerStore *store = open_store (fixture);
  SimmerTask *loaded;

  json_object_set_string_member (inputs, "prompt", "ein See “bei” Nacht\n🌊");
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_submit_key (task, "key");
  simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
  g_assert_true (save_now (store, task, TRUE, &error));
  g_assert_no_error (error);
  close_and_free (store);

  store = open_store (fixture);
  tasks = load (store, 0);
  g_assert_cmpuint (tasks->len, ==, 1);
  loaded = tasks->pdata[0];
  g_assert_cmpstr (simmer_task_get_id (loaded), ==, "task-1");
  g_assert_cmpstr (simmer_task_get_account_id (loaded), ==, "account");
  g_assert_cmpstr (simmer_task_get_service (loaded), ==, "Service");
  g_assert_cmpstr (simmer_task_get_submit_key (loaded), ==, "key");
  g_assert_cmpint (simmer_task_get_created (loaded), ==, START);
  g_assert_cmpint (simmer_task_get_intent (loaded), ==, SIMMER_INTENT_SUBMITTING);
  g_assert_cmpstr (json_object_get_string_member (simmer_task_get_inputs (loaded), "prompt"),
                   ==,
                   "ein See “bei” Nacht\n🌊");
  close_and_free (store);
}

static void
test_private_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inner = g_build_filename (fixture->folder, "a", "b", NULL);
  g_autofree char *path = g_build_filename (inner, "simmer.db", NULL);
  SimmerStore *store = simmer_store_new (inner, fixture->clock);
  g_autoptr (GError) error = NULL;
  mode_t mask = umask (0);
  GStatBuf status;

  g_assert_true (try_open (store, &error));
  umask (mask);
  g_assert_cmpint (g_stat (inner, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  close_and_free (store);
}

/* Twenty changes of three tasks are one transaction: each row is written once. */
static void
test_write_behind (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) loaded = NULL;

  g_ptr_array_add (tasks, make_task ("a", 1));
  g_ptr_array_add (tasks, make_task ("b", 2));
  g_ptr_array_add (tasks, make_task ("c", 3));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %u", i);

      for (guint j = 0; j < tasks->len; j++)
        {
          simmer_task_set_title (tasks->pdata[j], title);
          simmer_store_save (store, tasks->pdata[j]);
        }
    }
  while (query (fixture, "SELECT count(*) FROM task") == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (query (fixture, "SELECT value FROM counter"), ==, 3);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM task WHERE title = 'title 19'"), ==, 3);

  loaded = load (store, 0);
  g_assert_cmpstr (simmer_task_get_title (loaded->pdata[0]), ==, "title 19");
  g_assert_cmpint (query (fixture, "SELECT value FROM counter"), ==, 3);
  close_and_free (store);
}

/* What is unsaved when somebody asks, or when the store closes, is written first. */
static void
test_nothing_waits (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autoptr (GPtrArray) loaded = NULL;

  simmer_store_save (store, task);
  loaded = load (store, 0);
  g_assert_cmpuint (loaded->len, ==, 1);

  simmer_task_set_title (task, "later");
  simmer_store_save (store, task);
  close_and_free (store);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM task WHERE title = 'later'"), ==, 1);
}

static void
save_finished (SimmerStore *store, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("finished-%02u", i);
      g_autoptr (SimmerTask) task = make_task (id, i / 2);

      report_status (task, SIMMER_TASK_STATUS_COMPLETED, i / 2 + 1);
      simmer_store_save (store, task);
    }
}

/* All active ones, the newest of the finished; then page by page, none twice and none left out,
 * though two each were created in the same moment. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) active = make_task ("active", -1000);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 before;

  simmer_store_save (store, active);
  save_finished (store, 20);
  first = load (store, 4);
  g_assert_cmpuint (first->len, ==, 5);
  g_assert_cmpstr (simmer_task_get_id (first->pdata[0]), ==, "active");
  for (guint i = 1; i < first->len; i++)
    g_hash_table_add (seen, g_strdup (simmer_task_get_id (first->pdata[i])));
  before = simmer_task_get_created (first->pdata[4]);
  g_assert_cmpint (before, ==, START + 8);

  for (;;)
    {
      g_autoptr (GPtrArray) page = load_older (store, before, 3);

      if (page->len == 0)
        break;
      for (guint i = 0; i < page->len; i++)
        {
          g_assert_cmpint (simmer_task_get_created (page->pdata[i]), <, before);
          g_assert_true (g_hash_table_add (seen, g_strdup (simmer_task_get_id (page->pdata[i]))));
        }
      before = simmer_task_get_created (page->pdata[page->len - 1]);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 20);
  close_and_free (store);
}

static void
assert_titled (SimmerStore *store, const char *word, gint64 before, guint n, const char *ids)
{
  g_autoptr (GPtrArray) found = search (store, word, before, n);
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append (told, simmer_task_get_id (found->pdata[i]));
  g_assert_cmpstr (told->str, ==, ids);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[] = {
    "Äpfel", "pears", "\303\244PFEL & pears", "100% _", "äpfel"
  };
  SimmerStore *store = open_store (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      const char id[] = { (char) ('a' + i), '\0' };
      g_autoptr (SimmerTask) task = make_task (id, i);

      simmer_task_set_title (task, titles[i]);
      if (i < 4)
        report_status (task, SIMMER_TASK_STATUS_COMPLETED, i);
      simmer_store_save (store, task);
    }
  assert_titled (
    store, "ÄPF", G_MAXINT64, 9, "ca"); /* the newest first; what is active is loaded */
  assert_titled (store, "A\314\210pf", G_MAXINT64, 1, "c");
  assert_titled (store, "ÄPF", START + 2, 9, "a");
  assert_titled (store, "pears", G_MAXINT64, 9, "cb");
  assert_titled (store, "%", G_MAXINT64, 9, "d");
  assert_titled (store, "_", G_MAXINT64, 9, "d");
  assert_titled (store, "plums", G_MAXINT64, 9, "");
  assert_titled (store, "\377", G_MAXINT64, 9, "");
  /* a search that stopped early holds no lock */
  assert_titled (store, "pears", G_MAXINT64, 1, "c");
  close_and_free (store);
}

static void
assert_found (SimmerStore *store, const char *text, guint n, const char *id)
{
  g_autoptr (GPtrArray) found = find (store, text);

  g_assert_cmpuint (found->len, ==, n);
  if (id != NULL)
    g_assert_nonnull (find_task (found, id));
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "abcd", "abcdef", "abxy1", "zzzz%_" };
  SimmerStore *store = open_store (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (SimmerTask) task = make_task (ids[i], i);

      simmer_task_set_remote_id (task, i < 2 ? "remote" : "other-remote");
      simmer_store_save (store, task);
    }
  assert_found (store, "abcd", 1, "abcd");    /* exact, though also a beginning */
  assert_found (store, "abcde", 1, "abcdef"); /* a beginning */
  assert_found (store, "abx", 0, NULL);       /* too short for one */
  assert_found (store, "abxy", 1, "abxy1");
  assert_found (store, "remote", 2, "abcdef"); /* several at the service */
  assert_found (store, "other-remote", 2, "abxy1");
  assert_found (store, "remot", 0, NULL);
  assert_found (store, "zzzz%", 1, "zzzz%_"); /* no wildcards */
  assert_found (store, "%", 0, NULL);
  assert_found (store, "____", 0, NULL);
  assert_found (store, "' OR 1 --", 0, NULL);
  assert_found (store, "", 0, NULL);

  simmer_store_remove (store, "abcd");
  assert_found (store, "abcd", 1, "abcdef");
  assert_found (store, "remote", 1, "abcdef");
  close_and_free (store);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* A service's list is held against all that is kept of its account, loaded or not. */
static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "new-1", "kept", "removed", "new-2", "of-another" };
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) kept = make_task ("kept-task", 0);
  g_autoptr (SimmerTask) removed = make_task ("removed-task", 1);
  g_autoptr (SimmerTask) other = simmer_task_new ("other-task", "another-account", "Service");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) strangers = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  simmer_task_set_remote_id (kept, "kept");
  simmer_task_set_remote_id (removed, "removed");
  simmer_task_set_remote_id (other, "of-another");
  simmer_store_save (store, kept);
  simmer_store_save (store, removed);
  simmer_store_save (store, other);
  simmer_store_remove (store, "removed-task");

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    g_ptr_array_add (ids, g_strdup (asked[i]));
  simmer_store_find_strangers_async (
    store, "account", g_steal_pointer (&ids), NULL, keep_result_cb, &result);
  run_until (has_result, &result);
  strangers = simmer_store_find_strangers_finish (store, result, &error);
  g_clear_object (&result);
  g_assert_no_error (error);
  g_assert_cmpuint (strangers->len, ==, 4);
  g_assert_cmpstr (strangers->pdata[0], ==, "new-1");
  g_assert_cmpstr (strangers->pdata[1], ==, "removed");
  g_assert_cmpstr (strangers->pdata[2], ==, "new-2");
  g_assert_cmpstr (strangers->pdata[3], ==, "of-another");
  close_and_free (store);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autofree char *results = g_build_filename (fixture->folder, "results", "task", NULL);
  g_autofree char *deep = g_build_filename (results, "deep", NULL);
  g_autofree char *file = g_build_filename (deep, "picture.png", NULL);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) one = NULL;

  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  simmer_store_save (store, task);
  simmer_store_remove (store, "task");

  /* A late change of a removed task does not bring it back. */
  simmer_task_set_title (task, "late");
  simmer_store_save (store, task);
  none = load (store, 10);
  g_assert_cmpuint (none->len, ==, 0);

  simmer_store_restore (store, "task");
  one = load (store, 10);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (simmer_task_get_title (one->pdata[0]), ==, "late");

  simmer_store_remove (store, "task");
  close_and_free (store);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM task"), ==, 1);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));

  simmer_clock_advance (fixture->clock, 61 * 60 * (gint64) G_USEC_PER_SEC);
  close_and_free (open_store (fixture));
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM task"), ==, 0);
  g_assert_false (g_file_test (results, G_FILE_TEST_EXISTS));
}

static void
test_usual (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  SimmerUsual usual;

  g_assert_false (simmer_store_get_usual (store, "account", "image", &usual));
  for (gint64 i = 1; i <= 40; i++)
    simmer_store_add_duration (store, "account", "image", i, i * G_USEC_PER_SEC);
  simmer_store_add_duration (store, "account", "text", 0, 7);
  simmer_store_add_duration (store, "account", NULL, 0, 8);

  for (guint i = 0; i < 2; i++)
    {
      /* The last 32 are 9 to 40. */
      g_assert_true (simmer_store_get_usual (store, "account", "image", &usual));
      g_assert_cmpuint (usual.n, ==, 32);
      g_assert_cmpint (usual.median, ==, 24500000);
      g_assert_cmpint (usual.wait, >=, 24);
      g_assert_cmpint (usual.wait, <=, 25);
      g_assert_true (simmer_store_get_usual (store, "account", "text", &usual));
      g_assert_cmpint (usual.median, ==, 7);
      g_assert_true (simmer_store_get_usual (store, "account", NULL, &usual));
      g_assert_cmpint (usual.median, ==, 8);
      g_assert_false (simmer_store_get_usual (store, "other", "image", &usual));
      if (i == 0)
        {
          close_and_free (store);
          store = open_store (fixture);
        }
    }
  close_and_free (store);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM duration"), ==, 34);
}

static void
remember (SimmerStore *store, const char *account, const char *model, const char *size)
{
  g_autoptr (JsonObject) chosen = json_object_new ();

  json_object_set_string_member (chosen, "size", size);
  simmer_store_remember_inputs (store, account, model, chosen);
}

/* Returns: (transfer full) (nullable) */
static char *
recall (SimmerStore *store, const char *account, const char *model)
{
  g_autoptr (JsonObject) chosen = simmer_store_recall_inputs (store, account, model);

  return chosen != NULL ? g_strdup (json_object_get_string_member (chosen, "size")) : NULL;
}

#define assert_recalled(store, account, model, size)             \
  G_STMT_START                                                   \
  {                                                              \
    g_autofree char *recalled_ = recall (store, account, model); \
                                                                 \
    g_assert_cmpstr (recalled_, ==, size);                       \
  }                                                              \
  G_STMT_END

/* What was filled in is kept for an account and a model, until the account is removed. */
static void
test_inputs (Fixture *fixture, gconstpointer data)
{
  SimmerStoreAccount account = { .id = (char *) "mine",
                                 .name = (char *) "Mine",
                                 .profile = (char *) "generate-v1",
                                 .address = (char *) "http://127.0.0.1:9" };
  SimmerStore *store = open_store (fixture);
  g_autofree char *huge = g_strnfill (40000, 'x');

  simmer_store_save_account (store, &account);
  assert_recalled (store, "mine", NULL, NULL);
  remember (store, "mine", NULL, "none");
  remember (store, "mine", "two", "large");
  remember (store, "mine", "one", "tiny");
  remember (store, "mine", "one", "small");
  remember (store, "theirs", "one", "theirs");
  remember (store, "theirs", "huge", huge);

  for (guint i = 0; i < 2; i++)
    {
      assert_recalled (store, "mine", NULL, "small");
      assert_recalled (store, "mine", "", "none");
      assert_recalled (store, "mine", "two", "large");
      assert_recalled (store, "mine", "three", NULL);
      assert_recalled (store, "theirs", NULL, "theirs");
      assert_recalled (store, "theirs", "huge", NULL);
      close_and_free (store);
      store = open_store (fixture);
    }

  simmer_store_remove_account (store, "mine");
  assert_recalled (store, "mine", NULL, NULL);
  close_and_free (store);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM inputs"), ==, 1);
}

static gint64
get_closed_until (SimmerStore *store, const char *host)
{
  g_autoptr (GHashTable) hosts = simmer_store_get_closed_hosts (store);
  gint64 *until = g_hash_table_lookup (hosts, host);

  return until != NULL ? *until : 0;
}

static void
test_hosts (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);

  simmer_store_close_host (store, "a.example", START + 100 * G_USEC_PER_SEC);
  simmer_store_close_host (store, "a.example", START + 50 * G_USEC_PER_SEC);
  simmer_store_close_host (store, "b.example", START + 10 * G_USEC_PER_SEC);
  g_assert_cmpint (get_closed_until (store, "a.example"), ==, START + 100 * G_USEC_PER_SEC);
  close_and_free (store);

  simmer_clock_advance (fixture->clock, 20 * G_USEC_PER_SEC);
  store = open_store (fixture);
  g_assert_cmpint (get_closed_until (store, "a.example"), ==, START + 100 * G_USEC_PER_SEC);
  g_assert_cmpint (get_closed_until (store, "b.example"), ==, 0);
  close_and_free (store);
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (GPtrArray) accounts = NULL;
  const SimmerStoreAccount two = {
    (char *) "two", (char *) "Two", (char *) "other", (char *) "http://two.example", 0, { 0 }
  };
  const SimmerWishes wishes = {
    .eagerness = SIMMER_EAGERNESS_FASTER, .minimum = 1, .maximum = 2, .deadline = 3, .no_live = TRUE
  };
  SimmerStoreAccount one = two;
  SimmerStoreAccount uno;
  SimmerStoreAccount three = two;
  SimmerStoreAccount *account;

  one.id = (char *) "one";
  three.id = (char *) "three";
  uno = one;
  uno.name = (char *) "Uno";
  uno.address = (char *) "http://uno.example";
  uno.credential = 7;
  uno.wishes = wishes;
  simmer_store_save_account (store, &two);
  simmer_store_save_account (store, &one);
  simmer_store_save_account (store, &uno);
  simmer_store_save_account (store, &three);
  simmer_store_remove_account (store, "three");
  accounts = simmer_store_get_accounts (store);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  close_and_free (store);

  store = open_store (fixture);
  accounts = simmer_store_get_accounts (store);
  g_assert_cmpuint (accounts->len, ==, 2);
  account = accounts->pdata[0];
  g_assert_cmpstr (account->id, ==, "one");
  g_assert_cmpstr (account->name, ==, "Uno");
  g_assert_cmpstr (account->profile, ==, "other");
  g_assert_cmpstr (account->address, ==, "http://uno.example");
  g_assert_cmpint (account->credential, ==, 7);
  g_assert_true (simmer_wishes_equal (&account->wishes, &wishes));
  account = accounts->pdata[1];
  g_assert_true (simmer_wishes_equal (&account->wishes, &two.wishes));
  close_and_free (store);
}

static void
keep_error_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_clear_pointer (&error[0], g_error_free);
  simmer_store_save_now_finish (SIMMER_STORE (source), result, &error[0]);
}

static gboolean
has_error (gpointer data)
{
  return *(GError **) data != NULL;
}

/* A cancelled wait ends, and the write is made nevertheless. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  simmer_store_save_now_async (store, task, TRUE, cancellable, keep_error_cb, &error);
  g_cancellable_cancel (cancellable);
  run_until (has_error, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close_and_free (store);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM task"), ==, 1);
}

/* After closing nothing is written, nothing crashes, and who asks is told. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (close_store (store, NULL));
  simmer_store_save (store, task);
  simmer_store_remove (store, "task");
  simmer_store_release (store, "task");
  simmer_store_close_host (store, "a.example", START);
  g_assert_false (save_now (store, task, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);

  /* It can be opened again. */
  g_assert_true (try_open (store, NULL));
  g_assert_true (save_now (store, task, FALSE, NULL));
  close_and_free (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/store/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("private-files", test_private_files);
  ADD ("write-behind", test_write_behind);
  ADD ("nothing-waits", test_nothing_waits);
  ADD ("pages", test_pages);
  ADD ("find", test_find);
  ADD ("search", test_search);
  ADD ("strangers", test_strangers);
  ADD ("remove", test_remove);
  ADD ("usual", test_usual);
  ADD ("inputs", test_inputs);
  ADD ("hosts", test_hosts);
  ADD ("accounts", test_accounts);
  ADD ("cancel", test_cancel);
  ADD ("closed", test_closed);
#undef ADD

  return g_test_run ();
}
