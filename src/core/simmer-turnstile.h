#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerTurnstile:
 *
 * How fast each host was asked lately, by all processes of this person together.
 */
typedef struct _SimmerTurnstile SimmerTurnstile;

SimmerTurnstile *simmer_turnstile_open (const char *path, GError **error);
void simmer_turnstile_close (SimmerTurnstile *self);
gint64 *simmer_turnstile_get_place (SimmerTurnstile *self, const char *host);

gint64 simmer_turnstile_get_next (const gint64 *place, double rate, double depth, gint64 now);
void simmer_turnstile_take (gint64 *place, double rate, double depth, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTurnstile, simmer_turnstile_close)

G_END_DECLS
