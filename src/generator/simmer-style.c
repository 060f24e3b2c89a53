/* The ways of painting, by name, and which of them suits a prompt. */

#include "simmer-style.h"

#include "simmer-prompt.h"
#include "simmer-random.h"

static const struct
{
  const SimmerStyle *style;
  const char *words;
} styles[] = {
  { &simmer_style_landscape,
    "mountain mountains hill hills landscape valley horizon alps desert dunes dune canyon sunset "
    "sunrise moonrise lake forest sky country island ridge volcano night" },
  { &simmer_style_flow,
    "flow wind river hair grass stream dance music wave waves brush painting field feather "
    "movement storm current dancing" },
  { &simmer_style_reaction,
    "coral cell cells skin pattern organic leopard zebra brain maze labyrinth growth fungus moss "
    "sponge microscope biology animal shell turing" },
  { &simmer_style_warp,
    "marble smoke cloud clouds silk oil liquid ink water ocean sea fog nebula stone agate jupiter "
    "abstract fluid dream" },
  { &simmer_style_flame,
    "fire flame galaxy star stars space cosmic light energy fractal magic explosion spirit soul "
    "universe butterfly flower electric glow" },
};

/**
 * simmer_style_get_names:
 *
 * Returns: (transfer none): what an order's style may be, "auto" first
 */
const char *const *
simmer_style_get_names (void)
{
  static const char *const names[] = {
    "auto", "flow", "reaction", "warp", "flame", "landscape", NULL,
  };

  return names;
}

/**
 * simmer_style_find:
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the style of that name
 */
const SimmerStyle *
simmer_style_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      if (g_str_equal (styles[i].style->name, name))
        return styles[i].style;
    }

  return NULL;
}

/**
 * simmer_style_choose:
 * @name: a style's name, or "auto"
 * @prompt: decides where the name does not
 *
 * Returns: (transfer none): the style; hangs on nothing but the two
 */
const SimmerStyle *
simmer_style_choose (const char *name, const char *prompt)
{
  const SimmerStyle *best = simmer_style_find (name);
  double best_score = 0.0;
  SimmerRandom random;

  if (best != NULL)
    return best;

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      double score = simmer_prompt_match (prompt, styles[i].words);

      if (score > best_score)
        {
          best_score = score;
          best = styles[i].style;
        }
    }
  if (best != NULL)
    return best;

  simmer_random_init (&random, prompt, 0);
  return styles[simmer_random_below (&random, G_N_ELEMENTS (styles))].style;
}
