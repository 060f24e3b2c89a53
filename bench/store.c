/* store [--short]: how long the store takes to save, to open and load, and to tell another process.
 * Prints one line a figure. --short does a little of each, for a test. */

#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>

#include "simmer-store.h"

static GMainLoop *loop;
static SimmerClock *bench_clock;

static SimmerTask *
make_task (guint i, gboolean finished)
{
  g_autofree char *id = g_strdup_printf ("%08x-task", i);
  SimmerTask *task = simmer_task_new (id, "builtin", "This Computer");

  simmer_task_set_title (task, "A lighthouse in the fog, seen from a small boat");
  simmer_task_set_remote_id (task, id);
  simmer_task_set_created (task, i + 1, TRUE);
  if (finished)
    {
      g_autoptr (SimmerReport) report = simmer_report_new ();

      simmer_report_set_status (report, SIMMER_TASK_STATUS_COMPLETED);
      simmer_report_take_result (
        report, simmer_result_new ("http://127.0.0.1/result/0", "image/png", NULL));
      simmer_task_apply_report (task, report, simmer_task_next_sequence (task), i + 2);
    }

  return task;
}

static void
check (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("%s\n", error->message);
  exit (1);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  simmer_store_open_finish (SIMMER_STORE (source), result, &error);
  check (error);
  g_main_loop_quit (loop);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  simmer_store_close_finish (SIMMER_STORE (source), result, &error);
  check (error);
  g_main_loop_quit (loop);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  simmer_store_save_now_finish (SIMMER_STORE (source), result, &error);
  check (error);
  g_main_loop_quit (loop);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) tasks = NULL;
  GError *error = NULL;

  tasks = simmer_store_load_finish (SIMMER_STORE (source), result, &error);
  check (error);
  *(guint *) data = tasks->len;
  g_main_loop_quit (loop);
}

static SimmerStore *
open_store (const char *folder)
{
  SimmerStore *store = simmer_store_new (folder, bench_clock);

  simmer_store_open_async (store, NULL, opened_cb, NULL);
  g_main_loop_run (loop);

  return store;
}

static void
close_store (SimmerStore *store)
{
  simmer_store_close_async (store, closed_cb, NULL);
  g_main_loop_run (loop);
  g_object_unref (store);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return (*x > *y) - (*x < *y);
}

static void
print_times (const char *what, GArray *times)
{
  g_array_sort (times, compare_times);
  g_print ("%-44s median %8.3f ms   p95 %8.3f ms   (%u runs)\n",
           what,
           (double) g_array_index (times, gint64, times->len / 2) / 1000,
           (double) g_array_index (times, gint64, times->len * 95 / 100) / 1000,
           times->len);
}

static void
measure_saves (SimmerStore *store, gboolean full, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SimmerTask) task = make_task (0, FALSE);

  for (guint i = 0; i < n; i++)
    {
      gint64 time = g_get_monotonic_time ();

      simmer_store_save_now_async (store, task, full, NULL, saved_cb, NULL);
      g_main_loop_run (loop);
      time = g_get_monotonic_time () - time;
      g_array_append_val (times, time);
    }
  print_times (full ? "save, on the disk" : "save, safe from kill -9", times);
}

static void
fill (SimmerStore *store, guint n)
{
  gint64 time = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = make_task (i, TRUE);
      guint ignored;

      simmer_store_save (store, task);
      if (i % 1000 != 999 && i != n - 1)
        continue;
      simmer_store_load_async (store, 0, NULL, loaded_cb, &ignored);
      g_main_loop_run (loop);
    }
  if (n > 0)
    g_print (
      "%-44s %8.1f µs a task\n", "write behind", (double) (g_get_monotonic_time () - time) / n);
}

static void
measure_loads (const char *folder, guint n_rows, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *what = NULL;
  guint n_loaded = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 time = g_get_monotonic_time ();
      SimmerStore *store = open_store (folder);

      simmer_store_load_async (store, 200, NULL, loaded_cb, &n_loaded);
      g_main_loop_run (loop);
      time = g_get_monotonic_time () - time;
      g_array_append_val (times, time);
      close_store (store);
    }
  what = g_strdup_printf ("open and load %u of %u tasks", n_loaded, n_rows);
  print_times (what, times);
}

static void
told_cb (SimmerStore *store, GPtrArray *tasks, gpointer data)
{
  g_main_loop_quit (loop);
}

static void
measure_news (const char *folder, guint n)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  SimmerStore *writer = open_store (folder);
  SimmerStore *watcher = open_store (folder);

  g_signal_connect (watcher, "changed-elsewhere", G_CALLBACK (told_cb), NULL);
  simmer_store_set_watching (watcher, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = make_task (0x70000000 + i, FALSE);
      gint64 time = g_get_monotonic_time ();

      simmer_store_save_now_async (writer, task, FALSE, NULL, NULL, NULL);
      g_main_loop_run (loop);
      time = g_get_monotonic_time () - time;
      g_array_append_val (times, time);
    }
  print_times ("news to another process", times);
  close_store (watcher);
  close_store (writer);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  static const guint all_rows[] = { 0, 1000, 100000 };
  gboolean brief = argc > 1 && strcmp (argv[1], "--short") == 0;
  guint n_sizes = brief ? 2 : 3;

  setlocale (LC_ALL, "");
  loop = g_main_loop_new (NULL, FALSE);
  bench_clock = simmer_clock_new ();
  for (guint i = 0; i < n_sizes; i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("simmer-bench-XXXXXX", NULL);
      SimmerStore *store = open_store (folder);

      fill (store, all_rows[i]);
      close_store (store);
      measure_loads (folder, all_rows[i], brief ? 2 : 20);
      if (i == n_sizes - 1)
        {
          store = open_store (folder);
          measure_saves (store, FALSE, brief ? 10 : 1000);
          measure_saves (store, TRUE, brief ? 10 : 200);
          close_store (store);
          measure_news (folder, brief ? 2 : 20);
        }
      remove_tree (folder);
    }
  g_object_unref (bench_clock);
  g_main_loop_unref (loop);

  return 0;
}
