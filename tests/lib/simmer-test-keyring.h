#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_TEST_KEYRING (simmer_test_keyring_get_type ())

/**
 * SimmerTestKeyring:
 *
 * A Secret Service of one collection, kept in memory, that behaves as it is told to. Its sessions
 * are plain: what is to be shown is how its clients use it.
 */
G_DECLARE_FINAL_TYPE (SimmerTestKeyring, simmer_test_keyring, SIMMER, TEST_KEYRING, GObject)

SimmerTestKeyring *simmer_test_keyring_new (const char *bus_address, GError **error);
void simmer_test_keyring_stop (SimmerTestKeyring *self);

void simmer_test_keyring_lock (SimmerTestKeyring *self, gboolean dismiss);
void simmer_test_keyring_die_at (SimmerTestKeyring *self, const char *method);
guint simmer_test_keyring_get_n_prompts (SimmerTestKeyring *self);
guint simmer_test_keyring_get_n_items (SimmerTestKeyring *self);
const char *simmer_test_keyring_get_secret (SimmerTestKeyring *self, const char *account);
const char *simmer_test_keyring_get_label (SimmerTestKeyring *self, const char *account);

G_END_DECLS
