#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many processes at once are told from each other. */
#define SIMMER_TURNSTILE_PROCESSES 32

/**
 * SimmerTurnstile:
 *
 * What all processes of this person know together of each host: how fast it was asked lately, until
 * when it wants to be left alone, and how many requests are under way.
 */
typedef struct _SimmerTurnstile SimmerTurnstile;

/**
 * SimmerTurnstilePlace:
 * @name: whose it is, as a hash; 0 while it is nobody's
 * @scheduled: when the next request would go out if they came evenly
 * @closed_until: the end of the host's window, as it said
 * @opens: when it is asked again, a little later
 * @limits: windows in a row, nothing heard between them
 * @flights: requests under way of each process, which alone changes its own, and since when
 *
 * What is known of one host. Times are boot time in µs, the same for all processes.
 */
typedef struct
{
  guint64 name;
  gint64 scheduled;
  gint64 closed_until;
  gint64 opens;
  guint64 limits;
  guint64 flights[SIMMER_TURNSTILE_PROCESSES];
} SimmerTurnstilePlace;

SimmerTurnstile *simmer_turnstile_open (const char *path, GError **error);
void simmer_turnstile_close (SimmerTurnstile *self);
SimmerTurnstilePlace *simmer_turnstile_get_place (SimmerTurnstile *self, const char *name);

gint64 simmer_turnstile_get_next (const gint64 *scheduled, double rate, double depth, gint64 now);
void simmer_turnstile_take (gint64 *scheduled, double rate, double depth, gint64 now);
void simmer_turnstile_raise (gint64 *value, gint64 least);

void simmer_turnstile_set_flights (SimmerTurnstile *self,
                                   SimmerTurnstilePlace *place,
                                   guint n,
                                   gint64 now);
guint simmer_turnstile_count_others (SimmerTurnstile *self,
                                     const SimmerTurnstilePlace *place,
                                     gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTurnstile, simmer_turnstile_close)

G_END_DECLS
