#include "config.h"

#include "simmer-cli-text.h"

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER     0x200d
#define REPLACEMENT           0xfffd

/* Marks that change the direction of text, move the cursor or hide are no part of a title: with
 * them a service could write over other lines or turn a sentence round. The joiners stay, since
 * words of some languages and many emoji need them. */
static gboolean
is_harmless (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
      return FALSE;
    case G_UNICODE_FORMAT:
      return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
    default:
      return TRUE;
    }
}

static gboolean
is_space (gunichar c)
{
  return c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || g_unichar_isspace (c);
}

/**
 * simmer_cli_text_clean:
 * @text: (nullable): anything, from a network too
 *
 * Makes one line of @text that is safe to write on a terminal: valid UTF-8, without control
 * characters and direction marks, each run of white space one space, none at the ends.
 *
 * Returns: (transfer full): the line
 */
char *
simmer_cli_text_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *line = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_space (c))
        {
          space = line->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (line, ' ');
      space = FALSE;
      g_string_append_unichar (line, is_harmless (c) ? c : REPLACEMENT);
    }

  return g_string_free (line, FALSE);
}

static int
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * simmer_cli_text_get_width:
 * @text: valid UTF-8 without control characters
 *
 * Returns: the columns that @text takes on a terminal
 */
int
simmer_cli_text_get_width (const char *text)
{
  int width = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

/* The longest start of @text that fits in @columns, combining marks with their letter. */
static const char *
find_end (const char *text, int columns)
{
  const char *p = text;
  int width = 0;

  while (*p)
    {
      width += char_width (g_utf8_get_char (p));
      if (width > columns)
        break;
      p = g_utf8_next_char (p);
    }
  return p;
}

/**
 * simmer_cli_text_fit:
 * @text: valid UTF-8 without control characters
 * @columns: columns at most
 * @ellipsis: what stands for the part that is left out
 *
 * Returns: (transfer full): @text, shortened at its end if it is wider than @columns
 */
char *
simmer_cli_text_fit (const char *text, int columns, const char *ellipsis)
{
  int mark = simmer_cli_text_get_width (ellipsis);
  const char *end;

  if (columns <= 0)
    return g_strdup ("");
  if (simmer_cli_text_get_width (text) <= columns)
    return g_strdup (text);
  if (columns < mark)
    return g_strndup (text, (gsize) (find_end (text, columns) - text));

  end = find_end (text, columns - mark);
  while (end > text && end[-1] == ' ')
    end--;
  return g_strdup_printf ("%.*s%s", (int) (end - text), text, ellipsis);
}

/**
 * simmer_cli_text_pad:
 * @text: valid UTF-8 without control characters
 * @columns: columns at least
 *
 * Returns: (transfer full): @text with spaces after it up to @columns
 */
char *
simmer_cli_text_pad (const char *text, int columns)
{
  int missing = MAX (0, columns - simmer_cli_text_get_width (text));

  return g_strdup_printf ("%s%*s", text, missing, "");
}

/**
 * simmer_cli_text_from_argument:
 * @argument: a word of the command line
 *
 * Arguments come in the locale's encoding, but UTF-8 is what people mean when it is valid, in the
 * POSIX locale of a container too.
 *
 * Returns: (transfer full) (nullable): @argument in UTF-8, or %NULL if it cannot be understood
 */
char *
simmer_cli_text_from_argument (const char *argument)
{
  if (g_utf8_validate (argument, -1, NULL))
    return g_strdup (argument);
  return g_locale_to_utf8 (argument, -1, NULL, NULL, NULL);
}

/**
 * simmer_cli_text_encode:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text in the locale's encoding; what that cannot write becomes a
 *   question mark
 */
char *
simmer_cli_text_encode (const char *text)
{
  const char *charset;
  g_autofree char *encoded = NULL;

  if (g_get_charset (&charset))
    return g_strdup (text);
  encoded = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  return encoded ? g_steal_pointer (&encoded) : g_str_to_ascii (text, "C");
}
