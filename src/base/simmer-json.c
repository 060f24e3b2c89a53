/* Bytes → JSON tree, safely. json-glib's parser trusts its input: it recurses without a limit,
 * asserts on half a surrogate pair, wraps integers over 2⁶³, reads 1e999 as infinity, and knows
 * comments; and its objects take quadratic time over names that occur twice. So the bytes are
 * checked against the grammar of RFC 8259 first, without recursion, and what json-glib's tree
 * cannot hold is refused or put into a form that it can. Pure. */

#include "config.h"

#include "simmer-json.h"

#include "simmer-error.h"
#include "simmer-json-tree.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_CLOSE,
  EXPECT_NAME,
  EXPECT_NAME_OR_CLOSE,
  EXPECT_COMMA_OR_CLOSE,
  EXPECT_END,
} Expect;

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  const char *copied; /* everything before this is in @copy */
  GString *copy;      /* (owned) (nullable): the repaired text, if a repair was needed */
  char closers[SIMMER_JSON_MAX_DEPTH];
  guint16 n_members[SIMMER_JSON_MAX_DEPTH];
  guint depth;
  guint n_values;
  gboolean is_file; /* a file of this machine's, and no answer of a service */
  Expect expect;
} Scan;

static guint
get_line (Scan *scan)
{
  guint line = 1;

  for (const char *p = scan->start; p < scan->at; p++)
    line += *p == '\n';

  return line;
}

static gboolean
fail (Scan *scan, GError **error, const char *reason)
{
  /* Translators: first the line number, then the reason, such as “a string does not end”. */
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_MALFORMED,
               scan->is_file ? _ ("The file is not valid JSON: line %u: %s.")
                             : _ ("The answer is not valid JSON: line %u: %s."),
               get_line (scan),
               reason);
  return FALSE;
}

static gboolean
fail_large (GError **error, const char *reason)
{
  g_set_error_literal (error, SIMMER_ERROR, SIMMER_ERROR_TOO_LARGE, reason);
  return FALSE;
}

/* Puts @text into the place of the bytes from @from to @to. */
static void
repair (Scan *scan, const char *from, const char *to, const char *before, const char *after)
{
  if (scan->copy == NULL)
    {
      scan->copy = g_string_sized_new ((gsize) (scan->end - scan->start) + 16);
      scan->copied = scan->start;
    }
  g_string_append_len (scan->copy, scan->copied, from - scan->copied);
  g_string_append (scan->copy, before);
  if (after != NULL)
    {
      g_string_append_len (scan->copy, from, to - from);
      g_string_append (scan->copy, after);
    }
  scan->copied = to;
}

/* The code unit of "\uXXXX" at @p, or -1. */
static int
read_unit (const Scan *scan, const char *p)
{
  int unit = 0;

  if (scan->end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return -1;

  for (int i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (p[i]);
    }

  return unit;
}

static gboolean
scan_escape (Scan *scan, GError **error)
{
  const char *p = scan->at;
  int unit;

  if (scan->end - p >= 2 && p[1] != 'u' && p[1] != '\0' && strchr ("\"\\/bfnrt", p[1]) != NULL)
    {
      scan->at += 2;
      return TRUE;
    }

  unit = read_unit (scan, p);
  if (unit < 0)
    return fail (scan, error, _ ("a backslash stands before something unknown"));

  if (unit >= 0xd800 && unit < 0xdc00)
    {
      int low = read_unit (scan, p + 6);

      if (low >= 0xdc00 && low < 0xe000)
        {
          scan->at += 12;
          return TRUE;
        }
    }

  /* Half a character (a text cut in the middle of one), or an end of string inside a string. */
  if ((unit >= 0xd800 && unit < 0xe000) || unit == 0)
    repair (scan, p, p + 6, "\\ufffd", NULL);
  scan->at += 6;

  return TRUE;
}

static gboolean
scan_string (Scan *scan, GError **error)
{
  scan->at++;
  while (scan->at < scan->end && *scan->at != '"')
    {
      if ((guchar) *scan->at < 0x20)
        return fail (scan, error, _ ("a string holds a control character"));
      if (*scan->at != '\\')
        scan->at++;
      else if (!scan_escape (scan, error))
        return FALSE;
    }
  if (scan->at == scan->end)
    return fail (scan, error, _ ("a string does not end"));
  scan->at++;

  return TRUE;
}

static guint
skip_digits (Scan *scan)
{
  const char *from = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;

  return (guint) (scan->at - from);
}

/* Whether the number between @from and scan->at can be held; an integer over 64 bits (a seed, an
 * id) is kept to the digit, as a string. */
static gboolean
check_number (Scan *scan, const char *from, gboolean is_integer, GError **error)
{
  g_autofree char *text = NULL;

  if (is_integer && scan->at - from <= 18)
    return TRUE;

  text = g_strndup (from, (gsize) (scan->at - from));
  if (is_integer)
    {
      errno = 0;
      g_ascii_strtoll (text, NULL, 10);
      if (errno == ERANGE)
        repair (scan, from, scan->at, "\"", "\"");
    }
  else if (!isfinite (g_ascii_strtod (text, NULL)))
    {
      return fail (scan, error, _ ("a number is too large"));
    }

  return TRUE;
}

static gboolean
scan_number (Scan *scan, GError **error)
{
  const char *from = scan->at;
  gboolean is_integer = TRUE;
  gboolean ok;

  if (*scan->at == '-')
    scan->at++;
  if (scan->at < scan->end && *scan->at == '0')
    {
      scan->at++;
      ok = TRUE;
    }
  else
    ok = skip_digits (scan) > 0;

  if (ok && scan->at < scan->end && *scan->at == '.')
    {
      is_integer = FALSE;
      scan->at++;
      ok = skip_digits (scan) > 0;
    }
  if (ok && scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E'))
    {
      is_integer = FALSE;
      scan->at++;
      if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
        scan->at++;
      ok = skip_digits (scan) > 0;
    }
  if (!ok)
    return fail (scan, error, _ ("a number is not complete"));

  return check_number (scan, from, is_integer, error);
}

static gboolean
scan_literal (Scan *scan, GError **error)
{
  static const char *const literals[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      gsize length = strlen (literals[i]);

      if ((gsize) (scan->end - scan->at) >= length && memcmp (scan->at, literals[i], length) == 0)
        {
          scan->at += length;
          return TRUE;
        }
    }

  return fail (scan, error, _ ("something is not a value"));
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end &&
         (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
    scan->at++;
}

static void
value_ends (Scan *scan)
{
  scan->expect = scan->depth > 0 ? EXPECT_COMMA_OR_CLOSE : EXPECT_END;
}

static gboolean
scan_open (Scan *scan, GError **error)
{
  if (scan->depth == SIMMER_JSON_MAX_DEPTH)
    return fail (scan, error, _ ("it is nested too deeply"));

  scan->expect = *scan->at == '{' ? EXPECT_NAME_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
  scan->closers[scan->depth] = *scan->at == '{' ? '}' : ']';
  scan->n_members[scan->depth] = 0;
  scan->depth++;
  scan->at++;

  return TRUE;
}

static void
scan_close (Scan *scan)
{
  scan->at++;
  scan->depth--;
  value_ends (scan);
}

static gboolean
scan_value (Scan *scan, GError **error)
{
  char c = *scan->at;

  if (++scan->n_values > SIMMER_JSON_MAX_VALUES)
    return fail_large (error,
                       scan->is_file ? _ ("The file holds too many values.")
                                     : _ ("The answer holds too many values."));

  if (c == '{' || c == '[')
    return scan_open (scan, error);

  if (c == '"')
    {
      if (!scan_string (scan, error))
        return FALSE;
    }
  else if (c == '-' || g_ascii_isdigit (c))
    {
      if (!scan_number (scan, error))
        return FALSE;
    }
  else if (!scan_literal (scan, error))
    {
      return FALSE;
    }
  value_ends (scan);

  return TRUE;
}

static gboolean
scan_name (Scan *scan, GError **error)
{
  if (*scan->at != '"')
    return fail (scan, error, _ ("a name is missing"));
  if (++scan->n_members[scan->depth - 1] > SIMMER_JSON_MAX_MEMBERS)
    return fail_large (error,
                       scan->is_file ? _ ("The file holds an object with too many members.")
                                     : _ ("The answer holds an object with too many members."));
  if (!scan_string (scan, error))
    return FALSE;
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != ':')
    return fail (scan, error, _ ("a colon is missing"));

  scan->at++;
  scan->expect = EXPECT_VALUE;

  return TRUE;
}

static gboolean
scan_comma (Scan *scan, GError **error)
{
  if (*scan->at != ',')
    return fail (scan, error, _ ("a comma is missing"));

  scan->at++;
  scan->expect = scan->closers[scan->depth - 1] == '}' ? EXPECT_NAME : EXPECT_VALUE;

  return TRUE;
}

static gboolean
scan_step (Scan *scan, GError **error)
{
  gboolean closes = scan->depth > 0 && *scan->at == scan->closers[scan->depth - 1];

  switch (scan->expect)
    {
    case EXPECT_VALUE_OR_CLOSE:
    case EXPECT_NAME_OR_CLOSE:
    case EXPECT_COMMA_OR_CLOSE:
      if (closes)
        {
          scan_close (scan);
          return TRUE;
        }
      if (scan->expect == EXPECT_COMMA_OR_CLOSE)
        return scan_comma (scan, error);
      if (scan->expect == EXPECT_NAME_OR_CLOSE)
        return scan_name (scan, error);
      return scan_value (scan, error);
    case EXPECT_NAME:
      return scan_name (scan, error);
    case EXPECT_VALUE:
      return scan_value (scan, error);
    case EXPECT_END:
    default:
      return fail (scan, error, _ ("something stands behind its end"));
    }
}

static gboolean
scan_all (Scan *scan, GError **error)
{
  skip_space (scan);
  if (scan->at == scan->end)
    {
      g_set_error_literal (error,
                           SIMMER_ERROR,
                           SIMMER_ERROR_MALFORMED,
                           scan->is_file ? _ ("The file is empty.") : _ ("The answer is empty."));
      return FALSE;
    }

  while (scan->at < scan->end)
    {
      if (!scan_step (scan, error))
        return FALSE;
      skip_space (scan);
    }
  if (scan->expect != EXPECT_END)
    return fail (scan, error, _ ("it ends too early"));

  if (scan->copy != NULL)
    g_string_append_len (scan->copy, scan->copied, scan->end - scan->copied);

  return TRUE;
}

static JsonNode *
parse (GBytes *bytes, gboolean is_file, GError **error)
{
  g_autoptr (GString) copy = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  Scan scan = { .is_file = is_file };
  gboolean ok;

  if (length > (is_file ? SIMMER_JSON_MAX_FILE : SIMMER_JSON_MAX_SIZE))
    {
      fail_large (error,
                  is_file ? _ ("The file is larger than 64 MiB.")
                          : _ ("The answer is larger than 4 MiB."));
      return NULL;
    }
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      length -= 3;
    }
  if (length > 0 && !g_utf8_validate_len (data, length, NULL))
    {
      g_set_error_literal (error,
                           SIMMER_ERROR,
                           SIMMER_ERROR_MALFORMED,
                           is_file ? _ ("The file is not text in UTF-8.")
                                   : _ ("The answer is not text in UTF-8."));
      return NULL;
    }

  scan.start = scan.at = data;
  scan.end = data + length;
  ok = scan_all (&scan, error);
  copy = scan.copy;
  if (!ok)
    return NULL;

  return copy != NULL ? simmer_json_tree_new (copy->str, copy->len)
                      : simmer_json_tree_new (data, length);
}

/**
 * simmer_json_find_break:
 * @bytes: a text that simmer_json_parse_file() refuses
 *
 * Returns: the line, from 1, on which it ceases to be JSON; 1 where that is no line's fault
 */
guint
simmer_json_find_break (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  Scan scan = { .is_file = TRUE, .start = data, .at = data, .end = data + length };
  guint line;

  if (length > SIMMER_JSON_MAX_FILE || !g_utf8_validate_len (data, length, NULL))
    return 1;

  line = scan_all (&scan, NULL) ? 1 : get_line (&scan);
  if (scan.copy != NULL)
    g_string_free (scan.copy, TRUE);

  return line;
}

/**
 * simmer_json_parse:
 * @bytes: a JSON text in UTF-8, with or without a byte order mark
 * @error: return location
 *
 * Reads JSON from a source that is not trusted. A member that occurs twice has its last value. An
 * integer that 64 bits cannot hold becomes a string of its digits; half of a surrogate pair and
 * U+0000 become U+FFFD.
 *
 * Errors: %SIMMER_ERROR_TOO_LARGE over #SIMMER_JSON_MAX_SIZE bytes or #SIMMER_JSON_MAX_VALUES
 * values or #SIMMER_JSON_MAX_MEMBERS members of one object; %SIMMER_ERROR_MALFORMED where it is
 * empty, is no JSON, is nested deeper than #SIMMER_JSON_MAX_DEPTH, or holds a number that is too
 * large.
 *
 * Returns: (transfer full): the root
 */
JsonNode *
simmer_json_parse (GBytes *bytes, GError **error)
{
  return parse (bytes, FALSE, error);
}

/**
 * simmer_json_parse_file:
 * @bytes: what a file of this machine holds
 * @error: return location
 *
 * As simmer_json_parse(), but up to #SIMMER_JSON_MAX_FILE bytes, and errors are about a file.
 *
 * Returns: (transfer full): the root
 */
JsonNode *
simmer_json_parse_file (GBytes *bytes, GError **error)
{
  return parse (bytes, TRUE, error);
}

/**
 * simmer_json_parse_typed:
 * @text: what a person wrote
 * @type: "object" or "array"
 *
 * Returns: (transfer full) (nullable): what @text says, if it is JSON of that type
 */
JsonNode *
simmer_json_parse_typed (const char *text, const char *type)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonNode) root = simmer_json_parse (bytes, NULL);

  if (root == NULL || (g_str_equal (type, "object") ? !JSON_NODE_HOLDS_OBJECT (root)
                                                    : !JSON_NODE_HOLDS_ARRAY (root)))
    return NULL;

  return g_steal_pointer (&root);
}

/**
 * simmer_json_to_string:
 * @node: a JSON tree
 *
 * Returns: (transfer full): the tree on one line, without needless space
 */
char *
simmer_json_to_string (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}
