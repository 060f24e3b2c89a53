/* What a person orders: submit, track, cancel, retry, keep waiting, remove. Each order is written
 * down before it is sent, and taken up again by whoever follows the task if this process ends. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-task-manager-private.h"

static gint64
get_now (SimmerTaskManager *self)
{
  return simmer_clock_get_wall (self->clock);
}

/* --- Writing down ---------------------------------------------------------------------------- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!simmer_store_save_now_finish (SIMMER_STORE (source), result, &error))
    g_debug ("Not written down: %s", error->message);
}

static void
save_now (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_store_save_now_async (self->store, task, FALSE, NULL, saved_cb, NULL);
}

static void
journal_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerErrand) errand = user_data;
  g_autoptr (GError) error = NULL;

  /* A disk that cannot be written must not keep a person from working; the store says so. */
  if (!simmer_store_save_now_finish (SIMMER_STORE (source), result, &error))
    {
      g_debug ("Not written down: %s", error->message);
      simmer_task_manager_keep_unwritten (errand->self, errand->task);
    }
  if (!g_cancellable_is_cancelled (errand->self->cancellable))
    simmer_task_manager_claim (errand->self, errand->task);
}

/* Writes the task down, and follows it or carries out what is ordered of it. */
void
simmer_task_manager_journal (SimmerTaskManager *self, SimmerTask *task)
{
  g_hash_table_add (self->wanted, g_object_ref (task));
  if (simmer_task_get_intent (task) != SIMMER_INTENT_NONE)
    g_hash_table_add (self->ordered, g_object_ref (task));
  simmer_store_save_now_async (
    self->store, task, TRUE, NULL, journal_cb, simmer_errand_new (self, task));
}

/* Who orders something of a host that wants to be left alone hears until when that waits, once for
 * all that is ordered meanwhile. */
void
simmer_task_manager_tell_wait (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);
  g_autoptr (GError) error = NULL;
  gint64 until;

  if (client == NULL || simmer_poller_check_open (self->poller, client, &until, &error) ||
      ABS (until - self->told_wait) < G_TIME_SPAN_SECOND)
    return;

  self->told_wait = until;
  simmer_task_manager_emit_trouble (self, error->message);
}

/* --- Carrying out ---------------------------------------------------------------------------- */

static gboolean
can_retry_in_place (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);

  return client != NULL && simmer_client_can (client, SIMMER_VERB_RETRY) &&
         simmer_task_get_remote_id (task) != NULL &&
         simmer_task_status_is_final (simmer_task_get_status (task)) &&
         !simmer_task_get_failed_here (task);
}

static void
submit_again (SimmerTaskManager *self, SimmerTask *task)
{
  g_autofree char *key = g_uuid_string_random ();

  simmer_task_begin_attempt (task, get_now (self));
  simmer_task_set_remote_id (task, NULL);
  simmer_task_set_submit_key (task, key);
  simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
  simmer_task_set_unsent (task, TRUE);
  simmer_task_manager_journal (self, task);
}

/* A cancel that the service has accepted is not sent again: what it comes to is for the answers to
 * tell. */
static void
follow_on (SimmerTaskManager *self, SimmerTask *task, SimmerOrderKind kind)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);

  /* Whether it had begun anew before it was to be cancelled, there is nothing left to cancel. */
  if (kind == SIMMER_ORDER_CANCEL)
    simmer_task_give_up_retry (task, simmer_task_get_message (task));
  save_now (self, task);
  if (kind == SIMMER_ORDER_CANCEL && simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING &&
      !simmer_task_status_is_final (simmer_task_get_status (task)))
    {
      g_hash_table_add (self->asked, g_object_ref (task));
      simmer_store_settle_order (self->store, simmer_task_get_id (task));
    }
  if (simmer_task_status_is_final (simmer_task_get_status (task)))
    simmer_task_manager_settle (self, task);
  else if (simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING)
    simmer_task_manager_take_up_order (self, task);

  if (!simmer_task_is_active (task) || !g_hash_table_contains (self->wanted, task))
    return;
  if (simmer_poller_is_following (self->poller, task))
    simmer_poller_check_now (self->poller, task, NULL);
  else if (simmer_task_get_remote_id (task) != NULL)
    simmer_poller_follow (self->poller, task, client);
}

/* Nobody hears of it as if it had ended once more. */
static void
stay_ended (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_task_give_up_retry (task, NULL);
  simmer_task_manager_let_go (self, task);
  simmer_store_save (self->store, task);
}

static void
give_up_retry (SimmerTaskManager *self, SimmerTask *task, gboolean gone)
{
  gboolean cancelled = simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING;
  const char *why = simmer_task_get_message (task);

  if (!cancelled && simmer_task_get_inputs (task) != NULL)
    {
      submit_again (self, task);
      return;
    }
  if (gone)
    why = _ ("The service no longer knows this task, so it cannot be tried again.");
  if (cancelled)
    {
      stay_ended (self, task);
      return;
    }
  simmer_task_give_up_retry (task, why);
  simmer_task_manager_settle (self, task);
}

/* Of an order that never went out, nobody else needs to know. */
static void
cancel_here (SimmerTaskManager *self, SimmerTask *task)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  g_hash_table_remove (self->orders, task);
  g_hash_table_remove (self->ordered, task);
  simmer_task_set_unsent (task, FALSE);
  if (simmer_task_status_is_final (simmer_task_get_status (task)))
    {
      stay_ended (self, task);
      return;
    }

  simmer_report_set_status (report, SIMMER_TASK_STATUS_CANCELLED);
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), get_now (self));
  simmer_task_manager_settle (self, task);
}

/* One submission may make several tasks; each is one of its own. */
static void
take_more (SimmerTaskManager *self, SimmerTask *first, const char *const *ids)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autoptr (SimmerTask) task =
        simmer_task_new (NULL, simmer_task_get_account_id (first), simmer_task_get_service (first));

      simmer_task_set_created (task, get_now (self), TRUE);
      simmer_task_set_inputs (task, simmer_task_get_inputs (first));
      simmer_task_set_title (task, simmer_task_get_title (first));
      simmer_task_set_kind (task, simmer_task_get_kind (first));
      simmer_task_set_remote_id (task, ids[i]);
      simmer_task_queue_add (self->queue, task);
      simmer_task_manager_journal (self, task);
    }
}

static void set_out (SimmerTaskManager *self, SimmerTask *task);

/* Who takes the order back writes that down, too: each of the two finds what the other one wrote
 * before, so that it is sent, or taken back without having been sent. */
static void
set_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  SimmerIntent intent = simmer_task_get_intent (errand->task);
  SimmerOrder *order;

  if (!simmer_store_save_now_finish (SIMMER_STORE (source), result, &error))
    {
      g_debug ("Not written down: %s", error->message);
      simmer_task_manager_keep_unwritten (errand->self, errand->task);
    }
  order = g_hash_table_lookup (errand->self->orders, errand->task);
  if (g_cancellable_is_cancelled (errand->self->cancellable) || order == NULL)
    return;

  if (intent != SIMMER_INTENT_SUBMITTING && intent != SIMMER_INTENT_RETRYING)
    {
      g_hash_table_remove (errand->self->orders, errand->task);
      g_hash_table_remove (errand->self->ordered, errand->task);
    }
  else if (simmer_task_get_unsent (errand->task))
    set_out (errand->self, errand->task);
  else
    simmer_order_go_on (order);
}

static void
set_out (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_task_set_unsent (task, FALSE);
  simmer_store_save_now_async (
    self->store, task, TRUE, NULL, set_out_cb, simmer_errand_new (self, task));
}

static void
order_cb (SimmerOrder *order, SimmerOrderNews news, gpointer user_data)
{
  SimmerTaskManager *self = user_data;
  g_autoptr (SimmerTask) task = g_object_ref (simmer_order_get_task (order));
  SimmerOrderKind kind = simmer_order_get_kind (order);

  if (news == SIMMER_ORDER_LEAVES)
    {
      set_out (self, task);
      return;
    }
  /* Whoever else shows the task shows what keeps it. */
  if (news == SIMMER_ORDER_WAITS)
    {
      save_now (self, task);
      simmer_task_manager_tell_wait (self, task);
      return;
    }

  take_more (self, task, simmer_order_get_more_ids (order));
  g_hash_table_remove (self->orders, task);
  g_hash_table_remove (self->ordered, task);

  if (kind == SIMMER_ORDER_RETRY && news != SIMMER_ORDER_ACCEPTED)
    give_up_retry (self, task, news == SIMMER_ORDER_GONE);
  else
    follow_on (self, task, kind);
}

static void
start_order (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);
  SimmerOrderKind kind = SIMMER_ORDER_SUBMIT;
  SimmerOrder *order;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING && simmer_task_get_unsent (task))
    {
      cancel_here (self, task);
      return;
    }
  if (client == NULL || g_hash_table_contains (self->orders, task) ||
      g_hash_table_contains (self->asked, task))
    return;

  switch (simmer_task_get_intent (task))
    {
    case SIMMER_INTENT_SUBMITTING:
      break;
    case SIMMER_INTENT_CANCELLING:
      /* What was perhaps submitted is submitted again, under its key, to learn its id. */
      if (simmer_task_get_remote_id (task) != NULL)
        kind = SIMMER_ORDER_CANCEL;
      break;
    case SIMMER_INTENT_RETRYING:
      kind = SIMMER_ORDER_RETRY;
      break;
    case SIMMER_INTENT_NONE:
    case SIMMER_INTENT_UNSURE:
    default:
      return;
    }

  order = simmer_order_new (kind, task, client, self->poller, self->clock, order_cb, self);
  g_hash_table_insert (self->orders, g_object_ref (task), order);
  simmer_order_start (order);
}

static void
claim_order_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerErrand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ours = simmer_store_claim_finish (SIMMER_STORE (source), result, &error);

  if (g_cancellable_is_cancelled (errand->self->cancellable))
    return;
  if (error != NULL)
    g_debug ("The store cannot say whose order this is: %s", error->message);
  if (simmer_task_manager_may_go_on (errand->self, errand->task, ours, error))
    start_order (errand->self, errand->task);
  else
    {
      /* If it was begun here, this process stood still since. */
      g_hash_table_remove (errand->self->orders, errand->task);
      g_hash_table_remove (errand->self->ordered, errand->task);
    }
}

/* Carries out what is ordered of the task, unless another process does. */
void
simmer_task_manager_take_up_order (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_store_claim_order_async (self->store,
                                  simmer_task_get_id (task),
                                  self->cancellable,
                                  claim_order_cb,
                                  simmer_errand_new (self, task));
}

/* The network or a credential has changed: end all pauses. */
void
simmer_task_manager_hurry_orders (SimmerTaskManager *self)
{
  g_autoptr (GList) orders = g_hash_table_get_values (self->orders);

  for (GList *l = orders; l != NULL; l = l->next)
    simmer_order_hurry (l->data);
}

/* --- Orders ---------------------------------------------------------------------------------- */

/* One line, whatever the prompt holds. */
static char *
make_title (const char *prompt)
{
  g_autoptr (GString) title = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = prompt; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          gap = title->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (title, ' ');
      gap = FALSE;
      g_string_append_unichar (title, c);
    }

  return title->len > 0 ? g_strdup (title->str) : NULL;
}

/**
 * simmer_task_manager_submit_as:
 * @self: a started manager
 * @id: (nullable): the id of the new task, a UUID that no other task has; %NULL for a new one
 * @account: whose service is to do it
 * @inputs: as the account's profile describes them; not changed after this
 *
 * Writes the submission down and sends it. The task is in the queue at once; how its submission
 * goes shows on it.
 *
 * Returns: (transfer none): the new task
 */
SimmerTask *
simmer_task_manager_submit_as (SimmerTaskManager *self,
                               const char *id,
                               SimmerAccount *account,
                               JsonObject *inputs)
{
  g_autoptr (SimmerTask) task = NULL;
  g_autofree char *title = NULL;

  task = simmer_task_new (id, simmer_account_get_id (account), simmer_account_get_name (account));
  title = make_title (json_object_get_string_member_with_default (inputs, "prompt", ""));
  simmer_task_set_created (task, get_now (self), TRUE);
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_title (task, title);
  simmer_task_set_kind (task, json_object_get_string_member_with_default (inputs, "kind", "image"));
  /* Whoever sends it, it is one submission. */
  simmer_task_set_submit_key (task, simmer_task_get_id (task));
  simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
  simmer_task_set_unsent (task, TRUE);
  simmer_task_queue_add (self->queue, task);
  simmer_task_manager_journal (self, task);

  return simmer_task_queue_find (self->queue, simmer_task_get_id (task));
}

/**
 * simmer_task_manager_submit:
 * @self: a started manager
 * @account: whose service is to do it
 * @inputs: as the account's profile describes them; not changed after this
 *
 * As simmer_task_manager_submit_as() with a new id.
 *
 * Returns: (transfer none): the new task
 */
SimmerTask *
simmer_task_manager_submit (SimmerTaskManager *self, SimmerAccount *account, JsonObject *inputs)
{
  return simmer_task_manager_submit_as (self, NULL, account, inputs);
}

/* Whether it was ordered by this process, and the service cannot know of that yet. */
static gboolean
is_unsent (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerOrder *order = g_hash_table_lookup (self->orders, task);

  return g_hash_table_contains (self->ordered, task) &&
         (order == NULL || !simmer_order_get_sent (order));
}

/**
 * simmer_task_manager_can_cancel:
 * @self: a manager
 * @task: a task
 * @why_not: (out) (optional) (transfer none): a sentence for the person
 *
 * Returns: whether simmer_task_manager_cancel() would do anything
 */
gboolean
simmer_task_manager_can_cancel (SimmerTaskManager *self, SimmerTask *task, const char **why_not)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);
  const char *why = NULL;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING)
    why = _ ("The service was already asked to cancel the task.");
  else if (!simmer_task_is_active (task))
    why = _ ("The task has already ended.");
  else if (is_unsent (self, task) || simmer_task_get_unsent (task))
    why = NULL;
  else if (client == NULL)
    why = _ ("The task's account is no longer set up here.");
  else if (!simmer_client_can (client, SIMMER_VERB_CANCEL))
    why = _ ("This service cannot cancel a task. You can stop following it.");
  else if (!simmer_client_can_now (client, SIMMER_VERB_CANCEL, simmer_task_get_status (task)))
    why = _ ("This service cannot cancel a task that is this far. You can stop following it.");

  if (why_not != NULL)
    *why_not = why;

  return why == NULL;
}

/**
 * simmer_task_manager_can_retry:
 * @self: a manager
 * @task: a task
 * @why_not: (out) (optional) (transfer none): a sentence for the person
 *
 * Returns: whether simmer_task_manager_retry() would do anything
 */
gboolean
simmer_task_manager_can_retry (SimmerTaskManager *self, SimmerTask *task, const char **why_not)
{
  SimmerTaskStatus status = simmer_task_get_status (task);
  const char *why = NULL;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_RETRYING)
    why = _ ("The service was already asked to try again.");
  else if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE)
    why = NULL;
  else if (!simmer_task_status_is_final (status))
    why = _ ("The task has not ended yet.");
  else if (status == SIMMER_TASK_STATUS_COMPLETED)
    why = _ ("The task is done. Start a new one instead.");
  else if (simmer_task_manager_get_client (self, task) == NULL)
    why = _ ("The task's account is no longer set up here.");
  else if (!can_retry_in_place (self, task) && simmer_task_get_inputs (task) == NULL)
    why = _ ("The task was only tracked by its id, so Simmer does not know what to ask for again.");

  if (why_not != NULL)
    *why_not = why;

  return why == NULL;
}

/**
 * simmer_task_manager_cancel:
 * @self: a started manager
 * @task: a task in its queue
 *
 * Ends the task: here, if its service never heard of it; else the service is asked to, and the
 * task is “cancelling” until it confirms that.
 */
void
simmer_task_manager_cancel (SimmerTaskManager *self, SimmerTask *task)
{
  if (!simmer_task_manager_can_cancel (self, task, NULL))
    return;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE || is_unsent (self, task))
    {
      cancel_here (self, task);
      return;
    }
  g_hash_table_remove (self->ordered, task);
  g_hash_table_remove (self->asked, task);
  simmer_task_set_intent (task, SIMMER_INTENT_CANCELLING);
  save_now (self, task);
  simmer_task_manager_take_up_order (self, task);
}

/**
 * simmer_task_manager_retry:
 * @self: a started manager
 * @task: a task in its queue that failed or was cancelled
 *
 * Does it once more: in place where the service can, else as a new submission. The row stays.
 */
void
simmer_task_manager_retry (SimmerTaskManager *self, SimmerTask *task)
{
  if (!simmer_task_manager_can_retry (self, task, NULL))
    return;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE)
    {
      simmer_task_set_intent (task, SIMMER_INTENT_SUBMITTING);
      simmer_task_manager_journal (self, task);
    }
  else if (can_retry_in_place (self, task))
    {
      simmer_task_set_intent (task, SIMMER_INTENT_RETRYING);
      simmer_task_set_unsent (task, TRUE);
      simmer_task_manager_journal (self, task);
    }
  else
    submit_again (self, task);
}

/**
 * simmer_task_manager_keep_waiting:
 * @self: a started manager
 * @task: a task that failed for a deadline, or because its service no longer knew it
 *
 * Takes up the same remote task again.
 */
void
simmer_task_manager_keep_waiting (SimmerTaskManager *self, SimmerTask *task)
{
  if (!simmer_task_get_failed_here (task) || simmer_task_get_remote_id (task) == NULL)
    return;

  simmer_task_revive (task, get_now (self));
  simmer_task_manager_journal (self, task);
}

/* Takes the task out of this process's sight. */
void
simmer_task_manager_drop (SimmerTaskManager *self, SimmerTask *task)
{
  g_autoptr (SimmerTask) held = g_object_ref (task);

  g_hash_table_remove (self->orders, held);
  g_hash_table_remove (self->ordered, held);
  g_hash_table_remove (self->asked, held);
  simmer_task_manager_let_go (self, held);
  g_hash_table_remove (self->left, held);
  simmer_task_queue_remove (self->queue, held);
}

/**
 * simmer_task_manager_remove:
 * @self: a started manager
 * @task: a task in its queue
 *
 * Forgets the task. What it does at its service goes on; who wants to end that cancels first.
 * simmer_task_manager_restore() brings it back.
 */
void
simmer_task_manager_remove (SimmerTaskManager *self, SimmerTask *task)
{
  g_autoptr (SimmerTask) held = g_object_ref (task);

  simmer_task_manager_drop (self, held);
  simmer_store_remove (self->store, simmer_task_get_id (held));
}

/**
 * simmer_task_manager_restore:
 * @self: a started manager
 * @task: a task that was removed
 */
void
simmer_task_manager_restore (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_store_restore (self->store, simmer_task_get_id (task));
  simmer_task_queue_add (self->queue, task);
  simmer_task_manager_adopt (self, task);
}
