#pragma once

#include <json-glib/json-glib.h>

#include "simmer-task-status.h"

G_BEGIN_DECLS

/**
 * SimmerSubject:
 * @object: (nullable): what the answer says of the task
 * @members: (nullable): its members
 * @has_status: whether it names a status
 * @status: which
 * @word: (nullable): the status word
 * @unknown: whether nobody knows what @word means
 * @not_found: whether @word means that the task is not known
 * @ending: (nullable): a member that is no result, but says how the task ended
 *
 * The part of an answer that is about one task, without the envelopes around it.
 */
typedef struct
{
  JsonObject *object;
  GHashTable *members;
  gboolean has_status;
  SimmerTaskStatus status;
  const char *word;
  gboolean unknown;
  gboolean not_found;
  JsonNode *ending;
} SimmerSubject;

JsonNode *simmer_subject_unwrap (JsonNode *root, SimmerSubject *subject);
void simmer_subject_init (SimmerSubject *self, JsonObject *object);
void simmer_subject_clear (SimmerSubject *self);
char *simmer_subject_dup_id (SimmerSubject *self);
char *simmer_subject_dup_outer_id (JsonNode *root, JsonNode *node);
JsonArray *simmer_subject_find_list (JsonNode *root);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimmerSubject, simmer_subject_clear)

G_END_DECLS
