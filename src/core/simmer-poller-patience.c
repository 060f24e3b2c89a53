/* How long an answer is waited for, where that is not for the request itself to say. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "simmer-poller-private.h"

#include "simmer-host.h"
#include "simmer-http-explain.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define NEVER  SIMMER_POLLER_NEVER

/* A request gives up by itself long before, unless the machine slept and nobody said so. */
#define LONGEST (5 * 60 * SECOND)

/* What went out over another network may still be answered for so long. */
#define AFTER_MOVE (5 * SECOND)

/* Returns: (transfer full) (element-type SimmerTask): whom it was about */
static GPtrArray *
give_up_all (SimmerQuestion *question)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  while (question->poller != NULL)
    {
      SimmerFollow *follow = question->follows->pdata[0];

      g_ptr_array_add (tasks, g_object_ref (follow->task));
      simmer_question_give_up (follow);
    }

  return tasks;
}

/* @error: (nullable): what is said of it; NULL if it is only asked again */
static void
expire (SimmerPoller *self, SimmerQuestion *question, const GError *error)
{
  gint64 sent = question->sent;
  g_autoptr (GPtrArray) tasks = give_up_all (question);

  g_debug ("%u tasks: their answer is waited for no longer", tasks->len);
  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerFollow *follow = g_hash_table_lookup (self->follows, tasks->pdata[i]);

      if (follow != NULL && error != NULL)
        simmer_poller_take_error (self, follow, error, sent);
      else if (follow != NULL)
        simmer_follow_ask_again (self, follow);
    }
}

/**
 * simmer_poller_give_up_older:
 * @self: a poller
 * @host: one of its hosts
 * @than: boot time
 *
 * The lines over which questions went until then are gone: their tasks are due again.
 */
void
simmer_poller_give_up_older (SimmerPoller *self, SimmerPolledHost *host, gint64 than)
{
  SimmerQuestion *oldest;

  while ((oldest = g_queue_peek_head (&host->questions)) != NULL && oldest->sent <= than)
    expire (self, oldest, NULL);
}

/**
 * simmer_polled_host_note_moved:
 * @host: a host
 * @now: boot time
 *
 * The network has changed. What goes to this machine itself does not leave it.
 */
void
simmer_polled_host_note_moved (SimmerPolledHost *host, gint64 now)
{
  if (simmer_host_is_loopback (host->name))
    return;

  for (GList *link = host->questions.head; link != NULL; link = link->next)
    {
      SimmerQuestion *question = link->data;

      if (question->moved == 0)
        question->moved = MAX (1, now);
    }
}

/* A generator that is started because of a question may take its time. */
static gint64
get_end_of_patience (SimmerQuestion *question, gint64 now)
{
  SimmerPolledHost *host = question->host;
  gint64 patience = simmer_gate_get_patience (host->gate, now);
  gint64 end = question->sent + LONGEST;

  if (host->builtin)
    return end;
  if (patience != NEVER)
    end = MIN (end, question->sent + patience);
  if (question->moved > 0)
    end = MIN (end, MAX (question->moved, question->sent) + AFTER_MOVE);

  return end;
}

/**
 * simmer_poller_lose_patience:
 * @self: a poller
 * @host: one of its hosts
 * @now: boot time
 *
 * Gives up the questions of which no answer is to be expected any more: for long in an outage, over
 * a network that is another one now, or while the machine slept without a word. Their tasks are due
 * again; a task never has two questions under way.
 *
 * Returns: when to look again
 */
gint64
simmer_poller_lose_patience (SimmerPoller *self, SimmerPolledHost *host, gint64 now)
{
  gint64 wake = NEVER;
  GList *link = host->questions.head;

  while (link != NULL)
    {
      SimmerQuestion *question = link->data;
      gint64 end = get_end_of_patience (question, now);

      if (end > now)
        {
          wake = MIN (wake, end);
          link = link->next;
          continue;
        }
      if (simmer_gate_is_out (host->gate))
        {
          g_autoptr (GError) error = simmer_http_explain_timeout (host->name, now - question->sent);

          expire (self, question, error);
        }
      else
        expire (self, question, NULL);
      link = host->questions.head;
    }

  return wake;
}
