/* Every style: the same scene gives the same picture, another seed another one; progress only
 * rises; a painting may be ended at any point. */

#include "simmer-style.h"

#include <math.h>
#include <string.h>

static const SimmerStyle *const styles[] = {
  &simmer_style_flow,  &simmer_style_reaction,  &simmer_style_warp,
  &simmer_style_flame, &simmer_style_landscape,
};

static SimmerScene
make_scene (const char *prompt, guint64 seed, guint width, guint height)
{
  SimmerScene scene = {
    .prompt = prompt,
    .seed = seed,
    .mood = simmer_mood_choose (prompt, seed),
    .canvas = simmer_canvas_new (width, height),
  };

  g_assert_nonnull (scene.canvas);
  return scene;
}

static char *
paint (const SimmerStyle *style, const char *prompt, guint64 seed, guint width, guint height)
{
  SimmerScene scene = make_scene (prompt, seed, width, height);
  gpointer painting = style->begin (&scene);
  double done = 0.0;
  char *hash;

  g_assert_nonnull (painting);
  while (done < 1.0)
    {
      double now = style->step (painting);

      g_assert_cmpfloat (now, >=, done);
      g_assert_cmpfloat (now, <=, 1.0);
      done = now;
    }
  style->end (painting);

  hash =
    g_compute_checksum_for_data (G_CHECKSUM_SHA256, scene.canvas->rgb, (gsize) width * height * 3);
  simmer_canvas_free (scene.canvas);
  return hash;
}

static void
test_deterministic (gconstpointer data)
{
  const SimmerStyle *style = data;
  g_autofree char *first = paint (style, "an ocean at dusk", 7, 96, 64);
  g_autofree char *again = paint (style, "an ocean at dusk", 7, 96, 64);
  g_autofree char *seed = paint (style, "an ocean at dusk", 8, 96, 64);
  g_autofree char *prompt = paint (style, "an ocean at dawn", 7, 96, 64);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, seed);
  g_assert_cmpstr (first, !=, prompt);
}

/* Any size that an order may have, however lopsided. */
static void
test_sizes (gconstpointer data)
{
  static const guint sizes[][2] = { { 16, 16 }, { 16, 400 }, { 400, 16 }, { 17, 31 }, { 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    g_free (paint (data, "odd", i, sizes[i][0], sizes[i][1]));
}

/* A picture that is one colour all over is none. */
static void
test_content (gconstpointer data)
{
  const SimmerStyle *style = data;

  for (guint64 seed = 0; seed < 4; seed++)
    {
      SimmerScene scene = make_scene ("gold", seed, 80, 80);
      gpointer painting = style->begin (&scene);
      double sum = 0.0, squares = 0.0;
      const guint n = 80 * 80 * 3;

      while (style->step (painting) < 1.0)
        ;
      style->end (painting);
      for (guint i = 0; i < n; i++)
        {
          sum += scene.canvas->rgb[i];
          squares += (double) scene.canvas->rgb[i] * scene.canvas->rgb[i];
        }
      g_assert_cmpfloat (sqrt (squares / n - (sum / n) * (sum / n)), >, 12.0);
      g_assert_cmpfloat (sum / n, >, 8.0);
      g_assert_cmpfloat (sum / n, <, 248.0);
      simmer_canvas_free (scene.canvas);
    }
}

/* The sanitizers tell what an end in the middle forgets. */
static void
test_end_early (gconstpointer data)
{
  const SimmerStyle *style = data;

  for (guint steps = 0; steps < 6; steps++)
    {
      SimmerScene scene = make_scene ("cancelled", steps, 256, 192);
      gpointer painting = style->begin (&scene);

      for (guint i = 0; i < steps * 3; i++)
        {
          if (style->step (painting) >= 1.0)
            break;
        }
      style->end (painting);
      simmer_canvas_free (scene.canvas);
    }
}

static void
test_choose (void)
{
  g_assert_true (simmer_style_choose ("warp", "mountains") == &simmer_style_warp);
  g_assert_true (simmer_style_choose ("auto", "snowy mountains") == &simmer_style_landscape);
  g_assert_true (simmer_style_choose ("auto", "Coral reef cells") == &simmer_style_reaction);
  g_assert_true (simmer_style_choose ("auto", "marble and SMOKE") == &simmer_style_warp);
  g_assert_true (simmer_style_choose ("auto", "galaxy of stars") == &simmer_style_flame);
  g_assert_true (simmer_style_choose ("auto", "hair in the wind") == &simmer_style_flow);
  g_assert_true (simmer_style_choose ("auto", "xyzzy") == simmer_style_choose ("auto", "xyzzy"));
  g_assert_null (simmer_style_find ("auto"));
}

static void
test_names (void)
{
  const char *const *names = simmer_style_get_names ();

  g_assert_cmpstr (names[0], ==, "auto");
  for (guint i = 1; names[i] != NULL; i++)
    g_assert_cmpstr (simmer_style_find (names[i])->name, ==, names[i]);
}

static void
test_moods (void)
{
  g_assert_cmpstr (simmer_mood_choose ("Dusk over the city", 1)->name, ==, "dusk");
  g_assert_cmpstr (simmer_mood_choose ("a RED thing", 1)->name, ==, "ember");
  g_assert_cmpstr (simmer_mood_choose ("aurora in the night", 1)->name, ==, "aurora");
  g_assert_cmpstr (
    simmer_mood_choose ("redder", 1)->name, ==, simmer_mood_choose ("redder", 1)->name);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/styles/choose", test_choose);
  g_test_add_func ("/styles/names", test_names);
  g_test_add_func ("/styles/moods", test_moods);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      const struct
      {
        const char *name;
        GTestDataFunc func;
      } tests[] = {
        { "deterministic", test_deterministic },
        { "sizes", test_sizes },
        { "content", test_content },
        { "end-early", test_end_early },
      };

      for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
        {
          g_autofree char *path = g_strdup_printf ("/styles/%s/%s", styles[i]->name, tests[k].name);

          g_test_add_data_func (path, styles[i], tests[k].func);
        }
    }

  return g_test_run ();
}
