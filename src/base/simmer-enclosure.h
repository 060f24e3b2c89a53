#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SimmerEnclosure:
 * @path: where the file is
 * @name: what it is called
 * @type: its media type
 * @size: bytes
 * @modified: when it was last changed, µs since 1970
 * @token: what stands for its bytes in the body of a request
 * @base64: whether the body has them in base64
 *
 * A file that a person added to what is submitted. Not the file itself but which one, as it was
 * when it was chosen: that is what is written down, and the bytes are read when they are sent.
 */
typedef struct
{
  char *path;
  char *name;
  char *type;
  gint64 size;
  gint64 modified;
  char *token;
  gboolean base64;
} SimmerEnclosure;

SimmerEnclosure *simmer_enclosure_new (const char *path,
                                       const char *name,
                                       const char *type,
                                       gint64 size,
                                       gint64 modified);
SimmerEnclosure *simmer_enclosure_new_from_json (JsonNode *node);
void simmer_enclosure_free (SimmerEnclosure *self);
JsonNode *simmer_enclosure_to_json (const SimmerEnclosure *self);

gint64 simmer_enclosure_get_length (const SimmerEnclosure *self);
const SimmerEnclosure *simmer_enclosure_find (GPtrArray *enclosures, const char *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerEnclosure, simmer_enclosure_free)

G_END_DECLS
