#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SimmerStoreWatch SimmerStoreWatch;

SimmerStoreWatch *simmer_store_watch_new (void);
void simmer_store_watch_free (SimmerStoreWatch *self);
gboolean simmer_store_watch_add (SimmerStoreWatch *self, const char *folder);
gboolean simmer_store_watch_wait (SimmerStoreWatch *self, gint64 until);
void simmer_store_watch_wake (SimmerStoreWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreWatch, simmer_store_watch_free)

G_END_DECLS
