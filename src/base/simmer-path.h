#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

/**
 * SimmerPath:
 *
 * Where something is in an answer: one JSONPath or several, of which the first that finds
 * something counts.
 */
typedef struct _SimmerPath SimmerPath;

SimmerPath *simmer_path_new (SimmerProfileCheck *check, JsonNode *node, const char *where);
void simmer_path_free (SimmerPath *self);
JsonNode *simmer_path_find (SimmerPath *self, JsonNode *root);
JsonArray *simmer_path_find_all (SimmerPath *self, JsonNode *root);
char *simmer_path_dup_reason (SimmerPath *self, JsonNode *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerPath, simmer_path_free)

G_END_DECLS
