/* What persons and machines do meanwhile. */

#include "storm-world.h"

typedef struct
{
  World *world;
  Subject *subject;
  Account *account; /* with which it was ordered */
} Order;

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  World *w = order->world;
  Subject *subject = order->subject;
  SimmerClient *client = SIMMER_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerReport) report = simmer_client_report_finish (client, result, &error);

  if (report != NULL && !simmer_task_status_is_final (simmer_task_get_status (subject->task)) &&
      world_now (w) < subject->ends)
    {
      /* As the manager does: the answer makes it final, and nobody is to ask any more. */
      g_autoptr (SimmerReport) end = simmer_report_new ();

      subject->outcome = SIMMER_TASK_STATUS_CANCELLED;
      subject->ends = world_now (w);
      subject->told = TRUE;
      simmer_report_set_status (end, SIMMER_TASK_STATUS_CANCELLED);
      simmer_task_apply_report (subject->task,
                                end,
                                simmer_task_next_sequence (subject->task),
                                simmer_clock_get_wall (w->clock));
      if (world_chance (w) < 0.5)
        simmer_poller_unfollow (subject->account->process->poller, subject->task);
    }
  simmer_poller_leave (order->account->process->poller, client, error);
  g_free (order);
}

static void
entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  g_autoptr (GError) error = NULL;

  if (simmer_poller_enter_finish (SIMMER_POLLER (source), result, &error))
    simmer_client_cancel_async (order->account->client,
                                simmer_task_get_remote_id (order->subject->task),
                                NULL,
                                NULL,
                                cancelled_cb,
                                order);
  else
    g_free (order);
}

static void
cancel (World *w, Subject *subject)
{
  Order *order;

  if (subject->told || !simmer_client_can (subject->account->client, SIMMER_VERB_CANCEL))
    return;

  order = g_new0 (Order, 1);
  order->world = w;
  order->subject = subject;
  order->account = subject->account;
  simmer_task_set_intent (subject->task, SIMMER_INTENT_CANCELLING);
  simmer_poller_enter (order->account->process->poller,
                       order->account->client,
                       SIMMER_VERB_CANCEL,
                       NULL,
                       entered_cb,
                       order);
}

void
world_take_place (World *w, Subject *subject, guint process)
{
  subject->account = &subject->host->accounts[process][subject->number];
}

void
world_follow (World *w, Subject *subject)
{
  if (subject->told || subject->followed)
    return;

  subject->followed = TRUE;
  subject->asked = world_now (w);
  simmer_poller_follow (subject->account->process->poller, subject->task, subject->account->client);
}

static void
unfollow (World *w, Subject *subject)
{
  GHashTableIter iter;
  gpointer reply;

  subject->followed = FALSE;
  simmer_poller_unfollow (subject->account->process->poller, subject->task);

  /* A question that is about others too goes on without it. */
  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &reply, NULL))
    if (((Reply *) reply)->subjects != NULL)
      g_ptr_array_remove (((Reply *) reply)->subjects, subject);
  subject->in_flight = 0;
}

/* A process ends, killed or not: the other one takes up what it followed, some at once. */
static void
hand_over (World *w, Process *from)
{
  guint to = 1 - world_number (w, from);

  if (w->n_processes < N_PROCESSES)
    return;
  for (guint i = 0; i < w->n_subjects; i++)
    {
      Subject *subject = &w->subjects[i];
      gboolean followed = subject->followed;

      if (subject->account->process != from)
        continue;
      if (followed)
        unfollow (w, subject);
      world_take_place (w, subject, to);
      if (followed && world_chance (w) < 0.8)
        world_follow (w, subject);
    }
}

void
world_set_network (World *w, gboolean there)
{
  if (there == (w->offline == 0))
    return;

  w->offline = there ? 0 : world_now (w);
  for (guint i = 0; i < N_HOSTS; i++)
    for (guint j = 0; j < N_PROCESSES; j++)
      w->hosts[i].probe[j] = world_now (w) + MINUTE;
  w->disturbed = world_now (w);
  w->moved = world_now (w);
  simmer_test_monitor_set_available (SIMMER_TEST_MONITOR (w->monitor), there);
}

void
world_sign_in (World *w, Account *account)
{
  if (!account->signed_out)
    return;

  account->signed_out = FALSE;
  w->disturbed = world_now (w);
  simmer_poller_sign_in_changed (account->process->poller,
                                 simmer_client_get_account (account->client));
}

void
world_set_paused (World *w, Process *process, gboolean paused)
{
  process->paused = paused;
  w->disturbed = world_now (w);
  simmer_poller_set_paused (process->poller, paused);
}

void
world_set_background (World *w, Process *process, gboolean background)
{
  process->background = background;
  w->disturbed = world_now (w);
  simmer_poller_set_background (process->poller, background);
}

void
world_set_down (World *w, Host *host, gboolean down)
{
  host->down = down;
  host->troubled = world_now (w);
  host->barred = MAX (host->barred, world_now (w));
  if (down)
    world_break_streams (w, host);
}

static void
set_live (World *w, Process *process, gboolean live)
{
  process->live = live;
  w->disturbed = world_now (w);
  simmer_poller_set_live (process->poller, live);
}

/* Somebody wants it otherwise, for one account or for all of them. */
static void
change_wishes (World *w, Process *process, Account *account)
{
  static const gint64 most[] = { 0, 3 * SECOND, 15 * SECOND };

  w->disturbed = world_now (w);
  if (world_chance (w) < 0.7)
    {
      world_draw_wishes (w, simmer_client_get_account (account->client));
      simmer_poller_wishes_changed (account->process->poller);
      return;
    }

  process->wishes.eagerness =
    (SimmerEagerness) g_rand_int_range (w->random, 0, SIMMER_N_EAGERNESSES);
  process->wishes.minimum = world_chance (w) < 0.3 ? 2 * SECOND : 0;
  process->wishes.maximum = most[g_rand_int_range (w->random, 0, G_N_ELEMENTS (most))];
  simmer_poller_set_wishes (
    process->poller, process->wishes.eagerness, process->wishes.minimum, process->wishes.maximum);
}

static void
check_now (World *w, Subject *subject)
{
  g_autoptr (GError) error = NULL;
  gboolean asked_before = subject->urgent;
  SimmerPoller *poller = subject->account->process->poller;
  guint process = world_number (w, subject->account->process);

  subject->urgent = TRUE;
  subject->host->probe[process] = 0;
  if (subject->account->signed_out)
    world_sign_in (w, subject->account);
  if (simmer_poller_check_now (poller, subject->task, &error))
    return;

  /* Who asks to be left alone without saying for how long is left alone for up to a minute. */
  subject->urgent = asked_before;
  must (w,
        !simmer_poller_is_following (poller, subject->task) ||
          world_now (w) <
            MAX (subject->host->closed_until[process], subject->host->troubled + MINUTE) + SECOND,
        "%s cannot be checked: %s",
        simmer_task_get_id (subject->task),
        error->message);
}

static void
set_asleep (World *w, gboolean asleep)
{
  for (guint i = 0; i < w->n_processes; i++)
    simmer_poller_set_asleep (w->processes[i].poller, asleep);
}

/* What was under way may be answered to nobody, and nobody hears of that either. Questions alone:
 * an order waits for no longer than its own deadline. */
static void
lose_replies (World *w)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, w->replies);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((Reply *) key)->subjects != NULL)
      simmer_alarm_unset (((Reply *) key)->alarm);
}

/* It may be told before, as soon as it wakes, after the alarms have rung, or not at all. */
static void
sleep_a_while (World *w)
{
  gboolean told = world_chance (w) < 0.5;

  if (told)
    set_asleep (w, TRUE);
  if (world_chance (w) < 0.5)
    lose_replies (w);
  simmer_clock_sleep (w->clock, world_between (w, 1, world_chance (w) < 0.1 ? 7200 : 100));
  w->disturbed = world_now (w);
  if (told && world_chance (w) < 0.5)
    simmer_clock_advance (w->clock, 0);
  if (told)
    set_asleep (w, FALSE);
}

void
world_act (World *w)
{
  Host *host = &w->hosts[g_rand_int_range (w->random, 0, N_HOSTS)];
  Subject *subject = &w->subjects[g_rand_int_range (w->random, 0, (int) w->n_subjects)];
  guint number = (guint) g_rand_int_range (w->random, 0, (int) w->n_processes);
  Process *process = &w->processes[number];
  Account *account = &host->accounts[number][g_rand_int_range (w->random, 0, N_ACCOUNTS)];

  int what = g_rand_int_range (w->random, 0, 14);

  tell (w, "act %d on %s, %s", what, host->name, simmer_task_get_id (subject->task));
  switch (what)
    {
    case 0:
      world_set_network (w, w->offline > 0);
      break;
    case 1:
      sleep_a_while (w);
      break;
    case 2:
      cancel (w, subject);
      break;
    case 3:
      unfollow (w, subject);
      break;
    case 4:
      world_set_background (w, process, !process->background);
      break;
    case 5:
      world_set_paused (w, process, !process->paused);
      break;
    case 6:
    case 7:
      world_set_down (w, host, !host->down);
      break;
    case 8:
      check_now (w, subject);
      break;
    case 9:
      simmer_test_monitor_set_metered (SIMMER_TEST_MONITOR (w->monitor), world_chance (w) < 0.5);
      w->disturbed = world_now (w);
      break;
    case 10:
      change_wishes (w, process, account);
      break;
    case 11:
      hand_over (w, process);
      break;
    case 12:
      set_live (w, process, !process->live);
      break;
    default:
      world_sign_in (w, account);
      world_follow (w, subject);
      break;
    }
}
