#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SimmerPathSteps:
 *
 * One JSONPath, step by step: $, .name, ['name'], [n], [-n], .*, [*] and .. before any of them.
 * json-glib's own JsonPath asserts where a list is shorter than [n] expects, which is for the
 * service to say.
 */
typedef struct _SimmerPathSteps SimmerPathSteps;

SimmerPathSteps *simmer_path_steps_new (const char *text);
void simmer_path_steps_free (SimmerPathSteps *self);
JsonArray *simmer_path_steps_find (SimmerPathSteps *self, JsonNode *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerPathSteps, simmer_path_steps_free)

G_END_DECLS
