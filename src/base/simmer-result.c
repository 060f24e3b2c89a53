/* One result of a task: an immutable, reference counted value. Pure. */

#include "simmer-result.h"

struct _SimmerResult
{
  char *uri;    /* (owned) (nullable) */
  char *path;   /* (owned) (nullable) */
  GBytes *data; /* (owned) (nullable) */
  char *type;   /* (owned) (nullable), an interned GRefString: few media types, many results */
};

G_DEFINE_BOXED_TYPE (SimmerResult, simmer_result, simmer_result_ref, simmer_result_unref)

static SimmerResult *
simmer_result_alloc (const char *uri, const char *media_type, const char *path, GBytes *data)
{
  SimmerResult *self = g_atomic_rc_box_new0 (SimmerResult);

  self->uri = g_strdup (uri);
  self->path = g_strdup (path);
  self->data = data != NULL ? g_bytes_ref (data) : NULL;
  self->type = media_type != NULL ? g_ref_string_new_intern (media_type) : NULL;

  return self;
}

static void
simmer_result_clear (gpointer box)
{
  SimmerResult *self = box;

  g_free (self->uri);
  g_free (self->path);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_pointer (&self->type, g_ref_string_release);
}

/**
 * simmer_result_new:
 * @uri: (nullable): where the service keeps it: absolute, relative to the account's address, or a
 *   data URI
 * @media_type: (nullable): such as "image/png"; %NULL where nobody said
 * @path: (nullable): absolute path of the copy on this machine
 *
 * Returns: (transfer full): a result that lies at the service, or in a file, or both
 */
SimmerResult *
simmer_result_new (const char *uri, const char *media_type, const char *path)
{
  return simmer_result_alloc (uri, media_type, path, NULL);
}

/**
 * simmer_result_new_inline:
 * @data: the result itself
 * @media_type: (nullable): what it is
 *
 * Returns: (transfer full): a result that came inside an answer
 */
SimmerResult *
simmer_result_new_inline (GBytes *data, const char *media_type)
{
  g_return_val_if_fail (data != NULL, NULL);

  return simmer_result_alloc (NULL, media_type, NULL, data);
}

/**
 * simmer_result_with_copy:
 * @self: a result
 * @path: (nullable): absolute path of its copy on this machine
 * @media_type: (nullable): what the copy is; counts only where nobody said it of @self
 *
 * Returns: (transfer full): a result that differs from @self in its copy alone
 */
SimmerResult *
simmer_result_with_copy (SimmerResult *self, const char *path, const char *media_type)
{
  g_return_val_if_fail (self != NULL, NULL);

  return simmer_result_alloc (
    self->uri, self->type != NULL ? self->type : media_type, path, self->data);
}

SimmerResult *
simmer_result_ref (SimmerResult *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_result_unref (SimmerResult *self)
{
  g_atomic_rc_box_release_full (self, simmer_result_clear);
}

/**
 * simmer_result_get_uri:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): where the service keeps it, just as the service wrote it
 */
const char *
simmer_result_get_uri (SimmerResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->uri;
}

const char *
simmer_result_get_media_type (SimmerResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->type;
}

/**
 * simmer_result_get_path:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): absolute path of the copy on this machine
 */
const char *
simmer_result_get_path (SimmerResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * simmer_result_get_data:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the result itself, where it came inside an answer
 */
GBytes *
simmer_result_get_data (SimmerResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * simmer_result_equal:
 * @a: a result
 * @b: another
 *
 * Returns: whether both say the same, down to the bytes of inline data
 */
gboolean
simmer_result_equal (SimmerResult *a, SimmerResult *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a == b)
    return TRUE;
  if (a->type != b->type || g_strcmp0 (a->uri, b->uri) != 0 || g_strcmp0 (a->path, b->path) != 0)
    return FALSE;
  if (a->data == NULL || b->data == NULL)
    return a->data == b->data;

  return g_bytes_equal (a->data, b->data);
}
