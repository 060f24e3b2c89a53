/* How a person wants tasks to be followed. Pure. */

#include "simmer-wishes.h"

G_DEFINE_ENUM_TYPE (SimmerEagerness,
                    simmer_eagerness,
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_USUAL, "usual"),
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_FEWER, "fewer"),
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_NORMAL, "normal"),
                    G_DEFINE_ENUM_VALUE (SIMMER_EAGERNESS_FASTER, "faster"))

static const char *const words[SIMMER_N_EAGERNESSES] = { "usual", "fewer", "normal", "faster" };

/**
 * simmer_eagerness_to_string:
 * @eagerness: an eagerness
 *
 * Returns: (transfer none): its word, which is never translated
 */
const char *
simmer_eagerness_to_string (SimmerEagerness eagerness)
{
  g_return_val_if_fail ((int) eagerness >= 0 && eagerness < SIMMER_N_EAGERNESSES, words[0]);

  return words[eagerness];
}

/**
 * simmer_eagerness_from_string:
 * @word: (nullable): one of the words, exactly
 * @eagerness: (out): the eagerness that it names; untouched if it names none
 *
 * Returns: whether @word is one of them
 */
gboolean
simmer_eagerness_from_string (const char *word, SimmerEagerness *eagerness)
{
  for (int i = 0; i < SIMMER_N_EAGERNESSES; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      {
        *eagerness = (SimmerEagerness) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * simmer_wishes_equal:
 * @a: wishes
 * @b: wishes
 *
 * Returns: whether both are the same
 */
gboolean
simmer_wishes_equal (const SimmerWishes *a, const SimmerWishes *b)
{
  return a->eagerness == b->eagerness && a->minimum == b->minimum && a->maximum == b->maximum &&
         a->deadline == b->deadline && !a->no_live == !b->no_live;
}

/**
 * simmer_wishes_join:
 * @joined: (out caller-allocates): what counts; may be one of the others
 * @own: of an account
 * @general: of all accounts
 *
 * What was chosen for the account counts before what was chosen for all: a limit of its own moves
 * the other limit along, where that is a general one. It listens only where both let it.
 */
void
simmer_wishes_join (SimmerWishes *joined, const SimmerWishes *own, const SimmerWishes *general)
{
  SimmerWishes wishes = *own;

  if (wishes.eagerness == SIMMER_EAGERNESS_USUAL)
    wishes.eagerness = general->eagerness;
  if (wishes.minimum == 0)
    wishes.minimum = general->minimum;
  if (wishes.maximum == 0)
    wishes.maximum = general->maximum;
  if (wishes.maximum > 0 && wishes.maximum < wishes.minimum && own->minimum > 0)
    wishes.maximum = wishes.minimum;
  else if (wishes.maximum > 0)
    wishes.minimum = MIN (wishes.minimum, wishes.maximum);
  wishes.no_live = own->no_live || general->no_live;

  *joined = wishes;
}
