#pragma once

#include "simmer-credentials.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_MEMORY_CREDENTIALS (simmer_memory_credentials_get_type ())

/**
 * SimmerMemoryCredentials:
 *
 * Keeps credentials until the process ends.
 */
G_DECLARE_FINAL_TYPE (SimmerMemoryCredentials,
                      simmer_memory_credentials,
                      SIMMER,
                      MEMORY_CREDENTIALS,
                      GObject)

SimmerMemoryCredentials *simmer_memory_credentials_new (void);

SecretValue *simmer_memory_credentials_get (SimmerMemoryCredentials *self, const char *account_id);
void simmer_memory_credentials_set (SimmerMemoryCredentials *self,
                                    const char *account_id,
                                    SecretValue *value);

G_END_DECLS
