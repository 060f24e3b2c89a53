/* The members of an answer, whatever their spelling and form. Pure. */

#include "simmer-members.h"

#include "simmer-vocabulary.h"

#include <math.h>
#include <string.h>

#define MAX_ID      512
#define MAX_REASONS 3

/* As of simmer_vocabulary_fold(), without a copy: most names that are asked for are not there. */
static char
next_folded (const char **name)
{
  while (TRUE)
    {
      char c = *(*name)++;

      switch (c)
        {
        case '_':
        case '-':
        case '.':
        case ' ':
        case '\t':
        case '\n':
        case '\f':
        case '\r':
          continue;
        default:
          return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
        }
    }
}

static guint
hash_folded (gconstpointer name)
{
  const char *p = name;
  guint hash = 5381; /* D. J. Bernstein's, as of g_str_hash() */

  for (char c = next_folded (&p); c != '\0'; c = next_folded (&p))
    hash = hash * 33 + (guchar) c;

  return hash;
}

static gboolean
equal_folded (gconstpointer a, gconstpointer b)
{
  const char *p = a;
  const char *q = b;
  char c;

  do
    {
      c = next_folded (&p);
      if (c != next_folded (&q))
        return FALSE;
    }
  while (c != '\0');

  return TRUE;
}

/**
 * simmer_members_new:
 * @object: a JSON object, which must live as long as what is returned
 *
 * Returns: (transfer full): its members by their folded names, without those that are null; of
 *   several that are folded alike the first
 */
GHashTable *
simmer_members_new (JsonObject *object)
{
  GHashTable *members = g_hash_table_new (hash_folded, equal_folded);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!JSON_NODE_HOLDS_NULL (node) && !g_hash_table_contains (members, name))
      g_hash_table_insert (members, (char *) name, node);

  return members;
}

/**
 * simmer_members_find:
 * @members: members
 * @names: (array zero-terminated=1): folded names, the best first
 *
 * Returns: (transfer none) (nullable): the first that is there
 */
JsonNode *
simmer_members_find (GHashTable *members, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, names[i]);

      if (node != NULL)
        return node;
    }

  return NULL;
}

/**
 * simmer_members_find_text:
 * @members: members
 * @names: (array zero-terminated=1): folded names, the best first
 *
 * Returns: (transfer none) (nullable): the first that is a text with something in it
 */
JsonNode *
simmer_members_find_text (GHashTable *members, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = g_hash_table_lookup (members, names[i]);

      if (node != NULL && simmer_node_is_text (node) && *json_node_get_string (node) != '\0')
        return node;
    }

  return NULL;
}

/**
 * simmer_node_is_text:
 * @node: (nullable): a node
 *
 * Returns: whether @node is a text
 */
gboolean
simmer_node_is_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_boolean (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

/**
 * simmer_node_is_true:
 * @node: (nullable): a node
 *
 * Returns: whether @node is true
 */
gboolean
simmer_node_is_true (JsonNode *node)
{
  return is_boolean (node) && json_node_get_boolean (node);
}

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

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || is_boolean (node))
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

/* "45%", "3/10", "3 of 10", "0.5", "45" */
static gboolean
parse_progress (const char *text, gboolean percent, double *progress)
{
  const char *end;
  double number;
  double total;

  if (!parse_number (text, &number, &end))
    return FALSE;

  if (*end == '%')
    *progress = number / 100;
  else if (*end == '/' || g_str_has_prefix (end, "of "))
    {
      if (!parse_number (end + (*end == '/' ? 1 : 3), &total, &end) || total <= 0)
        return FALSE;
      *progress = number / total;
    }
  else if (*end == '\0')
    *progress = scale (number, percent, strpbrk (text, ".eE") == NULL);
  else
    return FALSE;

  return TRUE;
}

static gboolean
get_ratio (JsonObject *object, double *progress)
{
  static const char *const percents[] = {
    "percent", "percentage", "progresspercent", "percentcomplete", NULL,
  };
  static const char *const shares[] = { "value", "fraction", "progress", "ratio", NULL };
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
  if (simmer_node_get_number (simmer_members_find (members, percents), &part))
    {
      *progress = part / 100;
      return TRUE;
    }

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

/**
 * simmer_node_dup_id:
 * @node: (nullable): a text or a whole number
 *
 * Returns: (transfer full) (nullable): the name of a task; %NULL where @node cannot be one
 */
char *
simmer_node_dup_id (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (!simmer_node_is_text (node))
    return NULL;

  for (const char *p = json_node_get_string (node); *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f)
      return NULL;
  if (*json_node_get_string (node) == '\0' || strlen (json_node_get_string (node)) > MAX_ID)
    return NULL;

  return json_node_dup_string (node);
}

/**
 * simmer_text_clean:
 * @text: what a service wrote
 * @max: most characters
 *
 * Returns: (transfer full) (nullable): @text on one line, without control characters and without
 *   space at its ends, cut with an ellipsis; %NULL where nothing is left
 */
char *
simmer_text_clean (const char *text, glong max)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean space = FALSE;
  glong n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean plain = c > ' ' && c < 0x7f; /* as most are */
      GUnicodeType type = plain ? G_UNICODE_OTHER_LETTER : g_unichar_type (c);

      if ((!plain && g_unichar_isspace (c)) || type == G_UNICODE_CONTROL)
        {
          space = n > 0;
          continue;
        }
      /* Invisible marks may turn the direction of what follows; joiners hold emoji together. */
      if (type == G_UNICODE_FORMAT && c != 0x200c && c != 0x200d)
        continue;
      if (n + (space ? 2 : 1) > max)
        {
          /* The ellipsis takes the place of the last character. */
          g_string_truncate (
            out, (gsize) (g_utf8_find_prev_char (out->str, out->str + out->len) - out->str));
          g_string_append (out, "…");
          break;
        }
      if (space)
        g_string_append_c (out, ' ');
      g_string_append_unichar (out, c);
      n += space ? 2 : 1;
      space = FALSE;
    }

  return n > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static char *
dup_reasons (JsonArray *array)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = 0;

  /* A pair of what happened and what there is to say of it. */
  if (json_array_get_length (array) == 2 &&
      simmer_node_is_text (json_array_get_element (array, 0)) &&
      JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 1)))
    return simmer_node_dup_reason (json_array_get_element (array, 1));

  for (guint i = 0; i < json_array_get_length (array) && n < MAX_REASONS; i++)
    {
      g_autofree char *reason = simmer_node_dup_reason (json_array_get_element (array, i));

      if (reason == NULL)
        continue;
      if (n++ > 0)
        g_string_append (out, "; ");
      g_string_append (out, reason);
    }

  return n > 0 ? simmer_text_clean (out->str, SIMMER_MEMBERS_MAX_TEXT) : NULL;
}

/* Of a traceback, a person reads the last line. */
static const char *
skip_traceback (const char *text)
{
  const char *last = text;

  if (!g_str_has_prefix (text, "Traceback "))
    return text;

  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    if (p[1] != '\0' && !g_ascii_isspace (p[1]))
      last = p + 1;

  return last;
}

/**
 * simmer_node_dup_reason:
 * @node: (nullable): an error as a text, an object, or a list of these
 *
 * Returns: (transfer full) (nullable): what a person can read of it, in at most
 *   #SIMMER_MEMBERS_MAX_TEXT characters; %NULL where it says nothing
 */
char *
simmer_node_dup_reason (JsonNode *node)
{
  static const char *const names[] = {
    "message",          "msg",    "detail",       "details",
    "description",      "reason", "errormessage", "messages",
    "exceptionmessage", "error",  "title",        "text",
    "errorcode",        "code",   "type",         NULL,
  };
  g_autoptr (GHashTable) members = NULL;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return dup_reasons (json_node_get_array (node));
  if (simmer_node_is_text (node))
    {
      if (simmer_vocabulary_says_nothing (json_node_get_string (node)))
        return NULL;
      return simmer_text_clean (skip_traceback (json_node_get_string (node)),
                                SIMMER_MEMBERS_MAX_TEXT);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  members = simmer_members_new (json_node_get_object (node));
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *reason = simmer_node_dup_reason (g_hash_table_lookup (members, names[i]));

      if (reason != NULL)
        return reason;
    }

  return NULL;
}
