/* How the tasks of an account are to be followed, as words: live=no pace=fewer shortest=5 … */

#include "config.h"

#include "simmer-cli-wishes.h"

#include <glib/gi18n.h>
#include <math.h>

#define LONGEST_INTERVAL (24 * 60 * 60)
#define LONGEST_LIMIT    (7 * LONGEST_INTERVAL)

/* Returns: whether @text is a time of at most @most seconds, or @none for 0 */
static gboolean
read_time (const char *text, const char *none, double most, gint64 *time)
{
  char *end;
  double seconds = g_ascii_strtod (text, &end);

  if (g_str_equal (text, none))
    *time = 0;
  else if (end != text && *end == '\0' && isfinite (seconds) && seconds > 0 && seconds <= most)
    *time = MAX (1, (gint64) (seconds * G_USEC_PER_SEC));
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_word (SimmerWishes *wishes, const char *key, const char *value)
{
  if (g_str_equal (key, "live"))
    {
      wishes->no_live = g_str_equal (value, "no");
      return wishes->no_live || g_str_equal (value, "yes");
    }
  if (g_str_equal (key, "pace"))
    return simmer_eagerness_from_string (value, &wishes->eagerness);
  if (g_str_equal (key, "shortest"))
    return read_time (value, "usual", LONGEST_INTERVAL, &wishes->minimum);
  if (g_str_equal (key, "longest"))
    return read_time (value, "usual", LONGEST_INTERVAL, &wishes->maximum);

  return g_str_equal (key, "limit") && read_time (value, "none", LONGEST_LIMIT, &wishes->deadline);
}

/**
 * simmer_cli_wishes_read:
 * @wishes: (inout): what is wished until now; changed by what is written
 * @words: (array zero-terminated=1): each KEY=VALUE
 * @error: return location; domain %G_OPTION_ERROR
 *
 * Returns: whether all of it was understood
 */
gboolean
simmer_cli_wishes_read (SimmerWishes *wishes, const char *const *words, GError **error)
{
  SimmerWishes read = *wishes;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);

      if (g_strv_length (parts) == 2 && read_word (&read, parts[0], parts[1]))
        continue;
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is none of live=yes|no, pace=usual|fewer|normal|faster, "
                      "shortest=SECONDS|usual, longest=SECONDS|usual, limit=SECONDS|none."),
                   words[i]);
      return FALSE;
    }
  if (read.maximum > 0 && read.minimum > read.maximum)
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_BAD_VALUE,
                           _ ("The shortest interval would be longer than the longest. Give both, "
                              "or one of them as “usual”."));
      return FALSE;
    }

  *wishes = read;
  return TRUE;
}

static void
append_time (GString *text, const char *key, gint64 time, const char *none)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.15g", (double) time / G_USEC_PER_SEC);
  g_string_append_printf (text, " %s=%s", key, time > 0 ? number : none);
}

/**
 * simmer_cli_wishes_describe:
 * @wishes: wishes
 *
 * Returns: (transfer full): the words that simmer_cli_wishes_read() takes
 */
char *
simmer_cli_wishes_describe (const SimmerWishes *wishes)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "live=%s pace=%s",
                          wishes->no_live ? "no" : "yes",
                          simmer_eagerness_to_string (wishes->eagerness));
  append_time (text, "shortest", wishes->minimum, "usual");
  append_time (text, "longest", wishes->maximum, "usual");
  append_time (text, "limit", wishes->deadline, "none");

  return g_string_free (text, FALSE);
}
