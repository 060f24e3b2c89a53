/* The store's file: its form through the versions, its damages, its limits. */

#include "store-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simmer-store-database.h"
#include "simmer-store-leases.h"
#include "simmer-store-schema.h"
#include "simmer-store-tasks.h"

#define START G_GINT64_CONSTANT (1700000000000000)

static char *
get_path (Fixture *fixture)
{
  return g_build_filename (fixture->folder, "simmer.db", NULL);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  g_autofree char *path = get_path (fixture);
  char *message = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static gint64
query (Fixture *fixture, const char *sql)
{
  g_autofree char *path = get_path (fixture);
  sqlite3_stmt *stmt;
  gint64 number;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  number = sqlite3_step (stmt) == SQLITE_ROW ? sqlite3_column_int64 (stmt, 0) : -1;
  sqlite3_finalize (stmt);
  sqlite3_close (db);

  return number;
}

/* A file of form 1, as the first form's Simmer left it: two tasks, one still active and followed
 * by a process that is gone. */
static void
test_migration (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "core", "store-1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) tasks = NULL;
  SimmerStore *store;
  SimmerTask *task;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  run_sql (fixture, sql);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 1);

  store = open_store (fixture);
  tasks = load (store, 10);
  g_assert_cmpuint (tasks->len, ==, 2);
  task = find_task (tasks, "11111111-active");
  g_assert_cmpstr (simmer_task_get_title (task), ==, "A lighthouse in fog");
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpint (simmer_task_get_intent (task), ==, SIMMER_INTENT_CANCELLING);
  g_assert_true (claim (store, "11111111-active"));
  g_assert_true (claim_order (store, "11111111-active"));
  task = find_task (tasks, "22222222-finished");
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
  simmer_store_add_duration (store, "account", "image", 1, 2);
  close_and_free (store);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, SIMMER_STORE_VERSION);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM duration"), ==, 1);
}

/* A step that fails leaves the file as it was; the next opening can try again. */
static void
test_migration_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "core", "store-1.sql", NULL);
  SimmerStore *store = simmer_store_new (fixture->folder, fixture->clock);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  run_sql (fixture, sql);
  run_sql (fixture, "CREATE TABLE host (in_the_way)");
  g_assert_false (try_open (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (
    query (fixture, "SELECT count(*) FROM sqlite_schema WHERE name = 'account'"), ==, 0);

  run_sql (fixture, "DROP TABLE host");
  g_assert_true (try_open (store, NULL));
  close_and_free (store);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store = simmer_store_new (fixture->folder, fixture->clock);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  Told *told = told_new (store);

  run_sql (fixture, "CREATE TABLE strange (new); PRAGMA user_version = 99");
  g_assert_false (try_open (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_test_message ("%s", error->message);

  /* Nothing is set aside, made or written, not even the kind of its journal. */
  g_assert_cmpint (
    query (fixture, "SELECT journal_mode = 'delete' FROM pragma_journal_mode"), ==, 1);
  g_assert_cmpint (query (fixture, "SELECT count(*) FROM sqlite_schema"), ==, 1);
  g_assert_false (save_now (store, task, TRUE, &again));
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpuint (told->troubles->len, ==, 0);
  told_free (told);
  close_and_free (store);
}

static guint
count_files (Fixture *fixture, const char *part)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, part) != NULL)
      n++;

  return n;
}

static void
assert_begins_anew (Fixture *fixture, guint n_at_least)
{
  SimmerStore *store = simmer_store_new (fixture->folder, fixture->clock);
  g_autoptr (SimmerTask) task = make_task ("new", 0);
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  Told *told = told_new (store);

  try_open (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->troubles->len, ==, 1);
  g_test_message ("%s", (char *) told->troubles->pdata[0]);
  g_assert_nonnull (strstr (told->troubles->pdata[0], "simmer.db.damaged-"));
  tasks = load (store, 10);
  g_assert_cmpuint (tasks->len, >=, n_at_least);
  if (n_at_least == 0)
    g_assert_cmpuint (tasks->len, ==, 0);
  g_assert_true (save_now (store, task, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture, "suspect"), ==, 0);
  g_assert_cmpint (query (fixture, "SELECT value >= max (seq) FROM counter, task"), ==, 1);
  told_free (told);
  close_and_free (store);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture);
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_begins_anew (fixture, 0);
  g_assert_cmpuint (count_files (fixture, "damaged"), ==, 1);

  /* And once more within the same second. */
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_begins_anew (fixture, 0);
  g_assert_cmpuint (count_files (fixture, "damaged"), ==, 2);
}

static void
fill (Fixture *fixture, guint n)
{
  SimmerStore *store = open_store (fixture);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%05u", i);
      g_autoptr (SimmerTask) task = make_task (id, i);

      simmer_store_save (store, task);
    }
  close_and_free (store);
}

static void
overwrite (Fixture *fixture, off_t from, gsize length)
{
  g_autofree char *path = get_path (fixture);
  g_autofree char *junk = g_strnfill (length, 'j');
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, junk, length, from), ==, (gssize) length);
  close (fd);
}

/* The description of the tables is gone. */
static void
test_damaged_schema (Fixture *fixture, gconstpointer data)
{
  fill (fixture, 10);
  overwrite (fixture, 100, 3900);
  assert_begins_anew (fixture, 0);
}

/* Damage further in is met in use: that is an error, and the next opening sets the file aside. */
static void
test_damaged_rows (Fixture *fixture, gconstpointer data)
{
  SimmerStore *store;
  g_autoptr (SimmerTask) task = make_task ("task-00001x", 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path (fixture);
  GStatBuf status;

  fill (fixture, 2000);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  overwrite (fixture, 40 * 4096, (gsize) status.st_size - 40 * 4096);
  store = open_store (fixture);
  for (guint i = 0; i < 50 && error == NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-0%u999", i);
      g_autoptr (SimmerTask) next = make_task (id, i);

      save_now (store, next, FALSE, &error);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  close_store (store, NULL);
  g_clear_object (&store);

  /* What lies before the damage is taken over. */
  assert_begins_anew (fixture, 50);
}

/* A mark of suspicion alone harms nothing. */
static void
test_suspect (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mark = g_build_filename (fixture->folder, "simmer.db.suspect", NULL);
  g_autoptr (GPtrArray) tasks = NULL;
  SimmerStore *store;

  fill (fixture, 3);
  g_assert_true (g_file_set_contents (mark, "", 0, NULL));
  store = open_store (fixture);
  tasks = load (store, 0);
  g_assert_cmpuint (tasks->len, ==, 3);
  close_and_free (store);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
}

static void
assert_damaged (GPtrArray *tasks, const char *id)
{
  SimmerTask *task = find_task (tasks, id);

  g_assert_nonnull (task);
  g_assert_nonnull (strstr (simmer_task_get_message (task), "damaged"));
}

/* What its row tells is left of a task whose state cannot be read. */
static void
test_unreadable_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  SimmerStore *store;

  fill (fixture, 5);
  run_sql (fixture, "UPDATE task SET state = '{oh', remote_id = 'r1' WHERE id = 'task-00001'");
  run_sql (fixture, "UPDATE task SET intent = 'unheard-of' WHERE id = 'task-00002'");
  run_sql (fixture, "UPDATE task SET state = '7', status = 'FAILED' WHERE id = 'task-00003'");
  run_sql (fixture, "UPDATE task SET state = '{\"title\":\"x' WHERE id = 'task-00004'");
  store = open_store (fixture);
  tasks = load (store, 0);
  g_assert_cmpuint (tasks->len, ==, 5);
  assert_damaged (tasks, "task-00001");
  assert_damaged (tasks, "task-00003");
  assert_damaged (tasks, "task-00004");
  g_assert_cmpstr (simmer_task_get_remote_id (find_task (tasks, "task-00001")), ==, "r1");
  g_assert_cmpstr (simmer_task_get_title (find_task (tasks, "task-00001")), ==, "A lake at dawn");
  g_assert_true (simmer_task_is_active (find_task (tasks, "task-00001")));
  g_assert_cmpint (
    simmer_task_get_status (find_task (tasks, "task-00003")), ==, SIMMER_TASK_STATUS_FAILED);
  g_assert_true (simmer_task_get_error (find_task (tasks, "task-00003"), NULL));
  g_assert_null (simmer_task_get_message (find_task (tasks, "task-00000")));
  close_and_free (store);
}

/* A task that nobody could name is left out, until the next opening names it anew. */
static void
test_unreadable_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GPtrArray) later = NULL;
  SimmerStore *store;
  SimmerTask *task;

  fill (fixture, 3);
  run_sql (fixture, "UPDATE task SET id = CAST (x'ff74' AS TEXT) WHERE id = 'task-00001'");
  run_sql (fixture, "UPDATE task SET account = CAST (x'61ff' AS TEXT) WHERE id = 'task-00002'");
  store = open_store (fixture);
  tasks = load (store, 10);
  g_assert_cmpuint (tasks->len, ==, 2);
  task = find_task (tasks, "task-00002");
  g_assert_cmpstr (simmer_task_get_account_id (task), ==, "a\357\277\275");
  close_and_free (store);

  assert_begins_anew (fixture, 3);
  store = open_store (fixture);
  later = load (store, 10);
  for (guint i = 0; i < later->len; i++)
    if (g_str_has_prefix (simmer_task_get_id (later->pdata[i]), "recovered-"))
      {
        g_assert_cmpstr (simmer_task_get_title (later->pdata[i]), ==, "A lake at dawn");
        close_and_free (store);
        return;
      }
  g_assert_not_reached ();
}

/* Results that came with a status are kept in the state until they are files. */
static void
test_large_state (Fixture *fixture, gconstpointer data)
{
  const gsize size = 4 * 1024 * 1024;
  SimmerStore *store = open_store (fixture);
  g_autoptr (SimmerTask) task = make_task ("task-00001", 0);
  g_autoptr (SimmerReport) report = simmer_report_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_strnfill (size, 'x'), size);
  g_autoptr (GPtrArray) tasks = NULL;
  GPtrArray *results;

  simmer_report_set_status (report, SIMMER_TASK_STATUS_COMPLETED);
  simmer_report_take_result (report, simmer_result_new_inline (bytes, "image/png"));
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), START);
  simmer_store_save (store, task);
  close_and_free (store);

  store = open_store (fixture);
  tasks = load (store, 10);
  g_assert_cmpuint (tasks->len, ==, 1);
  results = simmer_task_get_results (tasks->pdata[0]);
  g_assert_nonnull (results);
  g_assert_true (g_bytes_equal (simmer_result_get_data (results->pdata[0]), bytes));
  close_and_free (store);
}

static void
test_folder_is_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (GError) error = NULL;
  SimmerStore *store;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  store = simmer_store_new (file, fixture->clock);
  g_assert_false (try_open (store, &error));
  g_assert_nonnull (strstr (error->message, file));
  close_and_free (store);
}

/* Many processes find no file, or a damaged one, at once: one makes it, none sees half of it, and
 * it is set aside once. */
static void
test_open_together (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture);
  int pids[8];

  g_assert_true (g_file_set_contents (path, "no database at all", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      pids[i] = fork ();
      if (pids[i] == 0)
        {
          SimmerStoreDatabase *database = simmer_store_database_new (fixture->folder);
          char *notice = NULL;

          _exit (simmer_store_database_open (database, &notice, NULL) ? 0 : 1);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      int status;

      g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
      g_assert_cmpint (status, ==, 0);
    }
  g_assert_cmpuint (count_files (fixture, "damaged"), ==, 1);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, SIMMER_STORE_VERSION);
}

static void
test_full_is_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerStoreDatabase) database = simmer_store_database_new (fixture->folder);
  g_autofree char *notice = NULL;

  g_assert_true (simmer_store_database_open (database, &notice, NULL));
  g_assert_true (simmer_store_database_begin (database, FALSE, NULL));
  g_assert_cmpint (
    simmer_store_database_get_number (database, "PRAGMA synchronous /* 1 */", NULL), ==, 1);
  simmer_store_database_roll_back (database);
  g_assert_true (simmer_store_database_begin (database, TRUE, NULL));
  g_assert_cmpint (
    simmer_store_database_get_number (database, "PRAGMA synchronous /* 2 */", NULL), ==, 2);
  g_assert_true (simmer_store_database_commit (database, NULL));
  g_assert_true (simmer_store_database_begin (database, FALSE, NULL));
  g_assert_cmpint (
    simmer_store_database_get_number (database, "PRAGMA synchronous /* 3 */", NULL), ==, 1);
  simmer_store_database_roll_back (database);
  g_assert_true (simmer_store_database_begin (database, TRUE, NULL));
  g_assert_cmpint (
    simmer_store_database_get_number (database, "PRAGMA synchronous /* 4 */", NULL), ==, 2);
  simmer_store_database_roll_back (database);
}

/* With 100,000 finished tasks nothing steps through them all, and nothing is sorted. */
static void
test_indexes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SimmerStoreDatabase) database = NULL;
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) others = NULL;
  gint64 seq = 99990;
  gboolean claimed;

  close_and_free (open_store (fixture));
  run_sql (fixture,
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
           " INSERT INTO task SELECT printf ('%08x-task', i * 7919 % 100003), 'account', 'Service',"
           " 'remote-' || i, 'Title', 'COMPLETED', 0, 1, 1, 1700000000000000 + i, 1, 1, 1, 0,"
           " '{\"status\":\"COMPLETED\"}', i, 'author', 'none', 0, i, 'author', NULL, i FROM n;"
           "UPDATE counter SET value = 100000;"
           "UPDATE task SET active = 1 WHERE seq % 10000 = 0");

  database = simmer_store_database_new (fixture->folder);
  g_assert_true (simmer_store_database_open (database, &notice, NULL));

#define ASSERT_ROWS(call, rows)                \
  G_STMT_START                                 \
  {                                            \
    g_autoptr (GPtrArray) found = (call);      \
                                               \
    g_assert_no_error (error);                 \
    g_assert_cmpuint (found->len, ==, (rows)); \
  }                                            \
  G_STMT_END
  ASSERT_ROWS (simmer_store_tasks_load (database, 500, &error), 510);
  ASSERT_ROWS (simmer_store_tasks_load_older (database, START + 50000, 100, &error), 100);
  ASSERT_ROWS (simmer_store_tasks_load_older (database, START + 5, 100, &error), 4);
  ASSERT_ROWS (simmer_store_tasks_find (database, "00000007-task", &error), 1);
  ASSERT_ROWS (simmer_store_tasks_find (database, "0000000", &error), 15);
  ASSERT_ROWS (simmer_store_tasks_find (database, "remote-77", &error), 1);
  ASSERT_ROWS (simmer_store_tasks_find (database, "nothing", &error), 0);
  ASSERT_ROWS (simmer_store_tasks_read_since (database, &seq, 500, &error), 10);
#undef ASSERT_ROWS
  g_ptr_array_add (ids, g_strdup ("remote-99"));
  g_ptr_array_add (ids, g_strdup ("nothing"));
  g_assert_true (simmer_store_tasks_drop_known (database, "account", ids, NULL));
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (ids->pdata[0], ==, "nothing");
  g_assert_true (simmer_store_leases_claim (database, "00000007-task", &claimed, NULL));
  g_assert_true (claimed);
  g_assert_true (simmer_store_tasks_set_removed (database, "00000007-task", 5, NULL));
  g_assert_true (simmer_store_tasks_purge (database, 6, NULL));
  others = simmer_store_leases_list_others (database, NULL);
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_true (simmer_store_leases_release_all (database, NULL));

  /* Stepped over: the ten active ones, what was loaded, what was found; sorted: a few times. */
  g_test_message ("%u rows scanned", simmer_store_database_get_scanned (database));
  g_assert_cmpuint (simmer_store_database_get_scanned (database), <, 1000);
}

/* --- Disks that are full or can only be read, in a namespace of their own --- */

static gboolean
write_small (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return done;
}

/* Mounts a small file system of our own over the folder. */
static gboolean
mount_small (const char *folder)
{
  g_autofree char *users = g_strdup_printf ("0 %d 1", (int) getuid ());
  g_autofree char *groups = g_strdup_printf ("0 %d 1", (int) getgid ());

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return FALSE;
  write_small ("/proc/self/setgroups", "deny");
  if (!write_small ("/proc/self/uid_map", users) || !write_small ("/proc/self/gid_map", groups))
    return FALSE;

  return mount ("simmer", folder, "tmpfs", 0, "size=2m") == 0;
}

static gboolean
has_trouble (gpointer data)
{
  return ((Told *) data)->troubles->len > 0;
}

/* Returns: (transfer full): the path of what fills it */
static char *
fill_disk (Fixture *fixture)
{
  char *path = g_build_filename (fixture->folder, "ballast", NULL);
  g_autofree char *ballast = g_malloc0 (4096);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, ballast, 4096) > 0)
    ;
  close (fd);

  return path;
}

static void
use_full_disk (Fixture *fixture)
{
  SimmerStore *store = open_store (fixture);
  g_autofree char *path = fill_disk (fixture);
  g_autoptr (SimmerTask) task = make_task ("task", 0);
  g_autoptr (SimmerTask) behind = make_task ("behind", 0);
  g_autofree char *title = g_strnfill (100 * 1024, 't');
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;
  Told *told = told_new (store);

  simmer_task_set_title (task, title);
  simmer_task_set_title (behind, title);
  g_assert_false (save_now (store, task, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

  /* What trails is told of once, and written when there is room again. */
  simmer_store_save (store, behind);
  run_until (has_trouble, told);
  g_unlink (path);
  tasks = load (store, 0);
  g_assert_cmpuint (told->troubles->len, ==, 1);
  g_assert_nonnull (find_task (tasks, "behind"));
  told_free (told);
  close_and_free (store);
}

/* A store that is only read needs room for the log's index. */
static void
open_on_full_disk (Fixture *fixture)
{
  SimmerStore *store = open_store (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  close_and_free (store);
  path = fill_disk (fixture);
  store = simmer_store_new (fixture->folder, fixture->clock);
  g_assert_false (try_open (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  close_and_free (store);

  g_unlink (path);
  close_and_free (open_store (fixture));
}

static void
save_account (SimmerStore *store, const char *name)
{
  SimmerStoreAccount account = {
    .id = (char *) "account",
    .name = (char *) name,
    .profile = (char *) "profile",
    .address = (char *) "https://a.example",
  };

  simmer_store_save_account (store, &account);
}

/* As another process, that just started, would read it. */
static gboolean
account_has_name (Fixture *fixture, const char *name)
{
  SimmerStore *other = open_store (fixture);
  g_autoptr (GPtrArray) accounts = simmer_store_get_accounts (other);
  gboolean found =
    accounts->len == 1 && g_str_equal (((SimmerStoreAccount *) accounts->pdata[0])->name, name);

  close_and_free (other);

  return found;
}

typedef struct
{
  Fixture *fixture;
  const char *name;
} Expected;

static gboolean
is_as_expected (gpointer data)
{
  Expected *expected = data;

  return account_has_name (expected->fixture, expected->name);
}

/* Nobody tells that a file has been written. */
static gboolean
look_again_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What was learnt while the disk was full is written when there is room again, by itself. */
static void
use_full_disk_for_facts (Fixture *fixture)
{
  SimmerStore *store = open_store (fixture);
  g_autofree char *path = fill_disk (fixture);
  g_autofree char *name = g_strnfill (100 * 1024, 'n');
  Expected expected = { fixture, name };
  Told *told = told_new (store);
  guint looks;

  save_account (store, name);
  run_until (has_trouble, told);
  g_unlink (path);
  looks = g_timeout_add (50, look_again_cb, NULL);
  run_until (is_as_expected, &expected);
  g_source_remove (looks);
  g_assert_cmpuint (told->troubles->len, ==, 1);
  told_free (told);
  close_and_free (store);
}

/* But what is no longer so is not written any more. */
static void
use_full_disk_for_two_facts (Fixture *fixture)
{
  SimmerStore *store = open_store (fixture);
  g_autofree char *path = fill_disk (fixture);
  g_autofree char *name = g_strnfill (100 * 1024, 'n');

  save_account (store, name);
  save_account (store, "short");
  settle (store);
  g_unlink (path);
  close_and_free (store);
  g_assert_true (account_has_name (fixture, "short"));
}

static void
use_read_only (Fixture *fixture)
{
  SimmerStore *store;
  g_autoptr (GError) error = NULL;

  close_and_free (open_store (fixture));
  g_assert_cmpint (
    mount ("simmer", fixture->folder, NULL, MS_REMOUNT | MS_RDONLY, "size=2m"), ==, 0);
  store = simmer_store_new (fixture->folder, fixture->clock);
  g_assert_false (try_open (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY);
  close_and_free (store);
}

/* In a child, since a namespace cannot be left. */
static void
run_on_small_disk (gconstpointer data)
{
  void (*use) (Fixture * fixture) = data;
  int status;
  int pid = fork ();

  if (pid == 0)
    {
      Fixture fixture;

      fixture_set_up (&fixture, NULL);
      if (!mount_small (fixture.folder))
        _exit (77);
      use (&fixture);
      umount (fixture.folder);
      fixture_tear_down (&fixture, NULL);
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("no namespaces here");
  else
    g_assert_cmpint (status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/store-file/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("migration", test_migration);
  ADD ("migration-fails", test_migration_fails);
  ADD ("newer", test_newer);
  ADD ("no-database", test_no_database);
  ADD ("damaged-schema", test_damaged_schema);
  ADD ("damaged-rows", test_damaged_rows);
  ADD ("unreadable-id", test_unreadable_id);
  ADD ("suspect", test_suspect);
  ADD ("unreadable-state", test_unreadable_state);
  ADD ("large-state", test_large_state);
  ADD ("folder-is-file", test_folder_is_file);
  ADD ("open-together", test_open_together);
  ADD ("full-is-full", test_full_is_full);
  ADD ("indexes", test_indexes);
#undef ADD
  g_test_add_data_func ("/store-file/full-disk", use_full_disk, run_on_small_disk);
  g_test_add_data_func ("/store-file/full-disk/open", open_on_full_disk, run_on_small_disk);
  g_test_add_data_func ("/store-file/full-disk/facts", use_full_disk_for_facts, run_on_small_disk);
  g_test_add_data_func (
    "/store-file/full-disk/two-facts", use_full_disk_for_two_facts, run_on_small_disk);
  g_test_add_data_func ("/store-file/read-only", use_read_only, run_on_small_disk);

  return g_test_run ();
}
