/* fleet [--clients N] [--json] [--check]: what a service meets when it comes back after ten
 * minutes.
 *
 * A million clients with a few tasks each notice at the same moment that their service is gone, the
 * worst beginning of an outage: none of them is out of step with the others by itself. Each tries
 * again as simmer_cadence_get_backoff() says, one question at a time as its gate lets it, and once
 * it is heard asks for all of its tasks. No network tells them when it is over. Peaks are of a
 * second, beside the rate before the outage; without the jitter for comparison. */

#include <stdlib.h>

#include "simmer-cadence.h"
#include "table.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

#define N_TASKS 3

/* The simulation's grain, and its course. */
#define GRAIN     (SECOND / 100)
#define BREAKS    (60 * SECOND)
#define COMES     (BREAKS + 600 * SECOND)
#define ENDS      (COMES + 120 * SECOND)
#define N_BUCKETS (ENDS / GRAIN)

static int n_clients = 1000000;

typedef struct
{
  gint64 born;     /* of its tasks: they are of one age */
  gint32 next;     /* client in the same bucket; -1 is the last */
  guint8 failures; /* in a row */
} Client;

typedef struct
{
  gboolean jitter;
  GRand *random;
  Client *clients;
  gint32 *buckets; /* first client that acts then */
  guint *requests; /* of each bucket */
} Fleet;

static void
act_at (Fleet *fleet, gint32 index, gint64 time)
{
  gint64 bucket = (time + GRAIN - 1) / GRAIN;

  if (bucket >= N_BUCKETS)
    return;
  fleet->clients[index].next = fleet->buckets[bucket];
  fleet->buckets[bucket] = index;
}

static gint64
get_backoff (Fleet *fleet, const Client *client, gint64 now)
{
  SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                            .age = now - client->born,
                            .eagerness = SIMMER_EAGERNESS_NORMAL };

  return simmer_cadence_get_backoff (
    &cadence, client->failures, now - BREAKS, fleet->jitter ? g_rand_double (fleet->random) : 1);
}

static gint64
get_interval (const Client *client, gint64 now)
{
  SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                            .age = now - client->born,
                            .eagerness = SIMMER_EAGERNESS_NORMAL };

  return simmer_cadence_get_interval (&cadence);
}

/* A client asks, for each of its tasks while all is well, and for one while it is not. */
static void
act (Fleet *fleet, gint32 index, gint64 now)
{
  Client *client = &fleet->clients[index];
  guint *requests = &fleet->requests[now / GRAIN];

  if (now < BREAKS || now >= COMES)
    {
      *requests += N_TASKS;
      client->failures = 0;
      act_at (fleet, index, now + get_interval (client, now));
      return;
    }

  *requests += 1;
  client->failures = (guint8) MIN (client->failures + 1, G_MAXUINT8);
  act_at (fleet, index, now + get_backoff (fleet, client, now));
}

/* All that was to come is off: everybody sees it break. */
static void
break_down (Fleet *fleet)
{
  for (gint64 i = BREAKS / GRAIN; i < N_BUCKETS; i++)
    fleet->buckets[i] = -1;
  for (gint32 i = 0; i < n_clients; i++)
    {
      fleet->clients[i].failures = 1;
      act_at (fleet, i, BREAKS + get_backoff (fleet, &fleet->clients[i], BREAKS));
    }
}

/* Requests in the busiest second between two times. */
static guint64
get_peak (Fleet *fleet, gint64 from, gint64 to)
{
  guint64 peak = 0;
  guint64 sum = 0;

  for (gint64 i = from / GRAIN; i < to / GRAIN; i++)
    {
      sum += fleet->requests[i];
      if (i - from / GRAIN >= SECOND / GRAIN)
        sum -= fleet->requests[i - SECOND / GRAIN];
      peak = MAX (peak, sum);
    }

  return peak;
}

static double
get_rate (Fleet *fleet, gint64 from, gint64 to)
{
  guint64 sum = 0;

  for (gint64 i = from / GRAIN; i < to / GRAIN; i++)
    sum += fleet->requests[i];

  return (double) sum / (double) ((to - from) / SECOND);
}

static void
run (gboolean jitter, double *in_it, double *after_it)
{
  Fleet fleet = { .jitter = jitter, .random = g_rand_new_with_seed (1000000) };
  double steady;

  fleet.clients = g_new0 (Client, n_clients);
  fleet.buckets = g_new (gint32, N_BUCKETS);
  fleet.requests = g_new0 (guint, N_BUCKETS);
  for (gint64 i = 0; i < N_BUCKETS; i++)
    fleet.buckets[i] = -1;

  /* Each began some time in the last hour, and asks for the first time by chance. */
  for (gint32 i = 0; i < n_clients; i++)
    {
      Client *client = &fleet.clients[i];

      client->born = -(gint64) (g_rand_double (fleet.random) * 3600 * SECOND);
      act_at (&fleet, i, (gint64) (g_rand_double (fleet.random) * get_interval (client, 0)));
    }
  for (gint64 i = 0; i < N_BUCKETS; i++)
    {
      gint32 index;

      if (i == BREAKS / GRAIN)
        break_down (&fleet);
      for (index = fleet.buckets[i]; index != -1;)
        {
          gint32 next = fleet.clients[index].next;

          act (&fleet, index, i * GRAIN);
          index = next;
        }
    }

  steady = get_rate (&fleet, BREAKS / 2, BREAKS);
  *in_it = (double) get_peak (&fleet, BREAKS, COMES) / steady;
  *after_it = (double) get_peak (&fleet, COMES, ENDS) / steady;
  g_free (fleet.clients);
  g_free (fleet.buckets);
  g_free (fleet.requests);
  g_rand_free (fleet.random);
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_INT, &n_clients, "So many clients", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *what = NULL;
  double in_it, after_it;

  table_init (&argc, &argv, entries);
  if (n_clients < 1)
    table_refuse ("no clients");

  what = g_strdup_printf ("%d clients, 10 min outage", n_clients);
  table_begin ();
  run (TRUE, &in_it, &after_it);
  table_add (what, "peak in it / steady rate", 2, in_it);
  table_add (what, "peak after it / steady rate", 2, after_it);
  run (FALSE, &in_it, &after_it);
  table_add_note (what, "without jitter: in it", in_it);
  table_add_note (what, "without jitter: after it", after_it);

  return table_end ();
}
