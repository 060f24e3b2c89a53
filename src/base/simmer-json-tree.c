/* A JSON text that is known to be valid → its tree. json-glib's own parser spends most of its time
 * on finding out whether it is. Pure. */

#include "simmer-json-tree.h"

#include <string.h>

typedef struct
{
  const char *at;
  const char *end;
  GString *text; /* of the string or number that was just read */
} Reader;

static JsonNode *read_value (Reader *reader);

static char
skip_space (Reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' || *reader->at == '\t')
    reader->at++;

  return *reader->at;
}

static gunichar
read_unit (Reader *reader)
{
  gunichar unit = 0;

  for (int i = 2; i < 6; i++)
    unit = unit * 16 + (gunichar) g_ascii_xdigit_value (reader->at[i]);
  reader->at += 6;

  return unit;
}

/* Units come in whole pairs, and none is 0. */
static void
read_escape (Reader *reader)
{
  static const char letters[] = "bfnrt";
  static const char meant[] = "\b\f\n\r\t";
  const char *letter = strchr (letters, reader->at[1]);
  gunichar unit;

  if (reader->at[1] != 'u')
    {
      g_string_append_c (reader->text, letter != NULL ? meant[letter - letters] : reader->at[1]);
      reader->at += 2;
      return;
    }

  unit = read_unit (reader);
  if (unit >= 0xd800 && unit < 0xdc00)
    unit = 0x10000 + ((unit - 0xd800) << 10) + (read_unit (reader) - 0xdc00);
  g_string_append_unichar (reader->text, unit);
}

static const char *
read_string (Reader *reader)
{
  const char *from = ++reader->at;

  g_string_truncate (reader->text, 0);
  while (*reader->at != '"')
    {
      if (*reader->at != '\\')
        {
          reader->at++;
          continue;
        }
      g_string_append_len (reader->text, from, reader->at - from);
      read_escape (reader);
      from = reader->at;
    }
  g_string_append_len (reader->text, from, reader->at - from);
  reader->at++;

  return reader->text->str;
}

static JsonNode *
read_number (Reader *reader)
{
  const char *from = reader->at;
  gboolean whole = TRUE;

  for (; reader->at < reader->end; reader->at++)
    {
      char c = *reader->at;

      if (c == '.' || c == 'e' || c == 'E')
        whole = FALSE;
      else if (!g_ascii_isdigit (c) && c != '-' && c != '+')
        break;
    }
  /* The text need not end with a zero. */
  g_string_truncate (reader->text, 0);
  g_string_append_len (reader->text, from, reader->at - from);
  if (whole)
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (reader->text->str, NULL, 10));

  return json_node_init_double (json_node_alloc (), g_ascii_strtod (reader->text->str, NULL));
}

static JsonNode *
read_object (Reader *reader)
{
  g_autoptr (JsonObject) object = json_object_new ();

  do
    {
      g_autofree char *name = NULL;

      reader->at++;
      if (skip_space (reader) == '}')
        break;
      name = g_strdup (read_string (reader));
      skip_space (reader);
      reader->at++;
      json_object_set_member (object, name, read_value (reader));
    }
  while (skip_space (reader) == ',');
  reader->at++;

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_array (Reader *reader)
{
  g_autoptr (JsonArray) array = json_array_new ();

  do
    {
      reader->at++;
      if (skip_space (reader) == ']')
        break;
      json_array_add_element (array, read_value (reader));
    }
  while (skip_space (reader) == ',');
  reader->at++;

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_literal (Reader *reader)
{
  char first = *reader->at;

  reader->at += first == 'f' ? strlen ("false") : strlen ("true");
  if (first == 'n')
    return json_node_init_null (json_node_alloc ());

  return json_node_init_boolean (json_node_alloc (), first == 't');
}

static JsonNode *
read_value (Reader *reader)
{
  switch (skip_space (reader))
    {
    case '{':
      return read_object (reader);
    case '[':
      return read_array (reader);
    case '"':
      return json_node_init_string (json_node_alloc (), read_string (reader));
    case 't':
    case 'f':
    case 'n':
      return read_literal (reader);
    default:
      return read_number (reader);
    }
}

/**
 * simmer_json_tree_new:
 * @text: one JSON value in UTF-8: valid, nested no deeper than the stack bears, without half
 *   surrogate pairs, without U+0000, without numbers that 64 bits cannot hold
 * @length: its length
 *
 * Of several members of one name the last counts.
 *
 * Returns: (transfer full): its tree
 */
JsonNode *
simmer_json_tree_new (const char *text, gsize length)
{
  g_autoptr (GString) scratch = g_string_sized_new (64);
  Reader reader = { text, text + length, scratch };

  return read_value (&reader);
}
