/* Followers: alive while their process is, however it ends. */

#include "simmer-follower.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"

static char *
get_path (Fixture *fixture, const char *id)
{
  return g_build_filename (fixture->folder, "followers", id, NULL);
}

static void
test_alive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SimmerFollower *one = simmer_follower_new (fixture->folder, &error);
  SimmerFollower *two = simmer_follower_new (fixture->folder, NULL);
  g_autofree char *id = g_strdup (simmer_follower_get_id (one));
  g_autofree char *path = get_path (fixture, id);
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_cmpstr (id, !=, simmer_follower_get_id (two));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (simmer_follower_is_alive (fixture->folder, id));
  g_assert_true (simmer_follower_is_alive (fixture->folder, simmer_follower_get_id (two)));

  simmer_follower_free (one);
  g_assert_false (simmer_follower_is_alive (fixture->folder, id));
  g_assert_cmpint (g_stat (path, &status), !=, 0);
  g_assert_true (simmer_follower_is_alive (fixture->folder, simmer_follower_get_id (two)));
  simmer_follower_free (two);
}

/* An id comes from a file: it must not lead anywhere else. */
static void
test_strange_ids (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL);

  g_assert_true (g_file_set_contents (outside, "", 0, NULL));
  g_assert_false (simmer_follower_is_alive (fixture->folder, NULL));
  g_assert_false (simmer_follower_is_alive (fixture->folder, ""));
  g_assert_false (simmer_follower_is_alive (fixture->folder, "."));
  g_assert_false (simmer_follower_is_alive (fixture->folder, "../outside"));
  g_assert_false (simmer_follower_is_alive (fixture->folder, "nobody"));
  g_assert_true (g_file_test (outside, G_FILE_TEST_EXISTS));
}

static int
fork_follower (Fixture *fixture, char **id)
{
  char buffer[64] = { 0 };
  int pipe_fds[2];
  int pid;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      SimmerFollower *follower = simmer_follower_new (fixture->folder, NULL);
      const char *own = simmer_follower_get_id (follower);

      if (write (pipe_fds[1], own, strlen (own)) < 0)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (pipe_fds[0], buffer, sizeof buffer - 1), >, 0);
  close (pipe_fds[0]);
  close (pipe_fds[1]);
  *id = g_strdup (buffer);

  return pid;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  int pid = fork_follower (fixture, &id);

  path = get_path (fixture, id);
  g_assert_true (simmer_follower_is_alive (fixture->folder, id));
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (simmer_follower_is_alive (fixture->folder, id));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Sweeping takes the dead, leaves the living, and those who are just coming. */
static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  SimmerFollower *living = simmer_follower_new (fixture->folder, NULL);
  g_autofree char *living_path = get_path (fixture, simmer_follower_get_id (living));
  g_autofree char *dead_path = get_path (fixture, "dead");
  g_autofree char *coming_path = get_path (fixture, ".coming");
  g_autofree char *stuck_path = get_path (fixture, ".stuck");
  struct timespec long_ago[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };

  g_assert_true (g_file_set_contents (dead_path, "", 0, NULL));
  g_assert_true (g_file_set_contents (coming_path, "", 0, NULL));
  g_assert_true (g_file_set_contents (stuck_path, "", 0, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, stuck_path, long_ago, 0), ==, 0);

  simmer_follower_sweep (fixture->folder);
  g_assert_true (g_file_test (living_path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (dead_path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (coming_path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (stuck_path, G_FILE_TEST_EXISTS));
  simmer_follower_free (living);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_null (simmer_follower_new (file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  simmer_follower_sweep (file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/follower/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("alive", test_alive);
  ADD ("strange-ids", test_strange_ids);
  ADD ("killed", test_killed);
  ADD ("sweep", test_sweep);
  ADD ("no-folder", test_no_folder);
#undef ADD

  return g_test_run ();
}
