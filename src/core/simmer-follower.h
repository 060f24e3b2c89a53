#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerFollower:
 *
 * This process as one who follows tasks: a random id, and a lock on a file of that name which is
 * held for as long as the process lives, however it ends.
 */
typedef struct _SimmerFollower SimmerFollower;

SimmerFollower *simmer_follower_new (const char *folder, GError **error);
void simmer_follower_free (SimmerFollower *self);
const char *simmer_follower_get_id (SimmerFollower *self);

char *simmer_follower_dup_folder (const char *folder);
gboolean simmer_follower_is_alive (const char *folder, const char *id);
void simmer_follower_sweep (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerFollower, simmer_follower_free)

G_END_DECLS
