#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_PROFILE (simmer_profile_get_type ())

/**
 * SimmerVerb:
 *
 * What can be asked of a service. The names in a profile are "submit", "status", "statuses",
 * "list", "cancel", "retry" and "result".
 */
typedef enum
{
  SIMMER_VERB_SUBMIT,
  SIMMER_VERB_STATUS,
  SIMMER_VERB_STATUSES,
  SIMMER_VERB_LIST,
  SIMMER_VERB_CANCEL,
  SIMMER_VERB_RETRY,
  SIMMER_VERB_RESULT,
} SimmerVerb;

#define SIMMER_N_VERBS 7

/**
 * SimmerRequest:
 * @method: HTTP method
 * @path: RFC 6570 template below the account's address, or of an absolute URL
 * @body: (nullable): JSON template
 *
 * How a profile asks for one thing; owned by the profile.
 */
typedef struct
{
  const char *method;
  const char *path;
  JsonNode *body;
} SimmerRequest;

/**
 * SimmerStreamKind:
 *
 * How a service tells of changes by itself: by a WebSocket (RFC 6455), or by Server-Sent Events.
 * The names in a profile are "websocket" and "events".
 */
typedef enum
{
  SIMMER_STREAM_WEBSOCKET,
  SIMMER_STREAM_EVENTS,
} SimmerStreamKind;

#define SIMMER_N_STREAM_KINDS 2

/**
 * SimmerStream:
 * @path: as that of a #SimmerRequest
 * @single: whether it tells of one task, whose id is in @path, and not of all of the account
 * @kinds: in the order in which they are tried
 * @n_kinds: how many, at least one
 *
 * Where a service tells of changes; owned by the profile.
 */
typedef struct
{
  const char *path;
  gboolean single;
  SimmerStreamKind kinds[SIMMER_N_STREAM_KINDS];
  guint n_kinds;
} SimmerStream;

/**
 * SimmerProfile:
 *
 * A service's job API as data: parsed, validated, immutable, reference counted.
 *
 * Its inputs are what a person fills in to submit, in the order of the form: objects in a subset
 * of JSON Schema. "name" (the member of the submitted inputs) and "type" ("string", "integer",
 * "number" or "boolean") are always there; "title" (for people), "enum" with "titles" beside it,
 * "default", "minimum", "maximum", "maxLength", "multiline", "required" and "advanced" (folded away
 * at first) may be, and "when": an object of other inputs and the values that they must have for
 * this one to be shown and sent. The input named "prompt" is what the task is of.
 */
typedef struct _SimmerProfile SimmerProfile;

GType simmer_profile_get_type (void);

SimmerProfile *simmer_profile_new_from_bytes (GBytes *bytes, GError **error);
SimmerProfile *simmer_profile_get_native (void);
SimmerProfile *simmer_profile_ref (SimmerProfile *self);
void simmer_profile_unref (SimmerProfile *self);

const char *simmer_profile_get_id (SimmerProfile *self);
const char *simmer_profile_get_name (SimmerProfile *self);
const SimmerRequest *simmer_profile_get_request (SimmerProfile *self, SimmerVerb verb);
const SimmerStream *simmer_profile_get_stream (SimmerProfile *self);
const char *simmer_profile_get_auth_header (SimmerProfile *self);
const char *simmer_profile_get_auth_prefix (SimmerProfile *self);
int simmer_profile_get_queue_base (SimmerProfile *self);
JsonArray *simmer_profile_get_inputs (SimmerProfile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerProfile, simmer_profile_unref)

G_END_DECLS
