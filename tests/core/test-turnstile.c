/* What processes share. Two openings of one file are what two processes have. */

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "simmer-gate.h"
#include "simmer-turnstile.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define RATE   10.0
#define DEPTH  5.0

typedef struct
{
  char *folder;
  char *path;
  SimmerTurnstile *stiles[2];
  gint64 *places[2];
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("simmer-turnstile-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "turnstile", NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      f->stiles[i] = simmer_turnstile_open (f->path, &error);
      g_assert_no_error (error);
      f->places[i] = simmer_turnstile_get_place (f->stiles[i], "host.test");
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  simmer_turnstile_close (f->stiles[0]);
  simmer_turnstile_close (f->stiles[1]);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* How many go out from @from to @to, by whoever may. */
static guint
count (Fixture *f, gint64 from, gint64 to)
{
  guint n = 0;

  for (gint64 now = from; now < to; now += SECOND / 1000)
    for (guint i = 0; i < 2; i++)
      while (simmer_turnstile_get_next (f->places[i], RATE, DEPTH, now) <= now)
        {
          simmer_turnstile_take (f->places[i], RATE, DEPTH, now);
          n++;
        }

  return n;
}

static void
test_shared (Fixture *f, gconstpointer data)
{
  gint64 *other = simmer_turnstile_get_place (f->stiles[0], "other.test");

  g_assert_cmpuint (count (f, SECOND, SECOND + 1), ==, 5);
  g_assert_cmpint (
    simmer_turnstile_get_next (f->places[0], RATE, DEPTH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (
    simmer_turnstile_get_next (f->places[1], RATE, DEPTH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpuint (count (f, SECOND + 1, 11 * SECOND), <=, 100);
  g_assert_cmpint (simmer_turnstile_get_next (other, RATE, DEPTH, SECOND), ==, SECOND);

  /* After a rest, a burst is borne again. */
  g_assert_cmpuint (count (f, 60 * SECOND, 60 * SECOND + 1), ==, 5);
}

/* A restart is no new burst, and a new boot, whose time begins anew, no long wait. */
static void
test_outlasts (Fixture *f, gconstpointer data)
{
  gint64 now = 1000 * SECOND;

  g_assert_cmpuint (count (f, now, now + 1), ==, 5);
  simmer_turnstile_close (f->stiles[0]);
  f->stiles[0] = simmer_turnstile_open (f->path, NULL);
  g_assert_nonnull (f->stiles[0]);
  f->places[0] = simmer_turnstile_get_place (f->stiles[0], "host.test");
  g_assert_cmpint (
    simmer_turnstile_get_next (f->places[0], RATE, DEPTH, now + 1), ==, now + SECOND / 10);

  g_assert_cmpint (simmer_turnstile_get_next (f->places[0], RATE, DEPTH, SECOND), ==, SECOND);
  g_assert_cmpuint (count (f, SECOND, SECOND + 1), ==, 5);
}

static gpointer
take_many (gpointer place)
{
  for (guint i = 0; i < 100000; i++)
    simmer_turnstile_take (place, RATE, 1e6, SECOND);

  return NULL;
}

/* Whoever takes at the same time, each counts. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  GThread *thread = g_thread_new ("other", take_many, f->places[1]);

  take_many (f->places[0]);
  g_thread_join (thread);
  g_assert_cmpint (*f->places[0], ==, SECOND + 200000 * SECOND / 10);
}

/* A person's orders do not wait for it, but count. */
static void
test_gates (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerGate) a = simmer_gate_new (4, RATE, DEPTH);
  g_autoptr (SimmerGate) b = simmer_gate_new (4, RATE, DEPTH);

  simmer_gate_share_turnstile (a, f->places[0]);
  simmer_gate_share_turnstile (b, f->places[1]);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (simmer_gate_get_next_question (a, SECOND), ==, SECOND);
      simmer_gate_begin (a, SECOND);
      simmer_gate_end (a);
    }
  g_assert_cmpint (simmer_gate_get_next_question (b, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (simmer_gate_get_next_order (b, SECOND), ==, SECOND);
  simmer_gate_begin (b, SECOND);
  simmer_gate_end (b);
  g_assert_cmpint (simmer_gate_get_next_question (a, SECOND), ==, SECOND * 12 / 10);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *below = g_build_filename (f->path, "below", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (simmer_turnstile_open (below, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(path, func) g_test_add ("/turnstile/" path, Fixture, NULL, set_up, func, tear_down)
  add ("shared", test_shared);
  add ("outlasts", test_outlasts);
  add ("at-once", test_at_once);
  add ("gates", test_gates);
  add ("refused", test_refused);

  return g_test_run ();
}
