/* As much of a text as a window can show. Files are read in a thread. */

#include "simmer-text-excerpt.h"

#include <string.h>

/* A paragraph much longer than this takes Pango longer to lay out than a frame lasts. */
#define MAX_LINE 4096

typedef struct
{
  GFile *file;   /* (owned) (nullable) */
  GBytes *bytes; /* (owned) (nullable) */
} ReadJob;

static void
read_job_free (ReadJob *job)
{
  g_clear_object (&job->file);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
}

void
simmer_text_excerpt_free (SimmerTextExcerpt *self)
{
  g_free (self->text);
  g_free (self);
}

/* Where a text of size bytes may end without cutting a character in two. */
static gsize
find_cut (const char *bytes, gsize size, gsize limit)
{
  gsize cut = limit;

  if (size <= limit)
    return size;
  while (cut > limit - 4 && ((guchar) bytes[cut] & 0xc0) == 0x80)
    cut--;

  return cut;
}

static char *
break_lines (const char *text, gboolean *broken)
{
  g_autoptr (GString) out = g_string_sized_new (strlen (text) + 64);
  const char *line = text;

  while (*line != '\0')
    {
      gsize length = strcspn (line, "\n");

      while (length > MAX_LINE)
        {
          gsize cut = find_cut (line, length, MAX_LINE);

          g_string_append_len (out, line, (gssize) cut);
          g_string_append_c (out, '\n');
          line += cut;
          length -= cut;
          *broken = TRUE;
        }
      g_string_append_len (out, line, (gssize) length);
      line += length;
      if (*line == '\n')
        g_string_append_c (out, *line++);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * simmer_text_excerpt_new:
 * @bytes: a text, perhaps not UTF-8, with any bytes in it
 * @size: how many bytes
 *
 * Returns: (transfer full): its beginning
 */
SimmerTextExcerpt *
simmer_text_excerpt_new (const char *bytes, gsize size)
{
  SimmerTextExcerpt *self = g_new0 (SimmerTextExcerpt, 1);
  gsize cut = find_cut (bytes, size, SIMMER_TEXT_EXCERPT_SIZE);
  g_autofree char *valid = g_utf8_make_valid (bytes, (gssize) cut);
  gboolean broken = FALSE;

  self->text = break_lines (valid, &broken);
  self->size = (goffset) size;
  self->whole = cut == size && !broken;

  return self;
}

static SimmerTextExcerpt *
read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *buffer = NULL;
  SimmerTextExcerpt *excerpt;
  gsize n;

  if (stream == NULL)
    return NULL;

  /* One byte more than is shown tells whether there is more. */
  buffer = g_malloc (SIMMER_TEXT_EXCERPT_SIZE + 1);
  if (!g_input_stream_read_all (
        G_INPUT_STREAM (stream), buffer, SIMMER_TEXT_EXCERPT_SIZE + 1, &n, cancellable, error))
    return NULL;

  excerpt = simmer_text_excerpt_new (buffer, n);
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  if (info != NULL)
    excerpt->size = g_file_info_get_size (info);

  return excerpt;
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ReadJob *job = task_data;
  SimmerTextExcerpt *excerpt;
  GError *error = NULL;

  if (job->file != NULL)
    {
      excerpt = read_file (job->file, cancellable, &error);
    }
  else
    {
      gsize size;
      const char *bytes = g_bytes_get_data (job->bytes, &size);

      excerpt = simmer_text_excerpt_new (bytes != NULL ? bytes : "", size);
    }

  if (excerpt != NULL)
    g_task_return_pointer (task, excerpt, (GDestroyNotify) simmer_text_excerpt_free);
  else
    g_task_return_error (task, error);
}

/**
 * simmer_text_excerpt_read_async:
 * @file: (nullable): where the text is, or
 * @bytes: (nullable): its bytes
 * @cancellable: (nullable): stops the work
 * @callback: called in the thread-default main context
 * @user_data: for @callback
 *
 * Reads a text's beginning in a thread.
 */
void
simmer_text_excerpt_read_async (GFile *file,
                                GBytes *bytes,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  ReadJob *job = g_new0 (ReadJob, 1);

  g_return_if_fail ((file != NULL) != (bytes != NULL));

  job->file = file != NULL ? g_object_ref (file) : NULL;
  job->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;

  g_task_set_source_tag (task, simmer_text_excerpt_read_async);
  g_task_set_task_data (task, job, (GDestroyNotify) read_job_free);
  g_task_run_in_thread (task, read_thread);
}

/**
 * simmer_text_excerpt_read_finish:
 * @result: what the callback got
 * @error: why it cannot be read
 *
 * Returns: (transfer full) (nullable): the excerpt
 */
SimmerTextExcerpt *
simmer_text_excerpt_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, simmer_text_excerpt_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
