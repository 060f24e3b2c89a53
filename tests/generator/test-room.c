/* What painting and encoding take, in bytes: the bound on all work under way, and that the figures
 * it counts with are true. */

#include "simmer-job-queue.h"
#include "simmer-png.h"
#include "simmer-style.h"
#include "simmer-work-room.h"

#include <malloc.h>
#include <string.h>

#define MIB (G_GUINT64_CONSTANT (1) << 20)

/* What a painting may have besides what grows with the picture: noise, palettes, lists. */
#define SLACK (2 * MIB)

/* Of the sanitizers' runtime, where there is one. */
gsize __sanitizer_get_current_allocated_bytes (void) __attribute__ ((weak));

static const char *const names[] = { "flow", "reaction", "warp", "flame", "landscape" };

static gsize
count_bytes (void)
{
  struct mallinfo2 info;

  if (__sanitizer_get_current_allocated_bytes != NULL)
    return __sanitizer_get_current_allocated_bytes ();
  info = mallinfo2 ();
  return info.uordblks + info.hblkhd;
}

static SimmerGeneration *
order_new (const char *style, guint size, guint count)
{
  g_autofree char *json = g_strdup_printf ("{\"prompt\":\"x\",\"style\":\"%s\",\"width\":%u,"
                                           "\"height\":%u,\"count\":%u,\"seed\":1}",
                                           style,
                                           size,
                                           size,
                                           count);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  const char *field;
  SimmerGeneration *order = simmer_generation_new_from_json (body, &field, &error);

  g_assert_no_error (error);
  return order;
}

/* The largest order that there is: four variants of 4096 × 4096. */
static void
test_largest (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SimmerWorkRoom room = { .limit = 768 * MIB };
      g_autoptr (SimmerGeneration) largest = order_new (names[i], 4096, 4);
      g_autoptr (SimmerGeneration) small = order_new (names[i], 768, 1);
      guint64 pixels = 4096 * 4096;

      /* No less than the canvas, and what its variants may come to. */
      g_assert_cmpuint (simmer_generation_get_memory (largest), >=, pixels * 3 * 5);
      g_assert_true (simmer_work_room_take (&room, largest));
      g_assert_true (simmer_work_room_take (&room, small));
      simmer_work_room_leave (&room, largest);
      simmer_work_room_leave (&room, small);
      g_assert_cmpuint (room.taken, ==, 0);
      for (guint n = 0; simmer_work_room_take (&room, largest); n++)
        g_assert_cmpuint (n, <, 2);
      g_assert_cmpuint (room.taken, <=, room.limit);
    }
}

/* However many workers there are. */
static void
test_sum (void)
{
  g_autoptr (SimmerGeneration) order = order_new ("flame", 2048, 1);
  guint64 each = simmer_generation_get_memory (order);
  SimmerWorkRoom room = { .limit = 3 * each };
  guint n = 0;

  while (simmer_work_room_take (&room, order))
    n++;
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (room.taken, ==, room.limit);
  simmer_work_room_leave (&room, order);
  g_assert_true (simmer_work_room_take (&room, order));

  room.limit = each - 1;
  g_assert_false (simmer_work_room_can_hold (&room, order));
  room.limit = each;
  g_assert_true (simmer_work_room_can_hold (&room, order));
}

static SimmerScene
make_scene (guint size)
{
  SimmerScene scene = {
    .prompt = "x",
    .seed = 1,
    .mood = simmer_mood_choose ("x", 1),
    .canvas = simmer_canvas_new (size, size),
  };

  g_assert_nonnull (scene.canvas);
  return scene;
}

/* That the sum is true, each summand has to be. */
static void
test_painting (gconstpointer data)
{
  const SimmerStyle *style = simmer_style_find (data);
  static const guint sizes[] = { 1024, 160 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      SimmerScene scene = make_scene (sizes[i]);
      gsize before = count_bytes ();
      gpointer painting = style->begin (&scene);
      gsize most = count_bytes ();

      /* The large one is only begun. */
      while (i > 0 && style->step (painting) < 1.0)
        {
          gsize now = count_bytes ();

          most = MAX (most, now);
        }
      g_test_message ("%u × %u: %" G_GSIZE_FORMAT " bytes", sizes[i], sizes[i], most - before);
      g_assert_cmpuint (most - before, <=, (gsize) (style->memory * sizes[i] * sizes[i]) + SLACK);
      style->end (painting);
      simmer_canvas_free (scene.canvas);
    }
}

typedef struct
{
  gsize before;
  gsize most;
} Peak;

static gboolean
encoding_cb (double done, gpointer user_data)
{
  Peak *peak = user_data;
  gsize now = count_bytes ();

  peak->most = MAX (peak->most, now);
  return TRUE;
}

/* Pure noise cannot be made smaller. */
static void
test_encoding (void)
{
  SimmerScene scene = make_scene (1024);
  const gsize size = 1024 * 1024 * 3;
  Peak peak = { 0 };
  GBytes *bytes;
  gsize after;

  for (gsize i = 0; i < size; i++)
    scene.canvas->rgb[i] = (guint8) g_test_rand_int_range (0, 256);
  peak.before = count_bytes ();
  bytes = simmer_png_encode (scene.canvas, "x", "flow", 1, encoding_cb, &peak);
  after = count_bytes ();

  g_assert_cmpuint (g_bytes_get_size (bytes), >, size);
  g_assert_cmpuint (peak.most - peak.before, <=, size / 3 * 5 + SLACK);
  /* Nothing is kept beyond what is counted as kept. */
  g_assert_cmpuint (after - peak.before, <=, g_bytes_get_size (bytes) + 64 * 1024);
  g_bytes_unref (bytes);
  simmer_canvas_free (scene.canvas);
}

static void
stall_cb (SimmerJob *job, SimmerRigging *rigging, gpointer user_data)
{
  rigging->stall = 0.01;
}

static void
iterate_until_running (SimmerJobQueue *queue, guint n)
{
  while (simmer_job_queue_get_n_running (queue) != n)
    g_main_context_iteration (NULL, TRUE);
  /* Whatever else would start now, has. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (simmer_job_queue_get_n_running (queue), ==, n);
}

/* Eight workers, and room for two: the others wait, in their order. */
static void
test_queue (void)
{
  g_autoptr (SimmerGeneration) like = order_new ("warp", 64, 2);
  guint64 each = simmer_generation_get_memory (like);
  g_autoptr (SimmerJobQueue) queue = simmer_job_queue_new (8, 100, 2 * each + 1, MIB);
  g_autoptr (SimmerGeneration) large = order_new ("warp", 1024, 2);
  SimmerJob *jobs[4];

  simmer_job_queue_set_rig_func (queue, stall_cb, NULL);
  g_assert_true (simmer_job_queue_can_hold (queue, like));
  g_assert_false (simmer_job_queue_can_hold (queue, large));
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    jobs[i] = simmer_job_queue_submit (queue, order_new ("warp", 64, 2), NULL);

  iterate_until_running (queue, 2);
  g_assert_cmpuint (simmer_job_queue_get_position (queue, jobs[2]), ==, 1);
  simmer_job_queue_cancel (queue, jobs[0]);
  while (jobs[2]->status != SIMMER_TASK_STATUS_IN_PROGRESS)
    g_main_context_iteration (NULL, TRUE);
  iterate_until_running (queue, 2);
  g_assert_cmpint (jobs[0]->status, ==, SIMMER_TASK_STATUS_CANCELLED);
  g_assert_cmpint (jobs[3]->status, ==, SIMMER_TASK_STATUS_PENDING);
}

/* A clock that is set meanwhile changes nothing of how long work takes. */
static void
test_clock (void)
{
  g_autoptr (SimmerJobQueue) queue = simmer_job_queue_new (1, 10, 64 * MIB, MIB);
  SimmerJob *job;
  double eta;

  simmer_job_queue_set_rig_func (queue, stall_cb, NULL);
  job = simmer_job_queue_submit (queue, order_new ("warp", 64, 1), NULL);
  while (simmer_job_queue_get_progress (queue, job) < 0.01)
    g_main_context_iteration (NULL, FALSE);
  job->started_at += 365 * G_TIME_SPAN_DAY;
  eta = simmer_job_queue_get_eta (queue, job);
  g_assert_cmpfloat (eta, >=, 0.0);
  job->started_at -= 2 * 365 * G_TIME_SPAN_DAY;
  g_assert_cmpfloat (simmer_job_queue_get_eta (queue, job), <, 365 * 24 * 3600.0);
  simmer_job_queue_cancel (queue, job);
  while (job->status != SIMMER_TASK_STATUS_CANCELLED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (job->taken, >=, 0);
  g_assert_cmpint (job->taken, <, 365 * G_TIME_SPAN_DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/room/largest", test_largest);
  g_test_add_func ("/room/sum", test_sum);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/room/painting/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_painting);
    }
  g_test_add_func ("/room/encoding", test_encoding);
  g_test_add_func ("/room/queue", test_queue);
  g_test_add_func ("/room/clock", test_clock);
  return g_test_run ();
}
