/* One attempt at an order: paints or writes each variant, says how far it is, stops when told. */

#include "simmer-work.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-png.h"
#include "simmer-style.h"
#include "simmer-text.h"

#define MILLION 1000000
/* The share of a picture's progress that painting gets; encoding it gets the rest. */
#define PAINTING_SHARE 0.96
#define NAP_US         10000

G_DEFINE_QUARK (simmer - work - error - quark, simmer_work_error)

/* How far the variant that is being made lies within the whole. */
typedef struct
{
  SimmerWork *work;
  guint variant;
  gint64 began;
} Run;

static void
publish (SimmerWork *work, double progress)
{
  atomic_store_explicit (
    &work->progress, (guint) (CLAMP (progress, 0.0, 1.0) * MILLION), memory_order_relaxed);
}

static gboolean
check_stop (SimmerWork *work)
{
  if (!atomic_load_explicit (&work->stop, memory_order_relaxed))
    return FALSE;

  if (work->error == NULL)
    g_set_error_literal (
      &work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_STOPPED, _ ("Cancelled."));
  return TRUE;
}

/* A rigged duration makes real work wait for the clock, which then is its progress; but no more is
 * told than is done. */
static gboolean
keep_pace (Run *run, double progress)
{
  SimmerWork *work = run->work;
  double duration = work->rigging.duration;

  for (;;)
    {
      double passed = (double) (g_get_monotonic_time () - run->began) / 1e6 / duration;

      if (check_stop (work))
        return FALSE;
      publish (work, MIN (MIN (passed, progress), 0.999));
      if (passed >= progress)
        return TRUE;
      g_usleep (NAP_US);
    }
}

/* Returns: whether to go on. */
static gboolean
advance (Run *run, double share)
{
  SimmerWork *work = run->work;
  const SimmerRigging *rigging = &work->rigging;
  double progress = (run->variant + share) / (double) work->order->count;

  if (rigging->stall > 0.0 && progress >= rigging->stall)
    {
      publish (work, rigging->stall);
      while (!check_stop (work))
        g_usleep (NAP_US);
      return FALSE;
    }
  if (rigging->fail && progress >= 0.5)
    {
      g_set_error_literal (&work->error,
                           SIMMER_WORK_ERROR,
                           SIMMER_WORK_ERROR_RIGGED,
                           _ ("The generator was told to fail this task, for a test."));
      return FALSE;
    }
  if (rigging->duration > 0.0)
    return keep_pace (run, progress);

  publish (work, MIN (progress, 0.999));
  return !check_stop (work);
}

static void
add_artifact (SimmerWork *work,
              GBytes *bytes,
              const char *media_type,
              const char *extension,
              guint width,
              guint height)
{
  g_autofree char *checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  SimmerArtifact *artifact = g_new0 (SimmerArtifact, 1);

  artifact->bytes = bytes;
  artifact->media_type = media_type;
  artifact->extension = extension;
  artifact->width = width;
  artifact->height = height;
  artifact->etag = g_strdup_printf ("\"%.24s\"", checksum);
  g_ptr_array_add (work->artifacts, artifact);
}

static void
set_no_memory (SimmerWork *work)
{
  g_set_error_literal (
    &work->error,
    SIMMER_WORK_ERROR,
    SIMMER_WORK_ERROR_NO_MEMORY,
    _ ("There is not enough memory for a picture of this size. Try a smaller one."));
}

static gboolean
paint (Run *run, const SimmerStyle *style, const SimmerScene *scene)
{
  gpointer painting = style->begin (scene);
  double done = 0.0;
  gboolean going = TRUE;

  if (painting == NULL)
    {
      set_no_memory (run->work);
      return FALSE;
    }

  while (done < 1.0 && going)
    {
      done = style->step (painting);
      going = advance (run, MIN (done, 1.0) * PAINTING_SHARE);
    }
  style->end (painting);

  return going;
}

static gboolean
encoding_cb (double done, gpointer user_data)
{
  return advance (user_data, PAINTING_SHARE + (1.0 - PAINTING_SHARE) * done);
}

/* Returns: (transfer full) (nullable): of the size that was ordered, or a small one */
static SimmerCanvas *
make_canvas (const SimmerWork *work)
{
  guint width = (guint) work->order->width;
  guint height = (guint) work->order->height;
  guint edge = work->rigging.edge;
  guint longer = MAX (width, height);

  if (edge > 0 && edge < longer)
    {
      width = MAX (1, width * edge / longer);
      height = MAX (1, height * edge / longer);
    }

  return simmer_canvas_new (width, height);
}

static gboolean
make_picture (Run *run)
{
  SimmerWork *work = run->work;
  const SimmerGeneration *order = work->order;
  guint64 seed = (guint64) order->seed + run->variant;
  g_autoptr (SimmerCanvas) canvas = make_canvas (work);
  SimmerScene scene = { order->prompt, seed, simmer_mood_choose (order->prompt, seed), canvas };
  const SimmerStyle *style = simmer_style_choose (order->style, order->prompt);
  GBytes *bytes;

  if (canvas == NULL)
    {
      set_no_memory (work);
      return FALSE;
    }
  if (!paint (run, style, &scene))
    return FALSE;

  bytes = simmer_png_encode (canvas, order->prompt, style->name, seed, encoding_cb, run);
  if (bytes == NULL)
    {
      if (work->error == NULL)
        set_no_memory (work);
      return FALSE;
    }

  add_artifact (work, bytes, "image/png", "png", canvas->width, canvas->height);
  return TRUE;
}

static gboolean
make_text (Run *run)
{
  SimmerWork *work = run->work;
  const SimmerGeneration *order = work->order;
  g_autoptr (SimmerText) text =
    simmer_text_new (order->style, order->prompt, (guint64) order->seed + run->variant);
  double done = 0.0;
  char *written;

  while (done < 1.0)
    {
      done = simmer_text_step (text);
      if (!advance (run, done))
        return FALSE;
    }

  written = simmer_text_finish (text);
  add_artifact (
    work, g_bytes_new_take (written, strlen (written)), "text/plain; charset=utf-8", "txt", 0, 0);
  return TRUE;
}

/**
 * simmer_work_new:
 * @order: what to make; must outlive the work
 * @owner: for the caller
 *
 * Returns: (transfer full): work that has not begun
 */
SimmerWork *
simmer_work_new (const SimmerGeneration *order, gpointer owner)
{
  SimmerWork *work = g_new0 (SimmerWork, 1);

  /* Made here, so that no two workers are the first to need it. */
  simmer_work_error_quark ();

  work->order = order;
  work->owner = owner;
  work->artifacts = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_artifact_free);
  return work;
}

void
simmer_work_free (SimmerWork *work)
{
  g_ptr_array_unref (work->artifacts);
  g_clear_error (&work->error);
  g_free (work);
}

/**
 * simmer_work_run:
 * @work: work that has not begun
 *
 * Does it all, on the calling thread. Afterwards either @artifacts holds every variant or @error
 * is set.
 */
void
simmer_work_run (SimmerWork *work)
{
  Run run = { work, 0, g_get_monotonic_time () };
  gboolean made = TRUE;

  for (; made && run.variant < work->order->count; run.variant++)
    made = work->order->kind == SIMMER_KIND_TEXT ? make_text (&run) : make_picture (&run);

  if (!made)
    g_ptr_array_set_size (work->artifacts, 0);
}

/**
 * simmer_work_get_progress:
 * @work: work
 *
 * Any thread may ask.
 *
 * Returns: the share that is done, 0 to 1
 */
double
simmer_work_get_progress (SimmerWork *work)
{
  return (double) atomic_load_explicit (&work->progress, memory_order_relaxed) / MILLION;
}

/**
 * simmer_work_stop:
 * @work: work
 *
 * Ends the work within some hundredths of a second. Any thread may call.
 */
void
simmer_work_stop (SimmerWork *work)
{
  atomic_store_explicit (&work->stop, TRUE, memory_order_relaxed);
}

void
simmer_artifact_free (SimmerArtifact *artifact)
{
  g_bytes_unref (artifact->bytes);
  g_free (artifact->etag);
  g_free (artifact);
}
