#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_RESULT (simmer_result_get_type ())

/**
 * SimmerResult:
 *
 * One result of a task, immutable and reference counted: where it is at the service, what it is,
 * and where its copy on this machine is.
 */
typedef struct _SimmerResult SimmerResult;

GType simmer_result_get_type (void);

SimmerResult *simmer_result_new (const char *uri, const char *media_type, const char *path);
SimmerResult *simmer_result_new_inline (GBytes *data, const char *media_type);
SimmerResult *simmer_result_with_copy (SimmerResult *self,
                                       const char *path,
                                       const char *media_type);
SimmerResult *simmer_result_ref (SimmerResult *self);
void simmer_result_unref (SimmerResult *self);

const char *simmer_result_get_uri (SimmerResult *self);
const char *simmer_result_get_media_type (SimmerResult *self);
const char *simmer_result_get_path (SimmerResult *self);
GBytes *simmer_result_get_data (SimmerResult *self);
gboolean simmer_result_equal (SimmerResult *a, SimmerResult *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerResult, simmer_result_unref)

G_END_DECLS
