/* What must hold whenever a request goes out, and all the time. */

#include "storm-world.h"

/* What the poller promises of each host. */
#define CONCURRENCY 4
#define RATE        9.5
#define DEPTH       5.0
#define ORDER_DEPTH 10.0

static void
check_bucket (World *w, Host *host, double most)
{
  double paid = (double) (world_now (w) - host->filled) / SECOND * RATE;

  host->level = MAX (0, host->level - paid) + 1;
  host->filled = world_now (w);
  must (w, host->level <= most + 1e-3, "%s is asked in bursts: %f", host->name, host->level);
}

static void
check_host (World *w, Host *host)
{
  must (w,
        world_now (w) >= host->closed_until,
        "%s is asked %.3f s before its window ends",
        host->name,
        (double) (host->closed_until - world_now (w)) / SECOND);
  must (w, host->in_flight < CONCURRENCY, "%u requests at once to %s", host->in_flight, host->name);
}

/* Whether the host keeps somebody waiting, which keeps the others waiting too. */
static gboolean
is_slow (World *w, Host *host)
{
  GHashTableIter iter;
  gpointer reply;

  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &reply, NULL))
    if (((Reply *) reply)->host == host && world_now (w) - ((Reply *) reply)->sent > SECOND)
      return TRUE;

  return FALSE;
}

/* How long it may be until a task is asked for again, when nothing stands in the way of it. */
static gint64
get_patience (World *w, Subject *subject)
{
  gint64 most = w->background ? 60 * SECOND : 10 * SECOND;
  gint64 changed = simmer_task_get_changed (subject->task);

  if (simmer_clock_get_wall (w->clock) - changed > 9 * MINUTE)
    most *= 3;
  if (simmer_network_get_metered (w->network))
    most *= 2;

  /* Turns with others, whole seconds in the background; and the last wait in an outage, which may
   * have begun before. */
  return most + (subject->host->troubled > subject->asked - MINUTE ? 45 : 15) * SECOND;
}

static void
check_patience (World *w, Subject *subject)
{
  gint64 barred = MAX (subject->host->barred, subject->host->closed_until);
  gint64 since = MAX (subject->asked, w->disturbed);

  if (!subject->followed || subject->in_flight > 0 || w->paused || w->offline > 0 ||
      subject->host->down || subject->account->signed_out ||
      world_now (w) < subject->host->closed_until)
    return;

  since = MAX (since, barred);
  must (w,
        world_now (w) - since <= 6 * MINUTE,
        "%s was forgotten in the storm",
        simmer_task_get_id (subject->task));
  if (is_slow (w, subject->host))
    return;
  since = MAX (since, subject->host->troubled);
  must (w,
        world_now (w) - since <= get_patience (w, subject),
        "%s was forgotten for %.1f s",
        simmer_task_get_id (subject->task),
        (double) (world_now (w) - since) / SECOND);
}

static void
note_question (World *w, Subject *subject)
{
  const char *id = simmer_task_get_id (subject->task);

  must (w, subject->followed, "%s is asked for although nobody follows it", id);
  must (w,
        !subject->told && !simmer_task_status_is_final (simmer_task_get_status (subject->task)),
        "%s is asked for after its end",
        id);
  must (w, subject->in_flight == 0, "%s is asked for twice at once", id);
  must (w, !subject->account->signed_out, "%s is asked for in vain", id);
  must (w, !w->paused || subject->urgent, "%s is asked for in a pause", id);
  check_patience (w, subject);
  subject->in_flight++;
  subject->asked = world_now (w);
  subject->urgent = FALSE;
}

/* Somebody wants to know now, and may have had to wait for the answer to another's question. */
static gboolean
is_urgent (Reply *reply)
{
  for (guint i = 0; i < reply->subjects->len; i++)
    if (((Subject *) reply->subjects->pdata[i])->urgent)
      return TRUE;

  return FALSE;
}

void
world_note_questions (World *w, Reply *reply)
{
  Host *host = reply->host;

  check_host (w, host);
  check_bucket (w, host, DEPTH);
  if (w->offline > 0)
    {
      must (w,
            world_now (w) >= host->probe || is_urgent (reply),
            "%s is asked although there is no network",
            host->name);
      host->probe = world_now (w) + MINUTE;
    }
  for (guint i = 0; i < reply->subjects->len; i++)
    note_question (w, reply->subjects->pdata[i]);
}

void
world_note_order (World *w, Reply *reply)
{
  check_host (w, reply->host);
  check_bucket (w, reply->host, ORDER_DEPTH);
}

/* What went out over another network, or before a long sleep, is not waited for. */
static void
check_replies (World *w)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Reply *reply = key;

      if (reply->subjects == NULL)
        continue;
      must (w,
            reply->sent >= w->moved || world_now (w) <= w->moved + 5 * SECOND,
            "%s is waited for although the network has changed",
            reply->host->name);
      must (w,
            world_now (w) <= reply->sent + 5 * MINUTE,
            "%s is waited for longer than five minutes",
            reply->host->name);
    }
}

void
world_check_all (World *w)
{
  check_replies (w);
  for (guint i = 0; i < w->n_subjects; i++)
    {
      Subject *subject = &w->subjects[i];
      SimmerTaskStatus status = simmer_task_get_status (subject->task);
      const char *id = simmer_task_get_id (subject->task);

      must (w,
            status != SIMMER_TASK_STATUS_FAILED || subject->may_fail ||
              (subject->told && subject->outcome == SIMMER_TASK_STATUS_FAILED),
            "%s failed by trouble on the way",
            id);
      if (status == SIMMER_TASK_STATUS_FAILED)
        subject->told = TRUE;
      must (w, !subject->told || simmer_task_status_is_final (status), "%s lost its end", id);
      must (w,
            subject->told || !simmer_task_status_is_final (status),
            "%s ended although nobody said so",
            id);
      if (subject->told)
        subject->followed = FALSE;
      check_patience (w, subject);
    }
}
