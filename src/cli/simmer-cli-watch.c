#define G_LOG_DOMAIN "Simmer-Cli"

#include "config.h"

#include "simmer-cli-watch.h"

#include "simmer-json-lines.h"
#include "simmer-cli-view.h"
#include "simmer-cli-words.h"

#include <glib/gi18n.h>

/* Bars are drawn so often at most; where there are none, tasks are looked at now and then. */
#define TICK_MSEC      100
#define SLOW_TICK_MSEC 500

/* How long another process that follows a task may take to fetch its results. */
#define FETCH_USEC (5 * G_USEC_PER_SEC)

/* How long a service may take to confirm a cancel, where the person set no --timeout. */
#define CONFIRM_USEC (60 * G_USEC_PER_SEC)

typedef struct
{
  SimmerCliSession *session;
  SimmerCliGoal goal;
  SimmerCliView *view;       /* (owned) (nullable): where there is something to see */
  GPtrArray *entries;        /* (owned) */
  GCancellable *cancellable; /* (owned): ends the saving */
  SimmerCliExit exit;
  gint64 until; /* boot time; 0 for no end */
} Watch;

typedef struct
{
  Watch *watch;
  SimmerTask *task; /* (owned) */
  gulong changed_id;
  gint64 heard;    /* when it was heard before this began */
  guint attempt;   /* the number of its attempt then */
  gboolean dirty;  /* it changed since it was looked at */
  gboolean anew;   /* it had ended, and was ordered to begin anew */
  gboolean ended;  /* the backend has done all it does at the end of a task */
  gboolean saving; /* its results are being saved */
  gboolean settled;
  gint64 seen_end; /* when it was first seen to have ended, boot time; 0 if not yet */
  GStrv paths;     /* (owned) (nullable): where its results were saved */
  SimmerCliExit exit;
} Entry;

static void
changed_cb (SimmerTask *task, GParamSpec *pspec, gpointer user_data)
{
  Entry *entry = user_data;

  entry->dirty = TRUE;
}

static Entry *
entry_new (Watch *watch, SimmerTask *task)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->watch = watch;
  entry->task = g_object_ref (task);
  entry->heard = simmer_task_get_heard (task);
  entry->attempt = simmer_task_get_attempt (task);
  entry->dirty = TRUE;
  entry->ended = !simmer_task_is_active (task);
  entry->anew = !entry->ended && simmer_task_status_is_final (simmer_task_get_status (task));
  entry->changed_id = g_signal_connect (task, "notify::revision", G_CALLBACK (changed_cb), entry);
  return entry;
}

static void
entry_free (Entry *entry)
{
  g_signal_handler_disconnect (entry->task, entry->changed_id);
  g_object_unref (entry->task);
  g_strfreev (entry->paths);
  g_free (entry);
}

static void
ended_cb (SimmerCliBackend *backend, SimmerTask *task, gpointer user_data)
{
  Watch *watch = user_data;

  for (guint i = 0; i < watch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (watch->entries, i);

      if (entry->task == task)
        entry->ended = entry->dirty = TRUE;
    }
}

/* --- What is said and written when a task is settled ---------------------------------------- */

static void
print_results (Entry *entry)
{
  GPtrArray *results = simmer_task_get_results (entry->task);
  SimmerCliOutput *output = entry->watch->session->output;

  for (guint i = 0; entry->paths != NULL && entry->paths[i] != NULL; i++)
    simmer_cli_output_path (output, entry->paths[i]);

  for (guint i = 0; entry->paths == NULL && results != NULL && i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      const char *where = simmer_result_get_path (result);

      if (where == NULL)
        where = simmer_result_get_uri (result);
      if (where != NULL)
        simmer_cli_output_path (output, where);
    }
}

/* A submission that did not get through is not lost; the person must know what becomes of it. */
static void
explain_unsent (Entry *entry)
{
  SimmerCliOutput *output = entry->watch->session->output;
  const char *id = simmer_task_get_id (entry->task);

  switch (simmer_task_get_intent (entry->task))
    {
    case SIMMER_INTENT_SUBMITTING:
    case SIMMER_INTENT_RETRYING:
      simmer_cli_output_talk (output,
                              _ ("The order is written down. “simmerctl wait %.*s” sends it when "
                                 "that is possible, “simmerctl cancel %.*s” drops it."),
                              SIMMER_CLI_SHORT_ID,
                              id,
                              SIMMER_CLI_SHORT_ID,
                              id);
      break;
    case SIMMER_INTENT_CANCELLING:
      simmer_cli_output_talk (
        output,
        _ ("The wish to cancel is written down. “simmerctl wait %.*s” passes it on."),
        SIMMER_CLI_SHORT_ID,
        id);
      break;
    case SIMMER_INTENT_UNSURE:
      simmer_cli_output_talk (output,
                              _ ("It may have been submitted: the service's answers could not be "
                                 "read. Look there; “simmerctl retry %.*s” submits it again."),
                              SIMMER_CLI_SHORT_ID,
                              id);
      break;
    case SIMMER_INTENT_NONE:
    default:
      break;
    }
}

static void
explain (Entry *entry)
{
  SimmerCliSession *session = entry->watch->session;
  SimmerTask *task = entry->task;
  gboolean ended = simmer_task_status_is_final (simmer_task_get_status (task));
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *state = simmer_cli_words_for_state (task, simmer_cli_session_get_now (session));
  g_autofree char *line = NULL;
  const char *error = simmer_task_get_error_message (task);
  const char *message = simmer_task_get_message (task);
  SimmerError code;

  /* The error of one that ended and is to begin anew is why it ended. */
  if (ended && simmer_task_is_active (task))
    line = g_strdup_printf ("%s: %s", title, message ? message : state);
  else if (simmer_task_get_error (task, &code))
    line = g_strdup_printf ("%s: %s %s",
                            title,
                            error ? error : simmer_error_get_short (code),
                            simmer_task_get_error_hint (task));
  else if (simmer_tracking_get_error (simmer_task_get_tracking (task), NULL))
    line = g_strdup_printf ("%s: %s", title, state);
  else if (message != NULL)
    line = g_strdup_printf ("%s: %s", title, message);
  if (line != NULL)
    simmer_cli_output_error (session->output, line);
  explain_unsent (entry);
}

static void
write_data (Entry *entry)
{
  SimmerCliSession *session = entry->watch->session;

  if (session->options->json || entry->watch->goal == SIMMER_CLI_GOAL_ANSWERED)
    simmer_cli_session_print_task (session, entry->task, (const char *const *) entry->paths);
  else if (entry->watch->goal == SIMMER_CLI_GOAL_ACCEPTED)
    simmer_cli_output_data (session->output, simmer_task_get_id (entry->task));
  else if (entry->watch->goal == SIMMER_CLI_GOAL_ENDED)
    print_results (entry);
}

static void
settle (Entry *entry, SimmerCliExit exit)
{
  Watch *watch = entry->watch;

  if (entry->settled)
    return;
  entry->settled = TRUE;
  entry->exit = exit;
  watch->exit = simmer_cli_exit_worse (watch->exit, exit);

  if (watch->view != NULL)
    simmer_cli_view_end (watch->view, entry->task);
  /* Why the results of a task that is done were not saved, has been said. */
  if (simmer_task_get_status (entry->task) != SIMMER_TASK_STATUS_COMPLETED &&
      (exit == SIMMER_CLI_EXIT_REFUSED ||
       (exit == SIMMER_CLI_EXIT_FAILED && watch->goal != SIMMER_CLI_GOAL_ENDED)))
    explain (entry);
  if (exit != SIMMER_CLI_EXIT_REFUSED || watch->session->options->json)
    write_data (entry);
}

static gboolean
misses_results (SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    if (simmer_result_get_path (g_ptr_array_index (results, i)) == NULL)
      return TRUE;
  return FALSE;
}

/* What is neither here nor has an address that other programs can open. */
static gboolean
lacks_result (SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      const char *uri = simmer_result_get_uri (result);

      if (simmer_result_get_path (result) == NULL &&
          (uri == NULL || g_uri_peek_scheme (uri) == NULL))
        return TRUE;
    }
  return FALSE;
}

/* Waiting again works also where the end itself could not be written down. */
static void
explain_missing (Entry *entry)
{
  simmer_cli_output_talk (entry->watch->session->output,
                          _ ("The task is done, but its result is still at the service. "
                             "“simmerctl wait %.*s” fetches it."),
                          SIMMER_CLI_SHORT_ID,
                          simmer_task_get_id (entry->task));
}

/* Without a folder the results are only fetched; that one cannot be had is no reason to fail where
 * the service's address of it can be told. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entry *entry = user_data;
  SimmerCliSession *session = entry->watch->session;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;
  gboolean refused = FALSE;

  entry->saving = FALSE;
  paths = simmer_cli_backend_save_finish (SIMMER_CLI_BACKEND (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (paths == NULL)
    {
      simmer_cli_output_error (session->output, error->message);
      if (misses_results (entry->task))
        explain_missing (entry);
      refused = session->options->folder != NULL || lacks_result (entry->task);
    }
  else if (session->options->folder != NULL)
    entry->paths = g_steal_pointer (&paths);

  settle (entry, refused ? SIMMER_CLI_EXIT_REFUSED : SIMMER_CLI_EXIT_OK);
}

static void
save (Entry *entry)
{
  SimmerCliSession *session = entry->watch->session;

  entry->saving = TRUE;
  simmer_cli_backend_save_async (session->backend,
                                 entry->task,
                                 session->options->folder,
                                 entry->watch->cancellable,
                                 saved_cb,
                                 entry);
}

static void
save_or_settle (Entry *entry)
{
  if (entry->watch->session->options->folder != NULL)
    save (entry);
  else
    settle (entry, SIMMER_CLI_EXIT_OK);
}

/* --- When a task is settled ------------------------------------------------------------------ */

/* Whether whoever follows a task that was cancelled still fetches what had come of it. */
static gboolean
is_fetched_now (Entry *entry)
{
  gint64 now = simmer_clock_get_boot (entry->watch->session->clock);

  if (entry->seen_end == 0)
    entry->seen_end = now;
  return simmer_task_has_results (entry->task) && misses_results (entry->task) && !entry->ended &&
         now < entry->seen_end + FETCH_USEC;
}

/* Who follows a task fetches its results. Where that is another process, it has a while for that;
 * then they are fetched from here. */
static void
judge_completed (Entry *entry)
{
  gint64 now = simmer_clock_get_boot (entry->watch->session->clock);

  if (entry->seen_end == 0)
    entry->seen_end = now;
  if (!misses_results (entry->task))
    save_or_settle (entry);
  else if (now >= entry->seen_end + FETCH_USEC)
    save (entry);
}

static gboolean
failed_with (SimmerTask *task, SimmerError wanted)
{
  SimmerError code;

  return simmer_task_get_error (task, &code) && code == wanted;
}

static SimmerCliExit
get_failure (SimmerTask *task)
{
  if (failed_with (task, SIMMER_ERROR_TIMED_OUT))
    return SIMMER_CLI_EXIT_TIMED_OUT;
  if (simmer_task_get_remote_id (task) == NULL)
    return SIMMER_CLI_EXIT_REFUSED;
  return SIMMER_CLI_EXIT_FAILED;
}

/* What was taken may have failed by the time that it is looked at. */
static gboolean
was_taken (Entry *entry)
{
  return simmer_task_get_remote_id (entry->task) != NULL &&
         (!entry->anew || simmer_task_get_attempt (entry->task) > entry->attempt);
}

static void
judge_accepted (Entry *entry)
{
  SimmerTask *task = entry->task;
  SimmerIntent intent = simmer_task_get_intent (task);
  gboolean trouble = simmer_task_get_error (task, NULL);

  if (intent == SIMMER_INTENT_SUBMITTING || intent == SIMMER_INTENT_RETRYING)
    {
      if (trouble && simmer_cli_words_is_trouble (task))
        settle (entry, SIMMER_CLI_EXIT_REFUSED);
    }
  else if (intent == SIMMER_INTENT_UNSURE)
    settle (entry, SIMMER_CLI_EXIT_REFUSED);
  else if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED && !was_taken (entry))
    settle (entry, SIMMER_CLI_EXIT_REFUSED);
  else
    settle (entry, SIMMER_CLI_EXIT_OK);
}

static void
judge_answered (Entry *entry)
{
  SimmerTask *task = entry->task;

  if (simmer_task_status_is_final (simmer_task_get_status (task)) ||
      simmer_task_get_heard (task) > entry->heard)
    settle (entry,
            failed_with (task, SIMMER_ERROR_GONE) || simmer_task_get_heard (task) == 0
              ? SIMMER_CLI_EXIT_REFUSED
              : SIMMER_CLI_EXIT_OK);
  else if (simmer_tracking_get_error (simmer_task_get_tracking (task), NULL))
    settle (entry, SIMMER_CLI_EXIT_REFUSED);
}

static void
judge_cancelled (Entry *entry)
{
  SimmerTask *task = entry->task;
  SimmerCliOutput *output = entry->watch->session->output;
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *state = NULL;

  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED)
    {
      if (is_fetched_now (entry))
        return;
      simmer_cli_output_talk (output, _ ("Cancelled: %s"), title);
      settle (entry, SIMMER_CLI_EXIT_OK);
      return;
    }
  if (entry->anew && !simmer_task_is_active (task))
    {
      simmer_cli_output_talk (output, _ ("Not tried again: %s"), title);
      settle (entry, SIMMER_CLI_EXIT_OK);
    }
  else if (!simmer_task_is_active (task))
    {
      state = simmer_cli_words_for_end (task);
      simmer_cli_output_talk (output, _ ("Too late to cancel “%s”: %s"), title, state);
      settle (entry, SIMMER_CLI_EXIT_REFUSED);
    }
  else if (simmer_task_get_intent (task) == SIMMER_INTENT_NONE ||
           (simmer_task_get_error (task, NULL) && simmer_cli_words_is_trouble (task) &&
            !simmer_task_get_unsent (task)))
    settle (entry, SIMMER_CLI_EXIT_REFUSED);
}

static void
judge_ended (Entry *entry)
{
  SimmerTask *task = entry->task;
  SimmerTaskStatus status = simmer_task_get_status (task);

  if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE ||
      simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN)
    settle (entry, SIMMER_CLI_EXIT_REFUSED);
  else if (simmer_task_is_active (task) || !entry->ended)
    return;
  else if (status == SIMMER_TASK_STATUS_COMPLETED)
    judge_completed (entry);
  else if (status == SIMMER_TASK_STATUS_CANCELLED)
    settle (entry, SIMMER_CLI_EXIT_CANCELLED);
  else
    settle (entry, get_failure (task));
}

static void
judge (Entry *entry)
{
  entry->dirty = FALSE;
  if (entry->saving || entry->settled)
    return;

  switch (entry->watch->goal)
    {
    case SIMMER_CLI_GOAL_ACCEPTED:
      judge_accepted (entry);
      break;
    case SIMMER_CLI_GOAL_ANSWERED:
      judge_answered (entry);
      break;
    case SIMMER_CLI_GOAL_CANCELLED:
      judge_cancelled (entry);
      break;
    case SIMMER_CLI_GOAL_ENDED:
    default:
      judge_ended (entry);
      break;
    }

  if (!entry->settled && entry->watch->view != NULL)
    simmer_cli_view_note (entry->watch->view, entry->task);
}

/* --- The watch ------------------------------------------------------------------------------- */

static gboolean
tick_cb (gpointer user_data)
{
  Watch *watch = user_data;

  for (guint i = 0; i < watch->entries->len; i++)
    ((Entry *) g_ptr_array_index (watch->entries, i))->dirty = TRUE;
  return G_SOURCE_CONTINUE;
}

static GPtrArray *
get_unsettled (Watch *watch)
{
  GPtrArray *tasks = g_ptr_array_new ();

  for (guint i = 0; i < watch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (watch->entries, i);

      if (!entry->settled)
        g_ptr_array_add (tasks, entry->task);
    }
  return tasks;
}

static gboolean
is_saving (Watch *watch)
{
  for (guint i = 0; i < watch->entries->len; i++)
    if (((Entry *) g_ptr_array_index (watch->entries, i))->saving)
      return TRUE;
  return FALSE;
}

/* Says which tasks go on without being watched, and how to take them up. */
static void
leave_unsettled (Watch *watch, gboolean timed_out)
{
  SimmerCliOutput *output = watch->session->output;
  g_autoptr (GPtrArray) left = get_unsettled (watch);
  g_autoptr (GString) ids = g_string_new (NULL);

  if (left->len == 0)
    return;
  for (guint i = 0; i < left->len; i++)
    g_string_append_printf (
      ids, " %.*s", SIMMER_CLI_SHORT_ID, simmer_task_get_id (g_ptr_array_index (left, i)));
  if (timed_out)
    simmer_cli_output_talk (output, _ ("The time of --timeout is over."));
  simmer_cli_output_talk (output,
                          g_dngettext (GETTEXT_PACKAGE,
                                       "The task goes on. “simmerctl wait%s” takes it up again.",
                                       "The tasks go on. “simmerctl wait%s” takes them up again.",
                                       left->len),
                          ids->str);

  for (guint i = 0; timed_out && i < watch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (watch->entries, i);

      if (entry->settled)
        continue;
      watch->exit = simmer_cli_exit_worse (watch->exit, SIMMER_CLI_EXIT_TIMED_OUT);
      if (watch->session->options->json)
        simmer_cli_session_print_task (watch->session, entry->task, NULL);
    }
}

static void
draw (Watch *watch, gint64 *drawn)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GPtrArray) tasks = NULL;

  if (watch->view == NULL || now - *drawn < TICK_MSEC * 1000)
    return;
  *drawn = now;
  tasks = get_unsettled (watch);
  simmer_cli_view_draw (watch->view, tasks);
}

static gboolean
look_at_all (Watch *watch)
{
  gboolean settled = TRUE;

  for (guint i = 0; i < watch->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (watch->entries, i);

      if (entry->dirty)
        judge (entry);
      settled = settled && entry->settled;
    }
  return settled;
}

static void
run (Watch *watch)
{
  SimmerClock *clock = watch->session->clock;
  gint64 drawn = 0;

  while (!look_at_all (watch) && watch->session->signal == 0 && !watch->session->broken)
    {
      if (watch->until > 0 && simmer_clock_get_boot (clock) >= watch->until)
        {
          leave_unsettled (watch, TRUE);
          return;
        }
      draw (watch, &drawn);
      g_main_context_iteration (NULL, TRUE);
    }
  if (watch->session->signal != 0 || watch->session->broken)
    leave_unsettled (watch, FALSE);
  if (watch->session->broken)
    watch->exit = simmer_cli_exit_worse (watch->exit, SIMMER_CLI_EXIT_FAILED);
}

static void
wake_cb (gpointer user_data)
{
}

/* Submit, track and retry follow by themselves; a cancel that is not confirmed at once is confirmed
 * by an answer to a question. */
static gboolean
must_follow (SimmerCliGoal goal)
{
  return goal == SIMMER_CLI_GOAL_ENDED || goal == SIMMER_CLI_GOAL_CANCELLED;
}

/**
 * simmer_cli_watch_run:
 * @session: an open session
 * @tasks: (element-type SimmerTask): what to wait for
 * @goal: until when
 *
 * Waits until each of @tasks has reached @goal, showing how they go, until the --timeout of the
 * command line, or until a signal.
 *
 * Returns: the exit code for all of them
 */
SimmerCliExit
simmer_cli_watch_run (SimmerCliSession *session, GPtrArray *tasks, SimmerCliGoal goal)
{
  SimmerClock *clock = session->clock;
  g_autoptr (SimmerAlarm) alarm = simmer_alarm_new (clock, wake_cb, NULL);
  g_autoptr (SimmerCliView) view = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = {
    .session = session, .goal = goal, .entries = entries, .cancellable = cancellable
  };
  gulong ended_id;
  guint tick;

  if (goal == SIMMER_CLI_GOAL_ENDED)
    watch.view = view = simmer_cli_view_new (session);
  if (session->options->timeout > 0)
    watch.until =
      simmer_clock_get_boot (clock) + (gint64) (session->options->timeout * G_USEC_PER_SEC);
  else if (goal == SIMMER_CLI_GOAL_CANCELLED)
    watch.until = simmer_clock_get_boot (clock) + CONFIRM_USEC;
  if (watch.until > 0)
    simmer_alarm_set (alarm, watch.until);
  if (view != NULL && simmer_cli_view_is_live (view))
    tick = g_timeout_add (TICK_MSEC, tick_cb, &watch);
  else
    tick = g_timeout_add (SLOW_TICK_MSEC, tick_cb, &watch);
  ended_id = g_signal_connect (session->backend, "ended", G_CALLBACK (ended_cb), &watch);

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (entries, entry_new (&watch, g_ptr_array_index (tasks, i)));
  for (guint i = 0; i < tasks->len && must_follow (goal); i++)
    simmer_cli_backend_follow (session->backend, g_ptr_array_index (tasks, i));
  run (&watch);

  /* The callback of what is being saved holds the entry. */
  g_cancellable_cancel (watch.cancellable);
  while (is_saving (&watch))
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (session->backend, ended_id);
  g_source_remove (tick);
  return watch.exit;
}
