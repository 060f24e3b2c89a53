#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_MEMBERS_MAX_TEXT 300

/**
 * SimmerMembersIter:
 * @name: the member's folded name
 * @node: (transfer none): its value
 *
 * A walk over the members of an object, null or not.
 */
typedef struct
{
  char *name; /* (owned) */
  JsonNode *node;
  JsonObjectIter iter; /*< private >*/
} SimmerMembersIter;

GHashTable *simmer_members_new (JsonObject *object);
JsonNode *simmer_members_find (GHashTable *members, const char *const *names);
JsonNode *simmer_members_find_text (GHashTable *members, const char *const *names);

SimmerMembersIter simmer_members_iterate (JsonObject *object);
gboolean simmer_members_iter_next (SimmerMembersIter *self);
void simmer_members_iter_clear (SimmerMembersIter *self);

gboolean simmer_node_is_text (JsonNode *node);
gboolean simmer_node_is_true (JsonNode *node);
char *simmer_node_dup_id (JsonNode *node);
char *simmer_members_dup_telling (JsonObject *object);
char *simmer_node_dup_reason (JsonNode *node);
char *simmer_text_clean (const char *text, glong max);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimmerMembersIter, simmer_members_iter_clear)

G_END_DECLS
