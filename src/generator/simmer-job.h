#pragma once

#include "simmer-generation.h"
#include "simmer-task-status.h"
#include "simmer-work.h"

G_BEGIN_DECLS

/**
 * SimmerJob:
 * @id: (owned): what clients call it
 * @number: counts up from 1 in the order of arrival
 * @order: (owned): what is to be made
 * @key: (owned) (nullable): the client's Idempotency-Key
 * @status: where it stands
 * @attempt: 1 for the first
 * @created_at: microseconds since 1970
 * @started_at: microseconds since 1970; 0 before the start
 * @finished_at: microseconds since 1970; 0 before the end
 * @began: monotonic microseconds at the start: a clock on the wall may be set meanwhile
 * @taken: microseconds from start to end
 * @cancelling: told to stop, and not stopped yet
 * @work: (owned) (nullable): the attempt that is under way, or in a worker's hands
 * @artifacts: (owned) (nullable) (element-type SimmerArtifact): the results
 * @error_code: (nullable): a word for programs
 * @error_message: (owned) (nullable): a sentence for people
 * @dropped: the results had to make room
 * @fetched_at: monotonic microseconds when all results had been fetched; 0 before
 * @fetched: a bit for each result that was fetched
 * @place: its place among all jobs
 * @waiting: (nullable): its place among those that wait
 * @expected: seconds that an attempt will take
 * @hide_progress: for tests
 * @hide_position: for tests
 *
 * One task, as the main thread knows it. Read it freely; #SimmerJobQueue alone writes.
 */
typedef struct
{
  char *id;
  guint64 number;
  SimmerGeneration *order;
  char *key;
  SimmerTaskStatus status;
  guint attempt;
  gint64 created_at;
  gint64 started_at;
  gint64 finished_at;
  gint64 began;
  gint64 taken;
  gboolean cancelling;
  SimmerWork *work;
  GPtrArray *artifacts;
  const char *error_code;
  char *error_message;
  gboolean dropped;
  gint64 fetched_at;
  guint fetched;
  GSequenceIter *place;
  GSequenceIter *waiting;
  double expected;
  gboolean hide_progress;
  gboolean hide_position;
} SimmerJob;

SimmerJob *simmer_job_new (SimmerGeneration *order, const char *key);
SimmerJob *simmer_job_ref (SimmerJob *job);
void simmer_job_unref (SimmerJob *job);
gsize simmer_job_get_result_size (const SimmerJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerJob, simmer_job_unref)

G_END_DECLS
