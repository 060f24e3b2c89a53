#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerEndpoint:
 * @address: base URL without a slash at its end
 * @credential: (nullable): goes into the profile's auth header, never anywhere else
 *
 * Where and as whom to ask, right now.
 */
typedef struct
{
  char *address;
  char *credential;
} SimmerEndpoint;

SimmerEndpoint *simmer_endpoint_new (const char *address, const char *credential);
void simmer_endpoint_free (SimmerEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerEndpoint, simmer_endpoint_free)

G_END_DECLS
