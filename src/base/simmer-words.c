/* Figures as a person says them, in the person's language. Pure but for the language. */

#include "config.h"

#include "simmer-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

typedef enum
{
  UNIT_NONE, /* less than a minute */
  UNIT_MINUTES,
  UNIT_HOURS,
  UNIT_DAYS,
} Unit;

/* A remaining time in whole units: from @low to @high; @low is 0 where it is less than one. */
typedef struct
{
  Unit unit;
  gulong low;
  gulong high;
} Span;

static gulong
count (gint64 usec, gint64 unit)
{
  return (gulong) ((usec + unit / 2) / unit);
}

/* The unit is that of the upper end; up to an hour and a half is told in minutes. */
static Span
get_span (gint64 low, gint64 high)
{
  Span span = { UNIT_NONE, 0, 0 };
  gint64 unit;

  high = MAX (low, high);
  if (high < MINUTE)
    return span;

  if (high < HOUR + HOUR / 2)
    {
      span.unit = UNIT_MINUTES;
      unit = MINUTE;
    }
  else if (high < DAY + DAY / 2)
    {
      span.unit = UNIT_HOURS;
      unit = HOUR;
    }
  else
    {
      span.unit = UNIT_DAYS;
      unit = DAY;
    }
  span.low = low < unit ? 0 : count (low, unit);
  span.high = count (high, unit);

  return span;
}

static char *
format_seconds (gint64 usec)
{
  gulong n = (gulong) (usec / G_USEC_PER_SEC);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu second", "%lu seconds", n), n);
}

static char *
format_minutes (gulong n)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu minute", "%lu minutes", n), n);
}

static char *
format_hours (gulong n)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu hour", "%lu hours", n), n);
}

static char *
format_days (gulong n)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu day", "%lu days", n), n);
}

/**
 * simmer_words_for_duration:
 * @usec: a time that has passed, µs
 *
 * Returns: (transfer full): such as "1 minute 12 seconds": the two largest units, rounded down
 */
char *
simmer_words_for_duration (gint64 usec)
{
  g_autofree char *large = NULL;
  g_autofree char *small = NULL;

  if (usec < G_USEC_PER_SEC)
    return g_strdup (_ ("less than a second"));
  if (usec < MINUTE)
    return format_seconds (usec);

  if (usec < HOUR)
    {
      large = format_minutes ((gulong) (usec / MINUTE));
      if (usec % MINUTE >= G_USEC_PER_SEC)
        small = format_seconds (usec % MINUTE);
    }
  else if (usec < DAY)
    {
      large = format_hours ((gulong) (usec / HOUR));
      if (usec % HOUR >= MINUTE)
        small = format_minutes ((gulong) (usec % HOUR / MINUTE));
    }
  else
    {
      large = format_days ((gulong) (usec / DAY));
      if (usec % DAY >= HOUR)
        small = format_hours ((gulong) (usec % DAY / HOUR));
    }

  if (small == NULL)
    return g_steal_pointer (&large);

  /* Translators: two parts of one duration, such as “1 minute” and “12 seconds”. */
  return g_strdup_printf (C_ ("duration", "%s %s"), large, small);
}

static char *
format_about (const Span *span)
{
  switch (span->unit)
    {
    case UNIT_MINUTES:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %lu minute", "about %lu minutes", span->high),
        span->high);
    case UNIT_HOURS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %lu hour", "about %lu hours", span->high), span->high);
    case UNIT_DAYS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %lu day", "about %lu days", span->high), span->high);
    case UNIT_NONE:
    default:
      return g_strdup (_ ("less than a minute"));
    }
}

static char *
format_up_to (const Span *span)
{
  switch (span->unit)
    {
    case UNIT_HOURS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "up to %lu hour", "up to %lu hours", span->high), span->high);
    case UNIT_DAYS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "up to %lu day", "up to %lu days", span->high), span->high);
    case UNIT_MINUTES:
    case UNIT_NONE:
    default:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "up to %lu minute", "up to %lu minutes", span->high),
        span->high);
    }
}

static char *
format_range (const Span *span)
{
  switch (span->unit)
    {
    case UNIT_HOURS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%lu to %lu hour", "%lu to %lu hours", span->high),
        span->low,
        span->high);
    case UNIT_DAYS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%lu to %lu day", "%lu to %lu days", span->high),
        span->low,
        span->high);
    case UNIT_MINUTES:
    case UNIT_NONE:
    default:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%lu to %lu minute", "%lu to %lu minutes", span->high),
        span->low,
        span->high);
    }
}

/**
 * simmer_words_for_span:
 * @low: a time to come, µs; negative where nothing is known
 * @high: its upper end, µs
 *
 * Returns: (transfer full) (nullable): such as "about 2 minutes", "2 to 4 minutes", "up to 3
 *   minutes" or "less than a minute"; %NULL where nothing is known
 */
char *
simmer_words_for_span (gint64 low, gint64 high)
{
  Span span = get_span (low, high);

  if (low < 0)
    return NULL;
  if (span.low == span.high)
    return format_about (&span);
  if (span.low == 0)
    return span.high == 1 ? format_about (&span) : format_up_to (&span);

  return format_range (&span);
}

/**
 * simmer_words_for_remaining:
 * @low: remaining time, µs; negative where nothing is known
 * @high: its upper end, µs
 *
 * Returns: (transfer full) (nullable): such as "about 2 minutes left"; %NULL where nothing is known
 */
char *
simmer_words_for_remaining (gint64 low, gint64 high)
{
  g_autofree char *span = simmer_words_for_span (low, high);

  if (span == NULL)
    return NULL;

  /* Translators: %s is such as “about 2 minutes”, “2 to 4 minutes” or “less than a minute”. */
  return g_strdup_printf (_ ("%s left"), span);
}

/**
 * simmer_words_for_remaining_short:
 * @low: remaining time, µs; negative where nothing is known
 * @high: its upper end, µs
 *
 * Returns: (transfer full) (nullable): such as "about 4 min", for where there is little room; %NULL
 *   where nothing is known
 */
char *
simmer_words_for_remaining_short (gint64 low, gint64 high)
{
  Span span = get_span (low, high);

  if (low < 0)
    return NULL;

  switch (span.unit)
    {
    case UNIT_MINUTES:
      if (span.low == 0 || span.low == span.high)
        return g_strdup_printf (_ ("about %lu min"), span.high);
      return g_strdup_printf (_ ("%lu–%lu min"), span.low, span.high);
    case UNIT_HOURS:
      if (span.low == 0 || span.low == span.high)
        return g_strdup_printf (_ ("about %lu h"), span.high);
      return g_strdup_printf (_ ("%lu–%lu h"), span.low, span.high);
    case UNIT_DAYS:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "about %lu day", "about %lu days", span.high), span.high);
    case UNIT_NONE:
    default:
      return g_strdup (_ ("under 1 min"));
    }
}

/**
 * simmer_words_for_position:
 * @position: the number as the service says it
 * @base: the number by which the service means the next in line: 0 or 1
 *
 * Returns: (transfer full) (nullable): such as "3rd in queue"; %NULL where the number is not that
 *   of a place in a queue
 */
char *
simmer_words_for_position (int position, int base)
{
  gint64 place = (gint64) position - base + 1;
  int n = (int) MIN (place, G_MAXINT);

  if (position < 0 || place < 1)
    return NULL;

  if (n % 100 >= 11 && n % 100 <= 13)
    return g_strdup_printf (_ ("%dth in queue"), n);

  /* Translators: places in a queue. English has four endings of ordinals; translate all four alike
   * if one form, such as “number %d in the queue”, serves them all. */
  switch (n % 10)
    {
    case 1:
      return g_strdup_printf (_ ("%dst in queue"), n);
    case 2:
      return g_strdup_printf (_ ("%dnd in queue"), n);
    case 3:
      return g_strdup_printf (_ ("%drd in queue"), n);
    default:
      return g_strdup_printf (_ ("%dth in queue"), n);
    }
}

/**
 * simmer_words_for_progress:
 * @progress: 0 to 1; negative where nothing is known
 * @estimated: whether it is from the usual time, not from the service
 *
 * Returns: (transfer full) (nullable): such as "62 %" or "about 40 %", rounded down, since 100 % is
 *   said of nothing that is not done; %NULL where nothing is known
 */
char *
simmer_words_for_progress (double progress, gboolean estimated)
{
  int percent;

  if (progress < 0 || isnan (progress))
    return NULL;

  /* 0.29 × 100 is a little less than 29, and samples are kept as floats: 0.9f is 0.89999998. */
  percent = (int) (MIN (progress, 1.0) * 100 + 1e-4);
  if (estimated)
    /* Translators: a no-break space stands before the percent sign. */
    return g_strdup_printf (_ ("about %d %%"), percent);

  /* Translators: a no-break space stands before the percent sign. */
  return g_strdup_printf (_ ("%d %%"), percent);
}

/**
 * simmer_words_for_raw_answer:
 * @raw_answer: an answer
 *
 * Returns: (transfer full): what kind of answer it is, such as "HTTP 200 · application/json · 214
 *   bytes"
 */
char *
simmer_words_for_raw_answer (SimmerRawAnswer *raw_answer)
{
  guint status = simmer_raw_answer_get_http_status (raw_answer);
  const char *type = simmer_raw_answer_get_media_type (raw_answer);
  g_autofree char *size = g_format_size (simmer_raw_answer_get_length (raw_answer));
  GString *words = g_string_new (NULL);

  if (status > 0)
    g_string_append_printf (words, "HTTP %u · ", status);
  if (type != NULL)
    g_string_append_printf (words, "%s · ", type);
  g_string_append (words, size);

  return g_string_free (words, FALSE);
}

/**
 * simmer_words_for_status:
 * @status: a status
 *
 * Returns: (transfer none): the word on a task's badge
 */
const char *
simmer_words_for_status (SimmerTaskStatus status)
{
  switch (status)
    {
    case SIMMER_TASK_STATUS_PENDING:
      return _ ("Waiting");
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      return _ ("Running");
    case SIMMER_TASK_STATUS_COMPLETED:
      return _ ("Done");
    case SIMMER_TASK_STATUS_FAILED:
      return _ ("Failed");
    case SIMMER_TASK_STATUS_CANCELLED:
      return _ ("Cancelled");
    default:
      return "";
    }
}
