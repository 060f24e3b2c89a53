#pragma once

#include <glib.h>
#include <stdatomic.h>

#include "simmer-generation.h"

G_BEGIN_DECLS

/**
 * SimmerArtifact:
 * @bytes: (owned): the result itself
 * @media_type: such as "image/png"
 * @extension: for a file's name, such as "png"
 * @width: pixels; 0 for texts
 * @height: pixels; 0 for texts
 * @etag: (owned): names these bytes, in quotes
 */
typedef struct
{
  GBytes *bytes;
  const char *media_type;
  const char *extension;
  guint width;
  guint height;
  char *etag;
} SimmerArtifact;

void simmer_artifact_free (SimmerArtifact *artifact);

/**
 * SimmerRigging:
 * @duration: seconds that the work shall take; 0 for as long as it takes
 * @fail: end in a failure once half is done
 * @stall: 0 to 1: where to stand still until stopped; 0 for nowhere
 * @edge: pixels that a picture's longer edge has at most; 0 for as many as were ordered
 *
 * What tests ask of a piece of work. All zero otherwise.
 */
typedef struct
{
  double duration;
  gboolean fail;
  double stall;
  guint edge;
} SimmerRigging;

#define SIMMER_WORK_ERROR (simmer_work_error_quark ())

typedef enum
{
  SIMMER_WORK_ERROR_STOPPED,
  SIMMER_WORK_ERROR_NO_MEMORY,
  SIMMER_WORK_ERROR_RIGGED,
} SimmerWorkError;

GQuark simmer_work_error_quark (void);

/**
 * SimmerWork:
 * @order: what to make; outlives the work
 * @rigging: for tests
 * @progress: millionths of the work that are done
 * @stop: set to end the work soon
 * @artifacts: (owned) (element-type SimmerArtifact): what was made, when it is over
 * @error: (owned) (nullable): why nothing was
 * @owner: for who handed it over
 *
 * One attempt at an order, on its way from the main thread to a worker and back. Between the two
 * hand-overs the main thread touches nothing but the atomics, the worker everything but @owner.
 */
typedef struct
{
  const SimmerGeneration *order;
  SimmerRigging rigging;
  atomic_uint progress;
  atomic_bool stop;
  GPtrArray *artifacts;
  GError *error;
  gpointer owner;
} SimmerWork;

SimmerWork *simmer_work_new (const SimmerGeneration *order, gpointer owner);
void simmer_work_free (SimmerWork *work);
void simmer_work_run (SimmerWork *work);
double simmer_work_get_progress (SimmerWork *work);
void simmer_work_stop (SimmerWork *work);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerWork, simmer_work_free)

G_END_DECLS
