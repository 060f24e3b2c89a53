#pragma once

#include "simmer-credentials.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_KEYRING (simmer_keyring_get_type ())

/**
 * SimmerKeyring:
 *
 * Keeps credentials in the person's keyring: the Secret Service, or in a sandbox the file that the
 * secret portal's key encrypts, as libsecret chooses. What no keyring takes is kept in memory.
 *
 * A locked keyring makes its own window ask the person to unlock it; who says no there is not asked
 * again before they ask for something themselves.
 */
G_DECLARE_FINAL_TYPE (SimmerKeyring, simmer_keyring, SIMMER, KEYRING, GObject)

SimmerKeyring *simmer_keyring_new (void);

G_END_DECLS
