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

/* What the profile says of the pace of an account's requests, which go out one by one. */
static void
check_pace (World *w, Account *account)
{
  double paid = (double) (world_now (w) - account->filled) / SECOND * PACE;

  if (!account->paced)
    return;
  account->level = MAX (0, account->level - paid) + 1;
  account->filled = world_now (w);
  must (w,
        account->level <= MAX (PACE, 1) + 1e-3,
        "%s is asked faster than it bears: %f",
        simmer_account_get_id (simmer_client_get_account (account->client)),
        account->level);
}

static void
check_host (World *w, Reply *reply)
{
  Host *host = reply->host;
  guint process = world_number (w, reply->account->process);

  must (w,
        world_now (w) >= host->closed_until[process],
        "%s is asked %.3f s before its window ends",
        host->name,
        (double) (host->closed_until[process] - world_now (w)) / SECOND);
  must (w,
        host->in_flight[process] < CONCURRENCY,
        "%u requests at once to %s",
        host->in_flight[process],
        host->name);
  check_pace (w, reply->account);
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

/* How long it may be from one question about a task to the next, when all is well. */
static gint64
get_longest (World *w, Subject *subject)
{
  Account *account = subject->account;
  gboolean background = account->process->background;
  gint64 changed = simmer_task_get_changed (subject->task);
  gint64 most = background ? 60 * SECOND : 10 * SECOND;
  SimmerWishes wishes;

  simmer_wishes_join (&wishes,
                      simmer_account_get_wishes (simmer_client_get_account (account->client)),
                      &account->process->wishes);
  if (background && wishes.eagerness == SIMMER_EAGERNESS_FEWER)
    most = 80 * SECOND;
  if (simmer_clock_get_wall (w->clock) - changed > 9 * MINUTE)
    most *= 3;
  if (simmer_network_get_metered (w->network))
    most *= 2;
  /* While a stream may have told of it, it is asked for now and then only. */
  if (account->stream != NULL)
    most = MAX (most, MINUTE);
  if (wishes.maximum > 0)
    most = MIN (most, wishes.maximum);

  return MAX (most, wishes.minimum);
}

/* How long it may be until a task is asked for again, when nothing stands in the way of it: turns
 * with others, whole seconds in the background; and the last wait in an outage, which may have
 * begun before, and goes by whichever of its tasks the host was asked for last. */
static gint64
get_patience (World *w, Subject *subject)
{
  gint64 most = get_longest (w, subject);

  if (subject->host->troubled <= subject->asked - MINUTE)
    return most + 15 * SECOND;

  for (guint i = 0; i < w->n_subjects; i++)
    if (w->subjects[i].host == subject->host &&
        w->subjects[i].account->process == subject->account->process)
      most = MAX (most, get_longest (w, &w->subjects[i]));

  return most + 45 * SECOND;
}

static void
check_patience (World *w, Subject *subject)
{
  Account *account = subject->account;
  gint64 closed_until = subject->host->closed_until[world_number (w, account->process)];
  gint64 barred = MAX (subject->host->barred, closed_until);
  gint64 heard = MAX (subject->asked, subject->news);
  gint64 since = MAX (MAX (heard, account->lost), w->disturbed);

  if (!subject->followed || subject->in_flight > 0 || account->process->paused || w->offline > 0 ||
      subject->host->down || account->signed_out || world_now (w) < closed_until)
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
note_question (World *w, Account *account, Subject *subject)
{
  const char *id = simmer_task_get_id (subject->task);

  must (w,
        subject->followed && subject->account == account,
        "%s is asked for although nobody follows it",
        id);
  must (w,
        !subject->told && !simmer_task_status_is_final (simmer_task_get_status (subject->task)),
        "%s is asked for after its end",
        id);
  must (w, subject->in_flight == 0, "%s is asked for twice at once", id);
  must (w, !subject->account->signed_out, "%s is asked for in vain", id);
  must (w, !subject->account->process->paused || subject->urgent, "%s is asked for in a pause", id);
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

/* A question about several is on its way to the line when a stream tells that one has ended: there
 * it is too late to leave that one out. */
static void
leave_out_ended (World *w, Reply *reply)
{
  for (guint i = reply->subjects->len; i > 0 && reply->subjects->len > 1; i--)
    if (((Subject *) reply->subjects->pdata[i - 1])->heard == world_now (w))
      g_ptr_array_remove_index (reply->subjects, i - 1);
}

void
world_note_questions (World *w, Reply *reply)
{
  Host *host = reply->host;
  gint64 *probe = &host->probe[world_number (w, reply->account->process)];

  leave_out_ended (w, reply);
  check_host (w, reply);
  check_bucket (w, host, DEPTH);
  if (w->offline > 0)
    {
      must (w,
            world_now (w) >= *probe || is_urgent (reply),
            "%s is asked although there is no network",
            host->name);
      *probe = world_now (w) + MINUTE;
    }
  for (guint i = 0; i < reply->subjects->len; i++)
    note_question (w, reply->account, reply->subjects->pdata[i]);
}

/* What is asked next because of an answer, which is not yet taken in meanwhile. */
void
world_note_fetch (World *w, Reply *reply)
{
  Subject *subject = reply->subjects->pdata[0];
  const char *id = simmer_task_get_id (subject->task);

  check_host (w, reply);
  check_bucket (w, reply->host, DEPTH);
  must (w, subject->followed && subject->account == reply->account, "%s is nobody's", id);
  must (w, subject->said && !subject->told, "%s has no outcome to be asked for", id);
  must (w, subject->in_flight == 0, "%s is asked for twice at once", id);
  check_patience (w, subject);
  subject->in_flight++;
  subject->asked = world_now (w);
  w->n_fetched++;
}

void
world_note_order (World *w, Reply *reply)
{
  check_host (w, reply);
  check_bucket (w, reply->host, ORDER_DEPTH);
}

/* One stream at a time for all tasks of an account, and none where nobody wants one. */
void
world_note_stream (World *w, Reply *reply)
{
  Account *account = reply->account;
  const char *id = simmer_account_get_id (simmer_client_get_account (account->client));

  check_host (w, reply);
  check_bucket (w, reply->host, DEPTH);
  must (w, world_listens (w, account), "%s is listened to although nobody wants it", id);
  must (w, w->offline == 0, "%s is listened to without a network", id);
  must (w, !simmer_network_get_metered (w->network), "%s is listened to at a price", id);
  must (w, account->stream == NULL && !account->connecting, "%s has two streams at once", id);
  account->connecting = TRUE;
}

/* The poller says that it is over with a task: somebody must have told it so. */
void
world_note_ended (World *w, SimmerTask *task)
{
  for (guint i = 0; i < w->n_subjects; i++)
    {
      Subject *subject = &w->subjects[i];

      if (subject->task != task)
        continue;
      must (w,
            subject->told || subject->said || subject->may_fail,
            "%s ended although nobody said so",
            simmer_task_get_id (task));
      if (!subject->told)
        {
          w->n_heard++;
          subject->heard = world_now (w);
        }
      subject->told = TRUE;
    }
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
