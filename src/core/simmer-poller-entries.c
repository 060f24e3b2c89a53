/* Whatever is no question (orders, what an answer leads to, results) waits here for its turn, at
 * the same gate as questions. */

#include "config.h"

#include "simmer-poller-private.h"

#include <glib/gi18n-lib.h>

#define NEVER SIMMER_POLLER_NEVER

typedef struct
{
  SimmerPolledHost *host; /* (unowned) */
  SimmerLine *line;       /* (unowned) (nullable): of its account, at the account's own host */
  SimmerVerb verb;
  SimmerTurn turn;
  gint64 since;     /* boot time */
  gulong cancelled; /* handler while it waits; 0 if none */
  gboolean in;
} Entry;

/* --- Waiting --------------------------------------------------------------------------------- */

static void
queue_up (SimmerPolledHost *host, GTask *task)
{
  const Entry *entry = g_task_get_task_data (task);
  GList *link = host->entries.tail;

  while (link != NULL && ((Entry *) g_task_get_task_data (link->data))->turn > entry->turn)
    link = link->prev;
  if (link != NULL)
    g_queue_insert_after (&host->entries, link, task);
  else
    g_queue_push_head (&host->entries, task);
}

/* A cancellable may outlive many entries. Its handler may be the one that runs now, for whose end
 * g_cancellable_disconnect() would wait.
 *
 * Returns: (transfer full): who waits no longer */
static GTask *
take_out (SimmerPolledHost *host, GList *link)
{
  GTask *task = link->data;
  Entry *entry = g_task_get_task_data (task);

  g_queue_delete_link (&host->entries, link);
  g_clear_signal_handler (&entry->cancelled, g_task_get_cancellable (task));

  return task;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  simmer_poller_pump_soon (user_data);
}

static void
enter (SimmerPoller *self,
       SimmerClient *client,
       const char *name,
       SimmerVerb verb,
       SimmerTurn turn,
       GTask *owned)
{
  g_autoptr (GTask) task = owned;
  GCancellable *cancellable = g_task_get_cancellable (task);
  SimmerPolledHost *home;
  Entry *entry;

  g_task_set_source_tag (task, simmer_poller_enter);
  if (self->alarm == NULL)
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Simmer is about to end."));
      return;
    }

  home = simmer_poller_get_host_of (self, client);
  entry = g_new0 (Entry, 1);
  entry->host = simmer_poller_get_host (self, name);
  if (entry->host == home)
    entry->line = simmer_polled_host_get_line (home, simmer_client_get_account (client));
  entry->verb = verb;
  entry->turn = turn;
  entry->since = simmer_poller_get_boot (self);
  g_task_set_task_data (task, entry, g_free);
  if (cancellable != NULL)
    entry->cancelled =
      g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);
  queue_up (entry->host, g_steal_pointer (&task));
  simmer_poller_pump (self);
}

/* Who has given up hears so now. */
static void
sweep (SimmerPolledHost *host)
{
  GList *link = host->entries.head;

  while (link != NULL)
    {
      g_autoptr (GTask) task = NULL;
      GList *next = link->next;

      if (g_cancellable_is_cancelled (g_task_get_cancellable (link->data)))
        {
          task = take_out (host, link);
          g_task_return_error_if_cancelled (task);
          next = host->entries.head;
        }
      link = next;
    }
}

/* Of an account whose turn it is not yet, none of that sort goes; but others do. */
static GList *
find_next (SimmerPoller *self, SimmerPolledHost *host, SimmerTurn last, gint64 now, gint64 *wake)
{
  const Entry *held = NULL;

  *wake = NEVER;
  for (GList *link = host->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = g_task_get_task_data (link->data);
      gint64 next;

      if (entry->turn > last)
        return NULL;
      if (held != NULL && held->line == entry->line && held->verb == entry->verb)
        continue;
      next = simmer_gate_get_next (host->gate, entry->turn, now);
      if (next > now)
        {
          *wake = MIN (*wake, next);
          return NULL;
        }
      if (entry->line != NULL)
        next = simmer_poller_get_pace (self, entry->line, entry->verb, now);
      if (next <= now)
        return link;
      *wake = MIN (*wake, next);
      held = entry;
    }

  return NULL;
}

/**
 * simmer_poller_let_in:
 * @self: a poller
 * @host: one of its hosts
 * @last: up to whose turn; of results that are fetched, one at a time
 * @now: boot time
 *
 * Lets in who may come in now.
 *
 * Returns: when there is more to do
 */
gint64
simmer_poller_let_in (SimmerPoller *self, SimmerPolledHost *host, SimmerTurn last, gint64 now)
{
  gint64 wake;
  GList *link;

  sweep (host);
  while ((link = find_next (self, host, last, now, &wake)) != NULL)
    {
      g_autoptr (GTask) task = take_out (host, link);
      Entry *entry = g_task_get_task_data (task);

      entry->in = TRUE;
      simmer_gate_begin (host->gate, now);
      if (entry->line != NULL)
        simmer_poller_take_pace (self, entry->line, entry->verb, now);
      g_task_return_boolean (task, TRUE);
      if (entry->turn == SIMMER_TURN_FETCH)
        return now;
    }

  return wake;
}

/**
 * simmer_polled_host_get_waiting:
 * @host: a host
 *
 * Returns: since when the first result waits to be fetched; %SIMMER_POLLER_NEVER if none does
 */
gint64
simmer_polled_host_get_waiting (SimmerPolledHost *host)
{
  for (GList *link = host->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = g_task_get_task_data (link->data);

      if (entry->turn == SIMMER_TURN_FETCH)
        return entry->since;
    }

  return NEVER;
}

/**
 * simmer_polled_host_turn_away:
 * @host: a host
 *
 * Nobody is let in any more.
 */
void
simmer_polled_host_turn_away (SimmerPolledHost *host)
{
  while (!g_queue_is_empty (&host->entries))
    {
      g_autoptr (GTask) task = take_out (host, host->entries.head);

      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Simmer is about to end."));
    }
}

/* --- A client's own, as its porter ----------------------------------------------------------- */

static void
porter_enter_async (SimmerPorter *porter,
                    SimmerClient *client,
                    const char *host,
                    SimmerVerb verb,
                    SimmerTurn turn,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  enter (SIMMER_POLLER (porter),
         client,
         host,
         verb,
         turn,
         g_task_new (porter, cancellable, callback, user_data));
}

static gboolean
porter_enter_finish (SimmerPorter *porter, GAsyncResult *result, GError **error)
{
  return simmer_poller_enter_finish (SIMMER_POLLER (porter), result, error);
}

/* What the answer means, for its account above all, is about to be found out. */
static void
porter_leave (SimmerPorter *porter, const char *name, gboolean heard)
{
  SimmerPoller *self = SIMMER_POLLER (porter);
  SimmerPolledHost *host = simmer_poller_get_host (self, name);

  simmer_gate_end (host->gate, simmer_poller_get_boot (self));
  if (heard)
    simmer_poller_take_answer (self, host);
  simmer_poller_pump_soon (self);
}

static void
porter_rest (SimmerPorter *porter, const char *name)
{
  SimmerPoller *self = SIMMER_POLLER (porter);

  simmer_gate_rest (simmer_poller_get_host (self, name)->gate, simmer_poller_get_boot (self));
}

static void
porter_resume (SimmerPorter *porter, const char *name)
{
  SimmerPoller *self = SIMMER_POLLER (porter);

  simmer_gate_resume (simmer_poller_get_host (self, name)->gate, simmer_poller_get_boot (self));
}

static gint64
porter_get_wait (SimmerPorter *porter, const char *name)
{
  SimmerPoller *self = SIMMER_POLLER (porter);
  gint64 now = simmer_poller_get_boot (self);
  gint64 until;

  if (!simmer_gate_is_closed (simmer_poller_get_host (self, name)->gate, now, &until))
    return 0;

  return until - now;
}

void
simmer_poller_init_porter (SimmerPorterInterface *iface)
{
  iface->enter_async = porter_enter_async;
  iface->enter_finish = porter_enter_finish;
  iface->leave = porter_leave;
  iface->rest = porter_rest;
  iface->resume = porter_resume;
  iface->get_wait = porter_get_wait;
}

/* --- Orders ---------------------------------------------------------------------------------- */

/**
 * simmer_poller_enter:
 * @self: a poller
 * @client: whom the order is for
 * @verb: what it is
 * @cancellable: (nullable): gives up waiting
 * @callback: called when the order may go out
 * @user_data: for @callback
 *
 * What a person orders (submit, cancel, retry, test, search) goes before all else, but within the
 * host's window, its concurrency and what the profile says of its pace. After
 * simmer_poller_enter_finish() says yes, simmer_poller_leave() must follow.
 */
void
simmer_poller_enter (SimmerPoller *self,
                     SimmerClient *client,
                     SimmerVerb verb,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client));

  enter (self,
         client,
         simmer_client_get_host (client),
         verb,
         SIMMER_TURN_ORDER,
         g_task_new (self, cancellable, callback, user_data));
}

/**
 * simmer_poller_enter_finish:
 * @self: a poller
 * @result: from the callback
 * @error: return location; %G_IO_ERROR_CANCELLED if it was given up
 *
 * Returns: whether the order may go out now
 */
gboolean
simmer_poller_enter_finish (SimmerPoller *self, GAsyncResult *result, GError **error)
{
  const Entry *entry;
  gboolean in;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_poller_enter, FALSE);

  entry = g_task_get_task_data (G_TASK (result));
  in = g_task_propagate_boolean (G_TASK (result), error);
  if (!in && entry != NULL && entry->in)
    {
      /* It was given up just as it was let in. */
      simmer_gate_end (entry->host->gate, simmer_poller_get_boot (self));
      simmer_poller_pump (self);
    }

  return in;
}

/**
 * simmer_poller_leave:
 * @self: a poller
 * @client: whom the order was for
 * @error: (nullable): why it was not carried out
 *
 * An order that was let in has been answered, or is given up.
 */
void
simmer_poller_leave (SimmerPoller *self, SimmerClient *client, const GError *error)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client));

  porter_leave (SIMMER_PORTER (self),
                simmer_client_get_host (client),
                error == NULL || g_error_matches (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE));
}

/**
 * simmer_poller_check_open:
 * @self: a poller
 * @client: whom to ask
 * @until: (out) (optional): wall time at which it may be asked again
 * @error: return location; a sentence that says until when
 *
 * Returns: whether its host does not want to be left alone, so that nobody has to wait for that
 */
gboolean
simmer_poller_check_open (SimmerPoller *self, SimmerClient *client, gint64 *until, GError **error)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *time = NULL;
  gint64 wait;
  gint64 wall;

  g_return_val_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client), FALSE);

  wait = porter_get_wait (SIMMER_PORTER (self), simmer_client_get_host (client));
  if (wait == 0)
    return TRUE;

  wall = simmer_clock_get_wall (self->clock) + wait;
  if (until != NULL)
    *until = wall;
  utc = g_date_time_new_from_unix_utc ((wall + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  time = g_date_time_format (local, "%X");
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_RATE_LIMITED,
               _ ("%s asked to be left alone until %s."),
               simmer_account_get_name (simmer_client_get_account (client)),
               time);

  return FALSE;
}
