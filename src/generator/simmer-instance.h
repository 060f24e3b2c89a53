#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerInstance:
 *
 * What makes this process the one generator of its user: the lock and the file that tells where
 * it is.
 */
typedef struct _SimmerInstance SimmerInstance;

SimmerInstance *simmer_instance_claim (const char *dir, gboolean *taken, GError **error);
void simmer_instance_release (SimmerInstance *instance);

char *simmer_instance_make_token (GError **error);
gboolean simmer_instance_announce (SimmerInstance *instance,
                                   guint port,
                                   const char *token,
                                   GError **error);
void simmer_instance_withdraw (SimmerInstance *instance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerInstance, simmer_instance_release)

G_END_DECLS
