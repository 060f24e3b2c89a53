/* Which process follows which task, and what happens to a task from its first answer to its last:
 * claims, news from other processes, results. */

#define G_LOG_DOMAIN "Simmer-Manager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "simmer-budget.h"
#include "simmer-task-manager-private.h"
#include "simmer-task-state.h"

/* So many runs of the very like of a task say more than any number of others of its kind. */
#define ENOUGH_RUNS 3

#define UNFETCHED_USEC (24 * G_TIME_SPAN_HOUR)

/* --- While the store cannot be written ------------------------------------------------------- */

/* Nobody else knows of what is not written down, or can take it: it is followed here meanwhile. The
 * store goes on trying. */
void
simmer_task_manager_keep_unwritten (SimmerTaskManager *self, SimmerTask *task)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  g_hash_table_add (self->unwritten, g_object_ref (task));
  simmer_store_save (self->store, task);
}

/* What the answer to a claim comes to. Better followed twice than not at all. */
gboolean
simmer_task_manager_may_go_on (SimmerTaskManager *self,
                               SimmerTask *task,
                               gboolean claimed,
                               const GError *error)
{
  if (error == NULL)
    return claimed;

  g_debug ("The store cannot say whose %s is: %s", simmer_task_get_id (task), error->message);
  if (g_hash_table_contains (self->unwritten, task))
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return FALSE;
  g_hash_table_add (self->unwritten, g_object_ref (task));

  return TRUE;
}

/* --- From the first answer to the last -------------------------------------------------------- */

static void
tell_ended (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_store_save (self->store, task);
  simmer_store_release (self->store, simmer_task_get_id (task));
  g_hash_table_remove (self->wanted, task);
  g_hash_table_remove (self->unwritten, task);
  simmer_task_manager_emit_ended (self, task);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerErrand) errand = user_data;
  g_autoptr (GError) error = NULL;

  simmer_result_keeper_keep_finish (SIMMER_RESULT_KEEPER (source), result, &error);
  g_hash_table_remove (errand->self->keeping, errand->task);
  if (g_cancellable_is_cancelled (errand->self->cancellable) ||
      simmer_task_queue_find (errand->self->queue, simmer_task_get_id (errand->task)) == NULL)
    return;

  if (error != NULL)
    {
      g_autofree char *message =
        g_strdup_printf (_ ("The result could not be fetched: %s"), error->message);

      simmer_task_set_message (errand->task, message);
    }
  tell_ended (errand->self, errand->task);
}

/* Which tasks take as long as this one: those of its kind with the same model and style, where its
 * service has such a choice; else %NULL. */
static char *
get_manner (SimmerTask *task)
{
  static const char *const choices[] = { "model", "style" };
  JsonObject *inputs = simmer_task_get_inputs (task);
  g_autoptr (GString) manner = g_string_new (simmer_task_get_kind (task));
  gboolean chosen = FALSE;

  for (guint i = 0; inputs != NULL && i < G_N_ELEMENTS (choices); i++)
    {
      JsonNode *node = json_object_get_member (inputs, choices[i]);

      if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      g_string_append_printf (manner, "\n%s=%s", choices[i], json_node_get_string (node));
      chosen = TRUE;
    }

  return chosen ? g_string_free (g_steal_pointer (&manner), FALSE) : NULL;
}

/* What is known of tasks like this one; of all of its kind while of its like too few are known. */
static void
recall_usual (SimmerTaskManager *self, SimmerTask *task)
{
  const char *account = simmer_task_get_account_id (task);
  g_autofree char *manner = get_manner (task);
  SimmerUsual like = { 0 };
  SimmerUsual kind;

  if (manner != NULL)
    simmer_store_get_usual (self->store, account, manner, &like);
  if (like.n < ENOUGH_RUNS &&
      simmer_store_get_usual (self->store, account, simmer_task_get_kind (task), &kind))
    simmer_task_set_usual (task, &kind);
  else if (like.n > 0)
    simmer_task_set_usual (task, &like);
}

static void
learn_duration (SimmerTaskManager *self, SimmerTask *task)
{
  const char *account = simmer_task_get_account_id (task);
  g_autofree char *manner = get_manner (task);
  gint64 submitted = simmer_task_get_submitted (task);
  gint64 started = simmer_task_get_started (task);
  gint64 finished = simmer_task_get_finished (task);

  if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_COMPLETED || started <= 0 ||
      submitted <= 0 || finished < started)
    return;

  submitted = MIN (submitted, started);
  simmer_store_add_duration (
    self->store, account, simmer_task_get_kind (task), started - submitted, finished - started);
  if (manner != NULL)
    simmer_store_add_duration (
      self->store, account, manner, started - submitted, finished - started);
}

/* Its results, as far as they are not here yet, are the last that there is to do for a task. */
static void
keep_results (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);

  if (!simmer_task_has_results (task) || client == NULL || !simmer_result_keeper_is_missing (task))
    tell_ended (self, task);
  else if (g_hash_table_add (self->keeping, g_object_ref (task)))
    simmer_result_keeper_keep_async (
      self->keeper, client, task, self->cancellable, keep_cb, simmer_errand_new (self, task));
}

/* What is to be done once a task is final, however that was learnt. */
void
simmer_task_manager_settle (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_poller_unfollow (self->poller, task);
  g_hash_table_remove (self->asked, task);
  learn_duration (self, task);
  keep_results (self, task);
}

static void
poller_reported_cb (SimmerPoller *poller,
                    SimmerTask *task,
                    gboolean changed,
                    SimmerTaskManager *self)
{
  if (changed)
    simmer_store_save (self->store, task);
}

static void
poller_ended_cb (SimmerPoller *poller, SimmerTask *task, SimmerTaskManager *self)
{
  simmer_task_manager_settle (self, task);
}

static void ask_for (SimmerTaskManager *self, SimmerTask *task);

/* Whoever else shows the task shows it as it is heard here. Who is not let in asks for nothing, and
 * leaves the task to a process that has a credential. */
static void
poller_tracking_cb (SimmerPoller *poller,
                    SimmerTask *task,
                    SimmerTracking before,
                    SimmerTaskManager *self)
{
  SimmerTracking tracking = simmer_task_get_tracking (task);

  if (simmer_tracking_get_error (before, NULL) || simmer_tracking_get_error (tracking, NULL))
    simmer_store_save (self->store, task);
  if (tracking == SIMMER_TRACKING_SIGN_IN)
    simmer_store_release (self->store, simmer_task_get_id (task));
  else if (before == SIMMER_TRACKING_SIGN_IN)
    ask_for (self, task);
}

static void
poller_window_cb (SimmerPoller *poller,
                  const char *host,
                  gint64 boot_until,
                  SimmerTaskManager *self)
{
  gint64 left = boot_until - simmer_clock_get_boot (self->clock);

  simmer_store_close_host (self->store, host, simmer_clock_get_wall (self->clock) + left);
}

void
simmer_task_manager_close_host (SimmerTaskManager *self, const char *host, gint64 wall_until)
{
  gint64 left = wall_until - simmer_clock_get_wall (self->clock);

  /* No window is longer than that, but a wall clock may have been set back since. */
  left = MIN (left, SIMMER_BUDGET_CLAMP);
  if (left > 0)
    simmer_poller_close_host (self->poller, host, simmer_clock_get_boot (self->clock) + left);
}

/* The task is this process's to follow: take it up where it stands. */
static void
begin (SimmerTaskManager *self, SimmerTask *task)
{
  SimmerClient *client = simmer_task_manager_get_client (self, task);

  if (client == NULL)
    {
      g_autoptr (GError) error =
        g_error_new (SIMMER_ERROR,
                     SIMMER_ERROR_SIGN_IN,
                     _ ("The account “%s” is no longer set up here. Add it again to go on."),
                     simmer_task_get_service (task));

      simmer_task_set_tracking (task, SIMMER_TRACKING_SIGN_IN, 0);
      simmer_task_set_error (task, error);
      return;
    }
  recall_usual (self, task);
  if (simmer_task_get_intent (task) != SIMMER_INTENT_NONE)
    simmer_task_manager_take_up_order (self, task);
  if (simmer_task_get_remote_id (task) != NULL &&
      !simmer_task_status_is_final (simmer_task_get_status (task)))
    simmer_poller_follow (self->poller, task, client);
  if (simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN)
    simmer_store_release (self->store, simmer_task_get_id (task));
}

static void
claim_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerErrand) errand = user_data;
  SimmerTaskManager *self = errand->self;
  SimmerTask *task = errand->task;
  g_autoptr (GError) error = NULL;
  gboolean ours = simmer_store_claim_finish (SIMMER_STORE (source), result, &error);
  gboolean again = GPOINTER_TO_INT (g_hash_table_lookup (self->claiming, task));

  g_hash_table_remove (self->claiming, task);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error == NULL)
    g_hash_table_remove (self->unwritten, task);
  if (!simmer_task_manager_may_go_on (self, task, ours, error))
    {
      simmer_poller_unfollow (self->poller, task);
      if (again && g_hash_table_contains (self->wanted, task))
        ask_for (self, task);
    }
  else if (!g_hash_table_contains (self->wanted, task))
    simmer_store_release (self->store, simmer_task_get_id (task));
  else if (simmer_task_is_active (task))
    begin (self, task);
  else
    keep_results (self, task);
}

/* What is heard of it while a claim is under way may be newer than the answer to that. */
static void
ask_for (SimmerTaskManager *self, SimmerTask *task)
{
  gboolean again = g_hash_table_contains (self->claiming, task);

  g_hash_table_replace (self->claiming, g_object_ref (task), GINT_TO_POINTER (again));
  if (again)
    return;

  simmer_store_claim_async (self->store,
                            simmer_task_get_id (task),
                            self->cancellable,
                            claim_cb,
                            simmer_errand_new (self, task));
}

/* Asks to be the one who follows. */
void
simmer_task_manager_claim (SimmerTaskManager *self, SimmerTask *task)
{
  if (!simmer_poller_is_following (self->poller, task))
    ask_for (self, task);
}

/* --- What other processes did ---------------------------------------------------------------- */

/* Whether the process that saw it end did not live to fetch its results. What could not be had for
 * this long is not tried any more at each start. */
static gboolean
is_unfetched (SimmerTaskManager *self, SimmerTask *task)
{
  return simmer_task_has_results (task) && simmer_result_keeper_is_missing (task) &&
         simmer_clock_get_wall (self->clock) - simmer_task_get_finished (task) < UNFETCHED_USEC;
}

/* Gives the task back, for any process to follow. */
void
simmer_task_manager_let_go (SimmerTaskManager *self, SimmerTask *task)
{
  simmer_poller_unfollow (self->poller, task);
  g_hash_table_remove (self->unwritten, task);
  if (g_hash_table_remove (self->wanted, task))
    simmer_store_release (self->store, simmer_task_get_id (task));
}

/* Takes the task up if it is one that this process wants. */
void
simmer_task_manager_adopt (SimmerTaskManager *self, SimmerTask *task)
{
  if (!simmer_task_is_active (task) && !is_unfetched (self, task))
    return;
  if (self->following == SIMMER_FOLLOWING_ALL && !g_hash_table_contains (self->left, task))
    g_hash_table_add (self->wanted, g_object_ref (task));
  if (g_hash_table_contains (self->wanted, task))
    simmer_task_manager_claim (self, task);
}

static void
take_news (SimmerTaskManager *self, SimmerTask *fresh)
{
  SimmerTask *task = simmer_task_queue_find (self->queue, simmer_task_get_id (fresh));
  gboolean was_active;

  if (task == NULL || !simmer_poller_is_following (self->poller, task))
    simmer_task_manager_bring_up_to_date (self, fresh);
  if (task == NULL)
    {
      simmer_task_queue_add (self->queue, fresh);
      simmer_task_manager_adopt (self, fresh);
      return;
    }

  was_active = simmer_task_is_active (task);
  if (task != fresh)
    {
      g_autoptr (JsonNode) state = simmer_task_to_state (fresh);

      simmer_task_load_state (task, state);
    }
  if (was_active && !simmer_task_is_active (task))
    {
      simmer_poller_unfollow (self->poller, task);
      g_hash_table_remove (self->orders, task);
      g_hash_table_remove (self->ordered, task);
      g_hash_table_remove (self->wanted, task);
      g_hash_table_remove (self->asked, task);
      simmer_task_manager_emit_ended (self, task);
    }
  else if (!simmer_store_is_followed_elsewhere (self->store, simmer_task_get_id (task)))
    simmer_task_manager_adopt (self, task);
}

static void
store_changed_cb (SimmerStore *store, GPtrArray *tasks, SimmerTaskManager *self)
{
  simmer_account_book_load (self->book);
  for (guint i = 0; i < tasks->len; i++)
    take_news (self, tasks->pdata[i]);
}

static void
store_removed_cb (SimmerStore *store, GStrv ids, SimmerTaskManager *self)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      SimmerTask *task = simmer_task_queue_find (self->queue, ids[i]);

      if (task != NULL)
        simmer_task_manager_drop (self, task);
    }
}

static void
store_orphaned_cb (SimmerStore *store, GStrv ids, SimmerTaskManager *self)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      SimmerTask *task = simmer_task_queue_find (self->queue, ids[i]);

      if (task == NULL)
        continue;
      simmer_task_manager_adopt (self, task);
      if (simmer_task_get_intent (task) != SIMMER_INTENT_NONE &&
          simmer_poller_is_following (self->poller, task))
        simmer_task_manager_take_up_order (self, task);
    }
}

/* This process stood still for so long that others may have taken its tasks. Until the store has
 * said which are still its own it follows none. */
static void
store_lapsed_cb (SimmerStore *store, SimmerTaskManager *self)
{
  g_autoptr (GList) wanted = g_hash_table_get_keys (self->wanted);
  g_autoptr (GList) ordered = g_hash_table_get_keys (self->orders);

  simmer_poller_set_held (self->poller, TRUE);
  g_hash_table_remove_all (self->claiming);
  for (GList *l = ordered; l != NULL; l = l->next)
    simmer_task_manager_take_up_order (self, l->data);
  for (GList *l = wanted; l != NULL; l = l->next)
    {
      simmer_poller_unfollow (self->poller, l->data);
      simmer_task_manager_claim (self, l->data);
    }
}

static void
store_recovered_cb (SimmerStore *store, SimmerTaskManager *self)
{
  simmer_poller_set_held (self->poller, FALSE);
}

/* What was followed without the store's word is claimed now. */
static void
store_written_cb (SimmerStore *store, SimmerTaskManager *self)
{
  g_autoptr (GList) tasks = g_hash_table_get_keys (self->unwritten);

  for (GList *l = tasks; l != NULL; l = l->next)
    if (g_hash_table_contains (self->wanted, l->data))
      ask_for (self, l->data);
}

static void
store_host_cb (SimmerStore *store, const char *host, gint64 wall_until, SimmerTaskManager *self)
{
  simmer_task_manager_close_host (self, host, wall_until);
}

static void
store_trouble_cb (SimmerStore *store, const char *sentence, SimmerTaskManager *self)
{
  simmer_task_manager_emit_trouble (self, sentence);
}

void
simmer_task_manager_connect (SimmerTaskManager *self)
{
  const struct
  {
    gpointer source;
    const char *signal;
    GCallback callback;
  } ears[] = {
    { self->poller, "reported", G_CALLBACK (poller_reported_cb) },
    { self->poller, "ended", G_CALLBACK (poller_ended_cb) },
    { self->poller, "tracking", G_CALLBACK (poller_tracking_cb) },
    { self->poller, "window", G_CALLBACK (poller_window_cb) },
    { self->store, "changed-elsewhere", G_CALLBACK (store_changed_cb) },
    { self->store, "removed-elsewhere", G_CALLBACK (store_removed_cb) },
    { self->store, "orphaned", G_CALLBACK (store_orphaned_cb) },
    { self->store, "lapsed", G_CALLBACK (store_lapsed_cb) },
    { self->store, "recovered", G_CALLBACK (store_recovered_cb) },
    { self->store, "written-again", G_CALLBACK (store_written_cb) },
    { self->store, "host-closed", G_CALLBACK (store_host_cb) },
    { self->store, "trouble", G_CALLBACK (store_trouble_cb) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ears); i++)
    g_signal_connect_object (ears[i].source, ears[i].signal, ears[i].callback, self, 0);
}
