/* Sleeping until the store's files change. */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simmer-store-watch.h"

/* Only a test that fails waits as long. */
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder; /* (owned) */
  char *file;   /* (owned) */
  SimmerStoreWatch *watch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("simmer-watch-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "file", NULL);
  g_assert_true (g_file_set_contents (fixture->file, "one", -1, NULL));
  fixture->watch = simmer_store_watch_new ();
  g_assert_true (simmer_store_watch_add (fixture->watch, fixture->folder));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  simmer_store_watch_free (fixture->watch);
  g_unlink (fixture->file);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->file);
  g_free (fixture->folder);
}

static gboolean
wait_long (Fixture *fixture)
{
  return simmer_store_watch_wait (fixture->watch, g_get_monotonic_time () + PATIENCE);
}

/* What has already happened is told without sleep, once. */
static gboolean
has_changed (Fixture *fixture)
{
  return simmer_store_watch_wait (fixture->watch, 0);
}

static void
test_rest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gint64 until = g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND;

  g_assert_false (simmer_store_watch_wait (fixture->watch, until));
  g_assert_cmpint (g_get_monotonic_time (), >=, until);

  /* To read changes nothing. */
  g_assert_true (g_file_get_contents (fixture->file, &text, NULL, NULL));
  g_assert_false (has_changed (fixture));
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  int fd = open (fixture->file, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (write (fd, "two", 3), ==, 3);
  g_assert_true (wait_long (fixture));
  g_assert_false (has_changed (fixture));

  for (int i = 0; i < 1000; i++)
    g_assert_cmpint (pwrite (fd, i % 2 ? "a" : "b", 1, i), ==, 1);
  g_assert_true (wait_long (fixture));
  g_assert_false (has_changed (fixture));

  close (fd);
  g_assert_true (wait_long (fixture));
}

/* The kernel lets go the file of a process that is killed, and says so. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  int ready[2];
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (open (fixture->file, O_RDWR) < 0 || write (ready[1], "", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_false (has_changed (fixture));

  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_true (wait_long (fixture));
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (ready[0]);
  close (ready[1]);
}

static gpointer
wake_cb (gpointer data)
{
  simmer_store_watch_wake (data);
  return NULL;
}

static void
test_wake (Fixture *fixture, gconstpointer data)
{
  GThread *thread = g_thread_new ("caller", wake_cb, fixture->watch);

  /* Without an end: it returns because it is called. */
  g_assert_false (simmer_store_watch_wait (fixture->watch, -1));
  g_thread_join (thread);

  simmer_store_watch_wake (fixture->watch);
  simmer_store_watch_wake (fixture->watch);
  g_assert_false (simmer_store_watch_wait (fixture->watch, -1));
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_assert_false (simmer_store_watch_add (fixture->watch, "/nowhere/at/all"));
  g_assert_false (simmer_store_watch_add (fixture->watch, fixture->file));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/store-watch/rest", test_rest);
  ADD ("/store-watch/write", test_write);
  ADD ("/store-watch/killed", test_killed);
  ADD ("/store-watch/wake", test_wake);
  ADD ("/store-watch/no-folder", test_no_folder);

  return g_test_run ();
}
