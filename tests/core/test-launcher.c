/* Finding and starting the generator of this machine, with a stand-in for its ways to go wrong
 * and with the real one. */

#include "simmer-generator-launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "simmer-account.h"
#include "simmer-test-folder.h"
#include "store-fixture.h"

static char *folder;
static char *log_path;

typedef struct
{
  SimmerEndpoint *endpoint;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->endpoint, simmer_endpoint_free);
  g_clear_error (&answer->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
located_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->endpoint = simmer_generator_launcher_locate_finish (
    SIMMER_GENERATOR_LAUNCHER (source), result, &answer->error);
}

static gboolean
is_answered (gpointer data)
{
  Answer *answer = data;

  return answer->endpoint != NULL || answer->error != NULL;
}

static void
locate (SimmerGeneratorLauncher *launcher, gboolean start, Answer *answer)
{
  answer_clear (answer);
  simmer_generator_launcher_locate_async (launcher, start, NULL, located_cb, answer);
  g_assert_false (is_answered (answer));
  run_until (is_answered, answer);
}

static GStrv
read_starts (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (log_path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  g_strchomp (text);

  return g_strsplit (text, "\n", -1);
}

static guint
count_starts (void)
{
  g_auto (GStrv) starts = read_starts ();

  return g_strv_length (starts);
}

static gboolean
is_gone (gpointer data)
{
  return kill (GPOINTER_TO_INT (data), 0) != 0 && errno == ESRCH;
}

/* Also asserts that nobody stays behind as a zombie: those would still be there. */
static void
end_process (int pid)
{
  kill (pid, SIGKILL);
  run_until (is_gone, GINT_TO_POINTER (pid));
}

static void
set_up (void)
{
  simmer_test_remove_folder (folder);
  g_unlink (log_path);
  g_setenv ("SIMMER_GENERATOR", g_getenv ("FAKE_GENERATOR"), TRUE);
  g_setenv ("FAKE_WAY", "good", TRUE);
}

static void
tear_down (void)
{
  g_auto (GStrv) starts = read_starts ();

  for (guint i = 0; starts[i] != NULL; i++)
    end_process (atoi (starts[i]));
}

static void
assert_unreachable (Answer *answer, const char *part)
{
  g_assert_error (answer->error, SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE);
  g_test_message ("%s", answer->error->message);
  g_assert_nonnull (strstr (answer->error->message, part));
}

static void
test_absent (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  locate (launcher, FALSE, &answer);
  assert_unreachable (&answer, "not running");
  g_assert_cmpuint (count_starts (), ==, 0);
}

static gboolean
all_answered (gpointer data)
{
  Answer *answers = data;

  for (guint i = 0; i < 5; i++)
    if (!is_answered (&answers[i]))
      return FALSE;

  return TRUE;
}

static void
test_shared_start (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  Answer answers[5] = { 0 };

  set_up ();
  for (guint i = 0; i < 5; i++)
    simmer_generator_launcher_locate_async (launcher, TRUE, NULL, located_cb, &answers[i]);
  run_until (all_answered, answers);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_no_error (answers[i].error);
      g_assert_cmpstr (answers[i].endpoint->address, ==, "http://127.0.0.1:4711");
      g_assert_cmpstr (answers[i].endpoint->credential, ==, "secret");
      answer_clear (&answers[i]);
    }
  g_assert_cmpuint (count_starts (), ==, 1);
  tear_down ();
}

static void
assert_goes_nowhere (int pid, int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd/%d", pid, fd);
  g_autofree char *target = g_file_read_link (path, NULL);

  g_assert_cmpstr (target, ==, "/dev/null");
}

/* It outlives who started it: own session and group, no terminal, no pipe, no folder. */
static void
test_detached (void)
{
  SimmerGeneratorLauncher *launcher = simmer_generator_launcher_new ();
  g_autoptr (SimmerGeneratorLauncher) other = simmer_generator_launcher_new ();
  g_auto (GStrv) starts = NULL;
  g_auto (Answer) answer = { 0 };
  g_autofree char *cwd = NULL;
  g_autofree char *cwd_link = NULL;
  int pid;

  set_up ();
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  starts = read_starts ();
  pid = atoi (starts[0]);
  g_assert_cmpint (getsid (pid), ==, pid);
  g_assert_cmpint (getpgid (pid), ==, pid);
  for (int fd = 0; fd < 3; fd++)
    assert_goes_nowhere (pid, fd);
  cwd_link = g_strdup_printf ("/proc/%d/cwd", pid);
  cwd = g_file_read_link (cwd_link, NULL);
  g_assert_cmpstr (cwd, ==, "/");

  g_assert_finalize_object (launcher);
  locate (other, FALSE, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (count_starts (), ==, 1);
  tear_down ();
}

/* A file that a killed generator left behind counts for nothing. */
static void
test_killed (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_autofree char *file = g_build_filename (folder, "generator.json", NULL);
  g_auto (GStrv) starts = NULL;
  g_auto (Answer) answer = { 0 };

  set_up ();
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  starts = read_starts ();
  end_process (atoi (starts[0]));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));

  locate (launcher, FALSE, &answer);
  assert_unreachable (&answer, "not running");
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (count_starts (), ==, 2);
  tear_down ();
}

static void
test_dies_at_start (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_setenv ("FAKE_WAY", "die", TRUE);
  locate (launcher, TRUE, &answer);
  assert_unreachable (&answer, "code 3");

  /* The next one is a new try. */
  g_setenv ("FAKE_WAY", "good", TRUE);
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  tear_down ();
}

static void
test_no_program (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_setenv ("SIMMER_GENERATOR", "/nowhere/simmer-generator", TRUE);
  locate (launcher, TRUE, &answer);
  assert_unreachable (&answer, "/nowhere/simmer-generator");
}

static void
test_no_folder (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  locate (launcher, TRUE, &answer);
  assert_unreachable (&answer, "XDG_RUNTIME_DIR");
  g_assert_cmpuint (count_starts (), ==, 0);

  g_assert_cmpint (g_unlink (folder), ==, 0);
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  tear_down ();
}

static void
test_unsafe (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_autofree char *file = g_build_filename (folder, "generator.json", NULL);
  g_autofree char *moved = g_build_filename (folder, "elsewhere.json", NULL);
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_setenv ("FAKE_WAY", "loose", TRUE);
  locate (launcher, TRUE, &answer);
  assert_unreachable (&answer, "generator.json");

  g_assert_cmpint (g_chmod (file, 0600), ==, 0);
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);

  g_assert_cmpint (g_rename (file, moved), ==, 0);
  g_assert_cmpint (symlink (moved, file), ==, 0);
  locate (launcher, TRUE, &answer);
  assert_unreachable (&answer, "generator.json");

  if (geteuid () == 0)
    {
      g_assert_cmpint (g_unlink (file), ==, 0);
      g_assert_cmpint (g_rename (moved, file), ==, 0);
      g_assert_cmpint (chown (file, 12345, (gid_t) -1), ==, 0);
      locate (launcher, TRUE, &answer);
      assert_unreachable (&answer, "generator.json");
    }
  tear_down ();
}

/* What cannot be read is not there yet. */
static void
test_garbled (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_setenv ("FAKE_WAY", "garbled", TRUE);
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.endpoint->address, ==, "http://127.0.0.1:4711");
  g_assert_cmpstr (answer.endpoint->credential, ==, "secret");
  tear_down ();
}

static gboolean
has_started (gpointer data)
{
  return count_starts () == 1;
}

static void
test_cancel (void)
{
  SimmerGeneratorLauncher *launcher = simmer_generator_launcher_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Answer) answer = { 0 };

  set_up ();
  g_setenv ("FAKE_WAY", "hang", TRUE);
  simmer_generator_launcher_locate_async (launcher, TRUE, cancellable, located_cb, &answer);
  run_until (has_started, NULL);
  g_assert_false (is_answered (&answer));
  g_cancellable_cancel (cancellable);
  run_until (is_answered, &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_finalize_object (launcher);
  tear_down ();
}

static gboolean
let_go_cb (gpointer data)
{
  close (GPOINTER_TO_INT (data));

  return G_SOURCE_REMOVE;
}

/* One that is just ending has withdrawn its file and still holds the lock. */
static void
test_ending (void)
{
  g_autoptr (SimmerGeneratorLauncher) launcher = simmer_generator_launcher_new ();
  g_autofree char *path = g_build_filename (folder, "generator.lock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  g_auto (Answer) answer = { 0 };
  int fd;

  set_up ();
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &lock), ==, 0);
  g_timeout_add (50, let_go_cb, GINT_TO_POINTER (fd));
  locate (launcher, TRUE, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (count_starts (), ==, 1);
  tear_down ();
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->endpoint =
    simmer_account_resolve_finish (SIMMER_ACCOUNT (source), result, &answer->error);
}

static int
read_announced_pid (void)
{
  g_autofree char *file = g_build_filename (folder, "generator.json", NULL);
  g_autofree char *text = NULL;
  const char *pid;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  pid = strstr (text, "\"pid\":");
  g_assert_nonnull (pid);

  return atoi (pid + strlen ("\"pid\":"));
}

/* The real one, through the account: it listens where it says. */
static void
test_real (void)
{
  g_autoptr (SimmerAccount) account = simmer_account_new_builtin ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { 0 };
  guint16 port;

  set_up ();
  g_setenv ("SIMMER_GENERATOR", g_getenv ("REAL_GENERATOR"), TRUE);
  simmer_account_resolve_async (account, TRUE, NULL, resolved_cb, &answer);
  g_assert_false (is_answered (&answer));
  run_until (is_answered, &answer);
  g_assert_no_error (answer.error);
  g_assert_true (g_str_has_prefix (answer.endpoint->address, "http://127.0.0.1:"));
  g_assert_cmpuint (strlen (answer.endpoint->credential), >=, 32);

  port = (guint16) atoi (strrchr (answer.endpoint->address, ':') + 1);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  end_process (read_announced_pid ());
}

int
main (int argc, char **argv)
{
  g_autofree char *runtime = g_dir_make_tmp ("simmer-run-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  folder = g_build_filename (runtime, "simmer", NULL);
  log_path = g_build_filename (runtime, "starts", NULL);
  g_setenv ("FAKE_LOG", log_path, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/launcher/absent", test_absent);
  g_test_add_func ("/launcher/shared-start", test_shared_start);
  g_test_add_func ("/launcher/detached", test_detached);
  g_test_add_func ("/launcher/killed", test_killed);
  g_test_add_func ("/launcher/dies-at-start", test_dies_at_start);
  g_test_add_func ("/launcher/no-program", test_no_program);
  g_test_add_func ("/launcher/no-folder", test_no_folder);
  g_test_add_func ("/launcher/unsafe", test_unsafe);
  g_test_add_func ("/launcher/garbled", test_garbled);
  g_test_add_func ("/launcher/cancel", test_cancel);
  g_test_add_func ("/launcher/ending", test_ending);
  g_test_add_func ("/launcher/real", test_real);

  status = g_test_run ();
  simmer_test_remove_folder (runtime);
  g_free (folder);
  g_free (log_path);

  return status;
}
