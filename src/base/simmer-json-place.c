/* On which line of a JSON text a member stands: json-glib's tree does not remember. Pure. */

#include "simmer-json-place.h"

#include <string.h>

typedef struct
{
  const char *at;
  const char *end;
  guint line;
} Text;

static void
skip_space (Text *text)
{
  while (text->at < text->end && (g_ascii_isspace (*text->at) || *text->at == ',' ||
                                  *text->at == ':' || (guchar) *text->at >= 0x80))
    {
      text->line += *text->at == '\n';
      text->at++;
    }
}

/* A string as it is written, without its quotes; names in profiles need no escapes. */
static char *
take_string (Text *text)
{
  const char *from = ++text->at;
  char *string;

  while (text->at < text->end && *text->at != '"')
    text->at += *text->at == '\\' ? 2 : 1;
  text->at = MIN (text->at, text->end);
  string = g_strndup (from, (gsize) (text->at - from));
  if (text->at < text->end)
    text->at++;

  return string;
}

static void
skip_value (Text *text)
{
  guint depth = 0;

  do
    {
      skip_space (text);
      if (text->at >= text->end)
        return;
      if (*text->at == '"')
        g_free (take_string (text));
      else
        {
          depth += *text->at == '{' || *text->at == '[';
          if (depth > 0)
            depth -= *text->at == '}' || *text->at == ']';
          text->at++;
          while (depth == 0 && text->at < text->end &&
                 (g_ascii_isalnum (*text->at) || strchr ("+-.", *text->at) != NULL))
            text->at++;
        }
    }
  while (depth > 0);
}

/* Enters the object at @text as far as the member @name; its value comes next. */
static gboolean
enter_member (Text *text, const char *name)
{
  skip_space (text);
  if (text->at >= text->end || *text->at != '{')
    return FALSE;
  text->at++;

  for (skip_space (text); text->at < text->end && *text->at == '"'; skip_space (text))
    {
      guint line = text->line;
      g_autofree char *found = take_string (text);

      if (g_str_equal (found, name))
        {
          text->line = line;
          return TRUE;
        }
      skip_value (text);
    }

  return FALSE;
}

static gboolean
enter_element (Text *text, guint64 index)
{
  skip_space (text);
  if (text->at >= text->end || *text->at != '[')
    return FALSE;
  text->at++;

  for (guint64 i = 0; i < index; i++)
    {
      skip_space (text);
      if (text->at >= text->end || *text->at == ']')
        return FALSE;
      skip_value (text);
    }
  skip_space (text);

  return text->at < text->end && *text->at != ']';
}

/**
 * simmer_json_find_line:
 * @bytes: a JSON text that simmer_json_parse() takes
 * @where: members and elements, such as "requests.status.path" or "inputs[2].name"; "" is the root
 *
 * Returns: the line on which @where stands, from 1; where there is no such thing, that of the
 *   nearest one around it
 */
guint
simmer_json_find_line (GBytes *bytes, const char *where)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  Text text = { data, data + length, 1 };
  guint line;

  skip_space (&text);
  line = text.line;
  while (*where != '\0')
    {
      gboolean found;

      if (*where == '[')
        {
          char *close;
          guint64 index = g_ascii_strtoull (where + 1, &close, 10);

          found = enter_element (&text, index);
          where = *close == ']' ? close + 1 : close + strlen (close);
        }
      else
        {
          gsize n = strcspn (where, ".[");
          g_autofree char *name = g_strndup (where, n);

          found = enter_member (&text, name);
          where += n;
        }
      if (!found)
        return line;
      line = text.line;
      if (*where == '.')
        where++;
    }

  return line;
}

/* The first name in the value at @text that its object has had before. */
static char *
find_twin (Text *text)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char open;
  char *twin = NULL;

  skip_space (text);
  open = text->at < text->end ? *text->at : '\0';
  if (open != '{' && open != '[')
    {
      skip_value (text);
      return NULL;
    }

  text->at++;
  for (skip_space (text); twin == NULL && text->at < text->end && strchr ("}]", *text->at) == NULL;
       skip_space (text))
    {
      if (open == '{')
        {
          char *name = take_string (text);

          if (g_hash_table_contains (names, name))
            return name;
          g_hash_table_add (names, name);
        }
      twin = find_twin (text);
    }
  if (twin == NULL && text->at < text->end)
    text->at++;

  return twin;
}

/**
 * simmer_json_find_twin:
 * @bytes: a JSON text that simmer_json_parse() takes
 * @line: (out): the line on which it stands, from 1
 *
 * Returns: (transfer full) (nullable): the name of the first member that an object has twice, of
 *   which a tree keeps one
 */
char *
simmer_json_find_twin (GBytes *bytes, guint *line)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  Text text = { data, data + length, 1 };
  char *twin = find_twin (&text);

  *line = text.line;
  return twin;
}
