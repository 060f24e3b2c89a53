/* The figures of an answer, whatever their spelling and form: numbers, shares, places, times. Pure.
 */

#include "simmer-measure.h"

#include "simmer-members.h"

#include <math.h>
#include <string.h>

static gboolean
parse_number (const char *text, double *number, const char **end)
{
  char *stop;

  while (g_ascii_isspace (*text))
    text++;
  *number = g_ascii_strtod (text, &stop);
  if (stop == text || !isfinite (*number))
    return FALSE;
  while (g_ascii_isspace (*stop))
    stop++;
  *end = stop;

  return TRUE;
}

/**
 * simmer_node_get_number:
 * @node: (nullable): a number, or a text that is one
 * @number: (out): the number
 *
 * Returns: whether @node is a number
 */
gboolean
simmer_node_get_number (JsonNode *node, double *number)
{
  const char *end;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return FALSE;
  if (simmer_node_is_text (node))
    return parse_number (json_node_get_string (node), number, &end) && *end == '\0';

  *number = json_node_get_double (node);
  return TRUE;
}

/* A number that is not said to be a percentage: a fraction up to 1, but a whole 1 is one percent,
 * since nothing that is still asked after is at 100 %. */
static double
scale (double number, gboolean percent, gboolean whole)
{
  if (percent || number > 1 || (whole && number > 0))
    return number / 100;

  return number;
}

/* "step 12 of 48", "Rendering: 45 percent": a share within words. */
static gboolean
find_share (const char *text, double *progress)
{
  const char *end;
  double number;
  double total;

  for (const char *p = strpbrk (text, "0123456789"); p != NULL; p = strpbrk (end, "0123456789"))
    {
      if (!parse_number (p, &number, &end))
        return FALSE;
      if (*end == '%' || g_str_has_prefix (end, "percent"))
        *progress = number / 100;
      else if ((*end == '/' || g_str_has_prefix (end, "of ")) &&
               parse_number (end + (*end == '/' ? 1 : 3), &total, &end) && total > 0)
        *progress = number / total;
      else
        continue;
      return *progress <= 1;
    }

  return FALSE;
}

/* "45%", "3/10", "3 of 10", "0.5", "45" */
static gboolean
parse_progress (const char *text, gboolean percent, double *progress)
{
  const char *end;
  double number;

  if (!parse_number (text, &number, &end) || *end != '\0')
    return find_share (text, progress);

  *progress = scale (number, percent, strpbrk (text, ".eE") == NULL);
  return TRUE;
}

static gboolean
get_ratio (JsonObject *object, double *progress)
{
  static const char *const percents[] = {
    "percent",     "percentage", "progresspercent", "percentcomplete",
    "percentdone", "pct",        "pctcomplete",     NULL,
  };
  static const char *const shares[] = {
    "value", "fraction", "progress", "ratio", "completion", NULL
  };
  static const char *const parts[] = {
    "completed", "done", "finished", "processed", "succeeded",
    "current",   "step", "value",    "progress",  NULL,
  };
  static const char *const totals[] = { "total", "max", "of", "count", "steps", NULL };
  g_autoptr (GHashTable) members = simmer_members_new (object);
  double part;
  double total;

  if (simmer_node_get_number (simmer_members_find (members, totals), &total) && total > 0 &&
      simmer_node_get_number (simmer_members_find (members, parts), &part))
    {
      *progress = part / total;
      return TRUE;
    }
  if (simmer_node_get_progress (simmer_members_find (members, percents), TRUE, progress))
    return TRUE;

  return simmer_node_get_progress (simmer_members_find (members, shares), FALSE, progress);
}

/**
 * simmer_node_get_progress:
 * @node: (nullable): a number from 0 to 1 or from 0 to 100, a text such as "45%" or "3/10", or an
 *   object of done and total
 * @percent: whether its name says that it is a percentage
 * @progress: (out): 0 to 1
 *
 * Returns: whether @node is a progress
 */
gboolean
simmer_node_get_progress (JsonNode *node, gboolean percent, double *progress)
{
  double found = -1;

  if (node == NULL)
    return FALSE;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      if (!get_ratio (json_node_get_object (node), &found))
        return FALSE;
    }
  else if (simmer_node_is_text (node))
    {
      if (!parse_progress (json_node_get_string (node), percent, &found))
        return FALSE;
    }
  else if (simmer_node_get_number (node, &found))
    found = scale (found, percent, json_node_get_value_type (node) == G_TYPE_INT64);

  if (found < 0)
    return FALSE;

  *progress = MIN (found, 1.0);
  return TRUE;
}

/**
 * simmer_node_get_place:
 * @node: (nullable): a place in a queue: a number, or a text such as "4 of 9" or "4/9"
 * @place: (out): the place
 *
 * Returns: whether @node is a place
 */
gboolean
simmer_node_get_place (JsonNode *node, double *place)
{
  const char *end;

  if (simmer_node_get_number (node, place))
    return TRUE;

  return simmer_node_is_text (node) && parse_number (json_node_get_string (node), place, &end) &&
         (*end == '/' || g_str_has_prefix (end, "of "));
}

/* How many seconds a unit is, by the letters that it begins with; 0 where it is none. */
static double
get_unit (const char *text, gsize length)
{
  static const struct
  {
    const char *name;
    double seconds;
  } units[] = {
    { "s", 1 },     { "sec", 1 },     { "secs", 1 },     { "second", 1 },   { "seconds", 1 },
    { "m", 60 },    { "min", 60 },    { "mins", 60 },    { "minute", 60 },  { "minutes", 60 },
    { "h", 3600 },  { "hr", 3600 },   { "hour", 3600 },  { "hours", 3600 }, { "ms", 0.001 },
    { "d", 86400 }, { "day", 86400 }, { "days", 86400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length && g_ascii_strncasecmp (text, units[i].name, length) == 0)
      return units[i].seconds;

  return 0;
}

/* "1m 30s", "45 seconds", and ISO 8601's "PT1M30S", whose months nobody waits for. */
static gboolean
parse_duration (const char *text, double *seconds)
{
  const char *end;
  double number;
  gboolean any = FALSE;

  *seconds = 0;
  if (*text == 'P')
    text++;
  while (*text != '\0')
    {
      gsize length;
      double unit;

      if (any && (*text == ' ' || *text == ','))
        {
          text++;
          continue;
        }
      if (*text == 'T')
        text++;
      if (!g_ascii_isdigit (*text) || !parse_number (text, &number, &end))
        return FALSE;
      for (length = 0; g_ascii_isalpha (end[length]) && !(length > 0 && end[length] == 'T');
           length++)
        ;
      unit = get_unit (end, length);
      if (unit <= 0)
        return FALSE;
      *seconds += number * unit;
      text = end + length;
      any = TRUE;
    }

  return any;
}

/* "02:05", "00:02:05" */
static gboolean
parse_clock (const char *text, double *seconds)
{
  guint n = 0;

  for (*seconds = 0; g_ascii_isdigit (*text) && n < 3; n++)
    {
      char *end;
      double part = g_ascii_strtod (text, &end);

      if (part < 0 || (n > 0 && part >= 60) || (*end != ':' && *end != '\0'))
        return FALSE;
      *seconds = *seconds * 60 + part;
      if (*end == '\0')
        return n > 0;
      text = end + 1;
    }

  return FALSE;
}

/**
 * simmer_node_get_seconds:
 * @node: (nullable): a time that something takes: seconds, a text such as "1m 30s", "00:01:30" or
 *   "PT1M30S", or an object with seconds in it
 * @seconds: (out): how many seconds
 *
 * Returns: whether @node is such a time; a moment, in words or in seconds since 1970, is none
 */
gboolean
simmer_node_get_seconds (JsonNode *node, double *seconds)
{
  static const char *const names[] = { "seconds", "secs", "value", NULL };

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GHashTable) members = simmer_members_new (json_node_get_object (node));

      node = simmer_members_find (members, names);
    }
  if (simmer_node_get_number (node, seconds))
    /* Nothing takes thirty years. */
    return *seconds >= 0 && *seconds < 1e9;

  return simmer_node_is_text (node) && (parse_clock (json_node_get_string (node), seconds) ||
                                        parse_duration (json_node_get_string (node), seconds));
}

/**
 * simmer_node_get_time:
 * @node: (nullable): a time in ISO 8601 (UTC where it names no zone), or seconds or milliseconds
 *   since 1970
 *
 * Returns: µs since 1970, 0 where @node is no time
 */
gint64
simmer_node_get_time (JsonNode *node)
{
  g_autoptr (GTimeZone) utc = NULL;
  g_autoptr (GDateTime) date = NULL;
  double number;

  if (simmer_node_get_number (node, &number))
    {
      /* Seconds reach 10¹¹ in the year 5138, milliseconds did in 1973. */
      if (number >= 1e11)
        number /= 1000;
      return number > 0 && number < 1e11 ? (gint64) (number * G_USEC_PER_SEC) : 0;
    }
  if (!simmer_node_is_text (node))
    return 0;

  utc = g_time_zone_new_utc ();
  date = g_date_time_new_from_iso8601 (json_node_get_string (node), utc);
  if (date == NULL)
    return 0;

  return g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
}
