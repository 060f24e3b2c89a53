#pragma once

#include "simmer-pulse.h"

G_BEGIN_DECLS

/**
 * SimmerFollower:
 *
 * This process as one who follows tasks: a random id, and a lock on a file of that name which is
 * held for as long as the process lives, however it ends. In the file stands its pulse.
 */
typedef struct _SimmerFollower SimmerFollower;

SimmerFollower *simmer_follower_new (const char *folder, GError **error);
void simmer_follower_free (SimmerFollower *self);
const char *simmer_follower_get_id (SimmerFollower *self);
void simmer_follower_show (SimmerFollower *self, SimmerPulse *pulse);

char *simmer_follower_dup_folder (const char *folder);
gint64 simmer_follower_get_limit (const char *folder, const char *id);
gboolean simmer_follower_end (const char *folder, const char *id, gint64 now);
void simmer_follower_sweep (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerFollower, simmer_follower_free)

G_END_DECLS
