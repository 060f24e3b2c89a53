#include "demo.h"

#include <gtk/gtk.h>
#include <math.h>

#define SECONDS(n) ((n) *G_TIME_SPAN_SECOND)
#define MINUTES(n) ((n) *G_TIME_SPAN_MINUTE)

SimmerTask *
demo_task_new (const char *id, const char *service, const char *kind, const char *title)
{
  g_autofree char *account = g_ascii_strdown (service, -1);
  SimmerTask *task = simmer_task_new (id, account, service);

  simmer_task_set_kind (task, kind);
  simmer_task_set_title (task, title);
  return task;
}

static void
apply (SimmerTask *task, SimmerReport *report, gint64 wall)
{
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), wall);
  simmer_report_unref (report);
}

void
demo_wait (SimmerTask *task, gint64 wall, int position)
{
  SimmerReport *report = simmer_report_new ();

  simmer_report_set_status (report, SIMMER_TASK_STATUS_PENDING);
  if (position >= 0)
    simmer_report_set_queue_position (report, position, 1);
  apply (task, report, wall);
}

void
demo_run (SimmerTask *task, gint64 wall, double progress)
{
  SimmerReport *report = simmer_report_new ();

  simmer_report_set_status (report, SIMMER_TASK_STATUS_IN_PROGRESS);
  if (progress >= 0)
    simmer_report_set_progress (report, progress);
  apply (task, report, wall);
}

void
demo_finish (SimmerTask *task,
             gint64 wall,
             SimmerTaskStatus status,
             const char *error,
             const char *path)
{
  SimmerReport *report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_report_set_times (report, 0, 0, wall);
  if (error != NULL)
    simmer_report_set_error (report, error);
  if (status == SIMMER_TASK_STATUS_COMPLETED)
    simmer_report_take_result (
      report, simmer_result_new ("/result", path != NULL ? "image/png" : "application/zip", path));
  apply (task, report, wall);
}

/* --- Pictures --- */

static void
paint_sky (cairo_t *cr, double hue)
{
  cairo_pattern_t *sky = cairo_pattern_create_linear (0, 0, 0, 200);

  cairo_pattern_add_color_stop_rgb (sky, 0, 0.35 + hue * 0.4, 0.55, 0.8 - hue * 0.4);
  cairo_pattern_add_color_stop_rgb (sky, 1, 0.95, 0.8 - hue * 0.2, 0.7 - hue * 0.3);
  cairo_set_source (cr, sky);
  cairo_paint (cr);
  cairo_pattern_destroy (sky);
}

static char *
paint_picture (const char *folder, const char *name, double hue)
{
  char *path = g_build_filename (folder, name, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t *cr = cairo_create (surface);

  paint_sky (cr, hue);
  for (int i = 0; i < 4; i++)
    {
      double shade = 0.55 - i * 0.12;

      cairo_move_to (cr, 0, 200);
      for (int x = 0; x <= 300; x += 4)
        cairo_line_to (cr, x, 110 + i * 24 - 18 * sin (x * 0.02 * (i + 1) + hue * 9 + i));
      cairo_line_to (cr, 300, 200);
      cairo_set_source_rgb (cr, shade + hue * 0.3, shade + 0.1, shade + 0.2 - hue * 0.2);
      cairo_fill (cr);
    }
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return path;
}

/* --- The queue of the pictures --- */

static SimmerTask *
add (SimmerTaskQueue *queue,
     const char *service,
     const char *kind,
     const char *title,
     gint64 created)
{
  static guint n;
  g_autofree char *id = g_strdup_printf ("demo-%u", ++n);
  SimmerTask *task = demo_task_new (id, service, kind, title);

  simmer_task_set_created (task, created, TRUE);
  simmer_task_queue_add (queue, task);
  g_object_unref (task);

  return task;
}

static void
add_active (SimmerTaskQueue *queue, gint64 wall)
{
  const gint64 long_run[] = { MINUTES (7), MINUTES (7), MINUTES (7) };
  const gint64 waits[] = { MINUTES (9), MINUTES (9), MINUTES (9) };
  SimmerUsual usual;
  SimmerTask *task;

  task = add (queue,
              "ElevenLabs",
              "audio",
              "Gentle piano, rain on the window, brushed drums",
              wall - SECONDS (80));
  demo_run (task, wall - SECONDS (72), -1);

  task =
    add (queue, "Runway", "video", "Paper boats drifting down a rainy street", wall - SECONDS (60));
  simmer_usual_from_durations (long_run, G_N_ELEMENTS (long_run), &usual);
  simmer_task_set_usual (task, &usual);
  demo_run (task, wall - SECONDS (168), -1);

  task = add (queue,
              "Replicate",
              "image",
              "A lighthouse at dusk, oil on canvas, calm sea",
              wall - SECONDS (40));
  for (int i = 0; i <= 6; i++)
    demo_run (task, wall - SECONDS (6 - i) * 30, 0.02 + i * 0.1);

  task = add (
    queue, "ElevenLabs", "audio", "Chapter two, read in a warm, low voice", wall - SECONDS (30));
  simmer_usual_from_durations (waits, G_N_ELEMENTS (waits), &usual);
  simmer_task_set_usual (task, &usual);
  demo_wait (task, wall - SECONDS (2), 5);

  task = add (
    queue, "fal", "image", "Isometric cutaway of a tiny ramen shop at night", wall - SECONDS (20));
  demo_wait (task, wall - SECONDS (2), 3);
}

static void
add_ended (SimmerTaskQueue *queue,
           const char *service,
           const char *kind,
           const char *title,
           gint64 finished,
           gint64 took,
           const char *path)
{
  SimmerTask *task = add (queue, service, kind, title, finished - took);

  demo_run (task, finished - took, -1);
  demo_finish (task, finished, SIMMER_TASK_STATUS_COMPLETED, NULL, path);
}

/**
 * demo_fill:
 * @queue: an empty queue
 * @wall: now, in the late morning of some day
 * @folder: where pictures may be put
 *
 * Adds tasks in every state.
 */
void
demo_fill (SimmerTaskQueue *queue, gint64 wall, const char *folder)
{
  g_autofree char *fjord = paint_picture (folder, "fjord.png", 0.1);
  g_autofree char *terrazzo = paint_picture (folder, "terrazzo.png", 0.5);
  g_autofree char *dunes = paint_picture (folder, "dunes.png", 0.9);
  SimmerTask *task;

  add_ended (queue,
             "This Computer",
             "text",
             "Release notes, rewritten in plain English",
             wall - MINUTES (60 * 19),
             SECONDS (14),
             NULL);
  add_ended (queue,
             "ElevenLabs",
             "audio",
             "Ten seconds of soft forest birdsong",
             wall - MINUTES (60 * 18),
             SECONDS (9),
             NULL);
  add_ended (queue,
             "Replicate",
             "image",
             "Dunes under a desert moon, wide shot",
             wall - MINUTES (60 * 17),
             SECONDS (60),
             dunes);
  add_ended (queue,
             "fal",
             "image",
             "Terrazzo tiles in sage, ochre and clay, seamless",
             wall - MINUTES (100),
             SECONDS (21),
             terrazzo);
  add_ended (queue,
             "Replicate",
             "image",
             "A fjord in morning mist, one red sail",
             wall - MINUTES (13),
             SECONDS (48),
             fjord);

  task = add (queue,
              "Runway",
              "video",
              "Terraced rice fields from the air, slow pan at sunrise",
              wall - MINUTES (9));
  demo_run (task, wall - MINUTES (8), -1);
  demo_finish (
    task, wall - MINUTES (6), SIMMER_TASK_STATUS_FAILED, "Ran out of memory at the service", NULL);

  add_active (queue, wall);
}
