/* Server-Sent Events: each rule of the format, then streams by chance in pieces by chance. */

#include "simmer-event-stream.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT 4096

/* What a stream said, as text: one line an event, "type|data|id", then how it stands. */
static void
note_events (SimmerEventStream *stream, GString *said)
{
  while (TRUE)
    {
      g_autoptr (SimmerEvent) event = simmer_event_stream_next (stream);
      g_autofree char *data = NULL;

      if (event == NULL)
        return;
      data = g_strndup (g_bytes_get_data (event->data, NULL), g_bytes_get_size (event->data));
      g_assert_cmpuint (strlen (data), ==, g_bytes_get_size (event->data));
      g_assert_true (g_utf8_validate (data, -1, NULL));
      g_assert_true (g_utf8_validate (event->type, -1, NULL));
      g_assert_true (g_utf8_validate (event->id, -1, NULL));
      g_assert_cmpuint (strlen (data), <=, LIMIT * 3);
      g_string_append_printf (said, "%s|%s|%s\n", event->type, data, event->id);
    }
}

static char *
read_whole (const char *text, gsize length)
{
  g_autoptr (SimmerEventStream) stream = simmer_event_stream_new (LIMIT);
  g_autoptr (GString) said = g_string_new (NULL);

  simmer_event_stream_add (stream, text, length);
  note_events (stream, said);
  if (simmer_event_stream_is_broken (stream))
    g_string_append (said, "broken\n");
  if (simmer_event_stream_get_retry (stream) >= 0)
    g_string_append_printf (
      said, "retry %" G_GINT64_FORMAT "\n", simmer_event_stream_get_retry (stream));

  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
test_rules (void)
{
  static const struct
  {
    const char *stream;
    const char *said;
  } cases[] = {
    { "", "" },
    { "data: a\n\n", "message|a|\n" },
    { "data:a\r\rdata:  b\r\n\r\n", "message|a|\nmessage| b|\n" },
    { "data: a\ndata\ndata: b\n\n", "message|a\n\nb|\n" },
    /* A field without data, and data of no length */
    { "event: x\n\ndata: a\n\n", "message|a|\n" },
    { "data\n\ndata:\n\n", "message||\nmessage||\n" },
    /* What is not at its end is no event */
    { "data: a\n", "" },
    { "data: a", "" },
    /* Names */
    { "event: task\ndata: a\n\ndata: b\n\n", "task|a|\nmessage|b|\n" },
    { "event: one\nevent: two\ndata: a\n\n", "two|a|\n" },
    { "event\ndata: a\n\n", "message|a|\n" },
    { "Data: a\n\ndata : a\n\ndatax: b\n\nevens: c\n\nretro: 5\n\nib: 4\n\n", "" },
    { ": a heartbeat\n\n:\n\ndata: a\n: between\n\n", "message|a|\n" },
    /* Ids stay until another one comes */
    { "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "message|a|1\nmessage|b|1\nmessage|c|\n" },
    { "id: 7\n\ndata: a\n\n", "message|a|7\n" },
    /* When to come again */
    { "retry: 2000\n\n", "retry 2000000\n" },
    { "retry: 2000\nretry: 2.5\nretry: -1\nretry:\n", "retry 2000000\n" },
    { "retry: 99999999999999999999999\n", "retry 3600000000\n" },
    /* A mark at the start, and there alone */
    { "\xef\xbb\xbf"
      "data: a\n\n",
      "message|a|\n" },
    { "\n\xef\xbb\xbf"
      "data: a\n\n",
      "" },
    { "\xef\xbb", "" },
    /* Bytes that are no text */
    { "data: \xff\xc3(\n\n", "message|\xef\xbf\xbd\xef\xbf\xbd(|\n" },
    { "event: \xff\nid: \xff\ndata: a\n\n", "\xef\xbf\xbd|a|\xef\xbf\xbd\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = read_whole (cases[i].stream, strlen (cases[i].stream));

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

static void
test_nul (void)
{
  static const char text[] = "id: a\0b\nevent: e\0f\ndata: c\0d\n\n";
  g_autofree char *said = read_whole (text, sizeof text - 1);

  g_assert_cmpstr (said,
                   ==,
                   "e\xef\xbf\xbd"
                   "f|c\xef\xbf\xbd"
                   "d|\n");
}

/* A line, and the lines of an event together, have a limit. What came before it counts. */
static void
test_limit (void)
{
  g_autoptr (GString) text = g_string_new ("data: a\n\ndata:");
  g_autofree char *fits = NULL;
  g_autofree char *breaks = NULL;
  g_autofree char *sums = NULL;

  for (guint i = 0; i < LIMIT - strlen ("data:"); i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\n\n");
  fits = read_whole (text->str, text->len);
  g_assert_true (g_str_has_prefix (fits, "message|a|\nmessage|xxx"));

  g_string_insert (text, (gssize) text->len - 2, "x");
  g_string_append (text, "data: b\n\n");
  breaks = read_whole (text->str, text->len);
  g_assert_cmpstr (breaks, ==, "message|a|\nbroken\n");

  g_string_truncate (text, 0);
  for (guint i = 0; i <= LIMIT; i++)
    g_string_append (text, "data\n");
  g_string_append (text, "\n");
  sums = read_whole (text->str, text->len);
  g_assert_cmpstr (sums, ==, "broken\n");
}

/* A broken stream takes nothing more, however much comes. */
static void
test_broken (void)
{
  g_autoptr (SimmerEventStream) stream = simmer_event_stream_new (10);

  simmer_event_stream_add (stream, "data: 0123456789", 16);
  g_assert_null (simmer_event_stream_next (stream));
  g_assert_true (simmer_event_stream_is_broken (stream));
  simmer_event_stream_add (stream, "\n\ndata: a\n\n", 11);
  g_assert_null (simmer_event_stream_next (stream));
  g_assert_cmpint (simmer_event_stream_get_retry (stream), ==, -1);
}

static GString *
make_stream (GRand *random)
{
  static const char *const pieces[] = {
    "data:",        "data: ", "event: ", "id: ", "retry: ",  "12",       "\n",   "\n",
    "\r",           "\r\n",   "\n\n",    "\r\r", "\r\n\r\n", ":",        " ",    "{\"a\":1}",
    "\xef\xbb\xbf", "\xff",   "\xc3",    "\xa9", "\xf0\x9f", "\x98\x80", "data", "task",
  };
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 0, 60);

  for (int i = 0; i < n; i++)
    switch (g_rand_int_range (random, 0, 12))
      {
      case 0:
        g_string_append_c (text, (char) g_rand_int_range (random, 0, 256));
        break;
      case 1:
        if (g_rand_int_range (random, 0, 20) == 0)
          for (int j = g_rand_int_range (random, 0, LIMIT + 100); j > 0; j--)
            g_string_append_c (text, 'x');
        break;
      default:
        g_string_append (text,
                         pieces[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (pieces))]);
        break;
      }

  return text;
}

/* In whatever pieces it comes, and whether its events are taken at once or later, a stream says
 * the same. */
static void
test_random (void)
{
  const char *rounds = g_getenv ("SIMMER_RANDOM_ROUNDS");
  int n = rounds != NULL ? atoi (rounds) : 5000;
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint n_broken = 0;
  guint n_said = 0;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GString) text = make_stream (random);
      g_autoptr (GString) said = g_string_new (NULL);
      g_autoptr (SimmerEventStream) stream = simmer_event_stream_new (LIMIT);
      g_autofree char *whole = read_whole (text->str, text->len);
      gsize at = 0;

      while (at < text->len)
        {
          gsize length = (gsize) g_rand_int_range (random, 0, 12);

          length = MIN (length, text->len - at);
          simmer_event_stream_add (stream, text->str + at, length);
          if (g_rand_boolean (random))
            note_events (stream, said);
          at += length;
        }
      note_events (stream, said);
      n_said += said->len > 0 ? 1 : 0;
      if (simmer_event_stream_is_broken (stream))
        {
          g_string_append (said, "broken\n");
          n_broken++;
        }
      if (simmer_event_stream_get_retry (stream) >= 0)
        g_string_append_printf (
          said, "retry %" G_GINT64_FORMAT "\n", simmer_event_stream_get_retry (stream));
      g_assert_cmpstr (said->str, ==, whole);
    }

  /* It was about something. */
  g_assert_cmpuint (n_said, >, 0);
  g_test_message ("%u of %d said something, %u went over the limit", n_said, n, n_broken);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-stream/rules", test_rules);
  g_test_add_func ("/event-stream/nul", test_nul);
  g_test_add_func ("/event-stream/limit", test_limit);
  g_test_add_func ("/event-stream/broken", test_broken);
  g_test_add_func ("/event-stream/random", test_random);

  return g_test_run ();
}
