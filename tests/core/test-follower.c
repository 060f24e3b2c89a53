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
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), >, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, simmer_follower_get_id (two)), >, 0);

  simmer_follower_free (one);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, 0);
  g_assert_cmpint (g_stat (path, &status), !=, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, simmer_follower_get_id (two)), >, 0);
  simmer_follower_free (two);
}

/* An id comes from a file: it must not lead anywhere else. */
static void
test_strange_ids (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL);

  g_assert_true (g_file_set_contents (outside, "", 0, NULL));
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, NULL), ==, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, ""), ==, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, "."), ==, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, "../outside"), ==, 0);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, "nobody"), ==, 0);
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
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), >, 0);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, 0);
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

#define BEGUN (1000 * G_TIME_SPAN_SECOND)

/* Another process as this one sees it: by its file alone. */
static int
open_file (Fixture *fixture, SimmerFollower *follower)
{
  g_autofree char *path = get_path (fixture, simmer_follower_get_id (follower));
  int fd = g_open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);

  return fd;
}

/* One that holds something and says so in time is left in peace; one that holds nothing need not.
 */
static void
test_pulse (Fixture *fixture, gconstpointer data)
{
  SimmerFollower *follower = simmer_follower_new (fixture->folder, NULL);
  SimmerPulse *pulse = simmer_pulse_new ();
  const char *id = simmer_follower_get_id (follower);

  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, G_MAXINT64);
  simmer_follower_show (follower, pulse);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, G_MAXINT64);
  g_assert_false (simmer_pulse_has_lapsed (pulse, BEGUN));

  g_assert_false (simmer_pulse_beat (pulse, BEGUN));
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, BEGUN + SIMMER_PULSE_LIMIT);
  g_assert_false (simmer_pulse_beat (pulse, BEGUN + SIMMER_PULSE_INTERVAL));
  g_assert_false (simmer_pulse_has_lapsed (pulse, BEGUN + 2 * SIMMER_PULSE_INTERVAL));
  g_assert_false (simmer_follower_end (
    fixture->folder, id, BEGUN + SIMMER_PULSE_INTERVAL + SIMMER_PULSE_LIMIT - 1));

  simmer_pulse_rest (pulse);
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, G_MAXINT64);
  g_assert_false (simmer_pulse_has_lapsed (pulse, G_MAXINT64 - 1));
  g_assert_false (simmer_follower_end (fixture->folder, id, G_MAXINT64 - 1));
  g_assert_false (simmer_pulse_beat (pulse, BEGUN + G_TIME_SPAN_HOUR));
  g_assert_cmpuint (simmer_pulse_get_lapses (pulse), ==, 0);

  simmer_pulse_hide (pulse);
  simmer_follower_free (follower);
  g_assert_false (simmer_pulse_has_lapsed (pulse, G_MAXINT64 - 1));
  simmer_pulse_free (pulse);
}

/* One that stands still loses what it holds, keeps its file, and learns of it when it goes on, by
 * whichever of its threads looks first. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  SimmerFollower *follower = simmer_follower_new (fixture->folder, NULL);
  SimmerPulse *pulse = simmer_pulse_new ();
  const char *id = simmer_follower_get_id (follower);
  g_autofree char *path = get_path (fixture, id);
  gint64 late = BEGUN + SIMMER_PULSE_LIMIT;

  simmer_follower_show (follower, pulse);
  simmer_pulse_beat (pulse, BEGUN);
  g_assert_false (simmer_follower_end (fixture->folder, id, late - 1));
  g_assert_false (simmer_pulse_has_lapsed (pulse, BEGUN));
  g_assert_true (simmer_follower_end (fixture->folder, id, late));
  g_assert_true (simmer_follower_end (fixture->folder, id, late));
  g_assert_cmpint (simmer_follower_get_limit (fixture->folder, id), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  /* Also where its own clock does not tell it. */
  g_assert_true (simmer_pulse_has_lapsed (pulse, BEGUN));
  g_assert_true (simmer_pulse_beat (pulse, BEGUN));
  g_assert_true (simmer_pulse_has_lapsed (pulse, BEGUN));
  simmer_pulse_settle (pulse, simmer_pulse_get_lapses (pulse));
  g_assert_false (simmer_pulse_has_lapsed (pulse, BEGUN));
  g_assert_false (simmer_follower_end (fixture->folder, id, late - 1));

  simmer_pulse_hide (pulse);
  simmer_pulse_free (pulse);
  simmer_follower_free (follower);
}

/* It counts itself as late before anybody else does, and a beat in time wins against the taker. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  SimmerFollower *follower = simmer_follower_new (fixture->folder, NULL);
  SimmerPulse *pulse = simmer_pulse_new ();
  int fd = open_file (fixture, follower);
  gint64 late = BEGUN + SIMMER_PULSE_LIMIT - 1;

  simmer_follower_show (follower, pulse);
  simmer_pulse_beat (pulse, BEGUN);
  g_assert_cmpint (simmer_pulse_get_limit (fd), >, late);
  g_assert_true (simmer_pulse_has_lapsed (pulse, late));
  g_assert_true (simmer_pulse_beat (pulse, late));
  g_assert_false (simmer_pulse_end (fd, late + 1));
  g_assert_true (simmer_pulse_has_lapsed (pulse, late));

  /* What was settled before the last one came late settles nothing. */
  simmer_pulse_settle (pulse, simmer_pulse_get_lapses (pulse));
  g_assert_true (simmer_pulse_beat (pulse, late + SIMMER_PULSE_LIMIT));
  simmer_pulse_settle (pulse, simmer_pulse_get_lapses (pulse) - 1);
  g_assert_true (simmer_pulse_has_lapsed (pulse, late + SIMMER_PULSE_LIMIT));

  close (fd);
  simmer_pulse_hide (pulse);
  simmer_pulse_free (pulse);
  simmer_follower_free (follower);
}

static gboolean
count_cb (gpointer data)
{
  ++*(guint *) data;

  return G_SOURCE_CONTINUE;
}

/* It is told before whatever else the loop has to do, once. */
static void
test_told_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SimmerPulse *pulse = simmer_pulse_new ();
  g_autoptr (GSource) source = simmer_pulse_source_new (pulse);
  g_autoptr (GSource) other = g_idle_source_new ();
  guint n_told = 0;
  guint n_others = 0;

  g_source_set_callback (source, count_cb, &n_told, NULL);
  g_source_attach (source, context);
  g_source_set_priority (other, G_PRIORITY_HIGH);
  g_source_set_callback (other, count_cb, &n_others, NULL);
  g_source_attach (other, context);
  simmer_pulse_beat (pulse, g_get_monotonic_time ());
  g_main_context_iteration (context, FALSE);
  g_assert_cmpuint (n_told, ==, 0);
  g_assert_cmpuint (n_others, ==, 1);

  simmer_pulse_beat (pulse, 1);
  g_main_context_iteration (context, FALSE);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpuint (n_others, ==, 1);
  g_main_context_iteration (context, FALSE);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpuint (n_others, ==, 2);

  g_assert_true (simmer_pulse_beat (pulse, g_get_monotonic_time ()));
  simmer_pulse_settle (pulse, simmer_pulse_get_lapses (pulse));
  g_main_context_iteration (context, FALSE);
  g_assert_cmpuint (n_told, ==, 1);

  g_source_destroy (source);
  g_source_destroy (other);
  simmer_pulse_free (pulse);
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
  ADD ("pulse", test_pulse);
  ADD ("stopped", test_stopped);
  ADD ("late", test_late);
  ADD ("told-first", test_told_first);
#undef ADD

  return g_test_run ();
}
