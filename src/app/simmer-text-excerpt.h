#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TEXT_EXCERPT_SIZE (128 * 1024)

/**
 * SimmerTextExcerpt:
 * @text: (owned): valid UTF-8, its overlong lines broken
 * @size: bytes of the whole
 * @whole: whether @text is all of it
 *
 * As much of a text as can be shown without making a window slow.
 */
typedef struct
{
  char *text;
  goffset size;
  gboolean whole;
} SimmerTextExcerpt;

void simmer_text_excerpt_free (SimmerTextExcerpt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTextExcerpt, simmer_text_excerpt_free)

SimmerTextExcerpt *simmer_text_excerpt_new (const char *bytes, gsize size);
void simmer_text_excerpt_read_async (GFile *file,
                                     GBytes *bytes,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
SimmerTextExcerpt *simmer_text_excerpt_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
