#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SimmerFault:
 * @where: the member, such as "requests.status.path"; "" is the profile as a whole
 * @line: where it stands, from 1
 * @reason: what is wrong with it, as the end of a sentence
 *
 * Something that is wrong with a profile.
 */
typedef struct
{
  char *where;
  guint line;
  char *reason;
} SimmerFault;

/**
 * SimmerProfileCheck:
 *
 * Looks a profile's members over and collects what is wrong with them. Reading goes on after a
 * fault, so that somebody who writes a profile sees all of them at once.
 */
typedef struct _SimmerProfileCheck SimmerProfileCheck;

SimmerProfileCheck *simmer_profile_check_new (GBytes *bytes);
void simmer_profile_check_free (SimmerProfileCheck *self);
GPtrArray *simmer_profile_check_get_faults (SimmerProfileCheck *self);

void simmer_profile_check_fault (SimmerProfileCheck *self, const char *where, const char *reason);
void simmer_profile_check_fault_at (SimmerProfileCheck *self,
                                    const char *where,
                                    guint line,
                                    const char *reason);
void simmer_profile_check_members (SimmerProfileCheck *self,
                                   JsonObject *object,
                                   const char *where,
                                   const char *const *known);
char *simmer_profile_check_join (const char *where, const char *name);
JsonObject *simmer_profile_check_object (SimmerProfileCheck *self,
                                         JsonObject *object,
                                         const char *where,
                                         const char *name,
                                         const char *const *known);
const char *simmer_profile_check_text (SimmerProfileCheck *self,
                                       JsonObject *object,
                                       const char *where,
                                       const char *name,
                                       gboolean required);
gboolean simmer_profile_check_flag (SimmerProfileCheck *self,
                                    JsonObject *object,
                                    const char *where,
                                    const char *name,
                                    gboolean fallback);
double simmer_profile_check_number (SimmerProfileCheck *self,
                                    JsonObject *object,
                                    const char *where,
                                    const char *name,
                                    double smallest,
                                    double fallback);
int simmer_profile_check_choice (SimmerProfileCheck *self,
                                 JsonObject *object,
                                 const char *where,
                                 const char *name,
                                 const char *const *choices,
                                 int fallback);
guint *simmer_profile_check_codes (SimmerProfileCheck *self,
                                   JsonObject *object,
                                   const char *where,
                                   const char *name);
GRegex *simmer_profile_check_pattern (SimmerProfileCheck *self,
                                      JsonObject *object,
                                      const char *where,
                                      const char *name);

gboolean simmer_node_holds (JsonNode *node, GType type);
gboolean simmer_node_holds_number (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerProfileCheck, simmer_profile_check_free)

G_END_DECLS
