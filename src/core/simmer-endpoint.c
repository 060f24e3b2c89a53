/* Where and as whom to ask, right now. */

#include "simmer-endpoint.h"

#include <libsecret/secret.h>

/**
 * simmer_endpoint_new:
 * @address: base URL; slashes at its end are dropped
 * @credential: (nullable): a key or token
 *
 * Returns: (transfer full): a new endpoint
 */
SimmerEndpoint *
simmer_endpoint_new (const char *address, const char *credential)
{
  SimmerEndpoint *self;
  gsize length;

  g_return_val_if_fail (address != NULL, NULL);

  length = strlen (address);
  while (length > 0 && address[length - 1] == '/')
    length--;

  self = g_new0 (SimmerEndpoint, 1);
  self->address = g_strndup (address, length);
  self->credential = g_strdup (credential);

  return self;
}

/**
 * simmer_endpoint_free:
 * @self: (transfer full): an endpoint
 */
void
simmer_endpoint_free (SimmerEndpoint *self)
{
  g_free (self->address);
  /* In memory that is given away, it must not stand on. */
  secret_password_wipe (self->credential);
  g_free (self->credential);
  g_free (self);
}
