#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_EAGERNESS (simmer_eagerness_get_type ())

/**
 * SimmerEagerness:
 * @SIMMER_EAGERNESS_USUAL: as everywhere else; where nothing else was chosen either, normal
 * @SIMMER_EAGERNESS_FEWER: fewer requests
 * @SIMMER_EAGERNESS_NORMAL: Simmer's own choice
 * @SIMMER_EAGERNESS_FASTER: news sooner
 *
 * How the person weighs news against requests.
 */
typedef enum
{
  SIMMER_EAGERNESS_USUAL,
  SIMMER_EAGERNESS_FEWER,
  SIMMER_EAGERNESS_NORMAL,
  SIMMER_EAGERNESS_FASTER,
} SimmerEagerness;

#define SIMMER_N_EAGERNESSES 4

GType simmer_eagerness_get_type (void);
const char *simmer_eagerness_to_string (SimmerEagerness eagerness);
gboolean simmer_eagerness_from_string (const char *word, SimmerEagerness *eagerness);

/**
 * SimmerWishes:
 * @eagerness: news against requests
 * @minimum: smallest interval between two questions about a task, µs; 0 if the person did not
 *   choose
 * @maximum: largest interval, µs; 0 if the person did not choose
 * @deadline: how long an attempt may take before it counts as failed, µs; 0 = for ever
 * @no_live: only ask, do not listen where a service tells of changes by itself
 *
 * How a person wants tasks to be followed: all of them, or those of one account. Nothing but zeros
 * is no wish.
 */
typedef struct
{
  SimmerEagerness eagerness;
  gint64 minimum;
  gint64 maximum;
  gint64 deadline;
  gboolean no_live;
} SimmerWishes;

gboolean simmer_wishes_equal (const SimmerWishes *a, const SimmerWishes *b);
void simmer_wishes_join (SimmerWishes *joined,
                         const SimmerWishes *own,
                         const SimmerWishes *general);

G_END_DECLS
