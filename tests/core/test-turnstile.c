/* What processes share: two openings of one file, and another process. */

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "simmer-gate.h"
#include "simmer-turnstile.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define RATE   10.0
#define DEPTH  5.0
#define HOST   "host.test"

typedef struct
{
  char *folder;
  char *path;
  SimmerTurnstile *stiles[2];
  gint64 *paces[2];
  SimmerGate *gate; /* through the first one */
} Fixture;

static void
open_stile (Fixture *f, guint i)
{
  g_autoptr (GError) error = NULL;

  f->stiles[i] = simmer_turnstile_open (f->path, &error);
  g_assert_no_error (error);
  f->paces[i] = &simmer_turnstile_get_place (f->stiles[i], HOST)->scheduled;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("simmer-turnstile-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "turnstile", NULL);
  open_stile (f, 0);
  open_stile (f, 1);
  f->gate = simmer_gate_new (4, RATE, DEPTH);
  simmer_gate_share (f->gate, f->stiles[0], HOST);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  simmer_gate_free (f->gate);
  simmer_turnstile_close (f->stiles[0]);
  simmer_turnstile_close (f->stiles[1]);
  g_unlink (f->path);
  g_rmdir (f->folder);
  g_free (f->path);
  g_free (f->folder);
}

/* --- The pace -------------------------------------------------------------------------------- */

/* How many go out from @from to @to, by whoever may. */
static guint
count (Fixture *f, gint64 from, gint64 to)
{
  guint n = 0;

  for (gint64 now = from; now < to; now += SECOND / 1000)
    for (guint i = 0; i < 2; i++)
      while (simmer_turnstile_get_next (f->paces[i], RATE, DEPTH, now) <= now)
        {
          simmer_turnstile_take (f->paces[i], RATE, DEPTH, now);
          n++;
        }

  return n;
}

static void
test_shared (Fixture *f, gconstpointer data)
{
  gint64 *other = &simmer_turnstile_get_place (f->stiles[0], "other.test")->scheduled;

  g_assert_cmpuint (count (f, SECOND, SECOND + 1), ==, 5);
  g_assert_cmpint (
    simmer_turnstile_get_next (f->paces[0], RATE, DEPTH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (
    simmer_turnstile_get_next (f->paces[1], RATE, DEPTH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpuint (count (f, SECOND + 1, 11 * SECOND), <=, 100);
  g_assert_cmpint (simmer_turnstile_get_next (other, RATE, DEPTH, SECOND), ==, SECOND);

  /* After a rest, a burst is borne again. */
  g_assert_cmpuint (count (f, 60 * SECOND, 60 * SECOND + 1), ==, 5);
}

/* A restart is no new burst, and another clock, whose time begins anew, no long wait. */
static void
test_outlasts (Fixture *f, gconstpointer data)
{
  gint64 now = 1000 * SECOND;

  g_assert_cmpuint (count (f, now, now + 1), ==, 5);
  simmer_turnstile_close (f->stiles[1]);
  open_stile (f, 1);
  g_assert_cmpint (
    simmer_turnstile_get_next (f->paces[1], RATE, DEPTH, now + 1), ==, now + SECOND / 10);

  g_assert_cmpint (simmer_turnstile_get_next (f->paces[1], RATE, DEPTH, SECOND), ==, SECOND);
  g_assert_cmpuint (count (f, SECOND, SECOND + 1), ==, 5);
}

/* One in so many seconds, as a profile may say. */
static void
test_slow (Fixture *f, gconstpointer data)
{
  gint64 pace = 0;

  g_assert_cmpint (simmer_turnstile_get_next (&pace, 0.1, 1, SECOND), ==, SECOND);
  simmer_turnstile_take (&pace, 0.1, 1, SECOND);
  g_assert_cmpint (simmer_turnstile_get_next (&pace, 0.1, 1, SECOND), ==, 11 * SECOND);
  g_assert_cmpint (simmer_turnstile_get_next (&pace, 0.1, 1, 30 * SECOND), ==, 30 * SECOND);
}

static gpointer
take_many (gpointer pace)
{
  for (guint i = 0; i < 100000; i++)
    simmer_turnstile_take (pace, RATE, 1e6, SECOND);

  return NULL;
}

/* Whoever takes at the same time, each counts. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  GThread *thread = g_thread_new ("other", take_many, f->paces[1]);

  take_many (f->paces[0]);
  g_thread_join (thread);
  g_assert_cmpint (*f->paces[0], ==, SECOND + 200000 * SECOND / 10);
}

/* A person's orders do not wait for it, but count. */
static void
test_gates (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerGate) other = simmer_gate_new (4, RATE, DEPTH);

  simmer_gate_share (other, f->stiles[1], HOST);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_QUESTION, SECOND), ==, SECOND);
      simmer_gate_begin (f->gate, SECOND);
      simmer_gate_end (f->gate, SECOND);
    }
  g_assert_cmpint (
    simmer_gate_get_next (other, SIMMER_TURN_QUESTION, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (simmer_gate_get_next (other, SIMMER_TURN_FETCH, SECOND), ==, SECOND * 11 / 10);
  g_assert_cmpint (simmer_gate_get_next (other, SIMMER_TURN_ORDER, SECOND), ==, SECOND);
  simmer_gate_begin (other, SECOND);
  simmer_gate_end (other, SECOND);
  g_assert_cmpint (
    simmer_gate_get_next (f->gate, SIMMER_TURN_QUESTION, SECOND), ==, SECOND * 12 / 10);
}

/* --- Another process ------------------------------------------------------------------------- */

static GSubprocess *
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                      &error,
                      g_getenv ("GATE_HELPER"),
                      f->path,
                      HOST,
                      NULL);

  g_assert_no_error (error);
  return process;
}

/* Has it do something, and waits until it is done. */
static gint64
tell (GSubprocess *process, const char *word, gint64 now, gint64 number)
{
  g_autofree char *line =
    g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", word, now, number);
  GInputStream *out = g_subprocess_get_stdout_pipe (process);
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char letter = '\0';

  g_output_stream_write_all (
    g_subprocess_get_stdin_pipe (process), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  while (g_input_stream_read (out, &letter, 1, NULL, &error) == 1 && letter != '\n')
    g_string_append_c (answer, letter);
  g_assert_no_error (error);
  g_assert_cmpint (letter, ==, '\n');

  return g_ascii_strtoll (answer->str, NULL, 10);
}

static void
end (GSubprocess *process, gboolean kill)
{
  g_autoptr (GError) error = NULL;

  if (kill)
    g_subprocess_force_exit (process);
  else
    g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
}

/* What one was told binds the other at once, whatever it wants to send, and stays after its end. */
static void
test_window (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) other = start (f);
  gint64 now = 100 * SECOND;
  gint64 until;

  g_assert_false (simmer_gate_is_closed (f->gate, now, NULL));
  g_assert_cmpint (tell (other, "limit", now, 30 * SECOND), ==, now + 30 * SECOND);
  g_assert_true (simmer_gate_is_closed (f->gate, now, &until));
  g_assert_cmpint (until, ==, now + 30 * SECOND);
  for (SimmerTurn turn = SIMMER_TURN_ORDER; turn <= SIMMER_TURN_QUESTION; turn++)
    {
      g_assert_cmpint (simmer_gate_get_next (f->gate, turn, now), ==, until);
      g_assert_cmpint (simmer_gate_get_next (f->gate, turn, until - 1), ==, until);
      g_assert_cmpint (simmer_gate_get_next (f->gate, turn, until), ==, until);
    }

  simmer_gate_note_limit (f->gate, 50 * SECOND, now, 0);
  g_assert_cmpint (tell (other, "next", now, 0), ==, now + 50 * SECOND);
  g_assert_cmpint (tell (other, "order", now, 0), ==, now + 50 * SECOND);
  g_assert_cmpint (tell (other, "limit", now, 80 * SECOND), ==, now + 80 * SECOND);
  end (other, FALSE);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now + 80 * SECOND);
}

/* After a window one request of all processes shows whether more may follow. */
static void
test_probe (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) other = start (f);
  gint64 now = 100 * SECOND;

  tell (other, "limit", now, 30 * SECOND);
  now += 30 * SECOND;
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_QUESTION, now), ==, now);
  tell (other, "begin", now, 0);
  for (SimmerTurn turn = SIMMER_TURN_ORDER; turn <= SIMMER_TURN_QUESTION; turn++)
    g_assert_cmpint (simmer_gate_get_next (f->gate, turn, now), >, now);
  tell (other, "heard", now, 0);
  tell (other, "end", now, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_QUESTION, now), ==, now);
  simmer_gate_begin (f->gate, now);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_QUESTION, now), ==, now);
  g_assert_cmpint (tell (other, "next", now, 0), ==, now);
  end (other, FALSE);
}

static void
test_concurrency (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) other = start (f);
  gint64 now = 100 * SECOND;
  gint64 next;

  for (guint i = 0; i < 3; i++)
    tell (other, "begin", now, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now);
  simmer_gate_begin (f->gate, now);

  /* Nobody tells when those of others end: that is looked after. */
  next = simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now);
  g_assert_cmpint (next, >, now);
  g_assert_cmpint (next, <=, now + SECOND / 10);
  g_assert_cmpint (tell (other, "order", now, 0), >, now);

  /* What rests takes nobody's place. */
  simmer_gate_rest (f->gate, now);
  g_assert_cmpint (tell (other, "order", now, 0), ==, now);
  simmer_gate_resume (f->gate, now);
  g_assert_cmpint (tell (other, "order", now, 0), >, now);

  tell (other, "end", now, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now);
  end (other, FALSE);
}

/* Who dies leaves its places free at once, and who is stopped after the longest request. */
static void
test_crash (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) other = start (f);
  g_autoptr (GSubprocess) next = NULL;
  gint64 now = 100 * SECOND;

  for (guint i = 0; i < 4; i++)
    tell (other, "begin", now, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), >, now);
  end (other, TRUE);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now);

  /* Who comes in its place has nothing under way. */
  next = start (f);
  g_assert_cmpint (tell (next, "order", now, 0), ==, now);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now);
  for (guint i = 0; i < 4; i++)
    tell (next, "begin", now, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), >, now);
  now += 200 * SECOND;
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, now), ==, now);
  end (next, FALSE);
}

/* --- The file -------------------------------------------------------------------------------- */

/* After a new start of the machine, times of the one before say nothing. */
static void
test_new_boot (Fixture *f, gconstpointer data)
{
  g_autoptr (SimmerTurnstile) later = NULL;
  g_autofree char *text = NULL;
  gsize length;

  simmer_gate_note_limit (f->gate, 60 * SECOND, SECOND, 0);
  g_assert_true (g_file_get_contents (f->path, &text, &length, NULL));
  g_unlink (f->path);
  text[0] ^= 1;
  g_assert_true (g_file_set_contents (f->path, text, (gssize) length, NULL));
  later = simmer_turnstile_open (f->path, NULL);
  g_assert_nonnull (later);
  g_assert_cmpint (simmer_turnstile_get_place (later, HOST)->opens, ==, 0);
}

/* More names than places: they meet, and nothing breaks. */
static void
test_many_names (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("host%u.test", i);
      SimmerTurnstilePlace *place = simmer_turnstile_get_place (f->stiles[0], name);

      g_assert_nonnull (place);
      if (i < 200)
        g_assert_cmpint (place->scheduled, ==, 0);
      simmer_turnstile_take (&place->scheduled, RATE, DEPTH, SECOND);
    }
  g_assert_cmpint (*f->paces[0], >=, 0);
}

/* More processes than are told from each other share all but the requests at once. */
static void
test_many_processes (Fixture *f, gconstpointer data)
{
  SimmerTurnstile *more[SIMMER_TURNSTILE_PROCESSES];
  g_autoptr (SimmerGate) last = simmer_gate_new (4, RATE, DEPTH);

  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      more[i] = simmer_turnstile_open (f->path, NULL);
      g_assert_nonnull (more[i]);
    }
  simmer_gate_share (last, more[G_N_ELEMENTS (more) - 1], HOST);
  for (guint i = 0; i < 4; i++)
    simmer_gate_begin (last, SECOND);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, SECOND), ==, SECOND);
  simmer_gate_note_limit (last, 60 * SECOND, SECOND, 0);
  g_assert_cmpint (simmer_gate_get_next (f->gate, SIMMER_TURN_ORDER, SECOND), ==, 61 * SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    simmer_turnstile_close (more[i]);
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
  add ("slow", test_slow);
  add ("at-once", test_at_once);
  add ("gates", test_gates);
  add ("window", test_window);
  add ("probe", test_probe);
  add ("concurrency", test_concurrency);
  add ("crash", test_crash);
  add ("new-boot", test_new_boot);
  add ("many-names", test_many_names);
  add ("many-processes", test_many_processes);
  add ("refused", test_refused);

  return g_test_run ();
}
