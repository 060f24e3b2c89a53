/* Hears what a service tells by itself, for as long as that works. */

#define G_LOG_DOMAIN "Simmer-LiveChannel"

#include "simmer-live-channel.h"

#include "simmer-json.h"
#include "simmer-reader.h"
#include "simmer-template.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define NEVER  G_MAXINT64

/* Between two attempts to connect: doubling, half of it by chance. */
#define BACKOFF_MIN (1 * SECOND)
#define BACKOFF_MAX (60 * SECOND)

/* A stream that lasted for this long has worked. */
#define LASTED (60 * SECOND)

/* Where the service has no stream after all, or wants other credentials for it. */
#define REFUSED_WAIT (10 * 60 * SECOND)

typedef enum
{
  STATE_CLOSED,
  STATE_CONNECTING,
  STATE_OPEN,
} State;

struct _SimmerLiveChannel
{
  GObject parent_instance;

  SimmerClient *client; /* (owned) */
  SimmerClock *clock;   /* (owned) */
  char *remote_id;      /* (owned) (nullable) */

  State state;
  GCancellable *cancellable; /* (owned) (nullable): while it connects */
  SimmerLiveStream *stream;  /* (owned) (nullable): while it is open */
  guint kind;                /* index into those that the profile names */
  guint n_refused;           /* kinds in a row that the service turned out not to have */
  guint failures;            /* streams in a row that did not last */
  gboolean told;             /* by the stream that is or was open last */
  gint64 opened;             /* boot time */
  gint64 heard;              /* boot time */
  gint64 retry;              /* boot time */
};

enum
{
  TOLD,
  OPENED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerLiveChannel, simmer_live_channel, G_TYPE_OBJECT)

static const SimmerStream *
get_stream (SimmerLiveChannel *self)
{
  return simmer_profile_get_stream (
    simmer_account_get_profile (simmer_client_get_account (self->client)));
}

static gint64
get_silence (SimmerLiveChannel *self)
{
  double heartbeat = get_stream (self)->heartbeat;

  return heartbeat > 0 ? (gint64) (heartbeat * (double) SECOND) : SIMMER_LIVE_SILENCE;
}

/* --- The end of a stream --------------------------------------------------------------------- */

static void
drop_stream (SimmerLiveChannel *self)
{
  if (self->stream == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->stream, self);
  simmer_live_stream_close (self->stream);
  g_clear_object (&self->stream);
}

/* A crowd that lost its streams together must not come back together. */
static gint64
draw_backoff (SimmerLiveChannel *self)
{
  gint64 most = MIN (BACKOFF_MAX, BACKOFF_MIN << MIN (self->failures, 6));

  return most / 2 + (gint64) (simmer_clock_get_random (self->clock) * (double) most / 2);
}

/* Decides when to connect again, and how. */
static gint64
plan_retry (SimmerLiveChannel *self, const GError *error, gint64 asked_to_wait)
{
  const SimmerStream *stream = get_stream (self);
  gint64 now = simmer_clock_get_boot (self->clock);
  gint64 wait = draw_backoff (self);

  if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN))
    wait = REFUSED_WAIT;
  else if (g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE))
    {
      self->n_refused++;
      wait = self->n_refused < stream->n_kinds ? 0 : REFUSED_WAIT;
    }
  else
    self->n_refused = 0;

  /* What stands between may let only one of the kinds through. */
  if (!self->told)
    self->kind = (self->kind + 1) % stream->n_kinds;
  self->failures++;

  return now + MAX (wait, asked_to_wait);
}

static void
fail (SimmerLiveChannel *self, const GError *error)
{
  g_autoptr (SimmerLiveChannel) keep = g_object_ref (self);
  gint64 now = simmer_clock_get_boot (self->clock);
  gint64 asked_to_wait = 0;

  if (self->stream != NULL)
    asked_to_wait = simmer_live_stream_get_retry (self->stream);
  if (self->state == STATE_OPEN && self->told && now - self->opened >= LASTED)
    self->failures = 0;
  drop_stream (self);
  self->state = STATE_CLOSED;
  self->retry = plan_retry (self, error, asked_to_wait);
  g_debug ("%s: %s; again in %.1f s",
           simmer_client_get_host (self->client),
           error->message,
           (double) (self->retry - now) / G_USEC_PER_SEC);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
break_off (SimmerLiveChannel *self, const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, reason);

  fail (self, error);
}

/* --- A stream that is open ------------------------------------------------------------------- */

static void
message_cb (SimmerLiveStream *stream, GBytes *message, SimmerLiveChannel *self)
{
  SimmerProfile *profile = simmer_account_get_profile (simmer_client_get_account (self->client));
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GError) error = NULL;

  self->heard = simmer_clock_get_boot (self->clock);
  reports = simmer_reader_read_message (profile, self->remote_id, message, &error);
  if (reports == NULL)
    {
      /* It may have been the news that somebody waits for: they are to be asked for. */
      break_off (self, error->message);
      return;
    }

  self->told = TRUE;
  self->n_refused = 0;
  g_signal_emit (self, signals[TOLD], 0, reports);
}

static void
alive_cb (SimmerLiveStream *stream, SimmerLiveChannel *self)
{
  self->heard = simmer_clock_get_boot (self->clock);
}

static void
closed_cb (SimmerLiveStream *stream, const char *reason, SimmerLiveChannel *self)
{
  break_off (self, reason);
}

/* --- Connecting ------------------------------------------------------------------------------ */

/* Some services tell only of what they were asked to tell of. */
static void
subscribe (SimmerLiveChannel *self)
{
  JsonNode *template = get_stream (self)->subscribe;
  g_autoptr (JsonObject) variables = json_object_new ();
  g_autoptr (JsonNode) filled = NULL;
  g_autofree char *text = NULL;

  if (template == NULL)
    return;

  if (self->remote_id != NULL)
    json_object_set_string_member (variables, "id", self->remote_id);
  filled = simmer_template_fill (template, variables, NULL);
  if (filled == NULL)
    return;
  text = simmer_json_to_string (filled);
  simmer_live_stream_send (self->stream, text);
}

static void
listened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerLiveChannel) self = user_data;
  g_autoptr (SimmerLiveStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  stream = simmer_client_listen_finish (SIMMER_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (stream == NULL)
    {
      fail (self, error);
      return;
    }

  self->state = STATE_OPEN;
  self->opened = self->heard = simmer_clock_get_boot (self->clock);
  self->stream = g_steal_pointer (&stream);
  g_signal_connect (self->stream, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->stream, "alive", G_CALLBACK (alive_cb), self);
  g_signal_connect (self->stream, "closed", G_CALLBACK (closed_cb), self);
  g_debug ("%s: open", simmer_client_get_host (self->client));
  subscribe (self);
  g_signal_emit (self, signals[OPENED], 0);
  if (self->stream != NULL)
    simmer_live_stream_start (self->stream);
}

static void
open_stream (SimmerLiveChannel *self)
{
  self->state = STATE_CONNECTING;
  self->told = FALSE;
  self->cancellable = g_cancellable_new ();
  simmer_client_listen_async (self->client,
                              get_stream (self)->kinds[self->kind],
                              self->remote_id,
                              self->cancellable,
                              listened_cb,
                              g_object_ref (self));
}

/* --- The class ------------------------------------------------------------------------------- */

static void
simmer_live_channel_dispose (GObject *object)
{
  SimmerLiveChannel *self = SIMMER_LIVE_CHANNEL (object);

  simmer_live_channel_stop (self);
  g_clear_object (&self->client);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (simmer_live_channel_parent_class)->dispose (object);
}

static void
simmer_live_channel_finalize (GObject *object)
{
  g_free (SIMMER_LIVE_CHANNEL (object)->remote_id);

  G_OBJECT_CLASS (simmer_live_channel_parent_class)->finalize (object);
}

static void
simmer_live_channel_class_init (SimmerLiveChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = simmer_live_channel_dispose;
  object_class->finalize = simmer_live_channel_finalize;

  /**
   * SimmerLiveChannel::told:
   * @reports: (element-type SimmerReport): what a message says, each with its remote id
   */
  signals[TOLD] = g_signal_new (
    "told", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  /**
   * SimmerLiveChannel::opened:
   *
   * From now on it will be told what changes.
   */
  signals[OPENED] =
    g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SimmerLiveChannel::closed:
   * @error: why; %SIMMER_ERROR_RATE_LIMITED where the host wants to be left alone
   *
   * The stream could not be opened, or it has ended: what it had told by now is all.
   */
  signals[CLOSED] = g_signal_new (
    "closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
simmer_live_channel_init (SimmerLiveChannel *self)
{
}

/**
 * simmer_live_channel_new:
 * @client: of an account whose profile has a stream
 * @clock: when
 * @remote_id: (nullable): the one task to hear of, where a stream is about one
 *
 * Returns: (transfer full): a channel that is closed
 */
SimmerLiveChannel *
simmer_live_channel_new (SimmerClient *client, SimmerClock *clock, const char *remote_id)
{
  SimmerLiveChannel *self;

  g_return_val_if_fail (SIMMER_IS_CLIENT (client) && SIMMER_IS_CLOCK (clock), NULL);

  self = g_object_new (SIMMER_TYPE_LIVE_CHANNEL, NULL);
  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  self->remote_id = g_strdup (remote_id);

  return self;
}

/**
 * simmer_live_channel_run:
 * @self: a channel
 * @may_connect: whether its host may be asked now
 *
 * Connects if it is time, and breaks off what has been silent for too long. May emit
 * #SimmerLiveChannel::closed.
 *
 * Returns: boot time at which to run it again at the latest; %G_MAXINT64 if that is not known
 */
gint64
simmer_live_channel_run (SimmerLiveChannel *self, gboolean may_connect)
{
  gint64 now;

  g_return_val_if_fail (SIMMER_IS_LIVE_CHANNEL (self), NEVER);

  now = simmer_clock_get_boot (self->clock);
  if (self->state == STATE_OPEN && now - self->heard >= get_silence (self))
    break_off (self, "nothing was heard for too long");
  if (self->state == STATE_OPEN)
    return self->heard + get_silence (self);
  if (self->state == STATE_CONNECTING || !may_connect)
    return NEVER;
  if (self->retry > now)
    return self->retry;

  open_stream (self);
  return NEVER;
}

/**
 * simmer_live_channel_hurry:
 * @self: a channel
 *
 * Something happened that may have ended the trouble: the next attempt to connect may go out at
 * once.
 */
void
simmer_live_channel_hurry (SimmerLiveChannel *self)
{
  g_return_if_fail (SIMMER_IS_LIVE_CHANNEL (self));

  self->retry = 0;
  self->failures = 0;
  self->n_refused = 0;
}

/**
 * simmer_live_channel_stop:
 * @self: a channel
 *
 * Closes without a word, or gives up connecting. It may be run again.
 */
void
simmer_live_channel_stop (SimmerLiveChannel *self)
{
  g_return_if_fail (SIMMER_IS_LIVE_CHANNEL (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  drop_stream (self);
  self->state = STATE_CLOSED;
}

/**
 * simmer_live_channel_is_connecting:
 * @self: a channel
 *
 * Returns: whether a request for its stream is under way
 */
gboolean
simmer_live_channel_is_connecting (SimmerLiveChannel *self)
{
  g_return_val_if_fail (SIMMER_IS_LIVE_CHANNEL (self), FALSE);

  return self->state == STATE_CONNECTING;
}

/**
 * simmer_live_channel_is_open:
 * @self: a channel
 *
 * Returns: whether its stream is open, and was not silent for too long when it was run last
 */
gboolean
simmer_live_channel_is_open (SimmerLiveChannel *self)
{
  g_return_val_if_fail (SIMMER_IS_LIVE_CHANNEL (self), FALSE);

  return self->state == STATE_OPEN;
}

/**
 * simmer_live_channel_get_opened:
 * @self: a channel
 *
 * Returns: boot time at which its stream was opened last
 */
gint64
simmer_live_channel_get_opened (SimmerLiveChannel *self)
{
  g_return_val_if_fail (SIMMER_IS_LIVE_CHANNEL (self), 0);

  return self->opened;
}
