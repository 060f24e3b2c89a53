/* The body of a request with files in it, read as it goes out. */

#include "config.h"

#include "simmer-body-stream.h"

#include <string.h>

#include "simmer-chosen-file.h"

/* A multiple of 3, so that base64 of each but the last comes out even. */
#define CHUNK (48 * 1024)

/* Bytes of the body, or a file in it. */
typedef struct
{
  GBytes *bytes;                    /* (owned) (nullable) */
  const SimmerEnclosure *enclosure; /* (nullable) */
} Piece;

struct _SimmerBodyStream
{
  GInputStream parent_instance;

  GPtrArray *enclosures; /* (owned) */
  GArray *pieces;        /* (owned) (element-type Piece) */
  gint64 length;

  guint piece;        /* which is next */
  gsize sent;         /* of the bytes at hand */
  GBytes *at_hand;    /* (owned) (nullable) */
  GInputStream *file; /* (owned) (nullable) */
  gint64 n_read;      /* of the file */
  GError *error;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SimmerBodyStream, simmer_body_stream, G_TYPE_INPUT_STREAM)

static void
clear_piece (gpointer data)
{
  g_clear_pointer (&((Piece *) data)->bytes, g_bytes_unref);
}

static gboolean
read_chunk (SimmerBodyStream *self,
            const SimmerEnclosure *enclosure,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gsize n = 0;

  if (self->file == NULL)
    {
      self->file = simmer_chosen_file_open (enclosure, cancellable, error);
      self->n_read = 0;
    }
  if (self->file == NULL ||
      !g_input_stream_read_all (self->file, chunk, CHUNK, &n, cancellable, error))
    return FALSE;

  /* As many bytes as were announced: a file that somebody writes to meanwhile is another. */
  self->n_read += (gint64) n;
  if (self->n_read > enclosure->size || (n < CHUNK && self->n_read != enclosure->size))
    {
      simmer_chosen_file_set_changed (enclosure, error);
      return FALSE;
    }
  if (n < CHUNK)
    g_clear_object (&self->file);
  if (n == 0)
    self->at_hand = NULL;
  else if (enclosure->base64)
    {
      char *text = g_base64_encode (chunk, n);

      self->at_hand = g_bytes_new_take (text, strlen (text));
    }
  else
    self->at_hand = g_bytes_new_take (g_steal_pointer (&chunk), n);
  self->sent = 0;

  return TRUE;
}

/* Whether there is more; it is at hand then. */
static gboolean
advance (SimmerBodyStream *self, GCancellable *cancellable, GError **error)
{
  while (self->at_hand == NULL && self->piece < self->pieces->len)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, self->piece);

      if (piece->enclosure == NULL)
        {
          self->at_hand = g_bytes_ref (piece->bytes);
          self->sent = 0;
          self->piece++;
          continue;
        }
      if (!read_chunk (self, piece->enclosure, cancellable, error))
        return FALSE;
      if (self->file == NULL)
        self->piece++;
    }

  return TRUE;
}

static gssize
simmer_body_stream_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  SimmerBodyStream *self = SIMMER_BODY_STREAM (stream);
  g_autoptr (GError) trouble = NULL;
  const guint8 *data;
  gsize size;
  gsize n;

  if (!advance (self, cancellable, &trouble))
    {
      if (self->error == NULL && trouble->domain == SIMMER_ERROR)
        self->error = g_error_copy (trouble);
      g_propagate_error (error, g_steal_pointer (&trouble));
      return -1;
    }
  if (self->at_hand == NULL)
    return 0;

  data = g_bytes_get_data (self->at_hand, &size);
  n = MIN (count, size - self->sent);
  memcpy (buffer, data + self->sent, n);
  self->sent += n;
  if (self->sent == size)
    g_clear_pointer (&self->at_hand, g_bytes_unref);

  return (gssize) n;
}

static void
simmer_body_stream_finalize (GObject *object)
{
  SimmerBodyStream *self = SIMMER_BODY_STREAM (object);

  g_array_unref (self->pieces);
  g_ptr_array_unref (self->enclosures);
  g_clear_pointer (&self->at_hand, g_bytes_unref);
  g_clear_object (&self->file);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (simmer_body_stream_parent_class)->finalize (object);
}

static void
simmer_body_stream_class_init (SimmerBodyStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_body_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = simmer_body_stream_read;
}

static void
simmer_body_stream_init (SimmerBodyStream *self)
{
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, clear_piece);
}

static void
add_bytes (SimmerBodyStream *self, GBytes *body, gsize start, gsize end)
{
  Piece piece = { .bytes = g_bytes_new_from_bytes (body, start, end - start) };

  if (end == start)
    {
      clear_piece (&piece);
      return;
    }
  g_array_append_val (self->pieces, piece);
  self->length += (gint64) (end - start);
}

/* The first token from @start on. */
static const SimmerEnclosure *
find_next (SimmerBodyStream *self, const char *data, gsize start, gsize size, gsize *where)
{
  const SimmerEnclosure *found = NULL;

  for (guint i = 0; i < self->enclosures->len; i++)
    {
      const SimmerEnclosure *enclosure = self->enclosures->pdata[i];
      const char *place =
        memmem (data + start, size - start, enclosure->token, strlen (enclosure->token));

      if (place != NULL && (found == NULL || (gsize) (place - data) < *where))
        {
          found = enclosure;
          *where = (gsize) (place - data);
        }
    }

  return found;
}

/**
 * simmer_body_stream_new:
 * @body: a body in which tokens stand for files
 * @enclosures: (element-type SimmerEnclosure): which files
 *
 * Returns: (transfer full): the body with the files in it
 */
GInputStream *
simmer_body_stream_new (GBytes *body, GPtrArray *enclosures)
{
  SimmerBodyStream *self = g_object_new (SIMMER_TYPE_BODY_STREAM, NULL);
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  const SimmerEnclosure *next;
  gsize start = 0;
  gsize where = 0;

  self->enclosures = g_ptr_array_ref (enclosures);
  while ((next = find_next (self, data, start, size, &where)) != NULL)
    {
      Piece piece = { .enclosure = next };

      add_bytes (self, body, start, where);
      g_array_append_val (self->pieces, piece);
      self->length += simmer_enclosure_get_length (next);
      start = where + strlen (next->token);
    }
  add_bytes (self, body, start, size);

  return G_INPUT_STREAM (self);
}

/**
 * simmer_body_stream_get_length:
 * @self: a body
 *
 * Returns: all of its bytes, known before any file is read
 */
gint64
simmer_body_stream_get_length (SimmerBodyStream *self)
{
  return self->length;
}

/**
 * simmer_body_stream_get_error:
 * @self: a body that nobody reads any more
 *
 * Returns: (transfer none) (nullable): what was wrong with a file
 */
const GError *
simmer_body_stream_get_error (SimmerBodyStream *self)
{
  return self->error;
}
