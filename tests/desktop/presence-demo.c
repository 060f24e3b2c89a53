/* A program that is seen outside the window and has none, for tests with real panels and docks.
 * It reads orders from its standard input, a line each, and writes what is listed and wished:
 *
 *   run ID PROGRESS   a task runs; PROGRESS is 0 to 1, or -1 where nobody knows
 *   end ID, fail ID   it has ended
 *   quit              takes all away, then ends
 */

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>

#include "simmer-presence.h"

#define APP_ID "io.github.simmer_app.Simmer"

typedef struct
{
  GMainLoop *loop;
  GDBusConnection *connection;
  SimmerClock *clock;
  SimmerTaskQueue *queue;
  SimmerSummary *summary;
  SimmerPresence *presence;
} Demo;

static void
say (const char *what, const char *more)
{
  printf ("%s%s%s\n", what, more != NULL ? " " : "", more != NULL ? more : "");
  fflush (stdout);
}

static void
listed_cb (Demo *demo)
{
  say (simmer_presence_get_listed (demo->presence) ? "listed" : "unlisted", NULL);
}

static void
open_cb (Demo *demo, const char *token)
{
  say ("open", token);
}

static void
show_cb (Demo *demo, const char *id)
{
  say ("show", id);
}

static void
cancel_cb (Demo *demo, const char *id)
{
  say ("cancel", id);
}

static void
cancel_all_cb (Demo *demo)
{
  say ("cancel-all", NULL);
}

static void
pause_cb (Demo *demo, gboolean paused)
{
  say (paused ? "pause" : "resume", NULL);
  simmer_summary_set_paused (demo->summary, paused);
}

static void
quit_cb (Demo *demo)
{
  say ("quit", NULL);
}

static void
stop (Demo *demo)
{
  simmer_presence_stop (demo->presence);
  g_dbus_connection_flush_sync (demo->connection, NULL, NULL);
  g_main_loop_quit (demo->loop);
}

static void
report (Demo *demo, const char *id, SimmerTaskStatus status, double progress)
{
  g_autoptr (SimmerReport) told = simmer_report_new ();
  gint64 now = simmer_clock_get_wall (demo->clock);
  SimmerTask *task = simmer_task_queue_find (demo->queue, id);

  if (task == NULL)
    {
      g_autoptr (SimmerTask) made = simmer_task_new (id, "builtin", "This Computer");

      simmer_task_set_created (made, now, TRUE);
      simmer_task_set_title (made, id);
      simmer_task_queue_add (demo->queue, made);
      task = made;
    }
  simmer_report_set_status (told, status);
  if (progress >= 0)
    simmer_report_set_progress (told, progress);
  simmer_task_apply_report (task, told, simmer_task_next_sequence (task), now);
}

static void
obey (Demo *demo, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n = g_strv_length (words);

  if (n == 3 && g_str_equal (words[0], "run"))
    report (demo, words[1], SIMMER_TASK_STATUS_IN_PROGRESS, g_ascii_strtod (words[2], NULL));
  else if (n == 2 && g_str_equal (words[0], "end"))
    report (demo, words[1], SIMMER_TASK_STATUS_COMPLETED, -1);
  else if (n == 2 && g_str_equal (words[0], "fail"))
    report (demo, words[1], SIMMER_TASK_STATUS_FAILED, -1);
  else
    stop (demo);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Demo *demo = user_data;
  GDataInputStream *lines = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (lines, result, NULL, NULL);

  obey (demo, line != NULL ? line : "quit");
  if (line != NULL)
    g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_cb, demo);
}

static void
connect_wishes (Demo *demo)
{
  SimmerPresence *presence = demo->presence;

  g_signal_connect_swapped (presence, "notify::listed", G_CALLBACK (listed_cb), demo);
  g_signal_connect_swapped (presence, "open", G_CALLBACK (open_cb), demo);
  g_signal_connect_swapped (presence, "show-task", G_CALLBACK (show_cb), demo);
  g_signal_connect_swapped (presence, "cancel-task", G_CALLBACK (cancel_cb), demo);
  g_signal_connect_swapped (presence, "cancel-all", G_CALLBACK (cancel_all_cb), demo);
  g_signal_connect_swapped (presence, "pause", G_CALLBACK (pause_cb), demo);
  g_signal_connect_swapped (presence, "quit", G_CALLBACK (quit_cb), demo);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (input);
  g_autoptr (GError) error = NULL;
  Demo demo = { 0 };

  demo.connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (demo.connection == NULL)
    g_error ("%s", error->message);
  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.clock = simmer_clock_new ();
  demo.queue = simmer_task_queue_new ();
  demo.summary = simmer_summary_new (demo.queue, demo.clock);
  demo.presence = simmer_presence_new (demo.connection, NULL, APP_ID, demo.summary);
  connect_wishes (&demo);
  simmer_presence_set_surfaces (demo.presence, SIMMER_SURFACE_ICON | SIMMER_SURFACE_DOCK);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_cb, &demo);
  say ("ready", NULL);
  g_main_loop_run (demo.loop);

  g_object_unref (demo.presence);
  g_object_unref (demo.summary);
  g_object_unref (demo.queue);
  g_object_unref (demo.clock);
  g_object_unref (demo.connection);
  g_main_loop_unref (demo.loop);

  return EXIT_SUCCESS;
}
