/* One task of the generator, as its main thread knows it. */

#include "simmer-job.h"

/**
 * simmer_job_new:
 * @order: (transfer full): what is to be made
 * @key: (nullable): the client's Idempotency-Key
 *
 * Returns: (transfer full): a waiting job
 */
SimmerJob *
simmer_job_new (SimmerGeneration *order, const char *key)
{
  static guint64 last_number = 0;
  SimmerJob *job = g_rc_box_new0 (SimmerJob);

  job->id = g_uuid_string_random ();
  job->number = ++last_number;
  job->order = order;
  job->key = g_strdup (key);
  job->status = SIMMER_TASK_STATUS_PENDING;
  job->attempt = 1;
  job->created_at = g_get_real_time ();
  return job;
}

SimmerJob *
simmer_job_ref (SimmerJob *job)
{
  return g_rc_box_acquire (job);
}

static void
clear_cb (gpointer data)
{
  SimmerJob *job = data;

  g_clear_pointer (&job->work, simmer_work_free);
  g_clear_pointer (&job->artifacts, g_ptr_array_unref);
  g_clear_pointer (&job->order, simmer_generation_free);
  g_free (job->error_message);
  g_free (job->key);
  g_free (job->id);
}

void
simmer_job_unref (SimmerJob *job)
{
  g_rc_box_release_full (job, clear_cb);
}

/**
 * simmer_job_get_result_size:
 * @job: a job
 *
 * Returns: how many bytes its results hold
 */
gsize
simmer_job_get_result_size (const SimmerJob *job)
{
  gsize size = 0;

  for (guint i = 0; job->artifacts != NULL && i < job->artifacts->len; i++)
    {
      const SimmerArtifact *artifact = g_ptr_array_index (job->artifacts, i);

      size += g_bytes_get_size (artifact->bytes);
    }

  return size;
}
