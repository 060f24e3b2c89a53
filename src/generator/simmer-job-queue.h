#pragma once

#include "simmer-job.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_JOB_QUEUE (simmer_job_queue_get_type ())
G_DECLARE_FINAL_TYPE (SimmerJobQueue, simmer_job_queue, SIMMER, JOB_QUEUE, GObject)

typedef void (*SimmerJobRigFunc) (SimmerJob *job, SimmerRigging *rigging, gpointer user_data);

SimmerJobQueue *simmer_job_queue_new (guint n_workers,
                                      guint bound,
                                      guint64 work_memory,
                                      guint64 result_memory);
void simmer_job_queue_set_rig_func (SimmerJobQueue *self,
                                    SimmerJobRigFunc func,
                                    gpointer user_data);

gboolean simmer_job_queue_is_full (SimmerJobQueue *self);
gboolean simmer_job_queue_can_hold (SimmerJobQueue *self, const SimmerGeneration *order);
SimmerJob *simmer_job_queue_submit (SimmerJobQueue *self, SimmerGeneration *order, const char *key);
gboolean simmer_job_queue_cancel (SimmerJobQueue *self, SimmerJob *job);
gboolean simmer_job_queue_retry (SimmerJobQueue *self, SimmerJob *job);
void simmer_job_queue_note_fetched (SimmerJobQueue *self, SimmerJob *job, guint result);
gboolean simmer_job_queue_has_unfetched (SimmerJobQueue *self);

SimmerJob *simmer_job_queue_find (SimmerJobQueue *self, const char *id);
SimmerJob *simmer_job_queue_find_by_key (SimmerJobQueue *self, const char *key);
GPtrArray *simmer_job_queue_list (SimmerJobQueue *self, guint64 before, guint limit);
GPtrArray *simmer_job_queue_list_active (SimmerJobQueue *self);

guint simmer_job_queue_get_n_waiting (SimmerJobQueue *self);
guint simmer_job_queue_get_n_running (SimmerJobQueue *self);
guint simmer_job_queue_get_position (SimmerJobQueue *self, SimmerJob *job);
double simmer_job_queue_get_progress (SimmerJobQueue *self, SimmerJob *job);
double simmer_job_queue_get_eta (SimmerJobQueue *self, SimmerJob *job);
guint simmer_job_queue_get_retry_after (SimmerJobQueue *self);

G_END_DECLS
