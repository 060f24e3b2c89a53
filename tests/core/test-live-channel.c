/* One channel by itself: how long it relies on a stream, and when it connects again. */

#include "live-fixture.h"

#include "simmer-live-channel.h"

#include <string.h>

#define WEBSOCKET "\"websocket\""
#define EVENTS    "\"events\""

typedef struct
{
  SimmerLiveChannel *channel; /* (owned) */
  guint n_told;
  guint n_closed;
} Listener;

static void
told_cb (Listener *listener)
{
  listener->n_told++;
}

static void
closed_cb (Listener *listener)
{
  listener->n_closed++;
}

static void
listen (LiveFixture *f, Listener *listener)
{
  *listener = (Listener){ simmer_live_channel_new (f->client, f->clock, NULL), 0, 0 };
  g_signal_connect_swapped (listener->channel, "told", G_CALLBACK (told_cb), listener);
  g_signal_connect_swapped (listener->channel, "closed", G_CALLBACK (closed_cb), listener);
}

/* Lets it connect, which it is to do at once and in vain. Returns: after how long it wants to
 * connect again */
static gint64
fail_to_connect (LiveFixture *f, Listener *listener)
{
  guint n_closed = listener->n_closed;

  simmer_live_channel_run (listener->channel, TRUE);
  g_assert_true (simmer_live_channel_is_connecting (listener->channel));
  simmer_test_wait (listener->n_closed == n_closed + 1);

  return simmer_live_channel_run (listener->channel, TRUE) - simmer_clock_get_boot (f->clock);
}

static void
unlisten (LiveFixture *f, Listener *listener)
{
  g_signal_handlers_disconnect_by_data (listener->channel, listener);
  simmer_live_channel_stop (listener->channel);
  live_wait_streams (f, 0);
  g_object_unref (listener->channel);
}

/* Nothing but a sign of life, now and then: the stream is relied on for as long as it comes. */
static void
test_heartbeat (LiveFixture *f, gconstpointer data)
{
  Listener listener;

  listen (f, &listener);
  simmer_live_channel_run (listener.channel, TRUE);
  simmer_test_wait (listener.n_told == 1);
  for (guint i = 0; i < 20; i++)
    {
      simmer_clock_advance (f->clock, 14 * SECOND);
      simmer_live_channel_run (listener.channel, TRUE);
      g_assert_true (simmer_live_channel_is_open (listener.channel));
      live_say (f, "{\"type\":\"heartbeat\"}");
      simmer_test_wait (listener.n_told == i + 2);
    }
  g_assert_cmpuint (f->n_streams, ==, 1);
  g_assert_cmpuint (listener.n_closed, ==, 0);

  simmer_clock_advance (f->clock, 15 * SECOND);
  simmer_live_channel_run (listener.channel, TRUE);
  g_assert_false (simmer_live_channel_is_open (listener.channel));
  g_assert_cmpuint (listener.n_closed, ==, 1);
  unlisten (f, &listener);
}

/* From a second to a minute, half of it by chance; but at once when it may have become better. */
static void
test_waits (LiveFixture *f, gconstpointer data)
{
  Listener listener;

  listen (f, &listener);
  f->refusal = 502;
  for (guint i = 0; i < 9; i++)
    {
      gint64 most = MIN (60, 1 << i) * SECOND;
      gint64 wait = fail_to_connect (f, &listener);

      g_assert_cmpint (wait, >=, most / 2);
      g_assert_cmpint (wait, <=, most);
      simmer_clock_advance (f->clock, wait - 1);
      simmer_live_channel_run (listener.channel, TRUE);
      g_assert_false (simmer_live_channel_is_connecting (listener.channel));
      simmer_clock_advance (f->clock, 1);
      /* Its host may not be asked now. */
      g_assert_cmpint (simmer_live_channel_run (listener.channel, FALSE), ==, G_MAXINT64);
      g_assert_false (simmer_live_channel_is_connecting (listener.channel));
    }
  simmer_live_channel_hurry (listener.channel);
  g_assert_cmpint (fail_to_connect (f, &listener), <=, SECOND);

  /* It is not there, or it wants other credentials: no number of tries changes that. */
  f->refusal = 404;
  simmer_live_channel_hurry (listener.channel);
  g_assert_cmpint (fail_to_connect (f, &listener), ==, 10 * MINUTE);
  f->refusal = 401;
  simmer_live_channel_hurry (listener.channel);
  g_assert_cmpint (fail_to_connect (f, &listener), ==, 10 * MINUTE);
  unlisten (f, &listener);
}

/* A service of events says itself when it wants to be asked again. */
static void
test_asked_to_wait (LiveFixture *f, gconstpointer data)
{
  static const char field[] = "retry: 20000\n\n";
  Listener listener;
  gint64 next;

  listen (f, &listener);
  simmer_live_channel_run (listener.channel, TRUE);
  simmer_test_wait (listener.n_told == 1);
  live_say_raw (f, field, strlen (field));
  live_end (f);
  simmer_test_wait (listener.n_closed == 1);
  next = simmer_live_channel_run (listener.channel, TRUE);
  g_assert_cmpint (next - simmer_clock_get_boot (f->clock), ==, 20 * SECOND);
  unlisten (f, &listener);
}

static void
set_up (LiveFixture *f, gconstpointer kinds)
{
  live_set_up (f, kinds, "/stream", NULL);
  f->greeting = "{\"type\":\"snapshot\",\"tasks\":[]}";
}

static void
tear_down (LiveFixture *f, gconstpointer kinds)
{
  live_tear_down (f);
}

#define add(path, kinds, func) \
  g_test_add ("/live-channel/" path, LiveFixture, kinds, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  simmer_test_resolver_install ();
  add ("heartbeat/websocket", WEBSOCKET, test_heartbeat);
  add ("heartbeat/events", EVENTS, test_heartbeat);
  add ("waits/websocket", WEBSOCKET, test_waits);
  add ("waits/events", EVENTS, test_waits);
  add ("asked-to-wait/events", EVENTS, test_asked_to_wait);

  return g_test_run ();
}
