/* Takes text/event-stream apart. Pure. */

#include "simmer-event-stream.h"

#include <string.h>

/* Asked to stay away for longer than this, a client may as well ask by itself. */
#define MAX_RETRY (60 * 60 * (gint64) G_USEC_PER_SEC)

#define BOM        "\xef\xbb\xbf"
#define BOM_LENGTH 3

struct _SimmerEventStream
{
  gsize limit;

  /* What was added and not yet read */
  GByteArray *input; /* (owned) */
  gsize position;

  /* The line that is not yet at its end */
  GString *line; /* (owned) */
  gboolean begun;
  gboolean after_return; /* a line feed that follows belongs to the carriage return */

  /* The event that is not yet at its end */
  GString *data; /* (owned): each line with a line feed behind it */
  GString *type; /* (owned) */
  char *id;      /* (owned) */
  gint64 retry;
  gboolean broken;
};

/**
 * simmer_event_free:
 * @self: (transfer full): an event
 */
void
simmer_event_free (SimmerEvent *self)
{
  g_free (self->type);
  g_bytes_unref (self->data);
  g_free (self->id);
  g_free (self);
}

static void
begin_event (SimmerEventStream *self)
{
  g_string_truncate (self->data, 0);
  g_string_truncate (self->type, 0);
}

static void
take_retry (SimmerEventStream *self, const char *value, gsize length)
{
  gint64 milliseconds = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return;
      milliseconds = MIN (milliseconds * 10 + (value[i] - '0'), MAX_RETRY / 1000);
    }
  if (length > 0)
    self->retry = milliseconds * 1000;
}

static void
take_field (SimmerEventStream *self, const char *name, gsize n, const char *value, gsize length)
{
  if (n == 4 && memcmp (name, "data", n) == 0)
    {
      if (self->data->len + length + 1 > self->limit)
        {
          self->broken = TRUE;
          return;
        }
      g_string_append_len (self->data, value, (gssize) length);
      g_string_append_c (self->data, '\n');
    }
  else if (n == 5 && memcmp (name, "event", n) == 0)
    {
      g_string_truncate (self->type, 0);
      g_string_append_len (self->type, value, (gssize) length);
    }
  else if (n == 2 && memcmp (name, "id", n) == 0 && memchr (value, '\0', length) == NULL)
    {
      g_free (self->id);
      self->id = g_utf8_make_valid (value, (gssize) length);
    }
  else if (n == 5 && memcmp (name, "retry", n) == 0)
    take_retry (self, value, length);
}

/* Returns: (transfer full) (nullable): the event, if it has any data */
static SimmerEvent *
end_event (SimmerEventStream *self)
{
  SimmerEvent *event;
  char *data;

  if (self->data->len == 0)
    {
      begin_event (self);
      return NULL;
    }

  event = g_new (SimmerEvent, 1);
  data = g_utf8_make_valid (self->data->str, (gssize) self->data->len - 1);
  event->data = g_bytes_new_take (data, strlen (data));
  event->type = self->type->len > 0 ? g_utf8_make_valid (self->type->str, (gssize) self->type->len)
                                    : g_strdup ("message");
  event->id = g_strdup (self->id);
  begin_event (self);

  return event;
}

/* Returns: (transfer full) (nullable): the event that the line ends */
static SimmerEvent *
end_line (SimmerEventStream *self)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon;
  const char *value;
  SimmerEvent *event = NULL;

  if (!self->begun && length >= BOM_LENGTH && memcmp (line, BOM, BOM_LENGTH) == 0)
    {
      line += BOM_LENGTH;
      length -= BOM_LENGTH;
    }
  self->begun = TRUE;

  colon = memchr (line, ':', length);
  value = colon != NULL ? colon + 1 : line + length;
  if (colon != NULL && value < line + length && *value == ' ')
    value++;

  if (length == 0)
    event = end_event (self);
  else if (colon != line)
    take_field (self,
                line,
                colon != NULL ? (gsize) (colon - line) : length,
                value,
                (gsize) (line + length - value));
  g_string_truncate (self->line, 0);

  return event;
}

/* Moves bytes from the input to the line. Returns: whether the line is at its end */
static gboolean
read_line (SimmerEventStream *self)
{
  const char *from = (const char *) self->input->data + self->position;
  gsize left = self->input->len - self->position;
  gsize n = 0;

  if (self->after_return && left > 0)
    {
      self->after_return = FALSE;
      if (*from == '\n')
        {
          self->position++;
          from++;
          left--;
        }
    }

  while (n < left && from[n] != '\n' && from[n] != '\r')
    n++;
  if (self->line->len + n > self->limit)
    {
      self->broken = TRUE;
      return FALSE;
    }
  g_string_append_len (self->line, from, (gssize) n);
  self->position += n;
  if (n == left)
    return FALSE;

  self->after_return = from[n] == '\r';
  self->position++;
  return TRUE;
}

/**
 * simmer_event_stream_new:
 * @limit: most bytes of a line, and of the data of an event
 *
 * Returns: (transfer full): a stream of which nothing has come yet
 */
SimmerEventStream *
simmer_event_stream_new (gsize limit)
{
  SimmerEventStream *self = g_new0 (SimmerEventStream, 1);

  self->limit = limit;
  self->input = g_byte_array_new ();
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->type = g_string_new (NULL);
  self->id = g_strdup ("");
  self->retry = -1;

  return self;
}

/**
 * simmer_event_stream_free:
 * @self: (transfer full): a stream
 *
 * An event that was not yet at its end is none.
 */
void
simmer_event_stream_free (SimmerEventStream *self)
{
  g_byte_array_unref (self->input);
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->type, TRUE);
  g_free (self->id);
  g_free (self);
}

/**
 * simmer_event_stream_add:
 * @self: a stream
 * @bytes: what came
 * @length: how much
 *
 * Keeps @bytes until simmer_event_stream_next() has read them. What comes of a broken stream is
 * dropped.
 */
void
simmer_event_stream_add (SimmerEventStream *self, const void *bytes, gsize length)
{
  if (self->broken)
    return;
  if (self->position == self->input->len)
    {
      g_byte_array_set_size (self->input, 0);
      self->position = 0;
    }
  g_byte_array_append (self->input, bytes, (guint) length);
}

/**
 * simmer_event_stream_next:
 * @self: a stream
 *
 * To be called until there is nothing more, after each simmer_event_stream_add(). NULs and
 * bytes that are not UTF-8 are replaced by U+FFFD.
 *
 * Returns: (transfer full) (nullable): the next event that is whole
 */
SimmerEvent *
simmer_event_stream_next (SimmerEventStream *self)
{
  while (!self->broken && read_line (self))
    {
      SimmerEvent *event = end_line (self);

      if (event != NULL)
        return event;
    }

  return NULL;
}

/**
 * simmer_event_stream_is_broken:
 * @self: a stream
 *
 * Returns: whether it went over the limit, after which it gives no more events
 */
gboolean
simmer_event_stream_is_broken (SimmerEventStream *self)
{
  return self->broken;
}

/**
 * simmer_event_stream_get_retry:
 * @self: a stream
 *
 * Returns: how long it wants a client to wait before it connects anew, µs; -1 if it did not say
 */
gint64
simmer_event_stream_get_retry (SimmerEventStream *self)
{
  return self->retry;
}
