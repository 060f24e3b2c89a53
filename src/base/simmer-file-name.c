/* File names from what people and services write. Pure. */

#include "simmer-file-name.h"

#define MOST_CHARACTERS 48

/**
 * simmer_file_name_from_title:
 * @title: a prompt, in any script
 *
 * Letters and digits of any script stay, in lower case; everything else, separators and control
 * characters among it, becomes single hyphens. So the name can hold no path, cannot be hidden and
 * needs no quoting in a shell.
 *
 * Returns: (transfer full): at most 48 characters, without an extension; "result" if nothing is
 *   left
 */
char *
simmer_file_name_from_title (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *name = g_string_new (NULL);
  guint n = 0;
  gboolean gap = FALSE;

  for (const char *p = normal; *p != '\0' && n < MOST_CHARACTERS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
        {
          gap = name->len > 0;
          continue;
        }
      if (gap)
        {
          g_string_append_c (name, '-');
          n++;
          gap = FALSE;
        }
      g_string_append_unichar (name, g_unichar_tolower (c));
      n++;
    }
  if (name->len == 0)
    g_string_append (name, "result");

  return g_string_free (name, FALSE);
}
