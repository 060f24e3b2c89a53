/* Listens where a service tells of changes by itself. While it is heard, its tasks are asked for
 * now and then only; whenever it is not, they are asked for as ever. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "simmer-poller-private.h"

#include "simmer-host.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define NEVER  SIMMER_POLLER_NEVER

/* However well a service is heard, its tasks are asked for this often. */
#define NET (60 * SECOND)

/* After the end of a stream its tasks are asked for within this time: by chance, since a crowd of
 * listeners loses its streams together. */
#define REPAIR (SECOND * 3 / 4)

/* Where each task needs a stream of its own, how many of an account have one. */
#define MOST_EARS 6

/* --- Which tasks are heard ------------------------------------------------------------------- */

static SimmerEar *
get_ear (SimmerFollow *follow)
{
  return follow->ear != NULL ? follow->ear : follow->line->ear;
}

/**
 * simmer_follow_get_net:
 * @self: a poller
 * @follow: one of its tasks, heard live
 *
 * Returns: when it is asked for nevertheless
 */
gint64
simmer_follow_get_net (SimmerPoller *self, SimmerFollow *follow)
{
  SimmerWishes wishes;

  simmer_poller_get_wishes (self, follow->line, &wishes);
  return follow->net + (wishes.maximum > 0 ? MIN (NET, wishes.maximum) : NET);
}

/**
 * simmer_follow_note_told:
 * @self: a poller
 * @follow: one of its tasks, of which its service told something by itself
 */
void
simmer_follow_note_told (SimmerPoller *self, SimmerFollow *follow)
{
  follow->deaf = FALSE;
  if (follow->live)
    return;

  follow->live = TRUE;
  follow->net = simmer_poller_get_boot (self);
  simmer_follow_wait_until (follow, simmer_follow_get_due (self, follow));
}

/**
 * simmer_follow_note_asked:
 * @self: a poller
 * @follow: one of its tasks, which was asked for
 * @news: whether the answer said what a stream would have told long before
 *
 * What was asked for while a stream was open stands where the stream goes on.
 */
void
simmer_follow_note_asked (SimmerPoller *self, SimmerFollow *follow, gboolean news)
{
  SimmerEar *ear = get_ear (follow);

  follow->net = simmer_poller_get_boot (self);
  if (follow->live && news)
    {
      g_debug ("Task %s: its service did not tell of a change", simmer_task_get_id (follow->task));
      follow->live = FALSE;
      follow->deaf = TRUE;
    }
  else if (ear != NULL && !follow->deaf && simmer_live_channel_is_open (ear->channel) &&
           follow->asked >= simmer_live_channel_get_opened (ear->channel))
    follow->live = g_hash_table_lookup (follow->line->by_id, follow->remote_id) == follow;
}

/* Its service tells no more: what it would have told next has to be asked for. */
static void
lose (SimmerPoller *self, SimmerFollow *follow, gint64 due)
{
  follow->deaf = FALSE;
  if (!follow->live)
    return;

  follow->live = FALSE;
  if (!simmer_follow_is_signed_out (self, follow))
    simmer_follow_wait_until (follow, MIN (follow->due, due));
  simmer_poller_show_follow (self, follow);
}

static void
lose_all (SimmerEar *ear)
{
  SimmerPoller *self = ear->poller;
  gint64 delay = (gint64) (simmer_clock_get_random (self->clock) * (double) REPAIR);
  gint64 due = simmer_poller_get_boot (self) + delay;
  g_autofree gpointer *tasks = NULL;
  SimmerLine *line = ear->line;
  guint n;

  if (ear->follow != NULL)
    {
      lose (self, ear->follow, due);
      return;
    }

  /* Whoever is shown the change of one may give up another. */
  tasks = g_hash_table_get_keys_as_array (self->follows, &n);
  for (guint i = 0; i < n; i++)
    {
      SimmerFollow *follow = g_hash_table_lookup (self->follows, tasks[i]);

      if (follow != NULL && follow->line == line)
        lose (self, follow, due);
    }
}

/* --- What comes of a channel ----------------------------------------------------------------- */

static void
leave (SimmerEar *ear)
{
  if (ear->entered)
    simmer_gate_end (ear->line->host->gate, simmer_poller_get_boot (ear->poller));
  ear->entered = FALSE;
}

static void
opened_cb (SimmerLiveChannel *channel, SimmerEar *ear)
{
  leave (ear);
  simmer_poller_pump (ear->poller);
}

static void
told_cb (SimmerLiveChannel *channel, GPtrArray *reports, SimmerEar *ear)
{
  g_autoptr (SimmerPoller) self = g_object_ref (ear->poller);
  SimmerLine *line = ear->line;

  /* Nobody is asked for before all of them are told. */
  self->pumping = TRUE;
  for (guint i = 0; i < reports->len; i++)
    {
      SimmerReport *report = reports->pdata[i];
      SimmerFollow *follow =
        g_hash_table_lookup (line->by_id, simmer_report_get_remote_id (report));

      if (follow != NULL)
        simmer_poller_take_news (self, follow, report);
    }
  self->pumping = FALSE;
  simmer_poller_pump (self);
}

static void
closed_cb (SimmerLiveChannel *channel, const GError *error, SimmerEar *ear)
{
  g_autoptr (SimmerPoller) self = g_object_ref (ear->poller);

  leave (ear);
  lose_all (ear);
  simmer_poller_pump (self);
}

/* --- Ears ------------------------------------------------------------------------------------ */

static SimmerEar *
ear_new (SimmerPoller *self, SimmerFollow *follow, gboolean alone)
{
  SimmerEar *ear = g_new0 (SimmerEar, 1);

  ear->poller = self;
  ear->line = follow->line;
  ear->follow = alone ? follow : NULL;
  ear->client = follow->client;
  ear->channel = simmer_live_channel_new (
    follow->client, self->clock, alone ? simmer_task_get_remote_id (follow->task) : NULL);
  g_signal_connect (ear->channel, "opened", G_CALLBACK (opened_cb), ear);
  g_signal_connect (ear->channel, "told", G_CALLBACK (told_cb), ear);
  g_signal_connect (ear->channel, "closed", G_CALLBACK (closed_cb), ear);

  return ear;
}

/**
 * simmer_ear_free:
 * @ear: (transfer full): an ear
 *
 * Closes its stream. What it told stays; whoever listened has nothing to catch up with, or is
 * about to ask.
 */
void
simmer_ear_free (SimmerEar *ear)
{
  leave (ear);
  g_ptr_array_remove_fast (ear->line->ears, ear);
  g_signal_handlers_disconnect_by_data (ear->channel, ear);
  simmer_live_channel_stop (ear->channel);
  g_object_unref (ear->channel);
  g_free (ear);
}

/* A stream costs more than some questions on a network that is paid by what goes through it. */
static gboolean
wants_to_listen (SimmerPoller *self, SimmerLine *line)
{
  SimmerPolledHost *host = line->host;
  SimmerWishes wishes;

  simmer_poller_get_wishes (self, line, &wishes);
  return !wishes.no_live && !self->paused && g_hash_table_size (line->by_id) > 0 &&
         simmer_profile_get_stream (simmer_account_get_profile (line->account)) != NULL &&
         !g_hash_table_contains (self->signed_out, line->account) &&
         simmer_gate_is_reachable (host->gate) &&
         (!self->metered || simmer_host_is_loopback (host->name));
}

static void
stop_listening (SimmerPoller *self, SimmerLine *line)
{
  g_autofree gpointer *tasks = NULL;
  guint n;

  if (line->ear == NULL && line->ears->len == 0)
    return;

  g_debug ("%s: nobody listens any more", line->host->name);
  g_clear_pointer (&line->ear, simmer_ear_free);
  tasks = g_hash_table_get_keys_as_array (self->follows, &n);
  for (guint i = 0; i < n; i++)
    {
      SimmerFollow *follow = g_hash_table_lookup (self->follows, tasks[i]);

      if (follow == NULL || follow->line != line)
        continue;
      g_clear_pointer (&follow->ear, simmer_ear_free);
      lose (self, follow, simmer_poller_get_boot (self));
    }
}

static gint64
run_ear (SimmerEar *ear, SimmerPolledHost *host, gint64 now)
{
  gboolean was_connecting = simmer_live_channel_is_connecting (ear->channel);
  gint64 paced = simmer_poller_get_pace (ear->poller, ear->line, SIMMER_VERB_STATUS, now);
  gint64 let_in = simmer_gate_get_next (host->gate, SIMMER_TURN_QUESTION, now);
  gint64 next = MAX (let_in, paced);
  gboolean may = next <= now && !simmer_gate_is_out (host->gate);
  g_autoptr (SimmerLiveChannel) channel = g_object_ref (ear->channel);
  gint64 wake = simmer_live_channel_run (channel, may);

  if (!was_connecting && simmer_live_channel_is_connecting (channel))
    {
      simmer_gate_begin (host->gate, now);
      simmer_poller_take_pace (ear->poller, ear->line, SIMMER_VERB_STATUS, now);
      ear->entered = TRUE;
    }
  else if (!was_connecting && !may && !simmer_live_channel_is_open (channel) &&
           !simmer_gate_is_out (host->gate))
    wake = MIN (wake, next);

  return wake;
}

static void
add_single_ears (SimmerPoller *self, SimmerLine *line)
{
  GHashTableIter iter;
  gpointer value;

  if (line->ears->len >= MIN (g_hash_table_size (line->by_id), MOST_EARS))
    return;

  g_hash_table_iter_init (&iter, line->by_id);
  while (line->ears->len < MOST_EARS && g_hash_table_iter_next (&iter, NULL, &value))
    {
      SimmerFollow *follow = value;

      if (follow->ear != NULL)
        continue;
      follow->ear = ear_new (self, follow, TRUE);
      g_ptr_array_add (line->ears, follow->ear);
    }
}

/* One that closes may take others with it: whoever was passed over comes in the next round. */
static gint64
run_single_ears (SimmerPoller *self, SimmerLine *line, gint64 now)
{
  gint64 wake = NEVER;

  add_single_ears (self, line);
  for (guint i = 0; i < line->ears->len; i++)
    {
      gint64 next = run_ear (line->ears->pdata[i], line->host, now);

      wake = MIN (wake, next);
    }

  return wake;
}

static gint64
listen_on (SimmerPoller *self, SimmerLine *line, gint64 now)
{
  const SimmerStream *stream;

  if (!wants_to_listen (self, line))
    {
      stop_listening (self, line);
      return NEVER;
    }

  stream = simmer_profile_get_stream (simmer_account_get_profile (line->account));
  if (stream->single)
    return run_single_ears (self, line, now);
  if (line->ear == NULL)
    {
      GHashTableIter iter;
      gpointer follow;

      g_hash_table_iter_init (&iter, line->by_id);
      g_hash_table_iter_next (&iter, NULL, &follow);
      line->ear = ear_new (self, follow, FALSE);
    }

  return run_ear (line->ear, line->host, now);
}

/**
 * simmer_poller_listen:
 * @self: a poller
 * @host: one of its hosts
 * @now: boot time
 *
 * Opens the streams that are to be listened to, and closes those that nobody needs.
 *
 * Returns: when there is more to do
 */
gint64
simmer_poller_listen (SimmerPoller *self, SimmerPolledHost *host, gint64 now)
{
  gint64 wake = NEVER;

  for (guint i = 0; i < host->lines->len; i++)
    {
      gint64 next = listen_on (self, host->lines->pdata[i], now);

      wake = MIN (wake, next);
    }

  return wake;
}

/**
 * simmer_poller_hurry_ears:
 * @self: a poller
 * @host: one of its hosts
 *
 * What kept a stream from opening may be over.
 */
void
simmer_poller_hurry_ears (SimmerPoller *self, SimmerPolledHost *host)
{
  for (guint i = 0; i < host->lines->len; i++)
    {
      SimmerLine *line = host->lines->pdata[i];

      if (line->ear != NULL)
        simmer_live_channel_hurry (line->ear->channel);
      for (guint j = 0; j < line->ears->len; j++)
        simmer_live_channel_hurry (((SimmerEar *) line->ears->pdata[j])->channel);
    }
}
