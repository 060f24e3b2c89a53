#pragma once

#include "simmer-profile-check.h"
#include "simmer-profile-pages.h"
#include "simmer-profile-request.h"
#include "simmer-profile-stream.h"
#include "simmer-upload.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_PROFILE (simmer_profile_get_type ())

/**
 * SimmerVerb:
 * @SIMMER_VERB_SUBMIT: "submit": makes a task
 * @SIMMER_VERB_STATUS: "status": asks after one task
 * @SIMMER_VERB_STATUSES: "statuses": asks after several
 * @SIMMER_VERB_LIST: "list": asks which tasks there are
 * @SIMMER_VERB_CANCEL: "cancel": ends a task
 * @SIMMER_VERB_RETRY: "retry": has a task done once more
 * @SIMMER_VERB_OUTCOME: "outcome": asks once for the results of a task that is done, where its
 *   status does not tell them
 * @SIMMER_VERB_RESULT: "result": fetches the bytes of a result
 *
 * What can be asked of a service, and what it is called in a profile.
 */
typedef enum
{
  SIMMER_VERB_SUBMIT,
  SIMMER_VERB_STATUS,
  SIMMER_VERB_STATUSES,
  SIMMER_VERB_LIST,
  SIMMER_VERB_CANCEL,
  SIMMER_VERB_RETRY,
  SIMMER_VERB_OUTCOME,
  SIMMER_VERB_RESULT,
} SimmerVerb;

#define SIMMER_N_VERBS 8

/**
 * SimmerProfile:
 *
 * A service's job API as data: parsed, validated, immutable, reference counted. docs/profiles.md
 * describes the language.
 *
 * Its inputs are what a person fills in to submit, in the order of the form: objects in a subset
 * of JSON Schema. "name" (the member of the submitted inputs) and "type" ("string", "integer",
 * "number", "boolean", "object", "array" or "file") are always there; "title" (for people), "enum"
 * with "titles" beside it, "default", "minimum", "maximum", "multipleOf", "maxLength", "multiline",
 * "required" and "advanced" (folded away at first) may be, and "when": an object of other inputs
 * and the values that they must have for this one to be shown and sent. Of a file, "accept" (media
 * types) and "maxBytes" may be said, and how it is sent: #SimmerUpload. The input named "prompt"
 * is what the task is of.
 */
typedef struct _SimmerProfile SimmerProfile;

GType simmer_profile_get_type (void);

SimmerProfile *simmer_profile_new_from_bytes (GBytes *bytes, GError **error);
GPtrArray *simmer_profile_find_faults (GBytes *bytes);
SimmerProfile *simmer_profile_ref (SimmerProfile *self);
void simmer_profile_unref (SimmerProfile *self);

const char *simmer_profile_get_id (SimmerProfile *self);
const char *simmer_profile_get_name (SimmerProfile *self);
const char *simmer_profile_get_description (SimmerProfile *self);
void simmer_profile_set_words (SimmerProfile *self, const char *description, const char *auth_hint);
const char *simmer_profile_get_documentation (SimmerProfile *self);
const char *simmer_profile_get_address (SimmerProfile *self);
const char *const *simmer_profile_get_hosts (SimmerProfile *self);
JsonObject *simmer_profile_get_headers (SimmerProfile *self);
const char *simmer_profile_get_auth_header (SimmerProfile *self);
const char *simmer_profile_get_auth_hint (SimmerProfile *self);
gboolean simmer_profile_get_auth_required (SimmerProfile *self);
const char *simmer_profile_get_auth_user (SimmerProfile *self);
void simmer_profile_split_credential (SimmerProfile *self,
                                      const char *credential,
                                      char **user,
                                      char **value);
double simmer_profile_get_interval (SimmerProfile *self);
double simmer_profile_get_rate (SimmerProfile *self);
int simmer_profile_get_queue_base (SimmerProfile *self);
const SimmerRequest *simmer_profile_get_request (SimmerProfile *self, SimmerVerb verb);
const SimmerRules *simmer_profile_get_rules (SimmerProfile *self, SimmerVerb verb);
const SimmerStream *simmer_profile_get_stream (SimmerProfile *self);
JsonArray *simmer_profile_get_inputs (SimmerProfile *self);
JsonArray *simmer_profile_get_list_inputs (SimmerProfile *self);
GPtrArray *simmer_profile_get_pages (SimmerProfile *self);
GPtrArray *simmer_profile_get_uploads (SimmerProfile *self);

const char *simmer_verb_to_string (SimmerVerb verb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerProfile, simmer_profile_unref)

G_END_DECLS
