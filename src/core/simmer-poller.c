/* Asks for each followed task when its cadence, its host and the network allow it. One alarm is
 * armed for the earliest of all; no task has a source of its own. */

#define G_LOG_DOMAIN "Simmer-Poller"

#include "config.h"

#include "simmer-poller-private.h"

#include <glib/gi18n-lib.h>

#include "simmer-host.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

enum
{
  REPORTED,
  ENDED,
  TRACKING,
  WINDOW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerPoller,
                               simmer_poller,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIMMER_TYPE_PORTER,
                                                      simmer_poller_init_porter))

static void
alarm_cb (gpointer user_data)
{
  g_autoptr (SimmerPoller) self = g_object_ref (user_data);

  simmer_poller_pump (self);
}

/* The rules of when to ask have changed: what was decided by the old ones is decided anew. */
static void
reconsider (SimmerPoller *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->follows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SimmerFollow *follow = value;

      if (follow->question == NULL && !follow->urgent)
        simmer_follow_wait_until (follow, simmer_follow_get_due (self, follow));
      simmer_follow_hasten (self, follow);
    }
  simmer_poller_pump (self);
}

/* The lines over which questions went may be gone. Where they were in vain anyway, they are given
 * up. */
static void
move_host (SimmerPoller *self, SimmerPolledHost *host)
{
  gboolean reachable = simmer_network_get_available (self->network, host->name);
  gboolean was_out = simmer_gate_is_out (host->gate) || !simmer_gate_is_reachable (host->gate);
  gint64 now = simmer_poller_get_boot (self);

  if (reachable && was_out && !simmer_host_is_loopback (host->name))
    simmer_poller_give_up_older (self, host, now);
  simmer_polled_host_note_moved (host, now);
  if (simmer_gate_set_reachable (host->gate, reachable, now))
    {
      g_debug ("%s is %s", host->name, reachable ? "within reach" : "out of reach");
      simmer_poller_show_host (self, host, NULL, reachable);
    }
  else if (reachable)
    simmer_gate_hurry (host->gate);
  if (reachable)
    simmer_poller_hurry_ears (self, host);
}

static void
network_changed_cb (SimmerPoller *self)
{
  gboolean metered = simmer_network_get_metered (self->network);
  gboolean saver = simmer_network_get_power_saver (self->network);

  for (guint i = 0; i < self->host_list->len; i++)
    move_host (self, self->host_list->pdata[i]);
  if (self->metered != metered || self->saver != saver)
    {
      self->metered = metered;
      self->saver = saver;
      reconsider (self);
    }
  simmer_poller_pump (self);
}

/* What ends an outage may have happened: who can be reached is tried at once. */
static void
hurry_all (SimmerPoller *self)
{
  for (guint i = 0; i < self->host_list->len; i++)
    {
      SimmerPolledHost *host = self->host_list->pdata[i];

      if (simmer_gate_is_reachable (host->gate))
        simmer_gate_hurry (host->gate);
    }
}

static void
show_all (SimmerPoller *self)
{
  for (guint i = 0; i < self->host_list->len; i++)
    simmer_poller_show_host (self, self->host_list->pdata[i], NULL, FALSE);
}

static void
simmer_poller_dispose (GObject *object)
{
  SimmerPoller *self = SIMMER_POLLER (object);

  simmer_poller_stop (self);
  g_clear_pointer (&self->host_list, g_ptr_array_unref);
  g_clear_pointer (&self->hosts, g_hash_table_unref);
  g_clear_pointer (&self->follows, g_hash_table_unref);
  g_clear_pointer (&self->signed_out, g_hash_table_unref);
  g_clear_pointer (&self->batch_failures, g_hash_table_unref);
  g_clear_pointer (&self->turnstile, simmer_turnstile_close);
  g_clear_object (&self->network);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (simmer_poller_parent_class)->dispose (object);
}

static void
simmer_poller_class_init (SimmerPollerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_poller_dispose;

  /**
   * SimmerPoller::reported:
   * @task: a task
   * @changed: whether anything that can be seen changed
   *
   * An answer was applied.
   */
  signals[REPORTED] = g_signal_new ("reported",
                                    type,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    2,
                                    SIMMER_TYPE_TASK,
                                    G_TYPE_BOOLEAN);
  /**
   * SimmerPoller::ended:
   * @task: a task, no longer followed
   *
   * The answer that was just applied made it final.
   */
  signals[ENDED] = g_signal_new (
    "ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SIMMER_TYPE_TASK);
  /**
   * SimmerPoller::tracking:
   * @task: a followed task, which is to stay so during this
   * @before: how well it was heard
   *
   * How well it is heard has changed.
   */
  signals[TRACKING] = g_signal_new ("tracking",
                                    type,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    2,
                                    SIMMER_TYPE_TASK,
                                    SIMMER_TYPE_TRACKING);
  /**
   * SimmerPoller::window:
   * @host: a host
   * @boot_until: boot time, µs
   *
   * The host asked to be left alone until then.
   */
  signals[WINDOW] = g_signal_new ("window",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_INT64);
}

static void
simmer_poller_init (SimmerPoller *self)
{
  self->follows = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) simmer_follow_free);
  self->hosts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) simmer_polled_host_free);
  self->host_list = g_ptr_array_new ();
  self->signed_out = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->batch_failures = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->wishes.no_live = TRUE;
}

gint64
simmer_poller_get_boot (SimmerPoller *self)
{
  return simmer_clock_get_boot (self->clock);
}

void
simmer_poller_emit_reported (SimmerPoller *self, SimmerTask *task, gboolean changed)
{
  g_signal_emit (self, signals[REPORTED], 0, task, changed);
}

void
simmer_poller_emit_ended (SimmerPoller *self, SimmerTask *task)
{
  g_signal_emit (self, signals[ENDED], 0, task);
}

void
simmer_poller_emit_tracking (SimmerPoller *self, SimmerTask *task, SimmerTracking before)
{
  g_signal_emit (self, signals[TRACKING], 0, task, before);
}

void
simmer_poller_emit_window (SimmerPoller *self, const char *host, gint64 boot_until)
{
  g_signal_emit (self, signals[WINDOW], 0, host, boot_until);
}

/**
 * simmer_poller_new:
 * @clock: when
 * @network: whether
 *
 * Returns: (transfer full): a poller that follows nothing yet
 */
SimmerPoller *
simmer_poller_new (SimmerClock *clock, SimmerNetwork *network)
{
  SimmerPoller *self;

  g_return_val_if_fail (SIMMER_IS_CLOCK (clock) && SIMMER_IS_NETWORK (network), NULL);

  self = g_object_new (SIMMER_TYPE_POLLER, NULL);
  self->clock = g_object_ref (clock);
  self->network = g_object_ref (network);
  self->metered = simmer_network_get_metered (network);
  self->saver = simmer_network_get_power_saver (network);
  self->alarm = simmer_alarm_new (clock, alarm_cb, self);
  g_signal_connect_object (
    network, "changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * simmer_poller_follow:
 * @self: a poller
 * @task: an active task whose name at the service is known
 * @client: whom to ask
 *
 * A task of which nothing has been heard in this process is asked for at once, another in its
 * turn. Following twice is following once.
 */
void
simmer_poller_follow (SimmerPoller *self, SimmerTask *task, SimmerClient *client)
{
  SimmerFollow *follow;
  gint64 since;

  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_TASK (task) && SIMMER_IS_CLIENT (client));
  g_return_if_fail (simmer_task_get_remote_id (task) != NULL);

  if (self->alarm == NULL || g_hash_table_contains (self->follows, task) ||
      simmer_task_status_is_final (simmer_task_get_status (task)))
    return;

  follow = g_new0 (SimmerFollow, 1);
  follow->task = g_object_ref (task);
  follow->client = g_object_ref (client);
  follow->host = simmer_poller_get_host_of (self, client);
  follow->line = simmer_polled_host_get_line (follow->host, simmer_client_get_account (client));
  follow->remote_id = g_strdup (simmer_task_get_remote_id (task));
  if (!g_hash_table_contains (follow->line->by_id, follow->remote_id))
    g_hash_table_insert (follow->line->by_id, follow->remote_id, follow);
  g_hash_table_insert (self->follows, task, follow);

  since = simmer_clock_get_wall (self->clock) - simmer_task_get_heard (task);
  if (simmer_task_get_fresh (task) && since >= 0)
    follow->heard = MAX (1, simmer_poller_get_boot (self) - since);
  simmer_follow_wait_until (follow, simmer_follow_get_due (self, follow));
  simmer_follow_hasten (self, follow);
  g_debug ("Task %s is followed, first asked for in %.1f s",
           simmer_task_get_id (task),
           (double) (follow->due - simmer_poller_get_boot (self)) / G_USEC_PER_SEC);
  simmer_poller_show_follow (self, follow);
  simmer_poller_pump (self);
}

/**
 * simmer_poller_unfollow:
 * @self: a poller
 * @task: a task, followed or not
 *
 * A question about it that is under way is given up.
 */
void
simmer_poller_unfollow (SimmerPoller *self, SimmerTask *task)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_TASK (task));

  if (g_hash_table_remove (self->follows, task))
    simmer_poller_pump (self);
}

/**
 * simmer_poller_is_following:
 * @self: a poller
 * @task: a task
 *
 * Returns: whether it is followed
 */
gboolean
simmer_poller_is_following (SimmerPoller *self, SimmerTask *task)
{
  g_return_val_if_fail (SIMMER_IS_POLLER (self), FALSE);

  return g_hash_table_contains (self->follows, task);
}

/**
 * simmer_poller_get_n_asking:
 * @self: a poller
 *
 * Returns: how many questions and orders are under way
 */
guint
simmer_poller_get_n_asking (SimmerPoller *self)
{
  guint n = 0;

  g_return_val_if_fail (SIMMER_IS_POLLER (self), 0);

  for (guint i = 0; i < self->host_list->len; i++)
    {
      SimmerPolledHost *host = self->host_list->pdata[i];

      n += simmer_gate_get_in_flight (host->gate);
    }

  return n;
}

/**
 * simmer_poller_check_now:
 * @self: a poller
 * @task: a followed task
 * @error: why it cannot be asked for now
 *
 * A person wants to know: asks before all others, also while paused. A question that is under way
 * already serves. A window of the host holds for persons too.
 *
 * Returns: whether it is asked for now, or as soon as its host's budget allows
 */
gboolean
simmer_poller_check_now (SimmerPoller *self, SimmerTask *task, GError **error)
{
  SimmerFollow *follow;

  g_return_val_if_fail (SIMMER_IS_POLLER (self), FALSE);

  follow = g_hash_table_lookup (self->follows, task);
  if (follow == NULL)
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_SERVICE,
                   _ ("This task is not followed here, or has already ended."));
      return FALSE;
    }
  if (follow->question != NULL)
    return TRUE;

  if (!simmer_poller_check_open (self, follow->client, NULL, error))
    return FALSE;

  simmer_gate_hurry (follow->host->gate);
  follow->urgent = TRUE;
  simmer_follow_wait_until (follow, 0);
  simmer_poller_pump (self);
  return TRUE;
}

/**
 * simmer_poller_sign_in_changed:
 * @self: a poller
 * @account: an account that has other credentials now
 *
 * Takes up its tasks again, if they stood still for want of them.
 */
void
simmer_poller_sign_in_changed (SimmerPoller *self, SimmerAccount *account)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_ACCOUNT (account));

  simmer_account_set_refused (account, FALSE);
  for (guint i = 0; i < self->host_list->len; i++)
    simmer_poller_hurry_ears (self, self->host_list->pdata[i]);
  if (!g_hash_table_remove (self->signed_out, account))
    {
      simmer_poller_pump (self);
      return;
    }

  show_all (self);
  reconsider (self);
}

/**
 * simmer_poller_set_background:
 * @self: a poller
 * @background: whether nobody is looking
 *
 * Who comes back wants to know at once, also whether an outage is over.
 */
void
simmer_poller_set_background (SimmerPoller *self, gboolean background)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  if (self->background == !!background)
    return;

  self->background = !!background;
  if (!background)
    hurry_all (self);
  reconsider (self);
}

/**
 * simmer_poller_set_asleep:
 * @self: a poller
 * @asleep: whether the machine sleeps or is about to
 *
 * Alarms ring on resume by themselves. Beyond that, what was asked before the machine slept is
 * asked again, since its answer is lost; and an outage before it says nothing of now. All within
 * what each host bears.
 */
void
simmer_poller_set_asleep (SimmerPoller *self, gboolean asleep)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  if (self->asleep == !!asleep)
    return;

  self->asleep = !!asleep;
  if (asleep)
    {
      self->slept = simmer_poller_get_boot (self);
      return;
    }

  hurry_all (self);
  for (guint i = 0; i < self->host_list->len; i++)
    {
      simmer_poller_give_up_older (self, self->host_list->pdata[i], self->slept);
      simmer_poller_hurry_ears (self, self->host_list->pdata[i]);
    }
  reconsider (self);
}

/**
 * simmer_poller_set_paused:
 * @self: a poller
 * @paused: whether to ask for nothing but what a person asks for
 */
void
simmer_poller_set_paused (SimmerPoller *self, gboolean paused)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  show_all (self);
  simmer_poller_pump (self);
}

/**
 * simmer_poller_set_held:
 * @self: a poller
 * @held: whether nothing at all may go out, orders neither
 *
 * For moments in which it is not known which tasks are this process's to follow.
 */
void
simmer_poller_set_held (SimmerPoller *self, gboolean held)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  self->held = !!held;
  simmer_poller_pump (self);
}

/**
 * simmer_poller_set_live:
 * @self: a poller
 * @live: whether to listen where a service tells of changes by itself, and ask only now and then;
 *   off at first
 */
void
simmer_poller_set_live (SimmerPoller *self, gboolean live)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  if (self->wishes.no_live == !live)
    return;

  self->wishes.no_live = !live;
  simmer_poller_pump (self);
}

/**
 * simmer_poller_set_wishes:
 * @self: a poller
 * @eagerness: how the person weighs news against requests
 * @minimum: smallest interval, µs; 0 if the person did not choose
 * @maximum: largest interval, µs; 0 if the person did not choose
 *
 * For all accounts; what is wished of an account counts before it.
 */
void
simmer_poller_set_wishes (SimmerPoller *self,
                          SimmerEagerness eagerness,
                          gint64 minimum,
                          gint64 maximum)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  self->wishes.eagerness = eagerness;
  self->wishes.minimum = minimum;
  self->wishes.maximum = maximum;
  reconsider (self);
}

/**
 * simmer_poller_set_interval:
 * @self: a poller
 * @interval: the time from one question about a task to the next, in place of whatever is wished
 *   otherwise, µs; 0 for none
 */
void
simmer_poller_set_interval (SimmerPoller *self, gint64 interval)
{
  g_return_if_fail (SIMMER_IS_POLLER (self) && interval >= 0);

  self->interval = interval;
  reconsider (self);
}

/**
 * simmer_poller_wishes_changed:
 * @self: a poller
 *
 * The tasks of an account are to be followed in another way.
 */
void
simmer_poller_wishes_changed (SimmerPoller *self)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  reconsider (self);
}

/**
 * simmer_poller_close_host:
 * @self: a poller
 * @host: a host
 * @boot_until: boot time, µs
 *
 * Another process, or an earlier run, was told to leave it alone until then.
 */
void
simmer_poller_close_host (SimmerPoller *self, const char *host, gint64 boot_until)
{
  gint64 now = simmer_poller_get_boot (self);
  SimmerPolledHost *polled;

  g_return_if_fail (SIMMER_IS_POLLER (self) && host != NULL);

  polled = simmer_poller_get_host (self, host);
  if (boot_until <= now)
    return;

  simmer_gate_close_until (polled->gate, boot_until, now, simmer_clock_get_random (self->clock));
  polled->closed = simmer_gate_is_limited (polled->gate, now, NULL);
  simmer_poller_show_host (self, polled, NULL, FALSE);
  simmer_poller_pump (self);
}

/**
 * simmer_poller_stop:
 * @self: a poller
 *
 * Gives up all that is under way and follows nothing any more. To be called before the last
 * reference is dropped, since orders that wait hold one.
 */
void
simmer_poller_stop (SimmerPoller *self)
{
  g_return_if_fail (SIMMER_IS_POLLER (self));

  if (self->alarm == NULL)
    return;

  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_signal_handlers_disconnect_by_data (self->network, self);
  g_hash_table_remove_all (self->follows);
  for (guint i = 0; i < self->host_list->len; i++)
    {
      SimmerPolledHost *host = self->host_list->pdata[i];

      for (guint j = 0; j < host->lines->len; j++)
        g_clear_pointer (&((SimmerLine *) host->lines->pdata[j])->ear, simmer_ear_free);
      simmer_polled_host_turn_away (host);
    }
}
