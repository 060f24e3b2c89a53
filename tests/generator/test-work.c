/* Work: what it makes, that it stops, what it says of itself; the worker threads; orders. */

#include "simmer-work.h"

#include <string.h>

#include "simmer-work-pool.h"

static SimmerGeneration *
order_from (const char *json)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  const char *field;
  SimmerGeneration *order = simmer_generation_new_from_json (body, &field, &error);

  g_assert_no_error (error);
  return order;
}

static void
test_order_defaults (void)
{
  g_autoptr (SimmerGeneration) order = order_from ("{\"prompt\":\"  a fox \",\"more\":[1]}");

  g_assert_cmpint (order->kind, ==, SIMMER_KIND_IMAGE);
  g_assert_cmpstr (order->prompt, ==, "a fox");
  g_assert_cmpstr (order->style, ==, "auto");
  g_assert_cmpint (order->width, ==, 768);
  g_assert_cmpint (order->height, ==, 768);
  g_assert_cmpint (order->count, ==, 1);
  g_assert_cmpint (order->seed, >=, 0);
}

static void
test_order_fingerprint (void)
{
  g_autoptr (SimmerGeneration) a = order_from ("{\"prompt\":\"a fox\"}");
  g_autoptr (SimmerGeneration) b = order_from ("{\"style\":null,\"prompt\":\"a fox\",\"count\":1}");
  g_autoptr (SimmerGeneration) c = order_from ("{\"prompt\":\"a fox\",\"count\":2}");

  g_assert_cmpstr (a->fingerprint, ==, b->fingerprint);
  g_assert_cmpstr (a->fingerprint, !=, c->fingerprint);
}

static void
test_order_refused (void)
{
  static const struct
  {
    const char *json;
    const char *field;
    int code;
  } cases[] = {
    { "", NULL, SIMMER_GENERATION_ERROR_SYNTAX },
    { "[]", NULL, SIMMER_GENERATION_ERROR_SYNTAX },
    { "null", NULL, SIMMER_GENERATION_ERROR_SYNTAX },
    { "{\"prompt\":", NULL, SIMMER_GENERATION_ERROR_SYNTAX },
    { "{\"prompt\":\"\xff\"}", NULL, SIMMER_GENERATION_ERROR_SYNTAX },
    { "{}", "prompt", SIMMER_GENERATION_ERROR_MISSING },
    { "{\"prompt\":\"  \"}", "prompt", SIMMER_GENERATION_ERROR_MISSING },
    { "{\"prompt\":7}", "prompt", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":[\"a\"]}", "prompt", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":\"a\",\"kind\":\"video\"}", "kind", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"kind\":{}}", "kind", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":\"a\",\"style\":\"cubist\"}", "style", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"kind\":\"text\",\"style\":\"flow\"}",
      "style",
      SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"width\":15}", "width", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"height\":4097}", "height", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"width\":\"768\"}", "width", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":\"a\",\"width\":99.5}", "width", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":\"a\",\"count\":0}", "count", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"count\":5}", "count", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"seed\":-1}", "seed", SIMMER_GENERATION_ERROR_RANGE },
    { "{\"prompt\":\"a\",\"seed\":true}", "seed", SIMMER_GENERATION_ERROR_TYPE },
    { "{\"prompt\":\"a\",\"format\":\"jpeg\"}", "format", SIMMER_GENERATION_ERROR_RANGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new (cases[i].json, strlen (cases[i].json));
      g_autoptr (GError) error = NULL;
      const char *field = "unset";

      g_test_message ("case %u", i);
      g_assert_null (simmer_generation_new_from_json (body, &field, &error));
      g_assert_error (error, SIMMER_GENERATION_ERROR, cases[i].code);
      g_assert_cmpstr (field, ==, cases[i].field);
    }
}

/* 60,000 brackets would overflow json-glib's stack. */
static void
test_order_deep (void)
{
  g_autofree char *json = g_strnfill (60000, '[');
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  const char *field;

  g_assert_null (simmer_generation_new_from_json (body, &field, &error));
  g_assert_error (error, SIMMER_GENERATION_ERROR, SIMMER_GENERATION_ERROR_SYNTAX);
}

static void
test_variants (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":32,\"height\":24,\"count\":3,\"seed\":5,"
                "\"style\":\"warp\"}");
  g_autoptr (SimmerGeneration) third =
    order_from ("{\"prompt\":\"x\",\"width\":32,\"height\":24,\"seed\":7,\"style\":\"warp\"}");
  g_autoptr (SimmerWork) all = simmer_work_new (order, NULL);
  g_autoptr (SimmerWork) one = simmer_work_new (third, NULL);
  const SimmerArtifact *a, *b;

  simmer_work_run (all);
  simmer_work_run (one);
  g_assert_no_error (all->error);
  g_assert_cmpuint (all->artifacts->len, ==, 3);
  a = g_ptr_array_index (all->artifacts, 2);
  b = g_ptr_array_index (one->artifacts, 0);
  g_assert_cmpuint (a->width, ==, 32);
  g_assert_cmpuint (a->height, ==, 24);
  g_assert_cmpstr (a->media_type, ==, "image/png");
  /* The third variant of seed 5 is the first of seed 7. */
  g_assert_cmpstr (a->etag, ==, b->etag);
}

static void
test_stopped_before (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":4096,\"height\":4096}");
  g_autoptr (SimmerWork) work = simmer_work_new (order, NULL);

  simmer_work_stop (work);
  simmer_work_run (work);
  g_assert_error (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_STOPPED);
  g_assert_cmpuint (work->artifacts->len, ==, 0);
}

static void
test_fail (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":32,\"height\":32,\"count\":2}");
  g_autoptr (SimmerWork) work = simmer_work_new (order, NULL);

  work->rigging.fail = TRUE;
  simmer_work_run (work);
  g_assert_error (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_RIGGED);
  g_assert_cmpuint (work->artifacts->len, ==, 0);
  g_assert_cmpfloat (simmer_work_get_progress (work), <, 0.6);
}

/* However little time is given, no more is told than is done. */
static void
test_behind (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":32,\"height\":32,\"count\":2}");
  g_autoptr (SimmerWork) work = simmer_work_new (order, NULL);

  work->rigging.duration = 1e-9;
  work->rigging.fail = TRUE;
  simmer_work_run (work);
  g_assert_error (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_RIGGED);
  g_assert_cmpfloat (simmer_work_get_progress (work), >, 0.0);
  g_assert_cmpfloat (simmer_work_get_progress (work), <, 0.6);
}

static void
test_small (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":320,\"height\":240,\"style\":\"warp\"}");
  const struct
  {
    guint edge, width, height;
  } cases[] = { { 16, 16, 12 }, { 1, 1, 1 }, { 320, 320, 240 }, { 4096, 320, 240 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SimmerWork) work = simmer_work_new (order, NULL);
      const SimmerArtifact *artifact;

      work->rigging.edge = cases[i].edge;
      simmer_work_run (work);
      g_assert_no_error (work->error);
      artifact = g_ptr_array_index (work->artifacts, 0);
      g_assert_cmpuint (artifact->width, ==, cases[i].width);
      g_assert_cmpuint (artifact->height, ==, cases[i].height);
    }
}

typedef struct
{
  GMainLoop *loop;
  guint left;
  guint completed;
  guint stopped;
} Count;

static void
done_cb (SimmerWork *work, gpointer user_data)
{
  Count *count = user_data;

  if (work->error == NULL)
    count->completed++;
  else if (g_error_matches (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_STOPPED))
    count->stopped++;
  simmer_work_free (work);
  if (--count->left == 0)
    g_main_loop_quit (count->loop);
}

/* Two threads, twelve works, the last of which stands still until it is told to stop. */
static void
test_pool (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":16,\"height\":16,\"style\":\"warp\"}");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Count count = { loop, 12, 0, 0 };
  SimmerWorkPool *pool = simmer_work_pool_new (2, done_cb, &count);
  SimmerWork *stalled = simmer_work_new (order, NULL);

  stalled->rigging.stall = 0.2;
  simmer_work_pool_push (pool, stalled);
  for (guint i = 0; i < 11; i++)
    simmer_work_pool_push (pool, simmer_work_new (order, NULL));

  while (count.left > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count.completed, ==, 11);
  /* Its thread may have been kept from the processor by all the others'. */
  for (guint i = 0; i < 60000 && simmer_work_get_progress (stalled) < 0.2; i++)
    g_usleep (1000);
  g_assert_cmpfloat_with_epsilon (simmer_work_get_progress (stalled), 0.2, 1e-6);

  simmer_work_stop (stalled);
  g_main_loop_run (loop);
  g_assert_cmpuint (count.stopped, ==, 1);
  simmer_work_pool_free (pool);
}

/* What never came to a worker is freed with the pool. */
static void
test_pool_freed_early (void)
{
  g_autoptr (SimmerGeneration) order =
    order_from ("{\"prompt\":\"x\",\"width\":16,\"height\":16,\"style\":\"warp\"}");
  Count count = { NULL, 100, 0, 0 };
  SimmerWorkPool *pool = simmer_work_pool_new (1, done_cb, &count);
  SimmerWork *works[5];

  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    {
      works[i] = simmer_work_new (order, NULL);
      works[i]->rigging.stall = 0.1;
      simmer_work_pool_push (pool, works[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    simmer_work_stop (works[i]);
  simmer_work_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/defaults", test_order_defaults);
  g_test_add_func ("/order/fingerprint", test_order_fingerprint);
  g_test_add_func ("/order/refused", test_order_refused);
  g_test_add_func ("/order/deep", test_order_deep);
  g_test_add_func ("/work/variants", test_variants);
  g_test_add_func ("/work/stopped-before", test_stopped_before);
  g_test_add_func ("/work/fail", test_fail);
  g_test_add_func ("/work/behind", test_behind);
  g_test_add_func ("/work/small", test_small);
  g_test_add_func ("/work/pool", test_pool);
  g_test_add_func ("/work/pool/freed-early", test_pool_freed_early);
  return g_test_run ();
}
