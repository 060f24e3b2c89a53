/* Bytes that a test puts in are read by whoever reads, in a later turn of the main loop. */

#include "simmer-fake-stream.h"

#include <string.h>

struct _SimmerFakeStream
{
  GInputStream parent_instance;

  SimmerFakeStreamFunc left;
  gpointer left_data;
  GString *text; /* (owned): not yet read */
  GTask *reader; /* (owned) (nullable): who waits for more */
  void *buffer;  /* (unowned): the reader's */
  gsize count;
  GCancellable *cancellable; /* (owned) (nullable): of its one reader */
  gulong handler;
  gboolean ended;
  gboolean broken;
};

G_DEFINE_FINAL_TYPE (SimmerFakeStream, simmer_fake_stream, G_TYPE_INPUT_STREAM)

static void
serve (SimmerFakeStream *self)
{
  g_autoptr (GTask) reader = NULL;
  gsize n = MIN (self->text->len, self->count);

  if (self->reader == NULL || (n == 0 && !self->ended))
    return;

  reader = g_steal_pointer (&self->reader);
  if (n == 0 && self->broken)
    {
      g_task_return_new_error (reader, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "It broke");
      return;
    }

  memcpy (self->buffer, self->text->str, n);
  g_string_erase (self->text, 0, (gssize) n);
  g_task_return_int (reader, (gssize) n);
}

static void
leave (SimmerFakeStream *self)
{
  SimmerFakeStreamFunc left = g_steal_pointer (&self->left);

  if (left != NULL)
    left (self->left_data);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_task_return_error_if_cancelled (user_data);
  return G_SOURCE_REMOVE;
}

/* What was on its way to the reader is of no use to it any more, either. */
static void
cancelled_cb (GCancellable *cancellable, SimmerFakeStream *self)
{
  if (self->reader != NULL)
    g_idle_add_full (
      G_PRIORITY_DEFAULT, give_up_cb, g_steal_pointer (&self->reader), g_object_unref);
  leave (self);
}

static void
simmer_fake_stream_read_async (GInputStream *stream,
                               void *buffer,
                               gsize count,
                               int priority,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SimmerFakeStream *self = SIMMER_FAKE_STREAM (stream);
  GTask *reader = g_task_new (self, cancellable, callback, user_data);

  g_assert_null (self->reader);
  self->reader = reader;
  self->buffer = buffer;
  self->count = count;
  if (self->cancellable == NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->handler = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self);
    }
  serve (self);
}

static gssize
simmer_fake_stream_read_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
simmer_fake_stream_finalize (GObject *object)
{
  SimmerFakeStream *self = SIMMER_FAKE_STREAM (object);

  leave (self);
  if (self->handler != 0)
    g_signal_handler_disconnect (self->cancellable, self->handler);
  g_clear_object (&self->cancellable);
  g_string_free (self->text, TRUE);

  G_OBJECT_CLASS (simmer_fake_stream_parent_class)->finalize (object);
}

static void
simmer_fake_stream_class_init (SimmerFakeStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_fake_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_async = simmer_fake_stream_read_async;
  G_INPUT_STREAM_CLASS (klass)->read_finish = simmer_fake_stream_read_finish;
}

static void
simmer_fake_stream_init (SimmerFakeStream *self)
{
  self->text = g_string_new (NULL);
}

/**
 * simmer_fake_stream_new:
 * @left: called once, when its reader gave up or nobody holds it any more
 * @user_data: for @left
 *
 * Returns: (transfer full): a stream that says nothing yet
 */
SimmerFakeStream *
simmer_fake_stream_new (SimmerFakeStreamFunc left, gpointer user_data)
{
  SimmerFakeStream *self = g_object_new (SIMMER_TYPE_FAKE_STREAM, NULL);

  self->left = left;
  self->left_data = user_data;

  return self;
}

/**
 * simmer_fake_stream_say:
 * @self: a stream
 * @text: what it says
 */
void
simmer_fake_stream_say (SimmerFakeStream *self, const char *text)
{
  g_string_append (self->text, text);
  serve (self);
}

/**
 * simmer_fake_stream_end:
 * @self: a stream
 * @broken: whether as by a fault of the line
 *
 * It says nothing more after what it said.
 */
void
simmer_fake_stream_end (SimmerFakeStream *self, gboolean broken)
{
  self->ended = TRUE;
  self->broken = broken;
  serve (self);
}
