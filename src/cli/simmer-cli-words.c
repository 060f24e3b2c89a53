#include "config.h"

#include "simmer-cli-words.h"

#include "simmer-cli-text.h"
#include "simmer-words.h"

#include <glib/gi18n.h>

#define BETWEEN       " · "
#define LABEL_COLUMNS 14

static void
add_part (GString *words, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (words->len > 0)
    g_string_append (words, BETWEEN);
  g_string_append (words, part);
}

static void
take_part (GString *words, char *part)
{
  add_part (words, part);
  g_free (part);
}

/**
 * simmer_cli_words_is_trouble:
 * @task: a task
 *
 * Returns: whether it is not heard as it should be
 */
gboolean
simmer_cli_words_is_trouble (SimmerTask *task)
{
  SimmerTracking tracking = simmer_task_get_tracking (task);
  SimmerError code;

  return tracking == SIMMER_TRACKING_STALLED || simmer_tracking_get_error (tracking, &code);
}

static const char *
get_order (SimmerTask *task)
{
  switch (simmer_task_get_intent (task))
    {
    case SIMMER_INTENT_SUBMITTING:
      return _ ("being sent");
    case SIMMER_INTENT_UNSURE:
      return _ ("may have been submitted");
    case SIMMER_INTENT_CANCELLING:
      return _ ("being cancelled");
    case SIMMER_INTENT_RETRYING:
      return _ ("being tried again");
    case SIMMER_INTENT_NONE:
    default:
      return NULL;
    }
}

static char *
describe_trouble (SimmerTask *task, gint64 wall_now)
{
  gint64 until = simmer_task_get_tracking_until (task);
  g_autofree char *duration = NULL;
  SimmerError code;
  const char *what;

  if (simmer_task_get_tracking (task) == SIMMER_TRACKING_STALLED)
    return g_strdup (_ ("no change for long"));
  if (!simmer_tracking_get_error (simmer_task_get_tracking (task), &code))
    return NULL;

  /* The error of a task that ended is why it ended. */
  if (!simmer_task_status_is_final (simmer_task_get_status (task)))
    simmer_task_get_error (task, &code);
  what = simmer_error_get_short (code);

  if (until <= wall_now + G_USEC_PER_SEC)
    return g_strdup (what);
  duration = simmer_words_for_duration (until - wall_now);
  return g_strdup_printf (_ ("%s, asked again in %s"), what, duration);
}

static void
add_figures (GString *words, SimmerTask *task, gint64 wall_now)
{
  SimmerTaskStatus status = simmer_task_get_status (task);
  SimmerEstimate estimate;

  simmer_task_get_estimate (task, wall_now, &estimate);
  if (status == SIMMER_TASK_STATUS_PENDING && simmer_task_get_queue_position (task) >= 0)
    take_part (words,
               simmer_words_for_position (simmer_task_get_queue_position (task),
                                          simmer_task_get_queue_base (task)));
  if (status == SIMMER_TASK_STATUS_IN_PROGRESS && estimate.progress >= 0)
    take_part (words, simmer_words_for_progress (estimate.progress, estimate.estimated));
  if (estimate.low >= 0)
    take_part (words, simmer_words_for_remaining (estimate.low, estimate.high));
  else if (status == SIMMER_TASK_STATUS_IN_PROGRESS && simmer_task_get_started (task) > 0)
    take_part (words, simmer_words_for_duration (wall_now - simmer_task_get_started (task)));
}

/**
 * simmer_cli_words_for_state:
 * @task: a task
 * @wall_now: wall time, µs since 1970
 *
 * Returns: (transfer full): how it is, in a few words that are safe on a terminal
 */
char *
simmer_cli_words_for_state (SimmerTask *task, gint64 wall_now)
{
  g_autoptr (GString) words = g_string_new (NULL);
  SimmerTaskStatus status = simmer_task_get_status (task);
  const char *order = get_order (task);

  if (simmer_task_status_is_final (status) && order == NULL)
    return simmer_cli_words_for_end (task);

  add_part (words, order);
  if (order == NULL && status == SIMMER_TASK_STATUS_PENDING)
    add_part (words, simmer_words_for_status (status));
  if (!simmer_task_status_is_final (status) && simmer_task_get_remote_id (task) != NULL)
    add_figures (words, task, wall_now);
  take_part (words, describe_trouble (task, wall_now));

  /* The service's own words where there is nothing better. */
  if (words->len == 0)
    add_part (words, simmer_words_for_status (status));
  if (order == NULL && status == SIMMER_TASK_STATUS_IN_PROGRESS &&
      simmer_task_get_progress (task) < 0)
    add_part (words, simmer_task_get_message (task));

  return simmer_cli_text_clean (words->str);
}

/**
 * simmer_cli_words_for_end:
 * @task: a task that has ended
 *
 * Returns: (transfer full): how it ended, safe on a terminal
 */
char *
simmer_cli_words_for_end (SimmerTask *task)
{
  g_autoptr (GString) words = g_string_new (NULL);
  SimmerTaskStatus status = simmer_task_get_status (task);
  gint64 begun = simmer_task_get_started (task);

  add_part (words, simmer_words_for_status (status));
  if (status == SIMMER_TASK_STATUS_COMPLETED && begun > 0 &&
      simmer_task_get_finished (task) > begun)
    take_part (words, simmer_words_for_duration (simmer_task_get_finished (task) - begun));
  if (status == SIMMER_TASK_STATUS_FAILED)
    add_part (words, simmer_task_get_error_message (task));
  else
    add_part (words, simmer_task_get_message (task));

  return simmer_cli_text_clean (words->str);
}

/**
 * simmer_cli_words_for_title:
 * @task: a task
 *
 * Returns: (transfer full): its title, safe on a terminal and never empty
 */
char *
simmer_cli_words_for_title (SimmerTask *task)
{
  char *title = simmer_cli_text_clean (simmer_task_get_title (task));

  if (*title != '\0')
    return title;
  g_free (title);
  return g_strdup (simmer_task_get_id (task));
}

/* Returns: (transfer full) (nullable): @wall in local time, as the locale writes it */
static char *
dup_time (gint64 wall)
{
  g_autoptr (GDateTime) time = NULL;

  if (wall <= 0)
    return NULL;
  time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);
  return time ? g_date_time_format (time, "%x %X") : NULL;
}

static void
add_row (GString *text, const char *label, const char *value)
{
  g_autofree char *clean = NULL;
  g_autofree char *padded = NULL;

  if (value == NULL || *value == '\0')
    return;
  clean = simmer_cli_text_clean (value);
  padded = simmer_cli_text_pad (label, LABEL_COLUMNS);
  g_string_append_printf (text, "\n  %s %s", padded, clean);
}

static void
add_time_row (GString *text, const char *label, gint64 wall)
{
  g_autofree char *time = dup_time (wall);

  add_row (text, label, time);
}

static void
add_attempts (GString *text, SimmerTask *task)
{
  GPtrArray *attempts = simmer_task_get_attempts (task);
  g_autofree char *number = NULL;

  if (simmer_task_get_attempt (task) < 2)
    return;
  number = g_strdup_printf ("%u", simmer_task_get_attempt (task));
  add_row (text, _ ("Attempt"), number);

  for (guint i = 0; attempts != NULL && i < attempts->len; i++)
    {
      const SimmerAttempt *attempt = g_ptr_array_index (attempts, i);
      g_autofree char *line = g_strdup_printf (
        _ ("%u: %s"), attempt->number, attempt->error ? attempt->error : _ ("ended without error"));

      add_row (text, i == 0 ? _ ("Before") : "", line);
    }
}

static void
add_results (GString *text, SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      const char *where = simmer_result_get_path (result);

      add_row (text, i == 0 ? _ ("Result") : "", where ? where : simmer_result_get_uri (result));
    }
}

/* Line by line, so that a service's text stays below its heading, and none of it steers a terminal.
 */
static void
add_raw_answer (GString *text, SimmerRawAnswer *raw)
{
  g_auto (GStrv) lines = g_strsplit (simmer_raw_answer_get_text (raw), "\n", -1);
  g_autofree char *about = simmer_words_for_raw_answer (raw);

  add_row (text, _ ("Raw answer"), about);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autofree char *clean = simmer_cli_text_clean (*line);

      if (*clean != '\0')
        g_string_append_printf (text, "\n    %s", clean);
    }
}

/**
 * simmer_cli_words_describe:
 * @task: a task
 * @service: (nullable): the name of its account
 * @wall_now: wall time, µs since 1970
 *
 * Returns: (transfer full): all that is known of it, in lines that are safe on a terminal
 */
char *
simmer_cli_words_describe (SimmerTask *task, const char *service, gint64 wall_now)
{
  g_autofree char *title = simmer_cli_words_for_title (task);
  g_autofree char *state = simmer_cli_words_for_state (task, wall_now);
  GString *text = g_string_new (title);

  add_row (text, _ ("State"), state);
  add_row (text, _ ("Id"), simmer_task_get_id (task));
  add_row (text, _ ("Service"), service ? service : simmer_task_get_account_id (task));
  add_row (text, _ ("Id there"), simmer_task_get_remote_id (task));
  add_time_row (text, _ ("Ordered"), simmer_task_get_created (task));
  add_time_row (text, _ ("Started"), simmer_task_get_started (task));
  add_time_row (text, _ ("Ended"), simmer_task_get_finished (task));
  add_attempts (text, task);
  add_results (text, task);
  if (simmer_task_get_error (task, NULL))
    {
      add_row (text, _ ("Error"), simmer_task_get_error_message (task));
      add_row (text, _ ("What to do"), simmer_task_get_error_hint (task));
      if (simmer_task_get_raw_answer (task) != NULL)
        add_raw_answer (text, simmer_task_get_raw_answer (task));
    }

  return g_string_free (text, FALSE);
}

/**
 * simmer_cli_words_get_stage:
 * @task: a task
 *
 * Returns: a number that changes with the task's state and with each tenth of its progress: when
 *   a line about it is worth writing where lines cannot be drawn again
 */
guint
simmer_cli_words_get_stage (SimmerTask *task)
{
  double progress = simmer_task_get_progress (task);
  guint tenth = progress > 0 ? (guint) (progress * 10 + 1e-9) : 0;
  guint trouble =
    simmer_cli_words_is_trouble (task) ? 1 + (guint) simmer_task_get_tracking (task) : 0;

  return (((simmer_task_get_attempt (task) * 16 + trouble) * 8 +
           (guint) simmer_task_get_intent (task)) *
            8 +
          (guint) simmer_task_get_status (task)) *
           16 +
         tenth;
}
