#pragma once

#include "simmer-enclosure.h"
#include "simmer-profile.h"

G_BEGIN_DECLS

/**
 * SimmerFilledRequest:
 * @method: HTTP method
 * @uri: absolute address
 * @headers: names and values, without the credential
 * @content_type: (nullable): media type of @body
 * @body: (nullable): what is sent
 * @enclosures: (nullable) (element-type SimmerEnclosure): files whose tokens stand for their bytes
 *   in @body
 *
 * A profile's request with everything in it.
 */
typedef struct
{
  const char *method;
  char *uri;
  JsonObject *headers;
  char *content_type;
  GBytes *body;
  GPtrArray *enclosures;
} SimmerFilledRequest;

SimmerFilledRequest *simmer_filled_request_new (SimmerProfile *profile,
                                                SimmerVerb verb,
                                                const char *address,
                                                JsonObject *variables,
                                                GPtrArray *enclosures,
                                                GError **error);
SimmerFilledRequest *simmer_filled_request_new_step (SimmerProfile *profile,
                                                     const SimmerRequest *step,
                                                     const char *address,
                                                     JsonObject *variables,
                                                     GPtrArray *enclosures,
                                                     GError **error);
SimmerFilledRequest *simmer_filled_request_new_stream (SimmerProfile *profile,
                                                       const char *address,
                                                       JsonObject *variables,
                                                       GError **error);
void simmer_filled_request_free (SimmerFilledRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerFilledRequest, simmer_filled_request_free)

G_END_DECLS
