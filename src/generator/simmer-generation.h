#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_GENERATION_MIN_SIZE   16
#define SIMMER_GENERATION_MAX_SIZE   4096
#define SIMMER_GENERATION_MAX_COUNT  4
#define SIMMER_GENERATION_MAX_PROMPT 4000
#define SIMMER_GENERATION_MAX_SEED   G_GINT64_CONSTANT (9007199254740991)

typedef enum
{
  SIMMER_KIND_IMAGE,
  SIMMER_KIND_TEXT,
} SimmerKind;

/**
 * SimmerGeneration:
 * @kind: what is asked for
 * @prompt: what it shall be of; valid UTF-8, not blank
 * @style: one of the kind's styles, or "auto"
 * @width: pixels; 0 for texts
 * @height: pixels; 0 for texts
 * @count: how many variants
 * @seed: the first variant's seed; the next ones count up from it
 * @fingerprint: equal for bodies that ask for the same
 *
 * What a client asked for, checked and complete. Immutable.
 */
typedef struct
{
  SimmerKind kind;
  char *prompt;
  char *style;
  gint64 width;
  gint64 height;
  gint64 count;
  gint64 seed;
  char *fingerprint;
} SimmerGeneration;

#define SIMMER_GENERATION_ERROR (simmer_generation_error_quark ())

typedef enum
{
  SIMMER_GENERATION_ERROR_SYNTAX,
  SIMMER_GENERATION_ERROR_MISSING,
  SIMMER_GENERATION_ERROR_TYPE,
  SIMMER_GENERATION_ERROR_RANGE,
} SimmerGenerationError;

GQuark simmer_generation_error_quark (void);

SimmerGeneration *simmer_generation_new_from_json (GBytes *body,
                                                   const char **field,
                                                   GError **error);
void simmer_generation_free (SimmerGeneration *order);
guint64 simmer_generation_get_memory (const SimmerGeneration *order);
double simmer_generation_get_cost (const SimmerGeneration *order);

const char *simmer_kind_to_string (SimmerKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerGeneration, simmer_generation_free)

G_END_DECLS
