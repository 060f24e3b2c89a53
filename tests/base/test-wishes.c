/* What counts of a person's wishes for one account and for all. */

#include "simmer-wishes.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static SimmerWishes
join (SimmerWishes own, SimmerWishes general)
{
  SimmerWishes joined;

  simmer_wishes_join (&joined, &own, &general);
  return joined;
}

static void
test_words (void)
{
  g_autoptr (GEnumClass) enum_class = g_type_class_ref (SIMMER_TYPE_EAGERNESS);
  SimmerEagerness eagerness = SIMMER_EAGERNESS_FASTER;

  g_assert_cmpuint (enum_class->n_values, ==, SIMMER_N_EAGERNESSES);
  for (int i = 0; i < SIMMER_N_EAGERNESSES; i++)
    {
      const char *word = simmer_eagerness_to_string ((SimmerEagerness) i);

      g_assert_cmpstr (g_enum_get_value (enum_class, i)->value_nick, ==, word);
      g_assert_true (simmer_eagerness_from_string (word, &eagerness));
      g_assert_cmpint ((int) eagerness, ==, i);
    }

  g_assert_false (simmer_eagerness_from_string ("Fewer", &eagerness));
  g_assert_false (simmer_eagerness_from_string (NULL, &eagerness));
  g_assert_cmpint (eagerness, ==, SIMMER_EAGERNESS_FASTER);
}

static void
test_equal (void)
{
  const SimmerWishes none = { 0 };
  const SimmerWishes others[] = { { .eagerness = SIMMER_EAGERNESS_NORMAL },
                                  { .minimum = 1 },
                                  { .maximum = 1 },
                                  { .deadline = 1 },
                                  { .no_live = TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_true (simmer_wishes_equal (&others[i], &others[i]));
      g_assert_false (simmer_wishes_equal (&others[i], &none));
    }
}

static void
test_eagerness (void)
{
  const SimmerWishes fewer = { .eagerness = SIMMER_EAGERNESS_FEWER };
  const SimmerWishes normal = { .eagerness = SIMMER_EAGERNESS_NORMAL };

  g_assert_cmpint (join ((SimmerWishes){ 0 }, fewer).eagerness, ==, SIMMER_EAGERNESS_FEWER);
  g_assert_cmpint (join (normal, fewer).eagerness, ==, SIMMER_EAGERNESS_NORMAL);
}

static void
test_limits (void)
{
  SimmerWishes joined =
    join ((SimmerWishes){ 0 }, (SimmerWishes){ .minimum = 2 * SECOND, .maximum = 9 * SECOND });

  g_assert_cmpint (joined.minimum, ==, 2 * SECOND);
  g_assert_cmpint (joined.maximum, ==, 9 * SECOND);

  joined = join ((SimmerWishes){ .minimum = 3 * SECOND, .maximum = 4 * SECOND },
                 (SimmerWishes){ .minimum = 5 * SECOND, .maximum = 6 * SECOND });
  g_assert_cmpint (joined.minimum, ==, 3 * SECOND);
  g_assert_cmpint (joined.maximum, ==, 4 * SECOND);

  /* One of its own is kept, the general one gives way. */
  joined = join ((SimmerWishes){ .minimum = 30 * SECOND }, (SimmerWishes){ .maximum = 9 * SECOND });
  g_assert_cmpint (joined.minimum, ==, 30 * SECOND);
  g_assert_cmpint (joined.maximum, ==, 30 * SECOND);
  joined = join ((SimmerWishes){ .maximum = 2 * SECOND }, (SimmerWishes){ .minimum = 9 * SECOND });
  g_assert_cmpint (joined.minimum, ==, 2 * SECOND);
  g_assert_cmpint (joined.maximum, ==, 2 * SECOND);
  joined = join ((SimmerWishes){ .minimum = 9 * SECOND }, (SimmerWishes){ 0 });
  g_assert_cmpint (joined.minimum, ==, 9 * SECOND);
  g_assert_cmpint (joined.maximum, ==, 0);
}

static void
test_rest (void)
{
  const SimmerWishes none = { 0 };
  const SimmerWishes quiet = { .no_live = TRUE, .deadline = SECOND };

  g_assert_false (join (none, none).no_live);
  g_assert_true (join (quiet, none).no_live);
  g_assert_true (join (none, quiet).no_live);

  /* How long an attempt may take is the account's alone. */
  g_assert_cmpint (join (quiet, none).deadline, ==, SECOND);
  g_assert_cmpint (join (none, quiet).deadline, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wishes/words", test_words);
  g_test_add_func ("/wishes/equal", test_equal);
  g_test_add_func ("/wishes/eagerness", test_eagerness);
  g_test_add_func ("/wishes/limits", test_limits);
  g_test_add_func ("/wishes/rest", test_rest);

  return g_test_run ();
}
