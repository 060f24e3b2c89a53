#include "config.h"

#include "simmer-caption.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "simmer-words.h"

#define DOT " · "

/* Who hears a name wants its end too: that is where it says how the task stands. */
#define MAX_SPOKEN 100

/* --- Times --- */

static char *
clock_time (gint64 wall)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);

  /* Translators: a time of the day; use %I:%M %p instead where people count to twelve */
  return g_date_time_format (time, _ ("%H:%M"));
}

static char *
clock_time_or_day (gint64 wall, gint64 wall_now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (wall_now / G_USEC_PER_SEC);

  if (g_date_time_difference (now, time) < 2 * G_TIME_SPAN_DAY)
    return clock_time (wall);

  /* Translators: a day without its time, as short as is usual, such as 3 Nov */
  return g_date_time_format (time, _ ("%-e %b"));
}

/* What is told in words changes with the second for the first minutes, and with the minute then. */
static gint64
next_change (gint64 since, gint64 wall_now)
{
  gint64 age = MAX (0, wall_now - since);
  gint64 step = age < G_TIME_SPAN_HOUR ? G_TIME_SPAN_SECOND : G_TIME_SPAN_MINUTE;

  return wall_now + step - age % step;
}

/* --- What is known --- */

static char *
join (const char *first, const char *second)
{
  if (first == NULL || *first == '\0')
    return g_strdup (second != NULL ? second : "");
  if (second == NULL || *second == '\0')
    return g_strdup (first);

  return g_strconcat (first, DOT, second, NULL);
}

/* Whether anything in it is written from right to left: the blocks that Unicode keeps for such
 * scripts (DerivedBidiClass.txt). */
static gboolean
has_rtl (const char *words)
{
  for (; *words != '\0'; words = g_utf8_next_char (words))
    {
      gunichar c = g_utf8_get_char (words);

      if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe70 && c < 0xff00) ||
          (c >= 0x10800 && c < 0x11000) || (c >= 0x1e800 && c < 0x1f000))
        return TRUE;
    }

  return FALSE;
}

/* A line begins where the others do, and keeps its parts in order, whatever script each of them is
 * in: each takes its direction from its own first letter, and the whole from the window (UAX #9,
 * explicit isolates). */
static char *
isolate_parts (const char *words)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  if (!rtl && !has_rtl (words))
    return g_strdup (words);
  parts = g_strsplit (words, DOT, -1);
  joined = g_strjoinv ("\u2069" DOT "\u2068", parts);

  return g_strconcat (rtl ? "\u200f\u2068" : "\u200e\u2068", joined, "\u2069", NULL);
}

/* How far it is, in whatever figure there is; NULL if there is none. */
static char *
how_far (SimmerTask *task, const SimmerEstimate *estimate)
{
  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    return simmer_task_get_queue_position (task) >= 0
             ? simmer_words_for_position (simmer_task_get_queue_position (task),
                                          simmer_task_get_queue_base (task))
             : NULL;

  return estimate->progress >= 0
           ? simmer_words_for_progress (estimate->progress, estimate->estimated)
           : NULL;
}

static gint64
active_since (SimmerTask *task)
{
  gint64 started = simmer_task_get_started (task);

  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS && started > 0)
    return started;
  if (simmer_task_get_submitted (task) > 0)
    return simmer_task_get_submitted (task);

  return simmer_task_get_created (task);
}

static char *
elapsed (SimmerTask *task, gint64 wall_now)
{
  gint64 since = active_since (task);
  g_autofree char *duration = NULL;

  if (since <= 0 || wall_now - since < G_TIME_SPAN_SECOND)
    return NULL;
  duration = simmer_words_for_duration (wall_now - since);

  /* Translators: %s is a duration, such as 1 minute 12 seconds */
  return g_strdup_printf (_ ("%s so far"), duration);
}

/* How long it will still take; of a waiting task that is when it is expected to be done. */
static char *
remaining (SimmerTask *task, const SimmerEstimate *estimate)
{
  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    return simmer_words_for_span (estimate->low, estimate->high);

  return simmer_words_for_remaining (estimate->low, estimate->high);
}

/* --- Each state --- */

/* How long ago, as it is said of what is long ago: without seconds. */
static char *
roughly (gint64 usec)
{
  if (usec > G_TIME_SPAN_MINUTE)
    usec -= usec % G_TIME_SPAN_MINUTE;

  return simmer_words_for_duration (MAX (usec, G_TIME_SPAN_SECOND));
}

static char *
heard_ago (SimmerTask *task, const char *far, gint64 wall_now)
{
  gint64 heard = simmer_task_get_heard (task);
  g_autofree char *duration = NULL;
  g_autofree char *ago = NULL;

  if (heard <= 0)
    return join (far, _ ("not heard of yet"));

  duration = roughly (wall_now - heard);
  if (far == NULL)
    /* Translators: %s is a duration, such as 6 minutes */
    return g_strdup_printf (_ ("last heard of %s ago"), duration);

  /* Translators: %s is a duration, such as 6 minutes */
  ago = g_strdup_printf (_ ("%s ago"), duration);
  return join (far, ago);
}

static char *
rate_limited (SimmerTask *task, const char *far)
{
  gint64 until = simmer_task_get_tracking_until (task);
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;

  if (until <= 0)
    return join (far, _ ("asked too often"));
  time = clock_time (until);
  /* Translators: the service wants no question before this time, such as 10:42 */
  words = g_strdup_printf (_ ("asks again at %s"), time);

  return join (far, words);
}

/* The words of an active task; *moving is whether they change with time. */
static char *
active_words (SimmerTask *task, const SimmerEstimate *estimate, gint64 wall_now, gboolean *moving)
{
  g_autofree char *far = how_far (task, estimate);
  g_autofree char *left = NULL;

  *moving = TRUE;
  switch (simmer_task_get_tracking (task))
    {
    case SIMMER_TRACKING_OFFLINE:
    case SIMMER_TRACKING_UNREACHABLE:
      return heard_ago (task, far, wall_now);
    case SIMMER_TRACKING_PAUSED:
      *moving = FALSE;
      return join (far, _ ("paused"));
    case SIMMER_TRACKING_SIGN_IN:
      *moving = FALSE;
      return join (far, _ ("sign in again"));
    case SIMMER_TRACKING_RATE_LIMITED:
      *moving = FALSE;
      return rate_limited (task, far);
    case SIMMER_TRACKING_STALLED:
      left = roughly (wall_now - simmer_task_get_changed (task));
      {
        /* Translators: %s is a duration, such as 12 minutes */
        g_autofree char *words = g_strdup_printf (_ ("no news for %s"), left);
        return join (far, words);
      }
    case SIMMER_TRACKING_LIVE:
    case SIMMER_TRACKING_POLLING:
    case SIMMER_TRACKING_ENDED:
    default:
      break;
    }

  if (estimate->low >= 0 && far != NULL &&
      simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    left = simmer_words_for_span (estimate->low, estimate->high);
  else if (estimate->low >= 0)
    left = remaining (task, estimate);
  else if (far == NULL)
    left = elapsed (task, wall_now);
  *moving = left != NULL || far == NULL;
  if (far == NULL && left == NULL)
    return g_strdup (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING
                       ? _ ("waiting for its turn")
                       : _ ("just started"));

  return join (far, left);
}

static char *
took (SimmerTask *task)
{
  gint64 started = simmer_task_get_started (task);
  gint64 finished = simmer_task_get_finished (task);
  g_autofree char *duration = NULL;

  if (started <= 0)
    started = simmer_task_get_submitted (task);
  if (started <= 0 || finished <= started)
    return NULL;
  duration = simmer_words_for_duration (finished - started);

  /* Translators: %s is a duration, such as 48 seconds */
  return g_strdup_printf (_ ("took %s"), duration);
}

/* A service's own sentence says most; it may be cut short where there is no room. */
static char *
why_failed (SimmerTask *task)
{
  const char *message = simmer_task_get_error_message (task);
  SimmerError code = SIMMER_ERROR_SERVICE;
  gboolean known = simmer_task_get_error (task, &code);

  if (known && code != SIMMER_ERROR_SERVICE)
    return g_strdup (simmer_error_get_short (code));
  if (message == NULL || *message == '\0')
    return g_strdup (_ ("The service gave no reason"));

  return g_strndup (message, strcspn (message, "\r\n"));
}

/* What keeps an order from reaching the service; NULL where nothing does. */
static const char *
held_up_by (SimmerTask *task)
{
  gboolean ended = simmer_task_status_is_final (simmer_task_get_status (task));
  SimmerError code;
  gboolean known;

  /* The error of a task that ended is why it ended. */
  known = ended ? simmer_tracking_get_error (simmer_task_get_tracking (task), &code)
                : simmer_task_get_error (task, &code);

  return known ? simmer_error_get_short (code) : NULL;
}

static const char *
intent_words (SimmerTask *task)
{
  const char *trouble = held_up_by (task);

  switch (simmer_task_get_intent (task))
    {
    case SIMMER_INTENT_SUBMITTING:
      return trouble != NULL ? trouble : _ ("on its way to the service");
    case SIMMER_INTENT_UNSURE:
      return _ ("may have been submitted");
    case SIMMER_INTENT_CANCELLING:
      return trouble != NULL ? trouble : _ ("waiting for the service to stop");
    case SIMMER_INTENT_RETRYING:
      return trouble != NULL ? trouble : _ ("trying again");
    case SIMMER_INTENT_NONE:
    default:
      return NULL;
    }
}

static void
ended_words (SimmerTask *task, gint64 wall_now, char **wide, char **narrow)
{
  SimmerTaskStatus status = simmer_task_get_status (task);
  const char *word = simmer_words_for_status (status);
  g_autofree char *when = NULL;
  g_autofree char *duration = NULL;

  if (status == SIMMER_TASK_STATUS_FAILED)
    {
      *wide = why_failed (task);
      return;
    }

  if (simmer_task_get_finished (task) > 0)
    when = clock_time_or_day (simmer_task_get_finished (task), wall_now);
  if (status == SIMMER_TASK_STATUS_COMPLETED)
    duration = took (task);
  *wide = join (duration, when);
  *narrow = join (word, duration != NULL ? duration : when);
}

/* --- The whole --- */

/**
 * simmer_caption_init:
 * @self: (out caller-allocates): the caption
 * @task: a task
 * @estimate: how far it is at @wall_now
 * @wall_now: wall time, µs since 1970
 */
void
simmer_caption_init (SimmerCaption *self,
                     SimmerTask *task,
                     const SimmerEstimate *estimate,
                     gint64 wall_now)
{
  const char *intent = intent_words (task);
  g_autofree char *words = NULL;
  g_autofree char *short_words = NULL;
  g_autofree char *whole = NULL;
  gboolean moving = FALSE;

  self->next = G_MAXINT64;
  if (intent != NULL)
    words = g_strdup (intent);
  else if (simmer_task_is_active (task))
    words = active_words (task, estimate, wall_now, &moving);
  else
    ended_words (task, wall_now, &words, &short_words);

  whole = join (simmer_task_get_service (task), words);
  self->wide = isolate_parts (whole);
  self->narrow = isolate_parts (short_words != NULL ? short_words : words);
  if (moving)
    self->next = next_change (active_since (task), wall_now);
}

void
simmer_caption_clear (SimmerCaption *self)
{
  g_clear_pointer (&self->wide, g_free);
  g_clear_pointer (&self->narrow, g_free);
}

static char *
spoken_progress (const SimmerEstimate *estimate)
{
  /* 0.29 × 100 is a little less than 29 */
  int percent = (int) (MIN (estimate->progress, 1.0) * 100 + 1e-6);

  if (estimate->estimated)
    return g_strdup_printf (ngettext ("about %d percent", "about %d percent", percent), percent);

  return g_strdup_printf (ngettext ("%d percent", "%d percent", percent), percent);
}

static char *
spoken_title (SimmerTask *task)
{
  const char *title = simmer_task_get_title (task);
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (title, -1) <= MAX_SPOKEN)
    return g_strdup (title);
  begin = g_utf8_substring (title, 0, MAX_SPOKEN - 1);

  return g_strconcat (g_strchomp (begin), "…", NULL);
}

static const char *
spoken_status (SimmerTask *task)
{
  switch (simmer_task_get_status (task))
    {
    case SIMMER_TASK_STATUS_PENDING:
      return _ ("waiting");
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      return _ ("in progress");
    case SIMMER_TASK_STATUS_COMPLETED:
      return _ ("done");
    case SIMMER_TASK_STATUS_FAILED:
      return _ ("failed");
    case SIMMER_TASK_STATUS_CANCELLED:
      return _ ("cancelled");
    default:
      g_return_val_if_reached ("");
    }
}

/**
 * simmer_caption_spoken:
 * @task: a task
 * @estimate: how far it is at @wall_now
 * @wall_now: wall time, µs since 1970
 *
 * Returns: (transfer full): a row's name for those who hear it: "A lighthouse at dusk, in
 *   progress, 62 percent, about 2 minutes left"
 */
char *
simmer_caption_spoken (SimmerTask *task, const SimmerEstimate *estimate, gint64 wall_now)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean active = simmer_task_is_active (task);
  const char *intent = intent_words (task);
  gboolean known = active && intent == NULL;

  g_ptr_array_add (words, spoken_title (task));
  g_ptr_array_add (words, g_strdup (spoken_status (task)));
  if (intent != NULL)
    g_ptr_array_add (words, g_strdup (intent));
  else if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED)
    g_ptr_array_add (words, why_failed (task));
  if (known && simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    {
      g_autofree char *position = how_far (task, estimate);

      if (position != NULL)
        g_ptr_array_add (words, g_steal_pointer (&position));
    }
  else if (known && estimate->progress >= 0)
    {
      g_ptr_array_add (words, spoken_progress (estimate));
    }
  if (known && estimate->low >= 0)
    g_ptr_array_add (words, remaining (task, estimate));
  g_ptr_array_add (words, NULL);

  /* Translators: stands between the parts of a sentence that is read aloud */
  return g_strjoinv (_ (", "), (char **) words->pdata);
}
