/* The hosts that are asked: each with its gate, which all processes share, and a line for each
 * account, whose profile may know a pace of its own. */

#include "simmer-poller-private.h"

/* What a host bears, unless it says otherwise: so many requests at once, so many in a burst, and
 * with the burst no more than ten a second over the ten seconds that a short task takes. */
#define CONCURRENCY   4
#define RATE          9.5
#define DEPTH         5
#define BUILTIN_RATE  200
#define BUILTIN_DEPTH 20

static void
line_free (SimmerLine *line)
{
  g_clear_pointer (&line->ear, simmer_ear_free);
  g_ptr_array_unref (line->ears);
  g_hash_table_unref (line->by_id);
  g_object_unref (line->account);
  g_sequence_free (line->follows);
  g_free (line);
}

void
simmer_polled_host_free (SimmerPolledHost *host)
{
  simmer_gate_free (host->gate);
  g_ptr_array_unref (host->lines);
  g_free (host->name);
  g_free (host);
}

static void
share_turnstile (SimmerPoller *self, SimmerPolledHost *host)
{
  if (self->turnstile != NULL)
    simmer_gate_share (host->gate, self->turnstile, host->name);
}

static SimmerPolledHost *
host_new (SimmerPoller *self, const char *name)
{
  SimmerPolledHost *host = g_new0 (SimmerPolledHost, 1);

  host->name = g_strdup (name);
  host->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  g_queue_init (&host->entries);
  g_queue_init (&host->questions);
  host->gate = simmer_gate_new (CONCURRENCY, RATE, DEPTH);
  share_turnstile (self, host);
  simmer_gate_set_reachable (
    host->gate, simmer_network_get_available (self->network, name), simmer_poller_get_boot (self));

  return host;
}

/**
 * simmer_poller_get_host:
 * @self: a poller
 * @name: name of a host
 *
 * Returns: (transfer none): the host, which is known from now on
 */
SimmerPolledHost *
simmer_poller_get_host (SimmerPoller *self, const char *name)
{
  SimmerPolledHost *host = g_hash_table_lookup (self->hosts, name);

  if (host == NULL)
    {
      host = host_new (self, name);
      g_hash_table_insert (self->hosts, host->name, host);
      g_ptr_array_add (self->host_list, host);
    }

  return host;
}

/**
 * simmer_polled_host_get_line:
 * @host: a host
 * @account: an account there
 *
 * Returns: (transfer none): the tasks of the account
 */
SimmerLine *
simmer_polled_host_get_line (SimmerPolledHost *host, SimmerAccount *account)
{
  SimmerLine *line;

  for (guint i = 0; i < host->lines->len; i++)
    {
      line = host->lines->pdata[i];
      if (line->account == account)
        return line;
    }

  line = g_new0 (SimmerLine, 1);
  line->host = host;
  line->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  line->ears = g_ptr_array_new ();
  line->account = g_object_ref (account);
  line->follows = g_sequence_new (NULL);
  g_ptr_array_add (host->lines, line);

  return line;
}

/* A pace of a line: all processes share it, if they can. */
static gint64 *
get_pace (SimmerPoller *self, SimmerLine *line, SimmerVerb verb)
{
  g_autofree char *name = NULL;

  if (self->turnstile == NULL)
    return &line->paces[verb];

  name = g_strdup_printf ("%s %u", simmer_account_get_id (line->account), verb);
  return &simmer_turnstile_get_place (self->turnstile, name)->scheduled;
}

/* Less than one in a second is one in so many seconds. */
static void
get_rate_of_all (SimmerLine *line, double *rate, double *depth)
{
  *rate = simmer_profile_get_rate (simmer_account_get_profile (line->account));
  *depth = MAX (1, *rate);
}

static gboolean
get_rate_of_verb (SimmerLine *line, SimmerVerb verb, double *rate, double *depth)
{
  SimmerProfile *profile = simmer_account_get_profile (line->account);
  const SimmerRequest *request =
    verb < SIMMER_N_VERBS ? simmer_profile_get_request (profile, verb) : NULL;

  if (request == NULL || request->limit_seconds <= 0)
    return FALSE;

  *rate = request->limit / request->limit_seconds;
  *depth = MAX (1, request->limit);
  return TRUE;
}

/**
 * simmer_poller_get_pace:
 * @self: a poller
 * @line: the tasks of an account
 * @verb: what is to be asked; %SIMMER_N_VERBS if no verb of its profile
 * @now: boot time
 *
 * Returns: when the profile lets such a request go out, @now at the earliest
 */
gint64
simmer_poller_get_pace (SimmerPoller *self, SimmerLine *line, SimmerVerb verb, gint64 now)
{
  gint64 next = now;
  double rate, depth;

  get_rate_of_all (line, &rate, &depth);
  if (rate > 0)
    next = simmer_turnstile_get_next (get_pace (self, line, SIMMER_N_VERBS), rate, depth, now);
  if (get_rate_of_verb (line, verb, &rate, &depth))
    {
      gint64 turn = simmer_turnstile_get_next (get_pace (self, line, verb), rate, depth, now);

      next = MAX (next, turn);
    }

  return next;
}

/**
 * simmer_poller_take_pace:
 * @self: a poller
 * @line: the tasks of an account
 * @verb: what is asked; %SIMMER_N_VERBS if no verb of its profile
 * @now: boot time
 *
 * Counts a request that goes out.
 */
void
simmer_poller_take_pace (SimmerPoller *self, SimmerLine *line, SimmerVerb verb, gint64 now)
{
  double rate, depth;

  get_rate_of_all (line, &rate, &depth);
  if (rate > 0)
    simmer_turnstile_take (get_pace (self, line, SIMMER_N_VERBS), rate, depth, now);
  if (get_rate_of_verb (line, verb, &rate, &depth))
    simmer_turnstile_take (get_pace (self, line, verb), rate, depth, now);
}

/**
 * simmer_poller_get_wishes:
 * @self: a poller
 * @line: the tasks of an account
 * @wishes: (out caller-allocates): how they are to be followed
 */
void
simmer_poller_get_wishes (SimmerPoller *self, SimmerLine *line, SimmerWishes *wishes)
{
  simmer_wishes_join (wishes, simmer_account_get_wishes (line->account), &self->wishes);
  if (self->interval > 0)
    wishes->minimum = wishes->maximum = self->interval;
}

static void
limited_cb (SimmerClient *client,
            const char *name,
            const SimmerRateLimit *limit,
            const GError *refusal,
            SimmerPoller *self)
{
  SimmerPolledHost *host;

  if (self->alarm == NULL)
    return;
  host = simmer_poller_get_host (self, name);
  if (refusal != NULL)
    simmer_poller_take_refusal (self, host, refusal);
  else
    simmer_poller_take_limit (self, host, limit);
}

/**
 * simmer_poller_attend:
 * @self: a poller
 * @client: a client
 *
 * Whatever the client asks from now on passes the gates of @self, and what hosts say of themselves
 * is heard.
 */
void
simmer_poller_attend (SimmerPoller *self, SimmerClient *client)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client));

  simmer_client_set_porter (client, SIMMER_PORTER (self));
  if (g_signal_handler_find (
        client, G_SIGNAL_MATCH_FUNC | G_SIGNAL_MATCH_DATA, 0, 0, NULL, limited_cb, self) == 0)
    g_signal_connect_object (client, "limited", G_CALLBACK (limited_cb), self, 0);
}

/**
 * simmer_poller_get_host_of:
 * @self: a poller
 * @client: whom to ask
 *
 * The built-in generator bears more than a service far away.
 *
 * Returns: (transfer none): its host, to whose words about itself is listened from now on
 */
SimmerPolledHost *
simmer_poller_get_host_of (SimmerPoller *self, SimmerClient *client)
{
  SimmerPolledHost *host = simmer_poller_get_host (self, simmer_client_get_host (client));

  simmer_poller_attend (self, client);
  if (!host->builtin && simmer_account_get_builtin (simmer_client_get_account (client)))
    {
      host->builtin = TRUE;
      simmer_gate_set_rate (host->gate, BUILTIN_RATE, BUILTIN_DEPTH);
    }

  return host;
}

/**
 * simmer_poller_set_turnstile:
 * @self: a poller
 * @turnstile: (transfer full): what all processes of this person share
 *
 * From now on a host's pace is that of all of them together. To be called once.
 */
void
simmer_poller_set_turnstile (SimmerPoller *self, SimmerTurnstile *turnstile)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && turnstile != NULL && self->turnstile == NULL);

  self->turnstile = turnstile;
  for (guint i = 0; i < self->host_list->len; i++)
    share_turnstile (self, self->host_list->pdata[i]);
}
